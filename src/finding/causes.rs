//! The causes of a report: findings that follow from another one, or that repeat it in the rows
//! below, are grouped under it. No finding is left out, and no count changes.
//!
//! A finding follows another one
//!
//! - whose code it names ([`Finding::follows`]),
//! - that is at a value that it was computed from ([`Links::operands`]),
//! - because of which its value was not read ([`Links::withheld`], [`Links::unread`]).
//!
//! A finding repeats an earlier one with the same code, level and texts in the same column. Of
//! mistakes that people make in a whole column, numbers, signs and quoted texts may differ.

use std::collections::BTreeMap;

use super::{Code, Finding};
use crate::source::LABEL_SEPARATOR;

/// What connects a finding with others of its report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The values that it was computed from.
    pub operands: Vec<Operand>,
    /// Pointers of values that were not read because of it: their key is misspelt.
    pub withheld: Vec<String>,
    /// Labels of fields on the same sheet that may not have been read because of it: the label of a
    /// column is missing.
    pub unread: Vec<String>,
}

/// A value that a finding was computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Its JSON Pointer.
    pub pointer: String,
    /// The label of its field.
    pub label: String,
    /// Whether there is no value.
    pub is_blank: bool,
}

/// A finding that follows from no other one, with those that follow from it or repeat it. Numbers
/// are indices in the list of findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The finding.
    pub finding: usize,
    /// Those that follow from it, in the order of the list.
    pub followers: Vec<Follower>,
}

/// A finding under its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follower {
    /// The finding.
    pub finding: usize,
    /// The finding from which it directly follows, or which it repeats.
    pub of: usize,
    /// The first finding of the cause with the same code and column, of which it differs at most in
    /// numbers, signs and quoted texts.
    pub like: Option<usize>,
}

impl Cause {
    /// Number of its findings.
    pub const fn len(&self) -> usize {
        1 + self.followers.len()
    }

    /// Whether it has no finding; never.
    pub const fn is_empty(&self) -> bool {
        false
    }
}

/// Codes of a value that is missing, not read or wrong, so that results computed from it are wrong
/// too.
const SPOILS: &[Code] = &[
    Code::UnknownKey,
    Code::DuplicateKey,
    Code::WrongType,
    Code::ValueNotNumber,
    Code::NumberTooLong,
    Code::NumberUnclear,
    Code::AmountInYuan,
    Code::PercentAsRatio,
    Code::MissingRequired,
    Code::MissingValue,
    Code::MissingComparison,
    Code::UnitMissing,
    Code::UnitSpelling,
    Code::UnitNotWanted,
    Code::CellError,
    Code::CellNoResult,
    Code::FormulaEmpty,
    Code::TextNotSummed,
];

/// Codes of a value that is not there: it may be a consequence of a label that was not found.
const MISSES: &[Code] = &[
    Code::MissingRequired,
    Code::MissingValue,
    Code::MissingComparison,
    Code::UnitMissing,
    Code::ValueInContent,
];

/// Codes of mistakes that people make in a whole column, whatever is in its cells.
const HABITS: &[Code] = &[
    Code::UnknownKey,
    Code::WrongType,
    Code::ValueNotNumber,
    Code::ValueNotWords,
    Code::ValueInContent,
    Code::MissingRequired,
    Code::MissingValue,
    Code::MissingComparison,
    Code::AmountInYuan,
    Code::PercentAsRatio,
    Code::PercentAtLeast100,
    Code::UnitMissing,
    Code::UnitSpelling,
    Code::UnitNotWanted,
    Code::XlsxNumberAsText,
];

/// Codes about a table as a whole: what one table lacks does not explain what another one lacks.
const OF_TABLES: &[Code] = &[
    Code::MissingFamily,
    Code::CustomaryFamily,
    Code::FamilyOrder,
];

/// Groups findings by their causes. Causes are in the order of their findings.
pub fn causes(findings: &[Finding]) -> Vec<Cause> {
    grouped(findings, &followed(findings))
}

