//! Reader for compound files (MS-CFB), the container of `.xls` and encrypted workbooks: streams by
//! name.
//!
//! It is as lenient as office programs: a truncated last sector, entries of the allocation table
//! beyond the end of the file, and wrong counts in the header are accepted.
//!
//! No allocation depends on a size that the file states. A stream is at most as long as the data it
//! is read from, so that a cyclic chain ends, and no directory entry is visited twice.

/// A compound file.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    sectors: Sectors<'a>,
    /// Next sector of each sector.
    next: Vec<u32>,
    /// Next short sector of each short sector; short sectors are stored in a stream of their own.
    next_short: Vec<u32>,
    /// Stream with the short sectors.
    short: Vec<u8>,
    /// Streams shorter than this are stored in short sectors.
    shortest: u64,
    /// Storages and streams below the root, by name.
    entries: Vec<Entry>,
}

/// A stream or storage at the top of the directory.
#[derive(Debug)]
struct Entry {
    name: String,
    kind: u8,
    start: u32,
    length: u64,
}

/// A directory entry with its siblings in the tree of names.
struct Node {
    entry: Entry,
    left: u32,
    right: u32,
    child: u32,
}

/// The file in sectors; the header precedes the first.
#[derive(Debug, Clone, Copy)]
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
}

/// First bytes of a compound file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Largest sector number; numbers above it are markers such as the end of a chain.
const MAX_SECTOR: u32 = 0xFFFF_FFFA;
/// Index that denotes no entry.
const NO_ENTRY: u32 = 0xFFFF_FFFF;
/// Sectors of the allocation table that the header itself lists.
const NAMED_BY_HEADER: usize = 109;
/// Offset of that list in the header.
const TABLE_AT: usize = 0x4C;
/// Bytes of a directory entry.
const ENTRY: usize = 128;
/// Bytes of a short sector; no program writes another size.
const SHORT_SECTOR: usize = 64;

const STORAGE: u8 = 1;
const STREAM: u8 = 2;
const ROOT: u8 = 5;

impl<'a> Compound<'a> {
    /// Opens a compound file. `None` if its directory cannot be read.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let size = match u16_at(bytes, 0x1E)? {
            12 => 4096,
            _ => 512,
        };
        let sectors = Sectors { bytes, size };
        let next = sectors.table(bytes);
        let directory = sectors.chain(&next, u32_at(bytes, 0x30)?, u64::MAX);
        let nodes: Vec<Node> = directory.chunks_exact(ENTRY).filter_map(node).collect();
        let root = nodes.iter().find(|node| node.entry.kind == ROOT)?;
        let short = sectors.chain(&next, root.entry.start, root.entry.length);
        let next_short = numbers(&sectors.chain(&next, u32_at(bytes, 0x3C)?, u64::MAX));
        Some(Compound {
            sectors,
            next,
            next_short,
            short,
            shortest: u64::from(u32_at(bytes, 0x38)?),
            entries: top(root.child, nodes),
        })
    }

    /// Whether the top of the directory has a stream or storage with this name, ignoring case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Bytes of a stream; fewer than stated if the file is truncated.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))?;
        if entry.length >= self.shortest {
            let bytes = self.sectors.chain(&self.next, entry.start, entry.length);
            return Some(bytes);
        }
        let most = entry.length.min(self.short.len() as u64);
        let short = Sectors {
            bytes: &self.short,
            size: SHORT_SECTOR,
        };
        let sector =
            |number: u32| short.at(usize::try_from(number).ok()?.checked_mul(SHORT_SECTOR)?);
        Some(follow(&self.next_short, entry.start, most, sector))
    }
}

impl<'a> Sectors<'a> {
    /// Data of a sector from an offset on; the last sector may be truncated.
    fn at(&self, start: usize) -> Option<&'a [u8]> {
        let rest = self.bytes.get(start..)?;
        let sector = &rest[..rest.len().min(self.size)];
        (!sector.is_empty()).then_some(sector)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let number = usize::try_from(number).ok()?;
        self.at(number.checked_add(1)?.checked_mul(self.size)?)
    }

    /// Number of sectors, a truncated one included.
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.size).saturating_sub(1)
    }

    /// Bytes of a stream, at most `most`.
    fn chain(&self, next: &[u32], start: u32, most: u64) -> Vec<u8> {
        let most = most.min(self.bytes.len() as u64);
        follow(next, start, most, |number| self.sector(number))
    }

    /// The allocation table. The header lists its first sectors; a chain of sectors, each ending
    /// with the number of the next, lists the rest.
    fn table(&self, header: &[u8]) -> Vec<u32> {
        let most = self.count();
        let mut table = Vec::new();
        let head = header.get(TABLE_AT..).unwrap_or_default();
        self.add_table(&head[..head.len().min(NAMED_BY_HEADER * 4)], &mut table);
        let mut further = u32_at(header, 0x44).unwrap_or(NO_ENTRY);
        for _ in 0..most {
            let Some(sector) = self.sector(further) else {
                break;
            };
            let (named, last) = sector.split_at(sector.len().saturating_sub(4));
            self.add_table(named, &mut table);
            further = u32_at(last, 0).unwrap_or(NO_ENTRY);
        }
        table
    }

    /// Adds the listed sectors to the table, up to the end of the file: entries beyond it are
    /// padding.
    fn add_table(&self, named: &[u8], table: &mut Vec<u32>) {
        let named = numbers(named).into_iter();
        for number in named.filter(|number| *number <= MAX_SECTOR) {
            if table.len() >= self.count() {
                return;
            }
            table.extend(numbers(self.sector(number).unwrap_or_default()));
            table.resize(table.len().next_multiple_of(self.size / 4), NO_ENTRY);
        }
    }
}

