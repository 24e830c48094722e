//! What a PIN was typed for last: whoever mistypes it goes on in the same box, whichever screen it was asked on.

use std::sync::{Arc, Mutex, PoisonError};

/// A question that was answered with a PIN or a password, without what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What is signed, in words.
    pub asked: String,
    /// Which right it takes.
    pub right: String,
    /// Why it is done, where that was asked.
    pub reason: Option<String>,
    /// Whose PIN does not do.
    pub not: Option<String>,
}

/// The last one. It is told once: what came of it is asked about, or it is over.
#[derive(Debug, Clone, Default)]
pub struct Signing(Arc<Mutex<Option<Signed>>>);

impl Signing {
    /// This is on its way now.
    pub fn begins(&self, signed: Signed) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(signed);
    }

    /// What was on its way.
    #[must_use]
    pub fn take(&self) -> Option<Signed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
