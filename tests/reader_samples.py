"""At least one page of each kind that is read: tests of what holds for every reader run over all of them."""

from __future__ import annotations

from pathlib import Path

from rolegraph.graph.model import Record

DATA = Path(__file__).resolve().parent / "data"

_CSV = (
    "title,country,experience,salary,duties,ranked_skills\r\n"
    '"Lamplighter",Australia,0-3 years,"$52,000 - $58,000 a year",light lamps|put them out,Climbing|Punctuality\r\n'
)

_LINKED = """{
  "@context": "https://schema.org/", "@type": "JobPosting", "title": "Lamplighter",
  "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}},
  "baseSalary": {"@type": "MonetaryAmount", "currency": "GBP",
    "value": {"@type": "QuantitativeValue", "minValue": 15000, "maxValue": 20000, "unitText": "YEAR"}},
  "responsibilities": "Light every lamp.", "skills": "Climbing"
}
"""
_IN_HTML = f"""<!DOCTYPE html>
<html lang="en"><head><title>Lamplighter</title>
<script type="application/ld+json">{_LINKED}</script></head><body><p>Lamps.</p></body></html>
"""

_SERVICE = """<!DOCTYPE html>
<html lang="en"><head><title>Lamplighter | Job profile</title>
<link rel="canonical" href="https://careers.example/job-profiles/lamplighter"></head>
<body><main>
<div class="job-profile-hero"><h1>Lamplighter</h1>
<h2>Alternative titles for this job include: Lamp tender, leerie</h2>
<p>Lamplighters light the   lamps of a town &amp; put them out.</p></div>
<h2>Average salary (a year)</h2>
<p>£15,000 <span>Starter</span></p><p>£20,000 <span>Experienced</span></p>
<h2>Day-to-day tasks</h2><p>You may:</p><ul><li>light <b>every</b> lamp</li><li>trim wicks &amp; clean glass</li></ul>
<h2>Skills and knowledge</h2><p>You'll need:</p><ul><li>patience</li></ul>
</main></body></html>
"""
_ROLE_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Lamplighter</title></head><body>
<h1>Lamplighter</h1>
<p>£15,000 - £20,000</p><p>/ year</p><p>0-3 years experience</p>
<p>A Lamplighter (also known as a Leerie) lights the lamps of a town &amp; puts them out.</p>
<h2>Responsibilities</h2><ul><li>Light <b>every</b> lamp</li><li>Trim wicks &amp; clean glass</li></ul>
<h2>Skills</h2><ol><li>Climbing</li><li>Punctuality</li></ol>
</body></html>
"""

SAMPLES: dict[str, tuple[Record, ...]] = {
    "ncs": (Record("ncs.json", "ncs.json", (DATA / "json" / "ncs.json").read_bytes()),),
    "json": (Record("own.json", "own.json", (DATA / "json" / "own.json").read_bytes()),),
    "schema-org": (
        Record("posting.json", "posting.json", _LINKED.encode()),
        Record("posting.html", "posting.html", _IN_HTML.encode()),
    ),
    "ooh": (Record("ooh.html", "ooh.html", (DATA / "ooh" / "lamplighters.html").read_bytes()),),
    "ncs-html": (Record("service.html", "service.html", _SERVICE.encode()),),
    "role-page-html": (Record("role.html", "role.html", _ROLE_PAGE.encode()),),
    "csv": (Record("roles.csv", "roles.csv", _CSV.encode()),),
    "role-page": tuple(
        Record(f"{name}.txt", f"{name}.txt", (DATA / "pages" / f"{name}.txt").read_bytes())
        for name in ("full", "dollar-in-australia", "salary-unreadable", "no-lists", "two-sources")
    ),
}
"""By the name of the reader."""


def all_samples() -> list[tuple[str, Record]]:
    """Each sample with the name of its reader."""
    return [(name, record) for name, records in SAMPLES.items() for record in records]
