"""Errors of the service itself: what is wrong with a request, or with a setting.

::

    RolegraphError
    ├── SettingsError         a setting is unknown or its value can't be used
    ├── PortTaken             the address can't be listened on
    └── RequestError          the request can't be served as it is
        ├── BadRequest            400
        ├── Unauthorized          401
        ├── ScopeTooSmall         403
        ├── UpdatesRefused        403
        ├── UpdateForbidden       403
        ├── GraphNotFound         404
        ├── NothingSaid           404
        ├── NotAcceptable         406
        ├── Withdrawn             410
        ├── PreconditionFailed    412
        ├── TooLarge              413
        └── UnsupportedMediaType  415
"""

from __future__ import annotations

from typing import Any

from rolegraph.graph.errors import RolegraphError


class SettingsError(RolegraphError):
    """A setting is unknown or its value can't be used."""


class PortTaken(RolegraphError):
    """The address can't be listened on."""


class RequestError(RolegraphError):
    """The request can't be served as it is.

    ``headers`` go with the answer, ``extra`` are further members of the problem.
    """

    def __init__(
        self, message: str, headers: dict[str, str] | None = None, extra: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.headers = headers or {}
        self.extra = extra or {}


class BadRequest(RequestError):
    """The request breaks its protocol."""


class Unauthorized(RequestError):
    """A bearer token is needed, and none or an unknown one came."""


class ScopeTooSmall(RequestError):
    """The token is known, and does not allow this."""


class NotAcceptable(RequestError):
    """None of the formats asked for can be sent."""


class PreconditionFailed(RequestError):
    """If-Match or If-None-Match does not hold."""


class UnsupportedMediaType(RequestError):
    """The body's media type or charset is not read here."""


class TooLarge(RequestError):
    """The body is larger than the setting allows."""


class UpdatesRefused(RequestError):
    """An update was sent to an address that takes none."""


class UpdateForbidden(RequestError):
    """An update has a LOAD or a SERVICE, which make requests to other hosts."""


class GraphNotFound(RequestError):
    """The graph store has no such graph."""


class NothingSaid(RequestError):
    """No triple has this IRI as its subject or object."""


class Withdrawn(RequestError):
    """The graph described this, and the last page that spoke of it was withdrawn."""
