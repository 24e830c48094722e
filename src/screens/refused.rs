//! What a screen says when the desk did not do what was asked.

use crate::app::{Cx, Effect};
use crate::desk::Fault;
use crate::ui::{Form, Notice};

/// The sentence: why a rule said no, or what is wrong with the database and whether anything was saved.
#[must_use]
pub fn sentence(fault: &Fault, cx: &Cx) -> String {
    fault.log();
    match fault.refusal() {
        Some(refusal) => cx.look.refusal(refusal),
        None => cx.text(fault.message()),
    }
}

/// The same as a line for the person at the desk.
#[must_use]
pub fn notice(fault: &Fault, cx: &Cx) -> Notice {
    Notice::stop(sentence(fault, cx))
}

/// Whether somebody else changed meanwhile what was to be saved: it is read again, and what was typed stays.
#[must_use]
pub fn is_old(fault: &Fault) -> bool {
    fault.refusal().is_some_and(|refusal| refusal.code.starts_with("row."))
}

/// Marks the field of the form that is meant; says it as a line when none is. Nothing typed is lost.
pub fn show<M: Send + 'static>(fault: &Fault, form: &mut Form, cx: &Cx) -> Effect<M> {
    match fault.refusal() {
        Some(refusal) if form.refuse(refusal, &cx.look) => Effect::None,
        _ => Effect::say(notice(fault, cx)),
    }
}
