"""The library as it stands at one version, in an in-memory DuckDB: tables are made when they are first asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lib.errors import StoreError
from lib.lexicon import gazetteer
from lib.model import Correction, Filter
from lib.store import cases
from lib.store.corrections import apply
from lib.store.filtering import article_condition, row_condition
from lib.store.parts import SCHEMAS, file_of

TABLES_FILE = Path(__file__).parent / "tables.sql"
ROW_TABLES = ("rows", "partners", "pairs", "amounts", "counts", "dates", "organisations", "evidence")
ROW_TABLES += ("row_domains", "row_forms")
ARTICLE_TABLES = ("articles", "keywords")
TABLES = (*ROW_TABLES, *ARTICLE_TABLES, "pages")
NEEDS = {
    "article_heads": ("articles",),
    "own_times": ("article_heads",),
    "uncased_rows": ("own_times",),
    "alike": ("uncased_rows",),
    "case_of": ("alike", "amounts", "row_forms", "dates"),
    "rows": ("uncased_rows", "case_of"),
    "partners": ("places",),
    "pairs": ("places",),
}
# What a correction of these parts can't change: which rows belong to one case, when a row was.
CASELESS = ("domains", "organisations", "counts", "evidence")
IN_PARQUET = ("full_articles", "pages")  # long texts stay on disk
MOST_KEPT = 64  # answers to a filter (ids of its rows and articles) that are kept for the next question

# The last whole date of an EDTF value, as far as it is known: 2016/2020 → 2020, 2020-04-14? → 2020-04-14, 199X → NULL.
MACROS = r"""
CREATE MACRO plain_date(value) AS nullif(regexp_extract(value,
    '(?:^|/)(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[-~?%][^/]*)?(?:/\.\.|/)?$', 1), '');
CREATE MACRO middle_day(time) AS try_cast(CASE length(time)
    WHEN 4 THEN time || '-07-01' WHEN 7 THEN time || '-15' ELSE time END AS DATE);
