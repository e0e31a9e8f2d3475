"""The frame of every page: menu, language, link, filter bar, the drawer with the rows behind a number.

Streamlit runs a page's file alone where a fresh server is visited by a deep link, so every page opens the frame first.
"""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from lib import __version__
from lib.errors import AtlasError
from lib.exporting import missing
from lib.model import Filter
from lib.rights import Person
from lib.store import Store
from lib.ui.charts import answer_click
from lib.ui.evidence import show_drawer
from lib.ui.filterbar import show_filters
from lib.ui.gather import begin
from lib.ui.library import open_library
from lib.ui.links import link_params, query, read_filter
from lib.ui.meeting import is_broken, show_display, show_planner, shown_step
from lib.ui.reporting import ask_for_report, show_report_dialog
from lib.ui.scripts import page_script
from lib.ui.signing import admitted, brand, show_person
from lib.ui.view import PAGES, View
from lib.ui.words import LANGUAGES, Words, is_place, literal

SIDEBAR = 268  # pixels: the widest English entry on one line
STATIC = Path(__file__).parent.parent.parent / "static"


def open_page(page: str, filters: bool = True) -> View:
    """Set up the page and return its view. ``filters=False`` for pages that show no part of the library.

    Stops the page with one sentence where the store can't be opened.
    """
    begin()
    lang = "en" if st.query_params.get("lang") == "en" else "zh"
    words = Words(page, lang)
    st.set_page_config(
        page_title=f"{words.t('menu_' + page)} · {words.t('product')}",
        page_icon=str(STATIC / "ui" / "mark.svg"),
        layout="wide",
        initial_sidebar_state=SIDEBAR,
    )
    st.html(STATIC / "ui" / "atlas.css")
    dark = st.context.theme.type == "dark"
    page_script(words, dark)
    try:
        return _open(page, words, filters, dark)
    except AtlasError as error:
        st.error(literal(str(error)))
        st.stop()


def _open(page: str, words: Words, filters: bool, dark: bool) -> View:
    person = admitted(words)
    answer_click()
    filter_, bad = read_filter({key: st.query_params.get_all(key) for key in st.query_params}, is_place)
    step = shown_step()
    if step is None:
        _menu(page, words, filter_, person)
        head = st.container(key="atlas-head", horizontal=True, vertical_alignment="center", gap="small")
    store = _library(words).acting(person)
    view = View(page, store, filter_, words, dark, bad, large=step is not None, damage=store.damage)
    if step is None:
        _head(view, head)
    else:
        show_display(view, step)
    _state(view)
    bad += [words.t("meeting")] if is_broken() else []
    if bad:
        st.warning(words.t("bad_link", values=words.t("comma").join(literal(value[:40]) for value in bad[:5])))
    if filters and step is None:
        show_filters(view)
    show_drawer(view)
    show_report_dialog(view)
    return view


def _library(words: Words) -> Store:
    """The library, or the earlier state that the link names; where that can't be had, the present one and why."""
    asked = st.query_params.get("version")
    try:
        return open_library(words, asked)
    except AtlasError as error:
        if not asked:
            raise
        st.query_params.pop("version")
        st.warning(literal(str(error)))
        return open_library(words)


def _state(view: View) -> None:
    """Say so where what is shown is an earlier state of the library, or part of it can't be read."""
    if view.damage:
        st.warning(literal(missing(view.store, view.lang)), icon=":material/report:")
    if view.store.is_past:
        with st.container(horizontal=True, vertical_alignment="center", key="atlas-past"):
            st.info(view.t("is_past", version=view.store.version), icon=":material/history:", width="stretch")
            st.button(view.t("to_present"), key="to-present", on_click=_to_present)


def _to_present() -> None:
    st.query_params.pop("version", None)


def _carried() -> dict[str, str | None]:
    """What links to other pages keep beside filter and language: the meeting, the library's version."""
    return {name: st.query_params.get(name) for name in ("meeting", "version")}


def _menu(page: str, words: Words, filter_: Filter, person: Person) -> None:
    """The sidebar: name, pages, version."""
    with st.sidebar:
        st.html(brand(words))
        for name, file in PAGES.items():
            with st.container(key=f"menu-{name}{'-here' if name == page else ''}"):
                st.page_link(
                    file,
                    label=words.t("menu_" + name),
                    icon=f":material/{ICONS[name]}:",
                    query_params=link_params(filter_, words.lang, **_carried()),
                    width="stretch",
                )
        show_person(person, words)
        st.html(f'<div class="atlas-foot">{words.t("foot", version=__version__)}</div>')


def _head(view: View, place: st.delta_generator.DeltaGenerator) -> None:
    """Title and what the page answers on the left; link and language on the right."""
    with place:
        name, lead = escape(view.t("menu_" + view.page)), escape(view.t("lead"))
        st.html(f'<div class="atlas-title"><h1>{name}</h1><p>{lead}</p></div>')
        st.html(
            f'<button class="atlas-button" data-atlas-copy="{escape(view.t("copied"))}">{escape(view.t("copy_link"))}'
            "</button>",
            width="content",
        )
        with st.popover(view.t("cite_this"), icon=":material/format_quote:", key="pop-cite"):
            st.caption(view.t("cite_help"))
            st.code(_citation(view), language=None, wrap_lines=True)
        show_planner(view)
        st.button(view.t("report"), key="report", icon=":material/description:", on_click=ask_for_report)
        other = "en" if view.lang == "zh" else "zh"
        st.button(
            LANGUAGES[other],
            key="language",
            help=view.t("language_help"),
            on_click=_switch_language,
            args=(other,),
        )


def _citation(view: View) -> str:
    """What this view is called in a paper, with a link that shows the library as it is now, whatever comes later."""
    params = {key: st.query_params.get_all(key) for key in st.query_params} | {"version": [view.store.version]}
    address = f"{(st.context.url or '').partition('?')[0]}?{query(params)}"
    today = date.today().isoformat()
    return view.t("citation", version=__version__, library=view.store.version, date=today, address=address)


def _switch_language(lang: str) -> None:
    """Change the language and leave every other parameter of the link alone."""
    if lang == "zh":
        st.query_params.pop("lang", None)
    else:
        st.query_params["lang"] = lang


ICONS = {
    "overview": "dashboard",
    "map": "map",
    "funding": "account_balance",
    "keywords": "sell",
    "network": "hub",
    "compare": "compare_arrows",
    "table": "table_rows",
    "articles": "article",
    "import": "upload_file",
    "review": "fact_check",
    "method": "menu_book",
}
