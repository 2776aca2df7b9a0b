//! Reads `[list]`: a bureau's flat list (清单) of all departments, one row per indicator, and the
//! field that each of its columns fills.

use std::collections::BTreeSet;
use std::ops::Range;

use super::definition::{Definition, Section, Text};
use super::expression::FieldIndex;
use super::field::{Field, FieldKind, Fields};
use super::list_heads::ListHeads;
use super::names::Count;
use super::role::Part;
use super::submission::NamePath;
use super::tables::TableDefinition;
use crate::finding::Code;
use crate::text::{self, name_key};

/// Standard comparison signs.
pub const SIGNS: [&str; 5] = ["≥", "≤", "=", "＞", "＜"];

/// Default width of a column, in characters.
const WIDTH: f64 = 12.0;

/// Flat list of an edition.
#[derive(Debug, Clone)]
pub struct ListDefinition {
    /// Name of the sheet and of the file.
    pub name: String,
    /// Texts in place of a title for rows of the department's own table; the first is written. Year
    /// and department name may precede them. Empty if rows belong to one kind of table only.
    pub overall: Vec<String>,
    /// Labels of a subtotal; the first is written.
    pub subtotal: Vec<String>,
    /// Labels of the grand total; the first is written.
    pub total: Vec<String>,
    /// Texts before a colon or in brackets in place of a name; they make the row an example.
    pub examples: Vec<String>,
    /// Words that spreadsheets append, after a space, to the name of the group that a subtotal row
    /// sums; alone they sum all rows above.
    pub grouped: Vec<String>,
    /// Words for a count, a mean or similar, alone or appended likewise; such rows are not
    /// compared.
    pub statistics: Vec<String>,
    /// First words of a row that is part of the row above (其中).
    pub parts: Vec<String>,
    /// First words of names of groups of departments; `{}` stands for a number.
    pub groups: Vec<String>,
    /// Signs and texts in place of a name that mean "none".
    pub none: Vec<String>,
    /// Signs and texts that mean "same as above".
    pub ditto: Vec<String>,
    /// First words of rows that are notes; `{}` stands for a number.
    pub notes: Vec<String>,
    /// Columns in the order they are written.
    pub columns: Vec<ListColumn>,
    /// The columns by their heads.
    pub heads: ListHeads,
    /// Index of the column with the department's name.
    pub department: usize,
    /// Index of the column with the title of a table that repeats; `None` if rows have no titles.
    pub title: Option<usize>,
    /// Index of the table that rows without a title belong to; `each` if all have one.
    pub whole: usize,
    /// Index of the table that rows with a title belong to; `whole` if none has one.
    pub each: usize,
}

/// A column of the list.
#[derive(Debug, Clone)]
pub struct ListColumn {
    /// Accepted headings; the first is written.
    pub heads: Vec<String>,
    /// Fields it fills, at most one per table, or per list of a table. Empty if the forms have no
    /// field for it.
    pub targets: Vec<ListTarget>,
    /// Words for the list of a table that a row belongs to, if it chooses between several: each
    /// with its lists, at most one per table. Blank means the first.
    pub lists: Vec<(String, Vec<TableList>)>,
    /// Whether a list may omit it; it is written only if it has values.
    pub optional: bool,
    /// Whether it only numbers the rows; its content is ignored.
    pub numbering: bool,
    /// Part of the targets that it has, if each part of an indicator's value has a column.
    pub part: Option<Part>,
    /// Width in characters.
    pub width: f64,
    /// Texts and their meanings: a choice or sign of the field, or nothing (定量: a number without
    /// a sign).
    pub words: Vec<(String, String)>,
    /// Words for the direction in which a value is better, each with its signs, the usual one
    /// first.
    pub directions: Vec<(String, Vec<String>)>,
}

/// A list of a table: index of the table, field of the rows.
pub type TableList = (usize, FieldIndex);

