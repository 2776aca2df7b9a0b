//! The stored form of drawn pages: numbers, texts and feet as bytes, and back. The format is internal
//! and may change with any version.

use crate::grid::{Align, Edge};
use crate::layout::{FaceIndex, PageFoot};
use crate::length::Length;

/// Alignments by their numbers in the file.
const ALIGNS: [Align; 4] = [Align::Left, Align::Center, Align::Right, Align::Decimal];

/// Added to the number of the alignment: at the outer edge; head of the page.
const OUTER: usize = 4;
const HEAD: usize = 8;

/// Writes a number, seven bits per byte, low bits first; all bytes except the last have the eighth
/// bit set.
pub(in crate::write) fn put(bytes: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    while rest >= 0x80 {
        bytes.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    bytes.push(rest.to_le_bytes()[0]);
}

/// Writes bytes with their number.
pub(in crate::write) fn put_bytes(bytes: &mut Vec<u8>, content: &[u8]) {
    put(bytes, content.len());
    bytes.extend(content);
}

/// Writes a length.
pub(in crate::write) fn put_length(bytes: &mut Vec<u8>, length: Length) {
    bytes.extend(length.to_pt().to_be_bytes());
}

/// Writes a head or foot.
pub(in crate::write) fn put_foot(bytes: &mut Vec<u8>, foot: &PageFoot) {
    put_bytes(bytes, foot.text.as_bytes());
    put(bytes, foot.face.0);
    let align = ALIGNS.iter().position(|align| *align == foot.align);
    let outer = if foot.edge == Edge::Outer { OUTER } else { 0 };
    let head = if foot.is_head { HEAD } else { 0 };
    put(bytes, align.unwrap_or(0) + outer + head);
    for length in [foot.size, foot.left, foot.right, foot.baseline] {
        put_length(bytes, length);
    }
}

/// Bytes that are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write) struct Damaged;

/// Sequential reader.
pub(in crate::write) struct StoredReader<'a> {
    pub(in crate::write) rest: &'a [u8],
}

impl<'a> StoredReader<'a> {
    /// A head or foot.
    pub(in crate::write) fn foot(&mut self) -> Result<PageFoot, Damaged> {
        let (text, face) = (self.text()?, FaceIndex(self.number()?));
        let align = self.number()?;
        Ok(PageFoot {
            is_head: align & HEAD != 0,
            text,
            face,
            align: *ALIGNS.get(align & (OUTER - 1)).ok_or(Damaged)?,
            edge: if align & OUTER == 0 {
                Edge::Fixed
            } else {
                Edge::Outer
            },
            size: self.length()?,
            left: self.length()?,
            right: self.length()?,
            baseline: self.length()?,
        })
    }

    fn take<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Damaged> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Damaged)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A number.
    pub(in crate::write) fn number(&mut self) -> Result<usize, Damaged> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let [byte] = self.take()?;
            let bits = usize::from(byte & 0x7F);
            let shifted = bits.checked_shl(shift).ok_or(Damaged)?;
            number |= shifted;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// A length.
    pub(in crate::write) fn length(&mut self) -> Result<Length, Damaged> {
        Ok(Length::pt(f64::from_be_bytes(self.take()?)))
    }

    /// Bytes.
    pub(in crate::write) fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let length = self.number()?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A text.
    pub(in crate::write) fn text(&mut self) -> Result<String, Damaged> {
        let text = std::str::from_utf8(self.bytes()?);
        Ok(text.ok().ok_or(Damaged)?.to_owned())
    }
}
