"""Who works with whom as a graph: places or bodies, their ties, their standing in it, groups, a fixed layout."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, pi, sin

import networkx as nx
import numpy as np
import pandas as pd

from lib.lexicon import gazetteer
from lib.model import Filter
from lib.store import Store
from lib.views import bodies
from lib.views.ties import case_ties_sql, ties_sql

LEVELS = ("province", "city", "place", "body")
SEED = 7  # layout and groups come out the same every time
LABEL = (0.25, 0.15)  # room for a mark with its name, where the drawing is 3.2 wide and 2 high
STRETCH = 1.6  # screens are wider than high
MOST_NODES = 120  # more can't be read on a screen; the strongest ties stay
MOST_BODIES = 50  # whose names are longer
SMALL = 5  # nodes of a part that stands beside others instead of above them


@dataclass(frozen=True)
class Network:
    """``nodes``: code, cases, partners, betweenness, group, x, y. ``edges``: a, b, cases, given, taken (a < b).

    ``partners``: number of different partners drawn. ``betweenness``: share of the shortest ways between other places
    that lead through this one (0–1). ``group``: 0, 1, …, the largest first. ``hidden``: ties left out as too many.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    hidden: int = 0


def ties(store: Store, filter: Filter, level: str = "province") -> pd.DataFrame:
    """a, b, cases, given, taken, most cases first; a < b. ``given``: cases in which a gives to b."""
    if level == "body":
        return bodies.ties(store, filter)
    return store.ask(f"{case_ties_sql(level)} ORDER BY cases DESC, a, b", filter)


def strengths(store: Store, filter: Filter, level: str = "province") -> dict[str, int]:
    """Place → number of cases with a pair across places of the level; a case counts once however many partners."""
    if level == "body":
        return bodies.strengths(store, filter)
    table = store.ask(
        f"""WITH tie AS ({ties_sql(level)}), told AS (SELECT * FROM tie JOIN rows USING (row_no)),
                 lone AS (SELECT a, b, count(*) AS n FROM told WHERE is_lone AND is_alone GROUP BY 1, 2)
            SELECT code, sum(n)::BIGINT AS cases FROM (
                SELECT a AS code, n FROM lone UNION ALL SELECT b, n FROM lone
                UNION ALL SELECT code, count(DISTINCT case_no) FROM (
                    SELECT case_no, unnest([a, b]) AS code FROM told WHERE NOT (is_lone AND is_alone)) GROUP BY 1)
            GROUP BY 1""",
        filter,
    )
    return dict(zip(table["code"], table["cases"].astype(int), strict=True))


def network(store: Store, filter: Filter, level: str = "province", least: int = 1, ego: str | None = None) -> Network:
    """The graph of ties with at least ``least`` cases; with ``ego`` only this place, its partners and their ties.

    Standing and groups are those of the graph that is drawn.
    """
    table = ties(store, filter, level)
    table = table[table["cases"] >= least]
    if ego is not None:
        around = {ego, *table.loc[table["a"] == ego, "b"], *table.loc[table["b"] == ego, "a"]}
        table = table[table["a"].isin(around) & table["b"].isin(around)]
    shown = _strongest(table, MOST_BODIES if level == "body" else MOST_NODES)
    graph = nx.Graph()
    graph.add_weighted_edges_from(shown[["a", "b", "cases"]].itertuples(index=False, name=None), weight="cases")
    if not len(graph):
        return Network(pd.DataFrame(columns=NODE_COLUMNS), shown.reset_index(drop=True), 0)
    nodes = _nodes(graph, strengths(store, filter, level), ego)
    return Network(nodes, shown.reset_index(drop=True), len(table) - len(shown))


NODE_COLUMNS = ["code", "cases", "partners", "betweenness", "group", "x", "y"]


