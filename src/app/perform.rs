//! Performs effects: starts what the desk shall do, brings answers back, moves screens.

use std::time::{Duration, Instant};

use tokio::task::{Id, JoinError};

use crate::desk::Desk;
use crate::ui::Notice;
use crate::ui::notice::Tone;

use super::any::AnyScreen;
use super::effect::{Ask, Effect, Parcel};
use super::engine::{App, Flight};
use super::stack::{Layer, Leaving, Reply};

/// What there was no way to is asked for again after so long.
const AGAIN: Duration = Duration::from_secs(1);

/// What came back from the desk.
type Landed = Result<(Id, Parcel), JoinError>;

/// What happened at the desk.
#[derive(Debug)]
pub enum Happened {
    /// Something asked for is done.
    Landed(Landed),
    /// Another counter changed something.
    Elsewhere,
}

impl App {
    /// Does what the screen `from` wants done.
    pub(super) fn perform(&mut self, from: u64, effect: Effect<Parcel>) {
        match effect {
            Effect::None => {}
            Effect::All(all) => {
                for effect in all {
                    self.perform(from, effect);
                }
            }
            Effect::Read(label, ask) => self.read(from, label, ask),
            Effect::Write(label, ask) => self.write(from, label, ask),
            Effect::Open(screen) => self.push(screen, Reply::Nowhere),
            Effect::Question(screen, route) => self.push(screen, Reply::Screen(from, route)),
            Effect::Go(screen) => self.go(screen),
            Effect::Close => {
                self.remove(from);
            }
            Effect::Answer(parcel) => self.answer(from, parcel),
            Effect::Say(notice) => self.say(notice),
            Effect::Ring => self.ring = true,
            Effect::Become(desk, screen) => self.become_desk(desk, screen),
            Effect::Resume(desk) => {
                self.works_at(desk);
                // That nobody was logged in any more is over.
                self.notice = None;
                self.remove(from);
            }
            Effect::Language => self.next_language(),
            Effect::Quit => self.quit(),
        }
    }

    fn read(&mut self, layer: u64, label: &'static str, ask: Ask<Parcel>) {
        let same = |flight: &&mut Flight| flight.layer == layer && flight.label == label && !flight.write;
        match self.flights.values_mut().find(same) {
            // One at a time: the one under way is late now, and this one follows it.
            Some(flight) => {
                flight.late = true;
                flight.newer = Some(ask);
            }
            None => self.start(layer, label, false, ask),
        }
    }

    fn write(&mut self, layer: u64, label: &'static str, ask: Ask<Parcel>) {
        let same = |flight: &Flight| flight.layer == layer && flight.label == label && flight.write;
        if self.flights.values().any(same) {
            tracing::debug!(label, "already being saved");
            return;
        }
        self.spend(Duration::ZERO);
        self.start(layer, label, true, ask);
    }

    pub(super) fn start(&mut self, layer: u64, label: &'static str, write: bool, ask: Ask<Parcel>) {
        self.asked = self.at;
        let task = self.tasks.spawn(ask(self.cx.desk.clone()));
        let flight =
            Flight { layer, label, write, since: self.at, key: self.acting, newer: None, late: false };
        self.flights.insert(task.id(), flight);
    }

    /// The next thing that happens at the desk: something asked for is done, or another counter
    /// changed something. Waits for ever when neither does.
    pub async fn happened(&mut self) -> Happened {
        loop {
            tokio::select! {
                biased;
                Some(landed) = self.tasks.join_next_with_id() => return Happened::Landed(landed),
                Ok(()) = self.elsewhere.changed() => return Happened::Elsewhere,
                else => std::future::pending::<()>().await,
            }
        }
    }

    /// Takes what happened at the desk to whom it concerns.
    pub fn take(&mut self, happened: Happened, at: Instant) {
        match happened {
            Happened::Landed(landed) => self.arrive(landed, at),
            Happened::Elsewhere => self.changed(at),
        }
    }

    /// Something changed at another counter: what is seen is read again; cursor and typed text stay.
    fn changed(&mut self, at: Instant) {
        self.wake(at);
        // Where the way to the database is lost there is nothing to read: it is said, and what is seen stays.
        if self.cx.desk.lost_since().is_some() {
            return;
        }
        self.there_again();
        self.asks_standing();
        self.reload();
    }

    /// There is a way to the database: that there was none is said no longer.
    fn there_again(&mut self) {
        let over = ["fault-unreachable", "app-stays"].map(|id| self.cx.text(id));
        self.notice = self.notice.take().filter(|(notice, _)| !over.contains(&notice.text));
    }

    /// When the screen in front asks again for what there was no way to; none where it lacks nothing, or is asking.
    pub(super) fn asks_again_at(&self) -> Option<Instant> {
        let top = self.top().filter(|top| top.screen.retries())?;
        let asking = self.flights.values().any(|flight| flight.layer == top.id);
        (!asking).then(|| self.asked + AGAIN)
    }

    /// Asks for it once that is due.
    pub(super) fn ask_again(&mut self) {
        if self.asks_again_at().is_some_and(|due| due <= self.at) {
            self.load_top();
        }
    }

