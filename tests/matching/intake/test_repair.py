"""Misspelt names, pinyin and homophones: found, and always a guess."""

import pytest
from intake import needs, read

from matching.intake.reading import Doubt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("need 30 glovs", "GLOVES-EXAM"), ("need 30 dsiposable msks", "MASK-MED")],
        *[("need 30 hazmat siuts", "COVERALL"), ("需要waike kouzhao 30只", "MASK-SURG")],
        *[
            ("需要护木镜30副", "GOGGLES"),
            ("需要N103 30个", "MASK-N95"),
            ("需要fanghufu 30套", "COVERALL"),
        ],
    ],
)
def test_a_misspelt_name_is_a_guess(text: str, code: str) -> None:
    (line,) = read(text).lines
    assert (line.code, line.quantity) == (code, 30)
    assert line.doubts[0] is Doubt.SPELLING
    assert not line.sure


@pytest.mark.parametrize(
    "text",
    [
        "see you later at the price we said",
        "St Paul Davidson is good",
        "the flood came",
        "十万火急",
    ],
)
def test_ordinary_words_are_no_misspelt_goods(text: str) -> None:
    assert needs(text) == {}
