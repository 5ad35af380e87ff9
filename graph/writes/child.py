"""The writing child: carries out one order at a time, and may be killed at any.

Run as ``python -m rolegraph.graph.writes.child MEBIBYTES LIFELINE``, it confines itself as a reader
does and then takes orders, a line of JSON each, and answers each with a line:

``{"kind": "follow", "generation": …, "base": …, "repeats": …, "folder": …}``
    copies the engine of a generation, by its folder and how many repeats it has, to ``folder`` and
    keeps that open; all writes go there
``{"kind": "update" | "put" | "post" | "delete", …}`` with what :mod:`.orders` names
    changes it and checks the shapes; ``inserted``, ``deleted``, ``repeats`` (by how much they
    grew), ``created``, ``changed``. After a refusal it is as it was before
``{"kind": "snapshot", "folder": …}``, ``{"kind": "close"}``
    makes a copy to be published, with the list of repeats beside it; lets go of it
``{"kind": "check", …}``
    ``report``, the results of the shapes on RDF that is written nowhere
refusals
    ``error``, the name of the exception to raise, with its arguments; after ``memory`` and
    ``failed`` nobody knows what the engine holds

It keeps what costs time to prepare, pySHACL and the shapes, from one order to the next. With
``spent`` in an answer it asks to be replaced: it holds much memory that it does not give back.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from typing import Any

from rolegraph.graph.errors import BadValue, QueryError, QuerySyntax
from rolegraph.graph.store.reader_confinement import confine
from rolegraph.graph.writes.contract import BadPayload, ConditionFailed, GraphMissing, GraphProtected
from rolegraph.graph.writes.orders import Refused, Workshop

_SPENT = 400 << 10
"""KiB of memory that were used at most, above which the child asks to be replaced."""


def answer(workshop: Workshop, order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order; what goes wrong is told, never raised."""
    try:
        return workshop.carry_out(order)
    except Refused as error:
        return {"error": "ShapesViolated", "report": error.rows}
    except (QuerySyntax, BadPayload) as error:
        return _told(error, line=error.line, column=error.column)
    except (GraphProtected, GraphMissing) as error:
        return _told(error, graph=error.graph)
    except BadValue as error:
        return _told(error, code=error.code)
    except (QueryError, ConditionFailed) as error:
        return _told(error)
    except MemoryError:
        return {"error": "memory", "spent": True}
    except Exception as error:  # the disk is full, or a fault of our own
        return {"error": "failed", "message": f"{type(error).__name__}: {error}", "spent": True}


def _told(error: Exception, **details: object) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": str(error), **details}


def _most_used() -> int:
    """KiB of memory that this program used at most.

    Not ``ru_maxrss`` where it can be helped: that outlives ``exec``, so the child of a large process
    would seem spent from its start (getrusage(2)).
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            found = next((line for line in status if line.startswith("VmHWM:")), "")
    except OSError:
        found = ""
    return int(found.split()[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(mebibytes: str, lifeline: str) -> None:
    """Answer orders until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets between the answers
    confine(int(mebibytes), int(lifeline))
    workshop = Workshop()
    for line in sys.stdin.buffer:
        said = answer(workshop, json.loads(line))
        if "error" in said:
            gc.collect()  # an exception and its frames hold each other, and the engine
        if _most_used() > _SPENT:
            said["spent"] = True
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
