#!/usr/bin/env python3
"""Checks output files with independent programs: `tests/outside/check.py examples/*.json`.

Needs the built program and example (`cargo build --bin jixiao --example grid`), Debian's qpdf, poppler-utils, libreoffice-calc-nogui and
gnumeric, and the Python packages of `requirements.txt`. Each check is in the file named after its format.
Not covered: no validator for PDF/A-2b is in Debian, PyPI or npm; see `paper.py` for the checks instead.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Nothing is left in the tree.
sys.dont_write_bytecode = True

import formulas  # noqa: E402
import office  # noqa: E402
import page  # noqa: E402
import paper  # noqa: E402
import workbook  # noqa: E402
from tables import Findings, read_tables  # noqa: E402

MOST_TOLD = 30


def render(program, submission, folder):
    """The three files of a submission, by ending."""
    subprocess.run([program, "render", submission, "-o", folder, "--format", "xlsx,pdf,html"], check=True, capture_output=True)
    return {path.suffix: path for path in sorted(folder.glob("[!.]*"))}


def check_all(programs, submissions, folder):
    """Whether all is well with the files of each submission."""
    for part in ("books", "bare"):
        (folder / part).mkdir()
    made = []
    for number, submission in enumerate(submissions):
        twice = [render(programs / "jixiao", submission, folder / f"{number}-{time}") for time in ("first", "second")]
        book, bare = (folder / part / f"{number}.xlsx" for part in ("books", "bare"))
        shutil.copy(twice[0][".xlsx"], book)
        formulas.write_bare(book, bare)
        made.append((submission, twice, book, bare))
    office.convert([book for _, _, book, _ in made], "pdf", folder / "print")
    office.convert([bare for _, _, _, bare in made], "xlsx", folder / "computed")
    return [result for one in made for result in check(programs, *one, folder)]


def check(programs, submission, twice, book, bare, folder):
    """All findings about one submission's files, by what was looked at."""
    tables = read_tables(programs / "examples" / "grid", submission)
    files = twice[0]
    looks = {
        "same bytes": lambda findings: same(*twice, findings),
        "xlsx": lambda findings: workbook.check(book, tables, findings),
        "formulas": lambda findings: formulas.check(book, bare, folder / "computed" / bare.name, findings),
        "LibreOffice's print": lambda findings: office.check_print(folder / "print" / f"{book.stem}.pdf", tables, findings),
        "pdf": lambda findings: paper.check(files[".pdf"], tables, findings),
        "html": lambda findings: page.check(files[".html"], tables, findings),
    }
    return [look(submission, name, run) for name, run in looks.items()]


def look(submission, name, run):
    """Runs one look and tells what came of it; whether all was well."""
    started, findings = time.monotonic(), Findings()
    run(findings)
    seconds = time.monotonic() - started
    print(f"{submission}  {name}: {findings.checked} checks, {len(findings.lines)} findings, {seconds:.1f} s", flush=True)
    for line in findings.lines[:MOST_TOLD]:
        print("   ", line)
    if len(findings.lines) > MOST_TOLD:
        print(f"    and {len(findings.lines) - MOST_TOLD} more")
    return not findings.lines


def same(files, again, findings):
    for ending, path in files.items():
        findings.expect(path.read_bytes() == again[ending].read_bytes(), ending, "is made twice the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("submissions", nargs="+", type=Path)
    parser.add_argument("--programs", type=Path, default=Path("target/debug"), help="folder of the built program")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        results = check_all(words.programs, words.submissions, Path(folder))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
