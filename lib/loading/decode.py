"""Bytes → text: byte order mark, then strict UTF-8, then the likelier of GB 18030 and Big5."""

from __future__ import annotations

import codecs
import re
from functools import cache

from lib.errors import InputError
from lib.lexicon import lexicon

LIMIT_BYTES = 50 * 1024 * 1024  # the largest text taken from one file, documented in the error sentence
CUT_TAIL_BYTES = 4  # a file cut in mid-character may lack up to this much of its last one
LEAST_LIKENESS = 0.2  # Chinese prose has well over 1, bytes read in a wrong encoding about 0
SAMPLE_BYTES = 200_000  # as much as a guess between two encodings needs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile(rb"\x00|^%PDF-|^PK\x03\x04|^\x89PNG|^\xff\xd8\xff|^GIF8|^\xd0\xcf\x11\xe0|^\x1f\x8b|^Rar!|^7z\xbc")
_COMMON = "的了在和是一有中国市年月日省为与区人作合对地方产业发展，。、"


def decode(data: bytes, file: str, limit: int = LIMIT_BYTES) -> str:
    """The text of a file's bytes. Raises InputError where it is empty, too large, binary or in a broken encoding."""
    if len(data) > limit:
        raise InputError(f"{file}: 文件超过 {limit // 2**20} MB 的上限，请拆成小文件后再读。")
    if not data.strip():
        raise InputError(f"{file}: 文件是空的，请换一个有文字的文件。")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, file)
    if _BINARY.search(data[:SAMPLE_BYTES]):
        raise InputError(f"{file}: 这是二进制文件，不是文字，请先另存为 txt、md 或 html。")
    try:
        return _cut_tail(data, "utf-8")
    except UnicodeDecodeError:
        return _guess(data, file)


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        text = _cut_tail(data, encoding)
    except UnicodeDecodeError as error:
        raise _broken(file, data, error.start) from None
    if not text.strip():
        raise InputError(f"{file}: 文件是空的，请换一个有文字的文件。")
    return text


def _cut_tail(data: bytes, encoding: str) -> str:
    """Decode strictly, but let a last character go that the file's end cuts in two."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start and len(data) - error.start < CUT_TAIL_BYTES:
            return data[: error.start].decode(encoding)
        raise


def _guess(data: bytes, file: str) -> str:
    """GB 18030 or Big5, whichever reads as Chinese; a file that is neither is broken."""
    best, furthest = (LEAST_LIKENESS, None), _first_bad(data)
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = _cut_tail(data, encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
        else:
            best = max(best, (_likeness(text[:SAMPLE_BYTES]), text), key=lambda one: one[0])
    if best[1] is None:
        raise _broken(file, data, furthest)
    return best[1]


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _broken(file: str, data: bytes, at: int) -> InputError:
    line = data.count(b"\n", 0, at) + 1
    return InputError(f"{file}: 第 {line} 行的编码无法识别，请用 UTF-8 或 GB 18030 另存后再试。")


@cache
def _alphabet() -> tuple[frozenset, frozenset]:
    """Characters everybody uses, and those that only a good decoding brings: Chinese in use, punctuation, ASCII."""
    script = lexicon("script")
    return frozenset(_COMMON + "臺灣國會來發與對個為們這業產區東門"), frozenset(
        script["traditional"] + script["simplified"]
    )


def _likeness(text: str) -> float:
    """How much a text looks like Chinese prose: 0–1 and more; mixed-up bytes give rare characters and little else."""
    common, usual = _alphabet()
    wide = [c for c in text if c > "\x7f"]
    if not wide:
        return 1.0 if text.strip() else 0.0
    good = sum(4 if c in common else 1 if c in usual or c in "，。、“”（）：；《》" else 0 for c in wide)
    bad = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or (not c.isprintable() and not c.isspace()) for c in wide)
    return good / len(wide) - 3 * bad / len(wide)
