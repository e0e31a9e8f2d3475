"""An import that goes on while the page that began it is looked at, left or reloaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from lib.errors import AtlasError
from lib.importing import Progress, Summary
from lib.timeleft import TimeLeft

LOG = logging.getLogger(__name__)


class Job:
    """A running import. ``done`` of ``total`` files; ``summary`` or ``error`` (one sentence) once it has ended."""

    def __init__(self, work: Callable[[Progress, Callable[[], bool]], Summary]) -> None:
        self.done, self.total = 0, 0
        self.summary: Summary | None = None
        self.error: str | None = None
        self._work, self._stop, self._clock = work, Event(), TimeLeft()
        self._thread = Thread(target=self._run, name="import", daemon=True)  # a killed import leaves nothing half done
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """False once summary or error are there."""
        return self.summary is None and self.error is None

    @property
    def is_stopping(self) -> bool:
        """True from the wish to stop on."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End after the present file; what is done stays."""
        self._stop.set()

    def seconds_left(self) -> float | None:
        """None while that can't be told."""
        return self._clock.seconds(self.done, self.total)

    def wait(self) -> None:
        """Until it has ended."""
        self._thread.join()

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _run(self) -> None:
        try:
            self.summary = self._work(self._progress, self._stop.is_set)
        except AtlasError as error:
            self.error = str(error)
        except Exception as error:
            LOG.exception("import")
            self.error = (
                f"导入意外中断（{type(error).__name__}: {error}），已写入的批次都在；请再导入一次，其余会补上。"
            )
