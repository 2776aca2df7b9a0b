//! A folder of results as it is found: its manifest, what earlier runs made and people changed, the
//! inputs that are given to it, and what a run made anew.

pub(super) mod inputs;
pub(super) mod lock;
pub(super) mod manifest;
pub(super) mod previous;
pub(super) mod read_earlier;
pub(super) mod remade;
pub(super) mod stored;
