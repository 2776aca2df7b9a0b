//! Properties of any table.

use proptest::prelude::*;

use super::*;

/// A random table: text block, columns, rows with merged cells, sometimes a group.
#[derive(Debug, Clone)]
struct Draft {
    size: (f64, f64),
    columns: Vec<f64>,
    rows: usize,
    cells: Vec<(usize, usize, bool, String)>,
    group: Option<(usize, usize)>,
    min_height: Option<f64>,
    paddings: (f64, f64),
    type_size: (f64, f64),
    title: String,
}

impl Draft {
    fn grid(&self) -> Grid {
        let mut look = look(self.size.0, self.size.1);
        for style in &mut look.styles {
            (style.padding_x, style.padding_y) =
                (Length::pt(self.paddings.0), Length::pt(self.paddings.1));
            (style.size, style.line_height) = (Length::pt(self.type_size.0), self.type_size.1);
        }
        let width = self.columns.len();
        let mut builder = builder(look, &self.columns);
        builder.title(Title {
            text: self.title.clone(),
            style: TITLE,
        });
        let mut taken = vec![false; width * self.rows];
        let mut cells = self.cells.iter().cycle();
        for row in 0..self.rows {
            builder.row(Row {
                min_height: self.min_height.map(Length::pt),
            });
            for col in 0..width {
                if taken[row * width + col] {
                    continue;
                }
                let (rowspan, colspan, is_label, text) = cells.next().unwrap();
                let free = taken[row * width + col..(row + 1) * width]
                    .iter()
                    .take_while(|taken| !**taken)
                    .count();
                let (rowspan, colspan) = ((*rowspan).min(self.rows - row), (*colspan).min(free));
                for slot in (row..row + rowspan)
                    .flat_map(|row| (col..col + colspan).map(move |col| row * width + col))
                {
                    taken[slot] = true;
                }
                let role = if *is_label { Role::Label } else { Role::Data };
                builder
                    .cell(Cell {
                        rowspan,
                        colspan,
                        ..cell(role, text)
                    })
                    .unwrap();
            }
        }
        if let Some((start, head)) = self.group.filter(|(start, head)| start + head <= self.rows) {
            builder.group(RowGroup {
                head: start..start + head,
                rows: start..self.rows,
            });
        }
        builder.finish().unwrap()
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[字句中国预算，。、（）《》“”]{0,12}",
        2 => "[字句，。、（）《》“”——……a-z0-9 .%\n]{0,200}",
        1 => "\\PC{0,60}",
        1 => any::<String>(),
    ]
}

fn drafts() -> impl Strategy<Value = Draft> {
    let cell = (
        prop_oneof![3 => Just(1_usize), 1 => 1_usize..9],
        prop_oneof![3 => Just(1_usize), 1 => 1_usize..4],
        any::<bool>(),
        texts(),
    );
    let table = (
        prop::collection::vec(prop_oneof![4 => 1.0..100.0, 1 => Just(0.0)], 1..6),
        1_usize..30,
        prop::collection::vec(cell, 1..40),
        prop::option::of((0_usize..6, 0_usize..3)),
        texts(),
    );
    let look = (
        (60.0..500.0, 57.0..700.0),
        prop_oneof![3 => Just(None), 1 => (0.0..900.0).prop_map(Some)],
        prop_oneof![3 => Just((2.0, 2.0)), 1 => (0.0..300.0, 0.0..20.0)],
        prop_oneof![3 => Just((10.0, 1.3)), 1 => (1.0..100.0, 0.5..10.0)],
    );
    (table, look).prop_map(|(table, (size, min_height, paddings, type_size))| {
        let (columns, rows, cells, group, title) = table;
        Draft {
            size,
            columns,
            rows,
            cells,
            group,
            min_height,
            paddings,
            type_size,
            title,
        }
    })
}

/// Indicators of a form: label and texts of its rows, one group a label.
fn labelled_groups() -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
    let row = "[指标完成率，、]{1,40}";
    let group = (
        "[可持续发展能力指标]{2,12}",
        prop::collection::vec(row, 1..9),
    );
    prop::collection::vec(group, 1..15)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_is_printed_completely_within_its_cells(draft in drafts()) {
        let grid = draft.grid();
        let table_pages = check(&grid);
        prop_assert_eq!(table_pages.layout, lay_out(&grid, fonts()).unwrap());
    }

    #[test]
    fn a_forbidden_character_starts_a_line_only_where_no_earlier_break_is_better(
        text in "[字句预算，。、；：（）《》“”—…a-c0-9 .%]{0,120}",
        width in 20.0..200.0,
    ) {
        let layout = check(&single(look(width, 600.0), &text)).layout;
        for pair in lines(&layout, RunKind::Cell(CellIndex(0))).windows(2) {
            let line: Vec<char> = pair[0].trim_end().chars().collect();
            let next = pair[1].chars().next().unwrap();
            if let Some(last) = line.last().filter(|last| !kinsoku::may_part(**last, next)) {
                let parts = |pair: &[char]| pair[1] != ' ' && pair[0] != ' ' && kinsoku::may_part(pair[0], pair[1]);
                let is_paired = |pair: &[char]| pair[0] == pair[1] && "—…".contains(pair[0]);
                let better = line.windows(2).any(|pair| parts(pair) && !is_paired(pair));
                prop_assert!(!better, "{last}|{next} in {line:?}");
            }
        }
    }

    #[test]
    fn labels_are_whole_on_every_page_of_their_rows(groups in labelled_groups(), height in 150.0..500.0) {
        let mut builder = builder(look(300.0, height), &[1.0, 3.0, 1.0]);
        let count: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
        fill(&mut builder, vec![vec![label("一级指标", 1), label("三级指标", 1), label("值", 1)]]);
        for (name, rows) in &groups {
            for (number, text) in rows.iter().enumerate() {
                let name = (number == 0).then(|| label(name, rows.len()));
                fill(&mut builder, vec![name.into_iter().chain([data(text), data("1")]).collect()]);
            }
        }
        builder.group(RowGroup { head: 0..1, rows: 0..count + 1 });
        let grid = builder.finish().unwrap();
        let table_pages = check(&grid);
        let first = table_pages.layout.pages.len() - table_pages.plans.len();
        for (plan, page) in table_pages.plans.iter().zip(&table_pages.layout.pages[first..]) {
            for (index, cell) in grid.cells.iter().enumerate().filter(|(_, cell)| cell.role == Role::Label) {
                if plan.fragments.iter().any(|fragment| cell.rows().contains(&fragment.row)) {
                    let printed = lines_on(page, RunKind::Cell(CellIndex(index))).concat();
                    let again = lines_on(page, RunKind::Repeated(CellIndex(index))).concat();
                    prop_assert_eq!(printed + &again, drawable(&cell.text));
                }
            }
        }
    }
}
