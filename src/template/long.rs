//! A long rendered table in pieces: some of its rows at a time, since the tree of all its elements takes several times the memory of its text.
//!
//! Only what is plainly rows in bodies is taken apart. Of anything else, and of whatever is wrong, the table is read as a whole, which tells it.

/// A table of more bytes than this is read in pieces.
pub(super) const LONGEST_WHOLE: usize = 1024 * 1024;

/// Bytes of the rows in a piece, about.
const PIECE: usize = 128 * 1024;

const BODY: &str = "<tbody";
const BODY_END: &str = "</tbody>";
const ROW: &str = "<tr";
const ROW_END: &str = "</tr>";

/// The rows of a body, as they were rendered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'m> {
    start_tag: &'m str,
    rows: &'m str,
}

impl<'m> Rows<'m> {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        let rows = self.rows.match_indices(ROW);
        rows.filter(|(at, _)| ends_name(&self.rows[at + ROW.len()..]))
            .count()
    }

    /// Bodies of some of the rows each.
    pub(super) fn pieces(self) -> impl Iterator<Item = String> + use<'m> {
        let mut rest = self.rows;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let mut places = (0..=rest.len().min(PIECE)).rev();
            let least = places.find(|place| rest.is_char_boundary(*place))?;
            let end = rest[least..].find(ROW_END);
            let (rows, others) =
                rest.split_at(end.map_or(rest.len(), |end| least + end + ROW_END.len()));
            rest = others;
            Some([self.start_tag, rows, BODY_END].concat())
        })
    }
}

/// The table without the rows of its bodies, and those; none where it is not as plain as that.
pub(super) fn apart(markup: &str) -> Option<(String, Vec<Rows<'_>>)> {
    // Comments and such may hold what looks like rows.
    if markup.contains("<!") || markup.contains("<?") {
        return None;
    }
    let (mut frame, mut bodies) = (String::new(), Vec::new());
    let mut rest = markup;
    while let Some(start) = rest.find(BODY) {
        let rows = start + rest[start..].find('>')? + 1;
        let end = rows + rest[rows..].find(BODY_END)?;
        bodies.push(Rows {
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
    fn rows_are_taken_out_of_their_bodies() {
        let markup = "<table><colgroup/><tbody head=\"1\"><tr>甲</tr><tr/></tbody> <tbody>\n<tr a=\"\">乙</tr></tbody></table>";
        let (frame, bodies) = apart(markup).unwrap();
        assert_eq!(
            frame,
            "<table><colgroup/><tbody head=\"1\"></tbody> <tbody></tbody></table>"
        );
        assert_eq!(bodies.iter().map(Rows::count).collect::<Vec<_>>(), [2, 1]);
        let pieces: Vec<String> = bodies[0].pieces().collect();
        assert_eq!(pieces, ["<tbody head=\"1\"><tr>甲</tr><tr/></tbody>"]);
    }

    #[test]
    fn pieces_end_with_rows_and_leave_nothing_out() {
        let row = format!("<tr>{}</tr>\n", "目标".repeat(100));
        let rows = row.repeat(1000);
        let markup = format!("<table><tbody>{rows}</tbody></table>");
        let (_, bodies) = apart(&markup).unwrap();
        let pieces: Vec<String> = bodies[0].pieces().collect();
        assert!(pieces.len() > 3);
        let inner = pieces.iter().map(|piece| {
            let piece = piece.strip_prefix("<tbody>").unwrap();
            piece.strip_suffix(BODY_END).unwrap()
        });
        assert_eq!(inner.clone().collect::<String>(), rows);
        for piece in inner {
            assert_eq!(
                piece.matches("<tr>").count(),
                piece.matches("</tr>").count()
            );
        }
    }

    #[test]
    fn comments_are_left_to_the_whole() {
        assert!(apart("<table><!-- <tbody></tbody> --></table>").is_none());
        assert!(apart("<table><tbody><tr/></table>").is_none());
    }
}
