"""What kind of thing a line is: furniture, caption, byline, advertisement, heading-like or paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lib.lexicon import lexicon
from lib.loading.bylines import Byline, lead_names, read_byline
from lib.loading.clean import simplify
from lib.loading.lines import Line
from lib.model import BlockKind

TITLE = 60  # characters: a longer line is no heading unless it is marked as one
_SENTENCE = re.compile("[。！？；!?;]")
_FULL_STOP = re.compile("[。；]")
_PHONE = re.compile(
    r"(?<!\d)(?:400[- ]?\d{3,4}[- ]?\d{3,4}|0\d{2,3}[- ]\d{7,8}|1[3-9]\d{9}|[2-9]\d{6,7})(?!\d)(?![元年万亿])"
)
_TRAIL = re.compile(
    r"(?:首页|位置|新闻)[^。]{0,40}?(?:>|»|→|›|＞)|首页(?=[\s\u3000|｜]|$)|(?:[^|｜。]{0,12}[|｜]){3}|>>|"
    r"^[A-D]?\d{1,2}\s?版?$"
)
_DATES = re.compile(r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{1,2}月\d{1,2}日")
_LUNAR = re.compile(
    "农历(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)?[正闰一二三四五六七八九十冬腊]{1,3}月[初一二三四五六七八九十廿卅]{1,3}"
)
_ADDRESS = re.compile(r"https?://|www\.\w|[\w.]@\w+\.\w")
_CREDITS = re.compile(
    r"(?:责任编辑|编辑|责编|美编|校对|版式|制图|审读|组版)[\s/／]\s?[\u4e00-\u9fff]{2,4}(?:[\s/／]|$)"
)
_ORIGIN = re.compile(r"(?:\d|\s|[)）])(?:来源|稿源|作者|编辑|浏览|点击)\s?[：:]")
_TAKEN = re.compile(r"(?:记者|通讯员|^|[\s。）)])[^，。]{0,14}[\s/／]摄[）)]?$|[\u4e00-\u9fff](?<!拍)摄[）)]?$")
_END = re.compile("[（(](?:完|全文完)[)）]")
_SET_OFF = re.compile(r"[:：|｜>»\s]")
_LABEL_EDGE = r"^[\[【（(]?\s*(?:本报|本版|本网)?\s*"
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.．、](?!\d)")


@dataclass(slots=True)
class Piece:
    """A line with its kind. ``byline`` where it is one; ``names``: those named in its lead or tail."""

    line: Line
    kind: BlockKind
    byline: Byline | None = None
    names: str = ""
    article: int | None = None
    crosshead: bool = False

    @property
    def text(self) -> str:
        return self.line.text


@cache
def _patterns() -> dict[str, re.Pattern]:
    words = lexicon("layout")

    def any_of(group: list[str]) -> str:
        return "|".join(map(re.escape, sorted(map(str, group), key=len, reverse=True)))

    captions = words["captions"]
    return {
        "furniture": re.compile(any_of(words["furniture"]["words"])),
        "label": re.compile(rf"{_LABEL_EDGE}(?:{any_of(words['furniture_labels']['words'])})\s*[：:]"),
        "menu": re.compile(any_of(words["menu"]["words"])),
        "rights": re.compile(any_of(words["rights"]["words"])),
        "residue": re.compile(any_of(words["residue"]["words"])),
        "caption": re.compile(rf"[（(]?(?:{any_of(captions['begins'])})"),
        "picture": re.compile(rf"(?:{any_of(captions['ends'])})[）)]?$"),
        "position": re.compile(rf"[（(](?:{any_of(captions['positions'])})"),
        "notice": re.compile(any_of(words["advertisements"]["notices"])),
        "ad": re.compile(any_of(words["advertisements"]["words"])),
        "weak": re.compile(any_of(words["advertisements"]["weak"])),
        "ad_label": re.compile(rf"^[【\[]?(?:{any_of(words['advertisements']['labels'])})[】\]]?$"),
        "lead": re.compile(any_of(words["leads"]["words"])),
        "continuing": re.compile(rf"(?:{any_of(words['continuing']['words'])})"),
        "before": re.compile(
            rf"[（(]?\s*(?:{any_of(words['jumps']['before'])})\s*第?\s*[A-D]?[\d一二三四五六七八九十]{{1,2}}\s?版?"
        ),
        "after": re.compile(
            rf"[（(▶→]?\s*(?:{any_of(words['jumps']['after'])})\s*第?\s*[A-D]?[\d一二三四五六七八九十]{{1,2}}\s?版?"
        ),
        "prefix": re.compile(
            rf"(?:[【\[（(]\s*)?({any_of(words['heading_prefixes']['words'])})(?:[】\]）)]\s*|[：:]\s*|\s+)(?=\S)"
        ),
    }


def is_furniture(text: str) -> bool:
    """A line that belongs to the page or portal, not to an article."""
    folded, found = simplify(text), _patterns()
    if len(set(found["rights"].findall(folded))) >= 2 and len(text) < 200:
        return True
    if _FULL_STOP.search(folded) or len(text) > 160:
        return False
    if len(text) <= 60 and "，" not in folded and _ORIGIN.search(folded):
        return True
    if found["label"].match(folded) or _TRAIL.search(folded):
        return True
    if (_ADDRESS.search(folded) and len(text) <= 60) or _CREDITS.match(folded) or _END.fullmatch(folded):
        return True
    hits = found["furniture"].findall(folded)
    if len(hits) > 1 or (hits and "，" not in folded and _stands_apart(hits[0], folded)):
        return True
    return _is_menu(folded)


def _stands_apart(word: str, line: str) -> bool:
    """Whether a word of furniture is all of a line or set off in it: 字号：大, but not 老字号."""
    numbered = line.startswith(word) and re.search(r"\d", line)
    return bool(numbered or _SET_OFF.search(line) or len(line) <= len(word) + 4)


def is_menu_heading(text: str) -> bool:
    """A marked heading over a part of a portal that is no article: 相关推荐, 首页 > 要闻."""
    folded = simplify(text)
    hits = _patterns()["furniture"].findall(folded)
    return _is_menu(folded) or bool(_TRAIL.search(folded)) or any(len(folded) <= len(word) + 4 for word in hits)


def _is_menu(folded: str) -> bool:
    rest = _patterns()["menu"].sub("", _LUNAR.sub("", _DATES.sub("", folded)))
    rest = re.sub(r"[\W_\d一二三四五六七八九十]", "", re.sub(r"\b[A-D]\d{1,2}", "", rest))
    return not rest and len(folded) <= 80


def is_residue(text: str) -> bool:
    """What a publishing system leaves in a text that was cut out of a web page: its own marks, script, style."""
    return bool(_patterns()["residue"].search(text))


def is_caption(text: str) -> bool:
    """The words under a picture, or the mark that one was there."""
    folded, found = simplify(text), _patterns()
    if re.fullmatch(r"[【（(\[].{0,6}(?:资料图|图片|照片|图源|题图)[^】）)\]]{0,10}[】）)\]]", folded):
        return True
    if len(text) > 100 or len(_FULL_STOP.findall(folded)) > 1:
        return False
    if folded[:1] in "▲△" or _TAKEN.search(folded) or found["caption"].match(folded):
        return True
    if _SENTENCE.search(folded):
        return False
    return bool(found["position"].search(folded) or (len(text) <= 40 and found["picture"].search(folded)))


def is_advertisement(text: str) -> bool:
    """A line that sells: no sentence, but a telephone number or the words of advertising."""
    folded = simplify(text)
    if len(text) <= 150 and _patterns()["notice"].search(folded):
        return True
    if len(text) > 60 or re.search("[。；]", folded):
        return False
    if _PHONE.search(folded):
        return True
    return "，" not in folded and bool(_patterns()["ad"].search(folded) or len(_patterns()["weak"].findall(folded)) > 1)


def is_ad_label(text: str) -> bool:
    """A line that only says that the next one is an advertisement (公益广告)."""
    return bool(_patterns()["ad_label"].match(simplify(text)))


def is_lead(text: str) -> bool:
    """Whether a paragraph begins as a report does: 本报讯, 新华社…电."""
    return bool(_patterns()["lead"].search(simplify(text[:30])))


def is_dateline(text: str) -> bool:
    """A report's lead on a line of its own: 新华社拉萨12月12日电."""
    return len(text) <= 30 and is_lead(text) and bool(re.search(r"(?:[讯訊电電息]|记者[^，。]{0,12}[）)]?)$", text))


