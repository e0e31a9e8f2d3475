"""Answers to what the pages ask first about the whole library, found before somebody waits for them.

Of a few million rows they take half a minute after every start and import; this happens in the background, as soon as
the library has kept still for a while.
"""

from __future__ import annotations

import atexit
import logging
from collections.abc import Iterator
from threading import Event, Thread
from weakref import ref

from lib.errors import AtlasError
from lib.lexicon import codes
from lib.model import Filter
from lib.store import Store
from lib.ui.view import answer
from lib.views import compare, facets, funding, keywords, listing, map, network, review, summary

LOG = logging.getLogger(__name__)
STILL = 5.0  # seconds without a change: an import that is under way changes the library every few
# What takes longest on each page when nothing is filtered or chosen yet; the rest is found from the same tables.
SUMS = (next(iter(codes("kinds"))), "printed")
QUESTIONS = (
    (facets.facets,),
    (summary.key_figures,),
    (summary.time_line,),
    (summary.coverage,),
    (summary.leading_pairs, "province"),
    (summary.doubts,),
    (map.places, "province", None, "cases", "all"),
    (map.flows, "province", None, "cases"),
    (funding.totals,),
    (funding.by_year, *SUMS),
    (funding.by_pair, *SUMS, "province"),
    (funding.by_domain, *SUMS),
    (funding.flows, *SUMS),
    (keywords.frequencies, (), 90, ()),
    (network.network, "province", 1, None),
    (compare.offered, "places"),
    (listing.article_list, "all", 50, 0),
    (review.waiting, ()),
)
COMPARED = (compare.figures, compare.by_year, compare.by_domain, compare.by_form, compare.by_kind)


def keep_warm(store: Store) -> None:
    """From now on, and for as long as somebody holds ``store``, look whether it has changed and ask it anew."""
    ended = Event()
    thread = Thread(target=_watch, args=(ref(store), ended), name="warming", daemon=True)
    thread.start()
    atexit.register(_end, thread, ended)


def warm(store: Store, ended: Event | None = None) -> None:
    """Ask the library what the pages ask first; stops where it changes meanwhile. Raises StoreError."""
    version = store.version
    for filter_, function, *args in _questions(store):
        if store.version != version or (ended and ended.is_set()):
            return
        answer(store, store.damage, filter_, function, *args)


def _questions(store: Store) -> Iterator[tuple]:
    everything = Filter()
    for question in QUESTIONS:
        yield everything, *question
    for place in answer(store, store.damage, everything, compare.offered, "places")[:2]:
        for function in COMPARED:
            yield compare.side(everything, "places", place), function


def _watch(watched: ref[Store], ended: Event) -> None:
    before = done = None
    while store := watched():
        try:
            now = store.version
            if now == before != done:
                done = now
                warm(store, ended)
            before = now
        except AtlasError as error:  # whoever opens a page is told so there
            LOG.info("not warmed: %s", error)
        del store
        if ended.wait(STILL):
            return


def _end(thread: Thread, ended: Event) -> None:
    """Before the program ends: the engine must not be left in the middle of a question."""
    ended.set()
    thread.join()
