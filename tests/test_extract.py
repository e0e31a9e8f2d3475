"""The command line as people use it: files in, rows out, errors beside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.__main__ import main
from lib.lexicon import DATA
from lib.loading import load
from lib.model import Amount, Article, Body, Cooperation, Count, EventDate, Partner, Span
from lib.output import json_line, record, table_lines

ROOT = Path(__file__).parent.parent
SAMPLE = DATA / "sample"
GOOD = "# 四川与云南签约\n\n四川省与云南省昨日签署协议，共同出资三亿元建设产业园，工期两年。\n"


def run(*arguments: str, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "lib", "extract", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", **options)


@pytest.fixture
def good(tmp_path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_one_json_line_an_article(good):
    files = [str(SAMPLE / "newspaper-page.txt"), str(good)]
    done = run(*files, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [line["file"] for line in lines] == ["newspaper-page.txt"] * 6 + ["好.txt"]
    loaded = [article for file in files for page in load(file) for article in page.articles]
    assert [line["article"]["id"] for line in lines] == [article.id for article in loaded]
    assert [line["article"]["text"] for line in lines] == [article.text for article in loaded]
    assert all(isinstance(line["cooperations"], list) for line in lines)
    assert "四川与云南签约" in done.stdout  # Chinese as Chinese, not as \\u escapes


def test_utf_8_whatever_the_terminal_speaks(good):
    done = run(str(good), "--json", env=os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0 and "四川与云南签约" in done.stdout


def test_a_table_to_read_without_json(good):
    done = run(str(good))
    assert done.returncode == 0
    assert done.stdout.startswith("好.txt  《四川与云南签约》  日期不详")


def test_what_cannot_be_read_is_named_and_the_rest_done(good, tmp_path):
    empty = tmp_path / "空.txt"
    empty.touch()
    done = run(str(empty), str(good), str(tmp_path / "没有.md"), "--json")
    assert done.returncode == 1
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["好.txt"]
    first, second = done.stderr.splitlines()
    assert first.startswith("空.txt") and second.startswith("没有.md")


@pytest.mark.parametrize("date", ["2019-13", "19-01-01", "昨天", "2019-02-30", "2019/01/01", ""])
def test_a_wrong_date_is_a_usage_error(good, date, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["extract", str(good), "--published", date])
    assert stopped.value.code == 2
    assert f"日期“{date}”不对" in capsys.readouterr().err


@pytest.mark.parametrize("date", ["2019", "2019-11", "2020-02-29"])
def test_a_date_given_is_for_files_without_one(good, date):
    done = run(str(good), str(SAMPLE / "articles" / "a-01.md"), "--published", date, "--json")
    assert [json.loads(line)["article"]["published"] for line in done.stdout.splitlines()] == [date, "2008-06-30"]


def test_usage_errors():
    assert run().returncode == 2
    assert run("--unknown", "x.txt").returncode == 2


def test_a_reader_that_leaves_is_no_error(good):
    command = (
        f'{sys.executable} -m lib extract {" ".join([str(good)] * 400)} --json | head -n 1; echo "${{PIPESTATUS[0]}}"'
    )
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8")
    first, code = done.stdout.splitlines()
    assert json.loads(first)["file"] == "好.txt"
    assert (code, done.stderr) == ("0", "")


def row_with_everything() -> tuple[Article, Cooperation]:
    article = Article(
        "0a",
        "a.md",
        "川滇签约 3亿元",
        "四川与云南昨日签约，出资3亿元，办事5项，四川科技厅参加。",
        captions=("图为会场",),
    )
    row = Cooperation(
        (
            Partner("510000", "四川省", "provider", (Span(0, 2), Span(0, 1, True))),
            Partner("530000", "云南省", "recipient", (Span(3, 5),)),
        ),
        (Body(23, 28, "四川科技厅", code="510000"),),
        ("industry",),
        ("agreement", "park"),
        (Amount(12, 15, "3亿元", value=3e8, kind="funding"), Amount(5, 8, "3亿元", True, 3e8, 3.5e8)),
        (Count(18, 20, "5项", value=5, unit="项", what="办事"),),
        (EventDate(5, 7, "昨日", value=None, kind="signed"),),
        (Span(0, 10), Span(0, 4, True)),
        0.91234,
        ("date_unresolved",),
    )
    return article, row


def test_the_shape_of_a_row():
    article, row = row_with_everything()
    line = json.loads(json_line(article, [row]))
    assert line == json.loads(json.dumps(record(article, [row])))
    (found,) = line["cooperations"]
    assert list(line) == ["file", "article", "cooperations"]
    assert line["article"]["captions"] == ["图为会场"]
    assert found["partners"][0] == {
        "code": "510000",
        "name": "四川省",
        "role": "provider",
        "mentions": [[0, 2]],
        "title_mentions": [[0, 1]],
    }
    assert found["organisations"] == [{"name": "四川科技厅", "code": "510000", "start": 23, "end": 28}]
    plain, titled = found["amounts"]
    assert plain == {
        "text": "3亿元",
        "start": 12,
        "end": 15,
        "value": 300000000,
        "value_max": None,
        "currency": "CNY",
        "qualifier": "exact",
        "kind": "funding",
        "scope": "unknown",
    }
    assert (titled["in"], titled["value_max"]) == ("title", 350000000)
    assert found["counts"][0]["unit"] == "项" and found["counts"][0]["what"] == "办事"
    assert found["dates"] == [{"text": "昨日", "start": 5, "end": 7, "value": None, "kind": "signed"}]
    assert (found["evidence"], found["title_evidence"]) == ([[0, 10]], [[0, 4]])
    assert (found["confidence"], found["flags"]) == (0.912, ["date_unresolved"])


def test_a_row_as_a_line_to_read():
    article, row = row_with_everything()
    head, line, figures = table_lines(article, [row])
    assert "川滇签约" in head and "四川省 → 云南省" in line and "产业合作" in line and "3亿元；5项；昨日" in figures
    assert list(table_lines(article, []))[1].strip() == "没有合作"
