#!/usr/bin/env python3
"""Checks blanks with independent programs: `tests/outside/check_blank.py examples/*.json`.

Each submission is filled into a blank of its size, by openpyxl and by a simulated clerk in LibreOffice; the results of the formulas are compared with
the derivations of the program. Needs the requirements of `check.py`, Debian's python3-uno, and `cargo build --bin jixiao --example grid --example blank`.
"""

import argparse
import itertools
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

# Nothing is left in the tree.
sys.dont_write_bytecode = True

import openpyxl  # noqa: E402
from lxml import etree  # noqa: E402
import pymupdf  # noqa: E402
from openpyxl.utils import range_boundaries  # noqa: E402

import blank  # noqa: E402
import formulas  # noqa: E402
import office  # noqa: E402
import workbook  # noqa: E402
from check import look  # noqa: E402
from tables import is_found, read_tables, squeezed  # noqa: E402

DEBIANS_PYTHON = "/usr/bin/python3"
CLERK = Path(__file__).with_name("clerk.py")

XML = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}

# Excel's limits.
MAX_HINT, MAX_TITLE, MAX_LIST = 255, 32, 255

# Signs that want a number, and what no rule of a kind takes.
SIGNS = "≥≤=＞＜"
WORDS = ("定性", "定量（其他）", "不适用")
# Lists beside each other share the column of a level: a row of one belongs beside a row of the other with the same level, which no pointer says.
SIDE_BY_SIDE = {"mof-2015"}
# Boxes are ticked by hand, also those of a value that is derived.
TICKED = set("☑☒☐■□√")
# LibreOffice takes its time: more cells than these are filled in by openpyxl alone.
MOST_TYPED = 3000

# `'` makes text of it.
WRONG = {"list": "'此项没有", "decimal": "'约十万", "whole": "'三", "custom": "'约95%"}


def check_all(programs, submissions, with_clerk, folder):
    """Whether all is well with the blank of each submission."""
    for part in ("empty", "again", "filled"):
        (folder / part).mkdir()
    made = []
    for number, submission in enumerate(submissions):
        data = blank.read_submission(submission)
        empty, again, filled = (folder / part / f"{number}.xlsx" for part in ("empty", "again", "filled"))
        for path in (empty, again):
            places, boxes = blank.make_blank(programs / "examples" / "blank", path, data["edition"], *blank.size(data))
        tables = read_tables(programs / "examples" / "grid", submission)
        left = [] if data["edition"] in SIDE_BY_SIDE else blank.fill_blank(empty, places, data, filled, boxes, tables)
        made.append((submission, data, tables, places, boxes, empty.name, left))
    office.convert(sorted((folder / "empty").glob("[!.]*")), "pdf", folder / "print")
    office.convert(sorted((folder / "filled").glob("[!.]*")), "xlsx", folder / "computed")
    return [result for one in made for result in check(programs, *one, with_clerk, folder)]


def check(programs, submission, data, tables, places, boxes, name, left, with_clerk, folder):
    empty, again, filled, computed = (folder / part / name for part in ("empty", "again", "filled", "computed"))
    looks = {
        "same bytes": lambda findings: findings.expect(empty.read_bytes() == again.read_bytes(), "the blank is made twice the same"),
        "Open XML": lambda findings: workbook.check_schema(empty, findings),
        "locks and rules": lambda findings: check_sheets(empty, places, boxes, tables, findings),
        "print": lambda findings: check_print(empty, folder / "print" / f"{empty.stem}.pdf", findings),
    }
    if data["edition"] not in SIDE_BY_SIDE:
        looks |= {
            "filled in by openpyxl": lambda findings: check_filled(computed, left, places, data, tables, findings),
            "read back": lambda findings: check_read_back(programs / "jixiao", submission, filled, folder / f"pages-{empty.stem}", findings),
        }
    if with_clerk and len(places) <= MOST_TYPED:
        looks["filled in in LibreOffice"] = lambda findings: check_clerk(empty, places, boxes, data, tables, folder, findings)
    return [look(f"blank of {submission}", name, run) for name, run in looks.items()]


