"""What the page carries inside itself: its style, its script, and the policy that admits them.

The policy names the script by its digest, so that a browser runs these bytes and no others,
whatever a text of the report may contain. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


def style() -> Markup:
    """The style sheet of all pages, trusted: it ships with the package."""
    return shipped("report.css")


def script() -> Markup:
    """The report's script, trusted: it ships with the package. It stands alone in its element,
    for its digest counts every character between the tags."""
    return shipped("report.js")


def content_policy(script: Markup, pictures: str = "data:") -> str:
    """The Content Security Policy of a page with this script and no other.

    ``pictures``: where its pictures may come from.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@cache
def shipped(name: str) -> Markup:
    """A file of the templates, trusted as it is."""
    from markupsafe import Markup

    path = resources.files("provcheck.report").joinpath("templates", name)
    return Markup(path.read_text("utf-8"))
