//! What of a patient is shown to whom in lists: telephone numbers and names only as far as somebody may.

use super::Desk;
use crate::domain::permission::{Grant, Permission};
use crate::domain::phone::Phone;
use crate::store::patient::PatientRow;

/// What whoever looks does not see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Veil {
    phones: bool,
    names: bool,
    health: bool,
}

impl Desk {
    pub(super) fn veil(&self) -> Veil {
        let hides = |permission| self.may(permission) == Grant::No;
        Veil {
            phones: hides(Permission::PatientPhone),
            names: hides(Permission::PatientName),
            health: hides(Permission::PatientOpen),
        }
    }
}

impl Veil {
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
