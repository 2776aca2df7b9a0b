//! Findings on a list: its head and columns, rows without a department, values that differ.

use super::head::{HeadCell, SEARCHED};
use super::rows::ListRow;
use super::rows::texts;
use super::state::{ListReader, ListValue};
use crate::amount::Amount;
use crate::finding::{Code, Finding};
use crate::form::{Edition, ListColumn};
use crate::source::{Place, SheetCell, Source};
use crate::text;

/// Maximum number of rows of a list.
pub const MAX_ROWS: usize = 100_000;

/// Maximum number of departments of a list.
pub const MAX_DEPARTMENTS: usize = 10_000;

impl<'a> ListReader<'a> {
    /// Reports a list that is over the limits; the rest is not read.
    pub(super) fn is_over_limit(&mut self, line: &ListRow, rows: &[ListRow]) -> bool {
        let (seen, most) = if rows.len() > MAX_ROWS {
            (
                format!("多于 {MAX_ROWS} 行"),
                format!("一份清单至多 {MAX_ROWS} 行"),
            )
        } else if self.departments.len() > MAX_DEPARTMENTS {
            let most = format!("一份清单至多 {MAX_DEPARTMENTS} 个部门");
            (format!("多于 {MAX_DEPARTMENTS} 个部门"), most)
        } else {
            return false;
        };
        let finding = Finding::new(Code::InputTooLarge, self.lines.place(line.row, 0));
        self.report
            .push(finding.seen(seen).expected(most).correction("分成几份清单"));
        true
    }

    /// Reports a value that differs from the first one.
    pub(super) fn compare_values(
        &mut self,
        column: &ListColumn,
        known: &ListValue,
        given: &ListValue,
    ) {
        if known.unread.is_some() || given.unread.is_some() || same(&known.text, &given.text) {
            return;
        }
        let place = self.lines.place(given.cell.row, given.cell.col);
        let of = if self.list.title.is_some() {
            "项目"
        } else {
            "部门"
        };
        self.report.add(Code::ListValuesDiffer.level(), || {
            let head = column.heads.first().map_or("", String::as_str);
            Finding::new(Code::ListValuesDiffer, labelled(place, head))
                .seen(text::quote(&given.text))
                .expected(format!(
                    "与 {} 同:{}",
                    known.cell.name(),
                    text::quote(&known.text)
                ))
                .correction(format!(
                    "同一{of}各行写同样的值,或只在第一行写;取的是第一个"
                ))
        });
    }

    /// Reports a name that differs from a name above only in its leading number.
    pub(super) fn report_numbered_name(
        &mut self,
        column: usize,
        name: &ListValue,
        (was, first): (&str, &SheetCell),
    ) {
        let place = self.lines.place(name.cell.row, name.cell.col);
        let head = &self.list.columns[column].heads[0];
        self.report.push(
            Finding::new(Code::ListInferred, labelled(place, head))
                .seen(format!(
                    "{},与 {} 的 {} 只差编号",
                    text::quote(&name.text),
                    first.name(),
                    text::quote(was)
                ))
                .expected("读作同一个")
                .correction("名称里不写编号;确是两个,就写出区别"),
        );
    }

    /// Reports two years above the head: the list's year is unknown.
    pub(super) fn report_two_years(
        &mut self,
        column: usize,
        first: &ListValue,
        second: &ListValue,
    ) {
        let place = self.lines.place(second.cell.row, second.cell.col);
        let head = &self.list.columns[column].heads[0];
        self.report.push(
            Finding::new(Code::ListValuesDiffer, labelled(place, head))
                .seen(format!("{} 与 {} 两个年度", first.text, second.text))
                .expected("表头之上一个年度")
                .correction("只写这张清单的年度,或加一列年度;年度没有读入"),
        );
    }

    /// Reports a cell merged over the rows of several tables. Its value is assigned to the first
    /// table.
    pub(super) fn report_shared_cell(&mut self, column: &ListColumn, at: (u32, u32)) {
        let finding = self.merged_finding(
            Code::ListRowUnplaced,
            column,
            at,
            "盖住几个项目(或部门)的行",
        );
        self.report.push(
            finding
                .expected("一格只属于一个项目")
                .correction("取消合并,各填各的;只给了上面的一个,下面的没有读入"),
        );
    }

