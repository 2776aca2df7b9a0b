//! The pages of a department for the volumes of several formats, in one file.
//!
//! ```text
//! for each format: its length (8 bytes), its pages
//! ```

/// Formats of volumes, in the order of their pages in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumePaper {
    /// PDF.
    Pdf,
    /// OFD.
    Ofd,
}

/// Size of a length.
const LENGTH: usize = 8;

/// The pages of both formats as one file; without those of a format its part is empty.
pub fn join_parts(pdf: &[u8], ofd: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(2 * LENGTH + pdf.len() + ofd.len());
    for part in [pdf, ofd] {
        joined.extend((part.len() as u64).to_be_bytes());
        joined.extend(part);
    }
    joined
}

/// The pages for one format of a file that [`join_parts`] made; `None` if it is no such file.
pub fn part_of(mut joined: Vec<u8>, paper: VolumePaper) -> Option<Vec<u8>> {
    let length = |at: usize| {
        let bytes = joined.get(at..at + LENGTH)?.first_chunk()?;
        usize::try_from(u64::from_be_bytes(*bytes)).ok()
    };
    let first = LENGTH..LENGTH.checked_add(length(0)?)?;
    joined.get(first.clone())?;
    let second = first.end + LENGTH;
    let second = second..second.checked_add(length(first.end)?)?;
    if second.end != joined.len() {
        return None;
    }
    match paper {
        VolumePaper::Pdf => joined.truncate(first.end),
        VolumePaper::Ofd => {
            joined.drain(LENGTH..second.start);
        }
    }
    joined.drain(..LENGTH);
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_read_back_and_nothing_else() {
        for (pdf, ofd) in [("", ""), ("pdf", ""), ("", "ofd"), ("one", "another")] {
            let joined = join_parts(pdf.as_bytes(), ofd.as_bytes());
            for (paper, part) in [(VolumePaper::Pdf, pdf), (VolumePaper::Ofd, ofd)] {
                let read = part_of(joined.clone(), paper);
                assert_eq!(read.as_deref(), Some(part.as_bytes()));
                let mut longer = joined.clone();
                longer.push(0);
                assert_eq!(part_of(longer, paper), None);
                for end in 0..joined.len() {
                    assert_eq!(part_of(joined[..end].to_vec(), paper), None);
                }
            }
        }
        assert_eq!(part_of(vec![0xFF; 40], VolumePaper::Pdf), None);
    }
}
