"""Report errors in our overrides of Qt's methods, instead of ending the window.

Before Python 3.12 PySide (6.8 to 6.11, as tried) crashes over an error that Python itself raised
in a method which Qt calls, such as an index out of range: half of it is not made yet. Caught and
raised again, it is whole.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from inspect import isfunction
from typing import Any

from shiboken6 import Shiboken


def guard_overrides() -> None:
    """Guard the classes of the window that are there by now."""
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
            raise  # by Python, as a whole exception

    return guarded
