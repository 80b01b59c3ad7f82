"""Where features are missing, the command that computes them is told."""

import pytest

from matchcut.pipeline.search.finding import without_features
from matchcut.project.project import open_project
from matchcut.representations.adapted.segmenter import AdaptedSegmenter
from matchcut.representations.segmenters import choose_segmenter


@pytest.mark.parametrize(
    ("segmenter", "options"),
    [
        (choose_segmenter("foreground", None, None), " --segmenter foreground"),
        # A project uses by itself what it has learnt; no option names that.
        (AdaptedSegmenter({}, name="adapted-1a2b3c4d"), ""),
    ],
    ids=["foreground", "adapted"],
)
def test_the_command_computes_features_of_the_segmenter_in_use(tmp_path, segmenter, options):
    with open_project(tmp_path / "a.matchcut", create=True) as project:
        error = without_features(project, "motion", segmenter, None)
    assert error.remedy == f"matchcut analyze -p a.matchcut{options} computes them."
