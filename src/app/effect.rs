//! What an action wants done: values, performed by the engine, so that a screen neither waits nor
//! spawns.

use std::any::Any;

use futures::FutureExt;
use futures::future::BoxFuture;

use crate::desk::Desk;
use crate::ui::Notice;

use super::any::AnyScreen;
use super::screen::{Asks, Screen};

/// A question to the desk, answered with a message.
pub type Ask<M> = Box<dyn FnOnce(Desk) -> BoxFuture<'static, M> + Send>;

/// Anything on its way from one screen to another. The types fit by construction: see
/// [`Effect::ask`].
pub type Parcel = Box<dyn Any + Send>;

/// How the answer of a screen becomes a message of the one that asked.
pub type Route<M> = Box<dyn FnOnce(Parcel) -> Option<M> + Send>;

/// What is to happen after an action or a message.
#[must_use = "an effect does nothing until the engine performs it"]
pub enum Effect<M> {
    None,
    /// In this order.
    All(Vec<Self>),
    /// Asks the desk. A newer read of the same label replaces an older one: late answers are
    /// dropped.
    Read(&'static str, Ask<M>),
    /// Changes something. Never dropped, never started again while one of the same label runs;
    /// leaving the program waits for it. Keys typed meanwhile are kept.
    Write(&'static str, Ask<M>),
    /// Puts a screen on top. What it answers, if it does, is for nobody.
    Open(AnyScreen),
    /// Puts a screen on top that will be answered.
    Question(AnyScreen, Route<M>),
    /// Goes to another place: replaces the whole stack.
    Go(AnyScreen),
    /// Takes this screen away.
    Close,
    /// Takes this screen away and hands its answer to the one that asked.
    Answer(Parcel),
    /// Says a line.
    Say(Notice),
    /// Rings the terminal's bell.
    Ring,
    /// Somebody logged in or out: another desk, and this is its first screen.
    Become(Desk, AnyScreen),
    /// The same person logged in again: takes this screen away, and what was begun goes on at this desk.
    Resume(Desk),
    /// The next language.
    Language,
    /// Ends the program when everything is saved.
    Quit,
}

impl<M: Send + 'static> Effect<M> {
    /// Asks the desk: `Effect::read("day", |desk| async move { Msg::Day(desk.day(today).await) })`.
    pub fn read<F>(label: &'static str, ask: impl FnOnce(Desk) -> F + Send + 'static) -> Self
    where
        F: Future<Output = M> + Send + 'static,
    {
        Self::Read(label, Box::new(move |desk| ask(desk).boxed()))
    }

    /// Changes something through the desk.
    pub fn write<F>(label: &'static str, ask: impl FnOnce(Desk) -> F + Send + 'static) -> Self
    where
        F: Future<Output = M> + Send + 'static,
    {
        Self::Write(label, Box::new(move |desk| ask(desk).boxed()))
    }

    /// Puts a screen on top.
    pub fn open(screen: impl Screen) -> Self {
        Self::Open(AnyScreen::new(screen))
    }

    /// Goes to another place.
    pub fn go(screen: impl Screen) -> Self {
        Self::Go(AnyScreen::new(screen))
    }

    /// Opens a screen that answers; the answer comes back as the message `route` makes of it.
    /// Closing it without an answer brings nothing.
    pub fn ask<S: Asks>(screen: S, route: impl FnOnce(S::Answer) -> M + Send + 'static) -> Self {
        let route = move |parcel: Parcel| parcel.downcast::<S::Answer>().ok().map(|answer| route(*answer));
        Self::Question(AnyScreen::new(screen), Box::new(route))
    }

    /// Answers as the screen `S` and takes it away: `Effect::answer::<Self>(true)`.
    pub fn answer<S: Asks>(answer: S::Answer) -> Self {
        Self::Answer(Box::new(answer))
    }

    /// Says a line.
    pub const fn say(notice: Notice) -> Self {
        Self::Say(notice)
    }

    /// This one, then another.
    pub fn and(self, then: Self) -> Self {
        match (self, then) {
            (Self::None, only) | (only, Self::None) => only,
            (Self::All(mut all), then) => {
                all.push(then);
                Self::All(all)
            }
            (first, then) => Self::All(vec![first, then]),
        }
    }

    /// The same effect with its messages wrapped.
    pub(super) fn map<N: 'static>(self, wrap: fn(M) -> N) -> Effect<N> {
        match self {
            Self::None => Effect::None,
            Self::All(all) => Effect::All(all.into_iter().map(|effect| effect.map(wrap)).collect()),
            Self::Read(label, ask) => Effect::Read(label, Box::new(move |desk| ask(desk).map(wrap).boxed())),
            Self::Write(label, ask) => {
                Effect::Write(label, Box::new(move |desk| ask(desk).map(wrap).boxed()))
            }
            Self::Open(screen) => Effect::Open(screen),
            Self::Question(screen, route) => {
                Effect::Question(screen, Box::new(move |parcel| route(parcel).map(wrap)))
            }
            Self::Go(screen) => Effect::Go(screen),
            Self::Close => Effect::Close,
            Self::Answer(parcel) => Effect::Answer(parcel),
            Self::Say(notice) => Effect::Say(notice),
            Self::Ring => Effect::Ring,
            Self::Become(desk, screen) => Effect::Become(desk, screen),
            Self::Resume(desk) => Effect::Resume(desk),
            Self::Language => Effect::Language,
            Self::Quit => Effect::Quit,
        }
    }
}

impl<M> std::fmt::Debug for Effect<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::All(all) => f.debug_list().entries(all).finish(),
            Self::Read(label, _) => write!(f, "Read({label})"),
            Self::Write(label, _) => write!(f, "Write({label})"),
            Self::Open(screen) => write!(f, "Open({})", screen.name()),
            Self::Question(screen, _) => write!(f, "Question({})", screen.name()),
            Self::Go(screen) => write!(f, "Go({})", screen.name()),
            Self::Close => f.write_str("Close"),
            Self::Answer(_) => f.write_str("Answer"),
            Self::Say(_) => f.write_str("Say"),
            Self::Ring => f.write_str("Ring"),
            Self::Become(_, screen) => write!(f, "Become({})", screen.name()),
            Self::Resume(_) => f.write_str("Resume"),
            Self::Language => f.write_str("Language"),
            Self::Quit => f.write_str("Quit"),
        }
    }
}
