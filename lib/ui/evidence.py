"""The rows behind a number: who with whom, the values, and the sentences they were read from, highlighted."""

from __future__ import annotations

from html import escape

import streamlit as st

from lib.lexicon import codes
from lib.model import Filter
from lib.ui.marks import Mark, highlight, quote
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.evidence import RowCard, count_rows, row_cards

STEP = 10
QUOTED = 6  # passages of a row shown at once; the reader shows all
STATE = "atlas.rows"


def show_drawer(view: View) -> None:
    """The drawer with the rows that ``view.open_rows`` asked for on this page, if it did."""
    asked = st.session_state.get(STATE)
    if not asked:
        return
    if asked["page"] != view.page:
        del st.session_state[STATE]
        return
    number = view.get(count_rows, filter=asked["filter"])
    title = view.t("rows_title", title=asked["title"], n=number)
    st.dialog(title, width=860, position="right", on_dismiss=close_drawer)(_drawer)(view, asked, number)


def close_drawer() -> None:
    """Forget what the drawer showed."""
    st.session_state.pop(STATE, None)


def _drawer(view: View, asked: dict, number: int) -> None:
    with st.container(horizontal=True, key="drawer-links"):
        view.page_link("table", view.t("rows_in_table"), filter=asked["filter"])
    show_rows(view, asked["filter"], number)


def show_rows(view: View, rows: Filter | list[str] | tuple[str, ...], number: int | None = None) -> None:
    """Cards of the rows that a filter leaves, or of the row ids given, ten at a time."""
    filter_ = rows if isinstance(rows, Filter) else Filter(rows=tuple(rows))
    number = view.get(count_rows, filter=filter_) if number is None else number
    if not number:
        st.info(view.t("rows_none"))
        return
    key = f"shown.{hash(filter_)}"
    shown = st.session_state.get(key, STEP)
    for card in view.get(row_cards, shown, filter=filter_):
        show_card(view, card)
    if number > shown:
        st.caption(view.t("rows_of", shown=shown, n=number))
        if st.button(view.t("rows_more", n=min(STEP, number - shown)), key=f"more.{key}"):
            st.session_state[key] = shown + STEP
            st.rerun(scope="fragment") if st.session_state.get(STATE) else st.rerun()


def show_card(view: View, card: RowCard, with_link: bool = True) -> None:
    """One row: heading, values, sentences, link into the article."""
    with st.container(border=True, key=f"row-{card.id}"):
        st.html(card_html(view, card))
        if with_link:
            with st.container(horizontal=True):
                view.page_link("articles", view.t("read_article"), article=card.article["article_id"], row=card.id)
                if card.same_case:
                    others = Filter(rows=(card.id, *card.same_case))
                    view.page_link("table", view.t("case_also", n=len(card.same_case)), filter=others)


def card_html(view: View, card: RowCard, with_quotes: bool = True) -> str:
    """The row as HTML: partners, labels, and ``with_quotes`` its sentences and source; articles' words are escaped."""
    parts = [f'<div class="row-who">{partners_html(view, card)}</div>']
    parts.append(f'<div class="row-facts">{facts_html(view, card)}</div>')
    if with_quotes:
        marks = marks_of(view, card)
        in_title = [mark for mark in marks if mark.in_title]
        quotes = quote(card.article["text"] or "", marks)
        parts += [f"<blockquote>{piece}</blockquote>" for piece in quotes[:QUOTED]]
        if len(quotes) > QUOTED:
            parts.append(f'<div class="row-source">{view.t("more_quotes", n=len(quotes) - QUOTED)}</div>')
        title = highlight(card.article["title"] or view.t("untitled"), in_title)
        parts.append(f'<div class="row-source">{title} · {escape(source_line(view, card.article))}</div>')
    return f'<div class="row-card" data-atlas-own>{"".join(parts)}</div>'


def source_line(view: View, article: dict) -> str:
    """Where and when an article stood: ``宁夏日报，2019-04-20``."""
    return view.t("comma").join([article["source"] or view.t("no_source"), article["published"] or view.t("undated")])


