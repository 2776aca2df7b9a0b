//! The engine of the page: the library's functions for a browser. Input and output are bytes and JSON
//! texts; the types of the JSON are those of [`jixiao::desk`] and of this file.
//!
//! It holds the files that were opened and the submissions that are worked on. Equal input gives the bytes
//! that the command gives.

#![expect(
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    reason = "an error says in words what is wrong; options come by value"
)]

mod batch;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jixiao::desk::{Counts, Desk, Operation, ScreenRules};
use jixiao::finding::{
    Level, Levels, NumberedCause, NumberedFinding, Report, causes, number, without_commands,
};
use jixiao::form::{Count, Edition};
use jixiao::mark::{COPY_INFIX, mark};
use jixiao::render::{
    Additions, Audience, BlankOptions, Encoding, Files, InputFile, ListFormat, Options, OutputFile,
    Renderer, fonts_of_packs, opening_errors,
};
use jixiao::{Format, Subtotals};
use js_sys::{Array, Error, Function, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

type Result<T> = std::result::Result<T, Error>;

/// Editions, fonts, and the submissions that are open.
#[wasm_bindgen]
pub struct Engine {
    renderer: Renderer,
    /// The program's own fonts, of which another renderer is made.
    packs: Vec<(String, Arc<[u8]>)>,
    additions: Additions,
    open: BTreeMap<u32, Open>,
    next: u32,
}

/// A submission that is open.
struct Open {
    desk: Desk,
    /// The workbooks that it was read from.
    workbooks: Vec<OutputFile>,
    /// Findings of opening them.
    opened: Report,
}

/// An edition that a user may choose.
#[derive(Serialize)]
struct Choice<'a> {
    id: &'a str,
    title: &'a str,
    document: &'a str,
    tables: Vec<TableChoice<'a>>,
    year: bool,
}

/// A table of an edition.
#[derive(Serialize)]
struct TableChoice<'a> {
    key: &'a str,
    name: &'a str,
    many: bool,
}

/// An open submission, for a list of them.
#[derive(Serialize)]
struct Info {
    id: u32,
    file: String,
    name: String,
    code: String,
    edition: String,
    /// Whether it can be read.
    editable: bool,
    counts: Counts,
}

/// Findings for people, in order of their causes.
#[derive(Serialize)]
struct Told {
    findings: Vec<NumberedFinding<'static>>,
    causes: Vec<NumberedCause>,
    counts: Counts,
}

/// What was opened.
#[derive(Serialize)]
struct Opened {
    documents: Vec<Info>,
    report: Told,
}

/// Editions or a font that were added; with none, nothing changed.
#[derive(Serialize)]
struct Added {
    names: Vec<String>,
    report: Told,
}

/// What is to be made.
#[derive(Deserialize)]
struct Wanted {
    formats: Vec<String>,
    #[serde(default)]
    publish: bool,
    #[serde(default)]
    each_table: bool,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

#[wasm_bindgen]
impl Engine {
    /// An engine with the built-in editions, and packs of the built-in fonts: an array of `{name, bytes}`.
    #[wasm_bindgen(constructor)]
    pub fn new(fonts: &Array) -> Result<Engine> {
        std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
        let packs = input_files(fonts)?.into_iter();
        let packs: Vec<(String, Arc<[u8]>)> =
            packs.map(|pack| (pack.name, pack.bytes.into())).collect();
        Ok(Engine {
            renderer: Renderer::with_packs(packs.clone()).map_err(words)?,
            packs,
            additions: Additions::default(),
            open: BTreeMap::new(),
            next: 1,
        })
    }

    /// Whether the fonts have outlines, which PDFs need.
    pub fn has_outlines(&self) -> bool {
        self.renderer.has_outlines()
    }

    /// The version of the program.
    pub fn version() -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    /// The editions, as JSON.
    pub fn editions(&self) -> String {
        let editions = self.renderer.registry().editions();
        let choices: Vec<Choice<'_>> = editions.into_iter().map(choice).collect();
        json(&choices)
    }

    /// What the fields of an edition accept, as JSON.
    pub fn rules(&self, edition: &str) -> Result<String> {
        Ok(json(&ScreenRules::of(self.edition(edition)?)))
    }

    /// Adds the editions of a user, an array of `{name, bytes}`: the files of a folder, or zips. Open
    /// submissions stay, and are read anew. Returns `{names: ids of all editions of the user, report}`;
    /// no names if something is wrong, and then nothing changed.
    pub fn add_edition(&mut self, files: &Array) -> Result<String> {
        let files = input_files(files)?;
        let inputs: Vec<InputFile<'_>> = files
            .iter()
            .map(|file| InputFile::new(&file.name, &file.bytes))
            .collect();
        let mut additions = self.additions.clone();
        let mut report = additions.add_editions(&inputs);
        let mut names = Vec::new();
        if !report.has_errors() {
            let (renderer, found) = self.with(&additions)?;
            report.append(found);
            if let Some(renderer) = renderer {
                names.extend(renderer.registry().own_ids().map(str::to_owned));
                self.change(renderer, additions);
            }
        }
        let report = told(&report);
        Ok(json(&Added { names, report }))
    }

