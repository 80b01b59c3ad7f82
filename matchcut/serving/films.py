"""Answer requests about films and their files, and perform the editor's changes of them."""

from fractions import Fraction
from pathlib import Path

from matchcut.conform.matching import Conformed
from matchcut.errors import MediaError
from matchcut.files import is_there
from matchcut.pipeline.conforming import conform_list
from matchcut.pipeline.film_edits import set_timeline
from matchcut.pipeline.relinking import give_file
from matchcut.pipeline.search.library import Library, load_library
from matchcut.pipeline.shot_edits import remove_film
from matchcut.project.edits import editing
from matchcut.project.films import edit_film, film, film_labels, films, timeline_start
from matchcut.project.media import forget_media, is_changed, relink_watched, set_original
from matchcut.project.project import Project, Setting
from matchcut.project.settings import parse_shape, shape_text, typed
from matchcut.serving import asks, messages
from matchcut.serving.wire import Call, answered
from matchcut.timing import film_clock, parse_rate, rate_text


class FilmAnswers:
    """Answers requests about the films of a project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.handlers = dict(
            [
                answered(asks.FILMS, self.films),
                answered(asks.EDIT_FILM, self.edit_film),
                answered(asks.GIVE_FILE, self.give_file),
                answered(asks.SET_ORIGINAL, self.set_original),
                answered(asks.FORGET_FILE, self.forget_file),
                answered(asks.REMOVE_FILM, self.remove_film),
                answered(asks.TIMELINE, self.timeline),
                answered(asks.CONFORM, self.conform),
                answered(asks.MISSING, self.missing),
            ]
        )

    def films(self, call: Call[object]) -> messages.Films:
        """Return all films, and the timeline."""
        own, records = typed(self._project), films(self._project)
        first = records[0] if records else None
        return {
            "rate": rate_text(own["timeline_rate"]) if "timeline_rate" in own else "",
            "shape": shape_text(own["frame_shape"]) if "frame_shape" in own else "",
            "film_rate": rate_text(first.rate) if first else "",
            "film_shape": shape_text(Fraction(first.width, first.height)) if first else "",
            "start": timeline_start(self._project),
            "films": [_listed_film(self._project, record.uuid) for record in records],
        }

    def edit_film(self, call: Call[messages.EditFilmArguments]) -> messages.Films:
        """Store labels typed by the editor, which replace those in the file."""
        asked = call.arguments
        with editing(self._project, "film", [asked["film"]]):
            edit_film(
                self._project,
                asked["film"],
                name=asked.get("name"),
                reel=asked.get("reel"),
                start_timecode=asked.get("start"),
            )
        return self.films(call)

    def give_file(self, call: Call[messages.GiveFileArguments]) -> messages.Films:
        """Add a file of a film, or the new path of one."""
        asked = call.arguments
        give_file(self._project, asked["film"], Path(asked["path"]), asked["role"])
        return self.films(call)

    def set_original(self, call: Call[messages.FileArguments]) -> messages.Films:
        """Make lists name this file of the film; it may be missing at the moment."""
        set_original(self._project, call.arguments["film"], Path(call.arguments["path"]))
        return self.films(call)

    def forget_file(self, call: Call[messages.FileArguments]) -> messages.Films:
        """Forget a file of a film."""
        forget_media(self._project, call.arguments["film"], Path(call.arguments["path"]))
        return self.films(call)

    def remove_film(self, call: Call[messages.FilmArguments]) -> messages.Films:
        """Remove a film from the project; near-duplicates of its shots are grouped without it."""
        resting = remove_film(self._project, call.arguments["film"])
        return {**self.films(call), "resting": resting}

    def timeline(self, call: Call[messages.TimelineArguments]) -> messages.Films:
        """Set the rate and the aspect ratio of exported lists."""
        changes: dict[Setting, Fraction | None] = {}
        if (rate := call.arguments.get("rate")) is not None:
            changes["timeline_rate"] = parse_rate(rate) if rate.strip() else None
        if (shape := call.arguments.get("shape")) is not None:
            changes["frame_shape"] = parse_shape(shape) if shape.strip() else None
        set_timeline(self._project, changes)
        return self.films(call)

    def missing(self, call: Call[messages.MissingArguments]) -> list[str]:
        """Look for films beside the project, too; new paths are stored."""
        return [film for film in call.arguments["films"] if not self._is_found(film)]

    def _is_found(self, uuid: str) -> bool:
        try:
            relink_watched(self._project, uuid)
        except MediaError:
            return False
        return True

    def conform(self, call: Call[messages.ConformArguments]) -> messages.Conformed:
        """Match a list from another system to the films."""
        rate = call.arguments.get("rate", "").strip()
        among = conform_list(
            self._project, Path(call.arguments["path"]), parse_rate(rate) if rate else None
        )
        library = load_library(self._project)
        return {
            "matched": [_event_document(library, one) for one in among.matched],
            "unmatched": [str(each) for each in among.unmatched],
            "problems": list(among.problems),
            "remarks": list(among.remarks),
            "rate": rate_text(among.rate),
            "stated": among.stated,
        }


def _listed_film(project: Project, uuid: str) -> messages.ListedFilm:
    record, (own, of_the_file) = film(project, uuid), film_labels(project, uuid)
    return {
        "film": uuid,
        "name": own.name or "",
        "reel": own.reel or "",
        "start": own.start_timecode or "",
        "file_name": of_the_file.name,
        "file_reel": of_the_file.reel,
        "file_start": of_the_file.start_timecode or film_clock(None, record.rate).label(0),
        "rate": rate_text(record.rate),
        "frames": record.frame_count,
        "files": [
            {
                "path": str(media.path),
                "role": media.role,
                "watched": media.fingerprint == record.fingerprint,
                "here": is_there(media.path),
                "changed": is_there(media.path) and is_changed(media),
            }
            for media in record.media
        ],
    }


def _event_document(library: Library, one: Conformed) -> messages.ConformedEvent:
    found, frames = library.films[one.source.id], one.frames
    shot = found.shot_at(frames.middle)
    return {
        "event": one.event.where,
        "film": one.source.id,
        "name": found.record.name,
        "shot": shot.number if shot else None,
        "start": frames.start,
        "stop": frames.stop,
        "from": found.label(frames.start),
        "to": found.label(frames.stop - 1),
    }
