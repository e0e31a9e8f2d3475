"""A word cloud whose words can be clicked: a small component of our own, drawn by the browser as SVG."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.figures.keywords import cloud_words
from lib.figures.style import CARD
from lib.ui.view import View

HERE = Path(__file__).parent
HTML = '<div class="cloud"><svg role="group"></svg><div class="save"></div></div>'


@cache
def _component():
    """Registered once a process."""
    css, js = ((HERE / f"cloud.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("atlas_cloud", html=HTML, css=css, js=js)


def show_cloud(view: View, table: pd.DataFrame, chosen: tuple[str, ...], height: int = 400) -> str | None:
    """Draw the words of ``table`` (word, n, articles); the word that was just clicked, or None."""
    data = {
        "words": cloud_words(table, view.words, view.dark),
        "chosen": list(chosen),
        "height": height,
        "label": view.t("cloud_alt", n=len(table)),
        "save": {kind: view.t(f"download_{kind}") for kind in ("png", "svg")},
        "file": "keywords",
        "ground": CARD["dark" if view.dark else "light"],
    }
    result = _component()(data=data, key="cloud", on_word_change=lambda: None)
    return result.word
