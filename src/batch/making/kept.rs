//! The departments of earlier runs whose inputs are not given now: they stay in the results, are
//! replaced by departments given now, or are removed.
//!
//! All of it is decided, and refused, before the first change. Records that an interrupted run left
//! count like those of a finished one, so that a run that is repeated after an interruption decides
//! the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::across::matching::RosterIndex;
use super::super::across::originals::Identities;
use super::super::across::undecided::{Version, undecided};
use super::super::across::versions::newer;
use super::super::given::options::{Others, ResultOptions};
use super::super::living::inputs::below_root;
use super::super::living::manifest::{Manifest, UsedEdition, known_editions};
use super::super::living::remade::RemadeNote;
use super::super::others::{OtherDepartments, Superseded};
use super::super::paths::{RECORDS_FOLDER, path_of};
use super::super::pool::parallel_map;
use super::super::record::brief::DepartmentBrief;
use super::super::record::records::{
    Contents, DepartmentRecord, DepartmentState, InputRecord, Role,
};
use super::run::Run;
use super::survey::SurveyedInput;
use crate::digest::Digest;
use crate::error::{Error, Unusable};
use crate::text::{self, visible};
use crate::write::GENERATOR;

/// Maximum number of damaged files that a message describes.
const MOST_FILES: usize = 3;

/// The inputs and departments of earlier runs that are kept.
#[derive(Default)]
pub(in crate::batch) struct Kept {
    /// In the order of their names, without their contents.
    pub(in crate::batch) inputs: Vec<InputRecord>,
    /// In the order of the inputs.
    pub(in crate::batch) departments: Vec<DepartmentBrief>,
    pub(in crate::batch) others: OtherDepartments,
    /// Records of inputs some of whose departments are replaced; with their contents.
    pub(in crate::batch) altered: Vec<InputRecord>,
}

impl Kept {
    /// The departments with their inputs.
    pub(in crate::batch) fn versions(&self) -> impl Iterator<Item = Version<'_>> {
        let inputs = self.inputs.iter().map(|input| (input.name.as_str(), input));
        let inputs: BTreeMap<&str, &InputRecord> = inputs.collect();
        let departments = self.departments.iter();
        departments.filter_map(move |one| {
            Some(Version {
                code: &one.code,
                name: &one.name,
                input: inputs.get(&*one.input).copied()?,
            })
        })
    }
}

/// An input of an earlier run that is not given now.
struct Left {
    record: InputRecord,
    departments: Vec<DepartmentRecord>,
    /// The input given now that replaces each of these departments.
    replaced: Vec<Option<usize>>,
}

impl Left {
    /// Whether nothing of it is left.
    fn is_replaced(&self) -> bool {
        !self.replaced.is_empty() && self.replaced.iter().all(Option::is_some)
    }

    /// Names of what of it stays: of its departments, or its own if none could be read.
    fn names(&self) -> Vec<String> {
        if self.record.role != Role::Own {
            return Vec::new();
        }
        if self.departments.is_empty() {
            return vec![self.record.name.clone()];
        }
        let staying = self.departments.iter().zip(&self.replaced);
        staying
            .filter(|(_, replaced)| replaced.is_none())
            .map(|(department, _)| department.title().to_owned())
            .collect()
    }
}

