//! Displayed texts of number formats, compared with `soffice` 7.4 (converted to CSV, cells as
//! shown) and the package `ssf` 0.11 of npm. If they differ, these rows contain the display of a
//! Chinese Excel:
//!
//! | formats | the others | here |
//! | --- | --- | --- |
//! | `G/通用格式`, `常规`, `Standard` | letters of an era, a date | General in local names |
//! | fewer decimals than stored | rounded | the stored digits: they were typed |
//! | `0!.0,`, `0!家` | the exclamation mark | an escape, as in an East Asian Excel |
//! | `[$-F800]`, `[$-F400]` | the format as written | the system's long date and time |
//! | `aaa`, `aaaa`, `e`, `上午/下午` | Hebrew names, letters | weekday, year, half of the day |
//! | days before March 1900 | `soffice`: a day less | Excel's false leap day counted |
//! | days and times below 0 | `soffice`: days of 1899 | `####`, which is reported |
//! | `[DBNum1]` without a locale | Arabic digits | Chinese numerals |
//! | `[<100]0.0;0` and -5 | `ssf`: 5.0 | -5.0, as `soffice` (note below) |
//! | other calendars (`[$-411]ggge`, `b2`) | 令和8年 | reported: another number is shown |
//!
//! Only a section for negative numbers drops the sign. `[$-130000]` is another calendar too.

use super::*;
use crate::workbook::CellContent;
use crate::workbook::decimal::{self, NumberOrigin, Value};

