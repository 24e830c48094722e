//! Who is at the desk, and what they may: the role's table, the clinic's own role, what was given or taken.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::act::Kind;
use super::fault::Done;
use super::{Desk, House};
use crate::domain::account::Role;
use crate::domain::clinic::Language;
use crate::domain::id::{AccountId, ClinicId, SessionId, StaffId};
use crate::domain::permission::{Effect, Grant, Permission, Rule, effective};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::account::StandingRow;
use crate::store::role::RuleRow;
use crate::store::{self, On};

/// The nouns whose change may change what somebody may, or end a session.
pub(super) const NOUNS: &[&str] = &["account", "role", "session", "clinic", "staff"];

/// Who is logged in, and by which session.
#[derive(Debug)]
pub struct Who {
    pub account_id: AccountId,
    pub session_id: SessionId,
    pub username: String,
    pub full_name: String,
    pub role: Role,
    pub language: Option<Language>,
    /// As they were read last.
    rights: RwLock<Arc<Rights>>,
    /// When, in changes of rights this process knows of.
    epoch: AtomicU64,
    /// When the session was last written down as used.
    seen: AtomicI64,
    /// When somebody last did something here; never, where no hand is on it: a script, whose every act is a use.
    used: AtomicI64,
    /// When the rights were read, by the clock that nobody at a counter sets.
    checked: AtomicI64,
    /// The session ended, here or elsewhere.
    over: AtomicBool,
    /// When they came in, until their first question.
    came: Mutex<Option<Instant>>,
}

/// What somebody may, as it was read.
#[derive(Debug, Clone)]
pub struct Rights {
    role: Role,
    rules: Vec<Rule>,
    /// The same, each with its end.
    pub(super) dated: Vec<Dated>,
    /// Of the account when they were read: every change to them counts it up.
    pub(super) version: i64,
    /// Their column of the day.
    staff: Option<StaffId>,
    /// Has a second factor.
    factor: bool,
    /// Has a PIN.
    pin: bool,
    /// The first right that ends by itself does so then, or the log-in.
    until: Option<Ts>,
    last_seen: Ts,
}

/// A rule and its end.
pub(super) type Dated = (Rule, Ts);

/// How far a right goes: the whole clinic, or one's own column, which not everybody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Clinic,
    Own(Option<StaffId>),
}

impl Scope {
    /// Whose column it is alone; none where it is everybody's.
    pub(super) fn column(self) -> Option<StaffId> {
        match self {
            Self::Clinic => None,
            // Nobody has the column of nobody.
            Self::Own(staff) => Some(staff.unwrap_or_else(StaffId::new)),
        }
    }

    /// Whether what belongs to this person is within.
    #[must_use]
    pub fn covers(self, staff: Option<StaffId>) -> bool {
        match self {
            Self::Clinic => true,
            Self::Own(me) => me.is_some() && me == staff,
        }
    }
}

/// The end of what does not end.
pub(super) const FOREVER: Ts = Ts(i64::MAX);

impl Rights {
    /// Those of whoever's session it is; none when that is over.
    pub(super) async fn of(
        on: impl Into<On<'_>>,
        clinic: ClinicId,
        session: SessionId,
        now: Ts,
    ) -> Done<Option<Self>> {
        let mut on = on.into();
        let Some(row) = store::account::standing(on.again(), clinic, session, now).await? else {
            return Ok(None);
        };
        Self::of_standing(on, clinic, row, now).await.map(Some)
    }

    /// Those of somebody whose standing is known.
    pub(super) async fn of_standing(
        on: impl Into<On<'_>>,
        clinic: ClinicId,
        row: StandingRow,
        now: Ts,
    ) -> Done<Self> {
        let rules = store::role::rules(on, clinic, row.account_id, now).await?;
        let rights = Self::from_rules(row.role, &rules);
        let (version, staff, factor, pin) = (row.version, row.staff_id, row.factor, row.pin);
        let until = Some(rights.until.map_or(row.expires_at, |until| until.min(row.expires_at)));
        Ok(Self { version, staff, factor, pin, until, last_seen: row.last_seen_at, ..rights })
    }

