import cv2
import numpy as np
import pytest
from painted_films import scenery

from matchcut.shots.kinds import shot_kind
from matchcut.shots.slates import is_slate

HEIGHT, WIDTH = 144, 256
SCALE = 4
BOARD, STICK = (560, 400), (560, 60)


def landscape(seed: int) -> np.ndarray:
    return scenery(seed)[:, :WIDTH]


def stick(stripes: int, slant: int) -> np.ndarray:
    drawn = np.full((STICK[1], STICK[0], 3), 25, np.uint8)
    step = STICK[0] / stripes
    for left in np.arange(-1, stripes + 1) * step:
        corners = [(left, 0), (left + step / 2, 0)]
        corners += [(left + step / 2 + slant, STICK[1]), (left + slant, STICK[1])]
        cv2.fillPoly(drawn, [np.array(corners, np.int32)], (235, 235, 235), cv2.LINE_AA)
    return drawn


def board(white: bool) -> np.ndarray:
    paper, ink = (225, 30) if white else (30, 225)
    drawn = np.full((BOARD[1], BOARD[0], 3), paper, np.uint8)
    for row, words in enumerate(("SCENE 12", "TAKE 3", "ROLL A001", "CAMERA M. ROSSI")):
        cv2.line(drawn, (0, 100 * row + 98), (BOARD[0], 100 * row + 98), (ink,) * 3, 3)
        cv2.putText(drawn, words, (20, 100 * row + 65), 0, 1.6, (ink,) * 3, 3, cv2.LINE_AA)
    return drawn


def laid(piece: np.ndarray, ground: np.ndarray, place: np.ndarray) -> None:
    size = ground.shape[1::-1]
    moved = cv2.warpAffine(piece, place, size)
    covered = cv2.warpAffine(np.full(piece.shape[:2], 255, np.uint8), place, size) > 0
    ground[covered] = moved[covered]


def turn(degrees: float, pivot: tuple[float, float], to: tuple[float, float]) -> np.ndarray:
    place = cv2.getRotationMatrix2D(pivot, -degrees, 1.0)
    place[:, 2] += np.subtract(to, pivot)
    return place


def slate(
    seed: int, *, tilt: float = 0, opened: float = 0, stripes: int = 7, white: bool = False
) -> np.ndarray:
    """A clapper before a landscape, its upper stick opened by so many degrees."""
    wide = cv2.resize(landscape(seed), (WIDTH * SCALE, HEIGHT * SCALE))
    corner = np.array([240, 160])
    laid(board(white), wide, turn(tilt, (0, 0), tuple(corner)))
    lean = np.radians(tilt - 90)
    hinge = corner + STICK[1] * np.array([np.cos(lean), np.sin(lean)])
    laid(stick(stripes, 50), wide, turn(tilt, (0, STICK[1]), tuple(corner)))
    laid(stick(stripes, -50), wide, turn(tilt - opened, (0, STICK[1]), tuple(hinge)))
    return cv2.resize(wide, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def grey(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


@pytest.mark.parametrize("white", [True, False])
@pytest.mark.parametrize(("tilt", "opened"), [(0, 0), (6, 0), (-9, 0), (4, 15), (-5, 10)])
def test_a_clapper_is_a_slate_tilted_open_or_closed(white, tilt, opened):
    shown = slate(3, tilt=tilt, opened=opened, white=white)
    assert is_slate(grey(shown))
    assert shot_kind(np.stack([shown] * 5)) == "slate"


def test_a_slate_that_is_soft_dim_and_grainy_is_still_one():
    noise = np.random.default_rng(1).normal(0, 3, (HEIGHT, WIDTH, 3))
    soft = cv2.GaussianBlur(slate(5, tilt=4), (0, 0), 0.8) * 0.5 + 10 + noise
    assert is_slate(grey(soft.clip(0, 255).astype(np.uint8)))


def test_landscapes_are_none():
    assert not any(is_slate(grey(landscape(seed))) for seed in range(30))


def test_a_zebra_crossing_is_none():
    """It is one row of stripes, however slanted."""
    wide = cv2.resize(landscape(2), (WIDTH * SCALE, HEIGHT * SCALE))
    laid(stick(9, 60), wide, turn(3, (0, 0), (200, 300)))
    assert not is_slate(grey(cv2.resize(wide, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)))


@pytest.mark.parametrize(
    ("down", "turned", "stripes", "slant", "together"),
    [
        (100, 0, 7, -50, True),
        (100, 20, 7, -50, True),
        (100, 0, 7, 50, False),
        (100, 40, 7, -50, False),
        (100, 0, 10, -50, False),
        (400, 0, 7, -50, False),
    ],
    ids=["close", "open", "leaning alike", "too far open", "of another step", "far apart"],
)
def test_two_rows_of_stripes_are_a_clappers_only_where_they_belong_together(
    down, turned, stripes, slant, together
):
    wide = np.full((HEIGHT * SCALE, WIDTH * SCALE, 3), 120, np.uint8)
    laid(stick(7, 50), wide, turn(0, (0, 0), (200, 40)))
    laid(stick(stripes, slant), wide, turn(turned, (0, 0), (200, 40 + down)))
    shown = cv2.resize(wide, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    assert is_slate(grey(shown)) is together


def test_a_take_that_only_begins_with_a_slate_is_a_picture():
    take = np.stack([slate(3), *(landscape(3) for _ in range(5))])
    assert shot_kind(take) == "picture"


@pytest.mark.media
@pytest.mark.slow
def test_no_real_photo_is_a_slate(test_media):
    photos = sorted((test_media / "person-masks" / "photos").glob("*.jpg"))
    photos += sorted((test_media / "coco128seg").rglob("*.jpg"))
    assert len(photos) > 300
    for path in photos:
        photo = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        size = (WIDTH, max(1, round(len(photo) * WIDTH / photo.shape[1])))
        assert not is_slate(cv2.resize(photo, size, interpolation=cv2.INTER_AREA)), path.name
