// Writes workbooks: node exceljs.js < jobs.json, where each job is { path, sheets }.
const Excel = require("exceljs");

const value = (cell) => {
  if (cell.rich) return { richText: cell.rich.map((text, index) => ({ text, font: { bold: index % 2 === 0 } })) };
  if (cell.formula !== undefined) return { formula: cell.formula, result: cell.value };
  if (cell.error) return { error: cell.error };
  if (cell.date) return new Date(cell.date + "T00:00:00Z");
  return cell.value;
};

const main = async () => {
  for (const { path, sheets } of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
    const workbook = new Excel.Workbook();
    for (const sheet of sheets) {
      const out = workbook.addWorksheet(sheet.name, { state: sheet.hidden ? "hidden" : "visible" });
      for (const cell of sheet.cells) {
        const at = out.getCell(cell.row, cell.col);
        at.value = value(cell);
        if (cell.format) at.numFmt = cell.format;
        if (cell.rows > 1 || cell.cols > 1) {
          out.mergeCells(cell.row, cell.col, cell.row + cell.rows - 1, cell.col + cell.cols - 1);
        }
      }
    }
    await workbook.xlsx.writeFile(path);
  }
};

main();
