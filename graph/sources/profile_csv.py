"""Role profiles as CSV: a header that names the columns, and a row a profile.

The columns are described in ``docs/profile-csv.md``. A file is split into its rows before
(``opening``): each record is the header and one row, so that it can be read by itself.
"""

from __future__ import annotations

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.model import (
    AlternativeRole,
    Duty,
    Fact,
    Notice,
    Reading,
    Record,
    RoleProfile,
    SkillAsked,
)
from rolegraph.graph.sources.csv_input.columns import FACTS
from rolegraph.graph.sources.csv_input.header import Header, header_and_row, recognises_header
from rolegraph.graph.sources.csv_input.pay import read_pay
from rolegraph.graph.sources.csv_input.row import Row, read_row
from rolegraph.graph.sources.csv_input.scan import LINE_END
from rolegraph.graph.sources.csv_input.statements import (
    read_band,
    read_codes,
    read_modified,
    read_outlook,
)
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.json_input.fields import checked_address, country_of, place_of, words_of
from rolegraph.graph.sources.prose import missing_rules, with_prose
from rolegraph.graph.sources.values.language import language_of
from rolegraph.graph.sources.values.running_text import running_text

_HEAD = 1 << 16


def recognises(data: bytes) -> bool:
    """Whether the first line names columns of ours, the title among them; never raises."""
    head = data[:_HEAD]
    try:
        text = decode_text(head).text
    except UnreadableSource:  # a cut character, or a row in another encoding: the header is what counts
        text = head.decode("utf-8", "ignore")
    return recognises_header(LINE_END.split(text, maxsplit=1)[0])


def read(record: Record) -> Reading:
    """What a row says: one profile.

    Raises :class:`RefusedRecord` with the line and the column of what can't stand, and
    :class:`UnreadableSource` where the bytes are no text.
    """
    header, text, line, notices = _parts(record)
    row = read_row(header, text, line)
    profile = _profile(row, notices)
    language = language_of(running_text((profile,)), words_of(row.text("language")))
    notices += language.notices
    if profile.description:
        notices += missing_rules(language.tag)
    return Reading(
        (with_prose(profile, language.tag),),
        tuple(notices),
        url=_address(row, "url"),
        licence=_address(row, "licence"),
        cited=tuple(map(checked_address, row.items("cited"))),
        citation=words_of(row.text("citation")),
        language=language.tag,
        modified=read_modified(row),
    )


def _parts(record: Record) -> tuple[Header, str, int, list[Notice]]:
    """The header, the row and its line, and what the decoding has to say.

    Only the row of a record from a larger file is decoded, so that lines are those of the file: the
    header was, before the file was split.
    """
    whole = record.data.decode("utf-8", "surrogateescape") if record.line else ""
    decoded = None if whole else decode_text(record.data)
    header, text = header_and_row(decoded.text if decoded else whole)
    if decoded is None:
        decoded = decode_text(text.encode("utf-8", "surrogateescape"), first_line=record.line)
        text = decoded.text
    text = text.rstrip("\r\n")
    if not text.strip():
        raise RefusedRecord("csv-rows", "has a header and no row: add a row for each profile", "line 2")
    return header, text, record.line or 2, list(decoded.notices)


def _profile(row: Row, notices: list[Notice]) -> RoleProfile:
    title, country, description = row.required("title"), row.text("country"), row.text("description")
    code = country_of(country)
    band, band_place = read_band(row)
    salaries, distributions = read_pay(row, code, notices)
    return RoleProfile(
        title=title.text,
        title_place=title.place,
        alternative_titles=_roles(row, "alternative_titles"),
        country=code,
        country_place=place_of(country),
        band=band,
        band_place=band_place,
        salaries=salaries,
        pay_distributions=distributions,
        description=words_of(description),
        description_place=place_of(description),
        duties=tuple(Duty(cell.text, cell.place) for cell in row.items("duties")),
        skills=_skills(row),
        alternative_roles=_roles(row, "alternative_roles"),
        codes=tuple(read_codes(row)),
        facts=tuple(
            Fact(remark, cell.text, cell.place)
            for field, remark in FACTS.items()
            for cell in row.items(field)
        ),
        outlook=read_outlook(row),
    )


def _skills(row: Row) -> tuple[SkillAsked, ...]:
    """The ranked ones first, by their order; then those without a rank."""
    ranked = row.items("ranked_skills")
    return (
        *(SkillAsked(cell.text, cell.place, position=n) for n, cell in enumerate(ranked, start=1)),
        *(SkillAsked(cell.text, cell.place) for cell in row.items("skills")),
    )


def _roles(row: Row, field: str) -> tuple[AlternativeRole, ...]:
    return tuple(AlternativeRole(cell.text, cell.place) for cell in row.items(field))


def _address(row: Row, field: str) -> str | None:
    cell = row.text(field)
    return checked_address(cell) if cell else None
