"""An article's title and text as sentences, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

END = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence from ``start`` to ``end`` of the text (or title); ``paragraph`` counts from 0, the title's is −1."""

    start: int
    end: int
    text: str
    paragraph: int
    in_title: bool = False


def sentences_of(title: str, text: str) -> list[Sentence]:
    """The title as one sentence, then the text's sentences in order; together they hold every character.

    >>> [s.text for s in sentences_of("题", "甲。乙！\\n丙")]
    ['题', '甲。', '乙！\\n', '丙']
    """
    found = [Sentence(0, len(title), title, -1, True)] if title else []
    start, paragraph = 0, 0
    for end in [match.end() for match in END.finditer(text)] + [len(text)]:
        if end > start:
            found.append(Sentence(start, end, text[start:end], paragraph))
        paragraph += text.count("\n", start, end)
        start = end
    return found