def starts_within(text: str) -> bool:
    """Whether a text begins in the middle of something: a stop, a closing mark, words that look back."""
    folded = simplify(text[:20])
    return text[:1] in "，。、；：！？”’）》】」』,.;:!?)" or bool(
        _patterns()["continuing"].match(folded) or _patterns()["before"].match(folded)
    )


def stops_short(text: str) -> bool:
    """Whether a text ends without an end: in mid-sentence, or with 下转…版."""
    return jump_at(text) is not None or text[-1:] in "，、,"


def jump_at(text: str) -> int | None:
    """Where 下转…版 begins at a paragraph's end, None where there is none."""
    for match in _patterns()["after"].finditer(simplify(text[-24:])):
        if not re.search(r"\w", text[-24:][match.end() :]):
            return max(0, len(text) - 24) + match.start()
    return None


def is_jump(text: str) -> bool:
    """A line that is only 上接…版 or 下转…版."""
    folded = simplify(text)
    return len(text) <= 14 and bool(_patterns()["before"].match(folded) or _patterns()["after"].match(folded))


def heading_prefix(text: str) -> tuple[str | None, str]:
    """A heading's column word and the rest: 又讯 四川研讨… → (又讯, 四川研讨…)."""
    match = _patterns()["prefix"].match(simplify(text))
    return (match[1], text[match.end() :]) if match else (None, text)


