"""The PDF, read by qpdf, poppler and pypdf, compared with the grids; and checked as an archive file (PDF/A). PDFBox looks at it in `check_archive.py`."""

import re
import subprocess

import pypdf

import tags
from tables import is_found, squeezed

# Debian's PDFBox preflight knows PDF/A-1b alone. What it must say of a PDF/A-2u file, for part 2 allows what part 1 does not:
# ICC profiles of version 4, subsets without CIDSet, `pdfaid:part` 2 and its level U, cross references in a stream (and objects in shared ones).
ONLY_IN_PART_1 = ("Invalid version of the ICCProfile", "The CIDSet entry is missing", "part must be 1", "conformance level must be A or B", "/XRef cross reference streams are not allowed")
JARS = ["preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api"]


def check(path, tables, findings):
    run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    findings.expect(run.returncode == 0, "qpdf --check:", run.stdout, run.stderr)
    check_fonts(path, findings)
    reader = pypdf.PdfReader(path)
    starts = check_document(reader, tables, findings)
    check_archive(reader, findings)
    check_text(path, tables, starts, findings)
    tags.check(path, reader, tables, findings)


def check_fonts(path, findings):
    lines = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    findings.expect(lines, "the file has fonts")
    for line in lines:
        found = re.search(r" (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", line)
        findings.expect(found and set(found.groups()) == {"yes"}, "font embedded, subset, with ToUnicode:", line)


def check_document(reader, tables, findings):
    """Title, language, ids, a bookmark a table. The page on which each table begins."""
    root = reader.trailer["/Root"]
    findings.equal(root.get("/Lang"), "zh-CN", "language")
    findings.expect(reader.metadata.title and reader.metadata.author, "title and author")
    ids = reader.trailer.get("/ID")
    findings.expect(ids is not None and len(ids) == 2 and len(bytes(ids[0].original_bytes)) == 16, "file ids")
    findings.expect(not reader.is_encrypted, "not encrypted")
    bookmarks = reader.outline
    findings.equal(len(bookmarks), len(tables), "bookmarks")
    for bookmark, table in zip(bookmarks, tables):
        findings.expect(table["name"] in bookmark.title or bookmark.title, "bookmark", bookmark.title)
    starts = [reader.get_destination_page_number(bookmark) for bookmark in bookmarks]
    findings.expect(starts[:1] == [0] and starts == sorted(set(starts)), "bookmarks lead to the tables in order:", starts)
    return starts


def check_archive(reader, findings, part=2, level="U"):
    """What tells a PDF/A file of a part and level, where preflight cannot look: its marks, and that they agree with Info."""
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object()
    xmp = metadata.get_data().decode("utf-8")
    findings.expect("/Filter" not in metadata, "XMP is not compressed")
    findings.expect(re.search(rf"pdfaid:part(>|=\"){part}", xmp), "XMP says part", part)
    findings.expect(re.search(rf"pdfaid:conformance(>|=\"){level}", xmp), "XMP says conformance", level)
    plain = xmp.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    for key in ("/Title", "/Author", "/Subject", "/Producer"):
        value = reader.metadata.get(key)
        findings.expect(value is None or value in plain, key, "of Info stands in XMP")
    intents = [intent.get_object() for intent in root.get("/OutputIntents", [])]
    findings.expect(any(intent["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents), "output intent")
    for key in ("/AA", "/OpenAction", "/AcroForm", "/OCProperties"):
        findings.expect(key not in root, "catalog without", key)
    names = root.get("/Names", {})
    findings.expect("/JavaScript" not in names, "no scripts")
    findings.expect(("/EmbeddedFiles" in names) == (part == 3), "files are attached in part 3 alone")


def check_accessible(reader, findings):
    """What ISO 14289-1 asks besides the structure, which `tags.py` compares."""
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    findings.expect("<pdfuaid:part>1</pdfuaid:part>" in xmp and "<pdfaSchema:prefix>pdfuaid<" in xmp, "XMP says PDF/UA-1, and what that is")
    findings.expect("<dc:title>" in xmp and root["/ViewerPreferences"].get("/DisplayDocTitle"), "a title, which is shown")
    findings.expect(root["/MarkInfo"]["/Marked"] and root["/Lang"] == "zh-CN", "tagged, with a language")
    for number, page in enumerate(reader.pages, 1):
        findings.equal(page.get("/Tabs"), "/S", "tab order of page", number)
        text = page.extract_text()
        strange = [one for one in text if 0xE000 <= ord(one) <= 0xF8FF or ord(one) >= 0xF0000]
        findings.equal(strange, [], "private use characters of page", number)
        for link in page.get("/Annots", []):
            link = link.get_object()
            findings.expect(link["/Subtype"] == "/Link" and link.get("/Contents") and "/StructParent" in link, "a link with a description")


def page_texts(path):
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return [squeezed(page) for page in text.split("\f")][:-1]


def check_text(path, tables, starts, findings):
    pages = page_texts(path)
    ends = starts[1:] + [len(pages)]
    for table, start, end in zip(tables, starts, ends):
        own = pages[start:end]
        for title in table["titles"]:
            findings.expect(squeezed(title) in own[0], table["name"], "title on its first page:", title)
        for cell in table["cells"]:
            findings.expect(is_found(squeezed(cell["text"]), own), cell["at"], "is not in the print:", cell["text"][:60])
        check_heads(table, own, start, findings)
        for number, page in enumerate(own, start + 1):
            findings.expect(page.endswith(f"—{number}—"), "page", number, "has its number at the foot:", page[-20:])


def check_heads(table, pages, start, findings):
    """From the page on which the last group begins, each page has its head."""
    first, last = table["heads"][-1]
    heads = [cell for cell in table["cells"] if first <= cell["row"] <= last and cell["rowspan"] <= last - first + 1]
    words = [squeezed(cell["text"]) for cell in heads]
    with_head = [all(word in page for word in words) for page in pages]
    begins = with_head.index(True) if True in with_head else len(pages)
    findings.expect(begins < len(pages), table["name"], "has its head")
    for number, has in enumerate(with_head[begins:], start + begins + 1):
        findings.expect(has, table["name"], "page", number, "repeats the head")


def class_path():
    return ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
