//! `jixiao` (绩效): departments' performance targets in, from filled workbooks, flat lists or JSON; the official tables out, as an Excel workbook to
//! submit, a PDF to print and archive, and an HTML page to look at; one department at a time, or all of a bureau's with what speaks of all of them.
//!
//! # The way of the data
//!
//! ```text
//!  filled workbook, flat list
//!    │  workbook   bytes → sheets of cells; knows no form
//!    │  import     the empty form matched against each sheet, or a list's heads against the edition's columns; what is found becomes JSON whose
//!    ▼             places are cells
//!  JSON                              one submission: a department and its projects
//!    │  record     typed by the form's fields; every value remembers where it came from
//!    ▼
//!  Submission ─── check ───▶ Report  all findings at once, with place, value seen, value expected, mend
//!    │  derive     totals, rates and indicator texts that were left out, exactly
//!    ▼
//!  Submission, complete ─── export ───▶ Listing (a bureau's flat list)
//!    │  template   the form's Tera template renders a small XHTML table, read back strictly
//!    ▼
//!  Grid            every place covered once; text, number, formula, style, pointer of each cell
//!    │  layout     fonts, line breaking, row heights, page breaks
//!    ▼
//!  Layout          positioned text and rules; row heights for the workbook too
//!    │  write      xlsx · pdf · html; a Listing → xlsx · csv
//!    ▼
//!  bytes           saved by render: temporary file, then renamed
//! ```
//!
//! [`render`] names these steps in this order and does none of them; [`batch`] has it do them for many submissions. In the order of the way:
//!
//! - [`form`]: an edition's folder (`templates/<edition>/`), read and checked: forms are data, and no field or label of one stands in Rust;
//! - [`workbook`]: a workbook's bytes → sheets of cells, within limits;
//! - [`import`]: sheets → JSON of a submission, driven by the edition's own template; what has no place is told. [`import::list`]: a bureau's flat list
//!   (清单, one row an indicator; a workbook or text) → JSON of each department in it, by the columns that the edition names (`[list]`,
//!   [`form::ListDefinition`]);
//! - [`record`]: JSON → a [`Submission`](record::Submission);
//! - [`mod@derive`]: fills in what was left out; a typed figure is never changed;
//! - [`mod@check`]: the rules; each returns findings ([`finding`]), at the level that the code, the edition and the user set ([`finding::Levels`]);
//! - [`template`]: Tera, and the XHTML it renders → [`grid::Grid`];
//! - [`layout`]: Grid → positioned pages, a pure function;
//! - [`mod@write`]: Grid and pages, lists, a volume of many departments → bytes; no writer decides what two formats must agree on.
//!
//! Beside the way:
//!
//! - [`blank`]: an edition → what belongs into each cell of its tables, which with the template's empty Grid makes a workbook to be filled in; its docs
//!   say what a reader finds there, which is what `import` relies on;
//! - [`export`]: submissions → the rows of a flat list, the way back of `import::list`;
//! - [`mod@mark`]: a workbook and what was found in it → a copy with the findings at their cells. It knows no form and no cell's value, only the package (read as
//!   `import` reads it) and [`finding`];
//! - [`schema`]: an edition → its JSON Schema, in the terms of what `record` reads;
//! - `digest`: SHA-256, for [`batch`] and [`mod@mark`]: whether a file is still the one that was written;
//! - [`batch`]: many inputs → a folder of results with summary (汇总表), report (检查报告), volume (合订本) and manifest; may be broken off, resumed, shared
//!   out to several machines, and comes to the same bytes.
//!
//! - [`limits`]: all limits in one table, from the modules that keep them; what `docs/limits.md` is made of.
//!
//! Beneath all: [`finding`] (findings and places), [`amount`] (exact decimals), [`length`]. A finding is a value; a failure is an [`Error`]. The command
//! (`cli`, a part of the binary) uses the library by its name, as any other program would; it alone prints, and knows clock and environment.
//!
//! # Who may import whom
//!
//! ```text
//! cli → batch → render → { blank  import  check  derive  template  export  layout  write } → record → { form  grid } → finding → source → { text  amount  length }
//! cli, render → mark, import → workbook → { finding  amount }          cli → schema → { record  form }
//! ```
//!
//! Nothing points left. Within the braces `import`, `template` and `check` evaluate or render with those behind them (`import` → `template` → `derive`,
//! `check` → `derive`), `write` reads the pages of `layout`, `export` the lists that `write` writes. `layout` and `write` know no budget and no record;
//! `form` and `record` know no table. Each library has one home. `tests/architecture.rs` holds this true, module by module.
//!
//! # Decisions that differ from the first design, and why
//!
//! - **What was read from a workbook is written as JSON before it is read as data**: one reader, one set of findings, and what `import` prints is
//!   what `render` works with. The text remembers the cell of each value, so that findings name cells.
//! - **`import` reads `template`**: the form's empty Grid, rendered with marks for values, is what a sheet is matched against.
//! - **A reader of workbooks says no more than what is in the cells**: which number a person meant by a shown percentage, a date or a text that is a
//!   number is settled by the number format (`workbook::format`), what field it is by `import`.
//! - **Both kinds of workbook are read here** (`workbook::xlsx`, `workbook::xls`), on libraries for XML and containers: a library for whole
//!   workbooks refuses all of it for one part or cell that it does not know, and says nothing of what people do not see (covered, struck, hidden).
//! - **Compound files are read here** (`workbook::compound`): the library for them refuses what other programs write and open (padding of the
//!   allocation table, a last sector that is cut short).
//! - **A workbook that opens without a password is read, encrypted or not** (`workbook::crypt`): Excel encrypts with a password of its own, and nobody knows
//!   that there is one. Any other password is a finding, and none is asked for.
//! - **`null` is "not given", empty text is "blank".** A derived field that is absent or `null` is derived; one given as `""` is printed
//!   blank. Programs that export JSON write `null` for what they do not know, and nobody means by it that a total shall stay empty.
//! - **A total that was typed and is right is a live formula too**, like one that was left out; one that is wrong stays the number typed.
//! - **`template` reads `record`**: a cell's `field` is looked up in the record, so that the typed value, its pointer and its formula come
//!   from the data and not from what the template printed. A cell is a number only where it shows exactly that value.
//! - **Where there is trouble with a rendered table** (a slot covered twice, an unknown class) **it is rendered once more with each start tag's place in
//!   it**, so that the trouble is told with the template's own line; tables that are right, nearly all, carry no such marks.
//! - **No `b` in the template language**: weight belongs to a style, as in the workbook's cells.
//! - **What a rule applies to stands in the edition, how it works in Rust.** Names of families, words for staff, texts with totals, agreements
//!   across tables: [`form::Rules`] and `[[across]]`. Words that are general (共计, 万元, 待填) are tables beside the rule that needs them.
//! - **That every project has its table is said, not guessed**: nothing in the published forms tells it. `exact_when` of an `[[across]]` names a
//!   field of the submission and the word in it that turns `<=` into `=`; without that word nobody is accused of a table he has still to fill in.
//! - **A code has a level, the edition and the user may set another**: the code's own, `[levels]` of the edition, `jixiao.toml` beside the
//!   data, `--level`, each over the one before. Trouble in reading stays an error: a level must not make a value vanish in silence.
//! - **The blank row of a word-like sign is two findings**: its words in the column of the whole text are a warning (the value is there, in
//!   the wrong column), nothing at all is an error.
//! - **The words for people stand in one place**: `finding::explain` is what `jixiao explain` prints and what `docs/findings.md` is made of.
//! - **An empty form is the template with nothing in it**, made twice: once as it is, and once with marks for values, which tell what its titles
//!   show. No template knows of blanks, and a user's edition has them without doing anything.
//! - **In a blank, words are cells of text (`@`)**: `001`, `3-5`, `=`, `95%` and `7.50` stay as they are typed, in the column of measures too.
//! - **A list's subtotals add up the projects only**: the amount of a department's own table contains them. What is said of a whole table stands in its
//!   first row, so that a column adds up and `SUM` is right.
//! - **A sign is inferred only where a list says that it tells none** (定量, or a blank column): one left out among others is an omission, and found.
//! - **Page numbers run through a document** (a workbook's print does the same); with one file a table they start anew.
//! - **One way to a PDF**: layout's drawing steps are written with `pdf-writer`, page after page;
//!   a document is a volume without cover and contents, and the code of a glyph is its character.
//!   genpdf is an optional second backend of the same steps (feature `genpdf`): its chain is
//!   unmaintained and carries six advisories, its file is no PDF/A, and laying down each page by it
//!   took a fifth of a PDF's instructions (docs/pdf.md, docs/performance.md).
//! - **A volume is put together from parts on disk**: each department's pages are drawn once more
//!   for it and stand in any volume as they are; only the feet are the volume's own.
//! - **Every PDF is tagged, and claims no more than PDF/A-2b**: level A asks of each character that it be in Unicode proper, and names have characters of the
//!   private areas. A table is one `Table` whatever its repeated heads (HTML makes one of each group); what a label is the head of is said by
//!   [`grid::Scope`], to both. In a volume the elements of a part are carried in it without numbers.
//! - **The summary's columns come from the edition's fields** (numbers of tables that are there once, sums over those that may be many, official groups of
//!   rows); departments that were returned are listed and not summed up.
//!
//! - **A marked workbook is patched, not written anew** (`mark`): libraries that read and write workbooks lose what they do not know. Every part that does
//!   not change is copied as it was compressed.
//! - **Two kinds of plain list in a workbook**: the flat list is data to be read back (heads in the first row, every value as typed), summary and report
//!   are for people (titles, grouped heads, links). They share what is under them (`write::xlsx`), not the page.
//!
//! # Using it
//!
//! ```
//! use jixiao::render::{Options, Renderer};
//!
//! let renderer = Renderer::built_in(); // once, for any number of submissions and threads
//! let data = r#"{ "edition": "gansu-2025", "year": 2025,
//!     "department": { "name": "云溪县水务局", "annual_target": "完成年度任务",
//!         "income": { "local_fiscal": 200.95 },
//!         "expenditure": { "personnel": 176.32, "operating": 14.63, "projects": 10 },
//!         "indicators": [{ "level1": "基本运行指标", "level2": "预算管理", "name": "预算执行率", "comparison": "≥", "value": 95, "unit": "%" }] } }"#.as_bytes();
//! let rendered = renderer.render("data.json", data, &Options::default())?;
//! assert!(rendered.report.is_empty());
//! assert_eq!(rendered.files[0].name, "云溪县水务局-绩效目标表.xlsx");
//! # Ok::<(), jixiao::Error>(())
//! ```

