//! Reads a bureau's roster (名册): the departments that have to hand in, one row each.
//!
//! Its columns are recognized by the heads in `roster.toml`, in any order and below titles. All
//! errors are reported at their cells, at once.

use std::collections::{BTreeMap, BTreeSet};

use super::delimited;
use super::findings::MAX_ROWS;
use super::head::SEARCHED;
use super::rows::{ListRow, ListRows, Merge};
use super::sheet;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::ListHeads;
use crate::source::{Place, Source};
use crate::text::{self, code_key, name_key};
use crate::workbook::{Visibility, Workbook};

include!(concat!(env!("OUT_DIR"), "/roster.rs"));

/// Maximum length of a value of a roster, in characters: criteria of a workbook's formulas are
/// limited.
pub const MAX_ROSTER_VALUE: usize = 100;

/// Characters between several aliases.
const SEPARATORS: [char; 9] = ['、', ';', '；', '|', '｜', ',', '，', '\n', '\r'];

/// The rows of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterRows {
    /// The departments, from the top.
    pub rows: Vec<RosterRow>,
    /// Heads of further columns, which are not used.
    pub further: Vec<String>,
}

/// A department of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterRow {
    /// Its code; may be empty.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Section of the bureau that is responsible for it; may be empty.
    pub section: String,
    /// Person to ask; may be empty.
    pub contact: String,
    /// Day until which it has to hand in, as written; may be empty.
    pub deadline: String,
    /// Remark; may be empty.
    pub remark: String,
    /// Values of the further columns.
    pub further: Vec<String>,
}

impl RosterColumn {
    /// Its head in a roster that this program writes.
    pub fn head(self) -> &'static str {
        HEADS[self as usize].first().copied().unwrap_or_default()
    }

    /// All its heads.
    pub(super) fn texts(self) -> Vec<String> {
        let heads = HEADS[self as usize].iter();
        heads.map(|head| (*head).to_owned()).collect()
    }

    /// Its heads; the first is [`RosterColumn::head`].
    pub fn heads(self) -> &'static [&'static str] {
        HEADS[self as usize]
    }
}

/// Reads a roster from a text of comma-separated values; `None` if it has errors.
pub fn read_roster_text(source: &Source) -> Read<Option<RosterRows>> {
    let heads = heads();
    let score = |lines: &ListRows| Some(RosterHead::find(lines, &heads)?.count());
    let Some(lines) = delimited::rows(source, score) else {
        return without_head(source.name());
    };
    read(lines, &[], &heads)
}

/// Reads a roster from the first sheet of a workbook that is one; `None` if it has errors.
pub fn read_roster_workbook(name: &str, workbook: &Workbook) -> Read<Option<RosterRows>> {
    let heads = heads();
    let visible = || {
        let sheets = workbook.sheets.iter();
        sheets.filter(|sheet| sheet.visibility != Visibility::Hidden)
    };
    let mut rosters = visible().filter_map(|sheet| {
        let lines = sheet::lines(name, sheet);
        RosterHead::find(&lines, &heads)?;
        Some((sheet, lines))
    });
    let Some((own, lines)) = rosters.next() else {
        return without_head(name);
    };
    let further: Vec<usize> = rosters.map(|(sheet, _)| sheet.number).collect();
    let merges: Vec<Merge> = own.merges.iter().map(sheet::merge_of).collect();
    let mut read = read(lines, &merges, &heads);
    let others = workbook.sheets.iter();
    for other in others.filter(|other| other.number != own.number && !other.cells.is_empty()) {
        let is_roster = further.contains(&other.number);
        let (code, correction) = if is_roster {
            (Code::RosterHead, "合成一张工作表;不是名册的,移到别的文件里")
        } else {
            (Code::RosterUnused, "不是名册就不必理会")
        };
        let finding = Finding::new(code, Place::file(name))
            .seen(format!("工作表 {}", text::quote(&other.name)))
            .expected(format!(
                "一份名册一张工作表,读的是 {};这一张没有读",
                text::quote(&own.name)
            ))
            .correction(correction);
        read.report.push(finding);
    }
    let has_errors = read.report.has_errors();
    read.value = read.value.filter(|_| !has_errors);
    read
}

