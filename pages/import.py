"""导入 · Import: files or pasted text → what would be read from them → into the library; every import can be undone."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import streamlit as st

from lib.errors import AtlasError
from lib.importing import import_paths, with_source
from lib.loading import load
from lib.model import Page
from lib.reading import read
from lib.ui.blocks import blocks_html
from lib.ui.evidence import show_card
from lib.ui.frame import open_page
from lib.ui.intake import is_date, keep_text, keep_uploads
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.preview import preview_cards

SHOWN_PAGES = 20  # pages looked at before an import; the import itself takes all
STATE, DONE = "intake.preview", "intake.done"


@dataclass(frozen=True)
class Given:
    """What the reader wants to bring in: uploaded files or a text, with what it does not say of itself."""

    what: object
    published: str | None
    source: str | None

    def keep(self) -> list[Path]:
        """The files or the text, kept in the session's scratch folder."""
        return keep_text(self.what) if isinstance(self.what, str) else keep_uploads(self.what)


def ask(view: View) -> Given | None:
    """Files or a text, with source and publication date for what says none itself; None where nothing is there."""
    way = st.segmented_control(
        view.t("way"),
        ["files", "text"],
        default="files",
        required=True,
        key="intake-way",
        format_func=lambda name: view.t("way_" + name),
        label_visibility="collapsed",
    )
    if way == "files":
        given = st.file_uploader(view.t("files"), accept_multiple_files=True, help=view.t("files_help"), key="files")
    else:
        given = st.text_area(view.t("text"), height=260, placeholder=view.t("text_hint"), key="pasted").strip()
    with st.container(horizontal=True):
        source = st.text_input(
            view.t("source"), placeholder=view.t("source_hint"), help=view.t("source_help"), key="source", width=320
        ).strip()
        published = st.text_input(
            view.t("published"),
            placeholder=view.t("published_hint"),
            help=view.t("published_help"),
            key="published",
            width=320,
        ).strip()
    if published and not is_date(published):
        st.error(view.t("bad_date", text=literal(published)))
        return None
    return Given(given, published or None, source or None) if given else None


def look(given: Given) -> dict:
    """The first pages with what is read from them, and the files that can't be read with the reason."""
    pages, problems = [], []
    for path in given.keep():
        if len(pages) >= SHOWN_PAGES:
            break
        try:
            for page in islice(load(path, given.published), SHOWN_PAGES - len(pages)):
                page = with_source(page, given.source)
                pages.append((page, [preview_cards(article, read(article)) for article in page.articles]))
        except AtlasError as error:
            problems.append(str(error))
    return {"pages": pages, "problems": problems}


def bring_in(view: View, given: Given) -> None:
    """Import with a progress bar; what was read, skipped and why stays on the page."""
    bar = st.progress(0.0, text=view.t("importing"))

    def progress(done: int, total: int, *_: object) -> None:
        bar.progress(min(done / total, 1.0) if total else 1.0, text=view.t("importing_step", done=done, total=total))

    try:
        st.session_state[DONE] = import_paths(
            view.store, given.keep(), published=given.published, source=given.source, progress=progress
        )
    except AtlasError as error:
        st.session_state[DONE] = str(error)
    st.session_state.pop(STATE, None)
    bar.empty()
    st.rerun()


def show_intake(view: View) -> None:
    with st.container(border=True, key="card-intake"):
        st.markdown(f"#### {view.t('intake_title')}", anchors=False)
        given = ask(view)
        with st.container(horizontal=True):
            preview = st.button(view.t("preview"), key="preview", disabled=given is None)
            start = st.button(view.t("start"), key="start", type="primary", disabled=given is None)
        if given is None:
            st.caption(view.t("give_something"))
        if preview and given is not None:
            with st.spinner(view.t("looking")):
                st.session_state[STATE] = look(given)
        if start and given is not None:
            bring_in(view, given)


