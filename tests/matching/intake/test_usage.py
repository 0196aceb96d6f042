"""The model of usage: odds of four meanings by the marks around goods."""

from math import exp, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.intake.reading import Side
from matching.intake.usage import MEANINGS, Meaning, Usage, build_usage, meaning_of, side_of

WEIGHTS = st.tuples(*[st.integers(-2000, 2000)] * 4)
MARKS = st.sampled_from(["l0:need", "r0:left", "m:thanks", "z", "unknown"])


def usage() -> Usage:
    return build_usage(
        [
            {"mark": "l0:need", "need": "150", "offer": "-50", "stock": "-50", "nothing": "-50"},
            {"mark": "r0:left", "need": "-60", "offer": "-60", "stock": "240", "nothing": "-120"},
        ]
    )


def test_the_marks_of_a_mention_add_up() -> None:
    odds = usage().odds({"l0:need"}, {"r0:left"})
    assert odds.best is Meaning.STOCK
    assert isclose(odds.over(Meaning.NEED), 1.0)
    assert odds.over(Meaning.STOCK) == 0


def test_a_mark_counts_once_however_often_it_is_said() -> None:
    assert usage().odds(["l0:need", "l0:need"], {"l0:need"}) == usage().odds({"l0:need"})


def test_without_a_table_all_meanings_are_as_likely() -> None:
    odds = Usage().odds({"l0:need"})
    assert odds.best is Meaning.NEED
    assert all(isclose(exp(one), 0.25) for one in odds.logs)


@given(st.dictionaries(MARKS, WEIGHTS), st.sets(MARKS))
def test_odds_are_probabilities_of_the_four_meanings(
    weights: dict[str, tuple[int, int, int, int]], marks: set[str]
) -> None:
    odds = Usage(weights).odds(marks)
    assert isclose(sum(exp(one) for one in odds.logs), 1.0)
    assert all(odds.over(meaning) >= 0 for meaning in MEANINGS)


def test_every_side_is_a_meaning() -> None:
    assert {side_of(meaning_of(side)) for side in Side} == set(Side)
    assert side_of(meaning_of(None)) is None


@pytest.mark.parametrize(
    "row",
    [
        {"mark": "l0:need"},
        {"mark": "l0:need", "need": "much", "offer": "0", "stock": "0", "nothing": "0"},
    ],
)
def test_a_bad_row_is_refused(row: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        build_usage([row])
