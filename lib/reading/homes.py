"""Where a newspaper or site is at home: 四川日报 → 510000, 天山网 → 650000, 人民日报 → None."""

from __future__ import annotations

from functools import cache

from lib.lexicon import gazetteer, lexicon

LEVELS = {"county": 3, "city": 2, "province": 1}


@cache
def home_of(source: str | None) -> str | None:
    """The code of the place that a source speaks for, None for a national one or one that names no place.

    A well-known name of the table ``homes`` decides; of several the last (人民网-安徽频道 is 安徽's); else the most
    specific division that the name holds (天水在线 → 620500).

    >>> home_of("南方日报"), home_of("人民网-安徽频道"), home_of("新华社")
    ('440000', '340000', None)
    """
    if not source:
        return None
    known = [
        (source.rfind(name), len(name), code) for name, code in lexicon("places")["homes"].items() if name in source
    ]
    local = [found for found in known if found[2]]
    if local:
        return max(local)[2]
    named = _divisions(source[max(start + size for start, size, _ in known) :] if known else source)
    return max(named)[2] if named else None


def _divisions(source: str) -> list[tuple[int, int, str]]:
    """(level, length, code) of the divisions named in a source's name, where the name means one of its level only."""
    found = []
    names, places = gazetteer().names(), gazetteer()
    words = set(lexicon("places")["never"].split() + lexicon("places")["supported"].split())  # 东方早报 is not 东方市's
    for start in range(len(source)):
        for end in range(start + 2, len(source) + 1):
            if source[start:end] in words:
                continue
            codes = [s.codes[0] for s in names.get(source[start:end], ()) if len(s.codes) == 1 and s.codes[0].isdigit()]
            levels = sorted((LEVELS[places.place(code).level], code) for code in codes)
            if levels and (len(levels) == 1 or levels[0][0] < levels[1][0]):
                found.append((levels[0][0], end - start, levels[0][1]))
    return found
