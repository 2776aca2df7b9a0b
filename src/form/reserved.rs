//! Names that no field and no table may have: the template language and expressions give them a
//! meaning of their own.

use super::definition::{Definition, Text};
use crate::finding::Code;
use crate::text;

/// A reserved name and its meaning.
type Reserved = (&'static str, &'static str);

/// Words of expressions and of the template language.
const WORDS: &[Reserved] = &[
    ("and", "算式与模板里的“并且”"),
    ("or", "算式与模板里的“或者”"),
    ("not", "算式与模板里的“不”"),
    ("if", "算式与模板里的“如果”"),
    ("else", "模板里的“否则”"),
    ("where", "算式里的条件"),
    ("in", "模板里的“在其中”"),
    ("is", "模板里的判断"),
    ("for", "模板里的循环"),
    ("set", "模板里给名一个值"),
    ("true", "模板里的真"),
    ("false", "模板里的假"),
    ("none", "模板里的“没有”"),
    ("null", "模板里的“没有”"),
    ("self", "模板语言保留的名"),
    ("loop", "模板里循环的序号"),
    ("break", "模板里结束循环"),
    ("continue", "模板里的下一轮"),
    ("submission", "申报数据本身的栏目,如 submission.year"),
    ("row", "模板里循环的一行"),
];

/// Names that the rows of a list have beside their columns.
const OF_ROWS: &[Reserved] = &[
    ("path", "一行在数据里的路径"),
    ("span", "一行的级别向下合并的行数"),
];

/// Names in the data of a submission.
const OF_SUBMISSION: &[Reserved] = &[("edition", "申报数据所用的表样")];

/// Reports a field whose path begins with a reserved name. `row_paths` has the paths of rows, whose
/// columns begin after them.
pub(super) fn check_field(definition: &Definition<'_>, path: &Text, row_paths: &[String]) {
    let mut rows = row_paths.iter();
    let column = rows.find_map(|rows| path.value.strip_prefix(rows)?.strip_prefix('.'));
    let own = if column.is_some() { OF_ROWS } else { &[] };
    check(
        definition,
        path,
        column.unwrap_or(&path.value),
        &[WORDS, own],
    );
}

/// Reports a field of the submission itself with the name of something else in its data.
pub(super) fn check_submission_field(definition: &Definition<'_>, path: &Text) {
    check(definition, path, &path.value, &[OF_SUBMISSION]);
}

/// Reports a key of a table with a reserved name.
pub(super) fn check_table_key(definition: &Definition<'_>, key: &Text) {
    check(definition, key, &key.value, &[WORDS]);
}

fn check(definition: &Definition<'_>, at: &Text, path: &str, reserved: &[&[Reserved]]) {
    let name = path.split('.').next().unwrap_or_default();
    let mut reserved = reserved.iter().copied().flatten();
    let Some((_, meaning)) = reserved.find(|(known, _)| *known == name) else {
        return;
    };
    definition.report(Code::DefinitionValue, at.range.clone(), |finding| {
        finding
            .seen(text::quote(&at.value))
            .expected(format!("不以 {name} 开头:它是{meaning}"))
            .correction(format!("改名,如 {name}_1;数据与模板里也一样改"))
    });
}
