"""The house rules of the project, held by tests."""

import ast
import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import provcheck
from provcheck.checks import CARD_WORDS, all_checks
from provcheck.errors import ProvcheckError
from provcheck.messages import catalogue, languages

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "provcheck"
MODULES = sorted(PACKAGE.rglob("*.py"))

FORBIDDEN = re.compile(
    r"\b(fakes?|faked|real|authentic\w*|genuine\w*|proven|verified image"
    r"|echt\w*|fälschung\w*|gefälscht\w*|bewiesen\w*|verifiziert\w*|authentisch\w*"
    r"|фейк\w*|справжн\w*|автентичн\w*|підробк\w*|підроблен\w*|доведен\w*|верифікован\w*)\b",
    re.IGNORECASE,
)


# Papers that docstrings cite as the source of a method.
PAPERS = ("Digital image authentication from thumbnails",)


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in MODULES:
        yield path, ast.parse(path.read_text("utf-8"))


def test_broad_excepts_stand_in_exactly_two_places() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "(Exception,)"))
    ]
    assert sorted(found) == ["provcheck/batch.py", "provcheck/checks/registry.py"]


def test_catching_everything_always_raises_again() -> None:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ExceptHandler)
                and node.type is not None
                and "BaseException" in ast.unparse(node.type)
            ):
                last = node.body[-1]
                assert isinstance(last, ast.Raise) and last.exc is None, path


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("exifread", "metadata"),
        ("imagehash", "fingerprint"),
        ("PIL", "image"),
        ("sqlite3", "references"),
        ("onnxruntime", "fingerprint"),
        ("faiss", "references"),
        ("typst", "report"),
        ("watchfiles", "cli"),
        ("pyarrow", "report"),
        ("fsspec", "stores.py"),
        ("distributed", "cluster.py"),
        ("psycopg", "references"),
    ],
)
def test_a_library_has_one_home(library: str, home: str) -> None:
    allowed = {home} | ({"fingerprint"} if library == "PIL" else set())
    for path, tree in _trees():
        if path.relative_to(PACKAGE).parts[0] in allowed:
            continue
        for node in ast.walk(tree):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not any(name.split(".")[0] == library for name in names), path


def test_a_check_has_one_name_everywhere() -> None:
    for check in all_checks():
        name = check.card.id.replace("-", "_")
        assert (PACKAGE / "checks" / f"{name}.py").is_file()
        assert check.run.__name__ == name
        for language in languages():
            for word in CARD_WORDS:
                assert check.card.key(word) in catalogue(language), (check.card.id, language, word)
        tests = (ROOT / "tests" / "checks").rglob(f"test_{name}*.py")
        assert list(tests), f"no tests for {check.card.id}"


def _help_and_docstrings() -> Iterator[tuple[str, str]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                text = ast.get_docstring(node)
                if text:
                    name = getattr(node, "name", "module")
                    yield f"{path.relative_to(ROOT).as_posix()}: {name}", text
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Option"):
                yield path.as_posix(), ast.unparse(node)


def test_no_forbidden_word_in_help_or_docstrings() -> None:
    for name, text in _help_and_docstrings():
        for title in PAPERS:
            text = text.replace(title, "")
        found = FORBIDDEN.search(text)
        assert found is None, f"{name}: {found and found.group()}"


def test_no_forbidden_word_in_any_message_or_template() -> None:
    kinds = ("*.toml", "*.j2", "*.css", "*.js", "*.typ")
    files = [path for kind in kinds for path in PACKAGE.rglob(kind)]
    assert len(files) > 3
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}
    texts |= {f"{kind.__name__}.sentence": kind.sentence for kind in _all_errors()}
    for name, text in texts.items():
        found = FORBIDDEN.search(text)
        assert found is None, f"{name}: {found and found.group()}"


@pytest.mark.parametrize(
    "word", ["fake", "authentic", "Fälschung", "97 % real", "bewiesen", "підробка"]
)
def test_the_forbidden_words_are_recognised(word: str) -> None:
    assert FORBIDDEN.search(f"This image is {word}.")


