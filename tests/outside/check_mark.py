#!/usr/bin/env python3
"""Checks annotated copies with independent programs: `tests/outside/check_mark.py SUBMISSION…`.

Workbooks of many writers (`senders.py`) are annotated by the example `mark`; submissions are rendered, and their workbooks checked by
`jixiao check --mark`. For each copy: every part that need not change has the same bytes; for openpyxl every sheet, value, formula, width, merge and
style is that of the original, except the fill of annotated cells; comments are at these cells, links refer to them; LibreOffice opens the copy; the Open
XML validator reports nothing that it does not report for the original.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

# openpyxl loses what it does not know, and says so: it only reads here.
warnings.filterwarnings("ignore", module="openpyxl")
# Nothing is left in the tree.
sys.dont_write_bytecode = True

import openpyxl  # noqa: E402
import pymupdf  # noqa: E402
from openpyxl.utils.cell import coordinate_from_string  # noqa: E402
from openpyxl.worksheet.formula import ArrayFormula  # noqa: E402
from openxml_audit import FileFormat, OpenXmlValidator  # noqa: E402

import office  # noqa: E402
import senders  # noqa: E402
from check import look  # noqa: E402
from tables import squeezed  # noqa: E402

AUTHOR = "绩效检查"
LIST = "检查结果"
COLOURS = {"错误": "FFFFB0A8", "警告": "FFFFDF80", "提示": "FFCFE6F7"}
# Of so many submissions LibreOffice opens the copies too; it takes ten seconds each.
IN_OFFICE = 3
LEVELS = ["提示", "警告", "错误"]
# What of a sheet openpyxl knows, beside its cells.
KEPT = ["sheet_state", "freeze_panes", "print_title_rows", "print_area", "page_setup", "page_margins", "protection", "auto_filter", "data_validations", "sheet_format", "sheet_properties", "views"]


def check_copy(original, copy, cells, findings):
    """All but LibreOffice: `cells` are the marked ones with their levels."""
    check_parts(original, copy, findings)
    check_validity(original, copy, findings)
    for values in (False, True):
        check_sheets(*(openpyxl.load_workbook(path, data_only=values, rich_text=True) for path in (original, copy)), cells, findings)


def check_parts(original, copy, findings):
    old, new = zipfile.ZipFile(original), zipfile.ZipFile(copy)
    findings.equal(new.namelist()[: len(old.namelist())], old.namelist(), "the order of parts")
    may_change = r"\[Content_Types\]\.xml|xl/(workbook|styles|comments\d*|comments/comment\d*)\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/drawings/\w+\.vml"
    for name in old.namelist():
        if not re.fullmatch(may_change, name):
            findings.expect(old.read(name) == new.read(name), name, "has other bytes")
        elif name.startswith("xl/worksheets/sheet"):
            findings.equal(undone(new.read(name)), undone(old.read(name)), name, "has other bytes than marked cells")


def undone(sheet):
    """A sheet's bytes without what a mark changes: numbers of formats, cells without content, rows of these alone, spans, the drawing."""
    sheet = re.sub(rb'<(\w*:?)legacyDrawing [^>]*/>', b"", sheet)
    sheet = re.sub(rb' (s|spans)="[\d:]*"', b"", sheet)
    sheet = re.sub(rb'<\w*:?c( r="[A-Z]+\d+")?\s*/>', b"", sheet)
    sheet = re.sub(rb"<(\w*:?row)([^>]*)></\1>", rb"<\1\2/>", sheet)
    sheet = re.sub(rb'<\w*:?row r="\d+"\s*/>', b"", sheet)
    return re.sub(rb"<(\w*:?sheetData)></\1>", rb"<\1/>", sheet)


def check_validity(original, copy, findings):
    for version in (FileFormat.OFFICE_2007, FileFormat.MICROSOFT_365):
        # That Excel will write our texts into a table of its own is no mistake.
        said = [
            {re.sub(r"\[\d+\]|'\S+'", "", str(error)) for error in OpenXmlValidator(file_format=version, max_errors=500).validate(path).errors if "inline-string" not in str(error)}
            for path in (original, copy)
        ]
        findings.equal(sorted(said[1] - said[0]), [], f"Open XML {version}, beyond what it says of the original")


