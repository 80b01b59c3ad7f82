"""matchcut tag, accept, reviews: the editor's verdicts and the cut list."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import get_args

import click

from matchcut.cli.completion import complete_pair_or
from matchcut.cli.options import (
    AS_JSON,
    PAIRS,
    PROJECT,
    Where,
    open_to_read,
    opened_project,
    tell_changed,
)
from matchcut.cli.terminal import output, print_columns, print_json, print_line
from matchcut.errors import MatchcutError
from matchcut.pipeline.search import documents
from matchcut.pipeline.search.library import Library, is_number, load_library
from matchcut.project import reviews as saved
from matchcut.project.films import names_apart
from matchcut.project.pairs import find_pair, first_shown, lost_pairs, reviewed_pairs
from matchcut.project.project import Project
from matchcut.review import Anchor, Verdict, orphans
from matchcut.timing import FrameRange
from matchcut.words import printable

_SAID = (*get_args(Verdict), "none")


@click.command()
@PROJECT
@click.argument(
    "words",
    metavar=f"PAIR... [{'|'.join(_SAID)}]",
    nargs=-1,
    required=True,
    shell_complete=complete_pair_or(_SAID),
)
@click.option("--note", metavar="TEXT", help='Note to keep with each pair; "" for none.')
def tag(project_path: Path, words: tuple[str, ...], note: str | None) -> None:
    """Give each PAIR a verdict, a note or both.

    The verdict is good, bad or maybe; none clears it. Bad pairs are taken out of the cut list. PAIR
    is the id that find prints, or the beginning of it.
    """
    said = words[-1] if words[-1] in _SAID else None
    pairs = words if said is None else words[:-1]
    if said is None and note is None:
        raise click.UsageError(f"Say after the pairs: {', '.join(_SAID[:-1])} or {_SAID[-1]}.")
    if not pairs:
        raise click.UsageError("Name at least one pair before the verdict.")
    verdict = next((word for word in get_args(Verdict) if word == said), None)
    with opened_project(project_path) as project:
        was = {each: saved.review(project, each) for each in _found(project, pairs)}
        with project.writing():
            if said is not None:
                saved.set_verdicts(project, was, verdict)
            if note is not None:
                saved.set_notes(project, was, note)
    noted = None if note is None else f"note {note}" if note else "no note"
    for each, before in was.items():
        left = "out of the cut list" if said == "bad" and before.place is not None else None
        print_line(f"{each}: {', '.join(filter(None, (said, left, noted)))}", output)


@click.command()
@PROJECT
@PAIRS
@click.option("--out-frame", type=Where(), help="Last frame before the cut.")
@click.option("--in-frame", type=Where(), help="First frame after the cut.")
@click.option("--as-found", is_flag=True, help="Reset to the frames that find proposed.")
@click.option(
    "--place", type=click.IntRange(1), help="Position in the cut list.  [default: the end]"
)
@click.option("--remove", is_flag=True, help="Take it out of the cut list; verdict and trim stay.")
def accept(
    project_path: Path,
    pairs: tuple[str, ...],
    out_frame: str | None,
    in_frame: str | None,
    as_found: bool,
    place: int | None,
    remove: bool,
) -> None:
    """Add each PAIR to the cut list, or trim one there.

    A pair that is in the list already keeps its position; the verdict of a bad one is cleared.
    PAIR is the id that find prints, or the beginning of it. WHERE is a timecode of the film, or a
    frame number counted from 0.
    """
    if remove and (as_found or (out_frame, in_frame, place) != (None, None, None)):
        raise click.UsageError("--remove goes without other options.")
    if len(pairs) > 1 and (out_frame, in_frame, place) != (None, None, None):
        raise click.UsageError("--out-frame, --in-frame and --place go with a single pair.")
    with opened_project(project_path) as project:
        known = _found(project, pairs)
        if remove:
            _remove(project, known)
            return
        library = load_library(project)
        cuts = {}
        for each in known:
            found = find_pair(project, each).candidate
            out = _trimmed(library, found.out, out_frame, "out")
            into = _trimmed(library, found.into, in_frame, "in")
            if as_found:
                out, into = out or found.out, into or found.into
            cuts[each] = saved.AcceptedCut(out, into)
        saved.accept_all(project, cuts, place=None if place is None else place - 1)
        numbers = saved.accepted(project)
        said = {each: saved.review(project, each) for each in known}
    names = names_apart(film.record for film in library.films.values())
    for each, cut in said.items():
        assert cut.out is not None and cut.into is not None  # every accepted pair has both
        print_line(
            f"{each} is number {numbers.index(each) + 1} in the cut list: "
            f"out {_where_exactly(library, names, cut.out)}, "
            f"in {_where_exactly(library, names, cut.into)}.",
            output,
        )


def _found(project: Project, pairs: Iterable[str]) -> list[str]:
    """Return the full ids of pairs, without repetitions."""
    return list(dict.fromkeys(find_pair(project, each).id for each in pairs))


def _remove(project: Project, pairs: Sequence[str]) -> None:
    for each in pairs:
        if saved.review(project, each).place is None:
            raise MatchcutError(
                f"{each} is not in the cut list.", "matchcut reviews shows what is."
            )
    saved.remove_all(project, pairs)
    for each in pairs:
        print_line(f"{each} is no longer in the cut list.", output)


@click.command()
@PROJECT
@AS_JSON
def reviews(project_path: Path, as_json: bool) -> None:
    """List the reviewed pairs, and which of them need attention.

    The shots of an orphan no longer exist; check means that the film's file has changed since.
    JSON describes both sides as find does, with the frames as found and as trimmed (or null).
    """
    with open_to_read(project_path) as project:
        rows = review_rows(project, load_library(project))
        lost = lost_pairs(project)
        tell_changed(project)
    for id in lost:
        print_line(f"{id} is left out: what was shown under this id is damaged or gone.")
    if as_json:
        print_json({"reviews": rows})
        return
    if not rows:
        print_line("No pair is reviewed yet: matchcut tag and matchcut accept do that.", output)
        return
    headings = ("pair", "by", "verdict", "cut list", "out", "in", "", "note")
    cells = [
        (
            str(row["id"]),
            str(row["by"]),
            str(row["verdict"] or ""),
            str(row["place"] or ""),
            printable(str(row["out"])),
            printable(str(row["in"])),
            " ".join(word for word in ("orphan", "check") if row[word]),
            printable(str(row["note"])),
        )
        for row in rows
    ]
    # Empty columns would take room from the names of the films.
    used = [any(column) for column in zip(*cells, strict=True)]
    print_columns(list(compress(headings, used)), [list(compress(row, used)) for row in cells])


def review_rows(project: Project, library: Library) -> list[dict[str, object]]:
    """Return one row per reviewed pair: verdict, position in the cut list, and its two frames.

    Pairs in `lost_pairs` have no row.
    """
    names = names_apart(film.record for film in library.films.values())
    pairs = reviewed_pairs(project)
    lost = orphans(first_shown(project), library.locate)
    numbers = {id: number for number, id in enumerate(saved.accepted(project), start=1)}
    rows: list[dict[str, object]] = []
    for id, review in saved.reviews(project).items():
        pair = pairs.get(id)
        if pair is None:
            continue  # see `lost_pairs`
        rows.append(
            {
                "id": id,
                "by": pair.candidate.flavour,
                "verdict": review.verdict,
                "place": numbers.get(id),
                "note": review.note,
                "out": _where(library, names, review.out or pair.candidate.out),
                "in": _where(library, names, review.into or pair.candidate.into),
                "orphan": id in lost,
                "check": review.to_check,
                "accepted": review.place is not None,
                **documents.cut_points(library, pair, review),
            }
        )
    return rows


def _where(library: Library, names: Mapping[str, str], anchor: Anchor) -> str:
    film, frame = library.films.get(anchor.film), library.frame_of(anchor)
    if film is None:
        return "film removed"
    if frame is None:
        return f"gone from {names[anchor.film]}"
    return f"{names[anchor.film]} {film.label(frame)}"


def _where_exactly(library: Library, names: Mapping[str, str], anchor: Anchor) -> str:
    frame = library.frame_of(anchor)
    return _where(library, names, anchor) + ("" if frame is None else f" (frame {frame})")


def _trimmed(library: Library, shown: Anchor, where: str | None, side: str) -> Anchor | None:
    if where is None:
        return None
    film = library.films.get(shown.film)
    if film is None:
        raise MatchcutError(
            f"The film of the {side} side has not been watched since it changed.",
            "Analyse it first (matchcut analyze).",
        )
    shot = library.shot_of(shown)
    frames = shot.frames if shot is not None else FrameRange(0, len(film.times))
    frame = film.frame_at(where)
    if frame not in frames:
        first, last = (f"{film.label(at)} (frame {at})" for at in (frames.start, frames.stop - 1))
        raise MatchcutError(
            f"{'Frame ' if is_number(where) else ''}{where} lies outside the "
            f"{'film' if shot is None else 'shot'} of the {side} side.",
            f"It goes from {first} to {last}.",
        )
    return film.anchor(frame)
