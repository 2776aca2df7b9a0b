//! The head of a list: its row, edition and columns, in any order, below titles, in one row or two.

use std::collections::BTreeMap;

use super::super::words;
use super::rows::{ListRow, ListRows};
use crate::form::{Edition, ListDefinition, plain_head, without_remark};

/// Maximum number of rows in which a head is searched.
pub(super) const SEARCHED: usize = 60;

/// Maximum number of columns in which a head is searched.
const COLUMNS: u32 = 256;

/// Maximum length of a head, in characters.
const MAX_LENGTH: usize = 60;

/// Minimum number of columns of a head, one of them the department's or the title's. A filled-in
/// form also has a row of indicators' heads.
pub(super) const MIN: usize = 4;

#[derive(Debug)]
pub(super) struct Head<'r> {
    pub(super) edition: &'r Edition,
    pub(super) list: &'r ListDefinition,
    /// Cell of each column of the edition's list.
    pub(super) columns: Vec<Option<HeadCell>>,
    /// Heads unknown to the list.
    pub(super) unknown: Vec<HeadCell>,
    /// Heads of a column that already has one, with the column's index.
    pub(super) duplicates: Vec<(HeadCell, usize)>,
    /// Head of the column with the edition's id, if several editions fit.
    pub(super) named: Option<HeadCell>,
    /// Ids of other editions that fit equally.
    pub(super) ties: Vec<&'r str>,
    /// Index of the first row below the head, among the filled rows.
    pub(super) below: usize,
    /// Index of its first row.
    pub(super) above: usize,
}

/// A cell of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadCell {
    pub(super) row: u32,
    pub(super) col: u32,
    /// Its text, unchanged.
    pub(super) text: String,
    /// Unit of money in it.
    pub(super) unit: Option<&'static str>,
}

impl Head<'_> {
    /// Number of columns found.
    pub(super) fn score(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// How well its edition fits: whether no column is missing, then the number of columns found.
    /// A list with one more column that another edition knows is not that edition's if it lacks
    /// some of its columns.
    fn fit(&self) -> (bool, usize) {
        let mut columns = self.list.columns.iter().zip(&self.columns);
        let is_whole = columns.all(|(column, cell)| cell.is_some() || !column.is_needed());
        (is_whole, self.score())
    }

    /// Edition given by the rows below.
    pub(super) fn named_in<'l>(&self, lines: &'l ListRows) -> Option<&'l str> {
        let col = self.named.as_ref()?.col;
        let mut rows = lines.rows.get(self.below..)?.iter();
        rows.find_map(|line| line.get(col)).map(str::trim)
    }

    /// Whether enough columns were found for a list.
    fn is_one(&self) -> bool {
        let has = |column: usize| self.columns[column].is_some();
        self.score() >= MIN && (has(self.list.department) || self.list.title.is_some_and(has))
    }
}

/// Head of the column with the edition's id.
pub(super) const EDITION: &str = "表样";

/// Finds the head among the first rows.
///
/// Chooses the edition given in the list, or else the one that fits best; of several such ones, the
/// user's own. `None` if the rows are not a list.
pub(super) fn find_head<'r>(lines: &ListRows, editions: &[&'r Edition]) -> Option<Head<'r>> {
    let lists = editions
        .iter()
        .filter_map(|edition| Some((edition, edition.list.as_ref()?)));
    let heads: Vec<Head<'r>> = lists
        .filter_map(|(edition, list)| best_head(lines, edition, list))
        .collect();
    // Only the first head in the sheet: one further down belongs to another list.
    let end = heads.iter().map(|head| head.below).min()?;
    let heads = heads.into_iter().filter(|head| head.above < end);
    let heads: Vec<Head<'r>> = heads.collect();
    let most = heads.iter().map(Head::fit).max()?;
    let is_named = |head: &Head<'_>| head.named_in(lines) == Some(head.edition.id.as_str());
    let mut best: Vec<Head<'r>> = Vec::new();
    for head in heads {
        if is_named(&head) {
            return Some(head);
        }
        if head.fit() == most {
            best.push(head);
        }
    }
    // The user's own edition first, otherwise in their order.
    best.sort_by_key(|head| !head.edition.is_own);
    let mut best = best.into_iter();
    let mut chosen = best.next()?;
    let others: Vec<Head<'r>> = best.collect();
    // The default edition is what a list that fits several built-in ones is read as.
    let is_default = editions
        .first()
        .is_some_and(|first| first.id == chosen.edition.id);
    let is_of_own = chosen.edition.is_own || others.iter().any(|head| head.edition.is_own);
    if is_of_own || !is_default {
        chosen.ties = others.iter().map(|head| head.edition.id.as_str()).collect();
    }
    Some(chosen)
}

