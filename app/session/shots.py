"""Shots as the window shows them: plain data, and which of them are listed."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.session.footage import Footage
from matchcut.project.shots import GroupWish
from matchcut.serving import messages


@dataclass(frozen=True, slots=True)
class ShotRow:
    """One shot of the shots view.

    The fields are those of `matchcut.serving.messages.ListedShot`; what the shots of a film or a
    group have in common is stored once, since there are many shots.
    group: near-duplicates have the same one. outside: of the range of its film; then it isn't
        paired. wish: "alone" or "represents" if set by the editor.
    """

    film: str
    shot: int
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
    hand_made: bool
    wish: GroupWish | None


@dataclass(frozen=True, slots=True)
class FilmShots:
    """The shots of one film, in their order.

    revision: of the film that they belong to. name: what the project calls the film. has_range:
        whether any shot may be outside its range. groups: how many of its shots are in each group.
    """

    revision: int | None
    name: str
    has_range: bool
    shots: Sequence[ShotRow]
    groups: Counter[int] = field(init=False)

    def __post_init__(self) -> None:
        groups = Counter(shot.group for shot in self.shots if shot.group is not None)
        object.__setattr__(self, "groups", groups)

    def holding(self, frame: int) -> ShotRow | None:
        """Return the shot that a frame lies in."""
        at = bisect_right(self.shots, frame, key=_start)
        shot = self.shots[at - 1] if at else None
        return shot if shot is not None and frame < shot.end else None


@dataclass(frozen=True, slots=True)
class SeenShot:
    """A shot that is shown by itself.

    name: its reel, or its film. path: where its film's file lies, "" if that is not known.
    number, count: its number among the shots of its film, and how many there are.
    start, end: its first frame and the one after its last. duration: as timecode.
    """

    film: str
    name: str
    path: str
    rate: Fraction
    number: int
    count: int
    start: int
    end: int
    duration: str


@dataclass(frozen=True, slots=True)
class Shots:
    """The shots of all films, as sent by the answer server.

    coming: those of a film that more parts will follow of.
    """

    films: Mapping[str, FilmShots] = field(default_factory=dict)
    coming: Sequence[ShotRow] = ()

    @property
    def known(self) -> dict[str, int | None]:
        """The revision of each film; the server only sends shots of films with another one."""
        return {uuid: film.revision for uuid, film in self.films.items()}

    @property
    def members(self) -> Counter[int]:
        """How many near-duplicates each group has, of all films."""
        members = Counter[int]()
        for film in self.films.values():
            members.update(film.groups)
        return members

    def of(self, film: str | None) -> list[ShotRow]:
        """Return the shots of a film, or of all films if it is None: listed or not."""
        films = self.films.values() if film is None else [self.films[film]]
        return [shot for each in films for shot in each.shots]

    def names(self, footage: Footage) -> dict[str, str]:
        """Return the display name of each film."""
        return {uuid: footage.called.get(uuid, film.name) for uuid, film in self.films.items()}

    def paths(self, footage: Footage) -> dict[str, str]:
        """Return where the file of each film lies, "" if that is not known."""
        return {uuid: footage.path(uuid) for uuid in self.films}

    def heard(self, part: messages.FilmShots) -> "Shots":
        """Return the shots with those of one film updated, once all its parts were received."""
        uuid = part["film"]
        # What was received before a server died comes again.
        before = [shot for shot in self.coming if shot.film == uuid and part["first"]]
        shots = [*before, *(ShotRow(film=uuid, **shot) for shot in part["shots"])]
        if part["more"]:
            return replace(self, coming=shots)
        told = FilmShots(part["revision"], part["name"], part["has_range"], shots)
        return Shots({**self.films, uuid: told})

    def after(self, answer: messages.Shots) -> "Shots":
        """Return the shots of the films that an answer names, once its parts were received."""
        # The shots of a film that came back meanwhile are sent with the next answer.
        return Shots({uuid: self.films[uuid] for uuid in answer["films"] if uuid in self.films})

    def seen(self, uuid: str, frame: int, footage: Footage) -> SeenShot | None:
        """Return the shot of a film that holds a frame, as it is shown by itself, listed or not."""
        of_film = self.films.get(uuid)
        shot = of_film.holding(frame) if of_film is not None else None
        film = footage.film(uuid)
        if of_film is None or shot is None or film is None:
            return None
        return SeenShot(
            film=uuid,
            name=film.reel or footage.called[uuid],
            path=footage.path(uuid),
            rate=film.rate,
            number=shot.shot,
            count=len(of_film.shots),
            start=shot.start,
            end=shot.end,
            duration=replace(film.clock, start=0).label(shot.end - shot.start),
        )

    def following(self, shot: ShotRow) -> ShotRow | None:
        """Return the shot that follows in the film, listed or not."""
        of_film = self.films[shot.film].shots
        at = bisect_right(of_film, shot.start, key=_start)
        return of_film[at] if at < len(of_film) else None


def _start(shot: ShotRow) -> int:
    return shot.start


def listed(
    shots: Iterable[ShotRow], *, film: str | None, expanded: Container[int], every_kind: bool
) -> list[ShotRow]:
    """Return the shots to list: of a group only its representative, or all if it is expanded.

    The members of an expanded group are listed together, the representative first.
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
        # The representative may belong to another film, which is not in this list.
        if shot.group is None or shot.representative or shot.group not in represented:
            rows.append(shot)
        if shot.group is not None and shot.representative and shot.group in expanded:
            rows += others.get(shot.group, [])
    return rows
