//! Content of a sheet that is not visible, or that is in no cell; for forms and lists alike.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::cell_findings::{cell_names, quoted};
use super::words;
use crate::finding::{Code, Finding, Level};
use crate::form::{Edition, FieldKind, Fields, TableDefinition};
use crate::source::{Place, column_name};
use crate::text;
use crate::workbook::{Cell, Sheet, SkippedContent, SkippedKind};

/// Maximum number of findings of one code on a sheet. The last one gives the number of further
/// ones.
const MAX: usize = 20;

/// Text for a cell whose text is not in the file.
const MISSING_TEXT: &str = "这一格的文字不在文件里";

/// Place of a finding: at a cell of the sheet, or at the sheet.
type At<'a> = dyn Fn(Option<(u32, u32)>) -> Place + 'a;

/// Unit of the amounts of some tables; `None` if they have different ones.
pub(super) fn money_unit<'t>(
    tables: impl IntoIterator<Item = &'t TableDefinition>,
) -> Option<&'t str> {
    let tables = tables.into_iter();
    let mut units = tables.filter_map(|table| amount_unit(&table.form.fields));
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

/// Unit of the amounts among some fields.
pub(super) fn amount_unit(fields: &Fields) -> Option<&str> {
    let amount = fields.of_kind(|kind| matches!(kind, FieldKind::Amount))?;
    Some(&fields.get(amount).unit)
}

/// Page heads of an edition's tables, folded, without page numbers.
fn page_heads(edition: &Edition) -> Vec<String> {
    let Some(head) = &edition.look.paper.head else {
        return Vec::new();
    };
    let text = head.text.replace("{page}", "").replace("{pages}", "");
    let names = edition.tables.iter().map(|table| &table.form.name);
    names
        .map(|name| words::label(&text.replace("{title}", name)))
        .collect()
}

/// Findings on a form's sheet, which is one of an edition's tables if it is given.
pub(super) fn findings(
    sheet: &Sheet,
    at: &At<'_>,
    (edition, unit): (Option<&Edition>, Option<&str>),
) -> Vec<Finding> {
    let mut found = cell_findings(sheet, at);
    found.extend(missing_cell_texts(sheet, at));
    let heads = edition.map_or_else(Vec::new, page_heads);
    found.extend(floating(sheet, at, unit, &heads));
    capped(found)
}

/// Findings on a list's sheet.
pub(super) fn findings_of_list(sheet: &Sheet, at: &At<'_>, unit: Option<&str>) -> Vec<Finding> {
    let mut found = cell_findings(sheet, at);
    // One by one: missing texts of a skipped row are reported with the row.
    let missing = sheet.skipped.iter();
    let missing = missing.filter(|aside| aside.what == SkippedKind::MissingText);
    found.extend(missing.map(|aside| missing_text(at(aside.at), MISSING_TEXT.to_owned())));
    found.extend(floating(sheet, at, unit, &[]));
    capped(found)
}

/// Findings on hidden rows and columns and on cells. A struck-out row is one finding: users delete
/// rows that way.
fn cell_findings(sheet: &Sheet, at: &At<'_>) -> Vec<Finding> {
    let mut found = hidden_lines(sheet, at);
    let is_row = |one: &SkippedContent, next: &SkippedContent| {
        let is_blank = |(row, col)| sheet.get(row, col).is_none_or(Cell::is_blank);
        let is_struck = |aside: &SkippedContent| {
            matches!(aside.what, SkippedKind::Struck(_)) && aside.at.is_some_and(is_blank)
        };
        let row = |aside: &SkippedContent| aside.at.map(|(row, _)| row);
        is_struck(one) && is_struck(next) && row(one) == row(next)
    };
    for asides in sheet.skipped.chunk_by(is_row) {
        match asides {
            [_, _, ..] => found.extend(struck_row(asides, at)),
            _ => found.extend(asides.iter().filter_map(|aside| cell_finding(aside, at))),
        }
    }
    found
}

/// Finding on a sheet that is not read: texts that are not in the file.
pub(super) fn missing_texts(sheet: &Sheet, at: &At<'_>) -> Option<Finding> {
    let missing = sheet.skipped.iter();
    let mut missing = missing.filter(|aside| aside.what == SkippedKind::MissingText);
    let first = missing.next()?;
    let more = match missing.count() {
        0 => String::new(),
        more => format!(",另有 {more} 格也是"),
    };
    let finding = Finding::new(Code::SheetAside, at(first.at))
        .seen(format!("这一格的文字不在文件里{more}"))
        .correction("没有读;要用这张表,就重新填写再保存");
    Some(finding)
}

