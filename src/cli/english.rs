//! Help in English: entries for the commands and arguments that `args` defines in Chinese.

use clap::{Arg, Command};
use jixiao::Format;

/// Stands for the names of formats in a help text.
const FORMATS: &str = "FORMATS";

/// A command with its help in English.
pub(super) fn translate(command: Command, path: &str) -> Command {
    let usage = command
        .get_overridden_usage()
        .map(|usage| in_usage(&usage.to_string()));
    let command = match usage {
        Some(usage) => command.override_usage(usage),
        None => command,
    };
    let command = match find(path, "") {
        Some(about) => command.about(about.to_owned()),
        None => command,
    };
    command.mut_args(|arg| argument(arg, path))
}

fn argument(arg: Arg, path: &str) -> Arg {
    let names = arg.get_value_names().unwrap_or_default();
    let names: Vec<&'static str> = names.iter().filter_map(|name| value_name(name)).collect();
    let arg = if names.is_empty() {
        arg
    } else {
        arg.value_names(names)
    };
    let id = arg.get_id().as_str();
    match find(path, id).or_else(|| find("*", id)) {
        Some(help) => arg.help(help.replace(FORMATS, &Format::names(", "))),
        None => arg,
    }
}

fn find(path: &str, id: &str) -> Option<&'static str> {
    let mut entries = ENTRIES.iter();
    let found = entries.find(|(own, name, _)| *own == path && *name == id);
    found.map(|(_, _, words)| *words)
}

/// The keys of the entries.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    ENTRIES.iter().map(|(path, id, _)| (*path, *id))
}

fn value_name(name: &str) -> Option<&'static str> {
    let mut names = VALUE_NAMES.iter();
    let found = names.find(|(chinese, _)| *chinese == name);
    found.map(|(_, english)| *english)
}

/// A line of usage, with the English names of values.
fn in_usage(usage: &str) -> String {
    let mut usage = usage.to_owned();
    for (chinese, english) in VALUE_NAMES {
        for (start, end) in [("<", ">"), ("[", "]")] {
            let [from, to] = [chinese, english].map(|name| format!("{start}{name}{end}"));
            usage = usage.replace(&from, &to);
        }
    }
    usage
}

static VALUE_NAMES: &[(&str, &str)] = &[
    ("选项", "OPTIONS"),
    ("命令", "COMMAND"),
    ("文件", "FILE"),
    ("文件夹", "FOLDER"),
    ("文件或文件夹", "FILE OR FOLDER"),
    ("分片的文件夹", "FOLDER OF A SHARD"),
    ("格式", "FORMAT"),
    ("日期", "DATE"),
    ("项目", "CODE"),
    ("项目=级别", "CODE=LEVEL"),
    ("级别", "LEVEL"),
    ("名称", "NAME"),
    ("个数", "NUMBER"),
    ("列", "COLUMN"),
    ("文字", "TEXT"),
    ("毫米", "MM"),
    ("第几/几份", "NUMBER/ALL"),
    ("年度", "YEAR"),
    ("路径", "PATH"),
    ("表样", "EDITION"),
    ("清单", "LIST"),
    ("编码", "ENCODING"),
    ("旧", "OLD"),
    ("新", "NEW"),
    ("工作簿", "WORKBOOK"),
    ("表", "TABLE"),
    ("张数", "NUMBER"),
    ("行数", "NUMBER"),
    ("词", "WORD"),
    ("外壳", "SHELL"),
    ("语言", "LANGUAGE"),
    ("方式", "ENGINE"),
];

