"""The script of the sample film: a night and a day, told in recurring shapes.

Its planted matches: what looks alike (a moon and a lamp, a bone and a station, a whale and an
airship, a figure under an umbrella and a tree, an iris and the sun) and what moves alike (two
that hurry to the right, two that rise, two that move closer, two that look up).
"""

from matchcut.sample import buildings, doubles, figures, indoors, outdoors, things
from matchcut.sample import palette as ink
from matchcut.sample.camera import STILL, Camera
from matchcut.sample.figures import Wardrobe, dressed
from matchcut.sample.forms import Shape, flipped
from matchcut.sample.layers import Set
from matchcut.sample.palette import mix
from matchcut.sample.plan import Actor, FilmPlan, Passage, Place, PlannedMatch, ShotPlan

_MIRA = Wardrobe(coat=ink.CORAL, trousers=ink.INK, hair=ink.UMBER, scarf=ink.HONEY, skirt=True)
_TOM = Wardrobe(coat=ink.AMBER, trousers=ink.UMBER, hair=ink.RUST, hat=ink.UMBER)
_KEEPER = Wardrobe(coat=ink.SEA, trousers=ink.SAND, hair=ink.SAND, hat=ink.CORAL, scarf=ink.CREAM)
_RUNNER = Wardrobe(coat=ink.TEAL, trousers=ink.WINE, hair=ink.INK, scarf=ink.CORAL)

_FOLLOW = Camera(pan=0.62, parallax=0.2)
_RISE = -0.34
_CLOSER = Camera(zoom=0.16)
_LOOK_UP = Camera(tilt=-0.34, parallax=0.4)
# Size of the iris and the sun that match.
_DISC = 0.44


def _moonlit() -> tuple[ShotPlan, ...]:
    """Return the night: the moon, the lamplighter, the talk, the sea."""
    parlour = indoors.room(mix(ink.WINE, ink.PLUM, 0.4), ink.UMBER, ink.MOONLIGHT, window=0.42)
    study = indoors.room(mix(ink.TEAL, ink.PINE, 0.4), ink.UMBER, ink.MOONLIGHT, window=-0.45)
    mira = Actor(dressed(figures.talking, _MIRA), Place(-0.2, 1.28, 1.62))
    listens = Actor(dressed(figures.standing, _MIRA), Place(-0.17, 1.29, 1.62))
    tom = Actor(_facing_left(dressed(figures.standing, _TOM)), Place(0.24, 1.3, 1.62))
    speaks = Actor(_facing_left(dressed(figures.talking, _TOM)), Place(0.22, 1.29, 1.62))
    hand = Camera(shake=0.004, seed=3)
    return (
        ShotPlan(
            "title",
            52,
            indoors.title_card("ECHOES", ink.MOONLIGHT),
            kind="title",
            camera=Camera(pan=0.02),
        ),
        _shot(
            "moon over the hills",
            58,
            outdoors.hills(ink.MOONLIGHT, trees=True, stars=160),
            Actor(
                doubles.moon(),
                Place(0.3, -0.16, 0.42, vy=-0.012, depth=None, key=0.3),
                glow=mix(ink.CREAM, ink.DUSK, 0.5),
                glow_size=1.5,
            ),
            camera=Camera(pan=0.28),
        ),
        _shot(
            "the lamplighter walks",
            52,
            outdoors.city(ink.MOONLIGHT, stars=60, ground=0.3),
            Actor(dressed(figures.walking, _KEEPER), Place(-0.18, 0.36, 0.52, vx=0.24)),
        ),
        _shot("Mira speaks", 42, parlour, mira, camera=hand, group=1),
        _shot("Tom listens", 36, study, tom, camera=hand, group=2),
        _shot("Mira listens", 36, parlour, listens, camera=hand, group=1),
        _shot("Tom speaks", 38, study, speaks, camera=hand, group=2),
        _shot(
            "the whale",
            58,
            outdoors.undersea(ink.DEPTHS),
            Actor(doubles.whale(), Place(0.02, -0.02, 1.05, vx=0.03, depth=None, key=0.2)),
            camera=Camera(pan=0.2, tilt=0.1),
        ),
    )


