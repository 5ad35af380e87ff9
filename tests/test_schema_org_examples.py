"""The outcome of every example of schema.org in the shared data: what it is loaded with, or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.ingest.load import load
from rolegraph.graph.model import Band, Basis, Money, Reading, Record, Remark, RoleProfile
from rolegraph.graph.sources.readers import read_record

QUALIFICATION = Remark.QUALIFICATION
ONET = "O*NET-SOC"


@dataclass(frozen=True)
class Profile:
    """What one profile holds; whatever is not named here must be absent. ``facts`` are counted by kind."""

    title: str
    country: str | None = None
    band: Band | None = None
    codes: tuple[tuple[str, str | None, str | None], ...] = ()
    skills: tuple[str, ...] = ()
    duties: int = 0
    facts: tuple[Remark, ...] = ()
    described: bool = False
    money: tuple[Money, ...] = ()
    distributions: int = 0


@dataclass(frozen=True)
class Outcome:
    """The profiles, the codes of the notices, what is not kept; or the code of the refusal."""

    profiles: tuple[Profile, ...] = ()
    notices: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()
    modified: str | None = None
    refused: str = ""


def loaded(*profiles: Profile, **more: object) -> Outcome:
    """An example that is read."""
    return Outcome(profiles, **more)  # type: ignore[arg-type]


DOLLARS = Money("100000", Decimal(100000), Decimal(100000), "USD", Basis.STATED, None)
EXPECTED = {
    "eg-0028": loaded(
        Profile(
            "Software Engineer",
            codes=((ONET, "15-1132.00", "Software Developers, Application"),),
            duties=1,
            facts=(
                Remark.INDUSTRY,
                Remark.WORK_HOURS,
                Remark.WORK_PATTERN,
                QUALIFICATION,
                QUALIFICATION,
            ),
            described=True,
            money=(DOLLARS,),
        ),
        notices=("band-not-understood", "pay-period-missing", "skills-not-understood"),
        not_kept=(
            "jobBenefits",
            "incentiveCompensation",
            "jobLocation/address/addressLocality",
            "jobLocation/address/addressRegion",
            "specialCommitments",
        ),
        modified="2011-10-31",
    ),
    "eg-0213": loaded(
        Profile("Junior software developer", skills=("Knowledge of computer programming principles",)),
        not_kept=("skills/termCode", "skills/inDefinedTermSet"),
    ),
    "eg-0249": loaded(Profile("Parapsychologist", facts=(QUALIFICATION,))),
    "eg-0250": loaded(
        Profile("Patent examiner", codes=((ONET, "23-2099.00", None),)),
        Profile("Professor of Physics", facts=(QUALIFICATION,)),
    ),
    "eg-0251": loaded(
        Profile("Mobile App Developer", codes=((ONET, "15-1132.00", "Software Developers, Applications"),)),
        notices=("title-from-name",),
        not_kept=(
            "hiringOrganization",
            "relevantOccupation/occupationalCategory/inCodeSet/dateModified",
            "relevantOccupation/occupationalCategory/inCodeSet/url",
            "relevantOccupation/occupationalCategory/url",
        ),
    ),
    "eg-0252": loaded(
        Profile(
            "Nurse Practioner",
            country="US",
            codes=((ONET, "29-1171.00", None),),
            skills=("Active listening", "Critical thinking", "Social awareness"),
            duties=1,
            facts=(QUALIFICATION, QUALIFICATION),
            distributions=1,
        ),
        not_kept=("occupationLocation/sameAs",),
    ),
    "eg-0261": loaded(Profile("Research Scientist", facts=(QUALIFICATION,))),
    "eg-0268": loaded(
        Profile("Telecommute from anywhere in USA!", country="US"),
        notices=("title-from-name",),
        not_kept=("applicantLocationRequirements/sameAs",),
    ),
    "eg-0275": Outcome(refused="title-missing"),
    "eg-0279": Outcome(refused="no-occupation"),
    "eg-0280": loaded(
        Profile("Systems Research Engineer", facts=(QUALIFICATION,)),
        not_kept=("qualifications/recognizedBy",),
    ),
    "eg-0281": loaded(
        Profile("Junior software developer"), not_kept=("hiringOrganization", "employmentUnit")
    ),
    "eg-0283": loaded(
        Profile("electrician", facts=(QUALIFICATION,)),
        not_kept=(
            "sensoryRequirement/termCode",
            "sensoryRequirement/inDefinedTermSet",
            "sensoryRequirement/description",
        ),
    ),
    "eg-0284": loaded(Profile("Stone mason", facts=(QUALIFICATION,))),
    "eg-0285": loaded(Profile("Systems Research Engineer"), not_kept=("applicationContact",)),
    "eg-0286": loaded(Profile("Systems Research Engineer"), not_kept=("employerOverview",)),
    "eg-0287": loaded(
        Profile("Systems Research Engineer", facts=(Remark.INDUSTRY,)),
        not_kept=("industry/termCode", "industry/url", "industry/inDefinedTermSet"),
    ),
    "eg-0465": loaded(
        Profile("Software Engineer", band=Band(Decimal(5)), facts=(QUALIFICATION,)),
        not_kept=("experienceInPlaceOfEducation",),
    ),
}


def shape_of(profile: RoleProfile) -> Profile:
    """What the expectation speaks of."""
    return Profile(
        profile.title,
        profile.country,
        profile.band,
        tuple((code.scheme, code.value, code.title) for code in profile.codes),
        tuple(skill.name for skill in profile.skills if skill.position is None),
        len(profile.duties),
        tuple(fact.remark for fact in profile.facts),
        profile.description is not None,
        tuple(salary.money for salary in profile.salaries),
        len(profile.pay_distributions),
    )


def outcome_of(reading: Reading) -> Outcome:
    unknown = [each.message for each in reading.notices if each.code == "field-unknown"]
    assert all(not profile.alternative_titles and not profile.mentions for profile in reading.profiles)
    return Outcome(
        tuple(map(shape_of, reading.profiles)),
        tuple(each.code for each in reading.notices if each.code != "field-unknown"),
        tuple(unknown[0].removeprefix("properties that are not kept: ").split(", ")) if unknown else (),
        reading.modified,
    )


def example(shared_data: Path, name: str) -> Record:
    path = shared_data / "schemaorg-examples" / f"{name}.jsonld"
    return Record(path.name, str(path), path.read_bytes())


def test_every_example_has_its_outcome_here(shared_data: Path) -> None:
    assert {path.stem for path in (shared_data / "schemaorg-examples").iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if not expected.refused])
def test_an_example_is_loaded_with_its_values(name: str, shared_data: Path) -> None:
    source, reading = read_record(example(shared_data, name))
    assert outcome_of(reading) == EXPECTED[name]
    assert (source.format, source.media_type) == ("schema-org", "application/ld+json")
    assert reading.url is None


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected.refused])
def test_an_example_is_refused_with_its_code(name: str, shared_data: Path) -> None:
    with pytest.raises(RefusedRecord) as caught:
        read_record(example(shared_data, name))
    assert caught.value.code == EXPECTED[name].refused


def test_the_distribution_of_the_examples_is_read_figure_by_figure(shared_data: Path) -> None:
    _, reading = read_record(example(shared_data, "eg-0252"))
    [pay] = reading.profiles[0].pay_distributions
    assert (pay.median, pay.mean) == (Decimal(109000), None)
    assert dict(pay.percentiles) == {
        10: Decimal(72000),
        25: Decimal(86000),
        75: Decimal(120000),
        90: Decimal(140000),
    }
    assert (pay.currency, pay.currency_basis, pay.pay_period) == ("USD", Basis.STATED, "P1Y")
    assert [place.pointer for place in pay.percentile_places] == [
        f"/estimatedSalary/percentile{percent}" for percent in (10, 25, 75, 90)
    ]


def test_the_examples_pass_the_shapes(shared_data: Path, tmp_path: Path) -> None:
    report = load(tmp_path / "store", [str(shared_data / "schemaorg-examples")])
    assert report.refusals == {"no-occupation": 1, "title-missing": 1}
    assert report.counts == {"accepted": 16, "refused": 2}
