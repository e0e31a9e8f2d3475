"""Who wrote it: the names in a byline, whether it stands on its own line, in a lead or at a paragraph's end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lib.lexicon import lexicon
from lib.loading.clean import simplify

_BRACKETS = "（）()【】[]〔〕"
_SEPARATORS = re.compile(r"[\s\u3000、，,;；/／:：|·]+")
_EDITORS = re.compile(r"\s发自.{1,12}$|(?:责任编辑|责任校对|责编|编辑|校对|审核|版式|美编|责任|监制|主编|总监制).*$")
_LEAD = re.compile(
    r"[^。！？]{0,40}?(?:讯|电|消息|报道)?\s*[（(]\s*([^（()）]{0,12}(?:记者|通讯员)[^（()）]{0,60})[）)]"
)
_PEN = r"(?<!\w)[文图圖]\s?[/／：:]\s?"  # 文/王立
_TAIL = re.compile(r"[（(【\[]([^（()）【】\[\]]{1,60})[)）】\]]\s*$")
_WRITTEN = re.compile(r"(?:均)?(?:由)?(.{2,60}?)(?:采写|撰写|采访|提供|报道|摄影)")


@dataclass(frozen=True, slots=True)
class Byline:
    """``names`` joined by spaces, "" where the line names nobody. ``scope``: whose it is.

    ``own``: marked with □ or a role; ``name``: a bare name; ``bracket``: a name in brackets; ``group``: all above
    it up to the last group; ``page``: all of the page.
    """

    names: str
    scope: str


@cache
def _words() -> dict:
    found = lexicon("layout")
    bylines = found["bylines"]
    roles = sorted(bylines["roles"], key=len, reverse=True)
    names = found["surnames"].replace(" ", "")
    compound = "|".join(found["compound_surnames"])
    return {
        "roles": re.compile("|".join(map(re.escape, roles)) + "|" + _PEN),
        "starts": re.compile("[" + "".join(bylines["marks"]) + r"]\s*"),
        "named": re.compile(r"^(?:[（(【]\s*)?(?:" + "|".join(map(re.escape, roles)) + f"|{_PEN})"),
        "group": re.compile("|".join(bylines["group"])),
        "page": re.compile("|".join(bylines["page"])),
        "name": re.compile(rf"(?:(?:{compound})[\u4e00-\u9fff]{{1,2}}|[{names}][\u4e00-\u9fff]{{1,2}})"),
        "not": re.compile("|".join(found["not_names"])),
    }


def is_name(text: str) -> bool:
    """Whether a word of two to four characters is a person's name by its family name."""
    words = _words()
    folded = simplify(text)
    return bool(words["name"].fullmatch(folded)) and not words["not"].match(folded)


def names_in(text: str, longest: int = 12) -> str:
    """The names in a byline's words, without roles, marks and editors; a part over ``longest`` characters is none."""
    return " ".join(dict.fromkeys(part for part in _parts(text) if 2 <= len(part) <= longest))


def _parts(text: str) -> list[str]:
    words, folded = _words(), simplify(text)
    end = _EDITORS.search(folded)
    kept = list(text[: end.start() if end else None])
    for pattern in (words["starts"], words["roles"]):
        for match in pattern.finditer(folded, 0, len(kept)):
            kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return [part.strip(_BRACKETS) for part in _SEPARATORS.split("".join(kept))]


def read_byline(text: str) -> Byline | None:
    """A line's byline, or None where the line is none."""
    if len(text) > 60:
        return None
    words, folded = _words(), simplify(text)
    group = words["group"].search(folded)
    if group and group.start() <= 3:
        written = _WRITTEN.search(folded, group.end())
        scope = "page" if words["page"].match(folded, group.start()) else "group"
        return Byline(names_in(text[slice(*written.span(1))]) if written else "", scope)
    if re.search("[。！？，；“”《》]", text):
        return None
    marked = words["starts"].match(folded)
    if words["named"].match(folded[marked.end() :] if marked else folded):
        return _by_role(text, bool(marked))
    return _bare(text, bool(marked))


def _by_role(text: str, marked: bool) -> Byline | None:
    longest = 12 if marked else 4  # □ may stand before a whole office; without a mark only names are sure
    if any(len(part) > longest for part in _parts(text)):
        return None
    return Byline(names_in(text), "own")


def _bare(text: str, marked: bool) -> Byline | None:
    inner = text.strip(" \u3000")
    bracket = inner[:1] in "（(" and inner[-1:] in "）)"
    names = [part for part in _parts(inner) if part]
    if 1 <= len(names) <= 5 and all(is_name(name) for name in names):
        return Byline(" ".join(names), "own" if marked else "bracket" if bracket else "name")
    return None


def lead_names(text: str) -> str:
    """The names in a paragraph's lead, 本报讯（记者 赵蝶）, "" where it names nobody."""
    match = _LEAD.match(text[:120])
    return names_in(match[1]) if match else ""


def tail_byline(text: str) -> str:
    """The names of a byline in brackets at a paragraph's end, （总台央视记者 李晓）, "" where there is none."""
    match = _TAIL.search(text, max(0, len(text) - 70))
    if not match or match.start() == 0 or not _words()["named"].match(simplify(match[1])):
        return ""
    names = names_in(match[1])
    return names if all(len(part) <= 4 for part in names.split()) else ""