fn without_head(name: &str) -> Read<Option<RosterRows>> {
    let mut report = Report::new();
    let finding = Finding::new(Code::RosterHead, Place::file(name))
        .seen(format!(
            "前 {SEARCHED} 行里没有表头 {}",
            RosterColumn::Name.head()
        ))
        .expected(format!(
            "一行表头,其中有 {}",
            known_heads(RosterColumn::Name)
        ))
        .correction("补上表头,或看是不是给错了文件");
    report.push(finding);
    Read::new(None, report)
}

fn known_heads(column: RosterColumn) -> String {
    let heads = HEADS[column as usize];
    format!("{} 之一", text::list(heads.iter().copied()))
}

fn heads() -> ListHeads {
    let heads: Vec<Vec<String>> = HEADS
        .iter()
        .map(|heads| heads.iter().map(|head| (*head).to_owned()).collect())
        .collect();
    ListHeads::of(heads.iter().map(Vec::as_slice))
}

/// The head of a roster.
struct RosterHead {
    /// Index of its row among the filled rows.
    above: usize,
    /// The sheet column of each column.
    columns: BTreeMap<RosterColumn, u32>,
    /// Columns whose head is unknown.
    further: Vec<(u32, String)>,
    /// Columns whose head another one has already.
    duplicates: Vec<(u32, String, RosterColumn)>,
}

impl RosterHead {
    /// The first row with the column of names and the most columns.
    fn find(lines: &ListRows, heads: &ListHeads) -> Option<RosterHead> {
        let rows = lines.rows.iter().enumerate().take(SEARCHED);
        let found = rows.filter_map(|(above, line)| RosterHead::of(above, line, heads));
        found.reduce(|best, next| {
            if next.count() > best.count() {
                next
            } else {
                best
            }
        })
    }

    fn of(above: usize, line: &ListRow, heads: &ListHeads) -> Option<RosterHead> {
        let mut head = RosterHead {
            above,
            columns: BTreeMap::new(),
            further: Vec::new(),
            duplicates: Vec::new(),
        };
        for (col, text) in &line.cells {
            match heads.column_of(text).map(|index| COLUMNS[index]) {
                None => head.further.push((*col, text.trim().to_owned())),
                Some(column) => head.add(column, *col, line),
            }
        }
        head.further.sort();
        head.columns
            .contains_key(&RosterColumn::Name)
            .then_some(head)
    }

    /// Adds a column. Of several for the person to ask (联系人, 联系电话), the one whose head is
    /// listed first is read.
    fn add(&mut self, column: RosterColumn, col: u32, line: &ListRow) {
        let Some(first) = self.col(column) else {
            self.columns.insert(column, col);
            return;
        };
        let text = |col: u32| line.get(col).unwrap_or_default().trim().to_owned();
        let rank = |col: u32| {
            HEADS[column as usize].iter().position(|head| {
                let head = [(*head).to_owned()];
                let own = ListHeads::of(std::iter::once(&head[..]));
                own.column_of(&text(col)).is_some()
            })
        };
        let (own, known) = (rank(col), rank(first));
        if column != RosterColumn::Contact || own == known {
            self.duplicates.push((col, text(col), column));
        } else if own < known {
            self.columns.insert(column, col);
            self.further.push((first, text(first)));
        } else {
            self.further.push((col, text(col)));
        }
    }

    fn count(&self) -> usize {
        self.columns.len()
    }

    fn col(&self, column: RosterColumn) -> Option<u32> {
        self.columns.get(&column).copied()
    }
}

fn read(mut lines: ListRows, merges: &[Merge], heads: &ListHeads) -> Read<Option<RosterRows>> {
    let Some(head) = RosterHead::find(&lines, heads) else {
        return without_head(&lines.file);
    };
    let first = lines
        .rows
        .get(head.above + 1)
        .map_or(u32::MAX, |line| line.row);
    let read: Vec<u32> = head.columns.values().copied().collect();
    // A merged code or name would be those of several departments.
    let shared = [
        RosterColumn::Section,
        RosterColumn::Contact,
        RosterColumn::Deadline,
    ];
    let shared: Vec<u32> = shared
        .into_iter()
        .filter_map(|column| head.col(column))
        .collect();
    lines.take_errors(first, &read);
    lines.fill_merged(merges, &shared);
    let mut reader = Reader {
        lines: &lines,
        head: &head,
        report: Report::new(),
        codes: BTreeMap::new(),
        names: BTreeMap::new(),
        unread: BTreeSet::new(),
    };
    reader.report_columns();
    reader.report_unread(first);
    let rows = reader.rows(heads);
    if rows.is_empty() && !reader.report.has_errors() {
        reader.report_no_rows();
    }
    let mut report = reader.report;
    report.sort();
    if report.has_errors() {
        return Read::new(None, report);
    }
    let further = head.further.into_iter().map(|(_, text)| text).collect();
    Read::new(Some(RosterRows { rows, further }), report)
}

