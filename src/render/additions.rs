//! What a user adds to the program, as bytes: editions, as the files of a folder or as a zip of one,
//! and fonts.
//!
//! The sizes in a zip may be wrong: its files are unpacked up to a limit. Only files of an edition's
//! kinds are unpacked.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::ZipArchive;

use super::fonts::{MAX_FONT_FILE, MAX_FONTS, is_font};
use super::input::InputFile;
use crate::finding::{Code, Finding, Report};
use crate::form::{EDITION_FILE, MAX_DEFINITION, edition_id};
use crate::source::{Place, Source};
use crate::text;
use crate::unzip::is_zip;

/// Largest zip of editions, in bytes.
pub const MAX_ZIP: usize = 16 * 1024 * 1024;

/// Maximum number of files of editions that are added at once.
pub const MAX_ADDED_FILES: usize = 500;

/// Maximum size of the files of editions that are added at once, in bytes.
pub const MAX_ADDED_TEXT: usize = 16 * 1024 * 1024;

/// Editions and fonts that a user adds to the program's own, for [`Renderer::with_additions`].
///
/// [`Renderer::with_additions`]: super::Renderer::with_additions
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// The folder's name in findings, and its files by name.
    pub(super) editions: Vec<(String, BTreeMap<String, Source>)>,
    pub(super) fonts: Vec<(String, Arc<[u8]>)>,
}

impl Additions {
    /// Adds the editions in files, whose names are paths with `/`; a zip counts as a folder. Each
    /// folder with an `edition.toml` is an edition, and replaces one with the same id that was added
    /// before. What is in an edition is found when the renderer is made.
    ///
    /// With errors in the findings, nothing was added.
    pub fn add_editions(&mut self, files: &[InputFile<'_>]) -> Report {
        let mut given = Given::default();
        for file in files {
            if is_zip(file.bytes) {
                given.unpack(file);
            } else if is_of_edition(file.name) {
                given.put(file.name, file.bytes);
            }
        }
        let Given {
            folders,
            mut report,
            ..
        } = given;
        let folders: Vec<_> = folders
            .into_iter()
            .filter(|(_, files)| files.contains_key(EDITION_FILE))
            .collect();
        if folders.is_empty() && !report.has_errors() {
            let name = files.first().map_or("", |file| file.name);
            report.push(no_edition(name));
        }
        if report.has_errors() {
            return report;
        }
        for (_, files) in &folders {
            if let Some(id) = edition_id(files) {
                let is_other = |known: &BTreeMap<_, _>| edition_id(known).as_ref() != Some(&id);
                self.editions.retain(|(_, known)| is_other(known));
            }
        }
        self.editions.extend(folders);
        report
    }

    /// Adds a font file; it replaces one with the same name. Whether it can be used is found when the
    /// renderer is made.
    ///
    /// With errors in the findings, nothing was added.
    pub fn add_font(&mut self, name: &str, bytes: Arc<[u8]>) -> Report {
        let mut report = Report::new();
        let place = Place::file(name);
        if bytes.len() as u64 > MAX_FONT_FILE {
            let most = MAX_FONT_FILE / 1024 / 1024;
            report.push(too_large(place, &format!("字体文件大于 {most} MiB")));
            return report;
        }
        if !is_font(Path::new(name)) {
            report.push(
                Finding::new(Code::DefinitionValue, place)
                    .seen(text::quote(name))
                    .expected("字体文件(.ttf、.ttc)")
                    .correction("选字体文件"),
            );
            return report;
        }
        let others = self.fonts.iter().filter(|(known, _)| known != name);
        if others.count() >= MAX_FONTS {
            report.push(too_large(place, &format!("字体文件多于 {MAX_FONTS} 个")));
            return report;
        }
        self.fonts.retain(|(known, _)| known != name);
        self.fonts.push((name.to_owned(), bytes));
        report
    }
}

/// The files of editions by folder, and their sizes so far.
#[derive(Default)]
struct Given {
    folders: BTreeMap<String, BTreeMap<String, Source>>,
    files: usize,
    size: usize,
    report: Report,
}

impl Given {
    /// Adds a file; after too many, nothing.
    fn put(&mut self, path: &str, bytes: &[u8]) {
        self.files += 1;
        self.size += bytes.len();
        if self.files > MAX_ADDED_FILES || self.size > MAX_ADDED_TEXT {
            if !self.report.has_errors() {
                let most = MAX_ADDED_TEXT / 1024 / 1024;
                let seen = format!("表样的文件多于 {MAX_ADDED_FILES} 个,或合起来大于 {most} MiB");
                self.report.push(too_large(Place::file(path), &seen));
            }
            return;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.report.push(
                Finding::new(Code::Encoding, Place::file(path))
                    .seen("不是 UTF-8 的文本")
                    .expected("UTF-8 的文本")
                    .correction("用记事本“另存为”,编码选 UTF-8"),
            );
            return;
        };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let source = Source::new(path, text);
        let files = self.folders.entry(folder.to_owned()).or_default();
        files.insert(name.to_owned(), source);
    }

