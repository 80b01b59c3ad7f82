"""List the networks: where each comes from, and under what terms.

Sizes and sha256 are those that GitHub states for the release files.
"""

from dataclasses import dataclass

_ULTRALYTICS = "https://github.com/ultralytics/assets/releases/download/v8.4.0/"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One set of weights.

    file: its name in the weights folder. sha256: of its content, 64 hex digits.
    """

    name: str
    purpose: str
    url: str
    file: str
    sha256: str
    size_bytes: int
    licence: str


CARDS: dict[str, ModelCard] = {
    card.name: card
    for card in (
        ModelCard(
            name="yolo11n-seg",
            purpose="instance masks of 80 everyday classes, 2.9 M parameters",
            url=_ULTRALYTICS + "yolo11n-seg.pt",
            file="yolo11n-seg.pt",
            sha256="55ed65c56c91713d23e8402371c6c49a6fd84f257f7dce452e8d70e41dcbe152",
            size_bytes=6_182_636,
            licence="AGPL-3.0",
        ),
        ModelCard(
            name="yolo11s-seg",
            purpose="the same masks, finer, 10.1 M parameters and half as fast",
            url=_ULTRALYTICS + "yolo11s-seg.pt",
            file="yolo11s-seg.pt",
            sha256="1caa81c0195412efa411b632bcfb8c184939dddb6ae41f6a80c41b211ff257c3",
            size_bytes=20_669_228,
            licence="AGPL-3.0",
        ),
    )
}