    /// Adds a font file of a user. Open submissions stay, and are read anew. Returns `{names: of its
    /// faces, report}`; no names if it cannot be used, and then nothing changed.
    pub fn add_font(&mut self, name: &str, bytes: Vec<u8>) -> Result<String> {
        let mut additions = self.additions.clone();
        let mut report = additions.add_font(name, bytes.into());
        let mut names = Vec::new();
        if !report.has_errors() {
            let (renderer, mut found) = self.with(&additions)?;
            // What is about others was told when they were added.
            found.retain(|finding| finding.level == Level::Error || finding.place.file == name);
            report.append(found);
            if let Some(renderer) = renderer {
                let faces = renderer.listed_faces().into_iter();
                let is_new = |file: &str| file == name;
                let faces = faces.filter(|face| {
                    let origin = face.origin.as_ref();
                    origin.is_some_and(|origin| is_new(&origin.file))
                });
                names.extend(faces.map(|face| face.facts.family));
                if !names.is_empty() {
                    self.change(renderer, additions);
                }
            }
        }
        let report = told(&report);
        Ok(json(&Added { names, report }))
    }

    /// Opens files, an array of `{name, bytes}`; forms in several workbooks belong to one department.
    pub fn open(&mut self, files: &Array, edition: Option<String>) -> Result<String> {
        let files = input_files(files)?;
        let inputs: Vec<InputFile<'_>> = files
            .iter()
            .map(|file| InputFile::new(&file.name, &file.bytes))
            .collect();
        let read = self.renderer.import(&inputs, edition.as_deref());
        let (sources, report) = (read.value, read.report);
        let mut documents = Vec::new();
        let errors = opening_errors(&sources, &report);
        for (source, errors) in sources.into_iter().zip(errors) {
            let own = files.iter().filter(|file| source.is_of_file(&file.name));
            let workbooks = own.cloned().collect();
            documents.push(self.take(Desk::new(source, &errors), workbooks, report.clone()));
        }
        let report = told(&report);
        Ok(json(&Opened { documents, report }))
    }

    /// An empty submission of an edition; `copies` is JSON: the number of tables that may repeat.
    pub fn start(
        &mut self,
        edition: &str,
        copies: &str,
        rows: usize,
        year: Option<u16>,
    ) -> Result<String> {
        let copies = parsed(copies)?;
        let desk = Desk::begin(self.edition(edition)?, &copies, rows, year);
        Ok(json(&self.take(desk, Vec::new(), Report::new())))
    }

    /// What is shown of a submission, as JSON.
    pub fn view(&mut self, id: u32) -> Result<String> {
        let (renderer, open) = self.parts(id)?;
        let screen = open.desk.screen(renderer).map_err(words)?;
        Ok(json(screen))
    }

    /// Changes a submission in one step; returns what is shown differently.
    pub fn edit(&mut self, id: u32, operations: &str) -> Result<String> {
        let operations: Vec<Operation> = parsed(operations)?;
        let (renderer, open) = self.parts(id)?;
        let change = open.desk.apply(renderer, &operations).map_err(words)?;
        Ok(json(&change))
    }

    /// Goes back by one step.
    pub fn undo(&mut self, id: u32) -> Result<String> {
        let (renderer, open) = self.parts(id)?;
        Ok(json(&open.desk.undo(renderer).map_err(words)?))
    }

    /// Goes forward by one step.
    pub fn redo(&mut self, id: u32) -> Result<String> {
        let (renderer, open) = self.parts(id)?;
        Ok(json(&open.desk.redo(renderer).map_err(words)?))
    }

    /// Goes on from a text that was kept, over the files that were opened; `changed` is JSON: the
    /// pointers of what differs from them.
    pub fn resume(&mut self, id: u32, text: String, changed: &str) -> Result<()> {
        let changed: BTreeSet<String> = parsed(changed)?;
        let (_, open) = self.parts(id)?;
        open.desk.resume(text, changed);
        Ok(())
    }

    /// The submission as JSON, as it is now.
    pub fn text(&mut self, id: u32) -> Result<String> {
        let (_, open) = self.parts(id)?;
        Ok(open.desk.source().text().to_owned())
    }