/// A field that a column fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListTarget {
    /// A field of the submission itself.
    Submission(FieldIndex),
    /// A field of a table.
    Table {
        /// Index of the table.
        table: usize,
        /// The field.
        field: FieldIndex,
    },
    /// A column of a table's rows.
    Row {
        /// Index of the table.
        table: usize,
        /// Field of the rows.
        rows: FieldIndex,
        /// Column of a row.
        column: FieldIndex,
    },
}

impl ListTarget {
    /// Index of the table; `None` for the submission itself.
    pub const fn table(self) -> Option<usize> {
        match self {
            ListTarget::Submission(_) => None,
            ListTarget::Table { table, .. } | ListTarget::Row { table, .. } => Some(table),
        }
    }

    /// The list whose rows it is in; `None` for a field of a whole table.
    pub const fn list(self) -> Option<TableList> {
        match self {
            ListTarget::Row { table, rows, .. } => Some((table, rows)),
            ListTarget::Submission(_) | ListTarget::Table { .. } => None,
        }
    }
}

impl ListColumn {
    /// Whether it belongs to rows (indicators) rather than to whole tables.
    pub fn is_of_rows(&self) -> bool {
        let mut targets = self.targets.iter();
        !self.directions.is_empty()
            || !self.lists.is_empty()
            || targets.any(|target| target.list().is_some())
    }

    /// Whether a list must have it.
    pub fn is_needed(&self) -> bool {
        let has_use = !self.targets.is_empty() || !self.lists.is_empty();
        has_use && !self.optional
    }

    /// The field it fills in the rows of a list.
    pub fn target_in_list(&self, list: TableList) -> Option<ListTarget> {
        let mut targets = self.targets.iter().copied();
        targets.find(|target| target.list() == Some(list))
    }

    /// The list of a table that a word chooses.
    pub fn list_of_word(&self, word: &str, table: usize) -> Option<TableList> {
        let (_, lists) = self.lists.iter().find(|(known, _)| known == word)?;
        lists.iter().copied().find(|(of, _)| *of == table)
    }

    /// The field it fills in a table; in the rows of a table's first list, if it fills several.
    pub fn target_in(&self, table: usize) -> Option<ListTarget> {
        let mut targets = self.targets.iter().copied();
        targets.find(|target| target.table() == Some(table))
    }

    /// The field it fills in the submission itself.
    pub fn target_in_submission(&self) -> Option<FieldIndex> {
        self.targets.iter().find_map(|target| match target {
            ListTarget::Submission(field) => Some(*field),
            ListTarget::Table { .. } | ListTarget::Row { .. } => None,
        })
    }
}

impl ListDefinition {
    /// Whether rows may belong to a department's own table.
    pub const fn has_whole(&self) -> bool {
        self.title.is_none() || self.whole != self.each
    }

    /// The column that tells the tables of a department apart: the title, or else the department.
    pub fn naming_column(&self) -> usize {
        self.title.unwrap_or(self.department)
    }

    /// Whether a title assigns a row to the whole department: `整体支出`, `甲局整体支出`,
    /// `2025年部门整体支出`. Never if the department has no table of its own.
    pub fn is_overall(&self, title: &str, department: &str) -> bool {
        const YEAR: [&str; 2] = ["年度", "年"];
        let (title, department) = (name_key(title), name_key(department));
        let without_year = |title: &str| {
            let rest = title.trim_start_matches(|digit: char| digit.is_ascii_digit());
            let rest = (rest.len() < title.len()).then_some(rest)?;
            let rest = YEAR.iter().find_map(|word| rest.strip_prefix(word))?;
            Some(rest.to_owned())
        };
        let title = without_year(&title).unwrap_or(title);
        let bare = title.strip_prefix(department.as_str()).map(str::to_owned);
        let bare = bare.map(|bare| without_year(&bare).unwrap_or(bare));
        let is_one = |title: &String| self.overall.iter().any(|word| name_key(word) == *title);
        self.has_whole() && (is_one(&title) || bare.as_ref().is_some_and(is_one))
    }

