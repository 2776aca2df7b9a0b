//! The commit that a program was built from, for `jixiao --version`.
//!
//! The release script hands it in (`JIXIAO_COMMIT`); other release builds ask git. Builds for
//! debugging have none: the library would be compiled again after each commit.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The variable, of the environment and of the crate.
const VARIABLE: &str = "JIXIAO_COMMIT";

/// Sets the variable for the crate: the commit, with `+` if there are other changes; empty if it is
/// unknown.
pub(crate) fn name() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let given = env::var(VARIABLE).ok().filter(|given| !given.is_empty());
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let is_command = env::var_os("CARGO_FEATURE_CLI").is_some();
    let asked = || (is_release && is_command).then(of_git).flatten();
    let commit = given.or_else(asked).unwrap_or_default();
    println!("cargo::rustc-env={VARIABLE}={commit}");
}

/// The commit of the folder, if it is a work tree of this repository and not of one around it.
fn of_git() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD", "packed-refs"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        // A file that is not there would run the script in every build.
        if fs::exists(&path).unwrap_or_default() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "HEAD"])?;
    let changes = git(&["status", "--porcelain"])?;
    Some(if changes.is_empty() {
        commit
    } else {
        format!("{commit}+")
    })
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
