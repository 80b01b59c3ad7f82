"""Find the reverse of a pair: the best cut from its incoming shot to its outgoing one.

Pairs are ordered, so the reverse is a pair of its own, with its own cut point, score, id and
verdict. A list holds the better of the two.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.finding import FoundPair, Question, known_again, without_features
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide, Library, load_library
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.project.films import names_apart
from matchcut.project.pairs import ShownPair, first_shown, reviewed_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import reviews
from matchcut.project.settings import frame_shape
from matchcut.project.shots import ShotRecord
from matchcut.representations.segmenter import Segmenter
from matchcut.review import Candidate, Flavour, KnownPair, identify, is_flavour
from matchcut.scoring.room import room_frames
from matchcut.scoring.scorer import Pair


def find_and_record_reverse(
    project: Project, pair: ShownPair, segmenter: Segmenter, *, library: Library | None = None
) -> FoundPair:
    """Return the reverse of a pair, and record that it was shown.

    segmenter, library: as for `find_and_record_pairs`. The in side may be mirrored if that of the
    pair is. Raises MatchcutError if a shot is gone or lacks features, or the two don't match that
    way round.
    """
    library = library or load_library(project)
    shown = pair.candidate
    flavour = shown.flavour
    if not is_flavour(flavour):
        raise MatchcutError(
            "This pair was found by a later version of matchcut.", "Turn it round with that one."
        )
    comparison = COMPARISONS[flavour]
    shots = [library.shot_of(anchor) for anchor in (shown.into, shown.out)]
    tail, head = shots
    if tail is None or head is None or tail == head:
        raise MatchcutError("The two shots of this pair are gone.", "Search for pairs again.")
    stored = StoredFeatures(project, segmenter)
    features = []
    for shot in (tail, head):
        features.append(stored.load(shot, comparison.compared))
        if features[-1] is None:
            raise without_features(project, flavour, segmenter, shot)
    rooms = [room_frames(library.films[shot.film].record.rate) for shot in (tail, head)]
    scorer = comparison.scorer(features, frame_shape(project), pair.flop, rooms)
    best = scorer.best_cuts(np.array([0]), np.array([1]))
    if best.score[0] <= 0:
        first, second = _named(library, tail, head)
        raise MatchcutError(
            f"Cut from {first} to {second}, the two don't match.", "The pair is left as it is."
        )
    frames = int(best.out_frame[0]), int(best.in_frame[0])
    turned = Pair(0, 1, float(best.score[0]), *frames, bool(best.flop[0]))
    turned = replace(turned, parts=scorer.parts(turned))
    (found,) = known_again(project, library, [turned], (tail, head), Question(flavour))
    return found


def kept_reverses(
    project: Project, library: Library, flavour: Flavour, pairs: Sequence[FoundPair]
) -> dict[str, ShownPair]:
    """Return the reverses that the editor has kept, by the pair that they are the reverse of.

    Kept is what was reviewed, and not as bad.
    """
    said, reviewed = reviews(project), reviewed_pairs(project)
    kept = {
        id: each
        for id, each in reviewed.items()
        if each.candidate.flavour == flavour and said[id].verdict != "bad"
    }
    first = first_shown(project)
    known = [KnownPair(id, first[id], reviewed=True) for id in kept]
    turned = {
        pair.id: _candidate(flavour, pair.into, pair.out) for pair in pairs if pair.out is not None
    }
    ids = identify(list(turned.values()), known, library.locate)
    return {pair: kept[id] for pair, id in zip(turned, ids, strict=True) if id in kept}


def _named(library: Library, *shots: ShotRecord) -> list[str]:
    """Return the names of shots, with their films if these differ."""
    names = names_apart(film.record for film in library.films.values())
    apart = len({shot.film for shot in shots}) > 1
    return [f"shot {each.number}" + f" of {names[each.film]}" * apart for each in shots]


def _candidate(flavour: str, out: FoundSide, into: FoundSide) -> Candidate:
    return Candidate(flavour, out.film.anchor(out.frame), into.film.anchor(into.frame))
