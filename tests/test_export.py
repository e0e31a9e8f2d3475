"""Files to take away, and the commands ``export`` and ``check``."""

import argparse
import csv
import io
import json

import by_hand
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib import cli_store, exporting
from lib.errors import DataError, InputError
from lib.model import Filter
from lib.store import ReadArticle, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("store"))
    by_hand.fill(store)
    return store


def run(*words: str) -> int:
    """``python -m lib`` with these words, as far as the store's commands go."""
    parser = argparse.ArgumentParser()
    cli_store.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return args.run(args)


def read_csv(content: bytes) -> tuple[list[str], list[dict]]:
    """The lines above the table, and its lines by column."""
    text = content.decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    head = [line.strip() for line in lines if line.startswith("# ")]
    return head, list(csv.DictReader(io.StringIO("".join(lines[len(head) :]))))


def test_csv_holds_every_row_in_words(store):
    content = exporting.to_csv(store)
    assert content.startswith("\ufeff# 名称".encode())
    head, lines = read_csv(content)
    assert [line["时间"] for line in lines] == ["2020-06-01", "2019-11-08", "2019-11-05", ""]
    first = lines[2]
    assert first["提供方"] == "福建省"
    assert first["接受方代码"] == "640000"
    assert first["领域"] == "乡村振兴与扶贫；教育"
    assert first["金额（原文）"] == "近10亿元；人均500元"
    assert first["原文依据"] == "标题one；闽宁协作"
    assert first["数量（原文）"] == "30批 干部"
    assert first["合作编号"] == lines[1]["合作编号"] != lines[0]["合作编号"]
    assert lines[0]["对等方"].startswith("浙江省杭州市；四川省平武县；老挝")
    assert "# 行数: 4" in head
    assert any(line.startswith("# 引用: ") and store.version in line for line in head)


def test_csv_in_english_and_under_a_filter(store):
    head, lines = read_csv(exporting.to_csv(store, Filter(places=("510000",), since="2020", undated=False), "en"))
    assert [line["domains"] for line in lines] == ["Trade & e-commerce"]
    assert "# Conditions: since=2020&undated=0&places=510000" in head
    assert "Pingwu County, Sichuan" in lines[0]["peers"]


def test_an_empty_library_gives_empty_files(tmp_path):
    empty = open_store(tmp_path)
    assert read_csv(exporting.to_csv(empty))[1] == []
    assert len(pd.read_excel(io.BytesIO(exporting.to_xlsx(empty)), sheet_name=None)) == 6
    assert pq.read_table(io.BytesIO(exporting.to_parquet(empty))).num_rows == 0
    assert len(exporting.to_jsonl(empty).splitlines()) == 1


def sheets(content: bytes) -> dict[str, list[list]]:
    """An Excel file's cells by sheet, read back without pandas' guesses."""
    found = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, dtype=object)
    return {name: table.astype(object).where(table.notna(), None).values.tolist() for name, table in found.items()}


def test_excel_has_its_six_sheets(store):
    found = sheets(exporting.to_xlsx(store))
    assert list(found) == ["合作表", "金额", "数量", "日期", "编码手册", "说明"]
    assert {name: len(cells) - 1 for name, cells in found.items()} | {"编码手册": 0, "说明": 0} == {
        "合作表": 4,
        "金额": 5,
        "数量": 1,
        "日期": 4,
        "编码手册": 0,
        "说明": 0,
    }
    amounts = [dict(zip(found["金额"][0], line, strict=True)) for line in found["金额"][1:]]
    bounds = {line["原文"]: (line["至少"], line["至多"], line["种类"]) for line in amounts}
    assert bounds["近10亿元"] == (None, 1e9, "财政资金")
    assert bounds["3.2亿余元"] == (3.2e8, None, "财政资金")
    dates = [dict(zip(found["日期"][0], line, strict=True)) for line in found["日期"][1:]]
    assert {(line["日期（EDTF）"], line["种类"]) for line in dates} >= {("2020-06-01", "签署"), (None, "举行")}


def test_parquet_and_json_lines_hold_whole_rows(store):
    table = pq.read_table(io.BytesIO(exporting.to_parquet(store)))
    facts = json.loads(table.schema.metadata[b"cooperation_atlas"])
    assert facts["行数"] == "4"
    about, *lines = map(json.loads, exporting.to_jsonl(store, lang="en").decode().splitlines())
    assert about["about"]["Rows"] == "4"
    assert table.to_pylist() == lines
    assert lines[0]["partners"][0]["mentions"] == [{"start": 0, "end": 1, "in_title": False}]
    assert lines[3]["published"] is None


FORMULAS = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_text(tmp_path, text):
    store = open_store(tmp_path)
    article = by_hand.article("one", source=text)
    read = by_hand.pages()[0].articles[0].cooperations
    store.add("i1", [by_hand.page(ReadArticle(article, read))])
    assert read_csv(exporting.to_csv(store))[1][0]["来源"] == "'" + text
    cells = sheets(exporting.to_xlsx(store))["合作表"]
    assert cells[1][cells[0].index("来源")].replace("_x000D_", "\r") == text


