//! `jixiao` (绩效) makes the official performance tables (绩效目标表) of government departments.
//!
//! Input: filled-in workbooks, flat lists (清单) or JSON. Output: the tables as Excel workbooks to
//! submit, PDFs and OFDs to print and archive, and HTML pages; findings about errors; blank workbooks to
//! fill in; flat lists. It works for one department or for all departments of a bureau.
//!
//! Entry points, all from bytes to bytes except [`batch`], which works on files:
//!
//! | input → output | function |
//! | --- | --- |
//! | editions, fonts → a renderer, made once | [`Renderer::built_in`], [`with_packs`], [`with_folders`] |
//! | a file → its submissions | [`Renderer::open`] |
//! | several files of one department → one submission | [`Renderer::import`] |
//! | a submission → its checked data, with findings | [`read_source`], [`Renderer::read`] |
//! | a file → xlsx, PDF, OFD, HTML | [`Renderer::render`] |
//! | submissions → a flat list | [`Renderer::list`] |
//! | a submission → the data of another edition | [`Renderer::carry`] |
//! | an edition → a blank workbook | [`Renderer::blank`] |
//! | a submission → a workbook in which the rest is filled in | [`Renderer::filled_blank`] |
//! | two submissions → what differs | [`Renderer::compare`], [`Renderer::compare_departments`] |
//! | a submission and last year's → the tables that were not changed | [`Renderer::unchanged_since`] |
//! | an edition → its JSON Schema | [`schema()`] |
//! | a submission → what a screen shows of it, and changes by hand | [`desk::Desk`] |
//! | a workbook and its findings → an annotated copy | [`mark::mark`] |
//! | a file → a copy in which what has one sure answer is mended | [`fix::fix`], [`fix::fix_source`] |
//! | findings of files → the JSON document about them | [`report::ReportDocument`] |
//! | many files → a folder of results | [`batch::Batch::run`] |
//! | results of shards → one folder of results | [`batch::Merge::run`] |
//! | a folder of results → its differences from the manifest | [`batch::verify`] |
//!
//! [`with_folders`]: Renderer::with_folders
//! [`with_packs`]: Renderer::with_packs
//! [`read_source`]: Renderer::read_source
//!
//! A *finding* ([`finding::Finding`]) is a value: an error in the user's data or templates. A
//! *failure* is an [`Error`]: a file, a font or a writer failed. Equal input gives equal bytes.
//!
//! `docs/architecture.md` describes the modules, the data flow, the allowed imports, the decisions
//! with their reasons, and the glossary. The stages in between (`record`, `check`, `template`,
//! `layout`, `write`, …) are private; the feature `stages` makes them visible to the tests, benches
//! and fuzz targets of this repository and is not part of the interface.
//!
//! # Rendering a submission
//!
//! ```
//! use jixiao::render::{Options, Renderer};
//!
//! let renderer = Renderer::built_in(); // once, for any number of submissions and threads
//! let data = r#"{ "edition": "gansu-2025", "year": 2025,
//!     "department": { "name": "云溪县水务局", "annual_target": "完成年度任务",
//!         "income": { "local_fiscal": 200.95 },
//!         "expenditure": { "personnel": 176.32, "operating": 14.63, "projects": 10 },
//!         "indicators": [{ "level1": "基本运行指标", "level2": "预算管理", "name": "预算执行率",
//!                          "comparison": "≥", "value": 95, "unit": "%" }] } }"#.as_bytes();
//! let rendered = renderer.render("data.json", data, &Options::default())?;
//! assert!(rendered.report.is_empty());
//! assert_eq!(rendered.files[0].name, "云溪县水务局-绩效目标表.xlsx");
//! # Ok::<(), jixiao::Error>(())
//! ```
//!
//! # Checking a department's data
//!
//! ```
//! use jixiao::finding::Level;
//! use jixiao::render::Renderer;
//!
//! let renderer = Renderer::built_in();
//! let read = renderer.read("表.json", r#"{ "edition": "gansu-2025", "yeer": 2025 }"#.as_bytes());
//! assert!(read.report.has_errors());
//! let worst = read.report.findings().iter().filter(|finding| finding.level == Level::Error);
//! assert!(worst.count() > 0);
//! ```
//!
//! # A blank workbook, filled in and read back
//!
//! ```
//! use jixiao::finding::Levels;
//! use jixiao::render::{BlankOptions, InputFile, Renderer};
//!
//! let renderer = Renderer::built_in();
//! let edition = renderer.registry().edition(0);
//! let blank = renderer.blank(edition, &BlankOptions::all(edition, 1))?.value.unwrap();
//! // ... people fill it in ...
//! let file = InputFile::new("表.xlsx", &blank.file.bytes);
//! let submissions = renderer.import(&[file], None).value;
//! let read = renderer.read_source(&submissions[0], &Levels::new());
//! assert!(read.report.has_errors(), "nothing was filled in");
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
mod carry;
#[cfg(not(feature = "stages"))]
mod check;
#[cfg(feature = "stages")]
pub mod check;
pub mod compare;
#[cfg(not(feature = "stages"))]
mod derive;
#[cfg(feature = "stages")]
pub mod derive;
pub mod desk;
mod digest;
#[cfg(feature = "fs")]
mod disk;
#[cfg(not(feature = "fs"))]
pub mod disk;
mod error;
#[cfg(not(feature = "stages"))]
mod export;
#[cfg(feature = "stages")]
pub mod export;
pub mod finding;
pub mod fix;
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
mod normal;
mod paper;
#[cfg(not(feature = "stages"))]
mod record;
#[cfg(feature = "stages")]
pub mod record;
pub mod render;
pub mod report;
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
mod unzip;
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
pub use layout::{FaceIndex, FontData, FontError, FontSet};
pub use length::Length;
pub use limits::{Limit, LimitGroup, limits, limits_page};
pub use record::{MAX_INPUT, Submission, decode};
pub use schema::schema;
pub use write::ofd::OfdProfile;
pub use write::pdf::{Claim as PdfClaim, Engine as PdfEngine};
pub use write::{Date, Format};

#[cfg(doc)]
use render::Renderer;
