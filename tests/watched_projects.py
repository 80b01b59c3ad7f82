"""Projects whose films have been watched but not represented: enough to show their frames."""

import numpy as np

from matchcut.media.bars_and_burn_ins import survey
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.pipeline.analysis.facts import film_facts
from matchcut.project.adding import add_film
from matchcut.project.films import set_frame_times
from matchcut.project.picture_area import set_picture_area
from matchcut.project.project import open_project


def watched_project(path, *films):
    """Make a project of these films; return their UUIDs."""
    uuids = []
    with open_project(path, create=True) as project:
        for film in films:
            info = probe(film)
            uuid = add_film(project, film_facts(info)).uuid
            area = survey(info)
            set_picture_area(project, uuid, area)
            with DecodePass(info, long_side=64) as watched:
                times = np.array([frame.pts for frame in watched])
            set_frame_times(project, uuid, times)
            uuids.append(uuid)
    return uuids
