"""Filled-in forms that deviate from the template, each with the expected outcome: `KINDS`, and `Case`, to which they are applied.

A kind changes the workbook's XML, and records the expected effect: a different value (`case.expect`), a required finding
(`case.tell`), a row that may be read or not. Everything else must be read unchanged. A kind returns False if it does not apply to the case.
"""

import copy
import re
from dataclasses import dataclass, field

from lxml import etree

from package import MAIN, PACKAGE, RELATIONS, SHEET_TYPE, TYPES, Book, name_of, place, tag

COLUMNS = ("level1", "level2", "name", "comparison", "value", "unit", "content", "remark")
LABELS = {"一级指标": "level1", "二级指标": "level2", "三级指标": "name", "指标值类型": "comparison", "指标值": "value", "度量单位": "unit", "指标值内容": "content", "备注": "remark"}
LEVELS = ("note", "warning", "error")


@dataclass
class Told:
    """A finding that must be reported: where it may be, at which level at least, and how often at most."""

    kind: str
    scope: str
    at: object
    level: str
    most: int = 0


@dataclass
class Table:
    """Where a table lies on its sheet: its head's cells by column, and its rows, each with its cells by column."""

    sheet: object
    form: str
    pointer: str
    labels: list = field(default_factory=list)
    head: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    corner: object = None

    def head_row(self):
        return place(self.head["name"].get("r"))[0]

    def first_row(self):
        return self.head_row() + 1

    def row_of(self, index):
        return place(self.rows[index]["name"].get("r"))[0]

    def last_row(self):
        return self.row_of(len(self.rows) - 1)


class Case:
    """A workbook that is about to deviate, and what must come out of it."""

    def __init__(self, path, grids, random):
        self.book, self.random = Book(path), random
        self.cells, self.values, self.derived, self.groups = {}, {}, set(), {}
        self.told, self.claimed, self.optional, self.kinds = [], set(), {}, []
        self.any, self.late, self.packing, self.quiet, self.zip = {}, [], [], True, {}
        self.tables = [self.table(grid, sheet) for grid, sheet in zip(grids, self.book.sheets)]

    def table(self, grid, sheet):
        rows = [cell for cell in grid["cells"] if "/indicators/" in cell["pointer"]]
        inner = next(cell["pointer"] for cell in grid["cells"] if cell["pointer"] and cell not in rows)
        table = Table(sheet, grid["form"], "/department" if inner.startswith("/department") else re.match(r"/projects/\d+", inner)[0])
        down = len(grid["titles"])
        table.corner = sheet.cell(1, 1)
        lines = {}
        for cell in grid["cells"]:
            at = sheet.cell(cell["row"] + down, cell["col"])
            if not cell["pointer"]:
                table.labels.append(at)
                if cell["text"] in LABELS and cell["row"] == grid["heads"][0][0]:
                    table.head[LABELS[cell["text"]]] = at
                continue
            self.cells[cell["pointer"]] = at
            self.values[cell["pointer"]] = (cell["number"] if cell["number"] and (cell["notation"] or ["plain"])[0] == "plain" else cell["text"]) or None
            if cell["formula"]:
                self.derived.add(cell["pointer"])
            if cell in rows:
                index, key = re.search(r"/indicators/(\d+)/(\w+)$", cell["pointer"]).groups()
                # A group's cell is that of each of its rows.
                for row in range(cell["rowspan"]):
                    pointer = f"{table.pointer}/indicators/{int(index) + row}/{key}"
                    lines.setdefault(int(index) + row, {})[key] = at
                    self.cells[pointer], self.values[pointer] = at, self.values[cell["pointer"]]
        table.rows = [lines[index] for index in sorted(lines)]
        return table

    # What kinds use.

    def pick(self, test):
        """A value that no other kind has changed."""
        found = [pointer for pointer in self.cells if pointer not in self.claimed and test(pointer)]
        if not found:
            return None
        pointer = self.random.choice(found)
        self.claimed.add(pointer)
        return pointer

    def sheet_of(self, cell):
        root = cell.getroottree().getroot()
        return next(sheet for sheet in self.book.sheets if sheet.root is root)

    def expect(self, pointer, *values):
        """The values that may come out; None is not given."""
        self.any[pointer] = values

    def tell(self, kind, scope, at, level="warning", most=0):
        self.quiet = False
        self.told.append(Told(kind, scope, at, level, most))

    def share(self, pointer):
        """All values that stand in the cell of one."""
        return [other for other, cell in self.cells.items() if cell is self.cells[pointer]]

    def change_text(self, pointer, text):
        """Another text, in the data too."""
        cell = self.cells[pointer]
        self.sheet_of(cell).set_text(cell, text)
        for other in self.share(pointer):
            self.values[other] = text
            self.claimed.add(other)

    def number(self, pointer):
        return float(self.values[pointer])

    def amount(self):
        return self.pick(lambda pointer: re.search(r"/(income|expenditure|prior_budget|funds)/\w+$", pointer) and pointer not in self.derived and is_number(self.values[pointer]))

    def measure(self, unit=None):
        def fits(pointer):
            return pointer.endswith("/value") and is_number(self.values[pointer]) and (unit is None or self.values[pointer[:-5] + "unit"] == unit)
        return self.pick(fits)

    def free_text(self):
        """A cell of words: a remark, or the measure of an indicator without number."""
        return self.pick(lambda pointer: pointer.endswith("/remark") or (pointer.endswith("/value") and self.values[pointer] and not is_number(self.values[pointer])))

    def words(self):
        return self.pick(lambda pointer: re.search(r"/(implementing_unit|supervising_department|regulations|divisions|subordinates|change|overall_target|annual_target|name|basis)$", pointer)
                         and self.values[pointer] and not is_number(self.values[pointer]) and pointer != "/department/name")

    def put_shown(self, number, code, shown, *more):
        """A number in a cell of words with a format under which it is words."""
        pointer = self.free_text()
        if not pointer:
            return False
        cell = self.cells[pointer]
        sheet = self.sheet_of(cell)
        sheet.set_number(cell, number)
        sheet.set_format(cell, code)
        self.values[pointer] = shown
        self.expect(pointer, shown, *more)
        self.quiet = False
        return True


def is_number(value):
    return bool(value) and re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is not None


def plain(number):
    text = f"{number:.10f}".rstrip("0").rstrip(".")
    return text or "0"


# The kinds, in the order in which they are done: values, then rows and columns, then sheets, then how the package is put together.

