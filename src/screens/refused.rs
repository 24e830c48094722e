//! What a screen says when the desk did not do what was asked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Cx, Effect};
use crate::desk::Fault;
use crate::ui::{Form, Notice, Sentence, text};

/// The sentence: why a rule said no, or what is wrong with the database and whether anything was saved.
#[must_use]
pub fn sentence(fault: &Fault, cx: &Cx) -> String {
    fault.log();
    match fault.refusal() {
        Some(refusal) => cx.look.refusal(refusal),
        None => cx.text(fault.message()),
    }
}

/// The same where it stays on the screen: it follows the language.
#[must_use]
pub fn said(fault: &Fault) -> Sentence {
    fault.log();
    fault.refusal().map_or_else(|| Sentence::text(fault.message()), Sentence::refusal)
}

/// The same as a line for the person at the desk.
#[must_use]
pub fn notice(fault: &Fault, cx: &Cx) -> Notice {
    Notice::because(said(fault), &cx.look)
}

/// Whether it may be over in a moment: no rule said no, there was only no way.
#[must_use]
pub const fn passes(fault: &Fault) -> bool {
    fault.refusal().is_none()
}

/// Whether somebody else changed meanwhile what was to be saved: it is read again, and what was typed stays.
#[must_use]
pub fn is_old(fault: &Fault) -> bool {
    fault.refusal().is_some_and(|refusal| refusal.code.starts_with("row."))
}

/// Marks the field of the form that is meant; says it as a line when none is. Nothing typed is lost. Where somebody
/// else changed meanwhile what the form was filled from, it says so itself and wants to be read again: see
/// [`Form::is_old`].
pub fn show<M: Send + 'static>(fault: &Fault, form: &mut Form, cx: &Cx) -> Effect<M> {
    match fault.refusal() {
        Some(refusal) if is_old(fault) => {
            form.outdated(refusal);
            Effect::None
        }
        Some(refusal) if form.refuse(refusal, &cx.look) => Effect::None,
        _ => Effect::say(notice(fault, cx)),
    }
}

/// What a dialog needs could not be read. It goes away only where a rule says so and it has nothing yet: what was
/// typed in it stays through a lost connection.
pub fn unread<M: Send + 'static>(fault: &Fault, has: bool, cx: &Cx) -> Effect<M> {
    let said = Effect::say(notice(fault, cx));
    if has || passes(fault) { said } else { said.and(Effect::Close) }
}

/// Why a page could not be read. It stays: where it is the first one, closing it would end the program.
#[derive(Debug, Default)]
pub struct Unread(Option<Fault>);

impl Unread {
    /// It was read.
    pub fn over(&mut self) {
        self.0 = None;
    }

    /// It was not: says why, once. What was read before is let go of where a rule says that it is no more to be seen.
    pub fn because<T, M: Send + 'static>(
        &mut self,
        fault: Fault,
        before: &mut Option<T>,
        cx: &Cx,
    ) -> Effect<M> {
        if !passes(&fault) {
            *before = None;
        }
        let known = self.0.as_ref() == Some(&fault);
        let said = if known { Effect::None } else { Effect::say(notice(&fault, cx)) };
        self.0 = Some(fault);
        said
    }

    /// Whether it could not be read.
    #[must_use]
    pub const fn is(&self) -> bool {
        self.0.is_some()
    }

    /// Whether it is worth asking again by the clock.
    #[must_use]
    pub fn retries(&self) -> bool {
        self.0.as_ref().is_some_and(passes)
    }

    /// Says it where the page has nothing else to show, and how it is read again.
    pub fn draw(&self, buffer: &mut Buffer, inside: Rect, cx: &Cx) {
        let Some(fault) = &self.0 else { return };
        let (x, width) = (inside.x.saturating_add(1), inside.width.saturating_sub(2));
        let said = format!("{} {}", sentence(fault, cx), cx.text("app-read_again"));
        for (y, line) in (inside.top()..inside.bottom()).zip(text::wrap(&said, usize::from(width))) {
            text::put(buffer, (x, y), &line, width, cx.look.theme.warn, &cx.look.theme);
        }
    }
}
