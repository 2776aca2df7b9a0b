#!/usr/bin/env python3
"""Opens the workbook of a comparison: `tests/outside/check_diff.py --program target/debug/jixiao`.

Two folders of invented data are compared (`tests/cmd/diff.in/`); openpyxl must see both sheets with their print set-up, numbers as numbers, and the
same differences as in the JSON; LibreOffice must compute the sums that are written.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

sys.dont_write_bytecode = True

import office  # noqa: E402

DATA = Path(__file__).resolve().parents[1] / "cmd" / "diff.in"
A4 = 9
HEAD = {"概览": 4, "明细": 3}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, type=Path)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "对比.xlsx"
        run = [program, "diff", DATA / "初稿", DATA / "改稿", "-o", path]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        told = json.loads(subprocess.run([*run[:4], "--format", "json"], check=True, capture_output=True).stdout)
        book = openpyxl.load_workbook(path)
        wrong = check_sheets(book) + check_details(book, told)
        # Saved again by LibreOffice, every formula has the result that LibreOffice computes.
        again = Path(folder) / "again" / path.name
        again.parent.mkdir()
        office.convert([path], "xlsx", again.parent)
        wrong += check_sums(*(openpyxl.load_workbook(one, data_only=True) for one in (path, again)))
    for line in wrong:
        print(line)
    print("workbook of a comparison:", "wrong" if wrong else "as expected")
    sys.exit(bool(wrong))


def check_sheets(book):
    """The sheets, their print set-up, and that they can be filtered."""
    wrong = []
    if book.sheetnames != list(HEAD):
        wrong.append(f"sheets {book.sheetnames}")
    for name, row in HEAD.items():
        sheet = book[name]
        seen = (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows, sheet.page_setup.fitToHeight)
        expected = (str(A4), "landscape", f"$3:${row}", 0)
        if tuple(map(str, seen)) != tuple(map(str, expected)):
            wrong.append(f"{name}: {seen}, expected {expected}")
        if sheet.auto_filter.ref is None or sheet.freeze_panes != f"D{row + 1}":
            wrong.append(f"{name}: filter {sheet.auto_filter.ref}, panes {sheet.freeze_panes}")
    return wrong


def check_details(book, told):
    """Every typed or derived value of the JSON that has an increase has a row with these numbers."""
    wrong = []
    rows = [[cell.value for cell in row] for row in book["明细"].iter_rows(min_row=HEAD["明细"] + 1)]
    numbers = sorted(tuple(row[7:10]) for row in rows if row[9] is not None)
    changes = [change for department in told["departments"] for change in department["changes"] if change["increase"]]
    expected = sorted(tuple(float(change[key]) for key in ("old", "new", "increase")) for change in changes)
    if numbers != expected or len(numbers) < 5:
        wrong.append(f"明细: numbers {numbers}, expected {expected}")
    states = [row[3].value for row in book["概览"].iter_rows(min_row=HEAD["概览"] + 1) if row[0].value]
    if sorted(states) != sorted(["有变化", "没有变化", "新增", "缺少"]):
        wrong.append(f"概览: {states}")
    return wrong


def check_sums(written, computed):
    """The results of the formulas as written, and as LibreOffice computes them."""
    last = written["概览"].max_row
    pairs = [[sheet.cell(last, column).value for sheet in (written["概览"], computed["概览"])] for column in range(5, 16)]
    return [f"概览: sum {one}, computed {other}" for one, other in pairs if one is None or abs(one - other) > 1e-9]


if __name__ == "__main__":
    main()
