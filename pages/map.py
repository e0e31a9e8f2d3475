"""地图 · Map: places and flows, province → city → county, China and abroad; every mark leads to its rows."""

import pandas as pd
import streamlit as st

from lib.figures import map as figures
from lib.lexicon import codes, gazetteer
from lib.ui.charts import show_chart
from lib.ui.choices import Choice, in_words
from lib.ui.columns import wide_and_narrow
from lib.ui.frame import open_page
from lib.ui.official import show_official
from lib.ui.parts import is_empty
from lib.ui.timebar import show_time_slider
from lib.ui.view import View, set_link
from lib.views import map as tables
from lib.views import pairings
from lib.views.boundaries import shape

SCOPE = Choice("scope", ("china", "world"))
SIDE = Choice("side", ("all", "provider", "recipient"))
MEASURE = Choice("measure", ("cases", *codes("kinds")))
FLOWS = Choice("flows", ("1", "0"))
OFFICIAL = Choice("official", ("0", "1"))


def level_choice(area: str | None) -> Choice:
    """The levels that can be shown inside an area."""
    if area is None:
        return Choice("level", ("province", "city"))
    is_city = gazetteer().place(area).level == "city" or area in tables.WITHOUT_CITIES
    return Choice("level", ("county",) if is_city else ("city", "county"))


def asked_area() -> str | None:
    """The province or prefecture that the link names, if it has parts to show."""
    code = st.query_params.get("area")
    return code if code in gazetteer() and gazetteer().children(code) else None


def show_controls(view: View, area: str | None, level: Choice) -> None:
    kinds = view.get(tables.kinds_with_sums)
    measure = Choice("measure", ("cases", *(kind for kind in codes("kinds") if kind in kinds)))
    with st.container(horizontal=True, vertical_alignment="center", key="map-controls"):
        SCOPE.draw(view, view.t("scope"), lambda value: view.t("scope_" + value))
        if SCOPE.value == "china" and len(level.options) > 1:
            level.draw(view, view.t("level"), lambda value: view.t("level_" + value))
        measure.draw(view, view.t("measure"), lambda kind: measure_name(view, kind), as_list=True)
        SIDE.draw(view, view.t("side"), lambda value: view.t("side_" + value))
        FLOWS.draw(view, view.t("flows"), lambda value: view.t("flows_" + value))
        if SCOPE.value == "china":
            OFFICIAL.draw(view, view.t("official"), lambda value: view.t("official_" + value))


def measure_name(view: View, measure: str) -> str:
    """What is measured, in words."""
    return view.t("n_cases_title") if measure == "cases" else view.t("sum_of", kind=view.label("kinds", measure))


def show_way_back(view: View, area: str) -> None:
    """全国 › 四川 › 绵阳, each a step back."""
    way = [None, *reversed(gazetteer().parents(area)), area]
    with st.container(horizontal=True, vertical_alignment="center", key="map-way", gap="small"):
        for code in way[:-1]:
            name = view.t("whole_country") if code is None else view.words.place(code)
            st.button(
                name,
                key=f"way-{code}",
                icon=":material/arrow_back:" if code == way[-2] else None,
                on_click=set_link,
                args=(view.filter, view.lang),
                kwargs={"area": code, "level": None},
            )
        st.markdown(f"**{view.words.place_path(area)}**")


def clicked(view: View, area: str | None, level: str, measure: str, side: str):
    """What a click on the map does: into a place that has parts, else to the rows; a flow leads to its rows."""

    def answer(point: dict) -> list[str] | None:
        what, code = (point.get("customdata") or ["", ""])[:2]
        if what == "pair":
            return view.get(tables.rows_of_pair, *code.split("~"), measure)
        if what == "place" and SCOPE.value == "china" and level != "county" and gazetteer().children(code):
            set_link(view.filter, view.lang, area=code, level=None)
            return None
        if what != "place":
            return None
        rows = view.get(tables.rows_of_place, code, measure, side)
        if not rows:
            st.toast(view.t("nothing_of", name=view.words.place(code)), icon=":material/info:")
        return rows

    return answer


def official_layer(view: View, area: str | None, level: str) -> pd.DataFrame | None:
    """The official pairings, where the layer is chosen."""
    is_shown = OFFICIAL.value == "1" and SCOPE.value == "china"
    return view.get(pairings.beside, level, area) if is_shown else None


