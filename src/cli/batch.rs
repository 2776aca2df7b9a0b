//! `jixiao batch`: all departments in one run. Ctrl-C stops it after the departments under way.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jixiao::batch::{
    self, Batch, Binding, Counts, EarlierResults, Event, Found, GivenFolders, Letter, OFD_VOLUME,
    Observer, OtherDepartments, Others, REMADE, REPORT, Repeated, Rerun, RunOutcome, SEND_BACK,
    SPINE, SUMMARY, SendBack, Superseded, VOLUME, VOLUMES, Volume,
};
use jixiao::finding::Levels;
use jixiao::render::{Files, Renderer};
use jixiao::text::{self, visible};
use jixiao::{Error, Unusable};

use super::args::BatchArgs;
use super::language::{pick, said};
use super::renderer::load_renderer;
use super::report::Progress;
use super::settings::{
    Settings, accessible_error, archive_error, attach_error, command_line_levels, options,
};
use super::status::ExitStatus;
use super::usage::with_advice;
use super::{comparing, input, last_options, report, roster, usage};

pub(super) fn run(args: &BatchArgs) -> Result<ExitStatus, Error> {
    let begun = Instant::now();
    let mut args = args.clone();
    let taken = last_options::take_over(&mut args);
    if taken.says_gone() {
        return Ok(ExitStatus::Failure);
    }
    let args = &args;
    if let Some(words) = usage_error(args) {
        report::usage(&words);
        return Ok(ExitStatus::Usage);
    }
    let Some(renderer) = load_renderer(args.templates.as_deref(), args.fonts.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let levels = match command_line_levels(&args.making.level, &renderer) {
        Ok(levels) => levels,
        Err(words) => {
            report::usage(&words);
            return Ok(ExitStatus::Usage);
        }
    };
    let order = args.order.as_deref().map(read_order).transpose()?;
    let ControlFlow::Continue(roster) = roster::read(args.roster.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let earlier = read_earlier(args.compare.as_deref(), &args.output, &renderer)?;
    let roster = roster.or(taken.roster);
    let found = find(args, roster.as_ref(), &renderer)?;
    if found.inputs.is_empty() {
        print_nothing_found(&args.inputs);
        return Ok(ExitStatus::Usage);
    }
    let ControlFlow::Continue(send_back) = send_back(args, taken.letter)? else {
        return Ok(ExitStatus::Findings);
    };
    let last_year = match comparing::last_year(args.last_year.as_deref(), &renderer)? {
        ControlFlow::Continue(last_year) => last_year,
        ControlFlow::Break(status) => return Ok(status),
    };
    let ControlFlow::Continue(budget) = comparing::budget(args.budget.as_deref(), &renderer)?
    else {
        return Ok(ExitStatus::Findings);
    };
    let mut batch = Batch {
        roster,
        earlier,
        send_back,
        last_year,
        budget,
        ..batch_of(args, order.unwrap_or(taken.order), levels)
    };
    // A roster that is not there now may be there in the next run.
    batch.folders.roster = batch.folders.roster.or(taken.roster_file);
    let observer = CommandObserver {
        stop: stop_on_signal(),
        progress: Progress::new(args.verbose),
        has_begun: AtomicBool::new(false),
    };
    let outcome = batch.run(&renderer, &found.inputs, &args.output, &observer);
    observer.progress.clear();
    Ok(end(outcome, args, (&renderer, &observer), begun))
}

/// The command that goes on with this run.
fn go_on() -> String {
    let line = usage::again_with(&["--resume"]);
    line.unwrap_or_else(|| {
        said!(
            "加 --resume 再运行同一条命令",
            "run the same command with --resume"
        )
    })
}

/// Finds the inputs, with their levels; a roster and a table of budgets may be in their folder.
fn find(
    args: &BatchArgs,
    roster: Option<&batch::Roster>,
    renderer: &Renderer,
) -> Result<Found, Error> {
    let mut found = batch::find_inputs(&args.inputs, &args.output)?;
    for file in args.roster.iter().chain(&args.budget) {
        roster::leave_out(file, &mut found);
    }
    if let (None, Some(roster)) = (&args.roster, roster) {
        last_options::leave_out(roster, &mut found);
    }
    set_levels(&mut found, args, renderer)?;
    print_found(&found);
    Ok(found)
}

/// Prints the end of a run; returns its exit status.
fn end(
    outcome: Result<RunOutcome, Error>,
    args: &BatchArgs,
    (renderer, observer): (&Renderer, &CommandObserver),
    begun: Instant,
) -> ExitStatus {
    match outcome {
        Ok(outcome) if outcome.stopped => {
            report::message(&said!(
                "已停下:做完的部门都在,没有写了一半的文件。接着做:{}",
                "stopped: departments that were made are there, no file is incomplete. To go on: {}",
                go_on()
            ));
            ExitStatus::Failure
        }
        Ok(outcome) => {
            report::idle_editions(renderer);
            print_outcome(&outcome, &args.output, begun);
            if args.print_list {
                for path in outcome.remade.made() {
                    report::file(&args.output.join(path));
                }
            } else {
                print_overall(&args.output);
            }
            if args.shard.is_some() && args.roster.is_some() {
                report::message("分片里看不出谁没有报送:用 jixiao merge 合起来以后,列在汇总表里");
            }
            if args.shard.is_some() && args.budget.is_some() {
                report::message(
                    "分片里看不出预算批复里的哪些部门没有报送:用 jixiao merge 合起来以后才说",
                );
            }
            status_of(&outcome)
        }
        Err(error) => {
            report::failure(&error);
            // Prints nothing if the run was refused before it began, or nothing could be written.
            if observer.has_begun.load(Ordering::Relaxed) {
                report::message(&said!(
                    "做完的部门都在,没有写了一半的文件。解决后接着做:{}",
                    "departments that were made are there, no file is incomplete. To go on after that: {}",
                    go_on()
                ));
            }
            ExitStatus::Failure
        }
    }
}

/// An error in the arguments.
fn usage_error(args: &BatchArgs) -> Option<String> {
    if args.shard.is_some() && args.compare.is_some() {
        let words = "--compare 不能与 --shard 同用:分片里没有全部的部门;用 jixiao merge 合的时候写 --compare";
        return Some(with_advice(words, usage::again_without("--compare")));
    }
    let is_bound = args.volume || args.volume_by.is_some();
    if !is_bound && !args.cover.is_empty() {
        return Some(lacking(
            "--volume",
            "缺少 --volume:--cover 写的是合订本的封面",
        ));
    }
    if !is_bound && args.spine.is_some() {
        return Some(lacking(
            "--volume",
            "缺少 --volume:--spine 做的是合订本的书脊",
        ));
    }
    if let Some(words) = archive_error(&args.format, &args.making) {
        return Some(words);
    }
    let may_lack = !is_bound && !args.format.is_empty();
    if let Some(words) = attach_error(&args.format, &args.making).filter(|_| may_lack) {
        return Some(words);
    }
    if let Some(words) = accessible_error(&args.format, &args.making, is_bound) {
        return Some(words);
    }
    let sending = &args.sending;
    let is_sent_back = sending.send_back || sending.letter.is_some();
    if !is_sent_back && sending.return_by.is_some() {
        let words = "缺少 --send-back:--return-by 写的是退回通知里的期限";
        return Some(lacking("--send-back", words));
    }
    if !is_bound && !is_sent_back && sending.bureau.is_some() {
        let words =
            "缺少 --send-back 或 --volume:--bureau 写的是退回通知的落款、合订本封面上的编制单位";
        return Some(lacking("--send-back", words));
    }
    cover_error(&args.cover)
}

/// What is wrong without an option, with the command line that has it.
fn lacking(option: &str, words: &str) -> String {
    with_advice(words, usage::again_with(&[option]))
}

/// An error in the lines for the cover, which has limited space.
pub(super) fn cover_error(lines: &[String]) -> Option<String> {
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

/// The batch with the options of the arguments.
fn batch_of(args: &BatchArgs, order: Vec<String>, levels: Levels) -> Batch {
    let is_bound = args.volume || args.volume_by.is_some();
    let bureau = args.sending.bureau.clone().filter(|_| is_bound);
    Batch {
        options: options((&args.format, &args.making), Files::Together, levels),
        volume: if is_bound {
            Volume::With
        } else {
            Volume::Without
        },
        rerun: if args.resume {
            Rerun::Resume
        } else {
            Rerun::Full
        },
        others: if args.prune {
            Others::Remove
        } else {
            Others::Keep
        },
        jobs: args.jobs,
        shard: args.shard,
        order,
        imprint: args.cover.clone(),
        binding: Binding {
            bureau: bureau.unwrap_or_default(),
            by_section: args.volume_by.is_some(),
            spine: args.spine,
        },
        roster: None,
        earlier: None,
        year: args.year,
        send_back: None,
        last_year: None,
        budget: None,
        folders: folders_of(args),
    }
}

/// The files and folders of the arguments, for the options of a later run.
fn folders_of(args: &BatchArgs) -> GivenFolders {
    GivenFolders {
        roster: GivenFolders::text(args.roster.as_deref()),
        last_year: GivenFolders::text(args.last_year.as_deref()),
        budget: GivenFolders::text(args.budget.as_deref()),
        compare: GivenFolders::text(args.compare.as_deref()),
        ..GivenFolders::of(
            args.templates.as_deref(),
            args.fonts.as_deref(),
            args.sending.letter.as_deref(),
        )
    }
}

/// How submissions are sent back, if they are; breaks if the letter has errors. `last` is the digest
/// of the last run's letter, if the option is taken over.
fn send_back(
    args: &BatchArgs,
    last: Option<batch::Digest>,
) -> Result<ControlFlow<(), Option<SendBack>>, Error> {
    let sending = &args.sending;
    if !sending.send_back && sending.letter.is_none() {
        return Ok(ControlFlow::Continue(None));
    }
    let letter = load_letter(sending.letter.as_deref(), args.fonts.as_deref())?;
    let Some(letter) = letter else {
        return Ok(ControlFlow::Break(()));
    };
    if last.is_some_and(|last| last != letter.digest()) {
        report::message("上次的退回通知是自己的,这次没有写 --letter,用内置的");
    }
    Ok(ControlFlow::Continue(Some(SendBack {
        letter,
        bureau: sending.bureau.clone().unwrap_or_default(),
        return_by: sending.return_by,
    })))
}

/// The letter of a folder, or the built-in one; reports its findings. `None` if it has errors.
pub(super) fn load_letter(
    letter: Option<&Path>,
    fonts: Option<&Path>,
) -> Result<Option<Arc<Letter>>, Error> {
    let loaded = Letter::with_folders(letter, fonts)?;
    report::findings(&loaded.report);
    Ok(loaded.value.map(Arc::new))
}

fn print_nothing_found(inputs: &[PathBuf]) {
    let given = first_five(inputs);
    let endings = batch::ENDINGS.join(pick("、", ", "));
    report::message(&said!(
        "没有找到申报数据:{given} 里没有 {endings} 文件;什么也没有做",
        "no submissions: {given} has no files {endings}; nothing was done"
    ));
}

/// The exit status of a run.
pub(super) fn status_of(outcome: &RunOutcome) -> ExitStatus {
    let counts = &outcome.counts;
    if !outcome.failures.is_empty() {
        ExitStatus::Failure
    } else if counts.errors + counts.returned + counts.unread > 0 {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    }
}

/// Sets the levels of each input from the settings next to it, and reports errors in these
/// settings. Levels of the command line override them.
fn set_levels(found: &mut Found, args: &BatchArgs, renderer: &Renderer) -> Result<(), Error> {
    let mut settings = Settings::new(Levels::new(), renderer);
    for input in &mut found.inputs {
        let beside = settings.beside(&input.path)?;
        report::findings(&beside.findings);
        input.levels = beside.levels;
        if beside.has_errors && !args.making.force {
            input.unreadable = Some("旁边的 jixiao.toml 有错误,先改正它".to_owned());
        }
    }
    Ok(())
}

/// The entries of an order file: a code or name per line; `#` begins a comment.
pub(super) fn read_order(file: &Path) -> Result<Vec<String>, Error> {
    let bytes = input::read(file)?;
    let source = jixiao::decode(&file.to_string_lossy(), &bytes);
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

/// Reads the results of an earlier batch to compare with, if they are given.
pub(super) fn read_earlier(
    folder: Option<&Path>,
    out: &Path,
    renderer: &Renderer,
) -> Result<Option<EarlierResults>, Error> {
    let Some(folder) = folder else {
        return Ok(None);
    };
    let own = std::fs::canonicalize(out).ok();
    if own.is_some() && std::fs::canonicalize(folder).ok() == own {
        return Err(Error::unusable(folder, Unusable::ComparedWithItself));
    }
    EarlierResults::read(folder, renderer).map(Some)
}

/// A flag that Ctrl-C raises. A second Ctrl-C ends the program at once; only the departments under
/// way are lost.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        report::message(pick(
            "\n正在停下:做完手上的部门就停",
            "\nstopping after the departments under way",
        ));
    };
    // Without a handler Ctrl-C ends the program at once: no file with a final name is incomplete.
    let _ = ctrlc::set_handler(handler);
    stop
}

