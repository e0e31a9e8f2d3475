"""A page's own choices (level, measure, kind …), kept in the link like the filter, so that a copied link shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.ui.view import View, set_link


@dataclass(frozen=True)
class Choice:
    """One of several ``options``; the first is the default and leaves no trace in the link."""

    name: str
    options: Sequence[str]

    @property
    def value(self) -> str:
        """What the link says; the default where it says nothing or something unknown."""
        asked = st.query_params.get(self.name)
        return asked if asked in self.options else self.options[0]

    def draw(
        self, view: View, label: str, words: Callable[[str], str], as_list: bool = False, width: int = 220
    ) -> None:
        """The control: a row of buttons, or a list of that ``width`` (pixels) where there are many options."""
        key = f"choice.{view.page}.{self.name}"
        st.session_state[key] = self.value
        settings = {"key": key, "format_func": words, "on_change": self._write, "args": (view, key)}
        if as_list:
            st.selectbox(label, list(self.options), width=width, label_visibility="collapsed", **settings)
        else:
            st.segmented_control(label, list(self.options), required=True, label_visibility="collapsed", **settings)

    def _write(self, view: View, key: str) -> None:
        value = st.session_state[key]
        set_link(view.filter, view.lang, **{self.name: None if value == self.options[0] else value})


def in_words(view: View, table: pd.DataFrame, places: Sequence[str] = (), **groups: str) -> pd.DataFrame:
    """A view's table for a file: place codes get their names beside them, codes become words, heads are in words.

    ``groups``: column → group of the codebook (``domain="domains"``). Heads: ``col_NAME`` of the page's words.
    """
    shown = table.copy()
    for name in places:
        at = shown.columns.get_loc(name)
        shown.insert(at, name + "_name", [view.words.place_path(code) if code else "" for code in shown[name]])
    for name, group in groups.items():
        shown[name] = [view.label(group, code) for code in shown[name]]
    return shown.rename(columns={name: view.t("col_" + name) for name in shown})