    /// Takes what the desk has done to the screen that asked, and then the keys that waited for it.
    fn arrive(&mut self, landed: Landed, at: Instant) {
        self.wake(at);
        let (id, parcel) = match landed {
            Ok((id, parcel)) => (id, Some(parcel)),
            Err(fault) => (fault.id(), None),
        };
        let Some(flight) = self.flights.remove(&id) else { return };
        if let Some(newer) = flight.newer {
            self.start(flight.layer, flight.label, flight.write, newer);
        }
        match parcel {
            Some(parcel) if !flight.late => {
                // What a save opens was opened by the key that saved.
                self.acting = flight.key.filter(|_| flight.write);
                self.deliver(flight.layer, parcel);
                self.acting = None;
                if flight.write {
                    self.written(flight.layer);
                }
            }
            Some(_) => {}
            // The task panicked: its fault is in the log, and what it was to save is not saved.
            None if flight.write => self.say(Notice::stop(self.cx.text("app-not_saved"))),
            None if !flight.late => self.say(Notice::stop(self.cx.text("app-not_read"))),
            None => {}
        }
        // Somebody ended this log-in from elsewhere: what is begun stays under the lock until the program ends.
        if self.cx.desk.is_over() {
            self.lock();
        }
        self.release();
        // Not before the first answer: whatever stands at the beginning, the first picture waits for. What was written
        // meanwhile is noticed then.
        self.cx.desk.listen();
    }

    /// Whether something is to be drawn, and what the screen in front asked for is still to come.
    #[must_use]
    pub fn awaits(&self) -> bool {
        let asked = |top: &Layer| self.flights.values().any(|flight| flight.layer == top.id);
        self.stale && self.top().is_some_and(|top| top.screen.waiting() && asked(top))
    }

    /// Waits until nothing is under way and no key waits. For the tests: no sleeps.
    pub async fn settle(&mut self) {
        while self.busy() {
            let happened = self.happened().await;
            self.take(happened, self.at);
        }
    }

    /// After a write the screen that wrote shows what is true now.
    fn written(&mut self, layer: u64) {
        if self.top().is_some_and(|top| top.id == layer) {
            self.load_top();
        }
    }

    fn deliver(&mut self, to: u64, parcel: Parcel) {
        // The screen may have been left in the meantime: its answer has nobody to read it.
        if let Some(layer) = self.stack.iter_mut().find(|layer| layer.id == to) {
            let effect = layer.screen.update(parcel, &self.cx);
            self.perform(to, effect);
        }
    }

    /// Takes a screen away; the one below is read again. Says what its answer is for.
    fn remove(&mut self, id: u64) -> Reply {
        let Some(place) = self.stack.iter().position(|layer| layer.id == id) else { return Reply::Nowhere };
        let on_top = place + 1 == self.stack.len();
        let layer = self.stack.remove(place);
        if on_top {
            self.pending.clear();
            self.spend(layer.screen.holds());
            if self.stack.is_empty() {
                self.quit();
            } else {
                self.load_top();
            }
        }
        layer.reply
    }

    fn answer(&mut self, from: u64, parcel: Parcel) {
        match self.remove(from) {
            // It was only opened: nobody waits for what it says.
            Reply::Nowhere => {}
            Reply::Screen(asker, route) => match route(parcel) {
                Some(msg) => self.deliver(asker, msg),
                None => tracing::error!("an answer of another type than was asked for"),
            },
            Reply::Command(targets) => {
                let chosen = parcel.downcast::<usize>().ok().and_then(|chosen| targets.get(*chosen).copied());
                if let Some(target) = chosen {
                    self.run(target);
                }
            }
            Reply::Leave(leaving) => {
                if parcel.downcast::<bool>().is_ok_and(|yes| *yes) {
                    self.leave_now(leaving);
                }
            }
        }
    }

    /// Does what had to be asked about.
    pub(super) fn leave_now(&mut self, leaving: Leaving) {
        match leaving {
            Leaving::Back => {
                // Why something did not happen there, and the key that would have helped, are left with it.
                self.notice = self.notice.take().filter(|(notice, _)| notice.tone != Tone::Stop);
                if let Some(id) = self.top().map(|top| top.id) {
                    self.remove(id);
                }
            }
            Leaving::Go(screen) => self.go(screen),
            Leaving::LogOut => self.log_off(true),
            Leaving::Quit => self.quit(),
        }
    }

    fn go(&mut self, screen: AnyScreen) {
        // What was done elsewhere says nothing about where one is now.
        self.notice = self.notice.take().filter(|(notice, _)| notice.tone != Tone::Done);
        self.stack.clear();
        self.push(screen, Reply::Nowhere);
    }

    fn works_at(&mut self, desk: Desk) {
        self.cx.zone = desk.zone();
        self.cx.look.currency = desk.currency();
        self.elsewhere = desk.watch();
        self.cx.desk = desk;
    }

    fn become_desk(&mut self, desk: Desk, screen: AnyScreen) {
        // A screen is no script, from the first it reads.
        desk.by_hand();
        self.works_at(desk);
        // Everybody is greeted in the language they chose last, be it at the door just now.
        let last = self.cx.desk.who().and_then(|who| who.language);
        if self.cx.desk.who().is_some() && std::mem::take(&mut self.wished.at_the_door) {
            self.remember_language();
        } else if let Some(language) = last.filter(|_| !self.wished.for_this_run) {
            self.speak(language);
        }
        self.wake(self.at);
        self.notice = None;
        self.go(screen);
    }
}
