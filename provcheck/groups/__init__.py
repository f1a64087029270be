"""Groups of copies inside one folder, and the best original proposed for each."""

from provcheck.groups.comparing import Comparisons
from provcheck.groups.files import ScannedFile, scanned_file
from provcheck.groups.finding import find_groups

__all__ = [
    "Comparisons",
    "ScannedFile",
    "find_groups",
    "scanned_file",
]
