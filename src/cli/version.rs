//! `jixiao --version`: the version, the commit it was built from, and the built-in editions.

use jixiao::form::Registry;
use jixiao::text;

use super::language::said;

/// The version alone, as `-V` prints it.
pub(super) const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// Set by the build script; empty if it is not known, with `+` if other changes were compiled.
const COMMIT: &str = env!("JIXIAO_COMMIT");

/// All that identifies the program.
pub(super) fn text() -> String {
    let registry = Registry::built_in();
    let editions = text::list(registry.ids());
    let commit = commit();
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    said!(
        "jixiao {NUMBER}\n提交 {commit}\n系统 {target}\n表样 {editions}",
        "jixiao {NUMBER}\ncommit {commit}\nsystem {target}\neditions {editions}"
    )
}

fn commit() -> String {
    match (COMMIT.strip_suffix('+'), COMMIT) {
        (_, "") => said!(
            "不知道(编译时没有给出;不是发布的程序)",
            "unknown (not given when it was compiled: no release build)"
        ),
        (Some(commit), _) => said!(
            "{commit},另有没有提交的改动",
            "{commit}, with uncommitted changes"
        ),
        (None, commit) => commit.to_owned(),
    }
}
