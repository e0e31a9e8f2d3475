"""Files that a reader takes away: a table as CSV or Excel, with its conditions and how to cite it inside."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import streamlit as st

from lib import __version__
from lib.exporting import JOIN, codebook_table, frame_to_csv, frames_to_xlsx, missing, word
from lib.model import Filter
from lib.ui.filterbar import active
from lib.ui.view import View

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def about(view: View, title: str, definition: str = "", filter: Filter | None = None) -> list[tuple[str, str]]:
    """What an exported file says of itself: name, definition, conditions, versions, date, citation."""
    today = date.today().isoformat()
    library = view.store.version
    pairs = [
        (view.t("meta_title"), title),
        (view.t("meta_definition"), definition),
        (view.t("meta_filter"), condition_words(view, filter)),
        (view.t("meta_library"), library),
        (word("about_missing", view.lang), missing(view.store, view.lang)),
        (view.t("meta_product"), __version__),
        (view.t("meta_date"), today),
        (view.t("meta_cite"), view.t("cite", version=__version__, library=library, date=today)),
    ]
    return [(name, " ".join(value.split())) for name, value in pairs if value]


def condition_words(view: View, filter: Filter | None = None) -> str:
    """What is active, in words."""
    return "; ".join(words for words, _ in active(view, filter)) or view.t("meta_everything")


def file_name(title: str) -> str:
    """A title as the name of a file on any system, with today's date."""
    words = re.sub(r"[^\w-]+", "-", title).strip("-")[:80]
    return f"{words}-{date.today().isoformat()}"


def _as_list(value: object) -> object:
    """Arrays and tuples as lists, which files write joined."""
    is_array = hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1
    return list(value) if is_array or isinstance(value, tuple) else value


def csv_bytes(table: pd.DataFrame, facts: list[tuple[str, str]], lang: str = "zh") -> bytes:
    """UTF-8 with a mark that Excel needs; what the file is stands in lines that start with ``#``."""
    return frame_to_csv(table.map(_as_list), dict(facts), JOIN[lang])


def xlsx_bytes(table: pd.DataFrame, facts: list[tuple[str, str]], sheet: str, lang: str = "zh") -> bytes:
    """An Excel file of three sheets: the data, the codebook, what the file is."""
    codes = codebook_table(lang)
    codes = codes.rename(columns={name: word(name, lang) for name in codes})
    sheets = {sheet: table.map(_as_list), word("sheet_codebook", lang): codes}
    return frames_to_xlsx(sheets, dict(facts), word("sheet_about", lang), JOIN[lang])


def download_buttons(view: View, table: pd.DataFrame, name: str, title: str, definition: str = "") -> None:
    """CSV and Excel buttons for a table; the files are made when they are asked for."""
    facts = about(view, title, definition)
    for kind, make, mime in (
        ("csv", lambda: csv_bytes(table, facts, view.lang), "text/csv"),
        ("xlsx", lambda: xlsx_bytes(table, facts, view.t("sheet_data"), view.lang), XLSX),
    ):
        st.download_button(
            view.t(f"download_{kind}"),
            make,
            file_name=f"{file_name(title)}.{kind}",
            mime=mime,
            key=f"{name}-{kind}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
