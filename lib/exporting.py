"""The cooperation table as a file to take away: CSV, Excel, Parquet, JSON lines, each saying what it is."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import yaml

from lib import __version__
from lib.errors import DataError, InputError, reason
from lib.lexicon import DATA, codes, gazetteer
from lib.model import Filter
from lib.store import Store

ROLES = {"provider": "providers", "recipient": "recipients", "peer": "peers"}
GROUPS = ("domains", "forms", "roles", "kinds", "scopes", "qualifiers", "date_kinds", "flags")
EXCEL_LINES = 1_048_575  # below the heading
EXCEL_TEXT = 32_767  # characters a cell
FORMULA = ("=", "+", "-", "@", "\t", "\r")
JOIN = {"zh": "；", "en": "; "}
EVERYTHING = Filter()
CODED, PLACED, MONTHS = ("domains", "forms", "roles", "kinds"), ("places", "pairs"), ("since", "until")
MONTH = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]))?")

ROWS = """
SELECT row_id, case_id, time, time_from, domains, forms, confidence, flags, status, title, source, published,
       article_id, file, url
FROM rows LEFT JOIN (SELECT article_id, file, url FROM articles) USING (article_id)
ORDER BY time DESC NULLS LAST, row_id
"""
EVIDENCE = """
SELECT row_id, list(CASE WHEN in_title THEN title ELSE substr(text, start + 1, "end" - start) END
                    ORDER BY in_title DESC, start) AS evidence
