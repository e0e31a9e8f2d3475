"""What is compared: the way (places, pairs, periods) and the two sides, all kept in the link."""

from __future__ import annotations

import re

import streamlit as st

from lib.lexicon import codes, gazetteer
from lib.model import Filter
from lib.ui.choices import Choice
from lib.ui.view import View, set_link
from lib.views import compare
from lib.views.facets import facets

WAY = Choice("way", compare.WAYS)
NAMES = ("one", "two")
SPAN = re.compile(r"([12]\d{3})-([12]\d{3})", re.ASCII)


def is_side(way: str, value: str) -> bool:
    """Whether the link's word names a place, a pair, a domain or a span of years."""
    if way == "domains":
        return value in codes("domains")
    if way == "periods":
        found = SPAN.fullmatch(value)
        return bool(found) and found[1] <= found[2]
    ends = value.split("~")
    return len(ends) == (1 if way == "places" else 2) and all(end in gazetteer() for end in ends)


def asked_sides(view: View, way: str) -> tuple[str, str] | None:
    """The link's sides; where it names none, the two with most rows. None where there are not two."""
    asked = [st.query_params.get(name, "") for name in NAMES]
    asked = [value if is_side(way, value) else None for value in asked]
    rest = [value for value in view.get(compare.offered, way, filter=Filter()) if value not in asked]
    if len(rest) < asked.count(None):
        return None
    one, two = (value or rest.pop(0) for value in asked)
    return one, two


def side_name(view: View, way: str, value: str) -> str:
    """A side in words."""
    if way == "domains":
        return view.label("domains", value)
    if way == "periods":
        since, until = value.split("-")
        return since if since == until else f"{since}–{until}"
    return " — ".join(view.words.place_path(code) for code in value.split("~"))


def show_sides(view: View, way: str, sides: tuple[str, str]) -> None:
    """The controls of both sides beside each other, and a button that swaps them."""
    left, middle, right = st.columns([10, 1, 10], vertical_alignment="bottom")
    for column, name, value in ((left, "one", sides[0]), (right, "two", sides[1])):
        with column:
            _period(view, name, value) if way == "periods" else _choice(view, way, name, value)
    middle.button(
        "⇄",
        key="swap",
        help=view.t("swap"),
        type="tertiary",
        on_click=set_link,
        args=(view.filter, view.lang),
        kwargs={"one": sides[1], "two": sides[0]},
    )


def _choice(view: View, way: str, name: str, value: str) -> None:
    offered = view.get(compare.offered, way, filter=Filter())
    key = f"compare.{way}.{name}"
    st.session_state[key] = value
    st.selectbox(
        view.t(f"side_{name}"),
        list(dict.fromkeys([*offered, value])),
        key=key,
        format_func=lambda code: side_name(view, way, code),
        on_change=lambda: set_link(view.filter, view.lang, **{name: st.session_state[key]}),
    )


def _period(view: View, name: str, value: str) -> None:
    known = view.get(facets, filter=Filter()).years or (1949, 2049)
    low, high = (min(max(int(year), known[0]), known[1]) for year in value.split("-"))
    key = f"compare.period.{name}"
    st.session_state[key] = (low, high)

    def write() -> None:
        since, until = st.session_state[key]
        set_link(view.filter, view.lang, **{name: f"{since}-{until}"})

    st.slider(view.t(f"side_{name}"), *known, key=key, on_change=write)
