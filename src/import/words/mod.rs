//! Texts of labels, titles and notes in a form for comparison.

mod alike;
mod fold;
mod money;
mod names;
mod notes;
mod pattern;
mod signs;
mod ticks;
mod years;

pub(super) use alike::{is_broken, is_like, is_short_for, value_after};
pub(super) use fold::{bare, folded, label, without_brackets};
pub(super) use money::{money_unit, worded_unit, yuan};
pub(super) use names::{is_no_name, is_of_units, without_number};
pub(super) use notes::{
    begins_with_number, ends_like, has_number, is_page_number, is_signature, names_itself,
};
pub(super) use pattern::{Pattern, Reading, pieces};
pub(super) use signs::Signs;
pub(super) use ticks::ticked;
pub(super) use years::{YEAR, digits, is_year, year, years};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid;

    /// Pattern of a text with numbers in braces for values.
    fn whole(text: &str) -> Pattern<usize> {
        let marked = text.replace('{', "\u{E000}").replace('}', "\u{E001}");
        let pattern = grid::Pattern::parse(&marked, |_| true).unwrap();
        Pattern::of(&pattern, |value| value.pointer.parse().unwrap())
    }

    fn pattern(text: &str) -> Pattern<usize> {
        whole(text).trimmed()
    }

    #[test]
    fn values_are_read_exactly_between_the_words_of_a_cell() {
        let any = |_: &usize, _: &str| true;
        let months = whole("1-{0}月执行数（万元）");
        for text in [
            "1-7月执行数（万元）",
            "1-7月执行数(万元)",
            "1-7 月\n执行数万元",
        ] {
            assert_eq!(
                months.exact(text, any),
                Reading::Read(vec![(0, "7")]),
                "{text}"
            );
        }
        let empty = Reading::Read(vec![(0, "")]);
        assert_eq!(months.exact("1-    月执行数（万元）", any), empty);
        assert_eq!(months.exact("2-7月执行数（万元）", any), Reading::Other);
        let plan = whole("计划{0}至{1}");
        let read = Reading::Read(vec![(0, "2025年3月"), (1, "12月")]);
        assert_eq!(plan.exact("计划2025年3月至12月", any), read);
        assert_eq!(plan.exact("计划3月至6月至12月", any), Reading::Ambiguous);
        let signed = whole("增减：{0}万元");
        let read = Reading::Read(vec![(0, "-5")]);
        assert_eq!(signed.exact("增减:-5万元", any), read);
        let brackets = whole("单位（{0}）");
        let read = Reading::Read(vec![(0, "甲局（本级）")]);
        assert_eq!(brackets.exact("单位（甲局（本级））", any), read);
        let joined = whole("{0}{1}");
        let fits = |value: &usize, text: &str| *value == 1 || text.parse::<u32>().is_ok();
        let has_digit = |text: &str| text.starts_with(|next: char| next.is_ascii_digit());
        let both =
            |value: &usize, text: &str| fits(value, text) && (*value == 0 || !has_digit(text));
        let read = Reading::Read(vec![(0, "95"), (1, "%")]);
        assert_eq!(joined.exact("95%", both), read);
        assert_eq!(joined.exact("95%", any), Reading::Ambiguous);
    }

    #[test]
    fn punctuation_does_not_hold_values_apart() {
        for text in ["{0}至{1}", "部门：{0}年度：{1}", "{0}年"] {
            assert!(whole(text).has_words_between(), "{text}");
        }
        for text in ["{0}{1}", "[{0}]{1}", "{0}（{1}年）", "{0}-{1}"] {
            assert!(!whole(text).has_words_between(), "{text}");
        }
    }

    #[test]
    fn labels_are_compared_without_what_people_vary() {
        for (left, right) in [
            ("部门（单位）", "部门 (单位)"),
            ("部门（单位）\n职能", "部门(单位)职能："),
            ("*项目名称", "项目\u{3000}名称"),
            ("其中: 财政资金", "其中：财政资金"),
            ("ＡＢ", "ab"),
        ] {
            assert_eq!(label(left), label(right));
        }
        assert_eq!(without_brackets("项目资金(万元)"), Some("项目资金"));
        assert_eq!(without_brackets("(万元)"), None);
        assert_eq!(without_brackets("项目资金"), None);
    }

    #[test]
    fn a_value_after_its_label_is_found() {
        for (text, label, value) in [
            ("联系人：王芳", "联系人", Some("王芳")),
            ("年度资金总额：20万元", "年度资金总额:", Some("20万元")),
            ("其中: 财政资金 18.5", "其中：财政资金", Some("18.5")),
            ("编制人数12", "编制人数", Some("12")),
            ("年度资金总额：万元", "年度资金总额:", None),
            ("项目名称：（全称）", "项目名称", None),
            ("联系人及电话", "联系人", None),
            ("联系人：", "联系人", None),
        ] {
            assert_eq!(value_after(text, label), value, "{text}");
        }
    }

    #[test]
    fn a_signature_is_told_from_a_name() {
        let words = ["填表人", "签字", "电话"].map(str::to_owned);
        for text in [
            "填表人",
            "填 表 人：张三",
            "填表人 张三",
            "填表人（签字）",
            "（签字）",
            "填表人____",
        ] {
            assert!(is_signature(text, &words), "{text}");
        }
        for text in ["填表人员培训", "电话（座机）改造", "热线电话", "电话费", ""]
        {
            assert!(!is_signature(text, &words), "{text}");
        }
    }

    #[test]
    fn a_changed_label_is_told_from_another() {
        for (text, label) in [
            ("类型", "指标值类型"),
            ("目标", "总体目标"),
            ("指标内容", "指标值内容"),
        ] {
            assert!(is_like(text, label), "{text}");
        }
        for (text, label) in [
            ("权重", "度量单位"),
            ("责任单位", "度量单位"),
            ("值", "指标值"),
        ] {
            assert!(!is_like(text, label), "{text}");
        }
    }

    #[test]
    fn values_are_found_between_the_words_of_a_title() {
        let name = pattern("{0}部门（单位）整体支出绩效目标表");
        assert_eq!(
            name.read("云溪县 水务局部门(单位)整体支出绩效目标表"),
            Some(vec![(0, "云溪县 水务局")])
        );
        let year = pattern("（{1}年度）");
        for text in ["（2025年度）", "(2025 年度)", "2025年度", "〔2025年度〕"] {
            assert_eq!(year.read(text), Some(vec![(1, "2025")]), "{text}");
        }
        assert_eq!(year.read("2025年度预算"), None);
        let both = name.then(&year);
        assert_eq!(
            both.read("云溪县水务局部门（单位）整体支出绩效目标表（2025年度）"),
            Some(vec![(0, "云溪县水务局"), (1, "2025")])
        );
        assert_eq!(
            both.read("云溪县水务局部门（单位）整体支出绩效目标表2025年度"),
            Some(vec![(0, "云溪县水务局"), (1, "2025")])
        );
    }

    #[test]
    fn a_name_with_brackets_stays_whole() {
        let name = pattern("{0}整体支出绩效目标表");
        assert_eq!(
            name.read("云溪县科协(本级)整体支出绩效目标表"),
            Some(vec![(0, "云溪县科协(本级)")])
        );
    }
}
