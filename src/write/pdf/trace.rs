//! What genpdf put on each page, read back from the file it wrote: every string and every line at its place.
//!
//! genpdf writes page after page, each page's drawing in one stream without compression, and no other stream. The reader knows the
//! few operators genpdf draws with and refuses any other: nothing that was drawn can get lost unseen.

use std::ops::Range;

use super::canvas::Pen;

/// The drawing of one page. Origin at the lower left corner, y upwards, in hundredths of a point: the two decimals genpdf writes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Trace {
    pub(super) texts: Vec<TracedText>,
    pub(super) lines: Vec<TracedLine>,
    /// Codes of the glyphs of all texts.
    pub(super) codes: Vec<u16>,
}

/// A string on the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TracedText {
    /// Left end of the baseline.
    pub(super) at: [i64; 2],
    pub(super) pen: Pen,
    /// Its codes in [`Trace::codes`].
    pub(super) codes: Range<usize>,
}

/// A line on the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TracedLine {
    pub(super) from: [i64; 2],
    pub(super) to: [i64; 2],
    pub(super) pen: Pen,
}

/// What stands in genpdf's file and should not.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum TraceError {
    #[error("the canvas file breaks off inside a page")]
    Truncated,
    #[error("the canvas file has an operator that is not known: {0}")]
    Operator(String),
    #[error("the canvas file has wrong operands before {0}")]
    Operands(String),
}

/// Reads the drawings of all pages, in their order.
pub(super) fn trace(file: &[u8]) -> Result<Vec<Trace>, TraceError> {
    const START: &[u8] = b">>stream\n";
    const END: &[u8] = b"endstream";
    let mut pages = Vec::new();
    let mut rest = file;
    while let Some(start) = find(rest, START) {
        rest = &rest[start + START.len()..];
        let end = find(rest, END).ok_or(TraceError::Truncated)?;
        pages.push(Reader::read(&rest[..end])?);
        rest = &rest[end + END.len()..];
    }
    Ok(pages)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(place) = bytes[start..].iter().position(|byte| *byte == wanted[0]) {
        start += place;
        if bytes[start..].starts_with(wanted) {
            return Some(start);
        }
        start += 1;
    }
    None
}

/// Reads one page's content stream.
#[derive(Default)]
struct Reader {
    trace: Trace,
    numbers: Vec<i64>,
    /// Hexadecimal digits of the string before the operator.
    digits: Vec<u8>,
    at: [i64; 2],
    from: [i64; 2],
    to: [i64; 2],
    color: [i64; 3],
}

impl Reader {
    fn read(content: &[u8]) -> Result<Trace, TraceError> {
        let mut reader = Reader::default();
        let mut rest = content;
        while let Some(first) = rest.first() {
            let length = match first {
                b'<' => {
                    rest.iter()
                        .position(|byte| *byte == b'>')
                        .ok_or(TraceError::Truncated)?
                        + 1
                }
                b'[' | b']' | b' ' | b'\n' => 1,
                _ => {
                    1 + rest[1..]
                        .iter()
                        .take_while(|byte| !b"<>[]/ \n".contains(byte))
                        .count()
                }
            };
            reader.token(&rest[..length])?;
            rest = &rest[length..];
        }
        Ok(reader.trace)
    }

    fn token(&mut self, token: &[u8]) -> Result<(), TraceError> {
        match token[0] {
            b'[' | b']' | b' ' | b'\n' | b'/' => {}
            b'<' => self.digits.push(digit(&token[1..token.len() - 1])?),
            b'-' | b'.' | b'0'..=b'9' => {
                self.numbers
                    .push(hundredths(token).ok_or_else(|| TraceError::Operands(show(token)))?);
            }
            _ => {
                self.operator(token)?;
                self.numbers.clear();
                self.digits.clear();
            }
        }
        Ok(())
    }

    fn operator(&mut self, operator: &[u8]) -> Result<(), TraceError> {
        match operator {
            b"BDC" | b"EMC" | b"q" | b"Q" | b"BT" | b"ET" | b"TL" | b"Tf" => {}
            b"Td" => self.at = self.operands(operator)?,
            b"m" => self.from = self.operands(operator)?,
            b"l" => self.to = self.operands(operator)?,
            b"rg" | b"RG" => self.color = self.operands(operator)?,
            b"TJ" => {
                let codes = self.codes(operator)?;
                self.trace.texts.push(TracedText {
                    at: self.at,
                    pen: self.pen(operator)?,
                    codes,
                });
            }
            b"S" => self.trace.lines.push(TracedLine {
                from: self.from,
                to: self.to,
                pen: self.pen(operator)?,
            }),
            other => return Err(TraceError::Operator(show(other))),
        }
        Ok(())
    }

