"""How typed words are matched to what is shown."""

import pytest
from moments import NOW
from toy import HOUSE

from handlers.dialog import Choice, Question, Term, Text
from handlers.engine.intent import Intent, intent_of
from handlers.engine.typed import Control, choice_close, choice_numbered, choice_said, control_of
from matching.model import Role

NAMES = HOUSE.names(NOW)
CHOICES = (
    Choice("critical", Term("urgency", "critical"), ("救命",)),
    Choice("high", Term("urgency", "high")),
    Choice("normal", Term("urgency", "normal")),
    Choice("low", Term("urgency", "low")),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("紧急", "high"),
        ("URGENT", "high"),
        ("ｕｒｇｅｎｔ", "high"),
        ("救命", "critical"),
        ("急", None),
    ],
)
def test_a_label_in_either_language_or_a_word_is_the_choice(typed: str, value: str | None) -> None:
    found = choice_said(CHOICES, typed, NAMES)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2", "high"), ("第3个", "normal"), (" ４。", "low"), ("5", None), ("0", None)],
)
def test_a_number_is_a_place_in_the_list(typed: str, value: str | None) -> None:
    found = choice_numbered(Question(Text("x"), CHOICES), 0, typed)
    assert (found.value if found else None) == value


def test_a_number_counts_on_the_page_shown() -> None:
    found = choice_numbered(Question(Text("x"), CHOICES, page_size=2), 1, "1")
    assert found is CHOICES[2]


@pytest.mark.parametrize(
    ("typed", "value"), [("urgnt", "high"), ("critical", "critical"), ("nromal", "normal")]
)
def test_a_slip_of_the_finger_is_forgiven(typed: str, value: str) -> None:
    found = choice_close(CHOICES, typed, NAMES)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("typed", ["", "?", "no idea", "😀"])
def test_what_could_be_anything_is_asked_again(typed: str) -> None:
    assert choice_close(CHOICES, typed, NAMES) is None


def test_a_tie_is_not_decided_for_the_person() -> None:
    twins = (Choice("a", Term("plain", "door north")), Choice("b", Term("plain", "door south")))
    assert choice_close(twins, "door", NAMES) is None


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ("返回", Control.BACK),
        ("‹ Back", Control.BACK),
        ("取消。", Control.CANCEL),
        ("OK!", Control.CONFIRM),
        ("好的", Control.CONFIRM),
        ("人工", Control.TALK),
        ("Menu", Control.MENU),
        ("下一页 »", Control.LATER),
        ("back door", None),
        ("", None),
    ],
)
def test_a_way_out_is_known_in_both_languages(typed: str, control: Control | None) -> None:
    assert control_of(typed) is control


RESIDENT, SUPPLIER = frozenset({Role.RESIDENT}), frozenset({Role.SUPPLIER})


@pytest.mark.parametrize(
    ("typed", "roles", "intent"),
    [
        ("需要N95口罩 200个", RESIDENT, Intent("need", "N95口罩 200个")),
        ("We need water!", RESIDENT, Intent("need", "water")),
        ("没有口罩了", RESIDENT, Intent("need", "口罩了")),
        ("有500箱饮用水", SUPPLIER, Intent("stock", "500箱饮用水")),
        ("can provide blankets", SUPPLIER, Intent("stock", "blankets")),
        ("帐篷", RESIDENT, Intent("need", "帐篷")),
        ("帐篷", SUPPLIER, Intent("stock", "帐篷")),
        ("needle", RESIDENT, None),
        ("所有人都好", RESIDENT, None),
        ("你好", RESIDENT, None),
        ("we have no water", RESIDENT, Intent("need", "water")),
        ("We don’t have masks.", RESIDENT, Intent("need", "masks")),
        ("有口罩吗", RESIDENT, Intent("need", "口罩")),
        ("请问有口罩吗？", RESIDENT, Intent("need", "口罩")),
        ("有没有口罩", RESIDENT, Intent("need", "口罩")),
        ("能提供口罩吗", RESIDENT, Intent("need", "口罩")),
        ("can you supply masks?", RESIDENT, Intent("need", "masks")),
        ("急需口罩，不要蓝色的", RESIDENT, Intent("need", "口罩,不要蓝色的")),
        ("不需要口罩", RESIDENT, None),
        ("口罩不用了", RESIDENT, None),
        ("不要口罩", RESIDENT, None),
        ("我们不缺口罩", RESIDENT, None),
        ("we don't need masks", RESIDENT, None),
        ("没有问题", RESIDENT, None),
        ("没问题", RESIDENT, None),
        ("我有急事", RESIDENT, None),
        ("有人吗", RESIDENT, None),
        ("口罩的事等一下再说吧", RESIDENT, None),
    ],
)
def test_a_sentence_says_what_it_is_after(
    typed: str, roles: frozenset[Role], intent: Intent | None
) -> None:
    assert intent_of(typed, "zh", HOUSE.catalogue, roles) == intent
