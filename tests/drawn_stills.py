"""Stills that say how they lie, as cameras and phones write them."""

import struct
import zlib

import cv2
import numpy as np


def cornered(height, width):
    """A white BGRA picture with a red corner, left and up."""
    picture = np.full((height, width, 4), 255, np.uint8)
    picture[: height // 4, : width // 3, :3] = (20, 30, 220)
    return picture


def exif(way, order):
    """What Exif says of a picture that lies so; order: "<" or ">", as struct has it."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    return head + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, way, 0, 0)


def lying(picture, way, order="<"):
    """A PNG of a picture that says which way it lies."""
    packed, said = cv2.imencode(".png", picture)[1].tobytes(), b"eXIf" + exif(way, order)
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    return packed[:33] + chunk + packed[33:]  # behind the header
