"""原文 · Articles: the list, and the reader with every value marked where it stands."""

import json
from html import escape

import streamlit as st

from lib.errors import AtlasError
from lib.importing import give_published
from lib.ui.blocks import blocks_html
from lib.ui.choices import Choice
from lib.ui.columns import wide_and_narrow
from lib.ui.evidence import card_html, marks_of, source_line
from lib.ui.frame import open_page
from lib.ui.marks import KINDS, Mark, highlight
from lib.ui.parts import choose_lines, page_of
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views.evidence import RowCard, cards_of_article
from lib.views.listing import SHOWN, article, article_list, count_articles

PAGE = 50
SHOW = Choice("show", tuple(SHOWN))
BESIDE = Choice("beside", ("rows", "page"))  # what stands beside the text
LEGEND = ("partner", "body", "amount", "count", "date", "evidence")


def show_list(view: View) -> None:
    """Titles to choose from; the filter bar's text search narrows them too."""
    SHOW.draw(view, view.t("show"), lambda name: view.t("show_" + name))
    show = SHOW.value
    number = view.get(count_articles, show)
    if not number:
        st.info(view.t("no_articles"))
        return
    above, first = page_of(number, PAGE, f"articles.{show}.{hash(view.filter)}")
    table = view.get(article_list, show, PAGE, first)
    names = ["title", "source", "published", "rows"]
    with above:
        st.caption(view.t("articles_count", n=number))
        columns = {name: st.column_config.Column(view.t("a_" + name)) for name in names}
        columns["title"] = st.column_config.TextColumn(view.t("a_title"), width="large")
        key = f"articles-{show}-{first}-{hash(view.filter)}"
        lines = choose_lines(table[names], key, view.t("lead"), most=620, columns=columns)
    for line in lines:
        view.go(view.filter, article=table["article_id"].iloc[line], row=None)


def show_article(view: View, article_id: str) -> None:
    """The reader: text with its marks on the left, its rows on the right."""
    st.button(
        view.t("back"),
        icon=":material/arrow_back:",
        key="back",
        on_click=leave,
        args=(view,),
    )
    found = view.get(article, article_id)
    if found is None:
        st.warning(view.t("no_such_article"))
        return
    cards = view.get(cards_of_article, article_id)
    bright = st.query_params.get("row", "")
    bright = bright if any(card.id == bright for card in cards) else ""
    left, right = wide_and_narrow("reader", (3, 2))
    with left, st.container(border=True, key="card-text"):
        show_text(view, found, cards, bright)
    with right:
        BESIDE.draw(view, view.t("beside"), lambda name: view.t("beside_" + name, n=len(cards)))
        if BESIDE.value == "page":
            with st.container(border=True, key="card-page"):
                show_blocks(view, found)
            return
        if not found["published"]:
            give_date(view, found)
        show_cards(view, cards, bright)


def leave(view: View) -> None:
    """Back to the list."""
    set_link(view.filter, view.lang, article=None, row=None, beside=None)


def show_text(view: View, found: dict, cards: list[RowCard], bright: str) -> None:
    """Heading, source and text; what was read from them marked by kind."""
    marks = merged(mark for card in cards for mark in marks_of(view, card))
    linked = BESIDE.value == "rows"  # a mark leads to its row's card where the cards stand
    title_marks = [mark for mark in marks if mark.in_title]
    text_marks = [mark for mark in marks if not mark.in_title]
    legend = "".join(f'<span><mark class="m-{kind}">{view.t("mark_" + kind)}</mark></span>' for kind in LEGEND)
    pieces = [f'<div class="legend">{legend}</div>']
    if found["kicker"]:
        pieces.append(f'<p class="kicker">{escape(found["kicker"])}</p>')
    pieces.append(
        f"<h2>{highlight(found['title'] or view.t('untitled'), title_marks, bright=bright, linked=linked)}</h2>"
    )
    byline = f" · {escape(found['byline'])}" if found["byline"] else ""
    pieces.append(f'<p class="from">{escape(source_line(view, found))}{byline} · {escape(found["file"])}</p>')
    pieces += [f'<p class="from">{escape(line)}</p>' for line in other_sources(view, found["article_id"])]
    if not found["complete"]:
        pieces.append(f'<p class="from">{view.t("is_fragment")}</p>')
    pieces.append(f'<div class="body">{highlight(found["text"], text_marks, bright=bright, linked=linked)}</div>')
    pieces += [f'<p class="caption">{escape(caption)}</p>' for caption in found["captions"] or ()]
    st.html(f'<div class="article" data-atlas-own>{"".join(pieces)}</div>')
    if (found["url"] or "").startswith(("http://", "https://")):
        st.html(f'<div class="article"><p class="caption">{view.t("url")}{escape(found["url"])}</p></div>')
    if bright:
        scroll_to_mark(bright)


