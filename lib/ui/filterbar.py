"""The filter bar: what part of the library is shown. The link's parameters hold the state, widgets only mirror it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from lib.lexicon import codes, gazetteer
from lib.model import Filter
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views import summary
from lib.views.facets import Facets, facets

CODED = ("domains", "forms", "roles", "kinds")
OFFERED = 12  # places offered before something is typed
DATES = {"all": (True, True), "dated": (False, True), "undated": (True, False)}  # rows kept: without, with a date


def show_filters(view: View) -> None:
    """Draw the bar and the chips of what is active."""
    known = view.get(facets, filter=Filter())
    with st.container(key="atlas-filters"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _text(view)
            _time(view, known)
            _places(view, known)
            _coded(view, known, "domains")
            _coded(view, known, "forms")
            _more(view, known)
            _checked(view)
        _chips(view)


def _write(view: View, name: str, read: Callable[[object], object]) -> Callable[[], None]:
    """A callback that puts a widget's value into the link."""

    def changed() -> None:
        value = read(st.session_state[f"filter.{name}"])
        set_link(replace(view.filter, **{name: value}), view.lang)

    return changed


def _mirror(name: str, value: object) -> str:
    """Give the widget of a part of the filter what the link says; returns its key."""
    key = f"filter.{name}"
    st.session_state[key] = value
    return key


def _title(view: View, name: str, number: int) -> str:
    """A popover's label: ``领域 · 2`` where two are chosen."""
    return view.t("filter_" + name) + (f" · {number}" if number else "")