    /// Those of somebody who is not at this desk.
    pub(super) async fn of_account(
        on: impl Into<On<'_>>,
        clinic: ClinicId,
        (account, role): (AccountId, Role),
        now: Ts,
    ) -> Done<Self> {
        let rules = store::role::rules(on, clinic, account, now).await?;
        Ok(Self::from_rules(role, &rules))
    }

    pub(super) fn from_rules(role: Role, rows: &[RuleRow]) -> Self {
        let dated = |row: &RuleRow| {
            let until = row.expires_at.unwrap_or(FOREVER);
            Rule::stored(&row.permission, row.effect).into_iter().map(move |rule| (rule, until))
        };
        let dated: Vec<Dated> = rows.iter().flat_map(dated).collect();
        Self {
            role,
            until: rows.iter().filter_map(|row| row.expires_at).min(),
            rules: dated.iter().map(|(rule, _)| *rule).collect(),
            dated,
            version: 0,
            staff: None,
            factor: false,
            pin: false,
            last_seen: Ts(0),
        }
    }

    pub(super) const fn role(&self) -> Role {
        self.role
    }

    #[must_use]
    pub fn grant(&self, permission: Permission) -> Grant {
        effective(self.role, &self.rules, permission)
    }

    /// Somebody said no to it: then nobody else's PIN helps either.
    pub(super) fn denied(&self, permission: Permission) -> bool {
        self.rules.iter().any(|rule| rule.permission == permission && rule.effect == Effect::Deny)
    }
}

impl Who {
    pub(super) fn new(
        (account_id, session_id): (AccountId, SessionId),
        username: String,
        full_name: String,
        role: Role,
        language: Option<Language>,
        rights: Rights,
        (house, steady): (&House, Ts),
    ) -> Self {
        let seen = AtomicI64::new(rights.last_seen.0);
        let checked = AtomicI64::new(steady.0);
        let epoch = AtomicU64::new(house.epoch.load(Ordering::SeqCst));
        let rights = RwLock::new(Arc::new(rights));
        Self {
            account_id,
            session_id,
            username,
            full_name,
            role,
            language,
            rights,
            epoch,
            seen,
            used: AtomicI64::new(NEVER),
            checked,
            over: AtomicBool::new(false),
            came: Mutex::new(Some(Instant::now())),
        }
    }

    /// Whether a right was taken from this person by name.
    pub(super) fn is_denied(&self, permission: Permission) -> bool {
        self.rights().denied(permission)
    }