KINDS = {}


def kind(group=None):
    def add(make):
        KINDS[make.__name__] = (make, group or make.__name__)
        return make
    return add


@kind()
def words_about_a_number(case):
    number, code, shown = case.random.choice([
        (7, "第0名", "第7名"), (3, '"第"0"批"', "第3批"), (12, '0"个月"', "12个月"), (5, "\\第0\\组", "第5组"), (2, '"全县第"0', "全县第2"), (1, '[$第-804]0"位"', "第1位"),
        (98, '"不低于"0"分"', "不低于98分"), (6, '0"次/月"', "6次/月"),
    ])
    return case.put_shown(number, code, shown)


@kind()
def sections_by_condition(case):
    number, code, shown = case.random.choice([
        (2, '[>1]0"个";0.00', "2个"), (1, '[>1]0"个";0"只"', "1只"), (3, '[=3]"三级";[=2]"二级";"一级"', "三级"), (1, '[=3]"三级";[=2]"二级";"一级"', "一级"),
        (-5, '"增加"0"%";"减少"0"%"', "减少5%"), (0, '0;-0;"无"', "无"), (0, '[=0]"持平";0.0', "持平"), (8, '[<5]"少于"0;[>=5]"至少"0', "至少8"),
    ])
    return case.put_shown(number, code, shown)


@kind()
def elapsed_time(case):
    number, code, shown = case.random.choice([(1.5, "[h]:mm", "36:00"), (0.0625, "[mm]:ss", "90:00"), (2, '[h]"小时"', "48小时"), (0.5, "[m]", "720")])
    return case.put_shown(number, code, shown)


@kind("dates")
def dates(case):
    code, shown = case.random.choice([
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", re.compile(r"2025\D+0?6\D+30\D.*|.*30\D+2025")), ('yyyy"年"m"月"d"日"', "2025年6月30日"), ('[$-804]yyyy"年"m"月"', "2025年6月"), ("[DBNum1][$-804]yyyy\"年\"m\"月\"", re.compile("二〇二五年六月|2025年6月")),
        ("yyyy-mm-dd", "2025-06-30"), ("mmmm d", re.compile(r"(June|六月|6月) ?30.*")), ("dddd", re.compile("Monday|星期一")), ("[$-804]aaaa", "星期一"), ("m\"月底\"", "6月底"),
    ])
    return case.put_shown(45838, code, shown)


@kind()
def dates_as_dates(case):
    """`t="d"`, as the standard has it and Excel reads it."""
    pointer = case.free_text()
    if not pointer:
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    sheet.set_kind(cell, "d", "2025-06-30T00:00:00" if case.random.random() < 0.5 else "2025-06-30")
    sheet.set_format(cell, case.random.choice(['yyyy"年"m"月"d"日"', "yyyy/m/d", "General"]))
    case.expect(pointer, re.compile(r"2025\D+0?6\D+30\D*"))
    case.quiet = False
    return True


@kind("dates")
def dates_counted_from_1904(case):
    """As workbooks of old Macs count."""
    pointer = case.free_text()
    if not pointer:
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    settings = case.book.workbook.find(tag("workbookPr"))
    if settings is None:
        settings = etree.Element(tag("workbookPr"))
        case.book.workbook.find(tag("sheets")).addprevious(settings)
    settings.set("date1904", case.random.choice(["1", "true"]))
    sheet.set_number(cell, 45838 - 1462)
    sheet.set_format(cell, 'yyyy"年"m"月"d"日"')
    case.values[pointer] = "2025年6月30日"
    case.quiet = False
    return True


@kind()
def nothing_shown(case):
    """`;;;`: the eye sees nothing, so a finding has to be there, whether the value is read or not."""
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_format(cell, ";;;")
    case.expect(pointer, None, case.values[pointer])
    case.tell("nothing_shown", "cell", cell, "note")
    return True


@kind()
def general_in_chinese(case):
    pointer = case.measure() or case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_format(cell, case.random.choice(["G/通用格式", "G/通用格式;-G/通用格式", "general", "GENERAL_ ", '[Red]General']))
    return True


@kind()
def general_with_a_unit(case):
    """A measure with its unit in the format too: the number is the same."""
    pointer = case.measure()
    if not pointer or not case.values[pointer[:-5] + "unit"]:
        return False
    cell, unit = case.cells[pointer], case.values[pointer[:-5] + "unit"]
    if unit == "%":
        return False
    case.sheet_of(cell).set_format(cell, case.random.choice(['General"{}"', 'G/通用格式"{}"', '0.##"{}"']).format(unit))
    # With the unit twice the text is what the eye sees; either is right, and the second is told by the rules.
    case.expect(pointer, case.values[pointer], re.compile(rf"{re.escape(plain(case.number(pointer)))}\.?{re.escape(unit)}"))
    case.quiet = False
    return True


@kind()
def a_sign_in_the_format(case):
    """`"≥"0%`: the whole text of a measure, as the eye sees it."""
    pointer = case.pick(lambda pointer: pointer.endswith("/content") and case.values[pointer[:-7] + "unit"] == "%" and is_number(case.values[pointer[:-7] + "value"]) and case.values[pointer[:-7] + "comparison"] in ("≥", "≤", "="))
    if not pointer:
        return False
    row = pointer[:-7]
    value, sign = case.number(row + "value"), case.values[row + "comparison"]
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    decimals = len(plain(value).partition(".")[2])
    sheet.set_number(cell, plain(value / 100))
    sheet.set_format(cell, f'"{sign}"0{"." + "0" * decimals if decimals else ""}%')
    case.expect(pointer, f"{sign}{plain(value)}%")
    case.claimed.add(row + "value")
    return True


@kind()
def words_about_a_text(case):
    pointer = case.words()
    if not pointer:
        return False
    cell = case.cells[pointer]
    code, shown = case.random.choice([('@"局"', "{}局"), ('"拟"@', "拟{}"), ('0;-0;0;@"（暂定）"', "{}（暂定）"), ('General;General;General;"县"@', "县{}")])
    case.sheet_of(cell).set_format(cell, code)
    for other in case.share(pointer):
        case.values[other] = shown.format(case.values[other])
    case.quiet = False
    return True