def _text(view: View) -> None:
    st.text_input(
        view.t("filter_text"),
        key=_mirror("text", view.filter.text),
        placeholder=view.t("filter_text_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=100,
        width=220,
        on_change=_write(view, "text", str.strip),
    )


def _time(view: View, known: Facets) -> None:
    filter_ = view.filter
    chosen = bool(filter_.since or filter_.until) + (not filter_.undated) + (not filter_.dated)
    with st.popover(_title(view, "time", chosen), key="pop-time"):
        if known.years is None:
            st.caption(view.t("no_dates"))
        years = [str(year) for year in range(known.years[0], known.years[1] + 1)] if known.years else []
        columns = st.columns(2)
        for column, name in zip(columns, ("since", "until"), strict=True):
            now = getattr(filter_, name)
            column.selectbox(
                view.t("filter_" + name),
                sorted({*years, now} - {None}),
                key=_mirror(name, now),
                index=None,
                placeholder=view.t("any_time"),
                accept_new_options=True,
                help=view.t("filter_month_help"),
                on_change=_write(view, name, lambda value: value or None),
            )
        st.segmented_control(
            view.t("filter_dates"),
            list(DATES),
            key=_mirror("dates", {kept: name for name, kept in DATES.items()}[filter_.undated, filter_.dated]),
            format_func=lambda name: view.t("dates_" + name, n=known.undated),
            required=True,
            on_change=_change_dates,
            args=(view,),
        )


def _change_dates(view: View) -> None:
    """Put the choice of dated and undated rows into the link; undated rows alone lie in no time range."""
    undated, dated = DATES[st.session_state["filter.dates"]]
    span = {} if dated else {"since": None, "until": None}
    set_link(replace(view.filter, undated=undated, dated=dated, **span), view.lang)


def _places(view: View, known: Facets) -> None:
    chosen = view.filter.places
    with st.popover(_title(view, "places", len(chosen) + len(view.filter.pairs)), key="pop-places"):
        asked = st.text_input(
            view.t("filter_places_search"),
            key="filter.place_search",
            placeholder=view.t("filter_places_hint"),
            icon=":material/search:",
            width="stretch",
        )
        found = _found_places(asked, known)
        if asked and not found:
            st.caption(view.t("no_such_place", text=literal(asked)))
        offered = list(dict.fromkeys([*chosen, *found]))
        st.pills(
            view.t("filter_places"),
            offered,
            selection_mode="multi",
            key=_mirror("places", list(chosen)),
            format_func=lambda code: f"{view.words.place_path(code)}  {known.places.get(code, 0)}",
            label_visibility="collapsed",
            on_change=_write(view, "places", tuple),
        )
        st.caption(view.t("filter_places_help"))


def _found_places(asked: str, known: Facets) -> list[str]:
    """Places of the library that answer to a name, short name, pinyin or initials; the most frequent without one."""
    if not asked.strip():
        return list(known.places)[:OFFERED]
    found = [place.code for place in gazetteer().search(asked.strip())]
    return [code for code in found if code in known.places][: 2 * OFFERED]


def _pills(view: View, known: Facets, name: str) -> None:
    counts, chosen = getattr(known, name), getattr(view.filter, name)
    st.pills(
        view.t("filter_" + name),
        [code for code in codes(name) if code in counts or code in chosen],
        selection_mode="multi",
        key=_mirror(name, list(chosen)),
        format_func=lambda code: f"{view.label(name, code)}  {counts.get(code, 0)}",
        on_change=_write(view, name, tuple),
    )


def _coded(view: View, known: Facets, name: str) -> None:
    with st.popover(_title(view, name, len(getattr(view.filter, name))), key=f"pop-{name}"):
        _pills(view, known, name)


def _more(view: View, known: Facets) -> None:
    filter_ = view.filter
    number = len(filter_.roles) + len(filter_.kinds) + len(filter_.sources) + filter_.checked
    with st.popover(_title(view, "more", number), key="pop-more"):
        _pills(view, known, "kinds")
        _pills(view, known, "roles")
        st.multiselect(
            view.t("filter_sources"),
            list(dict.fromkeys([*known.sources, *filter_.sources])),
            key=_mirror("sources", list(filter_.sources)),
            format_func=lambda source: f"{source}  {known.sources.get(source, 0)}",
            placeholder=view.t("any_source"),
            on_change=_write(view, "sources", tuple),
        )
        st.toggle(
            view.t("filter_checked"),
            key=_mirror("checked", filter_.checked),
            on_change=_write(view, "checked", bool),
        )


def _checked(view: View) -> None:
    """How much of what is shown a person has checked, and the way to that part alone."""
    every, checked = view.get(summary.checked, filter=replace(view.filter, checked=False))
    st.button(
        view.t("rows_checked", n=view.number(every), m=view.number(checked)),
        key="only-checked",
        type="tertiary",
        icon=":material/fact_check:",
        help=view.t("rows_checked_help"),
        disabled=view.filter.checked or not checked,
        on_click=set_link,
        args=(replace(view.filter, checked=True), view.lang),
    )


def active(view: View, filter: Filter | None = None) -> list[tuple[str, Filter]]:
    """What is active, each with the filter that is left without it; used by the chips and by exports."""
    filter_, found = view.filter if filter is None else filter, []
    if filter_.text:
        found.append((f"“{filter_.text}”", replace(filter_, text="")))
    if filter_.since or filter_.until:
        both = filter_.since and filter_.until
        key = "chip_time" if both else "chip_since" if filter_.since else "chip_until"
        words = view.t(key, since=filter_.since, until=filter_.until)
        words = filter_.since if filter_.since == filter_.until else words
        found.append((words, replace(filter_, since=None, until=None)))
    for name, words in (("undated", "chip_dated"), ("dated", "chip_undated")):
        if not getattr(filter_, name):
            found.append((view.t(words), replace(filter_, **{name: True})))
    found += _values(filter_, "places", view.words.place_path)
    found += _values(filter_, "pairs", lambda pair: " — ".join(map(view.place, pair.split("~"))))
    for name in CODED:
        found += _values(filter_, name, lambda code, name=name: view.label(name, code))
    found += _values(filter_, "sources", str)
    if filter_.rows:
        found.append((view.t("chip_rows", n=len(filter_.rows)), replace(filter_, rows=())))
    if filter_.checked:
        found.append((view.t("chip_checked"), replace(filter_, checked=False)))
    return found


def _values(filter_: Filter, name: str, words: Callable[[str], str]) -> Iterable[tuple[str, Filter]]:
    values = getattr(filter_, name)
    for value in values:
        yield words(value), replace(filter_, **{name: tuple(v for v in values if v != value)})


def _chips(view: View) -> None:
    chips = active(view)
    if not chips:
        return
    with st.container(key="atlas-chips", horizontal=True, gap="small", vertical_alignment="center"):
        for i, (words, rest) in enumerate(chips):
            st.button(
                literal(words),
                key=f"chip-{i}",
                icon=":material/close:",
                icon_position="right",
                help=view.t("chip_help"),
                on_click=set_link,
                args=(rest, view.lang),
            )
        st.button(
            view.t("clear_all"),
            key="clear-all",
            type="tertiary",
            on_click=set_link,
            args=(Filter(), view.lang),
        )
