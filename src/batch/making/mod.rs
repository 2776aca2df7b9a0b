//! Inputs → departments: survey, joining, what is kept of earlier runs, the folders, the tables of each
//! department and what is sent back to it. The threads of a run share `run`.

pub(super) mod copies;
pub(super) mod department;
pub(super) mod folders;
pub(super) mod join;
pub(super) mod kept;
pub(super) mod run;
pub(super) mod send_newest;
pub(super) mod survey;