    /// Reports a cell merged over several rows, and read for each of them.
    pub(super) fn report_repeated_cell(&mut self, column: &ListColumn, at: (u32, u32)) {
        let finding = self.merged_finding(Code::ListInferred, column, at, "盖住几行");
        self.report.push(
            finding
                .expected("各行都读作它")
                .correction("不是这样,就取消合并,各填各的"),
        );
    }

    /// Start of a finding on a cell merged over several rows.
    fn merged_finding(
        &self,
        code: Code,
        column: &ListColumn,
        (row, col): (u32, u32),
        over: &str,
    ) -> Finding {
        let place = self.lines.place(row, col);
        let head = column.heads.first().map_or("", String::as_str);
        let seen = self.lines.text(row, col).map(text::quote);
        Finding::new(code, labelled(place, head))
            .seen(format!("{},合并着{over}", seen.unwrap_or_default()))
    }

    /// Records a value for which its table has no field.
    pub(super) fn add_not_placed(&mut self, column: usize, given: ListValue, table: usize) {
        if given.unread.is_none() {
            let stated = self.not_placed.entry((column, table));
            stated.or_insert((0, given)).0 += 1;
        }
    }

    /// Reports values for which their table has no field: once per column, at the first one.
    pub(super) fn report_not_placed(&mut self) {
        for ((column, table), (count, first)) in std::mem::take(&mut self.not_placed) {
            let place = self.lines.place(first.cell.row, first.cell.col);
            let head = &self.list.columns[column].heads[0];
            let form = &self.edition.tables[table].form.name;
            let rows = if count == 1 {
                String::new()
            } else {
                format!(" 等 {count} 行有内容")
            };
            self.report.push(
                Finding::new(Code::ListNotKept, labelled(place, head))
                    .seen(text::quote(&first.text) + &rows)
                    .expected(format!("{form}没有这一栏,这些行的值没有读入"))
                    .correction("需要时另存;不需要就不必理会"),
            );
        }
    }

    /// Reports a row that is most likely a remark: only texts in its first columns.
    pub(super) fn report_remark(&mut self, line: &ListRow) {
        let cell = self.first_cell(line);
        let place = self.lines.place(cell.row, cell.col);
        self.report_lone_name(place, line.row, &texts(line));
    }

    /// Reports a row that contains only a name or text.
    pub(super) fn report_lone_name(&mut self, place: Place, row: u32, texts: &str) {
        self.report.add(Code::UnplacedCell.level(), || {
            Finding::new(Code::UnplacedCell, place)
                .seen(format!("第 {} 行 {texts}", row + 1))
                .expected("一条指标或一个项目,不只部门名称")
                .correction("这一行没有读入:是数据就补全各列;是说明就不必理会")
        });
    }

    /// Reports a row whose title ends like that of a subtotal: skipped if its amounts equal the
    /// sums of the rows above, otherwise read as a project.
    pub(super) fn report_named_like_subtotal(&mut self, line: &ListRow, adds_up: bool) {
        let cell = self.first_cell(line);
        let place = self.lines.place(cell.row, cell.col);
        let seen = format!("第 {} 行 {}", line.row + 1, texts(line));
        let word = text::quote(&self.list.subtotal[0]);
        let (code, correction) = if adds_up {
            let correction =
                "与上面各项目之和相同,当作小计,没有读入;是项目就改名称,或填上它的指标".to_owned();
            (Code::UnplacedCell, correction)
        } else {
            let correction = format!("不是上面各项目之和,读作项目;是小计就写 {word}");
            (Code::ListInferred, correction)
        };
        self.report.add(code.level(), || {
            Finding::new(code, place)
                .seen(seen)
                .expected("一个项目,或一行小计")
                .correction(correction)
        });
    }

