"""总览 · Overview: what the library holds."""

import streamlit as st

from lib.figures import overview as figures
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import Choice
from lib.ui.evidence import show_brief
from lib.ui.frame import open_page
from lib.ui.parts import is_empty, key_figure
from lib.ui.view import View
from lib.views import summary
from lib.views.evidence import row_cards

LEVEL = Choice("pairs_level", ("province", "place"))


def show_figures(view: View) -> None:
    """The key figures, each with its definition and its rows."""
    found = view.get(summary.key_figures)
    places = "figure_places_more_elsewhere" if found.elsewhere else "figure_places_more"
    cards = [
        ("figure_articles", found.articles, view.t("figure_articles_more", n=found.articles_with), "articles"),
        ("figure_rows", found.rows, view.t("figure_rows_more", n=found.cases), view.filter),
        ("figure_pairs", found.pairs, view.t("figure_pairs_more"), "network"),
        ("figure_places", found.places, view.t(places, n=found.provinces, m=found.elsewhere), "map"),
        ("figure_money", found.rows_with_money, view.t("figure_money_more"), "funding"),
    ]
    with st.container(key="grid-figures"):
        for column, (key, value, more, behind) in zip(st.columns(len(cards)), cards, strict=True):
            with column:
                way = {"page": behind} if isinstance(behind, str) else {"rows": behind}
                key_figure(view, key, view.number(value), more, view.t(key + "_help"), **way)


def show_time(view: View) -> None:
    table = view.get(summary.time_line)
    if table.empty:
        with st.container(border=True, key="card-time"):
            st.markdown(f"#### {view.t('time_title')}", help=view.t("time_help"), anchors=False)
            st.caption(view.t("time_none"))
        return
    filter_ = view.filter
    held = Filter(since=filter_.since, until=filter_.until, sources=filter_.sources)  # whatever else is filtered
    coverage = view.get(summary.coverage, filter=held)

    def clicked(point: dict) -> Filter:
        year, domain = point["customdata"]
        changes = {"since": str(year), "until": str(year), "undated": False}
        return view.narrow(**changes, **({"domains": (domain,)} if domain else {}))

    found = view.get(summary.key_figures)
    undated = found.rows - found.dated
    show_chart(
        view,
        figures.time_line(table, coverage, view.words),
        "time",
        table,
        view.t("time_title"),
        view.t("time_help"),
        view.t("time_alt"),
        clicked,
        note=view.t("time_note", n=undated) if undated else "",
    )


def show_domains(view: View) -> None:
    table = view.get(summary.domains)
    show_chart(
        view,
        figures.domain_bars(table, view.words),
        "domains",
        table,
        view.t("domains_title"),
        view.t("domains_help"),
        view.t("domains_alt"),
        lambda point: view.narrow(domains=(point["customdata"][0],)),
    )


def show_pairs(view: View) -> None:
    table = view.get(summary.leading_pairs, LEVEL.value)
    show_chart(
        view,
        figures.pair_bars(table, view.words),
        "pairs",
        table,
        view.t("pairs_title"),
        view.t("pairs_help"),
        view.t("pairs_alt"),
        lambda point: view.narrow(pairs=(point["customdata"][0],)),
        controls=lambda: LEVEL.draw(view, view.t("pairs_level"), lambda value: view.t("level_" + value)),
    )


def show_doubts(view: View) -> None:
    """What a person should look at, each line with its rows."""
    with st.container(border=True, key="card-doubts"):
        st.markdown(f"#### {view.t('doubts_title')}", help=view.t("doubts_help"), anchors=False)
        doubts, articles = view.get(summary.doubts), view.get(summary.articles_to_look_at)
        for code, number in doubts.items():
            name = view.t("low_confidence") if code == "low_confidence" else view.label("flags", code)
            st.button(
                view.t("doubt_line", name=name, n=number),
                key=f"doubt-{code}",
                type="tertiary",
                on_click=lambda code=code, name=name: view.open_rows(view.get(summary.rows_of_doubt, code), name),
            )
        for name, number in articles.items():
            if number:
                view.page_link("articles", view.t("doubt_line", name=view.t("articles_" + name), n=number), show=name)
        if not doubts and not any(articles.values()):
            st.caption(view.t("no_doubts"))
        view.page_link("review", view.t("go_review"))


def show_newest(view: View) -> None:
    with st.container(border=True, key="card-newest"):
        st.markdown(f"#### {view.t('newest_title')}", help=view.t("newest_help"), anchors=False)
        for card in view.get(row_cards, 6):
            show_brief(view, card)


def main() -> None:
    view = open_page("overview")
    if is_empty(view):
        return
    show_figures(view)
    with st.container(key="grid-charts"):
        left, right = st.columns([5, 3])
        with left:
            show_time(view)
        with right:
            show_domains(view)
        left, right = st.columns([5, 3])
        with left:
            show_newest(view)
        with right:
            show_pairs(view)
            show_doubts(view)


main()
