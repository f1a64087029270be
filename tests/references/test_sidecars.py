"""Source records beside pictures: what is read, and how mistakes are named."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provcheck.errors import InvalidValue, ProvcheckError, UnknownKey, UnreadableTable
from provcheck.model import Place, Position, Source, TypedDate
from provcheck.references import find_source

FULL_TOML = """
publisher = "Suspilne Donbas"
author = "O. Petrenko"
url = "https://suspilne.media/donbas/1"
archive_url = "https://web.archive.org/web/2024/https://suspilne.media/donbas/1"
caption = "Терикон біля Покровська"
caption_language = "uk"
rights = "CC BY 4.0"
note = "seen by the night desk"
published_at = 2024-10-21T15:42:00+03:00
published_type = "posted"

[place]
name = "Pokrovsk"
variants = ["Покровськ", "Pokrowsk"]
latitude = 48.2820
longitude = 37.1826
radius_m = 3000
"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"")
    return path


def _beside(picture: Path, ending: str, text: str) -> Path:
    path = picture.with_name(picture.name + ending)
    path.write_text(text, encoding="utf-8")
    return path


def _table(picture: Path, text: str, encoding: str = "utf-8") -> None:
    picture.with_name("references.csv").write_bytes(text.encode(encoding))


def _expected(where: str, **changes: object) -> Source:
    fields: dict[str, object] = {
        "publisher": "Suspilne Donbas",
        "author": "O. Petrenko",
        "url": "https://suspilne.media/donbas/1",
        "archive_url": "https://web.archive.org/web/2024/https://suspilne.media/donbas/1",
        "caption": "Терикон біля Покровська",
        "caption_language": "uk",
        "rights": "CC BY 4.0",
        "note": "seen by the night desk",
        "published_at": TypedDate.parse(
            "2024-10-21T15:42:00+03:00", type="posted", source=f"{where}: published_at"
        ),
        "place": Place(
            name="Pokrovsk",
            variants=("Покровськ", "Pokrowsk"),
            position=Position(latitude=48.2820, longitude=37.1826),
            radius_m=3000.0,
        ),
    }
    return Source(**(fields | changes))  # type: ignore[arg-type]


def test_nothing_beside_the_picture_is_no_source(picture: Path) -> None:
    assert find_source(picture) is None


def test_every_key_of_a_toml_sidecar_is_read(picture: Path) -> None:
    _beside(picture, ".toml", FULL_TOML)
    assert find_source(picture) == _expected("photo.jpg.toml")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_key_of_a_json_sidecar_is_read(picture: Path, mark: str) -> None:
    fields = {
        "publisher": "Suspilne Donbas",
        "author": "O. Petrenko",
        "url": "https://suspilne.media/donbas/1",
        "archive_url": "https://web.archive.org/web/2024/https://suspilne.media/donbas/1",
        "caption": "Терикон біля Покровська",
        "caption_language": "uk",
        "rights": "CC BY 4.0",
        "note": "seen by the night desk",
        "published_at": "2024-10-21T15:42:00+03:00",
        "published_type": "posted",
        "place": {
            "name": "Pokrovsk",
            "variants": ["Покровськ", "Pokrowsk"],
            "latitude": 48.2820,
            "longitude": 37.1826,
            "radius_m": 3000,
        },
    }
    _beside(picture, ".json", mark + json.dumps(fields))
    assert find_source(picture) == _expected("photo.jpg.json")


