//! Classifies a formula of `.xls` without decoding it: whether it has tokens, is the empty string,
//! or always gives a number. The last operator or function of the token sequence gives the result
//! (MS-XLS, 2.2.2).

/// Class of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// Without tokens.
    Empty,
    /// The empty string, which means that a cell is blank on purpose.
    EmptyText,
    /// Gives a number or an error, never text.
    Number,
    /// Any other formula.
    Other,
}

/// Functions that give a number: COUNT, SUM, AVERAGE, MIN, MAX, SQRT, ABS, INT, ROUND, MOD, COUNTA,
/// PRODUCT, ROUNDUP, ROUNDDOWN, SUMPRODUCT, SUBTOTAL, SUMIF, COUNTIF (MS-XLS, 2.5.198.17).
const NUMERIC: [u16; 18] = [
    0, 4, 5, 6, 7, 20, 24, 25, 27, 39, 169, 183, 212, 213, 228, 344, 345, 346,
];

impl Formula {
    /// Classifies tokens.
    pub(super) fn read(tokens: &[u8]) -> Formula {
        match tokens {
            [] => Formula::Empty,
            [0x17, 0] | [0x17, 0, _] => Formula::EmptyText,
            _ if gives_number(tokens) == Some(true) => Formula::Number,
            _ => Formula::Other,
        }
    }

    /// Text of the formula in a cell: `…` for a formula that is not decoded.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Formula::Empty => "",
            Formula::EmptyText => "\"\"",
            Formula::Number | Formula::Other => "…",
        }
    }
}

/// Whether the last token always gives a number; `None` if a token is unknown.
fn gives_number(tokens: &[u8]) -> Option<bool> {
    let mut rest = tokens;
    let mut is_number = false;
    while let Some((&token, operands)) = rest.split_first() {
        let word = |at: usize| {
            let pair = operands.get(at..at + 2)?;
            Some(u16::from_le_bytes([pair[0], pair[1]]))
        };
        // The three classes of a token only differ in the expected operands.
        let kind = match token {
            0x40..0x60 => token - 0x20,
            0x60..0x80 => token - 0x40,
            _ => token,
        };
        let length = match kind {
            0x03..=0x14 | 0x16 => 0,
            // Parentheses have no effect.
            0x15 => {
                rest = operands;
                continue;
            }
            0x17 => 2 + usize::from(*operands.first()?) * (1 + usize::from(operands.get(1)? & 1)),
            0x19 if operands.first()? & 0x04 != 0 => 3 + (usize::from(word(1)?) + 1) * 2,
            0x1C | 0x1D => 1,
            0x1E | 0x21 | 0x29 => 2,
            0x19 | 0x22 => 3,
            0x01 | 0x02 | 0x23 | 0x24 | 0x2A | 0x2C => 4,
            0x26..=0x28 | 0x39 | 0x3A | 0x3C => 6,
            0x20 => 7,
            0x1F | 0x25 | 0x2B | 0x2D => 8,
            0x3B | 0x3D => 10,
            _ => return None,
        };
        is_number = match kind {
            0x03..=0x07 | 0x12..=0x14 => true,
            // SUM of one range; other attributes concern the notation of the formula.
            0x19 => operands.first()? & 0x10 != 0 || (is_number && operands.first()? & 0x40 != 0),
            0x21 => NUMERIC.contains(&word(0)?),
            0x22 => NUMERIC.contains(&(word(1)? & 0x7FFF)),
            _ => false,
        };
        rest = operands.get(length..)?;
    }
    Some(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_token_decides_the_result_of_a_formula() {
        let area = [0x25, 0, 0, 3, 0, 1, 0xC0, 1, 0xC0];
        let with = |tail: &[u8]| Formula::read(&[&area[..], tail].concat());
        assert_eq!(Formula::read(&[]), Formula::Empty);
        assert_eq!(Formula::read(&[0x17, 0, 0]), Formula::EmptyText);
        assert_eq!(with(&[0x19, 0x10, 0, 0]), Formula::Number);
        assert_eq!(with(&[0x42, 1, 4, 0]), Formula::Number);
        assert_eq!(with(&[0x42, 1, 4, 0, 0x15]), Formula::Number);
        // IF(…)
        assert_eq!(with(&[0x42, 3, 1, 0]), Formula::Other);
        // A1&A2
        assert_eq!(with(&[0x24, 0, 0, 0, 0, 0x08]), Formula::Other);
        // (A1+1)*2
        let sum = [0x44, 0, 0, 0, 0, 0x1E, 1, 0, 0x03, 0x15, 0x1E, 2, 0, 0x05];
        assert_eq!(Formula::read(&sum), Formula::Number);
        assert_eq!(Formula::read(&[0x19]), Formula::Other);
        assert_eq!(Formula::read(&[0x7F, 1]), Formula::Other);
    }
}
