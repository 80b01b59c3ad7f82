"""Time is an integer frame and an exact rate.

Timecode only names frames: it is computed by counting, never from seconds, because a 23.976
film drifts from the wall clock by more than a frame every 42 seconds.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from numbers import Integral

from matchcut.errors import TimecodeError

TIMELINE_START = "01:00:00:00"
"""Where timelines conventionally start, leaving room for bars and tone before."""
DROP_TIMELINE_START = "01:00:00;00"
"""The same, of a timeline with drop-frame timecode."""

_FASTEST_TIMECODE = 60

# Rates of editing systems; NTSC rates are 1000/1001 of a whole number.
STANDARD_RATES: tuple[Fraction, ...] = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(120000, 1001),
    Fraction(120),
)
_DROP_RATES = (Fraction(30000, 1001), Fraction(60000, 1001))
# 23.976 and 24 differ by one part in a thousand; rounded figures stay well within this.
_SNAP = Fraction(3, 10_000)
_TIMECODE = re.compile(r"(\d{1,2})[:;.,](\d{1,2})[:;.,](\d{1,2})[:;.,](\d{1,2})")
_DIGITS = re.compile(r"[0-9]{1,8}")
_LAST_FIELDS = re.compile(r"([0-9]{1,2}[:;.,]){1,2}[0-9]{1,2}")
_TIME = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """Frames ``start`` up to, not including, ``stop``, counted from the film's first."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop <= sys.maxsize:
            raise ValueError(f"not a range of frames: {self.start} to {self.stop}")

    def __len__(self) -> int:
        return self.stop - self.start

    def __contains__(self, frame: object) -> bool:
        return isinstance(frame, Integral) and self.start <= int(frame) < self.stop

    @property
    def middle(self) -> int:
        """The middle frame, the later of two."""
        return (self.start + self.stop) // 2


def outside(frames: FrameRange, taken: Iterable[FrameRange]) -> Iterator[FrameRange]:
    """Yield the parts of ``frames`` outside the ranges ``taken``, which must be in order."""
    start = frames.start
    for other in taken:
        if other.start < frames.stop and start < other.stop:
            if start < other.start:
                yield FrameRange(start, other.start)
            start = other.stop
    if start < frames.stop:
        yield FrameRange(start, frames.stop)


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts the frames of a film or timeline at ``rate`` frames a second.

    start: the first frame's timecode, as frames since midnight.
    drop: whether the timecode skips numbers to keep up with the wall clock; only for 29.97 and
        59.94.
    track: the clock of a camera's timecode track, where ``rate`` has no timecode because it is
        variable or above 60. It starts with the film but doesn't count its frames.
    """

    rate: Fraction
    start: int = 0
    drop: bool = False
    track: "Clock | None" = None

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.start < 0:
            raise ValueError(f"not a clock: rate {self.rate}, start {self.start}")
        if self.drop and not allows_drop(self.rate):
            raise TimecodeError(
                f"There is no drop-frame timecode at {rate_words(self.rate)}.",
                "Drop-frame is for 29.97 and 59.94; use non-drop.",
            )

    @classmethod
    def starting(cls, text: str, rate: Fraction) -> "Clock":
        """Return the clock whose first frame reads ``text``; a ``;`` in it means drop-frame."""
        drop = is_drop_text(text)
        return cls(rate, timecode_count(text, rate, drop=drop), drop)

    def timecode(self, frame: int) -> str:
        """Return the timecode of frame ``frame`` (0 is the first), e.g. ``01:00:02:13``."""
        return timecode_text(self.start + frame, self.rate, drop=self.drop)

    def frame(self, text: str) -> int:
        """Return the first frame that reads ``text``, wrapping at midnight if needed."""
        count = timecode_count(text, self.rate, drop=self.drop)
        return (count - self.start) % frames_in_a_day(self.rate, drop=self.drop)

    def on_tape(self, frames: int) -> tuple[Fraction, Fraction]:
        """Return when ``frames`` frames begin and end by their timecode, in seconds since midnight.

        Drop-frame timecode follows the wall clock; other timecode counts seconds of the whole rate.
        """
        read = self.track or self
        in_a_second = read.rate if read.drop else nominal_rate(read.rate)
        long = frames * read.rate / self.rate
        return read.start / Fraction(in_a_second), (read.start + long) / in_a_second

    def label(self, frame: int) -> str:
        """Return the timecode, or ``HH:MM:SS.mmm`` from the start where there is none."""
        return self.label_at(frame / self.rate)

    def label_at(self, seconds: Fraction) -> str:
        """Return the label of the frame nearest to a time, in seconds from the first frame."""
        if has_timecode(self.rate):
            return self.timecode(round(seconds * self.rate))
        milliseconds = int(seconds * 1000)
        minutes, rest = divmod(milliseconds, 60_000)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


# Lists name thousands of frames of the same few films.
@lru_cache(maxsize=256)
def film_clock(start_timecode: str | None, rate: Fraction) -> Clock:
    """Return a film's clock: from its start timecode, or from zero where it has none.

    start_timecode: as `start_written` writes it.
    """
    if not start_timecode:
        return Clock(rate)
    clock = _start_clock(start_timecode, rate)
    return clock if clock.rate == rate else Clock(rate, track=clock)


def start_written(text: str, rate: Fraction) -> str:
    """Return a start timecode in the form stored for a film at this rate.

    text: may name the rate that it counts at, which fast cameras often halve: ``01:00:10:20@25`` is
        ``01:00:10:40`` at 50. Where neither the film's rate nor a half or quarter of it has
        timecode, as at 29.17, the rate must be named and is kept.
    Drop-frame becomes non-drop where the rate has none: a phone's film at exactly 30 starts at the
    numbers shown and counts on from there. Raises TimecodeError if the text is no such timecode.
    """
    given, film = _start_clock(text, rate), _film_timecode_rate(rate)
    code = given.timecode(0)
    if film is None:
        return f"{code}@{nominal_rate(given.rate)}"
    return _recounted(code, given.rate, film, drop=given.drop and allows_drop(film))


def countable(start_timecode: str | None, rate: Fraction) -> str | None:
    """Return the result of `start_written`, or None where it fails."""
    try:
        return start_written(start_timecode, rate) if start_timecode else None
    except TimecodeError:
        return None


def _start_clock(text: str, rate: Fraction) -> Clock:
    """Return the clock of a start timecode, at the rate that it counts at."""
    code, _, named = text.partition("@")
    if not named:
        film = _film_timecode_rate(rate)
        if film is None:
            raise TimecodeError(
                f"Timecode is not counted at {rate_words(rate)}.",
                "Name the rate that it counts at, like 01:00:00:00@25.",
            )
        return Clock.starting(code, film)
    named_rate = parse_rate(named)
    counted, drop = _film_timecode_rate(named_rate) or named_rate, is_drop_text(code)
    # Tracks state whole rates only; drop-frame implies the NTSC rate.
    if drop and allows_drop(counted * 1000 / 1001):
        counted *= Fraction(1000, 1001)
    return Clock.starting(_recounted(code, named_rate, counted, drop=drop), counted)


def _recounted(code: str, rate: Fraction, new_rate: Fraction, *, drop: bool) -> str:
    """Return a timecode renumbered for another number of frames a second."""
    match = _TIMECODE.fullmatch(code.strip())
    if match is None or nominal_rate(rate) == nominal_rate(new_rate):
        return code.replace(";", ":") if not drop else code
    frames = int(match[4]) * nominal_rate(new_rate) // nominal_rate(rate)
    return f"{match[1]}:{match[2]}:{match[3]}{';' if drop else ':'}{frames:02d}"


def _film_timecode_rate(rate: Fraction) -> Fraction | None:
    """Return the rate at which cameras count a film's timecode: above 60, a half or a quarter."""
    return next((rate / part for part in (1, 2, 4) if has_timecode(rate / part)), None)


