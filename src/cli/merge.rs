//! `jixiao merge`: the results of all shards → one folder.

use std::time::Instant;

use jixiao::Error;
use jixiao::batch::{Event, Watch, merge};
use jixiao::render::Renderer;

use super::args::MergeArgs;
use super::{Outcome, batch, report};

struct Quiet;

impl Watch for Quiet {
    fn see(&self, event: Event<'_>) {
        if matches!(event, Event::Unlocked) {
            report::unlocked();
        }
    }
}

pub(super) fn run(args: &MergeArgs) -> Result<Outcome, Error> {
    let begun = Instant::now();
    if let Some(words) = batch::wrong_cover(&args.cover) {
        report::talk(&format!("用法错误:{words}"));
        return Ok(Outcome::Wrong);
    }
    let (renderer, findings) =
        Renderer::with_folders(args.templates.as_deref(), args.fonts.as_deref())?;
    report::findings(&findings);
    let Some(renderer) = renderer else {
        return Ok(Outcome::Findings);
    };
    let order = args.order.as_deref().map(batch::read_order).transpose()?;
    let order = order.unwrap_or_default();
    let outcome = merge(
        (&order, &args.cover),
        &renderer,
        &args.parts,
        &args.output,
        &Quiet,
    )?;
    batch::say_end(&outcome, &args.output, begun);
    Ok(batch::worst(&outcome))
}
