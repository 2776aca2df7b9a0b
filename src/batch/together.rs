//! Inputs that belong together: a marked copy is left aside where its original is an input too; the tables of one department in several workbooks are
//! put together, as `import` does with files that are given together.
//!
//! Which inputs these are follows from what each is by itself ([`Piece`]), so that every part of a run comes to the same: a part looks at all workbooks,
//! and has those whose first input is its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use super::inputs::Input;
use super::kept::{self, Findings, KeptInput, Marked, Piece, Role};
use super::survey::{Opened, Surveyed, read};
use super::{Run, each};
use crate::digest::Digest;
use crate::finding::{Code, Finding, Report};
use crate::mark;
use crate::source::{Place, Source};
use crate::text::{self, name_key};

impl Run<'_> {
    /// Leaves marked copies aside, and puts together what belongs together; none where the run is stopped.
    pub(super) fn put_together<'a>(
        &self,
        mut surveyed: Vec<Surveyed<'a>>,
    ) -> Option<Vec<Surveyed<'a>>> {
        let copies: Vec<(usize, usize)> = (0..surveyed.len())
            .filter_map(|copy| Some((copy, original(&surveyed, copy)?)))
            .collect();
        for (copy, original) in copies {
            let name = surveyed[original].input.name.clone();
            self.pass(&mut surveyed[copy], &name);
        }
        let groups = groups(&surveyed);
        let read = each(&groups, |group| {
            let inputs: Vec<&Surveyed<'_>> = group.iter().map(|index| &surveyed[*index]).collect();
            self.read_group(&inputs)
        });
        if self.is_stopped() {
            return None;
        }
        for (group, read) in groups.iter().zip(read) {
            if let Some(read) = read {
                self.join(&mut surveyed, group, read);
            }
        }
        if let Some(shard) = self.batch.shard {
            let mut is_mine = parts_of(&surveyed, |name| shard.has(name)).into_iter();
            surveyed.retain(|_| is_mine.next().unwrap_or(false));
        }
        Some(surveyed)
    }

    /// Leaves a marked copy aside for its original.
    fn pass(&self, copy: &mut Surveyed<'_>, original: &str) {
        let is_untouched = copy.kept.marked != Some(Marked::Changed);
        let finding = mark::skipped_copy(&copy.input.name, original, is_untouched);
        let mut report = Report::new();
        report.push(finding);
        let report = report.with_levels(&self.levels(copy.input));
        copy.kept.findings = Findings::of(&report);
        leave(copy, Role::Passed);
    }

    /// The submission that several workbooks make together; none where they make none, or several.
    fn read_group(&self, group: &[&Surveyed<'_>]) -> Option<(Source, Report)> {
        let bytes = group
            .iter()
            .map(|one| same_bytes(one.input, &one.kept.sha256));
        let bytes = bytes.collect::<Option<Vec<_>>>()?;
        let names = group.iter().map(|one| one.input.name.as_str());
        let files: Vec<(&str, &[u8])> = names.zip(bytes.iter().map(Vec::as_slice)).collect();
        let (mut sources, report) = self.renderer.import(&files, None);
        let source = sources.pop().filter(|_| sources.is_empty())?;
        Some((source, report))
    }

    /// Makes one department of a group: of the first, and nothing of the others.
    fn join(
        &self,
        surveyed: &mut [Surveyed<'_>],
        group: &[usize],
        (source, report): (Source, Report),
    ) {
        let (first, others) = group
            .split_first()
            .expect("a group has two inputs at least");
        let mut report_of_all = Report::new();
        for index in group {
            report_of_all.append(surveyed[*index].input.beside.clone());
        }
        let names: Vec<String> = others
            .iter()
            .map(|index| surveyed[*index].input.name.clone())
            .collect();
        let with = others.iter().map(|index| {
            let other = &surveyed[*index];
            (other.input, other.kept.sha256)
        });
        let with = with.collect();
        for index in others {
            surveyed[*index].kept.findings = Findings::default();
            leave(&mut surveyed[*index], Role::Joined);
        }
        let leader = &mut surveyed[*first];
        let levels = self.levels(leader.input);
        let mut findings = report;
        let others = text::list(names.iter().map(String::as_str));
        findings.push(
            Finding::new(Code::FilesJoined, Place::file(&leader.input.name))
                .seen(format!("这个部门的表分在几个文件里:与 {others} 合成了一份")),
        );
        report_of_all.append(findings.with_levels(&levels));
        leader.with = with;
        let (mut unit, _) = self.unit(0, &source);
        leader.opened = Mutex::new(Opened {
            sources: self.held(vec![source]),
            left: 1,
        });
        let sha256 = leader.sha256();
        unit.kept = kept::read_department(self.out, &leader.input.name, 0)
            .filter(|kept| {
                self.batch.rerun == super::Rerun::Resume
                    && (&kept.sha256, &kept.made_with) == (&sha256, &leader.kept.made_with)
            })
            .map(Box::new);
        leader.kept.findings = Findings::of(&report_of_all);
        leader.kept.with = names;
        leader.units = vec![unit];
    }
}

/// The bytes of an input, if they are still those of a digest.
pub(super) fn same_bytes(input: &Input, sha256: &Digest) -> Option<Vec<u8>> {
    let bytes = read(&input.path).ok()?;
    (Digest::of(&bytes) == *sha256).then_some(bytes)
}

/// Takes its departments from an input.
fn leave(surveyed: &mut Surveyed<'_>, role: Role) {
    surveyed.kept.role = role;
    surveyed.kept.departments = 0;
    surveyed.units.clear();
    surveyed.opened = Mutex::default();
}

/// For each input whether a part of a run has it: by its own name, or that of the input it was put together with.
fn parts_of(surveyed: &[Surveyed<'_>], has: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for one in surveyed {
        let others = one.kept.with.iter();
        first.extend(others.map(|other| (other.as_str(), one.input.name.as_str())));
    }
    let names = surveyed.iter().map(|one| one.input.name.as_str());
    names
        .map(|name| has(first.get(name).unwrap_or(&name)))
        .collect()
}

/// The original of a marked copy, if it is an input too: the file whose name the copy's was made of, or the only other with the same tables.
fn original(surveyed: &[Surveyed<'_>], copy: usize) -> Option<usize> {
    let own = &surveyed[copy].kept;
    own.marked?;
    let by_name = mark::original_name(&own.name).and_then(|name| {
        let mut others = surveyed.iter();
        // One that gives nothing stands for nothing.
        let is_read = |other: &KeptInput| other.departments > 0 || own.departments == 0;
        others.position(|other| other.input.name == name && is_read(&other.kept))
    });
    let piece = own.piece.as_ref();
    let is_same = |other: &Piece| {
        let key = |piece: &Piece| {
            let words = [&piece.edition, &piece.name, &piece.code, &piece.year];
            let tables = piece
                .tables
                .iter()
                .map(|(form, _, title)| (*form, name_key(title)));
            (words.map(|word| name_key(word)), tables.collect::<Vec<_>>())
        };
        piece.is_some_and(|own| !own.name.is_empty() && key(own) == key(other))
    };
    by_name.or_else(|| {
        surveyed.iter().position(|other| {
            let other = &other.kept;
            other.marked.is_none() && other.piece.as_ref().is_some_and(is_same)
        })
    })
}

/// The inputs that make one department each, first the one that stands for all.
fn groups(surveyed: &[Surveyed<'_>]) -> Vec<Vec<usize>> {
    let pieces = surveyed.iter().enumerate().filter_map(|(index, one)| {
        let piece = one.kept.piece.as_ref().filter(|piece| piece.is_of_forms)?;
        (one.kept.role == Role::Own).then_some((index, piece))
    });
    let pieces: Vec<(usize, &Piece)> = pieces.collect();
    let key = |piece: &Piece, name: &str| (piece.edition.clone(), name_key(name));
    let owners = pieces.iter().filter(|(_, piece)| piece.has_own());
    let owners: BTreeSet<(String, String)> =
        owners.map(|(_, piece)| key(piece, &piece.name)).collect();
    let mut by_name: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, piece) in pieces {
        // Without the department's own table it belongs to the one that files it, which may be below the one that it names first.
        let mut names = piece.names.iter().rev().map(|name| key(piece, name));
        let owner = names.find(|name| !piece.has_own() && owners.contains(name));
        let name = owner.unwrap_or_else(|| key(piece, &piece.name));
        by_name.entry(name).or_default().push(index);
    }
    let pieces = |group: &[usize]| -> Vec<&Piece> {
        let pieces = group
            .iter()
            .map(|index| surveyed[*index].kept.piece.as_ref());
        pieces.flatten().collect()
    };
    let mut groups: Vec<Vec<usize>> = by_name
        .into_values()
        .filter(|group| group.len() > 1 && Piece::are_complementary(&pieces(group)))
        .collect();
    groups.sort();
    groups
}

/// Whether an input may be put together with others: by the ending of its name.
pub(super) fn may_belong_to_others(input: &Input) -> bool {
    const WORKBOOKS: [&str; 3] = ["xlsx", "xls", "et"];
    let ending = Path::new(&input.name).extension().unwrap_or_default();
    WORKBOOKS.iter().any(|own| ending.eq_ignore_ascii_case(own))
}
