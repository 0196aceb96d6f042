"""`reliefline parse`: one answer per good line, bad ones told by their number."""

import io
import json

from bot.commands.parse import explain_text, parse_stream


def parsed(*lines: str) -> tuple[int, list[dict[str, object]], str]:
    out, complaints = io.StringIO(), io.StringIO()
    code = parse_stream((line + "\n" for line in lines), out, complaints)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], complaints.getvalue()


def test_a_message_is_answered_with_its_lines() -> None:
    code, (answer,), complaints = parsed('{"id": "a", "text": "急需N95口罩2000只"}')
    assert (code, complaints) == (0, "")
    assert answer["id"] == "a"
    assert answer["lines"] == [
        {"code": "MASK-N95", "qty": 2000, "unit": "只", "side": "need", "sure": True}
    ]


def test_the_role_decides_a_bare_list() -> None:
    _, (answer,), _ = parsed('{"id": 1, "text": "N95口罩2000只", "role": "supplier"}')
    assert answer["intent"] == "offer"


def test_bad_lines_are_told_by_number_and_skipped() -> None:
    code, answers, complaints = parsed(
        *['{"id": 1, "text": "hi"}', "nope", "", "[]", '{"id": 2}'],
        *['{"id": 3, "text": "hi", "role": "king"}', '{"id": 4, "text": "hi"}'],
    )
    assert code == 1
    assert [answer["id"] for answer in answers] == [1, 4]
    assert [line.split(":")[0] for line in complaints.splitlines()] == [
        *("line 2", "line 4", "line 5", "line 6")
    ]


def test_explaining_shows_each_step() -> None:
    out = io.StringIO()
    assert explain_text("急需N95口罩2000只", "", out) == 0
    shown = out.getvalue()
    assert all(step in shown for step in ("normalise", "mask", "lexicon", "numbers", "lines"))
    assert "MASK-N95" in shown


def test_an_unknown_role_is_refused() -> None:
    assert explain_text("hi", "king", io.StringIO()) == 2
