//! `jixiao batch`: all departments in one run. Ctrl-C stops it between two departments.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jixiao::batch::{
    self, Batch, Counts, Event, Found, Outcome, REPORT, Rerun, SUMMARY, VOLUME, Volume, Watch,
};
use jixiao::render::{Files, Renderer};
use jixiao::text::{self, visible};
use jixiao::{Error, Unusable};

use super::args::BatchArgs;
use super::report::Progress;
use super::settings::{Settings, laid, options};
use super::{input, report};

pub(super) fn run(args: &BatchArgs) -> Result<super::Outcome, Error> {
    let begun = Instant::now();
    if let Some(words) = wrong_cover(&args.cover) {
        report::talk(&format!("用法错误:{words}"));
        return Ok(super::Outcome::Wrong);
    }
    let (renderer, findings) =
        Renderer::with_folders(args.templates.as_deref(), args.fonts.as_deref())?;
    report::findings(&findings);
    let Some(renderer) = renderer else {
        return Ok(super::Outcome::Findings);
    };
    let order = args.order.as_deref().map(read_order).transpose()?;
    let mut found = find(&args.inputs, &args.output)?;
    set_levels(&mut found, args)?;
    say_found(&found);
    if found.inputs.is_empty() {
        say_nothing_found(&args.inputs);
        return Ok(super::Outcome::Wrong);
    }
    let batch = batch_of(args, order.unwrap_or_default());
    let looker = Looker {
        stop: stop_on_signal(),
        progress: Progress::new(args.verbose),
        has_begun: AtomicBool::new(false),
    };
    let outcome = batch.run(&renderer, &found.inputs, &args.output, &looker);
    looker.progress.clear();
    match outcome {
        Ok(outcome) if outcome.stopped => {
            report::talk(
                "已停下:做完的部门都在,没有写了一半的文件。加 --resume 再运行同一条命令,就接着做",
            );
            Ok(super::Outcome::Failure)
        }
        Ok(outcome) => {
            report::idle_editions(&renderer);
            say_end(&outcome, &args.output, begun);
            Ok(worst(&outcome))
        }
        Err(error) => {
            report::failure(&error);
            // Refused before anything was begun, or nothing could be written at all.
            if looker.has_begun.load(Ordering::Relaxed) {
                report::talk(
                    "做完的部门都在,没有写了一半的文件。解决后加 --resume 再运行同一条命令,就接着做",
                );
            }
            Ok(super::Outcome::Failure)
        }
    }
}

/// What is wrong with the lines for the cover: it has room for some.
pub(super) fn wrong_cover(lines: &[String]) -> Option<String> {
    const LINES: usize = 8;
    const CHARACTERS: usize = 60;
    if lines.len() > LINES {
        return Some(format!(
            "--cover 写了 {} 次,封面下方至多 {LINES} 行",
            lines.len()
        ));
    }
    let long = lines
        .iter()
        .find(|line| line.chars().count() > CHARACTERS)?;
    Some(format!(
        "--cover 的一行有 {} 字,至多 {CHARACTERS} 字:{}",
        long.chars().count(),
        text::quote(long)
    ))
}

/// The run that the words ask for.
fn batch_of(args: &BatchArgs, order: Vec<String>) -> Batch {
    Batch {
        options: options(
            (&args.format, &args.making),
            Files::Together,
            laid(&args.making.level),
        ),
        volume: if args.volume {
            Volume::With
        } else {
            Volume::Without
        },
        rerun: if args.resume {
            Rerun::Resume
        } else {
            Rerun::Anew
        },
        jobs: args.jobs,
        shard: args.shard,
        order,
        imprint: args.cover.clone(),
    }
}

fn say_nothing_found(inputs: &[PathBuf]) {
    let given = some(inputs);
    report::talk(&format!(
        "没有找到申报数据:{given} 里没有 {} 文件;什么也没有做",
        batch::ENDINGS.join("、")
    ));
}

/// What a run came to, as an exit code.
pub(super) fn worst(outcome: &Outcome) -> super::Outcome {
    let counts = &outcome.counts;
    if !outcome.failures.is_empty() {
        super::Outcome::Failure
    } else if counts.errors + counts.returned + counts.unread > 0 {
        super::Outcome::Findings
    } else {
        super::Outcome::Done
    }
}

/// The inputs in files and folders.
pub(super) fn find(given: &[PathBuf], out: &Path) -> Result<Found, Error> {
    batch::find_inputs(given, out).map_err(|(path, source)| Error::Read { path, source })
}

/// Levels and what is wrong with them, from the settings beside each input; the command line's lie over all.
fn set_levels(found: &mut Found, args: &BatchArgs) -> Result<(), Error> {
    let mut settings = Settings::new(&[]);
    for input in &mut found.inputs {
        let beside = settings.beside(&input.path)?;
        report::findings(&beside.findings);
        input.levels = beside.levels;
        if beside.is_wrong && !args.making.force {
            input.trouble = Some("旁边的 jixiao.toml 有错误,先改正它".to_owned());
        }
    }
    Ok(())
}

