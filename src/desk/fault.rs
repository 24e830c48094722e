//! Why an act did not happen, sorted by who must do something about it.

use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::too_much::{TooMuch, Way};

/// The answer of the desk.
pub type Done<T> = Result<T, Fault>;

/// An act that did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A rule said no: the person at the desk changes something.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// The database or the way to it: whoever set it up looks at it.
    #[error(transparent)]
    Store(store::Fault),
    /// A mistake of ours.
    #[error("broken: {0}")]
    Broken(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Fault> for Fault {
    /// What the database forbids is a rule like any other. The desk looks first and explains better;
    /// these words are for the one case that slips between the look and the write.
    fn from(fault: store::Fault) -> Self {
        let rule = match fault {
            store::Fault::Rule(rule) => rule,
            store::Fault::Mighty(Some(too_much)) => return might(&too_much).into(),
            fault => return Self::Store(fault),
        };
        Self::Refused(match rule {
            "booking_no_overlap_staff"
            | "booking_no_overlap_room"
            | "booking_no_overlap_patient"
            | "booking_one_overbook" => Refusal::at("booking.taken", "time"),
            "ticket_patient_once" | "ticket_booking_once" => Refusal::at("ticket.given", "patient"),
            "treatment_name" => Refusal::at("treatment.name_taken", "name"),
            "room_name" => Refusal::at("room.name_taken", "name"),
            "account_username" => Refusal::at("account.username_taken", "username"),
            "account_email" => Refusal::at("account.email_taken", "email"),
            "account_last_owner" => Refusal::new("account.last_owner"),
            "role_name" => Refusal::at("role.name_taken", "name"),
            "account_grant_live" => Refusal::at("right.given", "permission"),
            "method_name" => Refusal::at("method.name_taken", "name"),
            "package_name" => Refusal::at("package.name_taken", "name"),
            "category_name" => Refusal::at("category.name_taken", "name"),
            "drawer_session_open" | "drawer_session_person" => Refusal::at("drawer.open_by_now", "drawer"),
            "payment_in_session" | "drawer_move_in_session" => Refusal::new("drawer.counted"),
            "day_locked" | "day_close_once" => Refusal::new("day.locked"),
            "expense_recurring" => Refusal::new("expense.written_already"),
            store::fault::REFERENCE => Refusal::new("row.unknown"),
            "tenant_users" => Refusal::new("tenant.users"),
            "tenant_role" => Refusal::new("tenant.role_taken"),
            "tenant_patients" => Refusal::new("tenant.patients"),
            "clinic_slug" => Refusal::at("clinic.slug_taken", "slug"),
            "request_once" | "bill_booking" | "drawer_name" => return Self::Store(store::Fault::Busy),
            other => return Self::Store(store::Fault::Rule(other)),
        })
    }
}

/// Names a sentence can hold; of more it is said how many there are.
const NAMES: usize = 4;

/// Which login may too much, by what, and the SQL that takes it away.
fn might(too_much: &TooMuch) -> Refusal {
    let code = match too_much.way {
        Way::Superuser => "wall.superuser",
        Way::Attribute => "wall.attribute",
        Way::Becomes => "wall.becomes",
        Way::Owns => "wall.owns",
        Way::Granted => "wall.granted",
    };
    let names: Vec<&str> = too_much.what.iter().map(String::as_str).take(NAMES).collect();
    Refusal::new(code)
        .with("login", too_much.login.as_str())
        .with("what", names.join(", "))
        .with("more", (too_much.what.len() - names.len()) as i64)
        .with("sql", too_much.sql.join(" "))
}

impl From<serde_json::Error> for Fault {
    /// Where it went wrong, not in what: the text of such a mistake quotes the value.
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("json {:?} at {}:{}", error.classify(), error.line(), error.column()))
    }
}

impl Fault {
    /// Writes a mistake of ours to the log, for whoever looks for it: codes, never a value. Call it where the person
    /// is told.
    pub fn log(&self) {
        if self.message() == "fault-broken" {
            tracing::error!(fault = %self, "a mistake of loket");
        }
    }

    /// The refusal, if it is one.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The message id of a fault that is no refusal: what happened, whether the money is safe, the next key.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        use store::Fault as S;
        use store::fault::Doubt;
        match self {
            Self::Refused(_) => "fault-refused",
            Self::Broken(_) | Self::Store(S::Other(_) | S::Rule(_)) => "fault-broken",
            Self::Store(S::Altered(_)) => "fault-altered",
            Self::Store(S::Busy) => "fault-busy",
            Self::Store(S::Unreachable) => "fault-unreachable",
            Self::Store(S::Untrusted(Doubt::Plain)) => "fault-untrusted-plain",
            Self::Store(S::Untrusted(Doubt::Name)) => "fault-untrusted-name",
            Self::Store(S::Untrusted(Doubt::Date)) => "fault-untrusted-date",
            Self::Store(S::Untrusted(Doubt::Issuer)) => "fault-untrusted-issuer",
            Self::Store(S::Untrusted(Doubt::Root)) => "fault-untrusted-root",
            Self::Store(S::Login) => "fault-login",
            Self::Store(S::Full) => "fault-full",
            Self::Store(S::ReadOnly) => "fault-read_only",
            Self::Store(S::Damaged) => "fault-damaged",
            Self::Store(S::Moved) => "fault-moved",
            Self::Store(S::Unknown) => "fault-unknown",
            Self::Store(S::Newer) => "fault-newer",
            Self::Store(S::Older) => "fault-older",
            Self::Store(S::NoDatabase) => "fault-no_database",
            Self::Store(S::NotSetUp) => "fault-not_set_up",
            Self::Store(S::Mighty(_)) => "fault-mighty",
            Self::Store(S::Denied) => "fault-denied",
            Self::Store(S::Foreign) => "fault-foreign",
            Self::Store(S::Linked) => "fault-linked",
            Self::Store(S::Exposed) => "fault-exposed",
            Self::Store(S::NetworkDisk) => "fault-network_disk",
        }
    }
}
