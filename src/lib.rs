//! loket
