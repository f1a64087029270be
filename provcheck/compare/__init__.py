"""Register two pictures, name their relation, map what changed."""

from provcheck.compare.comparing import Comparison, Picture, compare, libraries
from provcheck.compare.exhibits import change_exhibits, picture_exhibit, registered_exhibit

__all__ = [
    "Comparison",
    "Picture",
    "change_exhibits",
    "compare",
    "libraries",
    "picture_exhibit",
    "registered_exhibit",
]
