//! Packed streams → bytes, within limits: a small file may unpack to any size.

use std::io::Read;

use sirocco::Format;
use sirocco::inflate::Reader;

use super::super::error::{PaperError, damaged};
use super::super::{MAX_STREAM, MAX_UNPACKED};
use super::syntax::{Dict, Object};

const UNKNOWN: PaperError = damaged("有一段用了不认得的压缩方法");

/// Unpacks a stream; `left` is what may still be unpacked of the file.
pub(super) fn unpack(dict: &Dict, raw: &[u8], left: &mut u64) -> Result<Vec<u8>, PaperError> {
    let filter = match dict.get(b"Filter".as_slice()) {
        Some(Object::List(filters)) if filters.len() == 1 => filters.first(),
        Some(Object::List(filters)) if filters.is_empty() => None,
        other => other,
    };
    let bytes = match filter.map(Object::name) {
        None => raw.to_vec(),
        Some(Some(b"FlateDecode")) => inflate(raw, *left)?,
        Some(_) => return Err(UNKNOWN),
    };
    *left = left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
    let parameters = match dict.get(b"DecodeParms".as_slice()) {
        Some(Object::List(all)) => all.first().and_then(Object::dict),
        Some(one) => one.dict(),
        None => None,
    };
    match parameters {
        Some(parameters) if filter.is_some() => without_predictor(parameters, bytes),
        _ => Ok(bytes),
    }
}

fn inflate(raw: &[u8], left: u64) -> Result<Vec<u8>, PaperError> {
    let most = left.min(MAX_STREAM);
    let mut bytes = Vec::new();
    let read = Reader::new(Format::Zlib, raw).take(most + 1);
    let is_whole = { read }.read_to_end(&mut bytes).is_ok();
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    if is_whole {
        Ok(bytes)
    } else {
        Err(damaged("有一段解压不了"))
    }
}

fn too_large() -> PaperError {
    PaperError::TooLarge {
        what: "解压后的内容",
        most: format!("{} MiB", MAX_UNPACKED / 1024 / 1024),
    }
}

/// Undoes the PNG predictors None, Sub and Up, of rows of bytes.
fn without_predictor(parameters: &Dict, bytes: Vec<u8>) -> Result<Vec<u8>, PaperError> {
    let number = |key: &str, usual: usize| {
        let value = parameters.get(key.as_bytes());
        value.map_or(Some(usual), Object::count).ok_or(UNKNOWN)
    };
    if number("Predictor", 1)? == 1 {
        return Ok(bytes);
    }
    let is_bytes = number("Colors", 1)? == 1 && number("BitsPerComponent", 8)? == 8;
    let columns = number("Columns", 1)?;
    if number("Predictor", 1)? < 10 || !is_bytes || !(1..=64).contains(&columns) {
        return Err(UNKNOWN);
    }
    let mut above = vec![0_u8; columns];
    let mut plain = Vec::with_capacity(bytes.len());
    for row in bytes.chunks(columns + 1) {
        let Some((kind, row)) = row.split_first() else {
            break;
        };
        let mut left = 0;
        for (byte, above) in row.iter().zip(&mut above) {
            let before = match kind {
                0 => 0,
                1 => left,
                2 => *above,
                _ => return Err(UNKNOWN),
            };
            left = byte.wrapping_add(before);
            *above = left;
            plain.push(left);
        }
    }
    Ok(plain)
}
