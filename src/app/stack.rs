//! The screens one above the other, and where the answer of each goes.

use std::time::Duration;

use super::any::AnyScreen;
use super::bound::{Bound, bind};
use super::effect::{Parcel, Route};
use super::engine::App;
use super::global;

/// One screen of the stack.
pub(super) struct Layer {
    pub id: u64,
    pub screen: AnyScreen,
    pub bound: Vec<Bound>,
    pub reply: Reply,
}

/// Where the answer of a screen goes.
pub(super) enum Reply {
    Nowhere,
    /// To the screen below that asked.
    Screen(u64, Route<Parcel>),
    /// The chosen command is run.
    Command(Vec<global::Target>),
    /// Whether what was typed may be lost.
    Leave(Leaving),
}

/// What the app wanted to do when it had to ask first.
pub(super) enum Leaving {
    Back,
    Go(AnyScreen),
    LogOut,
    Quit,
}

impl App {
    pub(super) fn top(&self) -> Option<&Layer> {
        self.stack.last()
    }

    /// Puts a screen on top and lets it load.
    pub(super) fn push(&mut self, screen: AnyScreen, reply: Reply) {
        let id = self.next;
        self.next += 1;
        let (bound, holds) = (bind(&screen.rows(), &self.keymap), screen.holds());
        tracing::debug!(screen = screen.name(), "opened");
        self.stack.push(Layer { id, screen, bound, reply });
        self.pending.clear();
        self.spend(holds);
        self.load_top();
    }

    /// The key being acted on has done something that must not be done again by a held key, nor before it has rested.
    pub(super) fn spend(&mut self, rest: Duration) {
        if let Some(chord) = self.acting {
            self.spent = Some((chord, self.at, rest));
        }
    }

    pub(super) fn load_top(&mut self) {
        let Some(layer) = self.stack.last() else { return };
        let (id, effect) = (layer.id, layer.screen.load(&self.cx));
        self.perform(id, effect);
    }

    /// Reads again what is seen: the top screen, and what a dialog leaves in sight.
    pub(super) fn reload(&mut self) {
        let seen: Vec<u64> = self.seen().map(|layer| layer.id).collect();
        for id in seen {
            if let Some(layer) = self.stack.iter().find(|layer| layer.id == id) {
                let effect = layer.screen.load(&self.cx);
                self.perform(id, effect);
            }
        }
    }

    /// The screens in sight, the lowest first: the last full one and the dialogs over it.
    pub(super) fn seen(&self) -> impl Iterator<Item = &Layer> {
        let full = |layer: &Layer| layer.screen.sealed() || layer.screen.overlay(&self.cx).is_none();
        let from = self.stack.iter().rposition(full).unwrap_or(0);
        self.stack[from..].iter()
    }
}