def check_sheets(path, places, boxes, tables, findings):
    """Labels locked, what is typed open, each with a rule within Excel's limits; rows of records open to their end."""
    book = openpyxl.load_workbook(path)
    copied = [(sheet, cell) for sheet, cell, _ in blank.printed(book, places, boxes, tables)]
    typed = {*places.values(), *itertools.chain(*boxes.values()), *copied}
    for sheet in book.worksheets:
        protection = sheet.protection
        findings.expect(protection.sheet and not protection.password, sheet.title, "is protected without a password")
        findings.equal((protection.insertRows, protection.deleteRows, protection.formatRows, protection.sort), (False,) * 4, sheet.title, "rows may be")
        check_cells(sheet, typed, findings)
        check_rules(sheet, typed, findings)
    records = {(sheet, book[sheet][cell].row) for pointer, (sheet, cell) in places.items() if blank.RECORD.match(pointer)}
    locked = locked_rows(path, book.sheetnames)
    for sheet, row in sorted(records):
        findings.equal(locked[sheet].get(row), [], sheet, row, "is a row of records that can be deleted, for nothing in it is locked; but")


def locked_rows(path, names):
    """Of each sheet the rows open to their end, with the cells in them that are locked. As the file has it: openpyxl drops what is merged."""
    with zipfile.ZipFile(path) as package:
        styles = etree.fromstring(package.read("xl/styles.xml"))
        formats = styles.find("m:cellXfs", XML)
        is_open = [(found.find("m:protection", XML) is not None and found.find("m:protection", XML).get("locked") == "0") for found in formats]
        sheets = {}
        for index, name in enumerate(names, 1):
            root = etree.fromstring(package.read(f"xl/worksheets/sheet{index}.xml"))
            rows = [row for row in root.iter("{*}row") if row.get("customFormat") and is_open[int(row.get("s"))]]
            locked = {int(row.get("r")): [cell.get("r") for cell in row if not is_open[int(cell.get("s"))]] for row in rows}
            sheets[name] = locked
    return sheets


def check_cells(sheet, typed, findings):
    for row in sheet.iter_rows():
        for cell in row:
            is_formula = isinstance(cell.value, str) and cell.value.startswith("=")
            if (sheet.title, cell.coordinate) in typed:
                findings.expect(is_formula or not cell.protection.locked, sheet.title, cell.coordinate, "is open")
            elif cell.value is not None:
                findings.expect(cell.protection.locked, sheet.title, cell.coordinate, "is locked:", cell.value)


