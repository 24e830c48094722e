//! The clinics one installation serves: which of them this counter works for, where a new one is founded, and what
//! whoever administers the installation does with them. Nobody here sees a patient, a name or an amount.

use super::fault::{Done, Fault};
use super::found::slug;
use crate::clock::SharedClock;
use crate::config::DatabaseAddress;
use crate::domain::id::ClinicId;
use crate::domain::refusal::Refusal;
use crate::store::tenant::{Size, TenantRow};
use crate::store::wall;
pub use crate::store::wall::Roles as Logins;
use crate::store::{self, Db, Tx};

/// What is known of the clinic with this short name, or of the only one. A refusal names none of the others.
///
/// # Errors
/// `clinic.none`, `clinic.unknown`, `clinic.which`, `clinic.suspended`.
pub(super) fn chosen(mut of: Vec<TenantRow>, slug: Option<&str>) -> Result<TenantRow, Refusal> {
    // Of several, one that is still to be founded stands in the way of none that is.
    if slug.is_none() && of.iter().filter(|one| one.founded).count() == 1 {
        of.retain(|one| one.founded);
    }
    let place = match (of.len(), slug) {
        (0, _) => return Err(Refusal::new("clinic.none")),
        (_, Some(slug)) => of
            .iter()
            .position(|one| one.slug == slug)
            .ok_or_else(|| Refusal::new("clinic.unknown").with("slug", slug))?,
        (1, None) => 0,
        (_, None) => return Err(Refusal::new("clinic.which")),
    };
    if !of[place].active {
        return Err(Refusal::new("clinic.suspended"));
    }
    Ok(of.swap_remove(place))
}

/// Why there is no desk where the login sees no clinic with this short name.
pub(super) async fn none_of(db: &Db, slug: Option<&str>) -> Done<Fault> {
    match chosen(store::tenant::all(db).await?, slug) {
        Err(refusal) if refusal.code != "clinic.none" => Ok(refusal.into()),
        _ => none_here(db).await,
    }
}

/// Why a login sees no clinic: there is none yet, or what shows it its own was changed from outside.
pub(super) async fn none_here(db: &Db) -> Done<Fault> {
    Ok(match store::schema::wall(db).await? {
        Some(what) => Refusal::new("wall.broken").with("what", what),
        None => Refusal::new("clinic.none"),
    }
    .into())
}

/// Whether a clinic with people in it may be founded over this login.
///
/// # Errors
/// `tenant.owner`, `tenant.login`.
pub(super) async fn may_found(db: &Db) -> Done<()> {
    if !db.is_postgres() {
        return Ok(());
    }
    if store::power::power(db).await?.mighty {
        return Err(Refusal::new("tenant.owner").into());
    }
    if store::tenant::all(db).await?.is_empty() {
        return Err(Refusal::new("tenant.login").into());
    }
    Ok(())
}

/// Where a clinic is founded: in the place that was kept for it, else, in a database without any, in one of its own.
/// Answers its id and its short name.
///
/// # Errors
/// `clinic.exists`, `clinic.suspended`, `tenant.login` for a login of Postgres that belongs to no clinic, `tenant.owner`
/// for one that is mighty, except for a training copy, `wall.broken` where it cannot be known which clinics there are.
pub(super) async fn place(
    db: &Db,
    tx: &mut Tx,
    asked: &str,
    training: bool,
    now: crate::domain::time::Ts,
) -> Done<(ClinicId, String)> {
    let mighty = store::power::power(db).await?.mighty;
    if mighty && db.is_postgres() && !training {
        return Err(Refusal::new("tenant.owner").into());
    }
    if !mighty && let Some(what) = store::schema::wall(db).await? {
        return Err(Refusal::new("wall.broken").with("what", what).into());
    }
    let tenants = store::tenant::all(tx.on()).await?;
    let kept = match (tenants.as_slice(), mighty) {
        // The login says which clinic it is.
        ([own, ..], false) => Some(own),
        ([], false) => return Err(Refusal::new("tenant.login").into()),
        (all, true) => all.iter().find(|tenant| tenant.slug == asked),
    };
    match kept {
        Some(kept) if kept.founded => Err(Refusal::new("clinic.exists").into()),
        Some(kept) if !kept.active => Err(Refusal::new("clinic.suspended").into()),
        Some(kept) => Ok((kept.clinic_id, kept.slug.clone())),
        None if !tenants.is_empty() => Err(Refusal::new("clinic.exists").into()),
        None => {
            let id = ClinicId::new();
            store::tenant::add(tx.on(), id, asked, now).await?;
            Ok((id, asked.to_owned()))
        }
    }
}

