//! Build script: generates the codes of findings, the parsed definitions and the files of the built-in editions, the words of the
//! checks, the columns of a roster, the place of the page, a fingerprint of the sources, the commit and the
//! resources of a program for Windows.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script prints for cargo, and ends if it cannot read its sources"
)]

mod codes;
mod commit;
mod definitions;
mod folders;
mod page;
mod roster;
mod sources;
mod vocabulary;
mod windows;

fn main() {
    codes::generate();
    commit::name();
    definitions::generate();
    folders::generate();
    page::generate();
    roster::generate();
    vocabulary::generate();
    sources::fingerprint();
    windows::resources();
}
