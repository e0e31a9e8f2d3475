"""A Filter as SQL: the one place that says which rows and articles it keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lib.model import Filter

# Row parts say something of a row; an article without a row can only be kept by the others.
ROW_PARTS = ("places", "pairs", "domains", "forms", "roles", "kinds", "rows", "checked")


@dataclass(frozen=True)
class Condition:
    """SQL that is true for what is kept, with its parameters in order."""

    sql: str
    params: tuple


def _all(conditions: list[Condition]) -> Condition:
    if not conditions:
        return Condition("TRUE", ())
    sql = " AND ".join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, tuple(value for condition in conditions for value in condition.params))


def _any(conditions: list[Condition]) -> Condition:
    sql = " OR ".join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, tuple(value for condition in conditions for value in condition.params))


def row_condition(filter: Filter) -> Condition:
    """True for the rows of table ``rows`` that the filter keeps.

    Roles and places together ask for a place in that role.
    """
    found = _time("time", filter) + _text(filter)
    if filter.sources:
        source = _in("source", filter.sources)
        found.append(Condition(f"article_no IN (SELECT article_no FROM articles WHERE {source.sql})", source.params))
    if filter.domains:
        found.append(_among("row_domains", "domain", filter.domains))
    if filter.forms:
        found.append(_among("row_forms", "form", filter.forms))
    if filter.kinds:
        found.append(_among("amounts", "kind", filter.kinds))
    if filter.places or filter.roles:
        found.append(_partners(filter))
    if filter.pairs:
        found.append(_any([_pair(pair) for pair in filter.pairs]))
    if filter.rows:
        found.append(_in("row_id", filter.rows))
    if filter.checked:
        found.append(Condition("status <> 'read'", ()))
    return _all(found)


def article_condition(filter: Filter) -> Condition | None:
    """True for articles of table ``articles`` that the filter keeps for themselves; None: only those of its rows."""
    if replace(filter, **{name: getattr(Filter(), name) for name in ROW_PARTS}) != filter:
        return None
    found = _text(filter)
    if filter.sources:
        found.append(_in("source", filter.sources))
    if filter.since or filter.until or not (filter.undated and filter.dated):
        found.append(_article_time(filter))
    return _all(found)


def _article_time(filter: Filter) -> Condition:
    """An article without a date of its own goes by its rows (kept elsewhere); without any, it is undated."""
    dated = _all(_time("time", replace(filter, undated=False)))
    if not filter.undated:
        return dated
    sql = "time IS NULL AND article_no NOT IN (SELECT article_no FROM rows WHERE time IS NOT NULL)"
    never = Condition(sql, ())
    return _any([dated, never]) if filter.dated else never


def _time(column: str, filter: Filter) -> list[Condition]:
    """A vague date is kept where any day of it lies inside: 2019 is kept by "since 2019-11"."""
    found, undated = [], Condition(f"{column} IS NULL", ())
    if not filter.dated:
        return [undated if filter.undated else Condition("FALSE", ())]
    if filter.since:
        found.append(Condition(f"left({column}, length(?)) >= left(?, length({column}))", (filter.since,) * 2))
    if filter.until:
        found.append(Condition(f"left({column}, length(?)) <= left(?, length({column}))", (filter.until,) * 2))
    if not filter.undated:
        return [*found, Condition(f"{column} IS NOT NULL", ())]
    return [_any([_all(found), undated])] if found else []


def _text(filter: Filter) -> list[Condition]:
    """Every word must stand in the article's title or text, letter case aside."""
    return [
        Condition(f"article_no IN (SELECT article_no FROM full_articles WHERE {_holds(word)})", (word, word))
        for word in filter.text.split()
    ]


def _holds(word: str) -> str:
    """Lowering a million texts takes longer than searching them, and Chinese words have no case."""
    if word.lower() == word.upper():
        return "contains(text, ?) OR contains(coalesce(title, ''), ?)"
    return "contains(lower(text), lower(?)) OR contains(lower(coalesce(title, '')), lower(?))"


def _in(column: str, values: tuple[str, ...]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' * len(values))})", values)


def _among(table: str, column: str, values: tuple[str, ...]) -> Condition:
    inside = _in(column, values)
    return Condition(f"row_no IN (SELECT row_no FROM {table} WHERE {inside.sql})", inside.params)


def _partners(filter: Filter) -> Condition:
    found = []
    if filter.places:
        found.append(_any([_inside("code", "province", "city", code) for code in filter.places]))
    if filter.roles:
        found.append(_in("role", filter.roles))
    inside = _all(found)
    return Condition(f"row_no IN (SELECT row_no FROM partners WHERE {inside.sql})", inside.params)


def _inside(code: str, province: str, city: str, place: str) -> Condition:
    """A province holds its cities and counties, a city its counties; countries and groups are themselves."""
    return Condition(f"{code} = ? OR {province} = ? OR {city} = ?", (place,) * 3)


def _pair(pair: str) -> Condition:
    one, _, two = pair.partition("~")
    sides = [
        _all([_inside("a", "a_province", "a_city", x), _inside("b", "b_province", "b_city", y)])
        for x, y in ((one, two), (two, one))
    ]
    either = _any(sides)
    return Condition(f"row_no IN (SELECT row_no FROM pairs WHERE {either.sql})", either.params)
