//! Submissions → the chosen files.

use super::job::Job;
use super::names::unique;
use super::opening_errors::{error_of_all, take_own_errors};
use super::options::{Audience, OnErrors, Options, OutputFile, Rendered, Volume, merged_levels};
use super::renderer::Renderer;
use crate::check::Checked;
use crate::error::Error;
use crate::finding::{Read, Report};
use crate::source::Source;

impl Renderer {
    /// A file's bytes → the chosen files of each of its submissions, in memory. A submission with
    /// errors has no files, unless the options request them.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    pub fn render(&self, name: &str, bytes: &[u8], options: &Options) -> Result<Rendered, Error> {
        let Read {
            value: sources,
            report,
        } = self.open(name, bytes);
        self.render_sources(&sources, report, options)
    }

    /// Renders the submissions of a file that was opened by [`Renderer::open`], with its findings.
    /// The file's bytes need not stay in memory. Its errors are those of the submissions that they
    /// are about; one about no known submission is an error of each of them.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn render_sources(
        &self,
        sources: &[Source],
        report: Report,
        options: &Options,
    ) -> Result<Rendered, Error> {
        let mut report = report.with_levels(&options.levels);
        let own = take_own_errors(sources, &mut report);
        let file = sources.first().map_or("", Source::name);
        let of_all = error_of_all(file, &report);
        let mut all = Rendered {
            report,
            ..Rendered::default()
        };
        for (source, mut own) in sources.iter().zip(own) {
            own.extend(of_all.clone());
            let rendered = self.render_opened(source, own, options)?;
            all.report.append(rendered.report);
            for file in rendered.files {
                let taken: Vec<&str> = all.files.iter().map(|file| file.name.as_str()).collect();
                let name = unique(&file.name, &taken);
                all.files.push(OutputFile { name, ..file });
            }
        }
        all.report.sort();
        all.report.leave_out_repeats();
        Ok(all)
    }

    /// One submission → the chosen files, in memory. A submission with errors has no files, unless
    /// the options request them.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    ///
    /// # Panics
    /// Never: the edition was found when the submission was read.
    pub fn render_source(&self, source: &Source, options: &Options) -> Result<Rendered, Error> {
        self.render_opened(source, Report::new(), options)
    }

    /// Like [`Renderer::render_source`], with the errors of opening its file, as [`opening_errors`]
    /// returns them.
    ///
    /// # Errors
    /// As [`Renderer::render_source`].
    ///
    /// [`opening_errors`]: super::opening_errors()
    pub fn render_opened(
        &self,
        source: &Source,
        opening: Report,
        options: &Options,
    ) -> Result<Rendered, Error> {
        let Read {
            value: submission,
            mut report,
        } = self.read_source(source, &options.levels);
        report.append(opening);
        match submission {
            Some(submission) => {
                let submission = self.for_audience(submission, options.audience);
                self.render_read(&submission, report, options, Volume::Without)
            }
            None => Ok(Rendered {
                report,
                ..Rendered::default()
            }),
        }
    }

    /// A submission with the data that an audience may see.
    ///
    /// # Panics
    /// If another renderer read the submission, and this one has no such edition.
    #[must_use]
    pub fn for_audience(&self, submission: Checked, audience: Audience) -> Checked {
        match audience {
            Audience::Public => {
                let edition = self.edition_of(&submission);
                submission.without_private(edition)
            }
            Audience::Bureau => submission,
        }
    }

    /// A submission for an audience → the chosen files, and its pages for a volume (合订本) if one is
    /// made. `report` has the findings of reading it.
    ///
    /// # Errors
    /// A font that does not exist, or a writer that failed.
    ///
    /// # Panics
    /// If another renderer read the submission, and this one has no such edition.
    pub fn render_read(
        &self,
        submission: &Checked,
        mut report: Report,
        options: &Options,
        volume: Volume,
    ) -> Result<Rendered, Error> {
        let stops = |report: &Report| options.errors == OnErrors::Stop && report.has_errors();
        let nothing = |report| {
            Ok(Rendered {
                report,
                ..Rendered::default()
            })
        };
        if stops(&report) {
            return nothing(report);
        }
        let edition = self.edition_of(submission);
        let grids = match self.grids(submission) {
            Ok(grids) => grids,
            Err(findings) => {
                report.append(findings);
                return nothing(report);
            }
        };
        let mut job = Job {
            renderer: self,
            edition,
            submission,
            grids: &grids,
            options,
            report,
            refused: Report::new(),
        };
        let (files, pages) = job.files(volume)?;
        let levels = merged_levels(edition, &options.levels);
        let mut report = job.report.with_levels(&levels);
        let is_stopped = stops(&report);
        // The other files are made without the PDF.
        report.append(job.refused);
        if is_stopped {
            return nothing(report);
        }
        Ok(Rendered {
            files,
            pages,
            report,
        })
    }
}
