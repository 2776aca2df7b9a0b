//! `jixiao merge`: the results of all shards → one folder.

use std::ops::ControlFlow;
use std::time::Instant;

use jixiao::Error;
use jixiao::batch::{Event, GivenFolders, Merge, Observer};

use super::args::MergeArgs;
use super::renderer::load_renderer;
use super::status::ExitStatus;
use super::{batch, report, roster};

/// Prints no progress.
struct Quiet;

impl Observer for Quiet {
    fn on_event(&self, event: Event<'_>) {
        if matches!(event, Event::Unlocked) {
            report::unlocked();
        }
    }
}

pub(super) fn run(args: &MergeArgs) -> Result<ExitStatus, Error> {
    let begun = Instant::now();
    if let Some(words) = batch::cover_error(&args.cover) {
        report::usage(&words);
        return Ok(ExitStatus::Usage);
    }
    let Some(renderer) = load_renderer(args.templates.as_deref(), args.fonts.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let order = args.order.as_deref().map(batch::read_order).transpose()?;
    let order = order.unwrap_or_default();
    let ControlFlow::Continue(roster) = roster::read(args.roster.as_deref())? else {
        return Ok(ExitStatus::Findings);
    };
    let earlier = batch::read_earlier(args.compare.as_deref(), &args.output, &renderer)?;
    let is_given = args.letter.is_some() || args.fonts.is_some();
    let letter = if is_given {
        let letter = batch::load_letter(args.letter.as_deref(), args.fonts.as_deref())?;
        let Some(letter) = letter else {
            return Ok(ExitStatus::Findings);
        };
        Some(letter)
    } else {
        None
    };
    let merge = Merge {
        order,
        earlier,
        roster,
        bureau: args.bureau.clone(),
        return_by: args.return_by,
        letter,
        imprint: args.cover.clone(),
        folders: GivenFolders {
            roster: GivenFolders::text(args.roster.as_deref()),
            compare: GivenFolders::text(args.compare.as_deref()),
            ..GivenFolders::of(
                args.templates.as_deref(),
                args.fonts.as_deref(),
                args.letter.as_deref(),
            )
        },
    };
    let outcome = merge.run(&renderer, &args.parts, &args.output, &Quiet)?;
    batch::print_end(&outcome, &args.output, begun);
    Ok(batch::status_of(&outcome))
}
