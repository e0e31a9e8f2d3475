"""The store: what goes in comes out, filters, corrections, imports, other processes, damage."""

import multiprocessing
import os
import sqlite3
import threading
import time
from dataclasses import replace

import by_hand
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lib.errors import StoreError
from lib.importing import import_paths
from lib.model import Cooperation, Correction, Filter
from lib.store import ReadArticle, ReadPage, open_store
from lib.store.corrections import apply
from lib.store.parts import sweep
from lib.store.snapshot import MOST_SHARED, TABLES


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


@pytest.fixture
def rows(store):
    return by_hand.fill(store)


def ids(store, filter, rows):
    """Numbers (1–4) of the rows that a filter keeps."""
    kept = set(store.ask("SELECT row_id FROM rows", filter)["row_id"])
    return [number for number, row in enumerate(rows, 1) if row in kept]


def plain(table):
    """The table's lines as lists, missing values as None."""
    return table.astype(object).where(table.notna(), None).values.tolist()


def articles(store, filter):
    return sorted(store.ask("SELECT article_id FROM articles", filter)["article_id"])


# -- an empty store


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_store_has_every_table_with_its_columns(store, table):
    empty = store.ask(f"SELECT * FROM {table}")
    assert empty.empty
    by_hand.fill(store)
    assert list(store.ask(f"SELECT * FROM {table}").columns) == list(empty.columns)


def test_a_new_store_is_new_until_something_came_in(store):
    assert store.is_new()
    by_hand.fill(store)
    assert not store.is_new()


# -- what comes out


def test_rows_hold_title_source_time(store, rows):
    found = store.ask("SELECT * FROM rows").set_index("row_id").loc[rows]
    assert plain(found[["time", "year", "time_from", "source"]]) == [
        ["2019-11-05", 2019, "published", "宁夏日报"],
        ["2019-11-08", 2019, "published", "福建日报"],
        ["2020-06-01", 2020, "event", None],
        [None, None, None, None],
    ]
    assert list(found["n_partners"]) == [2, 2, 3, 2]
    assert list(found["partner_names"].iloc[2]) == ["杭州市", "平武县", "老挝"]
    assert set(found["status"]) == {"read"}


def test_pairs_follow_roles(store, rows):
    found = store.ask("SELECT row_id, a, b, a_province, b_city, directed FROM pairs ORDER BY a, b")
    pairs = {row: [] for row in rows}
    for row, *pair in plain(found):
        pairs[row].append(tuple(pair))
    assert pairs[rows[0]] == [("350000", "640000", "350000", None, True)]
    assert pairs[rows[2]] == [
        ("330100", "510727", "330000", "510700", False),
        ("330100", "LAO", "330000", "LAO", False),
        ("510727", "LAO", "510000", "LAO", False),
    ]
    assert pairs[rows[3]] == [("330803", "510727", "330000", "510700", True)]


def test_bounds_follow_the_qualifier(store, rows):
    found = {text: (low, high) for text, low, high in plain(store.ask("SELECT text, low, high FROM amounts"))}
    assert found == {
        "近10亿元": (None, 1e9),
        "3.2亿余元": (3.2e8, None),
        "约200万美元": (2e6, 2e6),
        "5万元至8万元": (5e4, 8e4),
        "人均500元": (500, 500),
    }


def test_values_keep_their_place(store, rows):
    mentions = store.ask("SELECT mentions FROM partners WHERE code = 'LAO'")["mentions"][0]
    assert list(mentions) == [{"start": 2, "end": 3, "in_title": False}]
    evidence = store.ask('SELECT start, "end", in_title FROM evidence WHERE row_id = ?', params=(rows[0],))
    assert sorted(evidence.itertuples(index=False, name=None)) == [(0, 2, True), (0, 4, False)]
    assert store.ask("SELECT text, what FROM counts").values.tolist() == [["30批", "干部"]]
    assert store.ask("SELECT name, code FROM organisations").values.tolist() == [["援宁群", "350000"]]
    assert store.ask("SELECT word, n FROM keywords WHERE article_id = 'one'").values.tolist() == [
        ["协作", 3],
        ["闽宁", 2],
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019", "2019"),
        ("2019-11", "2019-11"),
        ("2020-04-14", "2020-04-14"),
        ("2016/2020", "2020"),
        ("2016-03/2020-05", "2020-05"),
        ("2016/..", "2016"),
        ("2019-11?", "2019-11"),
        ("2019~", "2019"),
        ("2019-21", "2019"),
        ("2019-XX", "2019"),
        ("199X", ""),
        ("19XX/199X", ""),
        ("", ""),
        ("日前", ""),
    ],
)
def test_the_last_known_date_of_an_edtf_value(store, value, expected):
    assert store.ask("SELECT plain_date(?) AS d", params=(value,)).fillna("").values.tolist() == [[expected]]


