"""By when it is needed."""

from datetime import timedelta

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "words", "within"),
    [
        ("24小时内需要口罩", "24小时内", timedelta(hours=24)),
        ("need tents within two days", "within two days", timedelta(days=2)),
        ("请在明天中午前送到，口罩500", "请在明天中午前", None),
        ("need water by tonight", "by tonight", None),
    ],
)
def test_a_deadline_is_quoted(text: str, words: str, within: timedelta | None) -> None:
    deadline = read(text).deadline
    assert deadline is not None
    assert (deadline.words, deadline.within) == (words, within)


def test_most_messages_have_none() -> None:
    assert read("需要口罩500").deadline is None
