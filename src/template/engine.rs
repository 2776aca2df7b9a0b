//! Compiled templates of an edition, and the tables they render.

use std::io::{self, Write};
use std::sync::OnceLock;

use tera::{Context, ErrorKind, Tera};

use super::chunks::MAX_WHOLE_LENGTH;
use super::context::{SUBMISSION, Shape};
use super::grouping;
use super::input::TableInput;
use super::language;
use super::limits;
use super::markup;
use super::messages::{parse_errors, translate};
use super::source_map::MappedTemplate;
use super::values::TableValues;
use crate::finding::{Code, Finding, Report};
use crate::form::Edition;
use crate::grid::Grid;
use crate::record::{Submission, TableRecord};
use crate::source::{Place, Source};
use crate::text;

/// Extension of template files.
const EXTENSION: &str = ".tera";

/// Largest rendered table, in bytes; one with 20,000 indicators has some 20 MiB.
pub const MAX_RENDERED: usize = 64 * 1024 * 1024;

/// Compiled templates of an edition.
#[derive(Debug)]
pub struct Engine {
    compiled: Compiled,
    /// The same templates with the place of each tag, compiled when a rendered table has findings.
    /// `None` if they do not compile.
    located: OnceLock<Option<Compiled>>,
    shapes: Vec<Shape>,
    submission: Shape,
    /// Maximum length of a rendered table, in bytes, that is parsed as a whole.
    pub(super) longest_whole: usize,
}

/// Templates compiled by Tera, with their source maps.
#[derive(Debug)]
struct Compiled {
    tera: Tera,
    templates: Vec<MappedTemplate>,
}

impl Compiled {
    /// Compiles the templates of an edition, on request with the places of their tags. The second
    /// value contains syntax errors.
    fn new(edition: &Edition, has_places: bool) -> (Compiled, Result<(), tera::Error>) {
        let (names, templates): (Vec<&str>, Vec<MappedTemplate>) = files_of(edition)
            .enumerate()
            .map(|(index, (name, source))| {
                (
                    name,
                    MappedTemplate::new(source, has_places.then_some(index)),
                )
            })
            .unzip();
        let mut tera = Tera::default();
        tera.autoescape_on([EXTENSION]);
        tera.set_escape_fn(escape);
        limits::install(&mut tera);
        grouping::install(&mut tera);
        let added = tera.add_raw_templates(
            names
                .iter()
                .zip(&templates)
                .map(|(name, template)| (*name, template.text.as_str())),
        );
        (Compiled { tera, templates }, added)
    }

    /// Renders a template to markup.
    fn render(&self, template: &str, context: &Context) -> Result<String, tera::Error> {
        let mut markup = Bounded(Vec::with_capacity(64 * 1024));
        limits::begin();
        self.tera.render_to(template, context, &mut markup)?;
        Ok(String::from_utf8(markup.0).expect("Tera writes UTF-8"))
    }
}

/// What a table is rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be printed.
    Table,
    /// To be filled in.
    Blank,
    /// To see which values its titles and cells show: its values are placeholders.
    Placeholders,
}

/// Template files of an edition, by name.
fn files_of(edition: &Edition) -> impl Iterator<Item = (&str, &Source)> {
    let files = edition.files.iter();
    files
        .filter(|(name, _)| name.ends_with(EXTENSION))
        .map(|(name, source)| (name.as_str(), source))
}

/// Checks the templates of an edition without rendering them: their syntax, names, and the types of
/// values. Templates with errors here are not rendered.
pub fn check_language(edition: &Edition) -> Report {
    language::check(edition, EXTENSION)
}

