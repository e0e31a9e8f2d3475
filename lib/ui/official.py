"""Official pairings beside what the library reports: the table under the map, every line with its source and period."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.figures.official import period
from lib.ui.downloads import download_buttons
from lib.ui.view import View
from lib.views import map as places
from lib.views import pairings


def show_official(view: View, table: pd.DataFrame) -> None:
    """``table``: ``pairings.beside``. A click on a line opens its rows."""
    title, help_ = view.t("official_title"), view.t("official_help")
    shown = in_columns(view, table)
    with st.container(border=True, key="card-official"):
        with st.container(horizontal=True, vertical_alignment="center", key="head-official"):
            st.markdown(f"#### {title}", help=help_, anchors=False)
            with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-official"):
                download_buttons(view, shown, "official", title, help_)
        if table.empty:
            st.info(view.t("official_none"))
        else:
            reported = int((table["given"] > 0).sum())
            st.markdown(view.t("official_line", n=len(table), m=reported, k=len(table) - reported))
            _show_table(view, table, shown, title)
        st.caption(view.t("official_incomplete", n=len(view.get(pairings.unassigned))))


def _show_table(view: View, table: pd.DataFrame, shown: pd.DataFrame, title: str) -> None:
    turn = st.session_state.get("turn.official", 0)
    event = st.dataframe(
        shown,
        key=f"official.{turn}",
        hide_index=True,
        height=min(420, 38 * (len(shown) + 1)),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            view.t("official_url"): st.column_config.LinkColumn(display_text=view.t("official_open_source"))
        },
        alt=title,
    )
    for number in event.selection.rows:
        record = table.iloc[number]
        st.session_state["turn.official"] = turn + 1
        name = " → ".join(view.words.place(record[end]) for end in ("giver", "taker"))
        rows = view.get(places.rows_of_pair, record["giver"], record["taker"])
        if rows:
            view.open_rows(rows, name)
        else:
            st.toast(view.t("nothing_of", name=name), icon=":material/info:")
        st.rerun()


def in_columns(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """The table in words."""
    columns = {
        "official_giver": [view.words.place_path(code) for code in table["giver"]],
        "official_taker": [view.words.place_path(code) for code in table["taker"]],
        "official_given": table["given"].astype(int),
        "official_other": table["other"].astype(int),
        "official_programme": table["programme"],
        "official_period": [period(record, view.words) for record in table.to_dict("records")],
        "official_source": table["source"],
        "official_url": [url or None for url in table["url"]],
    }
    return pd.DataFrame({view.t(name): list(values) for name, values in columns.items()})
