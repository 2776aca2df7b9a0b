//! Mends what has one sure answer: a copy of the sender's file with other values at some places,
//! everything else byte for byte.
//!
//! The answers are the changes that findings propose
//! ([`Finding::changes`](crate::finding::Finding::changes)), and the usual spelling of values that
//! are read in any spelling. The changes of one finding are applied together or not at all. If two
//! findings propose different values for one place, neither is applied. A copy is read again before
//! it is returned: a change whose finding is still there, or that changes another value too, is
//! left out. What is left out is told ([`Fixed::left_out`]).
//!
//! | file | content |
//! | --- | --- |
//! | `result.rs` | what was changed and what was left out |
//! | `state.rs` | a file as read: its submissions, their findings and values |
//! | `values.rs` | the values of a submission with their fields; usual spellings |
//! | `proposal.rs` | the changes of a state, without contradictions |
//! | `medium.rs` | what a kind of file offers for mending it |
//! | `text.rs` | changes in JSON |
//! | `formulas.rs` | formulas that depend on changed cells |
//! | `workbook.rs` | changes in the cells of a workbook |
//! | `verify.rs` | a copy compared with what it should be |
//! | `rounds.rs` | changes until nothing is left: a mended value may have another finding |

mod formulas;
mod medium;
mod proposal;
mod result;
mod rounds;
mod state;
mod text;
mod values;
mod verify;
mod workbook;

use crate::finding::{Code, Levels};
use crate::mark::{FixError, check_kind};
use crate::record::decode;
use crate::render::{InputFile, Renderer};
use crate::source::Source;
use crate::workbook::kind_of;

pub use result::{Fixed, FixedValue, LeftOut, Reason};

use rounds::mend;
use text::JsonText;
use workbook::WorkbookCells;

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Id of the edition; without it the edition is recognized.
    pub edition: Option<&'a str>,
    /// Levels that override those of the edition. A check that is off mends nothing.
    pub levels: &'a Levels,
    /// Distinguishes the workbook from others with the same name, for example by its path:
    /// [`is_mended_copy_of`](crate::mark::is_mended_copy_of). Only its digest is written.
    pub origin: &'a str,
}

/// Mends a file: JSON, or a workbook (`.xlsx`, `.xlsm`). Without any change the bytes are those of
/// the file. Equal input gives equal bytes.
///
/// # Errors
/// [`FixError`] if the file is of another kind, exceeds a limit, or is damaged.
pub fn fix(
    renderer: &Renderer,
    file: &InputFile<'_>,
    settings: &Settings<'_>,
) -> Result<Fixed, FixError> {
    if kind_of(file.bytes).is_some() {
        let notices = check_kind(file.bytes)?;
        let mut fixed = mend(&WorkbookCells::new(renderer, *file, *settings))?;
        if !fixed.changes.is_empty() {
            fixed.notices = notices;
        }
        return Ok(fixed);
    }
    let source = decode(file.name, file.bytes).map_err(|finding| match finding.code {
        Code::InputTooLarge => FixError::TooLarge(finding.seen),
        _ => FixError::NotData,
    })?;
    if !source.text().trim_start().starts_with(['{', '[']) {
        let sources = renderer.open(file.name, file.bytes).value;
        let is_list = sources.iter().any(Source::is_of_list);
        return Err(if is_list {
            FixError::Values
        } else {
            FixError::NotData
        });
    }
    let mut fixed = mend(&JsonText::new(renderer, &source, settings.levels))?;
    match file.bytes.strip_suffix(source.text().as_bytes()) {
        // A byte order mark, or nothing.
        Some(mark) => fixed
            .bytes
            .splice(0..0, mark.iter().copied())
            .for_each(drop),
        None if fixed.changes.is_empty() => fixed.bytes = file.bytes.to_vec(),
        None => fixed
            .notices
            .push("原文件不是 UTF-8 的文本,副本是 UTF-8 的".to_owned()),
    }
    Ok(fixed)
}

/// Mends a submission that was read from any file, as JSON: the text with the changes applied, and
/// what was changed.
///
/// # Errors
/// None that depends on the file; the type is that of [`fix`].
pub fn fix_source(
    renderer: &Renderer,
    source: &Source,
    levels: &Levels,
) -> Result<Fixed, FixError> {
    mend(&JsonText::new(renderer, source, levels))
}
