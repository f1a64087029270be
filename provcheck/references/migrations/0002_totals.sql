-- Running totals, so that neither a search nor an addition reads the whole set. All are kept by
-- the writer in the transaction of each change; a set that comes from an earlier form gets them
-- when it is next opened for changes.

-- lattice: what the digest of the content is made of (see lattice.py); total: number of references.
ALTER TABLE state ADD COLUMN lattice BLOB;
ALTER TABLE state ADD COLUMN total INTEGER;

-- Of each kind and version of fingerprints and features: how many rows, and their sum (see
-- tallies.py), by which a copy of them is held against the set.
CREATE TABLE tally (
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    count INTEGER NOT NULL,
    sum TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

-- Rows that were taken out, replaced, or given to a reference later: what a copy that grows by
-- the number of the reference would miss.
CREATE TABLE revision (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    reference INTEGER NOT NULL
) STRICT;

-- Which references have features, without passing over these.
CREATE INDEX signature_kind ON signature (kind, version, reference);

ALTER TABLE state DROP COLUMN snapshot;