/// Sectors of a chain, at most `most` bytes. The chain ends at a marker or a missing entry.
fn follow<'s>(
    next: &[u32],
    start: u32,
    most: u64,
    sector: impl Fn(u32) -> Option<&'s [u8]>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut number = start;
    while (bytes.len() as u64) < most {
        let Some(sector) = sector(number) else { break };
        bytes.extend_from_slice(sector);
        match next.get(number as usize) {
            Some(&following) if following <= MAX_SECTOR => number = following,
            _ => break,
        }
    }
    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    bytes
}

/// Streams and storages at the top of the directory: the tree below the root's child. If that is
/// empty, all entries.
fn top(child: u32, nodes: Vec<Node>) -> Vec<Entry> {
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut waiting = vec![child];
    let mut entries = Vec::new();
    while let Some(number) = waiting.pop() {
        let slot = nodes.get_mut(number as usize);
        if let Some(node) = slot.and_then(Option::take) {
            waiting.extend([node.left, node.right]);
            entries.push(node.entry);
        }
    }
    if entries.is_empty() {
        entries.extend(nodes.into_iter().flatten().map(|node| node.entry));
    }
    entries.retain(|entry| matches!(entry.kind, STREAM | STORAGE));
    entries
}

fn node(bytes: &[u8]) -> Option<Node> {
    let length = usize::from(u16_at(bytes, 64)?);
    let units = bytes[..length.min(64)].chunks_exact(2);
    let units: Vec<u16> = units
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|unit| *unit != 0)
        .collect();
    Some(Node {
        entry: Entry {
            name: String::from_utf16_lossy(&units),
            kind: bytes[66],
            start: u32_at(bytes, 116)?,
            // Only files beyond 4 GiB use the upper half, and some programs leave garbage there.
            length: u64::from(u32_at(bytes, 120)?),
        },
        left: u32_at(bytes, 68)?,
        right: u32_at(bytes, 72)?,
        child: u32_at(bytes, 76)?,
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(u32_of)
}

fn u32_of(four: &[u8]) -> u32 {
    u32::from_le_bytes([four[0], four[1], four[2], four[3]])
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(u32_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of three sectors: allocation table, directory, and one stream of the stated length.
    fn file(next_of_stream: u32, length: u32) -> Vec<u8> {
        let mut bytes = vec![0; 4 * 512];
        let mut put =
            |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        put(0x30, 1);
        put(0x3C, NO_ENTRY);
        put(0x44, NO_ENTRY);
        for at in 1..NAMED_BY_HEADER {
            put(TABLE_AT + at * 4, NO_ENTRY);
        }
        put(512 + 4, NO_ENTRY);
        put(512 + 8, next_of_stream);
        let directory = 1024;
        for (entry, kind) in [(0, ROOT), (1, STREAM)] {
            let at = directory + entry * ENTRY;
            put(at + 64, 4 | u32::from(kind) << 16);
            put(at + 68, NO_ENTRY);
            put(at + 72, NO_ENTRY);
            put(at + 76, if kind == ROOT { 1 } else { NO_ENTRY });
            put(at, u32::from(b'A'));
            put(at + 116, 2);
            put(at + 120, length);
        }
        bytes[..8].copy_from_slice(MAGIC);
        bytes[0x1E] = 9;
        bytes
    }

    fn length(bytes: &[u8]) -> Option<usize> {
        Compound::open(bytes)?
            .stream("a")
            .map(|stream| stream.len())
    }

    #[test]
    fn a_cyclic_chain_ends() {
        assert_eq!(length(&file(2, 600)), Some(600));
        // At most as long as the file.
        assert_eq!(length(&file(2, u32::MAX)), Some(2048));
    }

    #[test]
    fn a_stream_is_as_long_as_its_sectors() {
        let whole = file(NO_ENTRY, 500);
        assert_eq!(length(&whole), Some(500));
        assert_eq!(length(&whole[..1736]), Some(200));
        assert_eq!(length(&file(NO_ENTRY, 9000)), Some(512));
        // Beyond the end of the file.
        assert_eq!(length(&file(77, 9000)), Some(512));
    }

    #[test]
    fn truncated_files_are_rejected() {
        let whole = file(NO_ENTRY, 500);
        for length in 0..1024 {
            assert!(Compound::open(&whole[..length]).is_none(), "{length}");
        }
    }
}
