#!/usr/bin/env python3
"""Checks a run with what Python users open it with.  tools/check_outputs.py RUN IMAGES SLUICE

Labels: nibabel and SimpleITK give the geometry of the scan in IMAGES, and the header's bytes are the
scan's but for datatype, bitpix, vox_offset, scl and cal fields. Shards: zarr-python and TensorStore
read the same bytes of every slice, and `SLUICE shards cat` prints them.
"""

import gzip
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy
import SimpleITK
import tensorstore
import zarr

# NIfTI-1: datatype and bitpix; vox_offset, scl_slope, scl_inter; cal_max, cal_min.
FREE = {*range(70, 74), *range(108, 120), *range(124, 132)}


def header(path):
    opened = gzip.open if path.name.endswith(".gz") else open
    with opened(path, "rb") as file:
        return file.read(348)


def check_label(label, scan):
    ours, theirs = nibabel.load(label), nibabel.load(scan)
    assert ours.shape == theirs.shape, f"{label}: shape {ours.shape}, the scan's is {theirs.shape}"
    assert numpy.array_equal(ours.affine, theirs.affine), f"{label}: another affine in nibabel"
    assert ours.get_data_dtype() == numpy.uint8, f"{label}: {ours.get_data_dtype()}"
    changed = {i for i, pair in enumerate(zip(header(label), header(scan))) if pair[0] != pair[1]}
    assert changed <= FREE, f"{label}: header bytes {sorted(changed - FREE)} differ from the scan's"
    itk, itk_scan = SimpleITK.ReadImage(str(label)), SimpleITK.ReadImage(str(scan))
    for name in ("GetSize", "GetOrigin", "GetSpacing", "GetDirection"):
        assert getattr(itk, name)() == getattr(itk_scan, name)(), f"{label}: {name} in SimpleITK"
    voxels = numpy.asarray(ours.dataobj)
    assert numpy.array_equal(voxels, SimpleITK.GetArrayFromImage(itk).T), f"{label}: voxels differ"
    assert voxels.any(), f"{label}: nothing is labelled"


def check_array(path, sluice):
    python = zarr.open_array(str(path), mode="r")[...]
    store = {"driver": "zarr3", "kvstore": {"driver": "file", "path": str(path)}}
    native = tensorstore.open(store, read=True).result().read().result()
    assert python.dtype == native.dtype, f"{path}: {python.dtype} and {native.dtype}"
    assert python.tobytes() == native.tobytes(), f"{path}: zarr-python and TensorStore differ"
    for index in sorted({0, len(python) // 3, len(python) // 2, len(python) - 1}):
        cat = subprocess.run(
            [sluice, "shards", "cat", str(path), "--slice", str(index)], capture_output=True
        )
        if cat.returncode == 2 and b"not written" in cat.stderr:
            assert not python[index].any(), f"{path}: slice {index} is not empty"
        else:
            assert cat.stdout == python[index].tobytes(), f"{path}: slice {index} differs"


def main():
    run, images, sluice = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    labels = sorted(run.glob("labels/*/*.nii*"))
    for label in labels:
        check_label(label, images / label.name)
    arrays = sorted(path.parent for path in run.glob("shards/*/*/zarr.json"))
    for path in arrays:
        check_array(path, sluice)
    print(f"{len(labels)} labels and {len(arrays)} arrays agree")
    return 0 if labels else 1


if __name__ == "__main__":
    sys.exit(main())
