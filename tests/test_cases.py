"""Cooperation cases: short articles of the same and of other cooperations, read, put together, counted, decided on."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from lib.importing import import_paths
from lib.model import Filter
from lib.rereading import reread
from lib.store import open_store
from lib.views.cases import counted, disagreements
from lib.views.money import case_sums

ARTICLES = yaml.safe_load((Path(__file__).parent / "cases" / "cooperations.yaml").read_text("utf-8"))["articles"]
CODED = {frozenset(one["name"] for one in ARTICLES if one["case"] == case) for case in {a["case"] for a in ARTICLES}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The articles as files, one folder for each half of them."""
    folder = tmp_path_factory.mktemp("articles")
    for number, one in enumerate(ARTICLES):
        head = "\n".join(f"{name}: {one[name]}" for name in ("title", "source", "published"))
        file = folder / str(number % 2) / f"{one['name']}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\n{head}\n---\n\n{one['text']}\n", "utf-8")
    return folder


@pytest.fixture
def store(tmp_path, folder):
    store = open_store(tmp_path / "store")
    import_paths(store, [folder])
    return store


def told(store) -> pd.DataFrame:
    """name, row_id, case_id: the row of each article that names the partners told."""
    sql = """SELECT file, row_id, case_id, string_agg(code::VARCHAR, ' ' ORDER BY code) AS partners
             FROM rows JOIN articles USING (article_id) JOIN partners USING (row_id) GROUP BY ALL"""
    found = store.ask(sql)
    found["name"] = [Path(file).stem for file in found["file"]]
    return found.merge(pd.DataFrame(ARTICLES)[["name", "partners"]])


def rows(store) -> dict[str, str]:
    """Article's name → its row."""
    found = told(store)
    return dict(zip(found["name"], found["row_id"], strict=True))


def together(store) -> set[frozenset[str]]:
    """The articles by the case that they report."""
    return {frozenset(group) for _, group in told(store).groupby("case_id")["name"]}


def case_of(store, name: str) -> str:
    found = told(store)
    return found.loc[found["name"] == name, "case_id"].iloc[0]


def test_cases_are_as_a_reader_of_the_codebook_would_have_them(store):
    assert together(store) == CODED


def test_cases_do_not_depend_on_the_order_of_imports(tmp_path, folder, store):
    other = open_store(tmp_path / "other")
    for half in ("1", "0"):
        import_paths(other, [folder / half])
    assert together(other) == together(store)


def test_totals_count_a_case_once_and_say_what_they_took(store):
    sums = case_sums(store, Filter(rows=tuple(rows(store).values())))
    assert sums[sums["kind"] == "donation"]["value"].sum() == 2e8 + 2e8
    assert sums[sums["kind"] == "funding"]["value"].sum() == 5e6 + 5e6
    taken = counted(store, case_of(store, "1a-signing")).to_dict("records")
    assert [(one["value"], one["reports"]) for one in taken] == [(7.7e7, 3)]
    assert taken[0]["row_id"] in {rows(store)[name] for name in ("1b-reprint-in-own-words", "1c-a-year-later")}


def test_a_rounded_sum_is_no_disagreement_another_sum_is(store):
    case = case_of(store, "6a-donation")
    assert disagreements(store, case).empty
    row = rows(store)["6b-donation-rounded"]
    amounts = [dict(one, value=3e8, text="3亿元", qualifier="exact") for one in store.row_records([row])[0]["amounts"]]
    store.put_into_case([row], rows(store)["6a-donation"], False, "甲")
    store.correct(row, "amounts", amounts, "甲")
    said = disagreements(store, case_of(store, "6a-donation"))
    assert dict(zip(said["row_id"], map(list, said["values"]), strict=True)) == {
        rows(store)["6a-donation"]: ["1.98亿元"],
        row: ["3亿元"],
    }


def test_what_people_put_together_and_took_apart_stays(store, folder):
    ours = rows(store)
    store.put_into_case([ours["1c-a-year-later"]], ours["1c-a-year-later"], True, "甲", "另一个项目")
    store.put_into_case([ours["7-donation-other-year"]], ours["6a-donation"], False, "甲", "同一笔")
    decided = together(store)
    assert {"1c-a-year-later"} in decided
    assert {"6a-donation", "6b-donation-rounded", "7-donation-other-year"} in decided
    import_paths(store, [folder])
    assert together(store) == decided
    reread(store, True, reader="another")
    assert together(open_store(store.folder)) == decided