# -- filters: rows 1–4 and articles that stay

FILTERS = [
    (Filter(), [1, 2, 3, 4], ["four", "one", "three", "two"]),
    (Filter(since="2020"), [3, 4], ["four", "three"]),
    (Filter(since="2020", undated=False), [3], ["four", "three"]),
    (Filter(until="2019"), [1, 2, 4], ["one", "three", "two"]),
    (Filter(since="2019-11", until="2019-11", undated=False), [1, 2], ["one", "two"]),
    (Filter(since="2019-11-06", undated=False, until="2019"), [2], ["two"]),
    (Filter(since="2021-03-15", undated=False), [], ["four"]),
    (Filter(undated=False), [1, 2, 3], ["four", "one", "three", "two"]),
    (Filter(dated=False), [4], ["three"]),
    (Filter(dated=False, undated=False), [], []),
    (Filter(places=("330000",)), [3, 4], ["three"]),
    (Filter(places=("510700",)), [3, 4], ["three"]),
    (Filter(places=("510727",)), [3, 4], ["three"]),
    (Filter(places=("330100",)), [3], ["three"]),
    (Filter(places=("LAO", "350000")), [1, 2, 3], ["one", "three", "two"]),
    (Filter(places=("X-ASEAN",)), [], []),
    (Filter(pairs=("640000~350000",)), [1, 2], ["one", "two"]),
    (Filter(pairs=("330000~510000",)), [3, 4], ["three"]),
    (Filter(pairs=("510727~330803", "LAO~510000")), [3, 4], ["three"]),
    (Filter(pairs=("350000~510000",)), [], []),
    (Filter(domains=("education", "trade")), [1, 3], ["one", "three"]),
    (Filter(forms=("visit",)), [2], ["two"]),
    (Filter(roles=("peer",)), [3], ["three"]),
    (Filter(roles=("provider",), places=("330000",)), [4], ["three"]),
    (Filter(roles=("recipient",), places=("330000",)), [], []),
    (Filter(kinds=("funding",)), [1, 2], ["one", "two"]),
    (Filter(sources=("宁夏日报",)), [1], ["four", "one"]),
    (Filter(text="正文"), [2], ["four", "two"]),
    (Filter(text="标题three abc"), [3, 4], ["three"]),
    (Filter(text="%' OR 1=1 --"), [], []),
    (Filter(checked=True), [], []),
    (Filter(domains=("poverty",), kinds=("funding",), sources=("福建日报",)), [2], ["two"]),
]


@pytest.mark.parametrize(("filter", "numbers", "names"), FILTERS, ids=lambda value: str(value)[:60])
def test_a_filter_keeps_its_rows_and_articles(store, rows, filter, numbers, names):
    assert ids(store, filter, rows) == numbers
    assert articles(store, filter) == names


def test_rows_picked_by_hand(store, rows):
    assert ids(store, Filter(rows=(rows[1], rows[3])), rows) == [2, 4]
    assert articles(store, Filter(rows=(rows[1],))) == ["two"]


def test_every_table_is_restricted(store, rows):
    only = Filter(rows=(rows[2],))
    for table in ("partners", "pairs", "amounts", "dates", "evidence", "row_domains", "row_forms"):
        assert set(store.ask(f"SELECT row_id FROM {table}", only)["row_id"]) == {rows[2]}, table
    assert store.ask("SELECT * FROM pages", only)["file"].tolist() == ["three.txt"]
    assert store.ask("SELECT * FROM keywords", Filter(forms=("visit",)))["n"].tolist() == [1]


