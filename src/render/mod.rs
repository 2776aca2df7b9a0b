//! Files → submissions → their tables → the chosen files; also blanks and lists. It calls the other
//! modules in their order and does none of their work.
//!
//! | file | content |
//! | --- | --- |
//! | `renderer.rs` | editions, templates and fonts, prepared once |
//! | `additions.rs` | editions and fonts of a user, from bytes |
//! | `options.rs` | options and results of rendering |
//! | `input.rs` | a file → its bytes, up to a limit |
//! | `reading.rs` | files of any kind → submissions, checked |
//! | `opening_errors.rs` | errors of a file → those of each of its submissions |
//! | `making.rs` | submissions → the chosen files |
//! | `job.rs` | the tables of one submission → its files |
//! | `outlines.rs` | findings about characters whose outlines are not in the fonts |
//! | `blank.rs` | an edition → a workbook to be filled in |
//! | `carry.rs` | a submission → the data of another edition |
//! | `comparing.rs` | submissions → what differs between them |
//! | `approved.rs` | approved budgets: read, and compared with a submission |
//! | `listing.rs` | submissions → their flat list |
//! | `roster.rs` | a bureau's roster: read, and written |
//! | `attaching.rs` | the data of a submission, to be attached to its papers |
//! | `papers.rs` | papers with attached data → submissions, compared with what the paper shows |
//! | `names.rs` | names of files and sheets |
//! | `fonts/` | the available fonts, and the face of each font of an edition |
//! | `font_uses.rs` | information about them, and the characters that a face lacks |
//! | `batch_workbooks.rs` | recognition of the workbooks of a batch and of a comparison |
//! | `size.rs` | limits on the tables of one submission |
//! | `stray.rs` | files that programs leave next to documents |
//! | `save.rs` | bytes → a file, completely or not at all |

mod additions;
mod approved;
mod attaching;
pub(crate) mod batch_workbooks;
mod blank;
mod carry;
mod comparing;
mod font_uses;
mod fonts;
mod input;
mod job;
mod listing;
mod making;
mod names;
mod opening_errors;
mod options;
mod outlines;
mod papers;
mod reading;
mod renderer;
#[cfg(feature = "fs")]
mod resave;
mod roster;
mod save;
mod size;
mod stray;
mod table_file;

pub use crate::carry::Carried;
pub(crate) use crate::compare::{
    ApprovedBudget, DepartmentIndex, Identity, Indexed, LastYear, Sides, pair_departments,
};
pub use crate::derive::Derived;
pub(crate) use crate::import::list::{RosterRow, RosterRows};
pub(crate) use crate::layout::FontSet;
pub(crate) use crate::workbook::{HEAD, may_hold_data};
pub use additions::{Additions, MAX_ADDED_FILES, MAX_ADDED_TEXT, MAX_ZIP};
pub use blank::{BlankForm, BlankOptions, FilledBlank};
pub use font_uses::{BorrowedCharacter, FontUse, ListedFace};
#[cfg(feature = "fonts")]
pub use fonts::built_in_fonts;
pub use fonts::{FaceOrigin, FaceReason, MAX_FONT_FILE, MAX_FONTS, PackError, fonts_of_packs};
pub use input::{InputFile, read_input};
pub(crate) use input::{modified, read_first};
pub(crate) use job::NO_DATE;
pub use listing::{Encoding, ListFormat, Listed};
pub use names::{file_name, name_fault, unique};
pub use opening_errors::opening_errors;
pub(crate) use opening_errors::{error_of_all, take_own_errors};
pub use options::{
    Attach, Audience, Files, OnErrors, Options, OutputFile, Rendered, Volume, VolumePages,
};
pub(crate) use reading::{InputKind, OpenedFile};
pub use renderer::Renderer;
#[cfg(feature = "fs")]
pub use resave::{Resaver, Saved};
pub use roster::RosterFormat;
pub(crate) use roster::{read_roster, section_heads, write_roster};
pub(crate) use save::{
    PendingFile, name_before_move, no_folder, save_all, save_lightly, write_pending,
};
pub use save::{move_changed_aside, save, save_with};
pub use size::{MAX_CELLS, MAX_CHARACTERS, MAX_PAGES};
pub(crate) use stray::{may_be_stray, stray};
