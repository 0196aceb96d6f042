"""Draws the city's situation: a map of the districts, and bars of how far needs are covered.

Takes some 0.3 s: call it in a thread.
"""

from collections.abc import Iterable

from bot.pictures.outline import CENTRE, Box, District, Projection, districts
from bot.pictures.sheet import INK, LINE, PANEL, SOFT, WIDTH, Sheet
from handlers.dialog import Picture, Tally
from handlers.speech.terms import CITY_TIME
from matching.model import Urgency

SEA, LAND = "#e6eef4", "#f7f5ef"
URGENCY = {
    Urgency.CRITICAL: "#b3261e",
    Urgency.HIGH: "#e0701a",
    Urgency.NORMAL: "#e3b11c",
    Urgency.LOW: "#8796a5",
}
STANDING = {"open": "#c4452f", "partly": "#d79a21", "covered": "#2f78c4", "delivered": "#2c9160"}
"""Colours that differ in lightness too, and never stand without their number."""
ASIDE = {"旅顺口区": (-18.0, 4.0)}
ASIDE_IN_CENTRE = {
    "甘井子区": (-34.0, -22.0),
    "中山区": (56.0, 2.0),
    "西岗区": (58.0, 76.0),
    "沙河口区": (-84.0, 62.0),
}
"""Pixels by which a district's sign stands beside its middle, so that none covers another."""
TINT = 0.22
"""How much of the worst urgency's colour a district takes on."""


def draw_situation(picture: Picture) -> bytes:
    """The picture as PNG, in its reader's language."""
    sheet = Sheet(picture.lang)
    _header(sheet, picture)
    everywhere, centre = _outlines()
    whole = Box(24, 104, 756, 514)
    _map(sheet, picture, whole, "picture.whole", everywhere, besides=frozenset(CENTRE))
    _map(sheet, picture, Box(24, 634, 384, 302), "picture.centre", centre)
    _urgencies(sheet, picture, Box(424, 634, 356, 302))
    _districts(sheet, picture, Box(796, 104, 460, 832))
    return sheet.png()


def _outlines() -> tuple[tuple[District, ...], tuple[District, ...]]:
    """All districts, and those of the centre."""
    everywhere = districts()
    return everywhere, tuple(each for each in everywhere if each.name in CENTRE)


def total(tallies: Iterable[Tally]) -> dict[str, int]:
    """How many needs of these stand in each way."""
    found = {name: 0 for name in STANDING}
    for tally in tallies:
        for name in found:
            found[name] += getattr(tally, name)
    return found


def _header(sheet: Sheet, picture: Picture) -> None:
    """What it is, of when, and the numbers that matter."""
    x = 26 + sheet.text(26, 26, sheet.words("picture.title"), 38, bold=True)
    if picture.drill:
        words = sheet.words("picture.drill")
        width = sheet.width(words, 20, bold=True)
        sheet.box(Box(x + 18, 36, width + 24, 34), INK, 8)
        sheet.text(x + 30, 53, words, 20, bold=True, fill=PANEL, anchor="lm")
    local = picture.at.astimezone(CITY_TIME)
    sheet.text(26, 76, f"{local:%Y-%m-%d %H:%M}", 18, fill=SOFT)
    right = WIDTH - 26.0
    for name, count in reversed(total(picture.tallies).items()):
        right -= sheet.text(right, 78, sheet.words(f"picture.{name}"), 20, fill=SOFT, anchor="rs")
        right -= 8 + sheet.text(
            right - 8, 78, str(count), 48, bold=True, fill=STANDING[name], anchor="rs"
        )
        right -= 30


def _map(
    sheet: Sheet,
    picture: Picture,
    box: Box,
    title: str,
    shown: tuple[District, ...],
    *,
    besides: frozenset[str] = frozenset(),
) -> None:
    """The districts in the colour of their worst need that lacks something, with those counted."""
    sheet.box(box, SEA)
    inner = Box(box.left + 18, box.top + 34, box.width - 36, box.height - 46)
    projection = Projection((ring for each in shown for ring in each.rings), inner)
    for each in shown:
        of_district = [tally for tally in picture.tallies if tally.district == each.name]
        for ring in each.rings:
            sheet.area(projection.ring(ring), _tinted(of_district))
    if besides:
        _note_centre(sheet, projection, shown, besides)
    for each in shown:
        if each.name not in besides:
            of_district = [tally for tally in picture.tallies if tally.district == each.name]
            aside = (ASIDE if besides else ASIDE_IN_CENTRE).get(each.name, (0.0, 0.0))
            _sign(sheet, projection.point(each.middle), aside, each.name, of_district)
    if besides:
        sheet.text(box.right - 14, box.bottom - 32, sheet.words("picture.open_needs"), 14,
                   fill=SOFT, anchor="ra")  # fmt: skip
        sheet.text(box.right - 14, box.bottom - 54, sheet.words("picture.schematic"), 14,
                   fill=SOFT, anchor="ra")  # fmt: skip
    sheet.text(box.left + 14, box.top + 10, sheet.words(title), 18, bold=True)


