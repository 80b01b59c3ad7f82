"""Download weights, in one go or in parts, and only what their card describes.

The only place where the product uses the network.
"""

from collections.abc import Iterator
from pathlib import Path

import requests
from requests.exceptions import ChunkedEncodingError

from matchcut.errors import ModelError
from matchcut.files import put
from matchcut.progress import Progress, Report, silent
from models.cards import ModelCard
from models.weights import file_sha256, on_disk, weights_folder

_CHUNK_BYTES = 1 << 18
_TIMEOUT_SECONDS = 30


def fetch(card: ModelCard, progress: Progress = silent) -> Path:
    """Return the weights of a card, downloading them if they are not on disk.

    An interrupted download continues where it stopped. Raises ModelError if the server can't be
    reached, the disk can't be written to, or the download doesn't match the card.
    """
    found = on_disk(card)
    if found is not None:
        return found
    folder = weights_folder()
    part = folder / (card.file + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _download(card, part, progress)
        if file_sha256(part) != card.sha256:
            part.unlink()
            raise ModelError(
                f"What was downloaded is not {card.file}: its sha256 differs. It was removed.",
                "Try again; if it differs again, the server or a proxy changes the file.",
            )
        path = folder / card.file
        put(part, path)
    except requests.RequestException as error:
        raise ModelError(
            f"{card.file} could not be downloaded: {_reason(error)}.",
            "Check the network and try again; what has come is kept.",
        ) from error
    except OSError as error:
        raise ModelError(
            f"{folder} can't be written: {error.strerror or error}.",
            "Free some space, or set MATCHCUT_MODELS to another folder.",
        ) from error
    return path


def _download(card: ModelCard, part: Path, progress: Progress) -> None:
    """Complete ``part`` to the length on the card, from wherever it stopped."""
    done = part.stat().st_size if part.exists() else 0
    if done > card.size_bytes:
        part.unlink()
        done = 0
    if done == card.size_bytes:
        return
    # With compression in transit, the bytes would not be the file's.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    with requests.get(card.url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS) as answer:
        answer.raise_for_status()
        if answer.status_code != requests.codes.partial_content:
            done = 0
        with part.open("ab" if done else "wb") as file:
            for chunk in _limited(answer, card.size_bytes - done):
                file.write(chunk)
                done += len(chunk)
                progress(Report("download", done, card.size_bytes, "bytes", card.file))
    if done < card.size_bytes:
        raise ChunkedEncodingError("fewer bytes than the card promises")


def _limited(answer: requests.Response, size_bytes: int) -> Iterator[bytes]:
    """Yield the download, at most a chunk more than the card's size, whatever the server sends."""
    for chunk in answer.iter_content(_CHUNK_BYTES):
        yield chunk
        size_bytes -= len(chunk)
        if size_bytes < 0:
            return


def _reason(error: requests.RequestException) -> str:
    if error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "the server does not answer"
    # Requests raises this if a body ends early, however it was sent.
    if isinstance(error, ChunkedEncodingError):
        return "the connection ended early"
    return "the server can't be reached"
