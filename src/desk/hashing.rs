//! Passwords, PINs and codes as they are kept: so that a stolen database does not give them away.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::fault::{Done, Fault};
use crate::domain::audit::hex;
use crate::domain::code::typed_code;

/// A type whose values are secrets: no log and no panic ever shows one.
macro_rules! hides {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
pub(super) use hides;

/// The hash of a password nobody has, in today's parameters.
pub(super) const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaXv0nHW3Yv2iGmEXVYmFZ0w";

/// OWASP's Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Done<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Passwords that look the same are the same, however the keyboard composed them.
pub(super) fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// Hashes a password for keeping.
pub async fn hash_password(password: &str) -> Done<String> {
    hash(normal(password).into_bytes()).await
}

/// Hashes a PIN that was mixed with the pepper.
pub async fn hash_pin(peppered: Vec<u8>) -> Done<String> {
    hash(peppered).await
}

async fn hash(secret: Vec<u8>) -> Done<String> {
    off_the_loop(move || {
        let hash = argon2()?.hash_password(&secret).map_err(|error| Fault::Broken(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

pub(super) async fn verify(stored: String, secret: Vec<u8>) -> Done<bool> {
    off_the_loop(move || {
        let stored = PasswordHash::new(&stored).map_err(|error| Fault::Broken(error.to_string()))?;
        Ok(argon2()?.verify_password(&secret, &stored).is_ok())
    })
    .await
}

#[cfg(test)]
std::thread_local! {
    /// How many secrets were hashed for whoever asks on this thread.
    pub(super) static HASHED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Hashing takes some 50 ms on purpose: never where keys are answered.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Done<T> + Send + 'static) -> Done<T> {
    #[cfg(test)]
    HASHED.set(HASHED.get() + 1);
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("hashing stopped".to_owned()))?
}

/// HMAC-SHA-256 of the PIN under the pepper: a stolen database alone does not give PINs away.
#[must_use]
pub fn pepper_pin(pepper: &[u8], pin: &str) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(pepper).ok()?;
    mac.update(pin.as_bytes());
    Some(mac.finalize().into_bytes().to_vec())
}

/// A token nobody guesses.
pub(super) fn token() -> Done<String> {
    Ok(hex(&random::<32>()?))
}

/// Bytes nobody guesses.
pub(super) fn random<const N: usize>() -> Done<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(bytes)
}

/// Whether a stored hash cost less than today's, in memory or in passes, or is of another kind. One that cost more stays.
pub(super) fn is_old(stored: &str) -> bool {
    let today = costs(DUMMY).unwrap_or_default();
    costs(stored).is_none_or(|costs| costs.0 < today.0 || costs.1 < today.1)
}

/// The memory and the passes a hash of our kind cost.
fn costs(stored: &str) -> Option<(u32, u32)> {
    let parameters = stored.strip_prefix("$argon2id$v=19$")?.split('$').next()?;
    let of = |name: &str| parameters.split(',').find_map(|one| one.strip_prefix(name)?.parse().ok());
    Some((of("m=")?, of("t=")?))
}

/// What is stored of a token or an input.
pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// What is stored of a one-time code, however it was typed.
pub(super) fn code_hash(code: &str) -> String {
    digest(&typed_code(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_the_same_however_it_is_composed() {
        let hash = hash_password("p\u{e4}sswort lang genug").await.unwrap();
        assert!(!is_old(&hash));
        assert!(verify(hash.clone(), normal("pa\u{308}sswort lang genug").into_bytes()).await.unwrap());
        assert!(!verify(hash, normal("passwort lang genug").into_bytes()).await.unwrap());
    }

    #[tokio::test]
    async fn the_dummy_costs_as_much_as_a_real_hash() {
        assert!(!verify(DUMMY.to_owned(), b"anything".to_vec()).await.unwrap());
    }

    #[test]
    fn a_weaker_hash_is_old() {
        assert!(is_old("$argon2id$v=19$m=8,t=1,p=1$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaQ"));
        assert!(is_old("$argon2id$v=19$m=65536,t=1,p=1$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaQ"));
        assert!(is_old("$argon2i$v=19$m=19456,t=2,p=1$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaQ"));
        assert!(is_old("$2b$10$nothing") && is_old(""));
    }

    #[test]
    fn a_stronger_hash_is_not_made_weaker() {
        assert!(!is_old("$argon2id$v=19$m=65536,t=3,p=4$bG9rZXRsb2tldGxva2V0bA$mPw0pYr6yyDMHJPUBBYqaQ"));
        assert!(!is_old(DUMMY));
    }
}
