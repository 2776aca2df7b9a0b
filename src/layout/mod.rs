//! Layout: grid → positioned pages.
//!
//! | file | step |
//! | --- | --- |
//! | `font/` | font files: glyphs, metrics, information |
//! | `page.rs` | the result: pages of runs and rules |
//! | `column` | column positions |
//! | `glyph` | text → shaped glyphs |
//! | `kinsoku`, `punctuation`, `line` | line breaking and spacing of punctuation |
//! | `words`, `quantity`, `title` | words, numbers with units, and titles stay whole |
//! | `text_lines`, `text_block`, `typesetter` | typeset lines of all texts |
//! | `decimal` | alignment at the decimal point |
//! | `row` | row heights in one unbroken table |
//! | `pagination/` | page breaks, and the lines of each cell on each page |
//! | `draw`, `rule` | glyphs and rules at their positions |
//! | `table_pages`, `laid_out` | a laid-out table, whose pages are drawn on demand |
//! | `table` | all steps for a table |
//! | `auto_column`, `fit` | column widths by content; smaller type and padding, before layout |
//! | `foot` | page heads and feet through all tables of a document |
//! | `front_matter` | cover, contents, dividers and index of a volume |
//! | `spine` | the spine of a volume |
//! | `fallback` | characters drawn from another face |
//!
//! This module does not depend on forms or file formats. Layout is a pure function of a
//! [`Grid`](crate::grid::Grid) and a [`FontSet`].

mod auto_column;
mod column;
mod decimal;
mod draw;
mod faces;
mod fallback;
mod fit;
mod font;
mod foot;
mod front_matter;
mod glyph;
mod kinsoku;
mod laid_out;
mod line;
mod page;
mod pagination;
mod punctuation;
mod quantity;
mod row;
mod rule;
mod spine;
mod table;
mod table_pages;
#[cfg(test)]
mod tests;
mod text_block;
mod text_lines;
mod title;
mod typesetter;
mod words;

pub use auto_column::set_auto_columns;
pub use faces::UnknownFace;
pub use fallback::{FallbackCharacter, fallback_characters};
pub use fit::adapt;
pub use font::{
    Embedding, Face, FaceGlyph, FaceIndex, FaceInfo, FontData, FontError, FontSet, Glyph,
    MAX_COLLECTION, SUBSTITUTE, members,
};
pub use foot::{PageFoot, PageNumber, add_feet};
pub use front_matter::{ContentsEntry, Cover, EntryLevel, List, cover, divider, list};
pub(crate) use glyph::is_drawn;
pub use laid_out::{Layout, MissingGlyph};
pub use page::{Page, Rule, Run, RunKind};
#[cfg(any(test, feature = "stages"))]
pub use punctuation::squeezable;
pub use spine::{Spine, spine};
pub use table::lay_out;