    pub(super) fn report_unplaced(&mut self, line: &ListRow, seen: &str) {
        let cell = self.first_cell(line);
        let place = self.lines.place(cell.row, cell.col);
        let words = line.cells.first().map_or("", |(_, words)| words.as_str());
        self.report.add(Code::ListRowUnplaced.level(), || {
            Finding::new(Code::ListRowUnplaced, place)
                .seen(format!("{}:{seen}", text::quote(words)))
                .expected("部门名称,或它上面一行有")
                .correction("补上部门名称;这一行没有读入")
        });
    }

    /// Reports rows that became part of the text above because of a missing quote.
    pub(super) fn report_unclosed_quotes(&mut self) {
        for (row, col) in &self.lines.unclosed {
            let place = self.lines.place(*row, *col);
            let line = self.lines.rows.iter().find(|line| line.row == *row);
            let words = line.and_then(|line| line.get(*col)).unwrap_or_default();
            let more = words.lines().count().saturating_sub(1);
            self.report.add(Code::ListRowUnplaced.level(), || {
                Finding::new(Code::ListRowUnplaced, place)
                    .seen(format!(
                        "引号没有成对,下面 {more} 行并进了这一格:{}",
                        text::quote(words)
                    ))
                    .expected("一对引号括住一格")
                    .correction("这一格开头多了引号,或末尾少了:改好再读;并进来的各行没有读")
            });
        }
    }

    pub(super) fn report_carried(&mut self) {
        let Some((count, row)) = self.carried else {
            return;
        };
        let title = self.list.naming_column();
        let column = self.head.columns[title].as_ref();
        let place = self.lines.place(row, column.map_or(0, |head| head.col));
        let overall = self.list.overall.first();
        let overall = overall.filter(|_| self.list.has_whole());
        self.report.push(
            Finding::new(
                Code::ListInferred,
                labelled(place, &self.list.columns[title].heads[0]),
            )
            .seen(format!("项目一栏空白,共 {count} 行"))
            .expected("作为上面一行的项目的指标读入")
            .correction(overall.map_or_else(
                || "不是这个项目的,填上它的项目".to_owned(),
                |word| format!("是部门整体的指标,就填 {}", text::quote(word)),
            )),
        );
    }

    /// Reports the word of a row that chooses none of its table's lists.
    pub(super) fn report_unknown_list(
        &mut self,
        (column, given): (&ListColumn, &ListValue),
        table: usize,
    ) {
        let words = column.lists.iter().filter(|(_, lists)| {
            let mut lists = lists.iter();
            lists.any(|(of, _)| *of == table)
        });
        let words = text::list(words.map(|(word, _)| word.as_str()));
        let place = self.lines.place(given.cell.row, given.cell.col);
        let form = &self.edition.tables[table].form.name;
        self.report.add(Code::ListRowUnplaced.level(), || {
            let seen = match given.unread {
                Some(unread) => unread.words().to_owned(),
                None if given.text.is_empty() => "空白,同上面一行".to_owned(),
                None => text::quote(&given.text),
            };
            Finding::new(Code::ListRowUnplaced, labelled(place, &column.heads[0]))
                .seen(seen)
                .expected(format!("{words} 之一:{form}的指标是其中哪一种"))
                .correction("改正这一格;这一行的指标没有读入")
        });
    }

    /// Reports rows without a word for their list.
    pub(super) fn report_unchosen(&mut self) {
        let Some(((count, cell), (_, column))) = self.unchosen.take().zip(self.list.chooser())
        else {
            return;
        };
        let head = &column.heads[0];
        let place = self.lines.place(cell.row, cell.col);
        self.report.push(
            Finding::new(Code::ListInferred, labelled(place, head))
                .seen(format!("{head}一栏空白,共 {count} 行"))
                .expected(format!(
                    "同上面一行;项目的第一行读作 {}",
                    text::quote(&column.lists[0].0)
                ))
                .correction("不是的,每行都写明"),
        );
    }

