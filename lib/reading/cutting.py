"""Text cut into the words of the dictionary. Several finders ask for the same text, so the last few are kept."""

from __future__ import annotations

from functools import lru_cache

import rjieba

LONGEST_KEPT = 4000  # characters; the words of a longer text would fill the memory


def cut(text: str) -> list[str]:
    """The words of a (simplified) text in order; together they are the text. Not to be changed by the caller.

    >>> cut("两省科技厅共建实验室")
    ['两', '省', '科技厅', '共建', '实验室']
    """
    return _kept(text) if len(text) <= LONGEST_KEPT else rjieba.cut(text, False)


@lru_cache(maxsize=4)
def _kept(text: str) -> list[str]:
    return rjieba.cut(text, False)
