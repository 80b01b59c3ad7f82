"""Keep what a server holds of its project up to date: its films and its segmenter."""

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
    """Reads only what has changed in a project since the last request.

    passed_over: why the segmenter last asked for doesn't use a network that is there.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read = NO_FILMS
        self._wanted: tuple[str, str, int] | None = None
        self._segmenter: Segmenter | None = None  # the last one asked for
        self.passed_over: messages.Problem | None = None

    def library(self) -> Library:
        """Return the films as they are now, reading only those that have changed."""
        self._read = load_library(self._project, self._read)
        return self._read

    def side(self, asked: messages.Place, library: Library | None = None) -> FoundSide:
        """Return the shot at a frame. Raises MatchcutError if there is none any more.

        library: the films as they are now, if already read.
        """
        film = (library or self.library()).film(asked["film"])
        shot = film.shot_at(asked["frame"])
        if shot is None:
            raise MatchcutError("There is no shot at this frame any more.", "Choose another frame.")
        return FoundSide(film, shot, asked["frame"])

    def segmenter(self, asked: messages.Network) -> Segmenter:
        """Return the segmenter asked for; a network is loaded once.

        Raises ModelError when its weights are missing or not safe to load.
        """
        name, weights = asked.get("segmenter") or "auto", asked.get("weights") or ""
        learnt = learnt_network(self._project)
        # A network learnt again has the same name.
        wanted = name, weights, learnt.stat().st_mtime_ns if learnt else 0
        if self._segmenter is None or wanted != self._wanted:
            damages: list[ModelError] = []
            path = Path(weights) if weights else None
            self._segmenter = choose_segmenter(name, path, learnt, damages.append)
            self.passed_over = problem(damages[0]) if damages else None
            self._wanted = wanted
        return self._segmenter

    def stored(self, asked: messages.Network) -> StoredFeatures:
        """Return the stored features, with figures by the segmenter asked for."""
        return StoredFeatures(self._project, self.segmenter(asked))


def problem(error: MatchcutError) -> messages.Problem:
    """Return an error in the form that the window receives."""
    return {"error": error.happened, "remedy": error.remedy}
