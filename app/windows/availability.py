"""Enables and ticks the entries of the menus: what can be done now, and what is on."""

from app.actions import Actions
from app.player.commands import OF_A_CUT
from app.player.viewer import Viewer
from app.session.session import Session

# Actions that make sense only with a project, and only with a pair.
_WITH_PROJECT = (
    "match_still", "films", "conform", "close_project", "frame_matches",
    "motion_matches", "action_matches", "flop_matches", "clear_filters",
)  # fmt: skip
_WITH_PAIR = (
    "good", "bad", "maybe", "accept", "no_verdict", "turn_round", "flop",
     "select_next", "select_previous", "select_all",
)  # fmt: skip
_WITH_SHOT = ("split", "move_end")
_WITH_PAIR_OR_SHOT = ("next", "previous", "match_this")


def show_what_can_be_taken(menu: Actions, session: Session, *, listed: bool) -> None:
    """Grey out what makes no sense now. listed: whether the cut list has any pair."""
    menu.enable(_WITH_PROJECT, session.path is not None)
    pair = session.selected  # with a still, a key of a verdict tells why there is none
    menu.enable(_WITH_PAIR, pair is not None)
    menu.enable(OF_A_CUT, session.shot is None)
    menu.enable(_WITH_SHOT, session.shot is not None)
    menu.lend_key("sound", away=session.shot is not None)  # it splits the shot then
    menu.enable(_WITH_PAIR_OR_SHOT, pair is not None or session.shot is not None)
    menu.enable(("note",), pair is not None and pair.out is not None)
    menu.enable(("all_pairs",), session.matching is not None)
    menu.enable(("play_list",), listed)
    menu.enable(("export",), listed or session.judged)  # labels are made of verdicts


def show_what_is_on(menu: Actions, session: Session, viewer: Viewer) -> None:
    """Tick what is listed, and how the viewer shows and plays it; grey out what has no effect."""
    for name, can in zip(("undo", "redo"), session.steps, strict=True):
        menu.enable((name,), can)
    menu[f"{session.flavour}_matches"].setChecked(True)
    menu["flop_matches"].setChecked(session.search is not None and session.search.flop)
    for name, on in viewer.ways().items():
        menu[name].setChecked(on)
    menu.enable(("keep_nudge",), viewer.nudging.can_keep)
    menu["flop"].setChecked(session.selected is not None and session.selected.flop)
