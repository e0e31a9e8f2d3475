"""The commands that keep a store: ``backup``, ``restore``, ``repair``, ``reread``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from lib.errors import AtlasError
from lib.exporting import missing
from lib.rereading import reread
from lib.store import Difference, Store, backup, open_store, restore, store_folder
from lib.timeleft import TimeLeft, in_minutes


def add_commands(commands, add_store) -> None:
    """Add the commands; ``add_store(parser, run)`` adds ``--store`` and what carries the command out."""
    parser: ArgumentParser = commands.add_parser("backup", help="把整个资料库备份到一个文件夹，导入进行中也可以")
    parser.add_argument("out", metavar="OUT", type=Path, help="备份文件夹；再次备份只补新的")
    add_store(parser, run_backup)
    parser = commands.add_parser("restore", help="用备份恢复资料库；现有的清单先留一份")
    parser.add_argument("source", metavar="FROM", type=Path, help="backup 写出的文件夹")
    add_store(parser, run_restore)
    parser = commands.add_parser("repair", help="取回或搁置损坏的数据文件（先用 check 查看）")
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("source", nargs="?", metavar="FROM", type=Path, help="从 backup 写出的文件夹取回")
    ways.add_argument("--set-aside", action="store_true", help="搁置（文件保留不删），以便重新导入原来的文件")
    add_store(parser, run_repair)
    parser = commands.add_parser("reread", help="用现在的读取规则重读旧文章：先列出会变什么，--apply 才采用")
    parser.add_argument("--apply", action="store_true", help="采用；人工校订过的一律不动")
    add_store(parser, run_reread)


def run_backup(args: Namespace) -> int:
    """Copy the store; one line on what was done."""
    return _run(lambda: backup(store_folder(args.store), args.out), "已备份到 {place}", args.out)


def run_restore(args: Namespace) -> int:
    """Bring the store back; one line on what was done."""
    place = store_folder(args.store)
    return _run(lambda: restore(args.source, place), "已恢复到 {place}", place)


def _run(do, words: str, place: Path) -> int:
    try:
        done = do()
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{words.format(place=place)}：版本 {done.version}，新写 {done.new} 个数据文件，已有 {done.there} 个。")
    for name in done.damaged:
        print(f"{name}: 资料库里的这个文件已损坏，没有备份它（原有的备份仍在）；请运行 repair。", file=sys.stderr)
    return int(bool(done.damaged))


def opened(folder: str | None) -> Store:
    """The store; what is missing from it is said on standard error."""
    store = open_store(folder)
    if store.damage:
        print(missing(store), file=sys.stderr)
    return store


def run_repair(args: Namespace) -> int:
    """Mend what is damaged from a backup, or set it aside; 1 where something stays damaged."""
    try:
        store = open_store(args.store)
        if args.set_aside:
            return _set_aside(store)
        mended = store.repair(args.source)
        left = store.problems()
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    for path in mended:
        print(f"{path}: 已从备份取回。")
    for line in left:
        print(line, file=sys.stderr)
    print(f"取回 {len(mended)} 个文件，仍损坏 {len(left)} 个。" if mended or left else "没有损坏的文件。")
    return int(bool(left))


def _set_aside(store: Store) -> int:
    done = store.set_aside()
    for one in done:
        part, names = one.damage, "、".join(one.names) or one.damage.what or "未注明"
        print(f"已搁置 {part.articles} 篇文章、{part.rows} 行合作（导入 {part.import_id}），请重新导入：{names}")
    print("搁置的文件仍在原处，校订都保留，重新导入后照旧生效。" if done else "没有损坏的文件。")
    return 0


def run_reread(args: Namespace) -> int:
    """Print what the present reader would change, one line a row, then a sentence; ``--apply`` lets it."""
    try:
        found = reread(opened(args.store), args.apply, counter())
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    for difference in found.shown:
        print(difference_line(difference))
    if not found.articles:
        print(f"所有文章都是用现在的读取规则（{found.reader}）读的，无需重读。")
        return 0
    more = sum(found.counts.values()) - len(found.shown)
    if more:
        print(f"…… 另有 {more} 行")
    counts = "、".join(f"{_WHAT[what]} {number} 行" for what, number in found.counts.items())
    done = "已采用；人工校订过的未动。" if args.apply else "尚未采用，确认后请加 --apply；人工校订过的不会动。"
    print(f"用读取规则 {found.reader} 重读文章 {found.articles} 篇：{counts}。{done}")
    return 0


_WHAT = {"new": "新增", "gone": "不再有", "changed": "有变"}


def difference_line(difference: Difference) -> str:
    """A difference in one line: what, row, partners, the parts that changed, the article's title."""
    row = difference.after or difference.before
    who = "、".join(partner["name"] for partner in row["partners"])
    fields = f"（{'、'.join(difference.fields)}）" if difference.fields else ""
    return f"{_WHAT[difference.what]}  {difference.row_id}  {who}{fields}  《{difference.title}》"


def counter():
    """A counter with the time left on standard error while people look on; None in a pipe."""
    if not sys.stderr.isatty():
        return None
    clock = TimeLeft()

    def show(done: int, total: int) -> None:
        left = clock.seconds(done, total)
        words = f"  约剩 {in_minutes(left)}" if left else ""
        print(f"\r\033[K{done}/{total}{words}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show
