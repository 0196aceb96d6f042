"""Where labelled messages overrule the rules, and where they may not."""

from dataclasses import replace

import pytest
import shipped
from intake import needs, offers, read

from matching.intake.read import read_message
from matching.intake.reading import Side
from matching.intake.usage import Usage
from matching.model import Role


def test_without_a_table_the_rules_decide_alone() -> None:
    reader = replace(shipped.reader(), usage=Usage())
    (line,) = read_message("需要N95口罩2000只", None, "", reader).lines
    assert line.side is Side.NEED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a tarp please. petit goave, rue 4", "TARP"),
        ("we would be happy of rice, 9 adults and 14 children in our yard", "RICE"),
    ],
)
def test_goods_are_asked_for_without_a_word_of_asking(text: str, code: str) -> None:
    assert code in needs(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("本人有7座面包车一辆，可以义务接送医护上下班", "TRANSPORT"),
    ],
)
def test_what_is_given_is_no_need(text: str, code: str) -> None:
    assert code in offers(text)
    assert code not in needs(text)


def test_a_word_that_stands_at_the_goods_is_not_lightly_overruled() -> None:
    reader = shipped.reader()
    leaning = {"z": (-100, 100, -100, 100)}
    read_so = read_message("需要口罩5只", None, "", replace(reader, usage=Usage(leaning)))
    assert [line.side for line in read_so.lines] == [Side.NEED]


def test_table_bends_what_no_word_governs() -> None:
    reader = shipped.reader()
    leaning = {"z": (-200, 200, -200, -200)}
    (line,) = read_message("N95口罩500只", None, "", replace(reader, usage=Usage(leaning))).lines
    assert line.side is Side.OFFER


def test_a_suppliers_list_stays_an_offer() -> None:
    leaning = {"z": (900, -900, -900, -900)}
    reader = replace(shipped.reader(), usage=Usage(leaning))
    (line,) = read_message("N95口罩500只", Role.SUPPLIER, "", reader).lines
    assert line.side is Side.OFFER


def test_goods_named_again_are_no_second_line() -> None:
    (line,) = read("急需N95口罩200只，N95口罩请寄中心医院").lines
    assert line.quantity == 200


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY])
def test_one_word_of_somebody_who_asks_is_a_need(role: Role) -> None:
    assert needs("水", role) == {"WATER-BOT": None}