FROM evidence JOIN (SELECT row_id, article_id FROM rows) USING (row_id)
JOIN (SELECT article_id, title, text FROM articles) USING (article_id) GROUP BY 1
"""
LISTS = {
    "organisations": "SELECT row_id, list(DISTINCT name ORDER BY name) AS organisations FROM organisations GROUP BY 1",
    "amounts": "SELECT row_id, list(text ORDER BY n) AS amounts FROM amounts GROUP BY 1",
    "counts": "SELECT row_id, list(text || ' ' || what ORDER BY n) AS counts FROM counts GROUP BY 1",
    "dates": "SELECT row_id, list(coalesce(value, text) ORDER BY n) AS dates FROM dates GROUP BY 1",
    "evidence": EVIDENCE,
}
SIDES = ", ".join(f"list(code::VARCHAR ORDER BY code) FILTER (role = '{role}') AS {role}_codes" for role in ROLES)
ROW_COLUMNS = ["row_id", "case_id", "time", "time_from", *ROLES.values(), *(f"{role}_codes" for role in ROLES)]
ROW_COLUMNS += ["organisations", "domains", "forms", "amounts", "counts", "dates", "evidence", "confidence", "flags"]
ROW_COLUMNS += ["status", "title", "source", "published", "article_id", "file", "url"]
VALUES = {
    "amounts": ["text", "value", "value_max", "low", "high", "currency", "qualifier", "kind", "scope"],
    "counts": ["text", "value", "value_max", "unit", "what", "qualifier"],
    "dates": ["text", "date", "kind", "year"],
}


@cache
def _words() -> dict[str, dict[str, str]]:
    path = DATA / "interface" / "export.yaml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{path}: 导出用词读不到（{error}），请恢复该文件。") from error


def word(key: str, lang: str) -> str:
    """A word of exported files (``data/interface/export.yaml``)."""
    return _words()[key][lang]


# -- what is exported


def about(
    store: Store, filter: Filter = EVERYTHING, lang: str = "zh", rows: int | None = None, told: str = ""
) -> dict[str, str]:
    """What a file says of itself: title, definition, conditions, number of rows, versions, date, citation.

    ``told``: the conditions in words; without them they are written as the link has them.
    """
    facts = {
        "title": word("about_title_is", lang),
        "definition": word("about_definition_is", lang),
        "filter": told or conditions(filter) or word("about_everything", lang),
        "rows": None if rows is None else str(rows),
        "library": store.version,
        "missing": missing(store, lang) or None,
        "product": __version__,
        "date": date.today().isoformat(),
    }
    cite = word("about_cite_is", lang).format(version=__version__, library=store.version, date=facts["date"])
    return {word(f"about_{key}", lang): value for key, value in (facts | {"cite": cite}).items() if value is not None}


def missing(store: Store, lang: str = "zh") -> str:
    """What damaged files keep the library from showing, and what to do, in a sentence; "" where nothing is missing."""
    damage = store.damage
    if not damage:
        return ""
    files = dict.fromkeys(file.path.name for part in damage for file in part.files)
    imports = dict.fromkeys(f"{part.what[:80]} ({part.import_id})".strip() for part in damage)
    lost = {
        "articles": {"articles": sum(part.articles for part in damage), "rows": sum(part.rows for part in damage)},
        "originals": {"pages": sum(part.originals for part in damage)},
    }
    told = [word(f"missing_{key}", lang).format(**of) for key, of in lost.items() if any(of.values())]
    told = told or [word("missing_articles", lang).format(articles=0, rows=0)]
    return word("missing_is", lang).format(
        n=len(files), files=_some(files, lang), lost=JOIN[lang].join(told), imports=_some(imports, lang)
    )


def _some(names: Iterable[str], lang: str, most: int = 3) -> str:
    """The first of some names, and how many there are."""
    names = list(names)
    more = [word("missing_more", lang).format(n=len(names))] if len(names) > most else []
    return JOIN[lang].join([*names[:most], *more])


def conditions(filter: Filter) -> str:
    """The filter as the link writes it: ``places=510000&since=2019``; empty where everything is kept."""
    return "&".join(f"{name}={value}" for name, values in filter.to_params().items() for value in values)


def rows_table(store: Store, filter: Filter = EVERYTHING, lang: str = "zh") -> pd.DataFrame:
    """One line a row, columns ``ROW_COLUMNS``: codes in words of ``lang``, several values as a list."""
    table = store.ask(ROWS, filter)
    for sql in LISTS.values():
        table = table.merge(store.ask(sql, filter), on="row_id", how="left")
    table = table.merge(_sides(store, filter, lang), on="row_id", how="left")
    for name in ("domains", "forms", "flags"):
        table[name] = [[label(name, code, lang) for code in _listed(value)] for value in table[name]]
    for name in ("organisations", "amounts", "counts", "dates", "evidence"):
        table[name] = [_listed(value) for value in table[name]]
    table["status"] = [word(f"status_{status}", lang) for status in table["status"]]
    table["time_from"] = [None if pd.isna(value) else word(f"from_{value}", lang) for value in table["time_from"]]
    return table[ROW_COLUMNS]


def values_table(store: Store, what: str, filter: Filter = EVERYTHING, lang: str = "zh") -> pd.DataFrame:
    """One line a value; ``what``: ``amounts``, ``counts`` or ``dates``. Before the value's own columns row_id,
    case_id, time, providers, recipients, peers; codes in words."""
    value = ', value AS "date"' if what == "dates" else ""
    table = store.ask(f"SELECT *{value} FROM {what} ORDER BY row_id, n", filter)
    rows = store.ask("SELECT row_id, case_id, time FROM rows", filter)
    table = rows.merge(_sides(store, filter, lang), on="row_id").merge(table, on="row_id")
    groups = {"kind": "date_kinds" if what == "dates" else "kinds", "scope": "scopes", "qualifier": "qualifiers"}
    for name in groups.keys() & table.columns:
        table[name] = [label(groups[name], code, lang) for code in table[name]]
    return table[["row_id", "case_id", "time", *ROLES.values(), *VALUES[what]]]


def codebook_table(lang: str = "zh") -> pd.DataFrame:
    """group, code, zh, en, covers: every code of the codebook."""
    lines = [
        {
            "group": group,
            "code": code,
            "zh": entry["zh"],
            "en": entry["en"],
            "covers": entry.get("covers", {}).get(lang),
        }
        for group in GROUPS
        for code, entry in codes(group).items()
    ]
    return pd.DataFrame(lines)


def label(group: str, code: str, lang: str) -> str:
    """A code in words; the code itself where the codebook does not know it (any more)."""
    return codes(group).get(code, {}).get(lang, code)


def _sides(store: Store, filter: Filter, lang: str) -> pd.DataFrame:
    """row_id, then names and codes of partners by role, as lists."""
    table = store.ask(f"SELECT row_id, {SIDES} FROM partners GROUP BY 1", filter)
    for role, names in ROLES.items():
        table[f"{role}_codes"] = [_listed(value) for value in table[f"{role}_codes"]]
        table[names] = [[place_name(code, lang) for code in found] for found in table[f"{role}_codes"]]
    return table


@cache
def place_name(code: str, lang: str) -> str:
    """The place's full name with its province: 四川省平武县; the code itself where the gazetteer does not hold it."""
    known = gazetteer()
    if code not in known:
        return code
    province, name = known.province(code), known.name(code, lang)
    if province == code:
        return name
    return known.name(province, lang) + name if lang == "zh" else f"{name}, {known.name(province, lang)}"


