"""Convert coded colour to the 8-bit BGR that everything after decoding sees.

High dynamic range is mapped to standard range with the extended Reinhard curve (Reinhard et
al., "Photographic Tone Reproduction for Digital Images", 2002, equation 4) on each channel: a
diffuse white of 203 cd/m2 (ITU-R BT.2408) stays bright, 1000 cd/m2 becomes full white. The curve is
monotone and the same for every frame, so that shots of one film stay comparable.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

# Most users of `grey_of` handle no PyAV frames and need not load it.
if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Matrix = Literal["601", "709", "2020"]
Transfer = Literal["sdr", "pq", "hlg"]

# Code points of ITU-T H.273, as FFmpeg passes them on. FCC (4) equals 601 to two digits, and
# SMPTE 240M (7) is nearly 709.
_MATRICES: dict[int, Matrix] = {
    1: "709",
    4: "601",
    5: "601",
    6: "601",
    7: "709",
    9: "2020",
    10: "2020",
}
_TRANSFERS: dict[int, Transfer] = {16: "pq", 18: "hlg"}
_UNTAGGED, _FULL_RANGE = 0, 2
_WIDE_PRIMARIES = 9
# Cropping its bars takes height, not width, from a widescreen film.
_HD_WIDTH, _SD_HEIGHT = 1280, 576

# Weights of red and blue in luma (BT.601, BT.709, BT.2020).
_LUMA_SHARES = {"601": (0.299, 0.114), "709": (0.2126, 0.0722), "2020": (0.2627, 0.0593)}

_DIFFUSE_WHITE_NITS = 203.0
_PEAK_NITS = 1000.0
# Linear light, BGR in and out, BT.2020 primaries to BT.709 (BT.2087).
_NARROW_GAMUT = np.array(
    [[1.1187, -0.1006, -0.0182], [-0.0083, 1.1329, -0.1246], [-0.0728, -0.5876, 1.6605]], np.float32
)


@dataclass(frozen=True, slots=True)
class Colour:
    """How a film's numbers encode colour.

    full_range: black is 0 and white 255, not 16 and 235.
    wide_gamut: BT.2020 primaries.
    """

    matrix: Matrix
    full_range: bool
    transfer: Transfer
    wide_gamut: bool


def colour_of(frame: "VideoFrame") -> Colour:
    """Return the colour coding that ``frame`` is tagged with, else the usual one for its size."""
    high = frame.width >= _HD_WIDTH or frame.height > _SD_HEIGHT
    matrix = _MATRICES.get(frame.colorspace, "709" if high else "601")
    return Colour(
        matrix=matrix,
        full_range=frame.color_range == _FULL_RANGE or _is_full_untagged(frame),
        transfer=_TRANSFERS.get(frame.color_trc, "sdr"),
        wide_gamut=frame.color_primaries == _WIDE_PRIMARIES,
    )


def _is_full_untagged(frame: "VideoFrame") -> bool:
    """Return whether an untagged frame has full range, as JPEG pixel formats and grey do."""
    form = frame.format.name
    return form.startswith("yuvj") or (
        form.startswith(("gray", "ya8", "ya16")) and frame.color_range == _UNTAGGED
    )


def grey_of(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the luma of a (h, w, 3) BGR picture, (h, w) uint8."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


@cache
def yuv_to_bgr(matrix: Matrix, full_range: bool) -> NDArray[np.float32]:
    """Return the (3, 4) float32 matrix from 8-bit Y, Cb, Cr to B, G, R of 0..255."""
    red, blue = _LUMA_SHARES[matrix]
    green = 1 - red - blue
    luma = 1.0 if full_range else 255 / 219
    chroma = 1.0 if full_range else 255 / 224
    from_cb = chroma * 2 * (1 - blue)
    from_cr = chroma * 2 * (1 - red)
    turn = np.array(
        [
            [luma, from_cb, 0],
            [luma, -from_cb * blue / green, -from_cr * red / green],
            [luma, 0, from_cr],
        ]
    )
    offset = -turn @ np.array([0 if full_range else 16, 128, 128])
    return np.column_stack((turn, offset)).astype(np.float32)


def to_standard_range(coded: NDArray[np.float32], colour: Colour) -> NDArray[np.uint8]:
    """Tone-map (h, w, 3) BGR of 0..255, coded as PQ or HLG, to standard-range BGR."""
    light = _light_of_code(colour.transfer)
    steps = len(light) - 1
    codes = np.clip(coded * (steps / 255), 0, steps).astype(np.uint16)
    linear = light[codes]
    if colour.wide_gamut:
        linear = np.asarray(cv2.transform(linear, _NARROW_GAMUT), np.float32)
    code = _code_of_light()
    steps = len(code) - 1
    return np.asarray(code[np.clip(linear * steps + 0.5, 0, steps).astype(np.uint16)])


@cache
def _light_of_code(transfer: Transfer) -> NDArray[np.float32]:
    """Return tone-mapped linear light, 0..1, for 1,024 codes of PQ or HLG."""
    code = np.linspace(0, 1, 1024)
    nits = _pq_nits(code) if transfer == "pq" else _hlg_nits(code)
    light = nits / _DIFFUSE_WHITE_NITS
    peak = _PEAK_NITS / _DIFFUSE_WHITE_NITS
    return np.clip(light * (1 + light / peak**2) / (1 + light), 0, 1).astype(np.float32)


@cache
def _code_of_light() -> NDArray[np.uint8]:
    """Return the 8-bit code of linear light for a display of gamma 2.4 (BT.1886)."""
    return np.round(255 * np.linspace(0, 1, 1 << 14) ** (1 / 2.4)).astype(np.uint8)


def _pq_nits(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nits by SMPTE ST 2084."""
    root = code ** (4096 / (128 * 2523))
    light = np.maximum(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)
    return 10000 * np.asarray(light ** (16384 / 2610))


def _hlg_nits(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nits by ARIB STD-B67, with the system gamma of a 1,000 cd/m2 display per channel."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    return _PEAK_NITS * np.asarray(scene**1.2)
