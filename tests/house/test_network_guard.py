"""The guard of ``conftest.py`` works: no test run can reach the network unseen."""

import socket
import urllib.request

import pytest


def test_a_connection_elsewhere_fails() -> None:
    with socket.socket() as sock, pytest.raises(AssertionError, match="network"):
        sock.connect(("192.0.2.1", 80))


def test_a_name_that_is_looked_up_fails() -> None:
    with pytest.raises(AssertionError, match="network"):
        urllib.request.urlopen("http://example.org/")


def test_this_machine_may_be_reached() -> None:
    with socket.socket() as listening, socket.socket() as sock:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        sock.connect(listening.getsockname())
        assert sock.getpeername() == listening.getsockname()
