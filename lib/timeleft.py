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


def in_minutes(seconds: float, lang: str = "zh") -> str:
    """A stretch of time as one reads it: 40 秒, 3 分钟, 2 小时 5 分.

    >>> in_minutes(40), in_minutes(170), in_minutes(7500), in_minutes(7500, "en")
    ('40 秒', '3 分钟', '2 小时 5 分', '2 h 5 min')
    """
    minutes = round(seconds / 60)
    if seconds < 60:
        number = max(1, round(seconds))
        return f"{number} 秒" if lang == "zh" else f"{number} s"
    if minutes < 60:
        return f"{minutes} 分钟" if lang == "zh" else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if lang == "zh" else f"{hours} h {minutes} min"
