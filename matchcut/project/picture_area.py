"""The active picture of a film and its burnt-in overlay, as detected.

Separate from `matchcut.project.films`, which the window imports: it draws no pictures.
"""

from matchcut.media.picture_area import PictureArea
from matchcut.project.arrays import pack, unpack
from matchcut.project.project import Project
from matchcut.project.stored_values import stored_crop


def set_picture_area(project: Project, film_uuid: str, area: PictureArea) -> None:
    """Store the active picture and the overlay of a film."""
    crop = f"{area.x} {area.y} {area.width} {area.height}"
    with project.writing():
        project.execute(
            "UPDATE films SET crop = ?, overlay = ? WHERE uuid = ?",
            [crop, pack({"overlay": area.overlay}), film_uuid],
        )


def picture_area(project: Project, film_uuid: str) -> PictureArea | None:
    """Return the active picture and the overlay of a film, or None until they are detected.

    Also None if the stored overlay is damaged: the next analysis detects it again.
    """
    row = project.row("SELECT crop, overlay FROM films WHERE uuid = ?", [film_uuid])
    if row is None or row["crop"] is None or not row["overlay"]:
        return None
    crop = stored_crop(project, row["crop"])
    try:
        overlay = unpack(row["overlay"])["overlay"]
    except (ValueError, TypeError, LookupError):
        return None
    return PictureArea(*crop, overlay)