def partners_html(view: View, card: RowCard) -> str:
    """Providers → recipients, or peers joined by a dash."""

    def names(role: str) -> str:
        chips = [
            f'<span class="who who-{role}" title="{escape(view.label("roles", role))}">'
            f"{escape(view.words.place_path(partner['code']))}"
            for partner in card.partners
            if partner["role"] == role
        ]
        if not chips:
            return ""
        # the comma belongs to the name before it, so that it never begins a line
        return f'<span class="and">{view.t("comma")}</span></span>'.join(chips) + "</span>"

    sides = [names("provider"), names("recipient")]
    if all(sides):
        return '<span class="way">→</span>'.join(sides) + names("peer")
    return names("peer") or "".join(sides)


def facts_of(view: View, card: RowCard) -> list[str]:
    """Time, domains, forms and amounts in words, then whether the row was read or a person decided on it."""
    return [*(text for text, _ in _labels(view, card)), view.t("status_" + card.row["status"])]


def facts_html(view: View, card: RowCard) -> str:
    """Time, domains, forms, amounts, state and doubts in one line of small labels."""
    labels = _labels(view, card)
    if card.row["status"] != "read":
        labels.append((view.t("status_" + card.row["status"]), "done"))
    labels += [(codes("flags").get(flag, {}).get(view.lang, flag), "doubt") for flag in card.row["flags"] or ()]
    return "".join(f'<span class="fact {look}">{escape(text)}</span>' for text, look in labels)


def _labels(view: View, card: RowCard) -> list[tuple[str, str]]:
    """What the row holds in short, each with its look."""
    return [
        (str(card.row["time"] or view.t("undated")), ""),
        *((view.label("domains", code), "") for code in card.row["domains"] or ()),
        *((view.label("forms", code), "soft") for code in card.row["forms"] or ()),
        *((f"{view.label('kinds', amount['kind'])} {amount['text']}", "money") for amount in card.amounts),
    ]


def marks_of(view: View, card: RowCard) -> list[Mark]:
    """Every value of the row as a mark in text or title, with its meaning as a hint."""
    rows, found = (card.id,), []

    def add(kind: str, part: dict, hint: str) -> None:
        if part["start"] is not None:
            found.append(Mark(part["start"], part["end"], kind, rows, hint, bool(part["in_title"])))

    for part in card.evidence:
        add("evidence", part, "")
    for partner in card.partners:
        hint = f"{view.words.place_path(partner['code'])} · {view.label('roles', partner['role'])}"
        for mention in partner["mentions"] or ():
            add("partner", mention, hint)
    for part in card.organisations:
        add("body", part, f"{view.t('mark_body')} · {view.place(part['code']) if part['code'] else '–'}")
    for part in card.amounts:
        money = view.money(part["value"], part["currency"])
        add("amount", part, f"{view.label('kinds', part['kind'])} · {view.label('scopes', part['scope'])} · {money}")
    for part in card.counts:
        add("count", part, f"{part['what']} {view.number(part['value'])}{part['unit']}")
    for part in card.dates:
        add("date", part, f"{view.label('date_kinds', part['kind'])} · {part['value'] or '?'}")
    return found


def show_brief(view: View, card: RowCard) -> None:
    """A row in two lines: partners and labels, with a link to its article."""
    with st.container(key=f"brief-{card.id}", gap=None):
        labels = [view.label("domains", code) for code in card.row["domains"] or ()][:3]
        amounts = [amount["text"] for amount in card.amounts[:1]]
        state = [view.t("status_" + card.row["status"])] if card.row["status"] != "read" else []
        facts = " · ".join([str(card.row["time"] or view.t("undated")), *labels, *amounts, *state])
        st.html(
            f'<div class="row-card" data-atlas-own><div class="row-who">{partners_html(view, card)}</div>'
            f'<div class="row-source">{escape(facts)}</div></div>'
        )
        title = card.article["title"] or view.t("untitled")
        view.page_link("articles", literal(title), article=card.article["article_id"], row=card.id)
