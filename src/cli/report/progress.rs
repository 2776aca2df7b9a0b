//! Progress of a batch: a bar on a terminal, otherwise a line every few seconds; with `--verbose` a
//! line for each department.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jixiao::batch::{DepartmentRecord, DepartmentState, Event, Origin};
use jixiao::finding::Level;
use jixiao::text::visible;

use super::{is_quiet, number_of, remark, unlocked};
use crate::cli::language::{pick, said};

/// Interval between lines without a terminal.
const EVERY: Duration = Duration::from_secs(5);

/// Template of the bar; the message has the tables per second and the time left.
const BAR: &str = "{bar:30} {pos}/{len} 个部门 {msg}";

/// The same in English.
const BAR_IN_ENGLISH: &str = "{bar:30} {pos}/{len} departments {msg}";

/// Prints the progress of a batch.
pub(in crate::cli) struct Progress {
    verbose: bool,
    bar: Option<ProgressBar>,
    state: Mutex<State>,
}

/// Progress so far.
struct State {
    begun: Instant,
    last: Instant,
    departments: usize,
    done: usize,
    tables: usize,
}

impl Progress {
    pub(in crate::cli) fn new(verbose: bool) -> Progress {
        let now = Instant::now();
        let bar = (io::stderr().is_terminal() && !verbose && !is_quiet()).then(|| {
            let style = ProgressStyle::with_template(pick(BAR, BAR_IN_ENGLISH));
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress {
            verbose,
            bar,
            state: Mutex::new(State {
                begun: now,
                last: now,
                departments: 0,
                done: 0,
                tables: 0,
            }),
        }
    }

    /// Prints an event.
    pub(in crate::cli) fn on_event(&self, event: Event<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Surveyed { departments } => {
                state.departments = departments;
                (state.begun, state.last) = (Instant::now(), Instant::now());
                if let Some(bar) = &self.bar {
                    bar.set_length(departments as u64);
                }
            }
            Event::Department(department, origin) => {
                state.done += 1;
                state.tables += department.tables;
                self.department(&mut state, department, origin);
            }
            Event::Making(name) => {
                if let Some(bar) = &self.bar {
                    bar.set_message(said!("正在做 {name}", "making {name}"));
                } else if self.verbose {
                    remark(&said!("正在做 {name}", "making {name}"));
                }
            }
            Event::Unlocked => unlocked(),
            _ => {}
        }
    }

    fn department(&self, state: &mut State, department: &DepartmentRecord, origin: Origin) {
        let (rate, left) = state.pace();
        let pace = said!(
            "每秒 {rate:.0} 张表,剩余约 {left:.0} 秒",
            "{rate:.0} tables/s, about {left:.0} s left"
        );
        let (done, all) = (state.done, state.departments);
        if let Some(bar) = &self.bar {
            bar.set_message(pace);
            bar.set_position(state.done as u64);
        } else if self.verbose {
            remark(&format!("{done}/{all} {}", line(department, origin)));
        } else if state.last.elapsed() >= EVERY {
            state.last = Instant::now();
            remark(&said!(
                "已做 {done}/{all} 个部门,{pace}",
                "{done}/{all} departments done, {pace}"
            ));
        }
    }

    /// Removes the bar.
    pub(in crate::cli) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl State {
    /// Tables per second, and the seconds left at this pace.
    #[expect(clippy::cast_precision_loss, reason = "the rate is printed rounded")]
    fn pace(&self) -> (f64, f64) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let rate = self.tables as f64 / seconds.max(0.001);
        let left = self.departments.saturating_sub(self.done) as f64;
        (rate, seconds / self.done.max(1) as f64 * left)
    }
}

/// A line about a department.
fn line(department: &DepartmentRecord, origin: Origin) -> String {
    let words = match (department.state, origin) {
        (DepartmentState::Made, Origin::Reused) => pick("没有变,不重做", "unchanged"),
        (DepartmentState::Made, Origin::Made) => pick("已生成", "made"),
        (DepartmentState::Returned, _) => pick("退回", "sent back"),
        (DepartmentState::Failed, _) => pick("失败", "failed"),
    };
    let findings = &department.findings;
    let counts = [
        (Level::Error, findings.errors),
        (Level::Warning, findings.warnings),
        (Level::Note, findings.notes),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(level, count)| number_of(level, count))
        .collect();
    let found = if counts.is_empty() {
        String::new()
    } else {
        format!("{}{}", pick(":", ": "), counts.join(pick(",", ", ")))
    };
    format!("{words} {}{found}", visible(department.title()))
}