@kind()
def amount_in_another_unit(case):
    pointer = case.amount()
    if not pointer or not case.number(pointer):
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    factor, code = case.random.choice([(10000, '#,##0"元"'), (10000, "0元"), (10, '0.00"千元"'), (0.0001, '0.000000"亿元"'), (10000, '0\\元'), (10000, '#,##0.00"元";-#,##0.00"元"'), (0.01, '0.0000"百万元"'), (10000, '[>0]0"元";0')])
    sheet.set_number(cell, plain(case.number(pointer) * factor))
    sheet.set_format(cell, code)
    case.expect(pointer, case.values[pointer], None)
    case.tell("amount_in_another_unit", "cell", cell)
    return True


@kind()
def amount_in_the_own_unit(case):
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_format(cell, case.random.choice(['0.00"万元"', '#,##0.##"万元"', "0.00万元", '0.00_ "万元"_ ', '#,##0.00" 万元";-#,##0.00" 万元"']))
    return True


@kind()
def amount_scaled_by_its_format(case):
    """The number in the cell is ten thousand times what is shown."""
    pointer = case.amount()
    if not pointer or not case.number(pointer):
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    factor, code = case.random.choice([(10000, '0!.0,"万元"'), (10000, "0!.0,"), (1000, "0.00,"), (10000, '#!.####"万元"'), (1000000, "0.00,,")])
    sheet.set_number(cell, plain(case.number(pointer) * factor))
    sheet.set_format(cell, code)
    case.expect(pointer, case.values[pointer], None)
    case.quiet = False
    return True


@kind()
def percent_by_format(case):
    pointer = case.measure("%")
    if not pointer:
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    value = case.number(pointer)
    decimals = len(plain(value).partition(".")[2])
    sheet.set_number(cell, repr(value / 100))
    sheet.set_format(cell, "0" + ("." + "0" * decimals if decimals else "") + case.random.choice(["%", "%_ ", '%;-0%', "\\%%"[2:]]))
    return True


@kind()
def number_as_text(case):
    pointer = case.measure() or case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_text(cell, case.values[pointer])
    return True


@kind()
def number_as_text_not_summed(case):
    """A text among numbers that a saved SUM did not count: one finding, at the text."""
    found = case.pick(lambda pointer: pointer.endswith(("/funds/fiscal", "/income/local_fiscal", "/expenditure/personnel")) and is_number(case.values[pointer]))
    if not found:
        return False
    parent = found.rpartition("/")[0]
    total = parent + "/total"
    if total in case.claimed:
        return False
    parts = [pointer for pointer in case.cells if pointer.startswith(parent + "/") and pointer != total]
    cell, sum_cell = case.cells[found], case.cells[total]
    saved = plain(sum(case.number(pointer) for pointer in parts if pointer != found and is_number(case.values[pointer])))
    # These workbooks ask for all to be computed on load: a 0, where no formula has another result, says that none was, and then the sum left nothing out.
    if saved == "0":
        return False
    sheet = case.sheet_of(cell)
    sheet.set_text(cell, case.values[found])
    places = sorted(place(case.cells[pointer].get("r")) for pointer in parts)
    sheet.set_formula(sum_cell, f"SUM({name_of(*places[0])}:{name_of(*places[-1])})", saved)
    case.claimed.update([total, *parts])
    case.expect(total, case.values[total], saved, None)
    case.tell("number_as_text_not_summed", "cell", cell)
    return True


@kind()
def formula_without_result(case):
    pointer = case.pick(lambda pointer: case.values[pointer] and pointer not in case.derived and re.search(r"/(value|remark|name|fiscal|personnel|operating|local_fiscal|approved|regulations|content|unit|comparison)$", pointer) and pointer != "/department/name")
    if not pointer:
        return False
    cell = case.cells[pointer]
    formula = case.random.choice(["A1", "SUM(Z1:Z3)", "'附表'!B2", "VLOOKUP(A1,Z:Z,1,0)", None])
    # The empty text would be a result: `str` and an empty value.
    case.sheet_of(cell).set_formula(cell, formula, *case.random.choice([(None, None), (None, "str"), ("", None)]))
    if formula is None:
        cell[0].attrib.update({"t": "shared", "si": "0"})
    case.expect(pointer, case.values[pointer], None)
    case.quiet = False
    # What the form derives is derived again, and needs no word.
    if not pointer.endswith("/content"):
        case.tell("formula_without_result", "cell", cell)
    return True


@kind()
def empty_formula(case):
    """What XlsxWriter makes of the text `=`."""
    pointer = case.pick(lambda pointer: pointer.endswith("/comparison") and case.values[pointer] == "=")
    if not pointer:
        pointer = case.pick(lambda pointer: pointer.endswith("/comparison") and case.values[pointer] == "≥")
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_formula(cell, "", "0")
    case.values[pointer] = "="
    case.expect(pointer, "=", None)
    case.expect(pointer.replace("comparison", "content"), re.compile(".*"), None)
    case.tell("empty_formula", "cell", cell)
    return True


@kind()
def blanks_about_a_number(case):
    pointer = case.measure() or case.amount()
    if not pointer:
        return False
    sheet = case.sheet_of(case.cells[pointer])
    sheet.set_number(case.cells[pointer], case.random.choice([" {} ", "\n{}\n", "{} ", "\t{}"]).format(case.values[pointer]))
    return True


@kind()
def number_in_another_spelling(case):
    pointer = case.measure() or case.amount()
    if not pointer:
        return False
    value, cell = case.number(pointer), case.cells[pointer]
    case.sheet_of(cell).set_number(cell, case.random.choice([f"{value:.10E}", f"{value:.10f}", f"{value:.12e}", f"{value:.16g}"]))
    return True


@kind()
def error_value(case):
    pointer = case.pick(lambda pointer: pointer not in case.derived and re.search(r"/(value|remark|fiscal|personnel|operating|local_fiscal|approved|regulations|content|unit|name)$", pointer) and pointer != "/department/name")
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_kind(cell, "e", case.random.choice(["#SPILL!", "#CALC!", "#REF!", "#N/A", "#NAME?", "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#UNKNOWN!", "#PYTHON!", "Err:502", ""]))
    case.expect(pointer, None)
    case.tell("error_value", "cell", cell)
    return True


@kind()
def struck_words(case):
    pointer = case.amount() or case.measure()
    if not pointer:
        return False
    cell, value = case.cells[pointer], case.values[pointer]
    runs = [("30", "<strike/>"), (value, "<sz val=\"9\"/>")]
    if case.random.random() < 0.5:
        runs.reverse()
    case.sheet_of(cell).set_runs(cell, runs)
    case.expect(pointer, value)
    case.tell("struck_words", "cell", cell, "note")
    return True


