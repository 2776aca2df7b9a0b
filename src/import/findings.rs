//! What the reading of a filled form finds, in words.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::page::SheetView;
use super::table::UnreadTitle;
use super::{UnreadSheet, shown, table, unseen};
use crate::finding::{Code, Finding, Level, Report};
use crate::form::{Edition, Field, FieldKind};
use crate::record::Draft;
use crate::source::{Place, SheetCell, WorkbookFile, column_name};
use crate::text;
use crate::workbook::{Cell, CellContent, ShownText};

/// Findings of one file.
pub(super) struct Findings<'f> {
    /// The files.
    files: &'f [WorkbookFile],
    /// The table that is being read, as findings call it; its pointer is before the field's.
    pub(super) table: String,
    /// Cells that were not read for want of their formats, sheet by sheet.
    without_formats: Vec<SheetCell>,
    report: Report,
}

impl<'f> Findings<'f> {
    pub(super) fn new(files: &'f [WorkbookFile]) -> Findings<'f> {
        Findings {
            files,
            table: String::new(),
            without_formats: Vec::new(),
            report: Report::new(),
        }
    }

    /// All of them.
    pub(super) fn into_report(mut self) -> Report {
        let cells = std::mem::take(&mut self.without_formats);
        for sheet in cells.chunk_by(|one, next| one.number == next.number) {
            let place = self.place(&sheet[0], "");
            let cells: Vec<(u32, u32)> = sheet.iter().map(|at| (at.row, at.col)).collect();
            self.add(Code::NumberUnclear, || {
                shown::without_formats(place, &cells)
            });
        }
        self.report
    }

    /// A number that cannot be read, for the part that its format stood in cannot: told once for the sheet.
    pub(super) fn without_format(&mut self, at: &SheetCell) {
        self.without_formats.push(at.clone());
    }

    fn place(&self, at: &SheetCell, label: &str) -> Place {
        let label = label.to_owned();
        match WorkbookFile::of(self.files, at) {
            Some((file, cell)) => Place {
                cell: Some(cell),
                label,
                ..Place::file(file)
            },
            None => Place {
                label,
                ..Place::default()
            },
        }
    }

    /// Whether two places are in one file.
    pub(super) fn same_file(&self, left: &SheetCell, right: &SheetCell) -> bool {
        let file = |at| WorkbookFile::of(self.files, at).map(|(_, cell)| at.number - cell.number);
        file(left) == file(right)
    }

    /// All files as a whole.
    fn whole(&self) -> Place {
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        Place::file(&names.join("、"))
    }

    fn add(&mut self, code: Code, make: impl FnOnce() -> Finding) {
        self.report.add(code.level(), make);
    }

    /// An error of a formula: `#REF!`.
    pub(super) fn error(&mut self, at: &SheetCell, field: &Field, error: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CellError, || {
            Finding::new(Code::CellError, place)
                .seen(error)
                .expected("公式算得出的值")
                .mend("改正公式,或直接填值")
        });
    }

