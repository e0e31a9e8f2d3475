"""Words that people leave out of the keywords (``stop``) or want counted as one (``own``): decisions like any other.

They are lines of the manifest's corrections, so they have their history, can be looked at as of any version, and go
along with every backup.
"""

from __future__ import annotations

import json

from lib.errors import StoreError

FIELD = "word"  # of the corrections; the word stands where others name their row
KINDS = ("stop", "own")
LONGEST = 20  # characters


class WordLists:
    """The part of a Store that keeps its users' words."""

    def words(self, kind: str) -> tuple[str, ...]:
        """The words of a kind, in the order in which they were given."""
        with self._manifest.read() as db:
            sql = "SELECT row_id, new FROM corrections WHERE field = ? AND change <= ? ORDER BY id"
            lines = db.execute(sql, (FIELD, self._at(db))).fetchall()
        latest = {line["row_id"]: json.loads(line["new"]) for line in lines}
        return tuple(word for word, now in latest.items() if now == kind)

    def set_words(self, kind: str, words: tuple[str, ...], who: str = "") -> None:
        """Make ``words`` the list of a kind; a word is of one kind only. Raises StoreError for no such kind or a word
        that is empty, longer than 20 characters or holds white space."""
        if kind not in KINDS:
            raise StoreError(f"{self.folder}: 没有“{kind}”这种词表，可用：{'、'.join(KINDS)}。")
        for word in words:
            if not word or len(word) > LONGEST or any(letter.isspace() for letter in word):
                raise StoreError(f"{self.folder}: “{word[:30]}”不能作词：须为 1 至 {LONGEST} 个字，中间无空格。")
        before = self.words(kind)
        changes = [(word, None) for word in before if word not in words]
        changes += [(word, kind) for word in dict.fromkeys(words) if word not in before]
        if not changes:
            return
        with self._manifest.write("word", who) as db:
            for word, now in changes:
                self._insert(db, word, FIELD, None if now else kind, now, who, "")
