"""Made-up names of roles, skills, duties and countries, by rank, and how often a rank is drawn.

Names are combined from word lists, so that the name of a rank is the same whatever the number of
roles or skills asked for. No name stands for a real employer, page or data set; countries,
currencies and the notations of money are real.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIELDS = _words(
    "Accounts Agricultural Archive Audit Aviation Bakery Bridge Broadcast Building Catalogue Catering Claims "
    "Climate Collections Community Compliance Conservation Contracts Customer Data Dental Depot Design "
    "Energy Estate Event Export Facilities Fisheries Fleet Forestry Freight Garden Health Heritage Housing "
    "Import Insurance Inventory Irrigation Laboratory Leisure Library Logistics Marine Market Metro Museum "
    "Network Optical Payroll Pension Planning Procurement Quality Rail Records Retail Safety Textile"
)
OFFICES = _words(
    "Officer Manager Analyst Technician Planner Coordinator Adviser Engineer Inspector Assistant Supervisor "
    "Administrator Specialist Controller Clerk Designer Buyer Surveyor Operator Instructor Auditor Editor "
    "Researcher Developer Consultant Scheduler Curator Estimator Merchandiser Dispatcher Programmer Tester "
    "Scientist Mechanic Architect Negotiator Investigator Translator Secretary Keeper"
)
GRADES = ("", "Senior", "Junior", "Lead", "Deputy", "Trainee", "Principal", "Regional")
TOPICS = _words(
    "Asset Boiler Budget Cable Cargo Claim Concrete Contract Crop Customs Database Dispute Document "
    "Drainage Drawing Façade Fabric Feed Filter Forecast Fraud Glass Grant Hazard Herd Image Incident "
    "Invoice Kitchen Ledger Lift Lighting Lease Machine Map Mortgage Noise Orchard Order Packaging Parcel "
    "Patient Payment Pipe Policy Portfolio Pump Purchase Report Risk Road Roof Route Sample Seed Sensor "
    "Shift Signal Soil Stock Survey Tariff Tender Ticket Timber Track Turbine Vehicle Voucher Warehouse "
    "Waste Water Weld Workshop"
)
ACTIVITIES = _words(
    "Analysis Appraisal Archiving Assembly Auditing Balancing Calibration Classification Cleaning Coding "
    "Control Costing Design Diagnosis Drafting Editing Estimation Finishing Forecasting Grading Handling "
    "Inspection Installation Labelling Layout Maintenance Mapping Measurement Mediation Modelling Monitoring "
    "Negotiation Planning Pricing Processing Purchasing Reconciliation Recording Recovery Repair Reporting "
    "Restoration Review Safety Scheduling Security Simulation Sorting Storage Testing"
)
FLAVOURS = ("", "Applied", "Automated", "Remote", "Statutory")
# Names in which a slug loses more than case and spacing, and names that people write in one word.
SPECIAL_SKILLS = (
    *("C", "C++", "C#", "F#", "R", ".NET", "ASP.NET", "Node.js", "SQL", "CI/CD", "R&D Budgeting"),
    *("Problem Solving", "Spreadsheets", "Bookkeeping", "Café Service", "Risk-Based Auditing", "Java"),
    *("Objective-C", "3D Modelling", "First Aid (Level 2)", "Sales @ Scale", "日本語", "Español"),
    *("JavaScript", "A/B Testing"),
)
_SPECIAL_EVERY = 5
_STRIDE = 7919  # a prime that divides none of the products below: a walk over every combination

ROLE_NAMES = len(FIELDS) * len(OFFICES) * len(GRADES)
SKILL_NAMES = len(TOPICS) * len(ACTIVITIES) * len(FLAVOURS)


@dataclass(frozen=True, slots=True)
class Country:
    """A country as pages name it, and how its pay is written.

    ``code`` is ISO 3166-1 alpha-2, ``currency`` ISO 4217; ``money`` is the pattern of an amount;
    ``group`` and ``point`` part thousands and fractions (``lakh``: Indian groups); ``pay`` is a
    usual yearly pay of a starter, in thousands of major units, made up.
    """

    code: str
    name: str
    currency: str
    money: str
    group: str
    point: str
    pay: int


_ROWS = """
GB|the United Kingdom|GBP|£{}|,|.|23
US|the United States|USD|${}|,|.|42
IN|India|INR|₹{}|lakh|.|400
AU|Australia|AUD|A${}|,|.|55
CA|Canada|CAD|C${}|,|.|45
DE|Germany|EUR|€{}|.|,|36
FR|France|EUR|{} €| |,|30
IE|Ireland|EUR|€{}|,|.|32
NL|the Netherlands|EUR|€ {}|.|,|34
ES|Spain|EUR|{} €|.|,|24
IT|Italy|EUR|€ {}|.|,|26
CH|Switzerland|CHF|CHF {}|’|.|68
JP|Japan|JPY|¥{}|,|.|3500
SG|Singapore|SGD|S${}|,|.|48
NZ|New Zealand|NZD|NZ${}|,|.|52
BR|Brazil|BRL|R$ {}|.|,|48
ZA|South Africa|ZAR|R {}| |,|240
SE|Sweden|SEK|kr {}| |,|340
NO|Norway|NOK|kr {}| |,|420
DK|Denmark|DKK|kr. {}|.|,|330
PL|Poland|PLN|{} zł| |,|72
MX|Mexico|MXN|MX${}|,|.|180
AE|the United Arab Emirates|AED|AED {}|,|.|110
KR|South Korea|KRW|₩{}|,|.|32000
PH|the Philippines|PHP|₱{}|,|.|300
NG|Nigeria|NGN|₦{}|,|.|1800
KE|Kenya|KES|KSh {}|,|.|700
TR|Türkiye|TRY|₺{}|.|,|420
CZ|Czechia|CZK|{} Kč| |,|440
IL|Israel|ILS|₪{}|,|.|120
"""


def _country(row: str) -> Country:
    code, name, currency, money, group, point, pay = row.split("|")
    return Country(code, name, currency, money, group, point, int(pay))


COUNTRIES = tuple(_country(row) for row in _ROWS.strip().splitlines())


def role_name(rank: int) -> str:
    """The name of the role of that rank, from 0 to ``ROLE_NAMES`` - 1; no two are the same."""
    rest, office = divmod(rank * _STRIDE % ROLE_NAMES, len(OFFICES))
    grade, topic = divmod(rest, len(FIELDS))
    return " ".join(word for word in (GRADES[grade], FIELDS[topic], OFFICES[office]) if word)


def skill_name(rank: int) -> str:
    """The name of the skill of that rank, from 0 to ``SKILL_NAMES`` - 1; no two are the same."""
    place, after = divmod(rank, _SPECIAL_EVERY)
    if after == _SPECIAL_EVERY - 1 and place < len(SPECIAL_SKILLS):
        return SPECIAL_SKILLS[place]
    rest, activity = divmod(rank * _STRIDE % SKILL_NAMES, len(ACTIVITIES))
    flavour, topic = divmod(rest, len(TOPICS))
    return " ".join(word for word in (FLAVOURS[flavour], TOPICS[topic], ACTIVITIES[activity]) if word)


class Zipf:
    """Draws ranks from 0 to ``size`` - 1 with a chance that falls as (rank + 1) ** -exponent."""

    def __init__(self, size: int, exponent: float) -> None:
        self.size = size
        weights = [math.pow(rank + 1, -exponent) for rank in range(size)]
        self._sums: list[float] = list(accumulate(weights))

    def chance(self, rank: int) -> float:
        """The probability of a rank."""
        before = self._sums[rank - 1] if rank else 0.0
        return (self._sums[rank] - before) / self._sums[-1]

    def draw(self, random: Random) -> int:
        """One rank."""
        return min(bisect_right(self._sums, random.random() * self._sums[-1]), self.size - 1)

    def draw_distinct(self, random: Random, count: int) -> list[int]:
        """Up to ``count`` different ranks, the first drawn first; fewer where ``size`` is smaller."""
        found: dict[int, None] = {}
        while len(found) < min(count, self.size):
            found[self.draw(random)] = None
        return list(found)


def below(random: Random, limit: int) -> int:
    """A whole number from 0 to ``limit`` - 1; only ``random()`` is promised to stay the same for ever."""
    return int(random.random() * limit)
