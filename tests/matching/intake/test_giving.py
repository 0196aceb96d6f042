"""What somebody gives beside what they need is an offer; what is asked of others is none."""

import pytest
from intake import needs, offers


@pytest.mark.parametrize(
    "text",
    [
        "我要口罩100只，我可以给棉被20床",
        "我要口罩100只，可以给棉被20床",
        "我可以给棉被20床，要口罩100只",
        "需要口罩100只，棉被20床可以给你们",
        "请给口罩100只，我们可以捐20床棉被",
        "我要口罩100只，我送20床棉被",
        "我们缺口罩100只，另外能捐棉被20床",
        "we need 100 masks, we can give 20 quilts",
        "we need 100 masks and can give 20 quilts",
        "we need 100 masks but have 20 quilts to give",
        "we need 100 masks; i'll give 20 quilts",
    ],
)
def test_a_new_verb_of_giving_turns_the_side(text: str) -> None:
    assert needs(text) == {"MASK-ANY": 100}
    assert offers(text) == {"QUILT": 20}


@pytest.mark.parametrize(
    "text",
    [
        "需要口罩100只，可以给我们棉被20床吗",
        "能给棉被20床吗",
        "please give us 20 quilts, can you give 10 tents",
        "if you have 20 quilts to give please come to Xigang",
        "我们要给孩子要棉被20床",
    ],
)
def test_what_others_are_asked_to_give_is_no_offer(text: str) -> None:
    assert offers(text) == {}


def test_a_list_goes_on_with_what_is_given() -> None:
    text = "急需口罩100只，我们可以给棉被20床，手套3盒"
    assert (set(needs(text)), set(offers(text))) == ({"MASK-ANY"}, {"QUILT", "GLOVES-EXAM"})
