"""A file → its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lib.errors import InputError
from lib.loading.decode import LIMIT_BYTES, decode
from lib.loading.pages import read_page
from lib.model import Page

KINDS = (".txt", ".md", ".markdown", ".text", ".html", ".htm", ".xhtml", "")


def load(path: str | Path, published: str | None = None) -> Iterator[Page]:
    """The pages of a file, each with its articles. ``published``: the date of articles that tell none (EDTF).

    Raises InputError where the file can't be read or holds no article: one sentence with its name and what to do.
    """
    path = Path(path)
    page = read_page(decode(_bytes(path), path.name), path.name, published)
    if not page.articles:
        raise InputError(f"{path.name}: 没有找到文章正文，请确认文件里有完整的段落。")
    yield page


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path.name}: 这是文件夹，请给出其中的文件。")
    if path.suffix.lower() not in KINDS:
        known = "、".join(kind[1:] for kind in KINDS if kind)
        raise InputError(f"{path.name}: 不支持 {path.suffix} 类型，请另存为 {known} 之一。")
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise InputError(f"{path.name}: 文件超过 {LIMIT_BYTES // 2**20} MB 的上限，请拆成小文件后再读。")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: 文件读不到（{error.strerror}），请检查路径和权限。") from None
