"""Workbooks of other senders: made by openpyxl, XlsxWriter, LibreOffice, or by hand if no library makes the required content.

Each function writes a file and returns the cells to be annotated, by level: `[("Sheet1!B3", "错误"), …]`.
"""

import io
import re
import zipfile

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

# Name of a sheet that is a chart.
CHART = "图"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def picture():
    bytes_ = io.BytesIO()
    Picture.new("RGB", (40, 20), "red").save(bytes_, "png")
    bytes_.seek(0)
    return bytes_


def openpyxl_rich(path):
    """Nearly all that openpyxl can write."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "部门 '甲' 表"
    thin = Side(style="thin")
    for row in range(1, 9):
        for col in range(1, 6):
            cell = sheet.cell(row, col, row * col if col > 1 else f"项目{row}")
            cell.font = Font(name="仿宋_GB2312", size=9 + col, bold=col == 2, color="FF1F4E79")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=Side(style="double"))
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="right", indent=1)
            cell.number_format = "#,##0.00" if col == 3 else "0.0%"
            cell.protection = Protection(locked=col != 2)
            cell.fill = PatternFill("solid", fgColor="FFEEEEEE") if col == 4 else PatternFill()
    sheet["E9"] = "=SUM(E1:E8)"
    sheet.merge_cells("A10:C12")
    sheet["A10"] = "合并的格"
    sheet["A10"].border = Border(left=thin, top=thin)
    sheet["B2"].comment = Comment("送表人的批注", "张某")
    sheet["D4"].comment = Comment("另一个批注", "李某", height=50, width=200)
    sheet["A1"].hyperlink = "https://example.org/"
    sheet.column_dimensions["B"].width = 22.5
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].height = 41
    choices = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    choices.add("F1:F9")
    sheet.add_data_validation(choices)
    sheet.conditional_formatting.add("B1:B8", CellIsRule(operator="greaterThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFF0000")))
    sheet.add_image(Image(picture()), "H2")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=8))
    sheet.add_chart(chart, "H8")
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A1:F12"
    sheet.protection.sheet = True
    other = book.create_sheet("清单")
    other.append(["名称", "金额"])
    for number in range(5):
        other.append([f"甲{number}", number])
    other.add_table(Table(displayName="Amounts", ref="A1:B6"))
    hidden = book.create_sheet("藏起来的")
    hidden["A1"] = 1
    hidden.sheet_state = "hidden"
    book.defined_names["合计"] = DefinedName("合计", attr_text="'清单'!$B$2:$B$6")
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.creator = "张某"
    book.save(path)
    cells = {"B2": "错误", "C3": "警告", "D4": "提示", "E9": "错误", "F3": "提示", "B11": "错误", "A1": "警告", "G14": "错误", "C30": "提示"}
    return [(f"{sheet.title}!{name}", level) for name, level in cells.items()] + [("清单!B3", "警告"), ("藏起来的!A1", "错误")]


def openpyxl_plain(path):
    """What one line of a script writes."""
    book = openpyxl.Workbook()
    book.active.append(["名称", None, 3.5])
    book.save(path)
    return [("Sheet!A1", "错误"), ("Sheet!B1", "警告"), ("Sheet!C7", "提示")]


def xlsxwriter_rich(path):
    """Drawings of several kinds beside comments, and what only XlsxWriter writes."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("目标")
    percent = book.add_format({"num_format": "0.0%", "border": 1, "bg_color": "#DDEBF7", "locked": False})
    vertical = book.add_format({"rotation": 90, "text_wrap": True, "diag_type": 1, "pattern": 4})
    sheet.set_column("A:C", 14, percent)
    sheet.set_row(6, 30, vertical)
    sheet.write("A1", "甲")
    sheet.write_rich_string("A2", "一半", book.add_format({"bold": True}), "粗")
    sheet.write_formula("A3", "=1/3", percent, 0.3333)
    sheet.write_array_formula("B1:B2", "{=A3:A4*2}", percent, 0.6666)
    sheet.write_comment("A1", "送表人写的", {"author": "王某", "x_scale": 2})
    sheet.write_comment("D9", "第二条", {"visible": True})
    sheet.insert_button("F2", {"caption": "按"})
    sheet.insert_checkbox("F5", True)
    sheet.insert_textbox("F8", "文本框")
    sheet.insert_image("F12", "p.png", {"image_data": picture()})
    sheet.set_header("&C&G", {"image_center": "p.png", "image_data_center": picture()})
    sheet.set_background(picture())
    sheet.add_sparkline("E1", {"range": "目标!A1:C1"})
    sheet.add_table("A20:B24", {"columns": [{"header": "名"}, {"header": "数"}]})
    sheet.data_validation("C1:C9", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.conditional_format("A1:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.merge_range("A12:B13", "合并", percent)
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.autofilter("A15:C18")
    sheet.set_landscape()
    book.add_chartsheet(CHART).set_chart(chart_of(book, "目标"))
    plain = book.add_worksheet("空的")
    plain.outline_settings(False)
    book.define_name("率", "=目标!$A$3")
    book.close()
    cells = {"A1": "错误", "A3": "警告", "C5": "提示", "D7": "错误", "A13": "错误", "B22": "警告", "D9": "提示", "H40": "提示"}
    return [(f"目标!{name}", level) for name, level in cells.items()] + [("空的!C3", "错误"), (f"{CHART}!A1", "警告")]


def chart_of(book, sheet):
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": f"={sheet}!$A$1:$A$3"})
    return chart


def xlsxwriter_macros(path):
    """A workbook with macros; the part with them is none that Excel would run."""
    plain = path.with_suffix(".plain.xlsx")
    book = xlsxwriter.Workbook(plain)
    book.add_worksheet("表").write("B2", 1)
    book.close()
    types = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    relation = b'<Relationship Id="rId90" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'

    def change(name, content):
        if name == "[Content_Types].xml":
            content = content.replace(b"spreadsheetml.sheet.main+xml", b"!").replace(b"vnd.openxmlformats-officedocument.!", b"vnd.ms-excel.sheet.macroEnabled.main+xml")
            return content.replace(b"</Types>", types)
        return content.replace(b"</Relationships>", relation) if name == "xl/_rels/workbook.xml.rels" else content

    rewrite(plain, path, change, {"xl/vbaProject.bin": bytes(range(256)) * 20, "customXml/item1.xml": b"<a b='c'/>"})
    return [("表!B2", "错误"), ("表!C2", "提示")]


def rewrite(source, path, change, more=()):
    """A package anew, each part as a function changes it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in dict(more).items():
            new.writestr(name, content)


def prefixed(path, source):
    """The same with a prefix before each name of a sheet, as some programs of finance bureaus write them."""

    def change(name, content):
        if not re.fullmatch(r"xl/(worksheets/sheet\d+|styles|workbook|sharedStrings)\.xml", name):
            return content
        content = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", content)
        return content.replace(b"xmlns=", b"xmlns:x=", 1)

    rewrite(source, path, change)


def without_positions(path, source):
    """The same with rows and cells that do not say where they are, where all before them are there."""

    def change(name, content):
        if not name.startswith("xl/worksheets/sheet"):
            return content
        kept = re.sub(rb'<row r="\d+"', b"<row", content)
        return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", kept)

    rewrite(source, path, change)


def strict(path, source):
    """The same as Strict Open XML."""

    def change(name, content):
        for old, new in STRICT.items():
            content = content.replace(old, new)
        return content

    rewrite(source, path, change)
