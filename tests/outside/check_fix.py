#!/usr/bin/env python3
"""Workbooks of other programs with slips in their cells are mended, and nothing else in them changes.

    tests/outside/check_fix.py --programs target/debug

Written by openpyxl, XlsxWriter, exceljs and SheetJS; each file then saved by LibreOffice. Every slip has one sure answer, so the data read from the mended copy must equal the
submission, value by value; openpyxl finds fill and comment at each changed cell and the same values elsewhere; LibreOffice opens the copies and saves the same
data; mended again, a copy does not change.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

import openpyxl  # noqa: E402
from check_writers import differences, shown  # noqa: E402
from filled_writers import model, write_all  # noqa: E402
from reading import convert, read, submissions  # noqa: E402

SUBMISSIONS = 3
WRITERS = ("openpyxl", "xlsxwriter", "exceljs", "sheetjs")
FILL = "FFC6E7C8"
MOST_SHOWN = 40
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
SIGNS = {"≥": ">=", "≤": "不超过", "=": "＝", "＞": ">", "＜": "﹤"}


def with_slips(grids):
    """The tables as sheets with slips, and their number."""
    sheets, slips = model(grids), 0
    for grid, sheet in zip(grids, sheets):
        made = sheet["cells"][len(grid["titles"]) :]
        at = {cell["pointer"]: new for cell, new in zip(grid["cells"], made, strict=True) if cell["pointer"]}
        for number, (pointer, cell) in enumerate(at.items()):
            row, key = pointer.rsplit("/", 1)
            value, before = cell["value"], cell["value"]
            if value in ("", None):
                continue
            if key == "comparison" and value in SIGNS:
                cell["value"] = SIGNS[value]
            elif key == "unit" and value == "%" and number % 2:
                cell["value"] = "百分比"
            elif key == "name" and "/indicators/" in pointer and number % 3 == 0:
                cell["value"] = f" {value}。"
            elif key == "value" and isinstance(value, (int, float)) and number % 2:
                cell["value"] = str(value).translate(FULL_WIDTH)
            elif key == "value" and isinstance(value, (int, float)) and at.get(f"{row}/unit", {}).get("value") == "%":
                cell["value"], at[f"{row}/unit"]["value"] = f"{value}%", ""
            elif key in ("personnel", "operating", "local_fiscal", "fiscal") and isinstance(value, (int, float)):
                cell["value"] = f"{value:,}万元" if number % 2 else str(value)
            slips += cell["value"] != before
    return sheets, slips


def fix(program, paths, out):
    run = subprocess.run([program, "check", "--fix", "--format", "json", "-o", out, *paths], capture_output=True, text=True, check=False)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        sys.exit(f"check --fix does not print JSON, exit code {run.returncode}: {run.stderr[:2000]}")
    return {one["file"]: one for one in report["fixed"]}, report["failures"]


def cells(path):
    book = openpyxl.load_workbook(path)
    return {f"{sheet.title}!{cell.coordinate}": cell for sheet in book for row in sheet.iter_rows() for cell in row if not isinstance(cell, openpyxl.cell.cell.MergedCell)}


def compared(path, fixed):
    """What openpyxl sees in a copy besides the told changes."""
    changed = {one["cell"] for one in fixed["changes"]}
    before, after = cells(path), cells(fixed["copy"])
    if before.keys() != after.keys():
        yield f"other cells: {sorted(before.keys() ^ after.keys())[:5]}"
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        if name not in changed:
            if (old.value, old.number_format, old.fill.fgColor.rgb, old.comment) != (new.value, new.number_format, new.fill.fgColor.rgb, new.comment):
                yield f"{name}: {old.value!r} became {new.value!r}, which was not told"
        elif new.fill.fgColor.rgb != FILL or not new.comment or "已改正" not in new.comment.text:
            yield f"{name}: no fill or no comment"
        elif old.has_style:
            for part in ("font", "border", "alignment"):
                if repr(getattr(old, part)) != repr(getattr(new, part)):
                    yield f"{name}: another {part}: {getattr(old, part)!r}, {getattr(new, part)!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--count", type=int, default=SUBMISSIONS)
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    words = parser.parse_args()
    programs, started = words.programs.resolve(), time.monotonic()
    program = programs / "jixiao"
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name, multiprocessing.Pool(2) as pool:
        folder = (words.keep or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        data = submissions(programs, folder, words.count)
        grids = [json.loads(subprocess.run([programs / "examples" / "grid", path], check=True, capture_output=True, text=True).stdout) for path in data]
        wrong = [with_slips(one) for one in grids]
        (folder / "made").mkdir()
        made = {}
        for writer in WRITERS:
            files = [folder / "made" / f"{number:02}-{writer}.xlsx" for number in range(len(data))]
            write_all(writer, [(sheets, file) for (sheets, _), file in zip(wrong, files)])
            made.update({file: number for number, file in enumerate(files)})
        convert(folder, "xlsx", list(made), folder / "saved")
        made.update({folder / "saved" / file.name: number for file, number in list(made.items())})
        lines = []
        fixed, failures = {}, []
        for kind in ("made", "saved"):
            told, failed = fix(program, [path for path in made if path.parent.name == kind], folder / f"fixed-{kind}")
            fixed.update(told)
            failures += failed
        lines += [f"failure: {one}" for one in failures]
        copies = {Path(fixed[str(path)]["copy"] or path): number for path, number in made.items()}
        for path, number in made.items():
            one = fixed[str(path)]
            lines += [f"{path.name}: left out {left['label']} {left['old']!r}: {left['reason']}" for left in one["left_out"]]
            if one["copy"] and len(one["changes"]) >= wrong[number][1]:
                lines += [f"{path.name}: {line}" for line in compared(path, one)]
            else:
                lines.append(f"{path.name}: {len(one['changes'])} changes for {wrong[number][1]} slips")
        (folder / "again").mkdir()
        for kind in ("made", "saved"):
            again, _ = fix(program, [path for path in copies if path.parent.name == f"fixed-{kind}"], folder / "again" / kind)
            lines += [f"{path}: changed again: {one['changes'][:2]}" for path, one in again.items() if one["changes"]]
            convert(folder, "xlsx", [path for path in copies if path.parent.name == f"fixed-{kind}"], folder / f"opened-{kind}")
        opened = {folder / f"opened-{path.parent.name.removeprefix('fixed-')}" / path.name: number for path, number in copies.items()}
        results = read(pool, program, [*data, *copies, *opened])
        bases = [result[3] for result in results[: len(data)]]
        for (path, number), result in zip([*copies.items(), *opened.items()], results[len(data) :], strict=True):
            lines += [f"{path.parent.name}/{path.name}: {line}" for line in differences(shown(grids[number]), result, bases[number])]
    for line in lines[:MOST_SHOWN]:
        print(line)
    slips = sum(wrong[number][1] for number in made.values())
    print(f"{len(made)} workbooks with {slips} slips, {len(lines)} differences, {time.monotonic() - started:.1f} s")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
