#!/usr/bin/env python3
"""Makes references.json: scores and tests as MedPy and SciPy give them.

    pip install numpy==2.4.6 scipy==1.17.1 medpy==0.5.2
    python make_references.py > references.json
"""
import json
import sys

import numpy as np
from medpy.metric import binary
from scipy import ndimage, stats

TOLERANCE = 2.0


def blob(rng, shape, threshold):
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), [1.2] * len(shape))
    return noise > threshold * noise.std()


def surface(mask):
    return mask & ~ndimage.binary_erosion(mask)


def distances(a, b, spacing):
    return ndimage.distance_transform_edt(~surface(b), sampling=spacing)[surface(a)]


def scores(predicted, reference, spacing):
    """Of masks (slices, rows, columns); one slice is measured as the picture it is."""
    if predicted.shape[0] == 1:
        predicted, reference, spacing = predicted[0], reference[0], spacing[1:]
    both = np.concatenate(
        [distances(predicted, reference, spacing), distances(reference, predicted, spacing)]
    )
    return {
        "dice": binary.dc(predicted, reference),
        "iou": binary.jc(predicted, reference),
        "precision": binary.precision(predicted, reference),
        "recall": binary.recall(predicted, reference),
        "hd95": binary.hd95(predicted, reference, voxelspacing=spacing),
        "hausdorff": binary.hd(predicted, reference, voxelspacing=spacing),
        "assd": both.mean(),
        "surface_dice": (both <= TOLERANCE).mean(),
    }


def volumes(rng):
    for shape, spacing in [
        ((9, 14, 12), (3.0, 0.8, 0.7)),
        ((12, 10, 11), (1.0, 1.0, 1.0)),
        ((5, 16, 13), (5.0, 0.9, 1.3)),
        ((7, 8, 9), (0.5, 2.0, 3.5)),
        ((1, 15, 17), (5.0, 0.75, 0.5)),
        ((6, 11, 10), (2.5, 0.8, 0.8)),
    ]:
        labels = [np.zeros(shape, np.uint8) for _ in range(2)]
        common = [blob(rng, shape, 0.9) for _ in range(2)]
        for volume in labels:
            for value in (1, 2):
                moved = rng.integers(-1, 2, 3) * (np.array(shape) > 1)
                own = ndimage.shift(common[value - 1].astype(float), moved, order=0) > 0.5
                volume[own | blob(rng, shape, 1.9)] = value
        predicted, reference = labels
        yield {
            "size": shape,
            "spacing": spacing,
            "predicted": "".join(map(str, predicted.ravel())),
            "reference": "".join(map(str, reference.ravel())),
            "scores": {
                str(value): scores(predicted == value, reference == value, spacing)
                for value in (1, 2)
            },
        }


def signed_rank_tests(rng):
    samples = [rng.normal(0.3, 1, n) for n in (1, 5, 12, 25, 26, 60)]
    samples.append(np.round(rng.normal(0.3, 1, 15), 1))  # ties
    samples.append(np.array([0, 0.5, -0.25, 0, 1, 2, 0.75, -0.125, 4, 3]))  # zeros
    samples.append(np.array([1.0, 1, 1, 1, 1, 1]))
    for sample in samples:
        nonzero = sample[sample != 0]
        plain = len(nonzero) == len(sample) == len(set(np.abs(nonzero)))
        exact = len(nonzero) <= 25
        method = "exact" if exact else "asymptotic"
        if exact and not plain:
            # All choices of signs, as SciPy's "exact" is for samples without ties and zeros.
            method = stats.PermutationMethod(n_resamples=np.inf)
        result = stats.wilcoxon(
            sample if plain else nonzero, zero_method="wilcox", correction=False, method=method)
        yield {
            "differences": sample.tolist(),
            "method": "exact" if exact else "normal",
            "statistic": result.statistic,
            "p": result.pvalue,
        }


def intervals(rng):
    for n in (3, 10, 40):
        values = rng.beta(8, 2, n)
        result = stats.bootstrap(
            (values,), np.mean, n_resamples=200_000, batch=10_000, method="percentile", rng=rng
        ).confidence_interval
        yield {
            "values": values.tolist(),
            "low": result.low,
            "high": result.high,
            "deviation": values.std() / np.sqrt(n),
        }


rng = np.random.default_rng(2018)
json.dump(
    {
        "tolerance": TOLERANCE,
        "volumes": list(volumes(rng)),
        "signedRank": list(signed_rank_tests(rng)),
        "intervals": list(intervals(rng)),
    },
    sys.stdout,
    indent=1,
    default=float,
)
print()