    /// Adds the files of a zip.
    fn unpack(&mut self, zip: &InputFile<'_>) {
        if zip.bytes.len() > MAX_ZIP {
            let most = MAX_ZIP / 1024 / 1024;
            let seen = format!("压缩包大于 {most} MiB");
            self.report.push(too_large(Place::file(zip.name), &seen));
            return;
        }
        let Ok(mut archive) = ZipArchive::new(Cursor::new(zip.bytes)) else {
            self.report.push(broken(zip.name));
            return;
        };
        for index in 0..archive.len() {
            let Ok(entry) = archive.by_index_raw(index) else {
                self.report.push(broken(zip.name));
                return;
            };
            let name = name_in_zip(entry.name_raw());
            drop(entry);
            if !is_of_edition(&name) {
                continue;
            }
            let path = format!("{}/{name}", zip.name);
            // One byte more than the limit shows that a file is too large.
            let mut bytes = Vec::new();
            let read = archive.by_index(index).map(|entry| {
                let most = MAX_DEFINITION as u64 + 1;
                entry.take(most).read_to_end(&mut bytes)
            });
            if !matches!(read, Ok(Ok(_))) {
                self.report.push(broken(&path));
                return;
            }
            if bytes.len() > MAX_DEFINITION {
                let most = MAX_DEFINITION / 1024 / 1024;
                let seen = format!("解开后大于 {most} MiB");
                self.report.push(too_large(Place::file(&path), &seen));
                return;
            }
            self.put(&path, &bytes);
            if self.report.has_errors() {
                return;
            }
        }
    }
}

/// Whether a file may belong to an edition; not those that systems hide.
fn is_of_edition(path: &str) -> bool {
    let mut steps = path.split('/');
    let is_hidden = steps.any(|step| step.starts_with('.') || step == "__MACOSX");
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    !is_hidden && matches!(ending, Some("toml" | "tera"))
}

/// A name in a zip: Windows writes it in GBK or UTF-8, some programs with `\`.
fn name_in_zip(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn too_large(place: Place, seen: &str) -> Finding {
    Finding::new(Code::InputTooLarge, place)
        .seen(seen)
        .expected("一种或几种表样的定义、字体")
        .correction("检查是否选错了文件")
}

fn broken(name: &str) -> Finding {
    Finding::new(Code::DefinitionValue, Place::file(name))
        .seen("解压不了")
        .expected("没有密码、没有损坏的 zip 压缩包")
        .correction("重新压缩,不设密码;或解压后选那个文件夹")
}

fn no_edition(name: &str) -> Finding {
    Finding::new(Code::DefinitionValue, Place::file(name))
        .seen(format!("里面没有 {EDITION_FILE}"))
        .expected(format!("放着 {EDITION_FILE} 和模板的文件夹,或它的压缩包"))
        .correction("选表样的文件夹或压缩包;要检查的是填好的表时,先解压,再打开里面的表")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::render::Renderer;
    use crate::render::fonts::built_in_fonts;

    const DEFINITION: &str =
        "edition = \"benxian-2026\"\nextends = \"gansu-2025\"\ntitle = \"本县\"\n";

    fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn ids(read: &crate::finding::Read<Option<Renderer>>) -> Vec<String> {
        let registry = read.value.as_ref().unwrap().registry();
        registry.own_ids().map(str::to_owned).collect()
    }

    #[test]
    fn a_zip_of_an_edition_is_as_its_folder() {
        let files: [(&str, &[u8]); 3] = [
            ("本县/edition.toml", DEFINITION.as_bytes()),
            ("本县/说明.docx", b"not read"),
            ("__MACOSX/本县/._edition.toml", &[0xff, 0]),
        ];
        let zip = zip_of(&files);
        let mut of_zip = Additions::default();
        let report = of_zip.add_editions(&[InputFile::new("本县.zip", &zip)]);
        assert!(report.is_empty(), "{report:?}");
        let inputs = files.map(|(name, bytes)| InputFile::new(name, bytes));
        let mut of_folder = Additions::default();
        assert!(of_folder.add_editions(&inputs).is_empty());
        for additions in [&of_zip, &of_folder] {
            let read = Renderer::with_additions(built_in_fonts(), additions);
            assert!(!read.report.has_errors(), "{:?}", read.report);
            assert_eq!(ids(&read), ["benxian-2026"]);
        }
        // The same id again takes its place.
        assert!(of_zip.add_editions(&inputs).is_empty());
        assert_eq!(of_zip.editions.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said_and_nothing_is_added() {
        let large = vec![b'#'; MAX_DEFINITION + 1];
        let many: Vec<String> = (0..=MAX_ADDED_FILES)
            .map(|at| format!("{at}.tera"))
            .collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        let gbk: (&str, &[u8]) = ("edition.toml", &[0xb1, 0xed, 0xd1]);
        let cases = [
            (zip_of(&[("a.xlsx", b"x")]), "没有 edition.toml"),
            (zip_of(&[("edition.toml", &large)]), "大于 1 MiB"),
            (zip_of(&many), "多于 500 个"),
            (zip_of(&[gbk]), "UTF-8"),
            (b"PK\x03\x04 cut".to_vec(), "解压不了"),
            (vec![b'P'; 3], "没有 edition.toml"),
        ];
        for (zip, words) in cases {
            let mut additions = Additions::default();
            let report = additions.add_editions(&[InputFile::new("甲.zip", &zip)]);
            assert!(report.has_errors());
            let [finding] = report.findings() else {
                panic!("{report:?}")
            };
            assert!(finding.seen.contains(words), "{finding:?}");
            assert!(additions.editions.is_empty());
        }
    }

    #[test]
    fn an_edition_with_errors_gives_no_renderer() {
        let wrong = DEFINITION.replace("extends = \"", "extends = \"no-");
        let mut additions = Additions::default();
        let files = [InputFile::new("edition.toml", wrong.as_bytes())];
        assert!(additions.add_editions(&files).is_empty());
        let read = Renderer::with_additions(built_in_fonts(), &additions);
        assert!(read.value.is_none() && read.report.has_errors());
    }

    #[test]
    fn names_of_windows_are_read() {
        assert_eq!(name_in_zip(b"\xb1\xed\\a.tera"), "表/a.tera");
        assert_eq!(name_in_zip("表/a.tera".as_bytes()), "表/a.tera");
    }

    #[test]
    fn a_font_has_the_name_of_one() {
        let mut additions = Additions::default();
        assert!(
            additions
                .add_font("a.txt", Arc::from(&b""[..]))
                .has_errors()
        );
        assert!(
            !additions
                .add_font("a.ttf", Arc::from(&b""[..]))
                .has_errors()
        );
        // What is no font is found with the renderer, which goes without it.
        let read = Renderer::with_additions(built_in_fonts(), &additions);
        assert_eq!(read.report.findings().len(), 1);
        assert!(read.value.is_some());
    }
}
