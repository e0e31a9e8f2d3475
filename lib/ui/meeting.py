"""Meetings: views saved as steps, and the large display that walks through them with ← → Esc (``static/ui/atlas.js``).

The steps live in the link (``meeting``), the step shown too (``step``): a copied link is a prepared meeting.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from lib.ui.filterbar import active
from lib.ui.steps import MOST, Step, pack, step_of, unpack
from lib.ui.view import PAGES, View, set_link

LARGE = """<style>
html { font-size: 21px !important; }
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], header.stAppHeader { display: none !important; }
.stMainBlockContainer { max-width: none; padding-top: .8rem; }
</style>"""


def meeting_steps() -> list[Step]:
    """The steps in the link; none where it holds no meeting or a broken one."""
    return unpack(st.query_params.get("meeting"), PAGES.__contains__) or []


def is_broken() -> bool:
    """True where the link's meeting can't be read."""
    return unpack(st.query_params.get("meeting"), PAGES.__contains__) is None


def shown_step() -> int | None:
    """The number (from 0) of the step that is on display; None outside of a meeting."""
    asked, steps = st.query_params.get("step", ""), meeting_steps()
    number = int(asked) - 1 if asked.isdecimal() and len(asked) < 4 else -1
    return number if 0 <= number < len(steps) else None


def show_display(view: View, number: int) -> None:
    """The head of a step on display: its name, where it stands, the ways on, back and out."""
    steps = meeting_steps()
    st.html(LARGE)
    with st.container(key="meeting-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="atlas-title"><h1>{escape(steps[number].name)}</h1></div>')
        _way(view, "before", "←", steps, number - 1)
        st.html(f'<span class="meeting-at">{number + 1} / {len(steps)}</span>', width="content")
        _way(view, "next", "→", steps, number + 1)
        kept = {name: st.query_params.get_all(name) for name in st.query_params if name != "step"}
        if st.button("Esc", key="meeting-leave", help=view.t("meeting_leave")):
            visit(view, view.page, kept)
    conditions = " · ".join(words for words, _ in active(view))
    if conditions:
        st.caption(escape(conditions))


def _way(view: View, key: str, label: str, steps: list[Step], to: int) -> None:
    """The way to a step; at either end one that leads nowhere."""
    is_there = 0 <= to < len(steps)
    if st.button(label, key=f"meeting-{key}", help=view.t("meeting_" + key), disabled=not is_there):
        visit(view, steps[to].page, steps[to].params | {"meeting": [pack(steps)], "step": [str(to + 1)]})


def visit(view: View, page: str, params: dict[str, list[str]]) -> None:
    """Go to a view; a link to the page that is open would leave the browser's address as it is."""
    if page != view.page:
        st.switch_page(PAGES[page], query_params=params)
    st.query_params.from_dict(params)
    st.rerun()


def show_planner(view: View) -> None:
    """The list of steps behind a button: add this view, name, order, take out, start."""
    steps = meeting_steps()
    label = view.t("meeting") + (f" · {len(steps)}" if steps else "")
    with st.popover(label, icon=":material/co_present:", key="pop-meeting"):
        st.caption(view.t("meeting_text"))
        for i, step in enumerate(steps):
            _show_step(view, steps, i, step)
        here = step_of(_name(view), view.page, {key: st.query_params.get_all(key) for key in st.query_params})
        st.button(
            view.t("meeting_add"),
            key="meeting-add",
            icon=":material/add:",
            disabled=len(steps) >= MOST,
            on_click=_save,
            args=(view, [*steps, here]),
        )
        if steps:
            start = {"type": "primary", "icon": ":material/play_arrow:"}
            if st.button(view.t("meeting_start"), key="meeting-start", **start):
                visit(view, steps[0].page, steps[0].params | {"meeting": [pack(steps)], "step": ["1"]})


def _name(view: View) -> str:
    """What a view is called until somebody names it: its page and conditions."""
    return " · ".join([view.t("menu_" + view.page), *(words for words, _ in active(view))])


def _show_step(view: View, steps: list[Step], i: int, step: Step) -> None:
    others = steps[:i] + steps[i + 1 :]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"meeting-step-{i}"):
        key = f"meeting-name-{i}"
        st.session_state[key] = step.name
        st.text_input(
            view.t("meeting_name"),
            key=key,
            label_visibility="collapsed",
            width=320,
            on_change=_rename,
            args=(view, steps, i),
        )
        for name, icon, moved in (
            ("up", "arrow_upward", [*steps[: i - 1], step, *steps[i - 1 : i], *steps[i + 1 :]]),
            ("out", "close", others),
        ):
            st.button(
                "",
                key=f"meeting-{name}-{i}",
                icon=f":material/{icon}:",
                help=view.t("meeting_" + name),
                type="tertiary",
                disabled=name == "up" and i == 0,
                on_click=_save,
                args=(view, moved),
            )


def _rename(view: View, steps: list[Step], i: int) -> None:
    name = st.session_state[f"meeting-name-{i}"].strip() or steps[i].name
    renamed = Step(name, steps[i].page, steps[i].query)
    _save(view, [*steps[:i], renamed, *steps[i + 1 :]])


def _save(view: View, steps: list[Step]) -> None:
    set_link(view.filter, view.lang, meeting=pack(steps) or None)
