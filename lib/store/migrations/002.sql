-- Every change of the library has a number. What comes, goes or is decided says by which change, so that the library
-- can be looked at as it was after any of them; parts that were taken out stay on disk.
CREATE TABLE changes (
    change INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL,       -- import, undo_import, correction, undo, reread; '' where nobody said
    who TEXT NOT NULL DEFAULT ''
);

ALTER TABLE parts ADD COLUMN reader TEXT NOT NULL DEFAULT '';   -- the version of reader and lexicon
ALTER TABLE parts ADD COLUMN pages_of TEXT;                     -- the part whose pages this one shares; NULL: its own
ALTER TABLE parts ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parts ADD COLUMN dropped INTEGER;                   -- NULL: still there

ALTER TABLE corrections ADD COLUMN change INTEGER NOT NULL DEFAULT 0;

-- Articles that were given a publication date, read again by a later reader: its rows with that date known (JSON).
CREATE TABLE dated_rows (
    article_id TEXT NOT NULL,
    published TEXT NOT NULL,
    change INTEGER NOT NULL,
    rows TEXT NOT NULL,
    PRIMARY KEY (article_id, published, change)
) WITHOUT ROWID;

-- What happened before there were numbers can't be looked at.
INSERT INTO meta SELECT 'oldest', value FROM meta WHERE key = 'changes';
