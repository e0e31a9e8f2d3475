"""Pairs of places that act together in a row, on the level that is shown; what map, network and overview count."""

from __future__ import annotations

# Either end of a pair; a county level needs the gazetteer's levels, which pairs do not carry.
END = {
    "province": "{x}_province",
    "city": "CASE WHEN {x}_province LIKE '%0000' THEN coalesce({x}_city, {x}_province) ELSE {x} END",
    "county": "{x}",
    "place": "{x}",
}


def ties_sql(level: str, where: str = "TRUE") -> str:
    """SELECT for row_no, a, b, gives, takes, is_alone: each pair of different places of a row once, a < b.

    ``gives``: a to b, ``takes``: b to a, ``is_alone``: the row's only pair. ``where`` may ask for columns of ``pairs``.
    """
    if level == "province" and where == "TRUE":
        return "SELECT row_no, a, b, gives, takes, is_alone FROM row_ties"
    one, two = (END[level].format(x=x) for x in "ab")
    return f"""
        SELECT *, count(*) OVER (PARTITION BY row_no) = 1 AS is_alone FROM (
            SELECT row_no, CASE WHEN one < two THEN one ELSE two END AS a,
                   CASE WHEN one < two THEN two ELSE one END AS b,
                   bool_or(directed AND one < two) AS gives, bool_or(directed AND one > two) AS takes
            FROM (SELECT row_no, {one} AS one, {two} AS two, directed FROM pairs WHERE {where}) WHERE one <> two
            GROUP BY ALL)"""


def case_ties_sql(level: str, where: str = "TRUE") -> str:
    """SELECT for a, b, cases, given, taken: in how many cases two places act together, a gives to b, b gives to a."""
    return f"""
        WITH tie AS ({ties_sql(level, where)}),
             told AS (SELECT case_no, is_lone, a, b, gives, takes FROM tie JOIN rows USING (row_no))
        SELECT a, b, sum(cases)::BIGINT AS cases, sum(given)::BIGINT AS given, sum(taken)::BIGINT AS taken FROM (
            SELECT a, b, count(*) AS cases, count(*) FILTER (gives) AS given, count(*) FILTER (takes) AS taken
            FROM told WHERE is_lone GROUP BY 1, 2
            UNION ALL SELECT a, b, count(*), count(*) FILTER (gives), count(*) FILTER (takes) FROM (
                SELECT case_no, a, b, bool_or(gives) AS gives, bool_or(takes) AS takes
                FROM told WHERE NOT is_lone GROUP BY ALL) GROUP BY 1, 2)
        GROUP BY 1, 2"""
