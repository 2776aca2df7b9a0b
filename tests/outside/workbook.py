"""The workbook, read by openpyxl and an Open XML validator, compared with the grids."""

from decimal import Decimal

import openpyxl
from openpyxl.utils import get_column_letter
from openxml_audit import FileFormat, OpenXmlValidator

from tables import MAX_UNITS, is_framed

A4 = 9
TALLEST_ROW = 409


def check(path, tables, findings):
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    findings.equal(len(formulas.sheetnames), len(tables), "sheets")
    findings.expect(len(set(name.lower() for name in formulas.sheetnames)) == len(tables), "sheet names differ")
    findings.expect(formulas.properties.title, "the workbook has a title")
    findings.expect(formulas.properties.creator, "the workbook has an author")
    for table, sheet, cached in zip(tables, formulas.worksheets, values.worksheets):
        check_page(sheet, table, findings)
        check_cells(sheet, cached, table, findings)
    check_schema(path, findings)


def check_schema(path, findings):
    """Parts, relationships, content types, element order, attribute values."""
    for version in (FileFormat.OFFICE_2007, FileFormat.MICROSOFT_365):
        result = OpenXmlValidator(file_format=version, max_errors=50).validate(path)
        findings.expect(result.is_valid, f"Open XML {version}:", *result.errors[:10])


def check_page(sheet, table, findings):
    name, setup = sheet.title, sheet.page_setup
    last = f"{get_column_letter(sheet.max_column)}${sheet.max_row}"
    findings.equal(int(setup.paperSize), A4, name, "paper size")
    findings.equal(setup.orientation or "portrait", "landscape" if table["landscape"] else "portrait", name, "orientation")
    findings.expect(sheet.sheet_properties.pageSetUpPr.fitToPage, name, "fits to the page")
    findings.equal((setup.fitToWidth or 1, setup.fitToHeight), (1, 0), name, "pages wide and high")
    findings.expect(sheet.print_area.endswith(f"$A$1:${last}"), name, "print area", sheet.print_area, "is not all of", last)
    findings.expect("&P" in (sheet.oddFooter.center.text or ""), name, "has the page's number at its foot")
    for row in range(1, sheet.max_row + 1):
        height = sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight
        findings.expect(height <= TALLEST_ROW, name, "row", row, "is high", height)
    for column in range(1, table["cols"] + 1):
        findings.expect(sheet.column_dimensions[get_column_letter(column)].width > 1, name, "column", column)


def areas(sheet):
    """Blocks of slots that belong together, in reading order: (first row, last row, first column, last column)."""
    merged = [(area.min_row, area.max_row, area.min_col, area.max_col) for area in sheet.merged_cells.ranges]
    covered = {(row, col) for top, bottom, left, right in merged for row in range(top, bottom + 1) for col in range(left, right + 1)}
    slots = [(row, col) for row in range(1, sheet.max_row + 1) for col in range(1, sheet.max_column + 1)]
    single = [(row, row, col, col) for row, col in slots if (row, col) not in covered]
    return sorted(merged + single, key=lambda area: (area[0], area[2]))


def pairs(sheet, table):
    """The cells of a table with the blocks of slots that show them. Only for tables without a text that is too long for one cell."""
    blocks = areas(sheet)[len(table["titles"]):]
    return list(zip(table["cells"], blocks))


def check_cells(sheet, cached, table, findings):
    blocks = areas(sheet)
    titles = len(table["titles"])
    findings.equal([sheet.cell(area[0], area[2]).value for area in blocks[:titles]], table["titles"], sheet.title, "titles")
    if any(len(cell["text"].encode("utf-16-le")) // 2 > MAX_UNITS for cell in table["cells"]):
        findings.expect(False, sheet.title, "has a text longer than a cell; this check knows no such tables")
        return
    findings.equal(len(blocks) - titles, len(table["cells"]), sheet.title, "cells")
    starts = {}
    for cell, area in pairs(sheet, table):
        top, bottom, left, right = area
        findings.equal((left, right - left + 1), (cell["col"], cell["colspan"]), cell["at"], "column and span")
        # A row of the table may be several of the sheet, but always the same ones.
        findings.equal(starts.setdefault(cell["row"], top), top, cell["at"], "first row")
        below = cell["row"] + cell["rowspan"]
        findings.equal(starts.setdefault(below, bottom + 1), bottom + 1, cell["at"], "last row")
        check_value(sheet.cell(top, left), cached.cell(top, left), cell, findings)
        check_look(sheet, area, cell, findings)
        check_borders(sheet, area, is_framed(table, cell), cell["at"], findings)
    order = [starts[row] for row in sorted(starts)]
    findings.expect(order == sorted(set(order)), sheet.title, "rows in order")
    check_titles(sheet, table, starts, findings)


def check_titles(sheet, table, starts, findings):
    """Excel repeats one range: the head of the last group."""
    first, last = table["heads"][-1]
    repeated = (sheet.print_title_rows or "").replace("$", "")
    findings.equal(repeated, f"{starts[first]}:{starts[last + 1] - 1}", sheet.title, "repeated rows")


def check_value(slot, cached, cell, findings):
    if cell["number"] is None:
        value = cached.value if cell["formula"] else slot.value
        findings.equal(value or "", cell["text"], cell["at"], "text")
        return
    findings.equal(isinstance(slot.value, str) and slot.value.startswith("="), cell["formula"], cell["at"], "is a formula", slot.value)
    findings.expect(isinstance(cached.value, (int, float)), cell["at"], "holds a number, not", repr(cached.value))
    if isinstance(cached.value, (int, float)):
        findings.equal(Decimal(repr(cached.value)), cell["number"], cell["at"], "number")
    kind, decimals = cell["notation"]
    digits = "0." + "0" * decimals if decimals else "0"
    expected = {"percent": digits + "%", "thousands": "#,##" + digits, "plain": digits if decimals else "General"}[kind]
    findings.equal(slot.number_format, expected, cell["at"], "number format")


def check_look(sheet, area, cell, findings):
    top, bottom, left, right = area
    slot = sheet.cell(top, left)
    seen = (slot.font.name, slot.font.size, bool(slot.font.bold))
    findings.equal(seen, (cell["font"], cell["size"], cell["bold"]), cell["at"], "font")
    if cell["number"] is None and not cell["formula"]:
        findings.expect(slot.alignment.wrap_text, cell["at"], "wraps")


def check_borders(sheet, area, framed, where, findings):
    """A cell inside the frame has all borders, one outside it none."""
    top, bottom, left, right = area
    edges = [
        sheet.cell(top, left).border.top.style,
        sheet.cell(top, left).border.left.style,
        sheet.cell(bottom, right).border.bottom.style,
        sheet.cell(bottom, right).border.right.style,
    ]
    findings.expect(all(edges) if framed else not any(edges), where, "borders", edges)