    /// A formula whose result the file does not keep.
    pub(super) fn no_result(&mut self, at: &SheetCell, field: &Field, formula: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CellNoResult, || {
            let formula = text::quote(&format!("={formula}"));
            Finding::new(Code::CellNoResult, place)
                .seen(format!("公式 {formula},没有保存结果"))
                .expected("公式的结果,或直接填的值")
                .mend("用 Excel 或 WPS 打开,重新保存")
        });
    }

    /// A title whose formula has no result or an error, where nothing else tells a field.
    pub(super) fn untold(&mut self, untold: &UnreadTitle, field: &Field) {
        let place = self.place(&untold.at, &field.full_label());
        let title = text::quote(&untold.title);
        let label = &field.label;
        let write = format!("或把这一格直接写成 {title},… 处写{label}");
        match &untold.error {
            Some(error) => self.add(Code::CellError, || {
                Finding::new(Code::CellError, place)
                    .seen(error.as_str())
                    .expected(format!("{title},{label}从这一格读"))
                    .mend(format!("改正公式(它引用的格或工作表可能删去了),{write}"))
            }),
            None => self.add(Code::CellNoResult, || {
                let formula = text::quote(&format!("={}", untold.formula));
                Finding::new(Code::CellNoResult, place)
                    .seen(format!("公式 {formula},没有保存结果"))
                    .expected(format!("{title},{label}从这一格读"))
                    .mend(format!("用 Excel 或 WPS 打开,重新保存;{write}"))
            }),
        }
    }

    /// A title that is an error of a formula, and tells nothing that is not told elsewhere.
    pub(super) fn title_error(&mut self, untold: &UnreadTitle) {
        let Some(error) = &untold.error else { return };
        let place = self.place(&untold.at, "");
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(error.as_str())
                .mend("标题的公式错了,没有读进来:照表样改正")
        });
    }

    /// A label that is a formula whose result the file does not keep; it was taken for the form's by its place.
    pub(super) fn label_no_result(&mut self, at: &SheetCell, expected: &str, formula: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::CellNoResult, || {
            let formula = text::quote(&format!("={formula}"));
            Finding::new(Code::CellNoResult, place)
                .seen(format!("公式 {formula},没有保存结果"))
                .expected(text::quote(expected))
                .mend("用 Excel 或 WPS 打开,重新保存;现在按位置认作这个栏目,旁边的值请核对")
        });
    }

    /// A number stored as text that a total did not count.
    pub(super) fn not_summed(
        &mut self,
        at: &SheetCell,
        field: &Field,
        seen: &str,
        total: &SheetCell,
    ) {
        let place = self.place(at, &field.full_label());
        let total = WorkbookFile::of(self.files, total)
            .map_or_else(|| total.to_string(), |(_, cell)| cell.to_string());
        self.add(Code::TextNotSummed, || {
            Finding::new(Code::TextNotSummed, place)
                .seen(format!(
                    "文本格式的数，合计没有算进去:{}",
                    text::quote(seen)
                ))
                .expected(format!("数字格式的数,{total} 的公式才算得进去"))
                .mend("单元格格式改成“常规”,再填一次这个数,核对合计")
        });
    }

    /// A text below that of a field, which is read as its next line.
    pub(super) fn joined(&mut self, at: &SheetCell, field: &Field, seen: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(text::quote(seen))
                .expected("一栏的文字填在一格里")
                .mend("接在上一格的后面读了:是这一栏的就填进上一格;不是就移到它所属的栏里")
        });
    }

    /// A value that is merged over the places of others.
    pub(super) fn merged_over(&mut self, at: &SheetCell, seen: &str, others: &[&str]) {
        let place = self.place(at, &self.table.clone());
        let others = text::list(others.iter().copied());
        self.add(Code::CoveredValue, || {
            Finding::new(Code::CoveredValue, place)
                .seen(format!("{},合并着盖住 {others} 的格", text::quote(seen)))
                .expected("一格只填一栏的值")
                .mend("取消合并,各填各的;只给了前一栏,盖住的没有读")
        });
    }

    /// A value that is merged over several rows and is read for each of them.
    pub(super) fn merged_rows(&mut self, at: &SheetCell, field: &Field, seen: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::CoveredValue, || {
            Finding::new(Code::CoveredValue, place)
                .seen(format!("{},合并着盖住几行", text::quote(seen)))
                .expected("一行一条指标,各有各的值")
                .mend("取消合并,各填各的;现在各行都读作它")
        });
    }

    /// Blanks of a level's column in some rows, of which the first was read as a name; whether other rows have each its own.
    pub(super) fn level_inferred(
        &mut self,
        at: &SheetCell,
        field: &Field,
        (rows, sign, name): (&[u32], Option<&str>, &str),
        is_written_out: bool,
    ) {
        let place = self.place(at, &format!("{} › {}", self.table, field.label));
        let numbers = rows.iter().take(MOST_TEXTS);
        let numbers: Vec<String> = numbers.map(|row| (row + 1).to_string()).collect();
        let more = if rows.len() > numbers.len() {
            "等"
        } else {
            ""
        };
        let sign = sign.map_or_else(|| "空白".to_owned(), text::quote);
        let seen = format!("{sign},第 {} 行{more}", numbers.join("、"));
        let name = text::quote(name);
        let label = &field.label;
        let level = if is_written_out {
            Level::Warning
        } else {
            Code::LevelInferred.level()
        };
        self.report.add(level, || {
            let finding = Finding::new(Code::LevelInferred, place)
                .seen(if rows.len() > 1 {
                    format!("{seen},共 {} 行", rows.len())
                } else {
                    seen
                })
                .expected(if rows.len() > 1 {
                    format!("读作各自上面的{label},第一行是 {name}")
                } else {
                    format!("读作上面的{label} {name}")
                })
                .mend(if is_written_out {
                    format!("别的行都各填了一遍,这里像是漏填:填上{label}")
                } else {
                    format!("核对:是上面那一组的,逐行填写或合并单元格;不是就填上它的{label}")
                });
            Finding { level, ..finding }
        });
    }

    /// A formula without text.
    pub(super) fn formula_empty(&mut self, at: &SheetCell, field: &Field) {
        let place = self.place(at, &field.full_label());
        let is_sign = matches!(field.kind, FieldKind::Comparison(_));
        self.add(Code::FormulaEmpty, || unseen::formula_empty(place, is_sign));
    }

    /// What is on a sheet that is read and is no value, or is not seen.
    pub(super) fn unseen(&mut self, page: &SheetView<'_>, edition: &Edition) {
        let unit = unseen::money_unit(edition);
        let found = unseen::findings(page.sheet, &|at| self.place_on(page, at), unit);
        self.report.extend(found);
    }

    /// What is struck out on a sheet of ours.
    pub(super) fn struck(&mut self, page: &SheetView<'_>) {
        let found = unseen::findings(page.sheet, &|at| self.place_on(page, at), None);
        let found = found.into_iter();
        self.report
            .extend(found.filter(|finding| finding.code == Code::StruckText));
    }

    /// Texts of a sheet that is not read and that are not in the file.
    pub(super) fn missing_texts(&mut self, page: &SheetView<'_>) {
        let found = unseen::missing_texts(page.sheet, &|at| self.place_on(page, at));
        self.report.extend(found);
    }

    /// A cell of a sheet, or the file with the sheet.
    fn place_on(&self, page: &SheetView<'_>, at: Option<(u32, u32)>) -> Place {
        let (row, col) = at.unwrap_or_default();
        let mut place = self.place(&page.at(row, col), "");
        place.cell = place.cell.filter(|_| at.is_some());
        place
    }

    /// A value that is shown as another, or not at all.
    pub(super) fn unclear(&mut self, at: &SheetCell, field: &Field, cell: &Cell) {
        let place = self.place(at, &field.full_label());
        self.add(Code::NumberUnclear, || shown::unclear(place, cell));
    }

    /// A number whose format shows another unit than the field's.
    pub(super) fn other_unit(&mut self, at: &SheetCell, field: &Field, shown: &ShownText) {
        let place = self.place(at, &field.full_label());
        self.add(Code::FormatUnit, || {
            shown::other_unit(place, shown, &field.unit)
        });
    }

    /// A zero that its format hides.
    pub(super) fn hidden_zero(&mut self, at: &SheetCell, field: &Field) {
        let place = self.place(at, &field.full_label());
        self.add(Code::HiddenZero, || shown::hidden_zero(place));
    }

    /// A truth value where none is wanted.
    pub(super) fn truth(&mut self, at: &SheetCell, field: &Field, is: bool) {
        let place = self.place(at, &field.full_label());
        let seen = if is { "TRUE" } else { "FALSE" };
        self.add(Code::WrongType, || {
            Finding::new(Code::WrongType, place)
                .seen(format!("逻辑值 {seen}"))
                .expected("文字或数")
                .mend("改填文字或数")
        });
    }

    /// Rows that stand where those of a list may, whose heads were not found; down to which.
    pub(super) fn list_lost(
        &mut self,
        at: &SheetCell,
        last: u32,
        field: &Field,
        (seen, missing): (&[Cow<'_, str>], &[&str]),
    ) {
        let place = self.place(at, &self.table.clone());
        let rows = format!("第 {}—{} 行", at.row + 1, last + 1);
        let label = field.label.clone();
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{rows} {}", texts(seen)))
                .expected(match missing {
                    [] => format!("{label}的各行上面有它的表头"),
                    _ => format!(
                        "{label}的各行上面有它的表头;没有找到 {}",
                        text::list(missing.iter().copied())
                    ),
                })
                .mend("没有找到表头,这些行没有读进来:照表样补上表头")
        });
    }

    /// Labels that were not found.
    pub(super) fn labels(&mut self, at: &SheetCell, missing: &[&str]) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(format!("没有找到 {}", text::list(missing.iter().copied())))
                .expected("表样的各栏名称都在")
                .mend("照表样改回栏目名称;旁边的值可能没有读到,请核对")
        });
    }

    /// Numbers in the table for which there is no place, and the labels that were not found.
    pub(super) fn values_without_labels(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        missing: &[&str],
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("第 {} 行 {}", at.row + 1, texts(seen)))
                .expected(format!(
                    "有它们的栏目名称;没有找到 {}",
                    text::list(missing.iter().copied())
                ))
                .mend("这些值没有读进来:照表样补上栏目名称(表头行),值各归其栏")
        });
    }

    /// A label whose place is blank.
    pub(super) fn label_blank(&mut self, at: &SheetCell, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen("空白")
                .expected(text::quote(expected))
                .mend("照表样补上栏目名称;旁边的值可能没有读到,请核对")
        });
    }

    /// A label that was taken for one of the form's by its place or other words: an error, a formula without result, words that are like the form's.
    pub(super) fn label_by_place(&mut self, at: &SheetCell, cell: &Cell, expected: &str) {
        match &cell.content {
            CellContent::NoResult => {
                let formula = cell.formula.as_deref().unwrap_or_default();
                self.label_no_result(at, expected, formula);
            }
            CellContent::Error(error) => self.label_error(at, expected, error),
            _ => self.label(at, &cell.text(), expected),
        }
    }

    /// A label that is an error of a formula; it was taken for the form's by its place.
    fn label_error(&mut self, at: &SheetCell, expected: &str, error: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::CellError, || {
            Finding::new(Code::CellError, place)
                .seen(error)
                .expected(text::quote(expected))
                .mend("照表样改回栏目名称;现在按位置认作这个栏目,旁边的值请核对")
        });
    }

    /// A label that is none of the form's in the place of one, with what stands beside it; whether that is a value, which is lost then.
    pub(super) fn other_label(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        expected: &str,
        has_value: bool,
    ) {
        let place = self.place(at, &self.table.clone());
        let code = if has_value {
            Code::LabelUnknown
        } else {
            Code::LabelMissing
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(texts(seen))
                .expected(text::quote(expected))
                .mend("这一栏没有读进来:照表样改回栏目名称与它的值")
        });
    }

    /// Words in the place of a label beside a blank: most likely its value.
    pub(super) fn value_over_label(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{},旁边的格空着", text::quote(seen)))
                .expected(text::quote(expected))
                .mend("这一栏没有读进来:照表样改回栏目名称,值填在它旁边的格里")
        });
    }

    /// A label and its value in one cell, beside the blank where the value is to stand.
    pub(super) fn value_in_label(
        &mut self,
        at: &SheetCell,
        (seen, value): (&str, &str),
        expected: &str,
    ) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("{},旁边的格空着", text::quote(seen)))
                .expected(format!("{},值填在旁边的格里", text::quote(expected)))
                .mend(format!(
                    "值写在栏目名称的格里,没有读:把 {} 移到旁边空着的格",
                    text::quote(value)
                ))
        });
    }

    /// A head that is none of the form's in the place of one, with what stands beneath it.
    pub(super) fn other_head(
        &mut self,
        at: &SheetCell,
        cols: &RangeInclusive<u32>,
        (seen, expected): (Cow<'_, str>, &str),
        values: usize,
    ) {
        let place = self.place(at, &self.table.clone());
        let seen = format!(
            "{} 列 {},有 {values} 个值",
            letters(cols),
            text::quote(&seen)
        );
        let code = if values > 0 {
            Code::LabelUnknown
        } else {
            Code::LabelMissing
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(seen)
                .expected(text::quote(expected))
                .mend(format!(
                    "这一列没有读进来:是{expected},就照表样改回名称;不是,就照表样补上这一栏"
                ))
        });
    }

    /// A label with some of its words changed.
    pub(super) fn label(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .mend("照表样改回栏目名称;旁边的值请核对")
        });
    }

    /// A label that is merged over the place of another, which is missing.
    pub(super) fn label_over(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelMissing, || {
            Finding::new(Code::LabelMissing, place)
                .seen(format!(
                    "{},合并着盖住 {} 的格",
                    text::quote(seen),
                    text::quote(expected)
                ))
                .expected(text::quote(expected))
                .mend("取消合并,照表样补上栏目名称;旁边的值请核对")
        });
    }

    /// Heads that are printed again in another order among the rows of a table, none of which is read.
    pub(super) fn head_of_other_order(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::LabelUnknown, || {
            Finding::new(Code::LabelUnknown, place)
                .seen(format!("第 {row} 行 {}", texts(seen)))
                .expected("各列的次序与上面的表头相同")
                .mend("不知道下面各行照哪一个表头,指标都没有读进来:把各列排成同样的次序")
        });
    }

    /// Another table of the form beside the one that is read.
    pub(super) fn table_beside(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let name = self.table.clone();
        self.add(Code::DuplicateTable, || {
            Finding::new(Code::DuplicateTable, place)
                .seen(format!("右边又一张{name}:{}", texts(seen)))
                .expected("一张工作表上并排只有一张表")
                .mend("右边的没有读:移到另一张工作表上,或移到这一张的下面;多余的删去")
        });
    }

    /// A label whose words in brackets differ: another unit.
    pub(super) fn brackets(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelDiffers, || {
            Finding::new(Code::LabelDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .mend("照表样改回;括号里是单位的,核对各数是否以表样的单位计")
        });
    }

    /// A line beside the table that tells another unit of money than the form's.
    pub(super) fn unit_line(&mut self, at: &SheetCell, seen: &str, unit: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::LabelDiffers, || {
            Finding::new(Code::LabelDiffers, place)
                .seen(text::quote(seen))
                .expected(format!("以{unit}计,与表样相同"))
                .mend(format!("核对各数:不是以{unit}计的,换算成{unit}再填"))
        });
    }

    /// Values in the table for which there is no place, that stand together.
    pub(super) fn unplaced(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(texts(seen))
                .expected("表样里有位置的内容")
                .mend("没有读进来:移到它所属的栏里;不需要就删去")
        });
    }

    /// A row that is none of the data.
    pub(super) fn row(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("第 {row} 行 {}", texts(seen)))
                .expected("一行数据,各栏照表样填写")
                .mend("这一行没有读进来:是数据就补全各栏;是说明或签字就不必理会")
        });
    }

    /// A row that numbers the columns; or one that may, and was read as values for want of others below it.
    pub(super) fn numbers_of_columns(
        &mut self,
        at: &SheetCell,
        seen: &[Cow<'_, str>],
        is_left_out: bool,
    ) {
        let place = self.place(at, &self.table.clone());
        let row = at.row + 1;
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(format!("第 {row} 行 {}", texts(seen)))
                .mend(if is_left_out {
                    "像是栏次(各列的编号),没有读进来;是数据就移到所属的栏里"
                } else {
                    "下面没有别的值,读作各栏的数;是栏次(各列的编号)就删去这一行,补上各数"
                })
        });
    }

    /// A column that the form does not have; its head, if it has one, and how many values stand beneath it.
    pub(super) fn column(
        &mut self,
        at: &SheetCell,
        cols: &RangeInclusive<u32>,
        head: Option<&str>,
        values: usize,
    ) {
        let place = self.place(at, &self.table.clone());
        let letters = letters(cols);
        let head = head.map_or_else(|| "没有表头".to_owned(), text::quote);
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("{letters} 列 {head},有 {values} 个值"))
                .expected("表样里有的列")
                .mend("这一列没有读进来:要用的内容移到它所属的栏里;不需要就删去这一列")
        });
    }

    /// A row among the rows of a table that adds up others.
    pub(super) fn sum(&mut self, at: &SheetCell, seen: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("小计行 {}", text::quote(seen)))
                .expected("一行一条指标,没有小计与合计")
                .mend("这一行没有读进来:删去这一行")
        });
    }

    /// A text above, below or beside the table.
    pub(super) fn outside(&mut self, at: &SheetCell, seen: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(text::quote(seen))
                .mend("在表格之外,没有读进来;是数据就移到所属的栏里")
        });
    }

    /// A title that says something else than the table.
    pub(super) fn title(&mut self, at: &SheetCell, field: &Field, seen: &str, expected: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .mend("标题与表里改成一致;读的是后者")
        });
    }

    /// A fill-in cell with more than its number, which formulas put into the titles.
    pub(super) fn title_words(&mut self, at: &SheetCell, field: &Field, seen: &str, number: &str) {
        let place = self.place(at, &field.full_label());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(number))
                .mend("只填数:各表的标题由它而来,现在与表样不同")
        });
    }

    /// A line above the table that is not as the form has it.
    pub(super) fn form_title(&mut self, at: &SheetCell, seen: &str, expected: &str) {
        let place = self.place(at, &self.table.clone());
        self.add(Code::TitleDiffers, || {
            Finding::new(Code::TitleDiffers, place)
                .seen(text::quote(seen))
                .expected(text::quote(expected))
                .mend("表名(标题)与表样不同:照表样改回")
        });
    }

    /// A table of which there can be one only.
    pub(super) fn duplicate(&mut self, at: &SheetCell, name: &str, first: &SheetCell) {
        let place = self.place(at, name);
        let first = self.named(first);
        self.add(Code::DuplicateTable, || {
            Finding::new(Code::DuplicateTable, place)
                .seen(format!("又一张{name}"))
                .expected(format!("只有一张,已读 {first}"))
                .mend("删去多余的一张;不同部门的表分成不同的文件")
        });
    }

    /// What someone typed on the guide beside its places to fill in.
    pub(super) fn typed(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, "");
        self.add(Code::OutsideCell, || {
            Finding::new(Code::OutsideCell, place)
                .seen(texts(seen))
                .mend("写在填报说明上,没有读进来;是数据就移到所属的栏里")
        });
    }

    /// The sheet of findings of a marked workbook.
    pub(super) fn findings_sheet(&mut self, at: &SheetCell) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("工作表 {} 是以前检查时加的", text::quote(&at.sheet));
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(seen)
                .mend("没有读;不必理会")
        });
    }

    /// The guide of a blank workbook of another edition.
    pub(super) fn unknown_edition(&mut self, at: &SheetCell, id: &str) {
        let place = self.place(at, "");
        self.add(Code::EditionUnclear, || {
            Finding::new(Code::EditionUnclear, place)
                .seen(format!(
                    "填报说明写的表样是 {},没有这个版本",
                    text::quote(id)
                ))
                .expected("已有的版本")
                .mend("用 --templates 给出它的表样文件夹")
        });
    }

    /// A sheet that is not read, and why.
    pub(super) fn sheet(&mut self, at: &SheetCell, why: &str) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("工作表 {}:{why}", text::quote(&at.sheet));
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(seen)
                .mend("没有读;该读的,核对它的标题与各栏名称是否照表样")
        });
    }

    /// A sheet that is no table and goes on with one: from where it has rows of indicators.
    pub(super) fn rows_aside(&mut self, at: &SheetCell, seen: &[Cow<'_, str>]) {
        let place = self.place(at, "");
        let sheet = text::quote(&at.sheet);
        let row = at.row + 1;
        self.add(Code::UnplacedCell, || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!(
                    "工作表 {sheet} 不是官方的表,第 {row} 行起像是指标:{}",
                    texts(seen)
                ))
                .expected("指标都在官方的表里")
                .mend("整张工作表没有读:是续表就接在那张表的下面;是参考资料就移到另一个文件")
        });
    }

    /// A sheet of which nothing can be read.
    pub(super) fn unread_sheet(&mut self, page: &SheetView<'_>, unread: &UnreadSheet) {
        let place = self.place_on(page, Some(unread.at));
        let UnreadSheet { code, count, .. } = *unread;
        let (what, expected, mend) = match code {
            Code::StruckText => (
                "加了删除线",
                "没有划掉的文字",
                "划掉的没有读:这张表不要就删去,要就去掉删除线",
            ),
            Code::CellError => (
                "是错误值",
                "公式算得出的值",
                "整张表没有读:改正公式,或直接填写;用不着这张表就删去",
            ),
            _ => (
                "是没有保存结果的公式",
                "公式的结果,或直接填的值",
                "整张表没有读:用 Excel 或 WPS 打开,重新保存;用不着这张表就删去",
            ),
        };
        self.add(code, || {
            Finding::new(code, place)
                .seen(format!("{} 等 {count} 格{what}", unread.seen))
                .expected(expected)
                .mend(mend)
        });
    }

    /// A field of the submission that stands on a sheet about something else, and nowhere else.
    pub(super) fn on_other_sheet(&mut self, field: &Field, value: &Draft) {
        let Some(at) = &value.cell else { return };
        let place = self.place(at, &field.full_label());
        let seen = table::shown(value);
        self.add(Code::SheetAside, || {
            Finding::new(Code::SheetAside, place)
                .seen(format!("{} {}", field.label, text::quote(&seen)))
                .mend("写在不是官方的表上,读了这一格;不是这份申报的,就删去或改栏目名称")
        });
    }

    /// A list on a sheet beside filled forms, whose head is in a row.
    pub(super) fn list_beside(&mut self, page: &SheetView<'_>, row: u32) {
        let place = self.place_on(page, Some((row, 0)));
        let name = text::quote(&page.sheet.name);
        self.add(Code::ListRowUnplaced, || {
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!("工作表 {name}:官方的表旁边的清单,没有读入"))
                .expected("清单与官方的表各在一个文件里")
                .mend("把清单移到另一个文件;它的内容表里都有,就删去")
        });
    }

    /// A hidden sheet with a table, which is not read.
    pub(super) fn hidden(&mut self, at: &SheetCell) {
        let place = Place {
            cell: None,
            ..self.place(at, "")
        };
        let seen = format!("隐藏的工作表 {} 里有官方的表", text::quote(&at.sheet));
        self.add(Code::HiddenTable, || {
            Finding::new(Code::HiddenTable, place)
                .seen(seen)
                .mend("没有读:取消隐藏,或删去此表")
        });
    }

    /// Several editions that fit as well.
    pub(super) fn editions(&mut self, chosen: &str, others: &[&str]) {
        let place = self.whole();
        self.add(Code::EditionUnclear, || {
            Finding::new(Code::EditionUnclear, place)
                .seen(format!("{} 也对得上", text::list(others.iter().copied())))
                .expected(chosen)
                .mend("按后者读;用 --edition 指定版本")
        });
    }

    /// No table of any form.
    pub(super) fn nothing(&mut self, nearest: Option<(SheetCell, String)>, forms: &[&str]) {
        let (place, seen) = match nearest {
            Some((cell, seen)) => (self.place(&cell, ""), seen),
            None => (self.whole(), "没有一张工作表像官方的表".to_owned()),
        };
        self.add(Code::NoTableFound, || {
            Finding::new(Code::NoTableFound, place)
                .seen(seen)
                .expected(format!("填好的{}", text::list(forms.iter().copied())))
                .mend("用 jixiao blank 写出的空表填写,或照表样改回各栏名称")
        });
    }

    /// A table that is called as one in another file.
    pub(super) fn same_title(&mut self, title: &Draft, field: &Field, first: &SheetCell) {
        let Some(at) = &title.cell else { return };
        let place = self.place(at, &field.full_label());
        let first = self.named(first);
        self.add(Code::SameTitle, || {
            Finding::new(Code::SameTitle, place)
                .seen(format!(
                    "{},与 {first} 的一张同名",
                    text::quote(&table::shown(title))
                ))
                .expected(format!("{}各不相同", field.label))
                .mend("两张都读了:同一个项目的,只留一个文件;确是两个项目的,在名称里写明区别")
        });
    }

    /// A file of another department than that whose name was read first.
    pub(super) fn departments(&mut self, at: &SheetCell, seen: &str, first: &Draft) {
        let place = self.place(at, "部门");
        let expected = text::quote(&table::shown(first));
        let file = self.file_of(first);
        self.add(Code::DepartmentsDiffer, || {
            Finding::new(Code::DepartmentsDiffer, place)
                .seen(text::quote(seen))
                .expected(format!("{expected},与 {file} 是同一个部门"))
                .mend("它的没有读进来:不同部门的文件分开读;名称写法不同的改成一致")
        });
    }

    /// What a file fills in of the submission that another has filled in otherwise.
    pub(super) fn told_otherwise(
        &mut self,
        at: &SheetCell,
        field: &Field,
        value: &Draft,
        first: &Draft,
    ) {
        let place = self.place(at, &field.full_label());
        let file = self.file_of(first);
        self.add(Code::DepartmentsDiffer, || {
            Finding::new(Code::DepartmentsDiffer, place)
                .seen(text::quote(&table::shown(value)))
                .expected(format!(
                    "{},与 {file} 填的一样",
                    text::quote(&table::shown(first))
                ))
                .mend("两处改成一致;读的是后者。不同部门的文件分开读")
        });
    }

    /// The file and cell of a value.
    fn file_of(&self, value: &Draft) -> String {
        let cell = value.cell.as_ref();
        cell.map_or_else(|| "前面的文件".to_owned(), |at| self.named(at))
    }

    /// A cell, with its file where there are several.
    fn named(&self, at: &SheetCell) -> String {
        WorkbookFile::of(self.files, at).map_or_else(
            || at.to_string(),
            |(file, cell)| match self.files {
                [_] => cell.to_string(),
                _ => format!("{file}!{cell}"),
            },
        )
    }
}

/// Columns as they are named: `G`, `G–H`.
fn letters(cols: &RangeInclusive<u32>) -> String {
    let (first, last) = (column_name(*cols.start()), column_name(*cols.end()));
    if first == last {
        first
    } else {
        format!("{first}–{last}")
    }
}

/// Texts that a finding shows.
const MOST_TEXTS: usize = 6;

/// Some texts, each in quotes.
fn texts(seen: &[Cow<'_, str>]) -> String {
    let shown = seen.iter().take(MOST_TEXTS).map(|text| text::quote(text));
    let shown = shown.collect::<Vec<_>>().join(" ");
    if seen.len() > MOST_TEXTS {
        format!("{shown} 等 {} 格", seen.len())
    } else {
        shown
    }
}
