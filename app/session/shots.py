"""Shots as the window shows them: plain data, and which of them are listed."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShotRow:
    """One shot of the shots view.

    frame: the one whose picture stands for it. group: near-duplicates have the same one.
    outside: of the range of its film, which has one where ``film_has_range``; then it isn't paired.
    wish: "alone" or "represents" where the editor has said so.
    members: how many near-duplicates its group has, itself included; 1 without group.
    """

    film: str
    name: str
    number: int
    start: int
    end: int
    frame: int
    timecode: str
    seconds: float
    kind: str
    group: int | None
    representative: bool
    hidden: bool
    outside: bool
    film_has_range: bool
    hand_made: bool
    wish: str | None
    members: int = 1


def read_shots(document: Mapping[str, Any]) -> list[ShotRow]:
    """Return all shots as the answer server tells them, film by film."""
    sizes: dict[int, int] = {}
    for film in document["films"]:
        for shot in film["shots"]:
            if shot["group"] is not None:
                sizes[shot["group"]] = sizes.get(shot["group"], 0) + 1
    return [
        ShotRow(
            film=film["film"],
            name=film["name"],
            number=shot["shot"],
            start=shot["start"],
            end=shot["end"],
            frame=shot["frame"],
            timecode=shot["timecode"],
            seconds=shot["seconds"],
            kind=shot["kind"],
            group=shot["group"],
            representative=shot["representative"],
            hidden=shot["hidden"],
            outside=shot["outside"],
            film_has_range=film["has_range"],
            hand_made=shot["hand_made"],
            wish=shot["wish"],
            members=sizes.get(shot["group"], 1),
        )
        for film in document["films"]
        for shot in film["shots"]
    ]


def listed(
    shots: Iterable[ShotRow], *, film: str | None, expanded: Container[int], every_kind: bool
) -> list[ShotRow]:
    """Return the shots to list: of a group only who represents it, or all where it is expanded.

    The members of an expanded group stand together, the representative first.
    """
    wanted = [
        shot
        for shot in shots
        if (film is None or shot.film == film) and (every_kind or shot.kind == "picture")
    ]
    represented = {shot.group for shot in wanted if shot.representative}
    others: dict[int | None, list[ShotRow]] = {}
    for shot in wanted:
        if not shot.representative:
            others.setdefault(shot.group, []).append(shot)
    rows: list[ShotRow] = []
    for shot in wanted:
        # A representative may be of another film, and not in this list.
        if shot.group is None or shot.representative or shot.group not in represented:
            rows.append(shot)
        if shot.group is not None and shot.representative and shot.group in expanded:
            rows += others.get(shot.group, [])
    return rows
