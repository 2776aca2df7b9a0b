//! Build script: generates the codes of findings, the words of the checks and a fingerprint of the sources.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script prints for cargo, and ends if it cannot read its sources"
)]

mod codes;
mod sources;
mod vocabulary;

fn main() {
    codes::generate();
    vocabulary::generate();
    sources::fingerprint();
}
