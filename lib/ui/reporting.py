"""The current view as a file for others: a page that opens offline, or slides. Made in a dialog, progress shown."""

from __future__ import annotations

import re
from html import unescape

import streamlit as st

from lib.report import Chart, Figure, Report, Row, to_html, to_slides
from lib.ui.downloads import about, file_name
from lib.ui.evidence import card_html, facts_of, marks_of, partners_html, source_line
from lib.ui.gather import gathered
from lib.ui.marks import passages
from lib.ui.view import View
from lib.ui.words import Words
from lib.views.evidence import RowCard, count_rows, row_cards

STATE = "atlas.report"
MOST_ROWS = 200
KINDS = {
    "html": (to_html, "text/html", ":material/html:"),
    "pptx": (
        to_slides,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ":material/slideshow:",
    ),
}


def ask_for_report() -> None:
    """To be used as ``on_click``: the dialog opens in the run that follows."""
    st.session_state[STATE] = True


def show_report_dialog(view: View) -> None:
    """The dialog, if it was asked for. What the page shows is gathered while its script runs on below."""
    if st.session_state.get(STATE):
        st.dialog(view.t("report_title"), on_dismiss=_close)(_dialog)(view)


def _close() -> None:
    st.session_state.pop(STATE, None)


def _dialog(view: View) -> None:
    st.markdown(view.t("report_text"))
    with st.container(horizontal=True, key="report-kinds"):
        asked = [
            kind
            for kind, (_, _, icon) in KINDS.items()
            if st.button(view.t("report_" + kind), key=f"report-{kind}", icon=icon)
        ]
    if not asked:
        return
    kind = asked[0]
    make, mime, _ = KINDS[kind]
    bar = st.progress(0.0, text=view.t("report_making"))
    report = report_of(view)
    file = make(report, lambda share: bar.progress(share, text=view.t("report_making")))
    bar.empty()
    st.success(view.t("report_done", charts=len(report.charts), rows=len(report.rows)))
    name = f"{file_name(report.title)}.{kind}"
    st.download_button(
        view.t("report_save"), file, name, mime, key=f"report-save-{kind}", type="primary", on_click="ignore"
    )


def report_of(view: View) -> Report:
    """The page as it stands: its key figures and charts, the rows of its filter with their sentences."""
    title, number = view.t("menu_" + view.page), view.get(count_rows)
    cards = view.get(row_cards, MOST_ROWS)
    return Report(
        title=title,
        lead=view.t("lead"),
        facts=tuple(about(view, title)[1:]),
        figures=gathered(Figure),
        charts=gathered(Chart),
        rows=tuple(_row(view, card) for card in cards),
        number=number,
        words=Words("report", view.lang),
    )


def _row(view: View, card: RowCard) -> Row:
    return Row(
        who=_plain(partners_html(view, card)),
        facts=" · ".join(facts_of(view, card)),
        quotes=tuple(passages(card.article["text"] or "", marks_of(view, card))),
        source=f"{card.article['title'] or view.t('untitled')} · {source_line(view, card.article)}",
        html=card_html(view, card),
    )


def _plain(html: str) -> str:
    """HTML's text."""
    return unescape(re.sub(r"<[^>]+>", "", html.replace('<span class="way">→</span>', " → ")))