"""


@dataclass(frozen=True)
class Content:
    """What a version of the library is made of.

    ``page_parts``: the parts that hold the pages. ``published``: article, date, its rows read again. ``cases``: row,
    the row whose case it belongs to, whether what it has in common with others no longer counts.
    """

    version: str
    parts: tuple[str, ...]
    page_parts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    published: tuple[tuple[str, str, tuple[dict, ...]], ...] = ()
    cases: tuple[tuple[str, str, bool], ...] = ()

    def files(self, folder: Path, kind: str) -> list[Path]:
        """Where the records of a kind lie; a page that several readings share is named once."""
        parts = self.page_parts if kind == "pages" else self.parts
        return [file_of(folder, part, kind) for part in dict.fromkeys(parts)]


@cache
def definitions() -> dict[str, str]:
    """Table → the SELECT that makes it, from ``tables.sql``."""
    pieces = re.split(r"^-- table (\w+)\n", TABLES_FILE.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


class Snapshot:
    """Answers questions about one version; safe to use from several threads."""

    def __init__(self, folder: Path, content: Content) -> None:
        self.folder, self.content, self.version = folder, content, content.version
        self._lock, self._made = Lock(), set()
        self._kept: dict[Filter, str] = {}
        self._outdated: list[str] = []
        self._users, self._numbers = Counter(), count()
        self._check_files()
        self._con = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        self._con.execute("SET python_enable_replacements = false; SET enable_progress_bar = false")
        self._con.execute(MACROS)
        self._raw()

    def ask(self, sql: str, filter: Filter, params: Sequence) -> pd.DataFrame:
        """The answer to ``sql`` where its tables hold what the filter keeps."""
        names = self._named(sql)
        with self._prepared(names, filter) as kept:
            return self._con.cursor().execute(self._framed(sql, names, kept, filter), list(params)).df()

    @contextmanager
    def _prepared(self, names: set[str], filter: Filter) -> Iterator[str]:
        """Make the tables named, and the filter's ids in a table that stays while it is used ("": no filter)."""
        with self._lock:
            for name in names:
                self._make(name)
            kept = "" if filter.is_empty() else self._keep(filter)
            self._users[kept] += 1
        try:
            yield kept
        finally:
            with self._lock:
                self._users[kept] -= 1

    def row_records(self, row_ids: list[str]) -> list[dict]:
        """Whole rows by id, corrections included; ids that are not there are left out."""
        sql = "SELECT * FROM raw_rows WHERE row_id IN (SELECT unnest(?::VARCHAR[]))"
        return self._con.cursor().sql(sql, params=[row_ids]).to_arrow_table().to_pylist()

    def _named(self, sql: str) -> set[str]:
        """Our tables that the question may use: their names stand in it."""
        words = set(re.findall(r"[a-z_]+", sql.lower()))
        names = {name for name in TABLES if name in words}
        stars = re.sub(r"count\(\*\)", "", sql.lower())
        if "articles" in names and ("*" in stars or "text" in words):
            names.add("full_articles")
        return names

    def _framed(self, sql: str, names: set[str], kept: str, filter: Filter) -> str:
        """The question with our restricted tables in front of it."""
        tables = []
        for name in sorted(names - {"full_articles"}):
            source = "full_articles" if name == "articles" and "full_articles" in names else name
            where = self._where(name, kept, filter) if kept else ""
            if where or source != name:
                tables.append(f"{name} AS (SELECT * FROM main.{source}{where})")
        if not tables:
            return sql
        own = re.match(r"\s*WITH\s+(RECURSIVE\s+)?", sql, re.I)
        if not own:
            return f"WITH {', '.join(tables)} {sql}"
        return f"WITH {own[1] or ''}{', '.join(tables)}, {sql[own.end() :]}"

    def _where(self, name: str, kept: str, filter: Filter) -> str:
        if name in ARTICLE_TABLES:
            return f" WHERE article_id IN (SELECT article_id FROM main.{kept}_articles)"
        if name == "pages":
            return f" WHERE page_id IN (SELECT page_id FROM main.articles JOIN main.{kept}_articles USING (article_id))"
        kinds = f" AND kind IN (SELECT kind FROM main.{kept}_kinds)" if name == "amounts" and filter.kinds else ""
        return f" WHERE row_id IN (SELECT row_id FROM main.{kept}){kinds}"

    def _keep(self, filter: Filter) -> str:
        """The table that holds the ids of the filter's rows; ``…_articles`` and ``…_kinds`` stand beside it."""
        name = self._kept.pop(filter, None)
        if name is None:
            name = f"kept_{next(self._numbers)}"
            self._make_kept(name, filter)
            self._forget()
        self._kept[filter] = name
        return name

    def _forget(self) -> None:
        """Drop the answers asked for longest ago and those of versions before, where nobody is using them."""
        for filter in list(self._kept)[: max(0, len(self._kept) - MOST_KEPT)]:
            self._outdated.append(self._kept.pop(filter))
        for name in [name for name in self._outdated if not self._users[name]]:
            self._outdated.remove(name)
            del self._users[name]
            for ending in ("", "_articles", "_kinds"):
                self._con.cursor().execute(f"DROP TABLE {name}{ending}")

    def _make_kept(self, name: str, filter: Filter) -> None:
        row = row_condition(filter)
        article = article_condition(filter)
        used = " ".join([row.sql, article.sql if article else "", "rows articles"])
        for table in self._named(used) | {"full_articles"} & set(re.findall(r"\w+", used)):
            self._make(table)
        con = self._con.cursor()
        con.execute(f"CREATE TABLE {name} AS SELECT row_id, article_id FROM rows WHERE {row.sql}", list(row.params))
        sql, params = f"SELECT DISTINCT article_id FROM {name}", []
        if article:
            sql, params = f"{sql} UNION SELECT article_id FROM articles WHERE {article.sql}", list(article.params)
        con.execute(f"CREATE TABLE {name}_articles AS {sql}", params)
        con.execute(f"CREATE TABLE {name}_kinds AS SELECT unnest(?::VARCHAR[]) AS kind", [list(filter.kinds)])

    def _make(self, name: str) -> None:
        """Make a table and what it needs, once."""
        if name in self._made:
            return
        for other in NEEDS.get(name, ()):
            self._make(other)
        con = self._con.cursor()
        if name == "places":
            _hand_over(con, "places", _places())
        elif name == "case_of":
            self._find_cases(con)
        else:
            what = "VIEW" if name in IN_PARQUET else "TABLE"
            con.execute(f"CREATE {what} {name} AS {definitions()[name]}")
        self._made.add(name)

    def _find_cases(self, con: duckdb.DuckDBPyConnection) -> None:
        ids = con.execute("SELECT row_id FROM alike ORDER BY i").fetchnumpy()["row_id"]
        links = con.execute(cases.LINKS).fetchnumpy()
        one, two = cases.decided(list(ids), links["i"], links["before"], self.content.cases)
        lowest = cases.groups(len(ids), one, two)
        moved = lowest != np.arange(len(ids))
        text = pa.string()
        found = {"row_id": pa.array(ids[moved], text), "case_id": pa.array(ids[lowest[moved]], text)}
        _hand_over(con, "case_of", pa.table(found))

    def _check_files(self) -> None:
        for kind in SCHEMAS:
            for path in self.content.files(self.folder, kind):
                if not path.exists():
                    raise StoreError(
                        f"{self.folder}: 数据文件 {path.name} 不见了，请用备份恢复，或撤销它所属的导入后重新导入。"
                    )

    def _raw(self) -> None:
        """Views of the parts' records with corrections on top."""
        con, content = self._con, self.content
        for kind, schema in SCHEMAS.items():
            files = [str(path) for path in content.files(self.folder, kind)]
            if files:
                listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
                con.execute(f"CREATE VIEW part_{kind} AS SELECT * FROM read_parquet([{listed}])")
            else:
                _hand_over(con, f"part_{kind}", schema.empty_table())
        con.execute("CREATE VIEW raw_pages AS SELECT * FROM part_pages")
        decided = sorted({row for row, anchor, _ in content.cases for row in (row, anchor)})
        _hand_over(con, "case_rows", pa.table({"row_id": pa.array(decided, pa.string())}))
        self._raw_articles()
        self._raw_rows()

    def _raw_articles(self) -> None:
        given = [{"article_id": article, "given": date} for article, date, _ in self.content.published]
        schema = pa.schema([("article_id", pa.string()), ("given", pa.string())])
        _hand_over(self._con, "given_dates", pa.Table.from_pylist(given, schema))
        source = "part_articles" if not given else "part_articles LEFT JOIN given_dates USING (article_id)"
        column = "" if not given else " EXCLUDE (given) REPLACE (coalesce(given, published) AS published)"
        self._con.execute(f"CREATE VIEW raw_articles AS SELECT *{column} FROM {source}")

    def _raw_rows(self) -> None:
        """The rows of the parts that nobody touched, and the touched ones as people want them."""
        con = self._con
        con.execute(
            """CREATE VIEW read_rows AS SELECT * FROM part_rows
               WHERE article_id NOT IN (SELECT article_id FROM given_dates)"""
        )
        _hand_over(con, "touched_rows", pa.table({"row_id": pa.array([], pa.string())}))
        _hand_over(con, "over_rows", OVER.empty_table())
        self._lay_over(con)
        con.execute(
            """CREATE VIEW raw_rows AS SELECT *, 'read' AS status FROM read_rows
               WHERE row_id NOT IN (SELECT row_id FROM touched_rows) UNION ALL SELECT * FROM over_rows
               WHERE article_id IN (SELECT article_id FROM part_articles)"""
        )

    def _lay_over(self, con: duckdb.DuckDBPyConnection) -> None:
        """Fill the tables of the touched rows from the corrections."""
        again = [row for _, _, rows in self.content.published for row in rows]
        touched = sorted({correction.row_id for correction in self.content.corrections})
        con.execute("DELETE FROM touched_rows; DELETE FROM over_rows")
        if not touched and not again:
            return
        con.execute("INSERT INTO touched_rows SELECT unnest(?::VARCHAR[])", [touched])
        old = con.sql("FROM read_rows WHERE row_id IN (FROM touched_rows)").to_arrow_table().to_pylist()
        wanted = pa.Table.from_pylist(apply(old + again, self.content.corrections), OVER)
        con.register("py_over", wanted)
        con.execute("INSERT INTO over_rows FROM py_over")
        con.unregister("py_over")

    def refresh(self, content: Content) -> bool:
        """Become the version ``content`` by changing single rows; False where more than that has changed.

        Questions that are being answered meanwhile see the version before or this one.
        """
        before, after = ({c.id: c for c in one.corrections} for one in (self.content, content))
        changed = [(before | after)[id_] for id_ in before.keys() ^ after.keys()]
        same = ("parts", "page_parts", "published", "cases")
        if any(getattr(content, name) != getattr(self.content, name) for name in same):
            return False
        if not all(_is_caseless(correction) for correction in changed):
            return False
        with self._lock:
            self.content, con = content, self._con.cursor()
            con.execute("BEGIN")
            self._lay_over(con)
            self._remake(con, sorted({correction.row_id for correction in changed}))
            con.execute("COMMIT")
            self._outdated += self._kept.values()
            self._kept = {}
            self.version = content.version
        return True

    def _remake(self, con: duckdb.DuckDBPyConnection, row_ids: list[str]) -> None:
        """Take rows out of every table made so far, and put them in again as they are now."""
        sql = "CREATE OR REPLACE TABLE changed_rows AS FROM raw_rows WHERE row_id IN (SELECT unnest(?::VARCHAR[]))"
        con.execute(sql, [row_ids])
        for name in ("uncased_rows", *ROW_TABLES):
            if name in self._made:
                con.execute(f"DELETE FROM {name} WHERE row_id IN (SELECT unnest(?::VARCHAR[]))", [row_ids])
                select = definitions()[name].replace("raw_rows", "changed_rows")
                if name == "rows":
                    select += " WHERE row_id IN (SELECT row_id FROM changed_rows)"
                con.execute(f"INSERT INTO {name} {select}")


OVER = SCHEMAS["rows"].append(pa.field("status", pa.string()))


def _is_caseless(correction: Correction) -> bool:
    if correction.field is None:
        return correction.new in ("checked", "unchecked")
    return correction.field in CASELESS


def _hand_over(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table of what Python holds."""
    con.register(f"py_{name}", table)
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM py_{name}")
    con.unregister(f"py_{name}")


@cache
def _places() -> pa.Table:
    known = gazetteer()
    records = [
        {
            "code": place.code,
            "level": place.level,
            "province": known.province(place.code),
            "city": known.city(place.code),
        }
        for place in known
    ]
    return pa.Table.from_pylist(records)