/// Format, number in a cell, content as read (number, percentage, date, text or unclear), and the
/// whole text if the format has words of its own.
#[rustfmt::skip]
const NUMBERS: &[(&str, f64, &str, Option<&str>)] = &[
    ("General", 99.0, "n 99", None),
    ("General", 0.5, "n 0.5", None),
    ("General", -3.25, "n -3.25", None),
    ("G/通用格式", 99.0, "n 99", None),
    ("g/\"通用格式\"", 99.0, "n 99", None),
    ("G/通用格式\"人\"", 35.0, "n 35", Some("35人")),
    ("\"约\"G/通用格式", 8.0, "n 8", Some("约8")),
    ("常规", 12.5, "n 12.5", None),
    ("Standard", 7.0, "n 7", None),
    ("General\"家\"", 45.0, "n 45", Some("45家")),
    ("General_)", 3.0, "n 3", None),
    ("G/標準", 4.0, "n 4", None),
    ("0", 12.0, "n 12", None),
    ("0.00", 12.5, "n 12.50", None),
    ("0.0", 0.0, "n 0.0", None),
    ("0.00", -7.0, "n -7.00", None),
    ("#,##0", 1_234_567.0, "n 1234567", None),
    ("#,##0.00", 1234.5, "n 1234.50", None),
    ("#,##0.00", -1234.5, "n -1234.50", None),
    ("0.0#", 1.25, "n 1.25", None),
    ("0.0#", 1.0, "n 1.0", None),
    ("#.##", 0.5, "n 0.5", None),
    ("0.", 5.0, "n 5", None),
    ("000", 7.0, "t 007", None),
    ("0000", 12.0, "t 0012", None),
    ("00.0", 3.5, "n 3.5", None),
    ("0.00_ ", 3.0, "n 3.00", None),
    ("0.00_);(0.00)", -3.0, "n -3.00", None),
    ("0.00_);[Red]\\(0.00\\)", -3.0, "n -3.00", None),
    ("0.00;[Red]0.00", -3.0, "n -3.00", None),
    ("0.00;[红色]-0.00", -3.0, "n -3.00", None),
    ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 1234.5, "n 1234.50", None),
    ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", -1234.5, "n -1234.50", None),
    ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0.0, "n 0", Some("-")),
    ("_ ¥* #,##0.00_ ;_ ¥* \\-#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ", 96.0, "n 96.00", Some("¥96.00")),
    ("¥#,##0.00", 1234.5, "n 1234.50", Some("¥1,234.50")),
    ("[$¥-804]#,##0.00", 1234.5, "n 1234.50", Some("¥1,234.50")),
    ("\"￥\"#,##0", 96.0, "n 96", Some("￥96")),
    ("[$$-409]#,##0.00", 5.0, "n 5.00", Some("$5.00")),
    ("[$€-2] #,##0", 5.0, "n 5", Some("€ 5")),
    ("[$CNY] 0.00", 5.0, "n 5.00", Some("CNY 5.00")),
    ("0%", 0.99, "% 99%", None),
    ("0.0%", 0.995, "% 99.5%", None),
    ("0.00%", 1.0, "% 100.00%", None),
    ("??0.0%", 0.075, "% 7.5%", None),
    ("0%", -0.05, "% -5%", None),
    ("0 %", 0.5, "% 50%", None),
    ("%0", 0.5, "% 50%", None),
    ("0\"%\"", 95.0, "n 95", Some("95%")),
    ("0.0\"％\"", 95.5, "n 95.5", Some("95.5％")),
    ("0\"‰\"", 3.0, "n 3", Some("3‰")),
    ("0%%", 0.5, "? 0.5", Some("5000%%")),
    ("\"≥\"0%", 0.99, "% 99%", Some("≥99%")),
    ("\"≤\"0.0", 3.5, "n 3.5", Some("≤3.5")),
    ("第0名", 7.0, "n 7", Some("第7名")),
    ("0.00\"万元\"", 96.0, "n 96.00", Some("96.00万元")),
    ("0\"元\"", 960_000.0, "n 960000", Some("960000元")),
    ("#,##0\"元\"", 960_000.0, "n 960000", Some("960,000元")),
    ("#,##0.00\"千元\"", 960.0, "n 960.00", Some("960.00千元")),
    ("0\"亿元\"", 1.0, "n 1", Some("1亿元")),
    ("0\"百万元\"", 9.0, "n 9", Some("9百万元")),
    ("\"约\"0", 8.0, "n 8", Some("约8")),
    ("0\\ 人", 35.0, "n 35", Some("35 人")),
    ("0 \"人次\"", 120.0, "n 120", Some("120 人次")),
    ("0\"年\"", 2026.0, "n 2026", Some("2026年")),
    ("0\"个\"以上", 3.0, "n 3", Some("3个以上")),
    ("\"不少于\"0\"家\"", 45.0, "n 45", Some("不少于45家")),
    ("0!家", 45.0, "n 45", Some("45家")),
    ("0\\-0", 25.0, "n 25", Some("2-5")),
    ("000\\-0000", 1_234_567.0, "n 1234567", Some("123-4567")),
    ("0\"万\"0000", 123_456.0, "n 123456", Some("12万3456")),
    ("\"(\"0\")\"", 3.0, "n 3", Some("(3)")),
    ("+0;-0", 5.0, "n 5", Some("+5")),
    ("+0;-0", -5.0, "n -5", None),
    ("\"No.\"000", 12.0, "t 012", Some("No.012")),
    ("0\"/\"0", 25.0, "n 25", Some("2/5")),
    ("0;\"亏损\"0", 5.0, "n 5", None),
    ("0;\"亏损\"0", -5.0, "n -5", Some("亏损5")),
    ("0;\"负\"0;\"零\"", -5.0, "n -5", Some("负5")),
    ("0;\"负\"0;\"零\"", 0.0, "? 0", Some("零")),
    ("\"合格\";\"不合格\"", 1.0, "? 1", Some("合格")),
    ("\"合格\";\"不合格\"", -1.0, "? -1", Some("不合格")),
    ("\"是\";;\"否\"", 1.0, "? 1", Some("是")),
    ("\"是\";;\"否\"", 0.0, "? 0", Some("否")),
    ("\"是\";;\"否\"", -1.0, "? -1", Some("")),
    (";;;", 5.0, "? 5", Some("")),
    ("0;-0;", 0.0, "? 0", Some("")),
    ("0;-0;;@", 0.0, "? 0", Some("")),
    ("#,###", 0.0, "? 0", Some("")),
    ("#,###", 12.0, "n 12", None),
    ("#", 0.0, "? 0", Some("")),
    ("0;;\"—\"", 0.0, "n 0", Some("—")),
    ("0;0", -5.0, "? -5", Some("5")),
    ("-0", 5.0, "? 5", Some("-5")),
    ("\"约\"0", -5.0, "n -5", Some("-约5")),
    ("[>1]\"超\"0;0", 2.0, "n 2", Some("超2")),
    ("[>1]\"超\"0;0", 1.0, "n 1", None),
    ("[<=100]0\"分\";\"满分\"", 95.0, "n 95", Some("95分")),
    ("[<=100]0\"分\";\"满分\"", 101.0, "? 101", Some("满分")),
    ("[=0]\"无\";0", 0.0, "? 0", Some("无")),
    ("[=0]\"无\";0", 3.0, "n 3", None),
    ("[=1]\"是\";[=0]\"否\";0", 1.0, "? 1", Some("是")),
    ("[=1]\"是\";[=0]\"否\";0", 0.0, "? 0", Some("否")),
    ("[=1]\"是\";[=0]\"否\";0", 2.0, "n 2", None),
    ("[<100]0.0;0", -5.0, "n -5.0", None),
    ("[>=0]0;[Red]\"减\"0", -5.0, "n -5", Some("减5")),
    ("[Red][<60]\"不及格\"0;[Blue]0", 45.0, "n 45", Some("不及格45")),
    ("[>=10000]0!.0,\"万\";0", 96_000.0, "? 96000", Some("9.6万")),
    ("[>=10000]0!.0,\"万\";0", 500.0, "n 500", None),
    ("[<0]\"降\"0%;[>0]\"升\"0%;\"平\"", -0.05, "% -5%", Some("降5%")),
    ("[<0]\"降\"0%;[>0]\"升\"0%;\"平\"", 0.05, "% 5%", Some("升5%")),
    ("[<0]\"降\"0%;[>0]\"升\"0%;\"平\"", 0.0, "? 0", Some("平")),
    ("[DBNum1]General", 123.0, "n 123", Some("一百二十三")),
    ("[DBNum1][$-804]General", 96_000.0, "n 96000", Some("九万六千")),
    ("[DBNum2]General", 123.0, "n 123", Some("壹佰贰拾叁")),
    ("[DBNum2][$-804]General\"元整\"", 105.0, "n 105", Some("壹佰零伍元整")),
    ("[DBNum3]General", 123.0, "n 123", Some("１百２十３")),
    ("[DBNum1]0", 123.0, "n 123", Some("一二三")),
    ("[DBNum2]0", 12.0, "n 12", Some("壹贰")),
    ("[DBNum3]0", 123.0, "n 123", Some("１２３")),
    ("[DBNum1][$-804]General\"万元\"", 96.0, "n 96", Some("九十六万元")),
    ("0,", 96_000.0, "? 96000", Some("96")),
    ("0.0,,", 9_600_000.0, "? 9600000", Some("9.6")),
    ("0!.0,", 96_000.0, "? 96000", Some("9.6")),
    ("0!.0,\"万元\"", 96_000.0, "? 96000", Some("9.6万元")),
    ("0.00E+00", 12_345.0, "n 12345", None),
    ("0.00E+00\"Pa\"", 12_345.0, "n 12345", Some("1.2345E+04Pa")),
    ("##0.0E+0", 12_345.0, "n 12345", None),
    ("0E-0", 0.001, "n 0.001", None),
    ("# ?/?", 0.5, "n 0.5", Some("1/2")),
    ("# ?/?", 1.25, "n 1.25", Some("1 1/4")),
    ("# ??/??", 2.04, "n 2.04", Some("2 1/25")),
    ("?/?", 1.5, "n 1.5", Some("3/2")),
    ("# ?/8", 0.375, "n 0.375", Some("3/8")),
    ("# ?/?", 2.0, "n 2", None),
    ("# ?/?\"亩\"", 2.5, "n 2.5", Some("2 1/2亩")),
    ("yyyy/m/d", 46_354.0, "d 2026/11/28", None),
    ("yyyy-mm-dd", 46_354.0, "d 2026-11-28", None),
    ("yyyy\"年\"m\"月\"d\"日\"", 46_354.0, "d 2026年11月28日", None),
    ("yyyy年m月d日", 46_354.0, "d 2026年11月28日", None),
    ("[$-804]yyyy\"年\"m\"月\";@", 46_354.0, "d 2026年11月", None),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 46_354.0, "d 2026年11月28日", None),
    ("[$-x-sysdate]dddd, mmmm dd, yyyy", 46_354.0, "d 2026年11月28日", None),
    ("[$-F400]h:mm:ss AM/PM", 0.75, "d 18:00:00", None),
    ("yy.m.d", 46_354.0, "d 26.11.28", None),
    ("yyyy.mm", 46_354.0, "d 2026.11", None),
    ("d-mmm-yy", 46_354.0, "d 28-Nov-26", None),
    ("mmm", 46_354.0, "d Nov", None),
    ("mmmm", 46_354.0, "d November", None),
    ("mmmmm", 46_354.0, "d N", None),
    ("ddd", 46_354.0, "d Sat", None),
    ("dddd", 46_354.0, "d Saturday", None),
    ("[$-804]mmmm", 46_354.0, "d 十一月", None),
    ("[$-804]dddd", 46_354.0, "d 星期六", None),
    ("[$-804]aaaa;@", 46_354.0, "d 星期六", None),
    ("[$-804]aaa;@", 46_354.0, "d 周六", None),
    ("aaaa", 46_354.0, "d 星期六", None),
    ("aaa", 46_354.0, "d 六", None),
    ("[$-409]mmm-yy;@", 46_354.0, "d Nov-26", None),
    ("[$-409]d-mmm-yyyy", 46_354.0, "d 28-Nov-2026", None),
    ("[$-409]dddd", 46_354.0, "d Saturday", None),
    ("yyyy\"年\"m\"月\"d\"日\" aaaa", 46_354.0, "d 2026年11月28日 星期六", None),
    ("e\"年\"", 46_354.0, "d 2026年", None),
    ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", 46_354.0, "d 二〇二六年十一月二十八日", None),
    ("[DBNum1][$-804]m\"月\"d\"日\"", 46_310.0, "d 十月十五日", None),
    ("h:mm", 0.75, "d 18:00", None),
    ("hh:mm:ss", 0.5, "d 12:00:00", None),
    ("[h]:mm", 1.5, "d 36:00", None),
    ("[h]:mm:ss", 1.25, "d 30:00:00", None),
    ("[hh]:mm", 0.25, "d 06:00", None),
    ("[m]", 0.5, "d 720", None),
    ("[mm]:ss", 0.1, "d 144:00", None),
    ("[s]", 0.001, "d 86", None),
    ("[s].00", 0.0001, "d 8.64", None),
    ("mm:ss", 0.01, "d 14:24", None),
    ("mm:ss.0", 0.01, "d 14:24.0", None),
    ("ss.000", 0.0001, "d 08.640", None),
    ("h:mm:ss.00", 0.123_456, "d 2:57:46.60", None),
    ("h:mm AM/PM", 0.75, "d 6:00 下午", None),
    ("[$-409]h:mm AM/PM", 0.75, "d 6:00 PM", None),
    ("[$-804]AM/PM h\"时\"mm\"分\"", 0.25, "d 上午 6时00分", None),
    ("上午/下午h\"时\"mm\"分\"", 0.75, "d 下午6时00分", None),
    ("h:mm A/P", 0.75, "d 6:00 P", None),
    ("h\"时\"mm\"分\"", 0.52, "d 12时28分", None),
    ("yyyy/m/d h:mm", 46_354.75, "d 2026/11/28 18:00", None),
    ("h:mm", 0.999_999, "d 23:59", None),
    ("h\"小时\"", 0.25, "d 6小时", None),
    ("yyyy/m/d", 1.0, "d 1900/1/1", None),
    ("yyyy/m/d", 59.0, "d 1900/2/28", None),
    ("yyyy/m/d", 60.0, "d 1900/2/29", None),
    ("yyyy/m/d", 61.0, "d 1900/3/1", None),
    ("yyyy/m/d", 0.0, "d 1900/1/0", None),
    ("yyyy/m/d", -1.0, "? -1", Some("####")),
    ("yyyy/m/d", 2_958_465.0, "d 9999/12/31", None),
    ("yyyy/m/d", 2_958_466.0, "? 2958466", Some("####")),
    ("h:mm", -0.5, "? -0.5", Some("####")),
    ("[$-411]ggge\"年\"", 46_354.0, "? 46354", None),
    ("[$-404]e\"年\"m\"月\"", 46_354.0, "? 46354", None),
    ("b2yyyy/m/d", 46_354.0, "? 46354", None),
    ("@\"局\"", 5.0, "n 5", None),
    ("0.00\"万元\";-0.00\"万元\"", -3.5, "n -3.50", Some("-3.50万元")),
    ("\"人民币\"0.00\"元\"", 5.0, "n 5.00", Some("人民币5.00元")),
    ("#,##0.00_);\\(#,##0.00\\)", -1234.5, "n -1234.50", None),
    ("0.0%;\"降\"0.0%", -0.031, "% -3.1%", Some("降3.1%")),
    ("+0.0%;-0.0%", 0.031, "% 3.1%", Some("+3.1%")),
    ("0;;;@", -5.0, "? -5", Some("")),
    ("General;\"亏\"General", -3.0, "n -3", Some("亏3")),
    ("[蓝色]General\"人\"", 7.0, "n 7", Some("7人")),
    ("[=0]\"\";0", 0.0, "? 0", Some("")),
    ("#\"人\"", 0.0, "? 0", Some("人")),
    ("#,##0.00;;\"-\"", 0.0, "n 0", Some("-")),
    ("[h]\"小时\"mm\"分\"", 2.75, "d 66小时00分", None),
    ("[h]:mm", 100.5, "d 2412:00", None),
    ("yyyy-mm-dd hh:mm:ss", 46_354.999_999, "d 2026-11-29 00:00:00", None),
    ("m/d/yy h:mm", 46_354.25, "d 11/28/26 6:00", None),
    ("d", 46_354.0, "d 28", None),
    ("dd", 46_331.0, "d 05", None),
    ("m", 46_354.0, "d 11", None),
    ("mm", 46_331.0, "d 11", None),
    ("yyyy\"年第\"q\"季度\"", 46_354.0, "d 2026年第q季度", None),
    ("[$-130000]yyyy/m/d", 46_354.0, "? 46354", None),
    ("[$-zh-CN]dddd", 46_354.0, "d 星期六", None),
    ("0\"天\"h", 1.5, "? 1.5", None),
    ("¥#,##0.00;[Red]¥-#,##0.00", -5.0, "n -5.00", Some("¥-5.00")),
    ("0\"°C\"", 36.5, "n 36.5", Some("36.5°C")),
    ("0\"㎡\"", 120.0, "n 120", Some("120㎡")),
    ("# ??/??", 0.3333, "n 0.3333", None),
    ("0.0#\"分\"", 9.25, "n 9.25", Some("9.25分")),
    ("0_ \"万\";-0_ \"万\"", 12.0, "n 12", Some("12 万")),
    ("[DBNum1]0.00", 1.5, "n 1.50", Some("一.五〇")),
    ("[>=100000000]0.00,,\"百万\";[>=10000]0.0,\"千\";0", 5000.0, "n 5000", None),
    ("[>=100000000]0.00,,\"百万\";[>=10000]0.0,\"千\";0", 50_000.0, "? 50000", Some("50.0千")),
];

