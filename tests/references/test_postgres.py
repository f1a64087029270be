"""Sets on a PostgreSQL server: addresses, rights, caches, forms, and what goes wrong."""

import multiprocessing
import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from servers import KINDS, Server

from provcheck.errors import (
    AddressUnusable,
    PostgresExtraMissing,
    ReferenceMissing,
    ReferenceSetError,
    ServerUnreachable,
    SetForbidden,
    SetLocked,
    SetTooNew,
    SharedSetMissing,
)
from provcheck.model import Fingerprint, LocalFeatures, Source
from provcheck.references import (
    NewReference,
    open_reader,
    open_writer,
    postgres,
    server_address,
    set_up,
)
from provcheck.references.hash_scan import nearest
from provcheck.references.postgres import PostgresDatabase
from provcheck.references.postgres_reader import PostgresReader, nearest_in_database

NOW = "2026-03-01T10:00:00Z"
Make = Callable[..., NewReference]
MakeFeatures = Callable[[int, int], LocalFeatures]
Shared = Callable[..., str]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql://desk:s3cret-s3cret@db.example:5433/images", "images"),
        ("postgres://desk@db.example/im%20ages?sslmode=require", "im ages"),
        ("postgresql:///?dbname=images&password=s3cret-s3cret", "images"),
        ("postgresql://desk@db.example", "desk"),
        ("postgresql://", "postgresql"),
        ("postgresql://db.example/\x1b[31m", "\\x1b[31m"),
    ],
)
def test_a_set_is_called_like_its_database(address: str, name: str) -> None:
    parsed = server_address(address)
    assert parsed.name == name
    assert "s3cret" not in repr(parsed)


def test_the_cache_is_named_by_the_address_without_passwords() -> None:
    keys = {
        server_address(f"postgresql://desk{given}@db.example/images{more}").key
        for given in ("", ":one", ":other")
        for more in ("", "?password=third")
    }
    assert len(keys) == 1
    assert server_address("postgresql://desk@db.example/others").key not in keys
    assert server_address("postgresql://desk@db.example/images?port=1").key not in keys


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://desk:s3c@ret@127.0.0.1/images",
        "postgresql://desk:s3c/ret@127.0.0.1/images",
        "postgresql://desk:s3c?ret@127.0.0.1/images",
        "postgresql://desk:s3c#ret@127.0.0.1/images",
        "postgresql://desk:s3cret@[127.0.0.1/images",
        "postgresql://desk:s3cret@127.0.0.1/images?nonsense=s3cret",
        "postgresql://desk:s3cret%zz@127.0.0.1/images",
    ],
)
def test_an_unusable_address_is_not_repeated(address: str) -> None:
    with pytest.raises(AddressUnusable) as caught:
        open_reader(address)
    assert "s3c" not in str(caught.value)
    assert "ret" not in str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))  # nobody listens
        port = sock.getsockname()[1]
        for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
            with pytest.raises(ServerUnreachable, match="images: no connection") as caught:
                opened(f"postgresql://desk:s3cret@127.0.0.1:{port}/images")
            assert "s3cret" not in str(caught.value)
            assert caught.value.__cause__ is None


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        begun = time.monotonic()
        with pytest.raises(ServerUnreachable):
            open_reader(f"postgresql://127.0.0.1:{sock.getsockname()[1]}/x?connect_timeout=2")
        assert time.monotonic() - begun < 8


def test_without_the_driver_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(PostgresExtraMissing, match=r"provcheck\[postgres\]"):
        open_reader("postgresql://127.0.0.1/images")


def test_wrong_logins_and_empty_databases_are_told_apart(server: Callable[[str], Server]) -> None:
    address = server("debian").address("postgres")
    with pytest.raises(ServerUnreachable, match="password") as caught:
        open_reader(server("debian").address("postgres", password="s3cret"))
    assert "s3cret" not in str(caught.value)
    with pytest.raises(ServerUnreachable, match="nowhere"):
        open_reader(server("debian").address("nowhere"))
    for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
        with pytest.raises(SharedSetMissing, match="refs init"):
            opened(address)


def _filled(address: str, make: Make, count: int, features: LocalFeatures | None = None) -> None:
    with open_writer(address, now=NOW) as writer:
        for number in range(count):
            writer.add(make(f"{number}.jpg", features=features))