/// Prints the progress, and stops the run on Ctrl-C.
struct CommandObserver {
    stop: Arc<AtomicBool>,
    progress: Progress,
    /// Whether a department is done.
    has_begun: AtomicBool,
}

impl Observer for CommandObserver {
    fn on_event(&self, event: Event<'_>) {
        match event {
            Event::Department(..) => self.has_begun.store(true, Ordering::Relaxed),
            Event::Others(others) => print_others(others),
            _ => {}
        }
        self.progress.on_event(event);
    }

    fn should_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Prints what happens to departments that were not given, before the first change.
fn print_others(others: &OtherDepartments) {
    let names = |names: &[String]| first_of(names, MOST_NAMES);
    for Superseded { name, old, new, .. } in others.superseded.iter().take(MOST_NAMES) {
        report::remark(&format!(
            "{}:{} 由这次的 {} 取代",
            visible(name),
            visible(old),
            visible(new)
        ));
    }
    if others.superseded.len() > MOST_NAMES {
        report::remark(&format!(
            "由这次的取代的一共 {} 个",
            others.superseded.len()
        ));
    }
    print_older(&others.superseded);
    print_lost("上次收下、这次文件读不出的部门", &others.lost);
    print_lost("上次收下、这次清单里没有了的部门", &others.gone);
    if !others.removed.is_empty() {
        report::remark(&said!(
            "要删去这次没有给出的部门 {} 个(--prune):{}",
            "{} departments were not given now and are deleted (--prune): {}",
            others.removed.len(),
            names(&others.removed)
        ));
    }
    if !others.unfinished.is_empty() {
        report::remark(&format!(
            "上次中断时没有做完、这次没有给出的申报数据 {} 个,不在成果里:{}",
            others.unfinished.len(),
            names(&others.unfinished)
        ));
    }
    if !others.kept.is_empty() {
        report::remark(&said!(
            "另有 {} 个部门这次没有给出,照旧保留:{};要删去,加 --prune",
            "{} departments were not given now and are kept: {}; --prune deletes them",
            others.kept.len(),
            names(&others.kept)
        ));
    }
}

/// Prints which departments are replaced by an older version.
fn print_older(superseded: &[Superseded]) {
    let older = superseded.iter().filter_map(|one| {
        let why = one.older.as_ref()?;
        Some((one, why))
    });
    let older: Vec<_> = older.collect();
    for (one, why) in older.iter().take(MOST_NAMES) {
        report::remark(&format!(
            "请核对:{} 这次给出的 {} 看来比上次收下的 {} 旧({}),仍以这次的为准;要用较新的,再给出一次 {}",
            visible(&one.name),
            visible(&one.new),
            visible(&one.old),
            visible(why),
            visible(&one.old)
        ));
    }
    if older.len() > MOST_NAMES {
        report::remark(&format!(
            "由较旧的取代的一共 {} 个,列在 {REMADE}",
            older.len()
        ));
    }
}

/// Prints which departments lose their results, each with the input it was in.
fn print_lost(which: &str, lost: &[(String, String)]) {
    let names: Vec<String> = lost
        .iter()
        .map(|(name, input)| format!("{}({})", visible(name), visible(input)))
        .collect();
    print_some(&format!("{which} {} 个,它们的成果删去", lost.len()), &names);
}

/// Prints a line of names, if there are any: the first ten, and how many more there are.
fn print_some(words: &str, names: &[String]) {
    const MOST: usize = 10;
    if names.is_empty() {
        return;
    }
    let shown = names.iter().take(MOST).map(|name| visible(name));
    let shown: Vec<String> = shown.collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        more => said!(
            ",另有 {more} 个,见 {REPORT}",
            ", and {more} more in {REPORT}"
        ),
    };
    let colon = pick(":", ": ");
    report::remark(&format!("{words}{colon}{}{more}", shown.join("、")));
}

