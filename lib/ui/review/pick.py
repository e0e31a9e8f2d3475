"""The article beside its row: words can be selected in it, and what they are is told to Python."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from lib.ui.evidence import marks_of, source_line
from lib.ui.marks import highlight
from lib.ui.view import View
from lib.views.evidence import RowCard

HERE = Path(__file__).parent
HTML = """<div class="pick"><div class="article" data-atlas-own></div>
<div class="pick-menu" role="toolbar" hidden></div></div>"""
FIELDS = ("partners", "amounts", "counts", "dates", "organisations", "evidence")
PARTS = (*FIELDS, "coding")  # of a row; their numbers are their keys


@cache
def _component():
    """Registered once a process; its marks take the look of the page's style sheet."""
    css, js = ((HERE / f"pick.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("atlas_pick", html=HTML, css=css, js=js, isolate_styles=False)


def show_text(view: View, article: dict, cards: list[RowCard], bright: str = "", opened: int = 0) -> dict | None:
    """Draw the article; the words just selected as field, start, end, in_title (offsets in code points), or None.

    With a row (``bright``) its parts can be opened by their numbers: field, and ``start`` is None. ``opened`` grows
    with each part that was opened so, for the keyboard to follow.
    """
    marks = [mark for card in cards for mark in marks_of(view, card)]
    title = highlight(article["title"] or "", [m for m in marks if m.in_title], bright=bright)
    body = highlight(article["text"], [m for m in marks if not m.in_title], bright=bright)
    source = escape(source_line(view, article))
    head = f'<h2 data-in="title">{title}</h2><p class="from">{source}</p>'
    data = {
        "row": bright or article["article_id"],
        "html": f'{head}<div class="body" data-in="text">{body}</div>',
        "fields": [{"field": field, "words": view.t(field)} for field in FIELDS],
        "parts": PARTS if bright else (),
        "opened": opened,
        "label": view.t("pick_as"),
    }
    result = _component()(data=data, key="pick", on_picked_change=lambda: None)
    return result.picked