def check_sheets(old, new, cells, findings):
    names = old.sheetnames
    findings.equal(new.sheetnames[:-1], names, "sheets")
    findings.expect(new.sheetnames[-1].startswith(LIST), "the list is last, not", new.sheetnames[-1])
    findings.equal(new.active.title, old.active.title, "the sheet that is shown first")
    findings.equal({name: value.attr_text for name, value in new.defined_names.items()}, {name: value.attr_text for name, value in old.defined_names.items()}, "defined names")
    findings.equal(str(new.properties), str(old.properties), "properties")
    for before, after in zip(old.worksheets, new.worksheets):
        marked = {name.rpartition("!")[2]: level for name, level in cells.items() if name.rpartition("!")[0] == before.title}
        check_frame(before, after, findings)
        check_cells(before, after, marked, findings)
    check_list(new, cells, findings)


def check_frame(old, new, findings):
    for name in KEPT:
        findings.equal(repr(getattr(new, name)), repr(getattr(old, name)), old.title, name)
    for name in ("oddHeader", "oddFooter"):
        texts = [[getattr(getattr(sheet, name), part).text for part in ("left", "center", "right")] for sheet in (new, old)]
        findings.equal(texts[0], texts[1], old.title, name)
    findings.equal({str(area) for area in new.merged_cells.ranges}, {str(area) for area in old.merged_cells.ranges}, old.title, "merged areas")
    columns = [{key: (column.width, column.hidden, column.min, column.max) for key, column in sheet.column_dimensions.items()} for sheet in (new, old)]
    findings.equal(columns[0], columns[1], old.title, "columns")
    heights = [{key: (row.height, row.hidden) for key, row in sheet.row_dimensions.items() if row.height or row.hidden} for sheet in (new, old)]
    findings.equal(heights[0], heights[1], old.title, "rows")
    findings.equal(sorted(new.tables), sorted(old.tables), old.title, "tables")
    findings.equal((len(new._images), len(new._charts)), (len(old._images), len(old._charts)), old.title, "pictures and charts")
    findings.equal(rules(new), rules(old), old.title, "conditional formats")


def rules(sheet):
    return {str(area.sqref): [(rule.type, rule.operator, rule.formula, rule.dxfId) for rule in area.rules] for area in sheet.conditional_formatting}


def check_cells(old, new, marked, findings):
    shown = {first_of(old, name): [] for name in marked}
    for name, level in marked.items():
        shown[first_of(old, name)].append(level)
    for row in range(1, max(old.max_row, new.max_row) + 1):
        for col in range(1, max(old.max_column, new.max_column) + 1):
            before, after = old.cell(row, col), new.cell(row, col)
            at = f"{old.title}!{before.coordinate}"
            findings.equal(value_of(after), value_of(before), at, "value")
            findings.equal(after.data_type, before.data_type, at, "type")
            check_look(before, after, at, findings)
            findings.equal(repr(after.hyperlink), repr(before.hyperlink), at, "hyperlink")
            levels = shown.pop(before.coordinate, None)
            check_mark(before, after, levels, at, findings)
    findings.equal(shown, {}, old.title, "marked cells that are not there")


def value_of(cell):
    """A cell's value as text; of a formula over several cells, with its range."""
    return f"{cell.value.ref} {cell.value.text}" if isinstance(cell.value, ArrayFormula) else str(cell.value)


def format_of(cell):
    """What formats a cell: itself; its row or its column, where it is not there."""
    sheet = cell.parent
    if cell.has_style or cell.value is not None:
        return cell
    row = sheet.row_dimensions[cell.row]
    columns = (column for column in sheet.column_dimensions.values() if column.min and column.min <= cell.column <= column.max)
    return row if row.has_style else next(columns, cell)


def check_look(before, after, at, findings, looks=("font", "border", "number_format", "protection")):
    """All of a cell's format but the fill."""
    before, after = format_of(before), format_of(after)
    for look_of in looks:
        findings.equal(repr(getattr(after, look_of)), repr(getattr(before, look_of)), at, look_of)
    findings.equal(alignment(after), alignment(before), at, "alignment")


