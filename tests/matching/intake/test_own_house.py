"""Our hospital, our ICU, a ward alone: the own house, as somebody of an organisation says it."""

import pytest

from matching.intake.own_house import find_own_house, is_inside, own_house
from matching.model import OrganisationKind

HOSPITAL, COMMUNITY = OrganisationKind.HOSPITAL, OrganisationKind.COMMUNITY


@pytest.mark.parametrize(
    ("words", "kind", "inside"),
    [
        ("我们医院", HOSPITAL, ""),
        ("请送到我们医院ICU三楼，谢谢", HOSPITAL, "ICU三楼"),
        ("我院ICU3楼", HOSPITAL, "ICU3楼"),
        ("我们单位", HOSPITAL, ""),
        ("我们小区3号楼2单元", COMMUNITY, "3号楼2单元"),
        ("Our hospital, on the 3rd floor", HOSPITAL, "3rd floor"),
        ("my hospital, 2nd floor pharmacy", HOSPITAL, "2nd floor pharmacy"),
        ("our maternity ward B", HOSPITAL, "maternity ward B"),
        ("ward 7", HOSPITAL, "ward 7"),
        ("to the emergency room", HOSPITAL, "emergency room"),
        ("our emergency department, floor 2", HOSPITAL, "emergency department, floor 2"),
        ("our emergency department room 3", HOSPITAL, "emergency department room 3"),
        ("送到ICU三楼", HOSPITAL, "ICU三楼"),
    ],
)
def test_the_own_house_is_known_with_its_part(
    words: str, kind: OrganisationKind, inside: str
) -> None:
    found = own_house(words, kind)
    assert found is not None
    assert found.inside == inside


@pytest.mark.parametrize(
    "words", ["我们医院旁边的小学", "我院子里", "中心医院", "their hospital", "昆明街12号", ""]
)
def test_anything_else_is_no_own_house(words: str) -> None:
    assert own_house(words, HOSPITAL) is None


@pytest.mark.parametrize(
    "piece",
    [
        *("送到", "在到送", "我们医院的", "3楼", "病房3", "急诊室", "内科", "内", "口"),
        *(
            "our hospital in the ",
            "ward ",
            "word ",
            "emergency room ",
            "casualty room ",
            "ward 病房 ",
        ),
    ],
)
def test_the_longest_message_is_read_through(piece: str) -> None:
    text = f"{piece * (4000 // len(piece))}#"
    assert own_house(text, HOSPITAL) is None
    assert (find_own_house(text, HOSPITAL) is None) != ("医院" in piece or "hospital" in piece)


def test_a_house_of_another_kind_is_not_ones_own() -> None:
    assert own_house("我们医院", COMMUNITY) is None
    assert find_own_house("our hospital needs masks", COMMUNITY) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("我们医院ICU三楼需要200个口罩", "ICU三楼"),
        ("我院需要200个口罩，送到ICU三楼", "ICU三楼"),
        ("Our hospital needs 200 masks, ICU 3rd floor", "ICU 3rd floor"),
        ("200 masks to our hospital please", ""),
        ("need 200 masks at our ICU, 3rd floor", "ICU, 3rd floor"),
    ],
)
def test_a_message_speaks_of_the_own_house(text: str, inside: str) -> None:
    found = find_own_house(text, HOSPITAL)
    assert found is not None
    assert found.inside == inside


@pytest.mark.parametrize(
    "text",
    ["需要200个口罩", "我们医院旁边的小学要200个口罩", "the school near our hospital needs water"],
)
def test_a_message_that_does_not_names_no_house(text: str) -> None:
    assert find_own_house(text, HOSPITAL) is None


def test_a_part_alone_is_a_house_for_hospitals_only() -> None:
    assert find_own_house("200只口罩，仓库", OrganisationKind.SUPPLIER) is None
    assert find_own_house("200只口罩，药房", HOSPITAL) is not None


def test_a_number_and_a_street_are_no_part_of_a_house() -> None:
    assert not is_inside("12号")
    assert not is_inside("3 million")
