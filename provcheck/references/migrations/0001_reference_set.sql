-- The reference set, first form. Applied in one transaction together with its version number.
-- STRICT: a column holds the type it names, also when another program writes the file.

CREATE TABLE reference (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    pixel_sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    byte_size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    -- The source record as one JSON object. It is always read and written as a whole, never
    -- searched field by field, and its place and date are records of their own: columns would
    -- have to be taken apart and put together again, and each new field would need a migration.
    source TEXT NOT NULL
) STRICT;

CREATE INDEX reference_pixels ON reference (pixel_sha256);
CREATE INDEX reference_added ON reference (added_at, id);

-- Clustered by kind and version, since a search reads all values of one kind and version.
CREATE TABLE fingerprint (
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    reference INTEGER NOT NULL REFERENCES reference (number) ON DELETE CASCADE,
    bits INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (kind, version, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX fingerprint_reference ON fingerprint (reference);

CREATE TABLE features (
    reference INTEGER PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    count INTEGER NOT NULL,
    keypoints BLOB NOT NULL,
    descriptors BLOB NOT NULL
) STRICT;

-- Apart from the features: a search reads every signature (16 bytes a feature) and must not pass
-- over the descriptors (128 bytes a feature) on the way.
CREATE TABLE signature (
    reference INTEGER PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE proxy (
    reference INTEGER PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    jpeg BLOB NOT NULL
) STRICT;

-- One row: when the set last changed, and the digest of its content. The digest is NULL after a
-- change until a writer closes and works it out again.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    changed_at TEXT NOT NULL,
    snapshot TEXT
) STRICT;

INSERT INTO state (one, changed_at, snapshot) VALUES (1, '', NULL);
