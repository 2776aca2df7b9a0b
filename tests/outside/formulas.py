"""The formulas of a workbook in LibreOffice, Gnumeric and IronCalc: computed without our results, they give our results."""

import subprocess
import warnings
import zipfile
from decimal import Decimal

import ironcalc
import openpyxl
from lxml import etree

# What the results of two programs may differ by: doubles, added up in another order.
EXACT = Decimal("0.0000001")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Gnumeric's workbooks have no style of this name.
warnings.filterwarnings("ignore", message="Workbook contains no default style")


def write_bare(workbook, bare):
    """Copies a workbook without the results of its formulas: what is there afterwards, another program has computed.

    All else stays as it is. Saved by openpyxl, blank cells would have a type, and IronCalc takes those for 0: `findings/ironcalc-typed-blank.sh`.
    """
    with zipfile.ZipFile(workbook) as package, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, without_results(part) if name.startswith("xl/worksheets/sheet") else part)


def without_results(part):
    sheet = etree.fromstring(part)
    for cell in sheet.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is not None:
            cell.attrib.pop("t", None)
            for result in cell.findall(f"{MAIN}v"):
                result.text = None
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def check(workbook, bare, computed, findings):
    """Compares our results with those of each program. `computed` is the bare workbook as LibreOffice saved it."""
    gnumeric = computed.with_suffix(".gnumeric.xlsx")
    subprocess.run(["ssconvert", "--recalc", bare, gnumeric], check=True, capture_output=True)
    programs = {"LibreOffice": saved(computed), "Gnumeric": saved(gnumeric), "IronCalc": computed_by_ironcalc(bare)}
    formulas, ours = openpyxl.load_workbook(workbook), openpyxl.load_workbook(workbook, data_only=True)
    for index, sheet in enumerate(formulas):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            expected = ours[sheet.title][cell.coordinate].value
            for program, result in programs.items():
                seen = result(index, cell.row, cell.column)
                findings.expect(is_equal(seen, expected), sheet.title, cell.coordinate, cell.value, "in", program, repr(seen), "not", repr(expected))


def saved(path):
    """Values of a saved workbook: index of the sheet, row, column → value."""
    sheets = openpyxl.load_workbook(path, data_only=True).worksheets
    return lambda sheet, row, column: sheets[sheet].cell(row, column).value


def computed_by_ironcalc(path):
    model = ironcalc.load_from_xlsx(str(path))
    model.evaluate()
    return model.get_cell_value


def is_equal(seen, expected):
    """Numbers within the precision of doubles; a formula's empty text is a blank."""
    if is_number(seen) and is_number(expected):
        return abs(Decimal(repr(seen)) - Decimal(repr(expected))) < EXACT
    return not is_number(seen) and not is_number(expected) and (seen or "") == (expected or "")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
