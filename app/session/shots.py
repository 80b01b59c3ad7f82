"""Shots as the window shows them: plain data, and which of them are listed."""

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

    What `matchcut.serving.messages.ListedShot` says of it, and of its film.
    group: near-duplicates have the same one.
    outside: of the range of its film, which has one where ``film_has_range``; then it isn't paired.
    wish: "alone" or "represents" if set by the editor.
    path: where its film's file lies, "" where that is not known.
    members: how many near-duplicates its group has, itself included; 1 without group.
    """

    film: str
    name: str
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
    film_has_range: bool
    hand_made: bool
    wish: GroupWish | None
    members: int = 1
    path: str = ""


@dataclass(frozen=True, slots=True)
class SeenShot:
    """A shot that is seen by itself.

    name: its reel, or its film. path: where its film's file lies, "" where that is not known.
    number, count: it is that one of so many of its film. start, end: its first frame and the one
        after its last. duration: as timecode.
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

    known: the revision of each film that they are from; the server leaves out unchanged films.
    """

    films: Mapping[str, Sequence[ShotRow]] = field(default_factory=dict)
    known: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def rows(self) -> list[ShotRow]:
        """All shots, film by film."""
        return [shot for rows in self.films.values() for shot in rows]

    def count(self, film: str | None) -> int:
        """Return how many shots a film has, or all films for None: listed or not."""
        return len(self.rows) if film is None else len(self.films[film])

    def after(self, answer: messages.Shots) -> "Shots":
        """Return the shots updated by an answer."""
        films: dict[str, Sequence[ShotRow]] = {}
        known: dict[str, int | None] = {}
        for film in answer["films"]:
            uuid = film["film"]
            if "shots" in film:
                films[uuid], known[uuid] = _rows(film), film["revision"]
            else:
                films[uuid], known[uuid] = self.films[uuid], self.known[uuid]
        sizes = Counter(shot.group for rows in films.values() for shot in rows)
        del sizes[None]

        def sized(shot: ShotRow) -> ShotRow:
            size = sizes.get(shot.group, 1)
            return shot if shot.members == size else replace(shot, members=size)

        return Shots({uuid: [sized(shot) for shot in rows] for uuid, rows in films.items()}, known)

    def seen(self, uuid: str, frame: int, footage: Footage) -> SeenShot | None:
        """Return the shot of a film that a frame lies in as it is seen by itself, listed or not."""
        shots = self.films.get(uuid, ())
        shot = next((each for each in shots if each.start <= frame < each.end), None)
        film = next((each for each in footage.films if each.uuid == uuid), None)
        if shot is None or film is None:
            return None
        return SeenShot(
            film=uuid,
            name=film.reel or footage.called[uuid],
            path=footage.path(uuid),
            rate=film.rate,
            number=shot.shot,
            count=len(shots),
            start=shot.start,
            end=shot.end,
            duration=replace(film.clock, start=0).label(shot.end - shot.start),
        )

    def following(self, shot: ShotRow) -> ShotRow | None:
        """Return the shot that follows in the film, listed or not."""
        of_film = self.films[shot.film]
        return next((each for each in of_film if each.shot == shot.shot + 1), None)


def _rows(film: messages.FilmShots) -> list[ShotRow]:
    uuid, name, ranged = film["film"], film["name"], film["has_range"]
    return [ShotRow(film=uuid, name=name, film_has_range=ranged, **shot) for shot in film["shots"]]


def told_apart(shots: Iterable[ShotRow], footage: Footage) -> list[ShotRow]:
    """Return shots whose films are called as they are told apart."""
    called, path = footage.called, footage.path
    return [
        replace(each, name=called.get(each.film, each.name), path=path(each.film)) for each in shots
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
