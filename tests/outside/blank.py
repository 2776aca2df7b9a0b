"""Fills in blanks with openpyxl: `fill_blank` writes the values of a submission into the cells of a blank."""

import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl

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
    """How many projects a submission has, and rows in its longest table."""
    tables = [data.get("department") or {}, *(data.get("projects") or [])]
    rows = max((len(table.get("indicators") or []) for table in tables), default=0)
    return max(len(data.get("projects") or []), 1), max(rows, 1)


def make_blank(program, path, projects, rows):
    """Writes the blank of a submission; where each value belongs: pointer -> (sheet, cell)."""
    run = subprocess.run([program, path, str(projects), str(rows)], check=True, capture_output=True, text=True)
    return {place["pointer"]: (place["sheet"], place["cell"]) for place in json.loads(run.stdout)}


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


def fill_blank(blank, places, data, filled):
    """Fills in a blank and saves it elsewhere. Returns the pointers whose values have no cell in it.

    A number, or a text that is one, goes into the cell with the number format that shows its digits; into a cell of text (`@`), and where it has
    too many digits, as text. An empty text empties the cell, formula and all.
    """
    book = openpyxl.load_workbook(blank)
    left = []
    for pointer, value in values(data):
        if pointer == "/edition":
            continue
        if pointer not in places:
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