    /// Reports an unknown edition given in the list, or several editions that fit.
    pub(super) fn report_edition(&mut self) {
        let chosen = self.edition.id.as_str();
        let named = self
            .head
            .named_in(self.lines)
            .filter(|named| *named != chosen);
        let row = self
            .lines
            .rows
            .get(self.head.above)
            .map_or(0, |line| line.row);
        let (col, seen) = match (&self.head.named, named) {
            (Some(cell), Some(named)) => {
                (cell.col, format!("清单写的表样是 {}", text::quote(named)))
            }
            _ if self.head.ties.is_empty() || self.head.named.is_some() => return,
            _ => {
                let ties = text::list(self.head.ties.iter().copied());
                (0, format!("{ties} 也对得上"))
            }
        };
        let place = self.lines.place(row, col);
        self.report.push(
            Finding::new(Code::EditionUnclear, place)
                .seen(seen)
                .expected(chosen)
                .correction("按后者读;用 --edition 指定版本,表样在别处的用 --templates 给出"),
        );
    }

    /// Reports amounts in another unit than the form's. They are not read: they would be wrong by a
    /// factor.
    pub(super) fn report_foreign_units(&mut self) {
        for (index, column) in self.columns() {
            let Some(HeadCell { row, col, unit, .. }) = self.head.columns[index].as_ref() else {
                continue;
            };
            let Some(own) = self.own_unit(column) else {
                continue;
            };
            let Some(stated) = unit.or(self.title.unit).filter(|stated| *stated != own) else {
                continue;
            };
            self.report_foreign_unit(index, (*row, *col), (stated, own));
        }
    }

    /// Reports a column in another unit than the form's, which is not read.
    pub(super) fn report_foreign_unit(
        &mut self,
        index: usize,
        (row, col): (u32, u32),
        (stated, own): (&str, &str),
    ) {
        let place = labelled(
            self.lines.place(row, col),
            &self.list.columns[index].heads[0],
        );
        self.report.push(
            Finding::new(Code::ListUnit, place)
                .seen(format!("以{stated}计"))
                .expected(format!("以{own}计,与表样相同"))
                .correction(format!("换算成{own}再导入;这一列没有读入")),
        );
        self.unread.push(index);
    }

    /// Reports columns for which the forms have no field: once, if they have content.
    pub(super) fn report_not_kept(&mut self, rows: &'a [ListRow]) {
        for (index, column) in self.columns() {
            let is_known = !column.targets.is_empty() || column.is_of_rows() || column.numbering;
            let Some(head) = self.head.columns[index].as_ref().filter(|_| !is_known) else {
                continue;
            };
            let count = rows
                .iter()
                .filter(|line| self.text(line, index).is_some())
                .count();
            if count == 0 {
                continue;
            }
            let place = self.lines.place(head.row, head.col);
            self.report.push(
                Finding::new(Code::ListNotKept, labelled(place, &column.heads[0]))
                    .seen(format!("{}:{count} 行有内容", text::quote(&head.text)))
                    .expected("表样没有这一栏,没有读入")
                    .correction("需要时另存;不需要就不必理会"),
            );
        }
    }
}

/// A finding on a file of comma-separated values without a list's head.
pub fn no_head(source: &Source, editions: &[&Edition]) -> Finding {
    let mut lists = editions.iter().filter_map(|edition| edition.list.as_ref());
    let columns = lists.next().map_or(&[][..], |list| &list.columns);
    let columns = columns.iter().filter(|column| !column.optional);
    let heads: Vec<&str> = columns
        .filter_map(|column| column.heads.first())
        .map(String::as_str)
        .collect();
    let expected = if heads.is_empty() {
        "有 [list] 的表样;这些表样都没有清单".to_owned()
    } else {
        format!("一行表头:{}", text::list(heads))
    };
    Finding::new(Code::ListMissingColumn, Place::file(source.name()))
        .seen(format!("前 {SEARCHED} 行里没有清单的表头"))
        .expected(expected)
        .correction("补上表头,或核对文件")
}

/// A place with the head of a column.
pub(super) fn labelled(place: Place, label: &str) -> Place {
    Place {
        label: label.to_owned(),
        ..place
    }
}

/// Whether two texts are equal as numbers, or as trimmed text.
fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim(), right.trim());
    let numbers = left.parse::<Amount>().ok().zip(right.parse().ok());
    left == right || numbers.is_some_and(|(left, right)| left == right)
}
