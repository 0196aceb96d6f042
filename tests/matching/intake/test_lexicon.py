"""Longest names win; Latin words keep their borders; phrases may mean nothing."""

from matching.intake.lexicon import Lexicon, Name, build_lexicon, cut, find_names, stem

NAMES: Lexicon = build_lexicon(
    [
        *[("口罩", Name(("MASK-ANY",))), ("医用外科口罩", Name(("MASK-SURG",)))],
        *[("84消毒液", Name(("DIS-84",))), ("surgical mask", Name(("MASK-SURG",)))],
        *[("mask", Name(("MASK-ANY",))), ("水", Name(("WATER",))), ("水位", Name(()))],
        *[("n95", Name(("MASK-N95",)))],
    ]
)


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (text[hit.start : hit.end], hit.name.codes) for hit in find_names(text, cut(text), [NAMES])
    ]


def test_the_longest_name_wins() -> None:
    assert found("要医用外科口罩") == [("医用外科口罩", ("MASK-SURG",))]
    assert found("two surgical masks") == [("surgical masks", ("MASK-SURG",))]


def test_latin_words_keep_their_borders() -> None:
    assert found("unmasked masks") == [("masks", ("MASK-ANY",))]


def test_a_name_with_digits_is_no_part_of_a_number() -> None:
    assert found("184消毒液") == []
    assert found("n955000") == [("n95", ("MASK-N95",))]


def test_a_phrase_can_mean_nothing() -> None:
    assert found("水位高") == [("水位", ())]


def test_spaces_split_chinese_names_but_not_mixed_ones() -> None:
    assert found("84 消毒液") == [("84 消毒液", ("DIS-84",))]
    assert found("外科 口罩") == [("口罩", ("MASK-ANY",))]


def test_plurals_share_a_stem() -> None:
    assert [stem(w) for w in ("masks", "batteries", "boxes", "glass", "bus")] == [
        *("mask", "battery", "box", "glass", "bus")
    ]


def test_a_pack_is_no_part_of_a_name() -> None:
    names = build_lexicon(
        [
            *[("water", Name(("WATER",))), ("cases of water", Name(("WATER",)))],
            *[("box of matches", Name(("CANDLE",))), ("bags of sand", Name(("SANDBAG",)))],
        ]
    )
    text = "50 cases of water, box of matches, bags of sand"
    hits = find_names(text, cut(text), [names])
    assert [text[hit.start : hit.end] for hit in hits] == [
        *("water", "box of matches", "bags of sand")
    ]
