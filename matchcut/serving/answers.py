"""The answer server: all requests of the window that take longer than a frame, except searches.

Run as ``python -m matchcut.serving.answers PROJECT``. The protocol is in `matchcut.serving.wire`,
requests and answers in `matchcut.serving.messages`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from matchcut.errors import MatchcutError
from matchcut.export import EXPORTERS
from matchcut.export.cut import CutWarning, ExportSettings, LeftOut, by_reason
from matchcut.pipeline.analysis.analysing import complete
from matchcut.pipeline.analysis.grouping import group_near_duplicates
from matchcut.pipeline.output.cut_list import export_settings
from matchcut.pipeline.output.exporting import KEYS, export_list, fitting
from matchcut.pipeline.search.close_up import heat_map, nudge
from matchcut.pipeline.search.documents import Marks
from matchcut.pipeline.search.library import FoundSide
from matchcut.pipeline.search.marks import marks
from matchcut.pipeline.search.reversing import find_and_record_reverse
from matchcut.project.pairs import find_pair, known_pair
from matchcut.project.project import Project
from matchcut.project.settings import frame_shape
from matchcut.serving import asks, messages
from matchcut.serving.changes import SHOT_CHANGES, ShotChange
from matchcut.serving.current import Current, problem
from matchcut.serving.films import FilmAnswers
from matchcut.serving.list_documents import PairDocuments, shots_document
from matchcut.serving.opened import opened_project
from matchcut.serving.wire import Call, Handler, answered, serve_on_standard_streams


class AnswerServer:
    """Holds a project open and answers requests about it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._current = Current(project)
        self.handlers: dict[str, Handler] = dict(
            [
                answered(asks.REVERSE, self.reverse),
                answered(asks.PAIRS, self.pairs),
                answered(asks.HEAT_MAP, self.heat_map),
                answered(asks.NUDGE, self.nudge),
                answered(asks.MARKS, self.marks),
                answered(asks.SHOTS, self.shots),
                answered(asks.COMPLETE, self.complete),
                answered(asks.REGROUP, self.regroup),
                answered(asks.FORMATS, self.formats),
                answered(asks.EXPORT, self.export),
                answered(asks.FITTING, self.fitting),
            ],
            **FilmAnswers(project).handlers,
            **{name: self._changing(change) for name, change in SHOT_CHANGES.items()},
        )

    def reverse(self, call: Call[messages.ReverseArguments]) -> messages.ListedPair:
        """Return everything the list shows about the reverse of a pair."""
        segmenter = self._current.segmenter(call.arguments)
        pair, library = find_pair(self._project, call.arguments["pair"]), self._current.library()
        found = find_and_record_reverse(self._project, pair, segmenter, library=library)
        pair_documents = PairDocuments(self._project, segmenter, self._current.library())
        return pair_documents.found(pair.candidate.flavour, found)

    def pairs(self, call: Call[messages.PairsArguments]) -> list[messages.ListedPair]:
        """Return everything the list shows about pairs that were shown before."""
        segmenter = self._current.segmenter(call.arguments)
        pair_documents = PairDocuments(self._project, segmenter, self._current.library())
        asked = (known_pair(self._project, id) for id in call.arguments["ids"])
        told = [pair_documents.known(pair) for pair in asked if pair is not None]
        return [document for document in told if document is not None]

    def heat_map(self, call: Call[messages.HeatMapArguments]) -> messages.HeatMap:
        """Score every cut between two shots."""
        out, into = self._sides(call)
        asked = call.arguments
        stored, shape = self._current.stored(asked), frame_shape(self._project)
        found = heat_map(stored, asked["by"], out, into, shape, flop=asked.get("flop", False))
        return {
            "out_frames": found.out_frames.tolist(),
            "in_frames": found.in_frames.tolist(),
            "scores": [[round(score, 4) for score in row] for row in found.scores.tolist()],
        }

    def nudge(self, call: Call[messages.NudgeArguments]) -> messages.Nudge:
        """Return the best fit of the in frame's figures over the out frame's."""
        out, into = self._sides(call)
        stored, shape = self._current.stored(call.arguments), frame_shape(self._project)
        fit, flop = nudge(stored, out, into, shape, flop=call.arguments.get("flop", False))
        return {
            "scale": fit.scale,
            "dx": fit.dx,
            "dy": fit.dy,
            "flop": flop,
            "before": fit.before,
            "after": fit.after,
        }

    def marks(self, call: Call[messages.MarksArguments]) -> Marks:
        """Return what is drawn over a frame: outlines of figures and arrows of moves."""
        asked = call.arguments
        side = self._current.side(asked)
        shown = side.film.record.crop or side.film.record
        aspect = shown.width / shown.height
        outgoing = asked.get("side", "out") == "out"
        stored = self._current.stored(asked)
        return marks(stored, asked["by"], side, outgoing=outgoing, aspect=aspect)

    def shots(self, call: Call[messages.ShotsArguments]) -> messages.Shots:
        """Send the shots of all films that have changed since the window received them."""
        known = call.arguments.get("known", {})
        return shots_document(self._current.library(), known, call.part)

    def complete(self, call: Call[messages.CompleteArguments]) -> list[messages.Problem]:
        """Compute missing features of hand-made shots, and group again."""
        segmenter = self._current.segmenter(call.arguments)
        with self._project.analysing():
            failures = complete(self._project, segmenter, call.progress)
        return [problem(each) for each in failures]

    def regroup(self, call: Call[object]) -> None:
        """Search for near-duplicates again."""
        group_near_duplicates(self._project)

    def formats(self, call: Call[object]) -> list[messages.Format]:
        """Return the formats that can be written."""
        return [
            {
                "name": each.name,
                "suffix": each.suffix,
                "of_verdicts": each.of_verdicts,
                "takes": list(each.takes),
            }
            for each in EXPORTERS.values()
        ]

    def export(self, call: Call[messages.ExportArguments]) -> messages.Exported:
        """Write the cut list, or labels, to a file."""
        path, settings = self._to_export(**call.arguments)
        summary = export_list(self._project, path, settings, progress=call.progress, ways=KEYS)
        return {
            "path": str(path),
            "cuts": summary.cuts,
            "warnings": _warned(summary.warnings),
            "left_out": _by_reason(summary.left_out),
        }

    def fitting(self, call: Call[messages.ExportArguments]) -> messages.Fitting:
        """Tell which cuts a list would hold; nothing is written."""
        path, settings = self._to_export(**call.arguments)
        cuts, left_out, remedy = fitting(self._project, path, settings)
        return {"cuts": cuts, "left_out": _by_reason(left_out), "remedy": remedy}

    def _to_export(
        self, *, path: str, **choices: Unpack[messages.ExportChoices]
    ) -> tuple[Path, ExportSettings]:
        return Path(path), export_settings(self._project, Path(path), **choices)

    def _changing(self, change: ShotChange) -> Handler:
        """Return a handler that changes a shot and answers with the resulting shots."""

        def handle(call: Call[messages.ShotArguments]) -> messages.Shots:
            asked = call.arguments
            film = self._current.library().film(asked["film"])
            shot = next((shot for shot in film.shots if shot.frames.start == asked["start"]), None)
            if shot is None:
                raise MatchcutError(
                    "That shot is no longer there.", "The list has been read again."
                )
            change(self._project, film, shot, asked)
            return self.shots(call)

        return handle

    def _sides(self, call: Call[messages.NudgeArguments]) -> tuple[FoundSide, FoundSide]:
        library = self._current.library()
        return (
            self._current.side(call.arguments["out"], library),
            self._current.side(call.arguments["in"], library),
        )


def _warned(warnings: Sequence[str | CutWarning]) -> list[messages.Warned]:
    return [
        {"words": each, "ids": []}
        if isinstance(each, str)
        else {"words": each.words, "ids": list(each.ids)}
        for each in warnings
    ]


def _by_reason(left_out: Sequence[LeftOut]) -> list[messages.LeftOut]:
    return [{"ids": ids, "reason": reason} for reason, ids in by_reason(left_out).items()]


def main() -> None:
    """Serve the project named on the command line until standard input ends."""
    with opened_project(*sys.argv[1:3]) as project:
        serve_on_standard_streams(AnswerServer(project).handlers)


if __name__ == "__main__":
    main()