    /// Makes files, `{files: {name, bytes}[], report}`; with errors none but the data.
    pub fn make(&mut self, id: u32, wanted: &str) -> Result<Object> {
        let wanted: Wanted = parsed(wanted)?;
        let (renderer, open) = self.parts(id)?;
        let source = open.desk.source();
        let found = |name: &String| Format::find(name);
        let options = Options {
            formats: wanted.formats.iter().filter_map(found).collect(),
            files: if wanted.each_table {
                Files::EachTable
            } else {
                Files::Together
            },
            audience: if wanted.publish {
                Audience::Public
            } else {
                Audience::Bureau
            },
            ..Options::default()
        };
        let standing = open.desk.standing();
        let output = renderer.render_opened(source, standing, &options);
        let output = output.map_err(words)?;
        let mut files = output.files;
        if wanted.formats.iter().any(|format| format == "json") {
            files.push(OutputFile {
                name: renderer.data_name(source),
                bytes: source.text().as_bytes().to_vec(),
            });
        }
        Ok(made(&files, &output.report))
    }

    /// The workbooks that a submission came in, with the findings at their cells.
    pub fn marked(&mut self, id: u32) -> Result<Object> {
        let (renderer, open) = self.parts(id)?;
        let read = renderer.read_source(open.desk.original(), &Levels::new());
        let mut report = open.opened.clone();
        report.append(read.report);
        let mut files = Vec::new();
        for workbook in &open.workbooks {
            let mut own = report.clone();
            own.retain(|finding| finding.place.file == workbook.name);
            let bytes = mark(&workbook.bytes, &own, &workbook.name).map_err(words)?;
            let (stem, ending) = workbook
                .name
                .rsplit_once('.')
                .unwrap_or((&workbook.name, "xlsx"));
            let name = format!("{stem}.{COPY_INFIX}.{ending}");
            files.push(OutputFile { name, bytes });
        }
        Ok(made(&files, &report))
    }

    /// A blank workbook of an edition.
    pub fn blank(
        &self,
        edition: &str,
        copies: usize,
        rows: usize,
        year: Option<u16>,
    ) -> Result<Object> {
        let edition = self.edition(edition)?;
        let copies = copies.min(BlankOptions::MAX_COPIES);
        let rows = rows.min(BlankOptions::MAX_ROWS);
        let options = BlankOptions {
            rows,
            year,
            ..BlankOptions::all(edition, copies)
        };
        let blank = self.renderer.blank(edition, &options).map_err(words)?;
        let form = blank
            .value
            .ok_or_else(|| Error::new("这个表样的模板有错误"))?;
        Ok(file_object(&form.file))
    }

    /// A workbook in which the values of a submission are filled in.
    pub fn filled_blank(&mut self, id: u32) -> Result<Object> {
        let (renderer, open) = self.parts(id)?;
        let filled = renderer.filled_blank(open.desk.source()).map_err(words)?;
        let filled = filled
            .value
            .ok_or_else(|| Error::new("数据读不出,做不了填报用的工作簿"))?;
        Ok(file_object(&filled.form.file))
    }

    /// The flat list of submissions of one edition; `ids` is JSON, `format` `xlsx` or `csv`. The report
    /// also tells of those that could not be read, which are not in the list.
    pub fn list(&mut self, ids: &str, format: &str) -> Result<Object> {
        let ids: Vec<u32> = parsed(ids)?;
        let (mut submissions, mut unread) = (Vec::new(), Report::new());
        for id in ids {
            let (renderer, open) = self.parts(id)?;
            let read = renderer.read_for_list(open.desk.source());
            match read.value {
                Some(submission) => submissions.push(submission),
                None => unread.append(read.report),
            }
        }
        let (format, ending) = match format {
            "csv" => (ListFormat::Csv(Encoding::Utf8), "csv"),
            _ => (ListFormat::Xlsx, "xlsx"),
        };
        let name = format!("清单.{ending}");
        let listed = self
            .renderer
            .list(&submissions, format, Subtotals::With, &name);
        let mut listed = listed.map_err(words)?;
        listed.report.append(unread);
        let files: Vec<OutputFile> = listed
            .bytes
            .map(|bytes| OutputFile { name, bytes })
            .into_iter()
            .collect();
        Ok(made(&files, &listed.report))
    }

    /// Makes all that a batch makes of a folder: `files` is an array of `{name, bytes, written}`, with
    /// paths and seconds since 1970; `told` is called with JSON as the departments are done. Returns
    /// `{files, report}`, with the outcome as JSON.
    pub fn batch(&self, files: &Array, wanted: &str, told: Function) -> Result<Object> {
        let (files, outcome) = batch::run(&self.renderer, files, parsed(wanted)?, told)?;
        let list = Array::new();
        for file in files {
            list.push(&file);
        }
        let object = Object::new();
        set(&object, "files", &list);
        set(&object, "report", &json(&outcome).into());
        Ok(object)
    }