    /// The lists of a table that it fills, in the order of their words, in which they are written.
    pub fn lists_of(&self, table: usize) -> Vec<TableList> {
        let mut lists: Vec<TableList> = Vec::new();
        for list in chosen(&self.columns).chain(filled(&self.columns)) {
            if list.0 == table && !lists.contains(&list) {
                lists.push(list);
            }
        }
        lists
    }

    /// The column that chooses between the lists of a table, with its index.
    pub fn chooser(&self) -> Option<(usize, &ListColumn)> {
        let mut columns = self.columns.iter().enumerate();
        columns.find(|(_, column)| !column.lists.is_empty())
    }
}

/// The lists that columns fill.
fn filled(columns: &[ListColumn]) -> impl Iterator<Item = TableList> + '_ {
    let targets = columns.iter().flat_map(|column| &column.targets);
    targets.filter_map(|target| target.list())
}

/// The lists that words choose.
fn chosen(columns: &[ListColumn]) -> impl Iterator<Item = TableList> + '_ {
    let words = columns.iter().flat_map(|column| &column.lists);
    words.flat_map(|(_, lists)| lists.iter().copied())
}

/// Fields that the columns of a list may fill.
pub(super) struct ListScope<'a> {
    /// Fields of the submission itself.
    pub(super) fields: &'a Fields,
    /// Tables of the submission.
    pub(super) tables: &'a [TableDefinition],
    /// Paths of the department's name.
    pub(super) names: &'a [NamePath],
}

/// Reads the section.
pub(super) fn read_list(section: Section<'_, '_>, scope: &ListScope<'_>) -> Option<ListDefinition> {
    let (definition, range) = (section.definition(), section.range());
    let name = section.required_text("name");
    let overall = section.texts("overall");
    let overall: Vec<String> = overall.into_iter().map(|word| word.value).collect();
    let subtotal = required_words(&section, "subtotal");
    let total = required_words(&section, "total");
    let words = |key| -> Vec<String> {
        let words = section.texts(key).into_iter();
        words.map(|word| word.value).collect()
    };
    let [none, ditto, notes, examples] = ["none", "ditto", "notes", "examples"].map(words);
    let [grouped, statistics, parts, groups] =
        ["grouped", "statistics", "parts", "groups"].map(words);
    let sections = section.sections("columns");
    section.finish();
    let mut known: Vec<String> = Vec::new();
    let columns: Vec<ListColumn> = sections
        .into_iter()
        .filter_map(|column| read_column(column, scope, &mut known))
        .collect();
    check_lists(definition, &range, &columns, scope);
    check_parts(definition, &range, &columns, scope);
    let roles = roles(definition, &range, &columns, scope);
    let (department, title, whole, each) = roles?;
    let list = ListDefinition {
        name: name?.value,
        overall,
        subtotal: subtotal?,
        total: total?,
        examples,
        grouped,
        statistics,
        parts,
        groups,
        none,
        ditto,
        notes,
        heads: ListHeads::of(columns.iter().map(|column| column.heads.as_slice())),
        columns,
        department,
        title,
        whole,
        each,
    };
    if list.title.is_some() && list.has_whole() && list.overall.is_empty() {
        report_no_words(definition, range, "overall");
        return None;
    }
    Some(list)
}

/// The strings of a key that must have at least one.
fn required_words(section: &Section<'_, '_>, key: &'static str) -> Option<Vec<String>> {
    let words: Vec<String> = (section.texts(key).into_iter())
        .map(|word| word.value)
        .filter(|word| !word.trim().is_empty())
        .collect();
    if words.is_empty() {
        report_no_words(section.definition(), section.range(), key);
        return None;
    }
    Some(words)
}

