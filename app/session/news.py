"""The signals of a session, for the parts of the window that show it."""

from PySide6.QtCore import QObject, Signal


class News(QObject):
    """The signals of a `Session`, which its desk passes on."""

    project_closing = Signal()  # it still takes what has not been said yet
    films_changed = Signal()
    footage_changed = Signal()  # a film has another file or start timecode than before
    candidates_changed = Signal()  # a new list in ``candidates``
    order_changed = Signal()  # other pairs are shown, or in another order
    turned = Signal(str, object)  # the pair that was listed, and the Candidate now in its place
    shots_changed = Signal(bool)  # by undo or redo; whether their boundaries moved
    looking_at_shots = Signal(str)  # what is done about changed shots, "" for nothing any more
    selection_changed = Signal(object)  # Candidate or None
    review_changed = Signal(str)  # pair id
    noted = Signal(str, str)  # pair id, and its note that is on disk by now
    note_refused = Signal(str, str)  # a note can't be written: what happened, what to try
    cut_list_changed = Signal()  # its pairs changed, or whether there is any verdict to export
    steps_changed = Signal()  # what can be undone or redone has changed
    cut_refused = Signal(int)  # how many pairs of the cut list were called bad, and have left it
    returned = Signal(str)  # undo or redo was about this pair
    asked = Signal()  # the editor wants another list
    finding_changed = Signal(bool)  # whether a search is under way
    not_found = Signal(str, str, bool)  # why a search failed, what to try, whether analysing helps
    failed = Signal(str, str)  # one sentence of what happened, what to try
    unfinished = Signal(str, str, object)  # the same two, and what to call to try again
    bug = Signal(str)  # a traceback, for the report
