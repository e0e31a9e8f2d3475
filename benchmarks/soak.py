"""A working day in ten minutes: twenty users at a server while others import, undo and correct.

    python benchmarks/soak.py [--minutes 10] [--users 20]

The users speak the server's own protocol over a websocket each, as a browser does: a page with a filter, a pause of two
to six seconds, the next. Meanwhile `python -m lib import` brings in new articles again and again, some imports are
undone, and a person corrects rows. An error is a page with an exception or an error message, a connection that breaks,
a command that fails. Adds a section to ``benchmarks/store.md``; ends with status 1 where there was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import urlopen

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import store as made  # noqa: E402
from lib.importing import import_sample  # noqa: E402
from lib.store import Store, open_store  # noqa: E402
from lib.ui.view import PAGES  # noqa: E402
from tests.relation_cases import coded_cases  # noqa: E402

MADE = 4000  # articles of the library beside the sample
BROUGHT = 40  # articles of an import
PAUSE, IMPORTS, CORRECTIONS, LOOKS = (2.0, 6.0), 15.0, 1.0, 5.0  # seconds between two
PLACES = ("510000", "440000", "330000", "310000", "640000", "350000", "370000", "540000", "650000", "110000")
DOMAINS = ("poverty", "trade", "health", "education", "energy")


class Day:
    """What happened: waits by page, errors by words, what others did, memory of the server by the minute."""

    def __init__(self, seconds: float) -> None:
        self.begin, self.end = time.perf_counter(), time.perf_counter() + seconds
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.memory: dict[int, list[float]] = defaultdict(list)

    def goes_on(self) -> bool:
        return time.perf_counter() < self.end


def asked(dice: random.Random) -> str:
    """A query string: one of a few hundred filters."""
    parts = {
        "places": dice.choice(PLACES),
        "domains": dice.choice(DOMAINS),
        "since": str(dice.randint(2000, 2020)),
        "lang": "en",
    }
    return urlencode({name: parts[name] for name in dice.sample(list(parts), dice.randint(0, 2))})


async def use(day: Day, url: str, number: int) -> None:
    """One user from morning to evening."""
    dice = random.Random(number)
    async with websockets.connect(url, subprotocols=["streamlit"], max_size=None) as line:
        while day.goes_on():
            page, wish = dice.choice(list(PAGES)), BackMsg()
            wish.rerun_script.query_string = asked(dice)
            wish.rerun_script.page_name = "" if page == "overview" else page
            begin = time.perf_counter()
            await line.send(wish.SerializeToString())
            async for error in told(line):
                day.errors[f"{page}: {error}"] += 1
            day.waits[page].append(time.perf_counter() - begin)
            await asyncio.sleep(dice.uniform(*PAUSE))


async def told(line):
    """The errors on a page, until it is whole."""
    while True:
        message = ForwardMsg.FromString(await line.recv())
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return
        if kind == "page_not_found":
            yield "there is no such page"
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            yield f"{element.exception.type}: {element.exception.message}"
        if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
            yield element.alert.body


async def bring_in(day: Day, folder: Path, scratch: Path) -> None:
    """Import after import, each of articles that the library has not; every third is undone."""
    texts = [
        article for path in sorted((ROOT / "benchmarks/training").glob("*.yaml")) for article, _ in coded_cases(path)
    ]
    for number in count():
        if not day.goes_on():
            return
        new = scratch / f"brought-{number}"
        new.mkdir()
        for i in range(BROUGHT):
            article = texts[(number * BROUGHT + i) % len(texts)]
            text = f"{article.title}\n\n{article.text}\n\n本报第{number}期第{i}版。\n"
            (new / f"{i}.txt").write_text(text, encoding="utf-8")
        await command(day, "imports", "import", new, "--store", folder, "--published", "2024-05-01")
        if number % 3 == 2:
            last = open_store(folder).imports()["import_id"].iloc[0]
            await command(day, "imports undone", "undo", last, "--store", folder)
        await asyncio.sleep(IMPORTS)


async def command(day: Day, name: str, *words: object) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lib", *map(str, words)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    day.done[name] += 1
    if process.returncode:
        day.errors[f"{name}: {said.decode()[-200:]}"] += 1


async def correct(day: Day, store: Store) -> None:
    """A person who checks rows, gives them another domain, and sometimes takes it back."""
    dice = random.Random(0)
    while day.goes_on():
        rows = store.ask("SELECT row_id FROM rows ORDER BY row_id LIMIT 5000")["row_id"]
        row = rows[dice.randrange(len(rows))]
        decided = await asyncio.to_thread(store.correct, row, "domains", [dice.choice(DOMAINS)], "soak")
        day.done["corrections"] += 1
        if dice.random() < 0.3:
            await asyncio.to_thread(store.undo, decided.id, "soak")
            day.done["corrections undone"] += 1
        await asyncio.sleep(CORRECTIONS)


async def watch(day: Day, pid: int) -> None:
    """The server's memory (resident, megabytes)."""
    while day.goes_on():
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        minute = int((time.perf_counter() - day.begin) / 60)
        day.memory[minute].append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1e3)
        await asyncio.sleep(LOOKS)


