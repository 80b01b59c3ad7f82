"""A network of the real shape whose weights were drawn by chance: nothing to download."""

from pathlib import Path


def make_weights(path: Path, kind: str) -> Path:
    """Write weights that find something in most pictures.

    kind: an architecture that ultralytics ships, for instance "yolo11n-seg.yaml".
    """
    import torch
    from ultralytics.models import YOLO

    torch.set_num_threads(1)  # for such small pictures threads only wait for each other
    torch.manual_seed(0)
    network = YOLO(kind)
    for layer in network.model.model[-1].cv3:
        torch.nn.init.normal_(layer[-1].bias)  # so that chance finds something
    network.save(path)
    return path


def make_figure_network(path: Path) -> Path:
    """Write a figure network that has seen one step of noise: it answers about 0.5."""
    import numpy as np

    from models.figure_network import (
        COLUMNS,
        MAX_TARGET,
        PLANES,
        ROWS,
        FigureTraining,
        write_parameters,
    )

    dice = np.random.default_rng(0)
    planes = dice.integers(0, 255, (8, PLANES, ROWS, COLUMNS)).astype(np.uint8)
    targets = dice.integers(0, MAX_TARGET, (8, ROWS, COLUMNS)).astype(np.uint8)
    training = FigureTraining(planes, targets, steps=10)
    training.step()
    write_parameters(path, training.parameters())
    return path
