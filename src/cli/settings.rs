//! Settings of each input: levels of the `jixiao.toml` next to it, overridden by the command line.

use std::path::{Path, PathBuf};

use jixiao::finding::{Code, LevelError, Levels, Read, Report};
use jixiao::form::{Registry, SETTINGS_FILE, read_settings};
use jixiao::render::{Attach, Audience, Files, OnErrors, Options, Renderer};
use jixiao::text;
use jixiao::{Error, Format, OfdProfile, PdfClaim, decode};

use super::args::{LevelWords, OutputArgs};
use super::language::pick;
use super::usage::with_advice;
use super::{input, usage};

/// The words of a usage error if data are to be attached to files that cannot carry them.
pub(super) fn attach_error(formats: &[Format], making: &OutputArgs) -> Option<String> {
    let has_paper = formats.iter().any(|format| format.embeds_fonts());
    (making.attach_data && !has_paper).then(|| no_paper(formats))
}

/// The words if data are attached to nothing.
fn no_paper(formats: &[Format]) -> String {
    let words = pick(
        "--attach-data 把数据附在 PDF、OFD 里,而 --format 里没有 pdf、ofd",
        "--attach-data puts the data into the PDF or OFD, and --format has neither",
    );
    with_advice(words, again_with_format(formats, Format::Pdf))
}

/// The command line of this process with one more format.
fn again_with_format(formats: &[Format], more: Format) -> Option<String> {
    let given: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
    let all = [&given[..], &[more.as_str()]].concat().join(",");
    usage::again_replacing(&given.join(","), &[&all])
        .or_else(|| usage::again_with(&["--format", &all]))
}

/// The options of the arguments.
pub(super) fn options(
    (formats, making): (&[Format], &OutputArgs),
    files: Files,
    levels: Levels,
) -> Options {
    let mut distinct: Vec<Format> = Vec::new();
    for format in formats {
        if !distinct.contains(format) {
            distinct.push(*format);
        }
    }
    Options {
        formats: distinct,
        files,
        audience: if making.publish {
            Audience::Public
        } else {
            Audience::Bureau
        },
        attach: if making.attach_data {
            Attach::Data
        } else {
            Attach::Nothing
        },
        claim: if making.accessible {
            PdfClaim::Accessible
        } else {
            PdfClaim::Archive
        },
        date: making.date,
        errors: if making.force {
            OnErrors::Continue
        } else {
            OnErrors::Stop
        },
        levels,
        ofd: if making.ofd_archive {
            OfdProfile::Archive
        } else {
            OfdProfile::Plain
        },
    }
}

/// An error in the options of OFD.
pub(super) fn archive_error(formats: &[Format], making: &OutputArgs) -> Option<String> {
    let is_idle = making.ofd_archive && !formats.contains(&Format::Ofd);
    let words = pick(
        "缺少 --format ofd:--ofd-archive 说的是 OFD 文件",
        "missing: --format ofd, for --ofd-archive is about OFD files",
    );
    is_idle.then(|| with_advice(words, again_with_format(formats, Format::Ofd)))
}

/// An error if the PDFs of which it speaks are not made. A volume is one, unless it is an OFD alone.
pub(super) fn accessible_error(
    formats: &[Format],
    making: &OutputArgs,
    is_bound: bool,
) -> Option<String> {
    let is_idle = making.accessible && !makes_pdf(formats, is_bound);
    let words = pick(
        "缺少 --format pdf:--accessible 说的是 PDF 文件",
        "missing: --format pdf, for --accessible is about PDF files",
    );
    is_idle.then(|| with_advice(words, again_with_format(formats, Format::Pdf)))
}

/// Whether PDFs are made of these formats.
pub(super) fn makes_pdf(formats: &[Format], is_bound: bool) -> bool {
    formats.contains(&Format::Pdf) || (is_bound && !formats.contains(&Format::Ofd))
}

