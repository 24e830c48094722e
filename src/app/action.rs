//! One row of a screen's table: the name, the keys, when, and what. Dispatch, help line, help page,
//! palette, remapping and the key sheet all read the same rows, so help cannot drift from the keys.

use crate::domain::refusal::Refusal;

use super::effect::Effect;
use super::screen::Cx;

/// Something the person at the desk can do on a screen `S` whose messages are `M`.
pub struct Action<S, M> {
    /// `noun.verb`: words, config, palette, tests and log know the action by it.
    pub id: &'static str,
    /// The default keys, separated by blanks; the first one is shown. `gt` is `g` and then `t`.
    pub keys: &'static str,
    pub shown: Shown,
    /// Whether it can be done now. When not, it is not on the help line, and pressing the key says
    /// why.
    pub ready: fn(&S, &Cx) -> Result<(), Why>,
    pub run: fn(&mut S, &Cx) -> Effect<M>,
}

/// Where an action is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// On the help line while it is ready, and on the help page.
    Line,
    /// Only on the help page and in the palette.
    Page,
}

/// Why an action cannot be done now.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// It makes no sense here; there is nothing to say about it.
    Not,
    /// The id of the message that says why.
    Because(&'static str),
    /// A rule says no.
    Refused(Refusal),
}

/// For actions that can always be done.
pub fn always<S>(_: &S, _: &Cx) -> Result<(), Why> {
    Ok(())
}

impl<S, M> Action<S, M> {
    /// An action that is on the help line and can always be done.
    #[must_use]
    pub const fn new(id: &'static str, keys: &'static str, run: fn(&mut S, &Cx) -> Effect<M>) -> Self {
        Self { id, keys, shown: Shown::Line, ready: always, run }
    }

    /// Only on the help page and in the palette.
    #[must_use]
    pub const fn page(mut self) -> Self {
        self.shown = Shown::Page;
        self
    }

    /// Only when this says so.
    #[must_use]
    pub const fn when(mut self, ready: fn(&S, &Cx) -> Result<(), Why>) -> Self {
        self.ready = ready;
        self
    }
}

impl<S, M> std::fmt::Debug for Action<S, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Action").field("id", &self.id).field("keys", &self.keys).finish_non_exhaustive()
    }
}
