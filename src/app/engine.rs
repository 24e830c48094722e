//! The one state of the running program: the stack, what is under way, the keys that wait.
//!
//! The loop and the tests drive it by the same calls: [`App::key`], [`App::settle`], [`App::view`].

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

use crate::desk::Desk;
use crate::i18n::{Language, Words};
use crate::ui::{Layout, Look, Notice, Theme};

use super::action::Shown;
use super::any::{AnyScreen, Row, Table};
use super::bound::{Bound, bind};
use super::effect::{Ask, Parcel};
use super::front::Front;
use super::global::{self, Wished};
use super::keymap::Keymap;
use super::keys::{Chord, Sequence};
use super::screen::{Cx, Outbox};
use super::signing::Signing;
use super::stack::{Layer, Reply};

/// What the settings say about the engine.
#[derive(Debug, Clone)]
pub struct Options {
    pub language: Language,
    /// The language was asked for by hand, for this run: it goes before the one an account remembers.
    pub insists: bool,
    pub theme: Theme,
    pub accessible: bool,
    pub keys: Arc<Keymap>,
    /// The screen locks after so long without a key; never when none.
    pub idle: Option<Duration>,
    pub outbox: Arc<Outbox>,
}

/// The layer of what no screen asked for.
pub(super) const NOBODY: u64 = u64::MAX;

/// The running program.
pub struct App {
    pub(super) cx: Cx,
    pub(super) front: Front,
    pub(super) stack: Vec<Layer>,
    pub(super) tasks: JoinSet<Parcel>,
    pub(super) flights: HashMap<Id, Flight>,
    /// Keys typed and text pasted while something has to come first, in order.
    pub(super) held: VecDeque<Typed>,
    /// The beginning of a sequence of keys, and since when.
    pub(super) pending: Sequence,
    pub(super) pending_since: Instant,
    /// What works on every screen.
    pub(super) everywhere: Vec<Bound>,
    pub(super) notice: Option<(Notice, Instant)>,
    /// The key being acted on.
    pub(super) acting: Option<Chord>,
    /// The key that last changed the stack or wrote, when it last came, and how long it has to rest.
    pub(super) spent: Option<(Chord, Instant, Duration)>,
    pub(super) touched: Instant,
    /// When the desk was asked for something last.
    pub(super) asked: Instant,
    pub(super) at: Instant,
    pub(super) idle: Option<Duration>,
    pub(super) quitting: bool,
    pub(super) stale: bool,
    pub(super) redraw: bool,
    /// Reports of a mouse are heeded: else they are somebody's typing, or the terminal's doing.
    pub(super) mouse: bool,
    /// What can be scrolled back to has to be emptied.
    pub(super) forget: bool,
    /// Nothing is shown until the next key: somebody looks over the counter.
    pub(super) covered: bool,
    /// Something wants to be heard.
    pub(super) ring: bool,
    pub(super) keymap: Arc<Keymap>,
    /// When screens broke.
    pub(super) faults: Vec<Instant>,
    /// Counts up when something changed at another counter.
    pub(super) elsewhere: watch::Receiver<u64>,
    /// Who wished the language that is spoken.
    pub(super) wished: Wished,
    /// The number of the next layer.
    pub(super) next: u64,
}

/// What somebody did that has to wait for something, in its order.
#[derive(Debug, Clone)]
pub(super) enum Typed {
    Key(KeyEvent),
    Text(String),
}

/// Something the desk is doing for a screen.
pub(super) struct Flight {
    pub layer: u64,
    pub label: &'static str,
    pub write: bool,
    pub since: Instant,
    /// The key that started it.
    pub key: Option<Chord>,
    /// Its answer is too late: this is asked instead as soon as it is back.
    pub newer: Option<Ask<Parcel>>,
    pub late: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stack: Vec<&str> = self.stack.iter().map(|layer| layer.screen.name()).collect();
        f.debug_struct("App")
            .field("stack", &stack)
            .field("flights", &self.flights.len())
            .finish_non_exhaustive()
    }
}

impl App {
    /// A program that shows `first` in a terminal of this size: what is seen at another would be read again.
    /// Inside a tokio runtime: the first screen loads at once.
    #[must_use]
    pub fn new(
        front: Front,
        desk: Desk,
        options: Options,
        first: impl FnOnce(&Cx) -> AnyScreen,
        size: (u16, u16),
        at: Instant,
    ) -> Self {
        let now = desk.clock().now();
        let zone = desk.zone();
        let look = Look {
            words: Arc::new(Words::new(options.language)),
            theme: options.theme,
            layout: Layout::heard(size.0, options.accessible),
            now: now.local(zone),
            currency: desk.currency(),
            accessible: options.accessible,
            in_front: true,
        };
        let cx = Cx {
            look,
            desk,
            now,
            zone,
            size,
            still: Duration::ZERO,
            told: false,
            heard: None,
            begun: false,
            signing: Signing::default(),
            keys: options.keys.clone(),
            outbox: options.outbox,
        };
        let elsewhere = cx.desk.watch();
        let first = first(&cx);
        let mut app = Self {
            everywhere: bind(&everywhere(&front).rows, &options.keys),
            cx,
            front,
            stack: Vec::new(),
            tasks: JoinSet::new(),
            flights: HashMap::new(),
            held: VecDeque::new(),
            pending: Vec::new(),
            pending_since: at,
            notice: None,
            mouse: true,
            acting: None,
            spent: None,
            touched: at,
            asked: at,
            at,
            idle: options.idle,
            quitting: false,
            stale: true,
            redraw: false,
            forget: false,
            covered: false,
            ring: false,
            keymap: options.keys,
            faults: Vec::new(),
            elsewhere,
            wished: Wished { at_the_door: false, for_this_run: options.insists },
            next: 0,
        };
        app.push(first, Reply::Nowhere);
        app
    }

