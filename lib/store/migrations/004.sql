-- What the files of the parts are to hold, byte for byte, so that a damaged one is told at once. Files written before
-- this version have no line: they are told by the number of their records and by whether they can be read.
CREATE TABLE digests (
    part_id TEXT NOT NULL REFERENCES parts,
    kind TEXT NOT NULL,       -- pages, articles, rows
    digest TEXT NOT NULL,     -- BLAKE2b, 128 bits, hexadecimal
    PRIMARY KEY (part_id, kind)
) WITHOUT ROWID;

-- The change by which a damaged part was set aside: its files stay, what they held can be imported again. NULL: never.
ALTER TABLE parts ADD COLUMN aside INTEGER;
