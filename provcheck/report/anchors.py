"""Element ids of the page."""


def anchor(place: str) -> str:
    """The id for a place in the report or an exhibit (``matches/0`` -> ``matches-0``)."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in place)
