//! The results as they are told: what only all of them together show (the same department twice), and what belongs together though it was found apart.
//!
//! It is made anew from what is kept each time, so that parts of a run put together tell the same as one run.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::kept::{KeptDepartment, KeptInput, Piece, Role, State, WrittenFinding};
use super::manifest::Counts;
use super::order::Order;
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use crate::form::Edition;
use crate::source::Place;
use crate::text::{self, name_key};

/// What summary, reports and counts are made from.
pub(super) struct Told<'a> {
    /// All inputs.
    pub(super) all: &'a [KeptInput],
    /// Inputs that nothing was read from.
    pub(super) unread: Vec<&'a KeptInput>,
    /// Inputs that are told of as a whole: what was found in a file of one department is told of that department.
    pub(super) inputs: Vec<&'a KeptInput>,
    /// The departments with everything found of them.
    pub(super) departments: Vec<Cow<'a, KeptDepartment>>,
}

impl<'a> Told<'a> {
    /// Departments in the order of the inputs.
    pub(super) fn of(inputs: &'a [KeptInput], departments: &'a [KeptDepartment]) -> Told<'a> {
        let read = names_read(departments);
        let by_name: BTreeMap<&str, &KeptInput> = inputs
            .iter()
            .map(|input| (input.name.as_str(), input))
            .collect();
        let seen = Seen::of(departments);
        let usual = UsualYear::of(departments);
        let codes = Codes::of(departments);
        let departments = departments.iter().map(|department| {
            let input = by_name.get(department.input.as_str());
            let twice = seen.repeated(department, (input.copied(), &by_name));
            let apart = usual.apart(department, input.copied());
            let code = codes.apart(department, input.copied());
            let alone = input.filter(|input| input.departments == 1 && !input.findings.is_empty());
            if twice.is_none() && apart.is_none() && code.is_none() && alone.is_none() {
                return Cow::Borrowed(department);
            }
            let mut department = department.clone();
            if let Some(input) = alone {
                let own = std::mem::take(&mut department.findings);
                department.findings = input.findings.clone();
                department.findings.append(own);
            }
            for finding in [twice, apart, code].into_iter().flatten() {
                department.findings.push(finding);
            }
            Cow::Owned(department)
        });
        Told {
            all: inputs,
            unread: inputs
                .iter()
                .filter(|input| input.role == Role::Own && !read.contains(input.name.as_str()))
                .collect(),
            departments: departments.collect(),
            inputs: inputs
                .iter()
                .filter(|input| input.departments != 1)
                .collect(),
        }
    }

    /// First the departments that the order names by code or name, then the others.
    pub(super) fn in_order(mut self, order: &Order<'_>) -> Told<'a> {
        self.departments
            .sort_by_cached_key(|department| order.place(department).unwrap_or(usize::MAX));
        self
    }

    /// How much there is of everything.
    pub(super) fn counts(&self) -> Counts {
        Counts::of(self)
    }

    /// The title of an edition for its departments: the year in it, if one stands there, is that of the data; all of them where there are several.
    pub(super) fn title(&self, edition: &Edition) -> String {
        let own = self
            .departments
            .iter()
            .filter(|one| one.edition == edition.id);
        let years = own.map(|one| one.year.as_str());
        let years: BTreeSet<&str> = years.filter(|year| !year.is_empty()).collect();
        let years: Vec<&str> = years.into_iter().collect();
        with_years(&edition.title, &years)
    }

    /// Whether something was read from the input of a department.
    pub(super) fn is_read(&self, department: &KeptDepartment) -> bool {
        !department.edition.is_empty()
            || !self
                .unread
                .iter()
                .any(|input| input.name == department.input)
    }
}

/// A title with other years in the place of the one in it.
fn with_years(title: &str, years: &[&str]) -> String {
    /// Digits of a year.
    const DIGITS: usize = 4;
    let is_digit = |character: char| character.is_ascii_digit();
    let mut runs = title.split(|character| !is_digit(character));
    match runs.find(|run| run.len() == DIGITS) {
        Some(year) if !years.is_empty() => title.replacen(year, &years.join("、"), 1),
        _ => title.to_owned(),
    }
}

/// Names of the inputs that a department was read from.
pub(super) fn names_read(departments: &[KeptDepartment]) -> BTreeSet<&str> {
    departments
        .iter()
        .filter(|department| !department.edition.is_empty())
        .map(|department| department.input.as_str())
        .collect()
}

