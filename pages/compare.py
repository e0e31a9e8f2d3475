"""对比 · Compare: two places, pairs or periods side by side, counted alike and drawn on the same scales."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from lib.figures import compare as figures
from lib.figures.compare import COLOURS
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.frame import open_page
from lib.ui.parts import is_empty
from lib.ui.sides import WAY, asked_sides, show_sides, side_name
from lib.ui.view import View, set_link
from lib.views import compare as tables

COUNTS = ("cases", "articles", "places", "with_sum")
CHARTS = (("year", tables.by_year, None), ("domain", tables.by_domain, "domains"), ("form", tables.by_form, "forms"),
          ("kind", tables.by_kind, "kinds"))  # fmt: skip


def show_way(view: View) -> None:
    """Places, pairs or periods; another way begins with its own two sides."""
    key = "compare.way"
    st.session_state[key] = WAY.value

    def write() -> None:
        way = st.session_state[key]
        set_link(view.filter, view.lang, way=None if way == WAY.options[0] else way, one=None, two=None)

    st.segmented_control(
        view.t("way"),
        list(WAY.options),
        key=key,
        required=True,
        format_func=lambda way: view.t("way_" + way),
        label_visibility="collapsed",
        on_change=write,
    )


def show_side(view: View, i: int, name: str, ours: Filter) -> None:
    """One side's counts, and its rows."""
    counts = view.get(tables.figures, filter=ours)
    with st.container(border=True, key=f"card-side-{i}", height="stretch"):
        lines = "".join(
            f'<tr><td>{escape(view.t("count_" + key))}</td><td class="n"><b>{view.number(counts[key])}</b></td></tr>'
            for key in COUNTS
        )
        edge = f"margin:0;border-left:6px solid {COLOURS[i]};padding-left:.6rem"
        st.html(f'<h4 style="{edge}">{escape(name)}</h4><table class="plain"><tbody>{lines}</tbody></table>')
        if not counts["cases"]:
            st.caption(view.t("side_empty"))
        with st.container(horizontal=True):
            st.button(
                view.t("see_rows"),
                key=f"side-rows-{i}",
                type="primary",
                disabled=not counts["cases"],
                on_click=view.open_rows,
                args=(ours, name),
            )
            st.button(view.t("narrow_to"), key=f"side-filter-{i}", on_click=set_link, args=(ours, view.lang))


def narrowed(what: str, code: object) -> Callable[[Filter], Filter]:
    """A side's filter narrowed to what was clicked."""
    if what == "year":
        return lambda ours: replace(ours, since=str(code), until=str(code), undated=False, dated=True)
    name = {"domain": "domains", "form": "forms", "kind": "kinds"}[what]
    return lambda ours: replace(ours, **{name: (str(code),)})


def show_compared(view: View, what: str, table: Callable, group: str | None, names, sides) -> None:
    both = tuple(view.get(table, filter=ours) for ours in sides)
    if all(one.empty for one in both):
        return

    def label(code: object) -> str:
        return view.label(group, str(code)) if group else str(code)

    def clicked(point: dict) -> None:
        i, code = point["customdata"]
        view.open_rows(narrowed(what, code)(sides[i]), f"{names[i]} · {label(code)}")

    shown = tables.together(*both)
    shown = pd.DataFrame(
        {view.t("col_" + what): [label(code) for code in shown["code"]], names[0]: shown["one"], names[1]: shown["two"]}
    )
    draw = figures.years(both, names, view.words) if group is None else figures.bars(both, names, label, view.words)
    title, help_ = view.t(f"title_{what}"), view.t(f"help_{what}")
    show_chart(view, draw, f"compare-{what}", shown, title, help_, f"{title}: {names[0]}, {names[1]}", clicked)


def main() -> None:
    view = open_page("compare")
    if is_empty(view):
        return
    show_way(view)
    way = WAY.value
    asked = asked_sides(view, way)
    if asked is None:
        st.info(view.t("too_little"))
        return
    show_sides(view, way, asked)
    if (view.filter.places or view.filter.pairs) if way != "periods" else (view.filter.since or view.filter.until):
        st.caption(view.t("replaced_" + ("time" if way == "periods" else "places")))
    names = tuple(side_name(view, way, value) for value in asked)
    names = (f"{names[0]} ", names[1]) if names[0] == names[1] else names
    sides = tuple(tables.side(view.filter, way, value) for value in asked)
    for i, column in enumerate(st.columns(2)):
        with column:
            show_side(view, i, names[i], sides[i])
    for what, table, group in CHARTS:
        show_compared(view, what, table, group, names, sides)
    st.caption(view.t("note"))


main()
