//! What works on every screen: the app's own table of actions, and the moving keys.

use std::time::Duration;

use futures::FutureExt;

use crate::desk::Desk;
use crate::ui::Move;

use super::action::{Shown, Why};
use super::any::AnyScreen;
use super::command::Command;
use super::effect::Parcel;
use super::engine::{App, NOBODY};
use super::stack::{Leaving, Reply};

/// What is kept of the language somebody speaks: nobody waits for it.
pub(super) const LANGUAGE: &str = "language";

/// How long something may take before it is said that it takes long, and how long a begun sequence
/// waits before its box opens.
pub const PAUSE: Duration = Duration::from_millis(300);

/// The action that lets go of whatever is waited for.
pub const CANCEL: &str = "app.cancel";

/// The action whose key is always on the last line.
pub const HELP: &str = "app.help";

/// One row of the app's own table.
pub struct Global {
    pub id: &'static str,
    pub keys: &'static str,
    pub shown: Shown,
    pub ready: fn(&App) -> Result<(), Why>,
    pub run: fn(&mut App),
}

impl std::fmt::Debug for Global {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Global").field(&self.id).finish()
    }
}

/// What a key or a command stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A row of the top screen's table.
    Own(usize),
    /// A row of the app's table.
    Global(usize),
    Move(Move),
    /// The form's saving key.
    Save,
    Place(usize),
}

fn yes(_: &App) -> Result<(), Why> {
    Ok(())
}

fn not_in_dialog(app: &App) -> Result<(), Why> {
    let dialog = app.top().is_none_or(|top| top.screen.sealed() || top.screen.overlay(&app.cx).is_some());
    if dialog { Err(Why::Not) } else { Ok(()) }
}

/// Who wished the language that is spoken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wished {
    /// Somebody at the door, before they logged in: it is theirs from now on.
    pub at_the_door: bool,
    /// Whoever began the program: it goes before the one an account remembers.
    pub for_this_run: bool,
}

/// One screen back.
const BACK: &str = "app.back";

/// Saves the form from any field.
pub(super) const SAVE: &str = "app.save";

/// The app's own actions.
pub const GLOBALS: &[Global] = &[
    Global { id: SAVE, keys: "ctrl-s", shown: Shown::Line, ready: saves, run: |app| app.run(Target::Save) },
    Global { id: BACK, keys: "esc", shown: Shown::Line, ready: goes_back, run: App::back },
    Global { id: HELP, keys: "? f1", shown: Shown::Page, ready: yes, run: App::help },
    Global {
        id: "app.palette",
        keys: ": f9 ctrl-p",
        shown: Shown::Page,
        ready: not_in_dialog,
        run: App::palette,
    },
    Global {
        id: "app.language",
        keys: "f12 ctrl-t",
        shown: Shown::Page,
        ready: yes,
        run: App::next_language,
    },
    Global { id: "app.redraw", keys: "f5 ctrl-l", shown: Shown::Page, ready: yes, run: App::refresh },
    Global { id: "app.cover", keys: "f11 ctrl-g", shown: Shown::Page, ready: yes, run: App::cover },
    Global { id: "app.lock", keys: "ctrl-x", shown: Shown::Page, ready: locks, run: App::lock },
    Global { id: "app.log_out", keys: "gl", shown: Shown::Page, ready: logs_out, run: App::log_out },
    Global { id: CANCEL, keys: "ctrl-c", shown: Shown::Page, ready: yes, run: App::cancel },
    Global { id: "app.leave", keys: "q f10", shown: Shown::Page, ready: leaves, run: App::leave },
];

/// Goes on in a form; past its last field it saves.
pub(super) const FORWARD: &str = "move.forward";

