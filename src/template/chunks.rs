//! Splits a long rendered table into chunks of rows: the element tree of a whole table takes
//! several times the memory of its text.
//!
//! Only plain rows in table bodies are split off. With any other content or error, the caller
//! parses the table as a whole, which reports it.

/// Maximum length of a table, in bytes, that is parsed as a whole.
pub(super) const MAX_WHOLE_LENGTH: usize = 1024 * 1024;

/// Approximate size of a chunk, in bytes.
const CHUNK: usize = 128 * 1024;

const BODY: &str = "<tbody";
const BODY_END: &str = "</tbody>";
const ROW: &str = "<tr";
const ROW_END: &str = "</tr>";

/// Rows of a table body, as rendered.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyRows<'m> {
    start_tag: &'m str,
    rows: &'m str,
}

impl<'m> BodyRows<'m> {
    /// Number of rows.
    pub(super) fn count(&self) -> usize {
        let rows = self.rows.match_indices(ROW);
        rows.filter(|(at, _)| ends_name(&self.rows[at + ROW.len()..]))
            .count()
    }

    /// Table bodies, each with some of the rows.
    pub(super) fn chunks(self) -> impl Iterator<Item = String> + use<'m> {
        let mut rest = self.rows;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let mut places = (0..=rest.len().min(CHUNK)).rev();
            let least = places.find(|place| rest.is_char_boundary(*place))?;
            let end = rest[least..].find(ROW_END);
            let (rows, others) =
                rest.split_at(end.map_or(rest.len(), |end| least + end + ROW_END.len()));
            rest = others;
            Some([self.start_tag, rows, BODY_END].concat())
        })
    }
}

/// Splits a table into its frame without rows, and the rows of each body. `None` if the markup is
/// not plain.
pub(super) fn split(markup: &str) -> Option<(String, Vec<BodyRows<'_>>)> {
    // Comments and similar constructs may contain text that looks like rows.
    if markup.contains("<!") || markup.contains("<?") {
        return None;
    }
    let (mut frame, mut bodies) = (String::new(), Vec::new());
    let mut rest = markup;
    while let Some(start) = rest.find(BODY) {
        let rows = start + rest[start..].find('>')? + 1;
        let end = rows + rest[rows..].find(BODY_END)?;
        bodies.push(BodyRows {
            start_tag: &rest[start..rows],
            rows: &rest[rows..end],
        });
        frame.push_str(&rest[..rows]);
        rest = &rest[end..];
    }
    frame.push_str(rest);
    Some((frame, bodies))
}

/// Whether a tag's name ends before this text.
fn ends_name(text: &str) -> bool {
    text.starts_with([' ', '\t', '\n', '\r', '/', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_off_their_bodies() {
        let markup = "<table><colgroup/><tbody head=\"1\"><tr>甲</tr><tr/></tbody> <tbody>\n<tr a=\"\">乙</tr></tbody></table>";
        let (frame, bodies) = split(markup).unwrap();
        assert_eq!(
            frame,
            "<table><colgroup/><tbody head=\"1\"></tbody> <tbody></tbody></table>"
        );
        assert_eq!(
            bodies.iter().map(BodyRows::count).collect::<Vec<_>>(),
            [2, 1]
        );
        let chunks: Vec<String> = bodies[0].chunks().collect();
        assert_eq!(chunks, ["<tbody head=\"1\"><tr>甲</tr><tr/></tbody>"]);
    }

    #[test]
    fn chunks_end_with_rows_and_cover_all_of_them() {
        let row = format!("<tr>{}</tr>\n", "目标".repeat(100));
        let rows = row.repeat(1000);
        let markup = format!("<table><tbody>{rows}</tbody></table>");
        let (_, bodies) = split(&markup).unwrap();
        let chunks: Vec<String> = bodies[0].chunks().collect();
        assert!(chunks.len() > 3);
        let inner = chunks.iter().map(|chunk| {
            let chunk = chunk.strip_prefix("<tbody>").unwrap();
            chunk.strip_suffix(BODY_END).unwrap()
        });
        assert_eq!(inner.clone().collect::<String>(), rows);
        for chunk in inner {
            assert_eq!(
                chunk.matches("<tr>").count(),
                chunk.matches("</tr>").count()
            );
        }
    }

    #[test]
    fn markup_with_comments_is_not_split() {
        assert!(split("<table><!-- <tbody></tbody> --></table>").is_none());
        assert!(split("<table><tbody><tr/></table>").is_none());
    }
}