impl Engine {
    /// Compiles the templates of an edition.
    ///
    /// # Errors
    /// Syntax errors, each with its file and line.
    pub fn new(edition: &Edition) -> Result<Engine, Report> {
        let mut refused = Report::new();
        for (_, source) in files_of(edition) {
            refused.append(limits::refuse(source));
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let (compiled, added) = Compiled::new(edition, false);
        let shapes = edition
            .tables
            .iter()
            .map(|table| Shape::of_form(&table.form))
            .collect();
        let engine = Engine {
            compiled,
            located: OnceLock::new(),
            shapes,
            submission: Shape::of(&edition.fields),
            longest_whole: MAX_WHOLE_LENGTH,
        };
        match added {
            Ok(()) => Ok(engine),
            Err(error) => Err(engine.report(&error, None, "")),
        }
    }

    /// Renders a table to a grid.
    ///
    /// # Errors
    /// Findings about the template: an unknown variable, markup that is not a table.
    ///
    /// # Panics
    /// If the template engine writes invalid UTF-8, which it never does.
    pub fn grid(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
    ) -> Result<Grid, Report> {
        self.rendered(edition, submission, table, Purpose::Table)
    }

    /// Renders a table, whose values may be placeholders, to a grid.
    pub(super) fn rendered(
        &self,
        edition: &Edition,
        submission: &Submission,
        table: &TableRecord,
        purpose: Purpose,
    ) -> Result<Grid, Report> {
        let markup = |compiled: &Compiled| self.markup(compiled, edition, (submission, table));
        self.read(edition, (submission, table), purpose, markup)
    }

    /// Renders an empty table with all its conditional parts: the template sees `filled`, in which
    /// each blank value is a placeholder between these delimiters, so that no condition on a value
    /// fails; the cells show the values of `submission`.
    ///
    /// A template that cuts a placeholder (`truncate`) is rendered from the empty table itself.
    ///
    /// # Errors
    /// As [`Engine::grid`].
    pub fn empty_grid(
        &self,
        edition: &Edition,
        (submission, table): (&Submission, &TableRecord),
        filled: (&Submission, &TableRecord),
        delimiters: (char, char),
    ) -> Result<Grid, Report> {
        let markup = |compiled: &Compiled| {
            let markup = self.markup(compiled, edition, filled)?;
            match without_placeholders(&markup, delimiters) {
                Some(markup) => Ok(markup),
                None => self.markup(compiled, edition, (submission, table)),
            }
        };
        self.read(edition, (submission, table), Purpose::Blank, markup)
    }

    /// Markup of a table.
    fn markup(
        &self,
        compiled: &Compiled,
        edition: &Edition,
        (submission, table): (&Submission, &TableRecord),
    ) -> Result<String, tera::Error> {
        let form = &edition.tables[table.table].form;
        // Dropped as soon as the table is rendered, because it is as large as the data.
        let own = tera::Value::from(self.submission.fill(&submission.fields));
        let context = self.shapes[table.table].context(&table.record, own);
        compiled.render(&form.template, &context)
    }

    /// Reads the markup of a table as a grid.
    fn read(
        &self,
        edition: &Edition,
        (submission, table): (&Submission, &TableRecord),
        purpose: Purpose,
        markup_of: impl Fn(&Compiled) -> Result<String, tera::Error>,
    ) -> Result<Grid, Report> {
        let form = &edition.tables[table.table].form;
        let markup = match markup_of(&self.compiled) {
            Ok(markup) => markup,
            Err(error) => return Err(self.report(&error, Some(table.table), &form.template)),
        };
        let shown = TableValues {
            fields: &form.fields,
            record: &table.record,
            side_by_side: &form.side_by_side,
            submission_fields: &edition.fields,
            submission,
            tables: &edition.tables,
            is_blank: purpose == Purpose::Blank,
        };
        let read = |markup: &str, compiled: &Compiled, has_places: bool| {
            let templates = &compiled.templates;
            let look = edition.look_of(table.table);
            markup::read(
                markup,
                &TableInput {
                    form,
                    look,
                    shown,
                    templates,
                    has_places,
                    marks: &edition.boxes,
                    has_placeholders: purpose == Purpose::Placeholders,
                    longest_whole: self.longest_whole,
                },
            )
        };
        read(&markup, &self.compiled, false).or_else(|found| {
            // Rendered once more, with places for the findings.
            let located = self.located.get_or_init(|| {
                let (compiled, added) = Compiled::new(edition, true);
                added.is_ok().then_some(compiled)
            });
            let again = located.as_ref().and_then(|located| {
                let markup = markup_of(located).ok()?;
                Some(read(&markup, located, true))
            });
            again.unwrap_or(Err(found))
        })
    }

    /// The compiled templates.
    pub(super) fn templates(&self) -> &[MappedTemplate] {
        &self.compiled.templates
    }

    fn report(&self, error: &tera::Error, table: Option<usize>, template: &str) -> Report {
        let mut report = Report::new();
        match error.kind() {
            ErrorKind::Msg(message) if !parse_errors(message).is_empty() => {
                report.extend(parse_errors(message).iter().map(|trouble| {
                    let words = translate(trouble.message);
                    let place = self
                        .template(trouble.file)
                        .map(|template| template.source.place(trouble.range(template)));
                    let place = place.unwrap_or_else(|| Place::file(trouble.file));
                    Finding::new(Code::TemplateSyntax, place)
                        .seen(words.seen)
                        .expected("写法正确的 Tera 模板")
                        .correction(words.correction)
                }));
            }
            _ => report.push(self.finding(error, table, template)),
        }
        report
    }

    fn finding(&self, error: &tera::Error, table: Option<usize>, template: &str) -> Finding {
        match error.kind() {
            ErrorKind::SyntaxError(trouble) => {
                let words = translate(trouble.message());
                let place = if trouble.message().starts_with("Unexpected end") {
                    self.end(trouble.filename())
                } else {
                    self.place(trouble).0
                };
                Finding::new(Code::TemplateSyntax, place)
                    .seen(words.seen)
                    .expected("写法正确的 Tera 模板")
                    .correction(words.correction)
            }
            ErrorKind::RenderingError(trouble) => {
                let (place, words) = self.place(trouble);
                self.rendering(place, &words, trouble.message(), table)
            }
            ErrorKind::CircularInclude { tpl, include_chain } => {
                let finding = Finding::new(Code::TemplateSyntax, self.whole(tpl))
                    .seen(include_chain.join(" → "));
                finding
                    .expected("不包含自己的模板")
                    .correction("去掉其中一个 include")
            }
            ErrorKind::Io(_) => Finding::new(Code::TemplateFailed, self.whole(template))
                .seen(format!("渲染结果超过 {} MiB", MAX_RENDERED / 1024 / 1024))
                .expected("较小的表")
                .correction("检查模板里的循环"),
            other => {
                let words = translate(&other.to_string());
                Finding::new(Code::TemplateSyntax, self.whole(template))
                    .seen(words.seen)
                    .expected("能渲染的模板")
                    .correction(words.correction)
            }
        }
    }

    /// Finding for an unknown variable or another rendering error.
    fn rendering(&self, place: Place, words: &str, message: &str, table: Option<usize>) -> Finding {
        if !message.contains("not defined") && !message.contains("undefined") {
            let said = translate(message);
            return Finding::new(Code::TemplateFailed, place)
                .seen(said.seen)
                .expected("能渲染的模板")
                .correction(said.correction);
        }
        let known = table.map_or_else(Vec::new, |table| self.known_beside(table, words));
        let unknown = words.rsplit('.').next().unwrap_or(words);
        let correction = match text::nearest(unknown, known.iter().copied()) {
            Some(word) => format!("可能是 {word}"),
            None => "改用其中之一,或在定义的 [fields] 里加上此栏目".to_owned(),
        };
        let place = Place {
            pointer: format!("{{{{ {words} }}}}"),
            ..place
        };
        let finding = Finding::new(Code::TemplateUndefined, place).seen("无此名");
        finding
            .expected(format!("{} 之一", text::list(known)))
            .correction(correction)
    }

    /// Known names in the scope of an unknown one: in its group, in its row, or at the top level.
    fn known_beside(&self, table: usize, words: &str) -> Vec<&str> {
        let shape = &self.shapes[table];
        let parents = words.rsplit_once('.').map(|(parents, _)| parents);
        match parents {
            None => shape.keys().into_iter().chain([SUBMISSION]).collect(),
            Some(SUBMISSION) => self.submission.keys(),
            Some(parents) => shape
                .keys_at(parents.split('.'))
                .unwrap_or_else(|| shape.row_keys()),
        }
    }

    /// Place of an error in the original template, and the text there.
    fn place(&self, trouble: &tera::ReportError) -> (Place, String) {
        let Some(template) = self.template(trouble.filename()) else {
            return (Place::file(trouble.filename()), String::new());
        };
        let range = template.original(&trouble.span().range);
        let text = template.source.text();
        let is_path = |next: char| next.is_alphanumeric() || matches!(next, '.' | '_' | '?');
        let after = text.get(range.start..).unwrap_or_default();
        let before = text.get(..range.start).unwrap_or_default();
        // Tera reports only the last segment of a path.
        let start = before.trim_end_matches(is_path).len();
        let end = range.start + after.find(|next| !is_path(next)).unwrap_or(after.len());
        let words = text.get(start..end).unwrap_or_default();
        let place = template
            .source
            .place(start.min(range.start)..range.end.max(end));
        (place, words.replace('?', ""))
    }

    /// End of a template.
    fn end(&self, name: &str) -> Place {
        self.template(name).map_or_else(
            || Place::file(name),
            |template| {
                let end = template.source.text().trim_end().len();
                template.source.place(end..end)
            },
        )
    }

    fn whole(&self, name: &str) -> Place {
        self.template(name).map_or_else(
            || Place::file(name),
            |template| Place::file(template.source.name()),
        )
    }

    fn template(&self, name: &str) -> Option<&MappedTemplate> {
        let is_it = |template: &&MappedTemplate| {
            let file = template.source.name();
            file == name
                || file
                    .strip_suffix(name)
                    .is_some_and(|folder| folder.ends_with(['/', '\\']))
        };
        self.templates().iter().find(is_it)
    }
}

/// Markup without the placeholders between these delimiters; `None` if one was cut.
fn without_placeholders(markup: &str, (open, close): (char, char)) -> Option<String> {
    let mut rest = markup;
    let mut out = String::with_capacity(markup.len());
    while let Some((before, after)) = rest.split_once(open) {
        let (placeholder, left) = after.split_once(close)?;
        let is_whole =
            !placeholder.is_empty() && placeholder.bytes().all(|byte| byte.is_ascii_digit());
        if !is_whole {
            return None;
        }
        out.push_str(before);
        rest = left;
    }
    out.push_str(rest);
    (!out.contains(close)).then_some(out)
}

/// Escapes data for XHTML. A character that XML cannot contain becomes a `char` element, so that it
/// is passed on to the grid.
fn escape(data: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut plain = 0;
    for (at, character) in data.char_indices() {
        let code;
        let escaped = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\n' | '\t' | ' '..='\u{FFFD}' | '\u{10000}'.. => continue,
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                code = format!("<char code=\"{:X}\"/>", u32::from(character));
                &code
            }
        };
        out.write_all(&data.as_bytes()[plain..at])?;
        out.write_all(escaped.as_bytes())?;
        plain = at + character.len_utf8();
    }
    out.write_all(&data.as_bytes()[plain..])
}

/// Output buffer with a size limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_RENDERED {
            return Err(io::Error::other("the rendered table is too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