def alignment(cell):
    """A cell's alignment; what is said and what is meant without a word are the same."""
    own = cell.alignment
    words = (own.horizontal or "general", own.vertical or "bottom", own.textRotation or 0, own.indent or 0, own.readingOrder or 0)
    return words + (bool(own.wrapText), bool(own.shrinkToFit), bool(own.justifyLastLine))


def first_of(sheet, name):
    """The first cell of the merged area that holds a cell."""
    for area in sheet.merged_cells.ranges:
        if name in area:
            return area.coord.split(":")[0]
    return name


def check_mark(before, after, levels, at, findings):
    own, seen = (cell.comment.text if cell.comment else None for cell in (before, after))
    if levels is None:
        findings.equal(repr(after.fill), repr(before.fill), at, "fill")
        findings.equal(seen, own, at, "comment")
        return
    worst = max(levels, key=LEVELS.index)
    findings.equal((after.fill.fill_type, after.fill.fgColor.rgb), ("solid", COLOURS[worst]), at, "fill of a mark")
    findings.expect(seen and f"{worst}:" in seen, at, "has no comment of level", worst, "but", repr(seen))
    findings.expect(own is None or (seen or "").startswith(own), at, "lost the sender's comment", repr(own), "in", repr(seen))
    if own is None and after.comment:
        findings.equal(after.comment.author, AUTHOR, at, "author of the comment")


def check_list(book, cells, findings):
    sheet = book.worksheets[-1]
    rows = [row for row in sheet.iter_rows(min_row=1) if isinstance(row[0].value, int)]
    findings.expect(len(rows) >= len(cells), "the list has", len(rows), "lines for", len(cells), "marks")
    findings.equal([row[0].value for row in rows], list(range(1, len(rows) + 1)), "numbers of the list")
    listed = {f"{str(row[2].value).removesuffix('(隐藏的页签)')}!{row[3].value}": row for row in rows}
    for name, level in cells.items():
        row = listed.get(name)
        findings.expect(row is not None, name, "is not in the list")
        if row is None or name.rpartition("!")[0] not in [sheet.title for sheet in book.worksheets]:
            continue
        link = row[3].hyperlink
        findings.expect(link is not None and link.location, name, "has no link")
        target, place = (link.location if link else "!").rsplit("!", 1)
        target = target[1:-1].replace("''", "'")
        findings.expect(target in book.sheetnames, name, "is linked to no sheet:", target)
        if target in book.sheetnames:
            column, row = coordinate_from_string(place)
            findings.expect(book[target][f"{column}{row}"].comment, name, "is linked to a cell without comment:", place)


def check_office(original, copy, cells, folder, findings):
    """LibreOffice opens it, and has the comments of both; the sender's cells are what they are without marks."""
    for path in (original, copy):
        office.convert([path], "xlsx", folder)
    old, new = (openpyxl.load_workbook(folder / f"{path.stem}.xlsx") for path in (original, copy))
    findings.equal(new.sheetnames[:-1], old.sheetnames, "sheets in LibreOffice")
    marked = set()
    for name in cells:
        sheet, _, place = name.rpartition("!")
        # A chart's sheet has no cells; LibreOffice makes it one that has.
        is_chart = sheet == senders.CHART and "xl/chartsheets/sheet1.xml" in zipfile.ZipFile(original).namelist()
        if sheet in old.sheetnames and not is_chart:
            marked.add((sheet, first_of(old[sheet], place)))
    for before, after in zip(old.worksheets, new.worksheets):
        comments = {cell.coordinate for row in after.iter_rows() for cell in row if cell.comment}
        own = {cell.coordinate for row in before.iter_rows() for cell in row if cell.comment}
        findings.equal(comments, own | {place for sheet, place in marked if sheet == before.title}, before.title, "comments in LibreOffice")
        for row in before.iter_rows():
            for cell in row:
                seen = after[cell.coordinate]
                at = f"{before.title}!{cell.coordinate} in LibreOffice:"
                findings.equal(value_of(seen), value_of(cell), at, "value")
                # Of a cell's two fonts, Western and Chinese, LibreOffice writes the one that most cells of the format have text for.
                check_look(cell, seen, at, findings, ("border", "number_format", "protection"))


