"""What a page is given: the store, the filter of its link, the language, and words and tables in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

import streamlit as st

from lib.errors import AtlasError
from lib.figures import numbers
from lib.model import Filter
from lib.store import Damage, Store
from lib.ui.links import link_params, query
from lib.ui.steps import OWN
from lib.ui.words import Words, literal

PAGES = {
    "overview": "app.py",
    "map": "pages/map.py",
    "funding": "pages/funding.py",
    "keywords": "pages/keywords.py",
    "network": "pages/network.py",
    "compare": "pages/compare.py",
    "table": "pages/table.py",
    "articles": "pages/articles.py",
    "import": "pages/import.py",
    "review": "pages/review.py",
    "method": "pages/method.py",
}


def answer(store: Store, damage: tuple[Damage, ...], filter_: Filter, function: Callable, *args: object) -> object:
    """``function(store, filter_, *args)``, kept until the library changes or loses a part. Raises AtlasError."""
    name = f"{function.__module__}.{function.__qualname__}@{store.folder}"
    state = "!".join([store.version, *(part.part for part in damage)])
    return _kept(name, state, filter_, args, function, store)


@st.cache_data(max_entries=400, show_spinner=False)
def _kept(name: str, state: str, filter_: Filter, args: tuple, _function: Callable, _store: Store) -> object:
    return _function(_store.steady(), filter_, *args)


@dataclass(frozen=True)
class View:
    """A page's view of the library. ``dark``: the reader's theme, for figures; ``words``: pass it to figures."""

    page: str
    store: Store
    filter: Filter
    words: Words
    dark: bool = False
    problems: list[str] = field(default_factory=list)
    large: bool = False  # on display in a meeting
    damage: tuple[Damage, ...] = ()  # what the page has said is missing

    @property
    def lang(self) -> str:
        """``zh`` or ``en``."""
        return self.words.lang

    def t(self, key: str, **values: object) -> str:
        """Words of the interface: ``data/interface/PAGE.yaml``, then ``frame.yaml``."""
        return self.words.t(key, **values)

    def label(self, group: str, code: str) -> str:
        """A codebook value in words."""
        return self.words.label(group, code)

    def place(self, code: str) -> str:
        """A place's short name."""
        return self.words.place(code)

    def number(self, value: float | None) -> str:
        """A number in short (万, 亿; million, billion)."""
        return numbers.number(value, self.lang)

    def money(self, value: float | None, currency: str = "CNY") -> str:
        """A sum of money in short."""
        return numbers.money(value, self.lang, currency)

    def get(self, function: Callable, *args: object, filter: Filter | None = None) -> object:
        """``function(store, filter, *args)``, kept until the library changes; for functions of ``lib.views``.

        Stops the page with one sentence where the library can't answer, and begins it anew where part of the library
        is found to be damaged meanwhile.
        """
        asked = self.filter if filter is None else filter
        try:
            found = answer(self.store, self.damage, asked, function, *args)
        except AtlasError as error:
            st.error(literal(str(error)))
            st.stop()
        if self.store.damage != self.damage:
            st.rerun()
        return found

    def go(self, filter_: Filter, **extra: str | None) -> None:
        """Show the page with another filter: writes the link, runs the page again."""
        set_link(filter_, self.lang, **extra)
        st.rerun()

    def narrow(self, **changes: object) -> Filter:
        """The filter with parts replaced: ``view.narrow(domains=("health",))``."""
        return replace(self.filter, **changes)

    def params(self, filter: Filter | None = None, **extra: str | None) -> dict[str, list[str]]:
        """Parameters for ``st.page_link`` and ``st.switch_page`` that keep filter, language, meeting and version."""
        own: dict[str, str | None] = {name: st.query_params[name] for name in OWN if name in st.query_params}
        own["version"] = self.store.version if self.store.is_past else None
        return link_params(self.filter if filter is None else filter, self.lang, **(own | extra))

    def page_link(self, page: str, label: str, filter: Filter | None = None, **extra: str | None) -> None:
        """A link to a page that keeps filter and language; ``extra``: that page's own parameters.

        On the page itself it is a button: Streamlit leaves the browser's address as it is for links to the same page.
        """
        params = self.params(filter, **extra)
        if page != self.page:
            st.page_link(PAGES[page], label=label, query_params=params)
        else:
            key = f"here-{query(params)}"
            st.button(label, key=key, type="tertiary", on_click=st.query_params.from_dict, args=(params,))

    def open_rows(self, rows: Filter | list[str] | tuple[str, ...], title: str) -> None:
        """Show the rows behind a number, with their sentences, in the drawer (see ``lib.ui.evidence``).

        To be used as ``on_click`` of a button; in a page's own flow follow it with ``st.rerun()``.
        """
        ask = rows if isinstance(rows, Filter) else Filter(rows=tuple(rows))
        st.session_state["atlas.rows"] = {"page": self.page, "filter": ask, "title": title, "shown": 10}


def set_link(filter_: Filter, lang: str, **extra: str | None) -> None:
    """The one place that writes the link's parameters. A page's own parameters stay; ``name=None`` takes one out."""
    ours = {part.name for part in fields(Filter)} | {"lang"}
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key not in ours and key not in extra}
    st.query_params.from_dict(kept | link_params(filter_, lang, **extra))
