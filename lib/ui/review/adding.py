"""What the reader missed: a row to add to the article, and the note that a person has gone through the article."""

from __future__ import annotations

import streamlit as st

from lib.editing import missed_row, places_named
from lib.errors import AtlasError
from lib.lexicon import codes, gazetteer
from lib.ui.review.state import DRAFT, LAST, attempt, who, why
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views.evidence import RowCard


def show_article_tools(view: View, article: dict, cards: list[RowCard], here: RowCard | None = None) -> None:
    """The article's other rows, a row to add, and whether the article is done with."""
    with st.container(border=True, key="card-article-tools"):
        st.markdown(f"#### {view.t('this_article', n=len(cards))}", anchors=False)
        for card in cards:
            if here is None or card.id != here.id:
                label = " — ".join(view.place(partner["code"]) for partner in card.partners)
                status = view.t("status_" + card.row["status"])
                view.page_link("review", literal(f"{label} · {status}"), row=card.id)
        _complete(view, article["article_id"])
        with st.expander(view.t("missed"), key=f"missed-{article['article_id']}"):
            _missed(view, article)


def _complete(view: View, article_id: str) -> None:
    """A toggle that is kept as a decision: only such articles tell what the reader misses."""
    now = article_id in view.store.complete_articles()
    key = f"complete-{article_id}"
    st.session_state[key] = now

    def changed() -> None:
        state = "complete" if st.session_state[key] else "open"
        attempt(lambda: view.store.mark_article(article_id, state, who(view)))

    st.toggle(view.t("complete"), key=key, help=view.t("complete_help"), on_change=changed)


def _missed(view: View, article: dict) -> None:
    """Partners, roles, domains and forms of a row that nobody has yet."""
    named = list(dict.fromkeys(code for one in places_named(article) for code in one["codes"]))
    others = [place.code for place in gazetteer() if place.code not in set(named)]
    id_ = article["article_id"]
    chosen = st.multiselect(
        view.t("missed_partners"),
        [*named, *others],
        key=f"missed-partners-{id_}",
        format_func=view.words.place_path,
        placeholder=view.t("filter_places_hint"),
    )
    roles = {}
    for code in chosen:
        roles[code] = st.selectbox(
            view.words.place_path(code),
            list(codes("roles")),
            list(codes("roles")).index("peer"),
            key=f"missed-role-{id_}-{code}",
            format_func=lambda role: view.label("roles", role),
        )
    coded = {
        name: st.multiselect(
            view.t(name),
            list(codes(name)),
            key=f"missed-{name}-{id_}",
            format_func=lambda code, name=name: view.label(name, code),
            placeholder="",
        )
        for name in ("domains", "forms")
    }
    if st.button(view.t("missed_add"), key=f"missed-add-{id_}", type="primary", disabled=len(chosen) < 2):
        _add(view, article, list(roles.items()), coded)


def _add(view: View, article: dict, places: list[tuple[str, str]], coded: dict[str, list[str]]) -> None:
    """Keep the row and show it; selected words, if any, are its evidence."""
    draft = st.session_state.get(DRAFT)
    span = draft["value"] if draft and draft["field"] == "evidence" else None
    try:
        row = missed_row(article, places, coded["domains"], coded["forms"], span)
        row_id = view.store.add_row(article["article_id"], row, who(view), why())
    except AtlasError as error:
        st.error(literal(str(error)))
        return
    st.session_state.pop(DRAFT, None)
    st.session_state[LAST] = (view.store.history(row_id)[-1][0].id, None)
    set_link(view.filter, view.lang, row=row_id)
    st.rerun()
