#!/usr/bin/env python3
"""Checks a training set that `sluice export` made.  tools/check_export.py FOLDER

nibabel opens every image and label; shapes and affines agree, labels hold only the values that
dataset.json declares, and the files are those that the format asks for.
"""

import json
import sys
from pathlib import Path

import nibabel
import numpy


def pairs(folder, description):
    """(image, label) of every case, by the rules of the format."""
    if "file_ending" not in description:
        for entry in description["training"]:
            yield folder / entry["image"], folder / entry["label"]
        return
    ending = description["file_ending"]
    for image in sorted((folder / "imagesTr").iterdir()):
        assert image.name.endswith("_0000" + ending), f"{image}: not named CASE_0000{ending}"
        yield image, folder / "labelsTr" / (image.name[: -len("_0000" + ending)] + ending)


def main():
    folder = Path(sys.argv[1])
    description = json.loads((folder / "dataset.json").read_text())
    labels = description["labels"]
    if "file_ending" in description:
        assert labels["background"] == 0, "no background"
        values = sorted(labels.values())
        assert values == list(range(len(values))), f"not consecutive: {values}"
        assert labels.get("ignore", values[-1]) == values[-1], "ignore is not the highest"
    else:
        values = sorted(int(value) for value in labels)
    cases = list(pairs(folder, description))
    assert len(cases) == description["numTraining"], f"{len(cases)} cases"
    assert len(list((folder / "labelsTr").iterdir())) == len(cases), "labels without images"
    for image, label in cases:
        scan, mask = nibabel.load(image), nibabel.load(label)
        assert scan.ndim == 3 and scan.shape == mask.shape, f"{image}: {scan.shape}, {mask.shape}"
        assert numpy.allclose(scan.affine, mask.affine), f"{image}: another affine than its label"
        scan.get_fdata()
        found = set(numpy.unique(numpy.asarray(mask.dataobj)).tolist())
        assert found <= set(values), f"{label}: values {found}"
    print(f"{len(cases)} cases agree")


if __name__ == "__main__":
    main()
