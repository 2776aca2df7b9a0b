//! The program uses no network and starts no other program, as SECURITY.md promises: it imports no
//! function of the C library for either purpose.

#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    target_pointer_width = "64",
    target_endian = "little"
))]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Functions of the C library that access a network, another program, or external code.
const OUTWARD: &[&str] = &[
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "accept4",
    "sendto",
    "recvfrom",
    "getaddrinfo",
    "gethostbyname",
    "fork",
    "vfork",
    "clone",
    "execve",
    "execvp",
    "posix_spawn",
    "posix_spawnp",
    "system",
    "popen",
    "dlopen",
];

/// A 64-bit little-endian ELF file.
struct Program(Vec<u8>);

/// Offset, size and string table of a section.
struct Section {
    kind: u64,
    start: usize,
    length: usize,
    names: usize,
}

impl Program {
    fn number(&self, at: usize, bytes: usize) -> u64 {
        let little_end_first = self.0[at..at + bytes].iter().rev();
        little_end_first.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    fn place(&self, at: usize, bytes: usize) -> usize {
        usize::try_from(self.number(at, bytes)).unwrap()
    }

    fn sections(&self) -> Vec<Section> {
        let (first, size, count) = (
            self.place(0x28, 8),
            self.place(0x3a, 2),
            self.place(0x3c, 2),
        );
        let section = |number: usize| {
            let head = first + number * size;
            Section {
                kind: self.number(head + 4, 4),
                start: self.place(head + 0x18, 8),
                length: self.place(head + 0x20, 8),
                names: self.place(head + 0x28, 4),
            }
        };
        (0..count).map(section).collect()
    }

    /// Names that the program imports from shared libraries.
    fn taken(&self) -> BTreeSet<String> {
        const DYNAMIC_SYMBOLS: u64 = 11;
        const ENTRY: usize = 24;
        let sections = self.sections();
        let mut taken = BTreeSet::new();
        for table in sections.iter().filter(|each| each.kind == DYNAMIC_SYMBOLS) {
            for entry in (table.start..table.start + table.length).step_by(ENTRY) {
                let is_defined_here = self.number(entry + 6, 2) != 0;
                let name = &self.0[sections[table.names].start + self.place(entry, 4)..];
                let name = name.split(|byte| *byte == 0).next().unwrap();
                if !is_defined_here {
                    taken.insert(String::from_utf8(name.to_vec()).unwrap());
                }
            }
        }
        taken
    }

    fn outward(&self) -> Vec<&'static str> {
        let taken = self.taken();
        OUTWARD
            .iter()
            .copied()
            .filter(|name| taken.contains(*name))
            .collect()
    }
}

#[test]
fn the_program_imports_no_network_or_process_functions() {
    let program = Program(fs::read(env!("CARGO_BIN_EXE_jixiao")).unwrap());
    let taken = program.taken();
    assert!(
        taken.contains("write") && taken.contains("open64"),
        "{taken:?}"
    );
    assert_eq!(program.outward(), Vec::<&str>::new());
}

/// This test program starts another one, which the same inspection detects.
#[test]
fn a_program_that_starts_another_is_detected() {
    let run = Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .arg("--version")
        .output();
    assert!(run.unwrap().status.success());
    let own = Program(fs::read(std::env::current_exe().unwrap()).unwrap());
    assert!(own.outward().contains(&"execvp"), "{:?}", own.taken());
}
