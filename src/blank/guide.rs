//! The sheet 填报说明: cells for the submission's own fields, instructions, and every field with
//! its requirements. Built from the edition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{name_of, shift, shifted_text};
use super::words::Computed;
use super::{GUIDE, rule, words};
use crate::form::{Check, Edition, Field, FieldIndex, FieldKind, Fields, Form, Scope};
use crate::grid::{
    Blank, Builder, Cell, CellIndex, Entry, Expects, GroupList, Look, Notation, Number, Origin,
    Pattern, PrintedValue, Reference, Role, Row, RowGroup, Title,
};
use crate::length::Length;
use crate::record::{Content, Record, Submission};

/// Column widths in millimetres: field, kind, unit, required, meaning.
const WIDTHS: [f64; 5] = [44.0, 20.0, 12.0, 12.0, 68.0];

/// Column heads.
const HEADS: [&str; 5] = ["栏目", "填什么", "单位", "必填", "说明"];

/// Heading of the cells for the submission's own fields.
const OWN: &str = "填报信息";

/// Heading of the names of a level by those of the level above it.
const FAMILIES: &str = "下拉列表里的名称:上一级的,和它下面的";

/// Builds the guide to the given tables of a submission; `name` is the name of its sheet. Fields
/// that no table shows are left out.
///
/// # Panics
/// Never: cells are placed row by row, five columns each.
pub fn guide(edition: &Edition, submission: &Submission, tables: &[Blank], name: &str) -> Blank {
    let widths = WIDTHS.map(Length::mm).to_vec();
    let styles = Styles::of(&edition.look);
    let mut look = Arc::clone(&edition.look);
    if look.paper.head.is_some() {
        // The head belongs to the tables.
        Arc::make_mut(&mut look).paper.head = None;
    }
    let mut sheet = Sheet {
        builder: Builder::new(GUIDE, name, look, widths),
        rows: 0,
        entries: BTreeMap::new(),
        groups: Vec::new(),
        styles,
    };
    sheet.builder.title(Title {
        text: name.to_owned(),
        style: styles.title,
    });
    sheet.own_fields(edition, submission);
    sheet.how(edition, submission, tables);
    sheet.families(tables);
    let heads = sheet.heads();
    sheet.own_list(&edition.fields);
    let mut known = Vec::new();
    for (table, blank) in submission.tables.iter().zip(tables) {
        if !known.contains(&table.table) {
            known.push(table.table);
            sheet.form(&edition.tables[table.table].form, &table.record, blank);
        }
    }
    sheet.across(edition, &known);
    // A workbook repeats one head row on each page: the head row of all lists.
    sheet.builder.group(RowGroup {
        head: heads..heads + 1,
        rows: heads..sheet.rows,
    });
    let grid = sheet.builder.finish().expect("each row has five columns");
    Blank {
        titles: vec![None; grid.titles.len()],
        patterns: BTreeMap::new(),
        typed_titles: BTreeSet::new(),
        grid,
        entries: sheet.entries,
        records: Vec::new(),
        groups: sheet.groups,
        name: Some(GUIDE.to_owned()),
    }
}

/// Styles of the edition that the guide uses.
#[derive(Debug, Clone, Copy)]
struct Styles {
    title: usize,
    label: usize,
    centred: usize,
    text: usize,
}

impl Styles {
    /// Every edition has `th` and `td`; other style names are its own.
    fn of(look: &Look) -> Styles {
        let find = |name: &str| look.styles.iter().position(|style| style.name == name);
        let label = find("th").unwrap_or(0);
        let centred = find("td").unwrap_or(0);
        Styles {
            title: find("title").unwrap_or(label),
            label,
            centred,
            text: find("narrative").unwrap_or(centred),
        }
    }
}

struct Sheet {
    builder: Builder,
    /// Number of rows so far.
    rows: usize,
    entries: BTreeMap<CellIndex, Entry>,
    groups: Vec<GroupList>,
    styles: Styles,
}

impl Sheet {
    fn row(&mut self) {
        self.rows = self.builder.row(Row { min_height: None }) + 1;
    }

