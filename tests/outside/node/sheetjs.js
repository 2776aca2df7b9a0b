// Writes workbooks: node sheetjs.js < jobs.json, where each job is { path, sheets }; the ending says which kind.
const XLSX = require("xlsx");

const made = (cell) => {
  if (cell.formula !== undefined) return { t: typeof cell.value === "number" ? "n" : "s", v: cell.value ?? "", f: cell.formula };
  if (cell.value === null || cell.value === undefined || cell.value === "") return { t: "z" };
  if (typeof cell.value === "boolean") return { t: "b", v: cell.value };
  return typeof cell.value === "number" ? { t: "n", v: cell.value, z: cell.format } : { t: "s", v: cell.value, z: cell.format };
};

for (const { path, sheets } of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const book = XLSX.utils.book_new();
  for (const sheet of sheets) {
    const out = { "!merges": [] };
    let [rows, cols] = [1, 1];
    for (const cell of sheet.cells) {
      out[XLSX.utils.encode_cell({ r: cell.row - 1, c: cell.col - 1 })] = made(cell);
      [rows, cols] = [Math.max(rows, cell.row + cell.rows - 1), Math.max(cols, cell.col + cell.cols - 1)];
      if (cell.rows > 1 || cell.cols > 1) {
        out["!merges"].push({ s: { r: cell.row - 1, c: cell.col - 1 }, e: { r: cell.row + cell.rows - 2, c: cell.col + cell.cols - 2 } });
      }
    }
    out["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows - 1, c: cols - 1 } });
    XLSX.utils.book_append_sheet(book, out, sheet.name);
  }
  XLSX.writeFile(book, path, { bookSST: path.endsWith("x"), bookType: path.endsWith(".xls") ? "biff8" : "xlsx" });
}