def _awake() -> tuple[ShotPlan, ...]:
    """Return the morning: the road, the bird, the shelf, the bone, the rain."""
    home = Place(0.03, 0.22, 0.34)
    house = Actor(buildings.house(), home)
    hill = Actor(buildings.mound(mix(ink.TEAL, ink.SEA, 0.5)), home, prop=True)
    return (
        _shot(
            "the car",
            56,
            outdoors.road(ink.DAWN),
            Actor(things.car(ink.CORAL), Place(0.02, 0.335, 0.56, depth=None, vx=0.03)),
            camera=_FOLLOW,
        ),
        _shot(
            "reaching for the bottle",
            44,
            indoors.room(ink.SAGE, ink.RUST, ink.DAWN, window=0.5, shelf=True),
            Actor(things.bottle(ink.PINE), Place(-0.32, -0.26, 0.17), prop=True),
            Actor(_facing_left(dressed(figures.reaching, _TOM)), Place(-0.02, 0.41, 0.66)),
            camera=Camera(shake=0.003, seed=8),
        ),
        _shot(
            "a bird rises",
            54,
            outdoors.hills(ink.DAWN, fringe=True),
            Actor(things.bird(ink.WINE), Place(-0.12, 0.02, 0.46, vy=_RISE, turn=-0.25)),
        ),
        _shot(
            "the bone in the air",
            50,
            outdoors.hills(ink.SUNSET, cloudy=False, fringe=True, horizon=0.3),
            Actor(
                doubles.bone(),
                Place(-0.05, -0.09, 0.62, turn=-0.55, spin=0.09, vy=-0.015, depth=None, key=0.2),
            ),
            camera=Camera(tilt=-0.14),
        ),
        _shot(
            "under the umbrella",
            54,
            outdoors.rainy(outdoors.city(ink.RAIN, lit=0.25, ground=0.3)),
            Actor(
                figures.under_umbrella(_MIRA, ink.WINE),
                Place(-0.36, 0.37, 0.72, depth=None, key=0.2),
            ),
            camera=Camera(pan=0.13),
        ),
        _shot(
            "closer to the house",
            54,
            outdoors.hills(ink.RAIN, trees=True),
            house,
            hill,
            camera=_CLOSER,
        ),
    )


def _abroad() -> tuple[ShotPlan, ...]:
    """Return the journey: the lamp, the sea, the run, the roofs."""
    lamp = Place(0.3, -0.16, 0.42, depth=None, key=-0.3)
    return (
        _shot(
            "the lamp",
            54,
            outdoors.city(ink.MOONLIGHT, lit=0.3),
            Actor(buildings.lamp_post(), Place(0.3, 0.045, 0.42, depth=None), prop=True),
            Actor(doubles.lamp_globe(), lamp, glow=mix(ink.AMBER, ink.UMBER, 0.35), glow_size=1.7),
            camera=Camera(pan=-0.26),
        ),
        _shot(
            "a boat in the swell",
            50,
            outdoors.sea(ink.SUNSET),
            Actor(things.boat(), Place(-0.25, 0.3, 0.56, vx=0.07)),
            camera=Camera(shake=0.006, seed=6),
        ),
        _shot(
            "the runner",
            58,
            outdoors.road(ink.HARVEST),
            Actor(dressed(figures.running, _RUNNER), Place(0.0, 0.38, 0.6, depth=None, vx=0.03)),
            camera=_FOLLOW,
        ),
        _shot(
            "on the roof",
            46,
            outdoors.city(ink.SUNSET, lit=0.3),
            Actor(buildings.chimney(), Place(-0.42, 0.385, 0.42), prop=True),
            Actor(dressed(figures.sitting, _MIRA), Place(-0.44, 0.36, 0.56)),
            camera=Camera(pan=-0.07),
        ),
    )


def _above() -> tuple[ShotPlan, ...]:
    """Return what is high up: the station, the lighthouse, the airship, the wheel."""
    return (
        _shot(
            "the station in orbit",
            52,
            outdoors.space(ink.SPACE),
            Actor(
                doubles.station(),
                Place(-0.05, -0.09, 0.62, turn=-0.55, spin=0.06, depth=None, key=-0.25),
            ),
            camera=Camera(pan=-0.16, tilt=0.05),
        ),
        _shot(
            "up the lighthouse",
            52,
            outdoors.shore(ink.DAWN),
            Actor(buildings.lighthouse(), Place(-0.34, 0.62, 1.05)),
            camera=_LOOK_UP,
        ),
        _shot(
            "the airship",
            56,
            outdoors.city(ink.DAWN, lit=0.12),
            Actor(doubles.airship(), Place(0.02, -0.02, 1.05, vx=0.02, depth=None, key=-0.2)),
            camera=Camera(pan=0.26, tilt=-0.08),
        ),
        _shot(
            "the great wheel",
            46,
            outdoors.hills(ink.SUNSET, trees=True),
            Actor(buildings.trestle(ink.INK), Place(0.34, -0.06, 0.78), prop=True),
            Actor(buildings.wheel(ink.CREAM), Place(0.34, -0.06, 0.78)),
            camera=Camera(shake=0.004, seed=5),
        ),
    )