    fn put(&mut self, text: &str, colspan: usize, style: usize) -> CellIndex {
        self.cell(cell(text, colspan, style))
    }

    fn cell(&mut self, cell: Cell) -> CellIndex {
        self.builder.cell(cell).expect("each row has five columns")
    }

    fn head(&mut self, text: &str) {
        self.row();
        self.put(text, WIDTHS.len(), self.styles.label);
    }

    /// Adds the head row of all lists of fields; returns its index.
    fn heads(&mut self) -> usize {
        self.row();
        for head in HEADS {
            self.put(head, 1, self.styles.label);
        }
        self.rows - 1
    }

    /// Adds cells for the submission's own fields: the label, and the value to the right of it. No
    /// other cell there could be taken for the value.
    fn own_fields(&mut self, edition: &Edition, submission: &Submission) {
        self.head(OWN);
        self.row();
        self.put("表样", 1, self.styles.label);
        self.put(&edition.id, 3, self.styles.centred);
        self.put(&edition.title, 1, self.styles.centred);
        let fields = &edition.fields;
        for (index, field) in fields.iter().filter(|(_, field)| field.rows().is_none()) {
            self.row();
            self.put(&field.label, 1, self.styles.label);
            let mut cell = own_cell(fields, index, submission, self.styles.centred);
            let (rule, origin) = match shift(field) {
                Some((Scope::Own, base, constant)) => {
                    let shifted = shifted_text(submission.fields.get(base), constant);
                    cell.text = shifted.unwrap_or_default();
                    let base = Reference::Name(name_of(fields, base));
                    let sum = Reference::Plus(Box::new(base), constant);
                    (rule::elsewhere(), Origin::Same(sum))
                }
                _ => (rule::of(fields, index, None), Origin::Typed),
            };
            let place = self.cell(cell);
            let name = Some(name_of(fields, index));
            self.entries.insert(place, Entry { rule, origin, name });
        }
    }

    fn how(&mut self, edition: &Edition, submission: &Submission, tables: &[Blank]) {
        self.head("怎样填");
        for (number, advice) in (1..).zip(advice(edition, submission, tables)) {
            self.row();
            self.put(
                &format!("{number}. {advice}"),
                WIDTHS.len(),
                self.styles.text,
            );
        }
    }

    /// Adds the names of the second level by those of the first that cells of the tables offer, one
    /// in a row: the cells' lists are these rows.
    fn families(&mut self, tables: &[Blank]) {
        let entries = tables.iter().flat_map(|blank| blank.entries.values());
        for entry in entries {
            let Expects::OneOfGroup { pairs, .. } = &entry.rule.expects else {
                continue;
            };
            if self.groups.iter().any(|list| list.pairs == *pairs) {
                continue;
            }
            self.head(FAMILIES);
            self.groups.push(GroupList {
                pairs: Arc::clone(pairs),
                row: self.rows,
                columns: [0, 1],
            });
            for (outer, inner) in pairs.iter() {
                self.row();
                self.put(outer, 1, self.styles.label);
                self.put(inner, WIDTHS.len() - 1, self.styles.centred);
            }
        }
    }

    /// Adds the submission's own fields with their requirements.
    fn own_list(&mut self, fields: &Fields) {
        for (_, field) in fields.iter().filter(|(_, field)| field.rows().is_none()) {
            let computed = match shift(field) {
                None if field.derive.is_some() => Computed::ByProgram,
                _ => Computed::ByFormula,
            };
            let label = format!("{OWN} › {}", field.label);
            self.field((fields, field), &label, computed);
        }
    }

