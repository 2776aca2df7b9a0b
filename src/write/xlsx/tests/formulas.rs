//! Formulas of cells.

use super::*;
use crate::write::xlsx::elsewhere::Elsewhere;

fn binary(left: Formula, operator: Operator, right: Formula) -> Formula {
    Formula::Binary(Box::new(left), operator, Box::new(right))
}

fn at(index: usize) -> Formula {
    Formula::Cell(Operand::Here(CellIndex(index)))
}

/// Formula of a cell in a grid of unmerged cells, all rows of one height.
fn formula(columns: usize, rows: Vec<Vec<Cell>>, of: usize) -> Option<String> {
    let grid = grid(columns, rows);
    let layout = layout(&vec![18.0; grid.row_count()]);
    let table = Table {
        grid: &grid,
        layout: &layout,
        label: "表",
    };
    let rows = SheetRows::plan(&grid, &row_height::heights(&table, &vec![80; columns]), &[]);
    Formulas {
        grid: &grid,
        rows: &rows,
        elsewhere: &Elsewhere::default(),
    }
    .of(&grid.cells[of])
}

#[test]
fn a_blank_rate_has_a_percent_format_and_a_formula() {
    let blank = Some(Notation::Percent { decimals: 2 });
    let quotient = binary(at(1), Operator::Divide, at(0));
    let rate = derived(Cell { blank, ..cell("") }, quotient);
    let written = written(
        &grid(3, vec![vec![cell(""), cell(""), rate]]),
        &layout(&[18.0]),
    );
    let sheet = part(&written, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<f>IF(A2=0,\"\",ROUND(B2/A2,4))</f><v></v>"),
        "{sheet}"
    );
    assert!(part(&written, "xl/styles.xml").contains("formatCode=\"0.00%\""));
}

#[test]
fn sums_are_ranges_where_cells_are_neighbours() {
    let column = |total: Formula| {
        vec![
            vec![amount("1")],
            vec![amount("2")],
            vec![cell("")],
            vec![amount("3")],
            vec![derived(amount("6"), total)],
        ]
    };
    assert_eq!(
        formula(1, column(sum(&[0, 1, 2, 3])), 4).unwrap(),
        "SUM(A2:A5)"
    );
    assert_eq!(
        formula(1, column(sum(&[0, 1, 3])), 4).unwrap(),
        "SUM(A2:A3,A5)"
    );
    let added = binary(binary(at(0), Operator::Add, at(1)), Operator::Add, at(2));
    assert_eq!(formula(1, column(added), 4).unwrap(), "SUM(A2:A4)");
    let row = vec![vec![
        amount("1"),
        spanning("", 1, 2),
        amount("2"),
        derived(amount("3"), sum(&[0, 1, 2])),
    ]];
    assert_eq!(formula(5, row, 3).unwrap(), "SUM(A2:D2)");
}

#[test]
fn a_quotient_is_rounded_and_blank_without_a_divisor() {
    let rate = binary(at(1), Operator::Divide, at(0));
    let row = |result: Cell| vec![vec![amount("3"), amount("1"), result]];
    assert_eq!(
        formula(3, row(derived(percent("33.33%"), rate.clone())), 2).unwrap(),
        "IF(A2=0,\"\",ROUND(B2/A2,4))"
    );
    assert_eq!(
        formula(3, row(derived(amount("0.3"), rate)), 2).unwrap(),
        "IF(A2=0,\"\",ROUND(B2/A2,1))"
    );
    let nested = binary(
        at(1),
        Operator::Divide,
        binary(at(0), Operator::Divide, at(1)),
    );
    assert_eq!(
        formula(3, row(derived(percent("33.33%"), nested)), 2).unwrap(),
        "IF(B2=0,\"\",IF(A2/B2=0,\"\",ROUND(B2/(A2/B2),4)))"
    );
    let by_constant = binary(at(1), Operator::Divide, Formula::Number(Decimal::from(4)));
    assert_eq!(
        formula(3, row(derived(amount("0.25"), by_constant)), 2).unwrap(),
        "B2/4"
    );
}

