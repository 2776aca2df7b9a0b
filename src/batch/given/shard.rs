//! A fixed subset of the inputs (分片).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// A fixed subset of the inputs (分片), chosen by name and not by position, so that each machine
/// finds its own inputs without communicating with the others. As text: `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shard {
    /// Number of the shard, counted from 1.
    pub number: u32,
    /// Number of shards.
    pub count: u32,
}

impl Shard {
    /// The shard with a number; `None` unless `1 <= number <= count`.
    pub fn new(number: u32, count: u32) -> Option<Shard> {
        (1..=count)
            .contains(&number)
            .then_some(Shard { number, count })
    }

    /// Whether an input of this name belongs to the shard.
    pub fn has(self, name: &str) -> bool {
        Digest::of(name.as_bytes()).number() % u64::from(self.count) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let shard = text.split_once('/').and_then(|(number, count)| {
            Shard::new(number.trim().parse().ok()?, count.trim().parse().ok()?)
        });
        shard.ok_or_else(|| format!("{text} is no shard"))
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = String;

    fn try_from(text: String) -> Result<Shard, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_one_part() {
        for index in 0..100 {
            let name = format!("{index}.json");
            let parts = (1..=7).filter(|number| Shard::new(*number, 7).unwrap().has(&name));
            assert_eq!(parts.count(), 1);
        }
        assert_eq!(Shard::new(0, 3), None);
        assert_eq!(Shard::new(4, 3), None);
    }

    #[test]
    fn a_shard_is_read_back_as_written() {
        assert_eq!("2/5".parse(), Ok(Shard::new(2, 5).unwrap()));
        assert_eq!(Shard::new(2, 5).unwrap().to_string(), "2/5");
        for wrong in ["0/5", "6/5", "2", "", "2/5/7"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
