//! A comparison as text for people: department by department, table by table.

use jixiao::compare::{
    Alteration, AlteredRow, AlteredValue, Budget, ComparedDepartment, ComparedTable, Presence,
    Sides,
};
use jixiao::source::Place;
use jixiao::text::{clip_to, visible};

use super::{is_verbose, result};

/// Most labels of fields that only one edition has, unless everything is listed.
const LABELS: usize = 8;

/// Most characters of a name.
const NAME: usize = 60;

/// Prints the departments that differ, then the names of the others and the numbers.
pub(in crate::cli) fn print(departments: &[ComparedDepartment]) {
    for department in departments {
        if !department.is_equal() || is_verbose() {
            for line in lines_of(department) {
                result(&line);
            }
        }
    }
    result(&numbers(departments));
}

fn name(words: &str) -> String {
    clip_to(words.trim(), NAME)
}

/// How many departments have which state.
fn numbers(departments: &[ComparedDepartment]) -> String {
    let count = |is_one: &dyn Fn(&ComparedDepartment) -> bool| {
        departments.iter().filter(|one| is_one(one)).count()
    };
    let both =
        |is_equal: bool| count(&|one| one.presence == Presence::Both && one.is_equal() == is_equal);
    let mut words = vec![
        format!("有变化 {}", both(false)),
        format!("没有变化 {}", both(true)),
    ];
    let others = [
        (Presence::Added, "新增"),
        (Presence::Removed, "缺少"),
        (Presence::Duplicate, "重复"),
        (Presence::Unknown, "不能判断"),
    ];
    for (presence, word) in others {
        let count = count(&|one| one.presence == presence);
        if count > 0 {
            words.push(format!("{word} {count}"));
        }
    }
    format!("部门 {} 个:{}", departments.len(), words.join(","))
}

/// The file of a department that one side has.
fn own_file(department: &ComparedDepartment) -> &str {
    let Sides { old, new } = &department.files;
    if new.is_empty() { old } else { new }
}

fn lines_of(department: &ComparedDepartment) -> Vec<String> {
    let code = visible(department.code());
    let space = if code.is_empty() { "" } else { " " };
    let mut lines = vec![format!(
        "{code}{space}{}:{}",
        name(department.title()),
        department.state_in_words()
    )];
    match department.presence {
        Presence::Both => {}
        Presence::Added => lines.push(only_in("新", &department.files.new)),
        Presence::Removed => lines.push(only_in("旧", &department.files.old)),
        Presence::Duplicate => lines.push(format!(
            "  {} 里又有一次;已拿同一边的另一份对比",
            visible(own_file(department))
        )),
        Presence::Unknown => {
            lines.push(format!(
                "  在 {} 里;另一边没有找到,可能在读不出的文件里",
                visible(own_file(department))
            ));
        }
    }
    lines.extend(budget_line(&department.budgets));
    if let Some(comparison) = &department.comparison {
        let Sides { old, new } = &comparison.editions;
        if old != new {
            lines.push(format!("  表样不同:{old} → {new}"));
        }
        lines.extend((comparison.values.iter()).map(|value| value_line(value, 2)));
        let tables = comparison.tables.iter();
        for table in tables.filter(|table| table.is_altered()) {
            table_lines(table, &mut lines);
        }
        for (is_old, words) in [(true, "只有旧表样有的栏"), (false, "只有新表样有的栏")]
        {
            let labels = comparison.unshared.iter();
            let labels = labels.filter(|field| field.is_old == is_old);
            let labels: Vec<String> = labels.map(|field| visible(&field.label)).collect();
            lines.extend(labels_line(words, &labels));
        }
    }
    lines.push(String::new());
    lines
}

fn only_in(side: &str, file: &str) -> String {
    format!("  只在{side}的一边:{}", visible(file))
}

fn labels_line(words: &str, labels: &[String]) -> Option<String> {
    let most = if is_verbose() { usize::MAX } else { LABELS };
    let shown: Vec<&str> = labels.iter().take(most).map(String::as_str).collect();
    let more = if labels.len() > shown.len() {
        " 等"
    } else {
        ""
    };
    (!labels.is_empty())
        .then(|| format!("  {words} {} 个:{}{more}", labels.len(), shown.join("、")))
}

/// The amounts; `None` if there are none.
fn budget_line(budgets: &Sides<Option<Budget>>) -> Option<String> {
    let label = budgets.latest()?.label_with_unit();
    let amount = |budget: &Option<Budget>| {
        let amount = budget.as_ref().and_then(|budget| budget.amount);
        amount.map_or_else(
            || "(空)".to_owned(),
            |amount| amount.normalize().to_string(),
        )
    };
    let (old, new) = (amount(&budgets.old), amount(&budgets.new));
    match budgets {
        Sides {
            old: Some(_),
            new: Some(_),
        } if old != new => Some(format!("  金额 {label} {old} → {new}")),
        Sides {
            old: Some(_),
            new: None,
        } => Some(format!("  金额 {label} {old}")),
        _ => Some(format!("  金额 {label} {new}")),
    }
}