def show_done(view: View) -> None:
    """The outcome of the last import of this session."""
    done = st.session_state.get(DONE)
    if done is None:
        return
    if isinstance(done, str):
        st.error(literal(done))
        return
    (st.success if done.new else st.info)(view.t("done", files=done.files, new=done.new, rows=done.rows))
    for name in ("held", "copies", "undated"):
        if getattr(done, name):
            st.caption(view.t("done_" + name, n=getattr(done, name)))
    if done.skipped:
        with st.expander(view.t("skipped", n=len(done.skipped)), expanded=not done.new):
            for name, reason in done.skipped:
                st.text(f"{name}: {reason}")


def show_preview(view: View) -> None:
    found = st.session_state.get(STATE)
    if found is None:
        return
    articles = sum(len(page.articles) for page, _ in found["pages"])
    rows = sum(len(cards) for _, sets in found["pages"] for cards in sets)
    st.markdown(f"#### {view.t('preview_title')}", anchors=False)
    for problem in found["problems"]:
        st.error(literal(problem))
    st.markdown(view.t("preview_text", pages=len(found["pages"]), articles=articles, rows=rows))
    if any(article.published is None for page, _ in found["pages"] for article in page.articles):
        st.warning(view.t("preview_undated"))
    for number, (page, sets) in enumerate(found["pages"]):
        show_page(view, page, sets, number)


def show_page(view: View, page: Page, sets: list, number: int) -> None:
    """A page's articles with their rows, and its blocks by kind."""
    title = view.t("preview_page", name=literal(page.file), articles=len(page.articles), rows=sum(map(len, sets)))
    with st.expander(title, expanded=number == 0, key=f"page-{number}"):
        with st.popover(view.t("blocks"), key=f"blocks-{number}"):
            st.html(blocks_html(view, [vars_of(block) for block in page.blocks]))
        for article, cards in zip(page.articles, sets, strict=True):
            st.markdown(f"**{literal(article.title or view.t('untitled'))}**")
            st.caption(literal(" · ".join(filter(None, (article.source, article.published or view.t("undated"))))))
            for card in cards:
                show_card(view, card, with_link=False)
            if not cards:
                st.caption(view.t("no_rows_here"))


def vars_of(block) -> dict:
    """A block as the store keeps it."""
    return {"kind": block.kind, "text": block.text, "article": block.article}


def show_imports(view: View) -> None:
    """What was imported, newest first, each with its undo."""
    with st.container(border=True, key="card-imports"):
        st.markdown(f"#### {view.t('imports_title')}", help=view.t("imports_help"), anchors=False)
        imports = view.store.imports()
        if not len(imports):
            st.caption(view.t("no_imports"))
        for found in imports.to_dict("records"):
            show_import(view, found)


def show_import(view: View, found: dict) -> None:
    """One import in a line, with its undo or the note that it was undone."""
    id_, when = found["import_id"], local_time(found["started"])
    facts = {
        "when": when,
        "what": literal(shortened(found["what"])),
        "articles": found["articles"],
        "rows": found["rows"],
    }
    with st.container(horizontal=True, vertical_alignment="center", key=f"import-{id_}"):
        if found["undone"]:
            st.caption(view.t("import_undone", **facts | {"undone": local_time(found["undone"])}))
            return
        st.markdown(view.t("import_line", **facts))
        with st.popover(view.t("undo"), key=f"undo-{id_}"):
            st.markdown(view.t("undo_ask", articles=found["articles"], rows=found["rows"]))
            st.button(
                view.t("undo_do"), key=f"undo-do-{id_}", type="primary", on_click=view.store.undo_import, args=(id_,)
            )


def local_time(written: str) -> str:
    """The store's UTC time as the server's clock shows it: ``2026-11-24 10:30``."""
    return datetime.fromisoformat(written).astimezone().strftime("%Y-%m-%d %H:%M")


def shortened(what: str) -> str:
    """File names without their folders, at most three of them."""
    names = [Path(path).name or path for path in what.split("、")]
    return "、".join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else "")


def main() -> None:
    view = open_page("import", filters=False)
    if view.store.is_read_only:
        st.info(view.t("only_looking"))
        return
    show_intake(view)
    show_done(view)
    show_preview(view)
    show_imports(view)


main()