@kind()
def struck_cell(case):
    """The whole cell is struck out by its style: what it holds counts no longer, or does; a finding has to be there."""
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    sheet = case.sheet_of(cell)
    styles = case.book.styles
    fonts, formats = styles.find(tag("fonts")), styles.find(tag("cellXfs"))
    made = copy.deepcopy(formats[int(cell.get("s", "0"))])
    font = copy.deepcopy(fonts[int(made.get("fontId", "0"))])
    font.insert(0, etree.Element(tag("strike")))
    fonts.append(font)
    fonts.set("count", str(len(fonts)))
    made.set("fontId", str(len(fonts) - 1))
    made.set("applyFont", "1")
    formats.append(made)
    formats.set("count", str(len(formats)))
    cell.set("s", str(len(formats) - 1))
    case.expect(pointer, case.values[pointer], None)
    case.tell("struck_cell", "cell", cell, "note")
    return sheet is not None


@kind()
def raised_words(case):
    pointer = case.free_text()
    if not pointer:
        return False
    cell = case.cells[pointer]
    before, raised, after, shown, align = case.random.choice([
        ("1.5×10", "4", "", "1.5×10⁴", "superscript"), ("绿地100m", "2", "以上", "绿地100m²以上", "superscript"), ("减排CO", "2", "一吨", "减排CO₂一吨", "subscript"), ("3×10", "-6", "", "3×10⁻⁶", "superscript"), ("2", "3", "", "2³", "superscript"), ("合格", "1", "", "合格¹", "superscript"),
    ])
    case.sheet_of(cell).set_runs(cell, [(text, font) for text, font in ((before, "<sz val=\"9\"/>"), (raised, f'<vertAlign val="{align}"/>'), (after, "<sz val=\"9\"/>")) if text])
    case.expect(pointer, shown)
    case.quiet = False
    return True


@kind()
def runs_of_letters(case):
    pointer = case.words()
    if not pointer:
        return False
    cell, text = case.cells[pointer], case.values[pointer]
    half = len(text) // 2
    case.sheet_of(cell).set_runs(cell, [(text[:half], "<b/>"), (text[half:], "<sz val=\"9\"/><color rgb=\"FFFF0000\"/>")])
    return True


@kind()
def pronunciation(case):
    """Readings (`rPh`) stand beside a text and are not part of it."""
    pointer = case.words()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_text(cell, case.values[pointer])
    item = case.book.strings[-1]
    item.append(etree.fromstring(f'<rPh xmlns="{MAIN}" sb="0" eb="1"><t>PINYIN</t></rPh>'))
    etree.SubElement(item, tag("phoneticPr"), fontId="0")
    return True


@kind()
def letters_escaped(case):
    pointer = case.words()
    if not pointer or "\n" in case.values[pointer]:
        return False
    cell, text = case.cells[pointer], case.values[pointer]
    case.sheet_of(cell).set_text(cell, f"_x{ord(text[0]):04X}_{text[1:]}")
    return True


@kind()
def full_width_digits(case):
    pointer = case.amount() or case.measure()
    if not pointer:
        return False
    cell = case.cells[pointer]
    wide = case.values[pointer].translate({ord(one): chr(ord(one) + 0xFEE0) for one in "0123456789."})
    case.sheet_of(cell).set_text(cell, wide)
    case.expect(pointer, case.values[pointer], wide, None)
    case.tell("full_width_digits", "cell", cell)
    return True


@kind()
def two_values_in_a_cell(case):
    pointer = case.measure()
    if not pointer:
        return False
    cell = case.cells[pointer]
    text = case.random.choice(["{}\n{}", "{}、{}", "{}；{}", "{}/{}"]).format(case.values[pointer], "120")
    case.sheet_of(cell).set_text(cell, text)
    case.expect(pointer, text, None)
    case.tell("two_values_in_a_cell", "cell", cell)
    return True


@kind()
def unit_behind_an_amount(case):
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    text = case.random.choice(["{}元", "{} 万", "约{}", "{}万元", "{}（预计）", "￥{}", "18,5", "1.234,5", "{}+", "12-15"]).format(case.values[pointer])
    case.sheet_of(cell).set_text(cell, text)
    case.expect(pointer, text, None, *([case.values[pointer]] if "万元" in text else []))
    if "万元" not in text:
        case.tell("unit_behind_an_amount", "cell", cell)
    case.quiet = False
    return True


@kind()
def string_index_out_of_range(case):
    pointer = case.pick(lambda pointer: case.values[pointer] and pointer not in case.derived and pointer.endswith(("/value", "/unit", "/regulations", "/fiscal", "/overall_target", "/content")))
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_kind(cell, "s", case.random.choice(["99999", "-1", "4294967296", "x"]))
    case.expect(pointer, None)
    case.tell("string_index_out_of_range", "cell", cell)
    return True


@kind()
def unknown_kind_of_cell(case):
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_kind(cell, "z", case.values[pointer])
    case.expect(pointer, case.values[pointer], None)
    return True


@kind()
def no_number(case):
    """A value of the kind of number that is none."""
    pointer = case.amount()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_number(cell, case.random.choice(["NaN", "INF", "1,5", "abc", "1e999", "0x10"]))
    case.expect(pointer, None)
    case.tell("no_number", "cell", cell)
    return True


@kind()
def picture_in_a_cell(case):
    """What WPS writes for a picture in a cell."""
    pointer = case.pick(lambda pointer: pointer.endswith("/remark")) or case.pick(lambda pointer: pointer.endswith("/content"))
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_formula(cell, '_xlfn.DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)', '=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)', "str")
    case.expect(pointer, None)
    case.tell("picture_in_a_cell", "cell", cell, "note")
    return True


@kind()
def formula_with_a_text(case):
    pointer = case.words()
    if not pointer:
        return False
    cell = case.cells[pointer]
    case.sheet_of(cell).set_formula(cell, 'CONCATENATE("甲","乙")', case.values[pointer], "str")
    return True


@kind()
def name_of_a_group(case):
    """A colon behind the name of a group, or other punctuation."""
    pointer = case.pick(lambda pointer: pointer.endswith(("/level1", "/level2")) and case.values[pointer])
    if not pointer:
        return False
    case.change_text(pointer, case.values[pointer] + case.random.choice(["：", ":", "（40分）", "。", " ：", "、"]))
    case.quiet = False
    return True


