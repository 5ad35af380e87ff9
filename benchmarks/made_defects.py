"""Named defects, and what is expected of the loader for each.

``refused``: nothing of the record is loaded. ``warning``: the record is loaded, with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Literal

from made_pages import Page, Settings
from made_pay import Pay
from made_vocabulary import below

REFUSED: Literal["refused"] = "refused"
WARNING: Literal["warning"] = "warning"
_NO_CODE = b'"onet_soc":"00-0000.00"'
_RECIPE_TEXT = b"Lentil soup\n\nRinse 200 g of lentils.\nSimmer for half an hour.\nServe with lemon.\n"
_RECIPE_JSON = b'{"@type":"Recipe","name":"Lentil soup","recipeYield":"4"}\n'
_IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _same_page(page: Page) -> Page:
    return page


def _same_bytes(data: bytes) -> bytes:
    return data


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of defect: ``change`` what the page says, or ``spoil`` its bytes.

    ``forms`` are the forms that can have it.
    """

    kind: str
    what: str
    expected: Literal["refused", "warning"]
    change: Callable[[Page], Page] = _same_page
    spoil: Callable[[bytes], bytes] = _same_bytes
    forms: tuple[str, ...] = ("text", "json", "ncs")


def _paid(words: str, low: str, high: str, currency: str | None = None) -> Callable[[Page], Page]:
    """Replaces the pay; ``{}`` in ``words`` is the page's currency."""

    def change(page: Page) -> Page:
        code = currency or page.pay.currency or "EUR"
        return replace(page, pay=Pay(words.format(code), "/ year", Decimal(low), Decimal(high), code, "P1Y"))

    return change


def _ranked(second: int) -> Callable[[Page], Page]:
    """Ranks 1, ``second``, ``second`` + 1 …"""

    def change(page: Page) -> Page:
        rest = tuple(range(second, second + len(page.skills) - 1))
        return replace(page, ranks=(1, *rest))

    return change


def _in_atlantis(page: Page) -> Page:
    return replace(page, country="XX", country_name="Atlantis")


def _told_in_another_country(page: Page) -> Page:
    other = "Peru"  # none of the generator's countries
    return replace(page, outlook=page.outlook.replace(f"in {page.country_name} is", f"in {other} is", 1))


def _without_lists(page: Page) -> Page:
    return replace(page, duties=(), skills=(), ranks=(), alternatives=(), announced=4)


def _promises_one_more(page: Page) -> Page:
    return replace(page, announced=len(page.alternatives) + 1)


def _not_ascii(page: Page) -> Page:
    return replace(page, description=(*page.description, "It suits a naïve mind with a taste for détail."))


def _in_cp1252(data: bytes) -> bytes:
    return data.decode().encode("cp1252", "replace")


def _cut_short(data: bytes) -> bytes:
    """JSON loses its end; text all but the title and the start of its second line."""
    if data.startswith(b"{"):
        return data[: len(data) * 3 // 5] + b"\n"
    return data[: data.index(b"\n") + 2]


def _something_else(data: bytes) -> bytes:
    return _RECIPE_JSON if data.startswith(b"{") else _RECIPE_TEXT


def _with_placeholder_code(data: bytes) -> bytes:
    return re.sub(rb'"onet_soc":"[^"]*"', _NO_CODE, data)


_TEXT = ("text",)
_OURS = ("text", "json")
DEFECTS: tuple[Defect, ...] = (
    Defect("reversed-salary", "the maximum is below the minimum", REFUSED,
           _paid("45K-32K {}", "45000", "32000")),
    Defect("negative-salary", "pay below nothing", REFUSED, _paid("-5K {}", "-5000", "-5000")),
    Defect("endless-salary", "a number beyond all pay", REFUSED, _paid("1e999 {}", "1e999", "1e999")),
    Defect("unknown-currency", "a currency that ISO 4217 has not", WARNING,
           _paid("23K {}", "23000", "23000", "XQZ"), forms=_TEXT),
    Defect("reversed-band", "experience from more years to fewer", REFUSED,
           lambda page: replace(page, band=(6, 3)), forms=_OURS),
    Defect("rank-gap", "ranks 1, 3, 4 …", REFUSED, _ranked(3)),
    Defect("repeated-rank", "ranks 1, 1, 2 …", REFUSED, _ranked(1)),
    Defect("unknown-country", "a country that there is not", REFUSED, _in_atlantis),
    Defect("two-countries", "another country in the outlook", REFUSED, _told_in_another_country, forms=_TEXT),
    Defect("missing-lists", "lists announced and not there", WARNING, _without_lists, forms=_OURS),
    Defect("short-list", "an alternative role fewer than announced", WARNING,
           _promises_one_more, forms=_OURS),
    Defect("empty-title", "no title", REFUSED, lambda page: replace(page, title="")),
    Defect("placeholder-code", "the O*NET code 00-0000.00", WARNING,
           spoil=_with_placeholder_code, forms=("ncs",)),
    Defect("cp1252", "bytes that are not UTF-8", REFUSED, _not_ascii, _in_cp1252),
    Defect("truncated", "the end is lost", REFUSED, spoil=_cut_short),
    Defect("something-else", "a recipe", REFUSED, spoil=_something_else),
    Defect("empty", "no bytes at all", REFUSED, spoil=lambda data: b"", forms=_TEXT),
    Defect("binary", "an image", REFUSED, spoil=lambda data: _IMAGE, forms=_TEXT),
)  # fmt: skip
BY_FORM = {form: tuple(d for d in DEFECTS if form in d.forms) for form in ("text", "json", "ncs")}


def defect_of(settings: Settings, form: str, number: int) -> Defect | None:
    """The defect of page ``number``; the page without it stays the same whatever the share."""
    random = Random(f"{settings.seed}:defect:{number}")
    if random.random() >= settings.defects:
        return None
    kinds = BY_FORM[form]
    return kinds[below(random, len(kinds))]
