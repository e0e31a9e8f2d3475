"""The preview: the page's blocks coloured by kind, beside them its articles with their rows and what can be changed."""

from __future__ import annotations

import streamlit as st

from lib import arranging
from lib.model import Article
from lib.ui.blocks import blocks_html
from lib.ui.columns import wide_and_narrow
from lib.ui.evidence import show_card
from lib.ui.intake.look import Look, Seen
from lib.ui.intake.scratch import is_date
from lib.ui.view import View
from lib.ui.words import literal


def show_preview(view: View, found: Look) -> None:
    """All pages looked at, the first one open."""
    st.markdown(f"#### {view.t('preview_title')}", anchors=False)
    for problem in found.problems:
        st.error(literal(problem))
    articles = sum(len(seen.page.articles) for seen in found.pages)
    rows = sum(len(cards) for seen in found.pages for cards in seen.cards)
    st.markdown(view.t("preview_text", pages=len(found.pages), articles=articles, rows=rows))
    if any(article.published is None for seen in found.pages for article in seen.page.articles):
        st.warning(view.t("preview_undated"))
    for number, seen in enumerate(found.pages):
        show_page(view, seen, number)


def show_page(view: View, seen: Seen, number: int) -> None:
    """A page: blocks on the left, articles on the right."""
    page, rows = seen.page, sum(map(len, seen.cards))
    title = view.t("preview_page", name=literal(page.file), articles=len(page.articles), rows=rows)
    with st.expander(title, expanded=number == 0, key=f"page-{number}"):
        if seen.before:
            st.button(view.t("edit_undo"), key=f"edit-undo-{number}", icon=":material/undo:", on_click=seen.undo)
        left, right = wide_and_narrow(f"page-{number}", (1, 1))
        with left:
            st.caption(view.t("blocks"))
            blocks = [{"kind": b.kind, "text": b.text, "article": b.article} for b in page.blocks]
            st.html(blocks_html(view, blocks))
        with right:
            for n, article in enumerate(page.articles):
                show_article(view, seen, n, article, f"{number}-{n}-{article.id}")
            if not page.articles:
                st.caption(view.t("no_articles_left"))


def show_article(view: View, seen: Seen, n: int, article: Article, key: str) -> None:
    """An article with its rows and what can be changed of it."""
    with st.container(border=True, key=f"article-{key}"):
        st.markdown(f"**{n + 1}　{literal(article.title or view.t('untitled'))}**")
        st.caption(literal(" · ".join(filter(None, (article.source, article.published or view.t("undated"))))))
        with st.container(horizontal=True):
            with st.popover(view.t("edit_facts"), icon=":material/edit:", key=f"facts-{key}"):
                edit_facts(view, seen, n, article, key)
            if "\n" in article.text:
                with st.popover(view.t("edit_split"), icon=":material/content_cut:", key=f"split-{key}"):
                    edit_split(view, seen, n, article, key)
            if n + 1 < len(seen.page.articles):
                _button(view, "join", ":material/merge:", key, seen, arranging.join, n)
            _button(view, "drop", ":material/delete:", key, seen, arranging.drop, n)
        for card in seen.cards[n]:
            show_card(view, card, with_link=False)
        if not seen.cards[n]:
            st.caption(view.t("no_rows_here"))


def _button(view: View, name: str, icon: str, key: str, seen: Seen, edit, n: int) -> None:
    st.button(view.t(f"edit_{name}"), key=f"{name}-{key}", icon=icon, on_click=seen.change, args=(edit, n))


def edit_facts(view: View, seen: Seen, n: int, article: Article, key: str) -> None:
    """Title, source and publication date."""
    with st.form(f"form-{key}", border=False):
        title = st.text_input(view.t("edit_title"), article.title, key=f"title-{key}")
        source = st.text_input(view.t("source"), article.source or "", key=f"source-{key}")
        published = st.text_input(view.t("published"), article.published or "", key=f"published-{key}")
        saved = st.form_submit_button(view.t("edit_save"), type="primary")
    if not saved:
        return
    published = published.strip()
    if published and published != article.published and not is_date(published):
        st.error(view.t("bad_date", text=literal(published)))
        return
    seen.change(arranging.change, n, title=title.strip(), source=source.strip() or None, published=published or None)
    st.rerun()


def edit_split(view: View, seen: Seen, n: int, article: Article, key: str) -> None:
    """Cut the article before a paragraph."""
    paragraphs = article.text.split("\n")
    at = st.radio(
        view.t("edit_split_at"),
        range(1, len(paragraphs)),
        format_func=lambda number: literal(paragraphs[number][:30]),
        key=f"at-{key}",
    )
    st.button(
        view.t("edit_split_do"),
        key=f"cut-{key}",
        type="primary",
        on_click=seen.change,
        args=(arranging.split, n, at),
    )
