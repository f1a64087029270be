"""Names for the pages of a scan, under which people find them and which no file can choose."""

import re
import unicodedata
from collections import Counter

_OTHERS = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST = 48
# Letters that do not come apart into a plain one and a mark. Ukrainian as its passports write it
# (Cabinet of Ministers, No. 55 of 2010) but for the start of words; Russian where it has others.
_LETTERS = re.findall(
    r"(\S)=(\S*)",
    "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s "
    "т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ь= ю=iu я=ia ё=e ъ= ы=y э=e ß=ss ø=o ł=l æ=ae",
)
_PLAIN = str.maketrans(
    {**dict(_LETTERS), **{one.upper(): other.capitalize() for one, other in _LETTERS if one != "ß"}}
)
# What a name consists of whose letters have no plain form.
_NAMELESS = "image"


class PageNames:
    """Gives out names: the image's own in plain letters, then the start of its SHA-256.

    Names are given in the order of the files, so that a second way through the same folder gives
    the same ones. Files alike in name and bytes (in two folders) are numbered.
    """

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def copy(self) -> "PageNames":
        """Another one that goes on from here by itself."""
        other = PageNames()
        other._given = self._given.copy()
        return other

    def next(self, stem: str, sha256: str) -> str:
        """The name, without an ending, for the next file; ``stem``: its name as it comes."""
        name = f"{_plain(stem)}-{sha256[:12]}"
        # Some file systems take two names for one that differ in the size of letters only.
        self._given[name.lower()] += 1
        count = self._given[name.lower()]
        return name if count == 1 else f"{name}-{count}"


def _plain(stem: str) -> str:
    composed = unicodedata.normalize("NFC", stem[:1000]).translate(_PLAIN)
    letters = unicodedata.normalize("NFKD", composed).encode("ascii", "ignore").decode("ascii")
    return _OTHERS.sub("-", letters)[:_LONGEST].strip("-_") or _NAMELESS
