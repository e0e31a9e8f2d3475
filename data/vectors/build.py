"""Make ``words.txt`` and ``vectors.npy`` from the word vectors of the package Synonyms 3.8.0 (see SOURCES.md).

    pip download --no-deps --no-binary :all: synonyms==3.8.0
    tar xzf synonyms-3.8.0.tar.gz
    python data/vectors/build.py synonyms-3.8.0/synonyms/data/words.vector

Kept are the most frequent words of two characters and more; of each vector the 64 strongest of 100 directions, as a
whole number from -127 to 127: 127 is the farthest that any word of length 1 lies in that direction.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
MOST_WORDS, DIRECTIONS = 50_000, 64
WORD = re.compile(r"[一-龥]{2,}")


def read_binary(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """The words and vectors of a file as word2vec writes it, the most frequent first."""
    data = path.read_bytes()
    at = data.index(b"\n") + 1
    number, directions = map(int, data[:at].split())
    for _ in range(number):
        end = data.index(b" ", at)
        word = data[at:end].decode("utf-8", "replace").strip()
        at = end + 1 + 4 * directions
        yield word, np.frombuffer(data, "<f4", directions, end + 1)


def main() -> None:
    found = [(word, vector) for word, vector in read_binary(Path(sys.argv[1])) if WORD.fullmatch(word)][:MOST_WORDS]
    vectors = np.array([vector for _, vector in found])
    vectors -= vectors.mean(axis=0)
    strongest = np.linalg.svd(vectors, full_matrices=False)[2][:DIRECTIONS]
    vectors = vectors @ strongest.T
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    steps = np.round(127 * vectors / np.abs(vectors).max(axis=0)).astype(np.int8)
    np.save(HERE / "vectors.npy", steps)
    (HERE / "words.txt").write_text("\n".join(word for word, _ in found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
