"""The commands that work on the store: ``import``, ``undo``, ``export``, ``check``, and those of ``lib.cli_keep``.

``add_commands`` hangs them below the parser of ``python -m lib``; each sets ``run``, a function of the parsed arguments
that returns the exit code: 0 done, 1 something could not be read or is wrong, 2 usage.
"""

from __future__ import annotations

import json
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lib import cli_keep, exporting, lexicon
from lib.cli_reading import add_reading_options
from lib.crews import Cluster, Pool
from lib.errors import AtlasError, InputError
from lib.goldset import export_gold
from lib.importing import Summary, checked_date, import_paths
from lib.loading import Options
from lib.store import open_store, store_folder

GOLD = "gold"
GEO = Path(__file__).parent.parent / "static" / "geo"


def add_commands(commands) -> None:
    """Add the commands to what ``ArgumentParser.add_subparsers`` gave."""
    parser = commands.add_parser("import", help="把文件、文件夹、压缩包读入资料库")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="文件、文件夹或压缩包，也可以是 s3://桶/前缀")
    parser.add_argument("--published", type=_date, metavar="DATE", help="发表日期（文件自身未写明时用），如 2019-11-05")
    parser.add_argument("--source", metavar="NAME", help="来源（文件自身未写明时用），如 宁夏日报")
    add_reading_options(parser)
    many = parser.add_mutually_exclusive_group()
    many.add_argument("--workers", type=_positive, default=1, metavar="N", help="用本机 N 个进程读取（默认 1）")
    many.add_argument("--cluster", metavar="ADDRESS", help="用 Dask 集群读取，如 tcp://10.0.0.1:8786")
    parser.add_argument(
        "--drafts",
        metavar="ADDRESS",
        help="集群经这里交稿：各台机器共有的文件夹，或 s3://桶/前缀（默认在资料库文件夹里）",
    )
    _add(parser, run_import)
    parser = commands.add_parser("undo", help="撤销一次导入；不写编号则列出各次导入")
    parser.add_argument("import_id", nargs="?", metavar="IMPORT", help="导入编号")
    _add(parser, run_undo)
    parser = commands.add_parser("export", help="把合作表写成文件")
    parser.add_argument("out", metavar="OUT", type=Path, help="写到哪个文件")
    parser.add_argument(
        "--format",
        required=True,
        choices=[*exporting.FORMATS, GOLD],
        help="文件格式；gold：校订过的整篇报道，作测试用例（OUT 是文件夹）",
    )
    parser.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help="筛选条件，可多次，同链接")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="列名与标签的语言")
    _add(parser, run_export)
    cli_keep.add_commands(commands, _add)
    parser = commands.add_parser("check", help="检查数据文件、词典例句、地图边界和资料库")
    _add(parser, run_check)