def test_kinds_restrict_the_amounts_of_a_row_too(store, rows):
    found = store.ask("SELECT text FROM amounts", Filter(kinds=("income",)))
    assert found["text"].tolist() == ["人均500元"]


def test_a_question_may_have_its_own_tables_and_parameters(store, rows):
    sql = """WITH given AS (SELECT row_id FROM pairs WHERE directed)
             SELECT count(*) AS n FROM given JOIN rows USING (row_id) WHERE year > ?"""
    assert store.ask(sql, Filter(domains=("poverty",)), (2018,))["n"][0] == 2


DOMAINS = {
    "by_domain": "SELECT domain, count(*) AS n FROM counted GROUP BY 1",
    "counted": "SELECT row_no, domain FROM row_domains",
}


def by_domain(store, *filter):
    found = store.ask("SELECT domain, n FROM by_domain", *filter, shared=DOMAINS)
    return dict(found.itertuples(index=False, name=None))


def test_tables_that_questions_share_hold_what_the_filter_keeps_and_follow_corrections(store, rows):
    plain_sql = "SELECT domain, count(*) AS n FROM row_domains GROUP BY 1"
    for filter in (Filter(), Filter(domains=("trade",)), Filter()):
        assert by_domain(store, filter) == dict(store.ask(plain_sql, filter).itertuples(index=False, name=None))
    made = store.correct(rows[2], "domains", ["energy"], "甲")
    assert by_domain(store)["energy"] == 1
    assert by_domain(store, Filter(domains=("trade",))) == {}
    store.undo(made.id, "甲")
    assert "energy" not in by_domain(store)


def test_of_the_tables_that_questions_share_only_the_latest_are_kept(store, rows):
    for year in range(1900, 1990):
        assert sum(by_domain(store, Filter(since=str(year))).values()) == sum(by_domain(store).values())
    assert len(store._kept.snapshot._shared) <= MOST_SHARED


CODES = some.sampled_from(["330000", "510727", "LAO", "X-EU", "999999"])


@settings(max_examples=40)
@given(
    some.builds(
        Filter,
        since=some.sampled_from([None, "2018", "2019-11", "2020-07"]),
        until=some.sampled_from([None, "2019", "2020-06"]),
        undated=some.booleans(),
        dated=some.booleans(),
        places=some.lists(CODES, max_size=2).map(tuple),
        kinds=some.lists(some.sampled_from(["funding", "trade"]), max_size=2).map(tuple),
        text=some.text(max_size=8),
    )
)
def test_narrowing_never_adds(shared, filter):
    everything = set(shared.ask("SELECT row_id FROM rows")["row_id"])
    kept = set(shared.ask("SELECT row_id FROM rows", filter)["row_id"])
    assert kept <= everything
    assert set(shared.ask("SELECT row_id FROM amounts", filter)["row_id"]) <= kept
    assert set(shared.ask("SELECT article_id FROM rows", filter)["article_id"]) <= set(articles(shared, filter))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("shared"))
    by_hand.fill(store)
    return store


def test_a_steady_library_answers_as_of_one_moment(store, rows):
    steady = store.steady()
    store.undo_import(store.imports()["import_id"][0])
    assert ids(steady, Filter(), rows) == [1, 2, 3, 4]
    assert ids(store, Filter(), rows) == []
    assert steady.version != store.version
    assert ids(steady.steady(), Filter(domains=("trade",)), rows) == [3]


# -- cases


def test_the_same_event_in_two_papers_is_one_case(store, rows):
    cases = store.ask("SELECT row_id, case_id FROM rows").set_index("row_id")["case_id"]
    assert cases[rows[0]] == cases[rows[1]] == min(rows[:2])
    assert cases[rows[2]] == rows[2]
    assert cases[rows[3]] == rows[3]


def again(name, published, **changes):
    """Row 1 as another article reports it."""
    read = by_hand.pages()[0].articles[0]
    return by_hand.page(ReadArticle(by_hand.article(name, published), (replace(read.cooperations[0], **changes),)))


