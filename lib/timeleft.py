"""How long a piece of work will go on, from how long it has taken so far."""

from __future__ import annotations

import time
from collections.abc import Callable


class TimeLeft:
    """A clock that starts when it is made. ``now``: seconds, from whatever moment."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._start = now, now()

    def seconds(self, done: int, total: int) -> float | None:
        """Seconds until ``total`` pieces are done where ``done`` are; None while that can't be told.

        >>> ticks = iter([100.0, 130.0])
        >>> TimeLeft(lambda: next(ticks)).seconds(3, 9)
        60.0
        """
        if not 0 < done < total:
            return None
        return (self._now() - self._start) / done * (total - done)


def in_minutes(seconds: float) -> str:
    """A stretch of time as one reads it: 40 秒, 3 分钟, 2 小时 5 分.

    >>> in_minutes(40), in_minutes(170), in_minutes(7500)
    ('40 秒', '3 分钟', '2 小时 5 分')
    """
    if seconds < 60:
        return f"{max(1, round(seconds))} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分"