/// The levels of the command line; later ones override earlier ones.
///
/// # Errors
/// Words about the first value with an unknown name or level.
pub(super) fn command_line_levels(
    words: &[LevelWords],
    renderer: &Renderer,
) -> Result<Levels, String> {
    let mut levels = Levels::new();
    if words.is_empty() {
        return Ok(levels);
    }
    let checks = renderer.registry().check_names();
    for LevelWords { name, level } in words {
        levels.set_in_words(name, level, &checks).map_err(|error| {
            let given = format!("{name}={level}");
            let words = format!("--level <项目=级别> 的值 \"{given}\" 不对:{error}");
            let line = match level_meant(&error, (name, level), &checks) {
                Some(meant) => usage::again_replacing(&given, &[&meant]),
                None => usage::again_without_value("--level", &given),
            };
            with_advice(&words, line)
        })?;
    }
    Ok(levels)
}

/// The name and level that were meant. `None` if the level cannot be changed, or no name is near.
fn level_meant(error: &LevelError, (name, level): (&str, &str), checks: &[&str]) -> Option<String> {
    let name = match error {
        LevelError::UnknownCode { .. } => {
            let codes = Code::ALL.iter().map(|code| code.as_str());
            text::nearest(name, codes.chain(checks.iter().copied()))?
        }
        LevelError::UnknownLevel { .. } => name,
        LevelError::Fixed(_) => return None,
    };
    let level = match error {
        LevelError::UnknownLevel { nearest, .. } => nearest.unwrap_or("关"),
        _ => level,
    };
    Some(format!("{name}={level}"))
}

/// Settings of inputs; reads the file of each folder once.
pub(super) struct Settings<'a> {
    command_line: Levels,
    /// The editions, whose own checks have names.
    registry: &'a Registry,
    folders: Vec<(PathBuf, FolderSettings)>,
}

/// The settings of a folder.
#[derive(Clone, Default)]
struct FolderSettings {
    levels: Levels,
    has_errors: bool,
}

/// The settings of one input.
pub(super) struct InputSettings {
    /// Levels of the folder, overridden by those of the command line.
    pub(super) levels: Levels,
    /// Findings about the folder's file, for its first input only.
    pub(super) findings: Report,
    /// Whether there are errors in the folder's file.
    pub(super) has_errors: bool,
}

impl<'a> Settings<'a> {
    /// Settings with the levels of the command line.
    pub(super) fn new(command_line: Levels, renderer: &'a Renderer) -> Settings<'a> {
        Settings {
            command_line,
            registry: renderer.registry(),
            folders: Vec::new(),
        }
    }

    /// The settings of an input. Standard input has no folder, so only the command line counts.
    pub(super) fn beside(&mut self, file: &Path) -> Result<InputSettings, Error> {
        let (folder, findings) = match file.parent() {
            Some(parent) if file.as_os_str() != input::STDIN => self.folder(parent)?,
            _ => (FolderSettings::default(), Report::new()),
        };
        let mut levels = folder.levels;
        levels.lay(&self.command_line);
        Ok(InputSettings {
            levels,
            findings,
            has_errors: folder.has_errors,
        })
    }

    fn folder(&mut self, path: &Path) -> Result<(FolderSettings, Report), Error> {
        if let Some((_, folder)) = self.folders.iter().find(|(known, _)| known == path) {
            return Ok((folder.clone(), Report::new()));
        }
        let Read {
            value: levels,
            report: mut findings,
        } = read(&path.join(SETTINGS_FILE), self.registry)?;
        findings.sort();
        let folder = FolderSettings {
            levels,
            has_errors: findings.has_errors(),
        };
        self.folders.push((path.to_owned(), folder.clone()));
        Ok((folder, findings))
    }
}

fn read(path: &Path, registry: &Registry) -> Result<Read<Levels>, Error> {
    if !path.is_file() {
        return Ok(Read::default());
    }
    let bytes = input::read(path)?;
    Ok(match decode(&path.to_string_lossy(), &bytes) {
        Ok(source) => read_settings(&source, &registry.check_names()),
        Err(finding) => {
            let mut report = Report::new();
            report.push(*finding);
            Read {
                value: Levels::new(),
                report,
            }
        }
    })
}
