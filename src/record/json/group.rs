//! Place of a group of fields, an object within a record's object.

use std::ops::Range;

use serde_json::value::RawValue;

use super::syntax::members;
use crate::source::Source;

/// Bytes of the key of the innermost group that holds a field: `"income"` for `income.total`.
/// `None` if the field is in no group, or the record, whose bytes are given, lacks the group.
pub fn group_key(source: &Source, record: &Range<usize>, path: &str) -> Option<Range<usize>> {
    let (groups, _) = path.rsplit_once('.')?;
    let mut object: &RawValue = serde_json::from_str(source.text().get(record.clone())?).ok()?;
    let mut key = None;
    for group in groups.split('.') {
        let mut all = members(object)?.into_iter();
        let member = all.find(|member| member.name == group)?;
        (object, key) = (member.value, Some(member.key));
    }
    key.map(|key| source.range_of(key.get()))
}
