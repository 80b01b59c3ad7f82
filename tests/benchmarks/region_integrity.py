"""What the judges of masks are worth that know no truth: both beside true J, on DAVIS.

The region integrity criterion chooses the state of the network to keep: here it is taken of every
frame's answer and compared with that answer's J. The witness chooses between two answers to the
same footage: here it hears many, good and spoilt, and is compared with the mean J of each.

    python tests/benchmarks/region_integrity.py DAVIS_FOLDER [--network figures.npz]
"""

import argparse
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from matchcut.evaluation.masks import adapted_to, region_similarity, sequence_cases
from matchcut.representations.adapted.evidence import enlarged, evidence
from matchcut.representations.adapted.segmenter import NETWORK_WEIGHT, AdaptedSegmenter
from matchcut.representations.adapted.witness import witness
from matchcut.representations.foreground import segmenter as foreground
from matchcut.representations.foreground.figures import figures
from matchcut.representations.foreground.integrity import region_integrity
from models.figure_network import FigureNetwork, read_parameters, write_parameters

# Every so many frames: neighbours tell the same.
EVERY = 4


def spoilt(mask):
    """Return masks that are wrong in the ways masks go wrong."""

    def ball(side):
        return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))

    small = mask.astype(np.uint8)
    return {
        "grown by 3 px": cv2.dilate(small, ball(7)) > 0,
        "grown by 8 px": cv2.dilate(small, ball(17)) > 0,
        "shrunk by 2 px": cv2.erode(small, ball(5)) > 0,
        "8 px aside": np.roll(mask, 8, 1),
        "empty": np.zeros_like(mask),
        "full": np.ones_like(mask),
    }


def answers_of(samples, parameters):
    """Yield, for every few frames, masks of many makes by name, and the opinion they rest on."""
    seen = evidence(samples)
    few = range(0, len(samples.pictures), EVERY)
    old = foreground.drawn(samples, seen.opinions)
    answers = FigureNetwork(parameters).beliefs(seen.planes[::EVERY])
    alone = enlarged(answers, seen, samples.overlay.shape)
    for at, belief in zip(few, alone, strict=True):
        opinion, picture, before = seen.opinions[at], samples.pictures[at], together(old[at])

        def drawn(belief, picture=picture, opinion=opinion):
            return together(figures(picture, opinion.regions, belief, samples.overlay))

        mixed = (1 - NETWORK_WEIGHT) * opinion.belief + NETWORK_WEIGHT * belief
        makes = {
            "label-free": before,
            "adapted": drawn(mixed),
            "network alone": drawn(belief),
            "regions alone": opinion.belief > 0.5,
        }
        yield at, opinion, picture, makes | spoilt(before)


def together(answer):
    """Return all figures of a frame as one mask."""
    return answer.masks.any(axis=0)


def main(root, network):
    if network is not None and network.is_file():
        parameters, _ = read_parameters(network)
    else:
        _, trained = adapted_to(root)
        parameters = trained.parameters
        if network is not None:
            write_parameters(network, parameters)
    criterion, true, heard, similar = [], [], defaultdict(list), defaultdict(list)
    for folder in sorted((root / "frames").iterdir()):
        for case in sequence_cases(root, folder.name, AdaptedSegmenter.long_side):
            for at, opinion, picture, makes in answers_of(case.samples, parameters):
                truth = case.truths[at]
                shape = truth.shape[::-1]
                for name, mask in makes.items():
                    large = cv2.resize(mask.astype(np.float32), shape) > 0.5
                    similar[name].append(region_similarity(large, truth))
                    heard[name].append(witness(mask, picture, opinion.motion))
                answer = makes["network alone"]
                (integrity,) = region_integrity(answer[None], opinion.regions)
                agreement = region_similarity(answer, makes["label-free"])
                criterion.append(agreement + 0.5 * integrity)
                true.append(similar["network alone"][-1])
    criterion, true = np.array(criterion), np.array(true)
    better = criterion >= np.median(criterion)
    print(f"criterion and J of {len(true)} answers: r = {np.corrcoef(criterion, true)[0, 1]:.2f}; "
          f"J of the half with more {true[better].mean():.3f}, "
          f"with less {true[~better].mean():.3f}")  # fmt: skip
    means = {name: (np.mean(similar[name]), np.mean(heard[name])) for name in heard}
    for name, (similarity, said) in sorted(means.items(), key=lambda each: -each[1][0]):
        print(f"{name:16} J {similarity:.3f}  witness {said:.3f}")
    print(
        f"witness and J over these: r = {np.corrcoef(*zip(*means.values(), strict=True))[0, 1]:.2f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--network", type=Path, help="read from here, or written here once learnt")
    arguments = parser.parse_args()
    main(arguments.root, arguments.network)