/// Prints which of several records of a department counts.
fn print_repeated(repeated: &[Repeated]) {
    const MOST: usize = 10;
    for one in repeated.iter().take(MOST) {
        let others: Vec<String> = one.others.iter().map(|other| visible(other)).collect();
        report::remark(&format!(
            "重复:{} {} 份,算 {},不算 {}({})",
            visible(&one.name),
            others.len() + 1,
            visible(&one.counted),
            others.join("、"),
            visible(&one.why)
        ));
    }
    if repeated.len() > MOST {
        report::remark(&format!("重复的部门一共 {} 个,见 {REPORT}", repeated.len()));
    }
}

/// Prints what was skipped in folders.
pub(super) fn print_found(found: &Found) {
    let say = |paths: &[PathBuf], what: &str, names: String| {
        if !paths.is_empty() {
            let count = paths.len();
            report::remark(&said!(
                "略过 {count} 个{what}:{names}",
                "skipped {count} ({what}): {names}"
            ));
        }
    };
    // All of them: a user looks here for a file that should have been read.
    let skipped = first_of(&found.skipped, usize::MAX);
    let what = pick("不是申报数据的文件或文件夹", "no submissions");
    say(&found.skipped, what, skipped);
    if !found.strays.is_empty() {
        let strays = found.strays.iter().map(|(path, what)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{name}({what})")
        });
        let strays: Vec<String> = strays.collect();
        report::remark(&said!(
            "略过 {} 个临时文件、系统文件:{}",
            "skipped {} (files of programs and systems): {}",
            strays.len(),
            first_five(&strays)
        ));
    }
    let what = pick(
        "已经取过的文件(同一个文件的另一条路径)",
        "other paths of files that were taken",
    );
    say(&found.duplicates, what, first_five(&found.duplicates));
}