    /// Adds a form's fields with their requirements, and its agreements.
    fn form(&mut self, form: &Form, record: &Record, blank: &Blank) {
        let held = blank.patterns.values().flat_map(Pattern::values);
        let held: BTreeSet<&str> = held.map(|value| value.pointer.as_str()).collect();
        let shown = |pointer: &str| {
            held.contains(pointer) || blank.grid.cells.iter().any(|cell| cell.pointer == pointer)
        };
        self.head(&form.name);
        for (index, field) in form.fields.iter() {
            let columns: Vec<FieldIndex> = columns_shown(record, index, field, &shown);
            if columns.is_empty() && !shown(&record.pointer_of(&form.fields, index)) {
                continue;
            }
            let computed = computed(&record.pointer_of(&form.fields, index), blank);
            self.field((&form.fields, field), &field.full_label(), computed);
            let inner = field.rows().unwrap_or(&form.fields);
            let first = record.rows(index).first();
            for column in columns {
                let label = format!("{} › {}", field.label, inner.told_apart(column));
                let pointer = first.map(|row| row.pointer_of(inner, column));
                let computed = self::computed(&pointer.unwrap_or_default(), blank);
                self.field((inner, inner.get(column)), &label, computed);
            }
        }
        self.checks(&form.checks);
    }

    /// Adds checks that compare values. Other rules have no place here: what they demand is said at
    /// the fields.
    fn checks<'c>(&mut self, checks: impl IntoIterator<Item = &'c Check>) {
        for check in checks.into_iter().filter(|check| check.is_agreement()) {
            self.row();
            self.put("应当一致", 1, self.styles.label);
            self.put(&words::check(check), WIDTHS.len() - 1, self.styles.text);
        }
    }

    /// Adds checks across the present tables.
    fn across(&mut self, edition: &Edition, known: &[usize]) {
        let is_known = |check: &&Check| check.tables().iter().all(|table| known.contains(table));
        let there: Vec<&Check> = edition.checks.iter().filter(is_known).collect();
        if there.iter().any(|check| check.is_agreement()) {
            self.head("各表之间");
        }
        self.checks(there);
    }

    fn field(&mut self, (fields, field): (&Fields, &Field), label: &str, computed: Computed) {
        self.row();
        let (centred, text) = (self.styles.centred, self.styles.text);
        self.put(label, 1, self.styles.label);
        let is_derived = field.derive.is_some();
        self.put(field.wanted(), 1, centred);
        self.put(&field.unit, 1, centred);
        let must = if field.is_mandatory() && !is_derived {
            "是"
        } else {
            ""
        };
        self.put(must, 1, centred);
        self.put(&words::meaning(fields, field, computed), 1, text);
    }
}

/// What computes the value at a pointer: a cell of its own may lack the formula.
fn computed(pointer: &str, blank: &Blank) -> Computed {
    let mut cells = blank.grid.cells.iter();
    match cells.find(|cell| cell.pointer == pointer) {
        Some(cell) if cell.formula.is_none() => Computed::ByProgram,
        _ => Computed::ByFormula,
    }
}

/// The columns of a rows field that the table shows.
fn columns_shown(
    record: &Record,
    rows: FieldIndex,
    field: &Field,
    shown: &impl Fn(&str) -> bool,
) -> Vec<FieldIndex> {
    let (Some(columns), Some(first)) = (field.rows(), record.rows(rows).first()) else {
        return Vec::new();
    };
    let all = columns.iter();
    let shown = all.filter(|(index, _)| shown(&first.pointer_of(columns, *index)));
    shown.map(|(index, _)| index).collect()
}

fn cell(text: &str, colspan: usize, style: usize) -> Cell {
    Cell {
        row: 0,
        col: 0,
        rowspan: 1,
        colspan,
        role: Role::Label,
        style,
        text: text.to_owned(),
        number: None,
        blank: None,
        formula: None,
        pointer: String::new(),
    }
}

/// The cell for a field of the submission; a known year is filled in.
fn own_cell(fields: &Fields, index: FieldIndex, submission: &Submission, style: usize) -> Cell {
    let value = submission.fields.get(index);
    let number = match &value.content {
        Content::Number(amount) => Some(Number {
            value: amount.value(),
            notation: Notation::Plain {
                decimals: amount.decimals(),
            },
        }),
        Content::Absent
        | Content::Null
        | Content::Text(_)
        | Content::Percent(_)
        | Content::Rows(_) => None,
    };
    Cell {
        role: Role::Data,
        number,
        pointer: submission.fields.pointer_of(fields, index),
        ..cell(&value.display(), WIDTHS.len() - 1, style)
    }
}

