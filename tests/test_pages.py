"""Pages taken apart: little pages of each kind, the sample library's newspaper page, and what holds for any page."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import InputError
from lib.lexicon import DATA, lexicon
from lib.loading import load, read_page

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases" / "pages").glob("*.yaml"))
FIELDS = ("title", "kicker", "byline", "source", "published", "url", "complete", "text")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_page_of_a_kind(path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    published = case.get("published") and str(case["published"])
    page = read_page(case["page"], f"{path.stem}.txt", published)
    wanted = case["articles"]
    assert [article.title for article in page.articles] == [article["title"] for article in wanted]
    for article, want in zip(page.articles, wanted, strict=True):
        for name in FIELDS:
            if name in want:
                assert getattr(article, name) == want[name], name
        if "paragraphs" in want:
            paragraphs = article.text.split("\n")
            assert len(paragraphs) == len(want["paragraphs"]), paragraphs
            assert all(p.startswith(begin) for p, begin in zip(paragraphs, want["paragraphs"], strict=True)), paragraphs
        assert list(article.captions) == want.get("captions", list(article.captions))
        assert want.get("not", "\0") not in article.text
    for kind, count in case.get("blocks", {}).items():
        assert sum(block.kind == kind for block in page.blocks) == count, kind
    check_blocks(page)


def test_the_newspaper_page_comes_apart_as_people_took_it_apart():
    gold = json.loads((HERE / "data" / "newspaper-page.gold.json").read_text(encoding="utf-8"))
    (page,) = load(DATA / "sample" / "newspaper-page.txt")
    assert len(page.articles) == len(gold["articles"]) == 6
    for article, want in zip(page.articles, gold["articles"], strict=True):
        assert (article.title, article.kicker) == (want["title"], want["kicker"])
        assert (article.byline, article.complete) == (want["byline"], want["complete"])
        assert article.text.startswith(want["begins"]) and article.text.endswith(want["ends"])
        assert len(article.text.split("\n")) == want["paragraphs"]
        assert article.captions == ((want["caption"],) if "caption" in want else ())
    repeats = [block.text for block in page.blocks if block.kind == "repeat"]
    assert len(repeats) == len(gold["repeated"])
    assert all(text.startswith(want["begins"]) for text, want in zip(repeats, gold["repeated"], strict=True))
    sold = [block.text for block in page.blocks if block.kind == "advertisement"]
    assert sold == [want["text"] for want in gold["not_articles"]]
    check_blocks(page)


def check_blocks(page) -> None:
    """Blocks stand in order, apart, inside the original; every letter and figure of it that is no markup is in one."""
    for before, block in pairwise(page.blocks):
        assert before.end <= block.start
    for block in page.blocks:
        assert 0 <= block.start < block.end <= len(page.original)
        assert block.article is None or 0 <= block.article < len(page.articles)
    held = {at for block in page.blocks for at in range(block.start, block.end)}
    if "<" not in page.original and "&" not in page.original:
        lost = [c for at, c in enumerate(page.original) if at not in held and c.isalnum()]
        assert not lost, lost


FRAGMENTS = yaml.safe_load((HERE / "cases" / "fragments.yaml").read_text(encoding="utf-8"))
WORDS, TAGS = st.sampled_from(FRAGMENTS["words"]), st.sampled_from(FRAGMENTS["tags"])
LINE_STARTS = st.sampled_from(["", "# ", "## ", "**", "### ", "　　", "- ", "1. ", "> "])
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n"])
LINES = st.tuples(LINE_STARTS, st.lists(WORDS, max_size=8).map("".join), BREAKS).map("".join)
PLAIN_PAGES = st.lists(LINES, max_size=14).map("".join)


@settings(max_examples=300)
@given(PLAIN_PAGES)
def test_nothing_of_a_page_is_lost(text):
    page = read_page(text, "page.txt")
    assert page.original == text
    check_blocks(page)


@settings(max_examples=200)
@given(PLAIN_PAGES)
def test_an_article_has_only_words_of_its_page_in_their_order(text):
    for article in read_page(text, "page.txt").articles:
        for paragraph in article.text.split("\n"):
            rest = iter(text)
            assert all(c in rest for c in paragraph if c.isalnum()), paragraph


@settings(max_examples=300)
@given(st.lists(st.one_of(WORDS, TAGS, BREAKS, st.text(max_size=4)), max_size=24).map("".join))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        page = read_page(text, "any.txt", "2020-01")
    except InputError as error:
        assert str(error).startswith("any.txt")
        return
    check_blocks(page)
    assert all(article.text and article.published for article in page.articles)


def test_the_same_article_has_the_same_id_wherever_it_comes_from():
    text = "# 两省签约\n\n两省昨日签约，共同出资三亿元修建一座桥。\n"
    one, other = read_page(text, "a.txt").articles[0], read_page("\n\n" + text, "b.txt", "2020").articles[0]
    assert one.id == other.id
    assert one.id != read_page(text.replace("三", "四"), "a.txt").articles[0].id


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


KINDS_WITH_EXAMPLES = ("furniture", "furniture_labels", "menu", "rights", "captions", "advertisements", "jumps")


@pytest.mark.parametrize("group", KINDS_WITH_EXAMPLES)
def test_examples_of_the_lexicon_of_layout(group):
    filler = "\n\n".join(f"两省第{n}次会商在省会举行，双方就修路架桥的资金怎样分摊谈妥了{n}条意见。" for n in "一二三")
    for example in lexicon("layout")[group]["examples"]:
        page = read_page(f"# 两省会商修路架桥\n\n{filler}\n\n{example}\n", "page.txt")
        texts = [article.text for article in page.articles]
        assert len(texts) == 1 and "会商" in texts[0], example
        kept = [b for b in page.blocks if squeezed(b.text) in squeezed(example) and b.kind != "paragraph"]
        assert kept and example not in texts[0], example
    for example in lexicon("layout")[group]["not"]:
        page = read_page(f"# 两省会商修路架桥\n\n{filler}\n\n{example}\n\n{filler[::-1]}\n", "page.txt")
        assert any(example in a.text or example == a.title for a in page.articles), example


@pytest.mark.parametrize(
    "title", ["关键词：跨省通办", "版权声明要写进协议", "记者手记：扫码看两地", "电话那头是上海", "首页上的两座城"]
)
def test_a_marked_heading_keeps_words_of_furniture(title):
    (article,) = read_page(f"## {title}\n\n两省昨日签约，共同出资三亿元修建一座桥。\n", "page.txt").articles
    assert article.title == title


def test_a_part_of_a_portal_is_no_article():
    page = read_page("# 两省签约\n\n两省昨日签约，共同出资三亿元修建一座桥。\n\n## 相关推荐\n\n更多>>\n", "page.txt")
    assert [article.title for article in page.articles] == ["两省签约"]


def test_examples_of_what_publishing_systems_leave_in_a_text():
    entry, body = lexicon("layout")["residue"], "两省昨日签约，共同出资三亿元修建一座桥，明年开工，工期两年。"
    for example in entry["examples"] + entry["not"]:
        (article,) = read_page(f"---\ntitle: 两省修桥\n---\n{body}\n\n{example}\n", "a.md").articles
        assert (article.text == body) == (example in entry["examples"]), example


def test_examples_of_bylines():
    body = "两省昨日签约，共同出资三亿元修建一座桥，明年开工，工期两年。"
    entry = lexicon("layout")["bylines"]
    for example, names in entry["examples"].items():
        (article,) = read_page(f"# 两省共建一座桥\n\n{body}\n\n{example}\n", "page.txt").articles
        assert (article.byline or "", article.text) == (names, body), example
    for example in entry["not"]:
        page = read_page(f"# 两省共建一座桥\n\n{body}\n\n{example}\n\n{body[::-1]}\n", "page.txt")
        assert not [block for block in page.blocks if block.kind == "byline"], example


def test_examples_of_leads_prefixes_and_openings():
    words = lexicon("layout")
    for example in words["leads"]["examples"]:
        body = f"{example}，两省签约共建一座大桥，投资三亿元。"
        (article,) = read_page(f"# 两省签约\n\n{body}\n", "page.txt").articles
        assert article.text == body
    for example in words["heading_prefixes"]["examples"] + words["heading_prefixes"]["not"]:
        (article,) = read_page(f"## {example}\n\n两省昨日签约，共同出资三亿元修桥。\n", "page.txt").articles
        assert (article.kicker is None) == (example in words["heading_prefixes"]["not"]), example
    for example in words["continuing"]["examples"] + words["continuing"]["not"]:
        (article,) = read_page(f"## 两省签约\n\n{example}，两省昨日共同出资三亿元修桥。\n", "page.txt").articles
        assert article.complete == (example in words["continuing"]["not"]), example
