"""Single links of the chain from packets to frames, without a file."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from matchcut.media.seeking import KeyFrame, PacketIndex, Target, targets
from matchcut.media.stamping import TroubleLog, ascending, from_known_time
from matchcut.media.times import Trouble

INFO = SimpleNamespace(start_pts=100, time_base=Fraction(1, 10), rate=Fraction(10))
INDEX = PacketIndex({}, [KeyFrame(pts, 10 * pts) for pts in range(100, 300, 20)])


def frames(*times, corrupt=(), key=()):
    for at, pts in enumerate(times):
        corrupted, is_key = at in corrupt, at in key
        yield pts, SimpleNamespace(duration=2, is_corrupt=corrupted, key_frame=is_key)


def container(kind):
    return SimpleNamespace(format=SimpleNamespace(name=kind))


def test_a_frame_without_a_time_follows_the_one_before():
    log = TroubleLog(7)
    assert [pts for pts, _ in ascending(frames(None, None, 20, None), log)] == [7, 9, 20, 22]
    assert log.trouble == Trouble()


def test_frames_whose_time_was_shown_are_left_out_and_told():
    log = TroubleLog(0)
    assert [pts for pts, _ in ascending(frames(0, 5, 3, 5, 6), log)] == [0, 5, 6]
    assert log.trouble == Trouble(unreadable=(3, 5))


def test_after_damage_no_frame_is_intact_up_to_the_next_key_frame():
    log = TroubleLog(0)
    seen = ascending(frames(0, 2, 4, 6, corrupt=[1], key=[3]), log)
    assert [log.intact for _ in seen] == [True, False, False, True]
    assert log.trouble == Trouble(concealed=(2,))


@pytest.mark.parametrize(("nth", "shown"), [(1, [4, None, 8]), (2, [8])])
def test_after_seeking_frames_count_from_one_that_states_its_time(nth, shown):
    found = from_known_time(frames(None, 4, None, 8), nth=nth)
    assert [pts for pts, _ in found] == shown


def test_a_search_starts_ever_further_back_but_never_before_the_film():
    found = targets(INFO, container("mov"), None, 300)
    assert [(each.offset, each.is_byte) for each in found] == [
        *((300, False), (290, False), (260, False), (140, False))
    ]
    assert not list(targets(INFO, container("mov"), None, 100))


def test_a_bare_stream_that_begins_late_is_decoded_from_its_start():
    assert not list(targets(INFO, container("mpegvideo"), None, 300))


def test_by_an_index_a_search_starts_at_the_bytes_of_key_frames_of_known_times():
    assert list(targets(INFO, container("mpegts"), INDEX, 145)) == [
        *(Target(1400, True, 140), Target(1200, True, 120), Target(1000, True, 100))
    ]


def test_in_packs_a_search_starts_a_key_frame_earlier():
    assert list(targets(INFO, container("mpeg"), INDEX, 145)) == [
        *(Target(1200, True, 140), Target(1000, True, 120))
    ]
