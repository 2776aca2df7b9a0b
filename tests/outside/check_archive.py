#!/usr/bin/env python3
"""Checks every PDF for archiving: `tests/outside/check_archive.py --programs target/debug examples/*.json tests/corpus/*.json`.

The given submissions, and 500 of an invented county with their volume, are checked by independent programs and by the rules of PDF/A-2u in
`paper.py`. Prints a table: checker, files, failures. docs/pdf.md lists the rules that no checker here covers.
Needs qpdf, poppler, Debian's PDFBox preflight, PyMuPDF and pypdf; and `cargo build --bin jixiao --example county`.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

sys.dont_write_bytecode = True

import pymupdf  # noqa: E402
import pypdf  # noqa: E402

import paper  # noqa: E402
import tags  # noqa: E402
from check_round_trip import cut  # noqa: E402
from tables import Findings  # noqa: E402

DEPARTMENTS = 500

# How many lines of a checker's findings are printed.
MOST_TOLD = 10


def make(programs, submissions, folder):
    """All PDFs: one of each given submission, one of each department of the county, the county's letters, and its volume."""
    for number, submission in enumerate(submissions):
        command = [programs / "jixiao", "render", submission, "-o", folder / f"given-{number}", "--format", "pdf", "--force"]
        subprocess.run(command, capture_output=True, check=False)
    given = sorted(folder.glob("given-*/*.pdf"))
    county, taken = folder / "county", folder / "taken"
    subprocess.run([programs / "examples" / "county", county, str(DEPARTMENTS)], capture_output=True, check=True)
    taken.mkdir()
    for path in sorted(path for path in county.rglob("*.json") if ".expected" not in path.parts):
        cut(path, taken / path.name)
    roster = divided(programs, taken, folder / "roster.csv")
    command = [programs / "jixiao", "batch", taken, "-o", folder / "made", "--format", "pdf", "--volume", "--force", "--send-back"]
    command += ["--roster", roster, "--bureau", "云岭县财政局"]
    subprocess.run(command, capture_output=True, check=False)
    made, letters = (sorted((folder / "made" / name).glob("*/*.pdf")) for name in ("部门", "退回"))
    return given, made, letters, folder / "made" / "合订本.pdf"


def divided(programs, submissions, path):
    """A roster of the departments in three sections and without one, so that the volume has dividers."""
    subprocess.run([programs / "jixiao", "roster", submissions, "-o", path], capture_output=True, check=False)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    sections = ["教科文股", "农业股", "社保股", ""]
    for number, row in enumerate(rows):
        row[head.index("股室")] = sections[number % len(sections)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def qpdf(files, findings):
    for path in files:
        run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        findings.expect(run.returncode == 0, path.name, run.stdout[-300:], run.stderr[-300:])


def mupdf(files, findings):
    """Opens without a word, and every page is read."""
    for path in files:
        pymupdf.TOOLS.reset_mupdf_warnings()
        with pymupdf.open(path) as document:
            for page in document:
                page.get_text("words")
        findings.expect(not pymupdf.TOOLS.mupdf_warnings(), path.name, pymupdf.TOOLS.mupdf_warnings()[:300])


def poppler(files, findings):
    for path in files:
        run = subprocess.run(["pdfinfo", "-rawdates", path], capture_output=True, text=True, check=False)
        findings.expect(run.returncode == 0 and not run.stderr, path.name, run.stderr[:300])
        paper.check_fonts(path, findings)


def rules(files, findings):
    """What we know of part 2 of the standard."""
    for path in files:
        before = len(findings.lines)
        paper.check_archive(pypdf.PdfReader(path), findings)
        findings.lines[before:] = [f"{path.name}: {line}" for line in findings.lines[before:]]


def marks(files, findings):
    """Every file is tagged: what stands on its pages leads to elements."""
    for path in files:
        before = len(findings.lines)
        tags.check_marked(pypdf.PdfReader(path), findings)
        findings.lines[before:] = [f"{path.name}: {line}" for line in findings.lines[before:]]


def preflight(files, findings):
    """PDFBox, in one process for all files; what part 2 allows and part 1 does not is expected."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        for number, path in enumerate(files):
            (Path(folder) / f"{number:05}.pdf").symlink_to(path)
        command = ["java", "-cp", paper.class_path(), "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", folder]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        report = Path(f"{folder}.preflight.xml")
        if not report.exists():
            findings.expect(False, "preflight did not run:", run.stdout[-300:], run.stderr[-300:])
            return
        told = {one.get("name"): one for one in xml.etree.ElementTree.parse(report).getroot()}
        report.unlink()
    for number, path in enumerate(files):
        one = told.get(f"{number:05}.pdf")
        findings.expect(one is not None and one.find("isValid") is not None, path.name, "was looked at")
        if one is None:
            continue
        details = [error.findtext("details") for error in one.iter("error")]
        for words in details:
            findings.expect(any(known in words for known in paper.ONLY_IN_PART_1), path.name, "preflight:", words)


CHECKERS = {
    "qpdf --check": qpdf,
    "mupdf (every page read)": mupdf,
    "poppler (pdfinfo, pdffonts)": poppler,
    "PDFBox preflight (A-1b, less what part 2 allows)": preflight,
    "our rules for PDF/A-2u": rules,
    "our rules for tagged PDF": marks,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("submissions", nargs="+", type=Path)
    options = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        given, county, letters, volume = make(options.programs.resolve(), options.submissions, Path(folder))
        files = [*given, *county, *letters, volume]
        print(f"{len(options.submissions)} submissions: {len(given)} PDFs; {DEPARTMENTS} departments: {len(county)} PDFs, {len(letters)} letters; 1 volume", flush=True)
        fine &= len(given) == len(options.submissions) and len(county) >= LEAST_MADE and bool(letters) and volume.exists()
        for name, run in CHECKERS.items():
            findings = Findings()
            run(files, findings)
            failed = {line.split(" ")[0] for line in findings.lines}
            print(f"{name:50} {len(files):5} files {findings.checked:7} checks {len(failed):4} failures", flush=True)
            for line in findings.lines[:MOST_TOLD]:
                print("   ", line[:300])
            fine &= not findings.lines
    sys.exit(not fine)


# Of the invented departments some send what cannot be read at all.
LEAST_MADE = 480


if __name__ == "__main__":
    main()