def other_sources(view: View, article_id: str) -> list[str]:
    """Where else the article stood, one line in all; no line where nowhere else."""
    names = []
    for place in view.store.sources(article_id):
        name = " ".join(filter(None, (place["source"] or place["file"], place["published"])))
        names.append(view.t("reprinted", name=name) if place["differs"] else name)
    return [view.t("also_in", names=view.t("list_comma").join(names))] if names else []


def merged(marks) -> list[Mark]:
    """Marks of several rows on the same words become one that names all its rows."""
    found: dict[tuple, Mark] = {}
    for mark in marks:
        key = (mark.start, mark.end, mark.kind, mark.in_title)
        before = found.get(key)
        rows = mark.rows if before is None else tuple(dict.fromkeys(before.rows + mark.rows))
        found[key] = Mark(mark.start, mark.end, mark.kind, rows, mark.hint, mark.in_title)
    return sorted(found.values(), key=lambda mark: (mark.start, -mark.end, KINDS.index(mark.kind)))


def scroll_to_mark(row: str) -> None:
    """Bring the first bright mark into view; runs once for each row chosen."""
    words = json.dumps(row).replace("<", "\\u003c")
    st.html(
        f"<script>const row = {words}; document.querySelector('mark.m-bright')"
        "?.scrollIntoView({block: 'center', behavior: 'smooth'});</script>",
        unsafe_allow_javascript=True,
    )


def show_blocks(view: View, found: dict) -> None:
    """The page as it came in, block by block with its kind, and the raw text."""
    st.html(blocks_html(view, json.loads(found["blocks"] or "[]")))
    if found["original"]:
        with st.expander(view.t("original")):
            st.code(found["original"], language=None, wrap_lines=True, height=480)


def give_date(view: View, found: dict) -> None:
    """A publication date for an article that lacks one: its relative dates then resolve."""
    with st.container(border=True, key="box-date"):
        st.markdown(view.t("date_missing"))
        with st.form("give-date", border=False):
            day = st.text_input(view.t("date_field"), placeholder=view.t("date_hint"), key="given-date").strip()
            if st.form_submit_button(view.t("date_save"), type="primary") and day:
                try:
                    give_published(view.store, found["article_id"], day, view.t("reader"))
                except AtlasError as error:
                    st.error(literal(str(error)))
                    return
                st.rerun()


def show_cards(view: View, cards: list[RowCard], bright: str) -> None:
    """The article's rows; one at a time can be made to stand out in the text."""
    st.caption(view.t("linked" if cards else "no_rows_here"))
    for card in cards:
        with st.container(border=True, key=f"row-{card.id}"):
            st.html(card_html(view, card, with_quotes=False))
            st.button(
                view.t("dim" if card.id == bright else "shine"),
                key=f"shine-{card.id}",
                icon=":material/ink_highlighter:",
                type="secondary" if card.id == bright else "tertiary",
                on_click=set_link,
                args=(view.filter, view.lang),
                kwargs={"row": None if card.id == bright else card.id},
            )


def main() -> None:
    view = open_page("articles", filters="article" not in st.query_params)
    chosen = st.query_params.get("article")
    if chosen:
        show_article(view, chosen)
    else:
        show_list(view)


main()
