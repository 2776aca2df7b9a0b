"""Sheets as plain data, written by common programs: openpyxl, XlsxWriter, exceljs, SheetJS, and xlwt for `.xls`."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

# Where the packages of `node/` were installed: beside this Python, as CI does it, else beside the scripts.
NODE = next(path for path in (Path(sys.prefix) / "node", Path(__file__).parent / "node") if (path / "node_modules").exists() or path.parent == Path(__file__).parent)


def model(grids):
    """The tables that `examples/grid` prints, as sheets: titles above, every number as a number."""
    sheets = []
    for number, grid in enumerate(grids):
        down = len(grid["titles"])
        cells = [{"row": index + 1, "col": 1, "rows": 1, "cols": grid["cols"], "value": title} for index, title in enumerate(grid["titles"])]
        for cell in grid["cells"]:
            made = {"row": cell["row"] + down, "col": cell["col"], "rows": cell["rowspan"], "cols": cell["colspan"], "value": cell["text"]}
            if cell["number"]:
                made["value"] = float(cell["number"]) if "." in cell["number"] else int(cell["number"])
                kind, decimals = cell["notation"]
                if kind == "percent" or decimals:
                    made["format"] = "0" + ("." + "0" * decimals if decimals else "") + ("%" if kind == "percent" else "")
            cells.append(made)
        sheets.append({"name": grid["name"][:25] + (f"（{number}）" if number > 1 else ""), "cells": cells})
    return sheets


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


def with_xlwt(sheets, path):
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        out = book.add_sheet(sheet["name"], cell_overwrite_ok=True)
        out.visibility = 1 if sheet.get("hidden") else 0
        for cell in sheet["cells"]:
            style = xlwt.easyxf(num_format_str=cell["format"]) if cell.get("format") else xlwt.Style.default_style
            row, col, value = cell["row"] - 1, cell["col"] - 1, None if cell.get("value") == "" else cell.get("value")
            if cell["rows"] > 1 or cell["cols"] > 1:
                out.write_merge(row, row + cell["rows"] - 1, col, col + cell["cols"] - 1, value, style)
            else:
                out.write(row, col, value, style)
    book.save(str(path))


def with_node(script):
    """A script of `node/`, which writes many workbooks in one run."""

    def write(jobs):
        jobs = [{"path": str(path), "sheets": sheets} for sheets, path in jobs]
        subprocess.run(["node", str(NODE / script)], input=json.dumps(jobs), text=True, check=True)

    return write


NODE_SCRIPTS = {"exceljs": with_node("exceljs.js"), "sheetjs": with_node("sheetjs.js")}
WRITERS = {
    "openpyxl": with_openpyxl,
    "xlsxwriter": with_xlsxwriter,
    "exceljs": lambda sheets, path: NODE_SCRIPTS["exceljs"]([(sheets, path)]),
    "sheetjs": lambda sheets, path: NODE_SCRIPTS["sheetjs"]([(sheets, path)]),
    "xlwt": with_xlwt,
}


def write_all(writer, jobs):
    """Writes many workbooks: (sheets, path)."""
    if writer in NODE_SCRIPTS:
        NODE_SCRIPTS[writer](jobs)
        return
    for sheets, path in jobs:
        WRITERS[writer](sheets, path)
