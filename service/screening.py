"""What no address takes: control characters in a path, and parameters that ask for JSONP.

A line break in a path could end up in a header; a script made of an answer would run on other
origins, which is what the headers of :mod:`rolegraph.service.headers` are for.
"""

from __future__ import annotations

import re

from flask import request

from rolegraph.service.errors import BadRequest
from rolegraph.service.parameters import decoded

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def screen() -> None:
    """A step before each request that refuses such ones, with :class:`BadRequest`."""
    if _CONTROL.search(request.path):
        raise BadRequest("a path has no control characters in it")
    if request.query_string:
        decoded(request.query_string)