def parse_rate(text: str) -> Fraction:
    """Return the exact rate meant by ``23.976``, ``24000/1001`` or ``25``."""
    try:
        rate = exact_number(text.strip().removesuffix("fps"))
    except ValueError:
        rate = Fraction(0)
    if not 1 <= rate <= 1000:
        raise TimecodeError(
            f"{text.strip()!r} is not a frame rate from 1 to 1000.",
            "Write it like 25, 23.976 or 24000/1001.",
        )
    return exact_rate(rate)


def exact_number(text: str) -> Fraction:
    """Parse a number from outside: ``25``, ``23.976`` or ``24000/1001``.

    Raises ValueError if it is not a number. Exponents are refused: `Fraction` would take hours and
    gigabytes to write out all digits of 1e999999999.
    """
    if "e" in text.lower():
        raise ValueError(f"{text!r} is not a plain number")
    try:
        return Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError(f"{text!r} divides by nothing") from error


def exact_rate(rate: Fraction | float, *, blur: Fraction = _SNAP) -> Fraction:
    """Return the standard rate that ``rate`` is a rounding of, else ``rate`` itself.

    23.98, 23.976 and 23.976023976 are all 24000/1001; 12.5 stays 25/2.
    blur: how far off it may be, as a share of the standard rate.
    """
    given = Fraction(rate)
    nearest = min(STANDARD_RATES, key=lambda standard: abs(standard - given))
    if abs(nearest - given) <= nearest * max(_SNAP, blur):
        return nearest
    return given if isinstance(rate, Fraction) else given.limit_denominator(100_000)


def rate_text(rate: Fraction) -> str:
    """Return the rate as editors write it: ``23.976``, ``25``, ``12.5``, and ``1/3600``."""
    if _reads_as_none(rate):
        return f"1/{round(1 / rate)}"
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def rate_words(rate: Fraction) -> str:
    """Return the rate as words in a sentence: ``25 frames a second``, ``1 frame a second``."""
    if _reads_as_none(rate):
        return f"one frame every {round(1 / rate)} seconds"
    return f"{rate_text(rate)} {'frame' if rate == 1 else 'frames'} a second"


