"""Office files (DOCX, XLSX) are ZIP archives of XML: looked over before a library opens them."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from lib.errors import InputError

LIMIT_BYTES = 500 * 2**20  # unpacked
LIMIT_RATIO = 400  # unpacked over packed size of one large part; text and tables stay far below
LARGE = 20 * 2**20
MOST_PARTS = 20_000
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_OLD = b"\xd0\xcf\x11\xe0"  # how .doc, .xls and files with a password begin


def check_office(path: Path, file: str, wanted: str) -> None:
    """Raise InputError unless the file is a harmless archive that holds the part ``wanted``.

    Refused: what unpacks to far more than it weighs, and XML that declares entities, which office programs never write.
    """
    with path.open("rb") as opened:
        if opened.read(4) == _OLD:
            raise InputError(f"{file}: 这是旧格式或有密码的文件，请去掉密码、另存为 docx 或 xlsx 后再读。")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_size(parts, file)
            if wanted not in archive.namelist():
                raise InputError(f"{file}: 里面没有 {wanted}，不是所写类型的文件，请重新另存后再读。")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")) and _declares(archive, part):
                    raise InputError(f"{file}: 含有 XML 实体声明（{part.filename[:60]}），可能有害，未读。")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(f"{file}: 文件打不开，可能已损坏，请重新另存后再读。") from error


def _check_size(parts: list[zipfile.ZipInfo], file: str) -> None:
    swollen = any(part.file_size > LARGE and part.file_size > LIMIT_RATIO * part.compress_size for part in parts)
    if swollen or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LIMIT_BYTES:
        raise InputError(f"{file}: 解开后异常巨大，可能是压缩炸弹，未读；请另存后再读。")


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part has a document type, in whatever width its letters are written: it stands before the data."""
    with archive.open(part) as opened:
        head = opened.read(65536).replace(b"\x00", b"")
    return bool(_DECLARES.search(head))
