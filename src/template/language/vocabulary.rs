//! Filters, tests and functions of the template language with their arguments, and what replaces
//! those of other template languages and of earlier versions of Tera.
//!
//! A filter or function that the engine registers is added here too; one that is missing here is
//! reported as unknown.

use crate::text;

/// A filter, test or function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Callable {
    pub(super) name: &'static str,
    /// Names of its arguments; those that must be given come first.
    pub(super) arguments: &'static [&'static str],
    /// Number of arguments that must be given.
    pub(super) required: usize,
    /// What it takes and gives.
    pub(super) effect: Effect,
}

/// What a filter takes and gives, as far as the checks of types need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Text to text.
    Text,
    /// A number to a number.
    Number,
    /// A list to a list of the same kind.
    List,
    /// A list to one of its elements.
    Element,
    /// A list or text to its length.
    Length,
    /// Any value to text.
    ToText,
    /// Text to a list of texts.
    Split,
    /// Rows to groups of rows.
    Groups,
    /// A value, or its replacement if it does not exist.
    Default,
    /// Numbers.
    Numbers,
    /// Anything else.
    Other,
}

/// What a name is in a template, for messages about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallKind {
    Filter,
    Test,
    Function,
}

const fn callable(
    name: &'static str,
    arguments: &'static [&'static str],
    required: usize,
    effect: Effect,
) -> Callable {
    Callable {
        name,
        arguments,
        required,
        effect,
    }
}

/// Name of the filter that groups rows in their order.
pub(in crate::template) const GROUPS: &str = "groups";

/// Its argument: the column whose equal texts make a group.
pub(in crate::template) const GROUPS_BY: &str = "by";

const FILTERS: &[Callable] = &[
    callable(GROUPS, &[GROUPS_BY], 1, Effect::Groups),
    callable("default", &["value", "boolean"], 1, Effect::Default),
    callable("length", &[], 0, Effect::Length),
    callable("join", &["sep"], 0, Effect::ToText),
    callable("sort", &["attribute"], 0, Effect::List),
    callable("reverse", &[], 0, Effect::List),
    callable("unique", &[], 0, Effect::List),
    callable("first", &[], 0, Effect::Element),
    callable("last", &[], 0, Effect::Element),
    callable("nth", &["n"], 1, Effect::Element),
    callable("trim", &["pat"], 0, Effect::Text),
    callable("trim_start", &["pat"], 0, Effect::Text),
    callable("trim_end", &["pat"], 0, Effect::Text),
    callable("replace", &["from", "to"], 2, Effect::Text),
    callable("truncate", &["length", "end"], 1, Effect::Text),
    callable("upper", &[], 0, Effect::Text),
    callable("lower", &[], 0, Effect::Text),
    callable("capitalize", &[], 0, Effect::Text),
    callable("title", &[], 0, Effect::Text),
    callable("split", &["pat"], 1, Effect::Split),
    callable("str", &[], 0, Effect::ToText),
    callable("int", &["base"], 0, Effect::Number),
    callable("float", &[], 0, Effect::Number),
    callable("round", &["method", "precision"], 0, Effect::Number),
    callable("abs", &[], 0, Effect::Number),
    callable("wordcount", &[], 0, Effect::Length),
    callable("pluralize", &["singular", "plural"], 0, Effect::ToText),
    callable("newlines_to_br", &[], 0, Effect::Text),
    callable("escape", &[], 0, Effect::Text),
    callable("escape_html", &[], 0, Effect::Text),
    callable("escape_xml", &[], 0, Effect::Text),
    callable("get", &["key", "default"], 1, Effect::Other),
    callable("keys", &[], 0, Effect::Other),
    callable("values", &[], 0, Effect::Other),
    callable("pairs", &[], 0, Effect::Other),
];

const TESTS: &[Callable] = &[
    callable("defined", &[], 0, Effect::Other),
    callable("undefined", &[], 0, Effect::Other),
    callable("none", &[], 0, Effect::Other),
    callable("odd", &[], 0, Effect::Other),
    callable("even", &[], 0, Effect::Other),
    callable("divisible_by", &["divisor"], 1, Effect::Other),
    callable("starting_with", &["pat"], 1, Effect::Other),
    callable("ending_with", &["pat"], 1, Effect::Other),
    callable("containing", &["pat"], 1, Effect::Other),
    callable("string", &[], 0, Effect::Other),
    callable("number", &[], 0, Effect::Other),
    callable("integer", &[], 0, Effect::Other),
    callable("float", &[], 0, Effect::Other),
    callable("bool", &[], 0, Effect::Other),
    callable("array", &[], 0, Effect::Other),
    callable("map", &[], 0, Effect::Other),
    callable("iterable", &[], 0, Effect::Other),
];

