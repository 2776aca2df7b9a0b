//! Workbooks read back by another library than wrote them.
