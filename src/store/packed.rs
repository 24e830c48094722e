//! A row of the trail in one value, as a file gives it: the engine makes a copy of every value it gives out, and this
//! program gives each back, which for seventeen values takes longer than the row itself.

use uuid::Uuid;

use crate::domain::audit::Sealed;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;
use crate::domain::verify::Written;

/// An id: a sign, and behind a one its sixteen bytes.
macro_rules! id {
    ($name:literal) => {
        concat!("IIF(", $name, " IS NULL, '0', '1' || ", $name, ")")
    };
}

/// Whether an id is none or one.
macro_rules! is_id {
    ($name:literal) => {
        concat!("IIF(", $name, " IS NULL, 1, typeof(", $name, ") = 'blob' AND length(", $name, ") = 16)")
    };
}

/// What stands first where a column holds what no loket wrote.
const UNSOUND: u8 = b'!';

/// Rows of clinic `$1` from `$2` on, at most `$3`: of each what [`unpack`] reads, and its place. Where a column holds what no
/// loket wrote, what can still be heard: whether its number is one, its seal, its ledger.
///
/// Two by two and not one after the other: what was joined is copied each time something more is.
pub(super) const PACKED: &str = concat!(
    "SELECT IIF(
       typeof(seq) = 'integer' AND typeof(at) = 'integer' AND typeof(clock_behind) = 'integer'
         AND typeof(terminal) = 'text' AND typeof(act) = 'text' AND typeof(entity) = 'text'
         AND typeof(before) = 'text' AND typeof(after) = 'text' AND typeof(reason) = 'text'
         AND typeof(ledger) = 'text' AND typeof(key_id) = 'text' AND typeof(prev_hash) = 'text'
         AND typeof(hash) = 'text' AND ",
    is_id!("account_id"),
    " AND ",
    is_id!("approver_id"),
    " AND ",
    is_id!("session_id"),
    " AND ",
    is_id!("entity_id"),
    ",
       (((",
    id!("account_id"),
    " || ",
    id!("approver_id"),
    ") || (",
    id!("session_id"),
    " || ",
    id!("entity_id"),
    "))
         || ((rowid || x'00' || seq || x'00') || (at || x'00' || clock_behind || x'00')))
       || (((terminal || x'00' || act) || (x'00' || entity || x'00'))
         || ((before || x'00') || (after || x'00')))
       || (((reason || x'00') || (ledger || x'00'))
         || ((key_id || x'00' || prev_hash) || (x'00' || hash))),
       '!' || (typeof(seq) = 'integer') || COALESCE(hash, '') || x'00' || COALESCE(ledger, '')),
       CAST(seq AS INTEGER) AS place
     FROM audit WHERE clinic_id = $1 AND seq BETWEEN $2 AND 9223372036854775807 ORDER BY seq LIMIT $3"
);

/// A row in which a column holds what no loket wrote: what of it can still be told.
pub(super) struct Unsound<'a> {
    /// Whether its number is one.
    pub numbered: bool,
    pub hash: &'a [u8],
    pub ledger: &'a [u8],
}

/// Reads what [`PACKED`] made of a row, and the row's place in the file.
pub(super) fn unpack(packed: &[u8], clinic: ClinicId) -> Result<(Written<'_>, i64), Unsound<'_>> {
    if let Some((&UNSOUND, rest)) = packed.split_first() {
        let (number, rest) = rest.split_first().unwrap_or((&b'0', rest));
        let mut parts = rest.splitn(2, |byte| *byte == 0);
        let (hash, ledger) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        return Err(Unsound { numbered: *number == b'1', hash, ledger });
    }
    sound(packed, clinic).ok_or_else(|| {
        // Somebody wrote the sign that parts the texts into one of them, or what is no text.
        let mut from_behind = packed.rsplit(|byte| *byte == 0);
        let hash = from_behind.next().unwrap_or_default();
        Unsound { numbered: true, hash, ledger: from_behind.nth(2).unwrap_or_default() }
    })
}

fn sound(packed: &[u8], clinic: ClinicId) -> Option<(Written<'_>, i64)> {
    let mut rest = packed;
    let mut id = || -> Option<Option<Uuid>> {
        let (sign, behind) = rest.split_first()?;
        let (id, behind) = match sign {
            b'0' => (None, behind),
            _ => {
                behind.split_first_chunk::<16>().map(|(id, behind)| (Some(Uuid::from_bytes(*id)), behind))?
            }
        };
        rest = behind;
        Some(id)
    };
    let (account, approver, session, entity_id) = (id()?, id()?, id()?, id()?);
    let mut texts = std::str::from_utf8(rest).ok()?.split('\0');
    let mut text = || texts.next();
    let number = |text: Option<&str>| text?.parse::<i64>().ok();
    let place = number(text())?;
    let written = Written {
        seq: number(text())?,
        sealed: Sealed {
            clinic: clinic.0,
            at: Ts(number(text())?),
            clock_behind: number(text())?,
            account,
            approver,
            session,
            terminal: text()?,
            act: text()?,
            entity: text()?,
            entity_id,
            before: text()?,
            after: text()?,
            reason: text()?,
            ledger: text()?,
        },
        key_id: text()?,
        prev_hash: text()?,
        hash: text()?,
    };
    texts.next().is_none().then_some((written, place))
}
