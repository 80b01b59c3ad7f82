"""One run over one film: the shots being represented, and those waiting to be stored."""

import os
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np

from matchcut.media.decode import DecodePass
from matchcut.media.times import Trouble
from matchcut.pipeline.analysis.open_shot import OpenShot, WatchedFrame
from matchcut.pipeline.analysis.representing import ShotFeatures, represent
from matchcut.pipeline.analysis.watching import ClosedShot, ResumePoint
from matchcut.project.arrays import Arrays
from matchcut.project.films import FilmRecord, frame_times, frame_trouble, set_frame_times
from matchcut.project.project import Project
from matchcut.project.shots import Checkpoint, append_shots
from matchcut.representations.samples import FrameMasks, blank_samples
from matchcut.representations.segmenter import Segmenter
from matchcut.shots.shot import Shot

# Storing takes 12 milliseconds late in a two-hour film; after a kill, what was not stored is done
# again.
STORE_EVERY_SECONDS = 0.2
# Shots close in bursts; some room keeps the film decoding meanwhile.
_SHOTS_AHEAD = 2


class FilmRun:
    """Represents closed shots on threads, and stores them in order; a context manager.

    Leaving it by an error or a cancel stores what is ready, so that little is repeated.
    times: presentation timestamps of the frames seen so far, in this run and before.
    new_shots: whether shots and the place to resume from are stored, or only features.
    """

    def __init__(
        self, project: Project, film: FilmRecord, segmenter: Segmenter | None, *, new_shots: bool
    ) -> None:
        stored = frame_times(project, film.uuid)
        self.times: list[int] = [] if stored is None else stored.pts.tolist()
        self._earlier = frame_trouble(project, film.uuid)
        self._frames: DecodePass | None = None
        self._project = project
        self._film = film
        self._segmenter = segmenter
        self._new_shots = new_shots
        self._workers = max(1, (os.cpu_count() or 2) - 1)
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="represent")
        self._waiting: deque[tuple[ClosedShot, Future[ShotFeatures]]] = deque()
        self._loading: Future[list[FrameMasks]] | None = None
        if segmenter is not None:
            # It loads what it needs while the film is being opened, not when the first shot waits.
            self._loading = self._pool.submit(segmenter.segment, blank_samples())
        self._last_stored = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)
        if kind is not None and issubclass(kind, Exception):
            self._store()

    def go_on(self, frames: DecodePass, first_frame: int) -> None:
        """Continue with ``frames``, which repeat those from ``first_frame`` on."""
        self._earlier = self._earlier.before(self.times[first_frame]) if first_frame else Trouble()
        del self.times[first_frame:]
        self._frames = frames

    @property
    def trouble(self) -> Trouble:
        """The damage found so far, in this run and before."""
        return self._earlier + self._frames.trouble if self._frames else self._earlier

    def noted(self, frames: Iterable[WatchedFrame]) -> Iterator[WatchedFrame]:
        """Yield frames, recording their presentation times.

        If the segmenter fails to load, raises its error as soon as it is known.
        """
        for frame in frames:
            if self._loading is not None and self._loading.done():
                self._loading.result()
                self._loading = None
            if frame.index == len(self.times):
                self.times.append(frame.pts)
            self._store_now_and_then()
            yield frame

    def take(self, shot: ClosedShot) -> None:
        """Represent a shot; store finished ones if none were stored for a while."""
        future = self._pool.submit(represent, shot.samples, self._film.rate, self._segmenter)
        self._waiting.append((shot, future))
        # Every waiting shot holds its sample frames, so limit their number to limit memory.
        while len(self._waiting) > self._workers + _SHOTS_AHEAD:
            self._help()
            self._store()
        self._store_now_and_then()

    def checkpoint(self, resume: ResumePoint, open_shot: OpenShot) -> None:
        """Store a resume point within a very long shot."""
        self._store_all()
        if self._new_shots:
            self._save([], Checkpoint(resume.absorbed, open_shot=open_shot.to_arrays()))

    def finish(self, damage: str) -> None:
        """Store the rest, and that the whole film has been seen; ``damage``: of it, in words."""
        self._store_all()
        if self._new_shots:
            self._save([], Checkpoint(len(self.times), finished=True), damage)

    def _store_now_and_then(self) -> None:
        due = time.monotonic() - self._last_stored > STORE_EVERY_SECONDS
        if due and self._waiting and self._waiting[0][1].done():
            self._store()

    def _store_all(self) -> None:
        """Store every shot, each as soon as it is done."""
        while self._waiting:
            self._help()
            self._store()

    def _help(self) -> None:
        """Represent the first shot that no thread has started, or else wait for the first of all.

        Instead of only waiting for the threads, the caller does a share of their work.
        """
        for at, (shot, future) in enumerate(self._waiting):
            if future.cancel():
                done: Future[ShotFeatures] = Future()
                done.set_result(represent(shot.samples, self._film.rate, self._segmenter))
                self._waiting[at] = shot, done
                return
        self._waiting[0][1].result()

    def _store(self) -> None:
        """Store the shots that are done, up to the first that isn't."""
        ready: list[tuple[ClosedShot, ShotFeatures]] = []
        while self._waiting and self._waiting[0][1].done():
            shot, future = self._waiting[0]
            if future.cancelled() or future.exception():
                break  # whoever waits for it gets the error; those before it are stored
            ready.append((shot, future.result()))
            self._waiting.popleft()
        self._last_stored = time.monotonic()
        if not ready:
            return
        # Features first: shots without features are represented again, features without shots are
        # ignored.
        by_key: dict[tuple[str, int], dict[tuple[str, int, int], Arrays]] = defaultdict(dict)
        for shot, features in ready:
            frames = shot.samples.frames
            for key, arrays in features.arrays.items():
                by_key[key][self._film.uuid, frames.start, frames.stop] = arrays
            self._project.features.save_thumbnails(self._film.uuid, features.thumbnails)
        for (name, version), of_shots in by_key.items():
            self._project.features.save(name, version, of_shots)
        if self._new_shots:
            shots = [Shot(shot.samples.frames, features.kind) for shot, features in ready]
            self._save(shots, Checkpoint(ready[-1][0].next_frame))

    def _save(self, shots: list[Shot], checkpoint: Checkpoint, damage: str = "") -> None:
        with self._project.writing():
            times = np.array(self.times, np.int64)
            set_frame_times(self._project, self._film.uuid, times, damage, self.trouble)
            append_shots(self._project, self._film.uuid, shots, checkpoint)
