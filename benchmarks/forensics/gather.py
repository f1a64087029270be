"""Collect the photographs that the forensics benchmark is made from, out of Debian packages.

    apt-get download lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 mate-backgrounds \\
        plasma-workspace-wallpapers forensics-samples-files
    for package in *.deb; do dpkg-deb -x "$package" unpacked; done
    python -m benchmarks.forensics.gather unpacked photographs

Only photographs are taken: most wallpapers are drawn. They are named so that the split, which
goes by file name, is the same everywhere.
"""

import argparse
import shutil
from pathlib import Path

_BACKGROUNDS = (
    "Bridge_by_Sander_Klootwijk.jpg",
    "Dragonfly_by_Bolly.jpg",
    "Picture_0B_by_freespace.jpg",
    "Picture_1A_by_freespace.jpg",
    "Wine_by_Jakkub_Mede.jpg",
    "aitzgorri_by_Aitzol_Berasategi.jpg",
    "free_by_Peter_Nerlich.jpg",
    "friends_by_Aitzol_Berasategi.jpg",
    "greentock_by_Peter_Nerlich.jpg",
    "life_by_Aitzol_Berasategi.jpg",
    "picosdeeuropa_by_Aitzol_Berasategi.jpg",
    "seeding_by_Clements_Engelhardt.jpg",
    "sunset_by_Aitzol_Berasategi.jpg",
    "Kleiber_by_Lukas_Baubkus.jpg",
    "Aqua.jpg",
    "Blinds.jpg",
    "Dune.jpg",
    "FreshFlower.jpg",
    "Garden.jpg",
    "GreenMeadow.jpg",
    "LadyBird.jpg",
    "RainDrops.jpg",
    "Storm.jpg",
    "TwoWings.jpg",
    "Wood.jpg",
    "YellowFlower.jpg",
    "IMG_1054.JPG",
    "IMG_20200827_231612.jpg",
    "IMG_20191224_234846.jpg",
    "IMG_20200124_231153.jpg",
    "IMG_20200608_111614.jpg",
)
# Plasma's lie in folders of their name, in several sizes.
_PLASMA = (
    "BytheWater",
    "ColdRipple",
    "ColorfulCups",
    "DarkestHour",
    "EveningGlow",
    "FallenLeaf",
    "Grey",
    "Kite",
    "OneStandsOut",
    "Path",
    "summer_1am",
)
_PLASMA_FILE = "contents/images/2560x1600.jpg"


def gather(unpacked: Path, photographs: Path) -> list[str]:
    """Copy what is there into one folder; returns the names of those that are not."""
    photographs.mkdir(parents=True, exist_ok=True)
    missing = []
    wanted = [(name, name) for name in _BACKGROUNDS]
    wanted += [(f"{name}.jpg", f"{name}/{_PLASMA_FILE}") for name in _PLASMA]
    for name, place in wanted:
        found = sorted(unpacked.rglob(place))
        if found:
            shutil.copyfile(found[0], photographs / name)
        else:
            missing.append(name)
    return missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("unpacked", type=Path, help="where the packages were unpacked")
    parser.add_argument("photographs", type=Path, help="folder to fill")
    given = parser.parse_args()
    missing = gather(given.unpacked, given.photographs)
    for name in missing:
        print(f"not found: {name}")
    print(f"{len(_BACKGROUNDS) + len(_PLASMA) - len(missing)} photographs")


if __name__ == "__main__":
    main()
