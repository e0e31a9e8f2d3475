"""What corrections tell of the reader: its accuracy on this library, new test cases; and reading again."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from lib.errors import AtlasError
from lib.figures.numbers import percent
from lib.goldset import gold_zip
from lib.rereading import Rereading, reread, stale_articles
from lib.rights import ADMINISTER
from lib.store import Difference
from lib.ui.columns import wide_and_narrow
from lib.ui.parts import plain_table
from lib.ui.review.history import values_in_words
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.measured import measured

FOUND = "review.reread"
IN_APP = 3000  # articles: some minutes; more are read again from the command line
SHOWN = 40


def show_reader(view: View) -> None:
    """Accuracy on the left, reading again on the right."""
    left, right = wide_and_narrow("measured", (1, 1))
    with left, st.container(border=True, key="card-measured"):
        show_measured(view)
    with right, st.container(border=True, key="card-reread"):
        show_reread(view)


def show_measured(view: View) -> None:
    """The reader against what people decided on whole articles, and these as test cases to take away."""
    st.markdown(f"#### {view.t('measured_title')}", help=view.t("measured_help"), anchors=False)
    found = measured(view.store)
    if found is None:
        st.caption(view.t("measured_none"))
        return
    st.markdown(view.t("measured_text", articles=found.articles, complete=found.complete, rows=found.rows))
    names = ["precision", "recall", "f1", "gold", "found"]
    lines = []
    for one in found.table.to_dict("records"):
        shares = {name: percent(one[name]) for name in names[:3]}
        lines.append({"measure": view.t("m_" + one["measure"])} | shares | {n: str(one[n]) for n in names[3:]})
    table = pd.DataFrame(lines).rename(columns={name: view.t("m_col_" + name) for name in ["measure", *names]})
    plain_table(table, tuple(table.columns[1:]))
    if found.articles < 30:
        st.caption(view.t("measured_few"))
    st.download_button(
        view.t("gold_download", n=found.articles),
        data=lambda: gold_zip(view.store),
        file_name="gold.zip",
        mime="application/zip",
        icon=":material/download:",
        help=view.t("gold_help"),
        on_click="ignore",
    )


def show_reread(view: View) -> None:
    """Whether another version has read some articles; what the present one would change; taking it over."""
    st.markdown(f"#### {view.t('reread_title')}", help=view.t("reread_help"), anchors=False)
    number = stale_articles(view.store)
    if not number:
        st.session_state.pop(FOUND, None)
        st.caption(view.t("reread_none"))
        return
    st.markdown(view.t("reread_text", n=number))
    if not view.store.may(ADMINISTER):
        return
    if number > IN_APP:
        st.code("python -m lib reread\npython -m lib reread --apply", language="bash")
        return
    with st.container(horizontal=True):
        if st.button(view.t("reread_look"), key="reread-look", icon=":material/preview:"):
            _read(view, False)
        found: Rereading | None = st.session_state.get(FOUND)
        if found and st.button(view.t("reread_take"), key="reread-take", type="primary", icon=":material/check:"):
            _read(view, True)
            st.rerun()
    if found := st.session_state.get(FOUND):
        _differences(view, found)


def _read(view: View, is_taken_over: bool) -> None:
    bar = st.progress(0.0, text=view.t("reread_running"))
    try:
        st.session_state[FOUND] = reread(view.store, is_taken_over, lambda done, all_: bar.progress(done / all_))
    except AtlasError as error:
        st.error(literal(str(error)))
    bar.empty()


def _differences(view: View, found: Rereading) -> None:
    """How many rows change, then the first of them with what stands there now and what would."""
    st.markdown(view.t("reread_counts", **found.counts))
    for difference in found.shown[:SHOWN]:
        st.markdown("  \n".join([_line(view, difference), *_fields(view, difference)]))
    if len(found.shown) > SHOWN:
        st.caption(view.t("reread_more", n=sum(found.counts.values()) - SHOWN))


def _line(view: View, difference: Difference) -> str:
    """``有变　四川 — 重庆　《…》``."""
    row = difference.after or difference.before
    who = " — ".join(literal(view.place(partner["code"])) for partner in row["partners"])
    title = literal(difference.title or view.t("untitled"))
    return view.t("reread_line", what=view.t("reread_" + difference.what), who=who, title=title)


def _fields(view: View, difference: Difference) -> Iterator[str]:
    """One line a part that differs: ``领域：综合 → 教育``."""
    for name in difference.fields:
        before, after = (values_in_words(view, name, row[name]) for row in (difference.before, difference.after))
        if before != after:
            yield f":small[{literal(view.t('decided_field', field=view.t(name), before=before, after=after))}]"
