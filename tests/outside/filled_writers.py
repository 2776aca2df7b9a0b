"""Sheets as plain data, written by programs that people use: openpyxl, XlsxWriter, exceljs."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

# Where exceljs was installed: beside this Python, as CI does it, else beside the script.
EXCELJS = next(path for path in (Path(sys.prefix) / "exceljs", Path(__file__).parent / "exceljs") if (path / "node_modules").exists() or path.parent == Path(__file__).parent) / "write.js"


def with_openpyxl(sheets, path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        out = book.create_sheet(sheet["name"])
        out.sheet_state = "hidden" if sheet.get("hidden") else "visible"
        for cell in sheet["cells"]:
            at = out.cell(cell["row"], cell["col"])
            if cell.get("rich"):
                at.value = CellRichText(*(TextBlock(InlineFont(b=index % 2 == 0), text) for index, text in enumerate(cell["rich"])))
            elif "formula" in cell:
                at.value = "=" + cell["formula"]
            elif cell.get("error"):
                at.value = cell["error"]
            elif cell.get("date"):
                at.value = datetime.date.fromisoformat(cell["date"])
            else:
                at.value = cell.get("value")
                if isinstance(at.value, str):
                    at.data_type = "s"
            if cell.get("format"):
                at.number_format = cell["format"]
            if cell["rows"] > 1 or cell["cols"] > 1:
                out.merge_cells(start_row=cell["row"], start_column=cell["col"], end_row=cell["row"] + cell["rows"] - 1, end_column=cell["col"] + cell["cols"] - 1)
    book.save(path)


def with_xlsxwriter(sheets, path):
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        out = book.add_worksheet(sheet["name"])
        if sheet.get("hidden"):
            out.hide()
        for cell in sheet["cells"]:
            form = book.add_format({"num_format": cell["format"]} if cell.get("format") else {})
            row, col = cell["row"] - 1, cell["col"] - 1
            if cell["rows"] > 1 or cell["cols"] > 1:
                out.merge_range(row, col, row + cell["rows"] - 1, col + cell["cols"] - 1, "", form)
            if cell.get("rich"):
                parts = [piece for index, text in enumerate(cell["rich"]) for piece in ([bold, text] if index % 2 == 0 else [text])]
                out.write_rich_string(row, col, *parts, form)
            elif "formula" in cell:
                out.write_formula(row, col, "=" + cell["formula"], form, cell.get("value", ""))
            elif cell.get("error"):
                out.write_formula(row, col, "=" + cell["error"], form, cell["error"])
            elif cell.get("date"):
                out.write_datetime(row, col, datetime.datetime.fromisoformat(cell["date"]), form)
            elif isinstance(cell.get("value"), bool):
                out.write_boolean(row, col, cell["value"], form)
            elif isinstance(cell.get("value"), str) and cell["value"] != "":
                out.write_string(row, col, cell["value"], form)
            elif cell.get("value") not in (None, ""):
                out.write_number(row, col, cell["value"], form)
    book.close()


def with_exceljs(sheets, path):
    subprocess.run(["node", str(EXCELJS), str(path)], input=json.dumps(sheets), text=True, check=True)


WRITERS = {"openpyxl": with_openpyxl, "xlsxwriter": with_xlsxwriter, "exceljs": with_exceljs}
