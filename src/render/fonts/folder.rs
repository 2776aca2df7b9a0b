//! The font files of a folder → faces. An unusable file is reported and skipped, so that a folder
//! of copied files works without changes. A file in `fonts.toml` must be usable.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Unusable};
use crate::finding::{Code, Finding, Report};
use crate::form::{MAX_DEFINITION, TYPEFACES_FILE};
use crate::layout::{Embedding, FaceIndex, FaceInfo, FontError, FontSet, members};
use crate::render::read_first;
use crate::source::{Place, Source};

/// Maximum number of font files in a folder.
pub const MAX_FONTS: usize = 64;

/// Largest font file in bytes; a collection with all characters of Unicode has some 30 MiB.
pub const MAX_FONT_FILE: u64 = 64 * 1024 * 1024;

/// The file of a user's face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaceOrigin {
    /// The file's name in the folder.
    pub file: String,
    /// Index of the font in the file.
    pub member: u32,
    /// Number of fonts in the file.
    pub members: u32,
}

/// A folder of fonts after reading.
#[derive(Debug, Default)]
pub(in crate::render) struct Folder {
    /// Its faces in the set, in the order of the files' names.
    pub(in crate::render) faces: Vec<(FaceIndex, FaceOrigin, FaceInfo)>,
    /// Files that cannot be used, and the reason.
    pub(in crate::render) refused: Vec<(String, FontError)>,
    /// Its `fonts.toml`.
    pub(in crate::render) map: Option<Source>,
}

/// Adds the TrueType files of a folder to the set. The name of a face is the file's stem; later
/// fonts of a collection have a number (`simsun#2`).
pub(in crate::render) fn read_folder(
    fonts: &mut FontSet,
    folder: &Path,
) -> Result<(Folder, Report), Error> {
    let mut read = Folder::default();
    let paths = font_files(folder)?;
    for path in &paths {
        read.take(fonts, path, &bounded(path, MAX_FONT_FILE)?.into());
    }
    let mut report = read.findings(folder);
    if paths.is_empty() {
        report.push(empty(folder));
    }
    let map = folder.join(TYPEFACES_FILE);
    if map.is_file() {
        let bytes = bounded(&map, MAX_DEFINITION as u64)?;
        let text = String::from_utf8(bytes).map_err(|error| Error::Read {
            path: map.clone(),
            source: io::Error::new(io::ErrorKind::InvalidData, error),
        })?;
        read.map = Some(Source::new(&map.to_string_lossy(), text));
    }
    Ok((read, report))
}

/// Adds font files, each with its name, as [`read_folder`] does.
pub(in crate::render) fn read_files(
    fonts: &mut FontSet,
    files: &[(String, Arc<[u8]>)],
) -> (Folder, Report) {
    let mut read = Folder::default();
    for (name, data) in files {
        read.take(fonts, Path::new(name), data);
    }
    let report = read.findings(Path::new(""));
    (read, report)
}

impl Folder {
    /// Adds the fonts of a file, or notes why it cannot be used.
    fn take(&mut self, fonts: &mut FontSet, path: &Path, data: &Arc<[u8]>) {
        match members(data) {
            Ok(count) => self.add(fonts, path, data, count),
            Err(error) => self.refused.push((name_of(path), error)),
        }
    }

    /// Findings about files that are not used, and about fonts that forbid their use.
    fn findings(&self, folder: &Path) -> Report {
        let mut report = Report::new();
        for (name, error) in &self.refused {
            report.push(refused(folder, name, error));
        }
        for (_, origin, facts) in &self.faces {
            if let Some(finding) = not_to_be_embedded(folder, origin, facts) {
                report.push(finding);
            }
        }
        report
    }

    /// Adds the fonts of a file.
    fn add(&mut self, fonts: &mut FontSet, path: &Path, data: &Arc<[u8]>, count: u32) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut failed = None;
        for member in 0..count {
            let name = match member {
                0 => stem.to_string(),
                later => format!("{stem}#{}", later + 1),
            };
            match fonts.add_member(&name, Arc::clone(data), member) {
                Ok(index) => {
                    let origin = FaceOrigin {
                        file: name_of(path),
                        member,
                        members: count,
                    };
                    self.faces.push((index, origin, fonts.face(index).info()));
                }
                Err(error) => failed = Some(error),
            }
        }
        self.refused
            .extend(failed.map(|error| (name_of(path), error)));
    }
}

/// The font files of a folder, sorted by name.
fn font_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.retain(|path| is_font(path));
    paths.sort();
    if paths.len() > MAX_FONTS {
        let (count, most) = (paths.len(), MAX_FONTS);
        let reason = Unusable::TooManyFonts { count, most };
        return Err(Error::unusable(folder, reason));
    }
    Ok(paths)
}

/// A file's bytes, at most `most`.
fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let bytes = read_first(path, most + 1)?;
    if bytes.len() as u64 > most {
        let most = most / 1024 / 1024;
        return Err(Error::unusable(path, Unusable::FileTooLarge { most }));
    }
    Ok(bytes)
}

pub(in crate::render) fn is_font(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "ttf" | "otf" | "ttc" | "otc"))
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn finding(folder: &Path, file: &str) -> Finding {
    let place = Place::file(&folder.join(file).to_string_lossy());
    Finding::new(Code::FontAside, place)
}

fn refused(folder: &Path, file: &str, error: &FontError) -> Finding {
    finding(folder, file)
        .seen(error.to_string())
        .expected("TrueType 轮廓的字体文件(.ttf、.ttc)")
        .correction("换一个文件,或移出此文件夹;程序没有用它")
}

fn not_to_be_embedded(folder: &Path, origin: &FaceOrigin, facts: &FaceInfo) -> Option<Finding> {
    let seen = embedding_limit(facts.embedding)?;
    let finding = finding(folder, &origin.file)
        .seen(format!("{} {seen}", facts.family))
        .expected("许可嵌入的字体")
        .correction("问清字体的许可;程序照样用它,PDF 对外发布以前换用许可嵌入的字体");
    Some(finding)
}

/// The restriction on embedding by a font's maker, in Chinese.
pub(in crate::render) fn embedding_limit(embedding: Embedding) -> Option<&'static str> {
    match embedding {
        Embedding::Allowed => None,
        Embedding::Restricted => Some("标明不许嵌入文件"),
        Embedding::WholeOnly => Some("标明只许整个嵌入(PDF 里只嵌入用到的字)"),
        Embedding::BitmapsOnly => Some("标明只许嵌入点阵"),
    }
}

fn empty(folder: &Path) -> Finding {
    Finding::new(Code::FontAside, Place::file(&folder.to_string_lossy()))
        .seen("文件夹里没有字体文件")
        .expected("有 .ttf 或 .ttc 文件")
        .correction("把字体文件复制到这个文件夹里(不是它里面的文件夹),或改正路径;用的是内置字体")
}
