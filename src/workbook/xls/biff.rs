//! Records of `.xls` (BIFF8) and the strings in them (MS-XLS, sections 2.1 and 2.5).

/// A record with its CONTINUE records.
#[derive(Debug, Clone)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    /// Data of the record, then of each CONTINUE record.
    pub(super) chunks: Vec<&'a [u8]>,
}

/// Type of a record that continues the preceding one.
const CONTINUE: u16 = 0x003C;

/// Records of a stream from an offset on, until it ends or is truncated.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Records<'a> {
        Records { rest: stream }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (head, rest) = self.rest.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (data, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some((u16::from_le_bytes([head[0], head[1]]), data))
    }

    fn goes_on(&self) -> bool {
        self.rest
            .get(..2)
            .is_some_and(|kind| kind == CONTINUE.to_le_bytes())
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut chunks = vec![data];
        while self.goes_on() {
            let Some((_, data)) = self.one() else { break };
            chunks.push(data);
        }
        Some(Record { kind, chunks })
    }
}

/// Reads the fields of a record in order; a record that is too short ends early.
#[derive(Debug, Clone)]
pub(super) struct RecordReader<'r, 'a> {
    chunks: &'r [&'a [u8]],
    chunk: usize,
    at: usize,
}

impl<'r, 'a> RecordReader<'r, 'a> {
    pub(super) fn of(record: &'r Record<'a>) -> RecordReader<'r, 'a> {
        RecordReader {
            chunks: &record.chunks,
            chunk: 0,
            at: 0,
        }
    }

    /// Rest of the current chunk, or the next chunk.
    fn here(&mut self) -> Option<&'a [u8]> {
        while let Some(chunk) = self.chunks.get(self.chunk) {
            if self.at < chunk.len() {
                return Some(&chunk[self.at..]);
            }
            (self.chunk, self.at) = (self.chunk + 1, 0);
        }
        None
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        let byte = *self.here()?.first()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let [low, high] = [self.u16()?, self.u16()?];
        Some(u32::from(low) | u32::from(high) << 16)
    }

    pub(super) fn eight(&mut self) -> Option<[u8; 8]> {
        let mut bytes = [0; 8];
        for byte in &mut bytes {
            *byte = self.u8()?;
        }
        Some(bytes)
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.here()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// Rest of the first chunk.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        self.here().unwrap_or_default()
    }

    /// A string of `count` characters after its flags. The flags are repeated at the start of a
    /// CONTINUE record.
    fn characters(&mut self, count: usize, flags: u8) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        let mut wide = flags & 1 != 0;
        while units.len() < count {
            let before = self.chunk;
            let here = self.here()?;
            if self.chunk != before {
                wide = self.u8()? & 1 != 0;
                continue;
            }
            let wanted = count - units.len();
            if wide {
                let pairs = (here.len() / 2).min(wanted);
                units.extend(
                    here.chunks_exact(2)
                        .take(pairs)
                        .map(|pair| u16::from_le_bytes([pair[0], pair[1]])),
                );
                // An odd byte at the end of a chunk is padding.
                self.at += if pairs == 0 { here.len() } else { pairs * 2 };
            } else {
                let bytes = here.len().min(wanted);
                units.extend(here[..bytes].iter().map(|byte| u16::from(*byte)));
                self.at += bytes;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A string with a one-byte length, as for names of sheets.
    pub(super) fn short_text(&mut self) -> Option<String> {
        let count = usize::from(self.u8()?);
        let flags = self.u8()?;
        self.characters(count, flags)
    }

    /// A string with a two-byte length; formatting runs and phonetics are skipped.
    pub(super) fn text(&mut self) -> Option<String> {
        self.rich_text().map(|(text, _)| text)
    }

    /// A string with a two-byte length and its formatting runs: the position, in UTF-16 units, and
    /// the font index.
    pub(super) fn rich_text(&mut self) -> Option<(String, Vec<(u16, u16)>)> {
        let count = usize::from(self.u16()?);
        let flags = self.u8()?;
        let runs = if flags & 8 == 0 {
            0
        } else {
            usize::from(self.u16()?)
        };
        let readings = if flags & 4 == 0 {
            0
        } else {
            usize::try_from(self.u32()?).ok()?
        };
        let text = self.characters(count, flags)?;
        let fonts = self.fonts(runs)?;
        self.skip(readings)?;
        Some((text, fonts))
    }

    /// Reads `count` formatting runs.
    pub(super) fn fonts(&mut self, count: usize) -> Option<Vec<(u16, u16)>> {
        (0..count)
            .map(|_| Some((self.u16()?, self.u16()?)))
            .collect()
    }

    /// A string of `count` characters in the next CONTINUE record.
    pub(super) fn text_of_next_chunk(&mut self, count: usize) -> Option<String> {
        (self.chunk, self.at) = (self.chunk + 1, 0);
        let flags = self.u8()?;
        self.characters(count, flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_record_with_other_flags() {
        let first = [5, 0, 1, 0xE8, 0x90];
        let second = [0, b'a', b'b', b'c', b'd'];
        let record = Record {
            kind: 0xFC,
            chunks: vec![&first, &second],
        };
        assert_eq!(RecordReader::of(&record).text().as_deref(), Some("部abcd"));
        let cut = Record {
            kind: 0xFC,
            chunks: vec![&first],
        };
        assert_eq!(RecordReader::of(&cut).text(), None);
    }

    #[test]
    fn truncated_records_end_the_reading() {
        let stream = [0x0A, 0, 0, 0, 0x85, 0, 9, 0, 1];
        assert_eq!(Records::new(&stream).count(), 1);
        assert_eq!(Records::new(&[]).count(), 0);
    }
}
