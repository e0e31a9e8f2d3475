"""Where else an article stood: the same text in other papers, and reprints that hide behind the article shown for them.

Articles that are reprints of each other make a group. Which article a group began with is kept for good; which one of
it is shown is told anew for every version of the library: the one that came in first of those that are there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.manifest import change_of, now
from lib.store.parts import file_of

PLACE = ("file", "title", "source", "published", "url")
_LIVE = "added <= :at AND (dropped IS NULL OR dropped > :at)"


@dataclass(frozen=True)
class Likeness:
    """What tells a reprint: ``facts``, a digest of what was read; ``signature``, a MinHash; ``bands`` to find it by."""

    facts: str
    signature: bytes
    bands: tuple[int, ...]


@dataclass
class Notes:
    """What goes into the library together with a draft.

    ``likenesses`` by article; ``originals``: a reprint → the article that its group began with.
    """

    likenesses: dict[str, Likeness] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)


def write_notes(db, notes: Notes, ids: Collection[str]) -> None:
    """Keep the notes on some articles; what is known of an article's group stays."""
    for id_, one in notes.likenesses.items():
        if id_ not in ids:
            continue
        given = (id_, notes.originals.get(id_, id_), one.facts, one.signature)
        names = "article_id, original, facts, signature"
        sql = f"INSERT OR IGNORE INTO likenesses ({names}) VALUES (?, ?, ?, ?) RETURNING n"
        for (n,) in db.execute(sql, given).fetchall():
            db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, n) for band in one.bands])


def groups_of(db) -> tuple[tuple[str, str, int], ...]:
    """(article, what its group began with, its number in order) of all articles that make groups."""
    sql = """SELECT article_id, original, n FROM likenesses
             WHERE original IN (SELECT original FROM likenesses WHERE original <> article_id) ORDER BY n"""
    return tuple(map(tuple, db.execute(sql)))


class Sightings:
    """The part of a Store that knows reprints."""

    def alike(self, likenesses: Mapping[str, Likeness]) -> dict[str, list[tuple[str, str, bytes]]]:
        """For each id the articles that share a band with it: (what their group began with, facts, signature)."""
        wanted = json.dumps([[band, id_] for id_, one in likenesses.items() for band in one.bands])
        found: dict[str, list[tuple[str, str, bytes]]] = {}
        sql = """SELECT DISTINCT asked.value ->> 1, n, original, facts, signature
                 FROM json_each(?) AS asked JOIN bands ON band = asked.value ->> 0 JOIN likenesses USING (n)
                 ORDER BY n"""
        with self._manifest.read() as db:
            for id_, _, *one in db.execute(sql, (wanted,)):
                found.setdefault(id_, []).append(tuple(one))
        return found

    def reprints(self, ids: Collection[str]) -> set[str]:
        """Those of the articles that hide behind others of the library."""
        sql = """SELECT me.article_id
                 FROM (SELECT * FROM likenesses WHERE article_id IN (SELECT value FROM json_each(?))) AS me
                 JOIN held_articles AS mine USING (article_id) JOIN parts AS p ON p.part_id = mine.part_id
                 WHERE EXISTS (
                     SELECT 1 FROM likenesses AS other JOIN held_articles USING (article_id) JOIN parts USING (part_id)
                     WHERE (other.article_id = me.original
                            OR other.original = me.original AND other.original <> other.article_id)
                       AND (parts.import_id, other.n) < (p.import_id, me.n))"""
        with self._manifest.read() as db:
            return {row[0] for row in db.execute(sql, (json.dumps(list(ids)),))}

    def see_again(self, import_id: str, places: Sequence[Mapping[str, str | None]], what: str = "") -> int:
        """Keep where else articles of the library stood (each ``id`` and PLACE); how many places were new.

        What the library knows already, and what says neither source nor address, is passed over; where nothing is new
        the library stays as it is.
        """
        told = [place for place in places if place["source"] or place["url"]]
        if not told or not self._new_places(told):
            return 0
        with self._manifest.write("import") as db:
            new = self._new_places(told)
            begun = (import_id, now(), what)
            db.execute("INSERT OR IGNORE INTO imports (import_id, started, what) VALUES (?, ?, ?)", begun)
            names = f"article_id, import_id, {', '.join(PLACE)}, added"
            given = [(place["id"], import_id, *_values(place), change_of(db)) for place in new]
            db.executemany(f"INSERT INTO sightings ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", given)
        return len(new)

    def sources(self, article_id: str) -> list[dict]:
        """Where else an article stood: PLACE, and ``differs``: whether its text was a little different there."""
        sql = f"SELECT {', '.join(PLACE)} FROM sightings WHERE article_id = :id AND {_LIVE}"
        with self._manifest.read() as db:
            same = [dict(row) | {"differs": False} for row in db.execute(sql, {"id": article_id, "at": self._at(db)})]
        reprints = self._answer(lambda snapshot: snapshot.reprints_of(article_id))
        found = same + [record | {"differs": True} for record in reprints]
        places = [{name: one[name] or None for name in PLACE} | {"differs": one["differs"]} for one in found]
        return sorted(places, key=_order)

    def _new_places(self, places: Sequence[Mapping]) -> list[Mapping]:
        """Those of the places that the library does not know, each once."""
        ids = sorted({place["id"] for place in places})
        with self._manifest.read() as db:
            given = {"ids": json.dumps(ids), "at": self._at(db)}
            ours = "article_id IN (SELECT value FROM json_each(:ids))"
            sql = f"SELECT article_id, source, published, url FROM sightings WHERE {ours} AND {_LIVE}"
            known = {tuple(row) for row in db.execute(sql, given)}
            parts = [row[0] for row in db.execute(f"SELECT DISTINCT part_id FROM held_articles WHERE {ours}", given)]
        known |= {key for part in parts for key in self._first_places(part, ids)}
        held = {key[0] for key in known}
        found = {(place["id"], *_values(place)[2:]): place for place in reversed(places)}
        return [place for key, place in found.items() if key not in known and key[0] in held]

    def _first_places(self, part: str, ids: list[str]) -> set[tuple[str, ...]]:
        """(article, source, published, url) as the articles of a part first came in; none where it is damaged."""
        names, path = ["article_id", *PLACE[2:]], file_of(self.folder, part, "articles")
        try:
            table = pq.read_table(path, columns=names, filters=[("article_id", "in", ids)])
        except (OSError, pa.ArrowException):
            return set()
        return {tuple(record[name] or "" for name in names) for record in table.to_pylist()}


def _values(place: Mapping[str, str | None]) -> list[str]:
    return [place[name] or "" for name in PLACE]


def _order(place: Mapping) -> tuple:
    return place["published"] or "~", place["source"] or "", place["file"] or ""