/// Whether a department was there before: what [`Code::SameDepartment`] says.
pub(super) fn is_repeated(department: &KeptDepartment) -> bool {
    let code = Code::SameDepartment.as_str();
    department
        .findings
        .list
        .iter()
        .any(|finding| finding.code == code)
}

/// Of each department the one that counts, where there are several: the first whose tables were made, or the first of all.
#[derive(Default)]
struct Seen<'a> {
    /// By code and name.
    names: BTreeMap<(String, String), &'a KeptDepartment>,
    /// The first code of each name that has one: a department that came without its code is taken for that one.
    codes: BTreeMap<String, String>,
    /// By the bytes of the file, and the place in it.
    bytes: BTreeMap<(Digest, usize), &'a KeptDepartment>,
}

impl<'a> Seen<'a> {
    fn of(departments: &'a [KeptDepartment]) -> Seen<'a> {
        let mut seen = Seen::default();
        let is_made = |department: &&KeptDepartment| department.state == State::Made;
        let named = || departments.iter().filter(|one| !one.name.is_empty());
        for department in named().filter(|one| !one.code.is_empty()) {
            let code = seen.codes.entry(name_key(&department.name));
            code.or_insert_with(|| name_key(&department.code));
        }
        let rest = named().filter(|one| !is_made(one));
        for department in named().filter(is_made).chain(rest) {
            let key = seen.key(department);
            seen.names.entry(key).or_insert(department);
            let bytes = (department.sha256, department.index);
            seen.bytes.entry(bytes).or_insert(department);
        }
        seen
    }

    /// What a department is called by.
    fn key(&self, department: &KeptDepartment) -> (String, String) {
        let name = name_key(&department.name);
        let code = name_key(&department.code);
        match self.codes.get(&name) {
            Some(known) if code.is_empty() => (known.clone(), name),
            _ => (code, name),
        }
    }

    /// What is to be said of a department that counts elsewhere.
    fn repeated(
        &self,
        department: &KeptDepartment,
        (input, inputs): (Option<&KeptInput>, &BTreeMap<&str, &KeptInput>),
    ) -> Option<WrittenFinding> {
        if department.name.is_empty() {
            return None;
        }
        let bytes = (department.sha256, department.index);
        let is_other = |one: &&&KeptDepartment| !std::ptr::eq(**one, department);
        let same = self.bytes.get(&bytes).filter(is_other);
        let first = self.names.get(&self.key(department)).filter(is_other);
        let input = input?;
        let level = input.same_department?;
        let piece = |name: &str| inputs.get(name).and_then(|input| input.piece.as_ref());
        let others = first.and_then(|first| piece(&first.input));
        let parts: Vec<&Piece> = others.into_iter().chain(input.piece.as_ref()).collect();
        let are_parts = parts.len() == 2 && Piece::are_complementary(&parts);
        let expected = match (same, first) {
            (Some(same), _) => format!("一个部门一份;这个文件与 {} 一字不差", same.input),
            (None, Some(first)) if first.input == department.input => {
                "一个部门一份;同一个文件里还有一次这个部门".to_owned()
            }
            (None, Some(first)) if first.name != department.name => format!(
                "一个部门一份;{} 里的 {} 看上去是同一个名称,只差看不见的字符、空格或全角半角",
                first.input,
                text::quote(&first.name)
            ),
            (None, Some(first)) if first.code.is_empty() != department.code.is_empty() => format!(
                "一个部门一份;{} 里已有这个名称的部门,只是一份有编码、一份没有",
                first.input
            ),
            (None, Some(first)) => format!("一个部门一份;{} 里已有这个部门", first.input),
            (None, None) => return None,
        };
        let seen = [&department.code, &department.name].map(String::as_str);
        let finding = Finding::new(Code::SameDepartment, Place::file(&department.input))
            .seen(text::quote(seen.join(" ").trim()))
            .expected(expected)
            .mend(if are_parts {
                "两份里是不同的表,移出去哪一份都会少表:把两份的表放进一个文件(都是工作簿的,用 jixiao import 一起给出,合成一份),再运行"
            } else {
                "只留一份,另一份移出去,再运行;现在汇总表的合计、合订本只算另一份"
            });
        Some(WrittenFinding::at(level, &finding))
    }
}

/// Codes with the names that departments have them under, and names with their codes.
#[derive(Default)]
struct Codes<'a> {
    by_code: BTreeMap<String, BTreeMap<String, &'a KeptDepartment>>,
    by_name: BTreeMap<String, BTreeMap<String, &'a KeptDepartment>>,
}

