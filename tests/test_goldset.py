"""Corrected rows as test cases: in the format that the reader is scored by, every place in the text still right."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from lib.__main__ import main
from lib.goldset import gold_zip
from lib.importing import import_paths
from lib.store import open_store

ARTICLES = yaml.safe_load((Path(__file__).parent / "cases" / "cooperations.yaml").read_text("utf-8"))["articles"][:3]
ROW = {"partners", "organisations", "domains", "forms", "amounts", "counts", "dates"}


@pytest.fixture
def store(tmp_path):
    """Three articles, the rows of the first checked, of the second changed, those of the third not looked at."""
    for one in ARTICLES:
        head = "\n".join(f"{name}: {one[name]}" for name in ("title", "source", "published"))
        (tmp_path / f"{one['name']}.md").write_text(f"---\n{head}\n---\n\n{one['text']}\n", "utf-8")
    store = open_store(tmp_path / "store")
    import_paths(store, sorted(tmp_path.glob("*.md")))
    sql = "SELECT file, row_id FROM rows JOIN articles USING (article_id)"
    for file, row in store.ask(sql).itertuples(index=False):
        if Path(file).stem == ARTICLES[0]["name"]:
            store.correct(row, None, "checked", "甲")
        elif Path(file).stem == ARTICLES[1]["name"]:
            store.correct(row, "domains", ["energy"], "甲")
    return store


def test_corrected_articles_are_written_as_cases(store, tmp_path):
    out = tmp_path / "gold"
    assert main(["export", "--store", str(store.folder), "--format", "gold", str(out)]) == 0
    cases = [json.loads(file.read_text("utf-8")) for file in sorted(out.glob("*.json"))]
    assert [case["published"] for case in cases] == [one["published"] for one in ARTICLES[:2]]
    assert all(set(row) == ROW for case in cases for row in case["rows"])
    assert all(row["domains"] == ["energy"] for row in cases[1]["rows"])
    assert {one["text"] for row in cases[0]["rows"] for one in row["amounts"]} == {"7698万元"}
    again = open_store(tmp_path / "again")
    import_paths(again, [out / "articles"])
    texts = dict(again.ask("SELECT file, text FROM articles").itertuples(index=False, name=None))
    for case in cases:
        (text,) = [text for file, text in texts.items() if Path(file).name == case["file"]]
        for row in case["rows"]:
            values = [*row["amounts"], *row["counts"], *row["dates"]]
            inside = [one for one in values if one.get("in") != "title"]
            assert [text[one["start"] : one["end"]] for one in inside] == [one["text"] for one in inside]


def test_the_archive_holds_the_same_files(store, tmp_path):
    out = tmp_path / "gold"
    main(["export", "--store", str(store.folder), "--format", "gold", str(out)])
    written = {str(file.relative_to(out)): file.read_text("utf-8") for file in out.rglob("*") if file.is_file()}
    with ZipFile(BytesIO(gold_zip(store))) as archive:
        assert {name: archive.read(name).decode("utf-8") for name in archive.namelist()} == written
