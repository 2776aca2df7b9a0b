//! A department of the list → the draft of its submission.

use super::state::{Department, ListReader, ListTable, ListValue};
use crate::form::{Count, EDITION_KEY, FieldKind, ListTarget, Quantity};
use crate::record::{Draft, DraftContent};
use crate::source::SheetCell;

/// Draft of a department. `year`: the year above the head, if no column contains it.
pub(super) fn to_draft(
    reader: &ListReader<'_>,
    department: &Department,
    year: Option<&ListValue>,
) -> Draft {
    let edition = reader.edition;
    let cell = &department.name.cell;
    let mut root = Draft::object(Some(cell.clone()));
    let id = DraftContent::Text(edition.id.clone());
    root.set(EDITION_KEY, Draft::new(id, Some(cell.clone())));
    for (index, column) in reader.own_columns() {
        let Some(field) = column.target_in_submission() else {
            continue;
        };
        let field = edition.fields.get(field);
        let blank = || Draft::new(DraftContent::Null, Some(cell.clone()));
        let given = if index == reader.list.department {
            Some(&department.name)
        } else {
            department.own.get(&index)
        };
        root.set(
            &field.path,
            given.map_or_else(blank, |given| value(&field.kind, given)),
        );
    }
    if let (Some(field), Some(year)) = (edition.year, year) {
        let stated = (reader.columns()).any(|(index, column)| {
            column.target_in_submission() == Some(field) && department.own.contains_key(&index)
        });
        if !stated {
            let field = edition.fields.get(field);
            root.set(&field.path, value(&field.kind, year));
        }
    }
    tables(reader, department, &mut root);
    root
}

fn tables(reader: &ListReader<'_>, department: &Department, root: &mut Draft) {
    let list = reader.list;
    for (index, table) in reader.edition.tables.iter().enumerate() {
        if index == list.whole && list.has_whole() {
            let whole = department.whole.as_ref();
            let mut draft = table_draft(reader, index, whole, &department.name.cell);
            set(
                reader,
                &mut draft,
                index,
                (list.department, &department.name),
            );
            root.set(&table.key, draft);
        } else if index == list.each && table.count == Count::Many {
            let mut many = Draft::list();
            for item in &department.projects {
                let mut draft = table_draft(reader, index, Some(item), &item.cell);
                let department = (list.department, &department.name);
                set(reader, &mut draft, index, department);
                if let (Some(column), Some(title)) = (list.title, &item.title) {
                    set(reader, &mut draft, index, (column, title));
                }
                many.push(draft);
            }
            root.set(&table.key, many);
        }
    }
}

fn table_draft(
    reader: &ListReader<'_>,
    table: usize,
    item: Option<&ListTable>,
    cell: &SheetCell,
) -> Draft {
    let cell = item.map_or(cell, |item| &item.cell);
    let mut draft = Draft::object(Some(cell.clone()));
    // Names come first, as people write them.
    let roles = [Some(reader.list.department), reader.list.title];
    for role in roles.into_iter().flatten() {
        if let Some(ListTarget::Table { table, field }) = reader.list.columns[role].target_in(table)
        {
            let path = &reader.edition.tables[table].form.fields.get(field).path;
            draft.set(path, Draft::new(DraftContent::Null, Some(cell.clone())));
        }
    }
    let Some(item) = item else { return draft };
    // A blank cell was left blank; for a missing column no value was asked.
    for (_, column) in reader.own_columns() {
        if let Some(target @ ListTarget::Table { .. }) = column.target_in(table) {
            let path = &reader.field(target).path;
            if draft.get(path).is_none() {
                draft.set(path, Draft::new(DraftContent::Null, Some(cell.clone())));
            }
        }
    }
    for (index, given) in &item.values {
        set(reader, &mut draft, table, (*index, given));
    }
    // Without the column that chooses a list, no value was asked for the others.
    let chooser = reader.list.chooser();
    let is_chosen = chooser.is_some_and(|(index, _)| reader.head.columns[index].is_some());
    let most = if is_chosen { usize::MAX } else { 1 };
    for own in reader.list.lists_of(table).into_iter().take(most) {
        // A finding on a missing indicator has the place of the table's cell.
        let mut list = Draft {
            cell: Some(cell.clone()),
            ..Draft::list()
        };
        for (_, row) in item.rows.iter().filter(|(of, _)| *of == own) {
            list.push(row.clone());
        }
        let fields = &reader.edition.tables[table].form.fields;
        draft.set(&fields.get(own.1).path, list);
    }
    draft
}

/// Sets the field that a column fills in a table.
fn set(
    reader: &ListReader<'_>,
    draft: &mut Draft,
    table: usize,
    (column, given): (usize, &ListValue),
) {
    if let Some(target @ ListTarget::Table { .. }) = reader.list.columns[column].target_in(table) {
        let field = reader.field(target);
        draft.set(&field.path, value(&field.kind, given));
    }
}

/// A value as `record` reads it. A text that is not a number is reported there.
pub(super) fn value(kind: &FieldKind, given: &ListValue) -> Draft {
    if given.unread.is_some() {
        return Draft::new(DraftContent::Unread, Some(given.cell.clone()));
    }
    // A percentage is a text, with its sign.
    let is_number = kind.is_number() && kind.facts().quantity != Some(Quantity::Percent);
    let number = is_number.then(|| given.text.trim().parse().ok()).flatten();
    let content = number.map_or_else(
        || DraftContent::Text(given.text.clone()),
        DraftContent::Number,
    );
    Draft::new(content, Some(given.cell.clone()))
}
