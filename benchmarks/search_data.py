"""Labels to be searched for, and what people would type for them: the same for each run with a seed."""

from __future__ import annotations

import csv
import lzma
import random
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

SEED = 20_261_122
ASKED = 200
"""Questions of each sort."""
_CJK_SHARE = 0.05
_LONGEST_FIELD = 10_000_000
_ATTRIBUTES = (
    "高級 初級 上級 主任 見習 資深 海外 国内 法人 個人 夜間 地域 中央 技術 営業 総合 専門 臨時 主席 助理"
)
_FIELDS = (
    "電気 機械 建築 土木 化学 食品 医療 介護 教育 金融 保険 物流 倉庫 農業 "
    "漁業 林業 観光 通信 放送 印刷 软件 硬件 网络 数据 财务 审计 税务 法律 "
    "人事 采购 销售 市场 广告 设计 翻译 摄影 护理 药品 牙科 眼科 儿童 心理 "
    "体育 音乐 舞蹈 戏剧 园艺 汽车 船舶 航空"
)
_PEOPLE = (
    "技術者 管理者 研究員 検査員 操作員 販売員 指導員 相談員 設計士 整備士 工程师 分析师 会计师 经理 "
    "顾问 教师 助手 专员 技师 翻译员"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a thing; the first of a thing is preferred."""

    thing: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the thing that is meant."""

    text: str
    thing: str


def labels(data: Path, number: int) -> list[Label]:
    """``number`` labels: of ESCO and O*NET, drawn by thing, and made ones in Chinese and Japanese."""
    made = list(_made(int(number * _CJK_SHARE)))
    real = list(_real(data))
    random.Random(SEED).shuffle(real)
    found: list[Label] = []
    for one in real:
        found += one
        if len(found) >= number - len(made):
            break
    return [*found[: number - len(made)], *made]


def questions(known: list[Label]) -> dict[str, list[Question]]:
    """What is asked of each sort; the labels are drawn anew for each."""
    draw = random.Random(SEED + 1)
    spaced = [one for one in known if one.language == "en" and len(one.text) >= 6]
    unspaced = [one for one in known if one.language != "en"]

    def some(of: list[Label], form: str) -> list[Question]:
        return [Question(_typed(one.text, form, draw), one.thing) for one in draw.sample(of, ASKED)]

    return {
        "full label": some(spaced, "full"),
        "one typo": some(spaced, "one"),
        "two typos": some(spaced, "two"),
        "CJK": some(unspaced, "full"),
        "CJK, one character missing": some(unspaced, "missing"),
        "suggest: beginning": some(spaced, "begun"),
        "suggest: beginning, one typo": some(spaced, "begun, one"),
        "suggest: one to three letters": some(spaced, "short"),
        "suggest: CJK": some(unspaced, "begun"),
    }


def misspelt(text: str, draw: random.Random) -> str:
    """A text with one letter left out, put in, changed, or swapped with the next."""
    place = draw.randrange(len(text))
    before, letter, after = text[:place], text[place], text[place + 1 :]
    other = draw.choice(string.ascii_lowercase)
    return draw.choice(
        [
            before + after,
            before + other + letter + after,
            before + other + after,
            before + after[:1] + letter + after[1:],
        ]
    )


def _typed(text: str, form: str, draw: random.Random) -> str:
    begun = text[: max(4, len(text) * 3 // 5)]
    if form == "missing":
        place = draw.randrange(len(text))
        return text[:place] + text[place + 1 :]
    forms = {
        "full": lambda: text,
        "one": lambda: misspelt(text, draw),
        "two": lambda: misspelt(misspelt(text, draw), draw),
        "begun": lambda: begun if text.isascii() else text[: max(2, len(text) * 3 // 5)],
        "begun, one": lambda: misspelt(begun, draw),
        "short": lambda: text[: draw.randrange(1, 4)],
    }
    return forms[form]()


def _made(number: int) -> Iterator[Label]:
    names = ["".join(parts) for parts in product(_ATTRIBUTES.split(), _FIELDS.split(), _PEOPLE.split())]
    for place, name in enumerate(random.Random(SEED).sample(names, number)):
        yield Label(f"urn:made:{place}", name, "zh" if place % 2 else "ja")


def _real(data: Path) -> Iterator[list[Label]]:
    """The labels of one thing after the other."""
    csv.field_size_limit(_LONGEST_FIELD)
    for name in ("occupations_en", "skills_en"):
        for row in _rows(data / "esco-1.1.1" / f"{name}.csv.xz", ","):
            texts = [row["preferredLabel"], *row["altLabels"].splitlines(), *row["hiddenLabels"].splitlines()]
            yield [
                Label(row["conceptUri"], text, "en") for text in dict.fromkeys(map(str.strip, texts)) if text
            ]
    titles: dict[str, list[Label]] = {}
    for name, column in (("Occupation Data", "Title"), ("Alternate Titles", "Alternate Title")):
        for row in _rows(data / "onet-29.2" / f"{name}.txt.xz", "\t"):
            code = row["O*NET-SOC Code"]
            titles.setdefault(code, []).append(Label(f"urn:onet:{code}", row[column], "en"))
    yield from titles.values()


def _rows(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            yield {name: value or "" for name, value in row.items()}