#[cfg(not(feature = "stages"))]
mod amount;
#[cfg(feature = "stages")]
pub mod amount;
pub mod batch;
#[cfg(not(feature = "stages"))]
mod blank;
#[cfg(feature = "stages")]
pub mod blank;
#[cfg(not(feature = "stages"))]
mod check;
#[cfg(feature = "stages")]
pub mod check;
#[cfg(not(feature = "stages"))]
mod derive;
#[cfg(feature = "stages")]
pub mod derive;
mod digest;
mod error;
#[cfg(not(feature = "stages"))]
mod export;
#[cfg(feature = "stages")]
pub mod export;
pub mod finding;
pub mod form;
pub mod grid;
#[cfg(not(feature = "stages"))]
mod import;
#[cfg(feature = "stages")]
pub mod import;
#[cfg(not(feature = "stages"))]
#[expect(unused_imports, reason = "some re-exports are for tests of the stage")]
mod layout;
#[cfg(feature = "stages")]
pub mod layout;
#[cfg(not(feature = "stages"))]
mod length;
#[cfg(feature = "stages")]
pub mod length;
#[cfg(not(feature = "stages"))]
mod limits;
#[cfg(feature = "stages")]
pub mod limits;
pub mod mark;
#[cfg(not(feature = "stages"))]
mod record;
#[cfg(feature = "stages")]
pub mod record;
pub mod render;
#[cfg(not(feature = "stages"))]
mod schema;
#[cfg(feature = "stages")]
pub mod schema;
pub mod source;
#[cfg(not(feature = "stages"))]
mod template;
#[cfg(feature = "stages")]
pub mod template;
pub mod text;
#[cfg(not(feature = "stages"))]
mod workbook;
#[cfg(feature = "stages")]
pub mod workbook;
#[cfg(not(feature = "stages"))]
#[expect(unused_imports, reason = "some re-exports are for tests of the stage")]
mod write;
#[cfg(feature = "stages")]
pub mod write;

pub use check::Checked;
pub use derive::Derived;
pub use error::{Error, Unusable};
pub use export::Subtotals;
pub use layout::FontSet;
pub use length::Length;
pub use limits::{Limit, LimitGroup, limits, limits_page};
pub use record::{MAX_INPUT, Submission, decode};
pub use schema::schema;
pub use write::pdf::Engine as PdfEngine;
pub use write::{Date, Format};
