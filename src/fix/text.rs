//! Changes in JSON: the file itself, or the JSON of a submission that was read from another file.

use super::medium::{Medium, Wanted};
use super::proposal::Group;
use super::result::Reason;
use super::state::State;
use crate::finding::{Levels, Read, Report};
use crate::mark::FixError;
use crate::record::edit;
use crate::render::Renderer;
use crate::source::Source;

/// A submission as JSON.
pub(super) struct JsonText<'r> {
    renderer: &'r Renderer,
    source: &'r Source,
    levels: &'r Levels,
}

impl<'r> JsonText<'r> {
    pub(super) fn new(
        renderer: &'r Renderer,
        source: &'r Source,
        levels: &'r Levels,
    ) -> JsonText<'r> {
        JsonText {
            renderer,
            source,
            levels,
        }
    }

    fn state(&self, source: Source) -> State<'r> {
        let opened = Read {
            value: vec![source],
            report: Report::new(),
        };
        State::new(self.renderer, opened, self.levels)
    }
}

impl<'r> Medium<'r> for JsonText<'r> {
    fn original(&self) -> State<'r> {
        self.state(self.source.clone())
    }

    fn bytes(&self) -> Vec<u8> {
        self.source.text().as_bytes().to_vec()
    }

    fn objections(
        &self,
        original: &State<'r>,
        groups: &[Group],
        _: &Wanted,
    ) -> Vec<(usize, Reason)> {
        let text = original.parts[0].source.text();
        let changes = groups.iter().flat_map(|group| &group.changes);
        let changes = changes.map(|change| (change.pointer.clone(), change.value.clone()));
        let (_, missing) = edit(text, &changes.collect());
        let is_missing = |group: &Group| {
            let mut changes = group.changes.iter();
            changes.any(|change| missing.binary_search(&change.pointer).is_ok())
        };
        let objections = groups.iter().enumerate();
        let objections = objections.filter(|(_, group)| is_missing(group));
        objections
            .map(|(index, _)| (index, Reason::NoCell))
            .collect()
    }

    fn write(&self, _: &State<'r>, wanted: &Wanted) -> Result<Vec<u8>, FixError> {
        let changes = wanted.iter();
        let changes = changes.map(|((_, at), mend)| (at.clone(), mend.value.clone()));
        let (text, _) = edit(self.source.text(), &changes.collect());
        Ok(text.into_bytes())
    }

    fn read(&self, bytes: &[u8]) -> State<'r> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let source = Source::new(self.source.name(), text);
        self.state(if self.source.is_of_list() {
            source.of_list()
        } else {
            source
        })
    }
}
