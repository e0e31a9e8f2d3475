"""A table with one article a row → its pages; every cell of the row is kept in the page's original."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from lib.errors import InputError
from lib.loading.columns import PARTS, fit_columns
from lib.loading.front import Front, is_date
from lib.loading.options import Options
from lib.loading.pages import read_article
from lib.loading.sheets import Sheet, sheets_of
from lib.model import Page

NAMED_ROWS = 5  # rows that can't be read and are named one by one
_DAY = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")


def read_table(path: Path, file: str, published: str | None, options: Options) -> Iterator[Page]:
    """A page for every row with a text. ``options.rows`` picks a stretch of them, counted through all sheets.

    Raises InputError before the first page where no sheet has a column of texts, and after the last one for rows that
    could not be read, which it names; the other rows have come by then.
    """
    complaints, numbers, found = [], count(), False
    for sheet in sheets_of(path, file):
        where = f"{file}（工作表 {sheet.name}）" if sheet.name else file
        try:
            columns = fit_columns(sheet.header, dict(options.columns), where)
        except InputError as error:
            complaints.append(str(error))
            continue
        found = True
        yield from _rows(sheet, columns, file, where, published, options, numbers, complaints)
    if not found and not complaints:
        raise InputError(f"{file}: 表格是空的，请换一个有内容的文件。")
    if complaints:
        raise InputError(_together(complaints))


def _rows(sheet: Sheet, columns, file, where, published, options, numbers, complaints) -> Iterator[Page]:
    for line, cells in sheet.rows:
        number = next(numbers)
        if options.rows and not options.rows[0] <= number < options.rows[1]:
            if number >= options.rows[1]:
                return
            continue
        try:
            yield _page(
                dict(zip(sheet.header, cells, strict=False)), columns, file, f"{where}: 第 {line} 行", published
            )
        except InputError as error:
            complaints.append(str(error))


def _together(complaints: list[str]) -> str:
    if len(complaints) <= NAMED_ROWS:
        return "\n".join(complaints)
    return "\n".join(complaints[:NAMED_ROWS]) + f"\n另有 {len(complaints) - NAMED_ROWS} 行同样没有读入。"


def _page(cells: dict[str, str], columns: dict[str, str], file: str, where: str, published: str | None) -> Page:
    values = {part: cells.get(columns[part], "") for part in PARTS if part in columns}
    text = values.pop("text")
    if not text:
        raise InputError(f"{where}没有正文，未读。")
    values["published"] = _day(values.get("published", ""), where)
    head, lines = "", []
    for heading, value in cells.items():
        if value and heading != columns["text"]:
            part = next((part for part, name in columns.items() if name == heading), "")
            line = f"{heading}: {' '.join(value.split())}"
            lines.append((len(head), len(head) + len(line), part))
            head += line + "\n"
    page = read_article(f"{head}\n{text}", file, published, Front(values, len(head), tuple(lines)))
    if not page.articles:
        raise InputError(f"{where}没有完整的段落，未读。")
    return page


def _day(given: str, where: str) -> str:
    """A cell's date in EDTF, "" where it names none. Raises InputError for digits that are no date."""
    match = _DAY.match(given)
    parts = [part for part in match.groups() if part] if match else []
    day = "-".join(part if n == 0 else part.zfill(2) for n, part in enumerate(parts))
    if is_date(day):
        return day
    if re.search(r"\d", given):
        raise InputError(f"{where}的日期“{given[:30]}”不对，未读，请写成 2019、2019-11 或 2019-11-05。")
    return ""


def table_heads(path: Path, file: str) -> list[list[str]]:
    """The heading lines of a table's sheets, for people to say which column is which."""
    return [sheet.header for sheet in islice(sheets_of(path, file), 20)]


def count_rows(path: Path, file: str) -> int:
    """How many rows a table has in all its sheets."""
    return sum(1 for sheet in sheets_of(path, file) for _ in sheet.rows)
