"""A reading as plain data: the form of `reliefline parse` and of the REST port."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from matching.intake.reading import Reading, ReadLine, Side


def as_data(reading: Reading) -> dict[str, Any]:
    """Intent, lines, urgency, people, households, place, district, phones."""
    return {
        "intent": reading.intent.value,
        "lines": [_line(lines) for lines in _by_item(reading.lines)],
        "urgency": reading.urgency.value,
        "people": reading.people,
        "households": reading.households,
        "place": reading.place or None,
        "district": reading.district or None,
        "phones": list(reading.phones),
    }


def _by_item(lines: Iterable[ReadLine]) -> list[list[ReadLine]]:
    """The lines of one item and side together: outsiders get no places of their own."""
    found: dict[tuple[str, Side], list[ReadLine]] = {}
    for line in lines:
        found.setdefault((line.code, line.side), []).append(line)
    return list(found.values())


def _line(lines: Sequence[ReadLine]) -> dict[str, Any]:
    """One item and side: what several places need is added up."""
    first = lines[0]
    stated = [line for line in lines if line.quantity is not None]
    total = sum((line.quantity for line in stated if line.quantity is not None), Fraction(0))
    data: dict[str, Any] = {"code": first.code, "qty": _number(total) if stated else None}
    if any(line.quantity_max is not None for line in stated):
        top = sum(
            (line.quantity_max or line.quantity or Fraction(0) for line in stated), Fraction(0)
        )
        data["qty_max"] = _number(top)
    unit = next((line.unit for line in stated if line.unit), first.unit)
    if unit:
        data["unit"] = unit
    data["side"] = first.side.value
    data["sure"] = all(line.sure for line in lines)
    return data


def _number(value: Fraction | None) -> int | float | None:
    """A whole number as such, else a decimal fraction; None stays None."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)