/// The first cell with a code or a name.
type First = (u32, u32);

struct Reader<'a> {
    lines: &'a ListRows,
    head: &'a RosterHead,
    report: Report,
    /// By the key of each code.
    codes: BTreeMap<String, First>,
    /// By the key of each name and alias.
    names: BTreeMap<String, First>,
    /// Cells that are reported already.
    unread: BTreeSet<(u32, u32)>,
}

impl Reader<'_> {
    fn report_columns(&mut self) {
        let row = self.lines.rows[self.head.above].row;
        for (col, words) in &self.head.further {
            let finding = Finding::new(Code::RosterUnused, self.lines.place(row, *col))
                .seen(text::quote(words))
                .expected(format!(
                    "表头 {} 之一;这一列没有用",
                    text::list(COLUMNS.iter().map(|column| column.head()))
                ))
                .correction("不需要就不必理会");
            self.report.push(finding);
        }
        for (col, words, column) in &self.head.duplicates {
            let first = self.head.col(*column).unwrap_or_default();
            let finding = Finding::new(Code::RosterHead, self.lines.place(row, *col))
                .seen(text::quote(words))
                .expected(format!(
                    "与 {} 不同的表头:两列都读作 {}",
                    self.cell(row, first),
                    column.head()
                ))
                .correction("删去其中一列,或改它的表头");
            self.report.push(finding);
        }
    }

    /// The name of a cell; in a text, its row.
    fn cell(&self, row: u32, col: u32) -> String {
        self.lines.cell(row, col).name()
    }

    fn report_row(&mut self, (row, col): (u32, u32), seen: &str, correction: &str) {
        let finding = Finding::new(Code::RosterRow, self.lines.place(row, col))
            .seen(seen)
            .expected("一行一个部门,写着名称")
            .correction(correction);
        self.report.push(finding);
    }

    /// Reports cells that cannot be read, in the columns that are read.
    fn report_unread(&mut self, first: u32) {
        let read: BTreeSet<u32> = self.head.columns.values().copied().collect();
        let is_read = |(row, col): (u32, u32)| row >= first && read.contains(&col);
        for (at, unread) in &self.lines.unread {
            if is_read(*at) {
                self.unread.insert(*at);
                let correction = "改成普通的文字;不是名册的,删去这一行";
                self.report_row(*at, unread.words(), correction);
            }
        }
        if self.lines.rows.len() > MAX_ROWS {
            let words = format!("多于 {MAX_ROWS} 行");
            self.report_row((first, 0), &words, "看是不是给错了文件");
        }
    }

    fn rows(&mut self, heads: &ListHeads) -> Vec<RosterRow> {
        let (lines, head) = (self.lines, self.head);
        let below = lines.rows[head.above + 1..].iter().take(MAX_ROWS);
        below.filter_map(|line| self.row(line, heads)).collect()
    }

    fn row(&mut self, line: &ListRow, heads: &ListHeads) -> Option<RosterRow> {
        let head = self.head;
        let is_head = |text: &str| heads.column_of(text).map(|index| COLUMNS[index]);
        let name_col = head.col(RosterColumn::Name)?;
        let name = line.get(name_col).map(str::trim).unwrap_or_default();
        // The head again, at the top of a printed page.
        let is_repeated = |(column, col): (&RosterColumn, &u32)| {
            line.get(*col)
                .is_some_and(|text| is_head(text) == Some(*column))
        };
        if head.columns.iter().all(is_repeated) {
            return None;
        }
        let value = |column: RosterColumn| {
            let text = head.col(column).and_then(|col| line.get(col));
            let text = text.map(str::trim).unwrap_or_default();
            // A line break that a clerk typed to fit a narrow column.
            text.replace(['\n', '\r'], "")
        };
        let is_filled = head.columns.values().any(|col| line.get(*col).is_some());
        let is_reported = self.unread.contains(&(line.row, name_col));
        let code = head.col(RosterColumn::Code).and_then(|col| line.get(col));
        let begins = line.cells.first().map(|(_, text)| text.as_ref());
        let other = [Some(name), code, begins].into_iter().flatten();
        if other.into_iter().any(is_other_row) {
            self.report_other_row(line, name_col);
            return None;
        }
        if name_key(name).is_empty() {
            if is_filled && !is_reported {
                let seen = text::clip(&super::rows::texts(line));
                let correction = "补上名称;不是部门的(合计、填表人),删去这一行";
                self.report_row(
                    (line.row, name_col),
                    &format!("没有名称:{seen}"),
                    correction,
                );
            }
            return None;
        }
        self.report_long(line);
        let row = RosterRow {
            code: value(RosterColumn::Code),
            name: value(RosterColumn::Name),
            aliases: (head.col(RosterColumn::Aliases))
                .and_then(|col| line.get(col))
                .map_or_else(Vec::new, aliases),
            section: value(RosterColumn::Section),
            contact: value(RosterColumn::Contact),
            deadline: value(RosterColumn::Deadline),
            remark: value(RosterColumn::Remark),
            further: (head.further.iter())
                .map(|(col, _)| line.get(*col).unwrap_or_default().trim().to_owned())
                .collect(),
        };
        self.report_duplicates(line.row, &row);
        Some(row)
    }

    /// Notes a row that is no department: a total, a remark, a signature.
    fn report_other_row(&mut self, line: &ListRow, name_col: u32) {
        let finding = Finding::new(Code::RosterUnused, self.lines.place(line.row, name_col))
            .seen(text::clip(&super::rows::texts(line)))
            .expected("一行一个部门;合计、注、填表人等的行没有读")
            .correction("是部门的,把名称写全;不是就不必理会");
        self.report.push(finding);
    }

    /// Reports a head without departments below it.
    fn report_no_rows(&mut self) {
        let row = self.lines.rows[self.head.above].row;
        let col = self.head.col(RosterColumn::Name).unwrap_or_default();
        let correction = "补上各部门,或看是不是给错了文件";
        self.report_row((row, col), "表头下面没有部门", correction);
    }

    /// Reports values that are too long, or that have swallowed the lines below.
    fn report_long(&mut self, line: &ListRow) {
        for (column, col) in &self.head.columns {
            let text = line.get(*col).unwrap_or_default().trim();
            let length = text.chars().count();
            let is_aliases = *column == RosterColumn::Aliases;
            if self.lines.sheet.is_empty() && text.contains('\n') {
                let seen = "一格里有几行,或引号没有配对";
                let correction = "补上或删去引号;一格写在一行里";
                self.report_row((line.row, *col), seen, correction);
            }
            if length > MAX_ROSTER_VALUE && !is_aliases {
                let seen = format!("{length} 个字");
                let correction = format!("一格至多 {MAX_ROSTER_VALUE} 个字");
                self.report_row((line.row, *col), &seen, &correction);
            }
        }
    }

    fn report_duplicates(&mut self, row: u32, department: &RosterRow) {
        let code = code_key(&department.code);
        if let Some(col) = self
            .head
            .col(RosterColumn::Code)
            .filter(|_| !code.is_empty())
        {
            let first = *self.codes.entry(code).or_insert((row, col));
            self.report_duplicate((row, col), first, ("编码", &department.code));
        }
        let name_col = self.head.col(RosterColumn::Name).unwrap_or_default();
        let aliases_col = self.head.col(RosterColumn::Aliases).unwrap_or(name_col);
        let names = std::iter::once((name_col, "名称", &department.name));
        let aliases = department.aliases.iter();
        for (col, what, name) in names.chain(aliases.map(|alias| (aliases_col, "别名", alias))) {
            let first = *self.names.entry(name_key(name)).or_insert((row, col));
            self.report_duplicate((row, col), first, (what, name));
        }
    }

    fn report_duplicate(&mut self, at: First, first: First, (what, seen): (&str, &str)) {
        if at.0 == first.0 {
            return;
        }
        let other = if self.lines.sheet.is_empty() {
            format!("第 {} 行", first.0 + 1)
        } else {
            self.cell(first.0, first.1)
        };
        let finding = Finding::new(Code::RosterDuplicate, self.lines.place(at.0, at.1))
            .seen(text::quote(seen))
            .expected(format!("一个{what}一个部门;{other} 已有"))
            .correction("同一个部门写了两行的,删去一行;写错了的,改正");
        self.report.push(finding);
    }
}

