"""The cooperation table in groups: how many rows, cases and articles each value of a field has."""

from __future__ import annotations

import pandas as pd

from lib.errors import DataError
from lib.model import Filter
from lib.store import Store

# What can be grouped by → the value of each row (a row may have several).
VALUES = {
    "pair": """SELECT DISTINCT row_id, least(a_province, b_province) || '~' || greatest(a_province, b_province) AS value
               FROM pairs WHERE a_province <> b_province""",
    "place": "SELECT DISTINCT row_id, province AS value FROM partners",
    "domain": "SELECT row_id, domain AS value FROM row_domains",
    "form": "SELECT row_id, form AS value FROM row_forms",
    "kind": "SELECT DISTINCT row_id, kind AS value FROM amounts",
    "year": "SELECT row_id, year::VARCHAR AS value FROM rows WHERE year IS NOT NULL",
    "source": "SELECT row_id, source AS value FROM rows WHERE source IS NOT NULL",
}


def groups(store: Store, filter: Filter, by: str) -> pd.DataFrame:
    """value, rows, cases, articles, first, last: a line a value, most rows first.

    A row counts once in each of its values, so lines may add up to more than the rows; rows without a value are left
    out. Raises DataError for an unknown field.
    """
    if by not in VALUES:
        raise DataError(f"合作表不能按“{by}”分组，可用：{'、'.join(VALUES)}。")
    return store.ask(
        f"""SELECT value, count(*) AS rows, count(DISTINCT coalesce(case_id, row_id)) AS cases,
                   count(DISTINCT article_id) AS articles, min(time) AS first, max(time) AS last
            FROM ({VALUES[by]}) JOIN rows USING (row_id) GROUP BY 1 ORDER BY rows DESC, value""",
        filter,
    )
