"""Small distributions of classifications, in the form of the real ones, in words of our own."""

from __future__ import annotations

import csv
import io
from pathlib import Path

ROOT = "http://data.europa.eu/esco/"
CLERK, BAKER, GONE = (f"{ROOT}occupation/{name}" for name in ("clerk", "baker", "gone"))
TYPING, DOUGH, BARE = (f"{ROOT}skill/{name}" for name in ("typing", "dough", "bare"))
GROUP = f"{ROOT}skill/group"
SCHEMES = (f"{ROOT}concept-scheme/occupations", f"{ROOT}concept-scheme/skills")
LONG = "kneads dough " * 20_000
"""Longer than the cells that the module csv takes."""

_OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code"
)
_SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "scopeNote,definition,inScheme,description"
)
_DATE = "2022-07-05T14:42:21.456Z"


def table(header: str, *rows: tuple[str, ...]) -> str:
    """CSV as the distribution has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header.split(","), *rows])
    return text.getvalue()


def _occupation(uri: str, label: str, others: str, code: str) -> tuple[str, ...]:
    note = f"{ROOT}regulated-professions/unregulated"
    texts = ("Only by day.", "", f"{SCHEMES[0]},\n{SCHEMES[0]}", f"About: {label}, in short.", code)
    return ("Occupation", uri, code[:4], label, others, "hush", "released", _DATE, note, *texts)


def _skill(uri: str, kind: str, label: str, others: str, about: str) -> tuple[str, ...]:
    level = "cross-sector" if kind else ""
    head = ("KnowledgeSkillCompetence", uri, kind, level, label, others, "", "released", _DATE)
    return (*head, "", "", SCHEMES[1], about)


def concepts(language: str, words: dict[str, str]) -> dict[str, str]:
    """The tables of one language; ``words`` translates labels."""

    def said(label: str) -> str:
        return words.get(label, label)

    return {
        f"occupations_{language}.csv": table(
            _OCCUPATIONS,
            _occupation(CLERK, said("clerk"), f"{said('clerk')}\nscribe\n scribe ", "4110.1"),
            _occupation(BAKER, said("baker"), "bread maker", "7512.1"),
        ),
        f"skills_{language}.csv": table(
            _SKILLS,
            _skill(TYPING, "skill/competence", said("typing"), 'use a "keyboard", fast', "Typing."),
            _skill(DOUGH, "knowledge", said("dough"), "", LONG),
            _skill(BARE, "", said("bare"), "", "No type."),
        ),
        f"skillGroups_{language}.csv": table(
            "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,"
            "description,code",
            (
                *("SkillGroup", GROUP, said("crafts"), "", "", "released", "", ""),
                *(f"{ROOT}concept-scheme/skills-hierarchy\n{SCHEMES[1]}", "", "S1"),
            ),
        ),
        f"ISCOGroups_{language}.csv": table(
            "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
            *(
                (
                    "ISCOGroup",
                    f"{ROOT}isco/C{code}",
                    code,
                    name,
                    "released",
                    "",
                    f"{ROOT}concept-scheme/isco",
                    "x",
                )
                for code, name in (("4110", said("Clerks")), ("7512", said("Bakers")))
            ),
        ),
        f"conceptSchemes_{language}.csv": table(
            "conceptType,conceptSchemeUri,preferredLabel,title,status,description,hasTopConcept",
            ("ConceptScheme", SCHEMES[0], said("occupations"), "", "released", "", f"{CLERK},\n{GONE}"),
            ("ConceptScheme", SCHEMES[1], said("skills"), "", "released", "", GROUP),
        ),
    }


def esco_tables() -> dict[str, str]:
    """ESCO in English: one relation of an unknown occupation, two to a skill without a type."""
    return {
        **concepts("en", {}),
        "occupationSkillRelations.csv": table(
            "occupationUri,relationType,skillType,skillUri",
            (CLERK, "essential", "skill/competence", TYPING),
            (BAKER, "essential", "knowledge", DOUGH),
            (BAKER, "optional", "skill/competence", TYPING),
            (GONE, "optional", "knowledge", DOUGH),
            (CLERK, "optional", "", BARE),
            (BAKER, "essential", "", BARE),
        ),
        "skillSkillRelations.csv": table(
            "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri",
            (DOUGH, "knowledge", "optional", "skill/competence", TYPING),
        ),
        "broaderRelationsOccPillar.csv": table(
            "conceptType,conceptUri,broaderType,broaderUri",
            ("Occupation", CLERK, "ISCOGroup", f"{ROOT}isco/C4110"),
            ("Occupation", GONE, "ISCOGroup", f"{ROOT}isco/C4110"),
        ),
        "broaderRelationsSkillPillar.csv": table(
            "conceptType,conceptUri,broaderType,broaderUri",
            ("KnowledgeSkillCompetence", DOUGH, "SkillGroup", GROUP),
        ),
    }


CODES = ("43-3011.00", "51-3011.00", "51-3011.01")


def _tabbed(header: str, *rows: str) -> str:
    return "\n".join(line.replace("|", "\t") for line in (header, *rows)) + "\n"


def onet_tables() -> dict[str, str]:
    """O*NET with three occupations; one row is of an occupation that it does not have."""
    clerk, baker, pastry = CODES
    return {
        "Read Me.txt": "O*NET 29.2 Database\nFebruary 2025 Release\n",
        "Occupation Data.txt": _tabbed(
            "O*NET-SOC Code|Title|Description",
            f"{clerk}|Account Clerks|Chase late payments.",
            f"{baker}|Bakers|Bake bread.",
            f"{pastry}|Pastry Bakers|Bake cakes.",
        ),
        "Alternate Titles.txt": _tabbed(
            "O*NET-SOC Code|Alternate Title|Short Title|Source(s)",
            f"{clerk}|Debt Chaser|n/a|02",
            f"{clerk}|Account Clerks|AC|02",
            f'{baker}|Baker, "Artisan"|n/a|04,06',
            "99-9999.00|Nobody|n/a|04",
        ),
        "Content Model Reference.txt": _tabbed(
            "Element ID|Element Name|Description",
            "2|Worker Requirements|What workers bring.",
            "2.A|Basic Skills|Ways to learn.",
            "2.A.1|Content|Groundwork.",
            "2.A.1.a|Reading|Grasp what is written.",
            "1|Other|Not needed.",
        ),
        "Skills.txt": _tabbed(
            "O*NET-SOC Code|Title|Element ID|Element Name|Scale ID|Scale Name|Data Value|N|Recommend Suppress|"
            "Not Relevant",
            f"{clerk}|x|2.A.1.a|Reading|IM|Importance|4.12|8|N|",
            f"{clerk}|x|2.A.1.a|Reading|LV|Level|3.50|8|Y|N",
            f"{baker}|x|2.A.1.a|Reading|IM|Importance|1.00|8|N|",
            f"{baker}|x|2.A.1.a|Reading|LV|Level|0.12|8|N|Y",
        ),
        "Technology Skills.txt": _tabbed(
            "O*NET-SOC Code|Example|Commodity Code|Commodity Title|Hot Technology|In Demand",
            f"{clerk}|Microsoft Excel|43232110|Spreadsheet software|Y|Y",
            f"{baker}|Microsoft Excel|43232110|Spreadsheet software|Y|N",
            f"{clerk}|C++|43232405|Development software|N|N",
        ),
        **_other_onet_tables(),
    }


def _other_onet_tables() -> dict[str, str]:
    clerk, baker, _ = CODES
    return {
        "Job Zone Reference.txt": _tabbed(
            "Job Zone|Name|Experience|Education|Job Training|Examples|SVP Range",
            "2|Zone Two|Some.|School.|Months.|Tellers.|(4.0 to < 6.0)",
        ),
        "Job Zones.txt": _tabbed("O*NET-SOC Code|Job Zone|Date|Domain Source", f"{clerk}|2|08/2023|Analyst"),
        "Task Statements.txt": _tabbed(
            "O*NET-SOC Code|Task ID|Task|Task Type|Incumbents Responding|Date|Domain Source",
            f"{clerk}|101|Send reminders.|Core|95|08/2023|Incumbent",
            f"{baker}|102|Knead dough.|n/a|n/a|08/2023|Incumbent",
        ),
        "Related Occupations.txt": _tabbed(
            "O*NET-SOC Code|Related O*NET-SOC Code|Relatedness Tier|Index",
            f"{clerk}|{baker}|Primary-Short|1",
        ),
    }


def oews_tables() -> dict[str, str]:
    """US wages: a group, an occupation, and one that stands twice; ``#`` and ``*`` as the survey has them."""
    figures = ("MEAN", "PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90")
    head = ["AREA", "OCC_CODE", "OCC_TITLE", "O_GROUP"]
    header = ",".join([*head, *(f"{kind}_{name}" for kind in "HA" for name in figures)])
    hourly = ("20.00", "12.50", "15", "19.5", "25", "#")
    yearly = ("41,600", "26000", "31200", "40560", "52000", "#")
    return {
        "national_M2024_dl.csv": table(
            header,
            ("99", "43-0000", "Office Occupations", "major", *hourly, *yearly),
            ("99", "43-3011", "Account Clerks", "detailed", *hourly, *yearly),
            ("99", "51-0000", "Production", "major", *["*"] * 6, *yearly),
            ("99", "51-3011", "Bakers", "broad", *["*"] * 6, *yearly),
            ("99", "51-3011", "Bakers", "detailed", *["*"] * 6, *yearly),
        )
    }


def crosswalk_tables() -> dict[str, str]:
    """Both crosswalks: exact, broad and close pairs, and one that leads to nothing."""
    return {
        "esco_onet.csv": table(
            "id,onet_code,confidence,concept_uri",
            ("1", CODES[0], "2.0", CLERK),
            ("2", CODES[1], "1.0", BAKER),
            ("3", CODES[1], "2.0", GONE),
        ),
        "isco_soc.csv": table(
            "ISCO-08 Code,ISCO-08 Title EN,part,2010 SOC Code,2010 SOC Title,Comment",
            ("4110", "Clerks", "", "43-3011", "Account clerks", ""),
            ("7512", "Bakers", "*", "51-3011", "Bakers and Confectioners", ""),
        ),
    }


def written(folder: Path, tables: dict[str, str]) -> Path:
    """The folder, with the tables in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / name).write_text(text, "utf-8")
    return folder
