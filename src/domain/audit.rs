//! The trail: one row for every act that changes something, each carrying the hash of the one before.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::time::Ts;

/// What an act leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The noun: `booking`, `ticket`, `payment`…
    pub entity: &'static str,
    pub entity_id: Option<Uuid>,
    /// The fields that changed, before and after.
    pub before: Value,
    pub after: Value,
    pub reason: String,
}

/// Everything one row of the trail is beyond its place in it, in the order it is hashed.
#[derive(Debug)]
pub struct Sealed<'a> {
    pub clinic: Uuid,
    pub at: Ts,
    pub account: Option<Uuid>,
    pub approver: Option<Uuid>,
    pub session: Option<Uuid>,
    pub terminal: &'a str,
    pub act: &'a str,
    pub entity: &'a str,
    pub entity_id: Option<Uuid>,
    pub before: &'a str,
    pub after: &'a str,
    pub reason: &'a str,
}

/// The hash of the first row's predecessor.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a row's hash is taken over, without the two parts only the end of the trail knows: they belong between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Before the previous hash.
    pub first: Vec<u8>,
    /// Before the row's number, eight bytes with the highest first.
    pub middle: Vec<u8>,
    pub last: Vec<u8>,
}

/// The parts of a row: every column with its length in front, so that no two different rows read the same.
#[must_use]
pub fn parts(row: &Sealed<'_>) -> Parts {
    let length = |bytes: usize| (bytes as u64).to_be_bytes();
    let field = |part: &mut Vec<u8>, bytes: &[u8]| {
        part.extend(length(bytes.len()));
        part.extend(bytes);
    };
    let id = |id: &Option<Uuid>| id.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    let mut first = Vec::new();
    field(&mut first, b"loket-audit-1");
    first.extend(length(GENESIS.len()));
    let mut middle = Vec::new();
    field(&mut middle, row.clinic.as_bytes());
    middle.extend(length(size_of::<i64>()));
    let mut last = Vec::new();
    field(&mut last, &row.at.0.to_be_bytes());
    field(&mut last, &id(&row.account));
    field(&mut last, &id(&row.approver));
    field(&mut last, &id(&row.session));
    for text in [row.terminal, row.act, row.entity] {
        field(&mut last, text.as_bytes());
    }
    field(&mut last, &id(&row.entity_id));
    for text in [row.before, row.after, row.reason] {
        field(&mut last, text.as_bytes());
    }
    Parts { first, middle, last }
}

/// SHA-256 over the previous hash, the row's number, and every column. The store has a statement that does the same.
#[must_use]
pub fn seal(prev: &str, seq: i64, row: &Sealed<'_>) -> String {
    let parts = parts(row);
    let mut hasher = Sha256::new();
    for part in [&parts.first[..], prev.as_bytes(), &parts.middle, &seq.to_be_bytes(), &parts.last] {
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char])
        .collect()
}

/// The fields in which two objects differ, as (before, after).
#[must_use]
pub fn changed(before: &Value, after: &Value) -> (Value, Value) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return (before.clone(), after.clone());
    };
    let mut was = Map::new();
    let mut is = Map::new();
    for (key, value) in new {
        if old.get(key) != Some(value) {
            was.insert(key.clone(), old.get(key).cloned().unwrap_or(Value::Null));
            is.insert(key.clone(), value.clone());
        }
    }
    (Value::Object(was), Value::Object(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(before: &'a str, after: &'a str) -> Sealed<'a> {
        Sealed {
            clinic: Uuid::nil(),
            at: Ts(0),
            account: None,
            approver: None,
            session: None,
            terminal: "t",
            act: "a",
            entity: "e",
            entity_id: None,
            before,
            after,
            reason: "",
        }
    }

    #[test]
    fn moving_a_byte_between_columns_changes_the_hash() {
        assert_ne!(seal(GENESIS, 1, &row("ab", "c")), seal(GENESIS, 1, &row("a", "bc")));
    }

    #[test]
    fn the_format_never_changes() {
        // If this fails, existing trails no longer verify.
        assert_eq!(
            seal(GENESIS, 1, &row("{}", "{\"x\":1}")),
            "755888443c56a1ac55ea6ddd06391f7d86ae4f619436b3f2dcbc69a4a51fce41"
        );
    }

    #[test]
    fn only_what_differs_is_kept() {
        let (was, is) = changed(&serde_json::json!({"a": 1, "b": 2}), &serde_json::json!({"a": 1, "b": 3}));
        assert_eq!((was, is), (serde_json::json!({"b": 2}), serde_json::json!({"b": 3})));
    }
}
