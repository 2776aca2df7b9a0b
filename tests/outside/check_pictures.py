#!/usr/bin/env python3
"""Compares pages drawn by poppler with the pictures in tests/pictures: `tests/outside/check_pictures.py --program target/debug/jixiao`.

`--renew` updates the pictures; review them, and describe them in tests/pictures/README.md. Pages are compared by the mean grey of small squares:
differences in a letter's edge between versions of poppler are ignored, a moved letter or rule is detected. Failures are written to `--keep FOLDER`, as three
pictures next to each other: stored, actual, difference. Needs poppler and Pillow.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from PIL import Image, ImageChops, ImageDraw  # noqa: E402
from check import look  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
STORED = ROOT / "tests" / "pictures"

# Dots an inch. A mark of 9 pt type is then 10 dots wide.
FINENESS = 80

# Width of a square, in dots, and how far its mean grey may be off, of 255. The narrowest mark of 9 pt type (a point) makes 12; see `controls`.
SQUARE = 5
NEAR = 10

# Name of the picture, what is rendered and how, which of the files, page.
DEPARTMENT, PROJECT = "*部门整体*.pdf", "*项目支出*.pdf"
PAGES = [
    ("01-department-first", "examples/hezheng-2025.json", "plain", DEPARTMENT, 1),
    ("02-department-last", "examples/hezheng-2025.json", "plain", DEPARTMENT, 2),
    ("03-project", "examples/hezheng-2025.json", "plain", PROJECT, 1),
    ("04-half-empty", "examples/minimal.json", "plain", DEPARTMENT, 1),
    ("05-broken-cells", "tests/golden/breaks.json", "plain", PROJECT, 2),
    ("06-many-indicators", "examples/stress.json", "plain", DEPARTMENT, 9),
    ("07-rare-characters", "tests/outside/data/rare.json", "plain", DEPARTMENT, 1),
    ("08-typeset", "examples/hezheng-2025.json", "typeset", DEPARTMENT, 2),
    ("09-volume-cover", "examples/hezheng-2025.json", "volume", "合订本.pdf", 1),
    ("10-volume-contents", "examples/hezheng-2025.json", "volume", "合订本.pdf", 2),
]

# What an edition may ask for besides: closer punctuation, points below one another, a label on pages where a table goes on, a heavier frame.
TYPESET = [
    (r'^punctuation = "full"$', 'punctuation = "squeezed"'),
    (r'^(\[styles\.td\]\nfont = "body"\nsize = 9\n)align = "center"$', r'\1align = "decimal"'),
    (r"^\[paper\]$", '[continued]\ntext = "{title}（续）"\nstyle = "continued"\n\n[styles.continued]\nfont = "label"\nsize = 9\nalign = "right"\n\n[paper]'),
    (r"^outer = 1$", "outer = 1.5"),
]


def typeset_edition(folder):
    """The built-in edition with all of that."""
    shutil.copytree(ROOT / "templates" / "gansu-2025", folder / "gansu-2025")
    path = folder / "gansu-2025" / "edition.toml"
    text = path.read_text("utf-8")
    for old, new in TYPESET:
        text, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count == 1, (old, count)
    path.write_text(text, "utf-8")


class Pages:
    """Files made once for all the pages that are taken from them."""

    def __init__(self, program, folder):
        self.program, self.folder, self.made = program, folder, {}

    def page(self, data, how, pattern, number):
        key = (data, how)
        if key not in self.made:
            self.made[key] = self.make(ROOT / data, how, self.folder / str(len(self.made)))
        files = sorted(self.made[key].glob(pattern))
        stem = self.folder / "page"
        command = ["pdftoppm", "-gray", "-r", str(FINENESS), "-f", str(number), "-l", str(number), "-singlefile", files[0], stem]
        subprocess.run(command, check=True)
        return Image.open(stem.with_suffix(".pgm")).copy()

    def make(self, data, how, out):
        out.mkdir()
        if how == "volume":
            other = ROOT / "examples" / "minimal.json"
            command = [self.program, "batch", data, other, "-o", out, "--volume", "--format", "pdf", "--cover", "云岭县财政局", "--cover", "2025年3月"]
        else:
            command = [self.program, "render", data, "-o", out, "--format", "pdf", "--split", "--force"]
        if how == "typeset":
            typeset_edition(out / "editions")
            command += ["--templates", out / "editions"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode in (0, 1), run.stderr
        return out


def squares(picture):
    """The mean grey of each square."""
    return picture.resize((picture.width // SQUARE, picture.height // SQUARE), Image.Resampling.BOX)


def farthest(one, other):
    """By how much the squares of two pictures differ at most, or none where they are of different sizes."""
    if one.size != other.size:
        return None
    return ImageChops.difference(squares(one), squares(other)).getextrema()[1]


def agree(one, other):
    """Whether two pictures show the same, but for the edges of their letters."""
    worst = farthest(one, other)
    return worst is not None and worst <= NEAR


def a_word(picture):
    """A dot amid some letters, in the lower half of the page if there are any."""
    dots, middle = picture.load(), picture.height // 2
    for y in [*range(middle, picture.height), *range(middle)]:
        row = [dots[x, y] < 128 for x in range(picture.width)]
        for x in range(40, picture.width - 40):
            if row[x] and sum(one != next for one, next in zip(row[x - 40 : x + 40], row[x - 39 : x + 41])) > 12:
                return x, y
    raise AssertionError("a page without words")


def controls(picture, findings):
    """What must be told apart is: else the comparison would prove nothing."""
    x, y = a_word(picture)
    moved = picture.copy()
    moved.paste(picture.crop((x - 40, y - 6, x + 40, y + 6)), (x - 39, y - 6))
    gone = picture.copy()
    ImageDraw.Draw(gone).rectangle((x - 5, y - 5, x + 5, y + 5), fill=255)
    shorter = picture.crop((0, 0, picture.width, picture.height - 1))
    for what, other in [("a few letters one dot to the right", moved), ("a letter less", gone), ("a page of another size", shorter)]:
        findings.expect(not agree(picture, other), "not told apart:", what, farthest(picture, other))
    softer = picture.point(lambda grey: min(255, grey + 6))
    findings.expect(agree(picture, softer), "told apart: the same, a little lighter", farthest(picture, softer))


def keep(folder, name, stored, made):
    """Puts the two and their difference beside each other."""
    folder.mkdir(parents=True, exist_ok=True)
    height, width = max(stored.height, made.height), max(stored.width, made.width)
    sheet = Image.new("L", (3 * width, height), 255)
    for place, picture in enumerate([stored, made]):
        sheet.paste(picture, (place * width, 0))
    if stored.size == made.size:
        sheet.paste(ImageChops.invert(ImageChops.difference(stored, made)), (2 * width, 0))
    sheet.save(folder / f"{name}.png")


def check(name, made, kept, findings):
    stored = Image.open(STORED / f"{name}.png").convert("L")
    fine = agree(stored, made)
    findings.expect(fine, "differs from the stored picture:", farthest(stored, made), "more than", NEAR)
    if not fine and kept:
        keep(kept, name, stored, made)
    controls(stored, findings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        pages = Pages(options.program.resolve(), Path(folder))
        for name, *what in PAGES:
            made = pages.page(*what)
            if options.renew:
                made.save(STORED / f"{name}.png", optimize=True)
            fine &= look(name, "picture", lambda findings, name=name, made=made: check(name, made, options.keep, findings))
    described = set(re.findall(r"^## (\S+)", (STORED / "README.md").read_text("utf-8"), re.MULTILINE))
    stored = {path.stem for path in STORED.glob("*.png")}
    fine &= look("README.md", "every picture is described", lambda findings: findings.equal(described, stored) or findings.equal(stored, {page[0] for page in PAGES}))
    sys.exit(not fine)


if __name__ == "__main__":
    main()
