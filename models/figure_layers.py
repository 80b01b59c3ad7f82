"""The layers of the figure network and its training; tensors stay here and in figure_network."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

_WIDTHS = (32, 48, 64, 96)


class FigureLayers(nn.Module):
    """A U-Net (Ronneberger et al., MICCAI 2015) that works at half the size of its planes.

    planes: how many it is given; the position in the picture is added to them. Takes (n, planes,
    rows, columns), rows and columns multiples of 16; returns (n, rows, columns), the log odds of
    figure.
    """

    def __init__(self, planes: int) -> None:
        super().__init__()
        # Each 2 by 2 pixels become four planes: a quarter of the work, all of the detail.
        before = (4 * (planes + 2), *_WIDTHS[:-1])
        self.down = nn.ModuleList(map(_block, before, _WIDTHS))
        self.up = nn.ModuleList(_block(here + below, here) for here, below in pairwise(_WIDTHS))
        self.out = nn.Conv2d(_WIDTHS[0], 4, 1)

    def forward(self, planes: Tensor) -> Tensor:
        """Return the log odds."""
        seen = torch.cat([planes, _places(planes)], dim=1)
        x = functional.pixel_unshuffle(seen, 2).contiguous(memory_format=torch.channels_last)
        levels: list[Tensor] = []
        for block in self.down:
            x = block(functional.max_pool2d(x, 2) if levels else x)
            levels.append(x)
        for block, level in zip(reversed(self.up), reversed(levels[:-1]), strict=True):
            larger = functional.interpolate(x, scale_factor=2, mode="bilinear")
            x = block(torch.cat([level, larger], dim=1))
        return functional.pixel_shuffle(self.out(x), 2)[:, 0]


def jittered(
    planes: Tensor, targets: Tensor, colours: int, rough: int, random: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Return a batch mirrored at random, in other light, its rough belief corrupted in places.

    colours: how many planes, the first ones, are colour. rough: the plane of the rough belief. It
    is covered by blobs of zero or of wrong belief, or left out, to be restored from the other
    planes: a network that could just copy it would learn nothing else.
    """
    count, _, rows, columns = planes.shape

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=random)

    if chance(1) < 0.5:
        planes, targets = planes.flip(3), targets.flip(2)
    planes = planes.clone()
    contrast = 1 + 0.15 * torch.randn(count, 1, 1, 1, generator=random)
    tint = 0.1 * torch.randn(count, colours, 1, 1, generator=random)
    planes[:, :colours] = planes[:, :colours] * contrast + tint
    size = (rows, columns)
    kept = functional.interpolate(chance(count, 1, 5, 8), size, mode="bicubic") < 0.6
    wrong = functional.interpolate(chance(count, 1, 3, 5), size, mode="bilinear")
    wrong = wrong * (chance(count, 1, 1, 1) < 0.5)
    spoilt = torch.where(kept, planes[:, rough : rough + 1], wrong)
    planes[:, rough : rough + 1] = spoilt * (chance(count, 1, 1, 1) > 0.25)
    return planes, targets


def loss(odds: Tensor, targets: Tensor, inside: Tensor) -> Tensor:
    """Return cross entropy plus half of 1 less the soft overlap.

    The overlap counts a small figure as much as a large one. inside: 1 where the picture is.
    """
    entropy = functional.binary_cross_entropy_with_logits(odds, targets, weight=inside)
    found = torch.sigmoid(odds) * inside
    both = (found * targets).sum(dim=(1, 2))
    sizes = found.sum(dim=(1, 2)) + (targets * inside).sum(dim=(1, 2))
    return entropy + 0.5 * (1 - (2 * both + 1) / (sizes + 1)).mean()


def _block(planes_in: int, planes_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(planes_in, planes_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(planes_out),
        nn.ReLU(inplace=True),
        nn.Conv2d(planes_out, planes_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(planes_out),
        nn.ReLU(inplace=True),
    )


def _places(planes: Tensor) -> Tensor:
    """Return x and y of every pixel, -1..1, as two more planes."""
    count, _, rows, columns = planes.shape
    x = torch.linspace(-1, 1, columns, device=planes.device).expand(count, 1, rows, columns)
    y = torch.linspace(-1, 1, rows, device=planes.device)[:, None].expand(count, 1, rows, columns)
    return torch.cat([x, y], dim=1)
