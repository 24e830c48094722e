//! What of a patient is shown to whom in lists: telephone numbers and names only as far as somebody may.

use super::fault::Done;
use super::work::Work;
use super::{Desk, Scope};
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::permission::{Grant, Permission};
use crate::domain::phone::Phone;
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::day::DayRow;
use crate::store::patient::{PatientRow, VisitRow};

/// What whoever looks does not see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Veil {
    phones: bool,
    names: bool,
    health: bool,
    money: bool,
}

impl Veil {
    fn of(may: impl Fn(Permission) -> Grant) -> Self {
        let hides = |permission| may(permission) == Grant::No;
        Self {
            phones: hides(Permission::PatientPhone),
            names: hides(Permission::PatientName),
            health: hides(Permission::PatientOpen),
            money: hides(Permission::BillSee),
        }
    }
}

impl Veil {
    /// Whether whoever looks sees no names.
    pub(super) const fn hides_names(self) -> bool {
        self.names
    }
}

impl Desk {
    pub(super) fn veil(&self) -> Veil {
        Veil::of(|permission| self.may(permission))
    }
}

impl Work<'_> {
    /// The same over what an act answers.
    pub(super) fn veil(&self) -> Veil {
        Veil::of(|permission| self.who.grant(permission))
    }
}

impl Desk {
    /// Whether whoever looks may open every patient, and not only those they treat today.
    pub(super) fn opens_any(&self) -> bool {
        let own = matches!(self.scope(Permission::PatientOpen), Scope::Own(_));
        !own && self.may(Permission::PatientOpen) == Grant::Yes
    }

    /// Whether whoever looks may open a patient: any, or those they treat today.
    ///
    /// # Errors
    /// `patient.unknown`, as for one who is not there.
    pub(super) async fn opens(&self, patient: PatientId) -> Done<()> {
        if let scope @ Scope::Own(_) = self.scope(Permission::PatientOpen) {
            let today = store::day::rows(self.db(), self.clinic().id, self.today()).await?;
            if !today.iter().any(|row| row.patient_id == patient && scope.covers(row.staff_id)) {
                return Err(Refusal::at("patient.unknown", "patient").into());
            }
        }
        Ok(())
    }
}

impl Veil {
    /// The lines of the day.
    pub(super) fn day(self, rows: &mut [DayRow]) {
        for row in rows {
            self.name(&mut row.patient);
            self.phone(&mut row.phone);
            self.health(&mut row.alerts);
            self.health(&mut row.note);
            if self.money {
                (row.total, row.paid) = (Money(0), Money(0));
                (row.held, row.unverified) = (Money(0), Money(0));
                (row.returned, row.deposits) = (Money(0), Money(0));
            }
        }
    }

    /// What was paid and is owed, from who may not see bills.
    pub(super) fn money(self, balance: &mut Money, credit: &mut Money, visits: &mut [VisitRow]) {
        if self.money {
            (*balance, *credit) = (Money(0), Money(0));
            for visit in visits {
                (visit.total, visit.paid) = (Money(0), Money(0));
            }
        }
    }

    /// How each word begins.
    pub(super) fn name(self, name: &mut String) {
        if self.names {
            let first = |word: &str| word.chars().next().map(|first| format!("{first}•••"));
            *name = name.split_whitespace().filter_map(first).collect::<Vec<_>>().join(" ");
        }
    }

    /// `0812-••••-7890`.
    pub(super) fn phone(self, phone: &mut Option<String>) {
        if self.phones {
            *phone = phone.take().and_then(|phone| Phone::parse(&phone).ok()).map(|phone| phone.masked());
        }
    }

    /// Allergies and notes, of whom nobody treats.
    pub(super) fn health(self, words: &mut String) {
        if self.health {
            words.clear();
        }
    }

    /// The whole form of a patient whom whoever looks may open, or its head only.
    pub(super) fn patient(self, row: &mut PatientRow, opens: bool) {
        self.name(&mut row.name);
        self.health(&mut row.alerts);
        if !opens {
            (row.email, row.birth_date) = (None, None);
            row.address.clear();
            row.notes.clear();
        }
    }
}
