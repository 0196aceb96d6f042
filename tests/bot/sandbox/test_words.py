"""What people write, and write anew: only their own words, and only when they differ."""

import pytest

from bot.sandbox.errors import Impossible
from bot.sandbox.words import captioned, rewritten, written

TYPED = {"message_id": 1, "text": "/start", "entities": [{"type": "bot_command"}]}
PHOTO = {"message_id": 2, "photo": [], "caption": "交接"}


def test_other_words_take_the_old_ones_place_and_their_marks_go() -> None:
    assert rewritten(TYPED, "水 5 瓶") == {"message_id": 1, "text": "水 5 瓶"}
    command = rewritten(TYPED, "/help 水")
    assert command["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]


def test_what_stands_below_a_photo_is_written_anew_or_taken_away() -> None:
    assert rewritten(PHOTO, "已签收") == {**PHOTO, "caption": "已签收"}
    assert rewritten(PHOTO, " ") == {"message_id": 2, "photo": []}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (PHOTO, "交接"),
        (TYPED, "  "),
        (TYPED, "x" * 4097),
        (PHOTO, "x" * 1025),
        ({"text": "别人的话", "forward_origin": {}}, "我的话"),
        ({"location": {}}, "我的话"),
    ],
    ids=("the same", "nothing", "too long", "too long a caption", "forwarded", "a place"),
)
def test_what_cannot_be_written_anew_is_refused(message: dict[str, object], text: str) -> None:
    with pytest.raises(Impossible):
        rewritten(message, text)


def test_a_photo_needs_no_words() -> None:
    assert captioned("") == {}
    assert written("水") == {"text": "水"}
