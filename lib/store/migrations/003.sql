-- What tells a reprint (lib/reprints.py): a digest of what was read, the text's MinHash, and the bands it is found by.
-- original: the article of the library that it was the first to be like, its own id where there was none.
CREATE TABLE likenesses (
    n INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    original TEXT NOT NULL,
    facts TEXT NOT NULL,
    signature BLOB NOT NULL
);
CREATE INDEX likenesses_original ON likenesses (original) WHERE original <> article_id;
CREATE TABLE bands (band INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (band, n)) WITHOUT ROWID;

-- Where else the very same text stood than where it was first found. Empty: not known. added, dropped: as of parts.
CREATE TABLE sightings (
    article_id TEXT NOT NULL,
    import_id TEXT NOT NULL REFERENCES imports,
    file TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    published TEXT NOT NULL,
    url TEXT NOT NULL,
    added INTEGER NOT NULL,
    dropped INTEGER
);
CREATE INDEX sightings_article ON sightings (article_id);
CREATE INDEX sightings_import ON sightings (import_id);