HEAD = (
    "file,publisher,author,url,archive_url,caption,caption_language,rights,note,published_at,"
    "published_type,place_name,place_variants,latitude,longitude,radius_m"
)
ROW = (
    "photo.jpg,Suspilne Donbas,O. Petrenko,https://suspilne.media/donbas/1,"
    "https://web.archive.org/web/2024/https://suspilne.media/donbas/1,Терикон біля Покровська,uk,"
    "CC BY 4.0,seen by the night desk,2024-10-21T15:42:00+03:00,posted,Pokrovsk,"
    "Покровськ; Pokrowsk,48.2820,37.1826,3000"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_column_of_a_csv_table_is_read(picture: Path, encoding: str, line_end: str) -> None:
    lines = [HEAD, "other.jpg" + "," * 15, ROW, ""]
    _table(picture, line_end.join(lines), encoding)
    assert find_source(picture) == _expected("references.csv line 3")


def test_a_spreadsheet_with_semicolons_and_decimal_commas(picture: Path) -> None:
    _table(picture, "file;place_name;latitude;longitude;;\nphoto.jpg;Pokrovsk;48,28;37,18;;\n")
    source = find_source(picture)
    assert source is not None
    assert source.place == Place(
        name="Pokrovsk", position=Position(latitude=48.28, longitude=37.18)
    )


def test_a_row_with_only_a_name_is_an_empty_record(picture: Path) -> None:
    _table(picture, "file,caption\nphoto.jpg,\n\n")
    assert find_source(picture) == Source()
    assert find_source(picture.with_name("absent.jpg")) is None


def test_accents_may_be_stored_either_way(tmp_path: Path) -> None:
    composed, decomposed = "café.jpg", "cafe\u0301.jpg"
    (tmp_path / "references.csv").write_text(f"file,note\n{composed},seen\n", encoding="utf-8")
    assert find_source(tmp_path / decomposed) == Source(note="seen")


def test_a_changed_table_is_read_again(picture: Path) -> None:
    _table(picture, "file,note\nphoto.jpg,first\n")
    assert find_source(picture) == Source(note="first")
    _table(picture, "file,note\nphoto.jpg,second\n")
    assert find_source(picture) == Source(note="second")


def test_own_sidecar_goes_before_the_folders_table(picture: Path) -> None:
    _table(picture, "file,note\nphoto.jpg,table\n")
    _beside(picture, ".json", '{"note": "json"}')
    assert find_source(picture) == Source(note="json")
    _beside(picture, ".toml", 'note = "toml"')
    assert find_source(picture) == Source(note="toml")


def test_a_date_is_published_unless_said_otherwise(picture: Path) -> None:
    _beside(picture, ".toml", "published_at = 2024-10")
    with pytest.raises(UnreadableTable):  # not a TOML date: it needs quotes
        find_source(picture)
    _beside(picture, ".toml", 'published_at = "2024-10"')
    source = find_source(picture)
    assert source is not None and source.published_at is not None
    assert (source.published_at.type, source.published_at.precision) == ("published", "month")


def test_hostile_text_is_made_harmless(picture: Path) -> None:
    _beside(picture, ".json", json.dumps({"caption": "a\u202eb\x1b[2J\nline", "note": "\ud83d"}))
    source = find_source(picture)
    assert source == Source(caption="a\\u202eb\\x1b[2J\nline", note="\\ud83d")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ('captoin = "x"', UnknownKey, "'caption'"),
        ('[place]\nname = "x"\nlattitude = 1.0', UnknownKey, "'latitude'"),
        ('url = "javascript:alert(1)"', InvalidValue, "'url'"),
        ('url = "www.example.org"', InvalidValue, "http://"),
        ('archive_url = "file:///etc/passwd"', InvalidValue, "'archive_url'"),
        ('url = "https://"', InvalidValue, "'url'"),
        ('url = "http://[::1"', InvalidValue, "'url'"),
        ('url = "https://a.example/ b"', InvalidValue, "'url'"),
        ('published_at = "yesterday"', InvalidValue, "2024-10-21"),
        ('published_type = "claimed"', InvalidValue, "posted"),
        ('[place]\nname = "x"\nlatitude = 1.0', InvalidValue, "both"),
        ('[place]\nname = "x"\nlatitude = nan\nlongitude = 0', InvalidValue, "between"),
        ("[place]\nlatitude = 1.0\nlongitude = 2.0", InvalidValue, "must be given"),
        ('place = "Pokrovsk"', UnreadableTable, "table"),
        ("caption = [", UnreadableTable, "photo.jpg.toml"),
    ],
)
def test_mistakes_in_a_sidecar_are_named(
    picture: Path, text: str, error: type[ProvcheckError], words: str
) -> None:
    _beside(picture, ".toml", text)
    with pytest.raises(error) as caught:
        find_source(picture)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("name,caption\nphoto.jpg,x\n", UnreadableTable, "'file'"),
        ("file,note,note\nphoto.jpg,x,y\n", UnreadableTable, "once"),
        ("file,captoin\nphoto.jpg,x\n", UnknownKey, "'caption'"),
        ("file,place\nphoto.jpg,x\n", UnknownKey, "'place_name'"),
        ("file,note\nphoto.jpg,a,b\n", UnreadableTable, "line 2"),
        ("file,note\nphoto.jpg,a\nphoto.jpg,b\n", InvalidValue, "lines 2 and 3"),
        ('file,note\nphoto.jpg,"open\n', UnreadableTable, "line"),
        ("file,latitude\nphoto.jpg,north\n", InvalidValue, "references.csv line 2"),
        ("file,url\nphoto.jpg,ftp://x.example\n", InvalidValue, "'url'"),
        ("", UnreadableTable, "'file'"),
    ],
)
def test_mistakes_in_a_table_are_named(
    picture: Path, text: str, error: type[ProvcheckError], words: str
) -> None:
    _table(picture, text)
    with pytest.raises(error) as caught:
        find_source(picture)
    assert words in str(caught.value)


