"""A cooperation that several rows report counts once: the two pieces of SQL that counts and sums of cases are made of.

Most cases have one row, which the store's ``is_lone`` tells; only the others need to be sorted out. Both pieces ask for
``case_no`` and ``is_lone`` of table ``rows``.
"""

from __future__ import annotations

from collections.abc import Iterable

# How many cases lines come to that hold each row once.
CASES = "(count(*) FILTER (is_lone) + count(DISTINCT case_no) FILTER (NOT is_lone))"


def first_of(select: str, keys: Iterable[str], order: str) -> str:
    """Of the lines of ``select`` the first of each case with the same ``keys``, of which a row has no two alike."""
    window = f"PARTITION BY {', '.join(('case_no', *keys))} ORDER BY {order}"
    return f"""WITH line AS ({select})
        SELECT * FROM line WHERE is_lone
        UNION ALL SELECT * FROM line WHERE NOT is_lone QUALIFY row_number() OVER ({window}) = 1"""
