"""The version of the reader: changes whenever anything does that articles are read with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from lib import __version__
from lib.lexicon import DATA

HERE = Path(__file__).parent
READ_WITH = ((HERE, "*.py"), *((DATA / name, "*.*") for name in ("lexicon", "models", "gazetteer", "facts")))


@cache
def reader_version() -> str:
    """The product's version and a hash of code, words, weights and places: ``0.1.0+3f2a91c4``.

    The same on every machine, whichever way it ends its lines.
    """
    digest = hashlib.blake2b(digest_size=4)
    for folder, pattern in READ_WITH:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{__version__}+{digest.hexdigest()}"
