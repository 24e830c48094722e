//! From an address to a desk. Whoever stands outside (the command line, the engine) never holds the
//! database itself, only the desk in front of it.

use std::sync::Arc;

use super::Desk;
use super::fault::{Done, Fault};
use super::found::{Founding, found};
use super::tenant;
use crate::clock::SharedClock;
use crate::config::DatabaseAddress;
use crate::domain::id::ClinicId;
use crate::domain::refusal::Refusal;
use crate::store::{self, Db, Second};

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
    ) -> Done<(Self, Second)> {
        is_there(address)?;
        let (db, second) = Db::open_for_a_day(address).await?;
        match Self::open_of(db.clone(), slug, clock, terminal, pepper).await {
            Ok(desk) => Ok((desk, second)),
            Err(fault) => {
                // What still holds a connection is waited for by whoever closes them.
                drop(second);
                db.close().await;
                Err(fault)
            }
        }
    }

    /// As [`at`](Self::at), to verify: also where nothing can be read of the clinic any more, or its row is gone, as long
    /// as there is a trail.
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
            Err(Fault::Refused(why)) if matches!(why.code, "clinic.unreadable" | "clinic.none") => {
                Fault::Refused(why)
            }
            opened => {
                if opened.is_err() {
                    db.close().await;
                }
                return opened;
            }
        };
        if let Ok(Some((id,))) = store::tenant::named(&db, slug).await
            && let Ok((true,)) = store::trail::begun(&db, id).await
        {
            return Ok(Self::blind(db, id, slug, clock, terminal, pepper));
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
