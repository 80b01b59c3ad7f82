"""The picture server: decodes for the viewer, so that a decoder's crash can't end the window.

Run as ``python -m matchcut.serving.pictures PROJECT FOLDER``. The protocol is in
`matchcut.serving.wire`, requests and answers in `matchcut.serving.picture_messages`. Blocks go into
FOLDER, which the server deletes when it ends, because the window is gone then. After ``forget``,
films are opened again, because their files or timecodes have changed.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from matchcut.errors import MediaError
from matchcut.media.audio import read_audio
from matchcut.media.frames import FewOpen, FrameReader
from matchcut.pipeline.analysis.facts import watched_info
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project.films import film, frame_times
from matchcut.project.picture_area import picture_area
from matchcut.project.project import Project, open_project
from matchcut.project.settings import frame_shape
from matchcut.serving import asks, picture_messages
from matchcut.serving.wire import Call, answered, serve_on_standard_streams, write_block


@dataclass(frozen=True, slots=True, eq=False)
class _OpenFilm:
    film: LibraryFilm
    reader: FrameReader

    def close(self) -> None:
        self.reader.close()


class PictureServer:
    """Holds a project's films open and returns their frames and sound."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project = project
        self._folder = folder
        self._open: FewOpen[str, _OpenFilm] = FewOpen()
        self.handlers = dict(
            [
                answered(asks.SHAPE, self.shape),
                answered(asks.RUN, self.run),
                answered(asks.SOUND, self.sound),
                answered(asks.FORGET, self.forget),
            ]
        )

    def shape(self, call: Call[object]) -> float:
        """Return width over height of the project's frame."""
        return float(frame_shape(self._project))

    def forget(self, call: Call[object]) -> None:
        """Open films again from now on: their files or timecodes have changed."""
        self.close()

    def run(self, call: Call[picture_messages.RunArguments]) -> int:
        """Decode a run of frames, sending each as soon as it is ready."""
        wanted = call.arguments
        opened = self._film(wanted["film"], wanted["stop"])
        frames = range(wanted["first"], min(wanted["stop"], len(opened.film.times)))
        sent = 0
        try:
            for frame in frames:
                call.check()
                pts = opened.film.times.pts_of(frame)
                shown = opened.reader.frame_at(pts, wanted["long_side"])
                if shown.pts != pts:
                    # Damage: the frame shown instead belongs to another time.
                    continue
                height, width = shown.picture.shape[:2]
                pixels = cv2.cvtColor(shown.picture, cv2.COLOR_BGR2BGRA)
                part: picture_messages.Frame = {
                    "frame": frame,
                    "timecode": opened.film.label(frame),
                    "width": width,
                    "height": height,
                    "block": write_block(self._folder, pixels.data),
                }
                call.part(part)
                sent += 1
        except MediaError:
            # A decoder in this state may not recover; the next request opens the film again.
            self._open.close_one(wanted["film"])
            raise
        return sent

    def sound(self, call: Call[picture_messages.SoundArguments]) -> str:
        """Read the sound of a run of frames."""
        wanted = call.arguments
        opened = self._film(wanted["film"], wanted["stop"])
        record, times = opened.film.record, opened.film.times
        start = times.pts_of(wanted["first"]) * times.time_base
        seconds = (wanted["stop"] - wanted["first"]) / record.rate
        heard = read_audio(opened.reader.info.path, start, seconds, picture_messages.SOUND_RATE)
        coded = np.ascontiguousarray(np.round(heard.clip(-1, 1) * 32767), dtype="<i2")
        return write_block(self._folder, coded.data)

    def close(self) -> None:
        """Close all films."""
        self._open.close()

    def _film(self, uuid: str, frames_needed: int) -> _OpenFilm:
        known = self._open.get(uuid, lambda: self._opened(uuid))
        if frames_needed <= len(known.film.times):
            return known
        # A film that is being analysed has more frames each time.
        self._open.close_one(uuid)
        return self._open.get(uuid, lambda: self._opened(uuid))

    def _opened(self, uuid: str) -> _OpenFilm:
        record, times = film(self._project, uuid), frame_times(self._project, uuid)
        if times is None:
            raise MediaError(f"{record.name} has not been analysed yet.", "Analyse it first.")
        info = watched_info(self._project, uuid)
        reader = FrameReader(info, picture_area(self._project, uuid))
        return _OpenFilm(LibraryFilm(record, [], times), reader)


def main() -> None:
    """Serve the project named on the command line until standard input ends."""
    folder = Path(sys.argv[2])
    with open_project(Path(sys.argv[1])) as project:
        server = PictureServer(project, folder)
        try:
            serve_on_standard_streams(server.handlers)
        finally:
            server.close()
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
