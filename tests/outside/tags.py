"""The logical structure of a PDF (tagged PDF), read by pypdf and poppler, compared with the grids.

pypdf visits the elements: sections, titles, rows, cells with their spans and scopes; and maps each marked content of a page to its element. poppler reads the text
of each element (`pdfinfo -struct-text`), which must be that of the title or cell, character by character; white space is ignored.
"""

import re
import subprocess

from tables import is_framed, squeezed


def check(path, reader, tables, findings):
    document, parents = check_marked(reader, findings)
    sections = kids(document)
    findings.equal(len(sections), len(tables), "sections")
    walked = Walk(parents, findings)
    for section, table in zip(sections, tables):
        walked.section(section, table)
    findings.equal(walked.stretches, sum(len(found) for found in parents.values()), "stretches that elements name")
    check_words(path, tables, findings)


def check_marked(reader, findings):
    """What holds of every file of ours, whatever is in it. Its outermost element, and the way back from stretches to elements."""
    root = reader.trailer["/Root"]
    findings.expect(bool(root.get("/MarkInfo", {}).get("/Marked")), "marked")
    structure = root["/StructTreeRoot"]
    document = structure["/K"].get_object()
    findings.equal(document["/S"], "/Document", "the outermost element")
    parents = parents_of(structure["/ParentTree"].get_object())
    check_pages(reader, parents, findings)
    return document, parents


def kids(element):
    """The elements in an element."""
    held = element.get("/K", [])
    held = held if isinstance(held, list) else [held]
    return [kid.get_object() for kid in held if not isinstance(kid, int) and "/S" in kid.get_object()]


def parents_of(node):
    """Key → the elements of its stretches."""
    found = {}
    for kid in node.get("/Kids", []):
        found |= parents_of(kid.get_object())
    numbers = node.get("/Nums", [])
    return found | {key: value.get_object() for key, value in zip(numbers[::2], numbers[1::2])}


def check_pages(reader, parents, findings):
    keys = [page["/StructParents"] for page in reader.pages]
    findings.equal(len(set(keys)), len(keys), "each page has a key of its own")
    for number, (page, key) in enumerate(zip(reader.pages, keys), 1):
        findings.equal(page.get("/Tabs"), "/S", "order of page", number)
        content = page.get_contents().get_data()
        marked = [int(number) for number in re.findall(rb"/MCID (\d+)", content)]
        findings.equal(marked, list(range(len(parents[key]))), "stretches of page", number)
        begun, ended = content.count(b"BDC"), len(re.findall(rb"\bEMC\b", content))
        findings.equal(begun, ended, "marks of page", number)
        findings.expect(all_marked(content), "text of page", number, "outside of all marks")


def all_marked(content):
    """Whether each text is drawn in a marked stretch: of an element, or of an artifact. Our texts are hexadecimal, so operators are found by their names."""
    depth = 0
    for operator in re.findall(rb"\b(BDC|BMC|EMC|Tj|TJ)\b", content):
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
        if depth == 0 and operator in (b"Tj", b"TJ"):
            return False
    return True


class Walk:
    def __init__(self, parents, findings):
        self.parents, self.findings, self.stretches = parents, findings, 0

    def section(self, section, table):
        expect = self.findings
        expect.equal(section["/S"], "/Sect", table["name"])
        expect.expect(section.get("/T"), table["name"], "has its name")
        above, below = lines_beside(table)
        elements = kids(section)
        wanted = [*(f"/{kind}" for kind, _ in above), "/Table", *(f"/{kind}" for kind, _ in below)]
        expect.equal([element["/S"] for element in elements], wanted, table["name"], "elements")
        for element in elements:
            if element["/S"] == "/Table":
                self.rows(element, table)
            else:
                self.own(element, table["name"])

    def rows(self, body, table):
        expect, (first, last) = self.findings, table["framed"]
        rows = kids(body)
        expect.equal(len(rows), last - first + 1, table["name"], "rows")
        for number, row in enumerate(rows, first):
            expect.equal(row["/S"], "/TR", table["name"], number)
            wanted = [cell for cell in table["cells"] if cell["row"] == number]
            cells = kids(row)
            expect.equal(len(cells), len(wanted), table["name"], "cells of row", number)
            for element, cell in zip(cells, wanted):
                self.cell(element, cell)

    def cell(self, element, cell):
        said = dict(element.get("/A", {}))
        self.findings.equal(element["/S"], "/TH" if cell["label"] else "/TD", cell["at"])
        spans = (said.get("/RowSpan", 1), said.get("/ColSpan", 1))
        self.findings.equal(spans, (cell["rowspan"], cell["colspan"]), cell["at"], "spans")
        scopes = ("/Row", "/Column") if cell["label"] else (None,)
        self.findings.expect(said.get("/Scope") in scopes, cell["at"], "scope", said.get("/Scope"))
        self.own(element, cell["at"])

    def own(self, element, where):
        """Each stretch of an element leads back to it."""
        held = element.get("/K", [])
        for kid in held if isinstance(held, list) else [held]:
            page = element["/Pg"]
            if not isinstance(kid, int):
                kid = kid.get_object()
                page, kid = kid["/Pg"], kid["/MCID"]
            back = self.parents[page["/StructParents"]][kid].get_object()
            self.findings.expect(back.indirect_reference == element.indirect_reference, where, "stretch", kid, "leads back")
            self.stretches += 1


def lines_beside(table):
    """The elements above and below a table, each with its text: title lines, and the cells of rows outside the frame. Without a text there is none."""
    first, last = table["framed"]
    above = [("H1" if index == table["heading"] else "P", title) for index, title in enumerate(table["titles"])]
    above += [("P", cell["text"]) for cell in table["cells"] if cell["row"] < first]
    below = [("P", cell["text"]) for cell in table["cells"] if cell["row"] > last]
    return tuple([(kind, squeezed(text)) for kind, text in part if squeezed(text)] for part in (above, below))


def words_of(path):
    """Each element that poppler finds a title or cell, with its text. Names it prints as they are, in UTF-16."""
    run = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True)
    words = []
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        head = re.match(r" *(H1|P|TH|TD)(:| \(block\))?$", line)
        text = re.match(r' *"(.*)"$', line)
        if head:
            words.append([head.group(1), ""])
        elif text and words:
            words[-1][1] += text.group(1)
    return words


def check_words(path, tables, findings):
    wanted = []
    for table in tables:
        above, below = lines_beside(table)
        framed = [cell for cell in table["cells"] if is_framed(table, cell)]
        wanted += [*above, *(("TH" if cell["label"] else "TD", squeezed(cell["text"])) for cell in framed), *below]
    seen = [(kind, squeezed(text)) for kind, text in words_of(path)]
    findings.equal(len(seen), len(wanted), "titles and cells as poppler reads them")
    for one, other in zip(seen, wanted):
        findings.equal(one, other, "text as poppler reads it")
