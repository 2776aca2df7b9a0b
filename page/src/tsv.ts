// What Excel and WPS put on the clipboard: rows of cells, tabs between them, quotes around line breaks.

const QUOTED = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;

export function parseTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const source = text.replace(/\r\n?/g, '\n');
  while (at < source.length) {
    let value = '';
    if (source[at] === '"') {
      // A quoted cell ends at a single quote; without an end, the quote is a plain character.
      QUOTED.lastIndex = at;
      const quoted = QUOTED.exec(source);
      if (quoted) {
        value = (quoted[1] ?? '').replace(/""/g, '"');
        at += quoted[0].length;
      }
    }
    while (at < source.length && source[at] !== '\t' && source[at] !== '\n') value += source[at++];
    row.push(value);
    const end = source[at++];
    if (end === '\t') {
      if (at >= source.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
