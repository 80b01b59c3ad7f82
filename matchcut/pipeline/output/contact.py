"""Gather the contents of a contact sheet: frames, outlines, arrows, timecodes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matchcut.errors import ExportError
from matchcut.files import is_folder
from matchcut.media.frames import FrameReader
from matchcut.media.jpeg import jpeg
from matchcut.pipeline.analysis.facts import watched_info
from matchcut.pipeline.output.cut_list import spare_films
from matchcut.pipeline.search.finding import FoundPair
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide, LibraryFilm
from matchcut.pipeline.search.marks import marks
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.progress import Progress, Report
from matchcut.project.films import films, names_apart
from matchcut.project.picture_area import picture_area
from matchcut.project.project import Project
from matchcut.representations.segmenter import Segmenter
from matchcut.review import Flavour
from matchcut.scoring.room import short_words
from matchcut.scoring.words import WEAKER, WEAKER_MEANING, shown_parts, weak_from
from matchcut.sheet import SheetRow, SheetSide, render_sheet
from matchcut.words import counted, printable

_PICTURE_SIDE = 480

Section = tuple[Flavour, Sequence[FoundPair]]
"""A list of pairs, best first."""


def check_sheet(project: Project, out: Path) -> None:
    """Raise ExportError if no sheet can be written, before much work is done.

    That is if the name is not a web page's or is that of a film, or its folder is missing.
    """
    name = printable(out.name)
    if out.suffix.lower() not in (".html", ".htm"):
        raise ExportError(f"{name} is not a name for a web page.", "Use the suffix .html.")
    spare_films(project, out)
    if is_folder(out) or not is_folder(out.parent):
        happened = "it is a folder" if is_folder(out) else "its folder is not there"
        raise ExportError(f"{name} can't be written: {happened}.", "Choose another name or folder.")


def contact_sheet(
    project: Project, sections: Sequence[Section], segmenter: Segmenter, progress: Progress
) -> str:
    """Return the contact sheet of some lists of pairs, as HTML."""
    shown = [
        side
        for _, pairs in sections
        for pair in pairs
        for side in (pair.out, pair.into)
        if side is not None
    ]
    sides = _Sides(project, segmenter, _pictures(project, shown, progress))
    rendered = []
    for flavour, pairs in sections:
        weak = weak_from((pair.score for pair in pairs), flavour)
        rows = [
            SheetRow(
                id=pair.id,
                rank=pair.rank,
                score=pair.score,
                parts=shown_parts(pair.parts),
                flop=pair.flop,
                short=short_words(pair.short),
                verdict=pair.verdict or "",
                out=sides.side(pair.out, flavour, outgoing=True) if pair.out else None,
                into=sides.side(pair.into, flavour, outgoing=False),
                above=f"{WEAKER}: {WEAKER_MEANING}".capitalize() if place == weak else "",
            )
            for place, pair in enumerate(pairs)
        ]
        rendered.append((f"{COMPARISONS[flavour].heading}, {counted(len(pairs), 'pair')}", rows))
    names = list(dict.fromkeys(sides.names[side.film.record.uuid] for side in shown))
    subtitle = f"{', '.join(names[:4])}{' and more' if len(names) > 4 else ''}"
    if len(names) < len(sides.names):
        subtitle += f" ({len(names)} of {len(sides.names)} films have a pair here)"
    return render_sheet(project.path.stem, subtitle.strip(), rendered)


def comparison_sheet(
    project: Project,
    changed: Sequence[tuple[FoundSide, float]],
    before: Segmenter,
    after: Segmenter,
    progress: Progress,
) -> str:
    """Return frames with the figures of two segmenters side by side, as HTML.

    changed: each with how far the two agree on it, 0..1.
    """
    pictures = _pictures(project, [side for side, _ in changed], progress)
    old, new = (_Sides(project, each, pictures) for each in (before, after))
    rows = [
        SheetRow(
            id=f"{side.film.record.uuid[:8]}-{side.frame}",
            rank=rank,
            score=alike,
            parts=(),
            flop=False,
            verdict="",
            out=old.side(side, "frame", outgoing=True),
            into=new.side(side, "frame", outgoing=True),
        )
        for rank, (side, alike) in enumerate(changed, start=1)
    ]
    heading = "Figures before (left) and after (right), where they agree least"
    return render_sheet(project.path.stem, after.name, [(heading, rows)])


@dataclass(frozen=True, slots=True)
class _Picture:
    """A frame as the sheet shows it; aspect: its width over its height."""

    jpeg: bytes
    aspect: float


_Pictures = dict[tuple[str, int], _Picture]


class _Sides:
    """Describes sides of pairs, with their pictures and marks.

    names: distinct names of the films, by UUID.
    """

    def __init__(self, project: Project, segmenter: Segmenter, pictures: _Pictures) -> None:
        self.names = names_apart(films(project))
        self._stored = StoredFeatures(project, segmenter)
        self._pictures = pictures

    def side(self, side: FoundSide, flavour: Flavour, *, outgoing: bool) -> SheetSide:
        film = side.film.record.uuid
        picture = self._pictures[film, side.frame]
        drawn = marks(self._stored, flavour, side, outgoing=outgoing, aspect=picture.aspect)
        return SheetSide(
            film=self.names[film],
            timecode=side.film.label(side.frame),
            frame=side.frame,
            shot=side.shot.number,
            jpeg=picture.jpeg,
            aspect=picture.aspect,
            outlines=drawn["outlines"],
            arrows=drawn["arrows"],
        )


def _pictures(project: Project, sides: Sequence[FoundSide], progress: Progress) -> _Pictures:
    """Return the decoded frames at the cut points, opening each film once and reading forwards."""
    wanted: dict[str, set[int]] = defaultdict(set)
    films: dict[str, LibraryFilm] = {}
    for side in sides:
        wanted[side.film.record.uuid].add(side.frame)
        films[side.film.record.uuid] = side.film
    total = sum(len(frames) for frames in wanted.values())
    pictures: _Pictures = {}
    for uuid, frames in wanted.items():
        film = films[uuid]
        info = watched_info(project, uuid)
        with FrameReader(info, picture_area(project, uuid)) as reader:
            for frame in sorted(frames):
                shown = reader.frame_at(film.times.pts_of(frame), _PICTURE_SIDE).picture
                height, width = shown.shape[:2]
                # Compressed, because thousands of decoded frames would take gigabytes.
                pictures[uuid, frame] = _Picture(jpeg(shown), width / height)
                progress(Report("reading frames", len(pictures), total, "frames"))
    return pictures
