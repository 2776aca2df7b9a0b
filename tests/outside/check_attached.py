#!/usr/bin/env python3
"""Checks papers that keep their data: `tests/outside/check_attached.py --programs target/debug examples/*.json tests/corpus/*.json`.

Each submission is rendered with `--attach-data --accessible`. Other programs find the data: pdfdetach and pypdf (associated file of PDF/A-3,
with its relationship, type, size and dates). Other programs save the paper, and the data are read back from it: qpdf (three ways), pypdf, MuPDF.
Other programs change it, and this is found: another text on a page, an annotation, a picture, other data. Prints a table: check, files, failures.
Needs qpdf, poppler, PyMuPDF and pypdf; and `cargo build --bin jixiao --example county`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import pymupdf  # noqa: E402
import pypdf  # noqa: E402
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject  # noqa: E402

import paper  # noqa: E402
import tags  # noqa: E402
from tables import Findings  # noqa: E402

DEPARTMENTS = 20
MOST_TOLD = 10

# Saved by another program with the same pages.
SAVED = {
    "qpdf": lambda path, to: subprocess.run(["qpdf", path, to], check=True),
    "qpdf, no object streams": lambda path, to: subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, to], check=True),
    "qpdf, linearized": lambda path, to: subprocess.run(["qpdf", "--linearize", path, to], check=True),
    "pypdf": lambda path, to: pypdf.PdfWriter(clone_from=path).write(to),
}


class Program:
    def __init__(self, programs, folder):
        self.path, self.folder = programs / "jixiao", folder

    def run(self, *words):
        return subprocess.run([self.path, *words], capture_output=True, text=True, check=False)

    def codes(self, path):
        """The codes about papers that a check of a file reports."""
        run = self.run("check", path, "--format", "json")
        found = json.loads(run.stdout)["findings"]
        return {one["code"] for one in found if one["code"].startswith("paper-")}


def data_of(path):
    """The attached data, as pypdf finds them: associated files with the relationship Data."""
    root = pypdf.PdfReader(path).trailer["/Root"]
    files = [one.get_object() for one in root["/AF"]]
    return [(one, one["/EF"]["/F"].get_object()) for one in files if one["/AFRelationship"] == "/Data"]


def check_attached(path, findings):
    """What ISO 19005-3 asks of attached files, and that other programs list them."""
    reader = pypdf.PdfReader(path)
    root = reader.trailer["/Root"]
    tree = root["/Names"]["/EmbeddedFiles"]["/Names"]
    named = [list.__getitem__(tree, index).idnum for index in range(1, len(tree), 2)]
    associated = [list.__getitem__(root["/AF"], index).idnum for index in range(len(root["/AF"]))]
    findings.equal(associated, named, path.name, "files by name and associated files")
    for specification, stream in data_of(path):
        findings.equal(specification["/F"], specification["/UF"], path.name, "names")
        findings.expect(specification["/UF"].endswith(".json") and specification["/Desc"], path.name, "name and description")
        findings.equal(stream["/Subtype"], "/application/json", path.name, "type")
        findings.equal(stream["/Params"]["/Size"], len(stream.get_data()), path.name, "size")
        dates = stream["/Params"]["/ModDate"], stream["/Params"]["/CreationDate"]
        findings.equal(dates[0], dates[1], path.name, "dates")
        if len(associated) == 1:
            findings.equal(dates[0], reader.metadata["/ModDate"], path.name, "date")
        findings.expect(json.loads(stream.get_data())["data"], path.name, "data")
    run = subprocess.run(["pdfdetach", "-list", path], capture_output=True, text=True, check=False)
    findings.expect(run.stdout.startswith(f"{len(data_of(path))} embedded files"), path.name, run.stdout[:80], run.stderr[:200])


def check_paper(path, findings):
    run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    findings.expect(run.returncode == 0, path.name, run.stdout[-300:], run.stderr[-300:])
    before = len(findings.lines)
    reader = pypdf.PdfReader(path)
    paper.check_archive(reader, findings, part=3, level="A")
    paper.check_accessible(reader, findings)
    tags.check_marked(reader, findings)
    paper.check_fonts(path, findings)
    findings.lines[before:] = [f"{path.name}: {line}" for line in findings.lines[before:]]


def check_read(program, path, original, findings):
    """The data are those that were given, and nothing is reported of the paper."""
    findings.equal(program.codes(path), set(), path.name, "codes")
    run = program.run("import", path)
    findings.equal(run.stdout.strip(), original.strip(), path.name, "the data read back")


def with_content(path, to, change):
    """Another text in the first stream of the first page."""
    writer = pypdf.PdfWriter(clone_from=path)
    page = writer.pages[0]
    streams = page["/Contents"]
    first = streams[0].get_object()
    new = DecodedStreamObject()
    new.set_data(change(first.get_data()))
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(new), *list.__getitem__(streams, slice(1, None))])
    writer.write(to)


def with_other_character(content):
    """The last bit of the last character of the first text."""
    end = content.index(b"Tj")
    end -= 2 if content[end - 1 : end] in (b">", b")") else 3
    return content[:end] + bytes([content[end] ^ 1]) + content[end + 1 :]


def with_annotation(path, to):
    with pymupdf.open(path) as document:
        document[0].add_freetext_annot(pymupdf.Rect(100, 300, 200, 320), "95")
        document.save(to)


def with_text(path, to):
    with pymupdf.open(path) as document:
        document[0].insert_text((100, 300), "95")
        document.save(to)


def with_other_data(path, to):
    writer = pypdf.PdfWriter(clone_from=path)
    stream = writer.root_object["/AF"][0].get_object()["/EF"]["/F"].get_object()
    data = stream.get_data().decode()
    at = next(at for at, character in enumerate(data) if character > "\u4e00")
    stream.set_data((data[:at] + ("甲" if data[at] != "甲" else "乙") + data[at + 1 :]).encode())
    writer.write(to)


# Changed by another program, with a code that is reported.
CHANGED = {
    "a character on a page (pypdf)": (lambda path, to: with_content(path, to, with_other_character), {"paper-differs", "paper-unchecked"}),
    "an annotation (MuPDF)": (with_annotation, {"paper-unchecked"}),
    "a text on a page (MuPDF)": (with_text, {"paper-unchecked"}),
    "other data (pypdf)": (with_other_data, {"paper-data"}),
    "a password (qpdf)": (lambda path, to: subprocess.run(["qpdf", "--encrypt", "a", "b", "256", "--", path, to], check=True), {"paper-unreadable"}),
    "half of the file": (lambda path, to: to.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), {"paper-unreadable"}),
}


def volume(programs, folder):
    """The volume of an invented county."""
    county = folder / "county"
    subprocess.run([programs / "examples" / "county", county, str(DEPARTMENTS)], capture_output=True, check=True)
    words = ["batch", county, "-o", folder / "made", "--format", "pdf", "--volume", "--attach-data", "--accessible"]
    subprocess.run([programs / "jixiao", *words], capture_output=True, check=False)
    return folder / "made" / "合订本.pdf", sorted((folder / "made" / "部门").glob("*/*.pdf"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("submissions", nargs="+", type=Path)
    options = parser.parse_args()
    programs = options.programs.resolve()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        program = Program(programs, folder)
        given = []
        for number, submission in enumerate(options.submissions):
            out = folder / f"given-{number}"
            program.run("render", submission, "-o", out, "--format", "pdf", "--force", "--attach-data", "--accessible")
            original = program.run("import", submission).stdout
            given += [(path, original) for path in out.glob("*.pdf")]
        bound, county = volume(programs, folder)
        all_findings = {}

        def findings_of(name):
            return all_findings.setdefault(name, Findings())

        findings_of("papers").expect(len(given) == len(options.submissions) and len(county) > DEPARTMENTS // 2, "papers were made")
        for path in [*(path for path, _ in given), *county, bound]:
            check_attached(path, findings_of("attached files (pypdf, pdfdetach)"))
            check_paper(path, findings_of("PDF/A-3a, PDF/UA-1: our rules; qpdf --check"))
        findings_of("volume").equal(len(data_of(bound)), len(county), bound.name, "data of each department")
        findings_of("volume").equal(program.codes(bound), set(), bound.name, "codes")
        for path, original in given:
            check_read(program, path, original, findings_of("read back"))
            for name, save in SAVED.items():
                to = folder / f"{path.stem}-saved.pdf"
                save(path, to)
                check_read(program, to, original, findings_of(f"saved by {name}"))
            for name, (change, codes) in CHANGED.items():
                to = folder / f"{path.stem}-changed.pdf"
                change(path, to)
                findings_of(f"changed: {name}").expect(program.codes(to) & codes, path.name, program.codes(to))
    for name, findings in all_findings.items():
        print(f"{name:50} {findings.checked:7} checks {len(findings.lines):4} failures", flush=True)
        for line in findings.lines[:MOST_TOLD]:
            print("   ", line[:300])
    sys.exit(any(findings.lines for findings in all_findings.values()))


if __name__ == "__main__":
    main()
