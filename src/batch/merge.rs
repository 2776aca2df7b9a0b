//! Parts of a run ([`super::Shard`]) → one folder of results, the same bytes as if there had been one run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::earlier::{Earlier, put_manifest_aside};
use super::finish::{Ending, Outcome, sweep_temporary};
use super::folders::Folders;
use super::kept::{self, KeptDepartment, KeptInput, MadeFile};
use super::lock::Lock;
use super::manifest::Manifest;
use super::{DEPARTMENTS, Digest, Volume, Watch, each, made_with, path_of, refuse_links, relative};
use crate::error::{Error, Unusable};
use crate::render::{Renderer, save_with};
use crate::write::Date;

/// A part: its folder, its manifest, and what is kept of its inputs.
struct PartOfRun {
    folder: PathBuf,
    manifest: Manifest,
}

/// Puts the results of all parts of a run together, with the editions and fonts they were made with; what else they were made with stands in their
/// manifests. `order` and `imprint` as in [`super::Batch`]; an empty one is that of the parts.
///
/// # Errors
/// [`Error::Unusable`] where parts are missing, not finished, changed, or made with other options; where they were made with an order or imprint that others
/// lack, and none is given here; [`Error::Write`] where results cannot be written.
pub fn merge(
    (order, imprint): (&[String], &[String]),
    renderer: &Renderer,
    parts: &[PathBuf],
    out: &Path,
    watch: &dyn Watch,
) -> Result<Outcome, Error> {
    let parts = read_parts(parts, out)?;
    let order = given_or_common(order, "--order", |part| &part.order, &parts)?;
    let imprint = given_or_common(imprint, "--cover", |part| &part.imprint, &parts)?;
    let first = &parts[0];
    let volume = if first
        .manifest
        .options
        .split(' ')
        .any(|word| word == "volume")
    {
        Volume::With
    } else {
        Volume::Without
    };
    if made_with(renderer, &first.manifest.options) != first.manifest.made_with {
        return Err(Error::unusable(&first.folder, Unusable::MadeWithOthers));
    }
    let earlier = Earlier::look(out)?;
    let _lock = Lock::take(out, watch)?;
    put_manifest_aside(out)?;
    sweep_temporary(out);
    let mut kept = Vec::new();
    for part in &parts {
        for listed in &part.manifest.inputs {
            kept.push((part, read_input(part, &listed.name)?));
        }
    }
    kept.sort_by(|(_, one), (_, next)| one.name.split('/').cmp(next.name.split('/')));
    let (inputs, departments) = gather(kept)?;
    let copied = each(&departments, |(part, department, folder)| {
        copy(part, department, folder, (out, &earlier))
    });
    let departments = copied.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let ending = Ending {
        renderer,
        out,
        earlier,
        inputs,
        departments,
        order,
        imprint,
        volume,
        options: first.manifest.options.clone(),
        made_with: first.manifest.made_with,
        shard: None,
        date: date_of(&first.manifest.options),
    };
    ending.make(watch)
}

/// What is given, else what all parts were made with.
fn given_or_common<'p>(
    given: &'p [String],
    option: &'static str,
    of: fn(&Manifest) -> &Vec<String>,
    parts: &'p [PartOfRun],
) -> Result<&'p [String], Error> {
    let common = of(&parts[0].manifest);
    if !given.is_empty() {
        return Ok(given);
    }
    match parts.iter().find(|part| of(&part.manifest) != common) {
        None => Ok(common),
        Some(other) => Err(Error::unusable(
            &other.folder,
            Unusable::OptionDiffers {
                option,
                other: parts[0].folder.clone(),
            },
        )),
    }
}

/// The date among the options in words.
fn date_of(options: &str) -> Option<Date> {
    let mut words = options.split(' ').skip_while(|word| *word != "date");
    let mut parts = words.nth(1)?.split('-');
    Date::new(
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    )
}

