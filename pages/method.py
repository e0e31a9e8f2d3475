"""方法 · Method: what a row means, how well it is read, what the library covers, where data come from."""

from datetime import date

import pandas as pd
import streamlit as st

from lib import __version__
from lib.figures.numbers import is_missing, percent
from lib.lexicon import codes
from lib.model import Filter
from lib.ui.downloads import download_buttons
from lib.ui.frame import open_page
from lib.ui.parts import plain_table
from lib.ui.view import View
from lib.views import method

GROUPS = ("domains", "forms", "roles", "kinds", "scopes", "qualifiers", "date_kinds", "flags")


def show_rows_explained(view: View) -> None:
    with st.container(border=True, key="card-row"):
        st.markdown(view.t("row_text"))


def show_accuracy(view: View) -> None:
    """Figures on articles that no rule was written on, beside those on the others; or that there are none."""
    with st.container(border=True, key="card-accuracy"):
        st.markdown(f"#### {view.t('accuracy_title')}", anchors=False)
        measured = method.accuracy()
        if measured is None:
            st.info(view.t("not_measured"))
            return
        st.markdown(view.t("accuracy_text", date=measured.date, n=measured.articles, m=measured.broadcast))
        names = {"measure": view.t("measure")} | {name: view.t(name) for name in measured.table if name != "measure"}
        table = measured.table.assign(measure=[view.t("m_" + name) for name in measured.table["measure"]])
        for name in ("precision", "recall", "f1", "f1_seen", "f1_broadcast"):
            table[name] = [percent(value) for value in table[name]]
        plain_table(table.rename(columns=names), tuple(names.values())[1:])


def show_coverage(view: View) -> None:
    with st.container(border=True, key="card-coverage"):
        st.markdown(f"#### {view.t('coverage_title')}", anchors=False)
        found = view.get(method.gaps, filter=Filter())
        if not found.articles:
            st.info(view.t("empty_library"))
            return
        st.markdown(view.t("coverage_text", **vars(found)))
        table = view.get(method.coverage_by_source, filter=Filter())
        shown = table.assign(source=[view.t("no_source") if is_missing(name) else name for name in table["source"]])
        shown = shown.map(lambda value: "–" if is_missing(value) else value)
        names = {name: view.t("c_" + name) for name in table}
        st.dataframe(shown.rename(columns=names), hide_index=True, height=380, alt=view.t("coverage_title"))
        with st.container(horizontal=True):
            download_buttons(view, table.rename(columns=names), "coverage", view.t("coverage_title"))


def show_codebook(view: View) -> None:
    with st.container(border=True, key="card-codebook"):
        st.markdown(f"#### {view.t('codebook_title')}", anchors=False)
        st.markdown(view.t("codebook_text"))
        for tab, group in zip(st.tabs([view.t("g_" + group) for group in GROUPS]), GROUPS, strict=True):
            with tab:
                plain_table(codebook_table(view, group))


def codebook_table(view: View, group: str) -> pd.DataFrame:
    """Code, both names and what the code covers."""
    entries = codes(group)
    columns = {view.t("code"): list(entries), "中文": [e["zh"] for e in entries.values()]}
    columns["English"] = [e["en"] for e in entries.values()]
    if any("covers" in entry for entry in entries.values()):
        columns[view.t("covers")] = [entry.get("covers", {}).get(view.lang, "") for entry in entries.values()]
    return pd.DataFrame(columns)


def show_sources(view: View) -> None:
    with st.container(border=True, key="card-sources"):
        st.markdown(f"#### {view.t('sources_title')}", anchors=False)
        st.markdown(view.t("sources_text"))
        for folder, (title, text) in method.source_notes().items():
            with st.expander(f"{folder} · {title}"):
                st.markdown(text, anchors=False)


def show_citation(view: View) -> None:
    with st.container(border=True, key="card-cite"):
        st.markdown(f"#### {view.t('cite_title')}", anchors=False)
        words = view.t("cite", version=__version__, library=view.store.version, date=date.today().isoformat())
        st.code(words, language=None, wrap_lines=True)
        st.markdown(view.t("versions", version=__version__, library=view.store.version))


def main() -> None:
    view = open_page("method", filters=False)
    show_rows_explained(view)
    show_accuracy(view)
    show_coverage(view)
    show_codebook(view)
    show_sources(view)
    show_citation(view)


main()
