"""The root of all errors."""

from typing import ClassVar


class ProvcheckError(Exception):
    """The root: carries a stable code, the values of its sentence, and the exit code."""

    exit_code: ClassVar[int] = 2
    code: ClassVar[str] = "unexpected"
    sentence: ClassVar[str] = "Something went wrong: {reason}"

    def __init__(self, **params: str | int | float) -> None:
        self.params = params
        super().__init__(self.sentence.format(**params))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders; keyword arguments need a hand for that."""
        return (_rebuild, (type(self), self.params))


def _rebuild(kind: type[ProvcheckError], params: dict[str, str | int | float]) -> ProvcheckError:
    return kind(**params)
