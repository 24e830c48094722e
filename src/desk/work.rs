//! One act under way: its transaction, who does it, and the one row it leaves in the trail.

use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::account::Approver;
use super::fault::{Done, Fault};
use super::hashing::pepper_pin;
use super::rights::Who;
use super::roster::Roster;
use crate::domain::account::Role;
use crate::domain::audit::{
    COMMITMENT, Entry, REASON, TrailKey, changed, hex, reason_at, reason_typed, take_personal,
};
use crate::domain::clinic::Clinic;
use crate::domain::id::{AccountId, ClinicId, PatientId};
use crate::domain::money::Money;
use crate::domain::permission::{Grant, Permission, grant};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::audit::Doing;
use crate::store::personal::PersonalRow;
use crate::store::{self, On, Tx};

/// What an act works with. Dropped without a commit, nothing happened.
pub struct Work<'a> {
    pub(super) tx: Tx,
    /// Staff, hours, treatments: as of the last change anybody made to them.
    pub roster: Arc<Roster>,
    pub clinic: &'a Clinic,
    pub who: &'a Who,
    pub now: Ts,
    /// By the clock that log-ins, codes and rights go by.
    pub(super) steady: Ts,
    /// By the clock that pauses go by.
    pub(super) unmoved: Ts,
    pub terminal: &'a str,
    /// Where people are called to, unless the act says otherwise.
    pub counter: String,
    pub(super) act: &'static str,
    pub(super) key: &'a TrailKey,
    /// Whoever typed their PIN for this act, already checked.
    pub(super) approver: Option<&'a Approver>,
    /// The one right they signed for, where it was for an act before this one; none: whatever this act takes.
    pub(super) stands_for: Option<Permission>,
    pub(super) approved: Option<AccountId>,
    /// [`Act::PIN_LAST`](super::act::Act::PIN_LAST).
    pub(super) pin_last: bool,
    /// What is still to be signed, where that is asked for last: the act goes on, and is undone at its end.
    pub(super) unsigned: Option<Refusal>,
    /// What was left in a drawer had nothing against this opening, and nobody signed: that too tells how much it was.
    pub(super) spared: Option<String>,
    pub(super) pepper: Option<&'a [u8]>,
    pub(super) entry: Option<Entry>,
    /// The patient whom the act is about.
    pub(super) whose: Option<PatientId>,
    /// What the entry commits itself to, to be kept beside the trail.
    pub(super) confided: Vec<PersonalRow>,
}

impl fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("act", &self.act).finish_non_exhaustive()
    }
}