/// The words of an order file: a code or name a line; what follows `#` is for people.
pub(super) fn read_order(file: &Path) -> Result<Vec<String>, Error> {
    let bytes = input::read(file)?;
    let source = jixiao::record::decode(&file.to_string_lossy(), &bytes);
    let source = source.map_err(|finding| {
        let seen = finding.seen;
        Error::unusable(file, Unusable::OrderFile { seen })
    })?;
    let lines = source.text().lines();
    let words = lines.map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(words
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect())
}

/// A flag that Ctrl-C raises; a second one ends the program at once, which harms nothing either.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        report::talk("\n正在停下:做完手上的部门就停");
    };
    // Without a handler Ctrl-C ends the program at once: no final file is ever half written.
    let _ = ctrlc::set_handler(handler);
    stop
}

struct Looker {
    stop: Arc<AtomicBool>,
    progress: Progress,
    /// Whether something was made.
    has_begun: AtomicBool,
}

impl Watch for Looker {
    fn see(&self, event: Event<'_>) {
        if matches!(event, Event::Department(..)) {
            self.has_begun.store(true, Ordering::Relaxed);
        }
        self.progress.see(event);
    }

    fn wants_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

fn say_found(found: &Found) {
    let say = |paths: &[PathBuf], what: &str, names: String| {
        if !paths.is_empty() {
            report::talk(&format!("略过 {} 个{what}:{names}", paths.len()));
        }
    };
    // All of them: one that should have been read is looked for here.
    let passed = first_of(&found.passed, usize::MAX);
    say(&found.passed, "不是申报数据的文件或文件夹", passed);
    if !found.strays.is_empty() {
        let strays = found.strays.iter().map(|(path, what)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{name}({what})")
        });
        let strays: Vec<String> = strays.collect();
        report::talk(&format!(
            "略过 {} 个临时文件、系统文件:{}",
            strays.len(),
            some(&strays)
        ));
    }
    let what = "已经取过的文件(同一个文件的另一条路径)";
    say(&found.again, what, some(&found.again));
}

/// The first five of some paths.
fn some(paths: &[impl AsRef<Path>]) -> String {
    first_of(paths, 5)
}

fn first_of(paths: &[impl AsRef<Path>], most: usize) -> String {
    let names = paths.iter().take(most);
    let names = names.map(|path| visible(&path.as_ref().to_string_lossy()));
    let more = if paths.len() > most { " 等" } else { "" };
    names.collect::<Vec<_>>().join("、") + more
}

/// The short summary at the end, and where things are.
pub(super) fn say_end(outcome: &Outcome, out: &Path, begun: Instant) {
    for (name, failure) in &outcome.failures {
        report::talk(&format!("失败:{}:{failure}", visible(name)));
    }
    say_files(outcome);
    for word in &outcome.unknown_order {
        report::talk(&format!("--order 里的 {word} 没有对应的部门"));
    }
    if outcome.unordered > 0 {
        report::talk(&format!(
            "--order 里没有写到的部门 {} 个,接在后面",
            outcome.unordered
        ));
    }
    say_counts(&outcome.counts, begun);
    for name in [SUMMARY, REPORT, VOLUME] {
        let path = out.join(name);
        if path.is_file() {
            report::result(&path.to_string_lossy());
        }
    }
}

/// What became of single inputs and of files of the previous run.
fn say_files(outcome: &Outcome) {
    for (name, folder) in &outcome.namesakes {
        report::talk(&format!(
            "同名或没有名称的部门:{} 写在文件夹 {folder}",
            visible(name)
        ));
    }
    for (name, others) in &outcome.put_together {
        let others: Vec<String> = others.iter().map(|name| visible(name)).collect();
        report::talk(&format!(
            "合成一份:{}、{}",
            visible(name),
            others.join("、")
        ));
    }
    for (name, why) in &outcome.passed {
        report::talk(&format!("略过 {}:{}", visible(name), visible(why)));
    }
    for (name, aside) in &outcome.set_aside {
        report::talk(&format!(
            "{name} 在上次做出以后被改动过:改动过的另存为 {aside}"
        ));
    }
    if !outcome.removed.is_empty() {
        report::talk(&format!(
            "删去上次做出、这次没有的文件 {} 个:{}",
            outcome.removed.len(),
            some(&outcome.removed)
        ));
    }
}

/// How many inputs, departments and tables there were, and how fast.
fn say_counts(counts: &Counts, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = counts.tables as f64 / seconds.max(0.001);
    report::talk(&format!(
        "申报数据 {} 个:读出 {},读不出 {}",
        counts.inputs,
        counts.inputs - counts.unread,
        counts.unread
    ));
    report::talk(&format!(
        "部门 {} 个:已生成 {}(其中有问题的 {}),退回 {},失败 {}",
        counts.departments, counts.made, counts.made_with_findings, counts.returned, counts.failed
    ));
    report::talk(&format!(
        "表 {} 张,用时 {seconds:.1} 秒,每秒 {rate:.0} 张",
        counts.tables
    ));
}
