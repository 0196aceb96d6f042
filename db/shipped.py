"""The shipped tables as values: catalogue, gazetteer, links, language; no database is read."""

import csv
from pathlib import Path

from matching.catalogue import Catalogue, build_catalogue, parse_items
from matching.gazetteer import (
    Gazetteer,
    build_gazetteer,
    parse_divisions,
    parse_hospitals,
    parse_places,
)
from matching.intake.reader import Language, build_language
from matching.model import Mode
from matching.snapshot import Link, Node, Point

DATA = Path(__file__).parent / "data"
"""Where the shipped tables lie; their sources and licences stand beside them."""


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one shipped table."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped_catalogue() -> Catalogue:
    """The catalogue as it is shipped."""
    return build_catalogue(parse_items(read_table("items.csv")))


def shipped_gazetteer() -> Gazetteer:
    """The gazetteer as it is shipped."""
    return build_gazetteer(
        parse_divisions(read_table("gazetteer/divisions.csv")),
        parse_hospitals(read_table("gazetteer/hospitals.csv")),
        parse_places(read_table("gazetteer/places.csv")),
    )


def shipped_links() -> tuple[Link, ...]:
    """The links between districts as they are shipped, the names of their ends in order."""
    return tuple(_link(row) for row in read_table("links.csv"))


def _link(row: dict[str, str]) -> Link:
    one, other = sorted((row["district_a"], row["district_b"]))
    return Link(
        ends=(one, other),
        mode=Mode(row["mode"]),
        km=float(row["km"]),
        hours=float(row["hours"]),
        max_tonnes=float(row["max_tonnes"]) if row["max_tonnes"] else None,
        permits=frozenset(code for code in row["permits"].split("|") if code),
    )


def shipped_nodes() -> tuple[Node, ...]:
    """The nodes as they are shipped. None is a place of the record yet: they are numbered below
    nothing, in their order."""
    return tuple(
        Node(
            place_id=-number,
            mode=Mode(row["mode"]),
            point=Point(float(row["lat"]), float(row["lon"]), row["district"]),
            name=row["name"],
        )
        for number, row in enumerate(read_table("nodes.csv"), 1)
    )


def shipped_language() -> Language:
    """The words, signs and sounds that free text is read with."""
    return build_language(
        read_table("language/words.csv"),
        read_table("language/traditional.csv"),
        read_table("language/pinyin.csv"),
        read_table("language/words_en.csv"),
        read_table("language/usage.csv"),
    )