/// Whether a row that has this text is no department: a total, a remark, a signature.
pub(super) fn is_other_row(text: &str) -> bool {
    let text: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    let mut words = OTHER_ROWS.iter();
    words.any(|word| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| {
            let next = rest.chars().next();
            next.is_none_or(|next| ['：', ':', '（', '('].contains(&next) || next.is_numeric())
        })
    })
}

/// The names in a cell.
fn aliases(text: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    for alias in text.split(SEPARATORS).map(str::trim) {
        let key = name_key(alias);
        if !key.is_empty() && !aliases.iter().any(|known| name_key(known) == key) {
            aliases.push(alias.to_owned());
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;

    fn read(text: &str) -> Read<Option<RosterRows>> {
        read_roster_text(&Source::new("a.csv", text.to_owned()))
    }

    #[test]
    fn columns_are_in_any_order_below_a_title() {
        let text = "2026 年名册\n股室,地址,别名,单位名称（全称）,单位代码\n\
            行政政法股,东街,县司法局；老司法局|司法,青石县司法局,015\n";
        let read = read(text);
        let rows = read.value.unwrap();
        assert_eq!(rows.further, ["地址"]);
        let [row] = &rows.rows[..] else {
            panic!("{rows:?}")
        };
        assert_eq!(
            (row.code.as_str(), row.name.as_str()),
            ("015", "青石县司法局")
        );
        assert_eq!(row.aliases, ["县司法局", "老司法局", "司法"]);
        assert_eq!(
            (row.section.as_str(), &row.further[..]),
            ("行政政法股", &["东街".to_owned()][..])
        );
        let codes = read.report.findings().iter().map(|finding| finding.code);
        assert_eq!(codes.collect::<Vec<_>>(), [Code::RosterUnused]);
    }

    #[test]
    fn a_total_or_a_signature_is_no_department() {
        for row in [
            "17,合计",
            ",合  计：1家",
            "合计,1家",
            ",注：以上单位",
            ",制表人：张三",
            ",小计(2)",
        ] {
            let read = read(&format!("代码,单位名称\n17,甲局\n{row}\n"));
            let codes: Vec<Code> = read.report.findings().iter().map(|one| one.code).collect();
            assert_eq!(codes, [Code::RosterUnused], "{row}");
            assert_eq!(read.value.unwrap().rows.len(), 1, "{row}");
        }
        for name in ["说明文化馆", "注册会计师协会", "审核中心"] {
            let read = read(&format!("代码,单位名称\n17,{name}\n"));
            assert!(read.report.is_empty(), "{name}: {:?}", read.report);
        }
    }

    #[test]
    fn a_head_without_departments_is_an_error() {
        for text in [
            "代码,单位名称\n",
            "单位名称,股室\n合计,\n",
            "单位名称\n单位名称\n",
        ] {
            let read = read(text);
            assert!(read.value.is_none(), "{text}");
            let errors = read.report.at_least(Level::Error);
            let codes: Vec<Code> = errors.findings().iter().map(|one| one.code).collect();
            assert_eq!(codes, [Code::RosterRow], "{text}");
        }
    }

    #[test]
    fn a_person_and_a_phone_are_columns_of_their_own() {
        for text in [
            "单位名称,联系人,联系电话\n甲局,张某,138****0000\n",
            "单位名称,联系电话,联系人\n甲局,138****0000,张某\n",
        ] {
            let read = read(text);
            let rows = read.value.unwrap();
            assert_eq!(rows.rows[0].contact, "张某", "{text}");
            assert_eq!(rows.further, ["联系电话"], "{text}");
            assert_eq!(rows.rows[0].further, ["138****0000"], "{text}");
            let codes: Vec<Code> = read.report.findings().iter().map(|one| one.code).collect();
            assert_eq!(codes, [Code::RosterUnused], "{text}");
        }
        let twice = read("单位名称,联系人,联系人\n甲局,张某,李某\n");
        assert!(twice.value.is_none());
    }

    #[test]
    fn a_head_repeated_on_each_page_is_no_department() {
        let text = "编码;名称\n1;甲局\n编码;名称\n2;乙局\n";
        let rows = read(text).value.unwrap().rows;
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["甲局", "乙局"]);
    }
}