/// The parts, all of them and of one run.
fn read_parts(folders: &[PathBuf], out: &Path) -> Result<Vec<PartOfRun>, Error> {
    let target = fs::canonicalize(out).ok();
    let mut parts = Vec::new();
    let mut numbers = BTreeSet::new();
    for folder in folders {
        if target.is_some() && fs::canonicalize(folder).ok() == target {
            return Err(Error::unusable(folder, Unusable::TargetIsShard));
        }
        let manifest = Manifest::read(folder)?;
        if !manifest.is_sealed() {
            return Err(Error::unusable(folder, Unusable::ManifestChanged));
        }
        let Some((number, count)) = manifest.shard.as_deref().and_then(numbers_of) else {
            return Err(Error::unusable(folder, Unusable::NotShard));
        };
        if !numbers.insert(number) {
            let reason = Unusable::DuplicateShard { number };
            return Err(Error::unusable(folder, reason));
        }
        parts.push((
            count,
            PartOfRun {
                folder: folder.clone(),
                manifest,
            },
        ));
    }
    let Some((count, _)) = parts.first() else {
        return Err(Error::unusable(out, Unusable::NoShards));
    };
    let count = *count;
    let first = parts[0].1.manifest.clone();
    for (other, part) in &parts {
        let (one, manifest) = (&first, &part.manifest);
        if *other != count || manifest.made_with != one.made_with || manifest.options != one.options
        {
            return Err(Error::unusable(
                &part.folder,
                Unusable::ShardsDiffer {
                    other: folders[0].clone(),
                },
            ));
        }
    }
    let missing: Vec<String> = (1..=count)
        .filter(|number| !numbers.contains(number))
        .map(|number| format!("{number}/{count}"))
        .collect();
    if !missing.is_empty() {
        let reason = Unusable::MissingShards { shards: missing };
        return Err(Error::unusable(&folders[0], reason));
    }
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn numbers_of(shard: &str) -> Option<(u32, u32)> {
    let (number, count) = shard.split_once('/')?;
    Some((number.parse().ok()?, count.parse().ok()?))
}

fn read_input(part: &PartOfRun, name: &str) -> Result<KeptInput, Error> {
    KeptInput::read(&part.folder, name).ok_or_else(|| {
        let name = name.to_owned();
        Error::unusable(&part.folder, Unusable::NoRecord { name })
    })
}

/// A department with its part and its folder in the whole.
type Placed<'a> = (&'a PartOfRun, KeptDepartment, String);

/// All inputs, and their departments with the folders they have among all.
fn gather(kept: Vec<(&PartOfRun, KeptInput)>) -> Result<(Vec<KeptInput>, Vec<Placed<'_>>), Error> {
    let mut folders = Folders::default();
    let (mut inputs, mut departments) = (Vec::new(), Vec::new());
    for (part, input) in kept {
        for index in 0..input.departments {
            let department = kept::read_department(&part.folder, &input.name, index);
            let department = department.ok_or_else(|| {
                let name = input.name.clone();
                Error::unusable(&part.folder, Unusable::NoRecord { name })
            })?;
            let folder = folders.give(&department.edition, &department.code, &department.name);
            departments.push((part, department, folder));
        }
        inputs.push(input);
    }
    Ok((inputs, departments))
}

/// Copies a department's files to the whole, each compared with its digest on the way.
fn copy(
    part: &PartOfRun,
    department: &KeptDepartment,
    folder: &str,
    (out, earlier): (&Path, &Earlier),
) -> Result<KeptDepartment, Error> {
    let mut moved = KeptDepartment {
        folder: folder.to_owned(),
        ..department.clone()
    };
    for file in &mut moved.files {
        let from = file.clone();
        file.path = relative(&[DEPARTMENTS, folder, from.name()]);
        copy_file(part, &from, &file.path, (out, earlier))?;
    }
    if let Some(kept) = &moved.part {
        copy_file(part, &kept.file, &kept.file.path, (out, earlier))?;
    }
    moved.look_at_files(out);
    moved.keep(out)?;
    Ok(moved)
}

fn copy_file(
    part: &PartOfRun,
    file: &MadeFile,
    to: &str,
    (out, earlier): (&Path, &Earlier),
) -> Result<(), Error> {
    let there = MadeFile::new(to.to_owned(), file.size, file.sha256);
    if there.is_whole(out) {
        return Ok(());
    }
    let from = path_of(&part.folder, &file.path);
    let bytes = fs::read(&from).map_err(|source| Error::Read {
        path: from.clone(),
        source,
    })?;
    if Digest::of(&bytes) != file.sha256 {
        return Err(Error::unusable(&from, Unusable::NotAsListed));
    }
    let target = path_of(out, to);
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(Error::unusable(&target, Unusable::NotFilePath));
    };
    refuse_links(out, folder)?;
    earlier.make_room(out, &there)?;
    save_with(folder, &name.to_string_lossy(), |written| {
        written.write_all(&bytes)
    })?;
    Ok(())
}
