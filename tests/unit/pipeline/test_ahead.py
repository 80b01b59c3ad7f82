import threading
from collections.abc import Iterator

import pytest

from matchcut.pipeline.ahead import run_ahead


def test_items_come_in_order():
    assert list(run_ahead(range(100), depth=3)) == list(range(100))


def test_an_error_is_raised_at_its_place():
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk went away")

    seen = []
    with pytest.raises(OSError, match="the disk went away"):
        for item in run_ahead(items(), depth=8):
            seen.append(item)  # noqa: PERF402
    assert seen == [1, 2]


def test_nothing_is_prepared_beyond_the_depth():
    prepared = []
    third = threading.Event()

    def items() -> Iterator[int]:
        for item in range(50):
            prepared.append(item)
            if item == 3:
                third.set()
            yield item

    ahead = run_ahead(items(), depth=2)
    assert next(ahead) == 0
    assert third.wait(5)
    # One is with the consumer, two wait in the queue, one waits to be put there.
    assert len(prepared) <= 4
    ahead.close()


def test_stopping_early_ends_the_thread():
    before = threading.active_count()
    ahead = run_ahead(iter(int, 1), depth=2)
    next(ahead)
    ahead.close()
    assert threading.active_count() == before
