#!/usr/bin/env python3
"""The same submissions written by other programs, and saved again by LibreOffice, are read back equal.

    tests/outside/check_writers.py --programs target/debug

Written by openpyxl, XlsxWriter, exceljs, SheetJS (`.xlsx`, `.xls`), xlwt (`.xls`); each file then saved by LibreOffice as `.xlsx` and as `.xls`. The data read
must equal the submission, value by value, with the findings on the submission's own data.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True

from filled_writers import model, write_all  # noqa: E402
from reading import ASIDE, canonical, convert, leaves, read, submissions  # noqa: E402

SUBMISSIONS = 12
WRITERS = (("openpyxl", "xlsx"), ("xlsxwriter", "xlsx"), ("exceljs", "xlsx"), ("sheetjs", "xlsx"), ("sheetjs", "xls"), ("xlwt", "xls"))
MOST_SHOWN = 40


def shown(grids):
    """The values of a submission by pointer, those of a group for each of its rows; what is derived is there too, for it stands in the tables."""
    values = {}
    for cell in [cell for grid in grids for cell in grid["cells"] if cell["pointer"]]:
        start, _, key = cell["pointer"].rpartition("/")
        numbered = start.rpartition("/")[2].isdecimal() and "/indicators/" in cell["pointer"]
        for row in range(cell["rowspan"] if numbered else 1):
            pointer = f"{start.rpartition('/')[0]}/{int(start.rpartition('/')[2]) + row}/{key}" if numbered else cell["pointer"]
            number = cell["number"] if cell["number"] and cell["notation"][0] == "plain" else None
            values[pointer] = canonical(number or cell["text"])
    return {pointer: value for pointer, value in values.items() if value is not None}


def write(programs, folder, paths):
    """Each submission by each writer, then all of them by LibreOffice; the files by (submission, how)."""
    grids = [json.loads(subprocess.run([programs / "examples" / "grid", path], check=True, capture_output=True, text=True).stdout) for path in paths]
    made = {}
    (folder / "made").mkdir()
    for writer, ending in WRITERS:
        files = [folder / "made" / f"{number:02}-{writer}-{ending}.{ending}" for number in range(len(paths))]
        write_all(writer, [(model(grid), file) for grid, file in zip(grids, files)])
        made.update({(number, f"{writer}.{ending}"): file for number, file in enumerate(files)})
    first = dict(made)
    for ending in ("xlsx", "xls"):
        convert(folder, ending, first.values(), folder / ending)
        made.update({(number, f"{how}, saved by LibreOffice as {ending}"): folder / ending / f"{file.stem}.{ending}" for (number, how), file in first.items()})
    return grids, made


def differences(expected, result, base):
    code, data, words, findings = result
    if data is None:
        yield f"nothing was read, exit code {code}: {words[:300]}"
        return
    found = {pointer: value for pointer, value in leaves(data) if not pointer.startswith((*ASIDE, "/year"))}
    for pointer in sorted(expected.keys() | found.keys()):
        if expected.get(pointer) != found.get(pointer):
            yield f"{pointer}: {expected.get(pointer)!r} expected, {found.get(pointer)!r} found"
    told, known = ([(one["code"], one["pointer"], one["seen"]) for one in findings] for findings in (findings, base))
    if Counter(told) != Counter(known):
        yield f"findings differ: {sorted((Counter(told) - Counter(known)).elements())} more, {sorted((Counter(known) - Counter(told)).elements())} less"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--count", type=int, default=SUBMISSIONS)
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    words = parser.parse_args()
    programs, started, wrong = words.programs.resolve(), time.monotonic(), Counter()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name, multiprocessing.Pool(2) as pool:
        folder = (words.keep or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        paths = submissions(programs, folder, words.count)
        grids, made = write(programs, folder, paths)
        results = read(pool, programs / "jixiao", [*paths, *made.values()])
        bases = [result[3] for result in results[: len(paths)]]
        lines = [(how, made[number, how], line) for (number, how), result in zip(made, results[len(paths) :]) for line in differences(shown(grids[number]), result, bases[number])]
    for how, path, line in lines[:MOST_SHOWN]:
        print(f"{path.name} ({how}): {line}")
    wrong.update(how for how, _, _ in lines)
    print(f"{len(made)} workbooks of {len(paths)} submissions in {len(made) // len(paths)} ways, {len(lines)} differences {dict(wrong) or ''}, {time.monotonic() - started:.1f} s")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
