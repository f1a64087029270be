"""What must hold of every record, whatever the file was."""

from provcheck.model import Metadata
from provcheck.safe_text import safe_text


def assert_sound(metadata: Metadata) -> None:
    """No text that a terminal or a page would act on, no impossible date, no place off Earth."""
    for _, _, value in metadata:
        assert value.value == safe_text(value.value)
        assert value.raw == safe_text(value.raw, multiline=True)
        assert value.source
    for entry in metadata.dump:
        assert entry.value == safe_text(entry.value, multiline=True)
    for date in metadata.dates:
        assert date.span()[0] <= date.span()[1]
    if metadata.position is not None:
        assert abs(metadata.position.latitude) <= 90
        assert abs(metadata.position.longitude) <= 180
    if metadata.bearing is not None:
        assert 0 <= metadata.bearing < 360
