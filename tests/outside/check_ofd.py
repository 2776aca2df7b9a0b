#!/usr/bin/env python3
"""OFD files in other programs: `tests/outside/check_ofd.py --program target/debug/jixiao --raster OFD-RASTER examples/*.json`.

The library ofdkit (PyPI) reads text and metadata: the text is that of the PDF of the same tables as poppler reads it, without white space, page by
page; the metadata are the PDF's. The library ofd-core (crates.io), in the program of `tests/outside/ofd-raster`, finds nothing wrong and draws each
page; the picture is compared with that of the PDF by MuPDF, which like it fits no outlines to pixels (poppler does, and is further from both). Both kinds of file (`--ofd-archive` too), and a volume. A broken file is refused.
With `--attach-data` Python's own reader of zips finds the data; packed anew by it, the file is read back as it was given; a changed glyph is told.
Needs poppler, pillow, pymupdf, ofdkit.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True

import ofdkit  # noqa: E402
import pymupdf  # noqa: E402
from PIL import Image, ImageChops, ImageFilter  # noqa: E402

# Pages are drawn at this resolution and compared at half of it.
DPI = 200

# Two programs draw the edges of glyphs differently. After this blur a glyph of another size or place still differs by far more.
BLUR = 1.5

# A page differs if any spot differs by more than this part of black, or all spots together by more than this part of the ink. The PDF's pages by
# poppler and by MuPDF differ by 0.13 and 0.13.
MOST_SPOT = 0.15
MOST_INK = 0.08


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def squeezed(text):
    """Without white space, and what XML cannot hold."""
    return "".join(one for one in text if not one.isspace() and ord(one) >= 32).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def texts_of_pdf(path):
    pages = run("pdftotext", "-raw", path, "-").split("\f")
    return [squeezed(page) for page in pages[:-1]]


def check_text(ofd, pdf, findings):
    """Each page has the same characters as often; the order of cells beside each other is the reader's own."""
    document = ofdkit.open(ofd)
    wanted = texts_of_pdf(pdf)
    if document.warnings:
        findings.append(f"{ofd.name}: ofdkit warns: {document.warnings[:3]}")
    if len(document.pages) != len(wanted):
        findings.append(f"{ofd.name}: {len(document.pages)} pages, {len(wanted)} of the PDF")
        return 0
    for number, (page, text) in enumerate(zip(document.pages, wanted), 1):
        own = squeezed(page.text if isinstance(page.text, str) else page.text())
        if Counter(own) != Counter(text):
            apart = (Counter(own) - Counter(text), Counter(text) - Counter(own))
            findings.append(f"{ofd.name} page {number}: ofdkit reads another text: {apart}")
    return len(wanted)


def check_info(ofd, pdf, findings):
    info = ofdkit.open(ofd).info
    own = dict(line.split(":", 1) for line in run("pdfinfo", "-isodates", pdf).splitlines() if ":" in line)
    own = {name: value.strip() for name, value in own.items()}
    for name, value in [("Title", info.title), ("Author", info.author), ("Subject", getattr(info, "subject", own.get("Subject")))]:
        if (value or "") != own.get(name, ""):
            findings.append(f"{ofd.name}: {name} is {value}, in the PDF {own.get(name)}")
    created = str(info.creation_date)
    if created[:10] != own["CreationDate"][:10]:
        findings.append(f"{ofd.name}: made on {created}, the PDF {own['CreationDate']}")


