//! What can go wrong below the desk, sorted by who must act. Never shows sqlx's own text: it can hold
//! a phone number, a path or a line of the server's source.

use rustls::CertificateError;
use sqlx::error::DatabaseError;

use super::too_much::TooMuch;

/// The answer of the store.
pub type Stored<T> = Result<T, Fault>;

/// A fault of the database, of the way to it, or of what lies in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A rule that the database holds said no; the name of its constraint or trigger.
    #[error("the database refused: {0}")]
    Rule(&'static str),
    /// Somebody else was writing; the same act may simply be tried again.
    #[error("busy")]
    Busy,
    /// No way to the database.
    #[error("no connection to the database")]
    Unreachable,
    /// Somebody may sit between this computer and the server: nothing was said to it.
    #[error("the server did not show that it is the right one")]
    Untrusted(Doubt),
    /// The server does not know this name or this password.
    #[error("the database refused the login")]
    Login,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file or the server takes no changes.
    #[error("the database is read-only")]
    ReadOnly,
    /// The file is not a sound database.
    #[error("the database is damaged")]
    Damaged,
    /// The file was moved or replaced while it was open.
    #[error("the data file was replaced while open")]
    Moved,
    /// The answer to a commit was lost: it may have happened. Ask again with the same ids.
    #[error("it is not known whether the change was saved")]
    Unknown,
    /// The database was made by a newer loket.
    #[error("the data was made by a newer loket")]
    Newer,
    /// The file is a database of another program.
    #[error("the file belongs to another program")]
    Foreign,
    /// The file is a link, or has a second name: what is written here would be read elsewhere.
    #[error("the data file is a link")]
    Linked,
    /// The file is somebody else's, or others may read or change it.
    #[error("the data file is open to others")]
    Exposed,
    /// The data folder is on a network disk, where several counters would damage the file.
    #[error("the data folder is on a network disk")]
    NetworkDisk,
    /// The database was made by an older loket, and this login may not bring it up to date.
    #[error("the data was made by an older loket")]
    Older,
    /// The server has no database of that name.
    #[error("there is no such database")]
    NoDatabase,
    /// There are no tables yet, and this login may not make them.
    #[error("the database is not set up")]
    NotSetUp,
    /// This login, or a role that is to be one, may more than a clinic's: nobody works with it. Nothing where the server
    /// does not say by what.
    #[error("this login may too much")]
    Mighty(Option<Box<TooMuch>>),
    /// This login may not do that.
    #[error("the database does not allow it")]
    Denied,
    /// The database wrote something else than it was told: the column.
    #[error("{0} was written otherwise")]
    Altered(String),
    /// Anything else: a mistake of ours. The code, never the text.
    #[error("database error {0}")]
    Other(String),
}

/// Why a server is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It does not encrypt.
    Plain,
    /// Its certificate is another server's.
    Name,
    /// Its certificate is over, or holds not yet.
    Date,
    /// Nobody this computer trusts signed its certificate, or anything else is wrong with it.
    Issuer,
    /// The file of certificates to trust cannot be read.
    Root,
}

impl Doubt {
    fn of(error: &std::io::Error) -> Option<Self> {
        use CertificateError as C;
        match error.get_ref()?.downcast_ref()? {
            rustls::Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
                Some(Self::Name)
            }
            rustls::Error::InvalidCertificate(
                C::Expired | C::ExpiredContext { .. } | C::NotValidYet | C::NotValidYetContext { .. },
            ) => Some(Self::Date),
            _ => Some(Self::Issuer),
        }
    }
}

