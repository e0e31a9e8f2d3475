"""合作表 · The cooperation table: every row, its source, its values; to sort, search, choose columns, take away."""

import pandas as pd
import streamlit as st

from lib.ui.choices import Choice
from lib.ui.downloads import download_buttons
from lib.ui.evidence import show_card
from lib.ui.frame import open_page
from lib.ui.parts import is_empty
from lib.ui.view import View
from lib.views.evidence import cards_of, count_rows
from lib.views.listing import ORDERS, table_rows

PAGE = 100
ORDER = Choice("order", tuple(ORDERS))
USUAL = ["time", "partners", "domains", "amounts", "title", "source", "status"]
EXTRA = ["providers", "recipients", "peers", "forms", "counts", "event_dates", "organisations"]
EXTRA += ["largest_cny", "published", "confidence", "flags", "row_id"]
CODED = {"domains": "domains", "forms": "forms", "flags": "flags"}
PLACES = ("providers", "recipients", "peers")


def in_words(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Codes become words; lists stay lists."""
    shown = table.copy()
    for name, group in CODED.items():
        shown[name] = [[view.label(group, code) for code in listed(codes)] for codes in table[name]]
    for name in PLACES:
        shown[name] = [[view.words.place_path(code) for code in listed(codes)] for codes in table[name]]
    sides = zip(*(shown[name] for name in PLACES), strict=True)
    shown["partners"] = [who_with_whom(view.t("comma"), *names) for names in sides]
    for name in ("amounts", "counts", "event_dates", "organisations"):
        shown[name] = [listed(values) for values in table[name]]
    shown["status"] = [view.t("status_" + status) for status in table["status"]]
    return shown


def who_with_whom(comma: str, providers: list[str], recipients: list[str], peers: list[str]) -> str:
    """``上海市 → 重庆 · 万州区`` where help goes one way, else ``四川省，重庆市``."""
    sides = [side for side in (comma.join(providers), comma.join(recipients)) if side]
    return comma.join(part for part in (" → ".join(sides), comma.join(peers)) if part)


def listed(value: object) -> list:
    """A list column's value, empty where there is none."""
    return list(value) if hasattr(value, "__len__") else []


def choose(view: View) -> tuple[str, list[str]]:
    """The order and the columns that the reader chose."""
    with st.container(horizontal=True, vertical_alignment="center"):
        ORDER.draw(view, view.t("order"), lambda name: view.t("order_" + name), as_list=True)
        order = ORDER.value
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
            if st.toggle(view.t("prepare"), key="table-prepare"):
                whole = in_words(view, table_rows(view.store, view.filter, order))
                names = {name: view.t("col_" + name) for name in [*USUAL, *EXTRA]}
                whole = whole[list(names)].rename(columns=names)
                download_buttons(view, whole, "cooperations", view.t("menu_table"), view.t("table_help"))
    return order, [name for name in [*USUAL, *EXTRA] if name in columns] or USUAL


def column_settings(view: View, columns: list[str]) -> dict:
    """How each column is drawn."""
    kinds = {"confidence": st.column_config.ProgressColumn, "largest_cny": st.column_config.NumberColumn}
    lists = {*CODED, *PLACES, "amounts", "counts", "event_dates", "organisations"}
    wide = {"partners": "large", "title": "large", "amounts": "medium", "domains": "medium"}
    made = {}
    for name in columns:
        make = kinds.get(name) or (st.column_config.ListColumn if name in lists else st.column_config.TextColumn)
        extra = {"min_value": 0.0, "max_value": 1.0, "format": "percent"} if name == "confidence" else {}
        extra = {"format": "localized"} if name == "largest_cny" else extra
        made[name] = make(view.t("col_" + name), width=wide.get(name), **extra)
    return made


def main() -> None:
    view = open_page("table")
    if is_empty(view):
        return
    number = view.get(count_rows)
    order, columns = choose(view)
    pages = -(-number // PAGE)
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"page.{hash(view.filter)}")
    table = view.get(table_rows, order, PAGE, (page - 1) * PAGE)
    st.caption(view.t("table_count", first=(page - 1) * PAGE + 1, last=(page - 1) * PAGE + len(table), n=number))
    event = st.dataframe(
        in_words(view, table)[columns],
        key=f"cooperations-{order}-{page}-{hash(view.filter)}",
        column_config=column_settings(view, columns),
        hide_index=True,
        height=560,
        row_height=42,
        on_select="rerun",
        selection_mode="single-row",
        alt=view.t("table_help"),
    )
    chosen = event.selection.rows
    if chosen and chosen[0] < len(table):
        for card in view.get(show_chosen, table["row_id"].iloc[chosen[0]]):
            show_card(view, card)
    else:
        st.caption(view.t("choose_row"))


def show_chosen(store, filter, row_id: str) -> list:
    """The card of the row that is selected in the table."""
    return cards_of(store, [row_id])


main()
