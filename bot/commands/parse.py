"""`reliefline parse`: free text to lines, JSON lines in and out, one answer per good line."""

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from bot.footprint import keep_for_good
from db.shipped import shipped_catalogue, shipped_gazetteer, shipped_language
from matching.intake.explain import explain_message
from matching.intake.read import read_message
from matching.intake.reader import Reader, build_reader
from matching.intake.wire import as_data
from matching.model import Role


class BadLine(ValueError):
    """A line of the input that is no message; its text says why."""


def shipped_reader() -> Reader:
    """The reader of the shipped tables, without a database."""
    return build_reader(shipped_catalogue(), shipped_gazetteer(), shipped_language())


def parse_stream(lines: Iterable[str], out: TextIO, complaints: TextIO) -> int:
    """Answer every line at once; 1 if a line was bad (told by its number and skipped), else 0."""
    reader = shipped_reader()
    keep_for_good()
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(line, reader)
        except BadLine as why:
            bad += 1
            print(f"line {number}: {why}", file=complaints)
            continue
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
    return 1 if bad else 0


def explain_text(text: str, role: str, out: TextIO) -> int:
    """Print what each step of reading saw in `text`; 2 for an unknown role."""
    try:
        known = _role(role or None)
    except BadLine as why:
        print(f"reliefline: {why}", file=sys.stderr)
        return 2
    _, steps = explain_message(text, known, shipped_reader())
    for step in steps:
        print(f"{step.name:<10}{step.found[0] if step.found else '-'}", file=out)
        for found in step.found[1:]:
            print(f"{'':<10}{found}", file=out)
    return 0


def _answer(line: str, reader: Reader) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"no JSON ({error})") from None
    if not isinstance(message, dict):
        raise BadLine("no JSON object")
    text, lang = message.get("text"), message.get("lang", "")
    if not isinstance(text, str):
        raise BadLine('"text" is missing or no string')
    if lang is not None and not isinstance(lang, str):
        raise BadLine('"lang" is no string')
    reading = read_message(text, _role(message.get("role")), lang or "", reader)
    return {"id": message.get("id"), **as_data(reading)}


def _role(name: object) -> Role | None:
    if name is None:
        return None
    if not isinstance(name, str) or name not in {role.value for role in Role}:
        raise BadLine(f'"role" is none of {", ".join(role.value for role in Role)}')
    return Role(name)
