"""What may be learnt: never a word that is understood already, never a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import catalogue, reader

from matching.aliases import LONGEST, alias_key, is_harmless


@pytest.mark.parametrize(
    ("words", "key"),
    [("猪 嘴罩", "猪嘴罩"), ("豬嘴罩", "猪嘴罩"), ("Pig Masks", "pig mask"), ("ＰＩＧ", "pig")],
)
def test_the_key_is_the_readings_own(words: str, key: str) -> None:
    assert alias_key(words, reader()) == key


@pytest.mark.parametrize("words", ["猪嘴罩", "pig mask", "大白服"])
def test_new_words_may_be_learnt(words: str) -> None:
    assert is_harmless(words, "MASK-N95", reader())


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.code)
def test_no_name_of_an_item_comes_to_mean_another(item) -> None:
    other = "MASK-N95" if item.code != "MASK-N95" else "COVERALL"
    assert not is_harmless(item.zh, other, reader())
    assert not is_harmless(item.en, other, reader())


@given(words=st.text(max_size=80))
def test_what_may_be_learnt_is_short_and_says_something(words: str) -> None:
    if is_harmless(words, "MASK-N95", reader()):
        key = alias_key(words, reader())
        assert 2 <= len(key) <= LONGEST
        assert any(sign.isalpha() for sign in key)


def test_an_unknown_code_is_never_learnt() -> None:
    assert not is_harmless("猪嘴罩", "NO-SUCH", reader())


@pytest.mark.parametrize(
    "words",
    [
        *[
            "水",
            "a",
            "",
            "500",
            "13800001234",
            "138 0000 1234",
            "二百",
            "three hundred",
            "x" * 4096,
        ],
        *["中山区", "泉水街道", "友谊医院", "Malan", "zhongshan", "大连"],
        *["需要", "急需", "没有", "库存", "we need", "不需要", "offer"],
        *["送到", "东西", "各位", "王医生", "奶奶", "受伤", "everything", "stuff"],
        *["我们", "你好谢谢", "医院", "please", "hello", "help me", "菜单", "确认", "today"],
        *["小王", "老李", "王姐", "陈队长", "八点", "八点半", "8pm", "三天内", "70岁", "两米深"],
        *["<b>mask</b>", "<script>", "\u202eabc", "😀😀"],
    ],
)
def test_words_that_say_something_else_are_never_learnt(words: str) -> None:
    assert not is_harmless(words, "MASK-N95", reader())


@pytest.mark.parametrize(
    "words", ["猪嘴罩", "挡脸的", "小白管", "blue paper caps", "thermoguns", "3M猪鼻子"]
)
def test_what_people_call_goods_may_be_learnt(words: str) -> None:
    assert is_harmless(words, "MASK-N95", reader())
