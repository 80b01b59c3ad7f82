"""The films of a project: from frames to what no analysis changes, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.session.candidates import Candidate, CandidateSide
from matchcut.media.times import FrameTimes
from matchcut.project.films import FilmRecord, ShotCount, names_apart
from matchcut.project.reviews import AcceptedCut
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor
from matchcut.words import left_out_words


def anchor_of(side: CandidateSide) -> Anchor:
    """Return the anchor of the frame at the cut."""
    return Anchor(side.film, side.pts)


_NOTHING = Review()


@dataclass(frozen=True, slots=True)
class Footage:
    """Films, when their frames are shown (if known), and the files that they are watched from.

    broken: the names of films that are left out, since the project is damaged.
    called: display name of each film, by UUID: with its folder if others have the same name.
    """

    films: Sequence[FilmRecord] = ()
    times: Mapping[str, FrameTimes] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    broken: Sequence[str] = ()
    called: Mapping[str, str] = field(init=False)
    _by_uuid: Mapping[str, FilmRecord] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "called", names_apart(self.films))
        object.__setattr__(self, "_by_uuid", {film.uuid: film for film in self.films})

    def film(self, uuid: str) -> FilmRecord | None:
        """Return a film, None where it is not known."""
        return self._by_uuid.get(uuid)

    def path(self, film_uuid: str) -> str:
        """Return where a film's file lies, "" for a film that is not known."""
        return str(self.files.get(film_uuid, ""))

    def differs(self, before: "Footage") -> bool:
        """Return whether a film that was there before has other files or another start timecode."""
        known = {film.uuid: (film.start_timecode, film.media) for film in before.films}
        return any(
            known.get(film.uuid, (film.start_timecode, film.media))
            != (film.start_timecode, film.media)
            for film in self.films
        )

    def moved(self, before: "Footage") -> dict[Path, Path | None]:
        """Return where films' files have moved, by old path: None for films that are gone."""
        moved: dict[Path, Path | None] = {}
        for film in before.films:
            if film.uuid not in self.files:
                moved |= dict.fromkeys(media.path for media in film.media)
            elif before.files[film.uuid] != self.files[film.uuid]:
                moved[before.files[film.uuid]] = self.files[film.uuid]
        return moved

    def names(self) -> dict[Path, str]:
        """Return what the films are called, by file."""
        return {media.path: film.name for film in self.films for media in film.media}

    def came(
        self, before: "Footage", shots: Mapping[str, ShotCount]
    ) -> list[tuple[Path, int, str]]:
        """Return what `watched` returns, only for the films that were not there before."""
        known = {film.uuid for film in before.films}
        new = replace(self, films=[film for film in self.films if film.uuid not in known])
        return new.watched(shots)

    def rates(self) -> dict[Path, float]:
        """Return the frames a second by file: films may be renamed, or share a name."""
        return {media.path: float(film.rate) for film in self.films for media in film.media}

    def watched(self, shots: Mapping[str, ShotCount]) -> list[tuple[Path, int, str]]:
        """Return each film's file, how many of the shots are its own, and what is odd in words."""
        known = []
        for film in self.films:
            count = shots.get(film.uuid, ShotCount())
            words = " ".join(filter(None, (left_out_words(count.no_picture), film.damage)))
            known.append((self.files[film.uuid], count.shots, words))
        return known

    def anchor(self, side: CandidateSide, frame: int) -> Anchor | None:
        """Return the anchor of a frame of a side's film, None if there is no such frame."""
        times = self.times.get(side.film)
        if times is None or not 0 <= frame < len(times):
            return None
        return Anchor(side.film, times.pts_of(frame))

    def cut(self, pair: Candidate, point: tuple[int, int] | None) -> tuple[Anchor, Anchor]:
        """Return the anchors of the last frame out and the first frame in.

        point: their numbers, None for the pair's own; where a film has no such frame, the pair's
            own too.
        """
        assert pair.out is not None
        out_frame, in_frame = point or (pair.out.frame, pair.into.frame)
        return (
            self.anchor(pair.out, out_frame) or anchor_of(pair.out),
            self.anchor(pair.into, in_frame) or anchor_of(pair.into),
        )

    def cuts(
        self, pairs: Iterable[Candidate], played: Candidate | None, plays: tuple[int, int] | None
    ) -> dict[str, AcceptedCut]:
        """Return the cuts to accept pairs with, by id: each as it is, ``played`` as it plays.

        plays: out and in frame on trial, None for its own.
        """
        return {
            pair.id: AcceptedCut(
                *self.cut(pair, plays if played is not None and pair.id == played.id else None),
                pair.flop,
            )
            for pair in pairs
        }

    def label(self, film_uuid: str, frame: int | None) -> str:
        """Return a film's name with the timecode of a frame, in words for a list."""
        film = self.film(film_uuid)
        if film is None:
            return ""
        if frame is None:
            return film.name
        times = self.times.get(film.uuid)
        timecode = times.label(frame, film.clock) if times else film.clock.label(frame)
        return f"{film.name}  {timecode}"

    def timecode_at(self, at: Anchor) -> str:
        """Return the timecode of the frame that an anchor stands for, "" where it is unknown."""
        film = self.film(at.film)
        if film is None or at.film not in self.times:
            return ""
        times = self.times[at.film]
        return film.clock.label_at((at.pts - times.pts_of(0)) * times.time_base)

    def reviewed(self, shown: Candidate, said: Review) -> Candidate:
        """Return a pair with the editor's review of it, and whether to check that review.

        Its films get their display names.
        """
        out = None if shown.out is None else self._called(shown.out)
        shown = replace(shown, out=out, into=self._called(shown.into))
        if said == _NOTHING:
            return shown  # the usual case among ten thousand pairs
        return replace(
            shown,
            verdict=said.verdict,
            accepted=said.place is not None,
            note=said.note,
            check=said.to_check,
            nudge=said.nudge,
            flop=shown.flop if said.flop is None else said.flop,
            out=None if shown.out is None else self._trimmed(shown.out, said.out),
            into=self._trimmed(shown.into, said.into),
        )

    def _called(self, side: CandidateSide) -> CandidateSide:
        name, path = self.called.get(side.film, side.name), self.path(side.film)
        return replace(side, name=name, path=path)

    def _trimmed(self, side: CandidateSide, at: Anchor | None) -> CandidateSide:
        film = self.film(side.film)
        if at is None or at.pts == side.pts or film is None or side.film not in self.times:
            return side
        if at.film != side.film:  # a near-duplicate replaces the shot until the next search
            return side
        frame = self.times[at.film].index_of(at.pts)
        timecode = self.times[at.film].label(frame, film.clock)
        # The shots may have changed since the pair was trimmed: the editor's frame is played
        # anyway.
        start, end = min(side.start, frame), max(side.end, frame + 1)
        return replace(side, frame=frame, pts=at.pts, timecode=timecode, start=start, end=end)
