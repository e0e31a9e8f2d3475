"""Files that a reader takes away: a table as CSV or Excel, with its conditions and how to cite it inside."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import streamlit as st

from lib import __version__
from lib.model import Filter
from lib.ui.filterbar import active
from lib.ui.view import View

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def about(view: View, title: str, definition: str = "", filter: Filter | None = None) -> list[tuple[str, str]]:
    """What an exported file says of itself: name, definition, conditions, versions, date, citation."""
    today = date.today().isoformat()
    conditions = "; ".join(words for words, _ in active(view, filter)) or view.t("meta_everything")
    library = view.store.version
    pairs = [
        (view.t("meta_title"), title),
        (view.t("meta_definition"), definition),
        (view.t("meta_filter"), conditions),
        (view.t("meta_library"), library),
        (view.t("meta_product"), __version__),
        (view.t("meta_date"), today),
        (view.t("meta_cite"), view.t("cite", version=__version__, library=library, date=today)),
    ]
    return [(name, " ".join(value.split())) for name, value in pairs if value]


def _harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") and len(value) > 1
    return "'" + value if is_formula else value


def _flat(value: object) -> object:
    """Lists as text: ``[a, b]`` → ``a; b``."""
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1):
        return "; ".join(str(part) for part in value)
    return value


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """The table with lists as text, ready for a file."""
    return table.map(_flat)


def csv_bytes(table: pd.DataFrame, facts: list[tuple[str, str]]) -> bytes:
    """UTF-8 with a mark that Excel needs; what the file is stands in lines that start with ``#``."""
    head = "".join(f"# {name}: {value}\n" for name, value in facts)
    return ("\ufeff" + head + flat(table).map(_harmless).to_csv(index=False)).encode("utf-8")


def xlsx_bytes(table: pd.DataFrame, facts: list[tuple[str, str]], sheets: tuple[str, str]) -> bytes:
    """An Excel file of two sheets: the data, and what it is."""
    out = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(out, engine="xlsxwriter", engine_kwargs=options) as writer:
        flat(table).to_excel(writer, sheet_name=sheets[0], index=False, freeze_panes=(1, 0))
        pd.DataFrame(facts).to_excel(writer, sheet_name=sheets[1], index=False, header=False)
        writer.sheets[sheets[0]].set_column(0, max(0, len(table.columns) - 1), 18)
        writer.sheets[sheets[1]].set_column(0, 0, 16)
        writer.sheets[sheets[1]].set_column(1, 1, 90)
    return out.getvalue()


def download_buttons(view: View, table: pd.DataFrame, name: str, title: str, definition: str = "") -> None:
    """CSV and Excel buttons for a table; the files are made when they are asked for."""
    facts = about(view, title, definition)
    sheets = (view.t("sheet_data"), view.t("sheet_about"))
    file = f"{name}-{date.today().isoformat()}"
    for kind, make, mime in (
        ("csv", lambda: csv_bytes(table, facts), "text/csv"),
        ("xlsx", lambda: xlsx_bytes(table, facts, sheets), XLSX),
    ):
        st.download_button(
            view.t(f"download_{kind}"),
            make,
            file_name=f"{file}.{kind}",
            mime=mime,
            key=f"{name}-{kind}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
