//! Which of several versions of a department is sent back: the newest. It is decided once the tables
//! of all departments are made, so that no copy of an older version is ever made.

use std::collections::BTreeMap;

use super::super::across::matching::RosterIndex;
use super::super::across::originals::Originals;
use super::super::pool::parallel_map;
use super::super::record::brief::DepartmentBrief;
use super::super::record::records::InputRecord;
use super::folders::Assignment;
use super::kept::Kept;
use super::run::Run;

impl Run<'_> {
    /// Makes the copies of departments with several versions, and leaves out those of versions that
    /// other inputs replaced. `done` has a department for each assignment.
    pub(in crate::batch) fn send_newest(
        &self,
        assignments: &[Assignment<'_>],
        done: &mut [DepartmentBrief],
        kept: &mut Kept,
    ) {
        if self.batch.send_back.is_none() || self.batch.shard.is_some() {
            return;
        }
        let of_assignments = assignments.iter().map(|one| &one.input.record);
        let inputs = of_assignments.chain(&kept.inputs);
        let inputs: BTreeMap<&str, &InputRecord> =
            inputs.map(|input| (input.name.as_str(), input)).collect();
        let mut all: Vec<&DepartmentBrief> = done.iter().chain(&kept.departments).collect();
        all.sort_by(|one, next| {
            let key = |one: &DepartmentBrief| (one.input.clone(), one.index);
            let (own, next) = (key(one), key(next));
            let parts = own.0.split('/').cmp(next.0.split('/'));
            parts.then(own.1.cmp(&next.1))
        });
        let roster = self.batch.roster.as_ref().map(RosterIndex::of);
        let originals = Originals::of(&all, roster.as_ref(), &inputs);
        let open = assignments.iter().zip(done.iter()).enumerate();
        let open = open.filter(|(_, (assignment, _))| self.decides_later(assignment));
        let open: Vec<_> = open.collect();
        let changed = parallel_map(&open, |(index, (assignment, brief))| {
            let input = inputs.get(&*brief.input).copied();
            let is_superseded = originals.is_superseded(brief, input);
            let new = self.send_or_not(assignment, (brief, is_superseded))?;
            Some((*index, new))
        });
        let of_kept = kept.departments.iter().enumerate().filter(|(_, brief)| {
            let input = inputs.get(&*brief.input).copied();
            originals.is_superseded(brief, input)
        });
        let of_kept: Vec<(usize, &DepartmentBrief)> = of_kept.collect();
        let left_out = parallel_map(&of_kept, |(index, brief)| {
            Some((*index, self.leave_out_copies(brief)?))
        });
        drop((open, of_kept));
        for (index, new) in changed.into_iter().flatten() {
            done[index] = new;
        }
        for (index, new) in left_out.into_iter().flatten() {
            kept.departments[index] = new;
        }
    }
}
