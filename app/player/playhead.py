"""The pictures at the playhead: both sides, how B is laid over A, and the marks over them."""

from dataclasses import replace

from app.player.close_up import CloseUp
from app.player.compose import Composite, Layer, Marks
from app.player.loop import Where
from app.player.player import Player
from app.session.candidates import Candidate
from matchcut.serving import messages


def composite_at_playhead(
    ways: Composite, pair: Candidate, player: Player, close_up: CloseUp, laid: messages.Nudge | None
) -> Composite:
    """Return the composite of a pair at the player's playhead.

    ways: the mode and the switches. laid: how B is laid over A for now, None for as the pair
    keeps it.
    """
    assert player.clock is not None
    loop, position = player.clock.loop, player.clock.position
    out, into = loop.shown(position)

    def layer(film: str, frame: int, where: Where) -> Layer:
        picture = player.picture(film, frame)
        if picture is None:
            return Layer()
        marks = Marks()
        still = loop.tail is not None and loop.tail.still and where == "out"
        # Marks belong to single frames: on a moving picture they would lag behind.
        if ways.show_marks and not player.speed and not still:
            marks = close_up.marks(film, frame, where)
        return Layer(picture.image, marks)

    a = Layer() if out is None else layer(*out, "out")
    b = replace(layer(*into, "in"), flop=pair.flop)
    if laid is not None:
        b = replace(b, flop=laid["flop"], scale=laid["scale"], dx=laid["dx"], dy=laid["dy"])
    elif pair.nudge is not None:
        b = replace(b, scale=pair.nudge.scale, dx=pair.nudge.dx, dy=pair.nudge.dy)
    return replace(ways, playing=loop.at(position)[0], a=a, b=b)
