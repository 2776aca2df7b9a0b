//! The time of an input's file: when it was last written, by the file system. Copying a file may
//! change it, so it is recorded only where nothing else tells which of two versions of a department
//! is newer; records of a shard have it always, because only the merged results show where.

use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::disk as fs;

/// Seconds by which files have to differ: those that were copied together do not.
const LEAST: u64 = 60;

/// Seconds from UTC to the time of people in China, which has one zone.
const ZONE: u64 = 8 * 3600;

/// Seconds since 1970, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTime(u64);

impl FileTime {
    /// The time of a file; `None` if the file system has none.
    pub(in crate::batch) fn of(path: &Path) -> Option<FileTime> {
        let time = fs::metadata(path).ok()?.modified().ok()?;
        let since = time.duration_since(UNIX_EPOCH).ok()?;
        Some(FileTime(since.as_secs()))
    }

    /// Whether it is later by so much that a file was not only copied later than another.
    pub(in crate::batch) const fn is_later(self, other: FileTime) -> bool {
        self.0 >= other.0.saturating_add(LEAST)
    }

    /// The time in China: `2026-03-02 10:15:00`.
    pub(in crate::batch) fn in_words(self) -> String {
        let local = self.0.saturating_add(ZONE);
        let (days, seconds) = (local / 86_400, local % 86_400);
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// Year, month and day of a number of days since 1970-01-01.
const fn date_of(days: u64) -> (u64, u64, u64) {
    // Years from March on: the day that leap years add is their last.
    let days = days.saturating_add(719_468);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (year + era * 400 + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_china() {
        for (seconds, words) in [
            (0, "1970-01-01 08:00:00"),
            (951_753_599, "2000-02-28 23:59:59"),
            (951_753_600, "2000-02-29 00:00:00"),
            (951_840_000, "2000-03-01 00:00:00"),
            (1_772_417_700, "2026-03-02 10:15:00"),
            (1_767_196_799, "2025-12-31 23:59:59"),
            (1_767_196_800, "2026-01-01 00:00:00"),
        ] {
            assert_eq!(FileTime(seconds).in_words(), words);
        }
    }

    #[test]
    fn files_that_were_copied_together_are_of_one_time() {
        assert!(!FileTime(159).is_later(FileTime(100)));
        assert!(FileTime(160).is_later(FileTime(100)));
    }
}
