//! What is done too often, counted in the database: one log-in of a script may be a thousand processes, at any counter, and
//! whoever works at one may start it anew. What a script does is written down at once, and so is a card that somebody opens
//! at a desk; the lists they read there in steps, and when they leave.

use uuid::Uuid;

use super::Desk;
use super::fault::Done;
use super::meter::MINUTES;
use super::throttle::{counted_under, tells};
use crate::domain::id::AccountId;
use crate::domain::refusal::Refusal;
use crate::store;

/// What is counted of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counted {
    /// Patients whose card was opened.
    Opened,
    /// Patients in lists.
    Listed,
    /// Tries of what they may not.
    Denied,
}

impl Counted {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Listed => "listed",
            Self::Denied => "denied",
        }
    }
}

impl Desk {
    /// Counts these of somebody, each once, and says how many they are where this is what goes beyond `most`: again only
    /// after it was quiet. By the clock that nobody at a counter sets, as pauses go. So many as are `known` they are.
    pub(super) async fn counts(
        &self,
        (account, what): (AccountId, Counted),
        each: Vec<Uuid>,
        (known, most): (usize, usize),
    ) -> Done<Option<usize>> {
        let pepper = self.house.pepper.as_deref().ok_or_else(|| Refusal::new("pin.pepper"))?;
        let (clinic, now) = (self.clinic().id, self.unmoved().await?);
        let since = now.plus_minutes(-MINUTES);
        let whose = format!("{}:{}", what.as_str(), account.0.simple());
        // What lies under it has its name and a colon; a semicolon is the next sign.
        let (first, last) = (format!("{whose}:"), format!("{whose};"));
        let of = |id: Uuid| {
            // Which patients somebody read is nobody's to look up.
            let hidden = counted_under(pepper, &format!("{first}{id}"))?;
            Done::Ok([&first, hidden.rsplit(':').next().unwrap_or_default()].concat())
        };
        let mut subjects = each.into_iter().map(of).collect::<Done<Vec<_>>>()?;
        // Two processes of one script wait for each other in one order.
        subjects.sort_unstable();
        let subjects = serde_json::to_string(&subjects)?;
        let ahead = now.plus_minutes(MINUTES);
        let mut tx = self.house.db.begin_lightly().await?;
        let (count,) =
            store::counted::count(tx.on(), clinic, (&first, &last), subjects, (since, now, ahead)).await?;
        let count = usize::try_from(count).unwrap_or_default().max(known);
        let mut tell = None;
        if count > most {
            tell = tells(&mut tx, clinic, &whose, (now, MINUTES)).await?.then_some(count);
            // Again only after it was quiet.
            let told = format!("told:{whose}");
            store::account::lock(tx.on(), clinic, &told, now.plus_minutes(MINUTES)).await?;
        }
        tx.commit().await?;
        Ok(tell)
    }
}
