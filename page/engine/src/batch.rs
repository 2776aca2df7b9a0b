//! The results of a whole folder, made in memory: the same files as those of `jixiao batch`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jixiao::Format;
use jixiao::batch::{Batch, Binding, Event, Observer, RunOutcome, Volume, find_inputs};
use jixiao::disk;
use jixiao::render::{Audience, Options, OutputFile, Renderer};
use js_sys::{Array, Function, Object, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{Result, input_file, json, named_bytes, words};

/// The folder of the results.
const OUT: &str = "成果";

/// What is to be made.
#[derive(Deserialize)]
pub(super) struct Wanted {
    formats: Vec<String>,
    #[serde(default)]
    publish: bool,
    /// Whether all tables are bound into one volume.
    #[serde(default)]
    volume: bool,
    /// The bureau on the volume's cover.
    #[serde(default)]
    bureau: String,
    /// The year that the tables must be of.
    year: Option<u16>,
}

/// What was made, in numbers and names.
#[derive(Serialize)]
pub(super) struct Outcome {
    departments: usize,
    made: usize,
    returned: Vec<String>,
    unread: Vec<String>,
    /// Inputs and departments that could not be made, each with the reason.
    failures: Vec<(String, String)>,
    /// Files that were left out, each with the reason.
    skipped: Vec<(String, String)>,
}

/// Progress, as JSON for [`TOLD`].
#[derive(Serialize)]
struct Progress {
    done: usize,
    of: usize,
    /// The overall file that is being made.
    making: Option<&'static str>,
}

thread_local! {
    /// Is told of the progress of the run under way.
    static TOLD: RefCell<Option<(Function, Progress)>> = const { RefCell::new(None) };
}

struct Telling;

impl Observer for Telling {
    fn on_event(&self, event: Event<'_>) {
        TOLD.with_borrow_mut(|told| {
            let Some((told, progress)) = told else { return };
            match event {
                Event::Surveyed { departments } => progress.of = departments,
                Event::Department(..) => progress.done += 1,
                Event::Making(name) => progress.making = Some(name),
                _ => return,
            }
            // Who listens no more is not told.
            let _ = told.call1(&JsValue::NULL, &JsValue::from_str(&json(progress)));
        });
    }
}

/// Makes the results of files; see [`super::Engine::batch`].
pub(super) fn run(
    renderer: &Renderer,
    files: &Array,
    wanted: Wanted,
    told: Function,
) -> Result<(Vec<Object>, Outcome)> {
    disk::clear();
    let roots = put(files)?;
    let begun = Progress {
        done: 0,
        of: 0,
        making: None,
    };
    TOLD.set(Some((told, begun)));
    let made = make(renderer, &roots, wanted);
    TOLD.set(None);
    let files = disk::stored(OUT).into_iter().filter_map(|file| {
        let name = file.path.strip_prefix(OUT)?.strip_prefix('/')?;
        Some(named_bytes(name, &file.bytes))
    });
    let files = files.collect();
    disk::clear();
    Ok((files, made?))
}

/// Puts the files into memory; returns the folders that they are in.
fn put(files: &Array) -> Result<Vec<PathBuf>> {
    let mut roots = BTreeSet::new();
    for file in files.iter() {
        let OutputFile { name, bytes } = input_file(&file)?;
        let written = Reflect::get(&file, &JsValue::from_str("written")).unwrap_or_default();
        // Times before 1970 are of no file that people write.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of seconds"
        )]
        let written = written.as_f64().unwrap_or_default().max(0.0) as u64;
        let root = name.split('/').next().unwrap_or(&name);
        roots.insert(PathBuf::from(root));
        disk::put(&name, bytes, written);
    }
    Ok(roots.into_iter().collect())
}

fn make(renderer: &Renderer, roots: &[PathBuf], wanted: Wanted) -> Result<Outcome> {
    let found = find_inputs(roots, Path::new(OUT)).map_err(words)?;
    let formats = wanted.formats.iter();
    let batch = Batch {
        options: Options {
            formats: formats.filter_map(|name| Format::find(name)).collect(),
            audience: if wanted.publish {
                Audience::Public
            } else {
                Audience::Bureau
            },
            ..Options::default()
        },
        volume: if wanted.volume {
            Volume::With
        } else {
            Volume::Without
        },
        binding: Binding {
            bureau: wanted.bureau,
            ..Binding::default()
        },
        year: wanted.year,
        ..Batch::default()
    };
    let outcome = batch.run(renderer, &found.inputs, Path::new(OUT), &Telling);
    let RunOutcome {
        counts,
        failures,
        unread,
        returned,
        skipped,
        ..
    } = outcome.map_err(words)?;
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    let mut left_out = skipped;
    left_out.extend(
        found
            .strays
            .iter()
            .map(|(stray, what)| (path(stray), what.clone())),
    );
    let others = found.skipped.iter();
    left_out.extend(others.map(|other| (path(other), "不是申报数据".to_owned())));
    Ok(Outcome {
        departments: counts.departments,
        made: counts.made,
        returned,
        unread,
        failures,
        skipped: left_out,
    })
}