/// The SQL that sets a clinic up on a server.
///
/// # Errors
/// `clinic.slug`, `tenant.role` for names that are none.
pub fn script(logins: &Logins) -> Result<String, Refusal> {
    checked(logins)?;
    Ok(wall::script(logins))
}

fn checked(logins: &Logins) -> Result<(), Refusal> {
    slug(&logins.slug)?;
    if logins.sound() { Ok(()) } else { Err(Refusal::new("tenant.role")) }
}

/// A clinic, and how much of it there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    pub row: TenantRow,
    pub size: Size,
}

/// An installation in the hands of whoever administers it: the owner of the file, or an administrator of the server.
pub struct Platform {
    db: Db,
    clock: SharedClock,
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Platform").finish_non_exhaustive()
    }
}

impl Platform {
    /// Opens the database for it.
    ///
    /// # Errors
    /// `tenant.counter` for a clinic's own login, and those of [`Db::administer`].
    pub async fn at(address: &DatabaseAddress, clock: SharedClock) -> Done<Self> {
        // A clinic's own login sees no other clinic, and no rights are to be put in order for that.
        let counter = |fault| match fault {
            store::Fault::Denied => Refusal::new("tenant.counter").into(),
            fault => super::Fault::from(fault),
        };
        Ok(Self { db: Db::administer(address).await.map_err(counter)?, clock })
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// Every clinic with its size, oldest first; none where nothing was set up.
    ///
    /// # Errors
    /// The faults of the database.
    pub async fn list(&self) -> Done<Vec<Tenant>> {
        let mut list = Vec::new();
        for row in store::tenant::all(&self.db).await? {
            let size = store::tenant::size(&self.db, row.clinic_id).await?;
            list.push(Tenant { row, size });
        }
        Ok(list)
    }

    /// Sets a clinic up on a server: its roles, the tables, the wall. Doing it again changes nothing.
    ///
    /// # Errors
    /// `tenant.role` for names that are none, `tenant.role_taken` for another clinic's, `tenant.server` on a file,
    /// `tenant.admin` for whoever is no administrator, `wall.…` of a role that may too much, and the faults of the database.
    pub async fn set_up(&self, logins: &Logins) -> Done<()> {
        if !self.db.is_postgres() {
            return Err(Refusal::new("tenant.server").into());
        }
        checked(logins)?;
        wall::set_up(&self.db, logins).await.map_err(|fault| match fault {
            // To put the rights in order is what was asked for.
            store::Fault::Denied => Refusal::new("tenant.admin").into(),
            fault => fault.into(),
        })
    }

    /// Whether every login of the server may make large objects, which belong to no clinic: where no superuser set it up.
    ///
    /// # Errors
    /// The faults of the database.
    pub async fn leaves_large_objects(&self) -> Done<bool> {
        Ok(wall::leaves_large_objects(&self.db).await?)
    }

    /// Keeps a place for one more clinic; on a server with logins of its own, by their usual names. It is founded at its
    /// first counter.
    ///
    /// # Errors
    /// `clinic.slug`, `clinic.slug_taken`, and the faults of the database.
    pub async fn add(&self, typed: &str) -> Done<()> {
        let slug = slug(typed)?;
        if self.db.is_postgres() {
            return self.set_up(&Logins::of(&slug)).await;
        }
        let mut tx = self.db.begin().await?;
        store::tenant::add(tx.on(), ClinicId::new(), &slug, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// How many active users and patients it may have; none: as many as it likes. What is there already stays.
    ///
    /// # Errors
    /// `clinic.unknown`, and the faults of the database.
    pub async fn limit(&self, slug: &str, max_users: Option<i64>, max_patients: Option<i64>) -> Done<()> {
        let tenant = self.find(slug).await?;
        let mut tx = self.db.begin().await?;
        store::tenant::limit(tx.on(), tenant, max_users, max_patients).await?;
        store::tenant::note(tx.on(), tenant, "limit", self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Suspends a clinic, or lets it work again: its counters are told, and refuse the next act.
    ///
    /// # Errors
    /// `clinic.unknown`, and the faults of the database.
    pub async fn let_work(&self, slug: &str, active: bool) -> Done<()> {
        let tenant = self.find(slug).await?;
        let mut tx = self.db.begin().await?;
        store::tenant::set_active(&mut tx, tenant, active).await?;
        let act = if active { "resume" } else { "suspend" };
        store::tenant::note(tx.on(), tenant, act, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn find(&self, slug: &str) -> Done<ClinicId> {
        let tenants = store::tenant::all(&self.db).await?;
        let found = tenants.iter().find(|tenant| tenant.slug == slug).map(|tenant| tenant.clinic_id);
        found.ok_or_else(|| Fault::from(Refusal::new("clinic.unknown").with("slug", slug)))
    }
}