def _note_centre(
    sheet: Sheet, projection: Projection, shown: tuple[District, ...], besides: frozenset[str]
) -> None:
    """A frame around what is drawn larger elsewhere."""
    corners = [
        projection.point(point)
        for each in shown
        if each.name in besides
        for ring in each.rings
        for point in ring
    ]
    left, top = min(x for x, _ in corners) - 4, min(y for _, y in corners) - 4
    right, bottom = max(x for x, _ in corners) + 4, max(y for _, y in corners) + 4
    sheet.frame(Box(left, top, right - left, bottom - top))


def _tinted(tallies: list[Tally]) -> str:
    """The land's colour, with some of the worst urgency that lacks something in it."""
    worst = next((each for each in Urgency if any(
        tally.lacking and tally.urgency is each for tally in tallies)), None)  # fmt: skip
    if worst is None:
        return LAND
    pairs = zip(_channels(LAND), _channels(URGENCY[worst]), strict=True)
    mixed = [round(land + (tint - land) * TINT) for land, tint in pairs]
    return f"#{mixed[0]:02x}{mixed[1]:02x}{mixed[2]:02x}"


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _sign(
    sheet: Sheet,
    at: tuple[float, float],
    aside: tuple[float, float],
    district: str,
    tallies: list[Tally],
) -> None:
    """A district's name, and above it a ring of its needs that lack something, by urgency."""
    name = sheet.words(f"words.district.{district}")
    slices = [
        (URGENCY[urgency], sum(tally.lacking for tally in tallies if tally.urgency is urgency))
        for urgency in Urgency
    ]
    count = sum(size for _, size in slices)
    x, y = at[0] + aside[0], at[1] + aside[1]
    if abs(aside[0]) > 40:
        sheet.leader(at, (x, y))
    if count:
        radius = 17 + 2.2 * min(count, 40) ** 0.5
        sheet.pie(x, y - radius + 4, radius, [each for each in slices if each[1]])
        sheet.text(x, y - radius + 4, str(count), 18, bold=True, anchor="mm")
        y += 16
    sheet.text(x, y, name, 16, fill=INK, anchor="mm", halo=True)


def _urgencies(sheet: Sheet, picture: Picture, box: Box) -> None:
    """A bar for each standing, by urgency."""
    sheet.box(box, PANEL)
    sheet.text(box.left + 16, box.top + 12, sheet.words("picture.by_urgency"), 18, bold=True)
    rows = {
        urgency: total(tally for tally in picture.tallies if tally.urgency is urgency)
        for urgency in Urgency
    }
    most = max((max(row.values()) for row in rows.values()), default=0)
    for place, (urgency, row) in enumerate(rows.items()):
        top = box.top + 50 + place * 62
        sheet.box(Box(box.left + 16, top + 6, 12, 40), URGENCY[urgency], 4)
        sheet.text(box.left + 38, top + 26, sheet.words(f"picture.{urgency.value}"), 18,
                   anchor="lm")  # fmt: skip
        _bars(sheet, Box(box.left + 124, top + 2, box.width - 142, 50), row, most)


def _districts(sheet: Sheet, picture: Picture, box: Box) -> None:
    """A bar for each standing, the district first where most needs lack something."""
    sheet.box(box, PANEL)
    sheet.text(box.left + 16, box.top + 12, sheet.words("picture.by_district"), 18, bold=True)
    _legend(sheet, box)
    rows = {
        each.name: total(tally for tally in picture.tallies if tally.district == each.name)
        for each in districts()
    }
    most = max((max(row.values()) for row in rows.values()), default=0)
    if not most:
        sheet.text(box.left + 16, box.top + 84, sheet.words("picture.none"), 18, fill=SOFT)
    listed = sorted(
        rows.items(),
        key=lambda pair: (-pair[1]["open"] - pair[1]["partly"], -sum(pair[1].values())),
    )
    step = (box.height - 84) / len(listed)
    for place, (name, row) in enumerate(listed):
        top = box.top + 76 + place * step
        quiet = not any(row.values())
        sheet.text(box.left + 16, top + step / 2 - 4, sheet.words(f"words.district.{name}"), 18,
                   fill=SOFT if quiet else INK, anchor="lm")  # fmt: skip
        _bars(sheet, Box(box.left + 136, top + 4, box.width - 156, step - 16), row, most)


def _legend(sheet: Sheet, box: Box) -> None:
    """Which colour is what."""
    x = box.left + 16
    for name, colour in STANDING.items():
        sheet.box(Box(x, box.top + 48, 14, 14), colour, 3)
        x += 20 + sheet.text(x + 20, box.top + 55, sheet.words(f"picture.{name}"), 15,
                             fill=SOFT, anchor="lm") + 20  # fmt: skip


def _bars(sheet: Sheet, box: Box, row: dict[str, int], most: int) -> None:
    """Thin bars, each with its number at its end."""
    step = box.height / len(row)
    room = box.width - 40
    for place, (name, count) in enumerate(row.items()):
        top = box.top + place * step
        length = max(3.0, room * count / most) if count else 0.0
        if count:
            sheet.box(Box(box.left, top + 2, length, step - 5), STANDING[name], 3)
        sheet.text(box.left + length + 7, top + step / 2, str(count), 13,
                   fill=INK if count else LINE, anchor="lm")  # fmt: skip
