"""The library as it stands at one version, in an in-memory DuckDB: tables are made when they are first asked for."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lib.lexicon import codes, gazetteer
from lib.model import Correction, Filter
from lib.store import cases
from lib.store.filtering import article_condition, row_condition
from lib.store.raw import Content, articles_sql, hand_over, lay_over, make_raw, read_rows_sql, rows_sql

TABLES_FILE = Path(__file__).parent / "tables.sql"
ROW_TABLES = ("rows", "partners", "pairs", "amounts", "counts", "dates", "organisations", "evidence")
ROW_TABLES += ("row_domains", "row_forms", "row_flags", "row_places", "row_ties", "row_figures", "shared_figures")
ROW_TABLES += ("body_pairs",)
ARTICLE_TABLES = ("articles", "keywords")
TABLES = (*ROW_TABLES, *ARTICLE_TABLES, "pages")
LEAN_ROWS = ("rows", "partners", "pairs", "amounts", "row_domains", "row_forms", "row_flags", "row_places", "row_ties")
LEAN_ROWS += ("row_figures", "shared_figures")
IN_MEMORY = (*LEAN_ROWS, *ARTICLE_TABLES)
OF_KINDS = ("amounts", "row_figures", "shared_figures")  # have a kind, which a filter may ask for
NEEDS = {
    "keywords": ("articles", "word_t"),
    "numbers": ("articles",),
    "numbered_rows": ("numbers",),
    "own_times": ("articles", "numbered_rows"),
    "uncased_rows": ("own_times",),
    "alike": ("uncased_rows",),
    "case_of": ("alike", "amounts", "row_forms", "full_dates"),
    "rows": ("uncased_rows", "case_of"),
    "partners": ("places", "numbered_rows"),
    "pairs": ("places", "numbered_rows"),
    "row_places": ("partners",),
    "row_ties": ("pairs",),
    "amounts": ("numbered_rows",),
    "row_figures": ("amounts",),
    "shared_figures": ("amounts", "rows"),
    "row_domains": ("numbered_rows",),
    "row_forms": ("numbered_rows",),
    "row_flags": ("numbered_rows",),
    "full_dates": ("numbered_rows",),
}
# How lean the tables are that a question is tried on, until one knows all its columns: numbers and codes; with the ids
# of rows and cases and the titles of articles; everything, read from the parts.
LEAN, TITLED, FULL = range(3)
VIEWS = ("numbered_rows", "uncased_rows", "full_articles", "full_dates")
# What a correction of these parts can't change: which rows belong to one case, when a row was.
CASELESS = ("domains", "organisations", "counts", "evidence")
MOST_KEPT = 64  # answers to a filter (ids of its rows and articles) that are kept for the next question
BROAD = 0.2  # share of the rows from which on looking up a bit for each is faster than a join
FEW = 2000  # rows or articles whose full records are read from their own parts only
MOST_SHARED = 8  # tables that several questions with one filter share, over all filters
MEMORY = "1400MB"  # of DuckDB, which then goes to the disk; Python and the screen come on top

# The last whole date of an EDTF value, as far as it is known: 2016/2020 → 2020, 2020-04-14? → 2020-04-14, 199X → NULL.
MACROS = r"""
CREATE MACRO plain_date(value) AS nullif(regexp_extract(value,
    '(?:^|/)(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[-~?%][^/]*)?(?:/\.\.|/)?$', 1), '');
CREATE MACRO middle_day(time) AS try_cast(CASE length(time)
    WHEN 4 THEN time || '-07-01' WHEN 7 THEN time || '-15' ELSE time END AS DATE);