async def live(day: Day, url: str, users: int, folder: Path, scratch: Path, pid: int) -> None:
    crowd = [use(day, url, number) for number in range(users)]
    others = [bring_in(day, folder, scratch), correct(day, open_store(folder)), watch(day, pid)]
    for ended in await asyncio.gather(*crowd, *others, return_exceptions=True):
        if isinstance(ended, Exception):
            day.errors[f"{type(ended).__name__}: {ended}"] += 1


def serve(folder: Path) -> tuple[subprocess.Popen, str]:
    """A server on a free port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"localhost:{probe.getsockname()[1]}"
    words = ["-m", "streamlit", "run", "app.py", "--server.port", place.partition(":")[2]]
    environment = {"ATLAS_STORE": str(folder), "PATH": ""}
    server = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while True:
        try:
            if urlopen(f"http://{place}/_stcore/health", timeout=2).status == 200:
                return server, f"ws://{place}/_stcore/stream"
        except OSError:
            time.sleep(0.1)


def report(day: Day, users: int, problems: list[str]) -> None:
    minutes = sorted(day.memory)
    waits = sorted(wait for found in day.waits.values() for wait in found)
    memory = ", ".join(f"{median(day.memory[minute]):.0f}" for minute in minutes)
    lines = [
        f"\n## {date.today().isoformat()}, {users} users for {len(minutes)} minutes\n",
        f"{len(waits)} pages, median {median(waits):.2f} s, longest {waits[-1]:.2f} s; "
        + ", ".join(f"{number} {name}" for name, number in sorted(day.done.items()))
        + f"; {day.errors.total()} errors, {len(problems)} problems of the library afterwards\n",
        "| page | asked | median, s | longest, s |",
        "|---|---|---|---|",
        *(f"| {name} | {len(found)} | {median(found):.2f} | {max(found):.2f} |" for name, found in day.waits.items()),
        "",
        f"Memory of the server by the minute, MB: {memory}",
    ]
    print("\n".join(lines))
    with (ROOT / "benchmarks" / "store.md").open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--users", type=int, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch, folder = Path(name), Path(name) / "store"
        import_sample(open_store(folder))
        made.bring_in(open_store(folder), MADE)
        server, url = serve(folder)
        try:
            day = Day(args.minutes * 60)
            asyncio.run(live(day, url, args.users, folder, scratch, server.pid))
        finally:
            server.terminate()
            server.wait()
        problems = open_store(folder).problems()
    report(day, args.users, problems)
    if day.errors or problems:
        raise SystemExit("\n".join([*(f"{n} × {what}" for what, n in day.errors.most_common()), *problems]))


if __name__ == "__main__":
    main()
