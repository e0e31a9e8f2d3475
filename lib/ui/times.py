"""Moments of the store, which are kept in UTC, as the server's clock shows them."""

from __future__ import annotations

from datetime import UTC, datetime


def local_time(written: str) -> str:
    """A stored UTC time by the server's clock, its zone said: ``2026-11-24 18:30 (UTC+08:00)``; "" for none."""
    if not written:
        return ""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    here = moment.astimezone()
    zone = f"{here:%z}"
    return f"{here:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:5]})"
