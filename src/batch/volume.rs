//! 合订本: cover and contents, then the pages of all departments except duplicates.

use std::fs;
use std::io;

use super::files::ResultFile;
use super::overall::{OverallFile, Target};
use super::paths::{VOLUME, path_of};
use super::records::DepartmentRecord;
use super::results::Results;
use crate::digest::{Digest, DigestWriter};
use crate::error::Error;
use crate::form::Edition;
use crate::render::write_pending;
use crate::write::pdf::{Chapter, Cover, write_volume};

/// Writes the volume without its final name. Only the pages of a few departments are in memory at a
/// time.
pub(super) fn write(target: &Target<'_>, results: &Results<'_>) -> Result<OverallFile, Error> {
    let bound: Vec<(&DepartmentRecord, String)> = results
        .departments
        .iter()
        .map(AsRef::as_ref)
        .filter(|department| department.pages.is_some() && !department.is_duplicate())
        .map(|department| (department, title(department)))
        .collect();
    let chapters: Vec<Chapter<'_>> = bound
        .iter()
        .map(|(department, title)| Chapter {
            title,
            tables: department
                .pages
                .as_ref()
                .map_or(&[], |pages| pages.tables.as_slice()),
        })
        .collect();
    let edition = edition(target, &bound);
    let heading = results.title(edition);
    let lines = [counts(&chapters)];
    let (name, year) = split_year(&heading);
    let cover = Cover {
        look: &edition.look,
        title: name,
        subtitle: &year,
        kind: "合\u{3000}订\u{3000}本",
        lines: &lines,
        imprint: target.imprint,
        contents: "目录",
    };
    let properties = target.properties(&format!("{heading} 合订本"));
    let mut digested = (Digest::default(), 0);
    let written = write_pending(target.out, VOLUME, |file| {
        let mut file = DigestWriter::new(file);
        write_volume(
            &mut file,
            (&cover, &chapters),
            |index| read(target, bound[index].0),
            &properties,
            target.renderer.fonts(),
        )?;
        digested = file.finish();
        Ok(())
    })?;
    let (sha256, size) = digested;
    let file = ResultFile::new(VOLUME.to_owned(), size, sha256);
    Ok(OverallFile { file, written })
}

/// The edition that styles cover and contents: that of the first department, or the first known.
fn edition<'a>(target: &'a Target<'_>, bound: &[(&DepartmentRecord, String)]) -> &'a Edition {
    let registry = target.renderer.registry();
    let first = bound
        .first()
        .and_then(|(department, _)| registry.find(&department.edition));
    first
        .or_else(|| registry.editions().first().copied())
        .expect("an edition is built in")
}

fn title(department: &DepartmentRecord) -> String {
    if department.code.is_empty() {
        department.name.clone()
    } else {
        format!("{} {}", department.code, department.name)
    }
}

fn counts(chapters: &[Chapter<'_>]) -> String {
    let tables = || chapters.iter().flat_map(|chapter| chapter.tables);
    let pages: usize = tables().map(|(_, pages)| pages).sum();
    format!(
        "{} 个部门　{} 张表　{pages} 页",
        chapters.len(),
        tables().count()
    )
}

/// Splits the text in brackets off the end of a title; returns it in full-width brackets:
/// `甲表(2025年度)` → `甲表`, `（2025年度）`.
fn split_year(title: &str) -> (&str, String) {
    let inner = title.strip_suffix([')', '）']);
    match inner.and_then(|inner| inner.rsplit_once(['(', '（'])) {
        Some((name, year)) if !name.is_empty() => (name, format!("（{year}）")),
        _ => (title, String::new()),
    }
}

/// The pages of a department, if their file is unchanged.
fn read(target: &Target<'_>, department: &DepartmentRecord) -> io::Result<Vec<u8>> {
    let file = department.pages.as_ref().map(|pages| &pages.file);
    let file = file.ok_or_else(|| io::Error::other("没有合订本的分册"))?;
    let bytes = fs::read(path_of(target.out, &file.path))?;
    if file.is_untouched(target.out) {
        Ok(bytes)
    } else {
        Err(io::Error::other(format!(
            "{} 被改动过;请加 --resume 再运行一次",
            file.path
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_at_the_end_of_a_title_are_split_off() {
        assert_eq!(
            split_year("甲表(2025年度)"),
            ("甲表", "（2025年度）".to_owned())
        );
        assert_eq!(
            split_year("甲（单位）表（2025）"),
            ("甲（单位）表", "（2025）".to_owned())
        );
        for whole in ["甲表", "(2025)", "甲(一)表", ""] {
            assert_eq!(split_year(whole), (whole, String::new()));
        }
    }
}
