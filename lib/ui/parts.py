"""Small pieces of several pages: a key figure, what to do where there is nothing, tables to read or to choose from."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from lib.model import Filter
from lib.ui.gather import gather_figure
from lib.ui.view import View, set_link
from lib.views.evidence import count_rows


def key_figure(
    view: View, key: str, value: str, more: str = "", help: str = "", rows: Filter | None = None, page: str = ""
) -> None:
    """A card with one number, its definition behind a question mark, and the way to what lies behind it.

    ``rows``: the rows it counts; ``page``: where it is shown in full.
    """
    with st.container(border=True, key=f"card-figure-{key}", height="stretch"):
        name = view.t(key)
        gather_figure(key, name, value, more, help)
        st.markdown(name, help=help or None)
        words = f'<div class="value">{escape(value)}</div><div class="more">{escape(more)}</div>'
        st.html(f'<div class="key-figure">{words}</div>')
        if rows is not None:
            st.button(
                view.t("see_rows"),
                key=f"rows-{key}",
                type="tertiary",
                on_click=view.open_rows,
                args=(rows, name),
            )
        if page:
            view.page_link(page, view.t("see_page", page=view.t("menu_" + page)))


def is_empty(view: View) -> bool:
    """Where the filter leaves no row: say what to do, and return True; the page then stops."""
    if view.get(count_rows):
        return False
    if view.get(count_rows, filter=Filter()):
        _say(view.t("empty_filter"), view.t("empty_filter_do"))
        with st.container(horizontal_alignment="center"):
            st.button(
                view.t("clear_all"), key="empty-clear", type="primary", on_click=set_link, args=(Filter(), view.lang)
            )
    else:
        _say(view.t("empty_library"), view.t("empty_library_do"))
        with st.container(horizontal_alignment="center"):
            view.page_link("import", view.t("open_import"))
    return True


def _say(what: str, do: str) -> None:
    st.html(f'<div class="atlas-empty"><strong>{escape(what)}</strong><span>{escape(do)}</span></div>')


def choose_lines(
    table: pd.DataFrame, key: str, alt: str, mode: str = "single-row", most: int = 640, columns: dict | None = None
) -> list[int]:
    """A table whose lines can be chosen; the numbers of those chosen. ``most``: its height in pixels at most.

    A choice that is left from a longer table does not count.
    """
    event = st.dataframe(
        table,
        key=key,
        column_config=columns,
        hide_index=True,
        height=min(most, 42 * len(table) + 44),
        row_height=42,
        placeholder="–",
        on_select="rerun",
        selection_mode=mode,
        alt=alt,
    )
    return [line for line in event.selection.rows if line < len(table)]


def page_of(number: int, size: int, key: str) -> tuple[st.delta_generator.DeltaGenerator, int]:
    """Where a page of a long list goes, above the page numbers, and the number of its first line."""
    pages = -(-number // size)
    above = st.container()
    page = st.pagination(pages, key=key) if pages > 1 else 1
    return above, (page - 1) * size


def plain_table(table: pd.DataFrame, numbers: tuple[str, ...] = ()) -> None:
    """A short table as text on the page, wrapping; ``numbers``: columns set flush right."""
    head = "".join(f'<th class="{"n" if name in numbers else ""}">{escape(str(name))}</th>' for name in table)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{"n" if name in numbers else ""}">{escape(str(value))}</td>' for name, value in record.items()
        )
        + "</tr>"
        for record in table.to_dict("records")
    )
    table_html = f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="plain-frame">{table_html}</div>')