    pub(super) fn rights(&self) -> Arc<Rights> {
        Arc::clone(&self.rights.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How far this person's right goes. Deny beats allow, and both beat the role.
    #[must_use]
    pub fn grant(&self, permission: Permission) -> Grant {
        self.rights().grant(permission)
    }

    /// The role as it is now.
    #[must_use]
    pub fn role_now(&self) -> Role {
        self.rights().role
    }

    /// Whether they have a second factor.
    #[must_use]
    pub fn has_factor(&self) -> bool {
        self.rights().factor
    }

    /// Whether they have a PIN.
    #[must_use]
    pub fn has_pin(&self) -> bool {
        self.rights().pin
    }

    /// How far a right goes that may be held over the clinic, or over what is one's own.
    #[must_use]
    pub fn scope(&self, permission: Permission) -> Scope {
        let rights = self.rights();
        if rights.grant(permission) == Grant::No { Scope::Own(rights.staff) } else { Scope::Clinic }
    }

    /// Which right lets them do an act: over the clinic, or where the act knows to stay within it, over their own.
    pub(super) fn right_to(&self, act: Kind) -> Permission {
        let own = act.needs.own().filter(|_| act.own && self.grant(act.needs) == Grant::No);
        own.unwrap_or(act.needs)
    }

    /// Whether what was read of their rights still holds.
    pub(super) fn stands(&self, epoch: u64, now: Ts, steady: Ts) -> bool {
        self.epoch.load(Ordering::SeqCst) == epoch
            && self.rights().until.is_none_or(|until| until > steady)
            && (steady.0 - self.checked.load(Ordering::SeqCst)).abs() < MINUTE
            && !self.is_due(now)
    }

    /// The last use that is to be written down at `now`.
    fn last_use(&self, now: Ts) -> i64 {
        match self.used.load(Ordering::SeqCst) {
            NEVER => now.0,
            used => used,
        }
    }

    fn is_due(&self, now: Ts) -> bool {
        self.seen.load(Ordering::SeqCst) + MINUTE <= self.last_use(now)
    }

    /// Whether this is the first they ask, at once after what they may was read as they came in: as fresh as what is
    /// heard from other counters.
    pub(super) fn just_came(&self) -> bool {
        let came = self.came.lock().unwrap_or_else(PoisonError::into_inner).take();
        came.is_some_and(|came| came.elapsed() < HEARD_WITHIN)
    }

    /// Whether they still hold in a transaction that read this version of the account.
    pub(super) fn is_of(&self, version: i64, now: Ts) -> bool {
        let rights = self.rights();
        rights.version == version && rights.until.is_none_or(|until| until > now)
    }

    pub(super) fn ends(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// A hand was on it at this moment.
    pub(super) fn uses(&self, at: Ts) {
        self.used.fetch_max(at.0, Ordering::SeqCst);
    }

    /// From here on only what is done by hand counts as a use.
    pub(super) fn by_hand(&self) {
        self.uses(Ts(self.seen.load(Ordering::SeqCst)));
    }

    /// Whether only what is done by hand counts as a use.
    pub(super) fn is_by_hand(&self) -> bool {
        self.used.load(Ordering::SeqCst) != NEVER
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    pub(super) fn now_may(&self, rights: Rights, epoch: u64, steady: Ts) {
        self.checked.store(steady.0, Ordering::SeqCst);
        self.epoch.store(epoch, Ordering::SeqCst);
        *self.rights.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rights);
    }

    /// The moment to write down as the last use, at most once a minute.
    pub(super) fn is_seen(&self, now: Ts) -> Option<Ts> {
        let (before, used) = (self.seen.load(Ordering::SeqCst), self.last_use(now));
        let due = before + MINUTE <= used;
        let first =
            due && self.seen.compare_exchange(before, used, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        first.then_some(Ts(used))
    }
}

const MINUTE: i64 = 60_000_000;
/// What another counter changes is heard within this time.
const HEARD_WITHIN: Duration = Duration::from_secs(1);
/// No hand was on it yet.
const NEVER: i64 = i64::MIN;

impl Desk {
    /// How far the right of whoever is logged in goes, be it only over what is their own.
    #[must_use]
    pub fn may(&self, permission: Permission) -> Grant {
        let Some(who) = self.who() else { return Grant::No };
        match (who.grant(permission), permission.own()) {
            (Grant::No, Some(own)) => who.grant(own),
            (grant, _) => grant,
        }
    }

    /// How far a right goes of whoever is logged in.
    #[must_use]
    pub fn scope(&self, permission: Permission) -> Scope {
        self.who().map_or(Scope::Own(None), |who| who.scope(permission))
    }

    /// Whether the clinic wants a second factor of whoever is logged in, who has none yet: nothing else can be done.
    #[must_use]
    pub fn needs_factor(&self) -> bool {
        let wants = |who: &Who| self.clinic().policies.second_factor.needed_by(who.role_now());
        self.who().is_some_and(|who| wants(who) && !who.has_factor())
    }

    /// Why nothing that needs this right can be done before a second factor is set up; none where that is not so.
    #[must_use]
    pub fn factor_first(&self, permission: Permission) -> Option<Refusal> {
        let first = permission != Permission::AccountEditOwn && self.needs_factor();
        first.then(|| Refusal::new("factor.needed"))
    }

    /// Refuses who may not do an act at all, or has to get a second factor first.
    ///
    /// # Errors
    /// `clinic.suspended`, `login.over`, `permission.denied`, `factor.needed`.
    pub(super) async fn allowed(&self, act: Kind) -> Done<()> {
        self.refuse_suspended()?;
        self.standing().await?;
        let Some(who) = self.who() else { return Err(Refusal::new("login.over").into()) };
        if let Some(refusal) = self.factor_first(act.needs) {
            return Err(refusal.into());
        }
        if who.grant(who.right_to(act)) != Grant::No {
            return Ok(());
        }
        self.denied(who).await?;
        Err(Refusal::new("permission.denied").with("permission", act.needs.as_str()).into())
    }
}
