"""Trains the network that comes with the product (`models/still_figures.md`), on the processor.

It learns stills from two sources, neither marked by hand: frames of open films whose figures the
label-free masks found by motion and trust, shown without their motion; and compositions of cut-out
and drawn figures (`composed_stills.py`). The evidence beside each picture is what the label-free
method finds in it as a still. Some films are held out and choose nothing but when to believe it.

    python tests/benchmarks/still_figures.py VIDEOS FOLDER [--stills 5400] [--steps 3600]

VIDEOS holds the films below; FOLDER takes what is computed between, and `still_figures.onnx`.
"""

import argparse
import hashlib
import io
import math
from itertools import pairwise
from pathlib import Path

import av
import composed_stills
import cv2
import numpy as np
import torch
from torch.nn import functional
from torch.onnx._internal.torchscript_exporter import onnx_proto_utils

from matchcut.representations.foreground.borders import drawn_to_borders
from matchcut.representations.foreground.figures import FOREGROUND, figures
from matchcut.representations.foreground.segmenter import unaided
from matchcut.representations.foreground.stills import extent, still_planes
from matchcut.representations.samples import ShotSamples
from matchcut.timing import FrameRange
from models import figure_planes
from models.figure_layers import FigureLayers, loss
from models.still_figures import PLANES

# Films, and how many of their frames lie between two that are looked at.
LEARNT = {
    "bbb_full_360p.mp4": 3, "intel_car-detection.mp4": 1,
    "intel_one-by-one-person-detection.mp4": 1, "sam2_01_dog.mp4": 3, "sam2_02_cups.mp4": 3,
    "sam2_04_coffee.mp4": 3, "sam2_bedroom.mp4": 3, "torchcodec_nasa.mp4": 3, "mdn_friday.mp4": 3,
}  # fmt: skip
HELD_OUT = {
    "jhclaura_sintel.mp4": 3, "yuan_sintel.mpg": 3, "tos_022-052_360p.mp4": 3,
    "sam2_05_default_juggle.mp4": 2, "moviepy_chaplin.mp4": 2,
}  # fmt: skip
LONG_SIDE = 256
FRAMES_TOGETHER = 24
# The credits of Big Buck Bunny begin here.
LAST_FRAME = 11_600
# As a target, how sharply a belief above the threshold is told from one below.
CLARITY = 8
OUTSIDE, MAX_TARGET = 255, 200
PER_STEP = 8
TOP_RATE = 3e-3
FILM_SHARE = 0.2
REMEMBERED = 0.998


def main(videos, folder, stills, steps):
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    films = [
        kept(folder / f"{name}.npz", film, videos / name, spacing)
        for name, spacing in LEARNT.items()
    ]
    real = [
        each for name, found in zip(LEARNT, films, strict=True) for each in film_stills(name, found)
    ]
    made = kept(folder / f"composed-{stills}.npz", compositions, films, stills)
    parameters = trained([by_size(made), by_size(real)], steps)
    export(parameters, folder / "still_figures.onnx")


def kept(path, make, *of):
    """Return arrays from a file; where it is not there yet, made and written."""
    if not path.is_file():
        np.savez(path, **make(*of))
        print(path.name, "made", flush=True)
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def film(path, spacing):
    """Return frames of a film with their label-free masks: what each covers, how it is trusted."""
    frames = decoded(path)[:LAST_FRAME]
    height, width = frames.shape[1:3]
    found = {"pictures": [], "masks": [], "beliefs": [], "trust": []}
    for run in runs(frames, spacing):
        pictures = frames[run]
        grey = np.stack([cv2.cvtColor(each, cv2.COLOR_BGR2GRAY) for each in pictures])
        before = np.maximum(np.arange(len(run)) - 1, 0)
        after = np.minimum(np.arange(len(run)) + 1, len(run) - 1)
        shot = samples(pictures, grey[before], grey[after])
        for picture, opinion in zip(pictures, unaided(shot)[0], strict=True):
            answer = figures(picture, opinion.regions, opinion.belief, shot.overlay)
            areas = answer.masks.sum(axis=(1, 2))
            found["pictures"].append(picture)
            found["masks"].append(answer.masks.any(axis=0))
            found["beliefs"].append(np.rint(MAX_TARGET * clear(picture, opinion)))
            found["trust"].append((areas * answer.trust).sum() / max(areas.sum(), 1))
    return {
        "pictures": np.reshape(found["pictures"], (-1, height, width, 3)).astype(np.uint8),
        "masks": np.reshape(found["masks"], (-1, height, width)).astype(bool),
        "beliefs": np.reshape(found["beliefs"], (-1, height, width)).astype(np.uint8),
        "trust": np.array(found["trust"], float),
    }


