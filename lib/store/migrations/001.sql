-- What changes in a store, and which parts belong to it. SQLite in WAL mode; each later file changes the one before.
-- JSON columns hold UTF-8 text; times are UTC, ISO 8601.

CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

-- One line an import, undone ones kept: summary is what was read, new, already there, skipped and why (JSON).
CREATE TABLE imports (
    import_id TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT,
    what TEXT NOT NULL,
    summary TEXT,
    undone TEXT
) WITHOUT ROWID;

-- A part that is not named here does not exist, whatever lies in the folder.
CREATE TABLE parts (
    part_id TEXT PRIMARY KEY,
    import_id TEXT NOT NULL REFERENCES imports,
    pages INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    rows INTEGER NOT NULL
) WITHOUT ROWID;

-- What the library holds, so that importing twice changes nothing.
CREATE TABLE held_articles (article_id TEXT PRIMARY KEY, part_id TEXT NOT NULL REFERENCES parts) WITHOUT ROWID;
CREATE TABLE held_pages (page_id TEXT PRIMARY KEY, part_id TEXT NOT NULL REFERENCES parts) WITHOUT ROWID;
CREATE INDEX held_articles_part ON held_articles (part_id);
CREATE INDEX held_pages_part ON held_pages (part_id);

-- Decisions of people, appended and never changed; undoing one is a new line that names it.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    row_id TEXT NOT NULL,     -- of an article where field is 'published'
    field TEXT,               -- NULL: the whole row
    old TEXT,                 -- JSON
    new TEXT,                 -- JSON
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    undoes INTEGER REFERENCES corrections
);
CREATE INDEX corrections_row ON corrections (row_id);
CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections are only appended'); END;
CREATE TRIGGER corrections_last BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections are only appended'); END;
