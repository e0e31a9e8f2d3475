"""Keeps articles, rows, corrections and cases; the only place that knows the engine."""

from lib.store.backup import backup, restore
from lib.store.damage import Damage
from lib.store.parts import ReadArticle, ReadPage
from lib.store.rereading import Difference
from lib.store.store import Store, open_store, store_folder

__all__ = [
    "Damage",
    "Difference",
    "ReadArticle",
    "ReadPage",
    "Store",
    "backup",
    "open_store",
    "restore",
    "store_folder",
]
