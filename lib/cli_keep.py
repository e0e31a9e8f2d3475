"""The commands that keep a store safe: ``backup``, ``restore``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from lib.errors import AtlasError
from lib.store import backup, restore, store_folder


def add_commands(commands, add_store) -> None:
    """Add the commands; ``add_store(parser, run)`` adds ``--store`` and what carries the command out."""
    parser: ArgumentParser = commands.add_parser("backup", help="把整个资料库备份到一个文件夹，导入进行中也可以")
    parser.add_argument("out", metavar="OUT", type=Path, help="备份文件夹；再次备份只补新的")
    add_store(parser, run_backup)
    parser = commands.add_parser("restore", help="用备份恢复资料库；现有的清单先留一份")
    parser.add_argument("source", metavar="FROM", type=Path, help="backup 写出的文件夹")
    add_store(parser, run_restore)


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
    return 0
