"""The canvas of a picture: panels, areas, words, rings and lines, in the colours of the house.

Drawn at twice the size and made smaller, so that edges are smooth.
"""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw

from bot.pictures.lettering import font
from bot.pictures.outline import Box
from handlers.speech.sentences import sentence

WIDTH, HEIGHT = 1280, 960
"""Pixels; Telegram shows photos up to 1280 wide without making them smaller."""
FINE = 2
"""How many times larger it is drawn."""
PAPER, PANEL = "#f4f6f8", "#ffffff"
INK, SOFT, LINE = "#1b2733", "#5d6b79", "#aab6c1"


class Sheet:
    """A canvas at twice the size: everything is given in pixels of the finished picture."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def words(self, key: str) -> str:
        """A sentence of the picture."""
        return sentence(key, self.lang)

    def box(self, box: Box, fill: str, radius: float = 10) -> None:
        """A panel."""
        corners = (box.left, box.top, box.right, box.bottom)
        self._draw.rounded_rectangle([at * FINE for at in corners], radius * FINE, fill)

    def frame(self, box: Box) -> None:
        """A thin frame."""
        corners = (box.left, box.top, box.right, box.bottom)
        self._draw.rectangle([at * FINE for at in corners], outline=SOFT, width=FINE)

    def area(self, ring: Iterable[tuple[float, float]], fill: str) -> None:
        """A filled area with a line around it."""
        points = [(x * FINE, y * FINE) for x, y in ring]
        self._draw.polygon(points, fill)
        self._draw.line([*points, points[0]], LINE, 2 * FINE, joint="curve")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        *,
        bold: bool = False,
        fill: str = INK,
        anchor: str = "la",
        halo: bool = False,
    ) -> float:
        """Words at a point; how wide they are. `anchor` as in Pillow: la is left, ascender."""
        letters = font(size * FINE, bold=bold)
        stroke = 3 * FINE if halo else 0
        self._draw.text(
            (x * FINE, y * FINE),
            words,
            fill,
            letters,
            anchor=anchor,
            stroke_width=stroke,
            stroke_fill=PANEL,
        )
        return letters.getlength(words) / FINE

    def width(self, words: str, size: int, *, bold: bool = False) -> float:
        """How wide words are."""
        return font(size * FINE, bold=bold).getlength(words) / FINE

    def pie(self, x: float, y: float, radius: float, slices: list[tuple[str, int]]) -> None:
        """A ring of coloured slices around a white middle."""
        total, start = sum(size for _, size in slices), -90.0
        edge = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        rim = [edge[0] - 2 * FINE, edge[1] - 2 * FINE, edge[2] + 2 * FINE, edge[3] + 2 * FINE]
        self._draw.ellipse(rim, PANEL)
        for colour, size in slices:
            end = start + 360 * size / total
            self._draw.pieslice(edge, start, end, colour)
            start = end
        inner = radius * 0.66
        self._draw.ellipse([(x - inner) * FINE, (y - inner) * FINE,
                            (x + inner) * FINE, (y + inner) * FINE], PANEL)  # fmt: skip

    def leader(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A thin line from a place to its sign."""
        ends = [(x * FINE, y * FINE) for x, y in (start, end)]
        self._draw.line(ends, SOFT, FINE)
        x, y = ends[0]
        self._draw.ellipse([x - 3 * FINE, y - 3 * FINE, x + 3 * FINE, y + 3 * FINE], SOFT)

    def png(self) -> bytes:
        """The finished picture."""
        finished = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        finished.quantize(192).save(out, "PNG", optimize=True)
        return out.getvalue()
