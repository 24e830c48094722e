//! The seal of the end of the trail: without one a shorter trail would be as good as a whole one.

use hmac::Mac;
use uuid::Uuid;

use super::audit::{TrailKey, hex};
use super::time::Ts;

/// The end of the trail as the database keeps it.
#[derive(Debug, Clone, Copy)]
pub struct End<'a> {
    pub seq: i64,
    pub hash: &'a str,
    pub key_id: &'a str,
    /// Of the last row.
    pub at: Ts,
    /// [`TrailKey::end`].
    pub seal: &'a str,
}

const AFTER: &str = "after ";

/// The row after which the end of the trail was found without its seal, where that is what stands in the seal's place.
#[must_use]
pub fn unsealed_after(seal: &str) -> Option<i64> {
    seal.strip_prefix(AFTER)?.parse().ok()
}

impl TrailKey {
    /// The seal of the end of the trail: without it a shorter trail would be as good as a whole one to whoever has only
    /// the database.
    #[must_use]
    pub fn end(&self, clinic: Uuid, seq: i64, hash: &str, at: Ts) -> String {
        let mut mac = self.mac.clone();
        let (seq, at) = (seq.to_be_bytes(), at.0.to_be_bytes());
        for part in [b"loket-end-1".as_slice(), clinic.as_bytes(), &seq, hash.as_bytes(), &at] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes())
    }

    /// The seal of an end that follows another: where that one was not sealed by us, this one is none either, and says
    /// after which row that was. Else the next act of anybody would hide that the end was set back.
    #[must_use]
    pub fn next_end(&self, clinic: Uuid, before: &End<'_>, seq: i64, hash: &str, at: Ts) -> String {
        if before.seal == self.end(clinic, before.seq, before.hash, before.at) {
            self.end(clinic, seq, hash, at)
        } else if unsealed_after(before.seal).is_some() {
            before.seal.to_owned()
        } else {
            format!("{AFTER}{}", before.seq)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::audit::GENESIS;
    use super::*;

    #[test]
    fn the_format_never_changes() {
        // If this fails, existing trails no longer verify.
        let key = TrailKey::of(&[7; 32]);
        assert_eq!(
            key.end(Uuid::nil(), 1, GENESIS, Ts(2)),
            "1f55d240eff13443bde761684756c19c43ae4d792135ecefcdf5c704acf2e208"
        );
    }

    #[test]
    fn an_end_that_was_set_back_is_never_sealed_again() {
        let key = TrailKey::of(&[7; 32]);
        let clinic = Uuid::nil();
        let seal = key.end(clinic, 4, "four", Ts(4));
        let end = |seal| End { seq: 4, hash: "four", key_id: key.id(), at: Ts(4), seal };
        assert_eq!(key.next_end(clinic, &end(&seal), 5, "five", Ts(5)), key.end(clinic, 5, "five", Ts(5)));
        assert_eq!(key.next_end(clinic, &end("forged"), 5, "five", Ts(5)), "after 4");
        assert_eq!(key.next_end(clinic, &end("after 2"), 5, "five", Ts(5)), "after 2");
    }
}
