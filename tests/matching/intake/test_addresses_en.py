"""Where an English message is from, wherever it says so; the goods around it do not matter."""

import pytest
from intake import needs, read

PLACES = ["Torbeck", "Thul Jacobabad", "Red Hook", "Croix-des-Bouquets", "Gerritsen Beach"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "text",
    [
        *["{}: 40 tents needed", "{} needs 40 tents", "SOS {}: need 40 tents", "need 40 tents, {}"],
        *[
            "need 40 tents @ {}, thank you",
            "We are hungry. {}. Need 40 tents",
            "40 tents chahiye {}",
        ],
        *[
            "need 40 tents for the church. {}",
            "in {} we need 40 tents",
            "need 40 tents. {} 0300 5550147",
        ],
    ],
)
def test_the_place_is_found_at_head_middle_and_end(text: str, place: str) -> None:
    reading = read(text.format(place))
    assert place in (reading.place or "")
    assert needs(text.format(place))["TENT"] == 40


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Red Hook, 767 Hicks: candles NO - flashlights YES", "Red Hook, 767 Hicks"),
        (
            "Church of St. Margaret, 616 Sixth Ave, Midland Beach. Need mops",
            "616 Sixth Ave, Midland",
        ),
        ("Coney Island, W 33rd & Surf. NEEDS: blankets", "Coney Island, W 33rd & Surf"),
        ("we are 85 in the church of Nazareth at Bel Air, no food", "Bel Air"),
        ("need 2 trucks to #Assam tomorrow", "Assam"),
        ("no milk in gressier call 3455 0178", "gressier"),
        ("need generators at 44-12 Beach 40th", "Beach 40th"),
    ],
)
def test_an_address_is_one_place(text: str, place: str) -> None:
    assert place in (read(text).place or "")


@pytest.mark.parametrize(
    "text",
    [
        "Have: 40 blankets",
        "Thanks Digicel for the minutes",
        "Need help. Please.",
        "Update: need mops",
    ],
)
def test_an_everyday_word_is_no_place(text: str) -> None:
    assert not read(text).place
