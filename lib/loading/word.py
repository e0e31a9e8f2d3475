"""A DOCX → HTML of its headings, paragraphs and tables by mammoth; pictures are left out."""

from __future__ import annotations

from pathlib import Path

from lib.errors import InputError
from lib.loading.office import check_office


def read_docx(path: Path, file: str) -> str:
    """The document as HTML without a head. Raises InputError where it can't be read."""
    import mammoth

    check_office(path, file, "word/document.xml")
    try:
        with path.open("rb") as opened:
            return mammoth.convert_to_html(opened, convert_image=lambda image: []).value.replace("><", ">\n<")
    except Exception as error:  # mammoth has no error class of its own: KeyError, ExpatError, RecursionError …
        raise InputError(f"{file}: Word 文件读不懂（{type(error).__name__}），请重新另存后再读。") from error
