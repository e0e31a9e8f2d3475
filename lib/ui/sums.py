"""Sums of money as cards, a kind each, and the largest figures with the sentences they stand in."""

from __future__ import annotations

from html import escape

import streamlit as st

from lib.figures.amounts import sum_words
from lib.lexicon import codes
from lib.ui.columns import grid
from lib.ui.evidence import partners_html, source_line
from lib.ui.marks import Mark, quote
from lib.ui.view import View, set_link
from lib.views import funding as tables
from lib.views.evidence import RowCard


def show_kinds(view: View, chosen: str) -> None:
    """A card a kind: the sum as printed, other currencies beside it; a click chooses the kind for the charts below."""
    table = view.get(tables.totals)
    for name, is_put_in in (("put_in", True), ("other_sums", False)):
        kinds = [kind for kind in codes("kinds") if codes("kinds")[kind]["money_put_in"] is is_put_in]
        with_data = [kind for kind in kinds if kind in set(table["kind"])]
        if not with_data:
            continue
        st.markdown(f"##### {view.t(name)}", help=view.t(name + "_help"), anchors=False)
        for column, kind in zip(grid(name), with_data, strict=False):
            with column:
                show_kind(view, kind, table[table["kind"] == kind].to_dict("records"), kind == chosen)


def show_kind(view: View, kind: str, sums: list[dict], is_chosen: bool) -> None:
    """One kind; ``sums``: a record a currency, yuan first."""
    first, rest = sums[0], sums[1:]
    more = "；".join(sum_words(record, view.lang, record["currency"]) for record in rest)
    with st.container(border=True, height="stretch", key=f"card-figure-{kind}{'-here' if is_chosen else ''}"):
        st.markdown(view.label("kinds", kind), help=codes("kinds")[kind]["covers"][view.lang])
        value = sum_words(first, view.lang, first["currency"])
        notes = [view.t("n_cases", n=int(first["kind_cases"])), *([view.t("also", sums=more)] if more else [])]
        st.html(
            f'<div class="key-figure"><div class="value" style="font-size:1.45rem">{escape(value)}</div>'
            f'<div class="more">{"<br>".join(map(escape, notes))}</div></div>'
        )
        with st.container(horizontal=True):
            st.button(
                view.t("see_rows"),
                key=f"rows-{kind}",
                type="tertiary",
                on_click=lambda: view.open_rows(view.get(tables.rows_of_kind, kind), view.label("kinds", kind)),
            )
            if is_chosen:
                st.markdown(f":material/check: {view.t('charted')}")
            else:
                st.button(
                    view.t("chart_this"),
                    key=f"choose-{kind}",
                    type="tertiary",
                    on_click=set_link,
                    args=(view.filter, view.lang),
                    kwargs={"measure": kind},
                )


def show_largest(view: View, kind: str) -> None:
    """The largest figures with the sentences they stand in."""
    with st.container(border=True, key="card-largest"):
        title = view.t("largest_title", kind=view.label("kinds", kind))
        st.markdown(f"#### {title}", help=view.t("largest_help"), anchors=False)
        for record, card in view.get(tables.largest_cards, kind, 8):
            show_figure(view, record, card)


def show_figure(view: View, record: dict, card: RowCard) -> None:
    """One figure: as printed, who with whom, its sentence, its source."""
    mark = Mark(int(record["start"]), int(record["end"]), "amount", in_title=bool(record["in_title"]))
    text = card.article["title"] if mark.in_title else card.article["text"]
    ours = Mark(mark.start, mark.end, "amount")
    with st.container(key=f"brief-figure-{card.id}-{record['n']}"):
        scope = escape(view.label("scopes", record["scope"]))
        st.html(
            f'<div class="row-card" data-atlas-own><div class="row-who"><span>{escape(record["text"])}</span>'
            f'<span class="fact">{scope}</span>{partners_html(view, card)}</div>'
            f"{''.join(f'<blockquote>{piece}</blockquote>' for piece in quote(text, [ours]))}"
            f'<div class="row-source">{escape(card.article["title"] or view.t("untitled"))} · '
            f"{escape(source_line(view, card.article))}</div></div>"
        )
        view.page_link("articles", view.t("read_article"), article=card.article["article_id"], row=card.id)