/// For each finding the one that it directly follows or repeats, without circles.
pub(crate) fn followed(findings: &[Finding]) -> Vec<Option<usize>> {
    let mut parents = Parents {
        of: vec![None; findings.len()],
    };
    let index = Index::new(findings);
    for (number, finding) in findings.iter().enumerate() {
        if let Some(cause) = index.cause_of(number, finding) {
            parents.set(number, cause);
        }
    }
    let mut first: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        let is_free = parents.of[number].is_none();
        let Some(likeness) = repeated(finding) else {
            continue;
        };
        match first.get(&likeness) {
            Some(earlier) if is_free => parents.set(number, *earlier),
            Some(_) => {}
            None => {
                first.insert(likeness, number);
            }
        }
    }
    parents.of
}

/// The causes of findings, by what [`followed`] gave for them. Those at the end may be left out if
/// they follow none.
pub(crate) fn grouped(findings: &[Finding], followed: &[Option<usize>]) -> Vec<Cause> {
    let mut followers: BTreeMap<usize, Vec<Follower>> = BTreeMap::new();
    let mut first: BTreeMap<(usize, Likeness<'_>), usize> = BTreeMap::new();
    let roots: Vec<usize> = (0..findings.len()).map(|one| root(followed, one)).collect();
    // A cause may come after its followers, and the others are compared with it first.
    for (number, finding) in findings.iter().enumerate() {
        if roots[number] == number {
            first.insert((number, Likeness::new(finding, true)), number);
            followers.insert(number, Vec::new());
        }
    }
    for (number, finding) in findings.iter().enumerate() {
        let Some(of) = followed.get(number).copied().flatten() else {
            continue;
        };
        let root = roots[number];
        let like = *first
            .entry((root, Likeness::new(finding, true)))
            .or_insert(number);
        followers.entry(root).or_default().push(Follower {
            finding: number,
            of,
            like: (like != number).then_some(like),
        });
    }
    let causes = followers.into_iter();
    causes
        .map(|(finding, followers)| Cause { finding, followers })
        .collect()
}

/// The cause of a finding, by the ones that are followed.
fn root(followed: &[Option<usize>], mut number: usize) -> usize {
    while let Some(parent) = followed.get(number).copied().flatten() {
        number = parent;
    }
    number
}

/// For each finding the one that it follows, without circles.
struct Parents {
    of: Vec<Option<usize>>,
}

impl Parents {
    /// Puts a finding that has none under another one, unless that follows from it.
    fn set(&mut self, number: usize, parent: usize) {
        if root(&self.of, parent) != number {
            self.of[number] = Some(parent);
        }
    }
}

/// The findings by what they may cause.
struct Index<'r> {
    findings: &'r [Finding],
    /// By file and pointer of their place.
    at: BTreeMap<(&'r str, &'r str), Vec<usize>>,
    /// By file and pointer of a value that was not read because of them.
    withheld: BTreeMap<(&'r str, &'r str), usize>,
    /// By file and label of a field that may not have been read because of them.
    unread: BTreeMap<(&'r str, &'r str), Vec<usize>>,
    by_code: BTreeMap<(&'r str, Code), Vec<usize>>,
}

impl<'r> Index<'r> {
    fn new(findings: &'r [Finding]) -> Index<'r> {
        let mut index = Index {
            findings,
            at: BTreeMap::new(),
            withheld: BTreeMap::new(),
            unread: BTreeMap::new(),
            by_code: BTreeMap::new(),
        };
        for (number, finding) in findings.iter().enumerate() {
            let (file, links) = (finding.place.file.as_str(), &finding.links);
            if !finding.place.pointer.is_empty() {
                let at = index.at.entry((file, &finding.place.pointer)).or_default();
                at.push(number);
            }
            for pointer in &links.withheld {
                index.withheld.entry((file, pointer)).or_insert(number);
            }
            for label in &links.unread {
                index.unread.entry((file, label)).or_default().push(number);
            }
            let of_code = index.by_code.entry((file, finding.code)).or_default();
            of_code.push(number);
        }
        index
    }

    /// The finding that causes another one.
    fn cause_of(&self, number: usize, finding: &Finding) -> Option<usize> {
        let own = MISSES.contains(&finding.code).then(|| Operand {
            pointer: finding.place.pointer.clone(),
            label: last_label(finding).to_owned(),
            is_blank: true,
        });
        let operands = || finding.links.operands.iter();
        let cause = own
            .iter()
            .chain(operands())
            .find_map(|one| self.not_read(number, finding, one));
        cause
            .or_else(|| self.named(number, finding))
            .or_else(|| operands().find_map(|one| self.spoilt(number, finding, one)))
    }

    /// The finding because of which a value was not read.
    fn not_read(&self, number: usize, finding: &Finding, operand: &Operand) -> Option<usize> {
        let file = finding.place.file.as_str();
        let withheld = self.withheld.get(&(file, &operand.pointer));
        let withheld = withheld.copied().filter(|cause| *cause != number);
        withheld.or_else(|| {
            let labelled = self.unread.get(&(file, &operand.label))?;
            let mut labelled = labelled.iter().copied().filter(|_| operand.is_blank);
            labelled.find(|cause| *cause != number && self.share_sheet(number, *cause))
        })
    }

    fn share_sheet(&self, one: usize, other: usize) -> bool {
        let sheet = |number: usize| {
            let cell = self.findings[number].place.cell.as_ref();
            cell.map(|cell| cell.number)
        };
        sheet(one) == sheet(other)
    }

    /// The finding at a value that another one was computed from.
    fn spoilt(&self, number: usize, finding: &Finding, operand: &Operand) -> Option<usize> {
        let at = self.at.get(&(&finding.place.file, &operand.pointer))?;
        // A total of totals, each with its own finding.
        let is_total = |code| code == Code::TotalMismatch;
        let mut at = at.iter().copied().filter(|cause| *cause != number);
        at.find(|cause| {
            let code = self.findings[*cause].code;
            SPOILS.contains(&code) || is_total(code) && is_total(finding.code)
        })
    }

    /// The nearest finding with the code that a finding names as its cause.
    fn named(&self, number: usize, finding: &Finding) -> Option<usize> {
        let known = self.by_code.get(&(&finding.place.file, finding.follows?))?;
        let known = known.iter().copied().filter(|cause| *cause != number);
        // The last of the greatest is the first in the list.
        let nearest = known.rev();
        nearest.max_by_key(|cause| nearness(finding, &self.findings[*cause]))
    }
}

/// How near two findings are: in one cell, on one sheet, number of shared keys of their pointers.
fn nearness(one: &Finding, other: &Finding) -> (bool, bool, usize) {
    let [cell, other_cell] = [one, other].map(|finding| finding.place.cell.as_ref());
    let is_one_sheet = cell.map(|cell| cell.number) == other_cell.map(|cell| cell.number);
    let [own, others] = [one, other].map(|finding| finding.place.pointer.split('/'));
    let shared = own.zip(others).take_while(|(own, other)| own == other);
    (
        cell.is_some() && cell == other_cell,
        is_one_sheet,
        shared.count(),
    )
}

/// The last part of a finding's label.
fn last_label(finding: &Finding) -> &str {
    let label = finding.place.label.as_str();
    label.rsplit(LABEL_SEPARATOR).next().unwrap_or(label)
}

/// What repeats of a mistake have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'r> {
    name: &'r str,
    level: super::Level,
    file: &'r str,
    /// Sheet and column of a cell.
    column: Option<(usize, u32)>,
    /// The pointer without the number of the row.
    pointer: String,
    texts: [String; 2],
}

impl<'r> Likeness<'r> {
    /// The likeness of a finding; with the kind of its texts, or with the texts themselves.
    fn new(finding: &'r Finding, by_kind: bool) -> Likeness<'r> {
        let place = &finding.place;
        let texts = [finding.seen.as_str(), finding.expected.as_str()];
        let is_in_cell = place.cell.is_some();
        Likeness {
            name: finding.name(),
            level: finding.level,
            file: &place.file,
            column: place.cell.as_ref().map(|cell| (cell.number, cell.col)),
            pointer: without_row(&place.pointer, is_in_cell),
            texts: texts.map(|text| if by_kind { kind(text) } else { text.to_owned() }),
        }
    }
}

/// The likeness by which a finding repeats one of another row; `None` if it is in no row, and thus
/// repeats none.
fn repeated(finding: &Finding) -> Option<Likeness<'_>> {
    if OF_TABLES.contains(&finding.code) {
        return None;
    }
    let likeness = Likeness::new(finding, HABITS.contains(&finding.code));
    likeness.pointer.contains(ANY_ROW).then_some(likeness)
}

/// Stands for the number of a row.
const ANY_ROW: char = '*';

/// A pointer without the number of its row. In a text, tables of one kind are no rows of a column:
/// only a number after the third key is that of a row; on a sheet all are.
fn without_row(pointer: &str, is_in_cell: bool) -> String {
    let is_number = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    let keys: Vec<&str> = pointer.split('/').collect();
    let last = keys.iter().rposition(|key| is_number(key));
    let keys = keys.iter().enumerate().map(|(position, key)| {
        let is_table = position <= TABLE_NUMBER;
        let is_row = if is_in_cell {
            is_number(key)
        } else {
            last == Some(position) && !is_table
        };
        if is_row {
            ANY_ROW.to_string()
        } else {
            (*key).to_owned()
        }
    });
    keys.collect::<Vec<_>>().join("/")
}

/// Position of a table's number in a pointer: `/projects/0`.
const TABLE_NUMBER: usize = 2;

/// A text without what differs between equal mistakes: numbers, signs, and quoted texts, of which
/// only is kept whether they contain a number.
fn kind(text: &str) -> String {
    let mut kind = String::with_capacity(text.len());
    for (position, part) in text.split('"').enumerate() {
        let is_quoted = position % 2 == 1;
        if is_quoted {
            let has_number = part.contains(|character: char| character.is_ascii_digit());
            kind.push_str(if has_number { "\"#\"" } else { "\"\"" });
            continue;
        }
        for character in part.chars() {
            let is_varying = character.is_ascii_digit() || "≥≤=＞＜><.%".contains(character);
            if !is_varying {
                kind.push(character);
            } else if !kind.ends_with('#') {
                kind.push('#');
            }
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{Place, SheetCell};

    /// A finding at a pointer of a JSON file.
    fn at(code: Code, pointer: &str, seen: &str) -> Finding {
        let place = Place {
            pointer: pointer.to_owned(),
            label: "甲 › 乙".to_owned(),
            ..Place::file("a.json")
        };
        Finding::new(code, place).seen(seen)
    }

    /// A finding in a cell of column B.
    fn in_cell(code: Code, (sheet, row): (usize, u32), pointer: &str) -> Finding {
        let cell = SheetCell {
            sheet: Arc::from("表"),
            number: sheet,
            row,
            col: 1,
        };
        let finding = at(code, pointer, "空");
        let place = Place {
            cell: Some(cell),
            ..finding.place
        };
        Finding { place, ..finding }
    }

    /// The numbers of each cause, its own first.
    fn numbers(findings: &[Finding]) -> Vec<Vec<usize>> {
        let all = causes(findings);
        let listed: usize = all.iter().map(Cause::len).sum();
        assert_eq!(listed, findings.len(), "no finding is lost");
        let numbers = |cause: &Cause| {
            let followers = cause.followers.iter().map(|follower| follower.finding);
            std::iter::once(cause.finding).chain(followers).collect()
        };
        all.iter().map(numbers).collect()
    }

    fn operand(pointer: &str, label: &str, is_blank: bool) -> Operand {
        Operand {
            pointer: pointer.to_owned(),
            label: label.to_owned(),
            is_blank,
        }
    }

    #[test]
    fn a_total_follows_from_an_operand_that_is_wrong() {
        let total = |operand| at(Code::TotalMismatch, "/d/total", "1").computed_from(vec![operand]);
        let wrong = at(Code::AmountInYuan, "/d/part", "10000");
        let known = total(operand("/d/part", "甲", false));
        assert_eq!(numbers(&[known.clone(), wrong.clone()]), [[1, 0]]);
        let other = total(operand("/d/other", "甲", false));
        assert_eq!(numbers(&[other, wrong]), [[0], [1]]);
        // A mistake of spelling in an operand changes no total.
        let spelling = at(Code::DoubledWord, "/d/part", "甲甲");
        assert_eq!(numbers(&[known, spelling]), [[0], [1]]);
    }

    #[test]
    fn what_a_misspelt_key_holds_back_follows_from_it() {
        let key = |name: &str, meant: &str| {
            at(Code::UnknownKey, name, name).withholding(Some(meant.to_owned()))
        };
        let missing = |pointer: &str| at(Code::MissingRequired, pointer, pointer);
        let findings = [
            missing("/d/name"),
            missing("/d/target"),
            key("/d/targt", "/d/target"),
            key("/d/nam", "/d/name"),
            missing("/d/goal"),
        ];
        assert_eq!(numbers(&findings), [vec![2, 1], vec![3, 0], vec![4]]);
    }

    #[test]
    fn what_a_missing_column_leaves_blank_follows_from_it() {
        let head = in_cell(Code::LabelMissing, (0, 2), "").leaving_unread(["乙"]);
        let unit = |sheet, row: u32| {
            in_cell(
                Code::UnitMissing,
                (sheet, row),
                &format!("/p/{sheet}/rows/{row}/unit"),
            )
        };
        let content = in_cell(Code::ContentMismatch, (0, 5), "/p/0/rows/5/content")
            .computed_from(vec![operand("/p/0/rows/5/unit", "乙", true)]);
        let findings = [head, unit(0, 4), unit(0, 5), content, unit(1, 4)];
        assert_eq!(numbers(&findings), [vec![0, 1, 2, 3], vec![4]]);
        let all = causes(&findings);
        let like: Vec<_> = all[0].followers.iter().map(|one| one.like).collect();
        assert_eq!(
            like,
            [None, Some(1), None],
            "the second unit repeats the first"
        );
    }

    #[test]
    fn a_named_cause_is_the_nearest_of_its_code() {
        let missing = |row: u32| {
            in_cell(
                Code::MissingComparison,
                (0, row),
                &format!("/p/0/other/{row}/sign"),
            )
            .expected(row.to_string())
        };
        let content = in_cell(Code::ContentMismatch, (0, 7), "/p/0/other/7/content")
            .following(Some(Code::MissingComparison));
        let findings = [missing(6).seen("甲"), missing(7).seen("乙"), content];
        assert_eq!(numbers(&findings), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn a_mistake_of_a_whole_column_is_one_cause() {
        let sign = |row: usize, seen: &str| {
            at(
                Code::MissingComparison,
                &format!("/p/0/rows/{row}/sign"),
                seen,
            )
        };
        let of_other_table = at(
            Code::MissingComparison,
            "/p/1/rows/0/sign",
            "空,而指标值是 1",
        );
        let findings = [
            sign(0, "空,而指标值是 12"),
            sign(1, "空,而指标值是 95"),
            sign(7, "空,而指标值是 3.5"),
            of_other_table,
        ];
        assert_eq!(numbers(&findings), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn other_mistakes_are_one_cause_only_if_they_are_equal() {
        let family =
            |row: usize, seen: &str| at(Code::FamilyName, &format!("/p/0/rows/{row}/level2"), seen);
        let findings = [
            family(0, "环境成本"),
            family(1, "环境"),
            family(2, "环境成本"),
        ];
        assert_eq!(numbers(&findings), [vec![0, 2], vec![1]]);
        // Totals of two tables, and what two tables lack, have nothing to do with each other.
        for code in [Code::TotalMismatch, Code::MissingFamily] {
            let findings = [
                at(code, "/p/0/funds/total", "1"),
                at(code, "/p/1/funds/total", "1"),
            ];
            assert_eq!(numbers(&findings), [[0], [1]]);
        }
    }

    #[test]
    fn findings_that_cause_each_other_are_one_cause_without_end() {
        let total = |pointer: &str, part: &str| {
            at(Code::TotalMismatch, pointer, "1").computed_from(vec![operand(part, "甲", false)])
        };
        let findings = [
            total("/d/a", "/d/b"),
            total("/d/b", "/d/c"),
            total("/d/c", "/d/a"),
        ];
        assert_eq!(numbers(&findings), [[2, 0, 1]]);
    }

    #[test]
    fn findings_of_other_files_are_apart() {
        let total = at(Code::TotalMismatch, "/d/total", "1");
        let total = total.computed_from(vec![operand("/d/part", "甲", false)]);
        let mut part = at(Code::AmountInYuan, "/d/part", "10000");
        "b.json".clone_into(&mut part.place.file);
        assert_eq!(numbers(&[total, part]), [[0], [1]]);
    }

    #[test]
    fn the_kind_of_a_text_is_without_numbers_signs_and_quotes() {
        assert_eq!(kind("空,而指标值是 12.5"), kind("空,而指标值是 3"));
        assert_eq!(kind("文本 \"≥95%\""), kind("文本 \"20个\""));
        assert_eq!(kind("因为类型是 ≥"), kind("因为类型是 ="));
        assert_ne!(kind("文本 \"≥95%\""), kind("文本 \"九十\""));
        assert_ne!(kind("应为甲"), kind("应为乙"));
    }
}