# -- files


def to_csv(store: Store, filter: Filter = EVERYTHING, lang: str = "zh", told: str = "") -> bytes:
    """The rows as CSV for Excel: UTF-8 with a mark; what the file is stands in lines that start with ``#``."""
    store = store.steady()
    table = rows_table(store, filter, lang)
    return frame_to_csv(_titled(table, lang), about(store, filter, lang, len(table), told), JOIN[lang])


def to_xlsx(store: Store, filter: Filter = EVERYTHING, lang: str = "zh", told: str = "") -> bytes:
    """An Excel file: rows, amounts, counts, dates, codebook, about. Raises InputError beyond Excel's limit."""
    store = store.steady()
    rows = rows_table(store, filter, lang)
    sheets = {"rows": rows} | {what: values_table(store, what, filter, lang) for what in VALUES}
    sheets["codebook"] = codebook_table(lang)
    titled = {word(f"sheet_{name}", lang): _titled(table, lang) for name, table in sheets.items()}
    return frames_to_xlsx(titled, about(store, filter, lang, len(rows), told), word("sheet_about", lang), JOIN[lang])


def to_parquet(store: Store, filter: Filter = EVERYTHING, lang: str = "zh") -> bytes:
    """The rows with all values as nested columns (codes, not words); what the file is stands in its metadata."""
    store = store.steady()
    lines = list(_records(store, filter))
    table = pa.Table.from_pylist(lines) if lines else pa.table({"row_id": pa.array([], pa.string())})
    facts = json.dumps(about(store, filter, lang, len(lines)), ensure_ascii=False)
    table = table.replace_schema_metadata({"cooperation_atlas": facts})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def to_jsonl(store: Store, filter: Filter = EVERYTHING, lang: str = "zh") -> bytes:
    """One JSON object a line: first ``{"about": …}``, then every row with all its values (codes, not words)."""
    store = store.steady()
    lines = list(_records(store, filter))
    head = {"about": about(store, filter, lang, len(lines))}
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [head, *lines]).encode("utf-8")