/// The rules the database holds, by the one name they have on both engines.
const RULES: &[&str] = &[
    "booking_no_overlap_staff",
    "booking_no_overlap_room",
    "booking_no_overlap_patient",
    "booking_one_overbook",
    "counter_counts_on",
    "number_next",
    "payment_append_only",
    "payment_allocation_append_only",
    "payment_allocation_fits",
    "payment_state_append_only",
    "receipt_append_only",
    "receipt_copy_append_only",
    "booking_step_append_only",
    "ticket_step_append_only",
    "health_note_append_only",
    "audit_append_only",
    "account_grant_once",
    "account_grant_live",
    "security_event_once",
    "tenant_act_append_only",
    "ticket_patient_once",
    "ticket_booking_once",
    "drawer_session_open",
    "drawer_session_person",
    "payment_in_session",
    "drawer_move_in_session",
    "drawer_session_closed",
    "drawer_session_approved",
    "drawer_session_counted",
    "bill_line_once",
    "expense_once",
    "day_close_revision",
    "day_close_once",
    "day_locked",
    "drawer_count_append_only",
    "drawer_move_append_only",
    "z_report_append_only",
    "patient_package_append_only",
    "open_work_append_only",
    "payment_state_failed",
    "expense_recurring",
    "account_last_owner",
    "tenant_users",
    "tenant_patients",
];

/// Uniques: what SQLite writes in its text, Postgres' constraint, and our one name.
const UNIQUES: &[(&str, &str, &str)] = &[
    ("account.clinic_id, account.username", "account_clinic_id_username_key", "account_username"),
    ("account.clinic_id, account.email", "account_clinic_id_email_key", "account_email"),
    ("role.clinic_id, role.name", "role_clinic_id_name_key", "role_name"),
    (
        "account_grant.clinic_id, account_grant.account_id, account_grant.permission, account_grant.effect",
        "account_grant_live",
        "account_grant_live",
    ),
    ("treatment.clinic_id, treatment.name_key", "treatment_clinic_id_name_key_key", "treatment_name"),
    ("room.clinic_id, room.name", "room_clinic_id_name_key", "room_name"),
    ("tenant.slug", "tenant_slug_key", "clinic_slug"),
    ("request.clinic_id, request.id", "request_pkey", "request_once"),
    ("bill.clinic_id, bill.booking_id", "bill_clinic_id_booking_id_key", "bill_booking"),
    (
        "ticket.clinic_id, ticket.business_day, ticket.prefix, ticket.patient_id",
        "ticket_patient_once",
        "ticket_patient_once",
    ),
    ("payment_method.clinic_id, payment_method.name", "payment_method_clinic_id_name_key", "method_name"),
    ("package.clinic_id, package.name_key", "package_clinic_id_name_key_key", "package_name"),
    (
        "expense_category.clinic_id, expense_category.name_key",
        "expense_category_clinic_id_name_key_key",
        "category_name",
    ),
    ("drawer.clinic_id, drawer.name", "drawer_clinic_id_name_key", "drawer_name"),
    ("drawer_session.clinic_id, drawer_session.opened_by", "drawer_session_person", "drawer_session_person"),
    ("drawer_session.clinic_id, drawer_session.drawer_id", "drawer_session_open", "drawer_session_open"),
    ("day_close.clinic_id, day_close.business_day", "day_close_once", "day_close_once"),
    ("payment_state.clinic_id, payment_state.payment_id", "payment_state_failed", "payment_state_failed"),
    (
        "expense.clinic_id, expense.recurring_id, expense.business_day",
        "expense_recurring",
        "expense_recurring",
    ),
    ("ticket.clinic_id, ticket.booking_id", "ticket_booking_once", "ticket_booking_once"),
];

/// What the driver says of a server that does not encrypt.
const NO_TLS: &str = "server does not support TLS";

/// What the script that sets a server up says of its own: who runs it may not.
const NO_ADMINISTRATOR: &str = "LK001";
/// A role of this name is another clinic's.
const ROLE_TAKEN: &str = "LK002";
/// The tables are a newer loket's.
const NEWER_TABLES: &str = "LK003";

/// A row names another that is not there, or not in this clinic.
pub const REFERENCE: &str = "foreign_key";

