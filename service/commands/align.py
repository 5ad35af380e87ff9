"""``align`` and ``merge``: links of roles and skills to classifications, and what persons decide."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from tqdm import tqdm

from rolegraph.graph.alignment.align import AlignmentReport
from rolegraph.graph.alignment.align import align as align_store
from rolegraph.graph.alignment.merge import merge as merge_things
from rolegraph.graph.alignment.records import Decision, Relation
from rolegraph.graph.alignment.review import Proposal, Verdicts, judge, proposals
from rolegraph.service.commands.options import store_option
from rolegraph.service.commands.table import one_line

_RELATIONS = {relation.value.removesuffix("Match"): relation for relation in Relation}


@click.command()
@store_option
@click.option("--review", is_flag=True, help="List what is only proposed; change nothing.")
@click.option(
    "--decision",
    type=click.Choice([one.value for one in Decision]),
    help="With --review: list the links with this decision instead.",
)
@click.option("--accept", multiple=True, metavar="KEY", help="A person's yes to a link. May be repeated.")
@click.option("--reject", multiple=True, metavar="KEY", help="A person's no. May be repeated.")
@click.option(
    "--relation", type=click.Choice(list(_RELATIONS)), help="With --accept: as what; default: as proposed."
)
@click.option("--json", "as_json", is_flag=True, help="With --review: as JSON.")
def align(
    store: Path,
    review: bool,
    decision: str | None,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    relation: str | None,
    as_json: bool,
) -> None:
    """Link the roles and skills of pages to imported classifications; again, after loads and imports.

    Sure links become SKOS mapping properties, doubtful ones are proposed. What a person accepted or
    rejected stays.
    """
    if review and (accept or reject):
        raise click.UsageError("--review changes nothing: give --accept and --reject without it")
    if (decision or as_json) and not review:
        raise click.UsageError("--decision and --json go with --review")
    if relation and not accept:
        raise click.UsageError("--relation goes with --accept")
    if review:
        _list(proposals(store, Decision(decision or Decision.PROPOSED)), as_json)
    elif accept or reject:
        verdicts = Verdicts(accept, reject, _RELATIONS[relation] if relation else None)
        number = judge(store, verdicts)
        click.echo(f"{len(accept)} accepted, {len(reject)} rejected; generation {number}")
    else:
        _print_report(_with_progress(store))


def _with_progress(store: Path) -> AlignmentReport:
    with tqdm(unit="", disable=None, file=sys.stderr) as bar:

        def advance(name: str, done: int, all_: int) -> None:
            if done == 1:
                bar.reset(all_)
                bar.set_description(name)
            bar.update()

        return align_store(store, advance)


def _print_report(report: AlignmentReport) -> None:
    for (scheme, kind, what), count in sorted(report.links.items()):
        click.echo(f"{scheme}, {kind}s: {count} {what}")
    looked = ", ".join(f"{count} {kind}s" for kind, count in report.things.items())
    gone = f" ({report.gone} of things that are not there)" if report.gone else ""
    click.echo(f"{looked} compared; {report.kept} decisions kept{gone}; generation {report.generation}")


def _list(found: list[Proposal], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_dict(one) for one in found], indent=1, ensure_ascii=False))
        return
    for one in found:
        link = one.link
        names = f"{one_line(one.subject)} — {link.relation.value} — {one_line(one.object)}"
        click.echo(f"{link.key}  {link.score:.2f}  {names}")
        click.echo(f"    {link.method}: {one_line('; '.join(link.evidence))}")
        click.echo(f"    <{link.subject}> <{link.object}>")
    click.echo(f"{len(found)} links", err=True)


def _as_dict(one: Proposal) -> dict[str, object]:
    link = one.link
    return {
        "key": link.key,
        "subject": link.subject,
        "subject name": one.subject,
        "object": link.object,
        "object name": one.object,
        "relation": link.relation.value,
        "score": link.score,
        "method": link.method,
        "evidence": list(link.evidence),
        "decision": link.decision.value,
    }


@click.command()
@click.argument("old")
@click.argument("new")
@store_option
def merge(old: str, new: str, store: Path) -> None:
    """Say that role or skill OLD of pages is NEW: an IRI each, or role/KEY, skill/KEY.

    What pages say of OLD is said of NEW from then on, in later loads too; OLD leads to NEW.
    """
    number = merge_things(store, old, new)
    click.echo(f"{old} is {new} from now on; generation {number}")
