"""Write the stored lists anew: run it after a change of format, and review the difference.

python tests/golden/lists/make_lists.py
"""

from fractions import Fraction
from pathlib import Path

from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut, ExportSettings, Side, Source
from matchcut.export.exporter import ListExporter
from matchcut.review import Nudge
from matchcut.timing import Clock, FrameRange

FOLDER = Path(__file__).parent
LISTS = {name: one for name, one in EXPORTERS.items() if isinstance(one, ListExporter)}


def stored(name: str) -> Path:
    """Where the list of a format is stored."""
    return FOLDER / f"two-cuts{LISTS[name].suffix}"


def composed(name: str) -> str:
    """A list of two cuts between a drop-frame film, a silent one and one at another rate."""
    ntsc = Fraction(30000, 1001)
    night = Source(
        id="5f0ed1a4-0000-4000-8000-000000000001",
        name="Night & day",
        path=Path("/media/film/Night & day.mov"),
        clock=Clock.starting("00:59:50;00", ntsc),
        frames=5000,
        width=1920,
        height=1080,
        reel="A001C003_230101",
        audio_channels=2,
        audio_rate=48000,
    )
    harbour = Source(
        id="5f0ed1a4-0000-4000-8000-000000000002",
        name="Harbour",
        path=Path("/media/film/Harbour.mxf"),
        clock=Clock.starting("10:00:00:00", ntsc),
        frames=900,
        width=1280,
        height=720,
    )
    old = Source(
        id="5f0ed1a4-0000-4000-8000-000000000003",
        name="Old print",
        path=Path("/media/film/Old print.mov"),
        clock=Clock(Fraction(24)),
        frames=2000,
        width=1440,
        height=1080,
        audio_channels=1,
        audio_rate=48000,
    )
    cuts = [
        Cut(
            "abcdefghij",
            Side(night, FrameRange(250, 420), 310, 4),
            Side(harbour, FrameRange(600, 640), 605, 9),
            flavour="frame",
            score=0.8125,
            rank=1,
            verdict="good",
            note="hat to moon",
            flop=True,
            nudge=Nudge(1.05, 0.02, -0.01),
        ),
        Cut(
            "klmnopqrst",
            Side(harbour, FrameRange(100, 200), 160, 3),
            Side(old, FrameRange(1000, 1500), 1200, 20),
            flavour="motion",
            score=0.5,
            rank=2,
            verdict="bad",
        ),
    ]
    settings = ExportSettings(rate=ntsc, start="01:00:00;00", title="Two cuts")
    return LISTS[name].compose(cuts, settings)[0]


if __name__ == "__main__":
    for each in LISTS:
        stored(each).write_bytes(composed(each).encode())
