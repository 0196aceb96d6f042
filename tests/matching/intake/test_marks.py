"""What stands around goods, as marks: never a name, a place or a number."""

import shipped
from hypothesis import given
from hypothesis import strategies as st
from intake import plain

from matching.intake.decide import find_goods
from matching.intake.marks import look_around, marks_of
from matching.intake.scene import look
from matching.intake.sides import way_of


def marks(text: str, code: str) -> frozenset[str]:
    """All marks of the first mention of an item."""
    reader = shipped.reader()
    scene = look(plain(text), reader)
    mentions = find_goods(scene, reader)
    mention = next(m for m in mentions if code in m.codes)
    way, direct = way_of(scene.open_text, mention, scene.cues)
    around = look_around(scene, mentions)
    item = reader.catalogue.by_code[mention.codes[0]]
    return around.message | marks_of(around, mention, item, way, direct=direct)


def test_the_nearest_words_keep_their_distance() -> None:
    found = marks("please a tarp for us", "TARP")
    assert {"l0:a", "l1:please", "r0:for", "ll:please a", "e", "m:please"} <= found


def test_a_clause_ends_at_its_sign() -> None:
    found = marks("口罩不缺了，防护服告罄", "COVERALL")
    assert "cr:告 罄" in found
    assert not any(mark.startswith("cl:") for mark in found)
    assert "m:不 缺" in found


def test_numbers_places_and_telephones_are_one_sign_each() -> None:
    found = marks("中山区港湾医院需要帐篷20顶，电话13800001234", "TENT")
    said = [mark.split(":", 1)[1] for mark in found if ":" in mark]
    assert not any(sign.isdigit() for words in said for sign in words)
    assert not any("港" in words for words in said)
    assert "zphone" in found
    assert "zplace" in found


def test_a_question_and_a_missing_cue_are_marks() -> None:
    found = marks("tents?", "TENT")
    assert {"easks", "enocue", "efirst", "en=1", "ecounted=0"} <= found


@given(st.text(alphabet="口罩帐篷水tent 12，。?\n需", max_size=80))
def test_any_text_has_marks_and_the_same_ones_each_time(text: str) -> None:
    reader = shipped.reader()
    scene = look(plain(text), reader)
    mentions = find_goods(scene, reader)
    around = look_around(scene, mentions)
    for mention in mentions:
        item = reader.catalogue.by_code[mention.codes[0]]
        first, second = (marks_of(around, mention, item, None, direct=False) for _ in range(2))
        assert first == second
        assert f"code={item.code}" in first
