//! 合订本: the parts of all departments, one after the other, behind cover and contents.

use std::fs;
use std::io;

use super::finish::Ending;
use super::kept::{KeptDepartment, MadeFile};
use super::told::Told;
use super::{Digest, VOLUME, path_of};
use crate::error::Error;
use crate::form::Edition;
use crate::render::save_with;
use crate::write::pdf::{Chapter, Cover, write_volume};

/// Writes the volume; of the parts one is in memory at a time.
pub(super) fn write(ending: &Ending<'_>, told: &Told<'_>) -> Result<MadeFile, Error> {
    let bound: Vec<(&KeptDepartment, String)> = told
        .departments
        .iter()
        .map(AsRef::as_ref)
        .filter(|department| department.part.is_some())
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
    let lines = lines(&chapters);
    let cover = Cover {
        look: &edition.look,
        title: &heading,
        lines: &lines,
        contents: "目录",
    };
    let parts = bound.iter().map(|(department, _)| read(ending, department));
    let properties = ending.properties(&format!("{heading} 合订本"));
    let path = save_with(ending.out, VOLUME, |file| {
        write_volume(
            file,
            (&cover, &chapters),
            parts,
            &properties,
            ending.renderer.fonts(),
        )
    })?;
    let (sha256, size) = Digest::of_file(&path).map_err(|source| Error::Read { path, source })?;
    Ok(MadeFile {
        path: VOLUME.to_owned(),
        size,
        sha256,
    })
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

fn lines(chapters: &[Chapter<'_>]) -> Vec<String> {
    let tables = || chapters.iter().flat_map(|chapter| chapter.tables);
    let pages: usize = tables().map(|(_, pages)| pages).sum();
    vec![
        "合订本".to_owned(),
        format!(
            "{} 个部门(单位) · {} 张表 · {pages} 页",
            chapters.len(),
            tables().count()
        ),
    ]
}

/// The part of a department, if it is as it was made.
fn read(ending: &Ending<'_>, department: &KeptDepartment) -> io::Result<Vec<u8>> {
    let file = department.part.as_ref().map(|part| &part.file);
    let file = file.ok_or_else(|| io::Error::other("没有合订本的分册"))?;
    let bytes = fs::read(path_of(ending.out, &file.path))?;
    if Digest::of(&bytes) == file.sha256 {
        Ok(bytes)
    } else {
        Err(io::Error::other(format!(
            "{} 被改动过;请加 --resume 再运行一次",
            file.path
        )))
    }
}
