"""The editor's reviews of pairs, and how a pair is recognised.

A pair is anchored to the two frames at which it was first shown: film and presentation time, out
frame first. Its id is a hash of these and the flavour. Detectors, segmenters, representatives and
trimming change which shots and frames a later run proposes; when the anchors lie in the proposed
shots, or in near-duplicates of them, it is the same pair and keeps its id and its verdict.
"""

import base64
import hashlib
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeGuard, get_args

Verdict = Literal["good", "bad", "maybe"]
Flavour = Literal["frame", "motion", "action"]
FLAVOURS: tuple[Flavour, ...] = get_args(Flavour)


def is_flavour(name: str) -> TypeGuard[Flavour]:
    """Return whether this version knows a flavour; a later one may have stored others."""
    return name in FLAVOURS


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """One frame of one film, by UUID and presentation timestamp, which no analysis changes."""

    film: str
    pts: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair at the cut point that a search proposes.

    flavour: a `Flavour`, or one of a later version.
    """

    flavour: str
    out: Anchor
    into: Anchor


@dataclass(frozen=True, slots=True)
class KnownPair:
    """A pair as it was first shown.

    reviewed: whether the editor has reviewed it.
    """

    id: str
    candidate: Candidate
    reviewed: bool


@dataclass(frozen=True, slots=True)
class LocatedShot:
    """The shot and the near-duplicates of an anchor at present.

    A shot without near-duplicates is a group of its own. stands: whether the shot is the one of
    its group that searches propose.
    """

    shot: Hashable
    group: Hashable
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Nudge:
    """How the in side is laid over the out side so that the match sits.

    scale: about the middle of the frame; 1 leaves the size.
    dx, dy: in frame widths and heights, right and down.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


Locate = Callable[[Anchor], LocatedShot | None]

# Which of a pair's keys.
_BY_SHOTS, _BY_GROUPS = 0, 1


def pair_id(flavour: str, out: Anchor, into: Anchor) -> str:
    """Return the id of a pair first shown at these frames: 10 characters a-z and 2-7."""
    text = "\n".join([flavour, out.film, str(out.pts), into.film, str(into.pts)])
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    # Base 32 has no 0 and no 1 to take for letters; 50 bits keep a million pairs apart.
    return base64.b32encode(digest)[:10].decode("ascii").lower()


def moved(
    places: Mapping[str, float], pair: str, position: int | None
) -> Mapping[str, float | None]:
    """Return the places that are others once a pair is at a position of a list, from 0.

    places: of the pairs in the list, which stands in their order. position: None is out of it.
    Between two places is room for one more, so the pair alone gets another; once halving has used
    that up, all are counted anew. The pair comes first.
    """
    if position is None:
        return {pair: None}
    order = sorted((other for other in places if other != pair), key=lambda other: places[other])
    order.insert(position, pair)
    at = order.index(pair)
    least = places[order[at - 1]] if at else -math.inf
    most = places[order[at + 1]] if at + 1 < len(order) else math.inf
    place = places.get(pair)
    if place is None or not least < place < most:
        place = _between(least, most)
    if least < place < most:
        return {pair: place}
    return {pair: at} | {other: number for number, other in enumerate(order)}


def appended(places: Mapping[str, float], pairs: Iterable[str]) -> dict[str, float]:
    """Return the places of pairs at the end of a list in their order; those in it stay in theirs.

    places: of the pairs in the list.
    """
    last, ordered = max(places.values(), default=-math.inf), {}
    for pair in pairs:
        ordered[pair] = place = places[pair] if pair in places else _between(last, math.inf)
        last = max(last, place)
    return ordered


def _between(least: float, most: float) -> float:
    """Return a place between two, whole where the list ends."""
    if math.isinf(most):
        return 0 if math.isinf(least) else math.floor(least) + 1
    return math.ceil(most) - 1 if math.isinf(least) else (least + most) / 2


def identify(
    candidates: Sequence[Candidate], known: Iterable[KnownPair], locate: Locate
) -> list[str]:
    """Return the id of each candidate: that of a known pair where it is the same, else a new one.

    known: the earliest recorded first.
    locate: the shot and group that hold a frame, or None.
    A reviewed pair comes before one merely shown, then one with the same two shots before one
    with their near-duplicates, then the earlier before the later. No id is given twice, and
    candidates that come first choose first. A pair of two shots that searches propose themselves
    is never one of their near-duplicates, which may have been asked for by name.
    """
    # Once for each pair: a project remembers every pair that it has ever shown.
    pairs = [(pair, _keys(pair.candidate, locate, represented=True)) for pair in known]
    wanted = [_keys(candidate, locate) for candidate in candidates]
    ids: dict[int, str] = {}
    for reviewed, way in product((True, False), (_BY_SHOTS, _BY_GROUPS)):
        taken = set(ids.values())
        waiting: dict[Hashable, list[str]] = {}
        for pair, keys in pairs:
            if pair.reviewed == reviewed and pair.id not in taken:
                waiting.setdefault(keys[way], []).append(pair.id)
        waiting.pop(None, None)
        for index, keys in enumerate(wanted):
            same = waiting.get(keys[way])
            if same and index not in ids:
                ids[index] = same.pop(0)
    return [
        ids.get(index) or pair_id(candidate.flavour, candidate.out, candidate.into)
        for index, candidate in enumerate(candidates)
    ]


def orphans(reviewed: Mapping[str, Candidate], locate: Locate) -> list[str]:
    """Return those of the reviewed pairs that no search can propose any more.

    reviewed: as first shown, by id, the earliest first.
    An anchor of theirs lies in no shot; or both lie in one, as after a merge; or a merge has put
    another reviewed pair into the same two shots, and that one is proposed.
    """
    lost = []
    proposed: set[Hashable] = {None}
    for pair, candidate in reviewed.items():
        shots = _keys(candidate, locate)[_BY_SHOTS]
        if shots in proposed:
            lost.append(pair)
        proposed.add(shots)
    return lost


def _keys(
    pair: Candidate, locate: Locate, *, represented: bool = False
) -> tuple[Hashable, Hashable]:
    """Return the flavour with the two shots of a pair, and with their two groups.

    Both are None where it has not two shots. represented: give no groups where both shots
    represent theirs.
    """
    out, into = locate(pair.out), locate(pair.into)
    if out is None or into is None or out.shot == into.shot:
        return None, None
    shots = pair.flavour, out.shot, into.shot
    if represented and out.stands and into.stands:
        return shots, None
    return shots, (pair.flavour, out.group, into.group)
