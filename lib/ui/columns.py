"""Columns that stand side by side on a wide screen and one below the other on a small one."""

from __future__ import annotations

import streamlit as st

CSS = """<style>
@media (max-width: 1180px) {
  [class*="st-key-cols-"] [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { flex-wrap: wrap; }
  [class*="st-key-cols-"] [data-testid="stColumn"] { min-width: 100%; flex: 1 1 100%; }
  [class*="st-key-grid-"] [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { flex-wrap: wrap; }
  [class*="st-key-grid-"] [data-testid="stColumn"] { min-width: calc(50% - 1rem); flex: 1 1 45%; }
}
</style>"""


def wide_and_narrow(key: str, shares: tuple[float, ...] = (11, 5)) -> list[st.delta_generator.DeltaGenerator]:
    """Columns with these shares of the width; on a small screen each takes the whole width."""
    with st.container(key=f"cols-{key}"):
        st.html(CSS)
        return st.columns(shares)


def grid(key: str, columns: int = 4) -> list[st.delta_generator.DeltaGenerator]:
    """Columns of the same width for small cards; two in a row on a small screen."""
    with st.container(key=f"grid-{key}"):
        st.html(CSS)
        return st.columns(columns)
