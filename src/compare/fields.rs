//! The fields of two records: which are the same field, and which of them differ.

use std::collections::BTreeMap;

use super::result::{AlteredValue, Sides, UnsharedField};
use super::values::{Holder, altered, altered_whole, are_equal, unshared, whole_value};
use crate::form::{Field, FieldIndex, Fields, Role};
use crate::text::name_key;

/// The same field of two forms; one side if only one form has it.
pub(super) type FieldPair = Sides<Option<FieldIndex>>;

/// Pairs the fields of two forms: those of one path, then those of one role, then those whose
/// labels are the same. Fields of one form are paired with themselves.
pub(super) fn pair_fields(old: &Fields, new: &Fields) -> Vec<FieldPair> {
    let both = |old, new| Sides {
        old: Some(old),
        new: Some(new),
    };
    if std::ptr::eq(old, new) {
        return new.iter().map(|(index, _)| both(index, index)).collect();
    }
    let mut partners: BTreeMap<usize, FieldIndex> = BTreeMap::new();
    let mut taken: Vec<FieldIndex> = Vec::new();
    let is_list = |field: &Field| field.rows().is_some();
    let rounds: [fn(&Field, &Field) -> bool; 3] = [
        |old, new| old.path == new.path,
        |old, new| old.role.is_some() && old.role == new.role,
        |old, new| name_key(&old.full_label()) == name_key(&new.full_label()),
    ];
    for is_same in rounds {
        for (at, (_, field)) in new.iter().enumerate() {
            if partners.contains_key(&at) {
                continue;
            }
            let mut free = old.iter().filter(|(index, _)| !taken.contains(index));
            let fits = |earlier: &Field| is_list(earlier) == is_list(field);
            if let Some((index, _)) = free.find(|(_, one)| fits(one) && is_same(one, field)) {
                taken.push(index);
                partners.insert(at, index);
            }
        }
    }
    let mut pairs: Vec<FieldPair> = (new.iter().enumerate())
        .map(|(at, (index, _))| Sides {
            old: partners.get(&at).copied(),
            new: Some(index),
        })
        .collect();
    let rest = old.iter().filter(|(index, _)| !taken.contains(index));
    pairs.extend(rest.map(|(index, _)| Sides {
        old: Some(index),
        new: None,
    }));
    pairs
}

/// The values of two records that differ, without rows.
pub(super) fn altered_values(holders: Sides<Holder<'_>>, pairs: &[FieldPair]) -> Vec<AlteredValue> {
    let Sides { old, new } = holders;
    let mut all = Vec::new();
    let is_mixed = holds_target(old) != holds_target(new)
        && [old, new].iter().all(|one| one.fields.hold_indicators());
    if is_mixed && let (Some(before), Some(after)) = (whole_value(old), whole_value(new)) {
        all.extend(altered_whole(
            (old, before.0, before.1),
            (new, after.0, after.1),
        ));
    }
    for pair in pairs {
        let role = [
            pair.old.map(|field| old.field(field)),
            pair.new.map(|field| new.field(field)),
        ];
        let mut roles = role.into_iter().flatten().filter_map(|field| field.role);
        if is_mixed && roles.any(|role| VALUE_ROLES.contains(&role)) {
            continue;
        }
        match (pair.old, pair.new) {
            (Some(before), Some(after)) => {
                let (before, after) = ((old, before), (new, after));
                // Lists are blanks here, except those that could not be read.
                if are_equal(before, after) || is_of_equal_values((old, new), pair, pairs) {
                    continue;
                }
                let units = Sides {
                    old: unit_of(old, before.1),
                    new: unit_of(new, after.1),
                };
                all.push(altered(before, after, units));
            }
            (Some(field), None) if is_value(old, field) => all.push(unshared(old, field, true)),
            (None, Some(field)) if is_value(new, field) => all.push(unshared(new, field, false)),
            _ => {}
        }
    }
    all
}

/// Whether a field is the whole text of an indicator's value, computed on both sides from parts
/// that are equal: 1.10 and 1.1.
fn is_of_equal_values(
    (old, new): (Holder<'_>, Holder<'_>),
    pair: &FieldPair,
    pairs: &[FieldPair],
) -> bool {
    let is_whole = |holder: Holder<'_>, field: Option<FieldIndex>| {
        field.is_some_and(|field| {
            holder.field(field).role == Some(Role::Content) && holder.record.get(field).computed
        })
    };
    let is_part = |holder: Holder<'_>, field: FieldIndex| {
        let role = holder.field(field).role;
        role.is_some_and(|role| VALUE_ROLES.contains(&role))
    };
    is_whole(old, pair.old)
        && is_whole(new, pair.new)
        && pairs.iter().all(|part| match (part.old, part.new) {
            (Some(before), Some(after)) if is_part(new, after) => {
                are_equal((old, before), (new, after))
            }
            (None, Some(one)) => !is_part(new, one),
            (Some(one), None) => !is_part(old, one),
            _ => true,
        })
}

/// Roles of the columns that a value in one text replaces.
const VALUE_ROLES: [Role; 3] = [Role::Sign, Role::Value, Role::Unit];

/// Whether a row has its value with sign and unit in one text.
fn holds_target(holder: Holder<'_>) -> bool {
    let value = holder.fields.with_role(Role::Value);
    value.is_some_and(|value| holder.field(value).kind.is_target())
}

/// Whether a field has a value of its own: no list of rows, and not computed from other values.
fn is_value(holder: Holder<'_>, field: FieldIndex) -> bool {
    let is_list = holder.field(field).rows().is_some();
    !is_list && !holder.is_blank(field) && !holder.record.get(field).computed
}

/// The unit of a number: that of its field, or what the column of units says.
fn unit_of(holder: Holder<'_>, field: FieldIndex) -> &str {
    let own = holder.field(field);
    let column = holder.fields.with_role(Role::Unit);
    match column.filter(|_| own.kind.is_measure()) {
        Some(unit) => holder.text(unit),
        None => &own.unit,
    }
}

/// The fields that only one of two forms has, those of rows included.
pub(super) fn unshared_fields(
    form: &str,
    fields: Sides<&Fields>,
    pairs: &[FieldPair],
) -> Vec<UnsharedField> {
    let mut all = Vec::new();
    for pair in pairs {
        match (pair.old, pair.new) {
            (Some(old), Some(new)) => {
                let lists = [fields.old.get(old).rows(), fields.new.get(new).rows()];
                if let [Some(old), Some(new)] = lists {
                    let columns = Sides { old, new };
                    all.extend(unshared_fields(form, columns, &pair_fields(old, new)));
                }
            }
            (Some(old), None) => all.push(one_sided(form, fields.old.get(old), true)),
            (None, Some(new)) => all.push(one_sided(form, fields.new.get(new), false)),
            (None, None) => {}
        }
    }
    all
}

fn one_sided(form: &str, field: &Field, is_old: bool) -> UnsharedField {
    UnsharedField {
        form: form.to_owned(),
        label: field.full_label(),
        path: field.path.clone(),
        is_old,
    }
}