@kind()
def name_like_a_label(case):
    pointer = case.pick(lambda pointer: pointer.endswith("/name") and "/indicators/" in pointer)
    if not pointer:
        return False
    case.change_text(pointer, case.random.choice(["三级指标", "指标值", "备注", "项目名称", "总体目标", "绩效指标", "年度绩效目标", "联系人", "其他资金", "一级指标", "部门（单位）"]))
    case.quiet = False
    return True


@kind()
def name_like_a_total(case):
    pointer = case.pick(lambda pointer: pointer.endswith("/name") and "/indicators/" in pointer)
    if not pointer:
        return False
    case.change_text(pointer, case.random.choice(["收入预算合计", "各乡镇补助资金总计", "培训人次小计", "合计", "小计", "总计", "全县合计", "注：培训人数", "说明：发放率", "填表人数"]))
    case.quiet = False
    return True


@kind()
def name_with_a_colon(case):
    pointer = case.pick(lambda pointer: pointer.endswith("/name") and "/indicators/" in pointer)
    if not pointer:
        return False
    case.change_text(pointer, case.random.choice(["目标1：", "其中：", "数量指标：", "备注：", "完成率:"]) + case.random.choice(["", case.values[pointer]]))
    case.quiet = False
    return True


@kind()
def value_in_other_words(case):
    """Values that look like something else: leading zeros, dates, signs of formulas."""
    pointer = case.free_text()
    if not pointer:
        return False
    text = case.random.choice(["=合格", "+10分", "-无-", "@某某", "'引号", "007", "3-5", "1/2", "2025-06", "TRUE", "1E5", "٣", "½", "Ⅳ", "№3", "十二"])
    case.sheet_of(case.cells[pointer]).set_text(case.cells[pointer], text)
    case.values[pointer] = text
    case.quiet = False
    return True


# Rows and columns.

@kind()
def covered_value(case):
    """An old value in a cell that a merge covers."""
    table = case.random.choice(case.tables)
    merges = [one for one in table.sheet.merges() if one[0] > 2]
    if not merges:
        return False
    for merge in case.random.sample(merges, min(4, len(merges))):
        cell = table.sheet.cell(merge[2], merge[3])
        shown = table.sheet.cell(merge[0], merge[1])
        text = case.random.choice(["成本指标", "旧值", "99", "数量指标", "合计", table.sheet.text(shown)])
        if is_number(text):
            table.sheet.set_number(cell, text)
        elif text:
            table.sheet.set_text(cell, text)
        if text != table.sheet.text(shown):
            case.tell("covered_value", "cell", cell, "note")
    return True


@kind("hidden")
def hidden_row(case):
    table = case.random.choice(case.tables)
    index = case.random.randrange(len(table.rows))
    row = table.sheet.row(table.row_of(index))
    how = case.random.choice(["hidden", "height", "outline"])
    if how == "height":
        row.set("ht", "0")
        row.set("customHeight", "1")
    else:
        row.set("hidden", case.random.choice(["1", "true"]))
        if how == "outline":
            row.set("outlineLevel", "1")
    case.tell("hidden_row", "row", table.rows[index]["name"], "note")
    return True


@kind("hidden")
def hidden_column(case):
    table = case.random.choice(case.tables)
    keys = [key for key in ("content", "remark", "unit", "value", "comparison") if key in table.head]
    key = case.random.choice(keys)
    case.late.append(lambda: hide_column(table.sheet, place(table.head[key].get("r"))[1], case.random))
    if any(case.values.get(f"{table.pointer}/indicators/{index}/{key}") for index in range(len(table.rows))):
        case.tell("hidden_column", "col", table.head[key], "note")
    return True


def hide_column(sheet, col, random):
    widths = sheet.root.find(tag("cols"))
    if widths is None:
        widths = etree.Element(tag("cols"))
        sheet.data.addprevious(widths)
    for one in list(widths):
        if int(one.get("min")) <= col <= int(one.get("max")):
            # Excel wants no overlap; what one width said of others is of no account.
            widths.remove(one)
    made = etree.Element(tag("col"), min=str(col), max=str(col), width="0", customWidth="1")
    if random.random() < 0.7:
        made.set("hidden", "1")
        made.set("width", "9")
    at = sum(1 for one in widths if int(one.get("min")) < col)
    widths.insert(at, made)


@kind()
def blank_rows(case):
    table = case.random.choice(case.tables)
    for _ in range(case.random.randint(1, 3)):
        table.sheet.insert_rows(case.random.randint(table.first_row(), table.last_row()))
    return True


@kind()
def group_split(case):
    """Groups of rows in one cell each, with the words again or without."""
    table = case.random.choice(case.tables)
    again = case.random.random() < 0.5
    keys = case.random.choice([("level1", "level2"), ("level1",), ("level2",)])
    for merge in table.sheet.merges():
        column = next((key for key in keys if place(table.head[key].get("r"))[1] == merge[1]), None)
        if column and merge[0] > table.head_row() and merge[2] > merge[0]:
            table.sheet.unmerge(merge)
            first = table.sheet.cell(merge[0], merge[1])
            for row in range(merge[0] + 1, merge[2] + 1):
                cell = table.sheet.cell(row, merge[1])
                table.sheet.clear(cell)
                if again:
                    text = table.sheet.text(first)
                    table.sheet.set_text(cell, text)
    return True


@kind("rows")
def row_of_a_subtotal(case):
    table = case.random.choice(case.tables)
    at = place(case.random.choice(table.rows)["level1"].get("r"))[0]
    if at == table.first_row():
        return False
    table.sheet.insert_rows(at)
    text = case.random.choice(["小计", "以上合计", "合计：", "成本指标小计", "本页小计"])
    key = case.random.choice(["level1", "level2", "name"])
    cell = table.sheet.cell(at, place(table.head[key].get("r"))[1])
    table.sheet.set_text(cell, text)
    if case.random.random() < 0.5:
        table.sheet.set_number(table.sheet.cell(at, place(table.head["value"].get("r"))[1]), "88")
    case.optional[table.pointer] = text
    case.tell("row_of_a_subtotal", "row", cell)
    return True


@kind("rows")
def head_again(case):
    table = case.random.choice(case.tables)
    starts = sorted({place(row["level1"].get("r"))[0] for row in table.rows} - {table.first_row()})
    if not starts:
        return False
    at = case.random.choice(starts)
    table.sheet.insert_rows(at)
    for head in table.head.values():
        col = place(head.get("r"))[1]
        cell = table.sheet.cell(at, col)
        table.sheet.set_text(cell, table.sheet.text(head))
        merge = table.sheet.merge_at(*place(head.get("r")))
        if merge:
            table.sheet.set_merges([*table.sheet.merges(), [at, merge[1], at, merge[3]]])
    return True


