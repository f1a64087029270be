"""What every kind of story has to offer: the interface that its module fulfils."""

from collections.abc import Callable
from typing import Literal, Protocol

from provcheck.story.attachment import Attachment

Where = Literal["front-matter", "figure", "box", "associations", "item-meta"]
"""What carries an attachment: a term of the catalogue (``term.story-place``)."""


class Kind(Protocol):
    """Text in, text out; ``story`` names the file in errors. All raise StoryUnreadable, and
    StoryUnsupported where a text is none of this kind."""

    def attachments(self, text: str, story: str) -> tuple[Attachment, ...]:
        """The attachments that the story carries."""

    def images(self, text: str) -> tuple[str, ...]:
        """The addresses of the images that the story shows."""

    def with_attachment(
        self, text: str, attachment: Attachment, story: str, is_checked: Callable[[str], bool]
    ) -> tuple[str, Where]:
        """The story with the attachment in place of those that it replaces. ``is_checked`` tells
        whether an image address leads to the checked image."""

    def without(self, text: str, story: str, goes: Callable[[Attachment], bool]) -> str:
        """The story without the attachments that go."""

    def is_as_written(self, text: str, story: str) -> bool:
        """True when all that stands in the story for its attachments, words included, is what
        this provcheck writes for them. The rest of the story does not matter."""


def can_be_undone(kind: Kind, before: str, after: str, new: Attachment, name: str) -> bool:
    """True when the attachment is read back as it was written, and when taking everything out
    gives what taking everything out gave before. Stories are edited by many hands and hold what
    nobody thought of; what cannot be undone is not done."""
    kept = {item for item in kind.attachments(before, name) if not new.replaces(item)}
    return set(kind.attachments(after, name)) == {*kept, new} and (
        kind.without(after, name, lambda _: True) == kind.without(before, name, lambda _: True)
    )
