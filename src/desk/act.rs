//! An act: one thing that can be done at the desk, with a name, a right it needs, and plain types in and out.
//!
//! To add one: its input struct in the file of its noun, `impl Act` and `impl Look` or `impl Change`, and its
//! name in the list of `acts.rs`. Screens, `loket call` and tests find it by the same type.

use std::future::Future;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Desk;
use super::fault::Done;
use super::work::Work;
use crate::domain::permission::Permission;

/// What every act has.
pub trait Act: Serialize + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static {
    /// Its name in scripts, in the log and in the trail.
    const NAME: &'static str;
    /// The right it needs.
    const NEEDS: Permission;
    /// Whether it also stays within what is one's own, for who has the right only over that (`Permission::own`).
    const OWN: bool = false;
    /// Whether its answer is a secret that is shown once: it is not kept with the request.
    const SECRET: bool = false;
    /// Whether the PIN it takes is asked for last: whoever signs is not fetched for what no PIN helps with.
    const PIN_LAST: bool = false;
    /// Whether what it took away is to stand nowhere afterwards, not even in the log of the database.
    const FORGETS: bool = false;
    /// Fields of its answer that say something of people whom the act is not about: whoever asks again under the same id
    /// gets them empty. Kept with the request, no erasure would find them.
    const NAMING: &'static [&'static str] = &[];
    type Output: Serialize + DeserializeOwned + JsonSchema + Send + 'static;
}

/// Which act, where no more of it matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub name: &'static str,
    pub needs: Permission,
    /// [`Act::OWN`].
    pub own: bool,
    /// [`Act::SECRET`].
    pub secret: bool,
    /// [`Act::PIN_LAST`].
    pub pin_last: bool,
    /// [`Act::FORGETS`].
    pub forgets: bool,
}

impl Kind {
    pub const fn of<A: Act>() -> Self {
        Self {
            name: A::NAME,
            needs: A::NEEDS,
            own: A::OWN,
            secret: A::SECRET,
            pin_last: A::PIN_LAST,
            forgets: A::FORGETS,
        }
    }
}

/// An act that only looks.
pub trait Look: Act {
    fn look(self, desk: &Desk) -> impl Future<Output = Done<Self::Output>> + Send;
}

/// An act that changes something: one transaction, one row of the trail.
pub trait Change: Act {
    /// Whether it edits something known, of which a script may leave out what stays as it is: see
    /// [`as_it_is`](Self::as_it_is).
    const KEEPS: bool = false;

    /// What takes long and needs nothing of the database is made ready before anybody has to wait for it: once, before the
    /// transaction. What it is refused for is said by [`change`](Self::change).
    fn prepare(&mut self, desk: &Desk) {
        let _ = desk;
    }

    fn change(self, work: &mut Work<'_>) -> impl Future<Output = Done<Self::Output>> + Send;

    /// The same act as it would change nothing; none where what it names is not there yet, or not any more. A script
    /// that leaves a field out means this one, and `null` means none.
    fn as_it_is(&self, work: &mut Work<'_>) -> impl Future<Output = Done<Option<Self>>> + Send {
        let _ = work;
        async { Ok(None) }
    }
}
