"""Reviews as a project stores them: JSON, the same in their own table and in the history."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from matchcut.review import Anchor, Nudge, Verdict


@dataclass(frozen=True, slots=True)
class Review:
    """The editor's review of a pair.

    place: sort key in the cut list, lowest first; None while it is not accepted.
    out, into: the cut point, last frame out and first frame in, once the editor has trimmed or
        accepted it; None if it is as shown. flop, nudge: likewise.
    to_check: its film has changed since, and no verdict or acceptance has confirmed it.
    judged_on: in that case, the content that was reviewed: fingerprints by film.
    """

    verdict: Verdict | None = None
    place: float | None = None
    out: Anchor | None = None
    into: Anchor | None = None
    flop: bool | None = None
    nudge: Nudge | None = None
    note: str = ""
    to_check: bool = False
    judged_on: Mapping[str, str] = field(default_factory=dict, compare=False)


def review_json(said: Review) -> dict[str, Any]:
    """Return a review as JSON."""
    fields = asdict(said)
    if not said.to_check:
        del fields["judged_on"]
    # The first version's name.
    return {"in_" if name == "into" else name: value for name, value in fields.items()}


def read_review(text: str | bytes) -> Review:
    """Return the review in a text.

    Raises ValueError, LookupError, TypeError or AttributeError if it contains none.
    """
    return _review(json.loads(text))


def read_changes(text: str | bytes) -> dict[str, tuple[Review, Review]]:
    """Return the reviews before and after a step of the history, by pair.

    Raises as `read_review` does.
    """
    return {
        pair: (_review(before), _review(after))
        for pair, (before, after) in json.loads(text).items()
    }


def _review(fields: dict[str, Any]) -> Review:
    fields["into"] = fields.pop("in_")
    if fields["verdict"] not in (None, *get_args(Verdict)):
        raise ValueError(f"no verdict: {fields['verdict']}")
    kinds: dict[str, Callable[..., Any]] = {"out": Anchor, "into": Anchor, "nudge": Nudge}
    for name, kind in kinds.items():
        if fields[name] is not None:
            fields[name] = kind(**fields[name])
    return Review(**fields)