fn best_head<'r>(
    lines: &ListRows,
    edition: &'r Edition,
    list: &'r ListDefinition,
) -> Option<Head<'r>> {
    let searched = lines.rows.iter().take(SEARCHED + 1);
    let known: Vec<usize> = searched.map(|line| known_in(line, list)).collect();
    let head_at = |above: usize, height: usize| {
        let rows = above..above + height;
        // Fast path: nearly no row has enough.
        let known = known.get(rows.clone())?.iter().sum::<usize>();
        let is_likely = known >= MIN && !is_of_values(&lines.rows[rows.clone()], list);
        let head = is_likely.then(|| head_of(lines, rows, (edition, list)))?;
        head.is_one().then_some(head)
    };
    // The first row that is a head, regardless of the rows below: no row between two heads is
    // skipped.
    let first =
        (0..SEARCHED).find(|above| head_at(*above, 1).is_some() || head_at(*above, 2).is_some())?;
    // Heads in one row first: two rows are used only if more of their heads are known. A row above
    // the head may look like a part of it.
    let candidates = [(first, 1), (first + 1, 1), (first, 2), (first + 1, 2)];
    let heads = candidates
        .into_iter()
        .filter_map(|(above, height)| head_at(above, height));
    heads.reduce(|best, head| {
        if head.score() > best.score() {
            head
        } else {
            best
        }
    })
}

/// Whether the second of two rows is one of values, of which some may be words that are heads too:
/// most of its texts are no heads and below one.
fn is_of_values(rows: &[ListRow], list: &ListDefinition) -> bool {
    let [upper, lower] = rows else { return false };
    let is_head = |text: &str| list.heads.column_of(text).is_some();
    let below = lower.cells.iter().filter(|(col, text)| {
        let is_value = !is_head(text) && unit_of(text).is_none();
        is_value && upper.get(*col).is_some_and(is_head)
    });
    below.count() > known_in(lower, list)
}

fn head_of<'r>(
    lines: &ListRows,
    rows: std::ops::Range<usize>,
    (edition, list): (&'r Edition, &'r ListDefinition),
) -> Head<'r> {
    let below = rows.end.min(lines.rows.len());
    let mut head = Head {
        edition,
        list,
        columns: vec![None; list.columns.len()],
        unknown: Vec::new(),
        duplicates: Vec::new(),
        named: None,
        ties: Vec::new(),
        below,
        above: rows.start,
    };
    for cells in by_column(&lines.rows[rows.start..below]).values() {
        let known = cells.iter().rev().find_map(|cell| {
            let index = list.heads.column_of(cell.text)?;
            Some((index, cell))
        });
        let Some((index, cell)) = known else {
            if let Some(named) = cells.iter().find(|cell| plain_head(cell.text) == EDITION) {
                head.named.get_or_insert(named.kept());
                continue;
            }
            head.unknown.extend(cells.last().map(HeadText::kept));
            continue;
        };
        match &head.columns[index] {
            None => {
                let mut kept = cell.kept();
                // Units may be in a separate row below the head.
                let unit = || cells.iter().find_map(|cell| unit_of(cell.text));
                kept.unit = kept.unit.or_else(unit);
                head.columns[index] = Some(kept);
            }
            Some(_) => head.duplicates.push((cell.kept(), index)),
        }
    }
    choose(&mut head, &lines.rows[below..]);
    head
}

