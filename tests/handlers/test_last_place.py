"""The place used before, on its button and in the summary."""

from db.queries.mine import KnownPlace
from handlers.steps.last_place import last_choice


def test_the_comma_of_the_place_used_before_is_that_of_its_address() -> None:
    latin = KnownPlace(1, "大连大学附属中山医院", "gate 3", "中山区")
    assert last_choice(latin).value.endswith("大连大学附属中山医院, gate 3")
    signs = KnownPlace(1, "港湾医院", "后门", "中山区")
    assert last_choice(signs).value.endswith("港湾医院，后门")
