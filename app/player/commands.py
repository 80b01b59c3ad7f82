"""The viewer's commands, for the menus and the shortcut sheet; see `Viewer.handlers`."""

from app.actions import Entry

ENTRIES = (
    Entry("show_cut", "View", "The cut", ("1",), one_of="mode", apart=True),
    Entry("show_side", "View", "Side by side", ("2",), one_of="mode"),
    Entry("show_onion", "View", "Onion skin", ("3",), one_of="mode"),
    Entry("show_wipe", "View", "Wipe", ("4",), one_of="mode"),
    Entry("show_difference", "View", "Difference", ("5",), one_of="mode"),
    Entry("marks", "View", "Outlines or arrows", ("O",), checkable=True, apart=True),
    Entry("safe_areas", "View", "Safe areas", ("Q",), checkable=True),
    Entry("centre_cross", "View", "Centre cross", ("W",), checkable=True),
    Entry("play_pause", "Playback", "Play or pause", ("Space",)),
    Entry("play_from_start", "Playback", "Play from the start", ("Shift+Space",)),
    Entry("play_backwards", "Playback", "Backwards, again for faster", ("J",)),
    Entry("pause", "Playback", "Pause; held, J and L go slowly", ("K",)),
    Entry("play_forwards", "Playback", "Forwards, again for faster", ("L",)),
    Entry("frame_back", "Playback", "One frame back", ("Left",), apart=True),
    Entry("frame_on", "Playback", "One frame on", ("Right",)),
    Entry("to_start", "Playback", "To the start", ("Home",)),
    Entry("to_end", "Playback", "To the end", ("End",)),
    Entry("to_cut", "Playback", "To the cut", ("D",)),
    Entry("shorter_loop", "Playback", "Shorter loop", ("[",), apart=True),
    Entry("longer_loop", "Playback", "Longer loop", ("]",)),
    Entry("sound", "Playback", "Sound", ("S", "Shift+S"), checkable=True),
    Entry("copy_timecode", "Playback", "Copy the timecode at the playhead", ("Ctrl+C",)),
    Entry("out_frame_earlier", "Trim", "Out point a frame earlier", ("Z",)),
    Entry("out_frame_later", "Trim", "Out point a frame later", ("X",)),
    Entry("in_frame_earlier", "Trim", "In point a frame earlier", ("C",)),
    Entry("in_frame_later", "Trim", "In point a frame later", ("V",)),
    Entry("out_ten_frames_earlier", "Trim", "Out point ten frames earlier", ("Shift+Z",)),
    Entry("out_ten_frames_later", "Trim", "Out point ten frames later", ("Shift+X",)),
    Entry("in_ten_frames_earlier", "Trim", "In point ten frames earlier", ("Shift+C",)),
    Entry("in_ten_frames_later", "Trim", "In point ten frames later", ("Shift+V",)),
    Entry("both_frames_earlier", "Trim", "Both points a frame earlier", (",",), apart=True),
    Entry("both_frames_later", "Trim", "Both points a frame later", (".",)),
    Entry("cut_here", "Trim", "Cut at the frame on the screen", ("I",)),
    Entry("keep_point", "Trim", "Keep the cut point that plays", ("P",)),
    Entry("nudge", "Pair", "Nudge to fit: preview", ("U",), apart=True),
    Entry("keep_nudge", "Pair", "Keep the nudge with the pair, or take it off", ("Shift+U",)),
)

OF_A_CUT = (
    *(entry.name for entry in ENTRIES if entry.menu in ("Pair", "Trim") or entry.one_of == "mode"),
    "marks", "to_cut", "shorter_loop", "longer_loop",
)  # fmt: skip
"""Names of the entries that make no sense for a shot by itself."""
