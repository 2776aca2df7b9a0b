//! Annotated copies next to their originals.

use crate::finding::{Code, Finding};
use crate::source::Place;

/// Inserted between the name of a workbook and its extension in the name of its copy.
pub const COPY_INFIX: &str = "检查";

/// The same of a mended copy.
pub const FIXED_INFIX: &str = "改正";

/// `报送/目标表.检查(2).xlsx` → `报送/目标表.xlsx`; `None` if the name is not that of a copy.
pub fn original_name(copy: &str) -> Option<String> {
    let (before, ending) = copy.rsplit_once('.')?;
    let (stem, word) = before.rsplit_once('.')?;
    let number = word.strip_prefix(COPY_INFIX)?;
    let is_plain = number.is_empty() || (number.starts_with('(') && number.ends_with(')'));
    (is_plain && !stem.is_empty()).then(|| format!("{stem}.{ending}"))
}

/// Finding for a copy that is skipped because its original is read; edits in the copy are lost.
pub fn skipped_copy(copy: &str, original: &str, is_untouched: bool) -> Finding {
    if is_untouched {
        let seen = format!("是 {original} 的标记副本(check --mark 做的);用原文件,副本略过");
        return Finding::new(Code::FilesJoined, Place::file(copy)).seen(seen);
    }
    Finding::new(Code::SameDepartment, Place::file(copy))
        .seen("是标记副本(check --mark 做的),做出以后改动过")
        .expected(format!(
            "一个部门一份;这一次用的是 {original},副本里的改动没有用上"
        ))
        .correction(format!(
            "改在副本里的,把 {original} 移出去,再运行;否则移出副本"
        ))
}
