//! How large a workbook may be. A workbook of one department has some hundred cells a table; the limits are far above any, and low enough that a file
//! made to exhaust the machine is refused within a second and 200 MiB.

/// Largest file, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;

/// Most files in the zip behind `.xlsx`.
pub const MAX_PARTS: usize = 25_000;

/// Most bytes of all parts that are read, unpacked.
pub const MAX_UNPACKED: u64 = 96 * 1024 * 1024;

/// Most bytes of the part with the formats, unpacked.
pub const MAX_STYLES: u64 = 8 * 1024 * 1024;

/// Most elements in the part with the formats.
pub const MAX_STYLE_ELEMENTS: u32 = 500_000;

/// Most sheets.
pub const MAX_SHEETS: usize = 5_000;

/// Most texts in the table of shared texts.
pub const MAX_TEXTS: usize = 1_000_000;

/// Most cells of all sheets, blank ones with a format too.
pub const MAX_CELLS: usize = 2_000_000;

/// Most cells that hold something.
pub const MAX_FILLED: usize = 600_000;

/// Most merged areas of a sheet.
pub const MAX_MERGES: usize = 100_000;

/// Most bytes of text in all cells together: one long text may stand in many.
pub const MAX_TEXT: usize = 64 * 1024 * 1024;

/// Rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// Columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// Most times that the password of an encrypted workbook is hashed; Excel does it 100,000 times.
pub const MAX_SPINS: u32 = 1_000_000;
