//! Exact numbers as a department writes them. Money is decimal from the first byte to the last.
