"""合作表 · The cooperation table: every row, its source, its values; to sort, group, choose columns, take away."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from lib.exporting import to_csv, to_xlsx
from lib.ui.choices import Choice
from lib.ui.downloads import XLSX, condition_words
from lib.ui.evidence import show_card
from lib.ui.frame import open_page
from lib.ui.grouping import GROUP, show_groups
from lib.ui.parts import choose_lines, is_empty, page_of
from lib.ui.rows_table import EXTRA, USUAL, choose_rows, column_settings, in_words
from lib.ui.view import View
from lib.views.evidence import cards_of, count_rows
from lib.views.listing import ORDERS, table_rows

PAGE = 100
SHOWN = 10  # cards of ticked lines
ORDER = Choice("order", tuple(ORDERS))


def choose(view: View) -> list[str]:
    """Order, groups, columns, files; returns the columns to show."""
    with st.container(horizontal=True, vertical_alignment="center"):
        ORDER.draw(view, view.t("order"), lambda name: view.t("order_" + name), as_list=True, width=190)
        GROUP.draw(view, view.t("group"), lambda name: view.t("group_" + name), as_list=True, width=190)
        with st.popover(view.t("columns"), icon=":material/view_column:", key="pop-columns"):
            columns = st.pills(
                view.t("columns"),
                [*USUAL, *EXTRA],
                selection_mode="multi",
                default=USUAL,
                key="table-columns",
                format_func=lambda name: view.t("col_" + name),
            )
        with st.popover(view.t("download"), icon=":material/download:", key="save-table"):
            st.caption(view.t("download_help"))
            for kind, make, mime in (("csv", to_csv, "text/csv"), ("xlsx", to_xlsx, XLSX)):
                st.download_button(
                    view.t("download_" + kind),
                    partial(make, view.store, view.filter, view.lang, condition_words(view)),
                    file_name=f"cooperations-{date.today().isoformat()}.{kind}",
                    mime=mime,
                    key=f"cooperations-{kind}",
                    on_click="ignore",
                    type="tertiary",
                    icon=":material/download:",
                )
    return [name for name in [*USUAL, *EXTRA] if name in columns] or USUAL


def show_page(view: View, table: pd.DataFrame, columns: list[str], key: str) -> list[str]:
    """One page of the table; the ids of the lines that are ticked."""
    shown, settings = in_words(view, table)[columns], column_settings(view, columns)
    lines = choose_lines(shown, key, view.t("table_help"), "multi-row", 600, settings)
    return list(table["row_id"].iloc[lines])


def main() -> None:
    view = open_page("table")
    if is_empty(view):
        return
    columns, number = choose(view), view.get(count_rows)
    if GROUP.value != "none":
        show_groups(view)
        return
    above, first = page_of(number, PAGE, f"page.{hash(view.filter)}")
    table = view.get(table_rows, ORDER.value, PAGE, first)
    with above:
        st.caption(view.t("table_count", first=first + 1, last=first + len(table), n=number) + view.t("choose_row"))
        ids = show_page(view, table, columns, f"cooperations-{ORDER.value}-{first}-{hash(view.filter)}")
    if ids:
        choose_rows(view, ids)
        for card in view.get(chosen, tuple(ids[:SHOWN])):
            show_card(view, card)


def chosen(store, filter, ids: tuple[str, ...]) -> list:
    """The cards of the lines that are ticked."""
    return cards_of(store, ids)


main()
