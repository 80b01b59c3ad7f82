"""Every frame of tail and head on the screen, once and in order, read back from the screen."""

from fractions import Fraction

import pytest
from player_room import Room, number_shown, pair_of, side, two_films


@pytest.mark.parametrize(
    "rate",
    [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)],
    ids=["23.976", "25", "29.97"],
)
def test_the_screen_shows_exactly_tail_then_head_over_and_over(qapp, tmp_path, rate):
    path, (a, b) = two_films(tmp_path, rate)
    pair = pair_of("p", side(a, 41, rate), side(b, 30, rate))
    room = Room(path, [pair])
    player = room.viewer.player
    seen = []
    player.moved.connect(lambda: seen.append(room.picture()))
    player.seconds = Fraction(1, 2)
    room.select("p")
    half = round(rate / 2)
    tail = [("out", frame) for frame in range(42 - half, 42)]
    head = [("in", frame) for frame in range(30, 30 + half)]
    one_pass = len(tail) + len(head)
    room.wait_for(lambda: len(room.painted) > one_pass + 3)
    player.play(0)
    expected = (tail + head) * 2
    assert room.painted == expected[: len(room.painted)]
    assert [number_shown(picture) for picture in seen] == room.painted
    room.close()