    fn operands<const COUNT: usize>(&self, operator: &[u8]) -> Result<[i64; COUNT], TraceError> {
        self.numbers
            .as_slice()
            .try_into()
            .ok()
            .ok_or_else(|| TraceError::Operands(show(operator)))
    }

    fn pen(&self, operator: &[u8]) -> Result<Pen, TraceError> {
        Pen::from_hundredths(self.color).ok_or_else(|| TraceError::Operands(show(operator)))
    }

    fn codes(&mut self, operator: &[u8]) -> Result<Range<usize>, TraceError> {
        let start = self.trace.codes.len();
        let codes = self.digits.chunks_exact(4);
        if !codes.remainder().is_empty() || !self.numbers.is_empty() {
            return Err(TraceError::Operands(show(operator)));
        }
        self.trace.codes.extend(codes.map(|code| {
            code.iter()
                .fold(0, |code, digit| code << 4 | u16::from(*digit))
        }));
        Ok(start..self.trace.codes.len())
    }
}

/// The digit a canvas string of one character stands for; it is written as that character's code in four digits.
fn digit(string: &[u8]) -> Result<u8, TraceError> {
    match string {
        [b'0', b'0', b'3', digit @ b'0'..=b'9'] => Ok(digit - b'0'),
        [b'0', b'0', b'4', digit @ b'1'..=b'6'] => Ok(digit - b'1' + 10),
        _ => Err(TraceError::Operands(show(string))),
    }
}

/// A number of at most two decimals.
fn hundredths(token: &[u8]) -> Option<i64> {
    let (negative, digits) = token
        .strip_prefix(b"-")
        .map_or((false, token), |digits| (true, digits));
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = point.map_or((digits, &digits[..0]), |point| {
        (&digits[..point], &digits[point + 1..])
    });
    if decimals.len() > 2 || whole.len() > 12 {
        return None;
    }
    let decimals = decimals.iter().chain(b"00").take(2);
    let number = whole
        .iter()
        .chain(decimals)
        .try_fold(0, |number, digit| match digit {
            b'0'..=b'9' => Some(number * 10 + i64::from(digit - b'0')),
            _ => None,
        })?;
    Some(if negative { -number } else { number })
}

fn show(token: &[u8]) -> String {
    String::from_utf8_lossy(token).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_lines_are_read_where_they_stand() {
        let content = b"/OC /MC0 BDC\nq\nBT\n12.00 TL\n72.50 -3.07 Td\n0.00 0.00 0.02 rg\n/Courier 12.00 Tf\n\
            [<0030><0030><0041><0033>] TJ\n0.00 0.00 0.00 rg\nET\n0.00 0.00 0.03 RG\n1.00 2.00 m\n3.00 2.00 l\nS\nQ\nEMC\n";
        let file = [
            b"<</Length 1>>stream\n".as_slice(),
            content,
            b"endstream endobj",
        ]
        .concat();
        let pages = trace(&file).unwrap();
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].codes, [0x00A3]);
        assert_eq!(
            pages[0].texts,
            [TracedText {
                at: [7250, -307],
                pen: Pen(1),
                codes: 0..1
            }]
        );
        assert_eq!(
            pages[0].lines,
            [TracedLine {
                from: [100, 200],
                to: [300, 200],
                pen: Pen(2)
            }]
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let read = |content: &[u8]| Reader::read(content).unwrap_err();
        assert_eq!(
            read(b"1 0 0 1 0 0 cm"),
            TraceError::Operator("cm".to_owned())
        );
        assert_eq!(read(b"NaN 1.00 Td"), TraceError::Operator("NaN".to_owned()));
        assert_eq!(read(b"1.00 Td"), TraceError::Operands("Td".to_owned()));
        assert_eq!(read(b"[<0030>] TJ"), TraceError::Operands("TJ".to_owned()));
        assert_eq!(read(b"[<0030"), TraceError::Truncated);
    }

    #[test]
    fn numbers_keep_their_two_decimals() {
        let numbers: [&[u8]; 5] = [b"0.07", b"-0.5", b"12", b"1.234", b"99999999999999"];
        assert_eq!(
            numbers.map(hundredths),
            [Some(7), Some(-50), Some(1200), None, None]
        );
    }
}