def grey(path):
    picture = ImageChops.invert(Image.open(path).convert("L"))
    return picture.resize((picture.width // 2, picture.height // 2), Image.BOX).filter(ImageFilter.GaussianBlur(BLUR))


def differences(one, other):
    """The largest difference of a spot, and the part of the ink that differs."""
    if max(abs(a - b) for a, b in zip(one.size, other.size)) > 1:
        return 1.0, 1.0
    size = tuple(min(pair) for pair in zip(one.size, other.size))
    one, other = (picture.crop((0, 0, *size)) for picture in (one, other))
    apart = ImageChops.difference(one, other)
    weigh = lambda picture: sum(index * count for index, count in enumerate(picture.histogram()))
    ink = max(weigh(one), weigh(other), 1)
    return apart.getextrema()[1] / 255, weigh(apart) / ink if ink > 255 else 0.0


def check_pictures(raster, ofd, pdf, findings):
    worst = (0.0, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        pages = int(run(raster, ofd, folder, DPI))
        with pymupdf.open(pdf) as document:
            if len(document) != pages:
                findings.append(f"{ofd.name}: {pages} pages drawn, {len(document)} of the PDF")
                return 0, worst
            for index, page in enumerate(document):
                page.get_pixmap(dpi=DPI).save(folder / f"pdf-{index}.png")
        for index in range(pages):
            spot, ink = differences(grey(folder / f"{index}.png"), grey(folder / f"pdf-{index}.png"))
            worst = (max(worst[0], spot), max(worst[1], ink))
            if spot > MOST_SPOT or ink > MOST_INK:
                findings.append(f"{ofd.name} page {index + 1}: a spot differs by {spot:.2f}, {ink:.3f} of the ink")
    return pages, worst


def controls(raster, ofd, pdf, findings):
    """What the checks must find: a page without its rules, with a text moved by a millimetre, with another glyph; no font."""
    with zipfile.ZipFile(ofd) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    text = parts[page].decode()
    first = text.index("<ofd:TextObject")
    moved = text.index('Y="', first)
    ways = {
        "no rules": {page: text[: text.index("<ofd:PathObject")] + text[first:]},
        "moved": {page: text[:moved] + 'Y="2' + text[text.index('"', moved + 3) :]},
        "glyphs": {page: text.replace("<ofd:Glyphs>1 2 3 ", "<ofd:Glyphs>3 1 2 ", 1)},
        "no font": {"Doc_0/PublicRes.xml": parts["Doc_0/PublicRes.xml"].decode().replace("font_1.ttf", "font_9.ttf")},
    }
    for name, changed in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            broken = Path(folder) / "broken.ofd"
            with zipfile.ZipFile(broken, "w") as package:
                for part, content in parts.items():
                    package.writestr(part, changed.get(part, content))
            found = []
            try:
                check_pictures(raster, broken, pdf, found)
            except SystemExit as refused:
                found.append(str(refused))
            if not found:
                findings.append(f"the control is not found: {name}")
    return len(ways)


def check_attached(program, data, findings):
    """The data in an OFD are those that were given, for others and for the program, also after another program has packed the file."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        ofd, _ = made(program, folder, data, "--attach-data")
        if ofdkit.open(ofd).warnings:
            findings.append(f"{ofd.name}: ofdkit warns with data attached")
        given = folder / "given.json"
        subprocess.run([program, "import", data, "-o", given], capture_output=True)
        with zipfile.ZipFile(ofd) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        texts = [content for name, content in parts.items() if name.endswith(".txt")]
        if [json.loads(text)["data"] for text in texts] != [json.loads(given.read_text())]:
            findings.append(f"{ofd.name}: the attached data are others")
        page = "Doc_0/Pages/Page_0/Content.xml"
        text = parts[page].decode()
        glyphs = text.index("<ofd:Glyphs>") + len("<ofd:Glyphs>")
        changed = {page: text[:glyphs] + "2" + text[glyphs:]}
        for name, change in [("packed", {}), ("changed", changed)]:
            other = folder / f"{name}.ofd"
            with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
                for part, content in reversed(parts.items()):
                    package.writestr(part, change.get(part, content))
            back = folder / f"{name}.json"
            subprocess.run([program, "import", other, "-o", back], capture_output=True)
            said = subprocess.run([program, "check", other], capture_output=True, text=True).stdout
            if back.read_text().strip() != given.read_text().strip():
                findings.append(f"{other.name} of {data}: read back as something else")
            if ("[paper-" in said) != (name == "changed"):
                findings.append(f"{other.name} of {data}: {said[:200]}")


def made(program, folder, data, *options):
    # With errors in the data a file is made too.
    subprocess.run([program, "render", data, "-o", folder, "--format", "pdf,ofd", "--force", *options], capture_output=True)
    ofd, pdf = sorted(folder.glob("*.ofd")), sorted(folder.glob("*.pdf"))
    return ofd[0], pdf[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--raster", required=True)
    parser.add_argument("data", nargs="+")
    given = parser.parse_args()
    warnings.simplefilter("error")
    findings, pages, files, worst, tried = [], 0, 0, (0.0, 0.0), 0
    for index, data in enumerate(given.data):
        with tempfile.TemporaryDirectory() as folder:
            options = ["--ofd-archive"] if index % 2 else []
            ofd, pdf = made(given.program, Path(folder), data, *options)
            check_text(ofd, pdf, findings)
            check_info(ofd, pdf, findings)
            drawn, own = check_pictures(given.raster, ofd, pdf, findings)
            pages, files, worst = pages + drawn, files + 1, tuple(map(max, worst, own))
            check_attached(given.program, data, findings)
            if index == 0:
                tried = controls(given.raster, ofd, pdf, findings)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        words = ["batch", *given.data, "-o", out, "--format", "pdf,ofd", "--volume", "--ofd-archive", "--force"]
        subprocess.run([given.program, *words], capture_output=True)
        ofd, pdf = out / "合订本.ofd", out / "合订本.pdf"
        check_text(ofd, pdf, findings)
        check_info(ofd, pdf, findings)
        drawn, own = check_pictures(given.raster, ofd, pdf, findings)
        pages, files, worst = pages + drawn, files + 1, tuple(map(max, worst, own))
    print("\n".join(findings) or f"{files} files, {pages} pages: ofdkit and ofd-core agree with the PDF (worst spot {worst[0]:.2f}, ink {worst[1]:.3f}); {tried} controls")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
