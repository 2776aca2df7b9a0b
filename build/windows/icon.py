#!/usr/bin/env python3
"""Draws the icon of the program for Windows: `build/windows/icon.py`, into `build/windows/jixiao.ico`.

A sheet with a table and a tick, at the sizes that Windows shows; each is drawn at eight times its size and averaged.
"""

import struct
import zlib
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 256)
OVER = 8

SHEET, LINE, HEAD, EDGE, TICK = (255, 255, 255), (148, 163, 184), (30, 92, 168), (71, 85, 105), (22, 140, 78)


def distance(x, y, ax, ay, bx, by):
    """From a point to a line between two points."""
    dx, dy = bx - ax, by - ay
    part = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    return ((x - ax - part * dx) ** 2 + (y - ay - part * dy) ** 2) ** 0.5


def colour(x, y, size):
    """The colour at a point of the unit square, or none."""
    thin = max(0.018, 0.5 / size)
    if min(distance(x, y, 0.50, 0.72, 0.66, 0.88), distance(x, y, 0.66, 0.88, 0.93, 0.52)) < 0.062:
        return TICK
    left, top, right, bottom = 0.10, 0.06, 0.82, 0.94
    if not (left <= x <= right and top <= y <= bottom):
        return None
    if min(x - left, right - x, y - top, bottom - y) < 2 * thin:
        return EDGE
    if y < top + 0.20:
        return HEAD
    rows, columns = (0.44, 0.62, 0.78), (0.34, 0.58)
    if any(abs(y - at) < thin for at in rows) or any(abs(x - at) < thin for at in columns):
        return LINE
    return SHEET


def pixels(size):
    """Rows of colours with opacity."""
    for row in range(size):
        line = []
        for column in range(size):
            seen = [colour((column + (i + 0.5) / OVER) / size, (row + (j + 0.5) / OVER) / size, size) for i in range(OVER) for j in range(OVER)]
            solid = [each for each in seen if each]
            mean = tuple(round(sum(each[k] for each in solid) / len(solid)) for k in range(3)) if solid else (0, 0, 0)
            line.append((*mean, round(255 * len(solid) / len(seen))))
        yield line


def png(size):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes(pixel) for pixel in line) for line in pixels(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def bitmap(size):
    """Small sizes are bitmaps: Windows 7 reads no others at them."""
    lines = list(pixels(size))
    colours = b"".join(bytes((blue, green, red, alpha)) for line in reversed(lines) for red, green, blue, alpha in line)
    mask = b"\0" * (((size + 31) // 32) * 4 * size)
    return struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, len(colours) + len(mask), 0, 0, 0, 0) + colours + mask


def main():
    images = [(size, png(size) if size >= 256 else bitmap(size)) for size in SIZES]
    at = 6 + 16 * len(images)
    entries = b""
    for size, data in images:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    icon = struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(data for _, data in images)
    Path(__file__).with_name("jixiao.ico").write_bytes(icon)


if __name__ == "__main__":
    main()
