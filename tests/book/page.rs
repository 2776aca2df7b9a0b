//! A Markdown page as the tests see it: fenced blocks, headings, links, inline code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A fenced block.
pub(crate) struct Block {
    /// Number of the line after the opening fence, from 1.
    pub(crate) line: usize,
    /// First word of the info string.
    pub(crate) language: String,
    /// The `key="value"` pairs after it.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Block {
    fn opened(line: usize, info: &str) -> Self {
        let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
        let words: Vec<&str> = rest.split('"').collect();
        let pairs = words.chunks_exact(2);
        let attributes = pairs.map(|pair| {
            (
                pair[0].trim_matches([' ', '=']).to_owned(),
                pair[1].to_owned(),
            )
        });
        Self {
            line,
            language: language.to_owned(),
            attributes: attributes.collect(),
            text: String::new(),
        }
    }

    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }
}

pub(crate) struct Page {
    /// Path below the repository.
    pub(crate) name: String,
    pub(crate) blocks: Vec<Block>,
    /// Lines outside of blocks, with their numbers from 1.
    lines: Vec<(usize, String)>,
}

impl Page {
    pub(crate) fn read(root: &Path, name: &str) -> Self {
        let text = std::fs::read_to_string(root.join(name)).expect("a page can be read");
        let mut page = Self {
            name: name.to_owned(),
            blocks: Vec::new(),
            lines: Vec::new(),
        };
        let mut open: Option<Block> = None;
        for (number, line) in (1..).zip(text.lines()) {
            match (&mut open, line.trim_start().strip_prefix("```")) {
                (Some(_), Some(_)) => page.blocks.extend(open.take()),
                (Some(block), None) => block.text.extend([line, "\n"]),
                (None, Some(info)) => open = Some(Block::opened(number + 1, info)),
                (None, None) => page.lines.push((number, line.to_owned())),
            }
        }
        assert!(open.is_none(), "{name}: a block has no end");
        page
    }

    /// The place of a line, as compilers print it.
    pub(crate) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.name)
    }

    /// Identifiers of the headings; GitHub and mdBook make the same.
    pub(crate) fn anchors(&self) -> Vec<String> {
        let heads = self.lines.iter().filter(|(_, line)| line.starts_with('#'));
        heads
            .map(|(_, line)| anchor(line.trim_start_matches('#').trim()))
            .collect()
    }

    /// Targets of links and pictures.
    pub(crate) fn links(&self) -> Vec<(usize, String)> {
        let mut links = Vec::new();
        for (number, line) in &self.lines {
            let prose: String = line.split('`').step_by(2).collect();
            for rest in prose.split("](").skip(1) {
                let target = rest.split(')').next().unwrap_or_default();
                links.push((*number, target.to_owned()));
            }
        }
        links
    }

    /// Texts of inline code.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().flat_map(|(number, line)| {
            line.split('`')
                .skip(1)
                .step_by(2)
                .map(|code| (*number, code))
        })
    }

    /// The file a link leads to, below the repository; none for a link into the page itself.
    pub(crate) fn target(&self, link: &str) -> Option<PathBuf> {
        let folder = Path::new(&self.name).parent()?;
        let file = link.split('#').next()?;
        (!file.is_empty()).then(|| folder.join(file))
    }
}

/// Letters, digits, `-` and `_` in lower case; a blank becomes `-`, all else goes.
fn anchor(heading: &str) -> String {
    let signs = heading.chars().filter_map(|sign| match sign {
        ' ' => Some('-'),
        '-' | '_' => Some(sign),
        _ => sign.is_alphanumeric().then_some(sign),
    });
    signs.collect::<String>().to_lowercase()
}
