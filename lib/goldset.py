"""Corrected rows as test cases: what people decided of whole articles, in the format that the reader is scored by."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lib.errors import InputError, reason
from lib.importing import stored_article
from lib.model import Article
from lib.store import Store
from lib.views.measured import gold_records

PARTS = {
    "partners": ("code", "name", "role"),
    "amounts": ("text", "start", "end", "value", "value_max", "currency", "qualifier", "kind", "scope"),
    "counts": ("text", "start", "end", "value", "value_max", "unit", "what", "qualifier"),
    "dates": ("text", "start", "end", "value", "kind"),
}


def gold_files(store: Store) -> Iterator[tuple[str, str]]:
    """(path, content) of every file: ``NAME.json`` with file, published, rows, and ``articles/NAME.md`` to be read.

    Only articles that people have decided on as a whole; one without rows is a case of nothing to be found.
    """
    ids = store.reviewed_articles()
    rows: dict[str, list[dict]] = {id_: [] for id_ in ids}
    for record in gold_records(store, ids):
        rows[record["article_id"]].append(record)
    for id_ in ids:
        article = stored_article(store, id_)
        name = f"{re.sub(r'[^0-9A-Za-z_一-鿿-]+', '-', Path(article.file).stem)[:40]}-{id_[:8]}"
        case = {"file": f"{name}.md", "published": article.published, "rows": [gold_row(one) for one in rows[id_]]}
        yield f"{name}.json", json.dumps(case, ensure_ascii=False, indent=1) + "\n"
        yield f"articles/{name}.md", as_markdown(article)


def gold_row(record: dict) -> dict:
    """A row record as a coded row of the codebook."""
    row = {"organisations": [one["name"] for one in record["organisations"] or ()]}
    row |= {name: list(record[name] or ()) for name in ("domains", "forms")}
    for part, names in PARTS.items():
        row[part] = [{name: one[name] for name in names} | _in_title(one) for one in record[part] or ()]
    return row


def _in_title(value: dict) -> dict:
    return {"in": "title"} if value.get("in_title") else {}


def as_markdown(article: Article) -> str:
    """An article as an input file: front matter, then its paragraphs."""
    head = {"title": article.title, "source": article.source, "url": article.url, "published": article.published}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in head.items() if value]
    return "\n".join(["---", *lines, "---", *(f"{line}\n" for line in article.text.split("\n"))])


def export_gold(store: Store, out: Path) -> int:
    """Write the test cases into a folder; how many articles. Raises InputError where that is not possible."""
    number = 0
    try:
        (out / "articles").mkdir(parents=True, exist_ok=True)
        for name, content in gold_files(store):
            half = out / f".{os.getpid()}.tmp"
            half.write_text(content, encoding="utf-8")
            half.replace(out / name)
            number += name.endswith(".json")
    except OSError as error:
        raise InputError(f"{out}: 写不了这个文件夹（{reason(error)}），请检查路径、权限和磁盘空间。") from error
    return number


def gold_zip(store: Store) -> bytes:
    """The same as one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in gold_files(store):
            archive.writestr(name, content)
    return out.getvalue()
