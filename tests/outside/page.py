"""The HTML page, read by Python's parser, compared with the grids."""

from html.parser import HTMLParser

from tables import squeezed


class Cells(HTMLParser):
    """The cells of a page: rowspan, colspan, text. Also whether each element is closed where it should be."""

    VOID = {"meta", "link", "br", "col", "hr", "img", "input"}

    def __init__(self):
        super().__init__()
        self.tables, self.open, self.astray = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in self.VOID:
            return
        self.open.append(tag)
        attributes = dict(attrs)
        # A section is a table; on the page each group of rows with a head of its own is one, so that print repeats its head.
        if tag == "section":
            self.tables.append([])
        if tag in ("td", "th"):
            self.tables[-1].append([int(attributes.get("rowspan", 1)), int(attributes.get("colspan", 1)), ""])

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.astray.append((tag, self.getpos()))

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][2] += data


def check(path, tables, findings):
    parser = Cells()
    parser.feed(path.read_text(encoding="utf-8"))
    findings.equal(parser.astray + parser.open, [], "elements that are not closed")
    findings.equal(len(parser.tables), len(tables), "tables")
    for seen, table in zip(parser.tables, tables):
        cells = [[cell["rowspan"], cell["colspan"], squeezed(cell["text"])] for cell in table["cells"]]
        shown = [[rows, cols, squeezed(text)] for rows, cols, text in seen]
        findings.equal(len(shown), len(cells), table["name"], "cells of the page")
        for one, other, cell in zip(shown, cells, table["cells"]):
            findings.equal(one, other, cell["at"], "on the page")
