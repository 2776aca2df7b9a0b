//! The letter (通知) that is sent back with a submission: an edition of its own, so that a bureau
//! writes its own one as it writes forms. Its data are a submission of that edition.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::digest::Digest;
use crate::error::Error;
use crate::finding::{Code, Finding, Read, Report};
use crate::form::{EDITION_FILE, Edition, Field, Fields, Registry};
#[cfg(feature = "fonts")]
use crate::render::built_in_fonts;
use crate::render::{FontSet, OnErrors, Options, OutputFile, Rendered, Renderer};
use crate::source::{Place, Source};
use crate::write::{Date, WriteError};

use super::fingerprint::fingerprint;

/// Key of the letter's table.
const TABLE: &str = "letter";

/// Name of its data in findings.
const DATA: &str = "通知的数据";

/// A letter, prepared once.
#[derive(Debug)]
pub struct Letter {
    renderer: Renderer,
    digest: Digest,
}

impl Letter {
    /// The built-in letter and fonts.
    ///
    /// # Panics
    /// Never: the built-in letter has no errors.
    #[cfg(feature = "fonts")]
    pub fn built_in() -> Letter {
        let read = Letter::with_folders(None, None).ok();
        let letter = read.and_then(|read| read.value);
        letter.expect("the built-in letter has no errors")
    }

    /// The letter of a folder, or the built-in one; `fonts` as in [`Renderer::with_folders`]. A
    /// letter of a folder is tested with invented data. If it has errors, there is none.
    ///
    /// # Errors
    /// As of [`Renderer::with_folders`].
    #[cfg(feature = "fonts")]
    pub fn with_folders(
        letter: Option<&Path>,
        fonts: Option<&Path>,
    ) -> Result<Read<Option<Letter>>, Error> {
        Letter::with_folders_and(built_in_fonts(), letter, fonts)
    }

    /// The same with the program's own fonts from packs, as of
    /// [`Renderer::with_folders_and`].
    ///
    /// # Errors
    /// As of [`Renderer::with_folders_and`].
    pub fn with_folders_and(
        own: FontSet,
        letter: Option<&Path>,
        fonts: Option<&Path>,
    ) -> Result<Read<Option<Letter>>, Error> {
        let Read {
            value: registry,
            report,
        } = Registry::letter(letter)?;
        let Some(registry) = registry else {
            return Ok(Read::new(None, report));
        };
        let Read {
            value: renderer,
            mut report,
        } = Renderer::with_fonts((registry, report), letter.is_some(), own, fonts)?;
        let Some(renderer) = renderer else {
            return Ok(Read::new(None, report));
        };
        let digest = fingerprint(&renderer, &"letter");
        let made = Letter { renderer, digest };
        if letter.is_some() {
            report.append(made.tried()?);
        }
        let is_usable = !report.has_errors();
        Ok(Read::new(is_usable.then_some(made), report))
    }

    /// The letter itself.
    fn edition(&self) -> &Edition {
        self.renderer.registry().edition(0)
    }

    /// Digest of everything besides the data that letters depend on.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Makes a letter with invented data; returns the findings.
    fn tried(&self) -> Result<Report, Error> {
        let edition = self.edition();
        if !edition.tables.iter().any(|table| table.key == TABLE) {
            let place = edition.files.get(EDITION_FILE).map(Source::name);
            let mut report = Report::new();
            report.push(
                Finding::new(
                    Code::DefinitionMissingKey,
                    Place::file(place.unwrap_or(EDITION_FILE)),
                )
                .seen("没有 [[tables]] key = \"letter\"")
                .expected("通知是一张表,它在数据里的键是 letter")
                .correction("用 jixiao template copy letter 写出一份,在其上修改"),
            );
            return Ok(report);
        }
        let cause = json!({
            "number": 1, "file": "甲", "sheet": "甲", "cell": "A1", "place": "甲", "problem": "甲",
            "seen": "甲", "expected": "甲", "correction": "甲", "alike": 1, "followers": 1,
        });
        let invented = LetterData {
            code: "001",
            year: "2025",
            letter: json!({
                "name": "甲局", "returned": "退回", "document": "甲表", "bureau": "乙局",
                "section": "丙股", "contact": "丁", "date": "2025-03-01",
                "deadline": "2025-03-20", "errors": 1, "warnings": 1, "notes": 1, "unlisted": 1,
                "remade": "是", "linked": "是", "copies": [{ "name": "甲.xlsx" }], "must": [cause], "look": [cause],
            }),
        };
        Ok(self.rendered(&self.json(&invented), None)?.report)
    }

    /// The data as JSON, without what the letter has no field for.
    pub(in crate::batch) fn json(&self, data: &LetterData<'_>) -> String {
        let edition = self.edition();
        let mut whole = Map::new();
        whole.insert("edition".to_owned(), edition.id.clone().into());
        let fields = edition.fields.iter().map(|(_, field)| field.path.as_str());
        for path in fields {
            let value = match path {
                "code" => Value::from(data.code),
                // A year is a number, or a text that is none.
                "year" => (data.year.parse::<u16>()).map_or(Value::Null, Value::from),
                _ => continue,
            };
            whole.insert(path.to_owned(), value);
        }
        let table = edition.tables.iter().find(|table| table.key == TABLE);
        if let Some(table) = table {
            let mut letter = data.letter.clone();
            retain_known(&mut letter, &table.form.fields);
            whole.insert(TABLE.to_owned(), letter);
        }
        Value::from(whole).to_string()
    }

    /// The files of a letter with these data, and the findings.
    fn rendered(&self, json: &str, date: Option<Date>) -> Result<Rendered, Error> {
        let options = Options {
            date,
            // What is quoted in a letter is often wrong.
            errors: OnErrors::Continue,
            ..Options::default()
        };
        self.renderer
            .render_source(&Source::new(DATA, json), &options)
    }

    /// The workbook and the PDF of a letter with these data, each named by the letter.
    pub(in crate::batch) fn files(
        &self,
        json: &str,
        date: Option<Date>,
    ) -> Result<Vec<OutputFile>, Error> {
        let Rendered {
            mut files, report, ..
        } = self.rendered(json, date)?;
        let mut found = report.findings().iter();
        if let Some(refused) = found.find(|finding| finding.code == Code::OutlineMissing) {
            return Err(Error::Output {
                name: self.edition().document.clone(),
                source: WriteError::Pdf(refused.seen.clone().into()),
            });
        }
        for file in &mut files {
            let ending = file.name.rsplit('.').next().unwrap_or_default();
            file.name = crate::render::file_name(&self.edition().document, ending);
        }
        Ok(files)
    }
}

/// The data of a letter.
pub(in crate::batch) struct LetterData<'a> {
    pub(in crate::batch) code: &'a str,
    pub(in crate::batch) year: &'a str,
    /// The values of its table, by key.
    pub(in crate::batch) letter: Value,
}

/// Removes the keys that no field has.
fn retain_known(value: &mut Value, fields: &Fields) {
    let Value::Object(map) = value else {
        return;
    };
    let find = |key: &str| {
        let mut fields = fields.iter();
        fields.find_map(|(_, field)| (field.path == key).then_some(field))
    };
    map.retain(|key, _| find(key).is_some());
    for (key, value) in map {
        let columns = find(key).and_then(Field::rows);
        if let (Some(columns), Value::Array(rows)) = (columns, value) {
            for row in rows {
                retain_known(row, columns);
            }
        }
    }
}
