"""matchcut tag, accept, reviews: what the editor thinks of a pair."""

from pathlib import Path
from typing import get_args

import click

from matchcut.cli.analysis import AS_JSON, PROJECT
from matchcut.cli.terminal import errors, print_columns, print_json
from matchcut.errors import MatchcutError, printable
from matchcut.pipeline.library import Library, load_library
from matchcut.project import reviews as saved
from matchcut.project.project import Project, open_project
from matchcut.review import Anchor, KnownPair, Verdict, orphans
from matchcut.timing import FrameRange


@click.command()
@PROJECT
@click.argument("pair")
@click.argument("verdict", type=click.Choice([*get_args(Verdict), "none"]))
def tag(project_path: Path, pair: str, verdict: str) -> None:
    """Call PAIR good, bad or maybe; none takes that back. A bad one leaves the cut list.

    PAIR is the id that find prints, or its beginning.
    """
    with open_project(project_path) as project:
        known = saved.find_pair(project, pair)
        was = saved.review(project, known.id)
        said = next((word for word in get_args(Verdict) if word == verdict), None)
        saved.set_verdict(project, known.id, said)
    left = verdict == "bad" and was.place is not None
    errors.print(f"{known.id}: {verdict}" + (", out of the cut list" if left else ""))


@click.command()
@PROJECT
@click.argument("pair")
@click.option("--out-frame", type=int, help="The last frame before the cut, from 0.")
@click.option("--in-frame", type=int, help="The first frame after the cut, from 0.")
def accept(project_path: Path, pair: str, out_frame: int | None, in_frame: int | None) -> None:
    """Put PAIR into the cut list, trimmed to frames that are named; it is bad no more.

    PAIR is the id that find prints, or its beginning.
    """
    with open_project(project_path) as project:
        known = saved.find_pair(project, pair)
        library = load_library(project)
        saved.accept(
            project,
            known.id,
            out=_trimmed(library, known.shown.candidate.out, out_frame, "out"),
            in_=_trimmed(library, known.shown.candidate.in_, in_frame, "in"),
        )
        place = saved.accepted(project).index(known.id) + 1
    errors.print(f"{known.id} is number {place} in the cut list.")


@click.command()
@PROJECT
@AS_JSON
def reviews(project_path: Path, as_json: bool) -> None:
    """List the reviewed pairs, and which of them need a look.

    An orphan's shots are gone; check means that the film's file has changed since.
    """
    with open_project(project_path) as project:
        rows = review_rows(project, load_library(project))
    if as_json:
        print_json({"reviews": rows})
        return
    print_columns(
        ("pair", "by", "verdict", "cut list", "out", "in", ""),
        [
            (
                str(row["id"]),
                str(row["by"]),
                str(row["verdict"] or ""),
                str(row["place"] or ""),
                printable(str(row["out"])),
                printable(str(row["in"])),
                " ".join(word for word in ("orphan", "check") if row[word]),
            )
            for row in rows
        ],
    )


def review_rows(project: Project, library: Library) -> list[dict[str, object]]:
    """Return one row for each reviewed pair: verdict, place in the cut list, and where it lies."""
    pairs = saved.reviewed_pairs(project)
    known = [
        KnownPair(pair.id, pair.shown.candidate.flavour, pair.out, pair.in_, reviewed=True)
        for pair in pairs.values()
    ]
    lost = {pair.id for pair in orphans(known, library.locate)}
    rows: list[dict[str, object]] = []
    for id, review in saved.reviews(project).items():
        pair = pairs[id]
        rows.append(
            {
                "id": id,
                "by": pair.shown.candidate.flavour,
                "verdict": review.verdict,
                "place": None if review.place is None else review.place + 1,
                "note": review.note,
                "out": _where(library, review.out or pair.shown.candidate.out),
                "in": _where(library, review.in_ or pair.shown.candidate.in_),
                "orphan": id in lost,
                "check": review.to_check,
            }
        )
    return rows


def _where(library: Library, anchor: Anchor) -> str:
    film, frame = library.films.get(anchor.film), library.frame_of(anchor)
    if film is None:
        return "film removed"
    if frame is None:
        return f"gone from {film.record.name}"
    return f"{film.record.name} {film.label(frame)}"


def _trimmed(library: Library, shown: Anchor, frame: int | None, side: str) -> Anchor | None:
    if frame is None:
        return None
    film = library.films.get(shown.film)
    if film is None:
        raise MatchcutError(
            f"The film of the {side} side has not been watched since it changed.",
            "Analyse it first (matchcut analyze).",
        )
    shot = library.shot_of(shown)
    frames = shot.frames if shot is not None else FrameRange(0, len(film.times))
    if frame not in frames:
        raise MatchcutError(
            f"Frame {frame} lies outside the {'film' if shot is None else 'shot'} "
            f"of the {side} side.",
            f"It goes from {frames.start} to {frames.stop - 1}.",
        )
    return film.anchor(frame)
