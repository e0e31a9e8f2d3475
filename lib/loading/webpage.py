"""A whole web page: which of its lines are the article, by trafilatura, and what its head says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_WHOLE = re.compile(
    r"\s{0,1000}(?:<\?xml[^<>]{0,200}>\s{0,100})?(?:<!--[^>]{0,2000}-->\s{0,100})?<(?:!doctype\s+html|html)\b", re.I
)


@dataclass(frozen=True)
class WebPage:
    """``values``: title, author, source, published, url if known; ``is_text``: whether a line is article text."""

    values: dict[str, str]
    is_text: Callable[[str], bool]


def is_web_page(text: str) -> bool:
    """Whether a text is a whole HTML document, not a text with some tags left in."""
    return bool(_WHOLE.match(text))


def read_web_page(text: str) -> WebPage:
    """Find the article in a whole HTML document; without one in it every line counts as text."""
    import trafilatura

    found = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False, favor_recall=True)
    if found is None:
        return WebPage({}, lambda line: True)
    known = {
        "title": found.title,
        "author": found.author,
        "source": found.sitename,
        "published": found.date,
        "url": found.url,
    }
    body = _plain(found.text or "")
    return WebPage({key: value for key, value in known.items() if value}, lambda line: _plain(line) in body)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
