"""The head of a file of the sample library: title, source, date and address between two lines of dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import yaml

from lib.errors import InputError

_HEAD = re.compile(r"\ufeff?\s{0,100}---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
_LINE = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*$")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def is_date(text: str) -> bool:
    """Whether a text is a year, month or day in EDTF that the calendar has: 2019, 2019-11, 2019-11-05."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(*(int(part) if part else 1 for part in match.groups()))
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Front:
    """What the head says; ``end``: where the text begins; ``lines``: (start, end, key) of its lines."""

    values: dict[str, str] = field(default_factory=dict)
    end: int = 0
    lines: tuple[tuple[int, int, str], ...] = ()


def read_front(text: str, file: str) -> Front | None:
    """The head of ``text``, None where it has none. Raises InputError for a date that is none."""
    head = _HEAD.match(text)
    if not head:
        return None
    values, lines, at = {}, [], head.start(1)
    for raw in head[1].splitlines(keepends=True):
        bare = raw.strip()
        match = _LINE.match(bare)
        if match:
            values[match[1].lower()] = _unquoted(match[2])
        if bare:
            start = at + raw.index(bare[0])
            lines.append((start, start + len(bare), match[1].lower() if match else ""))
        at += len(raw)
    if not values:
        return None
    _check_date(values, file)
    return Front(values, head.end(), tuple(lines))


def _unquoted(value: str) -> str:
    if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
        try:
            read = yaml.safe_load(value)
        except yaml.YAMLError:
            return value[1:-1]
        return str(read)
    return value


def _check_date(values: dict[str, str], file: str) -> None:
    given = values.get("published", "")
    values["published"] = given.replace("/", "-").split("T")[0].split(" ")[0]
    if given and not is_date(values["published"]):
        raise InputError(f"{file}: published 的日期“{given}”不对，请写成 2019、2019-11 或 2019-11-05。")