impl<'a> Work<'a> {
    /// Where the act's queries run.
    pub fn on(&mut self) -> On<'_> {
        self.tx.on()
    }

    pub const fn id(&self) -> ClinicId {
        self.clinic.id
    }

    pub const fn me(&self) -> AccountId {
        self.who.account_id
    }

    pub fn today(&self) -> NaiveDate {
        self.clinic.day(self.now)
    }

    /// What the clinic's wall clock shows at `at`.
    pub fn local(&self, at: Ts) -> NaiveDateTime {
        self.clinic.local(at)
    }

    /// An amount somebody typed: more than nothing, and no more than can be typed.
    ///
    /// # Errors
    /// `money.empty`, `money.limit`, at `field`.
    pub fn amount(&self, amount: Money, field: &'static str) -> Result<(), Refusal> {
        if amount.0 <= 0 {
            return Err(Refusal::at("money.empty", field));
        }
        self.limit(amount, field)
    }

    /// No more than can be typed: sums of such amounts stay far from where 64 bits end.
    ///
    /// # Errors
    /// `money.limit`, at `field`.
    pub fn limit(&self, amount: Money, field: &'static str) -> Result<(), Refusal> {
        let most = self.clinic.currency.limit();
        if amount > most { Err(Refusal::at("money.limit", field).with("limit", most)) } else { Ok(()) }
    }

    /// Says whom the act is about, where its row of the trail does not: what is said of them there is theirs to have
    /// erased.
    pub(super) fn about(&mut self, patient: PatientId) {
        self.whose = Some(patient);
    }

    /// Leaves the act's row in the trail: the fields that differ, and why. What it says of a patient, and what somebody
    /// typed as the reason of an act about one, stands beside it.
    pub fn record(
        &mut self,
        entity: &'static str,
        id: impl Into<Option<Uuid>>,
        before: &impl Serialize,
        after: &impl Serialize,
        reason: &str,
    ) -> Done<()> {
        let json = Fault::from;
        let id = id.into();
        let before = serde_json::to_value(before).map_err(json)?;
        let after = serde_json::to_value(after).map_err(json)?;
        let told = match entity {
            "patient" => id,
            _ => after.get("patient_id").and_then(Value::as_str).and_then(|text| Uuid::parse_str(text).ok()),
        };
        self.whose = told.map(PatientId).or(self.whose);
        let mut reason = reason.to_owned();
        let (mut before, mut after) =
            if before.is_null() { (Value::Null, after) } else { changed(&before, &after) };
        if let Some(whose) = self.whose {
            self.confide(entity, whose, &mut before)?;
            self.confide(entity, whose, &mut after)?;
            let mut said = serde_json::json!({ REASON: reason });
            if self.confide(REASON, whose, &mut said)? {
                reason = said[COMMITMENT].as_str().map(reason_at).unwrap_or_default();
            }
        } else {
            reason = reason_typed(&reason);
        }
        if self.entry.is_some() {
            return Err(Fault::Broken(format!("{} writes two rows of the trail", self.act)));
        }
        self.entry = Some(Entry { entity, entity_id: id, before, after, reason });
        Ok(())
    }

    /// Says why in the act's row itself, where that names nobody: it stays when the patient of the act is erased.
    pub(super) fn says_openly(&mut self, reason: &str) {
        if let Some(entry) = self.entry.as_mut() {
            entry.reason = reason_typed(reason);
        }
    }

    /// Leaves in a row of the trail, or a page of the books, only the commitment to what it says about a person; answers
    /// whether it said something.
    pub(super) fn confide(&mut self, entity: &str, whose: PatientId, row: &mut Value) -> Done<bool> {
        let Some(said) = take_personal(entity, row) else { return Ok(false) };
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| Fault::Broken(error.to_string()))?;
        let value = said.to_string();
        let commitment = self.key.commitment(&salt, &value);
        if let Some(fields) = row.as_object_mut() {
            fields.insert(COMMITMENT.to_owned(), Value::from(commitment.as_str()));
        }
        self.confided.push(PersonalRow { commitment, patient_id: whose, salt: hex(&salt), value });
        Ok(true)
    }

    /// A right beyond the act's own (a discount above the limit, a booking over another): just so, by one's own
    /// PIN, or by the PIN of somebody else who may. What only lacks a PIN is refused at the end of the act where that is
    /// asked for last.
    ///
    /// # Errors
    /// As [`approve_now`](Self::approve_now).
    pub fn approve(&mut self, permission: Permission) -> Done<()> {
        let signed = self.approve_now(permission);
        self.or_last(signed)
    }

    fn or_last(&mut self, signed: Done<()>) -> Done<()> {
        match signed {
            Err(Fault::Refused(refusal)) if self.pin_last => match refusal.code {
                // Whoever has to fetch somebody is not asked for their own PIN first.
                "permission.second" | "permission.password" => self.unsigned = Some(refusal),
                "permission.pin" => _ = self.unsigned.get_or_insert(refusal),
                _ => return Err(refusal.into()),
            },
            signed => return signed,
        }
        Ok(())
    }

    /// The same where it is asked for first even in an act that is signed last.
    ///
    /// # Errors
    /// `permission.password` when only one's own password will do, `permission.pin` when a PIN is needed and none was given, `permission.second` when it must be another
    /// person's, `permission.denied` when one's own PIN does not do, `permission.signer` when whoever typed
    /// theirs may not either.
    pub fn approve_now(&mut self, permission: Permission) -> Done<()> {
        let mine = self.who.grant(permission);
        if mine == Grant::Yes {
            return Ok(());
        }
        // Denied to them by name, or the owner's alone: nobody else's PIN helps.
        let alone = mine == Grant::No && grant(Role::Owner, permission) == Grant::OwnPassword;
        if self.who.is_denied(permission) || alone {
            return Err(Refusal::new("permission.denied").with("permission", permission.as_str()).into());
        }
        if mine == Grant::OwnPassword {
            return self.by_password(permission);
        }
        let Some(approver) = self.signed_for(permission) else {
            let code = if mine == Grant::OwnPin { "permission.pin" } else { "permission.second" };
            return Err(Refusal::at(code, "approval").with("permission", permission.as_str()).into());
        };
        let myself = approver.account_id == self.who.account_id;
        let may = match (mine, approver.grant(permission)) {
            (Grant::SecondPerson, _) if myself => false,
            (_, Grant::Yes | Grant::OwnPin) => true,
            // Two who lead sign together for what neither may alone.
            (Grant::SecondPerson, Grant::OwnPassword | Grant::SecondPerson) => approver.leads(),
            _ => false,
        };
        if !may {
            return Err(self.may_not(approver, permission).into());
        }
        self.approved = Some(approver.account_id);
        Ok(())
    }

    /// Says what an act is about that is signed last, and by nobody yet, where nobody said it.
    pub(super) fn worth(&mut self, amount: Money) {
        self.unsigned = self.unsigned.take().map(|refusal| {
            let said = refusal.details.iter().any(|(name, _)| *name == "amount");
            if said { refusal } else { refusal.with("amount", amount) }
        });
    }

    /// The same for an amount, which is shown where the PIN is asked for.
    ///
    /// # Errors
    /// As [`approve`](Self::approve).
    pub fn approve_amount(&mut self, permission: Permission, amount: Money) -> Done<()> {
        self.approve_told(permission, |refusal| refusal.with("amount", amount))
    }

    /// The same where the right is wider than what is asked: `asked` (words `asked-<asked>`) is what a refusal names.
    ///
    /// # Errors
    /// As [`approve`](Self::approve).
    pub fn approve_asked(&mut self, permission: Permission, amount: Money, asked: &'static str) -> Done<()> {
        self.approve_told(permission, |refusal| refusal.with("amount", amount).with("asked", asked))
    }

    /// The same with more that is told where it is refused.
    ///
    /// # Errors
    /// As [`approve`](Self::approve).
    pub fn approve_told(
        &mut self,
        permission: Permission,
        tell: impl FnOnce(Refusal) -> Refusal,
    ) -> Done<()> {
        let signed = self.approve_now(permission).map_err(|fault| match fault {
            Fault::Refused(refusal) => tell(refusal).into(),
            fault => fault,
        });
        self.or_last(signed)
    }

    /// Whoever signed, as far as it was for this.
    pub(super) fn signed_for(&self, permission: Permission) -> Option<&'a Approver> {
        self.approver.filter(|_| self.stands_for.is_none_or(|right| right == permission))
    }

    /// What only one's own password opens: nobody's PIN, and nobody else.
    fn by_password(&mut self, permission: Permission) -> Done<()> {
        let mine = |approver: &&Approver| {
            approver.account_id == self.who.account_id && approver.by_password.is_some()
        };
        let Some(approver) = self.signed_for(permission).filter(mine) else {
            let refusal = Refusal::at("permission.password", "approval");
            return Err(refusal.with("permission", permission.as_str()).into());
        };
        self.approved = Some(approver.account_id);
        Ok(())
    }

    /// Whoever signed may not, and who that is.
    /// Whether somebody else gave their PIN for this act.
    pub(super) fn is_signed_by_another(&self) -> bool {
        self.approver.is_some_and(|approver| approver.account_id != self.who.account_id)
    }

    fn may_not(&self, approver: &Approver, permission: Permission) -> Refusal {
        let refusal = if approver.account_id == self.who.account_id {
            Refusal::at("permission.denied", "approval")
        } else {
            Refusal::at("permission.signer", "approval").with("who", approver.name.as_str())
        };
        refusal.with("permission", permission.as_str())
    }

    /// The PIN of another person who may, whatever one may oneself: a recount, a hand-over. Answers who it was.
    ///
    /// # Errors
    /// `permission.second` without it or with one's own, `permission.signer` when they may not either.
    pub fn second(&mut self, permission: Permission) -> Done<AccountId> {
        let other = self.signed_for(permission).filter(|approver| approver.account_id != self.who.account_id);
        let alone = || Refusal::at("permission.second", "approval").with("permission", permission.as_str());
        let approver = other.ok_or_else(alone)?;
        if !matches!(approver.grant(permission), Grant::Yes | Grant::OwnPin) {
            return Err(self.may_not(approver, permission).into());
        }
        self.approved = Some(approver.account_id);
        Ok(approver.account_id)
    }

    /// Refuses a row somebody changed meanwhile, naming who and when.
    ///
    /// # Errors
    /// `row.stale`.
    pub async fn fresh(&mut self, wanted: Option<i64>, version: i64, by: AccountId, at: Ts) -> Done<()> {
        if wanted.is_none_or(|wanted| wanted == version) {
            return Ok(());
        }
        let clinic = self.id();
        let who = store::account::name(self.on(), clinic, by).await?.map_or_else(String::new, |(name,)| name);
        Err(Refusal::new("row.stale").with("who", who).with("at", self.local(at)).into())
    }

    /// The same for a row that does not keep who wrote it last: the trail does. Some rows change along with another,
    /// `led_by`.
    ///
    /// # Errors
    /// `row.stale`; `row.changed` where the trail names nobody.
    pub async fn fresh_by_trail(
        &mut self,
        wanted: Option<i64>,
        version: i64,
        row: Uuid,
        led_by: Option<Uuid>,
    ) -> Done<()> {
        if wanted.is_none_or(|wanted| wanted == version) {
            return Ok(());
        }
        let clinic = self.id();
        let last = store::trail::last_of(self.on(), clinic, row, led_by.unwrap_or(row)).await?;
        let Some((at, who)) = last else { return Err(Refusal::new("row.changed").into()) };
        Err(Refusal::new("row.stale").with("who", who).with("at", self.local(at)).into())
    }

    /// Kept outside the database.
    ///
    /// # Errors
    /// `pin.pepper` on a counter without one.
    pub(super) fn pepper(&self) -> Result<&'a [u8], Refusal> {
        self.pepper.ok_or_else(|| Refusal::at("pin.pepper", "pin"))
    }

    pub(super) fn peppered(&self, pin: &str) -> Done<Vec<u8>> {
        pepper_pin(self.pepper()?, pin).ok_or_else(|| Fault::Broken("pepper".to_owned()))
    }

    pub(super) fn doing(&self) -> Doing<'a> {
        Doing {
            clinic: self.clinic.id,
            account: Some(self.who.account_id),
            approver: self.approved,
            session: Some(self.who.session_id),
            terminal: self.terminal,
            act: self.act,
            at: self.now,
            key: self.key,
        }
    }
}

/// An update that touched no row met a newer version between the look and the write.
pub(super) fn one_row(rows: u64) -> Done<()> {
    if rows == 1 { Ok(()) } else { Err(Fault::Store(store::Fault::Busy)) }
}
