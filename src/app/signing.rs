//! What a PIN was typed for last: whoever mistypes it goes on in the same box, whichever screen it was asked on. And why
//! something was to be done, until it is: what was refused, because another desk was first, is explained once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ui::{Form, Sentence, Tone};

/// A question that was answered with a PIN or a password, without what was typed.
#[derive(Debug, Clone)]
pub struct Signed {
    /// What is signed, in words.
    pub asked: Sentence,
    /// Which right it takes.
    pub right: String,
    /// Why it is done, where that was asked.
    pub reason: Option<String>,
    /// Whose PIN does not do.
    pub not: Option<String>,
}

/// The last one. It is told once: what came of it is asked about, or it is over.
#[derive(Debug, Clone, Default)]
pub struct Signing {
    signed: Arc<Mutex<Option<Signed>>>,
    /// What was asked, and the answer.
    why: Arc<Mutex<Option<(String, String)>>>,
}

impl Signing {
    /// This is on its way now.
    pub fn begins(&self, signed: Signed) {
        *self.signed.lock().unwrap_or_else(PoisonError::into_inner) = Some(signed);
    }

    /// What was on its way.
    #[must_use]
    pub fn take(&self) -> Option<Signed> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Why, in answer to a question, something is to be done.
    pub fn explains(&self, asked: &str, why: &str) {
        let told = Some((asked.to_owned(), why.to_owned()));
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = told;
    }

    /// What was answered to the same question, where it came to nothing yet.
    fn explained(&self, asked: &str) -> Option<String> {
        let told = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        told.as_ref().filter(|told| told.0 == asked).map(|told| told.1.clone())
    }

    /// A form that asks the same begins with it: another desk was first, or nobody signed for it.
    pub fn fill(&self, asked: &str, form: &mut Form) {
        if let (Some(why), Some(field)) = (self.explained(asked), form.field_mut("reason")) {
            field.set(&why);
            field.settle();
        }
    }

    /// Something was said at the foot of the screen: where it is that it was done, it is over.
    pub fn heard(&self, tone: Tone) {
        if tone == Tone::Done {
            self.over();
        }
    }

    /// It was done: the next time it is something else.
    pub fn over(&self) {
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
