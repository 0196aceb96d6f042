"""A reading as plain data: the form of `reliefline parse` and of the REST port."""

from fractions import Fraction
from typing import Any

from matching.intake.reading import Reading, ReadLine


def as_data(reading: Reading) -> dict[str, Any]:
    """Intent, lines, urgency, people, households, place, district, phones."""
    return {
        "intent": reading.intent.value,
        "lines": [_line(line) for line in reading.lines],
        "urgency": reading.urgency.value,
        "people": reading.people,
        "households": reading.households,
        "place": reading.place or None,
        "district": reading.district or None,
        "phones": list(reading.phones),
    }


def _line(line: ReadLine) -> dict[str, Any]:
    data: dict[str, Any] = {"code": line.code, "qty": _number(line.quantity)}
    if line.quantity_max is not None:
        data["qty_max"] = _number(line.quantity_max)
    if line.unit:
        data["unit"] = line.unit
    data["side"] = line.side.value
    data["sure"] = line.sure
    return data


def _number(value: Fraction | None) -> int | float | None:
    """A whole number as such, else a decimal fraction; None stays None."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)