def show_map(view: View, area: str | None, level: str, measure: str, side: str) -> pd.DataFrame:
    is_world = SCOPE.value == "world"
    shown_level = "abroad" if is_world else level
    table = view.get(tables.places, shown_level, None if is_world else area, measure, side)
    flows = pd.DataFrame()
    if FLOWS.value == "1":
        if is_world:
            flows = view.get(tables.flows_abroad, measure)
        else:
            flows = view.get(tables.flows, level, area, measure)
            flows = flows[flows["a"].str[0].str.isdigit() & flows["b"].str[0].str.isdigit()]
    look = figures.Look(view.words, measure, view.dark)
    if is_world:
        fig = figures.world(table, flows, look, shape("province"))
    else:
        fig = figures.china(table, flows, look, shape(level, area), area, official_layer(view, area, level))
    title = view.t("map_title_world") if is_world else view.t("map_title_" + level)
    show_chart(
        view,
        fig,
        f"map-{SCOPE.value}-{level}-{area or 'all'}",
        in_words(view, table, places=["code"]),
        f"{title} · {measure_name(view, measure)}",
        view.t("map_help") + "\n\n" + view.t("help_cases" if measure == "cases" else "help_money"),
        view.t("map_alt", n=len(table)),
        clicked(view, area, level, measure, side),
    )
    if table.empty:
        st.info(view.t("nothing_here"))
    st.caption(view.t("flows_note", n=len(flows)) if len(flows) else view.t("no_flows"))
    if OFFICIAL.value == "1" and not is_world:
        st.caption(view.t("official_note"))
    return table


def show_ranking(view: View, table: pd.DataFrame, key: str, title: str, help_: str, measure: str, rows) -> None:
    if table.empty:
        return
    show_chart(
        view,
        figures.ranking(table, figures.Look(view.words, measure, view.dark)),
        key,
        in_words(view, table, places=["code"]),
        title,
        help_,
        title,
        rows,
    )


def show_side(view: View, table: pd.DataFrame, area: str | None, level: str, measure: str, side: str) -> None:
    """Beside the map: the area itself and its partners, the leading places."""
    if area is not None:
        show_area(view, area, measure, side)
        partners = view.get(tables.partners_of, area)
        show_ranking(
            view,
            partners,
            "map-partners",
            view.t("partners_title", name=view.words.place(area)),
            view.t("partners_help"),
            "cases",
            lambda point: view.get(tables.rows_of_pair, area, point["customdata"][1]),
        )
    if SCOPE.value == "china":
        title = view.t("ranking_title_" + level)
        show_ranking(
            view,
            table,
            f"map-ranking-{level}",
            title,
            view.t("ranking_help"),
            measure,
            rows_behind(view, measure, side),
        )


def show_abroad(view: View, table: pd.DataFrame, measure: str, side: str) -> None:
    """Countries, international groups and regions; on the world map they are its own table."""
    abroad = table if SCOPE.value == "world" else view.get(tables.places, "abroad", None, measure, side)
    title, help_ = view.t("abroad_title"), view.t("abroad_help")
    show_ranking(view, abroad, "map-abroad", title, help_, measure, rows_behind(view, measure, side))


def rows_behind(view: View, measure: str, side: str):
    """What a click on a place's bar does: open its rows."""
    return lambda point: view.get(tables.rows_of_place, point["customdata"][1], measure, side)


def show_area(view: View, area: str, measure: str, side: str) -> None:
    """What the area comes to as a whole, its rows, and the filter narrowed to it."""
    ids = view.get(tables.rows_of_place, area, measure, side)
    with st.container(border=True, key="card-area"):
        st.markdown(f"#### {view.words.place_path(area)}", anchors=False)
        st.markdown(view.t("area_rows", n=len(ids)))
        if ids:
            with st.container(horizontal=True):
                st.button(
                    view.t("see_rows"),
                    key="area-rows",
                    type="primary",
                    on_click=view.open_rows,
                    args=(ids, view.words.place(area)),
                )
                st.button(
                    view.t("narrow_to"),
                    key="area-filter",
                    on_click=set_link,
                    args=(view.narrow(places=(area,)), view.lang),
                )


def main() -> None:
    view = open_page("map")
    show_time_slider(view)
    if is_empty(view):
        return
    area = asked_area() if SCOPE.value == "china" else None
    level = level_choice(area)
    show_controls(view, area, level)
    if area is not None:
        show_way_back(view, area)
    is_world = SCOPE.value == "world"
    left, right = (st.container(), st.container()) if is_world else wide_and_narrow("map")
    with left:
        table = show_map(view, area, level.value, MEASURE.value, SIDE.value)
        if area is None:
            show_abroad(view, table, MEASURE.value, SIDE.value)
    with right:
        show_side(view, table, area, level.value, MEASURE.value, SIDE.value)
    official = official_layer(view, area, level.value)
    if official is not None:
        show_official(view, official)
    st.caption(view.t("boundaries"))


main()