@kind()
def notes_below(case):
    table = case.random.choice(case.tables)
    row = table.sheet.last_row() + case.random.randint(1, 3)
    long = "本表由预算单位填写，" * case.random.choice([1, 5, 40])
    for _ in range(case.random.randint(1, 3)):
        text = case.random.choice(["注：1.本表一式三份。", "填表人：某甲　　审核人：某乙", "说明：" + long, "备注:以上数据以批复为准", long, "单位负责人（签章）：", "2025年3月1日", "联系电话：0931-0000000", "1.指标值类型按规定选填；", "合计", "以下空白"])
        col = case.random.choice([1, 1, 2, 3, place(table.head["name"].get("r"))[1]])
        cell = table.sheet.cell(row, col)
        table.sheet.set_text(cell, text)
        if case.random.random() < 0.5:
            table.sheet.set_merges([*table.sheet.merges(), [row, col, row, place(table.head["content"].get("r"))[1]]])
        case.tell("notes_below", "row", cell, "note")
        row += case.random.randint(1, 2)
    return True


@kind()
def titles_above(case):
    table = case.random.choice(case.tables)
    for text in case.random.sample(["附件2", "附表2-1", "（本表由预算单位填写）", "密级：内部"], case.random.randint(1, 2)):
        table.sheet.insert_rows(1)
        table.sheet.set_text(table.sheet.cell(1, case.random.choice([1, 1, 3])), text)
    case.quiet = False
    return True


@kind()
def moved_away(case):
    table = case.random.choice(case.tables)
    table.sheet.insert_rows(1, case.random.randint(0, 4))
    table.sheet.insert_cols(1, case.random.randint(1, 3))
    return True


@kind()
def unit_of_the_table(case):
    """The label says another unit than the form's."""
    table = case.random.choice(case.tables)
    label = next((label for label in table.labels if "（万元）" in table.sheet.text(label)), None)
    if label is None:
        return False
    table.sheet.set_text(label, table.sheet.text(label).replace("万元", case.random.choice(["元", "千元", "亿元"])))
    # Amounts of another unit are not read; those of other labels are.
    for pointer in case.cells:
        if pointer.startswith(table.pointer + "/") and re.search(r"/(income|expenditure|prior_budget|funds)/\w+$", pointer):
            case.expect(pointer, *case.any.get(pointer, (case.values[pointer],)), None)
    case.tell("unit_of_the_table", "cell", label)
    return True


@kind()
def labels_in_other_spelling(case):
    table = case.random.choice(case.tables)
    swap = str.maketrans("（）:", "()：")
    for label in table.labels:
        text = table.sheet.text(label)
        if text:
            table.sheet.set_text(label, text.translate(swap) if case.random.random() < 0.7 else " ".join(text) if len(text) < 5 else text)
    return True


@kind("columns")
def foreign_column(case):
    table = case.random.choice(case.tables)
    keys = [key for key in COLUMNS if key in table.head]
    key = case.random.choice([*keys, "end"])
    col = place(table.head[keys[-1]].get("r"))[1] + 1 if key == "end" else place(table.head[key].get("r"))[1]
    if key != "end":
        table.sheet.insert_cols(col)
    words, values = case.random.choice([("权重", ["10", "20", "5"]), ("分值", ["10", "8"]), ("序号", None), ("责任科室", ["业务科", "办公室"]), ("上年完成值", ["90", "80"]), ("权重（%）", ["10"]), ("完成情况", ["已完成", "未完成"])])
    head = table.sheet.cell(table.head_row(), col)
    table.sheet.set_text(head, words)
    for index in range(len(table.rows)):
        cell = table.sheet.cell(table.row_of(index), col)
        value = values[index % len(values)] if values else str(index + 1)
        if is_number(value):
            table.sheet.set_number(cell, value)
        else:
            table.sheet.set_text(cell, value)
    case.tell("foreign_column", "col", head, "warning", 1)
    return True


@kind("columns")
def columns_swapped(case):
    table = case.random.choice(case.tables)
    one, other = case.random.choice([("unit", "content"), ("comparison", "value"), ("value", "unit"), *([("content", "remark")] if "remark" in table.head else [])])
    a, b = (place(table.head[key].get("r"))[1] for key in (one, other))
    first, last = table.head_row(), table.last_row()
    for number in range(first, last + 1):
        left, right = table.sheet.cell(number, a), table.sheet.cell(number, b)
        left.set("r", name_of(number, b))
        right.set("r", name_of(number, a))
        row = table.sheet.row(number)
        row[:] = sorted(row, key=lambda cell: place(cell.get("r"))[1])
    case.quiet = False
    return True


@kind("columns")
def blank_column(case):
    table = case.random.choice(case.tables)
    keys = [key for key in COLUMNS if key in table.head]
    table.sheet.insert_cols(place(table.head[case.random.choice(keys)].get("r"))[1], case.random.randint(1, 2))
    return True


# Sheets, and what lies upon them.

@kind()
def hidden_copy(case):
    table = case.random.choice(case.tables)
    made = case.book.copy_sheet(table.sheet, case.random.choice(["底稿", "旧表", "Sheet9"]), case.random.choice(["hidden", "veryHidden"]))
    values = [cell for cell in made.root.iter(tag("c")) if cell.get("t") in (None, "n") and cell.find(tag("v")) is not None]
    for cell in values:
        made.set_number(cell, "1")
    case.tell("hidden_copy", "sheet", made, "note")
    return True


@kind()
def macro_sheet(case):
    kind_, part = case.random.choice([("xlMacrosheet", "macrosheets/sheet1.xml"), ("xlIntlMacrosheet", "macrosheets/intlsheet1.xml")])
    content = f'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>ALERT("x")</f><v>0</v></c></row></sheetData></xm:macrosheet>'
    case.book.add_part_sheet("宏1", part, content.encode(), kind_, "application/vnd.ms-excel.macrosheet+xml", "http://schemas.microsoft.com/office/2006/relationships", case.random.choice([None, "hidden", "veryHidden"]))
    case.tell("macro_sheet", "sheet", "宏1", "note")
    return True


@kind()
def chart_sheet(case):
    content = f'<chartsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>'
    case.book.add_part_sheet("图1", "chartsheets/sheet1.xml", content.encode(), "chartsheet", SHEET_TYPE.format("chartsheet"))
    case.tell("chart_sheet", "sheet", "图1", "note")
    return True


