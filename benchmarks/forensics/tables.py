"""The tables that the forensics benchmark prints."""

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.forensics.copies import COPIES, LAYOUTS, LEVELS
from benchmarks.forensics.edits import EDITS
from benchmarks.forensics.overlaid import OVERLAYS
from benchmarks.forensics.scoring import Said, hit, mean_f1, overlap
from benchmarks.intervals import counted
from benchmarks.machine import table

# The share of unedited pictures that may be flagged where a rate of finds is stated for it.
_ALARMS = 0.01
# Flags of at least this share of the picture are the running example: all have to be found.
_LARGE = 0.01


def blind(said: Sequence[Said]) -> str:
    unedited = _unedited(said)
    edited = [each for each in said if each.item.edited]
    layouts = [each for each in unedited if each.item.group in LAYOUTS]
    photos = [each for each in unedited if each.item.group not in LAYOUTS]
    rows = [["unedited", "flagged", "no usable trace"]]
    groups = sorted({each.item.group for each in unedited})
    rows += [_silence(name, [e for e in unedited if e.item.group == name]) for name in groups]
    rows.append(_silence("all photographs", photos))
    rows.append(_silence("all screens and pages", layouts))
    parts = [table(rows)]
    rows = [_HEAD]
    lost = [each for each in edited if not each.item.host_jpeg]
    for level in LEVELS:
        here = [each for each in edited if each.item.level == level and each.item.host_jpeg]
        rows.append(_finds(level, here))
        if level == "hq":
            rows += _by_saving(here)
    rows.append(_finds("never a JPEG before", lost))
    parts.append(table(rows))
    survives = [e for e in edited if e.item.host_jpeg and e.item.level == "hq"]
    rows = [_HEAD]
    groups = sorted({each.item.group for each in survives})
    rows += [_finds(name, [e for e in survives if e.item.group == name]) for name in groups]
    parts.append("Where the trace survives, by edit:\n\n" + table(rows))
    parts.append(f"Seconds of processor per megapixel: {_speed(said)}")
    return "\n\n".join(parts)


def copies(said: Sequence[Said]) -> str:
    unedited = _unedited(said)
    edited = [each for each in said if each.item.edited]
    rows = [["unedited", "flagged"]]
    for name in (*sorted({each.item.group for each in unedited}), "all"):
        here = [each for each in unedited if name in ("all", each.item.group)]
        rows.append([name, counted(sum(each.flagged for each in here), len(here))])
    finds = [_HEAD[:-1]]
    for group in ("textured", "smooth"):
        for level in ("hq", "mq", "all"):
            here = [e for e in edited if e.item.group == group and level in ("all", e.item.level)]
            finds.append(_finds(f"{group}, {level}", here)[:-1])
    speed = f"Seconds of processor per megapixel: {_speed(said)}"
    return "\n\n".join([table(rows), table(finds), speed])


def expert(view: str, said: Sequence[Said]) -> list[str]:
    """A row for one expert view: how well its contrast tells edited pictures from others."""
    edited = [e for e in said if e.item.edited and e.item.level == "hq"]
    strengths = [np.array([e.strength for e in part]) for part in (_unedited(said), edited)]
    above = (strengths[1][:, None] > strengths[0][None]).mean()
    ties = (strengths[1][:, None] == strengths[0][None]).mean()
    best, _ = _at_few_alarms([*_unedited(said), *edited])
    return [view, f"{above + ties / 2:.2f}", best, f"{mean_f1(edited):.3f}", _speed(said)]


EXPERT_HEAD = ["view", "AUC", "found at 1 % false alarms", "F1", "s/MP"]


def _unedited(said: Sequence[Said]) -> list[Said]:
    return [each for each in said if not each.item.edited]


def thumbnail(said: Sequence[Said]) -> str:
    unedited = _unedited(said)
    rows = [["thumbnail of the picture itself", "flagged", "not judged"]]
    groups = sorted({each.item.group for each in unedited})
    rows += [_silence(name, [e for e in unedited if e.item.group == name]) for name in groups]
    rows.append(_silence("all", unedited))
    finds = [["thumbnail of an earlier state", "found", "F1 of boxes, those found"]]
    edited = [each for each in said if each.item.level == "edited"]
    parts = [(n, [e for e in edited if e.item.group == n]) for n in sorted(EDITS)]
    parts.append(("all edited", edited))
    parts.append(("cropped to 25 to 90 %", [e for e in said if e.item.level == "cropped"]))
    for name, here in parts:
        found = [each for each in here if hit(each)]
        f1 = f"{mean_f1(found):.3f}" if found else "-"
        finds.append([name, counted(len(found), len(here)), f1])
    speed = f"Median seconds of processor: {np.median([each.seconds for each in said]):.2f}"
    return "\n\n".join([table(rows), table(finds), speed])