def decoded(path):
    """Return all frames of a film at analysis size, without its bars."""
    frames = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            scale = LONG_SIDE / max(frame.width, frame.height)
            small = frame.reformat(
                round(frame.width * scale),
                round(frame.height * scale),
                "bgr24",
                interpolation="AREA",
            )
            frames.append(small.to_ndarray())
    frames = np.stack(frames)
    lit = frames[:: max(1, len(frames) // 200)].max(axis=(0, 3)) > 30
    rows, columns = (np.flatnonzero(lit.mean(axis=axis) > 0.5) for axis in (1, 0))
    return frames[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def runs(frames, spacing):
    """Yield the numbers of frames that are looked at together, within shots."""
    small = [
        cv2.cvtColor(cv2.resize(f, (64, 36), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2LAB)
        for f in frames
    ]
    steps = [0.0, *(float(cv2.absdiff(a, b).mean()) for a, b in pairwise(small))]
    cuts = [
        at
        for at in range(1, len(steps))
        if steps[at] > 8
        and steps[at] > 2 + 2.5 * np.median(steps[max(1, at - 4) : at] + steps[at + 1 : at + 5])
    ]
    for start, stop in pairwise([0, *cuts, len(frames)]):
        few = np.arange(start + 2, stop - 2, spacing)
        if len(few) < 6:
            continue
        for run in np.array_split(few, -(-len(few) // FRAMES_TOGETHER)):
            if len(run) >= 4 and frames[run].mean() > 12:
                yield run


def samples(pictures, before, after):
    """Lay out a shot as the decode pass does."""
    count, height, width = pictures.shape[:3]
    return ShotSamples(
        frames=FrameRange(0, count),
        indices=np.arange(count),
        pictures=pictures,
        before=before,
        after=after,
        overlay=np.zeros((height, width), bool),
        camera=np.zeros((count, 4), np.float32),
        subject=np.zeros((count, 4, 8, 2), np.float16),
    )


def clear(picture, opinion):
    """Return a belief drawn to borders, (h, w) 0..1, its doubts mostly decided."""
    drawn = np.clip(drawn_to_borders(np.clip(opinion.belief, 0, 1), picture), 0, 1)
    return 1 / (1 + np.exp(CLARITY * (FOREGROUND - drawn)))


def still(picture, truth):
    """Return planes and target of a still whose figures are known, (h, w) 0..1."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[None]
    ((opinion,), _) = unaided(samples(picture[None], grey, grey))
    planes = still_planes(picture, opinion.standing_out, opinion.likeness)
    target = np.full(planes.shape[1:], OUTSIDE, np.uint8)
    columns, rows = extent(*picture.shape[:2])
    small = cv2.resize(truth.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    target[:rows, :columns] = np.rint(MAX_TARGET * np.clip(small, 0, 1))
    return planes, target


def film_stills(name, found):
    """Return trusted frames of a film, taken as stills."""
    area, trust = found["masks"].mean(axis=(1, 2)), found["trust"]
    fit = (trust >= max(0.42, np.quantile(trust, 0.5))) & (area > 0.01) & (area < 0.6)
    every = 3 if "bbb" in name else 10 if "person" in name else 5 if "car" in name else 2
    few = np.flatnonzero(fit)[::every]
    return [still(found["pictures"][at], found["beliefs"][at] / MAX_TARGET) for at in few]


def compositions(films, count):
    """Return planes and targets of composed stills, those of each size apart."""
    rng = np.random.default_rng(1)
    material = gathered(films, rng)
    made = {}
    for _ in range(count):
        planes, target = still(*composed_stills.composed(material, rng))
        made.setdefault("{}x{}".format(*target.shape), []).append((planes, target))
    return {
        f"{size} {what}": np.stack([each[place] for each in both])
        for size, both in made.items()
        for place, what in enumerate(("planes", "targets"))
    }


def gathered(films, rng):
    """Return what compositions are made of: figures cut off at no edge but the lower one."""
    material = composed_stills.Material([], [], [], [], composed_stills.painted_sets(rng))
    for found in films:
        masks, trust = found["masks"], found["trust"]
        area = masks.mean(axis=(1, 2))
        sides = np.maximum(masks[:, :, 0].mean(axis=1), masks[:, :, -1].mean(axis=1))
        edge = np.maximum(masks[:, 0].mean(axis=1), sides)
        some = (area > 0.012) & (area < 0.4)
        low = masks[:, -1].mean(axis=1) < 0.6
        fit = some & low & (edge < 0.02) & (trust >= max(0.45, np.quantile(trust, 0.62)))
        if np.count_nonzero(fit) < 25:
            fit = some & (edge < 0.12) & (trust >= max(0.35, np.quantile(trust, 0.5)))
        first = len(material.pictures)
        material.pictures.extend(found["pictures"])
        material.masks.extend(masks)
        material.cut_outs.append(first + np.flatnonzero(fit))
        known = (trust >= np.quantile(trust, 0.6)) | (area == 0)
        material.grounds.append(first + np.flatnonzero(known))
    return material


def by_size(examples):
    """Return stacked planes and targets, those of each size together."""
    if isinstance(examples, dict):
        sizes = {name.split()[0] for name in examples}
        return [(examples[f"{size} planes"], examples[f"{size} targets"]) for size in sorted(sizes)]
    sizes = {}
    for planes, target in examples:
        sizes.setdefault(target.shape, []).append((planes, target))
    return [tuple(map(np.stack, zip(*each, strict=True))) for each in sizes.values()]


def trained(composed, real, steps):
    """Return the layers that have learnt, the mean over their last states."""
    torch.manual_seed(0)
    random, rng = torch.Generator().manual_seed(0), np.random.default_rng(0)
    layers = FigureLayers(PLANES).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(layers.parameters(), TOP_RATE, weight_decay=1e-3)
    mean = {name: each.clone() for name, each in layers.state_dict().items()}
    for step in range(steps):
        done = step / steps
        for group in optimiser.param_groups:
            course = (1 + math.cos(math.pi * done)) / 2
            group["lr"] = TOP_RATE * min(1, done / 0.04 + 0.02) * course
        source = real if rng.random() < FILM_SHARE else composed
        counts = np.array([len(planes) for planes, _ in source])
        planes, targets = source[rng.choice(len(source), p=counts / counts.sum())]
        now = rng.integers(0, len(planes), PER_STEP)
        seen, wanted, inside = jittered(planes[now], targets[now], random)
        with torch.autocast("cpu", torch.bfloat16):
            odds = layers(seen.contiguous(memory_format=torch.channels_last))
        wrong = loss(odds.float(), wanted, inside)
        optimiser.zero_grad()
        wrong.backward()
        optimiser.step()
        kept = REMEMBERED if step > 500 else 0.9
        for name, each in layers.state_dict().items():
            if each.dtype.is_floating_point:
                mean[name].mul_(kept).add_(each, alpha=1 - kept)
            else:
                mean[name].copy_(each)
        if step % 300 == 0:
            print(step, f"{float(wrong):.3f}", flush=True)
    layers.load_state_dict(mean)
    return layers.eval()


def jittered(planes, targets, random):
    """Return a batch mirrored, moved, enlarged and in other light by chance, evidence spoilt."""
    seen = torch.from_numpy(figure_planes.decoded(planes))
    wanted = torch.from_numpy(targets)
    inside = (wanted != OUTSIDE).float()
    wanted = wanted.float() / MAX_TARGET * inside
    count, _, rows, columns = seen.shape

    def chance(*shape):
        return torch.rand(*shape, generator=random)

    def bell(*shape):
        return torch.randn(*shape, generator=random)

    if chance(1) < 0.5:
        seen, wanted, inside = seen.flip(3), wanted.flip(2), inside.flip(2)
    if chance(1) < 0.7:
        scale, aspect = torch.exp(0.22 * bell(count)), torch.exp(0.07 * bell(count))
        matrix = torch.zeros(count, 2, 3)
        matrix[:, 0, 0], matrix[:, 1, 1] = scale * aspect, scale / aspect
        matrix[:, 0, 1], matrix[:, 1, 0] = 0.05 * bell(count), 0.05 * bell(count)
        room = 0.12 + 0.5 * (1 - scale).clamp(0)
        matrix[:, :, 2] = (2 * chance(count, 2) - 1) * room[:, None]
        places = functional.affine_grid(matrix, (count, 1, rows, columns), align_corners=False)
        together = torch.cat([seen, wanted[:, None], inside[:, None]], 1)
        moved = functional.grid_sample(
            together, places, padding_mode="reflection", align_corners=False
        )
        inside = (moved[:, -1] > 0.99).float()
        wanted = moved[:, -2] * inside
        nothing = torch.tensor([-1.0] * 3 + [0.0] * (PLANES - 3))[:, None, None]
        seen = torch.where(inside[:, None] > 0, moved[:, :PLANES], nothing)
    light = torch.exp(0.25 * bell(count, 1, 1, 1)) * torch.exp(0.07 * bell(count, 3, 1, 1))
    colour = seen[:, :3] * light + 0.12 * bell(count, 1, 1, 1) + 0.06 * bell(count, 3, 1, 1)
    grey = (chance(count, 1, 1, 1) < 0.1).float()
    colour = colour * (1 - grey) + colour.mean(1, keepdim=True) * grey
    grain = 0.03 * bell(count, 1, 1, 1).abs() * bell(count, 3, rows, columns)
    standing_out, likeness = seen[:, 3:4], seen[:, 4:5]
    size = (rows, columns)
    clear = (functional.interpolate(chance(count, 1, 5, 8), size, mode="bicubic") < 0.6).float()
    wrong = functional.interpolate(chance(count, 1, 3, 5), size, mode="bilinear")
    wrong = wrong * (chance(count, 1, 1, 1) < 0.5)
    spoilt = torch.where(
        chance(count, 1, 1, 1) < 0.25, likeness * clear + wrong * (1 - clear), likeness
    )
    spoilt = spoilt * (chance(count, 1, 1, 1) > 0.1)
    standing_out = standing_out * (chance(count, 1, 1, 1) > 0.1)
    return torch.cat([(colour + grain).clamp(-1.3, 1.3), standing_out, spoilt], 1), wanted, inside


def export(layers, path):
    """Write the network as ONNX, for pictures of any size."""
    axes = {"planes": {0: "n", 2: "rows", 3: "columns"}, "odds": {0: "n", 1: "rows", 2: "columns"}}
    # Torch asks for a package that only its own custom functions need.
    onnx_proto_utils._add_onnxscript_fn = lambda proto, _: proto
    written = io.BytesIO()
    torch.onnx.export(
        layers,
        (torch.zeros(1, PLANES, 96, 160),),
        written,
        dynamo=False,
        opset_version=17,
        input_names=["planes"],
        output_names=["odds"],
        dynamic_axes=axes,
    )
    path.write_bytes(written.getvalue())
    print(path, len(written.getvalue()), hashlib.sha256(written.getvalue()).hexdigest())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("videos", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stills", type=int, default=5400)
    parser.add_argument("--steps", type=int, default=3600)
    given = parser.parse_args()
    main(given.videos, given.folder, given.stills, given.steps)
