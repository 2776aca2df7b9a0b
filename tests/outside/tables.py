"""The tables of a submission as printed by the library's example `grid`, and the search for their texts in print."""

import json
import subprocess
from decimal import Decimal

# Most UTF-16 units of a workbook's cell; longer texts go on in cells below, which only the crate's own tests look at.
MAX_UNITS = 32767


class Findings:
    """What is wrong, collected; nothing stops at the first."""

    def __init__(self):
        self.lines = []
        self.checked = 0

    def expect(self, holds, *words):
        """Counts a check; keeps its words where it does not hold."""
        self.checked += 1
        if not holds:
            self.lines.append(" ".join(str(word) for word in words))

    def equal(self, seen, expected, *words):
        self.expect(seen == expected, *words, f"seen {seen!r}, expected {expected!r}")


def read_tables(program, submission):
    """The Grids of a submission."""
    run = subprocess.run([program, submission], check=True, capture_output=True, text=True)
    tables = json.loads(run.stdout)
    for table in tables:
        for cell in table["cells"]:
            cell["at"] = f"{table['name']} {cell['row']},{cell['col']} {cell['pointer']}"
            if cell["number"] is not None:
                cell["number"] = Decimal(cell["number"])
    return tables


def is_framed(table, cell):
    """Whether a cell stands inside the frame, not in a row above or below it."""
    first, last = table["framed"]
    return first <= cell["row"] <= last


def squeezed(text):
    """A text without white space: where a line was broken does not matter."""
    return "".join(text.split())


def is_found(text, pages):
    """Whether a text stands whole on a page, or goes on from one page to the next without a gap. All are squeezed."""
    if any(text in page for page in pages):
        return True
    rest = text
    for page in pages:
        rest = rest[longest_beginning(rest, page):]
        if not rest:
            return True
    return False


def longest_beginning(text, page):
    """Characters of the longest beginning of a text that a page has."""
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if text[:middle] in page:
            least = middle
        else:
            most = middle - 1
    return least
