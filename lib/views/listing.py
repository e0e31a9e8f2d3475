"""Lists to page through: the cooperation table's rows, the articles."""

from __future__ import annotations

import pandas as pd

from lib.errors import DataError
from lib.model import Filter
from lib.store import Store
from lib.views.evidence import records

# What the table can be ordered by → SQL; every order ends with the row id, so that pages never overlap.
ORDERS = {
    "latest": "time DESC NULLS LAST",
    "earliest": "time ASC NULLS LAST",
    "largest": "largest_cny DESC NULLS LAST",
    "sure": "confidence DESC",
    "unsure": "confidence ASC",
    "partners": "n_partners DESC",
}
PUT_IN = "currency = 'CNY' AND kind IN ('funding', 'donation', 'investment', 'loan')"

ROWS = f"""
    SELECT row_id, article_id, case_id, time, time_from, providers, recipients, peers, domains, forms, amounts, counts,
           event_dates, organisations, largest_cny, title, source, published, confidence, flags, status, n_partners
    FROM rows
    LEFT JOIN (SELECT row_id,
                      list(code::VARCHAR ORDER BY code) FILTER (role = 'provider') AS providers,
                      list(code::VARCHAR ORDER BY code) FILTER (role = 'recipient') AS recipients,
                      list(code::VARCHAR ORDER BY code) FILTER (role = 'peer') AS peers
               FROM partners GROUP BY 1) USING (row_id)
    LEFT JOIN (SELECT row_id, list(text ORDER BY n) AS amounts,
                      max(coalesce(value_max, value)) FILTER ({PUT_IN}) AS largest_cny
               FROM amounts GROUP BY 1) USING (row_id)
    LEFT JOIN (SELECT row_id, list(text || what ORDER BY n) AS counts FROM counts GROUP BY 1) USING (row_id)
    LEFT JOIN (SELECT row_id, list(value ORDER BY n) FILTER (value IS NOT NULL) AS event_dates
               FROM dates GROUP BY 1) USING (row_id)
    LEFT JOIN (SELECT row_id, list(DISTINCT name) AS organisations FROM organisations GROUP BY 1) USING (row_id)
"""


def table_rows(store: Store, filter: Filter, order: str = "latest", limit: int | None = None, offset: int = 0):
    """The cooperation table, one line a row; partners as lists of codes by role, values as lists of printed words.

    ``largest_cny``: the largest single sum put in (funding, donation, investment, loan), in yuan. Without ``limit``:
    everything that the filter leaves. Raises DataError for an unknown order.
    """
    if order not in ORDERS:
        raise DataError(f"合作表不能按“{order}”排序，可用：{'、'.join(ORDERS)}。")
    sql = f"{ROWS} ORDER BY {ORDERS[order]}, row_id"
    if limit is None:
        return store.ask(sql, filter)
    # First whose rows, by the lean tables; then the words of these alone: a page must not read the whole library.
    found = store.ask(f"{_heads(order)} ORDER BY {ORDERS[order]}, row_id LIMIT ? OFFSET ?", filter, (limit, offset))
    ids = tuple(found["row_id"])
    return store.ask(sql, Filter(rows=ids, kinds=filter.kinds)) if ids else store.ask(f"{sql} LIMIT 0", filter)


def _heads(order: str) -> str:
    """Row ids with what they are ordered by."""
    if order != "largest":
        return "SELECT row_id FROM rows"
    return f"""SELECT rows.row_id FROM rows LEFT JOIN (
        SELECT row_no, max(coalesce(value_max, value)) AS largest_cny FROM amounts WHERE {PUT_IN} GROUP BY 1)
        USING (row_no)"""


SHOWN = {
    "all": "TRUE",
    "with": "n > 0",
    "without": "n IS NULL",
    "no_date": "published IS NULL",
    "fragment": "NOT complete",
}


def article_list(store: Store, filter: Filter, show: str = "all", limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """article_id, title, source, published, complete, rows, latest first."""
    return store.ask(
        f"""SELECT article_id, title, source, published, complete, coalesce(n, 0)::INT AS rows, file
            FROM articles LEFT JOIN (SELECT article_no, count(*) AS n FROM rows GROUP BY 1) USING (article_no)
            WHERE {SHOWN[show]}
            ORDER BY published DESC NULLS LAST, title, article_id LIMIT ? OFFSET ?""",
        filter,
        (limit, offset),
    )


def count_articles(store: Store, filter: Filter, show: str = "all") -> int:
    """How many articles ``article_list`` has in all."""
    found = store.ask(
        f"""SELECT count(*) AS n
            FROM articles LEFT JOIN (SELECT article_no, count(*) AS n FROM rows GROUP BY 1) USING (article_no)
            WHERE {SHOWN[show]}""",
        filter,
    )
    return int(found["n"][0])


def article(store: Store, filter: Filter, article_id: str) -> dict | None:
    """One article whatever else is filtered, with its page (``original``, ``blocks``); None where there is none."""
    found = records(store.ask("SELECT * FROM articles WHERE article_id = ?", Filter(), (article_id,)))
    if not found:
        return None
    sql = "SELECT original, blocks FROM pages WHERE page_id = ?"
    page = records(store.ask(sql, Filter(), (found[0]["page_id"],)))
    return found[0] | (page[0] if page else {"original": None, "blocks": None})