/// The same for texts.
#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str, Option<&str>)] = &[
    ("@", "水务局", "t 水务局", None),
    ("@\"局\"", "水务", "t 水务", Some("水务局")),
    ("\"云溪县\"@", "水务局", "t 水务局", Some("云溪县水务局")),
    ("0;-0;0;@\"(文)\"", "水务局", "t 水务局", Some("水务局(文)")),
    (";;;", "水务局", "? 水务局", Some("")),
    ("General", "水务局", "t 水务局", None),
    ("0;0;0;\"文字\"", "水务局", "t 水务局", Some("文字")),
    ("_ @_ ", "水务局", "t 水务局", None),
    ("0.00", "x", "t x", None),
];

/// The result in one line.
fn read(value: &Value) -> (String, Option<&str>) {
    let content = match &value.content {
        CellContent::Number(number) => format!("n {number}"),
        CellContent::Percent(rate) => format!("% {rate}"),
        CellContent::Date(text) => format!("d {text}"),
        CellContent::Text(text) => format!("t {text}"),
        CellContent::Unclear(text) => format!("? {text}"),
        other => format!("{other:?}"),
    };
    (content, value.shown.as_deref().map(|shown| &*shown.text))
}

#[test]
fn numbers_are_shown_as_their_format_says() {
    assert!(NUMBERS.len() + TEXTS.len() >= 120);
    for (code, number, content, shown) in NUMBERS {
        let value = decimal::number(*number, &NumberFormat::of(code), NumberOrigin::Typed, false);
        assert_eq!(
            read(&value),
            ((*content).to_owned(), *shown),
            "{code} {number}"
        );
    }
}