/// Findings on values in hidden rows and columns.
fn hidden_lines(sheet: &Sheet, at: &At<'_>) -> Vec<Finding> {
    if sheet.hidden_rows.is_empty() && sheet.hidden_cols.is_empty() {
        return Vec::new();
    }
    let (mut rows, mut cols) = (BTreeMap::new(), BTreeMap::new());
    for cell in sheet.cells.iter().filter(|cell| !cell.is_blank()) {
        let place = (cell.row, cell.col);
        for (line, lines, ranges) in [
            (cell.row, &mut rows, &sheet.hidden_rows),
            (cell.col, &mut cols, &sheet.hidden_cols),
        ] {
            if let Some(range) = range_of(ranges, line) {
                let (count, _) = lines.entry(range).or_insert((0_usize, place));
                *count += 1;
            }
        }
    }
    let finding = |what: String, count: usize, place| {
        Finding::new(Code::HiddenCells, at(Some(place)))
            .seen(format!("{what}隐藏着,有 {count} 格有值"))
            .expected("看得见的行列")
            .correction("值照读:取消隐藏,逐格核对;不要的行列删去")
    };
    let rows = rows.into_iter().map(|(range, (count, place))| {
        let (first, last) = ends(&sheet.hidden_rows[range]);
        let what = if first == last {
            format!("第 {} 行", first + 1)
        } else {
            format!("第 {}—{} 行", first + 1, last + 1)
        };
        finding(what, count, place)
    });
    let cols = cols.into_iter().map(|(range, (count, place))| {
        let (first, last) = ends(&sheet.hidden_cols[range]);
        let what = if first == last {
            format!("{} 列", column_name(first))
        } else {
            format!("{}—{} 列", column_name(first), column_name(last))
        };
        finding(what, count, place)
    });
    rows.chain(cols).collect()
}

fn ends(range: &RangeInclusive<u32>) -> (u32, u32) {
    (*range.start(), *range.end())
}

/// Index of the sorted range that contains a number.
fn range_of(ranges: &[RangeInclusive<u32>], number: u32) -> Option<usize> {
    let after = ranges.partition_point(|range| *range.start() <= number);
    let index = after.checked_sub(1)?;
    ranges[index].contains(&number).then_some(index)
}

/// Finding on one cell; none for content that floats.
fn cell_finding(aside: &SkippedContent, at: &At<'_>) -> Option<Finding> {
    let place = at(Some(aside.at?));
    let unseen = |seen: String| {
        Finding::new(Code::CoveredValue, place.clone())
            .seen(seen)
            .expected("一格一个看得见的值")
    };
    Some(match &aside.what {
        SkippedKind::Covered(words) => unseen(format!("{},被合并单元格盖住", text::quote(words)))
            .correction("没有读:要用就填到看得见的格里;不要就取消合并,删去"),
        SkippedKind::Overlapped(words) => unseen(format!(
            "{},被合并单元格盖住:两处合并重叠着",
            text::quote(words)
        ))
        .correction("没有读:取消这里的合并,各填各的值,再各合并各的"),
        SkippedKind::Duplicate(words) => {
            unseen(format!("{},文件里这一格还有另一个值", text::quote(words)))
                .correction("读的是后一个(Excel 显示的);核对后重新保存")
        }
        SkippedKind::Struck(words) => struck(place, &text::quote(words)),
        SkippedKind::Raised(words) => Finding::new(Code::RaisedText, place)
            .seen(format!("{} 是上标或下标", text::quote(words)))
            .expected("平常的字,或 ²、⁴、₂ 这样的字符")
            .correction("照平常的字读了:核对意思,改成平常的写法"),
        // Reported for the whole sheet.
        SkippedKind::MissingText | SkippedKind::Comment(_) | SkippedKind::PageHeader(_) => {
            return None;
        }
        SkippedKind::Picture => Finding::new(Code::ShapeAside, place)
            .seen("格里是图片")
            .correction("没有读:是数据就把它填成文字或数"),
        SkippedKind::TextBox(words) => Finding::new(Code::ShapeAside, place)
            .seen(format!("文本框 {}", text::quote(words)))
            .correction("没有读:是数据就填到格里"),
    })
}

fn struck(place: Place, words: &str) -> Finding {
    Finding::new(Code::StruckText, place)
        .seen(format!("{words},加了删除线"))
        .expected("没有划掉的文字")
        .correction("划掉的没有读:不要的删去,要的去掉删除线")
}

