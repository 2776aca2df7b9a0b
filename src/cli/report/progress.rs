//! How a long run goes on: a bar on a terminal, a line now and then elsewhere, a line a department if that was asked for.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jixiao::batch::{Event, KeptDepartment, Origin, State};

use super::talk;

/// From one line to the next, where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// The bar: departments, tables a second (in the message), time left.
const BAR: &str = "{bar:30} {pos}/{len} 个部门 {msg} 剩余约 {eta}";

/// Tells how a run goes on.
pub(in crate::cli) struct Progress {
    verbose: bool,
    bar: Option<ProgressBar>,
    state: Mutex<Told>,
}

/// What was told so far.
struct Told {
    begun: Instant,
    last: Instant,
    departments: usize,
    done: usize,
    tables: usize,
}

impl Progress {
    pub(in crate::cli) fn new(verbose: bool) -> Progress {
        let now = Instant::now();
        let bar = (io::stderr().is_terminal() && !verbose).then(|| {
            let style = ProgressStyle::with_template(BAR);
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress {
            verbose,
            bar,
            state: Mutex::new(Told {
                begun: now,
                last: now,
                departments: 0,
                done: 0,
                tables: 0,
            }),
        }
    }

    /// Tells an event.
    pub(in crate::cli) fn see(&self, event: Event<'_>) {
        let mut told = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Surveyed { departments } => {
                told.departments = departments;
                (told.begun, told.last) = (Instant::now(), Instant::now());
                if let Some(bar) = &self.bar {
                    bar.set_length(departments as u64);
                }
            }
            Event::Department(department, origin) => {
                told.done += 1;
                told.tables += department.tables;
                self.department(&mut told, department, origin);
            }
            Event::Making(name) => {
                if let Some(bar) = &self.bar {
                    bar.set_message(format!("正在做 {name}"));
                } else if self.verbose {
                    talk(&format!("正在做 {name}"));
                }
            }
            _ => {}
        }
    }

    fn department(&self, told: &mut Told, department: &KeptDepartment, origin: Origin) {
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = told.tables as f64 / told.begun.elapsed().as_secs_f64().max(0.001);
        if let Some(bar) = &self.bar {
            bar.set_message(format!("每秒 {rate:.0} 张表"));
            bar.set_position(told.done as u64);
        } else if self.verbose {
            talk(&format!(
                "{}/{} {}",
                told.done,
                told.departments,
                line(department, origin)
            ));
        } else if told.last.elapsed() >= EVERY {
            told.last = Instant::now();
            let left = told.begun.elapsed().as_secs_f64() / told.done as f64
                * (told.departments - told.done.min(told.departments)) as f64;
            talk(&format!(
                "已做 {}/{} 个部门,每秒 {rate:.0} 张表,剩余约 {left:.0} 秒",
                told.done, told.departments
            ));
        }
    }

    /// Takes the bar away.
    pub(in crate::cli) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A department in a line.
fn line(department: &KeptDepartment, origin: Origin) -> String {
    let state = match (department.state, origin) {
        (State::Made, Origin::Kept) => "没有变,不重做",
        (State::Made, Origin::Made) => "已生成",
        (State::Returned, _) => "退回",
        (State::Failed, _) => "失败",
    };
    let findings = &department.findings;
    let counts = [
        ("错误", findings.errors),
        ("警告", findings.warnings),
        ("提示", findings.notes),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(word, count)| format!("{word} {count} 处"))
        .collect();
    let found = if counts.is_empty() {
        String::new()
    } else {
        format!(":{}", counts.join(","))
    };
    format!("{state} {}{found}", department.title())
}
