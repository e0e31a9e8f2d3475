"""资金 · Funding: sums by kind, never mixed, with bounds; by year, domain and pair; who gives to whom; sentences."""

from functools import partial
from html import escape

import streamlit as st

from lib.figures import funding as figures
from lib.figures.amounts import sum_words
from lib.lexicon import codes
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import Choice, in_words
from lib.ui.columns import grid, wide_and_narrow
from lib.ui.evidence import partners_html, source_line
from lib.ui.flows import show_flows
from lib.ui.frame import open_page
from lib.ui.marks import Mark, quote
from lib.ui.parts import is_empty
from lib.ui.view import View, set_link
from lib.views import funding as tables
from lib.views import money
from lib.views.evidence import RowCard

PRICES = Choice("prices", money.PRICES)
LEVEL = Choice("level", ("province", "place"))


def show_kinds(view: View, chosen: str) -> None:
    """A card a kind: the sum as printed, other currencies beside it; a click chooses the kind for the charts below."""
    table = view.get(tables.totals)
    for name, is_put_in in (("put_in", True), ("other_sums", False)):
        kinds = [kind for kind in codes("kinds") if codes("kinds")[kind]["money_put_in"] is is_put_in]
        with_data = [kind for kind in kinds if kind in set(table["kind"])]
        if not with_data:
            continue
        st.markdown(f"##### {view.t(name)}", help=view.t(name + "_help"), anchors=False)
        for column, kind in zip(grid(name), with_data, strict=False):
            with column:
                show_kind(view, kind, table[table["kind"] == kind].to_dict("records"), kind == chosen)


def show_kind(view: View, kind: str, sums: list[dict], is_chosen: bool) -> None:
    first, rest = sums[0], sums[1:]
    more = "；".join(sum_words(record, view.lang, record["currency"]) for record in rest)
    with st.container(border=True, height="stretch", key=f"card-figure-{kind}{'-here' if is_chosen else ''}"):
        st.markdown(view.label("kinds", kind), help=codes("kinds")[kind]["covers"] if view.lang == "zh" else None)
        value = sum_words(first, view.lang, first["currency"])
        notes = [view.t("n_cases", n=int(first["kind_cases"])), *([view.t("also", sums=more)] if more else [])]
        st.html(
            f'<div class="key-figure"><div class="value" style="font-size:1.45rem">{value}</div>'
            f'<div class="more">{"<br>".join(notes)}</div></div>'
        )
        with st.container(horizontal=True):
            st.button(
                view.t("see_rows"),
                key=f"rows-{kind}",
                type="tertiary",
                on_click=lambda: view.open_rows(view.get(tables.rows_of_kind, kind), view.label("kinds", kind)),
            )
            if is_chosen:
                st.markdown(f":material/check: {view.t('charted')}")
            else:
                st.button(
                    view.t("chart_this"),
                    key=f"choose-{kind}",
                    type="tertiary",
                    on_click=set_link,
                    args=(view.filter, view.lang),
                    kwargs={"measure": kind},
                )


def show_controls(view: View, measure: Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="funding-controls"):
        measure.draw(view, view.t("kind"), lambda kind: view.label("kinds", kind), as_list=True)
        PRICES.draw(view, view.t("prices"), lambda value: view.t("prices_" + value, year=money.base_year()))
        LEVEL.draw(view, view.t("level"), lambda value: view.t("level_" + value))


def rule(view: View, prices: str) -> str:
    """The definition that stands beside every sum."""
    return view.t("rule") + "\n\n" + view.t("rule_" + prices, year=money.base_year())


def show_year(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.by_year, kind, prices)
    if table.empty:
        st.info(view.t("no_yuan"))
        return

    def clicked(point: dict) -> Filter:
        year = str(point["customdata"][0])
        return view.narrow(since=year, until=year, undated=False, kinds=(kind,))

    show_chart(
        view,
        figures.by_year(table, kind, view.words),
        f"funding-year-{kind}-{prices}",
        in_words(view, table),
        view.t("year_title", kind=view.label("kinds", kind)),
        view.t("year_help") + "\n\n" + rule(view, prices),
        view.t("year_title", kind=view.label("kinds", kind)),
        clicked,
    )
    notes = [
        (view.get(tables.undated, kind, prices), "note_undated"),
        (view.get(money.unconverted, kind, prices), "note_unconverted"),
        (view.get(money.per_unit, kind), "note_per_unit"),
    ]
    told = [view.t(key, n=number) for number, key in notes if number]
    if told:
        st.caption("".join(told) if view.lang == "zh" else " ".join(told))


