"""A file → its pages, by what kind of file it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lib.errors import InputError, reason
from lib.loading.decode import LIMIT_BYTES, decode
from lib.loading.names import shown_name
from lib.loading.options import Options
from lib.loading.pages import read_page
from lib.loading.sheets import CSV_KINDS, EXCEL_KINDS
from lib.model import Page

TEXT_KINDS = (".txt", ".md", ".markdown", ".text", ".html", ".htm", ".xhtml", "")
TABLE_KINDS = (*CSV_KINDS, *EXCEL_KINDS)
KINDS = (*TEXT_KINDS, ".pdf", ".docx", *TABLE_KINDS)
LIMIT_DOCUMENT_BYTES = 500 * 2**20  # of a PDF or DOCX, pictures included


def load(path: str | Path, published: str | None = None, options: Options = Options()) -> Iterator[Page]:  # noqa: B008
    """The pages of a file, each with its articles. ``published``: the date of articles that tell none (EDTF).

    Raises InputError where the file can't be read or holds no article: one sentence with its name and what to do. Where
    only a part of it can't be read, the error comes after the pages that can.
    """
    path = Path(path)
    file, kind = shown_name(path.name), path.suffix.lower()
    _check(path, file, kind)
    if kind in TABLE_KINDS:
        from lib.loading.tables import read_table

        yield from read_table(path, file, published, options)
        return
    text, complaint = _text(path, file, kind, options)
    page = read_page(text, file, published)
    if not page.articles:
        raise InputError(f"{file}: 没有找到文章正文，请确认文件里有完整的段落。")
    yield page
    if complaint:
        raise InputError(complaint)


def _check(path: Path, file: str, kind: str) -> None:
    if path.is_dir():
        raise InputError(f"{file}: 这是文件夹，请给出其中的文件。")
    if kind not in KINDS:
        known = "、".join(kind[1:] for kind in KINDS if kind)
        raise InputError(f"{file}: 不支持 {shown_name(path.suffix)} 类型，请另存为 {known} 之一。")
    limit = LIMIT_BYTES if kind in TEXT_KINDS else LIMIT_DOCUMENT_BYTES
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{file}: 文件读不到（{reason(error)}），请检查路径和权限。") from None
    if size > limit:
        raise InputError(f"{file}: 文件超过 {limit // 2**20} MB 的上限，请拆成小文件后再读。")
    if not size:
        raise InputError(f"{file}: 文件是空的，请换一个有文字的文件。")


def _text(path: Path, file: str, kind: str, options: Options) -> tuple[str, str | None]:
    """(text, complaint about a part that could not be read)."""
    if kind == ".pdf":
        from lib.loading.pdf import read_pdf

        return read_pdf(path, file, options.ocr)
    if kind == ".docx":
        from lib.loading.word import read_docx

        return read_docx(path, file), None
    return decode(path.read_bytes(), file), None
