"""The store of this server: opened once, filled with the sample library on the very first start."""

from __future__ import annotations

from threading import Lock

import streamlit as st

from lib.importing import import_sample
from lib.store import Store, open_store
from lib.ui.warming import keep_warm
from lib.ui.words import Words


class _Library:
    """The open store with the lock that lets one visitor fill it while others wait."""

    def __init__(self) -> None:
        self.store: Store = open_store()
        self.lock = Lock()
        self.is_ready = False


@st.cache_resource(show_spinner=False)
def _library() -> _Library:
    return _Library()


@st.cache_resource(show_spinner=False, max_entries=3)
def _earlier(folder: str, version: str, _store: Store) -> Store:
    return _store.as_of(version)


def open_library(words: Words, version: str | None = None) -> Store:
    """The store, ready to be asked, or its earlier state of that version.

    Raises StoreError where the folder is damaged, or of an unknown version, or the library never had such a state.
    """
    store = _present(words)
    if not version or version == store.version:
        return store
    return _earlier(str(store.folder), version, store)


def _present(words: Words) -> Store:
    library = _library()
    if not library.is_ready:
        with library.lock:
            if not library.is_ready:
                _fill(library.store, words)
                keep_warm(library.store)
                library.is_ready = True
    return library.store


def _fill(store: Store, words: Words) -> None:
    """Read the sample library into a store that has never held anything, with a progress bar."""
    if not store.is_new():
        return
    bar = st.progress(0.0, text=words.t("first_start"))

    def progress(done: int, total: int, *_: object) -> None:
        bar.progress(min(done / total, 1.0) if total else 1.0, text=words.t("first_start_step", done=done, total=total))

    import_sample(store, progress=progress)
    bar.empty()