#[test]
fn brackets_are_written_only_where_needed() {
    let row = |total: Formula| vec![vec![amount("3"), amount("1"), derived(amount("2"), total)]];
    let minus = |left, right| binary(left, Operator::Subtract, right);
    let times = |left, right| binary(left, Operator::Multiply, right);
    assert_eq!(formula(3, row(minus(at(0), at(1))), 2).unwrap(), "A2-B2");
    assert_eq!(
        formula(3, row(minus(at(0), minus(at(1), at(0)))), 2).unwrap(),
        "A2-(B2-A2)"
    );
    assert_eq!(
        formula(3, row(minus(minus(at(0), at(1)), at(0))), 2).unwrap(),
        "A2-B2-A2"
    );
    assert_eq!(
        formula(3, row(times(minus(at(0), at(1)), at(0))), 2).unwrap(),
        "(A2-B2)*A2"
    );
    let plus_one = binary(at(0), Operator::Add, Formula::Number(Decimal::NEGATIVE_ONE));
    assert_eq!(
        formula(3, row(times(at(0), plus_one)), 2).unwrap(),
        "A2*(A2+(-1))"
    );
}

#[test]
fn texts_and_blank_results_count_as_zero() {
    let difference = binary(at(0), Operator::Subtract, at(1));
    let row = vec![vec![
        cell("无"),
        amount("1"),
        derived(amount("-1"), difference),
    ]];
    assert_eq!(formula(3, row, 2).unwrap(), "N(A2)-B2");
    let row = vec![vec![cell(""), cell(""), derived(cell(""), sum(&[0, 1]))]];
    assert_eq!(
        formula(3, row.clone(), 2).unwrap(),
        "IF(COUNT(A2:B2)=0,\"\",SUM(A2:B2))"
    );
    let written = written(&grid(3, row), &layout(&[18.0]));
    assert_eq!(
        value(&mut open(&written), 1, 2),
        Data::String(String::new())
    );
    assert_eq!(
        open(&written)
            .worksheet_formula("表")
            .unwrap()
            .used_cells()
            .count(),
        1
    );
}

#[test]
fn a_difference_is_blank_while_its_minuend_is() {
    let rest = || {
        binary(
            binary(at(0), Operator::Subtract, at(1)),
            Operator::Subtract,
            at(2),
        )
    };
    let row = || {
        vec![
            cell(""),
            amount("2"),
            amount("3"),
            derived(cell(""), rest()),
        ]
    };
    assert_eq!(
        formula(4, vec![row()], 3).unwrap(),
        "IF(COUNT(A2)=0,\"\",A2-B2-C2)"
    );
}

#[test]
fn a_text_literal_is_split_at_the_limit_of_excel() {
    assert_eq!(quoted("第\"一\"期"), "\"第\"\"一\"\"期\"");
    let long = "表".repeat(300);
    let parts = [&long[..255 * 3], &long[255 * 3..]];
    assert_eq!(quoted(&long), format!("\"{}\"&\"{}\"", parts[0], parts[1]));
    assert_eq!(quoted(""), "\"\"");
}

#[test]
fn a_value_that_a_workbook_cannot_compute_is_a_number() {
    let row = vec![vec![
        amount("1234567890123456.5"),
        amount("1"),
        derived(amount("2"), sum(&[0, 1])),
    ]];
    assert_eq!(formula(3, row, 2), None);
    let rows = |count: usize| {
        let mut rows: Vec<Vec<Cell>> = (0..2 * count).map(|_| vec![amount("1")]).collect();
        let parts: Vec<usize> = (0..count).map(|index| 2 * index).collect();
        rows.push(vec![derived(amount("1"), sum(&parts))]);
        (rows, 2 * count)
    };
    let (few, total) = rows(300);
    let nested = formula(1, few, total).unwrap();
    assert!(
        nested.starts_with("SUM(SUM(A2,A4,") && nested.contains("),SUM(") && nested.len() <= 8192
    );
    let (many, total) = rows(3000);
    assert_eq!(formula(1, many, total), None);
}