@pytest.mark.parametrize(
    ("published", "changes", "same"),
    [
        ("2019-11-14", {"amounts": ()}, True),  # nine days, a shared form
        ("2019-12-14", {"amounts": ()}, False),  # forty days, nothing else shared
        ("2020-08-01", {}, True),  # the same sum within a year
        ("2022-08-01", {}, False),
        (None, {}, True),  # the same sum, undated
        ("2019-11-06", {"amounts": (), "forms": ("donation",)}, False),
        ("2019-11-06", {"partners": by_hand.partners(provider="350000", recipient="330100")}, False),
    ],
)
def test_when_two_rows_are_one_case(store, published, changes, same):
    first = by_hand.pages()[0]
    store.add("i1", [first, again("later", published, **changes)])
    assert store.ask("SELECT count(DISTINCT case_id) AS n FROM rows")["n"][0] == (1 if same else 2)


def test_a_signing_reported_years_later_is_the_same_case(store):
    signed = (by_hand.EventDate(0, 2, "六一", value="2018-06-01", kind="signed"),)
    early = again("early", "2018-06-02", dates=signed, amounts=())
    late = again("late", "2022-06-02", dates=signed, amounts=())
    store.add("i1", [early, late])
    assert store.ask("SELECT count(DISTINCT case_id) AS n FROM rows")["n"][0] == 1


# -- imports


def test_importing_twice_changes_nothing(store, rows):
    version = store.version
    assert store.add("again", by_hand.pages()) == 0
    assert store.version == version
    assert len(store.imports()) == 1


def test_an_import_can_be_undone_and_done_again(store, rows):
    import_id = store.imports()["import_id"][0]
    store.undo_import(import_id)
    assert articles(store, Filter()) == []
    assert store.imports()["undone"].notna().all()
    with pytest.raises(StoreError, match="没有可撤销的导入"):
        store.undo_import(import_id)
    assert by_hand.fill(store) == rows


def test_the_same_article_on_two_pages_of_a_batch_comes_in_once(store):
    one = by_hand.pages()[0]
    other = ReadPage(by_hand.page(one.articles[0]).page, one.articles)
    renamed = ReadPage(
        type(one.page)("copy.txt", one.page.original, one.page.blocks, one.page.articles), other.articles
    )
    assert store.add("i1", [one, renamed]) == 1
    assert articles(store, Filter()) == ["one"]


# -- corrections


def test_a_correction_shows_and_can_be_taken_back(store, rows):
    before = store.version
    made = store.correct(rows[2], "domains", ["energy"], "甲", "原文说电力")
    assert store.version != before
    assert ids(store, Filter(domains=("energy",)), rows) == [3]
    assert ids(store, Filter(checked=True), rows) == [3]
    assert store.ask("SELECT status FROM rows", Filter(rows=(rows[2],)))["status"][0] == "changed"
    assert made.old == ["trade"]
    store.undo(made.id, "乙")
    assert ids(store, Filter(domains=("trade",)), rows) == [3]
    assert store.history(rows[2]) == [(made, False)]
    with pytest.raises(StoreError, match="没有可撤销的校订"):
        store.undo(made.id, "乙")


def test_checked_removed_added(store, rows):
    store.correct(rows[0], None, "checked", "甲")
    gone = store.correct(rows[1], None, "removed", "甲")
    assert ids(store, Filter(), rows) == [1, 3, 4]
    assert ids(store, Filter(checked=True), rows) == [1]
    store.undo(gone.id, "甲")
    assert ids(store, Filter(), rows) == [1, 2, 3, 4]
    fresh = store.add_row("four", by_hand.pages()[0].articles[0].cooperations[0], "甲")
    found = store.ask("SELECT title, status FROM rows", Filter(rows=(fresh,)))
    assert found.values.tolist() == [["标题four", "added"]]
    with pytest.raises(StoreError, match="已有"):
        store.add_row("four", by_hand.pages()[0].articles[0].cooperations[0], "甲")


def test_partners_can_be_corrected(store, rows):
    record = store.row_records([rows[3]])[0]
    given = [partner | {"role": "peer"} for partner in record["partners"]]
    store.correct(rows[3], "partners", given, "甲")
    assert store.ask("SELECT directed FROM pairs", Filter(rows=(rows[3],)))["directed"].tolist() == [False]


