"""Words for renderers: one language's labels, terms, dates and numbers in the report's terms."""

from dataclasses import dataclass

from provcheck.messages import Catalogue, catalogue
from provcheck.model import Message, Param, Place, Position, TypedDate
from provcheck.report.texts import say
from provcheck.safe_text import safe_text

# Other spellings of a place that are printed; a gazetteer lists dozens.
_VARIANTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Wording:
    """What a template may ask of a language. Text from the report comes back harmless, not
    escaped: markup is the template's business."""

    words: Catalogue

    @classmethod
    def of(cls, language: str) -> "Wording":
        """The wording of a language. Raises UnknownLanguage."""
        return cls(catalogue(language))

    def label(self, key: str, **params: Param) -> str:
        """A heading, label or fixed sentence of the report: ``report.<key>``."""
        return self.words.text(f"report.{key}", params)

    def term(self, group: str, value: str) -> str:
        """A word of a closed list."""
        return self.words.term(group, value)

    def check_words(self, check: str, key: str) -> str | None:
        """A text of a check's card (``title``, ``shows``, ``does-not-show``), if it has one."""
        path = f"{check}.{key}"
        return self.words.text(path) if path in self.words else None

    def check_title(self, check: str) -> str:
        """A check's name for readers; its id where the card is unknown."""
        return self.check_words(check, "title") or safe_text(check)

    def left_out(self, name: str) -> str:
        """What was not done: a check by its title, or a step that is none."""
        return self.check_words(name, "title") or self.term("not-checked", name)

    def km(self, value: float) -> str:
        """Kilometres with their unit."""
        return self.words.text("format.km", {"number": self.number(value)})

    def said(self, message: Message, stored: str = "") -> str:
        """A message as a sentence."""
        return say(self.words, message, stored)

    def date(self, value: str) -> str:
        """ISO text, written out."""
        return self.words.date(value)

    def typed_date(self, date: TypedDate) -> str:
        """A date with what it dates: "21 October 2024 (posted)"."""
        return f"{self.date(date.value)} ({self.term('date-type', date.type)})"

    def number(self, value: float, decimals: int = 2) -> str:
        """A number in the language's habit."""
        return self.words.number(value, decimals)

    def percent(self, fraction: float) -> str:
        """A fraction as per cent."""
        return self.words.percent(fraction)

    def pixels(self, width: int, height: int) -> str:
        """A picture's size."""
        return self.label("pixels", width=width, height=height)

    def position(self, position: Position) -> str:
        """Degrees as maps take them, to be pasted there: with a point in every language."""
        degrees = (position.latitude, position.longitude)
        return ", ".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in degrees)

    def place(self, place: Place) -> str:
        """A place with its other spellings and its position."""
        text = place.name
        others = [name for name in place.variants if name != place.name]
        if others:
            left = ", …" if len(others) > _VARIANTS_SHOWN else ""
            text += f" ({', '.join(others[:_VARIANTS_SHOWN])}{left})"
        if place.position is not None:
            text += f" · {self.position(place.position)}"
        if place.radius_m is not None:
            text += f" · ± {self.km(place.radius_m / 1000)}"
        return safe_text(text, multiline=True)