def _reads_as_none(rate: Fraction) -> bool:
    """Return whether a rate rounds to zero at three decimal places."""
    return round(rate, 3) == 0


def nominal_rate(rate: Fraction) -> int:
    """Return how many frames a second of timecode has: 24 at 23.976, 30 at 29.97; at least 1."""
    # Below one frame a second there is no timecode, but lists still count the film's time.
    return max(1, round(rate))


def has_timecode(rate: Fraction) -> bool:
    """Return whether timecode is counted at this rate."""
    return rate in STANDARD_RATES and rate <= _FASTEST_TIMECODE


def allows_drop(rate: Fraction) -> bool:
    """Return whether drop-frame timecode exists at this rate."""
    return rate in _DROP_RATES


def is_drop_text(text: str) -> bool:
    """Return whether a timecode is written as drop-frame: ``01:00:00;02`` or ``01:00:00,02``."""
    return ";" in text or "," in text


def frames_in_a_day(rate: Fraction, *, drop: bool = False) -> int:
    """Return the number of frames after which timecode wraps around to 00:00:00:00."""
    per_hour = 3600 * nominal_rate(rate)
    # 54 of 60 minutes, all but every tenth, skip 2 numbers (4 at 59.94).
    skipped = 54 * nominal_rate(rate) // 15 if drop else 0
    return 24 * (per_hour - skipped)


def timecode_text(count: int, rate: Fraction, *, drop: bool = False) -> str:
    """Return frame ``count`` since midnight as ``HH:MM:SS:FF``, drop-frame as ``HH:MM:SS;FF``."""
    # Imported here and below: it loads all of OpenTimelineIO, and most films have no timecode.
    from opentimelineio import opentime

    counted = _counting_rate(rate, drop)
    count %= frames_in_a_day(rate, drop=drop)
    text: str = opentime.RationalTime(count, counted).to_timecode(counted, drop)
    return text


def timecode_count(text: str, rate: Fraction, *, drop: bool = False) -> int:
    """Return the frames since midnight that ``text`` reads, with any separators."""
    counted = _counting_rate(rate, drop)
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise TimecodeError(f"{text.strip()!r} is not a timecode.", "Write it like 01:00:00:00.")
    hours, minutes, seconds, frames = (int(part) for part in match.groups())
    if hours > 23 or minutes > 59 or seconds > 59 or frames >= nominal_rate(rate):
        raise TimecodeError(
            f"There is no timecode {text.strip()} at {rate_words(rate)}.",
            f"It ends at 23:59:59:{nominal_rate(rate) - 1}.",
        )
    plain = f"{hours:02d}:{minutes:02d}:{seconds:02d}{';' if drop else ':'}{frames:02d}"
    from opentimelineio import opentime

    count = int(opentime.from_timecode(plain, counted).value)
    if timecode_text(count, rate, drop=drop) != plain:
        raise TimecodeError(
            f"Drop-frame timecode has no {plain}.",
            "It skips the first numbers of most minutes; check whether it is non-drop.",
        )
    return count


def typed_timecode(text: str) -> str:
    """Expand what an editor typed: ``100`` and ``1:00`` become ``00:00:01:00``.

    As in editing systems, digits are taken in twos and fields count from the right. Anything that
    isn't such a timecode is returned unchanged.
    """
    text = text.strip()
    if _DIGITS.fullmatch(text):
        digits = text.zfill(8)
        fields = [digits[at : at + 2] for at in range(0, 8, 2)]
    elif _LAST_FIELDS.fullmatch(text):
        fields = [field.zfill(2) for field in ["", "", *re.split("[:;.,]", text)][-4:]]
    else:
        return text
    return ":".join(fields[:3]) + (";" if is_drop_text(text) else ":") + fields[3]


def milliseconds_read(text: str) -> int:
    """Return the milliseconds of a time written by `Clock.label` at a rate without timecode."""
    match = _TIME.fullmatch(text.strip())
    if match is None or int(match[2]) > 59 or int(match[3]) > 59:
        raise TimecodeError(
            f"{text.strip()!r} is not a time.",
            "Write hours, minutes, seconds and thousandths like 00:00:01.200: timecode is not "
            "counted at this rate.",
        )
    hours, minutes, seconds = (int(part) for part in match.groups()[:3])
    thousandths = int((match[4] or "").ljust(3, "0"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _counting_rate(rate: Fraction, drop: bool) -> float:
    """Return the rate to pass to opentime; raise where the rate has no timecode."""
    if not has_timecode(rate):
        raise TimecodeError(
            f"Timecode is not counted at {rate_words(rate)}.",
            "Choose a rate up to 60 such as 24, 25 or 29.97, or a list without timecode: "
            "OTIO or CSV.",
        )
    if drop and not allows_drop(rate):
        raise TimecodeError(
            f"There is no drop-frame timecode at {rate_words(rate)}.",
            "Drop-frame is for 29.97 and 59.94; use non-drop.",
        )
    # Non-drop is counted at the whole rate: opentime ends a non-drop day after 24 wall-clock hours,
    # 86 seconds early at 29.97.
    return float(rate) if drop else float(nominal_rate(rate))
