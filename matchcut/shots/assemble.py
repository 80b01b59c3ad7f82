"""Shots are what lies between transitions."""

from collections.abc import Iterable

from matchcut.shots.shot import Shot, Transition
from matchcut.timing import FrameRange

MIN_SHOT_FRAMES = 6


def assemble(
    transitions: Iterable[Transition], n_frames: int, *, min_frames: int = MIN_SHOT_FRAMES
) -> list[Shot]:
    """Return the shots of a film of ``n_frames``, in order, as pictures.

    The frames of a fade or dissolve belong to no shot, and neither does a piece of fewer than
    ``min_frames`` between two transitions: it joins them to one longer gap, since giving it to a
    neighbour would show the end of one shot inside another. Without any transition the whole
    film is a shot, however short.
    """
    shots = []
    start = 0
    for transition in sorted(transitions, key=lambda each: (each.start, each.stop)):
        if transition.stop >= n_frames and transition.start >= n_frames:
            break
        if transition.start - start >= min_frames:
            shots.append(Shot(FrameRange(start, transition.start)))
        start = max(start, transition.stop)
    if n_frames - start >= min_frames or (start == 0 < n_frames and not shots):
        shots.append(Shot(FrameRange(start, n_frames)))
    return shots
