"""The shipped catalogue and gazetteer, read once for the tests."""

import csv
from functools import cache
from pathlib import Path

from db.shipped import shipped_language
from matching.catalogue import Catalogue, Item, build_catalogue, parse_items
from matching.gazetteer import (
    Gazetteer,
    build_gazetteer,
    parse_divisions,
    parse_hospitals,
    parse_places,
)
from matching.intake.reader import Reader, build_reader

DATA = Path(__file__).parents[2] / "db" / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return build_catalogue(parse_items(rows("items.csv")))


@cache
def gazetteer() -> Gazetteer:
    """The shipped gazetteer."""
    return build_gazetteer(
        parse_divisions(rows("gazetteer/divisions.csv")),
        parse_hospitals(rows("gazetteer/hospitals.csv")),
        parse_places(rows("gazetteer/places.csv")),
    )


@cache
def reader() -> Reader:
    """The reader of the shipped tables."""
    return build_reader(catalogue(), gazetteer(), shipped_language())


def item(code: str) -> Item:
    """One shipped item."""
    return catalogue().by_code[code]