#[test]
fn texts_are_shown_as_their_format_says() {
    for (code, text, content, shown) in TEXTS {
        let value = decimal::text((*text).to_owned(), &NumberFormat::of(code));
        assert_eq!(
            read(&value),
            ((*content).to_owned(), *shown),
            "{code} {text}"
        );
    }
}

#[test]
fn words_surround_the_value() {
    for (code, number, before, value, after) in [
        ("\"≥\"0%", 0.99, "≥", "99%", ""),
        ("#,##0.00\"万元\"", 1234.5, "", "1,234.50", "万元"),
        ("第0名", 7.0, "第", "7", "名"),
        ("[DBNum1]General\"万元\"", 96.0, "", "九十六", "万元"),
        ("0\"万\"0000", 123_456.0, "", "12万3456", ""),
        ("\"合格\"", 1.0, "合格", "", ""),
        ("0;-0;\"-\"", 0.0, "", "-", ""),
    ] {
        let value_read =
            decimal::number(number, &NumberFormat::of(code), NumberOrigin::Typed, false);
        let shown = value_read.shown.unwrap();
        let parts = (shown.before(), shown.value(), shown.after());
        assert_eq!(parts, (before, value, after), "{code}");
    }
}

#[test]
fn dates_of_a_workbook_that_starts_in_1904() {
    let format = NumberFormat::of("yyyy/m/d");
    for (serial, date) in [(0.0, "1904/1/1"), (44_892.0, "2026/11/28")] {
        let value = decimal::number(serial, &format, NumberOrigin::Typed, true);
        assert_eq!(value.content, CellContent::Date(date.to_owned()));
    }
}

