"""Who does the work of an import: this process alone, several of this machine, or the machines of a cluster.

A crew's ``run(parts, folder, tell, stop)`` has every part worked on and gives the parts back in their order, each with
its draft whole in ``folder``; a part without a draft cost its workers their lives again and again. ``tell(n)``: n more
files are done. ``stop()``: True once nothing more shall be begun; parts not begun are not given back.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from lib.errors import InputError
from lib.fetching import sent
from lib.store.folders import Folder
from lib.working import InPart, Tools, work

MOST_TRIES = 2  # of a part whose process died
CONNECT_SECONDS = 10
AHEAD = 3  # parts in hand for each worker, so that none waits while drafts are taken in


class Crew(Protocol):
    """Whoever does the work."""

    def run(
        self, parts: Sequence[InPart], folder: Folder, tell: Callable[[int], object], stop: Callable[[], bool]
    ) -> Iterator[InPart]: ...


class Alone:
    """This process, file by file."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def run(self, parts, folder, tell, stop) -> Iterator[InPart]:
        """See the module."""
        for part in parts:
            if stop():
                return
            work(part, folder, self.tools, tell, stop)
            yield part


class Pool:
    """Processes of this machine. One that dies is replaced and its parts are begun anew."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, parts, folder, tell, stop) -> Iterator[InPart]:
        """See the module."""
        todo = deque(parts)
        while todo and not stop():
            try:
                yield from self._round(todo, folder, tell, stop)
            except BrokenProcessPool:
                yield from self._suspect(todo.popleft(), folder, tell)

    def _suspect(self, part: InPart, folder: Folder, tell) -> Iterator[InPart]:
        """The part that was waited for when a process died, again by itself, so that no other suffers for it."""
        for _ in range(MOST_TRIES):
            try:
                yield from self._round(deque([part]), folder, tell, lambda: False)
                return
            except BrokenProcessPool:
                continue
        tell(len(part.items))
        yield part

    def _round(self, todo: deque[InPart], folder: Folder, tell, stop) -> Iterator[InPart]:
        """One pool's life: takes finished parts off ``todo`` from the left. Raises BrokenProcessPool."""
        running: dict[str, Future] = {}
        spawn = multiprocessing.get_context("spawn")  # no locks of this process's threads are inherited
        with ProcessPoolExecutor(self.workers, mp_context=spawn) as pool:
            while todo:
                for part in list(todo)[: self.workers * AHEAD]:
                    if part.name not in running and not stop():
                        running[part.name] = pool.submit(work, part, folder)
                if todo[0].name not in running:
                    return
                running.pop(todo[0].name).result()
                part = todo.popleft()
                tell(len(part.items))
                yield part


class Cluster:
    """The machines of a Dask cluster.

    They see this machine's files and the folder of drafts under the same names; where that is an object store, they
    need see nothing else: each part's files are laid into it.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, parts, folder, tell, stop) -> Iterator[InPart]:
        """See the module. Raises InputError where there is no cluster."""
        client, lost = self._client()
        todo, running = deque(parts), {}
        with client:
            ahead = AHEAD * max(1, sum(client.nthreads().values()))
            while todo:
                for part in list(todo)[:ahead]:
                    if part.name not in running and not stop():
                        running[part.name] = client.submit(work, _sent(part, folder), folder, pure=False)
                if todo[0].name not in running:
                    return
                part = todo.popleft()
                with suppress(lost):  # its draft is missing then, which the importer says
                    running.pop(part.name).result()
                tell(len(part.items))
                yield part

    def _client(self):
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise InputError("--cluster 需要 distributed，请先 pip install -r requirements-cluster.txt。") from None
        try:
            return Client(self.address, timeout=CONNECT_SECONDS), KilledWorker
        except (OSError, ValueError) as error:
            raise InputError(f"集群 {self.address} 连不上（{error}），请检查地址和网络。") from error


def _sent(part: InPart, folder: Folder) -> InPart:
    """The part as machines can read it that share an object store and nothing else."""
    return replace(part, items=sent(part.items, folder, f"{part.name}.zip")) if folder.is_remote else part
