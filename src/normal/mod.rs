//! Normal forms (规范写法) of dates, periods and phone numbers: each is read in the usual spellings and
//! kept in one.

mod date;
mod period;
mod phone;

pub use date::{CalendarDate, DateFormat};

/// A kind of text with a normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normal {
    /// `2025-03-01`.
    Date,
    /// `2025年3月—12月`.
    Period,
    /// `0931-6622315`, `0931-6622315-801`, `13812345678`.
    Phone,
}

/// Why a text has no normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not of this kind, or incomplete.
    Other,
    /// No calendar has such a day or month.
    NoSuchDay,
    /// The period ends before it begins.
    Reversed,
    /// The phone number lacks its first 0, as a spreadsheet drops it; with the number it is then.
    LacksZero(String),
    /// The phone number has no area code.
    LacksArea,
}

impl Normal {
    /// The normal form of a text.
    ///
    /// # Errors
    /// Why it has none.
    pub fn read(self, text: &str) -> Result<String, Unreadable> {
        match self {
            Normal::Date => date::read(text).map(|date| date.to_string()),
            Normal::Period => period::read(text),
            Normal::Phone => phone::read(text),
        }
    }

    /// What is expected, with an example.
    pub const fn expected(self) -> &'static str {
        match self {
            Normal::Date => "日期,如 2025年3月1日",
            Normal::Period => "起止时间,如 2025年3月—12月",
            Normal::Phone => "带区号的电话或手机号码,如 0931-6622315、13812345678",
        }
    }

    /// How to correct a text without a normal form.
    pub fn correction(self, why: &Unreadable) -> String {
        match (self, why) {
            (_, Unreadable::NoSuchDay) => "没有这一天:核对年、月、日".to_owned(),
            (_, Unreadable::Reversed) => "结束早于开始:核对起止".to_owned(),
            (_, Unreadable::LacksZero(whole)) => {
                format!("像是丢了开头的 0:填 {whole},单元格格式改成“文本”")
            }
            (_, Unreadable::LacksArea) => "补上区号,如 0931-6622315".to_owned(),
            (Normal::Date, Unreadable::Other) => {
                "写全年、月、日,年份四位:2025年3月1日、2025-03-01 或 2025/3/1".to_owned()
            }
            (Normal::Period, Unreadable::Other) => {
                "写成 2025年3月—12月、2025年3月—2026年2月 或 2025年3月1日—12月31日".to_owned()
            }
            (Normal::Phone, Unreadable::Other) => {
                "只填一个号码;分机写在后面,如 0931-6622315-801".to_owned()
            }
        }
    }
}

/// The text without spaces, with digits of half width.
fn squeezed(text: &str) -> String {
    let half = |letter: char| match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')),
        _ => None,
    };
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| half(letter).unwrap_or(letter))
        .collect()
}

/// The digits at the beginning of a text, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}
