#!/usr/bin/env python3
"""The text of a PDF, read by poppler, equals the grid, character by character, cell by cell: `tests/outside/check_text.py --programs target/debug examples/*.json`.

The library's example `pages` prints the position of each line of a cell. Each word that poppler finds must be on such a line; the words of a line,
from left to right, must form the line; the lines of a cell, from page to page, must form the cell's text. White space is ignored: a line may end at it.
Needs poppler, and `cargo build --bin jixiao --example pages`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.dont_write_bytecode = True

from lxml import etree  # noqa: E402
from check import look  # noqa: E402
from tables import squeezed  # noqa: E402

# What poppler's boxes may differ from our places, in points: the PDF has hundredths, its boxes come from the font's bounds.
NEAR = 0.75

XHTML = "{http://www.w3.org/1999/xhtml}"


def words_of(path):
    """The words on each page: left edge, upper and lower edge, text."""
    run = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
    # What no XML may hold stands in texts that have it; poppler writes it as it is.
    root = etree.fromstring(run.stdout, etree.XMLParser(recover=True, huge_tree=True, encoding="utf-8"))
    edge = lambda word, name: float(word.get(name))
    return [
        [(edge(word, "xMin"), edge(word, "yMin"), edge(word, "yMax"), word.text or "") for word in page.iter(f"{XHTML}word")]
        for page in root.iter(f"{XHTML}page")
    ]


def lines_of(runs):
    """The lines of a page: runs of one part beside each other on one baseline, which differ in their faces."""
    lines = []
    for run in runs:
        key = (run["part"], run["index"], run["baseline"])
        if lines and lines[-1]["key"] == key and abs(lines[-1]["right"] - run["x"]) < NEAR:
            lines[-1]["right"] = run["x"] + run["width"]
            lines[-1]["text"] += run["text"]
        else:
            lines.append({"key": key, "left": run["x"], "right": run["x"] + run["width"], "text": run["text"], "words": []})
    return lines


def place(word, lines):
    """The line on which a word stands."""
    left, top, bottom, _ = word
    on = [line for line in lines if top <= line["key"][2] <= bottom and line["left"] - NEAR <= left <= line["right"] + NEAR]
    return min(on, key=lambda line: abs((top + bottom) / 2 - line["key"][2]), default=None)


def check_page(lines, words, where, findings):
    for word in words:
        line = place(word, lines)
        findings.expect(line is not None, where, "a word that stands on no line:", word)
        if line is not None:
            line["words"].append(word)
    for line in lines:
        seen = "".join(text for _, _, _, text in sorted(line["words"]))
        findings.equal(squeezed(seen), squeezed(line["text"]), where, line["key"])
        line["seen"] = seen


def check(tables, path, findings):
    pages = words_of(path)
    findings.equal(len(pages), sum(len(table["pages"]) for table in tables), "pages")
    pages = iter(pages)
    for table in tables:
        cells, titles = defaultdict(str), defaultdict(str)
        for number, (runs, words) in enumerate(zip(table["pages"], pages), 1):
            where = f"{table['name']} page {number}"
            lines = lines_of(runs)
            check_page(lines, words, where, findings)
            repeated = defaultdict(str)
            for line in lines:
                part, index, _ = line["key"]
                {"cell": cells, "title": titles, "repeated": repeated}.get(part, defaultdict(str))[index] += line["seen"]
            for index, text in repeated.items():
                findings.equal(squeezed(text), squeezed(table["cells"][index]), where, "printed again: cell", index)
        for index, text in enumerate(table["cells"]):
            findings.equal(squeezed(cells[index]), squeezed(text), table["name"], "cell", index)
        for index, text in enumerate(table["titles"]):
            findings.equal(squeezed(titles[index]), squeezed(text), table["name"], "title", index)


def check_file(program, told, findings):
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        subprocess.run([program, "render", told["file"], "-o", folder, "--format", "pdf", "--force"], capture_output=True, check=False)
        for path in Path(folder).glob("*.pdf"):
            check(told["tables"], path, findings)
            return
        findings.expect(False, "no PDF was made")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("submissions", nargs="+", type=Path)
    options = parser.parse_args()
    run = subprocess.run([options.programs / "examples" / "pages", *options.submissions], capture_output=True, text=True, check=True)
    fine = True
    for line in run.stdout.splitlines():
        told = json.loads(line)
        program = options.programs / "jixiao"
        fine &= look(told["file"], "text by cell", lambda findings, told=told: check_file(program, told, findings))
    sys.exit(not fine)


if __name__ == "__main__":
    main()