fn report_no_words(definition: &Definition<'_>, range: Range<usize>, key: &str) {
    definition.report(Code::DefinitionMissingKey, range, |finding| {
        finding
            .seen(format!("{key} 没有词"))
            .expected("至少一个词;写出清单时用第一个")
            .correction(format!("补上 {key} = [\"…\"]"))
    });
}

fn read_column(
    section: Section<'_, '_>,
    scope: &ListScope<'_>,
    known: &mut Vec<String>,
) -> Option<ListColumn> {
    let definition = section.definition();
    let heads = heads(&section, known);
    let paths = section.texts("fields");
    let (optional, numbering) = (section.flag("optional"), section.flag("numbering"));
    let width = section.number("width").unwrap_or(WIDTH);
    let part = section.text("part");
    let words = pairs(&section, "words");
    let directions = pairs(&section, "directions");
    let lists = pairs(&section, "lists");
    section.finish();
    let mut targets: Vec<ListTarget> = Vec::new();
    for path in &paths {
        let Some(target) = resolve(definition, scope, path, false) else {
            continue;
        };
        let is_double = |other: &ListTarget| match (other.list(), target.list()) {
            (Some(other), Some(own)) => other == own,
            _ => other.table() == target.table(),
        };
        if targets.iter().any(is_double) {
            definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
                finding
                    .seen(text::quote(&path.value))
                    .expected("一列在一种表里只填一个栏目")
                    .correction("删去其中一个")
            });
            continue;
        }
        targets.push(target);
    }
    let part = match part {
        Some(part) => Some(read_part(definition, &part, &targets, scope)?),
        None => None,
    };
    check_words(definition, &words, &targets, scope);
    check_units(definition, &paths, &targets, scope);
    let directions = read_directions(definition, directions);
    let lists = read_lists(definition, scope, lists);
    Some(ListColumn {
        heads: heads?,
        targets,
        lists,
        optional,
        numbering,
        part,
        width,
        words: words
            .into_iter()
            .map(|(met, word)| (met.value, word.value))
            .collect(),
        directions,
    })
}

/// The part of targets that a column has: `part = "unit"`.
fn read_part(
    definition: &Definition<'_>,
    part: &Text,
    targets: &[ListTarget],
    scope: &ListScope<'_>,
) -> Option<Part> {
    let report = |expected: &str, correction: &str| {
        definition.report(Code::DefinitionValue, part.range.clone(), |finding| {
            finding
                .seen(format!("part = {}", text::quote(&part.value)))
                .expected(expected)
                .correction(correction)
        });
    };
    let Some(known) = Part::named(&part.value) else {
        let names = Part::ALL.map(Part::name);
        report(&names.join(", "), &text::did_you_mean(&part.value, names));
        return None;
    };
    let are_targets = (targets.iter()).all(|target| scope.field(*target).kind.is_target());
    if targets.is_empty() || !are_targets {
        report(
            "fields 里都是 type = \"target\" 的栏",
            "删去 part,或改正 fields",
        );
        return None;
    }
    Some(known)
}

/// Reports a column whose amounts have different units: its head states one, and its sum would add
/// 元 to 万元.
fn check_units(
    definition: &Definition<'_>,
    paths: &[Text],
    targets: &[ListTarget],
    scope: &ListScope<'_>,
) {
    let mut amounts = targets.iter().filter_map(|target| {
        let field = scope.field(*target);
        let is_money = matches!(field.kind, FieldKind::Amount) && field.unit.ends_with('元');
        is_money.then_some(field)
    });
    let Some(first) = amounts.next() else { return };
    let (Some(other), Some(path)) = (amounts.find(|field| field.unit != first.unit), paths.last())
    else {
        return;
    };
    definition.report(Code::DefinitionValue, path.range.clone(), |finding| {
        finding
            .seen(format!(
                "{}以{}计,{}以{}计",
                first.label, first.unit, other.label, other.unit
            ))
            .expected("一列里的金额以同一单位计")
            .correction("分成两列,各写各的单位")
    });
}