/// The moving keys: id, keys, what it is for the screen, and where it is announced.
pub const MOVES: &[(&str, &str, Move, Shown)] = &[
    (FORWARD, "enter", Move::Forward, Shown::Line),
    ("move.up", "up k", Move::Up, Shown::Page),
    ("move.down", "down j", Move::Down, Shown::Page),
    ("move.left", "left h", Move::Left, Shown::Page),
    ("move.right", "right l", Move::Right, Shown::Page),
    ("move.page_up", "pageup ctrl-b", Move::PageUp, Shown::Page),
    ("move.page_down", "pagedown ctrl-f", Move::PageDown, Shown::Page),
    ("move.half_up", "ctrl-u", Move::HalfUp, Shown::Page),
    ("move.half_down", "ctrl-d", Move::HalfDown, Shown::Page),
    ("move.first", "home gg", Move::First, Shown::Page),
    ("move.last", "end G", Move::Last, Shown::Page),
    ("move.next", "tab", Move::Next, Shown::Page),
    ("move.previous", "backtab", Move::Previous, Shown::Page),
];

/// What also works on the lock and before anybody is logged in.
pub fn on_sealed(id: &str) -> bool {
    id.starts_with("move.")
        || matches!(id, SAVE | "app.language" | "app.redraw" | "app.cover" | HELP | "app.leave" | CANCEL)
}

/// What works while there is a lock or a door anywhere: also the way back from a dialog over it.
pub(super) fn while_shut(id: &str) -> bool {
    on_sealed(id) || id == BACK
}

fn saves(app: &App) -> Result<(), Why> {
    app.can(Target::Save)
}

fn goes_back(app: &App) -> Result<(), Why> {
    let sealed = app.top().is_none_or(|top| top.screen.sealed());
    let puts_down = app.top().is_some_and(|top| top.screen.typing());
    if sealed || app.stack.len() < 2 && !puts_down { Err(Why::Not) } else { Ok(()) }
}

fn leaves(app: &App) -> Result<(), Why> {
    // A lock is opened or it stays: the program under it is not ended by whoever walks by.
    let locked = app.stack.len() > 1 && app.top().is_some_and(|top| top.screen.sealed());
    if locked { Err(Why::Not) } else { Ok(()) }
}

fn logs_out(app: &App) -> Result<(), Why> {
    let there = app.cx.desk.who().is_some() && app.top().is_some_and(|top| !top.screen.sealed());
    if there { not_in_dialog(app) } else { Err(Why::Not) }
}

pub(super) fn locks(app: &App) -> Result<(), Why> {
    let sealed = app.top().is_none_or(|top| top.screen.sealed());
    if sealed || (app.front.lock)(&app.cx).is_none() { Err(Why::Not) } else { Ok(()) }
}

impl App {
    /// What a row of the table of everywhere stands for.
    pub(super) fn everywhere_target(&self, row: usize) -> Target {
        if row < GLOBALS.len() {
            return Target::Global(row);
        }
        match MOVES.get(row - GLOBALS.len()) {
            Some((_, _, to, _)) => Target::Move(*to),
            None => Target::Place(row - GLOBALS.len() - MOVES.len()),
        }
    }

    /// Everything that can be done now, the screen's own first. What whoever is here may never do is not offered.
    pub(super) fn commands(&self) -> Vec<(Command, Target)> {
        let Some(top) = self.top() else { return Vec::new() };
        let own = top.bound.iter().enumerate().map(|(row, bound)| (bound, Target::Own(row)));
        let rest =
            self.everywhere.iter().enumerate().map(|(row, bound)| (bound, self.everywhere_target(row)));
        let command = |bound: &super::bound::Bound, why: Option<Why>| {
            let keys: Vec<String> = bound.keys.iter().map(|keys| super::keys::shown(keys)).collect();
            Command { id: bound.id, keys: keys.join("  "), why }
        };
        own.chain(rest)
            .filter_map(|(bound, target)| match self.can(target) {
                Ok(()) => Some((command(bound, None), target)),
                Err(Why::Not) => None,
                Err(Why::Refused(refusal)) if refusal.code == "permission.denied" => None,
                Err(why) => Some((command(bound, Some(why)), target)),
            })
            .collect()
    }

    fn help(&mut self) {
        let field = self.top().and_then(|top| top.screen.field());
        let (commands, targets): (Vec<Command>, Vec<Target>) = self.commands().into_iter().unzip();
        let help = (self.front.dialogs.help)(commands, field);
        self.push(help, Reply::Command(targets));
    }

