"""Writes the seeds of the fuzzers that are binary: small valid files, each with one feature more.

python3 tools/fuzz/make_seeds.py    (no packages needed; the same bytes every time)
"""

import gzip
import io
import json
import pickle
import struct
import zipfile
import zlib
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"


def write(target, name, content):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


# NIfTI: headers by their official layouts, voxels 0, 1, 2, …

TYPES = {"u1": (2, "B"), "i2": (4, "h"), "i4": (8, "i"), "f4": (16, "f"), "f8": (64, "d"), "u8": (1280, "Q")}
# Columns of the affine: mm along R, A, S, then the origin.
AXIAL = [[-2, 0, 0, 10], [0, 2, 0, -20], [0, 0, 3, 5]]
SAGITTAL = [[0, 0, 3, 10], [2, 0, 0, -20], [0, -2, 0, 5]]


def nifti(shape=(4, 3, 2), kind="i2", affine=AXIAL, slope=1.0, inter=0.0, order="<", pair=False, qform=False,
          version=1, code=1):
    number, letter = TYPES[kind]
    dim = [len(shape), *shape, *[1] * (7 - len(shape))]
    size = struct.calcsize(letter)
    pixdim = [1.0, 2.0, 2.0, 3.0, 1.0, 0.0, 0.0, 0.0]
    codes = (1, 0) if qform else (0, code)
    rows = [float(x) for row in affine for x in row]
    if version == 1:
        header = struct.pack(order + "i35xb8h", 348, 0, *dim)
        header += struct.pack(order + "3f4h8f", 0, 0, 0, 0, number, 8 * size, 0, *pixdim)
        header += struct.pack(order + "3fh2b", 0 if pair else 352, slope, inter, 0, 0, 2)
        header += struct.pack(order + "4f2i", 0, 0, 0, 0, 0, 0) + bytes(104)
        header += struct.pack(order + "2h6f", *codes, 0, 0, 1, 4, 5, 6)
        header += struct.pack(order + "12f", *rows) + bytes(16) + (b"ni1\0" if pair else b"n+1\0")
    else:
        header = struct.pack(order + "i", 540) + (b"ni2\0" if pair else b"n+2\0") + b"\r\n\x1a\n"
        header += struct.pack(order + "2h8q", number, 8 * size, *dim)
        header += struct.pack(order + "3d8d", 0, 0, 0, *pixdim)
        header += struct.pack(order + "q2d", 0 if pair else 544, slope, inter)
        header += struct.pack(order + "4d2q", 0, 0, 0, 0, 0, 0) + bytes(104)
        header += struct.pack(order + "2i6d", *codes, 0, 0, 1, 4, 5, 6)
        header += struct.pack(order + "12d", *rows)
        header += struct.pack(order + "3i", 0, 2, 0) + bytes(32)
    assert len(header) == (348 if version == 1 else 540), len(header)
    count = 1
    for extent in shape:
        count *= extent
    voxels = struct.pack(f"{order}{count}{letter}", *range(count))
    return header + (b"" if pair else bytes(4)) + voxels


write("nifti", "axial-i2.nii", nifti())
write("nifti", "axial-i2.nii.gz", gzip.compress(nifti(), mtime=0))
write("nifti", "sagittal-f4.nii", nifti(kind="f4", affine=SAGITTAL))
write("nifti", "sagittal-u1.nii.gz", gzip.compress(nifti(kind="u1", affine=SAGITTAL), mtime=0))
write("nifti", "big-endian-i4.nii", nifti(kind="i4", order=">"))
write("nifti", "scaled-u1.nii", nifti(kind="u1", slope=2.0, inter=-1024.0))
write("nifti", "qform-f8.nii", nifti(kind="f8", qform=True))
write("nifti", "sizes-alone-i2.nii", nifti(code=0))
write("nifti", "two-axes-i2.nii", nifti(shape=(4, 3)))
write("nifti", "version-2-i2.nii", nifti(version=2))
write("nifti", "version-2-u8-big-endian.nii", nifti(version=2, kind="u8", order=">"))
write("nifti", "pair-i2.hdr+img", nifti(pair=True))
write("nifti", "version-2-pair-f4.hdr+img", nifti(pair=True, version=2, kind="f4"))


# Pickles: what torch.save writes for a state_dict, spelt with Python's own opcodes.

def text(string):
    return b"X" + struct.pack("<I", len(string)) + string.encode()


def long(number):
    return b"\x8a\x08" + struct.pack("<q", number)


def tensor(key="0", kind="FloatStorage", count=64, offset=0, shape=(2, 3), strides=(3, 1)):
    sizes = b"(" + b"".join(map(long, shape)) + b"t(" + b"".join(map(long, strides)) + b"t"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + b"ctorch\n" + kind.encode() + b"\n"
        + text(key) + text("cpu") + long(count) + b"tQ" + long(offset) + sizes
        + b"\x89ccollections\nOrderedDict\n)RtR"
    )


def state(*entries, extra=b""):
    items = b"".join(text(name) + value for name, value in entries)
    return b"\x80\x02}q\x00(" + items + b"u" + extra + b"."


write("pickle", "one", state(("weight", tensor())))
write("pickle", "ordered", b"\x80\x02ccollections\nOrderedDict\n)Rq\x01(" + text("w") + tensor() + b"u}"
      + text("_metadata") + b"h\x01sb.")
