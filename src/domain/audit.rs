//! The trail: one row for every act that changes something, each carrying the hash of the one before.

use hmac::{Hmac, KeyInit, Mac};
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
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    pub clinic: Uuid,
    /// Later than every row before it, whatever the clock says.
    pub at: Ts,
    /// Microseconds by which the clock stood behind the trail; nought where it ran on.
    pub clock_behind: i64,
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
    /// The rows of the ledger the act wrote, each with its digest ([`row_digest`]).
    pub ledger: &'a str,
}

/// The hash of the first row's predecessor.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What the rows of a trail are sealed with. It is made of the clinic's secret, which lies beside the database and
/// never in it: whoever has only the database can break the trail, but not mend it again (reliability.md §6.3).
#[derive(Clone)]
pub struct TrailKey {
    pub(super) mac: Hmac<Sha256>,
    id: String,
}

impl std::fmt::Debug for TrailKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrailKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl TrailKey {
    /// The key that belongs to a secret.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        let key = keyed(secret, &[b"loket-trail-key-1"]);
        let id = hex(&keyed(&key, &[b"loket-trail-key-id"])[..8]);
        Self { mac: begun(&key), id }
    }

    /// What a row says of the key it was sealed with: enough to know it again, not enough to have it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// HMAC-SHA-256 over the previous hash, the row's number, and every column, each with its length in front, so
    /// that no two different rows read the same.
    #[must_use]
    pub fn seal(&self, prev: &str, seq: i64, row: &Sealed<'_>) -> String {
        let mut mac = self.mac.clone();
        let mut field = |bytes: &[u8]| {
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        };
        field(b"loket-audit-1");
        field(row.clinic.as_bytes());
        field(&seq.to_be_bytes());
        field(prev.as_bytes());
        field(&row.at.0.to_be_bytes());
        field(&row.clock_behind.to_be_bytes());
        for one in [&row.account, &row.approver, &row.session] {
            field(bytes(one.as_ref()));
        }
        for text in [row.terminal, row.act, row.entity] {
            field(text.as_bytes());
        }
        field(bytes(row.entity_id.as_ref()));
        for text in [row.before, row.after, row.reason, row.ledger] {
            field(text.as_bytes());
        }
        hex(&mac.finalize().into_bytes())
    }

    /// What stands in the trail for a value of a person: it proves the value to whoever has it and its salt, and is
    /// nothing without them, so that a person can be erased and the trail stays whole (reliability.md §5.7).
    #[must_use]
    pub fn commitment(&self, salt: &[u8], value: &str) -> String {
        let mut mac = self.mac.clone();
        for part in [b"loket-personal-1".as_slice(), salt, value.as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes())
    }
}

impl TrailKey {
    /// The commitment to a value that lies beside the trail with its salt in hexadecimal; nothing for what is no salt.
    #[must_use]
    pub fn commits(&self, salt: &str, value: &str) -> String {
        let byte = |nth: usize| salt.get(nth..nth + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..salt.len()).step_by(2).map(byte).collect();
        bytes.map_or_else(String::new, |salt| self.commitment(&salt, value))
    }
}