FORMATS: dict[str, Callable[..., bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "parquet": to_parquet, "jsonl": to_jsonl}


def export(store: Store, format: str, out: Path, filter: Filter = EVERYTHING, lang: str = "zh") -> int:
    """Write the table to ``out``, whole or not at all; returns its number of rows.

    Raises InputError where it can't be written.
    """
    content = FORMATS[format](store, filter, lang)
    half = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        half.write_bytes(content)
        half.replace(out)
    except OSError as error:
        half.unlink(missing_ok=True) if half.parent.is_dir() else None
        raise InputError(f"{out}: 写不了这个文件（{reason(error)}），请检查路径、权限和磁盘空间。") from error
    return int(store.ask("SELECT count(*) AS n FROM rows", filter)["n"][0])


def _records(store: Store, filter: Filter) -> Iterator[dict]:
    """The rows of the filter as nested records with the article's head beside them."""
    rows = store.ask(ROWS, filter)
    kept = {record["row_id"]: record for record in store.row_records(list(rows["row_id"]))}
    names = ["case_id", "time", "time_from", "title", "source", "published", "file", "url"]
    heads = rows[["row_id", *names]].astype(object).where(rows[["row_id", *names]].notna(), None)
    for head in heads.to_dict("records"):
        yield kept[head["row_id"]] | {name: head[name] for name in names}


# -- any table


def frame_to_csv(table: pd.DataFrame, facts: dict[str, str], join: str = "; ") -> bytes:
    """A table with what it is in ``#`` lines above; lists joined, nothing that a spreadsheet takes for a formula."""
    head = "".join(f"# {name}: {' '.join(value.split())}\r\n" for name, value in facts.items())
    body = _flat(table, join, harmless).to_csv(index=False, lineterminator="\r\n")
    return ("\ufeff" + head + body).encode("utf-8")


def frame_to_xlsx(table: pd.DataFrame, facts: dict[str, str], sheets: tuple[str, str], join: str = "; ") -> bytes:
    """A table and what it is, on two sheets."""
    return frames_to_xlsx({sheets[0]: table}, facts, sheets[1], join)


def frames_to_xlsx(tables: dict[str, pd.DataFrame], facts: dict[str, str], about_sheet: str, join: str) -> bytes:
    """Tables by the names of their sheets, and a last sheet that says what they are."""
    for name, table in tables.items():
        if len(table) > EXCEL_LINES:
            raise InputError(f"“{name}”有 {len(table)} 行，超过 Excel 的上限，请导出 CSV 或 Parquet。")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, table in tables.items():
            _fill_sheet(book.add_worksheet(name), _flat(table, join), head)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(about_sheet)
        sheet.set_column(0, 0, 16, wrap)
        sheet.set_column(1, 1, 100, wrap)
        for line, pair in enumerate(facts.items()):
            for column, text in enumerate(pair):
                sheet.write_string(line, column, text)
    return out.getvalue()


def _fill_sheet(sheet: xlsxwriter.worksheet.Worksheet, table: pd.DataFrame, head) -> None:
    """Texts stay texts (no formulas, no links), a missing value is an empty cell."""
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, str(name), head)
        sheet.set_column(column, column, _width(str(name), table[name]))
        is_number = pd.api.types.is_numeric_dtype(table[name])
        write = sheet.write_number if is_number else sheet.write_string
        values, there = table[name].tolist(), table[name].notna().tolist()
        for line, value in enumerate(values, 1):
            if there[line - 1] and value != "":
                write(line, column, value if is_number else _cell(str(value)))
    sheet.freeze_panes(1, 0)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _cell(text: str) -> str:
    """Excel would leave a longer text out."""
    return text if len(text) <= EXCEL_TEXT else text[: EXCEL_TEXT - 1] + "…"


def harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value


def _flat(table: pd.DataFrame, join: str, clean: Callable[[object], object] = lambda value: value) -> pd.DataFrame:
    """Lists as text, every text through ``clean``; numbers as they are."""
    texts = table.select_dtypes(exclude="number")
    flat = texts.map(lambda value: clean(join.join(map(str, value)) if isinstance(value, list) else value))
    return table.assign(**{name: flat[name] for name in flat})


def _width(name: str, values: pd.Series) -> int:
    """A column's width in characters: enough for the first lines, Chinese counted double, at most forty."""
    shown = [name, *map(str, values.head(50).dropna())]
    return min(40, 2 + max(sum(2 if ord(char) > 0x2E80 else 1 for char in text) for text in shown))


def _titled(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    return table.rename(columns={name: word(name, lang) for name in table.columns})


def _listed(value: object) -> list:
    return list(value) if hasattr(value, "__len__") and not isinstance(value, str) else []


def filter_of(given: Iterable[str]) -> Filter:
    """A filter from ``name=value`` words, as links write them.

    Raises InputError for an unknown name, no value, or a value that the codebook or the gazetteer does not know.
    """
    known, params = set(Filter.__dataclass_fields__), {}
    for piece in given:
        name, equals, value = piece.partition("=")
        if name not in known or not equals or not value:
            raise InputError(f"条件“{piece}”不对，请写成 名称=值，名称可用：{'、'.join(sorted(known))}。")
        if name in CODED and value not in codes(name):
            raise InputError(f"条件“{piece}”的值不对，可用：{'、'.join(codes(name))}。")
        if name in PLACED and not all(code in gazetteer() for code in value.split("~")):
            raise InputError(f"条件“{piece}”里没有这个地区，请写地区代码，如 510000；一对地区写作 330000~510000。")
        if name in MONTHS and not MONTH.fullmatch(value):
            raise InputError(f"条件“{piece}”的时间不对，请写成 2019 或 2019-11。")
        params.setdefault(name, []).append(value)
    return Filter.from_params(params)
