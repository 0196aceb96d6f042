"""Makes db/data/language/{traditional,pinyin}.csv anew. By hand, seldom:

    pip install opencc-python-reimplemented pypinyin && python tests/support/language_tables.py

Neither package is needed to run or test Reliefline: the tables are shipped.
"""

import csv
from pathlib import Path

LANGUAGE = Path(__file__).parents[2] / "db" / "data" / "language"
COMMON = range(0x4E00, 0x9FA6)
"""The unified ideographs of Unicode 1; rarer ones are in no name of goods or places."""
READINGS = {"长": "chang", "行": "hang", "重": "zhong", "绿": "lv", "铺": "pu", "堡": "bao"}
"""What a sign is read as in names where its commonest reading is another."""
KEPT = "乾著藉瞭么抬"
"""Signs that stand for two; the simplified text keeps them unless listed in `OWN`."""
OWN = {
    "乾": "干",
    "隻": "只",
    "裡": "里",
    "裏": "里",
    "麵": "面",
    "台": "台",
    "臺": "台",
    "纔": "才",
    "麽": "么",
    "麼": "么",
}


def traditional() -> list[tuple[str, str]]:
    """(traditional, simplified) sign by sign."""
    from opencc import OpenCC

    plain, taiwan = OpenCC("t2s"), OpenCC("tw2s")
    pairs = []
    for number in COMMON:
        sign = chr(number)
        simple = OWN.get(sign) or (sign if sign in KEPT else taiwan.convert(plain.convert(sign)))
        if len(simple) == 1 and simple != sign:
            pairs.append((sign, simple))
    return pairs


def pinyin() -> list[tuple[str, str]]:
    """(syllable without tone, the simplified signs that are read so)."""
    from pypinyin import Style, lazy_pinyin

    simple = dict(traditional())
    signs: dict[str, str] = {}
    for number in COMMON:
        sign = chr(number)
        if sign in simple or not in_common_use(sign):
            continue
        syllable = READINGS.get(sign) or lazy_pinyin(sign, style=Style.NORMAL, v_to_u=False)[0]
        if syllable.isascii() and syllable.isalpha():
            signs[syllable] = signs.get(syllable, "") + sign
    return sorted(signs.items())


def in_common_use(sign: str) -> bool:
    """Whether GB 2312 has it: the 6,763 signs of common use."""
    try:
        return len(sign.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def write(name: str, head: tuple[str, str], rows: list[tuple[str, str]]) -> None:
    """One table of two columns."""
    with (LANGUAGE / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    write("traditional.csv", ("traditional", "simplified"), traditional())
    write("pinyin.csv", ("syllable", "signs"), pinyin())
