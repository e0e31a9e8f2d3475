"""One process, several, a cluster: the same library to the byte, also where a worker is killed at its work."""

import importlib.util
import multiprocessing
import os
import shutil
import signal

import make_files as make
import pytest

from lib import importing
from lib.__main__ import main
from lib.crews import Cluster, Pool
from lib.store import Store, open_store

FILES = 12
needs_dask = pytest.mark.skipif(not importlib.util.find_spec("distributed"), reason="distributed is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A few of the sample articles, one twice and one that can't be read."""
    folder = tmp_path_factory.mktemp("in")
    for path in sorted((importing.SAMPLE / "articles").glob("*.md"))[:FILES]:
        shutil.copy(path, folder)
    shutil.copy(folder / "a-01.md", folder / "z-again.md")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Parts of two files, and an import that has the same number every time."""
    monkeypatch.setattr(importing, "BATCH_FILES", 2)
    monkeypatch.setattr(Store, "new_import_id", staticmethod(lambda: "20200101000000-abcdef"))


def brought(store_folder, folder, **how):
    """(summary, name → bytes of all files of the library's parts)."""
    store = open_store(store_folder)
    summary = importing.import_paths(store, [folder], **how)
    files = {path.name: path.read_bytes() for path in sorted((store_folder / "parts").iterdir())}
    assert store.problems() == []
    return summary, files


@pytest.fixture(scope="module")
def alone(folder, tmp_path_factory):
    """What this process alone makes of the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "BATCH_FILES", 2)
        patch.setattr(Store, "new_import_id", staticmethod(lambda: "20200101000000-abcdef"))
        return brought(tmp_path_factory.mktemp("alone"), folder)


class Killer:
    """A progress that kills one worker as soon as the first files are done. ``pids``: gives the workers."""

    def __init__(self, pids) -> None:
        self.pids, self.killed = pids, None

    def __call__(self, done: int, total: int) -> None:
        if done and self.killed is None:
            self.killed = self.pids()[0]
            os.kill(self.killed, signal.SIGKILL)


def test_several_processes_make_the_same_library(alone, folder, tmp_path):
    seen = []
    found = brought(tmp_path, folder, crew=Pool(2), progress=lambda done, total: seen.append((done, total)))
    assert found == alone
    assert alone[0].new == FILES
    assert alone[0].held == 1
    assert [name for name, _ in alone[0].skipped] == ["bad.pdf"]
    assert seen[0] == (0, FILES + 2)
    assert seen[-1] == (FILES + 2, FILES + 2)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_process_that_is_killed_changes_nothing(alone, folder, tmp_path):
    killer = Killer(lambda: [child.pid for child in multiprocessing.active_children()])
    assert brought(tmp_path, folder, crew=Pool(2), progress=killer) == alone
    assert killer.killed


def test_a_file_that_kills_whoever_reads_it_is_named_and_the_others_come_in(folder, tmp_path, monkeypatch):
    few = tmp_path / "few"
    few.mkdir()
    for name in ("a-01.md", "a-02.md", "a-03.md"):
        shutil.copy(folder / name, few)
    monkeypatch.setattr(importing, "BATCH_FILES", 1)
    monkeypatch.setattr("lib.crews.work", _deadly_work)
    store = open_store(tmp_path / "store")
    summary = importing.import_paths(store, [few], crew=Pool(2))
    assert summary.new == 2
    assert [name for name, _ in summary.skipped] == ["a-02.md"]
    assert "一再意外中止" in summary.skipped[0][1]


def _deadly_work(part, folder):
    """A worker that dies of one file."""
    from lib.working import work

    if part.items[0].path.name == "a-02.md":
        os._exit(9)
    work(part, folder)


def test_a_second_import_by_several_processes_changes_nothing(folder, tmp_path):
    first, files = brought(tmp_path, folder)
    store = open_store(tmp_path)
    version = store.version
    again = importing.import_paths(store, [folder], crew=Pool(2))
    assert (again.new, again.held, again.import_id) == (0, first.new + first.held, None)
    assert store.version == version
    assert {path.name: path.read_bytes() for path in sorted((tmp_path / "parts").iterdir())} == files


def test_a_stopped_pool_keeps_what_is_done_and_names_the_rest(folder, tmp_path):
    done = []
    summary, _ = brought(
        tmp_path, folder, crew=Pool(1), progress=lambda n, total: done.append(n), stop=lambda: len(done) > 1
    )
    assert 0 < summary.new < FILES
    assert summary.left
    assert summary.articles + len(summary.left) + len(summary.skipped) == FILES + 2


def test_a_large_table_is_read_in_stretches_by_several(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.gathering.LARGE_TABLE", 0)
    monkeypatch.setattr("lib.gathering.STRETCH_ROWS", 3)
    lines = [["标题", "正文"]] + [[f"第{n}次签约", f"福建省与宁夏第{n}次签署合作协议，共建园区。"] for n in range(10)]
    table = make.xlsx(tmp_path / "t.xlsx", ("甲", lines[:6]), ("乙", [lines[0], *lines[6:]]))
    one = brought(tmp_path / "one", table)
    assert one == brought(tmp_path / "two", table, crew=Pool(2))
    assert one[0].new == 10
    assert len({name for name in one[1] if name.endswith("-rows.parquet")}) == 2


@pytest.fixture
def cluster():
    """A cluster of two processes of this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found


@needs_dask
def test_a_cluster_makes_the_same_library_though_one_of_it_is_killed(alone, folder, tmp_path, cluster):
    from distributed import Client

    with Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
        killer = Killer(lambda: pids)
        assert brought(tmp_path, folder, crew=Cluster(cluster.scheduler_address), progress=killer) == alone
    assert killer.killed in pids


@needs_dask
def test_the_command_reads_on_a_cluster(folder, tmp_path, cluster, capsys):
    words = ["import", str(folder), "--store", str(tmp_path / "store"), "--cluster", cluster.scheduler_address]
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert f"新增 {FILES} 篇" in out
    assert "bad.pdf: PDF 打不开" in err


@needs_dask
def test_a_cluster_that_is_not_there_is_named(folder, tmp_path, capsys):
    words = ["import", str(folder), "--store", str(tmp_path / "store"), "--cluster", "tcp://127.0.0.1:9"]
    assert main(words) == 1
    assert "集群 tcp://127.0.0.1:9 连不上" in capsys.readouterr().err


def test_the_command_imports_by_several_processes_and_undoes(folder, tmp_path, capsys):
    where = ["--store", str(tmp_path / "store")]
    assert main(["import", str(folder), "--workers", "2", *where]) == 1
    assert "导入编号 20200101000000-abcdef" in capsys.readouterr().out
    assert main(["undo", *where]) == 0
    assert "20200101000000-abcdef" in capsys.readouterr().out
    assert main(["undo", "20200101000000-abcdef", *where]) == 0
    assert open_store(tmp_path / "store").ask("SELECT * FROM articles").empty
    assert main(["undo", "20200101000000-abcdef", *where]) == 1
    assert "没有可撤销的导入" in capsys.readouterr().err