def check_rules(sheet, typed, findings):
    ruled = set()
    for rule in sheet.data_validations.dataValidation:
        findings.expect(rule.prompt and rule.promptTitle, sheet.title, rule.sqref, "has a hint")
        findings.expect(len(rule.prompt or "") <= MAX_HINT and len(rule.error or "") <= MAX_HINT, sheet.title, rule.sqref, "words are short enough")
        findings.expect(len(rule.promptTitle or "") <= MAX_TITLE, sheet.title, rule.sqref, "title is short enough")
        if rule.type == "list" and rule.formula1.startswith('"'):
            findings.expect(len(rule.formula1) - 2 <= MAX_LIST, sheet.title, rule.sqref, "list is short enough")
        for area in rule.sqref.ranges:
            left, top, right, bottom = range_boundaries(area.coord)
            ruled |= {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
    for name, at in typed:
        if name == sheet.title:
            cell = sheet[at]
            # Boxes that a formula ticks are locked, and need none.
            is_computed = isinstance(cell.value, str) and cell.value.startswith("=")
            findings.expect(is_computed or (cell.row, cell.column) in ruled, name, at, "has a hint")


def check_print(path, printed, findings):
    """Every text of the blank is whole in LibreOffice's print; no sheet is wider than a page."""
    with pymupdf.open(printed) as document:
        seen = office.texts(document, pymupdf.mupdf.FZ_STEXT_CLIP)
        seen += [line for page in document for line in office.lines_of(page)]
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and squeezed(cell.value):
                    findings.expect(is_found(squeezed(cell.value), seen), sheet.title, cell.coordinate, "is cut:", cell.value[:40])


def check_filled(computed, left, places, data, tables, findings):
    findings.equal(left, [], "values without a cell")
    book = openpyxl.load_workbook(computed, data_only=True)
    for cell, sheet, at in derived(tables, places, data):
        value = book[sheet][at].value
        expect_shown(cell, "" if value is None else value, findings)
    for table, sheet in zip(tables, [sheet for sheet in book.worksheets if sheet.title != blank.GUIDE]):
        titles = [sheet.cell(row, 1).value for row in range(1, len(table["titles"]) + 1)]
        findings.equal(titles, table["titles"], sheet.title, "titles")


def check_read_back(program, submission, filled, folder, findings):
    """What was filled in is what is printed: the page made of the workbook is the page made of the data."""
    pages = []
    for source, name in ((submission, "data"), (filled, "workbook")):
        out = folder / name
        subprocess.run([program, "render", source, "-o", out, "--format", "html", "--force"], capture_output=True, check=False)
        pages.append([page.read_text(encoding="utf-8") for page in sorted(out.glob("*.html"))])
    findings.equal(len(pages[0]), 1, "pages of the data")
    findings.equal(pages[1], pages[0], "the page of the filled workbook")


def derived(tables, places, data):
    """The cells whose values were left out and are derived, with their places."""
    given = dict(blank.values(data))
    for table in tables:
        for cell in table["cells"]:
            pointer = cell["pointer"]
            sign = given.get(pointer.rsplit("/", 1)[0] + "/comparison", "")
            # Of a sign in another spelling, which the list refuses, the formula makes nothing rather than something else.
            is_known = not pointer.endswith("/content") or sign in SIGNS or sign in WORDS
            if pointer in places and pointer not in given and cell["text"] and is_known and not TICKED & set(cell["text"]):
                yield cell, *places[pointer]


def expect_shown(cell, value, findings):
    if cell["number"] is None:
        findings.equal(value, cell["text"], cell["at"], "is put together")
    else:
        close = isinstance(value, (int, float)) and abs(Decimal(repr(value)) - cell["number"]) < formulas.EXACT
        findings.expect(close, cell["at"], "computes to", value, "instead of", cell["number"])


def send_clerk(task):
    return subprocess.run([DEBIANS_PYTHON, CLERK, task], capture_output=True, text=True, timeout=300, check=False)


def check_clerk(empty, places, boxes, data, tables, folder, findings):
    """A clerk types the same into LibreOffice: nothing is circled as invalid, the formulas show the same; wrong values are circled, all and only they."""
    formats = openpyxl.load_workbook(empty)
    fill = [[*places[pointer], typed(formats, places[pointer], value)] for pointer, value in blank.values(data) if pointer in places and value != ""]
    fill += [[sheet, at, f"'{text}"] for sheet, at, text in blank.printed(formats, places, boxes, tables)]
    shown = list(derived(tables, places, data))
    wrong, signs = wrong_values(formats)
    task = {
        "blank": str(empty),
        "rules": [list(place) for place in places.values()],
        "fill": fill,
        "read": [[sheet, at] for _, sheet, at in shown],
        "wrong": signs + wrong,
        "rows": record_rows(places),
    }
    (folder / "task.json").write_text(json.dumps(task))
    run = send_clerk(folder / "task.json")
    for _ in range(8):
        if run.returncode == 0:
            break
        # On a loaded machine LibreOffice 7.4 itself goes away now and then, at other places each time, while its view is looked at: a fault of the blank stays.
        print("the clerk went away and is sent again:", run.stderr.splitlines()[-1:], flush=True)
        run = send_clerk(folder / "task.json")
    findings.expect(run.returncode == 0, "the clerk went away:", run.stderr[-500:])
    if run.returncode != 0:
        return
    told = json.loads(run.stdout)
    findings.expect(all(told["protected"]), "every sheet is protected")
    for (sheet, record, label), moved in zip(task["rows"], told["rows"]):
        start, inserted, deleted, kept = moved["counts"]
        findings.equal((inserted, deleted, kept), (start + 1, start, start), sheet, "rows after one is inserted, a record deleted, a label's row tried")
        findings.expect(moved["same"] and set(moved["rules"]) != {"ANY"}, sheet, "a new row above", record, "has the rules of the others", moved["rules"])
    for pointer, rule in zip(places, told["rules"]):
        findings.expect(rule["hint"] and rule["title"], pointer, "has a hint in LibreOffice")
    for (cell, _, _), text in zip(shown, told["shown"]):
        findings.expect(is_shown(text, cell), cell["at"], "shows", text, "instead of", cell["text"])
    findings.equal(told["circled"], refused(data, places, formats), "values that are circled as invalid")
    unseen = [place for place in wrong if place[:2] not in told["wrong"]]
    findings.equal(unseen, [], "wrong values that are taken")


def typed(formats, place, value):
    """What is typed for a value: text cells keep it, in others what looks like a number becomes one."""
    is_rate = value.strip().endswith(("%", "％"))
    is_number = bool(blank.NUMBER.fullmatch(value)) or is_rate
    is_text = formats[place[0]][place[1]].number_format == "@" or not is_number
    return "'" + value if is_text else value.strip()


def is_shown(text, cell):
    """Whether a text is that of a cell. LibreOffice shows what binary fractions leave of a difference: 14.2299999999999."""
    if cell["number"] is None:
        return text == cell["text"]
    seen, expected = number(text), number(cell["text"])
    return seen == expected or (isinstance(seen, Decimal) and abs(seen - expected) < formulas.EXACT)


def number(text):
    """The number of a shown text; the text itself where it is none."""
    try:
        return Decimal(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ArithmeticError:
        return text


def record_rows(places):
    """Of each sheet with records: [sheet, row of the first record, row of the table's first label]."""
    first, several = {}, False
    for pointer, (sheet, cell) in places.items():
        record = blank.RECORD.match(pointer)
        several |= record is not None and record.group(2) == "1"
        if record and record.group(2) == "0":
            first.setdefault(sheet, int(re.sub("[A-Z]", "", cell)))
    # A row is inserted between records, or above the only one.
    return [[sheet, row + several, 3] for sheet, row in first.items()]


def rules_of(formats):
    """Every cell with a rule: (sheet, cell) -> rule."""
    found = {}
    for sheet in formats.worksheets:
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                left, top, right, bottom = range_boundaries(area.coord)
                cells = sheet.iter_rows(top, bottom, left, right)
                found |= {(sheet.title, cell.coordinate): rule for row in cells for cell in row}
    return found


def refused(data, places, formats):
    """Values of the data that the rules refuse: a spelling of a sign that is not the standard one, a level's name that is not the form's."""
    rules, given, found = rules_of(formats), dict(blank.values(data)), []
    for pointer, value in given.items():
        rule = rules.get(places.get(pointer))
        if rule is None or value == "":
            continue
        if rule.type == "list":
            # Excel looks for the word, LibreOffice too, both without regard to case.
            is_wrong = value.lower() not in offered(rule, formats, given.get(pointer.rsplit("/", 1)[0] + "/level1", ""))
        elif rule.type == "custom":
            sign = given.get(pointer.rsplit("/", 1)[0] + "/comparison", "")
            is_wrong = sign != "" and sign in SIGNS and not is_number(value)
        else:
            is_wrong = rule.type in ("decimal", "whole") and not (is_number(value) or value.strip().endswith(("%", "％")))
        if is_wrong:
            found.append(list(places[pointer]))
    return sorted(found)


def offered(rule, formats, outer):
    """The words of a list, in lower case: those of the rule, or those on the guide beside the word of the first level."""
    found = re.search(r"!\$A\$(\d+):\$A\$(\d+)", rule.formula1)
    if found is None:
        return rule.formula1.strip('"').lower().split(",")
    pairs = [[cell.value for cell in row] for row in formats[blank.GUIDE][f"A{found.group(1)}:B{found.group(2)}"]]
    own = [inner.lower() for first, inner in pairs if first == outer]
    return own or [inner.lower() for _, inner in pairs]


def is_number(text):
    try:
        return Decimal(text.strip()).is_finite()
    except ArithmeticError:
        return False


def wrong_values(formats):
    """A wrong value for every rule there is, in one cell of it, and the signs that make measures wrong."""
    wrong, signs = [], []
    for sheet in formats.worksheets:
        for rule in sheet.data_validations.dataValidation:
            if rule.type not in WRONG:
                continue
            left, top, right, bottom = range_boundaries(next(iter(rule.sqref.ranges)).coord)
            row = bottom if rule.type == "custom" else top
            at = sheet.cell(row, left).coordinate
            if rule.type == "custom":
                column = re.match(r"OR\(([A-Z]+)", rule.formula1).group(1)
                signs.append([sheet.title, f"{column}{row}", "≥"])
            wrong.append([sheet.title, at, WRONG[rule.type]])
    taken = [place[:2] for place in signs]
    return [place for place in wrong if place[:2] not in taken], signs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("submissions", nargs="+", type=Path)
    parser.add_argument("--programs", type=Path, default=Path("target/debug"), help="folder of the built program")
    parser.add_argument("--without-clerk", action="store_true", help="fill in by openpyxl alone, which is fast")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        results = check_all(words.programs, words.submissions, not words.without_clerk, Path(folder))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