@kind()
def dialog_sheet(case):
    content = f'<dialogsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews></dialogsheet>'
    case.book.add_part_sheet("对话框1", "dialogsheets/sheet1.xml", content.encode(), "dialogsheet", SHEET_TYPE.format("dialogsheet"))
    case.tell("dialog_sheet", "sheet", "对话框1", "note")
    return True


@kind()
def sheet_without_relation(case):
    case.book.add_sheet_element("失联", "rId777" if case.random.random() < 0.5 else "")
    case.tell("sheet_without_relation", "sheet", "失联", "note")
    return True


@kind()
def sheet_without_part(case):
    case.book.add_part_sheet("缺件", "worksheets/sheet77.xml", None, "worksheet", SHEET_TYPE.format("worksheet"))
    case.tell("sheet_without_part", "sheet", "缺件", "note")
    return True


@kind()
def damaged_other_sheet(case):
    """A sheet that nobody needs, damaged in one of many ways."""
    body, told = case.random.choice([
        ('<row r="1"><c r="A1" t="s"><v>88888</v></c></row>', True), ('<row r="1"><c r="A1" t="e"><v>#WHAT!</v></c></row>', False), ('<row r="1"><c r="A1" s="9999"><v>1</v></c></row>', False),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', True), ('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>', True), ('<row r="9999999"><c r="A9999999"><v>1</v></c></row>', True), ("<row", True), ('<row r="1"><c r="1A"><v>1</v></c></row>', True),
        ('<row r="1"><c r="A1" t="b"><v>maybe</v></c></row>', False), ('<row r="x"><c><v>1</v></c></row>', True), ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', False),
    ])
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    case.book.add_part_sheet("别页", "worksheets/sheet88.xml", content.encode(), "worksheet", SHEET_TYPE.format("worksheet"))
    if told:
        case.tell("damaged_other_sheet", "sheet", "别页", "note")
    case.quiet = False
    return True


@kind()
def other_sheet(case):
    """Words of no form: a sheet aside."""
    content = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>科室联系人名单</t></is></c></row><row r="2"><c r="B2"><v>5</v></c></row></sheetData></worksheet>'
    case.book.add_part_sheet("名单", "worksheets/sheet66.xml", content.encode(), "worksheet", SHEET_TYPE.format("worksheet"))
    case.tell("other_sheet", "sheet", "名单", "note")
    return True


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def anchored(inner):
    return (f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{RELATIONS}"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row>'
            f"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{inner}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>")


def draw(case, sheet, content, folder="drawings"):
    number = len(case.book.parts)
    part = f"xl/{folder}/own{number}.xml"
    case.book.parts[part] = content.encode()
    case.book.add_type(part, "application/vnd.openxmlformats-officedocument.drawing+xml")
    relation = case.book.relate(sheet, f"/{part}", "drawing")
    made = etree.Element(tag("drawing"))
    made.set(f"{{{RELATIONS}}}id", relation)
    before = [child for child in sheet.root if etree.QName(child).localname in ("legacyDrawing", "tableParts", "extLst")]
    if before:
        before[0].addprevious(made)
    else:
        sheet.root.append(made)
    return part


@kind("drawing")
def text_box(case):
    table = case.random.choice(case.tables)
    shape = '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="文本框 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>补充:另有结转资金</a:t></a:r><a:r><a:t>12万元</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    if case.random.random() < 0.3:
        shape = f'<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="3" name="组"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/>{shape}</xdr:grpSp>'
    elif case.random.random() < 0.3:
        shape = f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14">{shape}</mc:Choice><mc:Fallback/></mc:AlternateContent>'
    draw(case, table.sheet, anchored(shape), case.random.choice(["drawings", "drawings", "画"]))
    case.tell("text_box", "sheet", table.sheet, "note")
    return True


@kind("drawing")
def picture(case):
    """A picture: a seal lies upon many forms. Data is untouched."""
    table = case.random.choice(case.tables)
    shape = '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
    part = draw(case, table.sheet, anchored(shape))
    folder, _, name = part.rpartition("/")
    case.book.parts[f"{folder}/_rels/{name}.rels"] = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/image" Target="../media/own.png"/></Relationships>'.encode()
    case.book.parts["xl/media/own.png"] = b"\x89PNG\r\n\x1a\n"
    case.quiet = False
    return True


@kind()
def comment(case):
    """A comment is no value."""
    table = case.random.choice(case.tables)
    content = f'<comments xmlns="{MAIN}"><authors><author>某</author></authors><commentList><comment ref="B5" authorId="0"><text><t>请核对</t></text></comment></commentList></comments>'
    case.book.parts["xl/ownComments.xml"] = content.encode()
    case.book.add_type("xl/ownComments.xml", SHEET_TYPE.format("comments"))
    case.book.relate(table.sheet, "../ownComments.xml", "comments")
    case.quiet = False
    return True


@kind()
def sheets_renamed(case):
    for sheet, element in zip(case.book.sheets, case.book.workbook.find(tag("sheets"))):
        name = case.random.choice(["表{}", "Sheet{}", "2025年 (终稿) {}", "附表'{}'", "甲&乙{}"]).format(case.book.sheets.index(sheet))
        element.set("name", name)
        sheet.name = name
    for names in case.book.workbook.findall(tag("definedNames")):
        case.book.workbook.remove(names)
    return True


# How the sheets are written.

@kind("spelling")
def strings_in_cells(case):
    def late():
        for sheet in case.book.sheets:
            for cell in sheet.root.iter(tag("c")):
                index = cell.find(tag("v"))
                if cell.get("t") == "s" and index is not None and index.text.isdecimal() and int(index.text) < len(case.book.strings):
                    item = copy.deepcopy(case.book.strings[int(index.text)])
                    item.tag = tag("is")
                    sheet.clear(cell)
                    cell.set("t", "inlineStr")
                    cell.append(item)
    case.late.append(late)
    return True


@kind("positions")
def without_positions(case):
    def late():
        for sheet in case.book.sheets:
            for number in range(1, sheet.last_row() + 1):
                row = sheet.row(number)
                used = [place(cell.get("r"))[1] for cell in row]
                for col in range(1, max(used, default=0) + 1):
                    sheet.cell(number, col)
            for row in sheet.data:
                row.attrib.pop("r")
                for cell in row:
                    cell.attrib.pop("r")
    case.late.append(late)
    return True


