"""The contact sheet: candidates as one HTML file that works offline.

Pictures, outlines and arrows are inside the file. Film names, notes and labels come from
outside, so the template escapes everything.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SheetSide:
    """One side of a candidate.

    jpeg: the frame at the cut point. aspect: its width over its height.
    outlines: polygons in 0..1 of the picture; arrows likewise, each from tail to tip.
    """

    film: str
    timecode: str
    frame: int
    shot: int
    jpeg: bytes
    aspect: float
    outlines: Sequence[Sequence[Point]] = ()
    arrows: Sequence[tuple[Point, Point]] = ()

    @property
    def picture(self) -> str:
        """The JPEG as a data URL."""
        return "data:image/jpeg;base64," + base64.b64encode(self.jpeg).decode()

    def path(self, outline: Sequence[Point]) -> str:
        """An outline as SVG points on a 1000-unit wide picture."""
        return " ".join(f"{1000 * x:.0f},{1000 * y / self.aspect:.0f}" for x, y in outline)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One candidate; ``out`` is None in a search with a still.

    parts: the parts of the score, each with the word shown to an editor.
    short: words on sides that show too few frames.
    above: words that separate it and what follows from the rows before.
    """

    id: str
    rank: int
    score: float
    parts: Sequence[tuple[str, float]]
    flop: bool
    verdict: str
    out: SheetSide | None
    into: SheetSide
    short: str = ""
    above: str = ""


def render_sheet(title: str, subtitle: str, sections: Sequence[tuple[str, list[SheetRow]]]) -> str:
    """Return the sheet as HTML. sections: (heading, candidates best first)."""
    pages = Environment(
        loader=PackageLoader("matchcut.sheet", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = pages.get_template("sheet.html.j2")
    return page.render(title=title, subtitle=subtitle, sections=sections)