@given(some.text(max_size=20))
def test_harmless_text_never_begins_like_a_formula(text):
    made = exporting.harmless(text)
    assert not made.startswith(exporting.FORMULA)
    assert made in (text, "'" + text)


def test_any_table_can_be_taken_away():
    table = pd.DataFrame({"a": [["x", "y"], []], "b": ["=1", "c"]})
    assert read_csv(exporting.frame_to_csv(table, {"名称": "两\n行"}))[0] == ["# 名称: 两 行"]
    assert sheets(exporting.frame_to_xlsx(table, {"k": "v"}, ("data", "about"))) == {
        "data": [["a", "b"], ["x; y", "=1"], [None, "c"]],
        "about": [["k", "v"]],
    }


def test_a_text_longer_than_a_cell_is_cut_with_a_mark():
    table = pd.DataFrame({"a": ["长" * 40_000]})
    cell = sheets(exporting.frame_to_xlsx(table, {}, ("data", "about")))["data"][1][0]
    assert cell == "长" * 32_766 + "…"


def test_more_lines_than_excel_holds_are_refused(monkeypatch):
    monkeypatch.setattr(exporting, "EXCEL_LINES", 1)
    with pytest.raises(InputError, match="Excel 的上限"):
        exporting.frame_to_xlsx(pd.DataFrame({"a": [1, 2]}), {}, ("data", "about"))


def test_definitions_are_in_the_language_of_the_file():
    told = {lang: exporting.codebook_table(lang).dropna(subset="covers") for lang in ("zh", "en")}
    assert set(told["zh"]["group"]) == {"domains", "kinds"}
    assert all(any("一" <= char <= "鿿" for char in text) for text in told["zh"]["covers"])
    assert all(text.isascii() for text in told["en"]["covers"])


def test_every_column_has_a_name_in_both_languages():
    for lang in ("zh", "en"):
        names = [exporting.word(name, lang) for name in exporting.ROW_COLUMNS]
        assert len(set(names)) == len(names)


# -- commands


@pytest.mark.parametrize("format", list(exporting.FORMATS))
def test_the_command_writes_a_file(store, tmp_path, format):
    out = tmp_path / f"out.{format}"
    assert run("export", "--format", format, str(out), "--store", str(store.folder), "--where", "domains=trade") == 0
    assert out.stat().st_size > 100
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("out", "where", "says"),
    [
        ("nowhere/out.csv", "domains=trade", "写不了"),
        ("out.csv", "colour=red", "条件"),
        ("out.csv", "places", "条件"),
        ("out.csv", "domains=bogus", "可用"),
        ("out.csv", "places=99", "代码"),
        ("out.csv", "pairs=330000~x", "代码"),
        ("out.csv", "since=soon", "时间"),
    ],
)
def test_the_command_says_what_is_wrong(store, tmp_path, capsys, out, where, says):
    words = ["--format", "csv", str(tmp_path / out), "--store", str(store.folder), "--where", where]
    assert run("export", *words) == 1
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_has_no_imports_to_undo(tmp_path, capsys):
    assert run("undo", "--store", str(tmp_path / "new")) == 0
    assert capsys.readouterr().out == "还没有导入过。\n"


def test_conditions_are_written_and_read_back():
    filter = Filter(since="2019", places=("510000", "LAO"), undated=False)
    assert exporting.filter_of(exporting.conditions(filter).split("&")) == filter
    with pytest.raises(InputError):
        exporting.filter_of(["since="])


def test_check_finds_nothing_wrong_here(store, capsys):
    assert run("check", "--store", str(store.folder)) == 0, capsys.readouterr().out
    assert capsys.readouterr().out == "没有发现问题。\n"


def test_check_makes_no_store(tmp_path):
    assert run("check", "--store", str(tmp_path / "none")) == 0
    assert list(tmp_path.iterdir()) == []


def test_check_names_each_problem_on_a_line(store, tmp_path, capsys, monkeypatch):
    def broken():
        raise DataError("词典坏了。")

    monkeypatch.setattr(cli_store.lexicon, "problems", broken)
    (tmp_path / "file").write_text("x")
    assert run("check", "--store", str(tmp_path / "file")) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "词典坏了。"
    assert "不是文件夹" in lines[-1]


def test_check_misses_a_shape(tmp_path):
    for path in cli_store.GEO.glob("*.json"):
        shapes = json.loads(path.read_text(encoding="utf-8"))
        kept = [shape for shape in shapes.get("features", []) if shape.get("id") != "330100"]
        (tmp_path / path.name).write_text(json.dumps({"features": kept}), encoding="utf-8")
    assert list(cli_store.geometry_problems(tmp_path)) == [
        f"{tmp_path / 'city.json'}: 杭州市（330100）没有图形，请补上。"
    ]
    (tmp_path / "world.json").write_text("{", encoding="utf-8")
    assert any("world.json: 地图边界读不懂" in line for line in cli_store.geometry_problems(tmp_path))
