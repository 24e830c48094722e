//! From an address to a desk. Whoever stands outside (the command line, the engine) never holds the
//! database itself, only the desk in front of it.

use std::sync::Arc;

use super::Desk;
use super::clinic::clinic_of;
use super::fault::{Done, Fault};
use super::found::{Founding, found};
use super::tenant;
use crate::clock::SharedClock;
use crate::config::DatabaseAddress;
use crate::domain::id::ClinicId;
use crate::domain::refusal::Refusal;
pub use crate::store::Later;
use crate::store::{self, Db};

impl Desk {
    /// Opens the database and the desk in it, of the clinic with this short name or of the only one.
    ///
    /// # Errors
    /// `clinic.none` when nobody founded a clinic there, those of [`Desk::open_of`], and the faults of the database.
    pub async fn at(
        address: &DatabaseAddress,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Done<Self> {
        is_there(address)?;
        let db = Db::open(address).await?;
        let desk = Self::open_of(db.clone(), slug, clock, terminal, pepper).await;
        if desk.is_err() {
            db.close().await;
        }
        desk
    }

    /// As [`at`](Self::at), for somebody whose first look is at a day of the book.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub async fn at_for_a_day(
        address: &DatabaseAddress,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Done<(Self, Later)> {
        is_there(address)?;
        let (db, later) = Db::open_for_a_day(address).await?;
        match Self::open_of(db.clone(), slug, clock, terminal, pepper).await {
            Ok(desk) => Ok((desk, later)),
            Err(fault) => {
                // What still holds a connection is waited for by whoever closes them.
                drop(later);
                db.close().await;
                Err(fault)
            }
        }
    }

    /// As [`at`](Self::at), to verify: also where nothing can be read of the clinic any more, or its row is gone, or the
    /// installation's row of it, as long as there is a trail; and also while it is suspended, where that can be seen: behind
    /// the wall of a server a suspended clinic's login sees no row of it, but whether that was done to it by whoever may.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub async fn at_whatever_lies_there(
        address: &DatabaseAddress,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Done<Self> {
        is_there(address)?;
        let db = Db::open(address).await?;
        let opened =
            Self::open_of(db.clone(), slug, Arc::clone(&clock), terminal.clone(), pepper.clone()).await;
        let fault = match opened {
            Err(Fault::Refused(why)) if NOT_TO_BE_SEEN.contains(&why.code) => Fault::Refused(why),
            // What was read is what no loket wrote.
            Err(Fault::Store(store::Fault::Other(what))) => store::Fault::Other(what).into(),
            opened => {
                if opened.is_err() {
                    db.close().await;
                }
                return opened;
            }
        };
        let named = store::tenant::named(&db, slug).await.ok().flatten().map(|(id,)| id);
        let id = match named {
            // Behind the wall nothing else is seen of it either: that its row is gone is what there is to say.
            None => store::tenant::lost(&db).await.ok().flatten(),
            named => named,
        };
        if let Some(id) = id {
            let row = store::clinic::get(&db, id).await.ok().flatten();
            let known = row.and_then(|row| clinic_of(row).ok());
            return Ok(Self::blind(db, id, slug, known, clock, terminal, pepper));
        }
        db.close().await;
        Err(fault)
    }

    /// Opens the database for the desk of a clinic that is not there yet.
    ///
    /// # Errors
    /// `tenant.owner` and `tenant.login`, before anybody types anything, and the faults of the database.
    pub async fn at_nobodys(
        address: &DatabaseAddress,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Done<Self> {
        let db = Db::open(address).await?;
        let ready = tenant::may_found(&db).await;
        if let Err(fault) = ready {
            db.close().await;
            return Err(fault);
        }
        Ok(Self::unfounded(db, slug, clock, terminal, pepper))
    }
}

/// What keeps a clinic from being opened that can be verified all the same: each may have been written from outside.
const NOT_TO_BE_SEEN: &[&str] = &["clinic.unreadable", "clinic.none", "clinic.unknown", "clinic.suspended"];

/// A file is made by whoever founds a clinic, not by whoever looks for one.
fn is_there(address: &DatabaseAddress) -> Done<()> {
    if Db::is_missing(address) { Err(Refusal::new("clinic.none").into()) } else { Ok(()) }
}

/// Founds a clinic in the database of the address, making that too.
///
/// # Errors
/// Those of [`found`], and the faults of the database.
pub async fn found_at(
    address: &DatabaseAddress,
    clock: &SharedClock,
    pepper: &[u8],
    founding: &Founding,
) -> Done<ClinicId> {
    let db = Db::open(address).await?;
    let done = found(&db, clock, pepper, founding).await;
    db.close().await;
    done
}
