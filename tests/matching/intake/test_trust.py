"""When a line is asked about although every step found something: what speaks against it counts."""

import pytest
import shipped
from intake import plain, read

from matching.intake.decide import decide
from matching.intake.reading import Doubt
from matching.intake.scene import look
from matching.intake.trust import POINTS, Sign
from matching.model import Role


def signs(text: str, role: Role | None = None) -> set[str]:
    """The signs against the first line of a text."""
    reader = shipped.reader()
    return set(decide(look(plain(text), reader), reader, role).sided[0].signs)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("帐篷20顶", Sign.NO_CUE),
        ("可捐帐篷20顶", Sign.OFFERED),
        ("需要帐篷20顶", None),
        ("需要帐篷", Sign.NO_NUMBER),
        ("需要帐篷20顶、棉被", None),
        ("请问谁家有帐篷？我们要20顶", Sign.QUESTION),
        ("需要帐篷3", Sign.ODD_NUMBER),
        ("需要帐篷20顶。来了500个", Sign.LOST),
        ("需要帐篷20顶 60", Sign.BESIDE),
        ("感谢某公司，需要帐篷20顶", Sign.MOOD),
        ("we need tents said the man", Sign.PAST),
    ],
)
def test_signs_are_found(text: str, sign: Sign | None) -> None:
    found = signs(text)
    assert sign in found if sign else not found


def test_a_known_role_settles_the_side() -> None:
    assert Sign.NO_CUE in signs("帐篷20顶")
    assert Sign.NO_CUE not in signs("帐篷20顶", Role.HOSPITAL)


@pytest.mark.parametrize(
    "text",
    [
        *["中山区青泥洼小学需要N95口罩2000只、防护服三百套", "防护服300套、口罩2000只"],
        *["we need 200 blankets and 30 tents at Zhongshan hospital", "20 tents, 30 quilts"],
    ],
)
def test_what_is_said_plainly_is_sure(text: str) -> None:
    assert all(line.doubts in ((), (Doubt.KIND,)) for line in read(text).lines)


@pytest.mark.parametrize(
    "text",
    [
        *["有人给我讲讲帐篷的事情吗，需要", "昨天大家说棉被那边好像也缺着呢"],
        *[
            "she talked about the tents we need maybe?",
            "an old man wants blankets and everybody laughed maybe?",
        ],
    ],
)
def test_what_stands_between_many_unread_words_is_asked_about(text: str) -> None:
    assert not any(line.sure for line in read(text).lines)


def test_every_sign_has_points() -> None:
    assert set(POINTS) == set(Sign)
