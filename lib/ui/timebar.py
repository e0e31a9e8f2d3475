"""The time slider: a span of years over the page's charts, and steps to the span before and after."""

from __future__ import annotations

import streamlit as st

from lib.model import Filter
from lib.ui.view import View, set_link
from lib.views.facets import facets


def show_time_slider(view: View) -> None:
    """Years from first to last of the library; what it says stands in the filter, and so in link and chips."""
    known = view.get(facets, filter=Filter()).years
    if known is None or known[0] == known[1]:
        return
    known = widened(view.filter, known)
    span = shown_span(view.filter, known)
    st.session_state["time.slider"] = span
    with st.container(horizontal=True, vertical_alignment="center", key="time-slider", gap="small"):
        for name, step in (("before", -1), ("after", 1)):
            to = moved(span, step, known)
            st.button(
                view.t(f"span_{name}"),
                key=f"time-{name}",
                icon=":material/chevron_left:" if step < 0 else ":material/chevron_right:",
                type="tertiary",
                help=view.t("span_help"),
                disabled=to == span,
                on_click=write_span,
                args=(view, to, known),
            )
        st.slider(
            view.t("span"),
            *known,
            key="time.slider",
            label_visibility="collapsed",
            on_change=lambda: write_span(view, st.session_state["time.slider"], known),
        )


def widened(filter: Filter, known: tuple[int, int]) -> tuple[int, int]:
    """The library's years and the filter's: a link to years without rows shows the years that it asks for."""
    years = [*known, *(int(day[:4]) for day in (filter.since, filter.until) if day)]
    return min(years), max(years)


def shown_span(filter: Filter, known: tuple[int, int]) -> tuple[int, int]:
    """The filter's years, within those that the library knows."""
    low = int(filter.since[:4]) if filter.since else known[0]
    high = int(filter.until[:4]) if filter.until else known[1]
    low = min(max(low, known[0]), known[1])
    return low, max(low, min(high, known[1]))


def moved(span: tuple[int, int], step: int, known: tuple[int, int]) -> tuple[int, int]:
    """The span of the same length before or after; from all years: the first or the last."""
    if span == known:
        return (known[0],) * 2 if step > 0 else (known[1],) * 2
    width = span[1] - span[0] + 1
    low = min(max(span[0] + step * width, known[0]), known[1] - width + 1)
    return low, low + width - 1


def write_span(view: View, span: tuple[int, int], known: tuple[int, int]) -> None:
    """Put the span into the link. All years: no condition, undated rows included; a part of them: dated rows only."""
    whole = span == known
    since, until = (None, None) if whole else map(str, span)
    set_link(view.narrow(since=since, until=until, undated=whole, dated=True), view.lang)
