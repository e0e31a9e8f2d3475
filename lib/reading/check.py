"""Runs the examples that stand in the lexicon of places and bodies: part of ``python -m lib check``."""

from __future__ import annotations

from collections.abc import Iterator

from lib.lexicon import DATA, lexicon
from lib.reading.bodies import find_bodies
from lib.reading.places import find_places


def problems() -> list[str]:
    """One sentence for every example or counter-example of the lexicon that is not read as it says."""
    return [*_places(), *_bodies()]


def _places() -> Iterator[str]:
    words, path = lexicon("places"), DATA / "lexicon" / "places.yaml"
    wanted = {**words["pairs"]["examples"], **words["frames"]["examples"]}
    for text, codes in wanted.items():
        missing = [code for code in codes if code not in acting_codes(text)]
        if missing:
            yield f"{path}: 例句“{text}”应读出 {'、'.join(missing)}，现在读不出，请改正词条或例句。"
    silent = words["pairs"]["not"] + words["frames"]["not"] + words["part"]["examples"] + words["blocks"]["not"]
    for text in silent:
        if acting_codes(text):
            yield f"{path}: 反例“{text}”不应读出地名，现在读出 {sorted(acting_codes(text))}，请改正词条或例句。"


def acting_codes(text: str) -> set[str]:
    """The codes of the places in a text that may act: references and parts of other names left out."""
    return {code for mention in find_places(text) if mention.how not in ("part", "reference") for code in mention.codes}


def _bodies() -> Iterator[str]:
    words, path = lexicon("bodies"), DATA / "lexicon" / "bodies.yaml"
    wanted = words["examples"] | {text: [] for text in words["not"]}
    for text, expected in wanted.items():
        found = [[body.text, body.code] for body in find_bodies(text, find_places(text))]
        if found != expected:
            yield f"{path}: 例句“{text}”应读出 {expected}，现在读出 {found}，请改正词条或例句。"