fn table_lines(table: &ComparedTable, lines: &mut Vec<String>) {
    let own = clip_to(&table.name(), NAME * 2);
    let words = match table.alteration {
        Some(Alteration::Added) => format!(":新增的表,{} 条指标", table.indicators.new),
        Some(Alteration::Removed) => format!(":删去的表,{} 条指标", table.indicators.old),
        Some(Alteration::Renamed) if table.titles.old.is_empty() => ":新写了名称".to_owned(),
        Some(Alteration::Renamed) => format!(":原名“{}”", name(&table.titles.old)),
        Some(Alteration::Altered) | None => String::new(),
    };
    let place = if words.is_empty() {
        String::new()
    } else {
        places(&table.places)
    };
    lines.push(format!("  {own}{words}{place}"));
    let is_in_one = matches!(
        table.alteration,
        Some(Alteration::Added | Alteration::Removed)
    );
    if let (
        true,
        Some(Budget {
            amount: Some(amount),
            ..
        }),
    ) = (is_in_one, table.budgets.latest())
    {
        let label = table.budgets.latest().map(Budget::label_with_unit);
        lines.push(format!("    {} {amount}", label.unwrap_or_default()));
    }
    lines.extend(table.values.iter().map(|value| value_line(value, 4)));
    for row in &table.rows {
        row_lines(row, lines);
    }
}

fn row_lines(row: &AlteredRow, lines: &mut Vec<String>) {
    let own = clip_to(&row.title(), NAME * 2);
    let list = if row.is_indicator {
        "指标"
    } else {
        &row.list
    };
    let words = match row.alteration {
        Alteration::Added | Alteration::Removed => {
            let contents = row.contents.iter();
            let words = contents.map(|(label, text)| format!("{label} {}", name(text)));
            let words: Vec<String> = words.collect();
            let places = places(&row.places);
            if words.is_empty() {
                places
            } else {
                format!("({}){places}", words.join(";"))
            }
        }
        Alteration::Renamed => format!(",原名“{}”", name(&row.names.old)),
        Alteration::Altered => String::new(),
    };
    lines.push(format!(
        "    {}{list}:{own}{words}",
        row.alteration.as_str()
    ));
    let values = if is_verbose() {
        row.values.iter().collect::<Vec<_>>()
    } else {
        row.shown_values().collect()
    };
    lines.extend(values.into_iter().map(|value| value_line(value, 6)));
}

fn value_line(value: &AlteredValue, indent: usize) -> String {
    let blank = |text: String| {
        if text.is_empty() {
            "(空)".to_owned()
        } else {
            text
        }
    };
    let Sides { old, new } = value.excerpts().map(blank);
    let values = match value.alteration {
        Alteration::Added => format!("{new}(旧表样没有此栏)"),
        Alteration::Removed => format!("{old}(新表样没有此栏)"),
        Alteration::Renamed | Alteration::Altered => {
            format!("{old} → {new}{}", unit_of(value))
        }
    };
    let derived = if value.is_derived {
        "(随之改动)"
    } else {
        ""
    };
    format!(
        "{:indent$}{} {values}{}{derived}{}",
        "",
        value.label,
        increase(value),
        places(&value.places)
    )
}

/// The unit of a number, unless its text has it.
fn unit_of(value: &AlteredValue) -> String {
    let is_number = value
        .numbers
        .new
        .is_some_and(|number| value.texts.new == number.to_string());
    if !is_number || value.unit.is_empty() || value.label.contains(&value.unit) {
        return String::new();
    }
    format!(" {}", visible(&value.unit))
}

/// The increase of a number: `:增加 2(+20.0%)`.
fn increase(value: &AlteredValue) -> String {
    let Some(increase) = value.increase else {
        return String::new();
    };
    let word = if increase.is_sign_negative() {
        "减少"
    } else {
        "增加"
    };
    let is_rate = value.percent.is_none() && value.texts.new.ends_with('%');
    let unit = if is_rate { " 个百分点" } else { "" };
    let percent = value.percent.map_or_else(String::new, |percent| {
        let sign = if percent.is_sign_negative() { "" } else { "+" };
        format!("({sign}{percent:.1}%)")
    });
    format!(":{word} {}{unit}{percent}", increase.abs().normalize())
}

/// The cells of a value, and its pointers if everything is printed.
fn places(places: &Sides<Option<Place>>) -> String {
    let cell = |place: &Place| place.cell.as_ref().map(ToString::to_string);
    let both = |read: &dyn Fn(&Place) -> Option<String>| {
        let [old, new] = [&places.old, &places.new].map(|place| place.as_ref().and_then(read));
        match (old, new) {
            (Some(old), Some(new)) if old != new => Some(format!("{old} → {new}")),
            (old, new) => new.or(old),
        }
    };
    let pointer = |place: &Place| Some(place.pointer.clone());
    let shown = [both(&cell), both(&pointer).filter(|_| is_verbose())];
    let shown: Vec<String> = shown
        .into_iter()
        .flatten()
        .filter(|one| !one.is_empty())
        .collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!("  [{}]", shown.join(" "))
    }
}
