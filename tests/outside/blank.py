"""Fills in blanks with openpyxl: `fill_blank` writes the values of a submission into the cells of a blank."""

import itertools
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl

# A value in a row of a list: `/department/indicators/0/name`, `/projects/1/tasks/2/name`.
RECORD = re.compile(r"(/\w+/\d+|/\w+)/\w+/(\d+)/")

GUIDE = "填报说明"
# What stands in a cell where something is to be written between words.
GAP = " " * 4

# Excel keeps so many digits of a number.
MAX_DIGITS = 15


NUMBER = re.compile(r"\s*-?\d+(\.\d+)?\s*")
RATE = re.compile(r"\s*(-?\d+(?:\.(\d+))?)\s*[%％]\s*")


class Typed(str):
    """A JSON number as it was typed: `10.00`."""


def read_submission(path):
    """A submission with its numbers as typed."""
    return json.loads(Path(path).read_text("utf-8-sig"), parse_int=Typed, parse_float=Typed)


def size(data):
    """How many tables of one kind a submission has, and rows in its longest list."""
    projects, single = [], []
    for value in data.values():
        projects += value if isinstance(value, list) else []
        single += [value] if isinstance(value, dict) else []
    tables = [table for table in (*projects, *single) if isinstance(table, dict)]
    rows = max((len(value) for table in tables for value in table.values() if isinstance(value, list)), default=0)
    return max(len(projects), 1), max(rows, 1)


def make_blank(program, path, edition, projects, rows):
    """Writes the blank of a submission. Where each value belongs: pointer -> (sheet, cell); and the boxes of a value with one in each of several cells."""
    run = subprocess.run([program, path, edition, str(projects), str(rows)], check=True, capture_output=True, text=True)
    places = {}
    for place in json.loads(run.stdout):
        places.setdefault(place["pointer"], []).append((place["sheet"], place["cell"]))
    boxes = {pointer: found for pointer, found in places.items() if len(found) > 1}
    return {pointer: found[0] for pointer, found in places.items() if pointer not in boxes}, boxes


def values(data, pointer=""):
    """Every value of a submission with its pointer; what is null or not there has none."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, f"{pointer}/{key}")
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values(value, f"{pointer}/{index}")
    elif data is not None:
        yield pointer, data


def printed(book, places, boxes, tables):
    """What a clerk copies from the print of a submission: [sheet, cell, text] of boxes, and of open cells with words between their gaps."""
    copied = []
    for pointer, found in boxes.items():
        texts = [cell["text"] for table in tables for cell in table["cells"] if cell["pointer"] == pointer]
        copied += [[*place, text] for place, text in zip(found, texts)]
    known = {*places.values(), *itertools.chain(*boxes.values())}
    for table, sheet in zip(tables, [sheet for sheet in book.worksheets if sheet.title != GUIDE]):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value and not cell.protection.locked):
            if (sheet.title, cell.coordinate) not in known and not str(cell.value).startswith("="):
                copied.append([sheet.title, cell.coordinate, text_for(cell, sheet.max_row, table)])
    return copied


def text_for(cell, rows, table):
    """The text for a cell with gaps: that of the cell in the same row of the print, counted from above or from below the lists. Without one it stays."""
    pattern = re.compile(".*".join(re.escape(part) for part in cell.value.split(GAP)), re.DOTALL)
    from_above, from_below = cell.row - len(table["titles"]), table["rows"] - rows + cell.row
    beside = [one["text"] for one in table["cells"] if one["row"] in (from_above, from_below) and one["col"] == cell.column]
    return next((text for text in beside if pattern.fullmatch(text)), cell.value)


def fill_blank(blank, places, data, filled, boxes=None, tables=()):
    """Fills in a blank and saves it elsewhere. Returns the pointers whose values have no cell in it.

    A number, or a text that is one, goes into the cell with the number format that shows its digits; into a cell of text (`@`), and where it has
    too many digits, as text. An empty text empties the cell, formula and all.
    """
    book = openpyxl.load_workbook(blank)
    copied = printed(book, places, boxes or {}, tables)
    for sheet, at, text in copied:
        book[sheet][at].value = text
    left = []
    for pointer, value in values(data):
        if pointer == "/edition":
            continue
        if pointer not in places:
            # A value of several boxes is a list: `/projects/0/indicators/0/causes/1`.
            has_boxes = {pointer, pointer.rsplit("/", 1)[0]} & set(boxes or ())
            if not has_boxes and not any(value in text for _, _, text in copied):
                left.append(pointer)
            continue
        sheet, at = places[pointer]
        put(book[sheet][at], value)
    book.save(filled)
    return left


def put(cell, value):
    """Puts a value into a cell as somebody would who types it."""
    rate = RATE.fullmatch(value) if "%" in cell.number_format else None
    is_number = NUMBER.fullmatch(value) and len(re.sub(r"^\s*-?[0.]*|[.\s]", "", value)) <= MAX_DIGITS
    if value == "":
        cell.value = None
    elif rate:
        cell.value = Decimal(rate.group(1)) / 100
        cell.number_format = digits(len(rate.group(2) or "")) + "%"
    elif is_number and cell.number_format != "@":
        cell.value = Decimal(value.strip())
        if "%" in cell.number_format:
            # A bare ratio: 1 is 100%.
            percent = (cell.value * 100).normalize()
            cell.number_format = digits(max(-percent.as_tuple().exponent, 0)) + "%"
        elif cell.value.as_tuple().exponent < 0:
            cell.number_format = digits(-cell.value.as_tuple().exponent)
    else:
        cell.value, cell.data_type = str(value), "s"


def digits(decimals):
    return "0." + "0" * decimals if decimals else "0"
