"""The immutable parts of the library: pages, articles and rows as Parquet, three files a part."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lib.model import Article, Cooperation, Page

KINDS = ("pages", "articles", "rows")
STALE_SECONDS = 3600  # a file that no manifest names may be a part just being written by another process

TEXT, WORDS = pa.string(), pa.list_(pa.string())
SPAN = [("start", pa.int32()), ("end", pa.int32()), ("in_title", pa.bool_())]
MENTION = [("text", TEXT), *SPAN]
RANGE = [("value", pa.float64()), ("value_max", pa.float64())]


def _list(fields: list) -> pa.DataType:
    return pa.list_(pa.struct(fields))


SCHEMAS = {
    "pages": pa.schema([("page_id", TEXT), ("file", TEXT), ("original", TEXT), ("blocks", TEXT)]),
    "articles": pa.schema(
        [(name, TEXT) for name in ("article_id", "page_id", "import_id", "file", "title", "kicker", "byline")]
        + [("source", TEXT), ("published", TEXT), ("complete", pa.bool_()), ("text", TEXT), ("url", TEXT)]
        + [("captions", WORDS), ("keywords", _list([("word", TEXT), ("n", pa.int32())]))]
    ),
    "rows": pa.schema(
        [
            ("row_id", TEXT),
            ("article_id", TEXT),
            ("partners", _list([("code", TEXT), ("name", TEXT), ("role", TEXT), ("mentions", _list(SPAN))])),
            ("organisations", _list([("name", TEXT), ("code", TEXT), *SPAN])),
            ("domains", WORDS),
            ("forms", WORDS),
            (
                "amounts",
                _list([*MENTION, *RANGE, *((name, TEXT) for name in ("currency", "qualifier", "kind", "scope"))]),
            ),
            ("counts", _list([*MENTION, *RANGE, ("unit", TEXT), ("what", TEXT), ("qualifier", TEXT)])),
            ("dates", _list([*MENTION, ("value", TEXT), ("kind", TEXT)])),
            ("evidence", _list(SPAN)),
            ("confidence", pa.float64()),
            ("flags", WORDS),
        ]
    ),
}


@dataclass(frozen=True)
class ReadArticle:
    """An article with what was read from it. ``keywords``: (word, how often)."""

    article: Article
    cooperations: Sequence[Cooperation] = ()
    keywords: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class ReadPage:
    """A page with its articles read; articles that the library holds already are left out."""

    page: Page
    articles: tuple[ReadArticle, ...]


def page_id(page: Page) -> str:
    """The same for the same file name and content on every machine."""
    return _hash(page.file, page.original)


def row_id(article_id: str, cooperation: Cooperation, number: int = 0) -> str:
    """The same as long as article and partner set are the same, so that links and corrections outlive a new reading.

    ``number`` tells rows of the same partner set in an article apart (0, 1, …).
    """
    codes = sorted(partner.code for partner in cooperation.partners)
    return _hash(article_id, *codes, *([str(number)] if number else []))


def _hash(*words: str) -> str:
    """60 bits in twelve characters, which DuckDB keeps without a pointer."""
    digest = hashlib.blake2b("\x1f".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return b32encode(digest).decode("ascii")[:12].lower()


def row_records(article_id: str, cooperations: Iterable[Cooperation]) -> list[dict]:
    """The rows of an article as the parts hold them."""
    records, seen = [], {}
    for cooperation in cooperations:
        codes = frozenset(partner.code for partner in cooperation.partners)
        number = seen[codes] = seen.get(codes, -1) + 1
        record = asdict(cooperation) | {"row_id": row_id(article_id, cooperation, number), "article_id": article_id}
        record["organisations"] = [body | {"name": body["text"]} for body in record["organisations"]]
        records.append(_in_shape(record, SCHEMAS["rows"]))
    return records


def _in_shape(record: dict, schema: pa.Schema) -> dict:
    """Only the fields of the schema, tuples as lists: the same from Parquet, from JSON and from the model."""
    return {field.name: _value(record[field.name], field.type) for field in schema}


def _value(value: object, kind: pa.DataType) -> object:
    if value is None:
        return None
    if pa.types.is_list(kind):
        return [_value(part, kind.value_type) for part in value]
    if pa.types.is_struct(kind):
        return {field.name: _value(value[field.name], field.type) for field in kind}
    return value


def article_record(read: ReadArticle, page: str, import_id: str) -> dict:
    """An article as the parts hold it."""
    record = asdict(read.article) | {"article_id": read.article.id, "page_id": page, "import_id": import_id}
    record["keywords"] = [{"word": word, "n": n} for word, n in read.keywords]
    return _in_shape(record, SCHEMAS["articles"])


def page_record(page: Page) -> dict:
    """A page as the parts hold it; its blocks as JSON."""
    blocks = json.dumps([asdict(block) for block in page.blocks], ensure_ascii=False)
    return {"page_id": page_id(page), "file": page.file, "original": page.original, "blocks": blocks}


def records_of(pages: Iterable[ReadPage], import_id: str) -> dict[str, list[dict]]:
    """The records of a part by kind."""
    found: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    for read in pages:
        found["pages"].append(page_record(read.page))
        for article in read.articles:
            found["articles"].append(article_record(article, found["pages"][-1]["page_id"], import_id))
            found["rows"] += row_records(article.article.id, article.cooperations)
    return found


def file_of(folder: Path, part_id: str, kind: str) -> Path:
    """Where a part keeps its pages, articles or rows."""
    return folder / "parts" / f"{part_id}-{kind}.parquet"


def write_part(folder: Path, part_id: str, records: dict[str, list[dict]]) -> None:
    """Write a part's files, one a kind in ``records``, each whole and safely on disk. Raises OSError."""
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    for kind, lines in records.items():
        write_table(file_of(folder, part_id, kind), pa.Table.from_pylist(lines, SCHEMAS[kind]))
    sync(folder / "parts")


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file whole and safely on disk. Raises OSError."""
    write_file(path, packed(table))


def packed(table: pa.Table) -> pa.Buffer:
    """The bytes of the table's Parquet file."""
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def write_file(path: Path, data: bytes | pa.Buffer) -> None:
    """Write a file whole and safely on disk. Raises OSError."""
    half = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.tmp")  # another process may be writing the same
    with half.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, whole and safely on disk or not at all. Raises OSError."""
    half = target.with_suffix(".tmp")
    shutil.copyfile(source, half)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.replace(target)


def sync(folder: Path) -> None:
    """Make the renames last; Windows can't open a folder and needs no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path, named: set[str], age: float = STALE_SECONDS) -> list[str]:
    """Remove files that no manifest names and nobody can be writing any more; the names of what went."""
    gone, before = [], time.time() - age
    for path in sorted((folder / "parts").glob("*")):
        part = path.stem.rpartition("-")[0]
        if path.suffix in (".tmp", ".parquet") and part not in named and _written(path) < before:
            path.unlink(missing_ok=True)
            gone.append(path.name)
    return gone


def _written(path: Path) -> float:
    """When a file was last written; now, where its writer has renamed it at this very moment."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()
