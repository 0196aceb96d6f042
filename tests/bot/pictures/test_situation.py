"""The picture of the situation: every sign can be drawn, every need is counted once."""

import io
from datetime import UTC, datetime

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from bot.pictures.lettering import FONTS, signs
from bot.pictures.outline import CENTRE, Box, Projection, centroid, districts, signed_area
from bot.pictures.sheet import HEIGHT, WIDTH
from bot.pictures.situation import draw_situation, total
from handlers.dialog import Picture, Tally
from handlers.speech.sentences import LANGUAGES, sentences
from matching.model import Urgency

AT = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
SOME = (
    Tally("金州区", Urgency.CRITICAL, open=3, partly=2, covered=2, delivered=1),
    Tally("金州区", Urgency.LOW, open=0, partly=0, covered=0, delivered=9),
    Tally("长海县", Urgency.NORMAL, open=1, partly=0, covered=0, delivered=0),
)


@pytest.mark.parametrize("name", ["regular.otf", "bold.otf"])
def test_the_fonts_hold_every_sign_that_is_drawn(name: str) -> None:
    held = {chr(code) for code in TTFont(FONTS / name).getBestCmap()}
    assert signs() - held == set()
    drawn = [key for key in sentences("zh") if key.startswith(("picture.", "words.district."))]
    assert all(set(sentences(lang)[key]) <= held for lang in LANGUAGES for key in drawn)


def test_the_fonts_stay_small_and_their_licence_goes_along() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.otf")) < 400_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tallies", [(), SOME])
def test_a_picture_is_a_png_of_the_size_that_telegram_shows(
    lang: str, tallies: tuple[Tally, ...]
) -> None:
    content = draw_situation(Picture(tallies, AT, drill=True, lang=lang))
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < 1_000_000


def test_the_same_needs_give_the_same_picture_and_others_another() -> None:
    one, again = (draw_situation(Picture(SOME, AT, lang="zh")) for _ in range(2))
    assert one == again
    assert draw_situation(Picture(SOME[1:], AT, lang="zh")) != one
    assert draw_situation(Picture(SOME, AT, lang="en")) != one


def test_needs_are_added_up_by_how_they_stand() -> None:
    assert total(SOME) == {"open": 4, "partly": 2, "covered": 2, "delivered": 10}


def test_the_map_has_the_ten_districts_and_the_four_of_the_centre() -> None:
    names = [each.name for each in districts()]
    assert len(set(names)) == 10
    assert set(CENTRE) <= set(names)


def test_a_district_stands_inside_its_own_outline() -> None:
    for each in districts():
        west, east = min(x for x, _ in each.rings[0]), max(x for x, _ in each.rings[0])
        south, north = min(y for _, y in each.rings[0]), max(y for _, y in each.rings[0])
        x, y = each.middle
        assert west < x < east
        assert south < y < north


def test_a_projection_stays_in_its_box_with_north_up() -> None:
    box = Box(10, 20, 300, 200)
    rings = [ring for each in districts() for ring in each.rings]
    projection = Projection(rings, box)
    points = [point for ring in rings for point in projection.ring(ring)]
    assert all(box.left - 1e-6 <= x <= box.right + 1e-6 for x, _ in points)
    assert all(box.top - 1e-6 <= y <= box.bottom + 1e-6 for _, y in points)
    assert projection.point((122.0, 40.0))[1] < projection.point((122.0, 39.0))[1]


def test_the_middle_of_a_square_is_its_middle_whichever_way_it_turns() -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert centroid(square) == centroid(square[::-1]) == (1.0, 1.0)
    assert signed_area(square) == -signed_area(square[::-1]) == 4.0
