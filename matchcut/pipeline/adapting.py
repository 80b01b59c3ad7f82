"""Train a network on the figures of a project's own films, and use its masks if better."""

from collections.abc import Iterator

from matchcut.pipeline.analysis.analysing import complete, samples_again
from matchcut.pipeline.analysis.feature_keys import feature_keys
from matchcut.pipeline.analysis.threads import one_thread_each
from matchcut.pipeline.search.finding import without_shots
from matchcut.progress import Progress, silent
from matchcut.project.caches import NETWORK_FILE, NEW_NETWORK_FILE, learnt_network
from matchcut.project.films import films
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, film_shots
from matchcut.representations.adapted.learning import MAX_EXAMPLES, TrainingResult, TrainingSet
from matchcut.representations.adapted.segmenter import (
    NETWORK_PREFIX,
    AdaptedSegmenter,
    adapted_segmenter,
)
from matchcut.representations.samples import ShotSamples, prepared
from models.figure_network import can_be_used, write_parameters

# Sample frames of a shot of usual length.
_USUAL_SAMPLES = 6


def adapt(
    project: Project, progress: Progress = silent
) -> tuple[TrainingResult, AdaptedSegmenter | None]:
    """Learn from the project's films; where the new masks are better, compute them for all shots.

    Returns the training, and the segmenter now in use, None if it is no better.

    The masks found so far stay stored, and stay in use unless the new ones are better. If they are,
    the masks of networks that learnt earlier are deleted. A damaged earlier network is deleted in
    any case: the editor was advised to learn again. Raises ProjectError without an analysed
    film or while one is analysed, MediaError where a film can't be read, ModelError where there is
    too little to learn from, and Cancelled when ``progress`` does; the project is as before until
    the last mask is stored.
    """
    if not any(film_shots(project, record.uuid) for record in films(project)):
        raise without_shots(project)
    # Held throughout: an analysis started meanwhile would keep the learnt masks from being used.
    with project.analysing():
        trained = _learn(project, progress)
        earlier = learnt_network(project)
        if earlier is not None and not can_be_used(earlier):
            earlier.unlink()
        if not trained.better:
            return trained, None
        # Not under its name before all is done: a search takes what it finds there.
        project.cache.mkdir(parents=True, exist_ok=True)
        new = project.cache / NEW_NETWORK_FILE
        write_parameters(new, trained.parameters)
        segmenter = adapted_segmenter(new)
        failures = complete(project, segmenter, progress)
        if failures:
            # If used, the new masks would remove that film's shots from every list.
            raise failures[0]
        new.replace(project.cache / NETWORK_FILE)
        _forget_earlier(project, segmenter)
    return trained, segmenter


def _forget_earlier(project: Project, segmenter: AdaptedSegmenter) -> None:
    """Delete the masks of earlier networks: they can't be chosen any more."""
    now = {name for name, _ in feature_keys(segmenter)}
    for name in project.features.names() - now:
        if name.partition(":")[2].startswith(NETWORK_PREFIX):
            project.features.drop(name)


def _learn(project: Project, progress: Progress) -> TrainingResult:
    learning = TrainingSet()
    with one_thread_each():
        for samples in _samples(project, progress):
            learning.add(prepared(samples))
    return learning.learn(progress)


def _samples(project: Project, progress: Progress) -> Iterator[ShotSamples]:
    """Yield shots to learn from, thinned evenly over the films if there are very many."""
    shots = [(record, _pictures(film_shots(project, record.uuid))) for record in films(project)]
    total = sum(len(of_film) for _, of_film in shots)
    every = max(1, round(total * _USUAL_SAMPLES / MAX_EXAMPLES))
    number = 0
    for record, of_film in shots:
        chosen = {shot.frames for shot in of_film[(-number) % every :: every]}
        number += len(of_film)
        for samples in samples_again(project, record, AdaptedSegmenter.long_side, progress):
            if samples.frames in chosen:
                yield samples


def _pictures(shots: list[ShotRecord]) -> list[ShotRecord]:
    return [shot for shot in shots if shot.kind == "picture" and not shot.hidden]