write("pickle", "views", state(
    ("a", tensor(shape=(3, 2), strides=(1, 3))), ("b", tensor(shape=(4, 5), strides=(0, 1), offset=2)),
    ("c", tensor(shape=(), strides=())), ("d", tensor(shape=(0, 5), strides=(5, 1)))))
write("pickle", "types", state(
    ("half", tensor(kind="HalfStorage", count=128)), ("int", tensor("1", "LongStorage", count=32)),
    ("bool", tensor(kind="BoolStorage", count=256)), ("complex", tensor("1", "ComplexFloatStorage", 32))))
write("pickle", "parameter", state(("w", b"ctorch._utils\n_rebuild_parameter\n(" + tensor()
                                     + b"\x88ccollections\nOrderedDict\n)RtR")))
write("pickle", "nested", state(("model", b"}" + text("x") + b"](" + tensor() + tensor("1") + b"es"),
                                ("epoch", b"K\x07"), ("rate", b"G" + struct.pack(">d", 0.5)), ("none", b"N")))
for protocol in (2, 3, 4, 5):
    write("pickle", f"python-{protocol}", pickle.dumps(
        {"a": [1, -2, 2**40, 0.5, None, True, "é", b"x", (1, 2, 3, 4)], 5: {"k": ()}}, protocol=protocol))


def archive(data, **files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, content in {"data.pkl": data, **files}.items():
            file.writestr(zipfile.ZipInfo("archive/" + name.replace("data_", "data/")), content)
    return stream.getvalue()


write("zip", "one.pth", archive(state(("weight", tensor())), byteorder=b"little", data_0=bytes(256), version=b"3\n"))


# Safetensors: a length, JSON, elements.

def safetensors(header, data):
    encoded = json.dumps(header).encode()
    return struct.pack("<Q", len(encoded)) + encoded + data


write("safetensors", "two.safetensors", safetensors({
    "__metadata__": {"format": "pt", "note": "é\n"},
    "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    "b.c": {"dtype": "BF16", "shape": [1, 4], "data_offsets": [24, 32], "more": [1.5e3, {"x": None}]}},
    bytes(32)))
write("safetensors", "kinds.safetensors", safetensors({
    "a": {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [0, 2]},
    "b": {"dtype": "I64", "shape": [], "data_offsets": [2, 10]},
    "c": {"dtype": "BOOL", "shape": [0, 4], "data_offsets": [10, 10]}}, bytes(10)))


# NumPy arrays.

def numpy(descr, shape, data, order="False", version=1):
    header = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


write("numpy", "f4.npy", numpy("<f4", "(2, 3)", bytes(24)))
write("numpy", "column-major.npy", numpy("<i2", "(2, 3)", bytes(12), order="True", version=2))
write("numpy", "scalar.npy", numpy("|b1", "()", b"\1", version=3))
write("numpy", "empty.npy", numpy("<f8", "(0,)", b""))


# Shards of four chunks of six int16, under the codecs of ZarrLayout.swift.

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x82F63B78 if crc & 1 else crc >> 1
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def zstd(data, repeated=False):
    """A frame of one raw block, or of one byte repeated (RFC 8878)."""
    block = 1 | (1 if repeated else 0) << 1 | len(data) << 3
    return (struct.pack("<IBB", 0xFD2FB528, 0x20, len(data)) + struct.pack("<I", block)[:3]
            + (data[:1] if repeated else data))


def shard(chunks, at_end=True, checked=True):
    size = 16 * len(chunks) + (4 if checked else 0)
    offset, index, body = 0 if at_end else size, b"", b""
    for chunk in chunks:
        if chunk is None:
            index += b"\xff" * 16
            continue
        index += struct.pack("<QQ", offset, len(chunk))
        body += chunk
        offset += len(chunk)
    index += crc32c(index) if checked else b""
    return body + index if at_end else index + body


ELEMENTS = struct.pack("<6h", -2, -1, 0, 1, 2, 300)
FRAME = zstd(ELEMENTS)
write("zarr-shard", "checked", shard([FRAME + crc32c(FRAME), None, FRAME + crc32c(FRAME), None]))
write("zarr-shard", "unchecked", shard([FRAME, None, zstd(bytes(12), repeated=True), FRAME], checked=False))
write("zarr-shard", "plain", shard([ELEMENTS, None, ELEMENTS, ELEMENTS], at_end=False, checked=False))
INNER = zstd(ELEMENTS + crc32c(ELEMENTS))
write("zarr-shard", "checked-within", shard([INNER, INNER, None, INNER], at_end=False, checked=False))
write("zarr-shard", "absent", shard([None] * 4, checked=False))


# PNG pictures, one for each colour type that has a reader of its own.

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, row, extra=b"", interlaced=0):
    data = zlib.compress((b"\0" + row) * height)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


write("png", "grey.png", png(4, 3, 8, 0, b"\1\2\3\4"))
write("png", "grey-16.png", png(2, 2, 16, 0, b"\1\2\3\4"))
write("png", "grey-1-bit.png", png(8, 2, 1, 0, b"\x5a"))
write("png", "rgb.png", png(2, 2, 8, 2, b"\1\2\3\4\5\6"))
write("png", "rgba.png", png(1, 2, 8, 6, b"\1\2\3\4"))
write("png", "palette.png", png(2, 2, 8, 3, b"\0\1", chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\x80")))