def show_domain(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.by_domain, kind, prices)
    if table.empty:
        return
    title = view.t("domain_title", kind=view.label("kinds", kind))
    show_chart(
        view,
        figures.domain_bars(table, view.words),
        f"funding-domain-{kind}-{prices}",
        in_words(view, table, domain="domains"),
        title,
        view.t("domain_help") + "\n\n" + rule(view, prices),
        title,
        lambda point: view.narrow(domains=(point["customdata"][0],), kinds=(kind,)),
    )


def show_pair(view: View, kind: str, prices: str, level: str) -> None:
    table = view.get(tables.by_pair, kind, prices, level)
    if table.empty:
        return
    title = view.t("pair_title", kind=view.label("kinds", kind))
    show_chart(
        view,
        figures.pair_bars(table, kind, view.words),
        f"funding-pair-{kind}-{prices}-{level}",
        in_words(view, table, places=["a", "b"]),
        title,
        view.t("pair_help") + "\n\n" + rule(view, prices),
        title,
        lambda point: view.narrow(pairs=(point["customdata"][0],), kinds=(kind,)),
    )


def show_flow(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.flows, kind, prices)
    with_ends = table.assign(
        giver=[figures.flow_name(code, view.words) for code in table["giver"]],
        taker=[figures.flow_name(code, view.words) for code in table["taker"]],
    )
    show_flows(
        view,
        table,
        kind,
        with_ends.rename(columns={name: view.t("col_" + name) for name in with_ends}),
        view.t("flow_help") + "\n\n" + rule(view, prices),
        partial(tables.rows_of_flow, view.store, view.filter, kind),
    )


def show_largest(view: View, kind: str) -> None:
    """The largest figures with the sentences they stand in."""
    with st.container(border=True, key="card-largest"):
        title = view.t("largest_title", kind=view.label("kinds", kind))
        st.markdown(f"#### {title}", help=view.t("largest_help"), anchors=False)
        for record, card in view.get(tables.largest_cards, kind, 8):
            show_figure(view, record, card)


def show_figure(view: View, record: dict, card: RowCard) -> None:
    """One figure: as printed, who with whom, its sentence, its source."""
    mark = Mark(int(record["start"]), int(record["end"]), "amount", in_title=bool(record["in_title"]))
    text = card.article["title"] if mark.in_title else card.article["text"]
    ours = Mark(mark.start, mark.end, "amount")
    with st.container(key=f"brief-figure-{card.id}-{record['n']}"):
        scope = escape(view.label("scopes", record["scope"]))
        st.html(
            f'<div class="row-card" data-atlas-own><div class="row-who"><span>{escape(record["text"])}</span>'
            f'<span class="fact">{scope}</span>{partners_html(view, card)}</div>'
            f"{''.join(f'<blockquote>{piece}</blockquote>' for piece in quote(text, [ours]))}"
            f'<div class="row-source">{escape(card.article["title"] or view.t("untitled"))} · '
            f"{escape(source_line(view, card.article))}</div></div>"
        )
        view.page_link("articles", view.t("read_article"), article=card.article["article_id"], row=card.id)


def main() -> None:
    view = open_page("funding")
    if is_empty(view):
        return
    kinds = list(dict.fromkeys(view.get(tables.totals)["kind"]))
    if not kinds:
        st.info(view.t("no_money"))
        return
    measure = Choice("measure", [kind for kind in codes("kinds") if kind in kinds])
    kind, prices = measure.value, PRICES.value
    show_kinds(view, kind)
    show_controls(view, measure)
    left, right = wide_and_narrow("funding", (1, 1))
    with left:
        show_year(view, kind, prices)
        show_pair(view, kind, prices, LEVEL.value)
    with right:
        show_domain(view, kind, prices)
        show_flow(view, kind, prices)
    show_largest(view, kind)


main()
