"""A workbook's package as editable XML: cells, rows, columns, formats; and the variants of package structure."""

import copy
import re
import zipfile

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What may stand behind the data of a sheet and is of no account here, but would have to move with rows.
MOVING = ("conditionalFormatting", "dataValidations", "rowBreaks", "colBreaks", "hyperlinks", "ignoredErrors", "autoFilter", "protectedRanges")


def tag(name):
    return f"{{{MAIN}}}{name}"


def letters(col):
    text = ""
    while col:
        col, rest = divmod(col - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(reference):
    found = re.fullmatch(r"([A-Z]+)(\d+)", reference)
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return int(found[2]), col


def name_of(row, col):
    return f"{letters(col)}{row}"


class Sheet:
    """A sheet's XML. Cells are elements, which keep what they are when rows and columns move."""

    def __init__(self, book, name, part, content):
        self.book, self.name, self.part = book, name, part
        self.root = etree.fromstring(content)
        for child in [child for child in self.root if etree.QName(child).localname in MOVING]:
            self.root.remove(child)
        self.data = self.root.find(tag("sheetData"))
        self.relations = []

    def rows(self):
        return list(self.data)

    def row(self, number, make=True):
        before = 0
        for index, row in enumerate(self.data):
            at = int(row.get("r"))
            if at == number:
                return row
            if at > number:
                break
            before = index + 1
        if not make:
            return None
        row = etree.Element(tag("row"), r=str(number))
        self.data.insert(before, row)
        return row

    def cell(self, row, col, make=True):
        line = self.row(row, make)
        if line is None:
            return None
        before = 0
        for index, cell in enumerate(line):
            at = place(cell.get("r"))[1]
            if at == col:
                return cell
            if at > col:
                break
            before = index + 1
        if not make:
            return None
        cell = etree.Element(tag("c"), r=name_of(row, col))
        line.insert(before, cell)
        return cell

    def last_row(self):
        return max(int(row.get("r")) for row in self.data)

    def last_col(self):
        return max(place(cell.get("r"))[1] for row in self.data for cell in row)

    # Merges, as [first row, first column, last row, last column].

    def merges(self):
        found = self.root.find(tag("mergeCells"))
        return [] if found is None else [[*place(one.get("ref").split(":")[0]), *place(one.get("ref").split(":")[1])] for one in found]

    def set_merges(self, merges):
        found = self.root.find(tag("mergeCells"))
        if found is not None:
            self.root.remove(found)
        if not merges:
            return
        made = etree.Element(tag("mergeCells"), count=str(len(merges)))
        for top, left, bottom, right in merges:
            etree.SubElement(made, tag("mergeCell"), ref=f"{name_of(top, left)}:{name_of(bottom, right)}")
        after = [child for child in self.root if etree.QName(child).localname in ("sheetData", "sheetProtection")][-1]
        after.addnext(made)

    def merge_at(self, row, col):
        return next((one for one in self.merges() if one[0] <= row <= one[2] and one[1] <= col <= one[3]), None)

    def unmerge(self, merge):
        self.set_merges([one for one in self.merges() if one != merge])

    # Moving.

    def move(self, rows=None, cols=None):
        """All cells anew by functions of their row and column; formulas of the sheet follow."""
        rows, cols = rows or (lambda row: row), cols or (lambda col: col)
        for row in self.data:
            number = rows(int(row.get("r")))
            row.set("r", str(number))
            row.attrib.pop("spans", None)
            for cell in row:
                cell.set("r", name_of(number, cols(place(cell.get("r"))[1])))
            row[:] = sorted(row, key=lambda cell: place(cell.get("r"))[1])
        self.data[:] = sorted(self.data, key=lambda row: int(row.get("r")))

        def moved(found):
            at = place(found[1] + found[2])
            return name_of(rows(at[0]), cols(at[1]))

        for formula in self.root.iter(tag("f")):
            if formula.text:
                formula.text = re.sub(r"(?<![A-Za-z!$'])([A-Z]{1,2})(\d+)(?![\d(])", moved, formula.text)
        self.set_merges([[rows(one[0]), cols(one[1]), rows(one[2]), cols(one[3])] for one in self.merges()])
        widths = self.root.find(tag("cols"))
        if widths is not None:
            self.root.remove(widths)
        extent = self.root.find(tag("dimension"))
        if extent is not None:
            self.root.remove(extent)

    def insert_rows(self, at, count=1):
        self.move(rows=lambda row: row + count if row >= at else row)

    def insert_cols(self, at, count=1):
        self.move(cols=lambda col: col + count if col >= at else col)

    # Values.

    def clear(self, cell):
        cell[:] = []
        cell.attrib.pop("t", None)

    def set_text(self, cell, text):
        self.set_runs(cell, [(text, "")])

    def set_runs(self, cell, runs):
        """A text of runs, each with the XML of its font's properties."""
        self.clear(cell)
        item = etree.Element(tag("si"))
        for text, font in runs:
            holder = item
            if font:
                holder = etree.SubElement(item, tag("r"))
                holder.append(etree.fromstring(f'<rPr xmlns="{MAIN}">{font}</rPr>'))
            elif len(runs) > 1:
                holder = etree.SubElement(item, tag("r"))
            inner = etree.SubElement(holder, tag("t"))
            inner.text = text
            inner.set(SPACE, "preserve")
        cell.set("t", "s")
        etree.SubElement(cell, tag("v")).text = str(self.book.add_string(item))

    def set_number(self, cell, value):
        self.clear(cell)
        etree.SubElement(cell, tag("v")).text = str(value)

    def set_formula(self, cell, formula, value=None, kind=None):
        self.clear(cell)
        etree.SubElement(cell, tag("f")).text = formula
        if kind:
            cell.set("t", kind)
        if value is not None:
            etree.SubElement(cell, tag("v")).text = str(value)

    def set_kind(self, cell, kind, value):
        self.clear(cell)
        cell.set("t", kind)
        etree.SubElement(cell, tag("v")).text = value

    def set_format(self, cell, code):
        cell.set("s", str(self.book.style_with(cell.get("s", "0"), code)))

    def text(self, cell):
        """The text of a cell, as far as these checks need it."""
        value = cell.find(tag("v"))
        if cell.get("t") == "s":
            return "".join(inner.text or "" for inner in self.book.strings[int(value.text)].iter(tag("t")))
        if cell.get("t") == "inlineStr":
            return "".join(inner.text or "" for inner in cell.iter(tag("t")))
        return "" if value is None else value.text or ""


class Book:
    """A package as openpyxl, XlsxWriter, exceljs, SheetJS and jixiao write it: parts under `xl/`, one styles part, strings shared or not."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
        self.workbook = etree.fromstring(self.parts["xl/workbook.xml"])
        self.relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        self.types = etree.fromstring(self.parts["[Content_Types].xml"])
        self.styles = etree.fromstring(self.parts["xl/styles.xml"])
        strings = self.parts.get("xl/sharedStrings.xml")
        self.strings = etree.fromstring(strings) if strings else etree.Element(tag("sst"), nsmap={None: MAIN})
        self.had_strings = bool(strings)
        targets = {one.get("Id"): one.get("Target") for one in self.relations}
        self.sheets = []
        for sheet in self.workbook.find(tag("sheets")):
            part = "xl/" + targets[sheet.get(f"{{{RELATIONS}}}id")].removeprefix("/xl/").removeprefix("xl/")
            self.sheets.append(Sheet(self, sheet.get("name"), part, self.parts[part]))

    def sheet(self, name):
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def add_string(self, item):
        self.strings.append(item)
        return len(self.strings) - 1

    def style_with(self, style, code):
        """A style like another with a number format of its own."""
        formats = self.styles.find(tag("numFmts"))
        if formats is None:
            formats = etree.Element(tag("numFmts"))
            self.styles.insert(0, formats)
        number = max([200, *(int(one.get("numFmtId")) for one in formats)]) + 1
        etree.SubElement(formats, tag("numFmt"), numFmtId=str(number), formatCode=code)
        formats.set("count", str(len(formats)))
        all_ = self.styles.find(tag("cellXfs"))
        made = copy.deepcopy(all_[int(style)])
        made.set("numFmtId", str(number))
        made.set("applyNumberFormat", "1")
        all_.append(made)
        all_.set("count", str(len(all_)))
        return len(all_) - 1

    # Parts.

    def free(self, root):
        return "rId%d" % (max([900, *(int(found[1]) for one in root if (found := re.fullmatch(r"rId(\d+)", one.get("Id"))))]) + 1)

    def add_type(self, part, kind):
        etree.SubElement(self.types, f"{{{TYPES}}}Override", PartName="/" + part, ContentType=kind)

    def add_sheet_element(self, name, relation, state=None, first=False):
        sheets = self.workbook.find(tag("sheets"))
        made = etree.Element(tag("sheet"), name=name, sheetId=str(max(int(one.get("sheetId")) for one in sheets) + 1))
        made.set(f"{{{RELATIONS}}}id", relation)
        if state:
            made.set("state", state)
        # Names of print areas count sheets by their place: behind all others nothing moves.
        sheets.append(made)

    def add_relation(self, target, kind, namespace=RELATIONS):
        made = self.free(self.relations)
        etree.SubElement(self.relations, f"{{{PACKAGE}}}Relationship", Id=made, Type=f"{namespace}/{kind}", Target=target)
        return made

    def add_part_sheet(self, name, part, content, kind, content_type, namespace=RELATIONS, state=None):
        """A sheet of some kind with its part; no content leaves the part out."""
        if content is not None:
            self.parts["xl/" + part] = content
            self.add_type("xl/" + part, content_type)
        self.add_sheet_element(name, self.add_relation(part, kind, namespace), state)

    def copy_sheet(self, sheet, name, state=None):
        part = f"worksheets/copy{len(self.parts)}.xml"
        self.add_part_sheet(name, part, etree.tostring(sheet.root), "worksheet", SHEET_TYPE.format("worksheet"), state=state)
        made = Sheet(self, name, "xl/" + part, self.parts["xl/" + part])
        for child in [child for child in made.root if etree.QName(child).localname in ("drawing", "legacyDrawing", "pageSetup", "tableParts")]:
            made.root.remove(child)
        self.sheets.append(made)
        return made

    def relate(self, sheet, target, kind):
        """A relation of a sheet's own."""
        number = f"rIdOwn{len(sheet.relations) + 1}"
        sheet.relations.append((number, f"{RELATIONS}/{kind}", target))
        return number

    def texts(self):
        """All parts, those that are kept as trees written out."""
        out = dict(self.parts)
        declared = {"xml_declaration": True, "encoding": "UTF-8", "standalone": True}
        for sheet in self.sheets:
            out[sheet.part] = etree.tostring(sheet.root, **declared)
            if sheet.relations:
                folder, _, name = sheet.part.rpartition("/")
                rels = f"{folder}/_rels/{name}.rels"
                root = etree.fromstring(out[rels]) if rels in out else etree.Element(f"{{{PACKAGE}}}Relationships", nsmap={None: PACKAGE})
                for number, kind, target in sheet.relations:
                    etree.SubElement(root, f"{{{PACKAGE}}}Relationship", Id=number, Type=kind, Target=target)
                out[rels] = etree.tostring(root, **declared)
        if len(self.strings) and not self.had_strings:
            self.had_strings = True
            self.add_relation("sharedStrings.xml", "sharedStrings")
            self.add_type("xl/sharedStrings.xml", SHEET_TYPE.format("sharedStrings"))
        if self.had_strings:
            for key in ("count", "uniqueCount"):
                self.strings.attrib.pop(key, None)
            out["xl/sharedStrings.xml"] = etree.tostring(self.strings, **declared)
        for part, root in (("xl/styles.xml", self.styles), ("xl/workbook.xml", self.workbook), ("xl/_rels/workbook.xml.rels", self.relations), ("[Content_Types].xml", self.types)):
            out[part] = etree.tostring(root, **declared)
        return out


def write_package(parts, path, method=zipfile.ZIP_DEFLATED, name=lambda part: part):
    with zipfile.ZipFile(path, "w", method) as package:
        for part, content in parts.items():
            info = zipfile.ZipInfo(name(part))
            info.filename = name(part)
            info.compress_type = method
            package.writestr(info, content)
