"""The cooperation table on the screen: codes in words, how each column is drawn, what can be done with chosen lines."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.model import Filter
from lib.ui.links import query
from lib.ui.view import View, set_link

USUAL = ["time", "partners", "open", "domains", "amounts", "title", "source", "status"]
EXTRA = ["providers", "recipients", "peers", "forms", "counts", "event_dates", "organisations"]
EXTRA += ["largest_cny", "published", "confidence", "flags", "row_id"]
CODED = {"domains": "domains", "forms": "forms", "flags": "flags"}
PLACES = ("providers", "recipients", "peers")
LISTS = ("amounts", "counts", "event_dates", "organisations")
WIDE = {"partners": "large", "title": "large", "open": "small", "amounts": "medium", "domains": "medium"}


def in_words(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Codes become words; lists stay lists; ``open`` is the way to the row's article."""
    shown = table.copy()
    for name, group in CODED.items():
        shown[name] = [[view.label(group, code) for code in listed(codes)] for codes in table[name]]
    for name in PLACES:
        shown[name] = [[view.words.place_path(code) for code in listed(codes)] for codes in table[name]]
    sides = zip(*(shown[name] for name in PLACES), strict=True)
    shown["partners"] = [who_with_whom(view.t("comma"), *names) for names in sides]
    for name in LISTS:
        shown[name] = [listed(values) for values in table[name]]
    shown["status"] = [view.t("status_" + status) for status in table["status"]]
    ends = zip(table["article_id"], table["row_id"], strict=True)
    shown["open"] = ["./articles?" + query(view.params(article=article, row=row)) for article, row in ends]
    return shown


def who_with_whom(comma: str, providers: list[str], recipients: list[str], peers: list[str]) -> str:
    """``上海市 → 重庆 · 万州区`` where help goes one way, else ``四川省，重庆市``."""
    sides = [side for side in (comma.join(providers), comma.join(recipients)) if side]
    return comma.join(part for part in (" → ".join(sides), comma.join(peers)) if part)


def listed(value: object) -> list:
    """A list column's value, empty where there is none."""
    return list(value) if hasattr(value, "__len__") else []


def column_settings(view: View, columns: list[str]) -> dict:
    """How each column is drawn."""
    kinds = {"confidence": st.column_config.ProgressColumn, "largest_cny": st.column_config.NumberColumn}
    kinds |= dict.fromkeys((*CODED, *PLACES, *LISTS), st.column_config.ListColumn)
    extra = {
        "confidence": {"min_value": 0.0, "max_value": 1.0, "format": "percent"},
        "largest_cny": {"format": "localized"},
        "open": {"display_text": view.t("open_article")},
    }
    kinds["open"] = st.column_config.LinkColumn
    return {
        name: kinds.get(name, st.column_config.TextColumn)(
            view.t("col_" + name), width=WIDE.get(name), **extra.get(name, {})
        )
        for name in columns
    }


def choose_rows(view: View, ids: list[str]) -> None:
    """What can be done with the lines ticked: all pages show them only, or them added to those picked before."""
    with st.container(horizontal=True, vertical_alignment="center", key="picked"):
        st.markdown(view.t("picked", n=len(ids)))
        st.button(
            view.t("only_picked"),
            key="only-picked",
            type="primary",
            icon=":material/filter_alt:",
            help=view.t("only_picked_help"),
            on_click=set_link,
            args=(Filter(rows=tuple(ids)), view.lang),
        )
