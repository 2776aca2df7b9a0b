//! Limits on the size of a workbook. A department's workbook has some hundred cells a table. The
//! limits are far above that, and low enough that a file made to exhaust the machine is rejected
//! within a second and 200 MiB.

/// Largest file, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;

/// Most entries of the zip behind `.xlsx`.
pub const MAX_PARTS: usize = 25_000;

/// Most bytes of all parts that are read, unpacked.
pub const MAX_UNPACKED: u64 = 96 * 1024 * 1024;

/// Most bytes of the styles part, unpacked.
pub const MAX_STYLES: u64 = 8 * 1024 * 1024;

/// Most elements in the styles part.
pub const MAX_STYLE_ELEMENTS: u32 = 500_000;

/// Most sheets.
pub const MAX_SHEETS: usize = 5_000;

/// Most shared strings.
pub const MAX_TEXTS: usize = 1_000_000;

/// Most cells of all sheets, blank ones with a format included.
pub const MAX_CELLS: usize = 2_000_000;

/// Most cells with content.
pub const MAX_FILLED: usize = 600_000;

/// Most merged ranges of a sheet.
pub const MAX_MERGES: usize = 100_000;

/// Most bytes of text in all cells together: many cells may share one long string.
pub const MAX_TEXT: usize = 64 * 1024 * 1024;

/// Rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// Columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// Most hash iterations for the password of an encrypted workbook; Excel uses 100,000.
pub const MAX_SPINS: u32 = 1_000_000;
