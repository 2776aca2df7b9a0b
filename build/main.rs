//! Build script: generates the codes of findings and a fingerprint of the sources.

#![expect(clippy::panic, reason = "a build that cannot read its sources ends")]

mod codes;
mod sources;

fn main() {
    codes::generate();
    sources::fingerprint();
}
