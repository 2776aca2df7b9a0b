//! The filter `groups`: rows in groups of equal names, in the order of the data.

use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::language::{GROUP_NAME, GROUP_ROWS, GROUPS, GROUPS_BY};
use super::limits::spend;

/// Registers the filter. `rows | groups(by="level1")` is a list of groups with `name` and `rows`:
/// consecutive rows with the same text in the column make one group, so the order of the rows
/// never changes. Rows keep `path` and `span`.
pub(super) fn install(tera: &mut Tera) {
    tera.register_filter(GROUPS, |rows: &[Value], names: Kwargs, _: &State| {
        groups(rows, names.must_get(GROUPS_BY)?)
    });
}

fn groups(rows: &[Value], by: &str) -> TeraResult<Vec<Value>> {
    spend(1 + rows.len() as u64 / 16)?;
    let mut groups: Vec<(&Value, Vec<Value>)> = Vec::new();
    for row in rows {
        let name = column(row, by)?;
        match groups.last_mut() {
            Some((known, rows)) if *known == name => rows.push(row.clone()),
            _ => groups.push((name, vec![row.clone()])),
        }
    }
    let groups = groups.into_iter().map(|(name, rows)| {
        let mut group = Map::new();
        group.insert(Key::Str(GROUP_NAME), name.clone());
        group.insert(Key::Str(GROUP_ROWS), Value::from(rows));
        Value::from(group)
    });
    Ok(groups.collect())
}

/// The value of a row at a path.
fn column<'v>(row: &'v Value, path: &str) -> TeraResult<&'v Value> {
    let found = path.split('.').try_fold(row, |value, part| {
        let members = value.as_map()?;
        members
            .iter()
            .find_map(|(key, value)| (key.as_str() == Some(part)).then_some(value))
    });
    found.ok_or_else(|| Error::message(format!("Unknown column `{path}`.")))
}
