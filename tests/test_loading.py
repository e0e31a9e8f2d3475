"""Files as they come: encodings, front matter, and what can't be read, each with its sentence."""

import codecs
from pathlib import Path

import pytest

from lib.errors import InputError
from lib.lexicon import DATA, lexicon
from lib.loading import load, read_page
from lib.loading.clean import simplify
from lib.loading.decode import LIMIT_BYTES
from lib.loading.files import TEXT_KINDS

TEXT = "# 两省签约共建产业园\n\n两省政府昨日签约，共同出资三亿元建设产业园，由双方国企各占一半，工期两年。\n"
TRADITIONAL = "# 兩省簽約共建產業園\n\n兩省政府昨日簽約，共同出資三億元建設產業園，由雙方國企各佔一半，工期兩年。\n"


def articles_of(path: Path, published: str | None = None):
    return [article for page in load(path, published) for article in page.articles]


def written(folder: Path, data: bytes, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "utf-8"),
        (TEXT, "utf-8-sig"),
        (TEXT, "utf-16"),
        (TEXT, "gb18030"),
        (TEXT, "gbk"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
    ],
)
def test_encodings_in_use_are_told_by_themselves(tmp_path, text, encoding):
    (article,) = articles_of(written(tmp_path, text.encode(encoding)))
    assert f"# {article.title}\n\n{article.text}\n" == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_character_cut_at_the_end_of_a_file_is_let_go(tmp_path, encoding):
    data = TEXT.strip().encode(encoding)
    (article,) = articles_of(written(tmp_path, data[:-1]))
    assert article.text.startswith("两省政府昨日签约") and article.text[-4:] in "工期两年。"


def test_every_sample_article_survives_a_change_of_encoding(tmp_path):
    for path in sorted((DATA / "sample" / "articles").glob("*.md")):
        (one,) = articles_of(path)
        text = path.read_text(encoding="utf-8")
        (other,) = articles_of(written(tmp_path, text.encode("gb18030"), path.name))
        assert one == other, path.name


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "空的"),
        ("blank.txt", b" \n\n\t ", "空的"),
        ("mark.txt", codecs.BOM_UTF8, "空的"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "二进制"),
        ("zeros.md", TEXT.encode() + b"\x00\x01", "二进制"),
        ("broken.txt", TEXT.encode() + b"\xff\xfe\xff\xfa" + TEXT.encode(), "编码"),
        ("report.doc", b"\xd0\xcf\x11\xe0", "不支持"),
        ("date.md", "---\ntitle: 签约\npublished: 2019-13-40\n---\n两省签约。".encode(), "日期"),
        ("only-title.txt", "# 标题在这里没有正文\n".encode(), "没有找到文章"),
        ("only-furniture.txt", "责任编辑：李梅 版式：张强\n\n2019年3月8日 星期五 第5版\n".encode(), "没有找到文章"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path, name, data, sentence):
    with pytest.raises(InputError) as error:
        list(load(written(tmp_path, data, name)))
    assert name in str(error.value) and sentence in str(error.value) and "请" in str(error.value)


def test_a_broken_encoding_names_its_line(tmp_path):
    path = written(tmp_path, "第一行\n第二行\n".encode() + b"\xff\xfe\xff\xff\x81" + "\n第四行".encode())
    with pytest.raises(InputError, match="第 3 行"):
        list(load(path))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(InputError, match=r"large\.txt.*50 MB"):
        list(load(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="没有这个文件或文件夹"):
        list(load(tmp_path / "没有.txt"))
    with pytest.raises(InputError, match="文件夹"):
        list(load(tmp_path))


def test_every_kind_of_file_that_is_offered_is_read(tmp_path):
    for kind in TEXT_KINDS:
        (article,) = articles_of(written(tmp_path, TEXT.encode(), f"page{kind}"))
        assert article.title == "两省签约共建产业园", kind


def test_front_matter_gives_the_facts_and_only_missing_dates_are_filled(tmp_path):
    head = '---\ntitle: "川渝：携手"\nsource: 某日报\nurl: https://example.org/1\npublished: 2019-11\n---\n'
    body = "两省政府昨日签约，共同出资三亿元。\n"
    (article,) = articles_of(written(tmp_path, (head + body).encode()), "2001-02-03")
    assert (article.title, article.source, article.published) == ("川渝：携手", "某日报", "2019-11")
    assert (article.url, article.text) == ("https://example.org/1", body.strip())
    undated = head.replace("published: 2019-11\n", "") + body
    assert articles_of(written(tmp_path, undated.encode()), "2001-02-03")[0].published == "2001-02-03"
    assert articles_of(written(tmp_path, undated.encode()))[0].published is None


def test_front_matter_with_windows_line_ends(tmp_path):
    text = (
        "---\r\ntitle: 签约\r\npublished: 2019\r\n---\r\n\r\n两省签约，\r\n共同出资三亿元修桥。\r\n\r\n明年开工。\r\n"
    )
    (article,) = articles_of(written(tmp_path, text.encode()))
    assert (article.title, article.published) == ("签约", "2019")
    assert article.text == "两省签约，共同出资三亿元修桥。\n明年开工。"


def test_a_title_printed_again_above_the_text_is_no_text():
    page = read_page("---\ntitle: 两省签约 共建园区\n---\n# 两省签约　共建园区\n\n园区投资三亿元。\n", "a.md")
    assert page.articles[0].text == "园区投资三亿元。"


def test_without_a_title_in_front_the_first_heading_is_the_title():
    (article,) = read_page("---\nsource: 某日报\n---\n# 两省签约\n\n园区投资三亿元。\n", "a.md").articles
    assert (article.title, article.text) == ("两省签约", "园区投资三亿元。")


def test_simplifying_keeps_every_character_in_its_place():
    script = lexicon("script")
    for text in (TEXT, TRADITIONAL, script["traditional"], "𠮷野家５％"):
        assert len(simplify(text)) == len(text)
    assert simplify("兩岸簽約") == "两岸签约"
