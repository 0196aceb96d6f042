"""The longest texts cost work that grows with their length, not with its square: counted, not
timed."""

import re

import pytest
from intake import read

from matching.intake import scene
from matching.intake.place_found import PlaceFound


@pytest.mark.parametrize("piece", ["中山区解放路", "送到医院给", "口罩200只中山区"])
def test_what_stands_before_a_name_is_looked_at_for_sixty_signs(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    ask = scene._is_elsewhere

    def count(text: str, place: PlaceFound, name: PlaceFound, touching: list[PlaceFound]) -> bool:
        looked.append(place.end - place.start)
        return ask(text, place, name, touching)

    monkeypatch.setattr(scene, "_is_elsewhere", count)
    read(piece * 800)
    assert len(looked) <= 4096
    assert max(looked, default=0) <= 400


def test_a_place_joined_of_many_streets_is_no_address() -> None:
    reading = read("中山区解放路" * 680)
    assert reading.places
    assert all(len(re.findall("解放路", place.words)) <= 10 for place in reading.places)


def test_a_list_longer_than_is_weighed_is_read_whole() -> None:
    text = "\n".join(f"{number}. 口罩{number}只" for number in range(1, 200))
    (line,) = read(f"急需：\n{text}").lines
    assert (line.code, line.quantity) == ("MASK-ANY", sum(range(1, 200)))
