//! What the key of a row is called where the trail vouches for it, and where `verify` names the row.

use std::fmt::Write as _;

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use super::vouched::Kind;

/// Says a column of a key as somebody reads it. None where that cannot be said in a line between two blanks, or is none
/// that a loket writes: then its bytes are said.
pub(super) fn said(row: &mut String, kind: Kind, bytes: &[u8]) -> Option<()> {
    match kind {
        Kind::Id => write!(row, " {}", Uuid::from_bytes(bytes.try_into().ok()?)).ok(),
        Kind::Int => write!(row, " {}", i64::from_be_bytes(bytes.try_into().ok()?)).ok(),
        Kind::Day => write!(row, " {}", day_of(i32::from_be_bytes(bytes.try_into().ok()?))?).ok(),
        // Names of rights, figures of a hash. None begins with an x, as bytes do.
        Kind::Text => {
            let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b':' | b'_' | b'-');
            let text = std::str::from_utf8(bytes).ok().filter(|text| text.bytes().all(plain))?;
            let text = Some(text).filter(|text| !text.is_empty() && !text.starts_with('x'))?;
            row.extend([" ", text]);
            Some(())
        }
        Kind::Moment | Kind::Bool => None,
    }
}

/// The day so many days after the first that Postgres counts from.
fn day_of(days: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    first.checked_add_signed(TimeDelta::try_days(days.into())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sealed::column;

    #[test]
    fn a_key_is_said_as_somebody_reads_it() {
        let key = |kind, bytes: &[u8]| {
            let mut row = String::new();
            said(&mut row, kind, bytes).map(|()| row)
        };
        let day: NaiveDate = "2026-11-20".parse().unwrap();
        for day in [day, "1999-12-31".parse().unwrap()] {
            assert_eq!(key(Kind::Day, &column(&day).unwrap().unwrap()), Some(format!(" {day}")));
        }
        assert_eq!(key(Kind::Day, &i32::MAX.to_be_bytes()), None, "no end of days");
        assert_eq!(key(Kind::Text, b"staff:edit:clinic"), Some(" staff:edit:clinic".to_owned()));
        for strange in [b"".as_slice(), b"x0a", b"a b", b"a=b", b"a\n", b"\xff", b"A"] {
            assert_eq!(key(Kind::Text, strange), None, "{strange:?}");
        }
        assert_eq!(key(Kind::Id, b"short"), None);
    }
}
