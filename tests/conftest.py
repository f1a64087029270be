"""Being here puts this folder on the import path, so that every test can ``import factories``.

No test may reach beyond this machine: whatever opens a connection elsewhere fails.
"""

import ipaddress
import sys
from typing import Any

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
