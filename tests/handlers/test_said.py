"""A draft of what was said: what is kept comes back the same, and stays small."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from shipped import catalogue, reader

from handlers.told.fill import counted, fill, with_kind
from handlers.told.said import SAID, Said, SaidLine, merged, open_doubt, said_of, to_answer
from matching.intake.read import read_message
from matching.intake.reading import Doubt, Side
from matching.model import Role

WORDS = st.lists(
    st.sampled_from(
        (
            *(
                "需要",
                "N95口罩",
                "口罩",
                "glovs",
                "200",
                "30箱",
                "5件",
                "，",
                "\n",
                "有",
                "越多越好",
            ),
            *("港湾医院", "tents", "water", "at Zhongshan hosp", "12 pallets", "现有", "急"),
            "5000000000",
        )
    ),
    max_size=20,
).map(" ".join)


def drafted(words: str, role: Role | None = Role.HOSPITAL) -> Said:
    reading = read_message(words, role, "zh", reader())
    return fill(reading, catalogue(), raw=7, lang="zh", now=NOW)


@given(words=WORDS)
def test_a_draft_comes_back_from_the_record_as_it_was(words: str) -> None:
    said = drafted(words)
    stored = json.loads(json.dumps(to_answer(said)))
    assert said_of({SAID: stored}) == said


@given(words=WORDS)
def test_every_line_is_ready_or_has_something_to_ask(words: str) -> None:
    for line in drafted(words).lines:
        item = catalogue().by_code[line.code]
        if line.is_held or open_doubt(line):
            continue
        assert not item.must_ask
        assert line.quantity > 0 or line.open


def test_a_list_of_forty_stays_small() -> None:
    names = [item.zh.partition("（")[0] for item in catalogue().items if not item.must_ask][:40]
    said = drafted("需要：\n" + "\n".join(f"{name} 5" for name in names))
    assert len(said.lines) > 30
    assert len(json.dumps(to_answer(said), ensure_ascii=False).encode()) < 8_000


def test_another_kind_counts_in_its_own_packs() -> None:
    (line,) = drafted("需要手套30盒").lines
    new = with_kind(line, "MASK-N95", catalogue())
    assert (new.quantity, new.taught) == (600, True)
    assert new.parts == (("30", "盒", "20"),)


def test_a_pack_the_other_kind_does_not_know_is_asked() -> None:
    (line,) = drafted("需要手套30盒").lines
    assert with_kind(line, "TENT", catalogue()).has(Doubt.PACK)


@pytest.mark.parametrize(("count", "each", "quantity"), [("3", 50, 150), ("1", 1, 1)])
def test_packs_are_multiplied(count: str, each: int, quantity: int) -> None:
    line = SaidLine(1, "口罩", "MASK-N95", doubts=(Doubt.PACK.value,), count=count, unit="托")
    new = counted(line, count, "托", Fraction(each), catalogue())
    assert (new.quantity, new.doubts) == (quantity, ())


def test_what_was_named_twice_is_added_up() -> None:
    one = SaidLine(1, "口罩", "MASK-N95", quantity=20, kind="exact")
    other = SaidLine(2, "N95", "MASK-N95", quantity=30, kind="exact")
    elsewhere = SaidLine(3, "N95", "MASK-N95", quantity=5, kind="exact", place=1)
    given_ = SaidLine(4, "N95", "MASK-N95", side=Side.OFFER.value, quantity=7, kind="exact")
    assert [line.quantity for line in merged((one, other, elsewhere, given_))] == [50, 5, 7]