def _date(text: str) -> str:
    """A publication date; argparse turns the error into exit code 2."""
    try:
        return checked_date(text)
    except InputError as error:
        raise ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    """A whole number from one on; argparse turns the error into exit code 2."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"“{text}”不对，请写一个正整数。")
    return int(text)


def _add(parser: ArgumentParser, run) -> None:
    parser.add_argument("--store", metavar="DIR", help="资料库文件夹（默认 $ATLAS_STORE 或 data/store）")
    parser.set_defaults(run=run)


def run_import(args: Namespace) -> int:
    """Read paths into the store; a summary on standard output, what was skipped or left on standard error."""
    crew = Cluster(args.cluster) if args.cluster else Pool(args.workers) if args.workers > 1 else None
    options = Options(args.columns, args.ocr)
    with _interrupt() as stop:
        try:
            summary = import_paths(
                cli_keep.opened(args.store),
                args.paths,
                args.published,
                cli_keep.counter(),
                source=args.source,
                options=options,
                crew=crew,
                stop=stop,
                drafts=args.drafts,
            )
        except AtlasError as error:
            return _failed(error)
    for name, why in summary.skipped:
        print(why if name in why else f"{name}: {why}", file=sys.stderr)
    for name in summary.left:
        print(f"{name}: 中途停止，未读。", file=sys.stderr)
    print(in_words(summary))
    return 1 if summary.skipped or summary.left else 0


@contextmanager
def _interrupt() -> Iterator[Callable[[], bool]]:
    """Gives ``stop()``: True after Ctrl-C, which asks to end after the present file; a second one ends at once."""
    asked: list[int] = []

    def ask(*_: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(1)
        print("\n读完手头的文件就停；再按一次 Ctrl-C 立即停止。", file=sys.stderr)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def run_undo(args: Namespace) -> int:
    """Take an import out of the library, or list the imports with their numbers."""
    try:
        store = cli_keep.opened(args.store)
        if args.import_id:
            store.undo_import(args.import_id)
            print(f"已撤销导入 {args.import_id}。")
            return 0
        imports = store.imports().to_dict("records")
        if not imports:
            print("还没有导入过。")
        for line in imports:
            state = f"已于 {line['undone']} 撤销" if line["undone"] else f"{line['articles']} 篇、{line['rows']} 行"
            print(f"{line['import_id']}  {line['started']}  {state}  {line['what']}")
    except AtlasError as error:
        return _failed(error)
    return 0


def in_words(summary: Summary) -> str:
    """An import's summary in a sentence."""
    parts = [f"读取文件 {summary.files} 个、文章 {summary.articles} 篇：新增 {summary.new} 篇、合作 {summary.rows} 行"]
    if summary.copies:
        parts.append(f"转载 {summary.copies} 篇（并入原文，作为另一来源）")
    if summary.held:
        parts.append(f"已在库中 {summary.held} 篇")
    if summary.undated:
        parts.append(f"无发表日期 {summary.undated} 篇")
    if summary.left:
        parts.append(f"未读 {len(summary.left)} 个文件")
    if summary.skipped:
        parts.append(f"跳过 {len(summary.skipped)} 项")
    ending = f"导入编号 {summary.import_id}。" if summary.import_id else "资料库未变。"
    return "；".join(parts) + "。" + ending


def run_export(args: Namespace) -> int:
    """Write the cooperation table to a file, or corrected articles as test cases into a folder.

    1 where something is missing from it because the library is damaged."""
    try:
        filter_ = exporting.filter_of(args.where)
        store = cli_keep.opened(args.store)
        if args.format == GOLD:
            print(f"{args.out}: 已写入 {export_gold(store, args.out)} 篇校订过的报道。")
        else:
            number = exporting.export(store, args.format, args.out, filter_, args.lang)
            print(f"{args.out}: 已写入 {number} 行合作。")
        return int(bool(store.damage))
    except AtlasError as error:
        return _failed(error)


def run_check(args: Namespace) -> int:
    """Print one line a problem; 0 where there is none."""
    found = False
    for problem in problems(args.store):
        found = True
        print(problem, flush=True)
    if not found:
        print("没有发现问题。")
    return int(found)


def problems(store: str | None = None) -> Iterator[str]:
    """Everything wrong with data files, lexicon examples, geometry and store, one sentence a problem."""
    for check in (lexicon.problems, _examples, geometry_problems, lambda: _store_problems(store)):
        try:
            yield from check()
        except AtlasError as error:
            yield str(error)


def _store_problems(store: str | None) -> list[str]:
    """A store that was never made has no problems, and checking makes none."""
    return open_store(store).problems() if store_folder(store).exists() else []


def _examples() -> list[str]:
    from lib.reading import check

    return check.problems()


def geometry_problems(folder: Path = GEO) -> Iterator[str]:
    """Provinces, prefectures and countries that no shape stands for, and files of shapes that can't be read."""
    known = lexicon.gazetteer()
    wanted = {
        "province": [place.code for place in known if place.level == "province"],
        "city": sorted({known.city(place.code) for place in known if place.code.isdigit()} - {None}),
        "world": [place.code for place in known if place.level == "country" and place.code != "CHN"],
    }
    for name, codes in wanted.items():
        path = folder / f"{name}.json"
        try:
            drawn = {str(shape.get("id")) for shape in json.loads(path.read_text(encoding="utf-8"))["features"]}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            yield f"{path}: 地图边界读不懂（{error}），请恢复该文件。"
            continue
        yield from (f"{path}: {known.name(code)}（{code}）没有图形，请补上。" for code in codes if code not in drawn)


def _failed(error: AtlasError) -> int:
    print(error, file=sys.stderr)
    return 1
