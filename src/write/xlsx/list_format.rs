//! Cell formats and paper of lists and of sheets with figures.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use super::list::{Tint, Value};
use super::number::NumberFormat;
use super::page::A4;

/// Margins of an A4 page at its sides and ends, and the position of its foot, in points.
pub(super) const SIDE: f64 = 28.0;
pub(super) const END: f64 = 42.0;
pub(super) const FOOT: f64 = 20.0;
pub(super) const INCH: f64 = 72.0;

/// Cell formats of a list.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) note: Format,
    pub(super) head: Format,
    /// Group heads: first cell, cells between, last cell.
    pub(super) above: [Format; 3],
    /// Group head of one column: cut, not wrapped.
    pub(super) alone: Format,
    pub(super) ordinal: Format,
    tints: [Format; 3],
    pub(super) text: Format,
    count: Format,
    percent: Format,
    pub(super) link: Format,
}

impl Formats {
    pub(super) fn new() -> Formats {
        let font = |size: f64| Format::new().set_font_name("宋体").set_font_size(size);
        let cell = font(10.0)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let head = cell
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0x00E8_EEF4));
        let centred = cell.clone().set_align(FormatAlign::Center);
        let tinted = |tint| centred.clone().set_background_color(colour(tint));
        Formats {
            title: font(16.0)
                .set_bold()
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter),
            heading: font(14.0)
                .set_bold()
                .set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter),
            note: font(10.0).set_align(FormatAlign::Left),
            above: [
                head.clone().set_border_right(FormatBorder::None),
                head.clone()
                    .set_border_left(FormatBorder::None)
                    .set_border_right(FormatBorder::None),
                head.clone().set_border_left(FormatBorder::None),
            ],
            alone: head.clone(),
            head: head.set_text_wrap().set_align(FormatAlign::Center),
            tints: [Tint::Red, Tint::Amber, Tint::Blue].map(tinted),
            ordinal: centred.set_num_format(number_format(NumberFormat::Plain(0))),
            text: cell.clone().set_text_wrap(),
            count: cell
                .clone()
                .set_num_format(number_format(NumberFormat::Plain(0))),
            percent: cell
                .clone()
                .set_num_format(number_format(NumberFormat::Percent(2))),
            link: cell
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

impl Formats {
    pub(super) fn of(&self, value: &Value) -> Format {
        let format = match value {
            Value::Blank | Value::Text(_) => &self.text,
            Value::Count(number) if number.scale() > 0 => {
                let format = number_format(NumberFormat::Plain(number.scale()));
                return self.count.clone().set_num_format(format);
            }
            Value::Count(_) => &self.count,
            Value::Amount(number) => return self.count.clone().set_num_format(money(*number)),
            Value::Ordinal(_) => &self.ordinal,
            Value::Tinted(_, Tint::Red) => &self.tints[0],
            Value::Tinted(_, Tint::Amber) => &self.tints[1],
            Value::Tinted(_, Tint::Blue) => &self.tints[2],
            Value::Percent(_) => &self.percent,
            Value::Formula { value, .. } => return self.of(value),
            Value::Heading(_) => &self.heading,
            Value::Note(_) => &self.note,
            Value::Link { .. } => &self.link,
        };
        format.clone()
    }
}

/// The colours of annotated workbooks (`mark`).
const fn colour(tint: Tint) -> Color {
    match tint {
        Tint::Red => Color::RGB(0x00FF_B0A8),
        Tint::Amber => Color::RGB(0x00FF_DF80),
        Tint::Blue => Color::RGB(0x00CF_E6F7),
    }
}

/// Number format of an amount.
fn money(number: Decimal) -> String {
    number_format(NumberFormat::Plain(number.scale().max(2)))
}

fn number_format(format: NumberFormat) -> String {
    format.code().unwrap_or_default()
}

/// A4 with the margins and page numbers of all lists.
pub(super) fn set_a4(sheet: &mut Worksheet) -> &mut Worksheet {
    let (side, end) = (SIDE / INCH, END / INCH);
    sheet
        .set_paper_size(A4)
        .set_margins(side, side, end, end, FOOT / INCH, FOOT / INCH)
        .set_footer("&C&9&\"宋体,Regular\"— &P / &N —")
}
