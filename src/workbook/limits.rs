//! Limits on the size of a workbook. A department's workbook has some hundred cells per table. The
//! limits are far above that, and low enough that a file made to exhaust the machine is rejected
//! within a second and 200 MiB.

/// Largest file, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;

/// Maximum number of entries of the zip package of an `.xlsx`.
pub const MAX_PARTS: usize = 25_000;

/// Maximum size of all parts that are read, unpacked, in bytes.
pub const MAX_UNPACKED: u64 = 96 * 1024 * 1024;

/// Maximum size of the styles part, unpacked, in bytes.
pub const MAX_STYLES: u64 = 8 * 1024 * 1024;

/// Maximum number of elements in the styles part.
pub const MAX_STYLE_ELEMENTS: u32 = 500_000;

/// Maximum number of sheets.
pub const MAX_SHEETS: usize = 5_000;

/// Maximum number of shared strings.
pub const MAX_TEXTS: usize = 1_000_000;

/// Maximum number of cells of all sheets, including blank ones with a format.
pub const MAX_CELLS: usize = 2_000_000;

/// Maximum number of cells with content.
pub const MAX_FILLED: usize = 600_000;

/// Maximum number of merged ranges of a sheet.
pub const MAX_MERGES: usize = 100_000;

/// Maximum size of the text in all cells together, in bytes: many cells may share one long string.
pub const MAX_TEXT: usize = 64 * 1024 * 1024;

/// Number of rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;

/// Number of columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// Maximum number of hash iterations for the password of an encrypted workbook; Excel uses 100,000.
pub const MAX_SPINS: u32 = 1_000_000;
