"""What people say of lines they see: set, drop, or more, by number or by goods."""

import pytest

from matching.intake.changes import Change, Wish, only_names, read_changes

SET, DROP, MORE = Wish.SET, Wish.DROP, Wish.MORE


def change(words: str) -> Change | None:
    pieces = read_changes(words)
    return pieces[0][1] if len(pieces) == 1 else None


@pytest.mark.parametrize(
    ("words", "named"),
    [
        *[("第一条改成3000只", (1, "3000只")), ("change the second to 3000", (2, "3000"))],
        *[("line 12: 3000", (12, "3000")), ("the first one is 20 boxes", (1, "20 boxes"))],
    ],
)
def test_a_line_is_named_by_its_number(words: str, named: tuple[int, str]) -> None:
    number, rest = named
    assert change(words) == Change(SET, (number,), "", rest)


@pytest.mark.parametrize(
    ("words", "what", "rest"),
    [
        *[("棉被改成50床", "棉被", "50床"), ("change gloves to 100", "gloves", "100")],
        *[("口罩增加到500只", "口罩", "500只"), ("reduce quilts to 5", "quilts", "5")],
    ],
)
def test_a_line_is_named_by_its_goods(words: str, what: str, rest: str) -> None:
    assert change(words) == Change(SET, (), what, rest)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        *[("第一条不要了", (1,)), ("remove the second", (2,)), ("第3条改成0", (3,))],
        *[("第1、3条不要了", (1, 3)), ("remove 1 and 3", (1, 3)), ("最后一条不要了", (-1,))],
        *[("drop the last one", (-1,)), ("把第二条删了", (2,)), ("line 2: none", (2,))],
    ],
)
def test_lines_go_by_their_numbers(words: str, numbers: tuple[int, ...]) -> None:
    assert change(words) == Change(DROP, numbers)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        *[("no quilts", "quilts"), ("手套不要了", "手套"), ("drop the masks", "masks")],
        *[("不要手套了", "手套"), ("删掉手套", "手套"), ("手套和棉被不要了", "手套和棉被")],
        *[("we don't need quilts any more", "quilts"), ("quilts not needed", "quilts")],
        *[("84消毒液不要了", "84消毒液"), ("手套0", "手套"), ("change gloves to 0", "gloves")],
    ],
)
def test_lines_go_by_their_goods(words: str, what: str) -> None:
    assert change(words) == Change(DROP, (), what)


@pytest.mark.parametrize(
    ("words", "what", "rest"),
    [
        *[("再加100只", "", "100只"), ("another 100 masks", "", "100 masks")],
        *[("口罩再加100只", "口罩", "100只"), ("100 more masks", "masks", "100")],
        *[("再加棉被20床", "", "棉被20床"), ("add another 100", "", "100"), ("20 more", "", "20")],
    ],
)
def test_more_is_wished_of_a_line(words: str, what: str, rest: str) -> None:
    assert change(words) == Change(MORE, (), what, rest)


@pytest.mark.parametrize(
    "words",
    [
        *["8:30", "make 2 boxes of gloves", "2 boxes", "line 1: 30\nline 2: 20", "第一人民医院"],
        *[
            "第3条",
            "需要口罩100只",
            "棉被20床",
            "no, 20 quilts",
            "请送到中山区",
            "加急",
            "没有手套了",
        ],
    ],
)
def test_other_words_change_no_line(words: str) -> None:
    assert all(each is None for _, each in read_changes(words))


def test_what_else_is_said_stays_beside_it() -> None:
    assert read_changes("手套不要了，要口罩100只") == (
        ("手套不要了", Change(DROP, (), "手套")),
        ("要口罩100只", None),
    )


def test_a_kind_that_is_not_wanted_is_no_name() -> None:
    assert only_names("手套和棉被", ["手套", "棉被"])
    assert only_names("the masks", ["masks"])
    assert not only_names("辣的方便面", ["方便面"])
    assert not only_names("那些", [])


def test_each_piece_of_a_message_may_set_a_line() -> None:
    pieces = read_changes("第一条改成100只，第2条不要了")
    assert [each for _, each in pieces] == [
        Change(SET, (1,), "", "100只"),
        Change(DROP, (2,)),
    ]


@pytest.mark.parametrize(
    "words",
    [
        *["又来了30个人", "再等10分钟", "another 2 hours", "5 more people", "再加两户人家"],
        *["水和零食", "方便面和零食", "棉被也算"],
    ],
)
def test_people_time_and_snacks_neither_add_nor_take_away(words: str) -> None:
    assert change(words) is None


@pytest.mark.parametrize("words", ["第三条改成零食", "第三条改成没有粉的"])
def test_other_goods_that_begin_like_nothing_are_not_nothing(words: str) -> None:
    found = change(words)
    assert found is not None
    assert found.wish is SET


def test_what_is_taken_out_may_follow_a_word_of_turning() -> None:
    assert read_changes("好的，不过棉被不要了")[1][1] == Change(DROP, (), "棉被")


@pytest.mark.parametrize(
    "words", ["又来了30个灾民", "多两个孩子", "15 more families arrived", "add 2nd floor"]
)
def test_who_came_and_which_floor_adds_to_no_line(words: str) -> None:
    assert change(words) is None


def test_a_further_clause_never_becomes_the_line_before_it() -> None:
    found = [each for _, each in read_changes("棉被改成5床，矿泉水改成10箱，明天18点前要")]
    assert found == [Change(SET, (), "棉被", "5床"), Change(SET, (), "矿泉水", "10箱"), None]
    assert read_changes("把第2条改成手套，20盒")[0][1] == Change(SET, (2,), "", "手套，20盒")


@pytest.mark.parametrize("words", ["取消2个", "cancel 2 items", "2条不要了"])
def test_a_count_is_no_number_of_a_line(words: str) -> None:
    assert change(words) is None
