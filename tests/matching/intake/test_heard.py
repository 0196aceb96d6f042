"""Names that only sound right, whatever the words within them would mean alone."""

import pytest
from intake import needs, read

from matching.intake.reading import Doubt
from matching.model import Urgency


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("急需无仁机20架", {"DRONE": 20}),
        ("要一次性纸被2000个", {"TABLEWARE": 2000}),
        ("需要九五酒荆：10瓶、雨衣200件", {"ALCOHOL-95": 10, "RAINCOAT": 200}),
        ("急需活香正气水：800", {"TCM": 800}),
        ("要垫子体温计200支", {"THERMO-GLASS": 200}),
        ("过氧乙酸消堵液10桶", {"PERACETIC": 10}),
        ("急需shou jin 200条", {"TOWEL": 200}),
        ("要chai you 500升", {"DIESEL": 500}),
        ("缺ying you er nai fen 100罐", {"INFANT-FORMULA": 100}),
        ("er yang hua lv pao teng pian x20", {"DIS-TABLET": 20}),
        ("要yi ci xing zhu she qi 2万支", {"SYRINGE": 20000}),
        ("200 rubber boost", {"BOOTS-RUBBER": 200}),
        ("10 medical mass n 30 rubber boots", {"MASK-MED": 10, "BOOTS-RUBBER": 30}),
        ("raid test x20", {"TEST-AG": 20}),
        ("protective sutis: 500", {"COVERALL": 500}),
        ("immmunoglobulin x200", {"IVIG": 200}),
        ("想申请生伙用品：2500 衣物10件", {"HYG-KIT": 2500, "CLOTHES": 10}),
        ("需要正压呼吸器：５００００/30剂狂犬疫苗", {"RESP-PAPR": 50000, "VACCINE": 30}),
        ("200 rubber bots", {"BOOTS-RUBBER": 200}),
        ("200 rubber boats", {"BOAT": 200}),
    ],
)
def test_a_name_is_known_by_its_sound(text: str, lines: dict[str, int]) -> None:
    assert needs(text) == lines


@pytest.mark.parametrize("text", ["急需无仁机20架", "急需shou jin 200条"])
def test_what_is_heard_is_a_guess(text: str) -> None:
    (line,) = read(text).lines
    assert Doubt.SPELLING in line.doubts


@pytest.mark.parametrize(
    "text",
    [
        "the medical mass was sung",
        "he can go to bed",
        "you men can sit here",
        "我们没有人来",
        "大家都好，无事",
    ],
)
def test_other_words_sound_like_nothing(text: str) -> None:
    assert read(text).lines == ()


def test_a_misspelt_name_is_nothing_urgent() -> None:
    assert read("缺垃急袋2万个").urgency is Urgency.NORMAL
    assert read("急缺垃急袋2万个").urgency is Urgency.HIGH
