"""Any file → pages of clean text → articles."""

from lib.loading.files import load
from lib.loading.options import Options
from lib.loading.pages import read_page

__all__ = ["Options", "load", "read_page"]