/// The headings of a column. A heading belongs to one column only.
fn heads(section: &Section<'_, '_>, known: &mut Vec<String>) -> Option<Vec<String>> {
    let heads = section.texts("heads");
    if heads.is_empty() {
        section
            .definition()
            .report(Code::DefinitionMissingKey, section.range(), |finding| {
                finding
                    .seen("list.columns 里没有 heads")
                    .expected("这一列的表头,可以有几种写法")
                    .correction("补上 heads = [\"…\"]")
            });
        return None;
    }
    for head in &heads {
        if known.contains(&head.value) {
            section
                .definition()
                .report(Code::DefinitionValue, head.range.clone(), |finding| {
                    finding
                        .seen(text::quote(&head.value))
                        .expected("每个表头只属于一列")
                        .correction("删去其中一个")
                });
        }
        known.push(head.value.clone());
    }
    Some(heads.into_iter().map(|head| head.value).collect())
}

/// The words of a key with their meanings, in the order of the file.
fn pairs(section: &Section<'_, '_>, key: &'static str) -> Vec<(Text, Text)> {
    let section = section.section(key);
    let mut pairs = section.map_or_else(Vec::new, |section| section.named_texts());
    pairs.sort_by_key(|(word, _)| word.range.start);
    pairs
}

/// Reads `"年度" = "projects.annual department.indicators"`: a word and the lists that it chooses.
fn read_lists(
    definition: &Definition<'_>,
    scope: &ListScope<'_>,
    pairs: Vec<(Text, Text)>,
) -> Vec<(String, Vec<TableList>)> {
    let words = pairs.into_iter().map(|(word, paths)| {
        let mut lists: Vec<TableList> = Vec::new();
        for path in paths.value.split_whitespace() {
            let path = Text {
                value: path.to_owned(),
                range: paths.range.clone(),
            };
            let target = resolve(definition, scope, &path, true);
            let Some(ListTarget::Table { table, field }) = target else {
                continue;
            };
            if lists.iter().any(|(other, _)| *other == table) {
                definition.report(Code::DefinitionValue, path.range, |finding| {
                    finding
                        .seen(text::quote(&paths.value))
                        .expected("一个词在一种表里只指一个列表")
                        .correction("另一个列表用另一个词")
                });
                continue;
            }
            lists.push((table, field));
        }
        (word.value, lists)
    });
    words.collect()
}

/// The target of a path, which begins with the key of a table or is a field of the submission: a
/// list, or a field that is none.
pub(super) fn resolve(
    definition: &Definition<'_>,
    scope: &ListScope<'_>,
    path: &Text,
    is_list: bool,
) -> Option<ListTarget> {
    let fits = |target: &ListTarget| scope.field(*target).rows().is_some() == is_list;
    let found = scope.find(&path.value).filter(fits);
    if found.is_none() {
        let known: Vec<String> = (scope.paths().into_iter())
            .filter(|known| *known != path.value)
            .filter(|known| !is_list || scope.find(known).as_ref().is_some_and(fits))
            .collect();
        let what = if is_list { "列表" } else { "栏目" };
        definition.report(Code::UnknownPath, path.range.clone(), |finding| {
            finding
                .seen(text::quote(&path.value))
                .expected(format!("有此路径的{what},表的栏目以数据的键开头"))
                .correction(text::did_you_mean(
                    &path.value,
                    known.iter().map(String::as_str),
                ))
        });
    }
    found
}

fn find_in_table(table: usize, fields: &Fields, path: &str) -> Option<ListTarget> {
    if let Some(field) = fields.find(path) {
        return Some(ListTarget::Table { table, field });
    }
    fields.iter().find_map(|(rows, field)| {
        let rest = path.strip_prefix(&field.path)?.strip_prefix('.')?;
        let column = field.rows()?.find(rest)?;
        Some(ListTarget::Row {
            table,
            rows,
            column,
        })
    })
}

