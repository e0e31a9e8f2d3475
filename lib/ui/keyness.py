"""What sets one group of articles apart from another: two places, domains or periods, or the filter from the rest."""

from __future__ import annotations

import streamlit as st

from lib.figures import keywords as figures
from lib.lexicon import codes
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import Choice, in_words
from lib.ui.sides import asked_sides, show_sides, side_name
from lib.ui.view import View, set_link
from lib.views import compare
from lib.views import keywords as tables

CONTRAST = Choice("way", ("rest", "places", "domains", "periods"))


def show_keyness(view: View, stops: tuple[str, ...], own: tuple[str, ...]) -> None:
    """The choice of both groups, and the words that set them apart."""
    with st.container(border=True, key="card-key-choice"):
        st.markdown(f"#### {view.t('key_title')}", help=view.t("key_help"), anchors=False)
        CONTRAST.draw(view, view.t("contrast"), lambda way: view.t("contrast_" + way))
        groups = _rest(view) if CONTRAST.value == "rest" else _two(view, CONTRAST.value)
    if groups is None:
        return
    (ours, name), (others, other) = groups
    table = view.get(tables.keyness, stops, own, others, filter=ours)
    if table.empty:
        st.info(view.t("key_nothing", name=name))
        return
    show_chart(
        view,
        figures.keyness(table, view.words),
        "keyness",
        in_words(view, table),
        view.t("key_title_two", name=name, other=other) if other else view.t("key_title_of", name=name),
        view.t("key_help"),
        view.t("key_title"),
        lambda point: set_link(view.filter, view.lang, word=point["customdata"][0]),
    )


Group = tuple[Filter | None, str]


def _two(view: View, way: str) -> tuple[Group, Group] | None:
    """Two groups side by side, within the page's filter."""
    asked = asked_sides(view, way)
    if asked is None:
        st.caption(view.t("contrast_few"))
        return None
    show_sides(view, way, asked)
    one, two = ((compare.side(view.filter, way, value), side_name(view, way, value)) for value in asked)
    return one, two


def _rest(view: View) -> tuple[Group, Group] | None:
    """The filtered articles against all others; without a filter, a domain to choose."""
    if not view.filter.is_empty():
        return (view.filter, view.t("key_filtered")), (None, "")
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
    return None if domain is None else ((Filter(domains=(domain,)), view.label("domains", domain)), (None, ""))
