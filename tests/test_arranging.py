"""What a person changes of a page before it comes in: nothing is lost, and every block knows its article."""

import pytest

from lib import arranging
from lib.loading import read_page
from lib.model import article_id

TEXT = """# 闽宁续签协作协议

福建省与宁夏回族自治区6月2日在银川签署新一轮协作协议，福建省今年将投入帮扶资金5亿元。

双方将在产业、教育、医疗等领域继续携手，带动当地群众就近就业。

# 浙川共建医院

浙江省与四川省6月3日在成都签署合作协议，浙江省将投入500万元支持四川省建设医院。
"""


@pytest.fixture
def page():
    """Two articles."""
    found = read_page(TEXT, "page.md")
    assert [article.title for article in found.articles] == ["闽宁续签协作协议", "浙川共建医院"]
    return found


def homes(page):
    """Block → title of the article that it belongs to."""
    return {b.text: None if b.article is None else page.articles[b.article].title for b in page.blocks}


def test_joined_articles_are_one_and_split_again_two(page):
    joined = arranging.join(page, 0)
    (one,) = joined.articles
    assert one.text.split("\n")[2] == "浙川共建医院"
    assert set(homes(joined).values()) == {"闽宁续签协作协议"}
    back = arranging.split(joined, 0, 2)
    assert [(a.id, a.title, a.text) for a in back.articles] == [(a.id, a.title, a.text) for a in page.articles]
    assert homes(back) == homes(page)


def test_an_article_left_out_leaves_its_blocks(page):
    rest = arranging.drop(page, 0)
    assert [article.title for article in rest.articles] == ["浙川共建医院"]
    assert [block.text for block in rest.blocks] == [block.text for block in page.blocks]
    assert set(homes(rest).values()) == {None, "浙川共建医院"}


def test_a_new_title_makes_another_article_and_a_date_does_not(page):
    renamed = arranging.change(page, 0, title="新题").articles[0]
    assert renamed.id == article_id("新题", renamed.text) != page.articles[0].id
    assert arranging.change(page, 0, published="2020-06-03", source="某报").articles[0].id == page.articles[0].id


def test_a_long_paragraph_is_no_heading(page):
    two = arranging.split(page, 0, 1).articles[1]
    assert (two.title, two.text) == ("", page.articles[0].text.split("\n")[1])
