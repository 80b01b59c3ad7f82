"""Detect hard cuts, where the whole picture changes from one frame to the next.

What marks a cut is not how much changes but that it changes once: frames on either side are alike,
those across it are not, and no movement carries one into the other. A flash fails because the
frames around it are alike, a whip pan because each of its frames differs as much from the next, a
passing object because its surroundings move on undisturbed.
"""

from matchcut.shots.recent_frames import RecentFrames
from matchcut.shots.reduced_frames import WarpedCorrelation, contrast_share, difference, is_overlaid

NEIGHBOURS = 3
"""How many frames on either side are compared."""

_MIN_DIFFERENCE = 8.0
# Grain and compression: how much even a still shot changes from frame to frame.
_STILL_DIFFERENCE = 3.0
# Of both, in pictures of low contrast: at every key frame, noise may change by 3 with the coding.
_LEAST_SHARE = 0.35


def is_cut(
    history: RecentFrames, at: int, correlation: WarpedCorrelation, least_score: float
) -> bool:
    """Return whether a new shot starts at position ``at`` without a transition.

    Looks at NEIGHBOURS frames before ``at`` and NEIGHBOURS frames from ``at`` on, fewer at the
    ends of the film.
    """
    frames = history.frames
    step = difference(frames[at - 1], frames[at])
    share = max(contrast_share(frames[at - 1], frames[at]), _LEAST_SHARE)
    if step < _MIN_DIFFERENCE * share:
        return False
    before = frames[max(at - NEIGHBOURS, 0) : at]
    after = frames[at : at + NEIGHBOURS]
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
