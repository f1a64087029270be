"""Being here puts this folder on the import path, so that every test can ``import factories``.

No test may reach beyond this machine: whatever opens a connection elsewhere fails. Tests of shared
sets use PostgreSQL servers that are started here, for as long as the tests run.
"""

import ipaddress
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any

import pytest
from servers import Server, programs, running

from provcheck.references import server_address, set_up

_LOCAL = {"localhost", "", None}


def _stays_here(host: Any) -> bool:
    if host in _LOCAL:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        reached = address[0] if isinstance(address, tuple) else None  # a path: a local socket
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        reached = arguments[0]
    else:
        return
    host = reached.decode("ascii", "replace") if isinstance(reached, bytes) else reached
    if not _stays_here(host):
        raise AssertionError(f"a test reached for the network: {event} {host!r}")


sys.addaudithook(_guard)


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[str], Server]]:
    """A running server of a kind; without its programs the test is skipped (in CI: it fails)."""
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def get(kind: str) -> Server:
            if kind not in started:
                folder = programs(kind)
                if folder is None or not find_spec("psycopg"):
                    missing = f"no PostgreSQL server to start ({kind})"
                    if os.environ.get("PROVCHECK_TEST_SERVERS") == "all":
                        pytest.fail(missing)
                    pytest.skip(missing)
                started[kind] = stack.enter_context(running(folder))
                if kind == "pgvector":  # in every database that is made from now on
                    started[kind].run("CREATE EXTENSION vector", "template1")
            return started[kind]

        yield get


_number = itertools.count()


@pytest.fixture
def shared_set(server: Callable[[str], Server]) -> Callable[..., str]:
    """Makes an empty set on a server of a kind and returns its owner's address."""

    def make(kind: str = "debian") -> str:
        name = f"desk_{next(_number)}"
        server(kind).run(f"CREATE DATABASE {name}")
        address = server(kind).address(name)
        set_up(server_address(address))
        return address

    return make
