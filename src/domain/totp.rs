//! The second factor: codes of six figures that change every thirty seconds (RFC 6238, SHA-1, as every
//! authenticator takes it).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

use super::code::fives;
use super::time::Ts;

/// Bytes of a secret: as many as the hash has.
pub const SECRET: usize = 20;
const STEP_SECONDS: i64 = 30;

/// The thirty seconds a moment falls into, counted since 1970.
#[must_use]
pub const fn step(at: Ts) -> i64 {
    at.0.div_euclid(STEP_SECONDS * 1_000_000)
}

/// The code of a step.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[hash.len() - 1] & 15);
    let four = hash[at..at + 4].iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

/// The step whose code was typed: this one, or one beside it, because clocks differ. Only steps after `used` count,
/// so that a code is good once.
#[must_use]
pub fn matching(secret: &[u8], typed: &str, now: Ts, used: Option<i64>) -> Option<i64> {
    let now = step(now);
    [now, now - 1, now + 1]
        .into_iter()
        .filter(|step| used.is_none_or(|used| *step > used))
        .find(|step| code(secret, *step) == typed)
}

/// The secret as people type it into an authenticator: base32 in groups of four.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    let plain = base32(secret);
    plain.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// What an authenticator reads from a picture or a link.
#[must_use]
pub fn link(secret: &[u8], clinic: &str, username: &str) -> String {
    let clinic = escaped(clinic);
    format!("otpauth://totp/{clinic}:{}?secret={}&issuer={clinic}", escaped(username), base32(secret))
}

/// Hides a secret, or shows it again: with bytes nobody can make without the pepper, other ones for every `nonce`.
/// A stolen database alone does not give second factors away.
#[must_use]
pub fn veiled(secret: &[u8], pepper: &[u8], nonce: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(pepper) else { return Vec::new() };
    mac.update(b"loket-totp-1");
    mac.update(nonce);
    let veil = mac.finalize().into_bytes();
    secret.iter().zip(veil).map(|(byte, veil)| byte ^ veil).collect()
}

/// RFC 4648 without the padding.
fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    fives(bytes).map(|five| char::from(SIGNS[usize::from(five)])).collect()
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    fn seconds(seconds: i64) -> Ts {
        Ts(seconds * 1_000_000)
    }

    #[test]
    fn the_examples_of_rfc_6238() {
        for (at, wanted) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, step(seconds(at))), wanted, "{at}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_not_for_long() {
        let used = matching(RFC, "287082", seconds(59), None);
        assert_eq!(used, Some(1));
        assert_eq!(matching(RFC, "287082", seconds(59), used), None);
        assert_eq!(matching(RFC, "287082", seconds(89), None), Some(1));
        assert_eq!(matching(RFC, "287082", seconds(90), None), None);
    }

    #[test]
    fn an_authenticator_can_read_it() {
        assert_eq!(shown(RFC), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            link(RFC, "Klinik Melati", "siti"),
            "otpauth://totp/Klinik%20Melati:siti?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Klinik%20Melati"
        );
    }

    #[test]
    fn a_veil_needs_the_pepper_and_the_nonce() {
        let veil = veiled(RFC, b"pepper", b"one");
        assert_ne!(veil, RFC);
        assert_eq!(veiled(&veil, b"pepper", b"one"), RFC);
        assert_ne!(veiled(&veil, b"pepper", b"two"), RFC);
        assert_ne!(veiled(&veil, b"other", b"one"), RFC);
    }
}
