//! Layout as a whole.
