//! Pages as text, and what stays text in them.