/// Maximum number of names in a line.
const MOST_NAMES: usize = 30;

/// The first five paths.
fn first_five(paths: &[impl AsRef<Path>]) -> String {
    first_of(paths, 5)
}

fn first_of(paths: &[impl AsRef<Path>], most: usize) -> String {
    let names = paths.iter().take(most);
    let names = names.map(|path| visible(&path.as_ref().to_string_lossy()));
    let more = if paths.len() > most { " 等" } else { "" };
    names.collect::<Vec<_>>().join("、") + more
}

/// Prints what needs attention, the numbers of the run, and the paths of the overall files.
pub(super) fn print_end(outcome: &RunOutcome, out: &Path, begun: Instant) {
    print_outcome(outcome, out, begun);
    print_overall(out);
}

/// Prints what needs attention, and the numbers of the run.
fn print_outcome(outcome: &RunOutcome, out: &Path, begun: Instant) {
    for (name, failure) in &outcome.failures {
        let name = visible(name);
        report::message(&said!("失败:{name}:{failure}", "failed: {name}: {failure}"));
    }
    print_files(outcome);
    for word in &outcome.unknown_order {
        report::remark(&said!(
            "--order 里的 {word} 没有对应的部门",
            "no department is {word} of --order"
        ));
    }
    if outcome.unordered > 0 {
        report::remark(&format!(
            "--order 里没有写到的部门 {} 个,接在后面",
            outcome.unordered
        ));
    }
    print_repeated(&outcome.repeated);
    print_counts(&outcome.counts, begun);
    print_some(pick("读不出的文件", "could not be read"), &outcome.unread);
    if outcome.roster.is_none() {
        print_some(pick("退回的部门", "sent back"), &outcome.returned);
    }
    if let Some(handed_in) = &outcome.roster {
        roster::print(handed_in, out);
    }
    if let Some(budget) = &outcome.budget {
        comparing::print(budget);
    }
    if outcome.letters > 0 {
        report::remark(&said!(
            "退回、要核对的部门 {} 个,各有退回通知,在 {}",
            "departments with letters: {}, in {}",
            outcome.letters,
            out.join(SEND_BACK).display()
        ));
    }
    let (made, removed) = (outcome.remade.made().len(), outcome.remade.removed.len());
    if made + removed > 0 {
        let removed = match removed {
            0 => String::new(),
            removed => said!(",删去 {removed} 个", ", deleted {removed}"),
        };
        report::remark(&said!(
            "新增、改动的文件 {made} 个{removed},列在 {}",
            "new and changed files: {made}{removed}, listed in {}",
            out.join(REMADE).display()
        ));
    }
}

