"""Every format that can be brought in, as a real file, and what does harm: one clear sentence each."""

import shutil

import make_files as make
import pytest
from make_files import PARAGRAPHS, TITLE

from lib.__main__ import main
from lib.errors import InputError
from lib.loading import Options, load, ocr
from lib.loading.columns import fit_columns, guess_columns, parse_columns
from lib.loading.files import KINDS, TEXT_KINDS

HEADER = ["序号", "标题", "来源", "日期", "正文", "备注"]
ROW = ["1", TITLE, "宁夏日报", "2020-06-03", "\n".join(PARAGRAPHS), "头版"]


def articles(path, published=None, **more):
    return [article for page in load(path, published, Options(**more)) for article in page.articles]


def complaint(path, **more) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(InputError) as error:
        articles(path, **more)
    return str(error.value)


def csv_file(path, lines, encoding="utf-8", separator=","):
    text = "".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    return path


def made(folder, kind):
    """The same article as a file of a kind."""
    path = folder / f"article{kind}"
    if kind == ".pdf":
        return make.pdf(path, (TITLE, *PARAGRAPHS))
    if kind == ".docx":
        return make.docx(path)
    if kind in (".xlsx", ".xlsm"):
        return make.xlsx(path, ("报道", [HEADER, ROW]))
    if kind in (".csv", ".tsv"):
        return csv_file(path, [HEADER, ROW], separator="\t" if kind == ".tsv" else ",")
    text = "\n\n".join([TITLE, *PARAGRAPHS])
    if kind in (".html", ".htm", ".xhtml"):
        body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        text = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_article_comes_out_of_every_kind_of_file(tmp_path, kind):
    (article,) = articles(made(tmp_path, kind))
    assert article.title == TITLE
    assert article.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("kind", [".txt", ".pdf", ".docx", ".xlsx", ".csv"])
def test_extract_reads_every_kind_too(tmp_path, kind, capsys):
    assert main(["extract", str(made(tmp_path, kind))]) == 0
    assert "福建" in capsys.readouterr().out


# -- PDF


def test_an_article_goes_on_over_the_pages_of_a_pdf(tmp_path):
    half = len(PARAGRAPHS[0]) - 20
    pages = (TITLE, PARAGRAPHS[0][:half]), (PARAGRAPHS[0][half:], PARAGRAPHS[1])
    (article,) = articles(make.pdf(tmp_path / "two.pdf", *pages))
    assert article.text == "\n".join(PARAGRAPHS)


def test_a_pdf_with_thousands_of_pages_is_refused(tmp_path):
    words = complaint(make.many_pages(tmp_path / "long.pdf", 10_000))
    assert words == "long.pdf: 有 10000 页，超过 2000 页的上限，请拆成几个文件后再读。"


def test_a_broken_pdf_is_named(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert "PDF 打不开" in complaint(tmp_path / "bad.pdf")


def test_a_scan_is_told_where_recognition_is_to_be_had(tmp_path, monkeypatch):
    path = make.scanned(tmp_path / "scan.pdf", (TITLE,))
    monkeypatch.setattr(ocr, "name", lambda: None)
    assert "请装 Tesseract" in complaint(path)
    monkeypatch.setattr(ocr, "name", lambda: "Tesseract")
    assert "本机装有 Tesseract，命令行加 --ocr" in complaint(path)


def test_recognition_that_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "_languages", lambda: ())
    monkeypatch.setattr(ocr, "_rapid", lambda: None)
    assert "本机没有文字识别" in complaint(make.scanned(tmp_path / "scan.pdf", (TITLE,)), ocr=True)


@pytest.mark.skipif(not shutil.which("tesseract") or not make.chinese_font(), reason="no Tesseract or Chinese font")
def test_a_scan_is_read_by_tesseract(tmp_path):
    if ocr.name() != "Tesseract":
        pytest.skip("Tesseract without chi_sim")
    first = "  福建省与宁夏回族自治区在银川签署新一轮协作协议，双"
    lines = (
        TITLE,
        "",
        first,
        "方将在产业、教育、医疗等领域继续携手。根据协议，福建省",
        "今年将投入帮扶资金5亿元，支持宁夏建设产业园区。",
    )
    (page,) = load(make.scanned(tmp_path / "scan.pdf", lines), None, Options(ocr=True))
    assert "签署新一轮协作协议" in page.original
    assert "帮扶资金5亿元" in page.articles[0].text


def test_pages_without_words_among_others_are_named_and_the_others_read(tmp_path):
    path = make.pdf(tmp_path / "mixed.pdf", (TITLE, *PARAGRAPHS), ())
    found = []
    with pytest.raises(InputError, match="第 2 页没有文字层"):
        found.extend(load(path))
    assert found[0].articles[0].title == TITLE


# -- tables


def test_a_table_holds_one_article_a_row(tmp_path):
    other = ["2", "沪滇协作", "云南日报", "2021/3/9", "上海市与云南省签署协议，共建产业园区。", ""]
    for path in (
        csv_file(tmp_path / "t.csv", [HEADER, ROW, other]),
        make.xlsx(tmp_path / "t.xlsx", ("甲", [HEADER, ROW]), ("空", []), ("乙", [HEADER, other])),
    ):
        one, two = articles(path)
        assert (one.title, one.source, one.published, one.text) == (*ROW[1:4], ROW[4])
        assert (two.title, two.published) == ("沪滇协作", "2021-03-09")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding(tmp_path, encoding):
    (article,) = articles(csv_file(tmp_path / "t.csv", [HEADER, ROW], encoding))
    assert article.title == TITLE