impl ListScope<'_> {
    /// The field of a target.
    pub(super) fn field(&self, target: ListTarget) -> &Field {
        match target {
            ListTarget::Submission(field) => self.fields.get(field),
            ListTarget::Table { table, field } => self.tables[table].form.fields.get(field),
            ListTarget::Row {
                table,
                rows,
                column,
            } => {
                let rows = self.tables[table].form.fields.get(rows).rows();
                rows.expect("a row target has a rows field").get(column)
            }
        }
    }

    /// The field or list of a path.
    fn find(&self, path: &str) -> Option<ListTarget> {
        let in_table = self.tables.iter().enumerate().find_map(|(index, table)| {
            let rest = path.strip_prefix(&table.key)?.strip_prefix('.')?;
            Some((index, &table.form.fields, rest))
        });
        match in_table {
            Some((table, fields, rest)) => find_in_table(table, fields, rest),
            None => self.fields.find(path).map(ListTarget::Submission),
        }
    }

    fn paths(&self) -> Vec<String> {
        let in_tables = self.tables.iter().flat_map(|table| {
            let paths = table.form.fields.paths().into_iter();
            paths.map(|path| format!("{}.{path}", table.key))
        });
        self.fields.paths().into_iter().chain(in_tables).collect()
    }
}

/// Reports several lists of one table that a row cannot choose between, because one has no word or
/// no column; and several columns that choose.
fn check_lists(
    definition: &Definition<'_>,
    range: &Range<usize>,
    columns: &[ListColumn],
    scope: &ListScope<'_>,
) {
    let filled: BTreeSet<TableList> = filled(columns).collect();
    let chosen: BTreeSet<TableList> = chosen(columns).collect();
    let path = |(table, list): TableList| {
        let table = &scope.tables[table];
        format!("{}.{}", table.key, table.form.fields.get(list).path)
    };
    let report = |seen: String, expected: &str, correction: &str| {
        definition.report(Code::DefinitionValue, range.clone(), |finding| {
            finding.seen(seen).expected(expected).correction(correction)
        });
    };
    if let Some(list) = chosen.difference(&filled).next() {
        let correction = "补上填它的列,或从 lists 里删去";
        report(path(*list), "lists 里的列表有列填它的栏目", correction);
    }
    let unchosen = filled.difference(&chosen).find_map(|list| {
        let mut others = filled.iter().filter(|other| *other != list);
        Some((list, others.find(|other| other.0 == list.0)?))
    });
    if let Some((list, other)) = unchosen {
        let (first, second) = (list.min(other), list.max(other));
        report(
            format!("{} 与 {}", path(*first), path(*second)),
            "一种表里填几个列表的,有一列 lists 说一行填哪一个",
            "给各个列表一个词:lists = { \"词\" = \"列表的路径\" };或只留一个列表的栏目",
        );
    }
    let mut choosers = columns.iter().filter(|column| !column.lists.is_empty());
    let is_one = |column: &&ListColumn| column.targets.is_empty() && column.directions.is_empty();
    let wrong = choosers.clone().find(|column| !is_one(column));
    if let Some(column) = wrong.or_else(|| choosers.nth(1)) {
        report(
            format!("{} 一列的 lists", text::quote(&column.heads[0])),
            "至多一列有 lists,它没有 fields、directions",
            "另写一列",
        );
    }
}

