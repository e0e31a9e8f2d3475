"""Links that hold a view: parameters ↔ Filter. Bad values are dropped and named, never passed on. No Streamlit here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlencode

from lib.lexicon import codes
from lib.model import Filter

MONTH = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]))?")
LONGEST_TEXT = 200
MOST_VALUES = 500


def _keep(values: tuple[str, ...], is_good: Callable[[str], bool], bad: list[str]) -> tuple[str, ...]:
    """The good values without repeats, in their order; the others are added to ``bad``."""
    good = [value for value in dict.fromkeys(values) if is_good(value)]
    bad += [value for value in dict.fromkeys(values) if not is_good(value)]
    return tuple(good[:MOST_VALUES])


def read_filter(params: dict[str, list[str]], is_place: Callable[[str], bool]) -> tuple[Filter, list[str]]:
    """The filter that a link asks for, and the values in it that mean nothing (wrong code, no date, …).

    ``is_place`` says whether the gazetteer knows a code.
    """
    asked, bad = Filter.from_params(params), []

    def is_pair(value: str) -> bool:
        ends = value.split("~")
        return len(ends) == 2 and all(is_place(end) for end in ends)

    def is_month(value: str | None) -> bool:
        return value is None or bool(MONTH.fullmatch(value))

    since, until = (value if is_month(value) else None for value in (asked.since, asked.until))
    bad += [value for value in (asked.since, asked.until) if not is_month(value)]
    if since and until and since[:7] > until + ("-99" if len(until) == 4 else ""):
        bad.append(f"{since}–{until}")
        since = until = None
    for name in ("undated", "dated", "checked"):
        bad += [value for value in params.get(name, []) if value not in ("0", "1")]
    undated, dated = (params.get(name, ["1"])[:1] != ["0"] for name in ("undated", "dated"))
    if not undated and not dated:
        bad.append("dated=0 undated=0")
        undated = dated = True
    good = replace(
        asked,
        since=since if dated else None,
        until=until if dated else None,
        undated=undated,
        dated=dated,
        places=_keep(asked.places, is_place, bad),
        pairs=_keep(asked.pairs, is_pair, bad),
        domains=_keep(asked.domains, codes("domains").__contains__, bad),
        forms=_keep(asked.forms, codes("forms").__contains__, bad),
        roles=_keep(asked.roles, codes("roles").__contains__, bad),
        kinds=_keep(asked.kinds, codes("kinds").__contains__, bad),
        sources=_keep(asked.sources, bool, bad),
        text=asked.text[:LONGEST_TEXT].strip(),
        rows=_keep(asked.rows, bool, bad),
    )
    return good, bad


def link_params(filter_: Filter, lang: str = "zh", **extra: str | None) -> dict[str, list[str]]:
    """All parameters of a link: the filter, the language where it is not Chinese, and a page's own."""
    params = dict(filter_.to_params())
    if lang != "zh":
        params["lang"] = [lang]
    return params | {key: [value] for key, value in extra.items() if value}


def query(params: dict[str, Iterable[str]]) -> str:
    """The parameters as the part of a link after the question mark."""
    return urlencode(list(params.items()), doseq=True)
