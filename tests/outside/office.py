"""Workbooks in LibreOffice: other formats, and the print with every text complete."""

import os
import subprocess
from pathlib import Path

import pymupdf

from tables import is_found, squeezed

# Computes every formula when a workbook is opened.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
FONTS = Path(__file__).resolve().parents[2] / "fonts"
# Characters of a text that may run over pages, and of its ends that must be seen.
LONG, ENDS = 500, 15


def convert(paths, ending, folder):
    """Saves files in another format in a folder. Once for many files: LibreOffice starts and ends slowly."""
    profile = Path(folder).resolve() / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
    # A machine without Chinese fonts prints no Chinese: ours are lent.
    if not (profile / "fonts").exists():
        (profile / "fonts").symlink_to(FONTS)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending, "--outdir", folder, *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env={**os.environ, "XDG_DATA_HOME": str(profile)})
    missing = [path.name for path in paths if not (Path(folder) / f"{path.stem}.{ending}").exists()]
    if run.returncode != 0 or missing:
        raise RuntimeError(f"LibreOffice made no {ending} of {missing}: {run.stdout}{run.stderr}")


def check_print(pdf, tables, findings):
    """Every text whole: what a cell's edge cuts off is not seen (FZ_STEXT_CLIP)."""
    with pymupdf.open(pdf) as document:
        seen = texts(document, pymupdf.mupdf.FZ_STEXT_CLIP)
        drawn = texts(document, 0)
        lines = [line for page in document for line in lines_of(page)]
    for table in tables:
        for cell in table["cells"]:
            text = squeezed(cell["text"])
            holds = is_whole(text, seen, drawn) or any(text in line for line in lines)
            findings.expect(holds, cell["at"], "is cut in LibreOffice's print:", text[:60])


def texts(document, flags):
    return [squeezed(page.get_text("text", flags=flags, sort=False)) for page in document]


def lines_of(page):
    """The lines of a page, from left to right: LibreOffice draws the characters of a fallback font after the others of their line."""
    lines = {}
    raw = page.get_text("rawdict", flags=pymupdf.mupdf.FZ_STEXT_CLIP)
    for line in (line for block in raw["blocks"] for line in block.get("lines", [])):
        for one in (one for span in line["spans"] for one in span["chars"]):
            x, baseline = one["origin"]
            lines.setdefault(round(baseline), []).append((x, one["c"]))
    return [squeezed("".join(character for _, character in sorted(line))) for line in lines.values()]


def is_whole(text, seen, drawn):
    """Of a text that runs over pages, LibreOffice cuts the line at the page's foot in two: then the first and last words must be seen."""
    if is_found(text, seen):
        return True
    ends = (text[:ENDS], text[-ENDS:])
    return len(text) > LONG and is_found(text, drawn) and all(any(end in page for page in seen) for end in ends)