"""
WORDS = """CREATE TYPE word_t AS ENUM (
    SELECT DISTINCT k.word FROM (SELECT unnest(keywords) AS k FROM raw_articles) WHERE k.word IS NOT NULL ORDER BY 1)"""


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
        self._broad: set[str] = set()  # filters that keep much of the library
        self._users, self._numbers = Counter(), count()
        self._levels: dict[str, int] = {}
        self._shared: dict[tuple[str, str], str] = {}  # of a filter's table and a SELECT: the table that holds it
        self._stale: list[str] = []  # such tables of the whole library as it was before a correction
        self._con = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        self._con.execute("SET python_enable_replacements = false; SET enable_progress_bar = false")
        self._con.execute(f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        self._con.execute(MACROS)
        self._con.execute(f"SET temp_directory = '{_spill_folder()}'")
        _make_types(self._con)
        make_raw(self._con, folder, content)

    def ask(self, sql: str, filter: Filter, params: Sequence, shared: Mapping[str, str]) -> pd.DataFrame:
        """The answer to ``sql`` where its tables, and those that ``shared`` makes, hold what the filter keeps."""
        names = self._named(sql)
        with self._prepared(names.union(*map(self._named, shared.values())), filter) as kept:
            cursor = self._cursor(kept)
            question = self._with_shared(sql, shared, kept, filter)
            for level in range(self._level(sql, names), FULL + 1):
                framed = self._framed(question, names, kept, filter, level)
                try:
                    found = cursor.execute(framed, list(params)).df()
                except duckdb.BinderException:
                    if level == FULL:
                        raise
                else:
                    self._levels[sql] = level
                    return found.astype(dict.fromkeys(found.select_dtypes("category"), "str"))
        raise AssertionError("the loop returns or raises")

    def _with_shared(self, sql: str, shared: Mapping[str, str], kept: str, filter: Filter) -> str:
        """The question with the tables it shares with others, each made when it is first asked for with this filter."""
        for name, select in shared.items():
            if re.search(rf"\b{name}\b", sql):
                table = self._share(self._with_shared(select, shared, kept, filter), kept, filter)
                sql = re.sub(rf"\b{name}\b", f"main.{table}", sql)
        return sql

    def _share(self, select: str, kept: str, filter: Filter) -> str:
        with self._lock:
            table = self._shared.pop((kept, select), None)
            if table is None:
                table, names = f"shared_{next(self._numbers)}", self._named(select)
                framed = self._framed(select, names, kept, filter, self._level(select, names))
                self._cursor(kept).execute(f"CREATE TABLE {table} AS {framed}")
            self._shared[kept, select] = table
            old = [key for key in list(self._shared)[:-MOST_SHARED] if not self._users[key[0]]]
            self._drop([self._shared.pop(key) for key in old])
        return table

    def _cursor(self, kept: str) -> duckdb.DuckDBPyConnection:
        """A cursor that knows the bits of a broad filter: variables are constants to the engine, while columns would
        be carried along with every record."""
        cursor = self._con.cursor()
        for kind in ("rows", "articles") if kept in self._broad else ():
            cursor.execute(f"SET VARIABLE {kind} = (SELECT {kind} FROM {kept}_bits)")
        return cursor

    def _inside(self, name: str, kept: str) -> str:
        """SQL that is true for the records of a table in memory that are kept."""
        kind = "articles" if name in ARTICLE_TABLES else "rows"
        number = f"{kind[:-1]}_no"
        if kept in self._broad:
            return f"get_bit(getvariable('{kind}'), {number}) = 1"
        return f"{number} IN (SELECT {number} FROM main.{kept}{'_articles' if kind == 'articles' else ''})"

    def _drop(self, tables: list[str]) -> None:
        while tables:
            self._con.cursor().execute(f"DROP TABLE {tables.pop()}")

    def _level(self, sql: str, names: set[str]) -> int:
        """The leanest tables that may know the question's columns; ``*`` asks for all there are."""
        if sql in self._levels:
            return self._levels[sql]
        lower = sql.lower()
        if any(re.search(rf"\*\s+from\s+{name}\b|\b{name}\.\*", lower) for name in names):
            return FULL
        # An id that the lean table lacks could be found outside the subquery that asks for it: no error would tell.
        asked = set(re.findall(r"\w+", lower))
        lacking = ("article_id" in asked or "case_id" in asked) if "rows" in names else False
        return TITLED if lacking or ("row_id" in asked and names & set(LEAN_ROWS) - {"rows"}) else LEAN

    @contextmanager
    def _prepared(self, names: set[str], filter: Filter) -> Iterator[str]:
        """Make the tables named, and the filter's ids in a table that stays while it is used ("": no filter)."""
        with self._lock:
            for name in names & set(IN_MEMORY) | {"articles", "places", "rows"}:
                self._make(name)
            kept = "" if filter.is_empty() else self._keep(filter)
            self._users[kept] += 1
        try:
            yield kept
        finally:
            with self._lock:
                self._users[kept] -= 1
                if not self._users[""]:
                    self._drop(self._stale)

    def row_records(self, row_ids: list[str]) -> list[dict]:
        """Whole rows by id, corrections included; ids that are not there are left out."""
        sql = "SELECT * FROM raw_rows WHERE row_id IN (SELECT unnest(?::VARCHAR[]))"
        return self._con.cursor().sql(sql, params=[row_ids]).to_arrow_table().to_pylist()

    def reprints_of(self, article_id: str) -> list[dict]:
        """Where the reprints of an article stood."""
        found = self._con.cursor().sql("FROM reprints WHERE shown = ?", params=[article_id])
        return found.to_arrow_table().to_pylist()

    def read_records(self, article_ids: list[str]) -> list[dict]:
        """The rows of articles as they were read, corrections left out."""
        read = read_rows_sql(self.folder, self.content, self.content.parts)
        sql = f"SELECT * FROM ({read}) WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
        found = self._con.cursor().sql(sql, params=[article_ids]).to_arrow_table().to_pylist()
        wanted = set(article_ids)
        return found + [row for article, _, rows in self.content.published if article in wanted for row in rows]

    def decided_articles(self) -> list[str]:
        """Articles with rows that people decided on and none that waits for a decision."""
        ours = {correction.row_id for correction in self.content.corrections}
        again = {article for article, _, rows in self.content.published if any(row["row_id"] in ours for row in rows)}
        read = read_rows_sql(self.folder, self.content, self.content.parts)
        sql = f"""WITH ours AS (
                      SELECT article_id FROM ({read}) WHERE row_id IN (FROM touched_rows)
                      UNION SELECT article_id FROM over_rows UNION SELECT unnest(?::VARCHAR[]))
                  SELECT article_id FROM ours WHERE article_id NOT IN (
                      SELECT article_id FROM raw_rows WHERE status = 'read') ORDER BY 1"""
        return [row[0] for row in self._con.cursor().execute(sql, [sorted(again)]).fetchall()]

    def _named(self, sql: str) -> set[str]:
        """Our tables that the question may use: their names stand in it."""
        return set(TABLES) & set(re.findall(r"[a-z_]+", sql.lower()))

    def _framed(self, sql: str, names: set[str], kept: str, filter: Filter, level: int) -> str:
        """The question with our restricted tables in front of it."""
        tables = []
        for name in sorted(names):
            if level == LEAN and name in IN_MEMORY and not kept:
                continue
            tables.append(f"{name} AS ({self._source(name, kept, filter, level)})")
        if not tables:
            return sql
        own = re.match(r"\s*WITH\s+(RECURSIVE\s+)?", sql, re.I)
        if not own:
            return f"WITH {', '.join(tables)} {sql}"
        return f"WITH {own[1] or ''}{', '.join(tables)}, {sql[own.end() :]}"

    def _source(self, name: str, kept: str, filter: Filter, level: int) -> str:
        """The SELECT for a table as lean as ``level`` says, with only what the filter keeps."""
        kinds = f"kind IN (SELECT kind FROM main.{kept}_kinds)" if name in OF_KINDS and filter.kinds else "TRUE"
        source = f"full_{name}" if name not in IN_MEMORY or level == FULL else name
        source = "titled_rows" if name == "rows" and level == TITLED else source
        if source not in definitions() or source == name:
            lean = f"SELECT * FROM main.{name}" + (f" WHERE {self._inside(name, kept)} AND {kinds}" if kept else "")
            if level == LEAN or name not in LEAN_ROWS or name == "rows":
                return lean
            return f"SELECT row_id, lean.* FROM ({lean}) AS lean JOIN main.numbers USING (row_no)"
        select = definitions()[source]
        if kept:
            ours = f"FROM (SELECT * FROM main.rows WHERE {self._inside('rows', kept)}) AS r"
            select = self._raw_of(kept, select.replace("FROM main.rows AS r", ours))
            return f"SELECT * FROM ({select}) WHERE {kinds}"
        return select

    def _raw_of(self, kept: str, select: str) -> str:
        """A definition that reads only the records kept; of few it reads only the parts that hold them."""
        for kind, source in (("rows", "numbered_rows"), ("articles", "raw_articles")):
            if re.search(rf"\b{source}\b", select):
                select = re.sub(rf"\b{source}\b", self._records(kept, kind, source), select)
        if "raw_pages" in select:
            held = f"SELECT page_id FROM main.raw_articles WHERE article_id IN ({_ids(kept, 'articles')})"
            select = select.replace("raw_pages", f"(SELECT * FROM main.raw_pages WHERE page_id IN ({held}))")
        return select

    def _records(self, kept: str, kind: str, source: str) -> str:
        """The full records kept, from a table made once where they are few."""
        name, con = f"{kept}_raw_{kind}", self._con.cursor()
        where = f"WHERE {kind[:-1]}_id IN ({_ids(kept, kind)})"
        with self._lock:
            if name not in self._made:
                ids = f"main.{kept}_articles" if kind == "articles" else f"main.{kept}"
                if con.execute(f"SELECT count(*) FROM {ids}").fetchall()[0][0] > FEW:
                    return f"(SELECT * FROM main.{source} {where})"
                found = con.execute(
                    f"SELECT DISTINCT part FROM articles JOIN {kept}_articles USING (article_no) ORDER BY 1"
                ).fetchall()
                read = f"SELECT * FROM ({self._read(kind, [self.content.parts[part] for (part,) in found])}) {where}"
                if kind == "rows":
                    read = f"SELECT read.*, row_no FROM ({read}) AS read JOIN ({_numbered(kept)}) USING (row_id)"
                con.execute(f"CREATE TABLE {name} AS {read}")
                self._made.add(name)
        return f"main.{name}"

    def _read(self, kind: str, parts: list[str]) -> str:
        return (articles_sql if kind == "articles" else rows_sql)(self.folder, self.content, parts)

    def _keep(self, filter: Filter) -> str:
        """The table that holds the numbers of the filter's rows; ``…_articles`` and ``…_kinds`` stand beside it, and
        ``…_bits`` where the filter is broad: a bit for each number of a row, and of an article."""
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
            self._broad.discard(name)
            self._drop([self._shared.pop(key) for key in list(self._shared) if key[0] == name])
            for ending in ("", "_articles", "_bits", "_kinds", "_raw_rows", "_raw_articles"):
                self._con.cursor().execute(f"DROP TABLE IF EXISTS {name}{ending}")
                self._made.discard(name + ending)

    def _make_kept(self, name: str, filter: Filter) -> None:
        row = row_condition(filter)
        article = article_condition(filter)
        used = " ".join([row.sql, article.sql if article else "", "rows articles"])
        for table in self._named(used) & set(IN_MEMORY) | {"full_articles"} & set(re.findall(r"\w+", used)):
            self._make(table)
        con = self._con.cursor()
        con.execute(f"CREATE TABLE {name} AS SELECT row_no, article_no FROM rows WHERE {row.sql}", list(row.params))
        where, params = f"article_no IN (SELECT article_no FROM {name})", []
        if article:
            where, params = f"{where} OR ({article.sql})", list(article.params)
        con.execute(f"CREATE TABLE {name}_articles AS SELECT article_no FROM articles WHERE {where}", params)
        con.execute(f"CREATE TABLE {name}_kinds AS SELECT unnest(?::VARCHAR[]) AS kind", [list(filter.kinds)])
        rows, articles, ours = con.execute(
            f"SELECT (SELECT count(*) FROM rows), (SELECT count(*) FROM articles), (SELECT count(*) FROM {name})"
        ).fetchall()[0]
        if ours > BROAD * rows:
            con.execute(
                f"""CREATE TABLE {name}_bits AS SELECT
                        (SELECT bitstring_agg(row_no, 0, {rows}) FROM {name}) AS rows,
                        (SELECT bitstring_agg(article_no, 0, {articles}) FROM {name}_articles) AS articles"""
            )
            self._broad.add(name)

    def _make(self, name: str) -> None:
        """Make a table and what it needs, once."""
        if name in self._made:
            return
        for other in NEEDS.get(name, ()):
            self._make(other)
        con = self._con.cursor()
        if name == "places":
            hand_over(con, "places", _places())
        elif name == "case_of":
            self._find_cases(con)
        elif name == "word_t":
            con.execute(WORDS)
        else:
            what = "VIEW" if name in VIEWS else "TABLE"
            con.execute(f"CREATE {what} {name} AS {definitions()[name]}")
        if name == "rows":
            con.execute("DROP TABLE numbers; CREATE VIEW numbers AS SELECT row_id, row_no FROM rows")
        self._made.add(name)

    def _find_cases(self, con: duckdb.DuckDBPyConnection) -> None:
        rows = con.execute("SELECT row_no FROM alike ORDER BY i").fetchnumpy()["row_no"]
        hand_over(con, "common_words", cases.common_words())
        links = con.execute(cases.LINKS).fetchnumpy()
        one, two = links["i"], links["before"]
        if self.content.cases:
            ids = con.execute("SELECT row_id FROM alike JOIN numbers USING (row_no) ORDER BY i").fetchnumpy()["row_id"]
            one, two = cases.decided(list(ids), one, two, self.content.cases)
        lowest = cases.groups(len(rows), one, two)
        moved = lowest != np.arange(len(rows))
        found = {"row_no": pa.array(rows[moved], pa.int32()), "case_no": pa.array(rows[lowest[moved]], pa.int32())}
        hand_over(con, "case_of", pa.table(found))
        con.execute("DROP TABLE alike")
        self._made.discard("alike")

    def refresh(self, content: Content) -> bool:
        """Become the version ``content`` by changing single rows; False where more than that has changed.

        Questions that are being answered meanwhile see the version before or this one.
        """
        before, after = ({c.id: c for c in one.corrections} for one in (self.content, content))
        changed = [(before | after)[id_] for id_ in before.keys() ^ after.keys()]
        same = ("parts", "page_parts", "published", "cases", "groups")
        if any(getattr(content, name) != getattr(self.content, name) for name in same):
            return False
        if not all(_is_caseless(correction) for correction in changed):
            return False
        with self._lock:
            self.content, con = content, self._con.cursor()
            con.execute("BEGIN")
            lay_over(con, self.folder, content)
            self._remake(con, sorted({correction.row_id for correction in changed}))
            con.execute("COMMIT")
            self._outdated += self._kept.values()
            self._kept = {}
            self._stale += [self._shared.pop(key) for key in list(self._shared) if not key[0]]
            self.version = content.version
        return True

    def _remake(self, con: duckdb.DuckDBPyConnection, row_ids: list[str]) -> None:
        """Take rows out of every table made so far, and put them in again as they are now."""
        sql = "CREATE OR REPLACE TABLE changed_rows AS FROM numbered_rows WHERE row_id IN (SELECT unnest(?::VARCHAR[]))"
        con.execute(sql, [row_ids])
        for name in ("rows", "row_domains"):
            if name in self._made:
                select = definitions()[name].replace("numbered_rows", "changed_rows")
                if name == "rows":
                    uncased = definitions()["uncased_rows"].replace("numbered_rows", "changed_rows")
                    select = select.replace("FROM uncased_rows", f"FROM ({uncased}) AS uncased_rows")
                con.execute(f"CREATE OR REPLACE TEMP TABLE remade AS {select}")
                con.execute(f"DELETE FROM {name} WHERE row_no IN (SELECT row_no FROM changed_rows)")
                con.execute(f"INSERT INTO {name} FROM remade")


