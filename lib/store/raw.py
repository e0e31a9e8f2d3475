"""The records of a version as DuckDB reads them from its parts, with people's corrections laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from lib.model import Correction
from lib.store.corrections import apply
from lib.store.damage import Damage
from lib.store.parts import SCHEMAS, file_of
from lib.store.sightings import PLACE

OVER = SCHEMAS["rows"].append(pa.field("status", pa.string()))


@dataclass(frozen=True)
class Content:
    """What a version of the library is made of.

    ``page_parts``: the parts that hold the pages. ``published``: article, date, its rows read again. ``cases``: row,
    the row whose case it belongs to, whether what it has in common with others no longer counts. ``groups``: an
    article, what its group of reprints began with, its number in order. ``damage``: what is left out, being damaged.
    """

    version: str
    parts: tuple[str, ...]
    page_parts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    published: tuple[tuple[str, str, tuple[dict, ...]], ...] = ()
    cases: tuple[tuple[str, str, bool], ...] = ()
    groups: tuple[tuple[str, str, int], ...] = ()
    damage: tuple[Damage, ...] = ()


def hand_over(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table of what Python holds."""
    con.register(f"py_{name}", table)
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM py_{name}")
    con.unregister(f"py_{name}")


def make_raw(con: duckdb.DuckDBPyConnection, folder: Path, content: Content) -> None:
    """Make ``raw_pages``, ``raw_articles``, ``raw_rows`` and what they are made of."""
    for kind, schema in SCHEMAS.items():
        hand_over(con, f"no_{kind}", schema.empty_table())
    given = [{"article_id": article, "given": date} for article, date, _ in content.published]
    schema = pa.schema([("article_id", pa.string()), ("given", pa.string())])
    hand_over(con, "given_dates", pa.Table.from_pylist(given, schema))
    hand_over(con, "touched_rows", pa.table({"row_id": pa.array([], pa.string())}))
    hand_over(con, "over_rows", OVER.empty_table())
    decided = sorted({row for row, anchor, _ in content.cases for row in (row, anchor)})
    hand_over(con, "case_rows", pa.table({"row_id": pa.array(decided, pa.string())}))
    find_reprints(con, folder, content)
    con.execute(f"CREATE VIEW raw_pages AS {_read(folder, tuple(dict.fromkeys(content.page_parts)), 'pages')}")
    con.execute(f"CREATE VIEW raw_articles AS {articles_sql(folder, content, content.parts)}")
    con.execute(f"CREATE VIEW raw_rows AS {rows_sql(folder, content, content.parts)}")
    lay_over(con, folder, content)


def _read(folder: Path, parts: Sequence[str], kind: str, columns: str = "*") -> str:
    if not parts:
        return f"SELECT {columns.replace('file_index', '0 AS file_index')} FROM no_{kind}"
    files = (str(file_of(folder, part, kind)).replace("'", "''") for part in parts)
    listed = ", ".join(f"'{file}'" for file in files)
    return f"SELECT {columns} FROM read_parquet([{listed}])"


def _shown(content: Content, select: str) -> str:
    """The records of articles that hide behind no other."""
    return f"{select} WHERE article_id NOT IN (SELECT article_id FROM reprints)" if content.groups else select


def find_reprints(con: duckdb.DuckDBPyConnection, folder: Path, content: Content) -> None:
    """Make ``reprints``: an article that hides, the one ``shown`` for it, where it stood."""
    ids, originals, numbers = zip(*content.groups, strict=True) if content.groups else ((), (), ())
    text = pa.string()
    known = {
        "article_id": pa.array(ids, text),
        "original": pa.array(originals, text),
        "n": pa.array(numbers, pa.int64()),
    }
    hand_over(con, "reprint_groups", pa.table(known))
    read = _read(folder, content.parts, "articles", f"article_id, import_id, {', '.join(PLACE)}")
    con.execute(
        f"""CREATE TABLE reprints AS
            SELECT article_id, first_value(article_id) OVER first AS shown, {", ".join(PLACE)}
            FROM ({read}) JOIN reprint_groups USING (article_id)
            WINDOW first AS (PARTITION BY original ORDER BY import_id, n)
            QUALIFY shown <> article_id"""
    )


def articles_sql(folder: Path, content: Content, parts: Sequence[str]) -> str:
    """The articles of some parts, with the dates that people gave them; ``file_index`` is the number of the part."""
    read = _shown(content, _read(folder, parts, "articles", "*, file_index"))
    if not content.published:
        return read
    return f"""SELECT * EXCLUDE (given) REPLACE (coalesce(given, published) AS published)
               FROM ({read}) LEFT JOIN given_dates USING (article_id)"""


def rows_sql(folder: Path, content: Content, parts: Sequence[str]) -> str:
    """The rows of some parts that nobody touched, and all touched ones as people want them."""
    return f"""SELECT *, 'read' AS status FROM ({read_rows_sql(folder, content, parts)})
               WHERE row_id NOT IN (SELECT row_id FROM touched_rows) UNION ALL SELECT * FROM over_rows"""


def read_rows_sql(folder: Path, content: Content, parts: Sequence[str]) -> str:
    """Rows as read; those of an article that was given its date since are read again."""
    read = _shown(content, _read(folder, parts, "rows"))
    return f"SELECT * FROM ({read}) WHERE article_id NOT IN (SELECT article_id FROM given_dates)"


def lay_over(con: duckdb.DuckDBPyConnection, folder: Path, content: Content) -> None:
    """Fill the tables of the touched rows from the corrections; those of articles that are gone wait."""
    again = [row for _, _, rows in content.published for row in rows]
    touched = sorted({correction.row_id for correction in content.corrections})
    con.execute("DELETE FROM touched_rows; DELETE FROM over_rows")
    if not touched and not again:
        return
    con.execute("INSERT INTO touched_rows SELECT unnest(?::VARCHAR[])", [touched])
    read = read_rows_sql(folder, content, content.parts)
    old = con.sql(f"SELECT * FROM ({read}) WHERE row_id IN (FROM touched_rows)").to_arrow_table().to_pylist()
    _fill(con, apply(old + again, content.corrections))
    held = _shown(content, _read(folder, content.parts, "articles", "article_id"))
    con.execute(f"DELETE FROM over_rows WHERE article_id NOT IN ({held})")


def _fill(con: duckdb.DuckDBPyConnection, records: Iterable[dict]) -> None:
    con.register("py_over", pa.Table.from_pylist(list(records), OVER))
    con.execute("INSERT INTO over_rows FROM py_over")
    con.unregister("py_over")
