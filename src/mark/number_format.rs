//! Number format of a changed cell: its own, unless that would show the new value as another one.

use super::cell_value::CellValue;
use super::xml::Outline;

/// Built-in number formats with their codes.
const BUILT_IN: [(u32, &str); 8] = [
    (GENERAL, "General"),
    (1, "0"),
    (TWO_DECIMALS, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (PERCENT, "0%"),
    (PERCENT_TWO_DECIMALS, "0.00%"),
    (49, "@"),
];

const GENERAL: u32 = 0;
const TWO_DECIMALS: u32 = 2;
const PERCENT: u32 = 9;
const PERCENT_TWO_DECIMALS: u32 = 10;

/// Characters of a code that add nothing to a number but thousands, spaces and brackets.
const PLAIN: &str = "#0._ ()-;\\";

/// The number format that a value needs instead of the one in a cell format's element.
pub(super) fn needed(format: &str, styles: &Outline<'_>, value: &CellValue) -> Option<u32> {
    let code = code(format, styles);
    let code = code.as_deref();
    match value {
        CellValue::Text(_) => {
            let adds_words = code.is_some_and(|code| code.contains('@') && code != "@");
            adds_words.then_some(GENERAL)
        }
        CellValue::Number(digits) => {
            let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
            let is_general = code == Some("General");
            let fits = code.is_some_and(|code| shown_decimals(code) >= Some(decimals));
            // A number ending in 0 is shown as typed.
            let is_exact = !(decimals > 0 && digits.ends_with('0'));
            match decimals {
                _ if fits || (is_general && is_exact) => None,
                2 => Some(TWO_DECIMALS),
                _ => (!is_general).then_some(GENERAL),
            }
        }
        CellValue::Percent(_, decimals) => {
            let own = code.and_then(|code| shown_decimals(code.strip_suffix('%')?));
            let fits = own.is_some_and(|own| own >= *decimals as usize);
            let wanted = if *decimals == 0 {
                PERCENT
            } else {
                PERCENT_TWO_DECIMALS
            };
            (!fits).then_some(wanted)
        }
    }
}

/// The code of a cell format's number format, if it is known.
fn code(format: &str, styles: &Outline<'_>) -> Option<String> {
    let format = Outline::read(format).ok()?;
    let id: u32 = format.root().tag.number("numFmtId").unwrap_or(GENERAL);
    let own = styles.child(0, "numFmts").and_then(|(list, _)| {
        let mut listed = styles.children(list);
        let (_, own) = listed.find(|(_, entry)| entry.tag.number("numFmtId") == Some(id))?;
        own.tag.value("formatCode")
    });
    own.or_else(|| {
        let known = BUILT_IN.iter().find(|(known, _)| *known == id);
        known.map(|(_, code)| (*code).to_owned())
    })
}

/// Number of decimals that a code shows; `None` if it shows more than a plain number.
fn shown_decimals(code: &str) -> Option<usize> {
    let plain = code.replace("#,##0", "0");
    if !plain.chars().all(|next| PLAIN.contains(next)) || !plain.contains('0') {
        return None;
    }
    let first = plain.split(';').next().unwrap_or_default();
    let decimals = first.split_once('.').map_or("", |(_, after)| after);
    let is_decimal = |next: &char| matches!(next, '0' | '#');
    Some(decimals.chars().take_while(is_decimal).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str, value: &CellValue) -> Option<u32> {
        let styles = format!(
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"{code}\"/></numFmts></styleSheet>"
        );
        let outline = Outline::read(&styles).unwrap();
        needed("<xf numFmtId=\"164\"/>", &outline, value)
    }

    #[test]
    fn a_number_is_shown_as_itself() {
        let number = |digits: &str| CellValue::Number(digits.to_owned());
        for (code, digits, needed) in [
            ("General", "95", None),
            ("General", "95.50", Some(TWO_DECIMALS)),
            ("0.00_ ", "95.50", None),
            ("#,##0.00", "95", None),
            ("0", "95.5", Some(GENERAL)),
            ("0%", "95", Some(GENERAL)),
            ("0,", "95", Some(GENERAL)),
            ("0&quot;万元&quot;", "95", Some(GENERAL)),
            ("@", "95.25", Some(TWO_DECIMALS)),
        ] {
            assert_eq!(of(code, &number(digits)), needed, "{code} {digits}");
        }
    }

    #[test]
    fn texts_and_rates_are_shown_as_themselves() {
        let text = CellValue::Text("%".to_owned());
        assert_eq!(of("0.00", &text), None);
        assert_eq!(of("@", &text), None);
        assert_eq!(of("@&quot;局&quot;", &text), Some(GENERAL));
        let rate = |decimals| CellValue::Percent("0.955".to_owned(), decimals);
        assert_eq!(of("0.0%", &rate(1)), None);
        assert_eq!(of("0%", &rate(1)), Some(PERCENT_TWO_DECIMALS));
        assert_eq!(of("General", &rate(0)), Some(PERCENT));
    }
}
