-- The reference set of a team, first form. Applied in one transaction; the columns say the same as
-- in SQLite, so that the statements that read and change a set are the same.
-- COLLATE "C": order by code point, on every server and as in SQLite.
-- CHECK: what a contributor writes past provcheck stays of a size that readers can take.

CREATE TABLE reference (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE CHECK (id = left(sha256, 16)),
    sha256 text COLLATE "C" NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    pixel_sha256 text COLLATE "C" NOT NULL CHECK (pixel_sha256 ~ '^([0-9a-f]{64})?$'),
    name text NOT NULL CHECK (length(name) <= 10000),
    media_type text NOT NULL CHECK (length(media_type) <= 200),
    byte_size bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    added_at text COLLATE "C" NOT NULL CHECK (length(added_at) <= 50),
    source text NOT NULL CHECK (octet_length(source) <= 1000000)
);

CREATE INDEX reference_pixels ON reference (pixel_sha256);
CREATE INDEX reference_added ON reference (added_at, id);

-- code: the value of a short fingerprint as bits, for searching inside the database.
CREATE TABLE fingerprint (
    kind text COLLATE "C" NOT NULL CHECK (length(kind) <= 100),
    version text COLLATE "C" NOT NULL CHECK (length(version) <= 100),
    reference bigint NOT NULL REFERENCES reference (number) ON DELETE CASCADE,
    bits integer NOT NULL,
    value bytea NOT NULL CHECK (octet_length(value) <= 100000 AND octet_length(value) * 8 = bits),
    code bit varying GENERATED ALWAYS AS
        (CASE WHEN bits <= 512 THEN ('x' || encode(value, 'hex'))::bit varying END) STORED,
    PRIMARY KEY (kind, version, reference)
);

CREATE INDEX fingerprint_reference ON fingerprint (reference);

CREATE TABLE features (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL CHECK (length(kind) <= 100),
    version text COLLATE "C" NOT NULL CHECK (length(version) <= 100),
    width integer NOT NULL,
    height integer NOT NULL,
    count integer NOT NULL,
    keypoints bytea NOT NULL CHECK (octet_length(keypoints) <= 2000000),
    descriptors bytea NOT NULL CHECK (octet_length(descriptors) <= 16000000)
);

CREATE TABLE signature (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL CHECK (length(kind) <= 100),
    version text COLLATE "C" NOT NULL CHECK (length(version) <= 100),
    value bytea NOT NULL CHECK (octet_length(value) <= 2000000)
);

CREATE INDEX signature_kind ON signature (kind, version, reference);

CREATE TABLE proxy (
    reference bigint PRIMARY KEY REFERENCES reference (number) ON DELETE CASCADE,
    jpeg bytea NOT NULL CHECK (octet_length(jpeg) <= 20000000)
);

-- JPEG, descriptors and signatures do not become smaller by compressing them again.
ALTER TABLE features ALTER COLUMN descriptors SET STORAGE EXTERNAL;
ALTER TABLE signature ALTER COLUMN value SET STORAGE EXTERNAL;
ALTER TABLE proxy ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE TABLE tally (
    kind text COLLATE "C" NOT NULL CHECK (length(kind) <= 100),
    version text COLLATE "C" NOT NULL CHECK (length(version) <= 100),
    count bigint NOT NULL,
    sum text COLLATE "C" NOT NULL CHECK (sum ~ '^[0-9a-f]{16}$'),
    PRIMARY KEY (kind, version)
);

CREATE TABLE revision (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text COLLATE "C" NOT NULL CHECK (length(kind) <= 100),
    version text COLLATE "C" NOT NULL CHECK (length(version) <= 100),
    reference bigint NOT NULL
);

-- One row. Every change locks it first, so changes follow one another and the numbers of
-- references and revisions become visible in their order. form: how many of these scripts ran.
CREATE TABLE state (
    one integer PRIMARY KEY CHECK (one = 1),
    form integer NOT NULL,
    changed_at text COLLATE "C" NOT NULL CHECK (length(changed_at) <= 50),
    lattice bytea NOT NULL CHECK (octet_length(lattice) = 2048),
    total bigint NOT NULL
);

INSERT INTO state (one, form, changed_at, lattice, total)
VALUES (1, 1, '', decode(repeat('00', 2048), 'hex'), 0);
