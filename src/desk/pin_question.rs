//! What a PIN was last asked for at this counter: whoever mistypes it is asked again for the same thing, with its amount.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::fault::{Done, Fault};
use super::hashing::digest;
use crate::domain::refusal::Detail;

/// The facts that say what is signed.
const SAID: [&str; 10] =
    ["permission", "amount", "act", "beyond", "whom", "asked", "from", "from_price", "to", "to_price"];

/// Why it is done may be put otherwise in the very box that asks for the PIN: it stays the same question.
const WHY: [&str; 7] =
    ["reason", "override_reason", "reopen_reason", "difference_note", "note", "notes", "without_deposit"];

/// An act that was refused for want of a PIN: its name, the digest of what went in but for why, and what it said. What
/// went in holds what people said of patients, and is kept by nobody who only has to know it again.
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
            let question = Question { act, input: known_by(input), said };
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(question);
        }
    }

    /// Adds to the refusal of a PIN what it was typed for, where exactly this act asked for one.
    pub fn again(&self, act: &'static str, input: &str, fault: Fault) -> Fault {
        let Fault::Refused(mut refusal) = fault else { return fault };
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.as_ref().filter(|last| last.act == act && last.input == known_by(input));
        if let Some(last) = same.filter(|_| refusal.code == "pin.wrong") {
            refusal.details.extend(last.said.iter().cloned());
        }
        Fault::Refused(refusal)
    }
}

/// What an input is known again by: all of it but why.
fn known_by(input: &str) -> String {
    let Ok(mut value) = serde_json::from_str(input) else { return digest(input) };
    forget_why(&mut value);
    digest(&value.to_string())
}

fn forget_why(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(forget_why),
        Value::Object(map) => {
            map.retain(|name, _| !WHY.contains(&name.as_str()));
            map.values_mut().for_each(forget_why);
        }
        _ => {}
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
        let said = |act: &'static str, input: &str| match last.again(act, input, wrong()) {
            Fault::Refused(refusal) => refusal.details.len() - 1,
            _ => 0,
        };
        assert_eq!(said("take_payment", "{1}"), 0);
        last.note("take_payment", "{1}", &Err::<(), _>(Fault::Refused(asks)));
        assert_eq!(said("take_payment", "{1}"), 2);
        assert_eq!((said("take_payment", "{2}"), said("refund_payment", "{1}")), (0, 0));
        // Why it is done was put otherwise: what is done stays what it is.
        let discount =
            |why: &str, of| format!(r#"{{"percent":{of},"reason":"{why}","lines":[{{"note":"{why}"}}]}}"#);
        let asks = Refusal::at("permission.second", "approval").with("amount", Money(1_050_000));
        last.note("give_discount", &discount("teman", 60), &Err::<(), _>(Fault::Refused(asks)));
        let again = [("teman dokter", 60), ("", 60), ("teman", 61)].map(|(why, of)| discount(why, of));
        assert_eq!(again.map(|input| said("give_discount", &input)), [1, 1, 0]);
        let asks = Refusal::at("permission.second", "approval")
            .with("permission", "payment:take_beyond:clinic")
            .with("amount", Money(60_000_000));
        last.note("take_payment", "{1}", &Err::<(), _>(Fault::Refused(asks)));
        // A wrong PIN in between changes nothing of it.
        last.note("take_payment", "{1}", &Err::<(), _>(wrong()));
        assert_eq!(said("take_payment", "{1}"), 2);
    }
}
