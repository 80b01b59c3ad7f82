"""Enables and ticks the entries of the menus: what can be done now, and what is on."""

from app.actions import VIEWER_ENTRIES, Actions
from app.player.viewer import Viewer
from app.session.desk import Desk

# Actions that make sense only with a project, and only with a pair.
_WITH_PROJECT = (
    "match_still", "films", "conform", "close_project", "frame_matches",
    "motion_matches", "action_matches", "flop_matches", "all_kinds", "clear_filters",
)  # fmt: skip
_WITH_PAIR = (
    "good", "bad", "maybe", "accept", "no_verdict", "turn_round", "flop",
     "select_next", "select_previous", "select_all",
)  # fmt: skip
_WITH_SHOT = ("split", "move_end")
_WITH_PAIR_OR_SHOT = ("next", "previous", "match_this")
OF_A_CUT = (
    *(
        entry.name
        for entry in VIEWER_ENTRIES
        if entry.menu in ("Pair", "Trim") or entry.one_of == "mode"
    ),
    "marks", "to_cut", "shorter_loop", "longer_loop",
)  # fmt: skip
"""Entries that make no sense for a shot by itself."""


def show_what_can_be_taken(menu: Actions, desk: Desk, *, listed: bool) -> None:
    """Grey out what makes no sense now. listed: whether the cut list has any pair."""
    session = desk.session if desk.is_open else None
    # With a still, a key of a verdict tells why there is none.
    pair = session.selected if session is not None else None
    shot = session is not None and session.shot is not None
    menu.enable(_WITH_PROJECT, session is not None)
    menu.enable(_WITH_PAIR, pair is not None)
    menu.enable(OF_A_CUT, not shot)
    menu.enable(_WITH_SHOT, shot)
    menu.lend_key("sound", away=shot)  # it splits the shot then
    menu.enable(_WITH_PAIR_OR_SHOT, pair is not None or shot)
    menu.enable(("note",), pair is not None and pair.out is not None)
    menu.enable(("all_pairs",), session is not None and session.search.matching is not None)
    menu.enable(("play_list",), listed)
    # Labels are made of verdicts.
    menu.enable(("export",), listed or (session is not None and session.decisions.judged))


def show_what_is_on(menu: Actions, desk: Desk, viewer: Viewer) -> None:
    """Tick what is listed, and how the viewer shows and plays it; grey out what has no effect."""
    session = desk.session if desk.is_open else None
    steps = session.turns.steps() if session is not None else (False, False)
    for name, can in zip(("undo", "redo"), steps, strict=True):
        menu.enable((name,), can)
    menu[f"{session.search.flavour if session is not None else 'frame'}_matches"].setChecked(True)
    menu["flop_matches"].setChecked(session is not None and session.search.flop)
    menu["all_kinds"].setChecked(session is not None and session.search.all_kinds)
    for name, on in viewer.ways().items():
        menu[name].setChecked(on)
    menu.enable(("keep_nudge",), viewer.nudging.can_keep)
    pair = session.selected if session is not None else None
    menu["flop"].setChecked(pair is not None and pair.flop)
