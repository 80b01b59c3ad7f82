"""What the viewer shows in place of a film that can't be read: why, and what can be done."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal

from app.panels.empty import EmptyState
from app.session.lost import Lost


class LostPage(EmptyState):
    """Says why nothing plays; films that are known to be lost are offered to be found.

    lost: the films that are known to be lost, by UUID.
    """

    film_wanted = Signal(str)  # the editor wants to locate this film
    analysis_wanted = Signal(str)  # or to have it watched again
    retry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lost: Mapping[str, Lost] = {}
        self._words = ""

    def say_why(self, happened: str, remedy: str, films: Sequence[str]) -> None:
        """Say why ``films``, or some of them, can't be read, until more is known of them."""
        self._words = f"{happened}\n{remedy}"
        self.offer(films)

    def offer(self, films: Sequence[str]) -> None:
        """Offer what can be done about the first of these films that is lost."""
        film = next((film for film in films if film in self.lost), "")
        if not film:
            self.say(self._words, self.tr("Try again"), self.retry_wanted.emit)
            self.button.setToolTip(self.tr("Read the frames again"))
            return
        found = self.tr("Say where the file that was watched is now")
        lost, find = self.lost[film], self._find(film)
        if lost.why == "gone":
            self.say(self.tr("{} is not where it was.").format(lost.name), *find)
            self.button.setToolTip(found)
            return
        words = self.tr(
            "{} is another file than the one that was watched.\n"
            "Analyse it again: verdicts stay, and its pairs are marked to be checked."
        ).format(lost.name)
        again = self.tr("Analyse again"), lambda: self.analysis_wanted.emit(film)
        self.say(words, *again, other=find)
        self.button.setToolTip(self.tr("Watch the file that is there now"))
        self.other.setToolTip(found)

    def _find(self, film: str) -> tuple[str, Callable[[], None]]:
        return self.tr("Find it…"), lambda: self.film_wanted.emit(film)
