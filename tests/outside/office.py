"""The workbook in LibreOffice: recomputed totals, and the print with every text complete."""

import os
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pymupdf

from tables import is_found, squeezed
from workbook import pairs

# Computes every formula when a workbook is opened.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
FONTS = Path(__file__).resolve().parents[2] / "fonts"
EXACT = Decimal("0.0000001")
# Characters of a text that may run over pages, and of its ends that must be seen.
LONG, ENDS = 500, 15


def check(path, tables, folder, findings):
    convert(path, "pdf", folder)
    check_print(folder / (path.stem + ".pdf"), tables, findings)
    # Saved by openpyxl, formulas have no values: what is there afterwards, LibreOffice has computed.
    bare = folder / "bare" / path.name
    bare.parent.mkdir(exist_ok=True)
    openpyxl.load_workbook(path).save(bare)
    convert(bare, "xlsx", folder / "computed")
    check_totals(folder / "computed" / path.name, path, tables, findings)


def convert(path, ending, folder):
    profile = Path(folder).resolve() / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
    # A machine without Chinese fonts prints no Chinese: ours are lent.
    if not (profile / "fonts").exists():
        (profile / "fonts").symlink_to(FONTS)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending, "--outdir", folder, path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "XDG_DATA_HOME": str(profile)})
    made = Path(folder) / (path.stem + "." + ending)
    if run.returncode != 0 or not made.exists():
        raise RuntimeError(f"LibreOffice made no {ending} of {path}: {run.stdout}{run.stderr}")


def check_totals(computed, path, tables, findings):
    sheets = openpyxl.load_workbook(computed, data_only=True).worksheets
    ours = openpyxl.load_workbook(path).worksheets
    for table, sheet, own in zip(tables, sheets, ours):
        for cell, area in pairs(own, table):
            if not cell["formula"] or cell["number"] is None:
                continue
            value = sheet.cell(area[0], area[2]).value
            close = isinstance(value, (int, float)) and abs(Decimal(repr(value)) - cell["number"]) < EXACT
            findings.expect(close, cell["at"], "computes to", value, "instead of", cell["number"])


def check_print(pdf, tables, findings):
    """Every text whole: what a cell's edge cuts off is not seen (FZ_STEXT_CLIP)."""
    with pymupdf.open(pdf) as document:
        seen = texts(document, pymupdf.mupdf.FZ_STEXT_CLIP)
        drawn = texts(document, 0)
    for table in tables:
        for cell in table["cells"]:
            text = squeezed(cell["text"])
            findings.expect(is_whole(text, seen, drawn), cell["at"], "is cut in LibreOffice's print:", text[:60])


def texts(document, flags):
    return [squeezed(page.get_text("text", flags=flags, sort=False)) for page in document]


def is_whole(text, seen, drawn):
    """Of a text that runs over pages, LibreOffice cuts the line at the page's foot in two: then the first and last words must be seen."""
    if is_found(text, seen):
        return True
    ends = (text[:ENDS], text[-ENDS:])
    return len(text) > LONG and is_found(text, drawn) and all(any(end in page for page in seen) for end in ends)
