//! What a clinic's login of Postgres may do, table by table. [`wall`](super::wall) makes the grants of it.
//!
//! To add a table: a line here, as narrow as what the program does. A row that is written once has neither `update`
//! nor `delete`; a row that is completed once names the columns. A test compares this with the tables there are.

/// The rights of a clinic's login on one table. It may always look; `hidden` is kept from the login that only reads.
#[derive(Debug, Clone, Copy)]
pub struct Right {
    pub table: &'static str,
    pub insert: Columns,
    pub update: Columns,
    pub delete: bool,
    /// Secrets: the reporting login does not see these.
    pub hidden: &'static [&'static str],
}

/// Which columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    None,
    All,
    Only(&'static [&'static str]),
    /// All but those the database itself keeps.
    But(&'static [&'static str]),
}

use Columns::{All, But, None, Only};

/// Takes new rows and keeps them as they are.
const fn grows(table: &'static str) -> Right {
    Right { table, insert: All, update: None, delete: false, hidden: &[] }
}

/// Rows that change.
const fn changes(table: &'static str) -> Right {
    Right { update: All, ..grows(table) }
}

/// Rows of which only this changes.
const fn completes(table: &'static str, columns: &'static [&'static str]) -> Right {
    Right { update: Only(columns), ..grows(table) }
}

/// Rows that come and go: details of another row.
const fn comes_and_goes(table: &'static str) -> Right {
    Right { delete: true, ..grows(table) }
}

/// Every table.
pub const RIGHTS: &[Right] = &[
    // The installation's.
    Right { insert: None, ..grows("tenant") },
    Right { insert: None, ..grows("tenant_act") },
    completes(
        "clinic",
        &["name", "address", "phone", "timezone", "language", "policies", "version", "updated_at"],
    ),
    // Who works here.
    Right {
        hidden: &["password_hash", "pin_hash", "reset_hash", "factor_secret", "factor_pending"],
        ..changes("account")
    },
    changes("role"),
    comes_and_goes("role_permission"),
    completes("account_grant", &["revoked_at"]),
    Right { hidden: &["code_hash"], ..completes("invitation", &["state", "account_id", "changed_at"]) },
    Right { delete: true, hidden: &["code_hash"], ..completes("recovery_code", &["used_at"]) },
    completes("security_event", &["resolved_at", "resolved_by", "note"]),
    Right { hidden: &["token_hash"], ..completes("session", &["last_seen_at", "revoked_at"]) },
    Right { delete: true, ..completes("throttle", &["failures", "locked_until", "tried_at"]) },
    changes("room"),
    changes("staff"),
    completes("commission_rate", &["rate_bp"]),
    comes_and_goes("staff_hours"),
    completes("staff_leave", &["cancelled_at"]),
    // What is sold, and to whom.
    changes("treatment"),
    comes_and_goes("treatment_staff"),
    changes("patient"),
    comes_and_goes("patient_phone"),
    comes_and_goes("patient_word"),
    completes("health_note", &["struck_at", "struck_by", "struck_reason"]),
    changes("booking"),
    grows("booking_step"),
    changes("ticket"),
    grows("ticket_step"),
    completes("counter", &["value"]),
    // Answers that were remembered go when the patient in them is erased.
    Right { delete: true, hidden: &["output"], ..grows("request") },
    // The trail.
    grows("audit"),
    // What the trail only vouches for: erased with the person.
    Right { hidden: &["salt", "value"], ..comes_and_goes("personal_value") },
    completes("audit_head", &["seq", "hash", "at", "seal"]),
    // The till.
    changes("payment_method"),
    changes("drawer"),
    completes(
        "drawer_session",
        &[
            "counted_at",
            "counted",
            "expected",
            "difference",
            "difference_note",
            "difference_approved_by",
            "carried_to",
            "carried_note",
            "left_in",
            "closed_at",
            "closed_by",
        ],
    ),
    grows("drawer_count"),
    grows("drawer_move"),
    grows("z_report"),
    completes("day_close", &["reopened_at", "reopened_by", "reopen_reason"]),
    // The sums are the database's own.
    Right {
        insert: But(crate::store::sums::OWN),
        // Whose it is follows its visit, where two patients are merged.
        ..completes("bill", &["patient_id", "version", "updated_at", "updated_by"])
    },
    completes("bill_line", &["voided_at", "voided_day", "voided_by", "void_reason"]),
    comes_and_goes("line_share"),
    changes("package"),
    // Only so that a row can be held until the commit: a trigger refuses every change of it.
    completes("patient_package", &["clinic_id"]),
    grows("receipt"),
    grows("receipt_copy"),
    grows("payment"),
    grows("payment_allocation"),
    grows("payment_state"),
    grows("open_work"),
    changes("expense_category"),
    changes("recurring_expense"),
    completes("expense", &["voided_at", "voided_day", "voided_by", "void_reason"]),
];

/// Functions that write what a clinic's login may not: they run as the owner of the tables, and still see that clinic's
/// rows only.
pub const DEFINERS: &[&str] = &["bill_sums_line", "bill_sums_payment", "bill_sums_state", "bill_sums_visit"];
