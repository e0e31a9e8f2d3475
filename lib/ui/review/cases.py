"""Cases: the reports of one cooperation side by side, where they disagree, what totals take; merging and splitting."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.rights import CORRECT
from lib.ui.columns import wide_and_narrow
from lib.ui.evidence import card_html
from lib.ui.parts import plain_table
from lib.ui.review.state import LAST, ask_who, ask_why, attempt, show_error, who, why
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views import cases as views
from lib.views.evidence import RowCard, cards_of

PAGE = 100
WIDTHS = {"title": 200, "rows": 56, "last": 96, "differ": 84}  # pixels; stretched where there is more room


def show_cases(view: View) -> None:
    """The cases to choose from on the left, the one chosen on the right."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.caption(view.t("cases_lead"), width="stretch")
        ask_who(view)
    show_error()
    asked = st.query_params.get("case")
    chosen = views.case_of(view.store, asked) if asked else None
    left, right = wide_and_narrow("cases", (4, 5))
    with left:
        first = _list(view)
    with right:
        if chosen or first:
            show_case(view, chosen or first)


def _list(view: View) -> str | None:
    """Cases of several reports, those whose sources differ first; the first of them."""
    number = view.get(views.count_cases)
    if not number:
        st.info(view.t("no_cases"))
        return None
    table = view.get(views.cases, PAGE)
    shown = pd.DataFrame(
        {
            "title": table["title"].fillna(view.t("untitled")),
            "rows": table["rows"],
            "last": table["last"],
            "differ": [view.t("differ") if one else "" for one in table["differ"]],
        }
    )
    shown = shown if table["differ"].any() else shown.drop(columns="differ")
    event = st.dataframe(
        shown,
        key=f"cases-{view.store.version}-{hash(view.filter)}",
        column_config={name: st.column_config.Column(view.t("k_" + name), width=WIDTHS.get(name)) for name in shown},
        hide_index=True,
        height=min(560, 36 * len(table) + 40),
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        alt=view.t("cases_lead"),
    )
    st.caption(view.t("cases_count", n=number, shown=min(number, PAGE)))
    picked = event.selection.rows
    if picked and picked[0] < len(table) and table["case_id"].iloc[picked[0]] != st.query_params.get("case"):
        view.go(view.filter, case=table["case_id"].iloc[picked[0]])
    return table["case_id"].iloc[0]


def show_case(view: View, case_id: str) -> None:
    """What the reports say, what totals take of them and why, and how people can put it right."""
    reports = views.reports(view.store, case_id)
    cards = {card.id: card for card in cards_of(view.store, list(reports["row_id"]))}
    with st.container(border=True, key="card-case"):
        st.markdown(f"#### {view.t('case_title', n=len(cards))}", anchors=False)
        _counted(view, case_id)
        _disagreements(view, case_id, cards)
    chosen = []
    for card in cards.values():
        with st.container(border=True, key=f"row-{card.id}"):
            st.html(card_html(view, card))
            with st.container(horizontal=True, vertical_alignment="center"):
                if len(cards) > 1 and view.store.may(CORRECT):
                    chosen += [card.id] if st.checkbox(view.t("choose_report"), key=f"pick-{card.id}") else []
                view.page_link("review", view.t("review_this"), row=card.id)
    if view.store.may(CORRECT):
        _change(view, case_id, list(cards), chosen)


def _counted(view: View, case_id: str) -> None:
    """The sums that totals take, each with the report it is from and the reason."""
    table = views.counted(view.store, case_id)
    if table.empty:
        st.caption(view.t("no_sum"))
    for one in table.to_dict("records"):
        money = view.money(one["value"], one["currency"])
        source = one["source"] or view.t("no_source")
        reason = "why_cumulative" if one["is_cumulative"] else "why_sum" if one["figures"] > 1 else "why_only"
        why = view.t(reason, n=int(one["figures"]))
        if one["reports"] > 1:
            why = view.t("why_largest", n=int(one["reports"])) + view.t("comma") + why
        st.markdown(
            view.t(
                "counted",
                kind=view.label("kinds", one["kind"]),
                money=literal(money),
                source=literal(source),
                title=literal(one["title"] or view.t("untitled")),
                why=why,
            )
        )


def _disagreements(view: View, case_id: str, cards: dict[str, RowCard]) -> None:
    """Where the reports say different things, each with its source."""
    table = views.disagreements(view.store, case_id)
    if table.empty:
        return
    st.markdown(f"**{view.t('disagree')}**")
    lines = []
    for one in table.to_dict("records"):
        group = "kinds" if one["field"] == "amounts" else "date_kinds"
        article = cards[one["row_id"]].article
        lines.append(
            {
                view.t("k_what"): view.label(group, one["kind"]),
                view.t("k_says"): view.t("comma").join(one["values"]),
                view.t("k_source"): article["source"] or view.t("no_source"),
                view.t("k_title"): article["title"] or view.t("untitled"),
                view.t("k_date"): article["published"] or view.t("undated"),
            }
        )
    plain_table(pd.DataFrame(lines), (view.t("k_date"),))


def _change(view: View, case_id: str, rows: list[str], chosen: list[str]) -> None:
    """Splitting off chosen reports, and merging with another case."""
    with st.container(horizontal=True):
        if len(rows) > 1:
            st.button(
                view.t("split", n=len(chosen)),
                key="case-split",
                icon=":material/call_split:",
                disabled=not 0 < len(chosen) < len(rows),
                on_click=_put,
                args=(view, chosen, chosen[0] if chosen else "", True),
            )
        if st.session_state.get(LAST) and st.session_state[LAST][1] is None:
            st.button(view.t("do_back"), key="case-back", icon=":material/undo:", on_click=_back, args=(view,))
    ask_why(view)
    others = views.alike(view.store, case_id)
    if others.empty:
        return
    with st.container(border=True, key="card-alike"):
        st.markdown(f"#### {view.t('alike')}", help=view.t("alike_help"), anchors=False)
        for one in others.to_dict("records"):
            facts = [one["source"] or view.t("no_source"), str(one["time"] or view.t("undated"))]
            with st.container(horizontal=True, vertical_alignment="center", key=f"alike-{one['row_id']}"):
                st.text(f"{one['title'] or view.t('untitled')} · {view.t('comma').join(facts)}", width="stretch")
                st.button(
                    view.t("merge"),
                    key=f"merge-{one['row_id']}",
                    icon=":material/merge:",
                    on_click=_merge,
                    args=(view, one["case_id"], case_id),
                )


def _merge(view: View, other: str, case_id: str) -> None:
    """All reports of another case come into this one."""
    _put(view, list(views.reports(view.store, other)["row_id"]), case_id, False)


def _put(view: View, rows: list[str], anchor: str, alone: bool) -> None:
    reason = why()
    done = attempt(lambda: view.store.put_into_case(rows, anchor, alone, who(view), reason))
    if done:
        st.session_state[LAST] = (done, None)
        set_link(view.filter, view.lang, case=anchor)


def _back(view: View) -> None:
    id_, _ = st.session_state.pop(LAST)
    attempt(lambda: view.store.undo(id_, who(view)))