/// HMAC-SHA-256 of the parts, one after the other.
fn keyed(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = begun(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn begun(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes a key of any length: a longer one than a block is hashed, a shorter one filled up.
    let digest = Sha256::digest(key);
    let key = if key.len() > 64 { digest.as_slice() } else { key };
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

/// The digest of one row of the ledger, as the trail keeps it: half a SHA-256 over the table's name and every column,
/// each with its length in front, nothing at all differing from an empty text.
#[must_use]
pub fn row_digest<'a>(table: &str, columns: impl IntoIterator<Item = Option<&'a [u8]>>) -> String {
    let mut hasher = Sha256::new();
    hasher.update((table.len() as u64).to_be_bytes());
    hasher.update(table.as_bytes());
    for column in columns {
        let length = column.map_or(u64::MAX, |bytes| bytes.len() as u64);
        hasher.update(length.to_be_bytes());
        hasher.update(column.unwrap_or_default());
    }
    hex(&hasher.finalize()[..16])
}

/// The moment a row of the trail gets when the clock says `now`: later than the row before, by a microsecond where
/// the clock stands still or goes back; and by how many microseconds it stood behind.
#[must_use]
pub const fn after(last: Ts, now: Ts) -> (Ts, i64) {
    if now.0 > last.0 { (now, 0) } else { (Ts(last.0 + 1), last.0 - now.0) }
}

/// What the clock said when a row was written that stands at `at` in the trail, `behind` it: the true time, unless that
/// clock was wrong. Rows that come after one from the future are behind it until that day comes.
#[must_use]
pub fn clock(at: Ts, behind: i64) -> Ts {
    // It stands a microsecond after the row it came behind.
    Ts(at.0.saturating_sub(behind.saturating_add(i64::from(behind > 0))))
}

/// The fields of a noun that say something about a person. They are kept beside the trail, not in it.
#[must_use]
pub fn personal(entity: &str) -> &'static [&'static str] {
    match entity {
        "patient" => &["name", "phones", "email", "birth_date", "address", "notes", "alerts"],
        "booking" => &["note", "cancel_reason", "overbook_reason"],
        "health_note" => &["words"],
        "ticket" => &["note"],
        "bill" => &["reason", "void_reason"],
        "payment" => &["reason", "reference"],
        // Pages of the books: what a receipt and a closing report say of somebody.
        "receipt_page" | "z_page" => &["patient"],
        _ if entity == REASON => &[REASON],
        _ => &[],
    }
}

/// The name under which a row of the trail has the commitment to what was taken out of it.
pub const COMMITMENT: &str = "personal";

/// What a reason somebody typed is called where it is kept beside the trail.
pub const REASON: &str = "reason";

/// What stands in a page of the books where a name was that is erased.
pub const GONE: &str = "•••";

/// What stands in the trail for a reason that is kept beside it.
#[must_use]
pub fn reason_at(commitment: &str) -> String {
    format!("{COMMITMENT}:{commitment}")
}

/// What stands in the trail for a reason that stays there as it was typed. One that looks like the commitment to another
/// would be read as erased: a blank before it, which no reason that was typed begins with, tells them apart.
#[must_use]
pub fn reason_typed(reason: &str) -> String {
    if committed_reason(reason).is_some() { format!(" {reason}") } else { reason.to_owned() }
}

/// The commitment in the place of a reason; none where the reason itself stands there.
#[must_use]
pub fn committed_reason(reason: &str) -> Option<&str> {
    let commitment = reason.strip_prefix(COMMITMENT)?.strip_prefix(':')?;
    (commitment.len() == 64 && commitment.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(commitment)
}

/// Takes the fields that say something about a person out of a row; none where there is nothing in them.
#[must_use]
pub fn take_personal(entity: &str, row: &mut Value) -> Option<Value> {
    let fields = row.as_object_mut()?;
    let said =
        |value: &Value| !(value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty));
    let taken: Map<String, Value> = personal(entity)
        .iter()
        .filter_map(|name| {
            fields.get(*name).filter(|value| said(value))?;
            fields.remove(*name).map(|value| ((*name).to_owned(), value))
        })
        .collect();
    (!taken.is_empty()).then_some(Value::Object(taken))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// An id's bytes; none of nobody's.
fn bytes(id: Option<&Uuid>) -> &[u8] {
    id.map_or(&[], |id| id.as_bytes())
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
            clock_behind: 0,
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
            ledger: "",
        }
    }

    #[test]
    fn moving_a_byte_between_columns_changes_the_hash() {
        let key = TrailKey::of(&[7; 32]);
        assert_ne!(key.seal(GENESIS, 1, &row("ab", "c")), key.seal(GENESIS, 1, &row("a", "bc")));
    }

    #[test]
    fn the_format_never_changes() {
        // If this fails, existing trails no longer verify.
        let key = TrailKey::of(&[7; 32]);
        assert_eq!(key.id(), "836664f9493950d1");
        assert_eq!(
            key.seal(GENESIS, 1, &row("{}", "{\"x\":1}")),
            "7bdefab5a036419bc018c32f43aa67dcf3954ed33c23f007afa9b924eb43e604"
        );
        assert_eq!(
            key.commitment(b"salt", "Siti"),
            "f5ec96bd8759771b81db65685d9b37210af707c307d1761da53d094188fc1b71"
        );
        assert_eq!(row_digest("payment", [Some(&b"x"[..]), None]), "9c3adcb25cba40fed1b1fdd41fbe616a");
    }

    #[test]
    fn another_secret_makes_another_seal() {
        let (one, other) = (TrailKey::of(&[7; 32]), TrailKey::of(&[8; 32]));
        assert_ne!(one.id(), other.id());
        assert_ne!(one.seal(GENESIS, 1, &row("", "")), other.seal(GENESIS, 1, &row("", "")));
    }

    #[test]
    fn nothing_is_not_an_empty_text() {
        assert_ne!(row_digest("payment", [None]), row_digest("payment", [Some(&b""[..])]));
    }

    #[test]
    fn the_trail_goes_on_when_the_clock_goes_back() {
        assert_eq!(after(Ts(10), Ts(11)), (Ts(11), 0));
        assert_eq!(after(Ts(10), Ts(10)), (Ts(11), 0));
        assert_eq!(after(Ts(10), Ts(4)), (Ts(11), 6));
    }

    #[test]
    fn what_says_something_about_a_person_is_taken_out() {
        let mut row = serde_json::json!({"name": "Siti", "email": null, "phones": [], "version": 1});
        assert_eq!(take_personal("patient", &mut row), Some(serde_json::json!({"name": "Siti"})));
        assert_eq!(row, serde_json::json!({"email": null, "phones": [], "version": 1}));
        assert_eq!(take_personal("room", &mut serde_json::json!({"name": "Ruang 1"})), None);
    }

    #[test]
    fn a_reason_that_was_typed_is_never_read_as_a_commitment() {
        let stands = reason_at(&"0f".repeat(32));
        assert_eq!(committed_reason(&stands), Some("0f".repeat(32).as_str()));
        assert_eq!(committed_reason(&reason_typed(&stands)), None);
        assert_eq!(reason_typed("diminta sendiri"), "diminta sendiri");
    }

    #[test]
    fn only_what_differs_is_kept() {
        let (was, is) = changed(&serde_json::json!({"a": 1, "b": 2}), &serde_json::json!({"a": 1, "b": 3}));
        assert_eq!((was, is), (serde_json::json!({"b": 2}), serde_json::json!({"b": 3})));
    }
}
