#!/bin/sh
# One would guess: a formatter of spreadsheet numbers shows every format that Excel accepts; Chinese letters need no quotes in Excel's formats (第0名).
# What happens: SheetJS's SSF raises an error for unquoted Chinese letters; it also takes a semicolon within quotes for the end of a section.
# Whom it hurts: web pages that show Chinese workbooks: one such cell ends the conversion of the sheet, or shows the wrong text.
set -eu
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT; cd "$T"
npm init -y >/dev/null && npm install --silent --no-audit --no-fund ssf@0.11.2
cat > t.js <<'J'
const SSF = require("ssf"); console.log("ssf", SSF.version);
const show = f => { try { return JSON.stringify(SSF.format(f, 7)); } catch (e) { return "error: " + String(e.message || e).slice(0, 60); } };
const seen = ["0个", "第0名", '"a;b"0', '"第"0"名"'].map(f => [f, show(f)]);
for (const [f, s] of seen) console.log(f, "->", s);
process.exit(seen[0][1].startsWith("error") && seen[1][1].startsWith("error") && seen[2][1] !== '"a;b7"' && seen[3][1] === '"第7名"' ? 0 : 1);
J
node t.js
