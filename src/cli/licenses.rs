//! `jixiao licenses`: what is built in of others' code and fonts, and under which licences.

use super::report;
use super::status::ExitStatus;

/// Made by `.ci/third-party.py` from the packages that are linked; CI holds it to them.
const THIRD_PARTY: &str = include_str!("../../THIRD-PARTY.txt");

pub(super) fn run() -> ExitStatus {
    report::result(THIRD_PARTY.trim_end());
    ExitStatus::Success
}