impl Fault {
    /// Sorts an error of a query.
    pub(crate) fn of(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => Self::of_database(error.as_ref()),
            sqlx::Error::Io(error) => Doubt::of(&error).map_or(Self::Unreachable, Self::Untrusted),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unreachable
            }
            // The driver reads the file of certificates once the server has said that it encrypts.
            sqlx::Error::Tls(why) if why.to_string() == NO_TLS => Self::Untrusted(Doubt::Plain),
            sqlx::Error::Tls(_) => Self::Untrusted(Doubt::Root),
            sqlx::Error::ColumnDecode { index, .. } => Self::Other(format!("column {index}")),
            sqlx::Error::ColumnNotFound(name) => Self::Other(format!("no column {name}")),
            sqlx::Error::RowNotFound => Self::Other("a row that must be there is not".to_owned()),
            sqlx::Error::Encode(_) => Self::Other("argument".to_owned()),
            sqlx::Error::Configuration(_) => Self::Other("settings".to_owned()),
            _ => Self::Other("driver".to_owned()),
        }
    }

    /// Sorts an error of a commit: where the way was lost, nobody knows whether it arrived.
    pub(crate) fn of_commit(error: sqlx::Error) -> Self {
        match Self::of(error) {
            Self::Unreachable => Self::Unknown,
            fault => fault,
        }
    }

    fn of_database(error: &dyn DatabaseError) -> Self {
        if let Some(rule) = rule(error) {
            return Self::Rule(rule);
        }
        match error.code().unwrap_or_default().as_ref() {
            "787" | "23503" => Self::Rule(REFERENCE),
            // SQLite: busy, locked and their extended codes; Postgres: deadlock, serialization, lock timeout.
            "5" | "6" | "261" | "517" | "40P01" | "40001" | "55P03" => Self::Busy,
            "8" | "264" | "520" | "776" | "1032" | "1288" | "25006" => Self::ReadOnly,
            "11" | "26" | "267" | "523" | "779" => Self::Damaged,
            "13" | "53100" => Self::Full,
            "14" | "53300" | "57P01" | "57P02" | "57P03" | "25P03" | "57014" | "3D000" => Self::Unreachable,
            "28P01" | "28000" => Self::Login,
            "42501" | NO_ADMINISTRATOR => Self::Denied,
            ROLE_TAKEN => Self::Rule("tenant_role"),
            NEWER_TABLES => Self::Newer,
            other => Self::Other(format!("{other} {}", broken_rule(error)).trim_end().to_owned()),
        }
    }
}

/// The constraint that no rule above names: its own name or the text of our schema, which hold no value.
fn broken_rule(error: &dyn DatabaseError) -> &str {
    error
        .constraint()
        .or_else(|| error.message().split_once(" constraint failed: ").map(|(_, what)| what))
        .unwrap_or_default()
}

fn rule(error: &dyn DatabaseError) -> Option<&'static str> {
    if let Some(constraint) = error.constraint() {
        let unique = UNIQUES.iter().find(|(_, postgres, _)| *postgres == constraint).map(|(.., name)| *name);
        if let Some(name) = unique.or_else(|| RULES.iter().find(|name| **name == constraint).copied()) {
            return Some(name);
        }
    }
    let text = error.message();
    RULES.iter().find(|name| text == **name).copied().or_else(|| {
        // "UNIQUE constraint failed: a.b, a.c"
        let columns = text.strip_prefix("UNIQUE constraint failed: ")?;
        UNIQUES.iter().find(|(sqlite, ..)| *sqlite == columns).map(|(.., name)| *name)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn it_is_said_why_a_server_is_not_trusted() {
        let shown = |error: CertificateError| {
            let error = rustls::Error::InvalidCertificate(error);
            Fault::of(sqlx::Error::Io(Error::new(ErrorKind::InvalidData, error)))
        };
        assert_eq!(shown(CertificateError::NotValidForName), Fault::Untrusted(Doubt::Name));
        assert_eq!(shown(CertificateError::Expired), Fault::Untrusted(Doubt::Date));
        assert_eq!(shown(CertificateError::UnknownIssuer), Fault::Untrusted(Doubt::Issuer));
        let lost = Error::new(ErrorKind::UnexpectedEof, "gone");
        assert_eq!(Fault::of(sqlx::Error::Io(lost)), Fault::Unreachable);
    }
}