/// Instructions for the tables, depending on their content.
fn advice(edition: &Edition, submission: &Submission, tables: &[Blank]) -> Vec<String> {
    let forms: Vec<&Form> = submission
        .tables
        .iter()
        .map(|table| &*edition.tables[table.table].form)
        .collect();
    let mut advice = vec![
        "只在空格里填写,栏目名和表名不要改。工作表加了保护但没有密码,确有需要的可以在“审阅”里撤销。"
            .to_owned(),
        "选中一格就看到这一格怎样填。浅黄色的格必须填,填了颜色就消失;浅红色的格填得不对,照提示改了就消失。".to_owned(),
        "格里的字显示不全时,把行高拖大。".to_owned(),
        "没有的内容留空,不要填“/”;空白与 0 印出来不同。".to_owned(),
    ];
    let all = || {
        let fields = forms.iter().flat_map(|form| form.fields.iter());
        let columns = forms.iter().flat_map(|form| form.fields.iter());
        let columns = columns.filter_map(|(_, field)| field.rows());
        fields.chain(columns.flat_map(Fields::iter))
    };
    if all().any(|(_, field)| field.derive.is_some()) {
        advice.push("合计、比率等由公式算出,不用填;填报说明里写着“自动”。".to_owned());
    }
    if all().any(|(_, field)| is_listed(field)) {
        advice.push("有下拉列表的格从列表里选。".to_owned());
    }
    advice.extend(mixed_advice(tables));
    advice.extend(rows_advice(&forms));
    if edition.tables.iter().any(|table| table.title.is_some()) {
        advice.push(
            "一张工作表填一张表;不够就复制整张工作表,用不着的空表留着不填,读取时略去。".to_owned(),
        );
    }
    advice
}

fn is_listed(field: &Field) -> bool {
    matches!(rule::of_kind(&field.kind), Expects::OneOf(..))
}

/// Instructions for typed cells that mix words and values.
fn mixed_advice(tables: &[Blank]) -> Vec<String> {
    let typed = tables.iter().flat_map(|blank| {
        let typed = |index: &CellIndex| {
            let entry = blank.entries.get(index);
            entry.is_some_and(|entry| matches!(entry.origin, Origin::Typed))
        };
        let patterns = blank.patterns.iter();
        patterns.filter(move |(index, _)| typed(index))
    });
    let values: Vec<&PrintedValue> = typed.flat_map(|(_, pattern)| pattern.values()).collect();
    let mut advice = Vec::new();
    if values.iter().any(|value| value.boxes.is_none()) {
        advice.push("格里有字、其间留着空的,字不要改,只填空着的地方。".to_owned());
    }
    if values.iter().any(|value| value.boxes.is_some()) {
        advice.push("有方框的格从列表里选打好勾的一种,或在选中的前面打√。".to_owned());
    }
    advice
}

/// Instructions for filling in, adding and removing rows.
fn rows_advice(forms: &[&Form]) -> Vec<String> {
    let mut columns = forms
        .iter()
        .flat_map(|form| form.fields.iter())
        .filter_map(|(_, field)| field.rows())
        .peekable();
    if columns.peek().is_none() {
        return Vec::new();
    }
    let mut levels: Vec<&str> = Vec::new();
    for (_, column) in columns.flat_map(Fields::iter) {
        let label = column.label.as_str();
        if matches!(column.kind, FieldKind::Level(_)) && !levels.contains(&label) {
            levels.push(label);
        }
    }
    let mut advice = vec![
        "一行填一条,多出的空行留着不填。行不够时,在最后一行以上插入整行,有公式的格从上一行复制;多余的行可以整行删除。"
            .to_owned(),
    ];
    if !levels.is_empty() {
        advice.push(format!(
            "{}每行都写全,不要合并单元格;生成正式的表时,上下相同的自动合并。",
            levels.join("、")
        ));
    }
    advice
}
