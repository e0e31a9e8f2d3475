"""What a page prints twice: paragraphs that stand whole in another one, in time linear in the page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict

import ahocorasick_rs

PROBE = 12  # characters by which a possible container is found
SHORTEST = 15  # a shorter piece may say the same by chance
TRIES = 32  # candidates looked at in one place, so that a page of like beginnings stays linear
LONG_TAIL = 24  # characters: a shorter piece that is misread tells too little
LEAST_SHARED = 7  # runs of half a probe that a misread repeat shares with the end of its paragraph
TAIL = 40  # characters at the end by which a misread repeat finds its paragraph
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千万亿]{2,}")
_NOT_WORDS = re.compile(r"[\W_]+")


def find_repeats(texts: list[str]) -> dict[int, int]:
    """Index of each text that others hold whole → index of the one in which it begins there.

    Compared by letters, digits and Chinese characters alone. Of equal texts the first is kept; a piece may run over
    the border of two neighbours. What is dropped holds nothing itself, so nothing goes twice.
    """
    if len(texts) < 2:
        return {}
    plain = [_NOT_WORDS.sub("", text) for text in texts]
    first, found = {}, {}
    for index, text in enumerate(plain):
        if len(text) < SHORTEST:
            continue
        if text in first:
            found[index] = first[text]
        else:
            first[text] = index
    _held(plain, found, list(first.values()))
    return _misread_tails(plain, found)


def _held(plain: list[str], found: dict[int, int], candidates: list[int]) -> dict[int, int]:
    starts, total = [], 0
    for index, text in enumerate(plain):
        starts.append(total)
        total += 0 if index in found else len(text)
    whole = "".join("" if index in found else text for index, text in enumerate(plain))
    places = _places(whole, plain, starts, candidates)
    for index in sorted(places, key=lambda index: (-len(plain[index]), -index)):
        for at in places[index]:
            holders = range(bisect_right(starts, at) - 1, bisect_left(starts, at + len(plain[index])))
            holders = [holder for holder in holders if holder not in found]
            if holders and _covers(holders, at, len(plain[index]), starts, plain):
                found[index] = holders[0]
                break
    return found


def _covers(holders: list[int], at: int, length: int, starts: list[int], plain: list[str]) -> bool:
    """Whether the kept texts alone, without a dropped one between them, hold the stretch."""
    held = sum(
        max(0, min(at + length, starts[holder] + len(plain[holder])) - max(at, starts[holder])) for holder in holders
    )
    return held == length


def _places(whole: str, plain: list[str], starts: list[int], candidates: list[int]) -> dict[int, list[int]]:
    """Where in the whole page each candidate stands besides its own place."""
    by_probe = defaultdict(list)
    for index in candidates:
        by_probe[plain[index][:PROBE]].append(index)
    found: dict[int, list[int]] = defaultdict(list)
    probes = list(by_probe)
    finder = ahocorasick_rs.AhoCorasick(probes, implementation=ahocorasick_rs.Implementation.ContiguousNFA)
    for probe, at, _ in finder.find_matches_as_indexes(whole, overlapping=True):
        for index in by_probe[probes[probe]][:TRIES]:
            apart = abs(at - starts[index]) >= len(plain[index])
            if apart and len(found[index]) < TRIES and whole.startswith(plain[index], at):
                found[index].append(at)
    return found


def _misread_tails(plain: list[str], found: dict[int, int]) -> dict[int, int]:
    """Add the ends of longer paragraphs that a scan read a little differently the second time.

    Only ends, and only with the same numbers: paragraphs of one pattern with other figures are no repeats.
    """
    tails = {
        index: _grams(text[-TAIL:], PROBE // 2)
        for index, text in enumerate(plain)
        if index not in found and len(text) >= LONG_TAIL
    }
    unlike = [set(grams) for grams in tails.values()]
    if sum(map(len, unlike)) == len(set().union(*unlike)):
        return found
    by_gram = defaultdict(list)
    for index, grams in zip(tails, unlike, strict=True):
        for gram in grams:
            by_gram[gram].append(index)
    for index, grams in tails.items():
        shared = [by_gram[gram] for gram in grams if len(by_gram[gram]) > 1]
        if len(shared) < LEAST_SHARED:
            continue
        near = Counter(other for holders in shared for other in holders[:TRIES])
        for other, count in near.most_common(TRIES // 4):
            longer = len(plain[other]) >= 1.25 * len(plain[index])
            if longer and other not in found and count >= LEAST_SHARED and _same_end(plain[index], plain[other]):
                found[index] = other
                break
    return found


def _same_end(text: str, longer: str) -> bool:
    end = longer[-len(text) - 4 :]
    grams = set(_grams(end, 3))
    alike = sum(gram in grams for gram in _grams(text, 3)) >= 0.8 * (len(text) - 2)
    return (
        alike
        and set(_NUMBER.findall(text)) <= set(_NUMBER.findall(end))
        and (text[-2:] in end[-4:] or text[-5:-2] in end[-7:])
    )


def _grams(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]
