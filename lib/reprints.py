"""Reprints and mirrors: articles whose text is nearly the same and from which the very same was read.

Two conditions, so that nothing is lost where one hides behind the other: MinHash (datasketch) says that four fifths of
the texts' pieces of five characters are the same, and partners, sums, counts and every number in the texts agree. Two
reports with different sums stay two articles; whether they are one case is decided elsewhere (lib/store/cases.py).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from datasketch import MinHash

from lib.loading.clean import simplify
from lib.model import Article, Cooperation
from lib.store import Store
from lib.store.sightings import Likeness

ALIKE = 0.8  # share of pieces that two texts have in common
PIECE = 5  # characters
ROWS, BANDS = 5, 12  # texts with 0.8 in common share a band in 99 of 100 cases
WEAK = "weak_cue"  # the flag of rows that the reader is not sure of
LEAST = 60  # characters: a shorter text is a reprint of anything
_DATELINE = re.compile(r"[^。！？\n]{0,40}?(?:电|電|讯|訊|报道|報道)[\s\u3000]*(?:[（(][^）)\n]{0,40}[）)])?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def likeness(article: Article, rows: Sequence[Cooperation]) -> Likeness | None:
    """What an article is known again by, None where it is too short to be."""
    text = simplify(unicodedata.normalize("NFKC", article.text))
    text = text[dateline.end() :] if (dateline := _DATELINE.match(text)) else text
    bare = re.sub(r"[\W_]+", "", text)
    if len(bare) < LEAST:
        return None
    sketch = _empty().copy()
    sketch.update_batch(_pieces(bare))
    values = sketch.hashvalues.astype("<u4")
    return Likeness(_digest(text, rows), values.astype("<u2").tobytes(), _bands(values))


def find_originals(store: Store, likenesses: Mapping[str, Likeness]) -> dict[str, str]:
    """A reprint → the article, of the library or earlier among the given ones, that its group began with."""
    known, here = store.alike(likenesses), {}
    originals: dict[str, str] = {}
    for id_, one in likenesses.items():
        near = [*known.get(id_, ()), *(other for band in one.bands for other in here.get(band, ()))]
        original = next((first for first, *other in near if _is_reprint(one, *other)), id_)
        if original != id_:
            originals[id_] = original
        for band in one.bands:
            here.setdefault(band, []).append((original, one.facts, one.signature))
    return originals


def _is_reprint(one: Likeness, facts: str, signature: bytes) -> bool:
    return one.facts == facts and similarity(one.signature, signature) >= ALIKE


def similarity(one: bytes, two: bytes) -> float:
    """The share of pieces that two texts have in common, estimated from their signatures."""
    return float(np.mean(np.frombuffer(one, "<u2") == np.frombuffer(two, "<u2")))


def _digest(text: str, rows: Sequence[Cooperation]) -> str:
    """Of partners with their roles, sums, and numbers in the text, whatever their order; doubtful rows aside.

    What is read by a hair from one wording is missed by a hair from the other.
    """
    rows = [row for row in rows if WEAK not in row.flags]
    read = {f"{partner.code}:{partner.role}" for row in rows for partner in row.partners}
    read |= {f"{amount.value}{amount.currency}" for row in rows for amount in row.amounts}
    words = " ".join(sorted(read)) + "|" + " ".join(sorted(set(_NUMBER.findall(text))))
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


@cache
def _empty() -> MinHash:
    return MinHash(ROWS * BANDS, hashfunc=int, scheme="affine32")


def _pieces(text: str) -> list[int]:
    """A number of 32 bits for each different piece of the text."""
    letters = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
    size = len(letters) - PIECE + 1
    numbers = np.zeros(size, np.uint64)
    for at in range(PIECE):
        numbers = numbers * np.uint64(1_000_003) + letters[at : at + size]
    return np.unique((numbers ^ (numbers >> np.uint64(32))) & np.uint64(0xFFFFFFFF)).tolist()


def _bands(values: np.ndarray) -> tuple[int, ...]:
    """A number of 60 bits for each stretch of the signature; equal stretches in the same place give equal numbers."""
    stretches = values.reshape(BANDS, ROWS)
    hashes = (hashlib.blake2b(bytes([n]) + row.tobytes(), digest_size=8).digest() for n, row in enumerate(stretches))
    return tuple(int.from_bytes(digest, "big") >> 4 for digest in hashes)