def _statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Statements sent from now on, one round trip each."""
    sent: list[str] = []
    for name in ("execute", "script"):
        before = getattr(PostgresDatabase, name)

        def counted(self: PostgresDatabase, text: str, *rest: object, _do=before) -> object:
            sent.append(text)
            return _do(self, text, *rest)

        monkeypatch.setattr(PostgresDatabase, name, counted)
    return sent


def test_where_nothing_is_new_no_code_is_fetched(
    shared_set: Shared,
    tmp_path: Path,
    new_reference: Make,
    new_features: MakeFeatures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = shared_set()
    _filled(address, new_reference, 30, new_features(4, 1))
    far = {0: bytes(32)}

    def look() -> None:
        with open_reader(address, index=tmp_path) as reader:
            assert reader.info().count == 30
            assert reader.exact("0" * 64, "1" * 64) == ()
            assert not reader.has("2" * 64)
            assert reader.near("phash256", "1", far, allowed=10, limit=8) == ()
            assert len(reader.with_features("rootsift", "1")) == 30
            assert len(reader.searched("rootsift", "1")) == 1
            codes = reader.codes("phash64", "1")
            assert len(codes.ids) - len(codes.dead) == 30

    look()
    sent = _statements(monkeypatch)
    look()
    assert len(sent) == 1
    with open_writer(address, now=NOW) as writer:
        writer.remove(new_reference("3.jpg").reference.id)
        writer.add(new_reference("new.jpg", features=new_features(4, 2)))
    sent.clear()
    look()
    assert 1 < len(sent) < 15
    sent.clear()
    look()
    assert len(sent) == 1


def test_the_cache_follows_the_set(
    shared_set: Shared, tmp_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    address = shared_set()
    rng = np.random.default_rng(1)
    here: set[int] = set()
    for _ in range(12):
        number = int(rng.integers(4))
        item = new_reference(f"{number}.jpg")
        with open_writer(address, now=NOW) as writer:
            match int(rng.integers(4)):
                case 0 if number in here:
                    writer.remove(item.reference.id)
                    here.discard(number)
                case 1:
                    other = new_reference(f"other {number}").fingerprints
                    writer.add(new_reference(f"{number}.jpg", fingerprints=other))
                    here.add(number)
                case 2:
                    writer.add(new_reference(f"{number}.jpg", features=new_features(2, number)))
                    here.add(number)
                case _:
                    writer.add(item)
                    here.add(number)
        with open_reader(address, index=tmp_path) as kept, open_reader(address) as read:
            for reader in (kept, read):
                assert reader.info().count == len(here)
            both = []
            for reader in (kept, read):
                codes = reader.codes("phash64", "1")
                rows = set(range(len(codes.ids))) - set(codes.dead.tolist())
                signed = reader.searched("rootsift", "1")
                asked = [new_reference(f"{number}.jpg").reference for number in range(4)]
                both.append(
                    (
                        [reader.exact(r.sha256, "") for r in asked],
                        [reader.exact("0" * 64, r.pixel_sha256) for r in asked],
                        [reader.has(r.sha256) for r in asked],
                        {codes.ids[row]: codes.values[row].tobytes() for row in rows},
                        sorted(reader.with_features("rootsift", "1").tolist()),
                        len(signed),
                    )
                )
            assert both[0] == both[1]


def test_a_picture_that_comes_after_its_record_is_found_by_its_pixels(
    shared_set: Shared, tmp_path: Path, new_reference: Make
) -> None:
    address = shared_set()
    whole = new_reference("a.jpg")
    bare = replace(whole.reference, pixel_sha256="", width=0, height=0, byte_size=0)
    for item, found in ((NewReference(reference=bare), False), (whole, True)):
        with open_writer(address, now=NOW) as writer:
            writer.add(item)
        with open_reader(address, index=tmp_path) as reader:
            assert bool(reader.exact("0" * 64, whole.reference.pixel_sha256)) == found
            assert reader.exact("0" * 64, "") == ()
            assert reader.exact("", "") == (), "of a part of a picture no digest is known"
            assert reader.has(whole.reference.sha256)


def test_a_damaged_cache_of_signatures_is_made_anew(
    shared_set: Shared, tmp_path: Path, new_reference: Make, new_features: MakeFeatures
) -> None:
    address = shared_set()
    _filled(address, new_reference, 3, new_features(4, 1))
    kept = tmp_path / "signatures" / "rootsift-1.db"
    kept.parent.mkdir()
    kept.write_bytes(b"nonsense" * 1000)
    for _ in range(2):
        with open_reader(address, index=tmp_path) as reader:
            assert len(reader.signatures("rootsift", "1").ids) == 3
    assert kept.read_bytes().startswith(b"SQLite")
    (tmp_path / "signatures" / "rootsift-1.db").unlink()
    kept.mkdir()
    with open_reader(address, index=tmp_path) as reader:
        assert len(reader.signatures("rootsift", "1").ids) == 3


@pytest.mark.parametrize(("kind", "bits"), [("phash256", 256), ("phash64", 64)])
@pytest.mark.parametrize("server_kind", KINDS)
def test_the_database_finds_what_the_local_scan_finds(
    shared_set: Shared, new_reference: Make, server_kind: str, kind: str, bits: int
) -> None:
    address = shared_set(server_kind)
    rng = np.random.default_rng(7)
    base = rng.bytes(bits // 8)

    def near(flips: int) -> bytes:
        mask = sum(1 << int(bit) for bit in rng.choice(bits, flips, replace=False))
        return (int.from_bytes(base) ^ mask).to_bytes(bits // 8)

    with open_writer(address, now=NOW) as writer:
        for number in range(120):
            value = near(int(rng.integers(bits // 4))) if number % 3 else rng.bytes(bits // 8)
            print_ = Fingerprint(kind=kind, version="1", bits=bits, value=value.hex())
            writer.add(new_reference(f"{number}", fingerprints=(print_,)))
        for number in range(0, 120, 7):
            writer.remove(new_reference(f"{number}").reference.id)
    inverse = (int.from_bytes(base) ^ ((1 << bits) - 1)).to_bytes(bits // 8)
    queries = {5: near(3), 1: base, 3: rng.bytes(bits // 8), 2: inverse}
    with open_reader(address) as reader:
        assert isinstance(reader, PostgresReader)
        database = reader._database
        for allowed, limit in ((0, 9), (bits // 5, 400), (bits // 5, 10), (bits, 400)):
            local = nearest(reader._held(kind, "1"), queries, allowed, limit)
            for by_extension in (None, False):
                found = nearest_in_database(
                    database, kind, "1", queries, allowed, limit, by_extension=by_extension
                )
                assert found == local
        assert len(local) == 102


def test_without_a_cache_folder_the_database_searches(
    shared_set: Shared, new_reference: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = shared_set("pgvector")
    _filled(address, new_reference, 5)
    item = new_reference("2.jpg")
    queries = {0: next(bytes.fromhex(f.value) for f in item.fingerprints if f.kind == "phash256")}
    (tmp_path / "file").touch()
    sent = _statements(monkeypatch)
    for index in (None, tmp_path / "file"):  # no folder, and one that cannot be made
        with open_reader(address, index=index) as reader:
            (hit,) = reader.near("phash256", "1", queries, allowed=20, limit=3)
            assert (hit.reference_id, hit.distance) == (item.reference.id, 0)
    assert sum("<~>" in text and "least" in text for text in sent) == 2
    assert not any(
        "value FROM fingerprint" in text and "ORDER BY reference" in text for text in sent
    )


@pytest.fixture
def roles(server: Callable[[str], Server], shared_set: Shared) -> Callable[[str], str]:
    address = shared_set()
    name = server_address(address).name
    for role in ("reader", "contributor", "stranger"):
        server("debian").run(f"CREATE ROLE {name}_{role} LOGIN PASSWORD 'pass-word'")
    parsed = server_address(address)
    set_up(parsed, readers=[f"{name}_reader"], contributors=[f"{name}_contributor"])
    return lambda role: server("debian").address(name, user=f"{name}_{role}")


def test_readers_read_and_contributors_contribute(
    roles: Callable[[str], str], new_reference: Make, new_features: MakeFeatures
) -> None:
    item = new_reference("a.jpg", features=new_features(3, 1), proxy=b"j")
    with open_writer(roles("contributor"), now=NOW) as writer:
        assert writer.add(item) == "added"
        writer.update_source(item.reference.id, Source(publisher="AFP"))
        writer.add(new_reference("b.jpg"))
        writer.remove(new_reference("b.jpg").reference.id)
    with open_reader(roles("reader")) as reader:
        assert reader.get(item.reference.id).source.publisher == "AFP"
        assert reader.features(item.reference.id) == item.features
    with open_writer(roles("reader"), now=NOW) as writer:
        with pytest.raises(SetForbidden, match="permission denied"):
            writer.add(new_reference("c.jpg"))
        with pytest.raises(SetForbidden):
            writer.remove(item.reference.id)
    for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
        with pytest.raises(SharedSetMissing, match="login"):
            opened(roles("stranger"))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE provcheck.proxy",
        "ALTER TABLE provcheck.reference ADD COLUMN more text",
        "CREATE TABLE provcheck.more (one integer)",
        "CREATE FUNCTION provcheck.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "UPDATE provcheck.state SET form = 99",
        "DELETE FROM provcheck.state",
        "DELETE FROM provcheck.revision",
        "UPDATE provcheck.revision SET kind = 'x'",
        "TRUNCATE provcheck.reference",
    ],
)
def test_no_role_changes_the_tables_themselves(roles: Callable[[str], str], statement: str) -> None:
    import psycopg

    for role in ("reader", "contributor"):
        with (
            psycopg.connect(roles(role)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())


def test_naming_a_role_again_gives_it_what_is_named_then(
    roles: Callable[[str], str], server: Callable[[str], Server], new_reference: Make
) -> None:
    contributor = roles("contributor")
    name = server_address(contributor).name
    owner = server_address(server("debian").address(name))
    set_up(owner, readers=[f"{name}_contributor"])
    with open_writer(contributor, now=NOW) as writer, pytest.raises(SetForbidden):
        writer.add(new_reference("a.jpg"))
    with pytest.raises(ReferenceSetError, match="does not exist"):
        set_up(owner, contributors=['no"body; DROP SCHEMA provcheck CASCADE; --'])
    open_reader(contributor).close()


def test_forms_of_the_set_are_brought_up_to_date_by_its_owner(
    shared_set: Shared, monkeypatch: pytest.MonkeyPatch, new_reference: Make
) -> None:
    from provcheck.references import postgres_setup

    address = shared_set()
    _filled(address, new_reference, 2)
    scripts = postgres_setup.numbered_scripts("postgres")
    newer = (*scripts, "ALTER TABLE proxy ADD COLUMN more text; SELECT 1")
    with monkeypatch.context() as patch:
        for module in (postgres, postgres_setup):
            patch.setattr(module, "numbered_scripts", lambda folder: newer)
        for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
            with pytest.raises(ReferenceSetError, match="refs init"):
                opened(address)
        set_up(server_address(address))
        set_up(server_address(address))
        with open_reader(address) as reader:
            assert reader.info().count == 2
    for opened in (open_reader, lambda a: open_writer(a, now=NOW)):
        with pytest.raises(SetTooNew, match=str(len(newer))):
            opened(address)
    with pytest.raises(SetTooNew):
        set_up(server_address(address))


def test_a_second_writer_is_told_that_the_set_is_locked(
    shared_set: Shared, new_reference: Make
) -> None:
    import psycopg

    address = shared_set()
    with psycopg.connect(address) as other, open_writer(address, now=NOW) as writer:
        other.execute("SELECT 1 FROM provcheck.state FOR UPDATE")
        writer._database.script("SET lock_timeout = '50ms'")
        with pytest.raises(SetLocked, match="another process"):
            writer.add(new_reference("a.jpg"))
        with open_reader(address) as reader:  # reading goes on
            assert reader.info().count == 0
        other.rollback()
        assert writer.add(new_reference("a.jpg")) == "added"


def test_a_connection_that_ends_midway_leaves_nothing_half_done(
    shared_set: Shared, server: Callable[[str], Server], new_reference: Make
) -> None:
    address = shared_set()
    name = server_address(address).name
    with open_writer(address, now=NOW) as writer, open_reader(address) as reader:
        writer.add(new_reference("a.jpg"))
        server("debian").run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        with pytest.raises(ServerUnreachable, match="try again"):
            writer.add(new_reference("b.jpg"))
        with pytest.raises(ServerUnreachable):
            reader.has("0" * 64)
    with open_reader(address) as reader:
        assert reader.info().count == 1


def test_what_contributors_wrote_is_text_and_nothing_else(
    shared_set: Shared, new_reference: Make
) -> None:
    """Whoever may contribute may also write past provcheck."""
    import psycopg

    address = shared_set()
    item = new_reference("a'); DROP TABLE reference; --%s?.jpg", source=Source(caption="%s ? \x00"))
    with open_writer(address, now=NOW) as writer:
        writer.add(item)
    with psycopg.connect(address) as other:
        other.execute(b"UPDATE provcheck.state SET changed_at = %s; ", ["\x1b[31m2026\u202e"])
        other.execute(b"UPDATE provcheck.tally SET kind = E'\\x1b[2J' WHERE kind = 'dhash64'")
    with open_reader(address) as reader:
        assert reader.get(item.reference.id).name == item.reference.name
        assert reader.info().as_of == "\\x1b[31m2026\\u202e"
        assert "\\x1b[2J" in {covered.kind for covered in reader.coverage()}
        with pytest.raises(ReferenceMissing):
            reader.get("' OR 1 = 1 --")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proxy SET jpeg = decode(repeat('00', 20000001), 'hex')",
        "UPDATE reference SET source = repeat('x', 1000001)",
        "UPDATE reference SET id = '0000000000000000'",
        "UPDATE reference SET pixel_sha256 = 'nonsense'",
        "UPDATE fingerprint SET value = ''",
        "UPDATE state SET lattice = ''",
        "UPDATE tally SET sum = 'many'",
    ],
)
def test_what_contributors_write_past_provcheck_has_bounds(
    roles: Callable[[str], str], new_reference: Make, statement: str
) -> None:
    import psycopg

    with open_writer(roles("contributor"), now=NOW) as writer:
        writer.add(new_reference("a.jpg", proxy=b"j"))
    with psycopg.connect(roles("contributor")) as connection:
        connection.execute(b"SET search_path = provcheck")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(statement.encode())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a Unix system")
@pytest.mark.parametrize("server_kind", KINDS)
def test_writers_and_readers_at_once_lose_nothing(
    shared_set: Shared,
    tmp_path: Path,
    new_reference: Make,
    new_features: MakeFeatures,
    server_kind: str,
) -> None:
    """Four writers and four readers with one cache, for as long as PROVCHECK_TEST_SECONDS says."""
    address = shared_set(server_kind)
    until = time.time() + float(os.environ.get("PROVCHECK_TEST_SECONDS", "8"))
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    writers = 4

    def write(writer_number: int) -> None:
        kept: list[str] = []
        with open_writer(address, now=NOW) as writer:
            number = 0
            while time.time() < until:
                item = new_reference(f"{writer_number}-{number}", features=new_features(3, number))
                assert writer.add(item) == "added"
                assert writer.add(new_reference("of all")) in ("added", "unchanged")
                kept.append(item.reference.id)
                if number % 5 == 4:
                    writer.remove(kept.pop(-3))
                number += 1
        said.put(kept)

    def read() -> None:
        last = 0
        while time.time() < until:
            with open_reader(address, index=tmp_path / "cache") as reader:
                codes = reader.codes("phash64", "1")
                count = reader.info().count
                assert len(codes.ids) - len(codes.dead) == count
                assert len(reader.with_features("rootsift", "1")) >= count - 1
                assert sum(1 for _ in reader.list()) == count
                # A writer takes out one reference after every five it adds, so its own number
                # never falls by more than one below what it was.
                assert count >= last - writers
                last = count
        said.put([])

    tasks = [context.Process(target=write, args=(n,), daemon=True) for n in range(writers)]
    tasks += [context.Process(target=read, daemon=True) for _ in range(4)]
    for task in tasks:
        task.start()
    kept = {id for _ in tasks for id in said.get(timeout=120)}
    for task in tasks:
        task.join()
        assert task.exitcode == 0
    kept.add(new_reference("of all").reference.id)
    with open_reader(address, index=tmp_path / "cache") as reader:
        assert {reference.id for reference in reader.list()} == kept
        assert reader.info().count == len(kept)
    _totals_are_those_of_the_rows(address)


def _totals_are_those_of_the_rows(address: str) -> None:
    from provcheck.references.set_codes import DIGESTS, stored_rows
    from provcheck.references.totals import Totals

    database = PostgresDatabase.to_write(server_address(address))
    text = "SELECT kind, version, count, sum FROM tally WHERE count > 0 ORDER BY kind, version"
    seen = []
    with database.transaction():
        for _ in range(2):
            state = database.execute("SELECT lattice, total FROM state").fetchall()
            seen.append((state, database.execute(text).fetchall()))
            Totals(database).work_out()
            rows = stored_rows(database, *DIGESTS, "digests", after=0)
            for number, value in ((n, v) for part in rows for n, v in zip(*part, strict=True)):
                Totals(database).row_in(*DIGESTS, int(number), value.tobytes(), late=False)
    assert seen[0] == seen[1]
    database.close()