@pytest.mark.parametrize(("row", "field", "new"), [("nowhere", "domains", []), (0, "title", "x"), (0, None, "maybe")])
def test_a_correction_that_means_nothing_is_refused(store, rows, row, field, new):
    version = store.version
    with pytest.raises(StoreError):
        store.correct(rows[row] if row == 0 else row, field, new, "甲")
    assert store.version == version


def test_corrections_are_never_overwritten(store, rows):
    store.correct(rows[0], None, "checked", "甲")
    db = sqlite3.connect(store.folder / "atlas.sqlite")
    for change in ("UPDATE corrections SET who = '乙'", "DELETE FROM corrections"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            db.execute(change)


def test_corrections_outlive_an_undone_import(store, rows):
    store.correct(rows[2], "domains", ["energy"], "甲")
    store.undo_import(store.imports()["import_id"][0])
    assert store.ask("SELECT * FROM rows").empty
    by_hand.fill(store)
    assert ids(store, Filter(domains=("energy",)), rows) == [3]


def test_an_article_that_gets_its_date_is_read_again(store, rows):
    read = by_hand.pages()[2].articles[0].cooperations[1:]
    made = store.set_published("three", "2020-09", read, "甲")
    assert ids(store, Filter(), rows) == [1, 2, 4]
    assert store.ask("SELECT published FROM articles WHERE article_id = 'three'")["published"][0] == "2020-09"
    assert store.ask("SELECT time, time_from FROM rows", Filter(rows=(rows[3],))).values.tolist() == [
        ["2020-09", "published"]
    ]
    store.undo(made.id, "甲")
    assert ids(store, Filter(), rows) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        (None, "checked"),
        (None, "removed"),
        ("domains", ["energy", "labour"]),
        ("organisations", []),
        ("counts", []),
        ("evidence", [{"start": 1, "end": 2, "in_title": False}]),
        ("forms", ["park"]),
        ("amounts", []),
        ("dates", []),
        ("partners", []),
    ],
)
def test_a_store_that_was_open_shows_the_same_as_one_opened_afresh(store, rows, field, new):
    everything = [f"SELECT * FROM {table} ORDER BY ALL" for table in TABLES if table not in ("partners", "articles")]

    def seen(store):
        filters = (Filter(), Filter(checked=True), Filter(domains=("poverty",)))
        return [plain(store.ask(sql, filter)) for filter in filters for sql in everything]

    before = seen(store)
    made = store.correct(rows[0], field, new, "甲")
    assert str(seen(store)) == str(seen(open_store(store.folder))) != str(before)
    store.undo(made.id, "甲")
    assert str(seen(store)) == str(before)


def test_apply_is_pure_and_in_order():
    row = {"row_id": "r", "domains": ["trade"]}
    steps = [
        Correction(1, "r", "domains", None, ["energy"], "甲", "t"),
        Correction(2, "r", None, None, "checked", "甲", "t"),
        Correction(3, "gone", "domains", None, ["energy"], "甲", "t"),
    ]
    assert apply([row], steps) == [{"row_id": "r", "domains": ["energy"], "status": "changed"}]
    assert row == {"row_id": "r", "domains": ["trade"]}
    assert apply([row], steps[1:]) == [{"row_id": "r", "domains": ["trade"], "status": "checked"}]


# -- several at once


def test_another_process_sees_and_changes(store, rows):
    other = open_store(store.folder)
    assert ids(other, Filter(), rows) == [1, 2, 3, 4]
    other.correct(rows[0], "forms", ["park"], "甲")
    assert ids(store, Filter(forms=("park",)), rows) == [1]


def _import_in_another_process(folder, number):
    pages = by_hand.pages()[:2]
    pages.append(by_hand.page(ReadArticle(by_hand.article(f"own{number}"))))
    store = open_store(folder)
    for page in pages:
        store.add(f"process-{number}", [page])


