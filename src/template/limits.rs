//! Resource limits of a template: loop rounds, time, and the size of its own variables. Tera has no
//! such limits.
//!
//! `source_map` adds a counting call to each loop and a size check after each assignment; the
//! functions here count and stop a template that never ends or builds a text that doubles with each
//! line. `reject` reports parts of the language that cannot be counted and that no form needs.

use std::cell::Cell;
// The clock only decides whether a far too slow template is stopped; the output never depends on
// it.
use std::time::{Duration, Instant};

use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::scan::{Bracket, Kind, Token, brackets, tokens};
use crate::finding::{Code, Finding, Report};
use crate::source::{Place, Source};

/// Largest template file, in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;

/// Most loop rounds of one table; one with 20,000 indicators takes some 40,000.
pub const MAX_STEPS: u64 = 2_000_000;

/// Longest rendering time of one table, in seconds; one with 20,000 indicators takes a fraction of
/// one.
pub const MAX_SECONDS: u64 = 10;

/// Longest text of a template's variable or a filter's result, in bytes.
pub const MAX_HELD: usize = 256 * 1024;

/// Most values within a template's variable.
pub const MAX_VALUES: usize = 1_000_000;

/// Deepest nesting of values within a template's variable.
pub const MAX_NESTED: usize = 16;

/// Longest tag or expression (`{% … %}`, `{{ … }}`), in bytes.
pub const MAX_BRACKET: usize = 4096;

/// Most texts that one expression may join with `~`.
pub const MAX_JOINED: usize = 16;

/// Most numbers of a `range`.
pub const MAX_RANGE: i128 = 100_000;

/// Names of the counting functions; no field has such a name.
pub(super) const STEP: &str = "__step";
pub(super) const HELD: &str = "__held";

/// Messages for exceeded limits; `messages` passes them on unchanged.
pub(super) const STOPPED: [(&str, &str); 5] = [
    ("循环超过 2000000 次", "检查 for 的范围与层数"),
    ("渲染超过 10 秒", "检查循环与过滤器"),
    (
        "文本超过 256 KiB",
        "检查 set 与 ~:同一个名不要一再接在自己后面",
    ),
    (
        "set 的值超过 1000000 个,或嵌套超过 16 层",
        "检查 set:列表不要一再放进自己",
    ),
    ("range 超过 100000 个数", "缩小 range 的范围"),
];

thread_local! {
    static SPENT: Cell<u64> = const { Cell::new(0) };
    static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Resets the counters for one table on this thread.
pub(super) fn begin() {
    SPENT.set(0);
    SINCE.set(Some(Instant::now()));
}

fn spend(steps: u64) -> TeraResult<()> {
    let spent = SPENT.get().saturating_add(steps);
    SPENT.set(spent);
    if spent > MAX_STEPS {
        return stopped(0);
    }
    let has_time =
        (SINCE.get()).is_none_or(|since| since.elapsed() < Duration::from_secs(MAX_SECONDS));
    if has_time { Ok(()) } else { stopped(1) }
}

fn stopped<T>(which: usize) -> TeraResult<T> {
    Err(Error::message(STOPPED[which].0))
}

/// Registers the counting functions, and filters that keep to the limits in place of Tera's own.
pub(super) fn install(tera: &mut Tera) {
    tera.register_function(STEP, |_: Kwargs, _: &State| spend(1).map(|()| false));
    tera.register_function(HELD, |names: Kwargs, _: &State| {
        let value: Value = names.must_get("v")?;
        let mut size = Size::default();
        size.add(&value, 0)?;
        spend(1 + size.values as u64 / 16).map(|()| false)
    });
    tera.register_function("range", |names: Kwargs, _: &State| range(&names));
    tera.register_filter("replace", |text: StringInput, names: Kwargs, _: &State| {
        replace(&text, &names)
    });
    tera.register_filter("join", |values: &[Value], names: Kwargs, _: &State| {
        join(values, &names)
    });
    tera.register_filter("indent", |_: StringInput, _: Kwargs, _: &State| {
        TeraResult::<Value>::Err(Error::message("Unknown filter `indent`."))
    });
}

/// Size of a value with all nested values.
#[derive(Default)]
struct Size {
    values: usize,
    bytes: usize,
}

impl Size {
    fn add(&mut self, value: &Value, depth: usize) -> TeraResult<()> {
        self.values += 1;
        if depth > MAX_NESTED || self.values > MAX_VALUES {
            return stopped(3);
        }
        if let Some(text) = value.as_str() {
            self.bytes += text.len();
            // Lists are as large as the data; a text may be of the template's own making.
            return if text.len() > MAX_HELD {
                stopped(2)
            } else {
                Ok(())
            };
        }
        if let Some(values) = value.as_array() {
            return values
                .iter()
                .try_for_each(|value| self.add(value, depth + 1));
        }
        match value.as_map() {
            Some(map) => map
                .values()
                .try_for_each(|value| self.add(value, depth + 1)),
            None => Ok(()),
        }
    }
}

fn range(names: &Kwargs) -> TeraResult<Vec<i128>> {
    let start = names.get::<i128>("start")?.unwrap_or_default();
    let end = names.must_get::<i128>("end")?;
    let step = names.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(Error::message(
            "Function `range` was called with a `step_by` argument of 0",
        ));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while (step > 0 && next < end) || (step < 0 && next > end) {
        if numbers.len() as i128 >= MAX_RANGE {
            return stopped(4);
        }
        numbers.push(next);
        let Some(following) = next.checked_add(step) else {
            break;
        };
        next = following;
    }
    spend(1 + numbers.len() as u64 / 16)?;
    Ok(numbers)
}

fn replace(text: &StringInput, names: &Kwargs) -> TeraResult<Value> {
    let from = names.must_get::<&str>("from")?;
    let to = names.must_get::<&str>("to")?;
    let found = text.as_str().matches(from).count();
    fits(text.as_str().len() + found.saturating_mul(to.len()))?;
    Ok(Value::from(text.as_str().replace(from, to)))
}

fn join(values: &[Value], names: &Kwargs) -> TeraResult<Value> {
    let between = names.get::<&str>("sep")?.unwrap_or_default();
    let mut joined = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        match value.as_str() {
            Some(text) => joined.push_str(text),
            None if value.is_array() || value.is_map() => {
                return Err(Error::message(
                    "Filter `join` can only be used on lists of texts and numbers",
                ));
            }
            None => joined.push_str(&value.to_string()),
        }
        fits(joined.len())?;
    }
    Ok(Value::from(joined))
}

