"""The cooperation table in groups: how many rows, cases and articles each value of a field has."""

from __future__ import annotations

import pandas as pd

from lib.errors import DataError
from lib.model import Filter
from lib.store import Store
from lib.views.once import CASES

# What can be grouped by → the value of each row (a row may have several).
VALUES = {
    "pair": """SELECT row_no, a || '~' || b AS value FROM row_ties""",
    "place": "SELECT DISTINCT row_no, province AS value FROM partners",
    "domain": "SELECT row_no, domain AS value FROM row_domains",
    "form": "SELECT row_no, form AS value FROM row_forms",
    "kind": "SELECT DISTINCT row_no, kind AS value FROM amounts",
    "year": "SELECT row_no, year::VARCHAR AS value FROM rows WHERE year IS NOT NULL",
    "source": "SELECT row_no, source AS value FROM rows JOIN articles USING (article_no) WHERE source IS NOT NULL",
}


def groups(store: Store, filter: Filter, by: str) -> pd.DataFrame:
    """value, rows, cases, articles, first, last: a line a value, most rows first.

    A row counts once in each of its values, so lines may add up to more than the rows; rows without a value are left
    out. Raises DataError for an unknown field.
    """
    if by not in VALUES:
        raise DataError(f"合作表不能按“{by}”分组，可用：{'、'.join(VALUES)}。")
    return store.ask(
        f"""SELECT value, count(*) AS rows, {CASES} AS cases,
                   count(DISTINCT article_no) AS articles, min(time) AS first, max(time) AS last
            FROM ({VALUES[by]}) JOIN rows USING (row_no) GROUP BY 1 ORDER BY rows DESC, value""",
        filter,
    )