    /// Forgets a submission.
    pub fn close(&mut self, id: u32) {
        self.open.remove(&id);
    }
}

impl Engine {
    /// A renderer with additions, and the findings about them.
    fn with(&self, additions: &Additions) -> Result<(Option<Renderer>, Report)> {
        let own = fonts_of_packs(self.packs.clone()).map_err(words)?;
        let read = Renderer::with_additions(own, additions);
        Ok((read.value, read.report))
    }

    fn change(&mut self, renderer: Renderer, additions: Additions) {
        self.renderer = renderer;
        self.additions = additions;
        for open in self.open.values_mut() {
            open.desk.forget_shown();
        }
    }

    fn edition(&self, id: &str) -> Result<&Edition> {
        let found = self.renderer.registry().find(id);
        found.ok_or_else(|| Error::new(&format!("没有这个表样:{id}")))
    }

    fn parts(&mut self, id: u32) -> Result<(&Renderer, &mut Open)> {
        let open = self
            .open
            .get_mut(&id)
            .ok_or_else(|| Error::new("这份表已经关上了"))?;
        Ok((&self.renderer, open))
    }

    fn take(&mut self, desk: Desk, workbooks: Vec<OutputFile>, opened: Report) -> Info {
        let id = self.next;
        self.next += 1;
        let mut read = self.renderer.read_source(desk.source(), &Levels::new());
        read.report.append(desk.standing());
        let counts = counts(&read.report);
        let file = desk.source().name().to_owned();
        let info = match &read.value {
            Some(submission) => {
                let edition = self.renderer.edition_of(submission);
                let code = edition
                    .code
                    .map(|field| submission.fields.get(field).display());
                Info {
                    id,
                    file,
                    name: submission.department(edition).to_owned(),
                    code: code.unwrap_or_default().into_owned(),
                    edition: edition.id.clone(),
                    editable: true,
                    counts,
                }
            }
            None => Info {
                id,
                file,
                name: String::new(),
                code: String::new(),
                edition: String::new(),
                editable: false,
                counts,
            },
        };
        self.open.insert(
            id,
            Open {
                desk,
                workbooks,
                opened,
            },
        );
        info
    }
}

fn choice(edition: &Edition) -> Choice<'_> {
    let tables = edition.tables.iter().map(|table| TableChoice {
        key: &table.key,
        name: &table.form.name,
        many: table.count == Count::Many,
    });
    Choice {
        id: &edition.id,
        title: &edition.title,
        document: &edition.document,
        tables: tables.collect(),
        year: edition.year.is_some(),
    }
}

fn counts(report: &Report) -> Counts {
    Counts {
        error: report.count(Level::Error),
        warning: report.count(Level::Warning),
        note: report.count(Level::Note),
    }
}

/// Findings for people who have no command.
fn told(report: &Report) -> Told {
    let (mut findings, by_cause) = number(report.findings(), &causes(report.findings()), 0);
    for numbered in &mut findings {
        let finding = numbered.finding.to_mut();
        finding.correction = without_commands(&finding.correction);
    }
    Told {
        findings,
        causes: by_cause,
        counts: counts(report),
    }
}

/// Files and findings for JavaScript.
fn made(files: &[OutputFile], report: &Report) -> Object {
    let list = Array::new();
    for file in files {
        list.push(&file_object(file));
    }
    let object = Object::new();
    set(&object, "files", &list);
    set(&object, "report", &json(&told(report)).into());
    object
}

fn file_object(file: &OutputFile) -> Object {
    named_bytes(&file.name, &file.bytes)
}

fn named_bytes(name: &str, bytes: &[u8]) -> Object {
    let object = Object::new();
    set(&object, "name", &JsValue::from_str(name));
    set(&object, "bytes", &Uint8Array::from(bytes));
    object
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a member of a new object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

fn input_files(files: &Array) -> Result<Vec<OutputFile>> {
    files.iter().map(|file| input_file(&file)).collect()
}

fn input_file(file: &JsValue) -> Result<OutputFile> {
    let get = |key: &str| Reflect::get(file, &JsValue::from_str(key)).unwrap_or_default();
    let name = get("name").as_string();
    let bytes = get("bytes").dyn_into::<Uint8Array>().ok();
    let (name, bytes) = name
        .zip(bytes)
        .ok_or_else(|| Error::new("文件要有名称和内容"))?;
    Ok(OutputFile {
        name,
        bytes: bytes.to_vec(),
    })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("these values always serialize")
}

fn parsed<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::new(&error.to_string()))
}

fn words(error: impl std::error::Error) -> Error {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}:{error}");
        cause = error.source();
    }
    Error::new(&text)
}