@kind("positions")
def cells_out_of_order(case):
    """No program writes rows so, but merging tools do."""
    def late():
        for sheet in case.book.sheets:
            for row in sheet.data:
                row[:] = list(row)[::-1]
                row.attrib.pop("spans", None)
    case.late.append(late)
    case.quiet = False
    return True


def each_part(case, change, pattern=r"xl/(worksheets/.*|styles|workbook|sharedStrings)\.xml"):
    case.packing.append(lambda parts: {name: change(content) if re.fullmatch(pattern, name) else content for name, content in parts.items()})
    return True


@kind("encoding")
def parts_in_utf16(case):
    code = case.random.choice(["utf-16-le", "utf-16-be"])
    mark = "\ufeff" if case.random.random() < 0.8 else ""

    def change(content):
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", content.decode("utf-8-sig"))
        return (mark + '<?xml version="1.0" encoding="UTF-16"?>' + text).encode(code)

    return each_part(case, change)


@kind("encoding")
def parts_with_a_mark(case):
    return each_part(case, lambda content: b"\xef\xbb\xbf" + content)


@kind("names")
def names_with_a_prefix(case):
    prefix = case.random.choice([b"x", b"ss", b"main"])

    def change(content):
        content = re.sub(rb"<(/?)([A-Za-z][\w.]*)(?=[\s/>])", rb"<\1" + prefix + rb":\2", content)
        return content.replace(b"xmlns=", b"xmlns:" + prefix + b"=", 1)

    # Parts with other elements than the main ones are left alone.
    def safe(content):
        return change(content) if b"<mc:" not in content and b"<x14" not in content and content.count(b"xmlns=") == 1 else content

    return each_part(case, safe)


@kind("names")
def strict_names(case):
    swap = ((b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"), (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"))

    def change(content):
        for old, new in swap:
            content = content.replace(old, new)
        return content

    return each_part(case, change, r".*\.(xml|rels)")


# How the package is put together.

def resolve(folder, target):
    parts = [] if target.startswith("/") else folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in ("", "."):
            parts = [*parts, piece]
    return "/".join(parts)


def relative(folder, target, style):
    if style == "absolute":
        return "/" + target
    here, there = folder.split("/") if folder else [], target.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return ("./" if style == "dotted" and not here else "") + "/".join([".."] * len(here) + there)


def relocate(parts, rename, style):
    """The package with other names of parts, relations and content types following."""
    def owner(name):
        folder, _, file = name.rpartition("/")
        above = folder.removesuffix("_rels").rstrip("/")
        return "/".join(filter(None, [above, file.removesuffix(".rels")]))

    out = {}
    for name, content in parts.items():
        if name.endswith(".rels"):
            source = owner(name)
            moved = rename(source) if source else ""
            old, new = source.rpartition("/")[0], moved.rpartition("/")[0]
            root = etree.fromstring(content)
            for one in root:
                if one.get("TargetMode") != "External":
                    one.set("Target", relative(new, rename(resolve(old, one.get("Target"))), style))
            file = moved.rpartition("/")[2]
            name = "/".join(filter(None, [new, "_rels", f"{file}.rels"]))
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        elif name == "[Content_Types].xml":
            root = etree.fromstring(content)
            for one in root.findall(f"{{{TYPES}}}Override"):
                one.set("PartName", "/" + rename(one.get("PartName").lstrip("/")))
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        else:
            name = rename(name)
        out[name] = content
    return out


def moving(case, rename):
    style = case.random.choice(["relative", "absolute", "dotted"])
    case.packing.append(lambda parts: relocate(parts, rename, style))
    return True


@kind("orphans")
def orphan_styles(case):
    """A part nobody refers to, under the name that everybody uses."""
    def pack(parts):
        parts = relocate(parts, lambda name: "xl/styles9.xml" if name == "xl/styles.xml" else name, "relative")
        orphan = re.sub(rb'formatCode="[^"]*"', b'formatCode="0%"', parts["xl/styles9.xml"])
        return {**parts, "xl/styles.xml": re.sub(rb'numFmtId="0"', b'numFmtId="9"', orphan)}
    case.packing.append(pack)
    return True


@kind("orphans")
def orphan_strings(case):
    def pack(parts):
        parts = relocate(parts, lambda name: "xl/sharedStrings7.xml" if name == "xl/sharedStrings.xml" else name, "absolute")
        if "xl/sharedStrings7.xml" not in parts:
            return parts
        return {**parts, "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si><t>旧</t></si>" * 500}</sst>'.encode()}
    case.packing.append(pack)
    return True


@kind("parts")
def parts_by_other_names(case):
    names = {"xl/styles.xml": "xl/styles2.xml", "xl/sharedStrings.xml": "xl/strings/texts.xml", "xl/workbook.xml": "xl/book.xml"}
    names = dict(case.random.sample(sorted(names.items()), case.random.randint(1, 3)))
    return moving(case, lambda name: names.get(name, name))


@kind("parts")
def parts_at_the_root(case):
    return moving(case, lambda name: name.removeprefix("xl/"))


@kind("parts")
def parts_in_other_folders(case):
    where = case.random.choice(["xl/sheets", "data", "xl/worksheets/deep/er", "xl/工作表"])
    return moving(case, lambda name: re.sub(r"^xl/worksheets/(?=[^/]+\.xml$)", where + "/", name))


@kind("parts")
def parts_with_other_endings(case):
    return moving(case, lambda name: re.sub(r"^xl/(worksheets/[^/]+|styles|sharedStrings)\.xml$", r"xl/\1.part", name))


@kind()
def parts_missing(case):
    """Theme and properties are referred to and not there."""
    case.packing.append(lambda parts: {name: content for name, content in parts.items() if not re.match(r"xl/theme/|docProps/|xl/calcChain", name)})
    return True


@kind("zip")
def package_stored(case):
    case.zip = {"method": 0}
    return True


@kind("zip")
def package_with_backslashes(case):
    """As some .NET programs write names."""
    case.zip = {"name": lambda part: part.replace("/", "\\")}
    return True


@kind("zip")
def package_in_another_order(case):
    case.packing.append(lambda parts: dict(reversed(list(parts.items()))))
    return True


@kind("zip")
def names_in_another_case(case):
    """Names of parts are the same whatever the case of their letters."""
    case.zip = {"name": lambda part: part if part.startswith("[") else part.replace("worksheets", "Worksheets").replace("sharedStrings", "SharedStrings")}
    return True
