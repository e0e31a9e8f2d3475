"""CSV and XLSX → sheets of text cells, line by line, without holding more than needed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lib.errors import InputError
from lib.loading.decode import decode
from lib.loading.office import check_office

LIMIT_BYTES = 500 * 2**20
MOST_COLUMNS = 200
LONGEST_CELL = 5_000_000  # characters
SEPARATORS = ",\t;|"
CSV_KINDS, EXCEL_KINDS = (".csv", ".tsv"), (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Sheet:
    """A table's heading line and its rows: (number of the line in the file, cells as text)."""

    name: str
    header: list[str]
    rows: Iterator[tuple[int, list[str]]]


def sheets_of(path: Path, file: str) -> Iterator[Sheet]:
    """The sheets of a table file, empty ones left out; each must be used up before the next is asked for."""
    if path.stat().st_size > LIMIT_BYTES:
        raise InputError(f"{file}: 文件超过 {LIMIT_BYTES // 2**20} MB 的上限，请拆成小文件后再读。")
    if path.suffix.lower() in CSV_KINDS:
        return _with_header("", _csv_lines(path, file))
    return _excel_sheets(path, file)


def _with_header(name: str, lines: Iterator[tuple[int, list[str]]]) -> Iterator[Sheet]:
    """The first line that says something is the heading; our own downloads begin with lines of ``#``."""
    for _, cells in lines:
        if any(cells) and not cells[0].startswith("#"):
            yield Sheet(name, cells, ((number, row) for number, row in lines if any(row)))
            return


def _csv_lines(path: Path, file: str) -> Iterator[tuple[int, list[str]]]:
    text = decode(path.read_bytes(), file, LIMIT_BYTES)
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    separator = max(SEPARATORS, key=re.sub(r'"[^"]*"', "", head).count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise InputError(f"{file}: 第 {reader.line_num} 行不合 CSV 格式（{error}），请改正该行。") from error


def _excel_sheets(path: Path, file: str) -> Iterator[Sheet]:
    import openpyxl

    check_office(path, file, "xl/workbook.xml")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets every error of a broken file through
        raise _broken(file, error) from error
    try:
        for sheet in book.worksheets:
            yield from _with_header(sheet.title, _excel_lines(sheet, file))
    finally:
        book.close()


def _excel_lines(sheet, file: str) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            yield number, [_text(cell) for cell in cells]
    except Exception as error:
        raise _broken(file, error) from error


def _broken(file: str, error: Exception) -> InputError:
    return InputError(f"{file}: 表格读不懂（{type(error).__name__}），请用 Excel 或 WPS 重新另存后再读。")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
