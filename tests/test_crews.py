"""One process, several, a cluster: the same library to the byte, also where a worker is killed at its work."""

import multiprocessing
import os
import shutil
import signal
import zipfile

import make_files as make
import pytest

from lib import importing
from lib.__main__ import main
from lib.crews import Cluster, Pool
from lib.store import Store, open_store
from lib.store.folders import Folder
from tests import object_store

FILES = 12
UNREACHED = "s3://atlas/x?endpoint_override=127.0.0.1:9&scheme=http"


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
    assert not list((store_folder / "incoming").iterdir()), "drafts are gone"
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
def bucket(monkeypatch):
    """An empty bucket of an object store, and the key to it in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", object_store.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with object_store.serving("atlas") as found:
        yield found


@pytest.fixture
def cluster(bucket):
    """A cluster of two processes of this machine, which have the key to the bucket."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found


def test_a_cluster_makes_the_same_library_though_one_of_it_is_killed(alone, folder, tmp_path, cluster):
    from distributed import Client

    with Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
        killer = Killer(lambda: pids)
        assert brought(tmp_path, folder, crew=Cluster(cluster.scheduler_address), progress=killer) == alone
    assert killer.killed in pids


def test_a_cluster_that_shares_an_object_store_and_nothing_else_makes_the_same_library(
    alone, folder, tmp_path, cluster, bucket
):
    from distributed import Client

    with Client(cluster) as client:
        killer = Killer(lambda: list(client.run(os.getpid).values()))
        how = {"crew": Cluster(cluster.scheduler_address), "drafts": bucket.address("草 稿"), "progress": killer}
        assert brought(tmp_path, folder, **how) == alone
    assert killer.killed
    home = "草 稿/incoming/20200101000000-abcdef"
    assert {f"GET {home}/000000.zip", f"GET {home}/000000.json", f"GET {home}/000000-rows.parquet"} <= {
        *bucket.requests
    }
    assert sorted(bucket.objects) == ["草 稿/incoming/"]


def test_files_of_an_object_store_make_the_same_library(alone, folder, tmp_path, bucket):
    for path in folder.iterdir():
        Folder(bucket.address("in")).write(f"报道/{path.name}", path.read_bytes())
    Folder(bucket.address("in")).write("报道/.hidden/a.md", b"not read")
    store = tmp_path / "store"
    assert brought(store, bucket.address("in"), drafts=str(tmp_path / "drafts")) == alone
    assert open_store(store).imports()["what"][0] == "s3://atlas/in"
    assert not list((tmp_path / "drafts" / "incoming").iterdir())


def test_one_file_and_an_archive_of_an_object_store(folder, tmp_path, bucket):
    with zipfile.ZipFile(packed := tmp_path / "two.zip", "w") as archive:
        archive.write(folder / "a-01.md", "a-01.md")
        archive.write(folder / "a-02.md", "a-02.md")
    Folder(bucket.address()).write("two.zip", packed.read_bytes())
    Folder(bucket.address()).write("one.md", (folder / "a-03.md").read_bytes())
    store = open_store(tmp_path / "store")
    given = [bucket.address(name) for name in ("two.zip", "one.md", "no.md")]
    summary = importing.import_paths(store, given)
    assert summary.new == 3
    assert summary.skipped == [("no.md", "s3://atlas/no.md: 这里没有文件，请检查地址。")]


def test_what_an_import_that_died_left_is_swept_and_nothing_else(folder, tmp_path, bucket, monkeypatch):
    drafts = Folder(bucket.address("share"))
    drafts.write("incoming/20190101000000-00ff00ff/held.txt", b"of the dead")
    drafts.write("incoming/mine/held.txt", b"not an import's")
    monkeypatch.setattr("lib.store.drafts.STALE_SECONDS", -1)
    importing.import_paths(open_store(tmp_path / "store"), [folder / "a-01.md"], drafts=drafts.address)
    assert [name for name in bucket.objects if not name.endswith("/")] == ["share/incoming/mine/held.txt"]


def test_an_object_store_that_lets_nobody_in_is_one_sentence(folder, tmp_path, bucket, capsys, monkeypatch):
    def said(drafts: str) -> str:
        assert main(["import", str(folder), "--store", str(tmp_path / "store"), "--drafts", drafts]) == 1
        return capsys.readouterr().err

    assert (
        said(bucket.address("x", "other"))
        == "s3://other/x/incoming/20200101000000-abcdef: 没有这个桶，请先建好，或检查地址。\n"
    )
    assert said(UNREACHED) == "s3://atlas/x/incoming: 对象存储连不上，请检查地址和网络。\n"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    assert "s3://atlas/y/incoming: 对象存储不让进，请在本机和每台工作机" in said(bucket.address("y"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "s3://atlas/z/incoming: 对象存储不让进" in said(bucket.address("z"))
    secret = said("s3://key:geheim@atlas/x")
    assert "地址里不能写密钥" in secret and "geheim" not in secret
    assert "s4://atlas/x: 地址不对" in said("s4://atlas/x")
    assert open_store(tmp_path / "store").ask("SELECT * FROM articles").empty


def test_the_command_reads_on_a_cluster(folder, tmp_path, cluster, bucket, capsys):
    words = ["import", str(folder), "--store", str(tmp_path / "store"), "--cluster", cluster.scheduler_address]
    words += ["--drafts", bucket.address("x")]
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert f"新增 {FILES} 篇" in out
    assert "bad.pdf: PDF 打不开" in err


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
