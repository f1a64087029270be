-- The reference set of a team, first form. Applied in one transaction; the columns say the same as
-- in SQLite, so that the statements that read and change a set are the same.
-- COLLATE "C": order by code point, on every server and as in SQLite.

CREATE TABLE reference (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    sha256 text COLLATE "C" NOT NULL UNIQUE,
    pixel_sha256 text COLLATE "C" NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    byte_size bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    added_at text COLLATE "C" NOT NULL,
    source text NOT NULL
);

CREATE INDEX reference_pixels ON reference (pixel_sha256);
CREATE INDEX reference_added ON reference (added_at, id);

-- code: the value of a short fingerprint as bits, for searching inside the database.
CREATE TABLE fingerprint (
    kind text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    reference bigint NOT NULL REFERENCES reference (number) ON DELETE CASCADE,
    bits integer NOT NULL,
    value bytea NOT NULL,
    code bit varying GENERATED ALWAYS AS
        (CASE WHEN bits <= 512 THEN ('x' || encode(value, 'hex'))::bit varying END) STORED,
    PRIMARY KEY (kind, version, reference)
);

CREATE INDEX fingerprint_reference ON fingerprint (reference);

CREATE TABLE features (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    count integer NOT NULL,
    keypoints bytea NOT NULL,
    descriptors bytea NOT NULL
);

CREATE TABLE signature (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    value bytea NOT NULL
);

CREATE INDEX signature_kind ON signature (kind, version, reference);

CREATE TABLE proxy (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    jpeg bytea NOT NULL
);

-- JPEG, descriptors and signatures do not become smaller by compressing them again.
ALTER TABLE features ALTER COLUMN descriptors SET STORAGE EXTERNAL;
ALTER TABLE signature ALTER COLUMN value SET STORAGE EXTERNAL;
ALTER TABLE proxy ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE TABLE tally (
    kind text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    sum text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, version)
);

CREATE TABLE revision (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    reference bigint NOT NULL
);

-- One row. Every change locks it first, so changes follow one another and the numbers of
-- references and revisions become visible in their order. form: how many of these scripts ran.
CREATE TABLE state (
    one integer PRIMARY KEY CHECK (one = 1),
    form integer NOT NULL,
    changed_at text COLLATE "C" NOT NULL,
    lattice bytea NOT NULL,
    total bigint NOT NULL
);

INSERT INTO state (one, form, changed_at, lattice, total)
VALUES (1, 1, '', decode(repeat('00', 2048), 'hex'), 0);
