"""Critical, high, normal."""

import pytest
from intake import plain

from matching.intake.urgency import read_urgency
from matching.model import Urgency


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        *[("十万火急", Urgency.CRITICAL), ("库存仅够2天", Urgency.CRITICAL)],
        *[("people are dying", Urgency.CRITICAL), ("trapped under the rubble", Urgency.CRITICAL)],
        *[("库存只够5天", Urgency.HIGH), ("急需口罩", Urgency.HIGH), ("asap", Urgency.HIGH)],
        *[("库存够20天", Urgency.NORMAL), ("需要口罩", Urgency.NORMAL)],
        *[("应急灯10盏", Urgency.NORMAL), ("state of emergency", Urgency.NORMAL)],
    ],
)
def test_words_and_days_of_stock_decide(text: str, urgency: Urgency) -> None:
    assert read_urgency(plain(text).text)[0] is urgency
