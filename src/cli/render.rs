//! `jixiao render`: one or more submissions → their files.

use std::path::Path;

use jixiao::Error;
use jixiao::finding::{Level, Read};
use jixiao::render::{Files, OnErrors, Rendered, Renderer, Resaver, unique};

use super::args::RenderArgs;
use super::input::Inputs;
use super::output::save_keeping;
use super::renderer::load_renderer;
use super::settings::{
    Settings, accessible_error, archive_error, attach_error, command_line_levels, options,
};
use super::status::ExitStatus;
use super::{input, report};

pub(super) fn run(args: &RenderArgs) -> Result<ExitStatus, Error> {
    let renderer = load_renderer(args.templates.as_deref(), args.fonts.as_deref())?;
    #[cfg(feature = "genpdf")]
    let renderer = renderer.map(|mut renderer| {
        renderer.set_pdf_engine(args.pdf_engine);
        renderer
    });
    let Some(renderer) = renderer else {
        return Ok(ExitStatus::Findings);
    };
    // Never dropped: the process ends after it, and freeing it part by part is work for nothing.
    let renderer: &Renderer = Box::leak(Box::new(renderer));
    let levels = match command_line_levels(&args.making.level, renderer) {
        Ok(levels) => levels,
        Err(words) => {
            report::usage(&words);
            return Ok(ExitStatus::Usage);
        }
    };
    let (formats, making) = (&args.format.format, &args.making);
    let refused = archive_error(formats, making)
        .or_else(|| attach_error(formats, making))
        .or_else(|| accessible_error(formats, making, false));
    if let Some(words) = refused {
        report::usage(&words);
        return Ok(ExitStatus::Usage);
    }
    let mut settings = Settings::new(levels, renderer);
    let mut written = Written {
        inputs: Inputs::of(&args.files),
        resaver: Resaver::new(&args.output),
        names: Vec::new(),
        strays: 0,
    };
    let mut worst = ExitStatus::Success;
    for file in &args.files {
        let status = render_file(args, renderer, file, &mut settings, &mut written).unwrap_or_else(
            |error| {
                report::failure(&error);
                report::advise_on_folder(file);
                ExitStatus::Failure
            },
        );
        worst = worst.max(status);
    }
    report::idle_editions(renderer);
    if written.strays == args.files.len() {
        report::message(input::ALL_STRAY);
        worst = worst.max(ExitStatus::Usage);
    }
    Ok(worst)
}

/// The folder of the results, and paths in it that must not be written: inputs, and files written
/// so far.
struct Written {
    inputs: Inputs,
    resaver: Resaver,
    names: Vec<String>,
    /// Number of stray inputs, which contain no data.
    strays: usize,
}

/// Renders one file. Its files are written after all of them are made; two inputs never write the
/// same file.
fn render_file(
    args: &RenderArgs,
    renderer: &Renderer,
    file: &Path,
    settings: &mut Settings,
    written: &mut Written,
) -> Result<ExitStatus, Error> {
    let beside = settings.beside(file)?;
    report::findings(&beside.findings);
    let files = if args.split {
        Files::EachTable
    } else {
        Files::Together
    };
    let options = options((&args.format.format, &args.making), files, beside.levels);
    if beside.has_errors && options.errors == OnErrors::Stop {
        return Ok(ExitStatus::Findings);
    }
    let bytes = input::read(file)?;
    let Read {
        value: sources,
        report,
    } = renderer.open(&file.to_string_lossy(), &bytes);
    drop(bytes);
    let made = renderer.render_sources(&sources, report, &options)?;
    drop(sources);
    report::findings(&made.report);
    written.strays += usize::from(input::is_stray(&made.report));
    if options.errors == OnErrors::Continue {
        print_forced(&made);
    }
    let mut names: Vec<String> = Vec::new();
    for output in &made.files {
        let taken: Vec<&str> = written
            .names
            .iter()
            .chain(&names)
            .map(String::as_str)
            .collect();
        let name = unique(&output.name, &taken);
        written.inputs.spare(&args.output.join(&name))?;
        names.push(name);
    }
    for (output, name) in made.files.iter().zip(names) {
        let path = save_keeping(&mut written.resaver, &name, &output.bytes)?;
        report::file(&path);
        written.names.push(name);
    }
    Ok(if beside.has_errors || made.report.has_errors() {
        ExitStatus::Findings
    } else {
        ExitStatus::Success
    })
}

/// Prints that files were made despite errors, or could not be made.
fn print_forced(rendered: &Rendered) {
    let errors = rendered.report.count(Level::Error);
    match (errors, rendered.files.is_empty()) {
        (0, _) => {}
        (_, true) => report::message("用了 --force 也生成不了文件:要先改正读不出数据、表样的错误"),
        (_, false) => report::message(&format!(
            "因为用了 --force,有错误 {errors} 处也生成了文件;读不出的值印成空白,这样的表不宜报送"
        )),
    }
}