def _home() -> tuple[ShotPlan, ...]:
    """Return the way home: the balloon, the eye, the castle, the tree."""
    return (
        _shot(
            "a balloon rises",
            54,
            outdoors.hills(ink.NOON, trees=True, fringe=True),
            Actor(things.balloon(), Place(-0.12, 0.02, 0.46, vy=_RISE)),
        ),
        _shot(
            "the eye",
            46,
            indoors.face(ink.SKIN),
            Actor(doubles.iris(), Place(0.0, -0.03, _DISC, depth=None, key=0.2, vx=0.006)),
            camera=Camera(pan=-0.07),
        ),
        _shot(
            "closer to the castle",
            54,
            outdoors.hills(ink.HARVEST, cloudy=False),
            Actor(buildings.castle(), Place(0.0, 0.19, 0.46)),
            Actor(
                buildings.mound(mix(ink.AMBER, ink.RUST, 0.55)), Place(0.0, 0.19, 0.46), prop=True
            ),
            camera=_CLOSER,
        ),
        _shot(
            "the tree",
            52,
            outdoors.hills(ink.HARVEST),
            Actor(doubles.round_tree(ink.PINE), Place(-0.36, 0.37, 0.72, depth=None, key=-0.2)),
            camera=Camera(pan=-0.22),
        ),
    )


def _dusk() -> tuple[ShotPlan, ...]:
    """Return the end of the day: the ball, the woods, the sun, the fire."""
    return (
        _shot(
            "a ball on the waves",
            44,
            outdoors.sea(ink.NOON),
            Actor(things.bouncing(things.ball(), 1.3, 0.9), Place(-0.1, 0.36, 0.22, vx=0.36)),
        ),
        _shot(
            "up through the woods",
            52,
            outdoors.woods(ink.RAIN),
            Actor(
                things.lantern(),
                Place(-0.1, 0.04, 0.24, depth=None),
                glow=mix(ink.AMBER, ink.UMBER, 0.4),
            ),
            camera=_LOOK_UP,
        ),
        _shot(
            "the sun goes down",
            52,
            outdoors.sea(ink.EVENING, horizon=0.24),
            Actor(
                doubles.sun(),
                Place(0.0, -0.03, _DISC, depth=None, key=-0.2, vy=0.01),
                glow=mix(ink.AMBER, ink.DUSK, 0.5),
                glow_size=1.5,
            ),
            camera=Camera(pan=0.16),
        ),
        _shot(
            "by the fire",
            50,
            outdoors.hills(ink.MOONLIGHT, trees=True, stars=160),
            Actor(things.stump(), Place(-0.34, 0.4, 0.5), prop=True),
            Actor(dressed(figures.sitting, _KEEPER), Place(-0.34, 0.4, 0.5)),
            Actor(things.fire(), Place(0.12, 0.41, 0.22), glow=ink.AMBER, glow_size=4.0),
        ),
    )


def _shot(
    name: str,
    frames: int,
    set_: Set,
    *actors: Actor,
    camera: Camera = STILL,
    group: int | None = None,
) -> ShotPlan:
    return ShotPlan(name, frames, set_, actors, camera, group=group)


def _facing_left(shape: Shape) -> Shape:
    return lambda seconds: flipped(shape(seconds))


_MATCHES = (
    PlannedMatch("frame", "moon over the hills", "the lamp", 36, 19),
    PlannedMatch("frame", "the whale", "the airship", 33, 22),
    PlannedMatch("frame", "the bone in the air", "the station in orbit", 30, 19),
    PlannedMatch("frame", "under the umbrella", "the tree", 32, 20),
    PlannedMatch("frame", "the eye", "the sun goes down", 28, 20),
    PlannedMatch("motion", "the car", "the runner", 55, 0),
    PlannedMatch("motion", "a bird rises", "a balloon rises", 53, 0),
    PlannedMatch("motion", "closer to the house", "closer to the castle", 53, 0),
    PlannedMatch("motion", "up the lighthouse", "up through the woods", 51, 0),
)


def echoes(seed: int) -> FilmPlan:
    """Return the script of the sample film; the seed decides clouds, hills and windows."""
    shots = (*_moonlit(), *_awake(), *_abroad(), *_above(), *_home(), *_dusk())
    passages = (
        Passage(0, 24, "fade"),
        Passage([shot.name for shot in shots].index("closer to the house"), 16, "dissolve"),
        Passage(len(shots) - 1, 24, "fade"),
    )
    return FilmPlan(1280, 720, seed, shots, passages, _MATCHES)
