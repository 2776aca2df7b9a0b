//! 合订本: the parts of all departments, one after the other, behind cover and contents; one that came twice is bound once.

use std::fs;
use std::io;

use super::finish::{Ending, LastFile};
use super::kept::{KeptDepartment, MadeFile};
use super::told::{Told, is_repeated};
use super::{VOLUME, path_of};
use crate::digest::{Digest, Digesting};
use crate::error::Error;
use crate::form::Edition;
use crate::render::write_unnamed;
use crate::write::pdf::{Chapter, Cover, write_volume};

/// Writes the volume, which gets its name later; of the parts a few are in memory at a time.
pub(super) fn write(ending: &Ending<'_>, told: &Told<'_>) -> Result<LastFile, Error> {
    let bound: Vec<(&KeptDepartment, String)> = told
        .departments
        .iter()
        .map(AsRef::as_ref)
        .filter(|department| department.part.is_some() && !is_repeated(department))
        .map(|department| (department, title(department)))
        .collect();
    let chapters: Vec<Chapter<'_>> = bound
        .iter()
        .map(|(department, title)| Chapter {
            title,
            tables: department
                .part
                .as_ref()
                .map_or(&[], |part| part.tables.as_slice()),
        })
        .collect();
    let edition = edition(ending, &bound);
    let heading = told.title(edition);
    let lines = [counts(&chapters)];
    let (name, year) = divided(&heading);
    let cover = Cover {
        look: &edition.look,
        title: name,
        subtitle: &year,
        kind: "合\u{3000}订\u{3000}本",
        lines: &lines,
        imprint: ending.imprint,
        contents: "目录",
    };
    let properties = ending.properties(&format!("{heading} 合订本"));
    let mut digested = (Digest::default(), 0);
    let written = write_unnamed(ending.out, VOLUME, |file| {
        let mut file = Digesting::new(file);
        write_volume(
            &mut file,
            (&cover, &chapters),
            |index| read(ending, bound[index].0),
            &properties,
            ending.renderer.fonts(),
        )?;
        digested = file.finish();
        Ok(())
    })?;
    let (sha256, size) = digested;
    let file = MadeFile::new(VOLUME.to_owned(), size, sha256);
    Ok(LastFile { file, written })
}

/// The edition that gives cover and contents their look: that of the first department, else the first there is.
fn edition<'a>(ending: &'a Ending<'_>, bound: &[(&KeptDepartment, String)]) -> &'a Edition {
    let registry = ending.renderer.registry();
    let first = bound
        .first()
        .and_then(|(department, _)| registry.find(&department.edition));
    first
        .or_else(|| registry.editions().first())
        .expect("the program has an edition built in")
}

fn title(department: &KeptDepartment) -> String {
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

/// A title, and what stands in brackets at its end, in full-width ones: `甲表(2025年度)` → `甲表`, `（2025年度）`.
fn divided(title: &str) -> (&str, String) {
    let inner = title.strip_suffix([')', '）']);
    match inner.and_then(|inner| inner.rsplit_once(['(', '（'])) {
        Some((name, year)) if !name.is_empty() => (name, format!("（{year}）")),
        _ => (title, String::new()),
    }
}

/// The part of a department, if it is as it was made.
fn read(ending: &Ending<'_>, department: &KeptDepartment) -> io::Result<Vec<u8>> {
    let file = department.part.as_ref().map(|part| &part.file);
    let file = file.ok_or_else(|| io::Error::other("没有合订本的分册"))?;
    let bytes = fs::read(path_of(ending.out, &file.path))?;
    if file.is_untouched(ending.out) {
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
    fn what_stands_in_brackets_at_the_end_of_a_title_stands_below_it() {
        assert_eq!(
            divided("甲表(2025年度)"),
            ("甲表", "（2025年度）".to_owned())
        );
        assert_eq!(
            divided("甲（单位）表（2025）"),
            ("甲（单位）表", "（2025）".to_owned())
        );
        for whole in ["甲表", "(2025)", "甲(一)表", ""] {
            assert_eq!(divided(whole), (whole, String::new()));
        }
    }
}