def _all_errors() -> Iterator[type[ProvcheckError]]:
    waiting = [ProvcheckError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        yield kind


def test_every_error_speaks_every_language() -> None:
    codes = [kind.code for kind in _all_errors()]
    assert len(codes) == len(set(codes))
    for language in languages():
        if language == "en":
            continue
        words = catalogue(language)
        for kind in _all_errors():
            key = f"error.{kind.code}"
            assert key in words, f"{language}: {key}"
            assert words.placeholders(key) == set(re.findall(r"\{(\w+)\}", kind.sentence)), key


def test_reasons_are_those_of_the_program_or_the_system() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in MODULES)
    system = {os.strerror(number) for number in errno.errorcode}
    listed = {
        language: set(dict(catalogue(language).entries["error"]["reasons"]))
        for language in languages()
        if language != "en"
    }
    assert len({frozenset(reasons) for reasons in listed.values()}) == 1
    for reason in listed["de"]:
        assert f'"{reason}"' in sources or reason in system, reason


def test_every_language_says_the_same_with_the_same_placeholders() -> None:
    english = catalogue("en")
    for language in languages():
        words = catalogue(language)
        keys = {key for key in words.keys() if not key.startswith("error.")}  # noqa: SIM118
        assert keys == {key for key in english.keys() if not key.startswith("error.")}  # noqa: SIM118
        for key in keys:
            assert words.placeholders(key) == english.placeholders(key), f"{language}: {key}"


HEAVY = (
    "numpy",
    "cv2",
    "PIL",
    "imagehash",
    "scipy",
    "exifread",
    "jinja2",
    "msgspec",
    "sqlite3",
    "onnxruntime",
    "typst",
    "watchfiles",
    "pyarrow",
    "fsspec",
    "distributed",
    "psycopg",
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['provcheck', *{arguments!r}]\n"
        "from provcheck.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, provcheck; assert not [n for n in {HEAVY!r} if n in sys.modules]"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_public_face_is_sorted_and_whole() -> None:
    assert provcheck.__all__ == sorted(provcheck.__all__)
    for name in provcheck.__all__:
        assert getattr(provcheck, name) is not None
    with pytest.raises(AttributeError):
        _ = provcheck.nothing_of_the_kind


def test_every_package_lists_its_public_names_once() -> None:
    # Their order is ruff's rule RUF022.
    for path in PACKAGE.rglob("__init__.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                names = ast.literal_eval(node.value)
                assert len(names) == len(set(names)), path


def test_modules_fit_a_few_screens() -> None:
    for path in MODULES:
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 310, f"{path.relative_to(ROOT)} has {lines} lines"


def test_functions_fit_one_screen() -> None:
    """Signature and docstring are not counted: a command's options are its signature."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                assert lines <= 60, f"{path.relative_to(ROOT)}: {node.name} has {lines} lines"


def test_no_other_program_is_started() -> None:
    for path, tree in _trees():
        for node in ast.walk(tree):
            text = ast.unparse(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else ""
            assert "subprocess" not in text, path
            own_processes = path.name == "workers.py"  # further ones of this very program
            assert own_processes or not re.search("multiprocessing|futures.process", text), path
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os":
                assert node.attr not in {"system", "popen", "execv", "fork"}, path


def test_benchmarks_that_thresholds_name_exist() -> None:
    named = {
        name
        for path in MODULES
        for name in re.findall(r"benchmarks[./](\w+)", path.read_text("utf-8"))
    }
    assert named
    for name in named:
        assert (ROOT / "benchmarks" / name / "__main__.py").is_file(), name


def test_no_module_opens_the_network() -> None:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                banned = ("socket", "ssl", "http", "urllib.request", "requests", "httpx", "ftplib")
                assert name.split(".")[0] not in banned and name not in banned, path
            if isinstance(node, ast.ImportFrom) and node.module == "urllib":
                assert "request" not in [alias.name for alias in node.names], path
