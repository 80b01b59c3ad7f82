"""Errors shown to an editor: what happened, then what to try.

Only these are shown as one sentence. Any other exception is a bug and keeps its traceback.
"""


class MatchcutError(Exception):
    """An error that the editor can understand and often fix."""

    def __init__(self, happened: str, remedy: str = "") -> None:
        super().__init__(happened, remedy)
        self.happened = happened
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.happened} {self.remedy}".strip()


class MediaError(MatchcutError):
    """A film or its file can't be used."""


class TimecodeError(MatchcutError):
    """A timecode or rate can't be used."""


class ProjectError(MatchcutError):
    """A project file can't be used."""


class NotAnalysed(ProjectError):
    """A project lacks the features for a request; analysing computes them."""


class ModelError(MatchcutError):
    """A neural network or its weights can't be used."""


class ListError(MatchcutError):
    """A list from another program can't be read."""


class ExportError(MatchcutError):
    """A list can't be written."""


class Cancelled(MatchcutError):
    """The editor stopped the work.

    resumes: finished work is kept, and running it again continues from there.
    """

    def __init__(self, *, resumes: bool = False) -> None:
        kept = "What was finished is kept; run it again to go on."
        super().__init__("Stopped.", kept if resumes else "")