impl<'a> Codes<'a> {
    fn of(departments: &'a [KeptDepartment]) -> Codes<'a> {
        let mut codes = Codes::default();
        for department in departments {
            let (code, name) = (name_key(&department.code), name_key(&department.name));
            if code.is_empty() || name.is_empty() {
                continue;
            }
            let names = codes.by_code.entry(code.clone()).or_default();
            names.entry(name.clone()).or_insert(department);
            let own = codes.by_name.entry(name).or_default();
            own.entry(code).or_insert(department);
        }
        codes
    }

    /// Reports a department whose code others have, or whose name stands with other codes.
    fn apart(
        &self,
        department: &KeptDepartment,
        input: Option<&KeptInput>,
    ) -> Option<WrittenFinding> {
        let level = input?.code_apart?;
        let (code, name) = (name_key(&department.code), name_key(&department.name));
        if code.is_empty() || name.is_empty() {
            return None;
        }
        let others = |all: Option<&BTreeMap<String, &'a KeptDepartment>>, own: &str| {
            let others = all.into_iter().flatten().filter(|(key, _)| *key != own);
            let mut others: Vec<&KeptDepartment> = others.map(|(_, other)| *other).collect();
            others.sort_by(|one, next| one.input.cmp(&next.input));
            others
        };
        let names = others(self.by_code.get(&code), &name);
        let codes = others(self.by_name.get(&name), &code);
        let mut words = Vec::new();
        for (others, what) in [(&names, "一个编码一个部门"), (&codes, "一个部门一个编码")]
        {
            let others = others
                .iter()
                .map(|other| format!("{} 里是 {} {}", other.input, other.code, other.name));
            let others: Vec<String> = others.collect();
            if !others.is_empty() {
                words.push(format!(
                    "{what};{}",
                    text::list(others.iter().map(String::as_str))
                ));
            }
        }
        if words.is_empty() {
            return None;
        }
        let finding = Finding::new(Code::CodeApart, Place::file(&department.input))
            .seen(text::quote(&format!("{} {}", department.code, department.name)))
            .expected(words.join(";"))
            .mend("改正写错的编码或名称;是同一个部门的(改了名、编码换过),只留一份,另一份移出去。现在两份都算进合计");
        Some(WrittenFinding::at(level, &finding))
    }
}

/// The year that most departments have.
struct UsualYear<'a> {
    year: &'a str,
    departments: usize,
}

impl<'a> UsualYear<'a> {
    /// Of the years that as many have, the later.
    fn of(departments: &'a [KeptDepartment]) -> UsualYear<'a> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for department in departments.iter().filter(|one| !one.year.is_empty()) {
            *counts.entry(&department.year).or_default() += 1;
        }
        let most = counts
            .into_iter()
            .max_by_key(|(year, count)| (*count, *year));
        let (year, departments) = most.unwrap_or_default();
        UsualYear { year, departments }
    }

    /// What is to be said of a department with another year.
    fn apart(
        &self,
        department: &KeptDepartment,
        input: Option<&KeptInput>,
    ) -> Option<WrittenFinding> {
        let level = input?.year_apart?;
        if department.year.is_empty() || department.year == self.year {
            return None;
        }
        let finding = Finding::new(Code::YearApart, Place::file(&department.input))
            .seen(format!("{} 年度", department.year))
            .expected(format!(
                "{} 年度,与 {} 个部门相同",
                self.year, self.departments
            ))
            .mend("看是不是交了别的年度的表;年度没有错的,分开来做");
        Some(WrittenFinding::at(level, &finding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_title_is_that_of_the_data() {
        assert_eq!(with_years("甲表(2025年度)", &["2026"]), "甲表(2026年度)");
        assert_eq!(
            with_years("甲表(2025年度)", &["2025", "2026"]),
            "甲表(2025、2026年度)"
        );
        assert_eq!(with_years("甲表(2025年度)", &[]), "甲表(2025年度)");
        assert_eq!(with_years("第 12 号表", &["2026"]), "第 12 号表");
    }
}
