"""Pack named arrays as bytes.

A project of 2,000 shots reads 10,000 small arrays before its first search, ten times faster this
way than from npz. The format: a checksum, a JSON header that gives the name, type and shape of each
array, and their bytes, each array at a multiple of 16.
"""

import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

_ALIGNMENT = 16
_COUNT_BYTES = 4


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays of numbers, booleans or text as bytes. Raises ValueError for others."""
    return b"".join(packed(arrays))


def packed(arrays: Mapping[str, NDArray[Any]]) -> list[bytes | memoryview]:
    """Return the result of `pack` in parts, most of them views of the arrays."""
    for name, array in arrays.items():
        if array.dtype.kind not in "biufcUS":
            raise ValueError(f"{name} is of type {array.dtype}, which can't be stored")
    kinds = [(name, array.dtype.str, array.shape) for name, array in arrays.items()]
    header = json.dumps(kinds).encode()
    parts: list[bytes | memoryview] = [
        _count(len(header)),
        header,
        _padding(2 * _COUNT_BYTES + len(header)),
    ]
    for array in arrays.values():
        flat = np.ascontiguousarray(array).reshape(-1)
        parts += [flat.view(np.uint8).data, _padding(array.nbytes)]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return [_count(checksum), *parts]


def unpack(data: bytes) -> Arrays:
    """Return the arrays given to `pack`, read-only. Raises ValueError for damaged bytes."""
    if data[:_COUNT_BYTES] != _count(zlib.crc32(memoryview(data)[_COUNT_BYTES:])):
        raise ValueError("stored arrays are damaged")
    start = 2 * _COUNT_BYTES
    length = int.from_bytes(data[_COUNT_BYTES:start], "little")
    at = _aligned(start + length)
    arrays = {}
    for name, kind, shape in json.loads(data[start : start + length]):
        array = np.frombuffer(data, np.dtype(kind), math.prod(shape), at).reshape(shape)
        arrays[name] = array
        at = _aligned(at + array.nbytes)
    return arrays


def _count(number: int) -> bytes:
    return number.to_bytes(_COUNT_BYTES, "little")


def _aligned(at: int) -> int:
    return -(-at // _ALIGNMENT) * _ALIGNMENT


def _padding(length: int) -> bytes:
    return bytes(_aligned(length) - length)
