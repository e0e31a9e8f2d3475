"""关键词 · Keywords: cloud, words in context, trend, what sets a group of articles apart, words together."""

import streamlit as st

from lib.figures import keywords as figures
from lib.figures import network
from lib.lexicon import codes
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import in_words
from lib.ui.cloud import show_cloud
from lib.ui.columns import wide_and_narrow
from lib.ui.contexts import show_context
from lib.ui.downloads import download_buttons
from lib.ui.frame import open_page
from lib.ui.parts import is_empty
from lib.ui.view import View, set_link
from lib.views import keywords as tables

SHOWN = 90  # words in the cloud
MOST_LINES = 6  # words in the trend


def listed(name: str) -> tuple[str, ...]:
    """Words that the link keeps under a name."""
    return tuple(dict.fromkeys(word.strip()[:20] for word in st.query_params.get(name, "").split(";") if word.strip()))


def keep(view: View, name: str, words: tuple[str, ...]) -> None:
    """Put words into the link."""
    set_link(view.filter, view.lang, **{name: ";".join(words) or None})


def show_words(view: View, word: str, stops: tuple[str, ...]) -> None:
    table = view.get(tables.frequencies, stops, SHOWN)
    with st.container(border=True, key="card-cloud"):
        with st.container(horizontal=True, vertical_alignment="center", key="head-cloud"):
            st.markdown(f"#### {view.t('cloud_title')}", help=view.t("cloud_help"), anchors=False)
            show_stops(view, stops)
            with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-cloud"):
                shown = view.get(tables.frequencies, stops, 2000)
                download_buttons(view, in_words(view, shown), "keywords", view.t("cloud_title"), view.t("cloud_help"))
        if table.empty:
            st.info(view.t("no_words"))
            return
        clicked = show_cloud(view, table, (word,) if word else ())
        if clicked:
            view.go(view.filter, word=clicked)


def show_stops(view: View, stops: tuple[str, ...]) -> None:
    """Words that this view leaves out; they stand in the link."""
    with st.popover(view.t("stops") + (f" · {len(stops)}" if stops else ""), type="tertiary", key="pop-stops"):
        st.caption(view.t("stops_help"))
        key = "keywords.stops"
        st.session_state[key] = list(stops)
        st.multiselect(
            view.t("stops"),
            list(stops),
            key=key,
            accept_new_options=True,
            placeholder=view.t("stops_hint"),
            label_visibility="collapsed",
            on_change=lambda: keep(view, "stops", tuple(st.session_state[key])),
        )


def show_trend(view: View, word: str, stops: tuple[str, ...]) -> None:
    offered = view.get(tables.frequencies, stops, 200)["word"].tolist()
    asked = listed("trend")[:MOST_LINES]
    chosen = asked or tuple(dict.fromkeys([word, *offered] if word else offered))[:4]

    def choose() -> None:
        st.session_state["keywords.trend"] = list(chosen)
        st.multiselect(
            view.t("trend_words"),
            list(dict.fromkeys([*chosen, *offered])),
            key="keywords.trend",
            max_selections=MOST_LINES,
            placeholder=view.t("trend_hint"),
            on_change=lambda: keep(view, "trend", tuple(st.session_state["keywords.trend"])),
        )

    table = view.get(tables.trend, chosen)
    if table.empty:
        st.info(view.t("no_years"))
        return

    def clicked(point: dict) -> Filter:
        clicked_word, year = point["customdata"]
        return view.narrow(text=clicked_word, since=str(year), until=str(year), undated=False)

    with st.container(border=True, key="card-trend"):
        choose()
        show_chart(
            view,
            figures.trend(table, view.words),
            "keyword-trend",
            in_words(view, table),
            view.t("trend_title"),
            view.t("trend_help"),
            view.t("trend_title"),
            clicked,
            card=False,
        )


def show_keyness(view: View, stops: tuple[str, ...]) -> None:
    """What the filtered articles say more often than the rest; without a filter, a domain to choose."""
    title = view.t("key_title")
    domain = None
    if view.filter.is_empty():
        with st.container(border=True, key="card-key-choice"):
            st.markdown(f"#### {title}", help=view.t("key_help"), anchors=False)
            st.caption(view.t("key_choose"))
            asked = st.query_params.get("against")
            st.session_state["keywords.against"] = asked if asked in codes("domains") else None
            domain = st.selectbox(
                view.t("key_domain"),
                list(codes("domains")),
                key="keywords.against",
                index=None,
                format_func=lambda code: view.label("domains", code),
                placeholder=view.t("key_domain"),
                label_visibility="collapsed",
                on_change=lambda: set_link(view.filter, view.lang, against=st.session_state["keywords.against"]),
            )
        if domain is None:
            return
    ours = Filter(domains=(domain,)) if domain else view.filter
    table = view.get(tables.keyness, stops, filter=ours)
    name = view.label("domains", domain) if domain else view.t("key_filtered")
    if table.empty:
        st.info(view.t("key_nothing", name=name))
        return
    show_chart(
        view,
        figures.keyness(table, view.words),
        "keyness",
        in_words(view, table),
        view.t("key_title_of", name=name),
        view.t("key_help"),
        title,
        lambda point: open_word(view, point["customdata"][0]),
    )


def open_word(view: View, word: str) -> None:
    """Show a word in its contexts."""
    set_link(view.filter, view.lang, word=word)


def show_together(view: View, stops: tuple[str, ...]) -> None:
    found = view.get(tables.term_graph, stops)
    if found.nodes.empty:
        st.info(view.t("no_together"))
        return

    def clicked(point: dict) -> Filter | None:
        what, value = point["customdata"]
        if what == "node":
            return open_word(view, value)
        return view.narrow(text=" ".join(value.split("~")))

    show_chart(
        view,
        network.terms(found.nodes, found.edges, view.words, view.dark),
        "keyword-together",
        in_words(view, found.edges[["a", "b", "articles", "expected", "npmi"]]),
        view.t("together_title"),
        view.t("together_help"),
        view.t("together_title"),
        clicked,
    )


def main() -> None:
    view = open_page("keywords")
    if is_empty(view):
        return
    word, stops = st.query_params.get("word", "")[:20], listed("stops")
    left, right = wide_and_narrow("keywords", (8, 6))
    with left:
        show_words(view, word, stops)
    with right:
        show_context(view, word, stops)
    left, right = wide_and_narrow("keywords-2", (1, 1))
    with left:
        show_trend(view, word, stops)
    with right:
        show_keyness(view, stops)
    show_together(view, stops)


main()