#[test]
fn built_in_formats_are_those_of_a_chinese_excel() {
    for (id, number, seen) in [
        (0, 99.0, "n 99"),
        (2, 12.5, "n 12.50"),
        (9, 0.95, "% 95%"),
        (10, 0.95, "% 95.00%"),
        (14, 46_354.0, "d 2026/11/28"),
        (15, 46_354.0, "d 28-Nov-26"),
        (20, 0.75, "d 18:00"),
        (31, 46_354.0, "d 2026年11月28日"),
        (43, -1234.5, "n -1234.50"),
        (44, 0.0, "n 0"),
        (46, 1.5, "d 36:00:00"),
        (55, 0.75, "d 下午6时00分"),
    ] {
        let format = NumberFormat::of(built_in(id));
        let value = decimal::number(number, &format, NumberOrigin::Typed, false);
        assert_eq!(read(&value).0, seen, "{id}");
    }
}

/// Formats that no program writes.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "", ";", ";;;;;", "[", "[$", "[$-", "\"", "\\", "_", "*", "!", "[]", "[h", "0/0/0", "/", "?/", "/?",
    "E+", "0E+", "0E", "@@", "0@", "General General", "[>]0", "[>x]0", ".", ",", "%", "....", "0.0.0",
    "[DBNum9]0", "[$-FFFFFFFFF]d", "yyyyyyyyyyyyy", "AM/P", "mmmmmmmm", "[s].000000", "0,,,,,,,,,,,,,,,,,",
    "%%%%%%%%%%%%%%%%%%%%0", "# ?/99999999999", "# ????????/????????", "[>1e999]0", "0e+0e+0",
];

#[test]
fn no_format_makes_a_panic() {
    let numbers = [
        0.0,
        -0.0,
        1.0,
        -1.5,
        1e-20,
        1e20,
        1e28,
        f64::MAX,
        f64::MIN,
        f64::NAN,
        60.0,
    ];
    for code in ODD {
        let format = NumberFormat::of(code);
        for number in numbers {
            decimal::number(number, &format, NumberOrigin::Formula, false);
            decimal::number(number, &format, NumberOrigin::Typed, true);
        }
        decimal::text("文".to_owned(), &format);
        decimal::iso_date("2026-11-28T99:99:99", &format, false);
    }
}
