"""What is learnt from messages, and what is not kept of them."""

from matching.intake.usage import Meaning
from tests.teach.labels import Example
from tests.teach.learn import learn


def test_what_one_message_alone_says_is_not_kept_however_many_goods_it_names() -> None:
    usage = learn(
        [
            *[Example(frozenset({"m:need", "m:rony"}), Meaning.NEED, "call rony, need a, b")] * 3,
            Example(frozenset({"m:need", "m:please"}), Meaning.NEED, "please, need a"),
            *[Example(frozenset({"m:have"}), Meaning.STOCK, f"have {what}") for what in "ab"],
        ],
        ridge=0.1,
    )
    assert set(usage.weights) == {"m:need", "m:have"}
