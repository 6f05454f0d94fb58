#!/usr/bin/env python3
"""Times writing and reading shards against zarr-python, with the slices of an array that is there.

    tools/bench_zarr.py ARRAY [--sluice PROGRAM] [--turns 5] [--levels 1,3]

Both write the same numbers with the same shards, chunks and codecs, in turns, and remove each array before the next is
written. Prints MiB of raw numbers a second, medians of the turns, each the median of nine runs. Needs zarr-python 3:
`tools/interop-python DIR` makes an environment with it. Unset OPENBLAS_CORETYPE, and leave the machine alone meanwhile.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import zarr
from zarr.codecs import Crc32cCodec, ZstdCodec

RUNS = 9


def synchronise(folder):
    """As a program must that promises what it wrote: every file and folder."""
    for path in [folder, *folder.rglob("*")]:
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def write(source, numbers, level, synchronised, path):
    array = zarr.create_array(
        path, shape=numbers.shape, dtype=numbers.dtype, chunks=source.chunks, shards=source.shards,
        compressors=[ZstdCodec(level=level), Crc32cCodec()], fill_value=0)
    array[...] = numbers
    if synchronised:
        synchronise(path)


def zarr_python(source, numbers, level, synchronised):
    """Seconds to write and to read, medians."""
    writing, reading = [], []
    for _ in range(RUNS):
        folder = pathlib.Path(tempfile.mkdtemp())
        try:
            begin = time.perf_counter()
            write(source, numbers, level, synchronised, folder / "array")
            writing.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            read = zarr.open_array(folder / "array", mode="r")[...]
            reading.append(time.perf_counter() - begin)
            assert (read == numbers).all()
        finally:
            shutil.rmtree(folder)
    return statistics.median(writing), statistics.median(reading)


def sluice(program, path, level, synchronised):
    """MiB a second, writing and reading."""
    flags = [] if synchronised else ["--unsynchronised"]
    printed = subprocess.run(
        [program, "bench", "shards", path, "--runs", str(RUNS), "--level", str(level), *flags],
        check=True, capture_output=True, text=True).stdout
    return [float(re.search(rf"^{what} +(\d+) MiB/s", printed, re.M)[1]) for what in ("write", "read")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("array")
    parser.add_argument("--sluice", default="sluice")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--levels", default="1,3")
    options = parser.parse_args()
    source = zarr.open_array(options.array, mode="r")
    numbers = source[...]
    size = numbers.nbytes / 2**20
    levels = [int(level) for level in options.levels.split(",")]
    rates = {}
    for _ in range(options.turns):
        for level in levels:
            for name, synchronised in (("", False), (", synchronised", True)):
                written, read = sluice(options.sluice, options.array, level, synchronised)
                rates.setdefault((level, f"sluice write{name}"), []).append(written)
                rates.setdefault((level, f"sluice read{name}"), []).append(read)
                writing, reading = zarr_python(source, numbers, level, synchronised)
                rates.setdefault((level, f"zarr-python write{name}"), []).append(size / writing)
                rates.setdefault((level, f"zarr-python read{name}"), []).append(size / reading)
    print(f"{numbers.shape}, {size:.1f} MiB of {numbers.dtype}, zarr-python {zarr.__version__}")
    for (level, what), values in sorted(rates.items()):
        values = sorted(values)
        print(f"level {level}  {what:33}{statistics.median(values):7.0f}   ({values[0]:.0f} to {values[-1]:.0f})")


if __name__ == "__main__":
    main()