/// Chooses between two columns under heads with the same meaning.
///
/// Prefers the one with values, then the head that the edition lists first, which is the most
/// exact. If there are many such columns, a second list is next to the first.
fn choose(head: &mut Head<'_>, rows: &[ListRow]) {
    if head.duplicates.len() >= MIN {
        return;
    }
    for (other, index) in &mut head.duplicates {
        let Some(first) = &mut head.columns[*index] else {
            continue;
        };
        let rank = |cell: &HeadCell| {
            let is_blank = rows.iter().all(|line| line.get(cell.col).is_none());
            let words = plain_head(&cell.text);
            let mut heads = head.list.columns[*index].heads.iter();
            let is_it = |head: &String| without_remark(&plain_head(head)) == without_remark(&words);
            (is_blank, heads.position(is_it))
        };
        if rank(other) < rank(first) {
            std::mem::swap(other, first);
        }
    }
}

/// A cell that may belong to a head.
struct HeadText<'a> {
    row: u32,
    col: u32,
    text: &'a str,
}

impl HeadText<'_> {
    fn kept(&self) -> HeadCell {
        let words: String = self.text.chars().take(MAX_LENGTH).collect();
        HeadCell {
            row: self.row,
            col: self.col,
            unit: words::money_unit(&words),
            text: words,
        }
    }
}

/// Cells of a head by column, the upper one first.
fn by_column(rows: &[ListRow]) -> BTreeMap<u32, Vec<HeadText<'_>>> {
    let mut columns: BTreeMap<u32, Vec<HeadText<'_>>> = BTreeMap::new();
    for line in rows {
        for (col, text) in line.cells.iter().take_while(|(col, _)| *col < COLUMNS) {
            columns.entry(*col).or_default().push(HeadText {
                row: line.row,
                col: *col,
                text,
            });
        }
    }
    columns
}

/// Number of cells in a row that are heads of a column of the list.
fn known_in(line: &ListRow, list: &ListDefinition) -> usize {
    let cells = line.cells.iter().take_while(|(col, _)| *col < COLUMNS);
    cells
        .filter(|(_, text)| list.heads.column_of(text).is_some())
        .count()
}

/// Unit of money in a short cell: `元`, `（万元）`, `单位：千元`.
pub(super) fn unit_of(text: &str) -> Option<&'static str> {
    (text.len() <= MAX_LENGTH).then(|| words::money_unit(text))?
}

/// Values in the rows above a head, which apply to the whole list.
#[derive(Debug, Default)]
pub(super) struct ListTitle {
    /// Distinct years, with row and column.
    pub(super) years: Vec<(String, u32, u32)>,
    pub(super) unit: Option<&'static str>,
}

impl ListTitle {
    /// The year, if there is exactly one.
    pub(super) fn year(&self) -> Option<&(String, u32, u32)> {
        match self.years.as_slice() {
            [year] => Some(year),
            _ => None,
        }
    }
}

/// Reads the rows above a head, and the sheet's name for its unit.
pub(super) fn list_title(lines: &ListRows, count: usize) -> ListTitle {
    let mut above = ListTitle::default();
    for line in &lines.rows[..count] {
        let mut is_label = false;
        for (col, text) in line
            .cells
            .iter()
            .filter(|(_, text)| text.len() <= MAX_LENGTH * 4)
        {
            let beside = Some(words::digits(text.trim())).filter(|_| is_label);
            let beside = beside.filter(|year| words::is_year(year));
            for year in words::years(text).into_iter().chain(beside) {
                if above.years.iter().all(|(known, ..)| *known != year) {
                    above.years.push((year, line.row, *col));
                }
            }
            is_label = plain_head(text).ends_with(words::YEAR);
            above.unit = above.unit.or_else(|| words::money_unit(text));
        }
    }
    above.unit = above.unit.or_else(|| words::money_unit(&lines.sheet));
    above
}
