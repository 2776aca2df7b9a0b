//! Build script: generates the codes of findings, the words of the checks, the columns of a roster and a fingerprint of
//! the sources.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script prints for cargo, and ends if it cannot read its sources"
)]

mod codes;
mod roster;
mod sources;
mod vocabulary;

fn main() {
    codes::generate();
    roster::generate();
    vocabulary::generate();
    sources::fingerprint();
}
