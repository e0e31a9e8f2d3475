"""资金 · Funding: sums by kind, never mixed, with bounds; by year, domain and pair; who gives to whom; sentences."""

from functools import partial

import streamlit as st

from lib.figures import funding as figures
from lib.lexicon import codes
from lib.model import Filter
from lib.ui.charts import show_chart
from lib.ui.choices import Choice, in_words
from lib.ui.columns import wide_and_narrow
from lib.ui.flows import show_flows
from lib.ui.frame import open_page
from lib.ui.parts import is_empty
from lib.ui.sums import show_kinds, show_largest
from lib.ui.view import View
from lib.views import funding as tables
from lib.views import money

PRICES = Choice("prices", money.PRICES)
LEVEL = Choice("level", ("province", "place"))
COUNTED = Choice("counted", ("annual", "running"))


def show_controls(view: View, measure: Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="funding-controls"):
        measure.draw(view, view.t("kind"), lambda kind: view.label("kinds", kind), as_list=True)
        PRICES.draw(view, view.t("prices"), lambda value: view.t("prices_" + value, year=money.base_year()))
        LEVEL.draw(view, view.t("level"), lambda value: view.t("level_" + value))


def rule(view: View, prices: str) -> str:
    """The definition that stands beside every sum."""
    return view.t("rule") + "\n\n" + view.t("rule_" + prices, year=money.base_year())


def show_year(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.by_year, kind, prices)
    if table.empty:
        st.info(view.t("no_yuan"))
        return

    def clicked(point: dict) -> Filter:
        year = str(point["customdata"][0])
        return view.narrow(since=year, until=year, undated=False, kinds=(kind,))

    is_running = COUNTED.value == "running"
    added = view.get(tables.running, kind, prices) if is_running else table
    title = view.t("running_title" if is_running else "year_title", kind=view.label("kinds", kind))
    show_chart(
        view,
        figures.running(added, table, kind, view.words) if is_running else figures.by_year(table, kind, view.words),
        f"funding-year-{kind}-{prices}",
        in_words(view, added),
        title,
        view.t("running_help" if is_running else "year_help") + "\n\n" + rule(view, prices),
        title,
        clicked,
        controls=lambda: COUNTED.draw(view, view.t("counted"), lambda value: view.t("counted_" + value)),
    )
    notes = [
        (view.get(tables.undated, kind, prices), "note_undated"),
        (view.get(money.unconverted, kind, prices), "note_unconverted"),
        (view.get(money.per_unit, kind), "note_per_unit"),
    ]
    told = [view.t(key, n=number) for number, key in notes if number]
    if told:
        st.caption("".join(told) if view.lang == "zh" else " ".join(told))


def show_domain(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.by_domain, kind, prices)
    if table.empty:
        return
    title = view.t("domain_title", kind=view.label("kinds", kind))
    show_chart(
        view,
        figures.domain_bars(table, view.words),
        f"funding-domain-{kind}-{prices}",
        in_words(view, table, domain="domains"),
        title,
        view.t("domain_help") + "\n\n" + rule(view, prices),
        title,
        lambda point: view.narrow(domains=(point["customdata"][0],), kinds=(kind,)),
    )


def show_pair(view: View, kind: str, prices: str, level: str) -> None:
    table = view.get(tables.by_pair, kind, prices, level)
    if table.empty:
        return
    title = view.t("pair_title", kind=view.label("kinds", kind))
    show_chart(
        view,
        figures.pair_bars(table, kind, view.words),
        f"funding-pair-{kind}-{prices}-{level}",
        in_words(view, table, places=["a", "b"]),
        title,
        view.t("pair_help") + "\n\n" + rule(view, prices),
        title,
        lambda point: view.narrow(pairs=(point["customdata"][0],), kinds=(kind,)),
    )


def show_flow(view: View, kind: str, prices: str) -> None:
    table = view.get(tables.flows, kind, prices)
    with_ends = table.assign(
        giver=[figures.flow_name(code, view.words) for code in table["giver"]],
        taker=[figures.flow_name(code, view.words) for code in table["taker"]],
    )
    show_flows(
        view,
        table,
        kind,
        with_ends.rename(columns={name: view.t("col_" + name) for name in with_ends}),
        view.t("flow_help") + "\n\n" + rule(view, prices),
        partial(tables.rows_of_flow, view.store, view.filter, kind),
    )


def main() -> None:
    view = open_page("funding")
    if is_empty(view):
        return
    kinds = list(dict.fromkeys(view.get(tables.totals)["kind"]))
    if not kinds:
        st.info(view.t("no_money"))
        return
    measure = Choice("measure", [kind for kind in codes("kinds") if kind in kinds])
    kind, prices = measure.value, PRICES.value
    show_kinds(view, kind)
    show_controls(view, measure)
    left, right = wide_and_narrow("funding", (1, 1))
    with left:
        show_year(view, kind, prices)
        show_pair(view, kind, prices, LEVEL.value)
    with right:
        show_domain(view, kind, prices)
        show_flow(view, kind, prices)
    show_largest(view, kind)


main()