    fn palette(&mut self) {
        let no_move = |(_, target): &(Command, Target)| !matches!(target, Target::Move(_));
        let (commands, targets): (Vec<Command>, Vec<Target>) =
            self.commands().into_iter().filter(no_move).unzip();
        let palette = (self.front.dialogs.palette)(commands, &self.cx);
        self.push(palette, Reply::Command(targets));
    }

    /// The other language, here at once and at every counter where the same person logs in.
    pub(super) fn next_language(&mut self) {
        self.speak(self.cx.look.words.language().other());
        if self.cx.desk.who().is_some() {
            self.wished.for_this_run = false;
            self.remember_language();
        } else {
            self.wished.at_the_door = true;
        }
    }

    /// Keeps the language in use for whoever is logged in.
    pub(super) fn remember_language(&mut self) {
        let language = self.cx.look.words.language();
        let remember = move |desk: Desk| async move {
            if let Err(fault) = desk.speak(language).await {
                tracing::warn!(fault = fault.message(), "the language is not remembered");
            }
            Box::new(()) as Parcel
        };
        self.start(NOBODY, LANGUAGE, true, Box::new(move |desk| remember(desk).boxed()));
    }

    fn refresh(&mut self) {
        self.redraw = true;
        self.reload();
    }

    /// One screen back; asks before something typed is lost. The lowest screen stays, and puts its field down.
    pub(super) fn back(&mut self) {
        if goes_back(self).is_err() {
            return;
        }
        if self.stack.len() < 2 {
            self.stack.iter_mut().for_each(|layer| layer.screen.put_down());
            return;
        }
        let cx = self.cx.clone();
        if let Some((id, effect)) =
            self.stack.last_mut().and_then(|top| Some((top.id, top.screen.leaves(&cx)?)))
        {
            return self.perform(id, effect);
        }
        let unsaved = self.top().is_some_and(|top| top.screen.unsaved());
        self.leave_for(Leaving::Back, unsaved);
    }

    /// One screen back, and from the lowest one out of the program, after asking.
    fn leave(&mut self) {
        if goes_back(self).is_ok() {
            return self.back();
        }
        let unsaved = self.stack.iter().any(|layer| layer.screen.unsaved());
        let question = if unsaved { "app-quit_unsaved" } else { "app-quit_question" };
        let confirm = (self.front.dialogs.confirm)(question, "app-quit_yes");
        self.push(confirm, Reply::Leave(Leaving::Quit));
    }

    /// Lets somebody else come; asks before something typed is lost.
    fn log_out(&mut self) {
        let unsaved = self.stack.iter().any(|layer| layer.screen.unsaved());
        self.leave_for(Leaving::LogOut, unsaved);
    }

    /// Goes to another place; asks before something typed is lost.
    pub(super) fn travel(&mut self, screen: AnyScreen) {
        let unsaved = self.stack.iter().any(|layer| layer.screen.unsaved());
        self.leave_for(Leaving::Go(screen), unsaved);
    }

    fn leave_for(&mut self, leaving: Leaving, unsaved: bool) {
        if unsaved {
            let confirm = (self.front.dialogs.confirm)("app-unsaved_question", "app-unsaved_yes");
            self.push(confirm, Reply::Leave(leaving));
        } else {
            self.leave_now(leaving);
        }
    }

    /// Covers everything with the lock, if there is one. What is under it stays as it is.
    pub(super) fn lock(&mut self) {
        // Whoever unlocks it need not read what somebody else signed.
        let _ = self.cx.signing.take();
        self.cx.signing.over();
        self.cx.begun = self.stack.iter().any(|layer| layer.screen.unsaved());
        if locks(self).is_ok()
            && let Some(screen) = (self.front.lock)(&self.cx)
        {
            self.held.clear();
            self.notice = None;
            self.covered = false;
            self.all_anew();
            self.push(screen, Reply::Nowhere);
        }
    }
}
