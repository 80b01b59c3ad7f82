"""Cuts of films that don't exist, for the tests of every list."""

import math
import random
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from matchcut.conform.verify import AnalysedFilm
from matchcut.export.cut import Cut, ExportSettings, Side, Source
from matchcut.media.film import probe
from matchcut.media.frames import FrameReader
from matchcut.media.source import FrameSource
from matchcut.media.times import FrameTimes
from matchcut.review import Nudge
from matchcut.timing import STANDARD_RATES, Clock, FrameRange, allows_drop, has_timecode

FORMS = [
    (rate, drop)
    for rate in STANDARD_RATES
    if has_timecode(rate)
    for drop in ((False, True) if allows_drop(rate) else (False,))
]
FORM_NAMES = [f"{float(rate):.3f}{'-drop' if drop else ''}" for rate, drop in FORMS]

# What file systems allow and lists choke on.
EVIL_NAMES = [
    "a\nb",
    "001  AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00",
    "x\r\n002  BL       V     C        00:00:00:00 00:00:00:00 00:00:00:00 00:00:00:00",
    "* FROM CLIP NAME: other",
    "]]><script>",
    "</name><clipitem/>",
    "\"quoted\" 'both'",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "line\u2028separator\u2029here\x85\x0b\x0c\x1c",
    "null\x00bell\x07",
    "bad \udcff byte",
    "non\uffff\ufffecharacter",
    "tab\tin, comma; semicolon",
    "日本語の映画 – ünïcode 🎬",
    " leading and trailing ",
    "-dash",
    "",
    "&amp; % %20 #?",
]


def source(
    name: str = "Reel four",
    rate: Fraction = Fraction(25),
    *,
    drop: bool = False,
    start: int = 0,
    frames: int = 100_000,
    times: FrameTimes | Iterable[float] | None = None,
    **more: object,
) -> Source:
    """A film; ``times``: seconds, where its frames are not evenly spaced."""
    if times is not None and not isinstance(times, FrameTimes):
        times = times_at(times)
    settings = {
        "id": f"id-{name}",
        "path": Path("/media/film") / f"{name}.mov",
        "width": 1920,
        "height": 1080,
        "audio_channels": 2,
        "audio_rate": 48000,
    }
    clock = Clock(rate, start, drop)
    return Source(name=name, clock=clock, frames=frames, times=times, **(settings | more))


def times_at(seconds: Iterable[float]) -> FrameTimes:
    """Times that are the simplest fractions near these, of a time base that has them all."""
    exact = [Fraction(each).limit_denominator(1_000_000) for each in seconds]
    ticks = math.lcm(*(each.denominator for each in exact))
    return FrameTimes(np.array([int(each * ticks) for each in exact]), Fraction(1, ticks))


def footage(path: Path) -> AnalysedFilm:
    """A film as it would be analysed."""
    info = probe(path)
    held = FrameSource(info)
    times = FrameTimes(np.array([timed.pts for timed in held.from_start()]), info.time_base)
    held.close()
    return AnalysedFilm(info, times)


def side(film: Source, start: int, stop: int, frame: int, index: int = 0) -> Side:
    return Side(film, FrameRange(start, stop), frame, index)


class Counted(FrameReader):
    """A reader of a film that counts how many are open at once."""

    open_now = most_open = 0

    def __init__(self, *facts: object) -> None:
        super().__init__(*facts)
        Counted.open_now += 1
        Counted.most_open = max(Counted.most_open, Counted.open_now)

    def close(self) -> None:
        super().close()
        Counted.open_now -= 1


def random_cuts(
    rate: Fraction, drop: bool, count: int = 200, *, seed: int = 4, rates: list[Fraction] = ()
) -> list[Cut]:
    """Cuts between five films; ``rates``: of the films, else all run at ``rate``."""
    draw = random.Random(f"{seed} {rate} {drop}")
    films = [
        source(
            f"Film {number}",
            (film_rate := rates[number % len(rates)] if rates else rate),
            drop=drop and allows_drop(film_rate),
            start=draw.randrange(23 * 3600 * round(film_rate)),
            frames=draw.randrange(5_000, 200_000),
        )
        for number in range(5)
    ]
    return [
        Cut(
            id=f"{number:08x}",
            out=_random_side(draw, draw.choice(films)),
            into=_random_side(draw, draw.choice(films)),
            flavour=draw.choice(["frame", "motion"]),
            score=draw.random(),
            rank=number + 1,
            verdict=draw.choice(["good", "bad", "maybe", None]),
            flop=draw.random() < 0.3,
            nudge=draw.choice([Nudge(), Nudge(1.1, 0.05, -0.025)]),
        )
        for number in range(count)
    ]


def _random_side(draw: random.Random, film: Source) -> Side:
    long = draw.choice([1, 2, 12, 40, 100, 400])
    start = draw.randrange(film.frames - long)
    return side(film, start, start + long, draw.randrange(start, start + long), draw.randrange(999))


def settings(rate: Fraction = Fraction(25), drop: bool = False, **more: object) -> ExportSettings:
    start = "01:00:00;00" if drop else "01:00:00:00"
    return ExportSettings(rate=rate, **({"start": start} | more))


names = st.one_of(st.sampled_from(EVIL_NAMES), st.text(max_size=40))


@st.composite
def any_cuts(draw: st.DrawFn) -> tuple[list[Cut], ExportSettings]:
    """Up to four cuts of films with any name, at any rates, and settings with any title."""
    rate, drop = draw(st.sampled_from(FORMS))
    films = []
    for number in range(draw(st.integers(1, 3))):
        film_rate = draw(st.sampled_from([rate, *STANDARD_RATES, Fraction(25, 2)]))
        frames = draw(st.integers(1, 300))
        films.append(
            source(
                draw(names),
                film_rate,
                drop=allows_drop(film_rate) and draw(st.booleans()),
                start=draw(st.integers(0, 86_400 * 20)),
                frames=frames,
                id=f"film-{number}",
                reel=draw(names),
                path=Path("/media") / (draw(names).replace("\0", "") + ".mov"),
                audio_channels=draw(st.integers(0, 8)),
                times=draw(
                    st.sampled_from([None, tuple(n / 24 + n % 3 / 90 for n in range(frames))])
                ),
            )
        )
    cuts = []
    for number in range(draw(st.integers(0, 4))):
        sides = []
        for _ in range(2):
            film = draw(st.sampled_from(films))
            start = draw(st.integers(0, film.frames - 1))
            stop = draw(st.integers(start + 1, film.frames))
            sides.append(side(film, start, stop, draw(st.integers(start, stop - 1))))
        cuts.append(
            Cut(
                id=f"cut-{number}",
                out=sides[0],
                into=sides[1],
                flavour="frame",
                score=draw(st.floats(0, 1)),
                verdict="good",
                note=draw(names),
                flop=draw(st.booleans()),
                nudge=Nudge(draw(st.floats(0.5, 2)), draw(st.floats(-1, 1)), 0.0),
            )
        )
    title = draw(names)
    return cuts, settings(rate, drop, title=title, long_reels=draw(st.booleans()))