/// Reports parts of a target that are written twice or beside the whole, and parts without the
/// number.
fn check_parts(
    definition: &Definition<'_>,
    range: &Range<usize>,
    columns: &[ListColumn],
    scope: &ListScope<'_>,
) {
    let targets = columns.iter().flat_map(|column| &column.targets);
    let mut known: Vec<ListTarget> = Vec::new();
    for target in targets {
        if known.contains(target) || !scope.field(*target).kind.is_target() {
            continue;
        }
        known.push(*target);
        let own = columns.iter().filter(|one| one.targets.contains(target));
        let parts: Vec<Option<Part>> = own.map(|column| column.part).collect();
        let times = |part| parts.iter().filter(|own| **own == part).count();
        let is_whole = parts == [None];
        let is_parts = times(None) == 0
            && times(Some(Part::Value)) == 1
            && Part::ALL.iter().all(|part| times(Some(*part)) <= 1);
        if is_whole || is_parts {
            continue;
        }
        let seen = parts
            .iter()
            .map(|part| part.map_or("没有 part", Part::name));
        let field = scope.field(*target);
        definition.report(Code::DefinitionValue, range.clone(), |finding| {
            finding
                .seen(format!("{}:{}", field.path, text::list(seen)))
                .expected("一列填整个指标值,或 part 是 sign、value、unit 的各一列,其中有 value")
                .correction("改正各列的 part")
        });
    }
}

/// Reports words that are neither a sign nor a choice of the field.
fn check_words(
    definition: &Definition<'_>,
    words: &[(Text, Text)],
    targets: &[ListTarget],
    scope: &ListScope<'_>,
) {
    let choices = targets
        .iter()
        .flat_map(|target| match &scope.field(*target).kind {
            FieldKind::Comparison(choices) | FieldKind::Choice(choices) => choices.as_slice(),
            _ => &[],
        });
    let mut choices: Vec<&str> = choices.map(String::as_str).chain(SIGNS).collect();
    // Two tables may have the same words.
    let mut met = BTreeSet::new();
    choices.retain(|choice| met.insert(*choice));
    for (_, word) in words {
        if word.value.is_empty() || choices.contains(&word.value.as_str()) {
            continue;
        }
        definition.report(Code::DefinitionValue, word.range.clone(), |finding| {
            finding
                .seen(text::quote(&word.value))
                .expected(format!(
                    "{};只说是数、没有说符号的写空文本",
                    text::list(choices.clone())
                ))
                .correction(text::did_you_mean(&word.value, choices.iter().copied()))
        });
    }
}

/// Reads `"正向" = "≥ ＞"`: the signs of a direction, the usual one first.
fn read_directions(
    definition: &Definition<'_>,
    pairs: Vec<(Text, Text)>,
) -> Vec<(String, Vec<String>)> {
    let mut directions = Vec::new();
    for (word, signs) in pairs {
        let list: Vec<String> = signs.value.split_whitespace().map(str::to_owned).collect();
        if list.is_empty() || list.iter().any(|sign| !SIGNS.contains(&sign.as_str())) {
            definition.report(Code::DefinitionValue, signs.range, |finding| {
                finding
                    .seen(text::quote(&signs.value))
                    .expected(format!("{} 中的几个,以空格分开", text::list(SIGNS)))
                    .correction("与这个方向相合的符号,最常用的在前")
            });
            continue;
        }
        directions.push((word.value, list));
    }
    directions
}

/// The fields with the department's name: those of the submission and of tables that occur once, or
/// else all.
fn department_names(scope: &ListScope<'_>) -> Vec<ListTarget> {
    let is_once = |table: usize| scope.tables[table].count == Count::One;
    let is_of_department = |name: &NamePath| match name {
        NamePath::Submission(_) => true,
        NamePath::Table(table, _) => is_once(*table),
    };
    let of_items = !scope.names.iter().any(is_of_department);
    let names = scope.names.iter();
    let names = names.filter(|name| of_items || is_of_department(name));
    names
        .map(|name| match *name {
            NamePath::Submission(field) => ListTarget::Submission(field),
            NamePath::Table(table, field) => ListTarget::Table { table, field },
        })
        .collect()
}

