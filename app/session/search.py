"""The current search, and its pairs as they arrive.

It has a server of its own, since a search of thousands of shots takes seconds: the marks of a pair
or a change of a shot must not wait for it.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.server import Server
from app.session.candidates import Candidate, read_candidate
from app.session.news import News
from app.settings import chosen_network
from matchcut.review import Flavour
from matchcut.serving import asks, messages

_LISTED = 500
"""How many pairs are listed at most."""


class Search(QObject):
    """Requests pairs from its server; a new question replaces the last."""

    found = Signal(list, bool)  # Candidates, the best first; whether for a repeated question
    failed = Signal(str, str, bool)  # what happened, what to try, whether analysing again may help
    died = Signal(str, str)  # its server did, repeatedly: the same two; `try_again` asks again
    changed = Signal(bool)  # whether a search is under way

    def __init__(self, server: Server, news: News) -> None:
        """news: told of a problem although pairs were found; once of each."""
        super().__init__(news)
        self.server = server
        self._news = news
        self._passed_over: messages.Problem | None = None
        self.left_out = ""  # how many shots are in no pair that was found, and why
        self.flop = False  # whether incoming shots may be mirrored
        self.all_kinds = False  # whether titles, black and the like are paired, too
        self._question: messages.FindArguments | None = None
        self._answered: messages.FindArguments | None = None  # the last question that was answered
        self._failed: messages.FindArguments | None = None  # the last one that the server died over
        self._shown: messages.ShownFrame | None = None
        self._asked = 0

    @property
    def begun(self) -> bool:
        """Whether there has been a search yet."""
        return bool(self._question)

    @property
    def unanswered(self) -> bool:
        """Whether searches have begun but none has found out anything yet."""
        return self.begun and self._answered is None

    @property
    def going(self) -> bool:
        """Whether a search is under way."""
        return bool(self._asked)

    @property
    def flavour(self) -> Flavour:
        """The flavour of the pairs searched for."""
        return self._question["by"] if self._question is not None else "frame"

    @property
    def matching(self) -> tuple[str, int] | Path | None:
        """The shot or still that partners are wanted for, None when all pairs are."""
        if self._question is not None and (image := self._question["image"]):
            return Path(image)
        return self.match_shot[:2] if self.match_shot is not None else None

    @property
    def match_shot(self) -> tuple[str, int, int] | None:
        """The shot that partners are wanted for: film, number, and the frame that identifies it."""
        asked = self._question
        if asked is None:
            return None
        film, shot, frame = asked["film"], asked["shot"], asked["frame"]
        if film is None or shot is None or frame is None:
            return None
        return film, shot, frame

    @property
    def shown(self) -> messages.ShownFrame | None:
        """The watched frame that the still shows; None if there is none, or it is not known yet."""
        return self._shown if self._answered is self._question else None

    def ask(
        self,
        flavour: Flavour,
        *,
        match_shot: tuple[str, int, int] | None,
        image: Path | None,
    ) -> None:
        """Ask for pairs; `found` or `failed` follows. See `Session.find`."""
        self._question = {
            "by": flavour,
            "k": _LISTED,
            "film": match_shot[0] if match_shot else None,
            # For display only; the shot is identified by its frame, since numbers change with every
            # split.
            "shot": match_shot[1] if match_shot else None,
            "frame": match_shot[2] if match_shot else None,
            "image": str(image) if image else None,
            "flop": self.flop,
            "all_kinds": self.all_kinds,
            **chosen_network(),
        }
        self.ask_again()

    def try_again(self) -> None:
        """Ask what the server died over last."""
        if self._failed is not None:
            self._take(self._failed)
            self.ask_again()

    def widen(self, *, flop: bool, all_kinds: bool) -> None:
        """Allow incoming shots to be mirrored, and shots of all kinds; then repeat the search."""
        if (flop, all_kinds) != (self.flop, self.all_kinds):
            self.flop, self.all_kinds = flop, all_kinds
            if self._question:
                self._question = {**self._question, "flop": flop, "all_kinds": all_kinds}
                self.ask_again()

    def ask_again(self) -> None:
        """Ask the same again: the project has changed."""
        question = self._question
        assert question is not None
        self.server.cancel(self._asked)
        documents: list[Candidate] = []
        still = question["image"] or ""

        def part(some: Sequence[messages.FoundPair]) -> None:
            documents.extend(read_candidate(each, still, each["reverse"]) for each in some)

        def then(answer: messages.Found) -> None:
            question["shot"] = answer["shot"]
            self._shown = answer["shown"]
            part(answer["pairs"])
            again, self._answered = self._answered is question, question
            self.left_out = answer["left_out"]
            self._asked = 0
            self.changed.emit(False)
            # A repeated question repeats its parts.
            self.found.emit(list({each.id: each for each in documents}.values()), again)
            self._tell_of(answer["passed_over"])

        self._asked = self.server.ask(
            asks.FIND(question),
            then,
            # A full disk: an analysis would only need more of it.
            failed=partial(self._not_found, analyse=False),
            lacking=partial(self._not_found, analyse=True),
            died=self._died,
            part=part,
        )
        self.changed.emit(True)

    def give_up(self) -> None:
        """Ask no longer: the list goes on answering the question before."""
        if self._asked:
            self.server.cancel(self._asked)
            self._return_to_answered()
            self.changed.emit(False)

    def close(self) -> None:
        """Ignore any answer that still comes."""
        self._asked = 0

    def _tell_of(self, passed_over: messages.Problem | None) -> None:
        """Report that a network is installed but not used; only once for each reason."""
        if passed_over is not None and passed_over != self._passed_over:
            remedy = self.tr("Figures are found without it. {}").format(passed_over["remedy"])
            self._news.failed.emit(passed_over["error"], remedy)
        self._passed_over = passed_over

    def _died(self, happened: str, remedy: str) -> None:
        self._failed = self._question
        self._return_to_answered()
        self.died.emit(happened, remedy)
        self.changed.emit(False)

    def _not_found(self, happened: str, remedy: str, *, analyse: bool) -> None:
        self._return_to_answered()
        self.failed.emit(happened, remedy, analyse)
        self.changed.emit(False)

    def _return_to_answered(self) -> None:
        # The list still answers it.
        question = self._answered or self._question
        assert question is not None
        self._take(question)
        self._asked = 0

    def _take(self, question: messages.FindArguments) -> None:
        self._question = question
        self.flop, self.all_kinds = question["flop"], question["all_kinds"]
