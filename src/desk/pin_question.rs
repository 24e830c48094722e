//! What a PIN was last asked for at this counter: whoever mistypes it is asked again for the same thing, with its amount.

use std::sync::{Mutex, PoisonError};

use super::fault::{Done, Fault};
use super::hashing::digest;
use crate::domain::refusal::Detail;

/// The facts that say what is signed.
const SAID: [&str; 2] = ["permission", "amount"];

/// An act that was refused for want of a PIN: its name, the digest of what went in, and what it said. What went in holds
/// what people said of patients, and is kept by nobody who only has to know it again.
#[derive(Debug)]
struct Question {
    act: &'static str,
    input: String,
    said: Vec<(&'static str, Detail)>,
}

/// The last one.
#[derive(Debug, Default)]
pub(super) struct LastQuestion(Mutex<Option<Question>>);

impl LastQuestion {
    /// Remembers what this refusal of an act asks a PIN for.
    pub fn note<T>(&self, act: &'static str, input: &str, done: &Done<T>) {
        let Err(Fault::Refused(refusal)) = done else { return };
        let said: Vec<_> = refusal.details.iter().filter(|(name, _)| SAID.contains(name)).cloned().collect();
        if refusal.field == Some("approval") && !said.is_empty() {
            let question = Question { act, input: digest(input), said };
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(question);
        }
    }

    /// Adds to the refusal of a PIN what it was typed for, where exactly this act asked for one.
    pub fn again(&self, act: &'static str, input: &str, fault: Fault) -> Fault {
        let Fault::Refused(mut refusal) = fault else { return fault };
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.as_ref().filter(|last| last.act == act && last.input == digest(input));
        if let Some(last) = same.filter(|_| refusal.code == "pin.wrong") {
            refusal.details.extend(last.said.iter().cloned());
        }
        Fault::Refused(refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::domain::refusal::Refusal;

    #[test]
    fn a_wrong_pin_says_what_it_was_for_and_nothing_of_another_act() {
        let last = LastQuestion::default();
        let asks = Refusal::at("permission.second", "approval")
            .with("permission", "payment:take_beyond:clinic")
            .with("amount", Money(60_000_000));
        let wrong = || Fault::Refused(Refusal::at("pin.wrong", "pin").with("username", "hendra"));
        let said = |act, input| match last.again(act, input, wrong()) {
            Fault::Refused(refusal) => refusal.details.len() - 1,
            _ => 0,
        };
        assert_eq!(said("take_payment", "{1}"), 0);
        last.note("take_payment", "{1}", &Err::<(), _>(Fault::Refused(asks)));
        assert_eq!(said("take_payment", "{1}"), 2);
        assert_eq!((said("take_payment", "{2}"), said("refund_payment", "{1}")), (0, 0));
        // A wrong PIN in between changes nothing of it.
        last.note("take_payment", "{1}", &Err::<(), _>(wrong()));
        assert_eq!(said("take_payment", "{1}"), 2);
    }
}