/// Prints the paths of the overall files and of the folder of volumes.
fn print_overall(out: &Path) {
    for name in [SUMMARY, REPORT, VOLUME, OFD_VOLUME, SPINE, VOLUMES] {
        let path = out.join(name);
        if path.exists() {
            report::file(&path);
        }
    }
}

/// Prints how the run treated single inputs and files of the previous run.
fn print_files(outcome: &RunOutcome) {
    for (name, folder) in &outcome.namesakes {
        report::remark(&format!(
            "同名或没有名称的部门:{} 写在文件夹 {folder}",
            visible(name)
        ));
    }
    for (name, others) in &outcome.joined {
        let others: Vec<String> = others.iter().map(|name| visible(name)).collect();
        report::remark(&format!(
            "合成一份:{}、{}",
            visible(name),
            others.join("、")
        ));
    }
    for (name, why) in &outcome.skipped {
        report::remark(&format!("略过 {}:{}", visible(name), visible(why)));
    }
    for (name, moved_to) in &outcome.set_aside {
        report::message(&said!(
            "{name} 在上次做出以后被改动过:改动过的另存为 {moved_to}",
            "{name} was changed after it was made: the changed one is now {moved_to}"
        ));
    }
    if !outcome.removed.is_empty() {
        report::remark(&format!(
            "删去上次做出、这次没有的文件 {} 个:{}",
            outcome.removed.len(),
            first_five(&outcome.removed)
        ));
    }
}

/// Prints the numbers of inputs, departments and tables, and the rate.
fn print_counts(counts: &Counts, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "the rate is printed rounded")]
    let rate = counts.tables as f64 / seconds.max(0.001);
    report::remark(&said!(
        "申报数据 {} 个:读出 {},读不出 {}",
        "submissions: {}, read {}, could not be read {}",
        counts.inputs,
        counts.inputs - counts.unread,
        counts.unread
    ));
    report::remark(&said!(
        "部门 {} 个:已生成 {}(其中有问题的 {}),退回 {},失败 {}",
        "departments: {}, made {} (with findings {}), sent back {}, failed {}",
        counts.departments,
        counts.made,
        counts.made_with_findings,
        counts.returned,
        counts.failed
    ));
    report::remark(&said!(
        "表 {} 张,用时 {seconds:.1} 秒,每秒 {rate:.0} 张",
        "tables: {}, in {seconds:.1} s, {rate:.0} per second",
        counts.tables
    ));
}
