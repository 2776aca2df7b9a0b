//! Options that `batch` takes over from the last run in the folder of results: those that the
//! command line does not give.

use std::path::{Path, PathBuf};

use jixiao::batch::{Digest, Found, Manifest, Roster, Volume};
use jixiao::render::{Attach, Audience, OnErrors};
use jixiao::{Date, Format, OfdProfile, PdfClaim};

use super::args::{BatchArgs, LevelWords};
use super::language::said;
use super::report;
use super::settings::makes_pdf;

/// What is taken over besides the options in the arguments.
#[derive(Default)]
pub(super) struct Taken {
    /// The order, unless a file is given.
    pub(super) order: Vec<String>,
    /// The roster as it was read, unless a file is given or the file of the last run is there.
    pub(super) roster: Option<Roster>,
    /// The file of that roster.
    pub(super) roster_file: Option<String>,
    /// Digest of the last run's letter, whose folder is not known.
    pub(super) letter: Option<Digest>,
    /// Messages about files and folders of the last run that are not there.
    gone: Vec<String>,
}

impl Taken {
    /// Says which files and folders of the last run are not there; whether there is one.
    pub(super) fn says_gone(&self) -> bool {
        for words in &self.gone {
            report::message(words);
        }
        !self.gone.is_empty()
    }
}

/// Completes the arguments by the options of the last run, and prints which.
pub(super) fn take_over(args: &mut BatchArgs) -> Taken {
    let last = Manifest::last(&args.output).filter(|last| last.shard.is_none());
    let taken = match last {
        Some(last) if args.shard.is_none() && !args.fresh_options => take(args, &last),
        _ => Taken::default(),
    };
    if args.format.is_empty() {
        args.format = DEFAULT.to_vec();
    }
    taken
}

/// The formats if none are given.
const DEFAULT: [Format; 2] = [Format::Xlsx, Format::Pdf];

fn take(args: &mut BatchArgs, last: &Manifest) -> Taken {
    let mut words = Vec::new();
    take_results(args, last, &mut words);
    let options = &last.options;
    if args.year.is_none() && options.year.is_some() {
        args.year = options.year;
        words.extend(options.year.map(|year| format!("--year {year}")));
    }
    let is_bound = args.volume || args.volume_by.is_some();
    if !is_bound && options.volume == Volume::With {
        if last.binding.by_section {
            let head = Roster::section_head();
            args.volume_by = Some(head.to_owned());
            words.push(format!("--volume-by {head}"));
        } else {
            args.volume = true;
            words.push("--volume".to_owned());
        }
    }
    let is_bound = args.volume || args.volume_by.is_some();
    if let (true, None, Some(paper)) = (is_bound, args.spine, last.binding.spine) {
        args.spine = Some(paper);
        words.push(format!("--spine={paper}"));
    }
    if args.cover.is_empty() && !last.imprint.is_empty() {
        args.cover.clone_from(&last.imprint);
        words.push(format!("--cover({} 行)", args.cover.len()));
    }
    let mut taken = Taken::default();
    take_send_back(args, last, (&mut taken, &mut words));
    take_folders(args, last, (&mut taken, &mut words));
    if args.order.is_none() && !last.order.is_empty() {
        taken.order.clone_from(&last.order);
        words.push(format!("--order({} 个)", taken.order.len()));
    }
    take_compared(args, last, (&mut taken, &mut words));
    let roster = take_roster(args, last, (&mut taken, &mut words));
    if !words.is_empty() {
        let words = words.join(" ");
        report::remark(&said!(
            "沿用上次的选项:{words}(要改,就写出来;都不沿用,加 --fresh-options)",
            "options of the last run: {words} (write them to change them; --fresh-options takes none over)"
        ));
    }
    if let Some(words) = roster {
        report::message(&words);
    }
    taken
}

/// The roster: from its file, or as the last run read it if the file is not there. Returns what is to
/// be said of it.
fn take_roster(
    args: &mut BatchArgs,
    last: &Manifest,
    (taken, words): (&mut Taken, &mut Vec<String>),
) -> Option<String> {
    let (None, Some(roster)) = (&args.roster, &last.roster) else {
        return None;
    };
    let file = last.folders.roster.as_ref();
    let Some(file) = file.filter(|file| Path::new(file).is_file()) else {
        taken.roster = Some(roster.roster());
        taken.roster_file.clone_from(&last.folders.roster);
        words.push(format!("--roster {}", roster.name));
        return file.map(|file| {
            format!("名册 {file} 现在没有了(从现在的位置看),用的是上次读的内容;改过、移动了的,加 --roster 给出它")
        });
    };
    let path = PathBuf::from(file);
    words.push(format!("--roster {file}"));
    // One that cannot be read is reported when it is read.
    let is_same = Digest::of_file(&path).is_ok_and(|(digest, _)| digest == roster.sha256);
    args.roster = Some(path);
    (!is_same).then(|| format!("名册 {file} 在上次以后改过,按改过的"))
}

/// What results are compared with. One that is not there is no reason not to compare.
fn take_compared(
    args: &mut BatchArgs,
    last: &Manifest,
    (taken, words): (&mut Taken, &mut Vec<String>),
) {
    let (options, folders) = (&last.options, &last.folders);
    let all = [
        (
            "--last-year",
            &mut args.last_year,
            (options.last_year.is_some(), folders.last_year.as_ref()),
        ),
        (
            "--budget",
            &mut args.budget,
            (options.budget.is_some(), folders.budget.as_ref()),
        ),
        (
            "--compare",
            &mut args.compare,
            (last.compared.is_some(), folders.compare.as_ref()),
        ),
    ];
    for (option, own, (is_used, path)) in all {
        if own.is_some() || !is_used {
            continue;
        }
        match path {
            Some(path) if Path::new(path).exists() => {
                *own = Some(PathBuf::from(path));
                words.push(format!("{option} {path}"));
            }
            Some(path) => taken.gone.push(format!(
                "上次的 {option} 是 {path},现在没有这个文件或文件夹(从现在的位置看);什么也没有做。写 {option} 给出它现在的位置;不再用它,加 --fresh-options"
            )),
            None => taken.gone.push(format!(
                "上次用了 {option},没有记下它在哪里;什么也没有做。写 {option} 给出它;不再用它,加 --fresh-options"
            )),
        }
    }
}

