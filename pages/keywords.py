"""关键词 · Keywords: cloud, words in context, trend, what sets a group of articles apart, words together."""

import streamlit as st

from lib.figures import keywords as figures
from lib.figures import network
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import in_words
from lib.ui.cloud import show_cloud
from lib.ui.columns import wide_and_narrow
from lib.ui.contexts import show_context
from lib.ui.downloads import download_buttons
from lib.ui.frame import open_page
from lib.ui.keyness import show_keyness
from lib.ui.parts import is_empty
from lib.ui.view import View, set_link
from lib.ui.wordlists import show_word_lists
from lib.views import keywords as tables

SHOWN = 90  # words in the cloud
MOST_LINES = 6  # words in the trend
Lists = tuple[tuple[str, ...], tuple[str, ...]]  # stop words, own terms


def listed(name: str) -> tuple[str, ...]:
    """Words that the link keeps under a name."""
    return tuple(dict.fromkeys(word.strip()[:20] for word in st.query_params.get(name, "").split(";") if word.strip()))


def keep(view: View, name: str, words: tuple[str, ...]) -> None:
    """Put words into the link."""
    set_link(view.filter, view.lang, **{name: ";".join(words) or None})


def show_words(view: View, word: str, lists: Lists) -> None:
    stops, own = lists
    table = view.get(tables.frequencies, stops, SHOWN, own)
    with st.container(border=True, key="card-cloud"):
        with st.container(horizontal=True, vertical_alignment="center", key="head-cloud"):
            st.markdown(f"#### {view.t('cloud_title')}", help=view.t("cloud_help"), anchors=False)
            show_word_lists(view, *lists)
            with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-cloud"):
                shown = view.get(tables.frequencies, stops, 2000, own)
                download_buttons(view, in_words(view, shown), "keywords", view.t("cloud_title"), view.t("cloud_help"))
        if table.empty:
            st.info(view.t("no_words"))
            return
        clicked = show_cloud(view, table, (word,) if word else ())
        if clicked:
            view.go(view.filter, word=clicked)


def show_trend(view: View, word: str, lists: Lists) -> None:
    stops, own = lists
    offered = view.get(tables.frequencies, stops, 200, own)["word"].tolist()
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

    table = view.get(tables.trend, chosen, own)
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


def open_word(view: View, word: str) -> None:
    """Show a word in its contexts."""
    set_link(view.filter, view.lang, word=word)


def show_together(view: View, lists: Lists) -> None:
    found = view.get(tables.term_graph, *lists)
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
    word = st.query_params.get("word", "")[:20]
    stops = tuple(dict.fromkeys([*view.store.words("stop"), *listed("stops")]))
    lists = (stops, view.store.words("own"))
    left, right = wide_and_narrow("keywords", (8, 6))
    with left:
        show_words(view, word, lists)
    with right:
        show_context(view, word)
    left, right = wide_and_narrow("keywords-2", (1, 1))
    with left:
        show_trend(view, word, lists)
    with right:
        show_keyness(view, *lists)
    show_together(view, lists)


main()