def is_heading_like(line: Line) -> bool:
    """A line that may be a heading: marked as one, or short and without a sentence's end."""
    if line.level or line.row:
        return not line.row
    text = simplify(line.text) if len(line.text) <= TITLE else ""
    if not text or "。" in text:
        return False
    if line.bold:
        return True
    commas = text.count("，") + text.count(",")
    if commas > (1 if len(text) > 36 else 2) or jump_at(text) is not None:
        return False
    ended = text.endswith(("；", ";", "：", ":", "，", ",", "、", "…", "！”", "？”"))
    opened = text[:1] in "，。、；：）》”"
    return len(text) <= 48 and not ended and not opened and bool(re.search(r"[\u3400-\u9fff]{2}|\w{4}", text))


def is_numbered(text: str) -> bool:
    """A line that opens with a section number: 一、 （二） 3."""
    return bool(_NUMBERED.match(text))


def sort_line(line: Line) -> Piece:
    """The kind of a single line, seen alone; headings and advertisements are settled with their neighbours."""
    text = line.text
    if not re.search(r"\w", text):
        return Piece(line, "furniture")
    if line.level and line.level <= 2 and not is_menu_heading(text):
        return Piece(line, "heading")
    byline = read_byline(text)
    if byline and (byline.scope in ("group", "page") or not is_caption(text)):
        return Piece(line, "byline", byline)
    if is_jump(text):
        return Piece(line, "furniture")
    if is_ad_label(text):
        return Piece(line, "advertisement")
    if is_furniture(text):
        return Piece(line, "furniture")
    if is_caption(text):
        return Piece(line, "caption")
    if is_advertisement(text):
        return Piece(line, "advertisement")
    if is_heading_like(line) and not is_dateline(text):
        return Piece(line, "heading")
    return Piece(line, "paragraph", names=lead_names(text))