    /// The program has nothing left to do: everything is saved and it was told to end.
    #[must_use]
    pub fn over(&self) -> bool {
        self.quitting && !self.writing()
    }

    /// Ends the program as soon as what is being saved is saved. For signals: nothing is asked.
    pub fn quit(&mut self) {
        self.quitting = true;
    }

    /// Whether something is being saved.
    #[must_use]
    pub fn writing(&self) -> bool {
        self.flights.values().any(|flight| flight.write)
    }

    /// Whether the desk is doing something for any screen.
    #[must_use]
    pub fn busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// What the screens are told.
    #[must_use]
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// The screens of the stack by name, the lowest first.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.stack.iter().map(|layer| layer.screen.name()).collect()
    }

    /// Whether something happened since this was last asked: the screen has to be drawn.
    pub fn take_stale(&mut self) -> bool {
        std::mem::take(&mut self.stale)
    }

    /// Whether every cell has to be sent again.
    pub fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.redraw)
    }

    /// Whether the terminal's bell is to ring.
    pub fn take_ring(&mut self) -> bool {
        std::mem::take(&mut self.ring)
    }

    /// The terminal has this size now.
    pub fn resize(&mut self, size: (u16, u16)) {
        let layout = Layout::heard(size.0, self.cx.look.accessible);
        let other = layout != self.cx.look.layout;
        self.cx.size = size;
        self.cx.look.layout = layout;
        self.stale = true;
        // Another layout may show what was not asked for yet.
        if other {
            self.reload();
        }
    }

    /// Says a line.
    pub fn say(&mut self, notice: Notice) {
        self.cx.hear(notice.tone);
        let until = self.at + notice.stays();
        self.notice = Some((notice, until));
        self.stale = true;
    }

    /// When [`App::alarm`] wants to be called if nothing happens before: never more than a minute
    /// away, because the clock is on the screen.
    #[must_use]
    pub fn next_alarm(&self) -> Instant {
        let into_minute = self.cx.now.0.rem_euclid(60_000_000).unsigned_abs();
        let minute = self.at + Duration::from_micros(60_000_000 - into_minute);
        let notice = self.notice.as_ref().map(|(_, until)| *until);
        let which = (!self.pending.is_empty()).then(|| self.pending_since + global::PAUSE);
        let working = self.flights.values().map(|flight| flight.since + global::PAUSE).min();
        let idle = self.idle().map(|idle| self.touched + idle);
        let wakes = self.seen().filter_map(|layer| layer.screen.wakes(&self.cx)).min();
        let wakes = wakes.map(|after| self.at + after);
        [notice, which, working, idle, wakes, self.asks_again_at()]
            .into_iter()
            .flatten()
            .filter(|moment| *moment > self.at)
            .fold(minute, Instant::min)
    }

    /// Time has passed: the clock goes on, a notice goes away, an unattended counter locks.
    pub fn alarm(&mut self, at: Instant) {
        self.wake(at);
        if self.notice.as_ref().is_some_and(|(_, until)| *until <= at) {
            self.notice = None;
        }
        if self.idle().is_some_and(|idle| self.touched + idle <= at) {
            self.lock();
        }
        self.ask_again();
        self.is_left(at);
    }

    /// Brings the clock on the wall up to date.
    pub(super) fn wake(&mut self, at: Instant) {
        self.at = self.at.max(at);
        self.cx.still = self.at.duration_since(self.touched);
        self.cx.now = self.cx.desk.clock().now();
        self.cx.look.now = self.cx.now.local(self.cx.zone);
        self.stale = true;
    }

    pub(super) fn speak(&mut self, language: Language) {
        self.cx.look.words = Arc::new(Words::new(language));
        let own = self.stack.iter_mut().flat_map(|layer| &mut layer.bound);
        for bound in own.chain(&mut self.everywhere) {
            bound.forget_label();
        }
        self.stack.iter_mut().for_each(|layer| layer.screen.spoken(&self.cx));
        let said = self.notice.take();
        self.notice = said.and_then(|(notice, until)| Some((notice.spoken(&self.cx.look)?, until)));
        self.stale = true;
    }
}

/// The table of what works on every screen.
#[must_use]
pub fn everywhere(front: &Front) -> Table {
    let globals =
        global::GLOBALS.iter().map(|global| Row { id: global.id, keys: global.keys, shown: global.shown });
    let moves = global::MOVES.iter().map(|(id, keys, _, shown)| Row { id, keys, shown: *shown });
    let places = front.places.iter().map(|place| Row { id: place.id, keys: place.keys, shown: Shown::Page });
    Table { screen: "", rows: globals.chain(moves).chain(places).collect() }
}