/// Path of the command (`*` for all), name of the argument (empty for the command itself), text.
#[rustfmt::skip]
static ENTRIES: &[(&str, &str, &str)] = &[
    ("", "", "Official performance-target tables of Chinese government departments: checked, completed, written as Excel workbooks, PDF and HTML"),
    ("*", "quiet", "no progress, totals and hints: only results, findings and why something was not done"),
    ("*", "lang", "language of the program: zh Chinese, en English (help, usage, totals; what findings say stays Chinese), auto that of the system; without it JIXIAO_LANG decides, else Chinese"),
    ("*", "files", "submissions (JSON files, filled-in workbooks, lists .xlsx or .csv); - is standard input"),
    ("*", "templates", "use the editions of this folder (written by `template copy`, then changed)"),
    ("*", "fonts", "use the fonts of this folder (.ttf, .ttc), as for render"),
    ("*", "verbose", "every finding in full, with its path in the data (such as /projects/0/name)"),
    ("*", "level", "change the level of a code (error, warning, note, off), such as unknown-key=off; may be repeated"),
    ("*", "publish", "for the public: names and phone numbers of contacts are left empty"),
    ("*", "attach_data", "put the data into the PDF or OFD (into the volume for each department), to be read back from it; with --publish without contacts"),
    ("*", "accessible", "claim PDF/UA-1 and PDF/A-2a too; refused if the text has characters without a meaning in Unicode"),
    ("*", "ofd_archive", "write OFD by the archive profile OFD-A (GB/T 42133-2022)"),
    ("*", "encoding", "encoding of what is printed into a file or pipe: utf-8, gb18030"),
    ("*", "date", "date in the properties of files, such as 2025-03-01; without it 1 January of the year of the table"),
    ("*", "force", "write the file even if it exists: its content is lost"),
    ("*", "bureau", "who signs the letters and is named on the cover of the volume"),
    ("*", "return_by", "date in the letters by which to hand in again; without it none is named"),
    ("*", "letter", "use an own letter (written by `template copy letter`, then changed); implies --send-back"),
    ("*", "last_year", "last year's submissions (a file, or a folder with a file for each department): tables whose targets are the same word for word are reported too"),
    ("*", "budget", "approved budgets (.xlsx, .xls, .csv): amounts that differ, and projects without a table, are reported too; [budget] of the edition says which column belongs to which field"),
    ("*", "roster", "roster (.xlsx, .xls, .csv): who has to hand in, a department a line; says who has not, and orders the summary"),
    ("*", "compare", "compare with earlier results: their folder; the summary gets a sheet about it"),
    ("*", "order", "order of departments in summary and volume: a text file, a code or name a line; others follow"),
    ("*", "cover", "a line at the foot of the volume's cover; may be repeated"),
    ("*", "year", "the year in the table, such as 2025; without it those who fill it in write it"),
    ("*", "edition", "edition, such as monitor-2019; without it the only own one, else the default one"),

    ("render", "", "Check submissions and make the files of their tables"),
    ("render", "output", "folder to write to; made if it does not exist"),
    ("render", "format", "formats, separated by commas: FORMATS; without it xlsx,pdf"),
    ("render", "fonts", "use the fonts of this folder (.ttf, .ttc): by its fonts.toml, by file names (body.ttf) or by their own names, others fill in missing characters; see jixiao fonts"),
    ("render", "split", "a file for each table"),
    ("render", "force", "make files in spite of errors"),

    ("batch", "", "Make all departments at once: their tables, summary, report, bound volume, manifest"),
    ("batch", "inputs", "submissions: files, or folders with them (and folders in these)"),
    ("batch", "output", "folder of the results; made if it does not exist"),
    ("batch", "jobs", "departments made at the same time; without it one more than the processor has cores"),
    ("batch", "format", "formats, separated by commas: FORMATS; without it those of the last run, at first xlsx,pdf"),
    ("batch", "volume", "also a bound volume: cover, contents, all tables, page numbers, bookmarks"),
    ("batch", "volume_by", "a volume for each section, by this column of the roster; implies --volume"),
    ("batch", "spine", "also the spine of the volume; its width by the pages and the thickness of a sheet (mm), such as --spine=0.09; 0.1 without a value"),
    ("batch", "resume", "go on from the last run: what did not change is not made again"),
    ("batch", "prune", "delete departments that are not given now; without it they are kept"),
    ("batch", "fresh_options", "do not take over the options of the last run"),
    ("batch", "print_list", "print the paths of new and changed files, one a line"),
    ("batch", "shard", "a part only, such as 2/5, the second of five (by names of files); jixiao merge joins them"),
    ("batch", "year", "year of this batch; submissions of others are sent back"),
    ("batch", "send_back", "make what is sent back: a folder for each department with mistakes, with marked tables and a letter"),
    ("batch", "force", "make files in spite of errors"),
    ("batch", "verbose", "a line for each department"),

    ("verify", "", "Compare results of batch with their manifest (manifest.json)"),
    ("verify", "output", "folder of the results"),
    ("verify", "inputs", "submissions; if given, they are compared too"),

    ("merge", "", "Join the results of shards (batch --shard)"),
    ("merge", "parts", "folders of the results of all shards"),
    ("merge", "output", "folder to join them in; made if it does not exist"),
    ("merge", "letter", "the own letter that was given to batch"),

    ("roster", "", "Make a roster of departments from submissions or results, for batch --roster"),
    ("roster", "inputs", "submissions, or folders of results of batch"),
    ("roster", "output", "the roster to write (.xlsx or .csv)"),
    ("roster", "roster", "an existing roster: its lines are kept, departments that it has not are added"),

    ("check", "", "Check submissions: what is wrong, where, and how to correct it, all at once"),
    ("check", "files", "submissions (JSON files, filled-in workbooks, lists .xlsx or .csv), or folders with them (and folders in these); - is standard input"),
    ("check", "format", "text for people, json for programs, github for annotations of GitHub; without it text"),
    ("check", "at_least", "list only findings of this level and above: error, warning, note"),
    ("check", "edition", "edition to read workbooks and lists by, such as gansu-2025; without it the one that matches"),
    ("check", "mark", "also a marked copy beside each workbook: findings as colours and comments in the cells, all of them on the last sheet"),
    ("check", "fix", "also a mended copy beside each file: only what has one sure answer (full-width digits, spaces, spelling of signs); each change is listed"),
    ("check", "output", "where to write copies: a file, or a folder for several; without --mark and --fix the file of the result, such as report.txt"),

    ("blank", "", "Make a blank to fill in with Excel or WPS"),
    ("blank", "form", "which table: its id (such as project-target) or name"),
    ("blank", "all", "all tables of a department, in one workbook"),
    ("blank", "projects", "number of tables of projects; without it 1"),
    ("blank", "rows", "rows for indicators; without it 12"),
    ("blank", "output", "file to write; without it a name made of the table's, in the current folder"),

    ("import", "", "Read filled-in workbooks and lists as JSON"),
    ("import", "edition", "edition to read by, such as gansu-2025; without it the one that matches"),
    ("import", "output", "file or folder to write to; without it standard output"),
    ("import", "fix", "mend what has one sure answer (full-width digits, spaces, spelling of signs); each change is listed"),

    ("list", "", "Write submissions as a list: an indicator a row, all departments in one table"),
    ("list", "output", "file to write, with the ending .xlsx or .csv"),
    ("list", "no_subtotals", "no subtotals and totals"),
    ("list", "encoding", "encoding of .csv: utf-8 (with a byte order mark, so that Excel opens it) or gb18030; without it utf-8"),
    ("list", "force", "write what could be read in spite of errors"),

    ("carry", "", "Make data of another edition, such as a self-evaluation of targets, in which only results are left to fill in"),
    ("carry", "to", "edition to make data of, such as selfeval-2020; its [[carry]] says what is carried over"),
    ("carry", "blank", "as a workbook: what is carried over is filled in, the rest is empty"),
    ("carry", "output", "file or folder to write to; without it data go to standard output, workbooks to the current folder"),

    ("diff", "", "Compare two submissions: which fields, indicators and tables changed, from what to what"),
    ("diff", "old", "the earlier submission: a file, or a folder with a file for each department"),
    ("diff", "new", "the later one, likewise"),
    ("diff", "format", "text for people, json for programs; without it text"),
    ("diff", "output", "also a workbook (.xlsx): a line for each department, and one for each change"),
    ("diff", "verbose", "with paths in the data (such as /projects/0/name), and departments without changes"),

    ("explain", "", "Explain a code of findings, or find codes by words; without one list all"),
    ("explain", "code", "a code, such as total-mismatch (in brackets in reports); or words to look for"),
    ("explain", "templates", "also the levels that the editions of this folder set"),

    ("fonts", "", "List the fonts: where each is used, what it stands in for, which characters need another"),
    ("fonts", "files", "submissions; the characters in them that their fonts do not have are listed"),
    ("fonts", "fonts", "use the fonts of this folder (.ttf, .ttc)"),

    ("schema", "", "Print the JSON Schema of an edition, for editors"),

    ("template", "", "List the built-in editions, write one to change, begin, check and compare own ones"),
    ("template list", "", "List the built-in editions"),
    ("template copy", "", "Write a built-in edition to start from"),
    ("template copy", "edition", "edition, such as gansu-2025; letter is the letter that is sent back"),
    ("template copy", "folder", "folder to write to; existing files of these names are not changed"),
    ("template new", "", "Write a small edition, built on a built-in one, to start from"),
    ("template new", "folder", "folder to write to; existing files of these names are not changed"),
    ("template check", "", "Check an own edition: read its definitions, try to make its tables from invented data"),
    ("template check", "folder", "folder of the edition"),
    ("template diff", "", "What differs between an own edition and a built-in one: definitions by key, templates by line"),
    ("template diff", "folder", "folder of the edition"),
    ("template diff", "edition", "the built-in edition; without it the one of the same name, of `extends`, or the most similar"),
    ("template words", "", "List the words that checks know, a list a line; own editions change them in [vocabulary]"),
    ("template words", "word", "only lists that have this word"),

    ("page", "", "Write the page: opened by a double click, it does a clerk's whole job in a browser"),
    ("page", "output", "file to write; without it in the current folder"),
    ("page", "force", "write it even if the file exists"),

    ("licenses", "", "The third-party packages and fonts in the program, with their licences"),

    ("completions", "", "Write the script by which a shell completes commands and options"),
    ("completions", "shell", "bash, zsh, fish, powershell or elvish"),

    ("man", "", "Write manual pages, one for each command"),
    ("man", "output", "folder to write to; made if it does not exist"),

    ("help", "", "Explain a command: what it does, how it is written, its options, examples"),
    ("help", "command", "which one, such as check or template copy; without it all are listed"),
];
