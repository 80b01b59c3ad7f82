"""What the servers of a project hold of it: its films as they are now, and what finds figures."""

from pathlib import Path

from matchcut.errors import MatchcutError, ModelError
from matchcut.pipeline.search.library import NO_FILMS, FoundSide, Library, load_library
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.project.caches import learnt_network
from matchcut.project.project import Project
from matchcut.representations.segmenter import Segmenter
from matchcut.representations.segmenters import choose_segmenter
from matchcut.serving import messages


class Current:
    """Reads of a project what has changed since the last request, and no more.

    passed_over: why a network that is here is not used by the segmenter asked for last.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read = NO_FILMS
        self._wanted: tuple[str, str, int] | None = None
        self._segmenter: Segmenter | None = None  # the one that was wanted last
        self.passed_over: messages.Problem | None = None

    def library(self) -> Library:
        """Return the films as they are now, reading only those that have changed."""
        self._read = load_library(self._project, self._read)
        return self._read

    def side(self, asked: messages.Place, library: Library | None = None) -> FoundSide:
        """Return the shot at a frame. Raises MatchcutError where there is none any more.

        library: the films as they are now, where they have been read.
        """
        film = (library or self.library()).film(asked["film"])
        shot = film.shot_at(asked["frame"])
        if shot is None:
            raise MatchcutError("There is no shot at this frame any more.", "Choose another frame.")
        return FoundSide(film, shot, asked["frame"])

    def segmenter(self, asked: messages.Network) -> Segmenter:
        """Return the segmenter that is asked for; a network is loaded once.

        Raises ModelError when its weights are missing or not safe to load.
        """
        name, weights = asked.get("segmenter") or "auto", asked.get("weights") or ""
        learnt = learnt_network(self._project)
        # What is learnt anew takes the same name.
        wanted = name, weights, learnt.stat().st_mtime_ns if learnt else 0
        if self._segmenter is None or wanted != self._wanted:
            damages: list[ModelError] = []
            path = Path(weights) if weights else None
            self._segmenter = choose_segmenter(name, path, learnt, damages.append)
            self.passed_over = problem(damages[0]) if damages else None
            self._wanted = wanted
        return self._segmenter

    def stored(self, asked: messages.Network) -> StoredFeatures:
        """Return the stored features, figures by the segmenter that is asked for."""
        return StoredFeatures(self._project, self.segmenter(asked))


def problem(error: MatchcutError) -> messages.Problem:
    """Return an error as what is told of it."""
    return {"error": error.happened, "remedy": error.remedy}