impl Run<'_> {
    /// Decides what happens to the departments of earlier runs whose inputs are not given.
    ///
    /// # Errors
    /// [`Error::Unusable`] if departments are to be kept, but were made with other options, lack
    /// files or were changed, or if tables of them would get lost.
    pub(in crate::batch) fn keep(&self, given: &[SurveyedInput<'_>]) -> Result<Kept, Error> {
        if self.batch.shard.is_some() {
            return Ok(Kept::default());
        }
        let recorded = InputRecord::read_all(self.out);
        let names: BTreeSet<&str> = given.iter().map(|one| one.input.name.as_str()).collect();
        if recorded.iter().all(|one| names.contains(one.name.as_str())) {
            return self.lost(&recorded, &names).map(|unfinished| Kept {
                others: OtherDepartments {
                    unfinished,
                    ..OtherDepartments::default()
                },
                ..Kept::default()
            });
        }
        let roster = self.batch.roster.as_ref().map(RosterIndex::of);
        let mut left = self.left(&recorded, &names);
        replace(&mut left, given, (&recorded, roster.as_ref()));
        let mut others = OtherDepartments {
            superseded: superseded(&left, given),
            ..OtherDepartments::default()
        };
        if self.batch.others == Others::Remove {
            others.removed = left.iter().flat_map(Left::names).collect();
            return Ok(Kept {
                others,
                ..Kept::default()
            });
        }
        self.refuse_lost_tables((&recorded, &left), given)?;
        others.unfinished = self.lost(&recorded, &names)?;
        others.unfinished.extend(remove_unfinished(&mut left));
        remove_replaced(&mut left);
        others.kept = left.iter().flat_map(Left::names).collect();
        self.refuse_other_options(&left)?;
        self.briefs(left, others)
    }

    /// Leaves the time of a file in its record only where it may decide which version is newer. A
    /// shard does not know where.
    pub(in crate::batch) fn keep_file_times(
        &self,
        surveyed: &mut [SurveyedInput<'_>],
        kept: &Kept,
    ) {
        if self.batch.shard.is_some() {
            return;
        }
        let of_inputs = surveyed.iter().flat_map(|one| {
            let departments = one.departments.iter();
            departments.map(|department| Version {
                code: &department.code,
                name: &department.name,
                input: &one.record,
            })
        });
        let roster = self.batch.roster.as_ref().map(RosterIndex::of);
        let versions: Vec<Version<'_>> = of_inputs.chain(kept.versions()).collect();
        let undecided = undecided(&versions, roster.as_ref());
        drop(versions);
        for one in surveyed {
            if !undecided.contains(&one.record.name) {
                one.record.file_time = None;
            }
        }
    }

    /// Notes inputs that cannot be read although departments were accepted from them, and departments
    /// that a list has no more: the results of these are removed.
    pub(in crate::batch) fn note_lost(&self, surveyed: &mut [SurveyedInput<'_>], kept: &mut Kept) {
        if self.batch.shard.is_some() {
            return;
        }
        let unread = surveyed.iter_mut().filter(|one| {
            one.record.role == Role::Own && one.departments.iter().all(|one| one.edition.is_empty())
        });
        for one in unread {
            let Some(old) = InputRecord::read(self.out, &one.input.name) else {
                continue;
            };
            let accepted = old.recorded_departments(self.out).into_iter();
            let accepted = accepted.filter(|one| one.state == DepartmentState::Made);
            let names: Vec<String> = accepted.map(|one| one.title().to_owned()).collect();
            if names.is_empty() {
                continue;
            }
            let listed = text::list(names.iter().map(String::as_str));
            let words = format!("上次从这个文件收下了 {listed},这次读不出,它的成果删去了");
            match &mut one.record.failure {
                Some(failure) => *failure = format!("{failure};{words}"),
                None => one.record.findings.add_to_first(&words),
            }
            one.lost = Some(words);
            let lost = names.into_iter().map(|name| (name, one.input.name.clone()));
            kept.others.lost.extend(lost);
        }
        self.note_gone(surveyed, kept);
    }

    /// Notes departments that were accepted from a list and are in no input any more: their results are
    /// removed.
    fn note_gone(&self, surveyed: &[SurveyedInput<'_>], kept: &mut Kept) {
        let given = surveyed.iter().flat_map(|one| &one.departments);
        let given: BTreeSet<(&str, &str)> = given
            .map(|one| (one.code.as_str(), one.name.as_str()))
            .collect();
        let is_own = |one: &&SurveyedInput<'_>| one.record.role == Role::Own;
        for one in surveyed.iter().filter(is_own) {
            let Some(old) = InputRecord::read(self.out, &one.input.name) else {
                continue;
            };
            // A file with one department may give it another name.
            let is_list = old.indices().count() > 1;
            if !is_list || one.departments.iter().all(|one| one.edition.is_empty()) {
                continue;
            }
            let departments = old.recorded_departments(self.out);
            let is_gone = |one: &&DepartmentRecord| {
                one.state == DepartmentState::Made
                    && !given.contains(&(one.code.as_str(), one.name.as_str()))
            };
            let gone = departments.iter().filter(is_gone);
            let gone = gone.map(|gone| (gone.title().to_owned(), one.input.name.clone()));
            kept.others.gone.extend(gone);
        }
    }

    /// The inputs that are recorded and not given.
    fn left(&self, recorded: &[InputRecord], given: &BTreeSet<&str>) -> Vec<Left> {
        let left: Vec<&InputRecord> = recorded
            .iter()
            .filter(|one| !given.contains(one.name.as_str()))
            .collect();
        parallel_map(&left, |record| {
            let departments = record.recorded_departments(self.out);
            Left {
                replaced: vec![None; departments.len()],
                departments,
                record: (*record).clone(),
            }
        })
    }

    /// Inputs of the last finished run that have no record and are not given.
    ///
    /// # Errors
    /// [`Error::Unusable`] if the results were not changed since: the records are damaged.
    fn lost(&self, recorded: &[InputRecord], given: &BTreeSet<&str>) -> Result<Vec<String>, Error> {
        let Some(manifest) = self.previous.last() else {
            return Ok(Vec::new());
        };
        // A run that was interrupted while it ended has removed what it replaced.
        let note = RemadeNote::read(self.out).unwrap_or_default();
        let replaced = note.superseded.iter().map(|one| one.old.as_str());
        let known = recorded.iter().map(|one| one.name.as_str());
        let known: BTreeSet<&str> = known.chain(replaced).collect();
        let lost = manifest.inputs.iter().map(|input| &input.name);
        let lost: Vec<String> = lost
            .filter(|name| !known.contains(name.as_str()) && !given.contains(name.as_str()))
            .cloned()
            .collect();
        let is_finished = self.previous.current(self.out).is_some();
        if lost.is_empty() || !is_finished || self.batch.others == Others::Remove {
            return Ok(lost);
        }
        Err(Error::unusable(
            self.out,
            Unusable::KeptDamaged {
                names: shown(&lost),
                files: Vec::new(),
                inputs: shown(&lost),
            },
        ))
    }

    /// Refuses to replace a department by only some of its tables.
    fn refuse_lost_tables(
        &self,
        (recorded, left): (&[InputRecord], &[Left]),
        given: &[SurveyedInput<'_>],
    ) -> Result<(), Error> {
        let by_name: BTreeMap<&str, &InputRecord> = recorded
            .iter()
            .map(|one| (one.name.as_str(), one))
            .collect();
        let is_given = |name: &str| given.iter().position(|one| one.input.name == name);
        for leader in recorded.iter().filter(|one| one.role == Role::Own) {
            let members = || std::iter::once(&leader.name).chain(&leader.with);
            let given_member = members().find_map(|name| is_given(name));
            let missing = members().filter(|name| is_given(name).is_none()).count();
            let own = left.iter().find(|one| one.record.name == leader.name);
            let successor = own.and_then(|one| one.replaced.first().copied().flatten());
            let is_group = !leader.with.is_empty();
            let new = match (given_member.filter(|_| is_group), successor) {
                (_, Some(index)) | (Some(index), None) if missing > 0 => index,
                _ => continue,
            };
            let old = members().filter_map(|name| by_name.get(name.as_str()));
            let old: Vec<&Contents> = old.filter_map(|one| one.contents.as_deref()).collect();
            if would_lose(&old, &contents_of(given, new), is_group) {
                let names = members().filter(|name| is_given(name).is_none());
                let reason = Unusable::TablesElsewhere {
                    name: visible(&given[new].input.name),
                    others: names.map(|name| visible(name)).collect(),
                };
                return Err(Error::unusable(self.out, reason));
            }
        }
        Ok(())
    }

    /// Refuses departments that were made with other options, editions, fonts or programs than this
    /// run has.
    fn refuse_other_options(&self, left: &[Left]) -> Result<(), Error> {
        let last = self.previous.last();
        let sends_back = self.batch.send_back.is_some();
        let is_sent_otherwise = last.is_some_and(|last| last.send_back.is_some() != sends_back);
        let others =
            { left.iter() }.filter(|one| is_sent_otherwise || one.record.common != self.common);
        let names: Vec<String> = others.flat_map(Left::names).collect();
        if names.is_empty() {
            return Ok(());
        }
        let differs = last.map_or_else(Vec::new, |last| self.differs(last));
        Err(Error::unusable(
            self.out,
            Unusable::KeptDiffer {
                names: shown(&names),
                differs,
            },
        ))
    }

    /// What differs from the last run, in words.
    fn differs(&self, last: &Manifest) -> Vec<String> {
        let mut words = Vec::new();
        let own = self.batch.result_options();
        let options = [&last.options, &own].map(ResultOptions::in_words);
        if options[0] != options[1] {
            let [before, now] = options;
            words.push(format!("选项(上次 {before},这次 {now})"));
        }
        for (option, before, now) in [
            ("--last-year", last.options.last_year, own.last_year),
            ("--budget", last.options.budget, own.budget),
        ] {
            match (before, now) {
                (Some(before), Some(now)) if before != now => {
                    words.push(format!("{option} 给出的文件(内容或文件名与上次的不一样)"));
                }
                (Some(_), None) => words.push(format!("{option}(上次有,这次没有)")),
                (None, Some(_)) => words.push(format!("{option}(上次没有,这次有)")),
                _ => {}
            }
        }
        let sends_back = [last.send_back.is_some(), self.batch.send_back.is_some()];
        if sends_back[0] != sends_back[1] {
            let [before, now] = sends_back.map(|sends| if sends { "有" } else { "没有" });
            words.push(format!("--send-back(上次{before},这次{now})"));
        }
        let levels = self.batch.options.levels.in_words();
        if last.levels != levels {
            let either = |levels: &[String]| match levels {
                [] => "没有写".to_owned(),
                _ => levels.join("、"),
            };
            let (before, now) = (either(&last.levels), either(&levels));
            words.push(format!("--level(上次 {before},这次 {now})"));
        }
        if last.program != GENERATOR {
            words.push(format!("程序(上次 {},这次 {GENERATOR})", last.program));
        }
        let known = known_editions(self.renderer, &BTreeSet::new());
        let is_known = |one: &UsedEdition, known: &[UsedEdition]| {
            let mut known = known.iter();
            known.any(|known| (&known.id, known.sha256) == (&one.id, one.sha256))
        };
        let altered = known.iter().filter(|one| !is_known(one, &last.editions));
        let gone = last.editions.iter();
        let gone = gone.filter(|one| !known.iter().any(|own| own.id == one.id));
        let ids: Vec<&str> = altered.chain(gone).map(|one| one.id.as_str()).collect();
        if !ids.is_empty() {
            words.push(format!("表样 {}", text::list(ids)));
        }
        words
    }

    /// The briefs of departments whose files are intact.
    fn briefs(&self, left: Vec<Left>, others: OtherDepartments) -> Result<Kept, Error> {
        let damaged = parallel_map(&left, |one| {
            let staying = one.departments.iter().zip(&one.replaced);
            let staying = staying.filter(|(_, replaced)| replaced.is_none());
            let damaged = staying.filter_map(|(record, _)| {
                let files = damage(record, self.out);
                (!files.is_empty()).then(|| (record.title().to_owned(), files))
            });
            (one.record.name.clone(), damaged.collect::<Vec<_>>())
        });
        let damaged = damaged.into_iter().filter(|(_, own)| !own.is_empty());
        let (inputs, departments): (Vec<String>, Vec<_>) = damaged.unzip();
        if !inputs.is_empty() {
            let (names, files): (Vec<String>, Vec<Vec<String>>) =
                departments.into_iter().flatten().unzip();
            let files = files.into_iter().flatten().take(MOST_FILES);
            return Err(Error::unusable(
                self.out,
                Unusable::KeptDamaged {
                    names: shown(&names),
                    files: files.collect(),
                    inputs: shown(&inputs),
                },
            ));
        }
        let mut kept = Kept {
            others,
            ..Kept::default()
        };
        for one in left {
            let mut input = one.record;
            for (mut department, replaced) in one.departments.into_iter().zip(one.replaced) {
                if replaced.is_some() {
                    input.superseded.push(department.index);
                    continue;
                }
                if !department.edition.is_empty() {
                    self.renderer.note_use(&department.edition);
                }
                department.take_stamps(self.out);
                kept.departments
                    .push(DepartmentBrief::of(department, self.out));
            }
            input.superseded.sort_unstable();
            if !input.is_written(self.out) {
                kept.altered.push(input.clone());
            }
            input.contents = None;
            kept.inputs.push(input);
        }
        Ok(kept)
    }
}

/// What is wrong with the record of a department or with its files, a sentence each.
fn damage(record: &DepartmentRecord, out: &Path) -> Vec<String> {
    let mut words = Vec::new();
    if !record.is_written(out) {
        let name = DepartmentRecord::record_name(&record.input, record.index);
        words.push(format!("记录 {RECORDS_FOLDER}/{name} 与做好时的不同。"));
    }
    for file in record.all_files().filter(|file| !file.is_intact(out)) {
        let path = path_of(out, &file.path);
        let now = match crate::disk::symlink_metadata(&path) {
            Ok(about) if about.is_symlink() => "现在是一个链接".to_owned(),
            Ok(about) if about.len() != file.size => format!("现在是 {} 字节", about.len()),
            Ok(_) => "现在大小相同,内容不同".to_owned(),
            Err(_) => "现在没有了".to_owned(),
        };
        words.push(format!(
            "{} 应是做好时的 {} 字节(SHA-256 {}…),{now}。",
            visible(&file.path),
            file.size,
            file.sha256.short()
        ));
    }
    words
}

/// Names as they are printed.
fn shown(names: &[String]) -> Vec<String> {
    names.iter().map(|name| visible(name)).collect()
}

/// Finds the departments that departments given now replace: the same by name and code, those of
/// the same bytes, and unread inputs of the same file name.
fn replace(
    left: &mut [Left],
    given: &[SurveyedInput<'_>],
    (recorded, roster): (&[InputRecord], Option<&RosterIndex<'_>>),
) {
    let own = given.iter().enumerate().flat_map(|(index, one)| {
        let departments = one.departments.iter();
        departments.map(move |department| (index, department))
    });
    let own: Vec<_> = own.collect();
    let old = left.iter().flat_map(|one| &one.departments);
    let old = old.map(|one| (one.code.as_str(), one.name.as_str()));
    let all = own
        .iter()
        .map(|(_, one)| (one.code.as_str(), one.name.as_str()));
    let old: Vec<(&str, &str)> = all.chain(old).collect();
    let identities = Identities::of(old.into_iter(), roster);
    let mut by_key: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut by_bytes: BTreeMap<(Digest, usize), usize> = BTreeMap::new();
    for (index, department) in &own {
        let bytes = (given[*index].sha256(), department.index);
        by_bytes.entry(bytes).or_insert(*index);
        if !department.name.is_empty() {
            let key = identities.key(&department.code, &department.name);
            by_key.entry(key).or_insert(*index);
        }
    }
    let replaced = left.iter().map(|one| {
        let by_file = successor_of_unread(&one.record.name, given, recorded);
        let departments = one.departments.iter().map(|department| {
            let same = by_bytes.get(&(department.sha256, department.index));
            if department.name.is_empty() {
                return same.copied().or(by_file);
            }
            let key = identities.key(&department.code, &department.name);
            by_key.get(&key).or(same).copied()
        });
        let mut replaced: Vec<Option<usize>> = departments.collect();
        if one.record.departments == 0 && one.record.role == Role::Own {
            replaced = vec![by_file];
        }
        replaced
    });
    let replaced: Vec<Vec<Option<usize>>> = replaced.collect();
    for (one, replaced) in left.iter_mut().zip(replaced) {
        one.replaced = replaced;
    }
}

/// The input given now that an unread input is now: the only one of its file name, in a folder that
/// contains the other or is in it.
fn successor_of_unread(
    name: &str,
    given: &[SurveyedInput<'_>],
    recorded: &[InputRecord],
) -> Option<usize> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let own = last(name);
    let others = recorded.iter().filter(|one| last(&one.name) == own);
    let mut same = given
        .iter()
        .enumerate()
        .filter(|(_, one)| last(&one.input.name) == own);
    let (index, one) = same.next()?;
    let is_alone = same.next().is_none() && others.count() == 1;
    let is_path_of = below_root(&one.input.name, name) || below_root(name, &one.input.name);
    (is_alone && is_path_of).then_some(index)
}

fn superseded(left: &[Left], given: &[SurveyedInput<'_>]) -> Vec<Superseded> {
    let all = left.iter().flat_map(|one| {
        let names = one.departments.iter().map(DepartmentRecord::title);
        let unread = one.record.name.as_str();
        let names = names.chain(std::iter::repeat(unread)).zip(&one.replaced);
        names.filter_map(|(name, replaced)| {
            let new = &given[(*replaced)?];
            let is_other = new.record.sha256 != one.record.sha256;
            Some(Superseded {
                name: name.to_owned(),
                old: one.record.name.clone(),
                new: new.input.name.clone(),
                older: newer(&one.record, &new.record).filter(|_| is_other),
            })
        })
    });
    all.collect()
}

/// Removes inputs without a record for each department: the run that made them was interrupted.
/// Returns their names.
fn remove_unfinished(left: &mut Vec<Left>) -> Vec<String> {
    let mut names = Vec::new();
    left.retain(|one| {
        let is_finished = one.record.indices().count() == one.departments.len();
        if !is_finished && !one.is_replaced() {
            names.push(one.record.name.clone());
        }
        is_finished
    });
    names
}

/// Removes inputs of which nothing is left, and those that were joined with an input that is not
/// left.
fn remove_replaced(left: &mut Vec<Left>) {
    left.retain(|one| !one.is_replaced());
    let joined = left.iter().flat_map(|one| one.record.with.clone());
    let joined: BTreeSet<String> = joined.collect();
    left.retain(|one| one.record.role != Role::Joined || joined.contains(&one.record.name));
}

/// The contents of an input given now and of those that are joined with it.
fn contents_of<'g>(given: &'g [SurveyedInput<'_>], index: usize) -> Vec<&'g Contents> {
    let leader = given.iter().find(|one| {
        let names = &one.record.with;
        names.contains(&given[index].input.name)
    });
    let leader = leader.unwrap_or(&given[index]);
    let members = given.iter().filter(|one| {
        one.input.name == leader.input.name || leader.record.with.contains(&one.input.name)
    });
    members
        .filter_map(|one| one.record.contents.as_deref())
        .collect()
}

/// Whether tables would get lost if the new files replaced the old ones: files are joined, and the
/// new ones lack a table; or they have different tables of one department, so that they would be
/// joined if all were given.
fn would_lose(old: &[&Contents], new: &[&Contents], is_group: bool) -> bool {
    let (Some(first), Some(other)) = (old.first(), new.first()) else {
        return false;
    };
    if first.edition != other.edition {
        return false;
    }
    if is_group {
        let tables = |all: &[&Contents]| {
            let keys = all.iter().flat_map(|one| one.table_keys());
            keys.collect::<BTreeSet<_>>()
        };
        return !tables(new).is_superset(&tables(old));
    }
    let all: Vec<&Contents> = old.iter().chain(new).copied().collect();
    all.iter().all(|one| one.is_of_forms) && Contents::are_complementary(&all)
}