/// Finding on the struck-out cells of one row.
fn struck_row(asides: &[SkippedContent], at: &At<'_>) -> Option<Finding> {
    let place = asides.first()?.at?;
    let words = asides.iter().filter_map(|aside| match &aside.what {
        SkippedKind::Struck(words) => Some(words),
        _ => None,
    });
    let words: Vec<&String> = words.collect();
    let seen = format!("第 {} 行 {}", place.0 + 1, quoted(&words));
    Some(struck(at(Some(place)), &seen))
}

/// Finding on all cells of a sheet whose texts are not in the file: they have one cause.
fn missing_cell_texts(sheet: &Sheet, at: &At<'_>) -> Option<Finding> {
    let missing = sheet.skipped.iter();
    let missing = missing.filter(|aside| aside.what == SkippedKind::MissingText);
    let missing: Vec<(u32, u32)> = missing.filter_map(|aside| aside.at).collect();
    let first = missing.first()?;
    let seen = match missing.len() {
        1 => MISSING_TEXT.to_owned(),
        count => format!("{} {count} 格的文字不在文件里", cell_names(&missing)),
    };
    Some(missing_text(at(Some(*first)), seen))
}

fn missing_text(place: Place, seen: String) -> Finding {
    Finding::new(Code::CellError, place)
        .seen(seen)
        .expected("填在格里的值")
        .correction("重新填写,用 WPS 或 Excel 保存")
}

/// Content that floats above the cells or is in a page header other than the form's own.
fn floating_content<'s>(
    sheet: &'s Sheet,
    heads: &[String],
) -> impl Iterator<Item = &'s SkippedContent> {
    let floating = sheet.skipped.iter().filter(|aside| aside.at.is_none());
    floating.filter(|aside| match &aside.what {
        SkippedKind::PageHeader(said) => !heads.contains(&words::label(said)),
        _ => true,
    })
}

/// Finding on content that floats above the cells or is in the page header. A warning if it states
/// another unit of money than the form's. The form's own page heads, folded, are none.
fn floating(sheet: &Sheet, at: &At<'_>, unit: Option<&str>, heads: &[String]) -> Option<Finding> {
    let floating = floating_content(sheet, heads);
    let (mut words, mut pictures, mut unknown) = (Vec::new(), 0, 0);
    let (mut comments, mut headers) = (Vec::new(), Vec::new());
    let mut other = None;
    for aside in floating {
        if let SkippedKind::TextBox(said)
        | SkippedKind::Comment(said)
        | SkippedKind::PageHeader(said) = &aside.what
        {
            let stated =
                words::worded_unit(said).filter(|stated| unit.is_some_and(|own| own != *stated));
            other = other.or(stated);
        }
        match &aside.what {
            SkippedKind::TextBox(said) if said.is_empty() => unknown += 1,
            SkippedKind::TextBox(said) => words.push(text::quote(said)),
            SkippedKind::Comment(said) => comments.push(text::quote(said)),
            SkippedKind::PageHeader(said) => headers.push(text::quote(said)),
            _ => pictures += 1,
        }
    }
    let mut seen = Vec::new();
    for (what, words) in [
        ("文本框或图形里有字", words),
        ("显示着的批注", comments),
        ("页眉", headers),
    ] {
        if !words.is_empty() {
            seen.push(format!(
                "{what}:{}",
                text::list(words.iter().map(String::as_str))
            ));
        }
    }
    if pictures > 0 {
        seen.push(format!("图片 {pictures} 张"));
    }
    if unknown > 0 {
        seen.push(format!("图形 {unknown} 处读不出"));
    }
    let sheet = text::quote(&sheet.name);
    (!seen.is_empty()).then(|| {
        let finding = Finding::new(Code::ShapeAside, at(None))
            .seen(format!("工作表 {sheet}:{}", seen.join(";")));
        match unit.filter(|_| other.is_some()) {
            Some(own) => Finding {
                level: Level::Warning,
                ..finding
                    .expected(format!("以{own}计,与表样相同"))
                    .correction(format!(
                        "不在格里的没有读;各数照{own}读了:不是以{own}计的,换算成{own}再填"
                    ))
            },
            None => finding.correction("不在格里的没有读:是数据就填到格里"),
        }
    })
}

/// Keeps the first findings of each code; the last of these gives the number of further ones.
fn capped(found: Vec<Finding>) -> Vec<Finding> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in found {
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MAX {
            kept.push(finding);
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > MAX) {
        if let Some(last) = kept.iter_mut().rfind(|finding| finding.code == code) {
            let more = format!("(这张表里另有 {} 处)", count - MAX);
            last.seen.push_str(&more);
        }
    }
    kept
}
