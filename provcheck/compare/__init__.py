"""Register two pictures, name their relation, map what changed."""

from provcheck.compare.comparing import compare, libraries
from provcheck.compare.comparison import Comparison, Hint, Picture
from provcheck.compare.exhibits import change_exhibits, picture_exhibit, registered_exhibit

__all__ = [
    "Comparison",
    "Hint",
    "Picture",
    "change_exhibits",
    "compare",
    "libraries",
    "picture_exhibit",
    "registered_exhibit",
]
