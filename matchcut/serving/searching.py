"""The search server: searches for pairs only, so that nothing else waits behind a search.

Run as ``python -m matchcut.serving.searching PROJECT``. It imports nothing that analyses films or
writes lists, so that the first pairs appear soon.
"""

import sys
from pathlib import Path

from matchcut.pipeline.search.finding import Question, find_and_record_pairs, lacking_shots
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.reversing import kept_reverses
from matchcut.pipeline.search.shown_before import with_judged
from matchcut.progress import Report
from matchcut.project.project import Project
from matchcut.serving import asks, messages
from matchcut.serving.current import Current
from matchcut.serving.list_documents import PairDocuments, shown_document
from matchcut.serving.opened import opened_project
from matchcut.serving.wire import Call, Handler, answered, serve_on_standard_streams

PAIRS_AT_ONCE = 100


class SearchServer:
    """Holds a project open and searches it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._current = Current(project)
        self.handlers: dict[str, Handler] = dict([answered(asks.FIND, self.find)])

    def find(self, call: Call[messages.FindArguments]) -> messages.Found:
        """Search for pairs; return everything the list shows about them and their reviews."""
        asked = call.arguments
        segmenter = self._current.segmenter(asked)
        shot, frame, image = asked["shot"], asked["frame"], asked["image"]
        if frame is not None:
            side = self._current.side({"film": asked["film"] or "", "frame": frame})
            shot = side.shot.number
        question = Question(
            flavour=asked["by"],
            k=asked["k"],
            film=asked["film"],
            shot=shot,
            image=Path(image) if image else None,
            flop=asked["flop"],
            all_kinds=asked["all_kinds"],
        )
        library = self._current.library()
        seen: list[FoundSide] = []
        pairs = find_and_record_pairs(
            self._project,
            question,
            segmenter,
            call.progress,
            library=library,
            recognised=seen.append,
        )
        library = self._current.library()
        pairs = with_judged(self._project, library, question, pairs)
        pair_documents = PairDocuments(self._project, segmenter, library)
        kept = kept_reverses(self._project, library, question.flavour, pairs)
        documents: list[messages.FoundPair] = []
        for at, pair in enumerate(pairs):
            reverse = pair_documents.known(kept[pair.id]) if pair.id in kept else None
            documents.append({**pair_documents.found(question.flavour, pair), "reverse": reverse})
            if len(documents) == PAIRS_AT_ONCE:
                call.progress(Report("reading pairs", at + 1, len(pairs), "pairs"))
                call.part(documents)
                documents = []
        return {
            "passed_over": self._current.passed_over,
            "left_out": lacking_shots(
                self._project, library.films.values(), [question.flavour], segmenter
            ),
            "shot": shot,
            "shown": shown_document(seen[0]) if seen else None,
            "pairs": documents,
        }


def main() -> None:
    """Serve the project named on the command line until standard input ends."""
    with opened_project(*sys.argv[1:3]) as project:
        serve_on_standard_streams(SearchServer(project).handlers)


if __name__ == "__main__":
    main()