def check_print(copy, told, folder, findings):
    """Every finding stands in the list that LibreOffice prints."""
    office.convert([copy], "pdf", folder)
    with pymupdf.open(folder / f"{copy.stem}.pdf") as document:
        printed = squeezed("".join(page.get_text("text") for page in document))
    for text in [LIST] + [finding[part] for finding in told for part in ("code", "expected", "mend")]:
        findings.expect(squeezed(text) in printed, "is not printed:", text)


def sources(programs, folder):
    """Workbooks of many makers, and the cells to mark in each."""
    for make, ending in ((senders.openpyxl_rich, ".xlsx"), (senders.openpyxl_plain, ".xlsx"), (senders.xlsxwriter_rich, ".xlsx"), (senders.xlsxwriter_macros, ".xlsm")):
        path = folder / f"{make.__name__}{ending}"
        cells = make(path)
        yield path, cells
        if ending == ".xlsx":
            office.convert([path], "xlsx", folder / "office")
            yield (folder / "office" / path.name).rename(folder / f"{make.__name__}-libreoffice.xlsx"), cells
    ours = folder / "ours"
    data = Path(__file__).resolve().parents[2] / "examples" / "minimal.json"
    subprocess.run([programs / "jixiao", "render", data, "-o", ours, "--format", "xlsx"], check=True, capture_output=True)
    (ours,) = ours.glob("[!.]*")
    title = openpyxl.load_workbook(ours).sheetnames[0]
    cells = [(f"{title}!{name}", level) for name, level in (("C5", "警告"), ("B24", "错误"), ("F18", "提示"), ("F18", "错误"), ("K3", "提示"), ("B90", "错误"))]
    for change in (senders.prefixed, senders.without_positions, senders.strict):
        path = folder / f"ours-{change.__name__}.xlsx"
        change(path, ours)
        yield path, cells
    yield ours, cells


def check_sender(programs, path, wanted, folder):
    """Marks a workbook by hand and looks at the copy."""
    copy = path.with_name(f"{path.stem}-marked{path.suffix}")
    subprocess.run([programs / "examples" / "mark", path, copy, *(f"{cell}={level}" for cell, level in wanted)], check=True)
    cells = {}
    for cell, level in wanted:
        cells[cell] = max(cells.get(cell, "提示"), level, key=LEVELS.index)
    results = []
    # openpyxl reads no Strict Open XML; of that, LibreOffice tells.
    if "strict" not in path.name:
        results.append(look(path.name, "marked copy", lambda findings: check_copy(path, copy, cells, findings)))
    results.append(look(path.name, "marked copy in LibreOffice", lambda findings: check_office(path, copy, cells, folder, findings)))
    return results


def check_submission(programs, submission, folder, in_office):
    """Renders a submission with all its mistakes, and has its workbook checked and marked."""
    folder = folder / submission.stem
    subprocess.run([programs / "jixiao", "render", submission, "-o", folder, "--format", "xlsx", "--force"], check=False, capture_output=True)
    (original,) = folder.glob("[!.]*")
    run = subprocess.run([programs / "jixiao", "check", "--mark", "--format", "json", original], check=False, capture_output=True, text=True)
    told = json.loads(run.stdout)
    cells = {}
    for finding in told["findings"]:
        if finding["cell"]:
            level = {"error": "错误", "warning": "警告", "note": "提示"}[finding["level"]]
            cells[finding["cell"]] = max(cells.get(finding["cell"], "提示"), level, key=LEVELS.index)
    (marked,) = told["marked"]
    copy = Path(marked["copy"])
    results = [look(submission.name, f"{len(cells)} cells marked", lambda findings: check_copy(original, copy, cells, findings))]
    if in_office:
        results.append(look(submission.name, "marked copy in LibreOffice", lambda findings: check_office(original, copy, cells, folder.parent / "office", findings)))
        results.append(look(submission.name, "list in print", lambda findings: check_print(copy, told["findings"], folder.parent / "office", findings)))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("submissions", nargs="*", type=Path)
    parser.add_argument("--programs", type=Path, default=Path("target/debug"), help="folder of the built program and example")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        made = sources(words.programs, folder)
        results = [result for path, cells in made for result in check_sender(words.programs, path, cells, folder / "office")]
        for number, submission in enumerate(words.submissions):
            results += check_submission(words.programs, submission, folder, in_office=number < IN_OFFICE)
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
