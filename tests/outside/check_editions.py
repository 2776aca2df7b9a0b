#!/usr/bin/env python3
"""Checks the built-in editions besides the first by other programs: `tests/outside/check_editions.py --program target/debug/jixiao`.

The data of each edition (`tests/editions/<id>/data.json`) are valid for its schema. LibreOffice and Gnumeric compute every formula of its rendered
workbook, without our results, to our results. Needs `cargo build --bin jixiao`, libreoffice-calc-nogui and gnumeric.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True

import openpyxl  # noqa: E402
from jsonschema import Draft202012Validator  # noqa: E402

import office  # noqa: E402
from check import look  # noqa: E402

# Gnumeric's workbooks have no style of this name.
warnings.filterwarnings("ignore", message="Workbook contains no default style")

EDITIONS = Path(__file__).resolve().parents[1] / "editions"


def check_schema(program, data, findings):
    submission = json.loads(data.read_text(encoding="utf-8"))
    run = subprocess.run([program, "schema", submission["edition"]], check=True, capture_output=True, text=True)
    schema = json.loads(run.stdout)
    Draft202012Validator.check_schema(schema)
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(submission)]
    findings.equal(errors, [], "errors of the schema")


def is_equal(seen, expected):
    """Numbers within the precision of doubles; a formula's empty text is a blank."""
    if isinstance(seen, (int, float)) and isinstance(expected, (int, float)):
        return abs(Decimal(repr(seen)) - Decimal(repr(expected))) < office.EXACT
    return (seen or "") == (expected or "") if isinstance(seen or "", str) and isinstance(expected or "", str) else seen == expected


def check_computed(workbook, computed, findings):
    formulas = openpyxl.load_workbook(workbook)
    ours = openpyxl.load_workbook(workbook, data_only=True)
    theirs = openpyxl.load_workbook(computed, data_only=True)
    count = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            seen, expected = theirs[sheet.title][cell.coordinate].value, ours[sheet.title][cell.coordinate].value
            findings.expect(is_equal(seen, expected), sheet.title, cell.coordinate, cell.value, "computes to", repr(seen), "instead of", repr(expected))
            count += 1
    return count


def check_formulas(program, data, findings):
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        subprocess.run([program, "render", data, "-o", folder, "--format", "xlsx"], check=True, capture_output=True)
        [workbook] = folder.glob("*.xlsx")
        # Saved by openpyxl, formulas have no values: what is there afterwards, the other program has computed.
        bare = folder / "bare.xlsx"
        openpyxl.load_workbook(workbook).save(bare)
        office.convert(bare, "xlsx", folder / "office")
        gnumeric = folder / "gnumeric.xlsx"
        subprocess.run(["ssconvert", "--recalc", bare, gnumeric], check=True, capture_output=True)
        for computed in (folder / "office" / bare.name, gnumeric):
            count = check_computed(workbook, computed, findings)
        print(f"{data.parent.name}: {count} formulas")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    program = parser.parse_args().program.resolve()
    data = sorted(EDITIONS.glob("*/data.json"))
    results = [look(path.parent.name, "schema", lambda findings, path=path: check_schema(program, path, findings)) for path in data]
    results += [look(path.parent.name, "formulas", lambda findings, path=path: check_formulas(program, path, findings)) for path in data]
    sys.exit(not (data and all(results)))


if __name__ == "__main__":
    main()