def with_reference(said: Sequence[Said]) -> str:
    rows = [["copies", "unedited flagged", "not confirmed", *_HEAD[1:6]]]
    kinds = [*COPIES, "all"]
    for kind in kinds:
        here = [each for each in said if kind in ("all", each.item.level)]
        unedited = [each for each in here if not each.item.edited]
        edited = [each for each in here if each.item.edited]
        rows.append(
            [
                kind,
                counted(sum(each.flagged for each in unedited), len(unedited)),
                str(sum(each.abstained for each in here)),
                *_finds(kind, edited)[1:6],
            ]
        )
    flags = [e for e in said if e.item.group == "flag" and _area(e) >= _LARGE]
    best, cut = _at_few_alarms(said)
    return "\n\n".join(
        [
            table(rows),
            f"Flags of 1 % of the picture and more: {counted(sum(map(hit, flags)), len(flags))}, "
            f"F1 {mean_f1(flags):.3f}",
            f"Found when at most 1 % of the unedited are flagged (evidence > {cut:.1f}): {best}",
            f"Median seconds of processor: {np.median([each.seconds for each in said]):.2f}",
        ]
    )


def overlaid(said: Sequence[Said]) -> str:
    rows = [["changed", "found", "of those, said to look laid over"]]
    parts = [(name, [e for e in said if e.item.group == name]) for name in (*OVERLAYS, *EDITS)]
    for title, kinds in (("all laid over", OVERLAYS), ("all other edits but text", EDITS)):
        wanted = set(kinds) - {"text"}
        parts.append((title, [e for e in said if e.item.group in wanted]))
    for name, here in parts:
        found = [each for each in here if hit(each)]
        named = sum(each.laid_over for each in found)
        rows.append([name, counted(len(found), len(here)), counted(named, len(found))])
    return table(rows)


def each(said: Sequence[Said]) -> Iterator[str]:
    """What was flagged without an edit, and what was missed or marked poorly."""
    for one in said:
        what = "alarm" if one.flagged else ""
        if one.item.edited:
            what = "missed" if not hit(one) else "poor" if overlap(one).f1 < 0.5 else ""
        if what:
            yield (
                f"{what:7} {one.item.name} ({one.item.file.saving}), area {_area(one):.4f}, "
                f"evidence {one.strength:.0f}"
            )


_HEAD = ["edited", "found", "F1", "MCC", "IoU", "F1 of those found", "no usable trace"]


def _finds(name: str, said: Sequence[Said]) -> list[str]:
    if not said:
        return [name, *["-"] * 6]
    overlaps = [overlap(each) for each in said]
    return [
        name,
        counted(sum(map(hit, said)), len(said)),
        f"{np.mean([o.f1 for o in overlaps]):.3f}",
        f"{np.mean([o.mcc for o in overlaps]):.3f}",
        f"{np.mean([o.iou for o in overlaps]):.3f}",
        f"{mean_f1([e for e in said if hit(e)]):.3f}",
        counted(sum(each.abstained for each in said), len(said)),
    ]


def _by_saving(said: Sequence[Said]) -> Iterator[list[str]]:
    for suffix in (".png", ".jpg"):
        here = [each for each in said if each.item.file.suffix == suffix]
        yield _finds(f"hq, {suffix}", here)


def _silence(name: str, said: Sequence[Said]) -> list[str]:
    return [
        name,
        counted(sum(each.flagged for each in said), len(said)),
        counted(sum(each.abstained for each in said), len(said)),
    ]


def _at_few_alarms(said: Sequence[Said]) -> tuple[str, float]:
    """Edits found, and the evidence needed, when so few of the unedited are flagged."""
    alarms = sorted((e.strength for e in said if not e.item.edited), reverse=True)
    allowed = int(_ALARMS * len(alarms))
    cut = alarms[allowed] if allowed < len(alarms) else 0.0
    edited = [each for each in said if each.item.edited]
    return counted(sum(e.strength > cut and hit(e) for e in edited), len(edited)), cut


def _area(said: Said) -> float:
    return float(said.item.mask.mean()) if said.item.mask is not None else 0.0


def _speed(said: Sequence[Said]) -> str:
    return f"{sum(e.seconds for e in said) / max(sum(e.megapixels for e in said), 1e-9):.2f}"