def test_a_table_in_big5(tmp_path):
    row = [
        "1",
        "兩岸簽署合作協議",
        "聯合報",
        "2010-06-29",
        "福建省與臺灣省的代表簽署合作協議，雙方將共同發展產業。",
        "",
    ]
    (article,) = articles(csv_file(tmp_path / "t.csv", [["序號", "標題", "來源", "日期", "內容", "備註"], row], "big5"))
    assert (article.title, article.source) == ("兩岸簽署合作協議", "聯合報")


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_with_any_separator(tmp_path, separator):
    assert len(articles(csv_file(tmp_path / "t.csv", [HEADER, ROW], separator=separator))) == 1


def test_columns_are_given_by_hand_where_headings_say_nothing(tmp_path):
    path = csv_file(tmp_path / "t.csv", [["a", "b", "c"], [ROW[1], ROW[4], ROW[3]]])
    assert complaint(path) == ("t.csv: 看不出哪一列是正文（有：a、b、c），请指明，如 --columns text=列名,title=列名。")
    (article,) = articles(path, columns=parse_columns("title=a, text=b，published=c"))
    assert (article.title, article.published) == (TITLE, "2020-06-03")
    assert "没有“d”这一列" in complaint(path, columns=(("text", "d"),))


def test_a_heading_is_taken_once_and_by_hand_first():
    assert guess_columns(["Headline", "Full text", "Date"]) == {
        "text": "Full text",
        "title": "Headline",
        "published": "Date",
    }
    assert fit_columns(["标题", "内容", "正文"], {"text": "内容", "title": "正文"}, "x") == {
        "text": "内容",
        "title": "正文",
    }


@pytest.mark.parametrize("words", ["titel=标题", "title", "text="])
def test_columns_that_are_none_are_refused(words):
    with pytest.raises(InputError, match="列的对应"):
        parse_columns(words)


def test_rows_that_cannot_be_read_are_named_and_the_others_come(tmp_path):
    no_text, bad_date = ["2", "空", "", "", "", ""], ["3", "坏", "", "1999-13-01", "两省签署了协议，合作建设。", ""]
    path = csv_file(tmp_path / "t.csv", [HEADER, no_text, ROW, bad_date])
    found = []
    with pytest.raises(InputError) as error:
        found.extend(load(path))
    assert [page.articles[0].title for page in found] == [TITLE]
    assert str(error.value).splitlines() == [
        "t.csv: 第 2 行没有正文，未读。",
        "t.csv: 第 5 行的日期“1999-13-01”不对，未读，请写成 2019、2019-11 或 2019-11-05。",
    ]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2019年6月3日", "2019-06-03"),
        ("2019.6", "2019-06"),
        ("20190603", "2019-06-03"),
        ("2019-06-03 08:30:00", "2019-06-03"),
        ("2019", "2019"),
        ("不详", None),
        ("", None),
    ],
)
def test_dates_of_cells(tmp_path, given, day):
    (article,) = articles(csv_file(tmp_path / "t.csv", [HEADER, [*ROW[:3], given, *ROW[4:]]]))
    assert article.published == day


def test_every_cell_of_a_row_is_kept_in_its_page(tmp_path):
    (page,) = load(csv_file(tmp_path / "t.csv", [HEADER, ROW]))
    assert "备注: 头版" in page.original
    assert "序号: 1" in page.original
    for block in page.blocks:
        assert 0 <= block.start < block.end <= len(page.original)


def test_a_stretch_of_a_table(tmp_path):
    rows = [[str(n), f"第{n}次签约", "", "", f"两省第{n}次签署合作协议，共建园区。", ""] for n in range(10)]
    path = csv_file(tmp_path / "t.csv", [HEADER, *rows])
    assert [article.title for article in articles(path, rows=(3, 5))] == ["第3次签约", "第4次签约"]


# -- malice


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_entities_in_office_xml_are_refused(tmp_path, kind, encoding):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{lol}]><x>&l11;</x>'.encode(encoding)
    part = "word/document.xml" if kind == ".docx" else "xl/worksheets/sheet1.xml"
    words = complaint(make.replaced(made(tmp_path, kind), part, bomb))
    assert words == f"article{kind}: 含有 XML 实体声明（{part}），可能有害，未读。"


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_an_office_file_that_swells_is_refused(tmp_path, kind):
    path = make.replaced(made(tmp_path, kind), "media/big.xml", b" " * 30_000_000)
    assert path.stat().st_size < 100_000
    assert "压缩炸弹" in complaint(path)


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_an_office_file_that_is_none_is_named(tmp_path, kind):
    path = tmp_path / f"x{kind}"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert "文件打不开" in complaint(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    assert "旧格式或有密码" in complaint(path)
    assert "里面没有" in complaint(make.zipped(path, {"a.txt": "x"}))


def test_script_and_markup_in_a_text_stay_words(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"{TITLE}\n\n{PARAGRAPHS[0]}<script>alert(1)</script><img src=x onerror=alert(2)>\n", "utf-8")
    (article,) = articles(path)
    assert "alert" not in article.text
    assert article.text.startswith(PARAGRAPHS[0])


def test_a_name_with_control_characters_is_shown_without(tmp_path):
    path = tmp_path / "a\x1b[31m\n\u202etxt.md"
    path.write_text(f"# {TITLE}\n\n{PARAGRAPHS[0]}\n", "utf-8")
    (article,) = articles(path)
    assert article.file == "a_[31m__txt.md"
    path.write_text("", "utf-8")
    assert complaint(path).startswith("a_[31m__txt.md: 文件是空的")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in TEXT_KINDS])
def test_an_empty_file_of_any_kind_is_named(tmp_path, kind):
    path = tmp_path / f"x{kind}"
    path.write_bytes(b"")
    assert complaint(path) == f"x{kind}: 文件是空的，请换一个有文字的文件。"
