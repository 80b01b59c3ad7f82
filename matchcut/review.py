"""The editor's reviews of pairs, and how a pair is recognised again.

A pair is anchored to the two frames at which it was first shown, each by film and presentation
time, out frame first. Its id is a hash of these and the flavour. Other detectors, segmenters,
representatives or trims make a later run propose different shots and frames; as long as the
anchors lie in the proposed shots, or in their near-duplicates, it is the same pair and keeps its
id and verdict.
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
    """Return whether this version knows a flavour; later versions may have stored others."""
    return name in FLAVOURS


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """One frame of a film by UUID and presentation timestamp, which no analysis changes."""

    film: str
    pts: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair at the cut point that a search proposes.

    flavour: a `Flavour`, or one from a later version.
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
    """Where an anchor lies now: its shot and group of near-duplicates.

    A shot without near-duplicates is a group of its own. stands: whether searches propose this
    shot for its group.
    """

    shot: Hashable
    group: Hashable
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Nudge:
    """How the incoming picture is moved and scaled over the outgoing one to make the match fit.

    scale: about the centre of the frame; 1 keeps the size.
    dx, dy: in frame widths and heights, right and down.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


Locate = Callable[[Anchor], LocatedShot | None]

# Indices into the result of `_keys`.
_BY_SHOTS, _BY_GROUPS = 0, 1


def pair_id(flavour: str, out: Anchor, into: Anchor) -> str:
    """Return the id of a pair first shown at these frames: 10 characters of a-z and 2-7."""
    text = "\n".join([flavour, out.film, str(out.pts), into.film, str(into.pts)])
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    # Base 32 has no 0 or 1 to mistake for letters; 50 bits keep a million pairs apart.
    return base64.b32encode(digest)[:10].decode("ascii").lower()


def moved(
    places: Mapping[str, float], pair: str, position: int | None
) -> Mapping[str, float | None]:
    """Return the sort keys that change when a pair moves to ``position``, counted from 0.

    places: sort keys of the listed pairs. position: None removes the pair.
    Usually only the moved pair gets a new key, between its neighbours; once halving has used up
    the space there, all are renumbered. The pair comes first in the result.
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
    """Return sort keys that append pairs to a list in order; pairs already in it keep theirs.

    places: sort keys of the listed pairs.
    """
    last, ordered = max(places.values(), default=-math.inf), {}
    for pair in pairs:
        ordered[pair] = place = places[pair] if pair in places else _between(last, math.inf)
        last = max(last, place)
    return ordered


def _between(least: float, most: float) -> float:
    """Return a sort key between two, a whole number at either end of the list."""
    if math.isinf(most):
        return 0 if math.isinf(least) else math.floor(least) + 1
    return math.ceil(most) - 1 if math.isinf(least) else (least + most) / 2


def identify(
    candidates: Sequence[Candidate], known: Iterable[KnownPair], locate: Locate
) -> list[str]:
    """Return the id of each candidate: that of the same known pair, else a new one.

    known: the earliest recorded first.
    locate: return the shot and group that hold a frame, or None.
    Reviewed pairs take precedence over those merely shown, then pairs of the same two shots over
    pairs of near-duplicates, then earlier over later. No id is given twice; earlier candidates
    choose first. A known pair of two representatives never matches by near-duplicates, which may
    have been asked for by name.
    """
    # Computed once per pair: a project remembers every pair it has ever shown.
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
    """Return the reviewed pairs that no search can propose any more.

    reviewed: as first shown, by id, the earliest first.
    A pair is lost if an anchor lies in no shot; if both lie in one, as after a merge; or if a merge
    has put an earlier reviewed pair into the same two shots, and that one is proposed.
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
    """Return two keys of a pair: flavour and its two shots; flavour and their two groups.

    Both are None if the anchors don't lie in two shots. represented: the group key is None where
    both shots represent their groups.
    """
    out, into = locate(pair.out), locate(pair.into)
    if out is None or into is None or out.shot == into.shot:
        return None, None
    shots = pair.flavour, out.shot, into.shot
    if represented and out.stands and into.stands:
        return shots, None
    return shots, (pair.flavour, out.group, into.group)