/// Finds the columns of department and title, and the tables that rows belong to: those that occur
/// once, without a title; those that repeat, with one. A list may have one kind only.
fn roles(
    definition: &Definition<'_>,
    range: &Range<usize>,
    columns: &[ListColumn],
    scope: &ListScope<'_>,
) -> Option<(usize, Option<usize>, usize, usize)> {
    let is_once = |table: usize| scope.tables[table].count == Count::One;
    let names = department_names(scope);
    let fills = |column: &ListColumn, wanted: &ListTarget| column.targets.contains(wanted);
    let department =
        (columns.iter()).position(|column| names.iter().any(|name| fills(column, name)));
    let title = columns.iter().enumerate().find_map(|(index, column)| {
        let each = column.targets.iter().find_map(|target| match *target {
            ListTarget::Table { table, field } => {
                let is_title = !is_once(table) && scope.tables[table].title == Some(field);
                is_title.then_some(table)
            }
            ListTarget::Submission(_) | ListTarget::Row { .. } => None,
        });
        each.map(|table| (index, table))
    });
    let filled = || {
        let targets = columns.iter().flat_map(|column| &column.targets);
        targets.filter_map(|target| target.table())
    };
    let own_tables: Vec<usize> = department.map_or_else(Vec::new, |index| {
        let own = names.iter().filter(|name| fills(&columns[index], name));
        own.filter_map(|name| name.table()).collect()
    });
    // Of several tables with the name, the one that other columns fill.
    let is_filled = |table: &usize| {
        let mut others = columns.iter().enumerate();
        others
            .any(|(index, column)| Some(index) != department && column.target_in(*table).is_some())
    };
    let whole = (own_tables.iter().copied().filter(is_filled))
        .chain(own_tables.iter().copied())
        .chain(filled())
        .find(|table| is_once(*table));
    let each = title.map(|(_, table)| table);
    let lacks_title = title.is_none() && (whole.is_none() || filled().any(|table| !is_once(table)));
    let missing = [
        (
            department.is_none(),
            "部门名称:[submission] name 所说的栏目",
        ),
        (lacks_title, "表名:many 的表的 title 栏目"),
    ];
    for (_, what) in missing.iter().filter(|(missing, _)| *missing) {
        definition.report(Code::DefinitionMissingKey, range.clone(), |finding| {
            finding
                .seen("list 里没有这样一列")
                .expected(format!("有一列填{what}"))
                .correction("补上 [[list.columns]],fields 里写它的路径")
        });
    }
    let title = title.map(|(index, _)| index);
    let (department, whole, each) = (department?, whole.or(each)?, each.or(whole)?);
    if !lacks_title {
        report_other_tables(
            definition,
            range,
            (columns, department),
            (scope, whole, each),
        );
    }
    Some((department, title, whole, each))
}

/// Reports a column with a field of a table that no row belongs to: its values are neither written
/// nor read.
fn report_other_tables(
    definition: &Definition<'_>,
    range: &Range<usize>,
    (columns, department): (&[ListColumn], usize),
    (scope, whole, each): (&ListScope<'_>, usize, usize),
) {
    let others = columns.iter().enumerate();
    let others = others.filter(|(index, _)| *index != department);
    let other = others.into_iter().find_map(|(_, column)| {
        let mut tables = column.targets.iter().filter_map(|target| target.table());
        Some((column, tables.find(|table| ![whole, each].contains(table))?))
    });
    let Some((column, other)) = other else {
        return;
    };
    let key = |table: usize| scope.tables[table].key.as_str();
    let mut known = vec![key(whole)];
    if each != whole {
        known.push(key(each));
    }
    definition.report(Code::DefinitionValue, range.clone(), |finding| {
        finding
            .seen(format!(
                "{} 一列填的是 {} 的栏目",
                text::quote(&column.heads[0]),
                key(other)
            ))
            .expected(format!(
                "一行属于一张表,这份清单的各行属于 {}",
                text::list(known)
            ))
            .correction("各列只填同一张表的栏目;别的表的列删去")
    });
}