const FUNCTIONS: &[Callable] = &[
    callable("range", &["end", "start", "step_by"], 1, Effect::Numbers),
    callable("throw", &["message"], 1, Effect::Other),
];

/// Names that Tera 2 does not have, or that this program refuses, each with what to write instead.
const INSTEAD_OF_FILTERS: &[(&str, &str)] = &[
    (
        "group_by",
        "各组的次序每次不同;写 {% for group in 行 | groups(by=\"列\") %},group.name 是组名,group.rows 是其中的行,次序同数据",
    ),
    ("safe", "去掉 safe:数据不会当作标记"),
    ("map", "用 {% for … %} 一行一行地印"),
    ("filter", "用 {% for … %} 与 {% if … %}"),
    ("select", "用 {% for … %} 与 {% if … %}"),
    ("reject", "用 {% for … %} 与 {% if … %}"),
    ("selectattr", "用 {% for … %} 与 {% if … %}"),
    ("rejectattr", "用 {% for … %} 与 {% if … %}"),
    ("groupby", "写 groups(by=\"列\")"),
    ("slice", "写 列表[:3]"),
    ("batch", "用 {% for … %} 与 loop.index"),
    ("concat", "分成几处印,或写 [...甲, ...乙]"),
    ("date", "日期照数据里写的印"),
    ("json_encode", "印各个栏目"),
    ("tojson", "印各个栏目"),
    ("count", "写 length"),
    ("len", "写 length"),
    ("size", "写 length"),
    ("sum", "合计写成栏目的 derive,如 sum(indicators.weight)"),
    ("min", "写成栏目的 derive"),
    ("max", "写成栏目的 derive"),
    ("items", "写 pairs"),
    ("dictsort", "写 pairs"),
    ("e", "不用写:数据自动转义"),
    ("string", "写 str"),
    ("strip", "写 trim"),
    ("striptags", "数据里没有标记"),
    ("format", "小数位数与千分位写在栏目的定义里"),
    ("indent", "缩进写在样式里"),
    ("nl2br", "不用写:数据里的换行照样换行"),
    ("linebreaksbr", "不用写:数据里的换行照样换行"),
    ("substring", "写 文本[:5]"),
    ("concatenate", "用 ~ 连接"),
];

const INSTEAD_OF_TESTS: &[(&str, &str)] = &[
    ("empty", "写 not x(空文本、没有行都算)"),
    ("blank", "写 not x(空文本、没有行都算)"),
    ("null", "写 is none"),
    ("divisibleby", "写 is divisible_by(divisor=2)"),
    ("matching", "写 is containing(pat=\"…\")"),
    ("object", "写 is map"),
    ("sequence", "写 is array"),
    ("mapping", "写 is map"),
    ("equalto", "写 =="),
    ("true", "写 == true"),
    ("false", "写 == false"),
];

const INSTEAD_OF_FUNCTIONS: &[(&str, &str)] = &[
    (
        "now",
        "同样的数据要做出同样的文件,没有当前日期;年度是 submission.year",
    ),
    ("len", "写 列表 | length"),
    ("sum", "合计写成栏目的 derive"),
    ("min", "写成栏目的 derive"),
    ("max", "写成栏目的 derive"),
    ("round", "写 数 | round"),
    ("str", "写 值 | str"),
    ("int", "写 值 | int"),
    ("get_env", "模板只用数据"),
    ("get_random", "同样的数据要做出同样的文件"),
    (
        "super",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
    ("namespace", "写 {% set_global 名 = 值 %}"),
    ("if", "写 甲 if 条件 else 乙"),
];

impl CallKind {
    const fn known(self) -> &'static [Callable] {
        match self {
            CallKind::Filter => FILTERS,
            CallKind::Test => TESTS,
            CallKind::Function => FUNCTIONS,
        }
    }

    /// The callable of this kind with a name.
    pub(super) fn find(self, name: &str) -> Option<&'static Callable> {
        self.known().iter().find(|known| known.name == name)
    }

    /// The word for this kind.
    pub(super) const fn word(self) -> &'static str {
        match self {
            CallKind::Filter => "过滤器",
            CallKind::Test => "判断",
            CallKind::Function => "函数",
        }
    }

    /// What to write instead of an unknown name.
    pub(super) fn instead_of(self, name: &str) -> String {
        let replaced = match self {
            CallKind::Filter => INSTEAD_OF_FILTERS,
            CallKind::Test => INSTEAD_OF_TESTS,
            CallKind::Function => INSTEAD_OF_FUNCTIONS,
        };
        if let Some((_, instead)) = replaced.iter().find(|(gone, _)| *gone == name) {
            return (*instead).to_owned();
        }
        if self == CallKind::Function && CallKind::Filter.find(name).is_some() {
            return format!("{name} 是过滤器:写 值 | {name}");
        }
        let known = self.known().iter().map(|known| known.name);
        text::did_you_mean(name, known)
    }
}
