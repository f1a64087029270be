"""Find edited copies of photographs again in a reference set, beside other tools.

    python -m benchmarks.copydetection [--photos DIR] [--scenes DIR] [--split test] [--seed 1]
        [--adapters ours,phash64,phash256,dhash256,pdq,pdq8,sift | all] [--sscd MODEL.onnx]

Photographs are those of a folder, or the few that packages ship. They are split by file name into
a tuning and a test split, and dealt out: originals and distractors make the set (with *templated*
references that wear the same logos, captions and phone frames as the queries), edited originals
are asked for, and so are pictures that are not in the set, edited in the same ways. Prints, tool
beside tool: recall (the right reference comes first) at the threshold that 0.1 % of the pictures
which are not in the set surpass, micro average precision, other photographs of a scene that pass,
each with 95 % Wilson intervals where it matters, then family by family and for the hard levels;
and of provcheck itself what it claims as confirmed. ``--list-misses`` says what was missed and
with what score, ``--save-misses`` writes those files.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.copydetection import queries as asking
from benchmarks.copydetection.adapters.answer import Adapter, NotInstalledError
from benchmarks.copydetection.adapters.choosing import ADAPTERS, chosen
from benchmarks.copydetection.families import FAMILIES
from benchmarks.copydetection.photographs import (
    Pile,
    Roles,
    Scene,
    photographs,
    roles,
    scenes,
)
from benchmarks.copydetection.queries import Query
from benchmarks.copydetection.references import Reference, references
from benchmarks.copydetection.runs import Outcome, Run, ask_all
from benchmarks.copydetection.tables import (
    Column,
    beside_each_other,
    claims,
    hard_levels,
    misses,
    scene_claims,
    several_claims,
)
from benchmarks.machine import machine

# Pictures that are not in the set, for each query of a family: at 20 of these 1,000, with
# which a rate of 0.1 % can be measured.
_NEGATIVES = 50


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.copydetection", description=__doc__.splitlines()[0]
    )
    add = parser.add_argument
    add("--photos", type=Path, help="folder of photographs; without it, those of packages")
    add("--scenes", type=Path, help="folder of folders, each with photographs of one scene")
    add("--split", choices=("tune", "test"), default="test")
    add("--seed", type=int, default=1)
    add("--families", default=",".join(FAMILIES), help="with commas between")
    add("--hard", action=argparse.BooleanOptionalAction, default=True)
    add("--per-family", type=int, default=20, help="queries of each family and hard level")
    add("--negatives", type=int, help="queries that are not in the set; 50 times --per-family")
    add("--references", type=int, help="size of the set; without it, all photographs there are")
    add("--adapters", default="ours", help=f"all, or some of {','.join(ADAPTERS)}")
    add("--sscd", type=Path, help="ONNX file of a learned descriptor, as one more tool")
    add("--list-misses", action="store_true")
    add("--save-misses", type=Path, metavar="DIR")
    add("--jobs", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    try:
        families = _families(given.families)
        dealt = roles(photographs(given.photos, given.split))
        adapters, missing = chosen(given.adapters, given.sscd)
    except (OSError, ValueError) as error:
        sys.exit(f"copydetection: {error}")
    places = scenes(given.scenes, given.split)
    asked = _queries(given, families, dealt, places)
    hosts = Pile(dealt.hosts)
    with tempfile.TemporaryDirectory() as folder:
        known = list(references(dealt, places, count=given.references, seed=given.seed))
        ready, seconds = _prepared(adapters, known, Path(folder), given.jobs, missing)
        if not ready:
            sys.exit("copydetection: no tool is installed; " + "; ".join(missing))
        run = Run(tuple(ready), hosts, given.seed)
        outcomes = _watched(run, asked, given.jobs)
    names = [adapter.name for adapter in ready]
    columns = [Column(name, outcomes, tool) for tool, name in enumerate(names)]
    print(
        f"Split {given.split}, seed {given.seed}, {len(known)} references of which "
        f"{len(dealt.originals)} are asked for and {len(places)} show scenes; "
        f"{len(outcomes)} queries of which {sum(q.group == 'absent' for q in asked)} are not in "
        f"the set; {machine()}."
    )
    for name, took in zip(names, seconds, strict=True):
        print(f"{name}: {took / len(known) * 1000:.0f} ms wall per reference to prepare")
    print(f"a query's file: {median(o.making for o in outcomes) * 1000:.0f} ms to make (median)\n")
    _print(columns, missing)
    _misses(given, columns[0], hosts)


def _families(names: str) -> list[str]:
    """Raises ValueError for a name that is none."""
    wanted = [name for name in names.split(",") if name]
    unknown = sorted(set(wanted) - set(FAMILIES))
    if unknown:
        raise ValueError(f"no such family: {', '.join(unknown)}; there are {', '.join(FAMILIES)}")
    return wanted


def _queries(
    given: argparse.Namespace, families: Sequence[str], dealt: Roles, places: Sequence[Scene]
) -> list[Query]:
    each = given.per_family
    asked = list(asking.edited(dealt.originals, families, each))
    if given.hard:
        asked += asking.hard(dealt.originals, each)
    strangers = _NEGATIVES * each if given.negatives is None else given.negatives
    asked += asking.absent(dealt.strangers, families, strangers, with_hard=given.hard)
    asked += asking.several(dealt.originals, each)
    asked += asking.of_scenes(places)
    asked += asking.made_scenes(dealt.originals, each)
    return asked


def _prepared(
    adapters: Sequence[Adapter],
    known: Sequence[Reference],
    folder: Path,
    jobs: int,
    missing: list[str],
) -> tuple[list[Adapter], list[float]]:
    """The tools that took in the set, and the seconds that each needed."""
    ready, seconds = [], []
    for adapter in adapters:
        start = time.perf_counter()
        try:
            adapter.prepare(known, folder, jobs)
        except NotInstalledError as error:
            missing.append(f"{adapter.name}: not installed ({error})")
            continue
        ready.append(adapter)
        seconds.append(time.perf_counter() - start)
    return ready, seconds


def _watched(run: Run, asked: Sequence[Query], jobs: int) -> list[Outcome]:
    """All outcomes; how far it is goes to stderr where that is a terminal."""
    outcomes = []
    for outcome in ask_all(run, asked, jobs):
        outcomes.append(outcome)
        if sys.stderr.isatty():
            print(f"\r{len(outcomes)}/{len(asked)}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return outcomes


def _print(columns: Sequence[Column], missing: Sequence[str]) -> None:
    print(beside_each_other(columns))
    for line in missing:
        print(line)
    if columns[0].of("hard"):
        print(f"\n{hard_levels(columns)}")
    for column in columns:
        if any(answer.confirmed for one in column.asked for answer in one.answers):
            print(f"\n{column.name} claims (threshold at 0.1 %: {column.strict:.3f}):\n")
            print(claims(column))
            for more in (several_claims(column), scene_claims(column)):
                print(f"\n{more}")


def _misses(given: argparse.Namespace, column: Column, hosts: Pile) -> None:
    """List and save what the first tool missed or wrongly let through."""
    if given.save_misses:
        given.save_misses.mkdir(parents=True, exist_ok=True)
    if given.list_misses:
        print(f"\n{column.name}:")
    for one, line in misses(column):
        if given.list_misses:
            print(line)
        if given.save_misses:
            name = one.query.name.replace("/", "--").replace(" ", "_")
            content = one.query.content(given.seed, hosts)
            (given.save_misses / f"{name}.jpg").write_bytes(content)


if __name__ == "__main__":
    main()
