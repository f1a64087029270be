"""Register two pictures, name their relation, map what changed."""

from provcheck.compare.comparing import compare, libraries
from provcheck.compare.comparison import Comparison, Picture
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
