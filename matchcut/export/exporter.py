"""The interface of exporters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from matchcut.export.cut import Cut, ExportSettings, LeftOut, Summary, all_left_out
from matchcut.files import write_whole
from matchcut.progress import Progress, silent

Choice = Literal["rate", "title", "seconds", "start", "long_reels", "burn_in"]
"""A field of `ExportSettings` that an editor sets."""


class Exporter(Protocol):
    """Writes accepted cuts in one format.

    name: of the format, in commands and dialogs. suffix: of its files, lower-case.
    of_verdicts: whether it takes every judged pair instead of the accepted cuts.
    names_files: whether its output refers to the files of the films.
    takes: the choices that affect its output.
    remedy: a sentence on what to try for cuts that it leaves out.
    """

    name: str
    suffix: str
    of_verdicts: bool
    names_files: bool
    takes: tuple[Choice, ...]
    remedy: str

    def write(
        self, cuts: Sequence[Cut], path: Path, settings: ExportSettings, progress: Progress = silent
    ) -> Summary:
        """Write the cuts in order and return a summary; replaces ``path`` when complete.

        Raises ExportError where nothing can be written, TimecodeError where the format needs
        timecode and the timeline's rate has none.
        """
        ...

    def left_out(self, cuts: Sequence[Cut], settings: ExportSettings) -> Sequence[LeftOut]:
        """Return the cuts that `write` would leave out; raises TimecodeError likewise."""
        ...


@dataclass(slots=True)
class ListExporter:
    """A format that is a single text; ``compose`` returns it, ``encoding`` makes its bytes."""

    name: str
    suffix: str
    compose: Callable[[Sequence[Cut], ExportSettings], tuple[str, Summary]]
    takes: tuple[Choice, ...] = ()
    remedy: str = "Choose another timeline rate."
    encoding: str = "utf-8"
    of_verdicts: bool = False
    names_files: bool = True

    def write(
        self, cuts: Sequence[Cut], path: Path, settings: ExportSettings, progress: Progress = silent
    ) -> Summary:
        """Write the cuts; see `Exporter`."""
        text, summary = self.compose(cuts, settings)
        if summary.left_out and not summary.events:
            raise all_left_out(path, summary.left_out, self.remedy)
        write_whole(path, text.encode(self.encoding))
        return summary

    def left_out(self, cuts: Sequence[Cut], settings: ExportSettings) -> Sequence[LeftOut]:
        """Return the cuts that the list can't hold; see `Exporter`."""
        return self.compose(cuts, settings)[1].left_out