fn fits(bytes: usize) -> TeraResult<()> {
    spend(bytes as u64 / 1024)?;
    if bytes > MAX_HELD { stopped(2) } else { Ok(()) }
}

/// Statements that no form needs and that could not be counted, each with its replacement.
const REFUSED: [(&str, &str); 5] = [
    (
        "component",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
    ("filter", "过滤器写在 {{ 名 | 过滤器 }} 里"),
    (
        "block",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
    (
        "extends",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
    (
        "macro",
        "把共用的部分写进另一个文件,用 {% include \"文件名\" %}",
    ),
];

/// Reports what a template may not contain, beyond what Tera itself rejects.
pub(super) fn refuse(source: &Source) -> Report {
    let mut report = Report::new();
    let text = source.text();
    if text.len() > MAX_TEMPLATE {
        report.push(
            Finding::new(Code::InputTooLarge, Place::file(source.name()))
                .seen(format!("大于 {} KiB", MAX_TEMPLATE / 1024))
                .expected(format!("模板至多 {} KiB", MAX_TEMPLATE / 1024))
                .mend("检查是否选错了文件"),
        );
        return report;
    }
    let code = brackets(text).into_iter();
    for bracket in code.filter(|bracket| bracket.kind != Kind::Ignored) {
        if let Some((seen, mend)) = refused(&bracket, text) {
            report.push(
                Finding::new(Code::TemplateSyntax, source.place(bracket.range))
                    .seen(seen)
                    .expected("写法正确的 Tera 模板")
                    .mend(mend),
            );
        }
    }
    report
}

fn refused(bracket: &Bracket, text: &str) -> Option<(String, String)> {
    let say = |seen: &str, mend: &str| Some((seen.to_owned(), mend.to_owned()));
    if bracket.range.len() > MAX_BRACKET {
        return say(
            &format!("一个标记超过 {MAX_BRACKET} 字节"),
            "分成几个 {% set … %} 写",
        );
    }
    let tokens = tokens(bracket.inner(text));
    let first = match tokens.first() {
        Some(Token::Name(name)) if bracket.kind == Kind::Statement => *name,
        _ => "",
    };
    if let Some((name, mend)) = REFUSED.iter().find(|(name, _)| *name == first) {
        return say(&format!("表样的模板里不用 {name}"), mend);
    }
    if first.starts_with("set") && !tokens.contains(&Token::Sign('=')) {
        return say(
            "没有等号的 set(到 endset 为止的文本)",
            "写 {% set 名 = 值 %}",
        );
    }
    let is = |name: &'static str| move |token: &Token| *token == Token::Name(name);
    if tokens.iter().skip(1).any(is("for")) || (first != "for" && tokens.iter().any(is("for"))) {
        return say("算式里有 for", "用 {% for … in … %} 与 {% endfor %}");
    }
    if tokens.iter().any(is("__tera_context")) {
        return say("全部的名 __tera_context,每次印出的次序不同", "写要印的名");
    }
    let is_safe = tokens
        .windows(2)
        .any(|pair| pair == [Token::Sign('|'), Token::Name("safe")]);
    if is_safe {
        return say("过滤器 safe", "去掉 safe:数据不会当作标记");
    }
    if tokens
        .iter()
        .any(|token| matches!(token, Token::Name(STEP | HELD)))
    {
        return say("以 __ 开头的名", "换一个名");
    }
    let joined = tokens
        .iter()
        .filter(|token| **token == Token::Sign('~'))
        .count();
    if joined > MAX_JOINED {
        return say(
            &format!("一个标记里有 {joined} 个 ~"),
            "分成几个 {% set … %} 写",
        );
    }
    None
}
