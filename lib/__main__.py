"""The command line: ``python -m lib COMMAND``. Exit codes: 0 done, 1 some input could not be read, 2 usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence

from lib.cli_reading import add_reading_options
from lib.errors import AtlasError, InputError
from lib.model import Article, Cooperation

Read = Callable[[Article], Sequence[Cooperation]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lib", description="区域合作图谱：命令行")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    add_extract(commands)
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] != ["extract"]:  # extract starts without the store and its libraries
        from lib.cli_store import add_commands

        add_commands(commands)
    options = parser.parse_args(given)
    try:
        return options.run(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # a reader that left is no error
        return 0
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1


def add_extract(commands: argparse._SubParsersAction) -> None:
    """``extract``: files → rows on standard output."""
    parser = commands.add_parser("extract", help="读取文件，把合作表写到标准输出")
    parser.add_argument("files", nargs="+", metavar="FILE", help="文章或报纸版面：txt、md、html、pdf、docx、csv、xlsx")
    parser.add_argument(
        "--published", type=date_argument, metavar="DATE", help="没有日期的文章的发稿日期，如 2019-11-05"
    )
    parser.add_argument("--json", action="store_true", help="每篇文章一行 JSON")
    add_reading_options(parser)
    parser.set_defaults(run=extract)


def date_argument(text: str) -> str:
    """An EDTF date of a day, month or year; argparse turns the error into exit code 2."""
    from lib.loading.front import is_date

    if not is_date(text):
        raise argparse.ArgumentTypeError(f"日期“{text}”不对，请写成 2019、2019-11 或 2019-11-05。")
    return text


def extract(options: argparse.Namespace) -> int:
    """Print the rows of files, article by article; files that can't be read are named on standard error."""
    from lib.output import json_line, table_lines

    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    read, failed = reader(), 0
    for file in options.files:
        try:
            for article in _articles(file, options):
                rows = read(article)
                write([json_line(article, rows)] if options.json else table_lines(article, rows))
        except InputError as error:
            failed += 1
            print(error, file=sys.stderr)
    return 1 if failed else 0


def _articles(file: str, options: argparse.Namespace) -> Iterable[Article]:
    from lib.loading import Options, load

    for page in load(file, options.published, Options(options.columns, options.ocr)):
        yield from page.articles


def reader() -> Read:
    """The reading stage's ``read``; rows stay empty while that stage has none."""
    import lib.reading

    return getattr(lib.reading, "read", lambda article: ())


def write(lines: Iterable[str]) -> None:
    """Lines to standard output, flushed so that a reader sees each article at once."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
