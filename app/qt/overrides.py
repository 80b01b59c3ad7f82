"""Report errors in our overrides of Qt's methods, instead of ending the window.

Before Python 3.12 PySide (6.8 to 6.11, as tried) crashes if Python itself raises an error, such as
an index out of range, in a method that Qt calls: the exception is not normalised yet; catching and
re-raising normalises it.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from inspect import isfunction
from typing import Any

from shiboken6 import Shiboken


def guard_overrides() -> None:
    """Guard the window's classes defined so far."""
    if sys.version_info >= (3, 12):
        return
    for kind in _ours(Shiboken.Object):
        qt = next(base for base in kind.__mro__ if base.__module__.startswith("PySide6."))
        for name, method in list(vars(kind).items()):
            if isfunction(method) and not name.startswith("__") and hasattr(qt, name):
                setattr(kind, name, _whole(method))


def _ours(kind: type[object]) -> Iterator[type[object]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("app."):
            yield below
        yield from _ours(below)


def _whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def guarded(*args: object, **named: object) -> object:
        try:
            return method(*args, **named)
        except BaseException:
            raise  # by Python, which normalises the exception

    return guarded