def _ids(kept: str, kind: str) -> str:
    """SELECT for the ids of the records kept."""
    if kind == "articles":
        return f"SELECT article_id FROM main.articles JOIN main.{kept}_articles USING (article_no)"
    return f"SELECT row_id FROM ({_numbered(kept)})"


def _numbered(kept: str) -> str:
    return f"SELECT row_id, row_no FROM main.rows JOIN main.{kept} USING (row_no)"


def _spill_folder() -> str:
    """Where the engine lays what exceeds its memory: the machine's folder for it, never the one we started in."""
    folder = Path(tempfile.gettempdir()) / f"cooperation-atlas-{os.getpid()}"
    return str(folder).replace("'", "''")


def _is_caseless(correction: Correction) -> bool:
    if correction.field is None:
        return correction.new in ("checked", "unchecked")
    return correction.field in CASELESS


def _make_types(con: duckdb.DuckDBPyConnection) -> None:
    """Codes of the codebook and the gazetteer as enums of one or two bytes, which sort as text does."""
    values = {
        "place_t": [place.code for place in gazetteer()],
        "level_t": ["country", "group", "province", "city", "county"],
        "status_t": ["read", "checked", "changed", "added"],
        "time_from_t": ["published", "event"],
    }
    groups = {"role_t": "roles", "qualifier_t": "qualifiers", "kind_t": "kinds", "scope_t": "scopes"}
    groups |= {"domain_t": "domains", "form_t": "forms"}
    values |= {name: list(codes(group)) for name, group in groups.items()}
    for name, known in values.items():
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(known))
        con.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


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