def test_processes_importing_at_once_bring_every_article_once(store):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_import_in_another_process, args=(store.folder, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert articles(store, Filter()) == ["one", "own0", "own1", "own2", "two"]
    assert store.ask("SELECT count(*) AS n FROM rows")["n"][0] == 2


def _import_without_end(folder, number):
    store, coded = open_store(folder), by_hand.pages()[2].articles[0].cooperations
    for n in range(number):
        store.add("endless", [by_hand.page(ReadArticle(by_hand.article(f"{n}-{k}"), coded)) for k in range(5)])


def test_a_killed_import_leaves_whole_batches(store):
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        worker = context.Process(target=_import_without_end, args=(store.folder, 10_000))
        before = len(articles(store, Filter()))
        worker.start()
        deadline = time.monotonic() + 300
        while len(articles(store, Filter())) < before + 15 and time.monotonic() < deadline:
            time.sleep(0.01)
        worker.kill()
        worker.join()
        found = articles(open_store(store.folder), Filter())
        assert len(found) >= before + 15
        assert len(found) % 5 == 0
        assert store.ask("SELECT count(*) AS n FROM rows")["n"][0] == 2 * len(found)
    _import_without_end(store.folder, len(found) // 5 + 2)
    assert len(articles(store, Filter())) == len(found) + 10
    assert store.problems() == []


def test_threads_ask_while_corrections_come(store, rows):
    failed = []

    def ask():
        try:
            for number in range(12):
                assert len(store.ask("SELECT * FROM rows", Filter(since=str(1990 + number)))) == 4
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(4):
        store.correct(rows[number], None, "checked", "甲")
    for thread in threads:
        thread.join()
    assert failed == []


def test_many_filters_in_a_row(store, rows):
    for year in range(1900, 2010):
        assert len(store.ask("SELECT * FROM rows", Filter(since=str(year)))) == 4


# -- damage


def test_a_part_that_no_manifest_names_does_not_exist(store, rows):
    stray = store.folder / "parts" / "stray-rows.parquet"
    stray.write_bytes((next(store.folder.glob("parts/*-rows.parquet"))).read_bytes())
    half = store.folder / "parts" / "half-rows.tmp"
    half.write_bytes(b"x")
    fresh = open_store(store.folder)
    assert ids(fresh, Filter(), rows) == [1, 2, 3, 4]
    assert stray.exists(), "another process may be writing it at this moment"
    old = time.time() - 7200
    os.utime(stray, (old, old))
    os.utime(half, (old, old))
    open_store(store.folder)
    assert not stray.exists()
    assert not half.exists()
    assert sweep(store.folder, fresh._named_parts(), age=-1) == []


def test_a_sweep_meets_a_file_that_is_being_renamed(store, monkeypatch):
    """Between the listing and the look at a file, the process that writes it may have given it its last name."""
    vanished = store.folder / "parts" / "another-rows.tmp"
    found = [*(store.folder / "parts").glob("*"), vanished]
    monkeypatch.setattr(type(vanished), "glob", lambda folder, pattern: iter(found))
    assert sweep(store.folder, store._named_parts()) == []


def test_a_clean_store_has_no_problems(store, rows):
    assert store.problems() == []


def harm_missing(path):
    path.unlink()


def harm_cut(path):
    path.write_bytes(path.read_bytes()[:100])


def harm_bits(path):
    """One byte in the middle is another one: the file has its size and opens."""
    found = bytearray(path.read_bytes())
    found[len(found) // 3] ^= 0xFF
    path.write_bytes(found)


@pytest.mark.parametrize("harm", [harm_missing, harm_cut, harm_bits])
def test_a_damaged_part_is_named_and_the_rest_is_read(store, rows, harm):
    [path] = store.folder.glob("parts/*-rows.parquet")
    row = ReadArticle(by_hand.article("five"), (Cooperation(by_hand.partners(provider="350000", recipient="640000")),))
    assert store.add("more", [by_hand.page(row)]) == 1
    harm(path)
    again = open_store(store.folder)
    assert again.ask("SELECT article_id FROM rows")["article_id"].tolist() == ["five"]
    [part] = again.damage
    assert (part.articles, part.rows, part.is_out) == (4, 4, True)
    [problem] = again.problems()
    assert path.name in problem
    assert "缺 4 篇文章、4 行合作" in problem


def test_a_damaged_manifest_is_named_and_left_alone(store, rows):
    path = store.folder / "atlas.sqlite"
    path.write_bytes(b"not a database, not at all" * 100)
    with pytest.raises(StoreError, match="已损坏"):
        open_store(store.folder)
    assert path.read_bytes().startswith(b"not a database")


def test_parts_without_a_manifest_are_no_empty_store(store, rows):
    for path in store.folder.glob("atlas.sqlite*"):
        path.unlink()
    with pytest.raises(StoreError, match="没有清单"):
        open_store(store.folder)
    with pytest.raises(StoreError, match="不见了"):
        store.ask("SELECT * FROM rows")


def test_a_store_of_another_version_is_refused(store):
    db = sqlite3.connect(store.folder / "atlas.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="版本是 99"):
        open_store(store.folder)


def test_another_programs_database_is_refused(tmp_path):
    db = sqlite3.connect(tmp_path / "atlas.sqlite")
    db.execute("CREATE TABLE theirs (a)")
    db.close()
    with pytest.raises(StoreError, match="不是本程序的资料库"):
        open_store(tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="不是文件夹"):
        open_store(tmp_path / "file")


def test_a_folder_that_cannot_be_written_is_read_and_says_so_before_an_import_reads(store, rows, monkeypatch, tmp_path):
    before = articles(store, Filter())
    for path in (*store.folder.rglob("*"), store.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    real = os.access  # root may write anywhere, but is told what everybody else is told
    monkeypatch.setattr("lib.store.manifest.os.access", lambda path, mode: mode != os.W_OK and real(path, mode))
    try:
        again = open_store(store.folder)
        assert articles(again, Filter()) == before
        row = again.ask("SELECT row_id FROM rows")["row_id"][0]
        (tmp_path / "new.txt").write_text("四川与重庆签署合作协议。", encoding="utf-8")
        for change in (
            lambda: again.correct(row, None, "checked", "李"),
            lambda: import_paths(again, [tmp_path / "new.txt"], read=lambda article: pytest.fail("read for nothing")),
        ):
            with pytest.raises(StoreError, match="不可写，请检查权限"):
                change()
    finally:
        for path in (store.folder, *store.folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert articles(store, Filter()) == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_named_and_the_library_stays(store, rows, monkeypatch):
    from lib.store import parts

    with monkeypatch.context() as patch:
        patch.setattr(parts.os, "fsync", lambda handle: os.write(os.open("/dev/full", os.O_WRONLY), b"x"))
        with pytest.raises(StoreError, match="磁盘已满"):
            store.add("i2", [by_hand.page(ReadArticle(by_hand.article("five")))])
    assert articles(store, Filter()) == ["four", "one", "three", "two"]
    assert store.add("i2", [by_hand.page(ReadArticle(by_hand.article("five")))]) == 1


def test_the_store_is_chosen_by_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "mine"))
    assert open_store().folder == tmp_path / "mine"


def test_an_import_keeps_its_summary(store, rows):
    kept = store.imports().iloc[0]
    assert kept["articles"] == 4
    assert kept["rows"] == 4
    assert kept["summary"] == {"files": 3}
    assert kept["what"] == "by hand"


# -- words of the keyword page


def test_words_are_kept_with_their_history_and_are_of_one_kind(store, rows):
    store.set_words("stop", ("合作", "发展"), "甲")
    then = store.version
    store.set_words("own", ("合作",), "乙")
    store.set_words("stop", ("发展", "合作")[:1])
    assert (store.words("stop"), store.words("own")) == (("发展",), ("合作",))
    assert store.as_of(then).words("stop") == ("合作", "发展")
    assert open_store(store.folder).words("own") == ("合作",)
    assert store.history() == []
    assert store.changes(1)[0]["what"] == "word"
    assert ids(store, Filter(), rows) == [1, 2, 3, 4]


def test_the_same_words_again_are_no_change(store, rows):
    store.set_words("stop", ("合作",))
    before = store.version
    store.set_words("stop", ("合作",))
    assert store.version == before


@pytest.mark.parametrize(
    ("kind", "words"), [("no", ("合作",)), ("own", ("",)), ("own", ("一" * 21,)), ("stop", ("a b",))]
)
def test_what_is_no_word_is_refused_in_a_sentence(store, kind, words):
    with pytest.raises(StoreError, match="词"):
        store.set_words(kind, words)
    assert store.words("own") == store.words("stop") == ()
