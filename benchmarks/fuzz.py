"""Read mutated sample articles and pages for a while; the first text that is not read as promised ends the run with 1.

    python benchmarks/fuzz.py [--seconds 60] [--seed 1] [--only NUMBER]

Promised of any text: reading raises nothing but InputError, every value names the place it was read from, the same text
gives the same rows; of any bytes: they are decoded or refused. Texts follow from the seed and their number alone:
``--only`` reads one again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib.errors import InputError  # noqa: E402
from lib.loading import read_page  # noqa: E402
from lib.loading.decode import decode  # noqa: E402
from lib.model import Article, Cooperation, Page  # noqa: E402
from lib.reading import read  # noqa: E402

FOLDERS = ("data/sample/articles", "benchmarks/broadcast/articles")
LONGEST = 6000  # characters of a text
PIECES = [
    *"，。；：、“”（）《》【】—…·\n\n\n\t \u3000０１９零〇两亿万元年月日",
    *("1", "2020", "13月", "0年", "99999999999999999999亿元", "1/0", "第", "至", "—", "近", "余", "%", "＄", "万美元"),
    *("<p>", "</p>", "<br/>", "<script>", "<!--", "-->", "<table><tr><td>", "&nbsp;", "&#0;", "&#x110000;", "&amp;lt;"),
    *("# ", "## ", "**", "[", "](", "> ", "---\n", "title: ", "published: 2019-02-30\n", "|", "○", "●", "一、"),
    *("\ud800", "\udfff", "\ufeff", "\u200b", "\u2028", "\x00", "\x85", "\r", "😀", "é", "𠮷", "ﷺ", "\U000e0001"),
    *(
        "上接1版",
        "（下转第六版）",
        "本报记者",
        "川渝",
        "两地",
        "我省",
        "对口支援",
        "签署",
        "合作",
        "捐赠",
        "公司",
        "援疆",
    ),
]


def texts() -> list[str]:
    """The sample articles and the newspaper page as they are printed."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]
    return [path.read_text(encoding="utf-8") for path in [*paths, ROOT / "data/sample/newspaper-page.txt"]]


def cut(text: str, rng: random.Random, longest: int = 400) -> tuple[int, int]:
    start = rng.randrange(len(text) + 1)
    return start, min(len(text), start + rng.randrange(1, longest))


def mutated(pool: list[str], rng: random.Random) -> str:
    """A sample text with a handful of changes."""
    text = rng.choice(pool)
    start = rng.randrange(max(1, len(text) - LONGEST))
    text = text[start : start + LONGEST] if rng.random() < 0.5 else text[:LONGEST]
    for _ in range(rng.choice((1, 2, 4, 8, 16))):
        (a, b), other = cut(text, rng), rng.choice(pool)
        c, d = cut(other, rng)
        text = rng.choice(
            (
                lambda a=a, b=b, text=text: text[:a] + text[b:],
                lambda a=a, b=b, text=text: text[:b] + text[a:b] * rng.randrange(1, 4) + text[b:],
                lambda a=a, text=text: text[:a] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 50)) + text[a:],
                lambda a=a, text=text, part=other[c:d]: text[:a] + part + text[a:],
                lambda a=a, b=b, text=text: text[:a] + "".join(rng.sample(text[a:b], b - a)) + text[b:],
                lambda a=a, b=b, text=text: text[:a] + text[a:b].replace("\n", rng.choice(PIECES)) + text[b:],
                lambda a=a, b=b, text=text: text[:a] + text[a:b].replace("，", "。") + text[b:],
            )
        )()
    return text


def broken(page: Page, article: Article, rows: list[Cooperation]) -> Iterator[str]:
    """What is not as promised of a page, one of its articles and the rows read from it."""
    for block in page.blocks:
        if not 0 <= block.start < block.end <= len(page.original):
            yield f"block {block.kind} at {block.start}–{block.end} of {len(page.original)}"
    for row in rows:
        if len({partner.code for partner in row.partners}) < 2:
            yield f"a row of {[partner.code for partner in row.partners]}"
        for value in (*row.organisations, *row.amounts, *row.counts, *row.dates):
            where = article.title if value.in_title else article.text
            if where[value.start : value.end] != value.text or not value.text:
                yield f"{value.text!r} is not at {value.start}–{value.end}"
        for span in (*row.evidence, *(mention for partner in row.partners for mention in partner.mentions)):
            if not 0 <= span.start < span.end <= len(article.title if span.in_title else article.text):
                yield f"evidence at {span.start}–{span.end}"


def check(text: str) -> str | None:
    """What is wrong with the reading of a text, None where all is as promised."""
    try:
        page = read_page(text, "fuzz.txt", published="2020-06-12")
        if page != read_page(text, "fuzz.txt", published="2020-06-12"):
            return "a second loading differs"
        for article in page.articles:
            rows = read(article)
            found = next(broken(page, article, rows), None)
            if found:
                return found
            if rows != read(article):
                return "a second reading differs"
    except InputError:
        return None  # front matter with a wrong date is refused in a sentence of its own
    except Exception:
        return traceback.format_exc()
    return None


def check_bytes(text: str, rng: random.Random) -> str | None:
    """What is wrong with the decoding of the text's bytes, some of them changed, None where all is as promised."""
    encoding = rng.choice(("utf-8", "gb18030", "big5hkscs", "utf-16"))
    data = bytearray(text.encode(encoding, "ignore"))
    for _ in range(rng.choice((0, 0, 1, 5))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        decode(bytes(data), "fuzz.txt").encode("utf-8")
    except InputError:
        return None
    except Exception:
        return f"as {encoding}:\n{traceback.format_exc()}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="read this text of the seed only")
    arguments = parser.parse_args()
    pool, number, end = texts(), arguments.only or 0, time.monotonic() + arguments.seconds
    print(f"seed {arguments.seed}, {arguments.seconds:.0f} s", flush=True)
    while True:
        rng = random.Random(f"{arguments.seed}/{number}")
        text = mutated(pool, rng)
        wrong = check(text) or check_bytes(text, rng)
        if wrong:
            print(f"text {number} of seed {arguments.seed}: {wrong}\n--- the text:\n{text!r}", file=sys.stderr)
            return 1
        number += 1
        if arguments.only is not None or time.monotonic() > end:
            print(f"{number} texts read as promised")
            return 0


if __name__ == "__main__":
    sys.exit(main())
