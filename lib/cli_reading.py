"""Options that every command that reads files has."""

from __future__ import annotations

import argparse

from lib.errors import InputError


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """How tables and scans are to be read."""
    from lib.loading.columns import PARTS

    names = "、".join(PARTS)
    parser.add_argument(
        "--columns",
        type=columns_argument,
        default=(),
        metavar="PART=HEADING,…",
        help=f"表格各列的对应，如 title=标题,text=正文；可用 {names}；不写则按列名猜",
    )
    parser.add_argument("--ocr", action="store_true", help="识别扫描件（需要本机装有 Tesseract 或 RapidOCR）")


def columns_argument(text: str) -> tuple[tuple[str, str], ...]:
    """Columns of tables; argparse turns the error into exit code 2."""
    from lib.loading.columns import parse_columns

    try:
        return parse_columns(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
