"""Gather what a contact sheet shows of found pairs: frames, outlines, arrows, timecodes."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchcut.media.area import PictureArea, whole_picture
from matchcut.media.film import fingerprint, probe
from matchcut.media.frames import FrameReader
from matchcut.media.thumbnails import jpeg
from matchcut.pipeline.finding import FoundPair, FoundSide
from matchcut.pipeline.library import LibraryFilm
from matchcut.pipeline.representing import MOTION, masks_key
from matchcut.progress import Progress, Report
from matchcut.project.films import find_media, overlay
from matchcut.project.project import Project
from matchcut.representations.flow import SUBJECT_GRID
from matchcut.representations.masks import mask_features_from_arrays
from matchcut.representations.motion import Moves, motion_features_from_arrays
from matchcut.representations.segmenter import Segmenter
from matchcut.scoring.scorer import Flavour
from matchcut.sheet import Arrow, SheetRow, SheetSide, render_sheet

PICTURE_SIDE = 480
ARROW_SECONDS = 0.25
SHORTEST_ARROW = 0.012

Section = tuple[str, Flavour, Sequence[FoundPair]]


def contact_sheet(
    project: Project, sections: Sequence[Section], segmenter: Segmenter, progress: Progress
) -> str:
    """Return the contact sheet of some lists of pairs, as HTML.

    sections: (heading, flavour, pairs best first).
    """
    sides = [
        side
        for _, _, pairs in sections
        for pair in pairs
        for side in (pair.out, pair.into)
        if side is not None
    ]
    pictures = _pictures(project, sides, progress)
    marks = _Marks(project, segmenter)
    rendered = []
    for heading, by, pairs in sections:
        rows = [
            SheetRow(
                id=pair.id,
                rank=pair.rank,
                by=by,
                score=pair.score,
                parts=tuple(pair.parts.items()),
                flop=pair.flop,
                verdict=pair.verdict or "",
                out=marks.side(pair.out, by, pictures, outgoing=True) if pair.out else None,
                into=marks.side(pair.into, by, pictures, outgoing=False),
            )
            for pair in pairs
        ]
        rendered.append((heading, rows))
    names = list(dict.fromkeys(side.film.record.name for side in sides))
    subtitle = f"{', '.join(names[:4])}{' and more' if len(names) > 4 else ''}"
    return render_sheet(project.path.stem, subtitle, rendered)


_Pictures = dict[tuple[str, int], NDArray[np.uint8]]


class _Marks:
    """Looks up the outlines and arrows of frames; loads each film's features once."""

    def __init__(self, project: Project, segmenter: Segmenter) -> None:
        self._masks = project.features.load(*masks_key(segmenter.name, segmenter.version))
        self._motion = project.features.load(*MOTION)

    def side(
        self, side: FoundSide, by: Flavour, pictures: _Pictures, *, outgoing: bool
    ) -> SheetSide:
        picture = pictures[side.film.record.uuid, side.frame]
        height, width = picture.shape[:2]
        return SheetSide(
            film=side.film.record.name,
            timecode=side.film.clock.label(side.frame),
            frame=side.frame,
            shot=side.shot.number,
            jpeg=jpeg(picture),
            aspect=width / height,
            outlines=self._outlines(side) if by == "frame" else (),
            arrows=self._arrows(side, outgoing, width / height) if by == "motion" else (),
        )

    def _outlines(self, side: FoundSide) -> list[list[tuple[float, float]]]:
        stored = self._masks.get(_span(side))
        if stored is None:
            return []
        features = mask_features_from_arrays(stored)
        at = np.flatnonzero(features.indices == side.frame)
        rings = features.outlines(int(at[0])) if len(at) else []
        return [[(x, y) for x, y in ring.tolist()] for ring in rings]

    def _arrows(self, side: FoundSide, outgoing: bool, aspect: float) -> list[Arrow]:
        stored = self._motion.get(_span(side))
        if stored is None:
            return []
        features = motion_features_from_arrays(stored)
        at = np.flatnonzero(features.indices == side.frame)
        moves = features.ending if outgoing else features.starting
        return _arrows_of(moves, int(at[0]), aspect) if len(at) else []


def _arrows_of(moves: Moves, at: int, aspect: float) -> list[Arrow]:
    """Return where the picture goes within a quarter of a second, on the subject's grid."""
    pan, tilt, zoom, roll = moves.camera[at].mean(axis=0).tolist()
    rows, columns = SUBJECT_GRID
    arrows = []
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) / columns - 0.5, ((row + 0.5) / rows - 0.5) / aspect
            own_x, own_y = moves.subject[at, row, column].tolist()
            dx = (pan + zoom * x - roll * y + own_x) * ARROW_SECONDS
            dy = (tilt + zoom * y + roll * x + own_y) * ARROW_SECONDS
            if np.hypot(dx, dy) >= SHORTEST_ARROW:
                tail, tip = (x + 0.5, y * aspect + 0.5), (x + dx + 0.5, (y + dy) * aspect + 0.5)
                arrows.append(Arrow(tail, tip))
    return arrows


def _pictures(project: Project, sides: Sequence[FoundSide], progress: Progress) -> _Pictures:
    """Decode the frames at the cut points, each film opened once and read forwards."""
    wanted: dict[str, set[int]] = defaultdict(set)
    films: dict[str, LibraryFilm] = {}
    for side in sides:
        wanted[side.film.record.uuid].add(side.frame)
        films[side.film.record.uuid] = side.film
    total = sum(len(frames) for frames in wanted.values())
    pictures: _Pictures = {}
    for uuid, frames in wanted.items():
        film = films[uuid]
        info = probe(find_media(project, uuid, fingerprint).path)
        with FrameReader(info, _area(project, film)) as reader:
            for frame in sorted(frames):
                progress(Report("reading frames", len(pictures), total, "frames"))
                shown = reader.frame_at(film.times.pts_of(frame), PICTURE_SIDE)
                pictures[uuid, frame] = shown.picture
    return pictures


def _area(project: Project, film: LibraryFilm) -> PictureArea:
    burnt_in = overlay(project, film.record.uuid)
    if film.record.crop is None or burnt_in is None:
        return whole_picture(film.record.width, film.record.height)
    left, top, width, height = film.record.crop
    return PictureArea(left, top, width, height, burnt_in)


def _span(side: FoundSide) -> tuple[str, int, int]:
    return side.shot.film, side.shot.frames.start, side.shot.frames.stop
