"""What is shown of the figures before and after a network learnt them: the greatest changes."""

from types import SimpleNamespace

import pytest
from drawn_figures import box, masks_of, shot_of

from matchcut.pipeline.output import before_after

WHOLE, HALF, QUARTER = (masks_of(box(10, 8, width, 16)) for width in (16, 8, 4))
NOTHING = masks_of()


def changed(*frames):
    """A shot by its frames before and after: (before, after) each."""
    return SimpleNamespace(
        old=shot_of(*(before for before, _ in frames), indices=[10, 20, 30][: len(frames)]),
        new=shot_of(*(after for _, after in frames), indices=[10, 20, 30][: len(frames)]),
    )


def test_the_shots_that_changed_most_come_first_each_by_its_frame_that_changed_most(monkeypatch):
    shots = [
        changed((WHOLE, WHOLE), (WHOLE, HALF), (NOTHING, NOTHING)),
        changed((WHOLE, QUARTER), (WHOLE, HALF)),
        changed((WHOLE, WHOLE), (NOTHING, NOTHING)),
        SimpleNamespace(old=shot_of(WHOLE), new=None),
        changed((WHOLE, WHOLE), (WHOLE, HALF), (NOTHING, QUARTER)),
    ]
    library = SimpleNamespace(films={"film": SimpleNamespace(shots=shots)})
    monkeypatch.setattr(before_after, "load_library", lambda project: library)

    def stored(project, segmenter):
        which = "old" if segmenter.name == "foreground" else "new"
        return SimpleNamespace(load=lambda shot, kind: getattr(shot, which))

    monkeypatch.setattr(before_after, "StoredFeatures", stored)
    monkeypatch.setattr(
        before_after,
        "comparison_sheet",
        lambda project, shown, before, after, progress: (shown, before.name, after.name),
    )
    learnt = SimpleNamespace(name="learnt")
    shown, *names = before_after.before_and_after(None, learnt, lambda report: None)
    assert names == ["foreground", "learnt"]
    assert [(shots.index(side.shot), side.frame) for side, _ in shown] == [
        (4, 30),
        (1, 10),
        (0, 20),
        (2, 10),
    ]
    assert [alike for _, alike in shown] == pytest.approx([0, 0.25, 0.5, 1])
