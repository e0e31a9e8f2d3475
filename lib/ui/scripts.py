"""What runs in the reader's browser (``static/ui/atlas.js``) and what it is told of the page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from lib.figures.style import CARD, LINK
from lib.ui.words import Words, entries

STATIC = Path(__file__).parent.parent.parent / "static" / "ui"
HTML_LANG = {"zh": "zh-CN", "en": "en"}


@cache
def _script() -> str:
    return (STATIC / "atlas.js").read_text(encoding="utf-8")


def in_script(value: object) -> str:
    """A value as JavaScript that can't end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def page_script(words: Words, dark: bool) -> None:
    """Give cards and links their colours, put the language into the document and Streamlit's own words into Chinese."""
    built_in = {}
    if words.lang == "zh":
        built_in = {entry["en"]: entry["zh"] for entry in entries("builtin").values()}
    mode = "dark" if dark else "light"
    colours = {"card": CARD[mode], "link": LINK[mode]}
    page = in_script({"lang": HTML_LANG[words.lang], "colours": colours, "words": built_in})
    st.html(f"<script>({_script()})({page});</script>", unsafe_allow_javascript=True)
