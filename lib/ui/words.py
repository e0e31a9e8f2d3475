"""The interface's words: ``data/interface/PAGE.yaml``, each ``key: {zh: …, en: …}``. No Streamlit here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from lib.errors import DataError, reason
from lib.lexicon import DATA, codes, gazetteer

LANGUAGES = {"zh": "中文", "en": "English"}


@cache
def entries(name: str) -> dict[str, dict[str, str]]:
    """The words of one page. Raises DataError where the file is missing, no YAML, or an entry lacks a language."""
    path = DATA / "interface" / f"{name}.yaml"
    try:
        words = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise DataError(f"{path}: 界面文字读不到（{reason(error)}），请恢复该文件。") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path}: 不是合法的 YAML（{error}），请改正。") from error
    for key, entry in words.items():
        if not isinstance(entry, dict) or not all(isinstance(entry.get(lang), str) for lang in LANGUAGES):
            raise DataError(f"{path}: “{key}”缺少中文或英文，请补上 zh 和 en。")
    return words


MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~:$&.-])")


def literal(text: str) -> str:
    """Words of an article, a file or a link as Markdown that shows them to the letter: no image, link or formula."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True)
class Words:
    """The words of a page in one language; ``page`` first, then ``frame``."""

    page: str
    lang: str = "zh"

    def t(self, key: str, **values: object) -> str:
        """The words for ``key`` with ``{name}`` filled in. Raises DataError for a key that no file has."""
        for name in (self.page, "frame"):
            entry = entries(name).get(key)
            if entry:
                text = entry[self.lang]
                return text.format(**values) if values else text
        raise DataError(f"data/interface/{self.page}.yaml: 没有“{key}”，请补上 zh 和 en。")

    def label(self, group: str, code: str) -> str:
        """A codebook value in words: ``label("domains", "health")`` → 医疗卫生. Unknown codes come back as they are."""
        entry = codes(group).get(code)
        return entry[self.lang] if entry else code

    def place(self, code: str) -> str:
        """A place's short name: ``510727`` → 平武; with its province where it lies below one."""
        return place_name(code, self.lang)

    def place_path(self, code: str) -> str:
        """A place's full name with what it lies in: ``510727`` → 四川 · 绵阳 · 平武县."""
        return place_path(code, self.lang)


@cache
def place_name(code: str, lang: str) -> str:
    """The short name of a code; the code itself where the gazetteer does not know it."""
    return gazetteer().short(code, lang) if code in gazetteer() else code


@cache
def place_path(code: str, lang: str) -> str:
    """Names from province down to the place, joined by `` · ``."""
    places = gazetteer()
    if code not in places:
        return code
    above = [places.short(parent, lang) for parent in reversed(places.parents(code))]
    return " · ".join([*above, places.name(code, lang)])


def is_place(code: str) -> bool:
    """True for a code of the gazetteer."""
    return code in gazetteer()