/// The name of the bureau, and how submissions are sent back, except by results for the public.
fn take_send_back(
    args: &mut BatchArgs,
    last: &Manifest,
    (taken, words): (&mut Taken, &mut Vec<String>),
) {
    let is_bound = args.volume || args.volume_by.is_some();
    let send_back = last.send_back.as_ref().filter(|_| !args.making.publish);
    let bureaus = [
        send_back.map(|last| &last.bureau),
        Some(&last.binding.bureau).filter(|_| is_bound),
    ];
    let sending = &mut args.sending;
    let bureau = bureaus.into_iter().flatten().find(|name| !name.is_empty());
    if let (None, Some(bureau)) = (&sending.bureau, bureau) {
        sending.bureau = Some(bureau.clone());
        words.push(format!("--bureau {bureau}"));
    }
    let Some(send_back) = send_back else {
        return;
    };
    if !sending.send_back && sending.letter.is_none() {
        sending.send_back = true;
        words.push("--send-back".to_owned());
        taken.letter = Some(send_back.letter).filter(|_| last.folders.letter.is_none());
    }
    let day = send_back.return_by.as_deref().and_then(Date::parse);
    if let (None, Some(day)) = (sending.return_by, day) {
        sending.return_by = Some(day);
        words.push(format!("--return-by {day}"));
    }
}

/// The folders of forms, of fonts and of the letter. One that is not there is no reason to take the
/// built-in ones.
fn take_folders(
    args: &mut BatchArgs,
    last: &Manifest,
    (taken, words): (&mut Taken, &mut Vec<String>),
) {
    let sending = &mut args.sending;
    let is_sent = sending.send_back || sending.letter.is_some();
    let folders = &last.folders;
    let all = [
        (
            "--templates",
            &mut args.templates,
            folders.templates.as_ref(),
        ),
        ("--fonts", &mut args.fonts, folders.fonts.as_ref()),
        (
            "--letter",
            &mut sending.letter,
            folders.letter.as_ref().filter(|_| is_sent),
        ),
    ];
    for (option, own, folder) in all {
        let (None, Some(folder)) = (&own, folder) else {
            continue;
        };
        if Path::new(folder).is_dir() {
            *own = Some(PathBuf::from(folder));
            words.push(format!("{option} {folder}"));
        } else {
            taken.gone.push(format!(
                "上次的 {option} 是 {folder},现在没有这个文件夹(从现在的位置看);什么也没有做。写 {option} 给出它现在的位置;不再用它,加 --fresh-options"
            ));
        }
    }
}

/// The options of how each department's files are made.
fn take_results(args: &mut BatchArgs, last: &Manifest, words: &mut Vec<String>) {
    let options = &last.options;
    if args.format.is_empty() {
        args.format.clone_from(&options.formats);
        if options.formats != DEFAULT {
            let names = options.formats.iter().map(|format| format.as_str());
            words.push(format!("--format {}", names.collect::<Vec<_>>().join(",")));
        }
    }
    let making = &mut args.making;
    if !making.publish && options.audience == Audience::Public {
        making.publish = true;
        words.push("--publish".to_owned());
    }
    let is_ofd = args.format.contains(&Format::Ofd);
    if !making.ofd_archive && is_ofd && options.ofd == OfdProfile::Archive {
        making.ofd_archive = true;
        words.push("--ofd-archive".to_owned());
    }
    let is_bound = args.volume || args.volume_by.is_some() || options.volume == Volume::With;
    let has_paper = is_bound || args.format.iter().any(|format| format.embeds_fonts());
    if !making.attach_data && options.attach == Attach::Data && has_paper {
        making.attach_data = true;
        words.push("--attach-data".to_owned());
    }
    let has_pdf = makes_pdf(&args.format, is_bound);
    if !making.accessible && has_pdf && options.claim == PdfClaim::Accessible {
        making.accessible = true;
        words.push("--accessible".to_owned());
    }
    if !making.force && options.errors == OnErrors::Continue {
        making.force = true;
        words.push("--force".to_owned());
    }
    if let (None, Some(date)) = (making.date, options.date) {
        making.date = Some(date);
        words.push(format!("--date {date}"));
    }
    if making.level.is_empty() && !last.levels.is_empty() {
        let levels = last.levels.iter().filter_map(|words| {
            let (name, level) = words.split_once('=')?;
            Some(LevelWords {
                name: name.to_owned(),
                level: level.to_owned(),
            })
        });
        making.level = levels.collect();
        words.extend(last.levels.iter().map(|level| format!("--level {level}")));
    }
}

/// Removes the roster that was taken over from the inputs, if it was moved into their folder: a file
/// of the same name with the same bytes.
pub(super) fn leave_out(roster: &Roster, found: &mut Found) {
    let last = |path: &Path| path.file_name().map(ToOwned::to_owned);
    let name = last(Path::new(&roster.name));
    found.inputs.retain(|input| {
        last(&input.path) != name
            || !Digest::of_file(&input.path).is_ok_and(|(digest, _)| digest == roster.sha256)
    });
}
