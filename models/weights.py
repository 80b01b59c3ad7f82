"""Find weights on disk, and use them only if their sha256 is that of their card.

A file of weights can hold code that runs when it is loaded, so nothing unverified is ever loaded.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from matchcut.errors import ModelError
from matchcut.files import is_there
from models.cards import CARDS, ModelCard


def weights_folder() -> Path:
    """Return where weights are kept: ``MATCHCUT_MODELS``, or the user's cache folder."""
    chosen = os.environ.get("MATCHCUT_MODELS")
    return Path(chosen) if chosen else platformdirs.user_cache_path("matchcut") / "models"


def find_card(name: str) -> ModelCard:
    """Return the card of that name. Raises ModelError listing the existing ones."""
    if name not in CARDS:
        raise ModelError(f"There is no network named {name}.", f"There are: {', '.join(CARDS)}.")
    return CARDS[name]


def on_disk(card: ModelCard) -> Path | None:
    """Return the verified weights of a card, None if they are not downloaded or differ.

    `is_damaged` distinguishes these.
    """
    path = weights_folder() / card.file
    with suppress(OSError):  # missing or unreadable
        if file_sha256(path) == card.sha256:
            return path
    return None


def is_damaged(card: ModelCard) -> bool:
    """Return whether the file at the path of a card's weights differs from the card."""
    return is_there(weights_folder() / card.file) and on_disk(card) is None


def outside_weights(path: Path) -> Path:
    """Return weights that the user brought, if they are safe to load.

    ONNX holds numbers and known operations only; any other file must be one that a card names.
    Raises ModelError.
    """
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelError(
            f"There are no weights at {path} that can be read.",
            "Check the name, and that you may read them.",
        ) from error
    if path.suffix.lower() == ".onnx":
        return path
    if path.suffix.lower() != ".pt" or found not in {card.sha256 for card in CARDS.values()}:
        raise ModelError(
            f"{path.name} is not known to be safe, so it is not loaded.",
            "Export your network as ONNX, or use one that matchcut models lists.",
        )
    return path


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's content, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