@pytest.mark.parametrize("ending", [".toml", ".json"])
def test_too_large_or_not_utf8_is_unreadable(picture: Path, ending: str) -> None:
    path = _beside(picture, ending, " " * 1_000_001)
    with pytest.raises(UnreadableTable, match="larger"):
        find_source(picture)
    path.write_bytes(b'note = "\xff"')
    with pytest.raises(UnreadableTable, match="UTF-8"):
        find_source(picture)


def test_deep_json_is_unreadable_not_a_crash(picture: Path) -> None:
    _beside(picture, ".json", "[" * 200_000)
    with pytest.raises(UnreadableTable):
        find_source(picture)


def test_a_name_too_long_for_a_sidecar_has_none(tmp_path: Path) -> None:
    assert find_source(tmp_path / ("x" * 251 + ".jpg")) is None


def test_what_is_not_a_file_is_no_sidecar(picture: Path) -> None:
    picture.with_name("photo.jpg.toml").mkdir()
    assert find_source(picture) is None


_ONE_FOLDER = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_CELLS = st.text(st.characters(codec="utf-8"), max_size=40)


@_ONE_FOLDER
@given(notes=st.lists(_CELLS, min_size=1, max_size=5))
def test_any_cells_a_spreadsheet_can_write_are_read(picture: Path, notes: list[str]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["file", "note"])
    writer.writerows([f"{number}.jpg", note] for number, note in enumerate(notes))
    _table(picture, text.getvalue())
    # Tables of equal size written within one clock tick are the one thing the cache cannot tell.
    from provcheck.references.sidecars import _csv_table

    _csv_table.cache_clear()
    for number, note in enumerate(notes):
        source = find_source(picture.with_name(f"{number}.jpg"))
        assert source is not None
        assert (source.note is None) == (note.strip() == "")
        if note.isascii() and note.isprintable() and note.strip():
            assert source.note == note.strip()


@_ONE_FOLDER
@given(content=st.one_of(st.binary(max_size=300), _CELLS.map(lambda text: text.encode())))
@pytest.mark.parametrize("name", ["photo.jpg.toml", "photo.jpg.json", "references.csv"])
def test_any_bytes_give_a_record_or_a_named_error(picture: Path, name: str, content: bytes) -> None:
    path = picture.with_name(name)
    path.write_bytes(b"file,note\nphoto.jpg," * (name == "references.csv") + content)
    try:
        source = find_source(picture)
    except (UnreadableTable, UnknownKey, InvalidValue) as error:
        assert str(error)
    else:
        assert source is None or isinstance(source, Source)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_CELLS, inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    ["publisher", "url", "caption", "published_at", "published_type", "place", "variants", "name"]
)


@_ONE_FOLDER
@given(fields=st.dictionaries(_KEYS, _VALUES | st.dictionaries(_KEYS, _VALUES), max_size=5))
def test_any_values_under_known_keys_give_a_record_or_a_named_error(
    picture: Path, fields: dict[str, object]
) -> None:
    _beside(picture, ".json", json.dumps(fields))
    try:
        source = find_source(picture)
    except (UnreadableTable, UnknownKey, InvalidValue) as error:
        assert "photo.jpg.json" in str(error)
    else:
        assert isinstance(source, Source)
