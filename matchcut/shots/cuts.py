"""Detect hard cuts, where the whole picture changes from one frame to the next.

What marks a cut is not how much changes but that it changes once: frames on either side are alike,
those across it are not, and no movement carries one into the other. A flash fails because the
frames around it are alike, a whip pan because each of its frames differs as much from the next, a
passing object because its surroundings move on undisturbed.

One frame between the two may show both shots: woven from their fields, as in film transferred to
video, or blended, as where the rate was converted.
"""

from collections.abc import Sequence

from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import (
    ReducedFrame,
    WarpedCorrelation,
    contrast_share,
    difference,
    is_overlaid,
)

NEIGHBOURS = 3
"""How many frames on either side are compared."""

_MIN_DIFFERENCE = 8.0
# Grain and compression: how much even a still shot changes from frame to frame.
_STILL_DIFFERENCE = 3.0
# Of both, in pictures of low contrast: at every key frame, noise may change by 3 with the coding.
_LEAST_SHARE = 0.35
# A frame that blends two: how much at least shows of either, and how far it may be from the
# straight line between them, as a share of their squared distance. Less contrast is black.
_MIN_SHOWN = 0.15
_MAX_BEND = 0.08
_MIN_CONTRAST = 5.0


def is_cut(
    history: RecentFrames, at: int, correlation: WarpedCorrelation, least_score: float
) -> bool:
    """Return whether a new shot starts at position ``at`` without a transition.

    Looks at NEIGHBOURS frames before ``at`` and NEIGHBOURS frames from ``at`` on, fewer at the
    ends of the film.
    """
    frames = history.frames
    before = frames[max(at - NEIGHBOURS, 0) : at]
    return _parts(before, frames[at : at + NEIGHBOURS], correlation, least_score)


def is_blended_cut(
    history: RecentFrames, at: int, correlation: WarpedCorrelation, least_score: float
) -> bool:
    """Return whether the frame before position ``at`` shows two shots that part there.

    Looks at as many frames as `is_cut`, and at one more before ``at``.
    """
    frames, back = history.frames, history.back
    if at < 2 or at >= len(frames):
        return False
    if min(frames[at - 2].contrast, frames[at].contrast) < _MIN_CONTRAST:
        return False  # between black and a picture, it is part of a fade
    across, behind, ahead = float(back[at, 2]), float(back[at - 1, 1]), float(back[at, 1])
    shown = (behind - ahead + across) / (2 * across) if across else 0.0
    if not _MIN_SHOWN < shown < 1 - _MIN_SHOWN or behind - shown**2 * across > _MAX_BEND * across:
        return False
    before = frames[max(at - 1 - NEIGHBOURS, 0) : at - 1]
    return _parts(before, frames[at : at + NEIGHBOURS], correlation, least_score)


def _parts(
    before: Sequence[ReducedFrame],
    after: Sequence[ReducedFrame],
    correlation: WarpedCorrelation,
    least_score: float,
) -> bool:
    """Return whether two shots meet between these frames, the last and the first of them."""
    step = difference(before[-1], after[0])
    if step < _MIN_DIFFERENCE * _LEAST_SHARE:  # as most frames
        return False
    share = max(float(contrast_share(before[-1].contrast, after[0].contrast)), _LEAST_SHARE)
    if step < _MIN_DIFFERENCE * share:
        return False
    moved_before = max((difference(before[-1], each) for each in before[:-1]), default=0.0)
    moved_after = max((difference(after[0], each) for each in after[1:]), default=0.0)
    moved = (moved_before + moved_after) / 2 + _STILL_DIFFERENCE * share
    # Correlations are rarely below -0.2, so most frames need no flow.
    if 1.2 * step < least_score * moved:
        return False
    across = min(difference(a, b) for a in before for b in after)
    if across < _MIN_DIFFERENCE * share or 1.2 * across < least_score * moved:
        return False
    if is_overlaid(before[-1], after[0]):
        return False
    return across / moved * (1 - correlation(before[-1], after[0])) >= least_score