def _strongest(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first ties, until they name as many places as can be drawn."""
    places, keep = set(), []
    for a, b in zip(table["a"], table["b"], strict=True):
        fits = len(places | {a, b}) <= most
        places |= {a, b} if fits else set()
        keep.append(fits)
    return table[pd.Series(keep, index=table.index, dtype=bool)]


def _nodes(graph: nx.Graph, cases: dict[str, int], ego: str | None) -> pd.DataFrame:
    between = nx.betweenness_centrality(graph)
    group = groups(graph)
    place = layout(graph, ego)
    records = [
        (code, cases.get(code, 0), graph.degree(code), between[code], group[code], *place[code]) for code in graph
    ]
    table = pd.DataFrame(records, columns=NODE_COLUMNS)
    return table.sort_values(["cases", "partners", "code"], ascending=[False, False, True], ignore_index=True)


def groups(graph: nx.Graph) -> dict[str, int]:
    """Node → group: places that work with each other more than with the rest (Louvain method, Blondel et al. 2008)."""
    found = nx.community.louvain_communities(graph, weight="cases", seed=SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min(members)))
    return {code: number for number, members in enumerate(ordered) for code in members}


def layout(graph: nx.Graph, ego: str | None = None) -> dict[str, tuple[float, float]]:
    """Node → (x, y), the same for the same graph: connected parts by springs, side by side, then pushed apart.

    With ``ego`` the place stands in the middle and its partners around it, neighbours of the map side by side.
    """
    if ego in graph:
        return _circle(graph, ego)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    found: dict[str, tuple[float, float]] = {}
    main = parts[0] if len(parts[0]) > SMALL or len(parts) == 1 else set()
    if main:
        found |= _springs(graph.subgraph(sorted(main)), 1.0)
    found |= _shelves([graph.subgraph(sorted(part)) for part in parts if part is not main])
    return _apart(found)


def _shelves(parts: list[nx.Graph]) -> dict[str, tuple[float, float]]:
    """Small parts side by side in rows, under the main one if there is one, each with room for its places' names."""
    found, left, top, row = {}, -STRETCH, -1.22, 0.0
    for part in parts:
        size = 0.11 * len(part) ** 0.5
        wide, high = 2 * STRETCH * size + 0.12, 2 * size
        if left > -STRETCH and left + wide > STRETCH:
            left, top, row = -STRETCH, top - row - 0.22, 0.0
        for code, (x, y) in _springs(part, size).items():
            found[code] = (left + wide / 2 + x, top - high / 2 + y)
        left, row = left + wide + 0.06, max(row, high)
    return found


def _springs(graph: nx.Graph, size: float) -> dict[str, tuple[float, float]]:
    """Positions within ±size. Ties pull with the root of their cases, lest one strong tie swallow the rest."""
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph))  # a part hands its nodes out in the order of a set
    ordered.add_weighted_edges_from(
        (a, b, cases**0.5)
        for a, b, cases in sorted((*sorted((a, b)), cases) for a, b, cases in graph.edges(data="cases"))
    )
    found = nx.spring_layout(ordered, k=2.6 / max(1, len(ordered)) ** 0.5, seed=SEED, iterations=200)
    return {
        code: (STRETCH * x * size, y * size)
        for code, x, y in zip(
            found, *(_spread([float(p[axis]) for p in found.values()]) for axis in (0, 1)), strict=True
        )
    }


def _spread(values: list[float]) -> list[float]:
    """Within ±1; half by place, half by order, so that a crowded middle opens and far ends come near."""
    reach = max(map(abs, values), default=0) or 1
    order = sorted(range(len(values)), key=values.__getitem__)
    last = max(1, len(values) - 1)
    rank = {i: 2 * position / last - 1 for position, i in enumerate(order)}
    return [
        0.45 * value / reach + 0.55 * (rank[i] if len(values) > 2 else value / reach) for i, value in enumerate(values)
    ]


def _circle(graph: nx.Graph, ego: str) -> dict[str, tuple[float, float]]:
    others = sorted(set(graph) - {ego}, key=_bearing(ego))
    found = {ego: (0.0, 0.0)}
    for i, code in enumerate(others):
        angle = pi / 2 - 2 * pi * i / max(1, len(others))
        reach = 1.0 if len(others) <= 16 or i % 2 else 0.72
        found[code] = (STRETCH * reach * cos(angle), reach * sin(angle))
    return found


def _bearing(ego: str):
    """Sort key: the direction in which a place lies from ``ego``, clockwise from north; the placeless last, bodies by
    name."""
    places = gazetteer()
    if ego not in places:
        return lambda code: (code,)
    here = places.place(ego)

    def key(code: str) -> tuple:
        there = places.place(code)
        if None in (here.lon, there.lon):
            return (9.0, code)
        return (atan2(there.lon - here.lon, there.lat - here.lat) % 6.2832, code)

    return key


def _apart(found: dict[str, tuple[float, float]], rounds: int = 400) -> dict[str, tuple[float, float]]:
    """Push nodes apart whose names would lie on each other, each pair along the shorter way out."""
    codes, room = sorted(found), np.array(LABEL)
    place = np.array([found[code] for code in codes])
    for _ in range(rounds):
        gap = place[None, :, :] - place[:, None, :]
        lack = room - np.abs(gap)
        one, two = np.nonzero(np.triu((lack > 1e-4).all(axis=2), 1))
        if not len(one):
            break
        axis = np.argmin(lack[one, two] / room, axis=1)
        way = np.where(gap[one, two, axis] >= 0, 1, -1)
        push = way * (lack[one, two, axis] * 0.35 + 0.002)
        np.add.at(place, (one, axis), -push)
        np.add.at(place, (two, axis), push)
    return {code: (float(x), float(y)) for code, (x, y) in zip(codes, place, strict=True)}
