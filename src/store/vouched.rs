//! The tables the trail vouches for, and by which columns: the ledger, who may come in and do what, and what money comes
//! from.

/// What lies in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Text,
    Int,
    Moment,
    Day,
    Bool,
}

/// A table the trail vouches for, by these columns: of the ledger they are all it has. The first is the clinic, the next
/// `key` make a row its own.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// How many columns behind the clinic are its key.
    pub key: usize,
    pub columns: &'static [(&'static str, Kind)],
}

macro_rules! vouched {
    ($(#[$of_all:meta])* $all:ident $(and $more:ident)?: $($(#[$of:meta])* $constant:ident = $name:literal ($key:literal) { $($column:ident $kind:ident),+ $(,)? })+) => {
        $($(#[$of])* pub static $constant: Table = Table {
            name: $name,
            key: $key,
            columns: &[("clinic_id", Kind::Id), $((stringify!($column), Kind::$kind)),+],
        };)+
        $(#[$of_all])*
        pub static $all: &[&Table] = &[$(&$more,)? $(&$constant),+];
    };
}

vouched! {
    /// Every table of the ledger: its rows stay as they were written, or are completed once.
    LEDGER:
    RECEIPT = "receipt" (1) {
        id Id, series Text, number Int, bill_id Id, business_day Day, issued_at Moment, account_id Id, snapshot Text,
        drawer_session_id Id,
    }
    RECEIPT_COPY = "receipt_copy" (2) { receipt_id Id, copy Int, at Moment, account_id Id }
    PAYMENT = "payment" (1) {
        id Id, bill_id Id, patient_id Id, receipt_id Id, method_id Id, kind Text, amount Int, tendered Int,
        change_given Int, reference Text, reason Text, refers_to Id, drawer_session_id Id, package_id Id,
        approved_by Id, business_day Day, taken_at Moment, account_id Id, terminal Text,
    }
    PAYMENT_ALLOCATION = "payment_allocation" (2) { payment_id Id, line_id Id, amount Int }
    PAYMENT_STATE = "payment_state" (2) {
        payment_id Id, seq Int, state Text, reference Text, business_day Day, at Moment, account_id Id,
    }
    BILL_LINE = "bill_line" (1) {
        id Id, bill_id Id, position Int, kind Text, own Bool, treatment_id Id, staff_id Id, description Text,
        category Text, quantity Int, unit_price Int, amount Int, percent_bp Int, tax_mode Text, tax_bp Int, reduces Id, reason Text, step Int,
        approved_by Id, business_day Day, created_at Moment, created_by Id, voided_at Moment, voided_day Day,
        voided_by Id, void_reason Text,
    }
    PATIENT_PACKAGE = "patient_package" (1) {
        id Id, package_id Id, patient_id Id, line_id Id, treatment_id Id, sessions Int, price Int, sold_day Day,
        expires_on Day, shareable Bool,
    }
    DRAWER_SESSION = "drawer_session" (1) {
        id Id, drawer_id Id, terminal Text, business_day Day, opened_at Moment, opened_by Id, opening_float Int,
        left_before Int, opening_difference Int, opening_note Text, handed_from Id, carried_to Day, carried_note Text,
        counted_at Moment, counted Int,
        expected Int, difference Int, difference_note Text, difference_approved_by Id, left_in Int,
        closed_at Moment, closed_by Id,
    }
    DRAWER_COUNT = "drawer_count" (2) {
        session_id Id, seq Int, total Int, pieces Text, reason Text, at Moment, account_id Id, approved_by Id,
        blind Bool,
    }
    DRAWER_MOVE = "drawer_move" (1) {
        id Id, session_id Id, kind Text, amount Int, reason Text, reference Text, business_day Day, at Moment,
        account_id Id, approved_by Id, terminal Text,
    }
    OPEN_WORK = "open_work" (2) {
        session_id Id, booking_id Id, decision Text, due Int, note Text, at Moment, account_id Id, approved_by Id,
    }
    Z_REPORT = "z_report" (1) {
        id Id, number Int, session_id Id, business_day Day, issued_at Moment, account_id Id, snapshot Text,
        head_seq Int, head_hash Text,
    }
    DAY_CLOSE = "day_close" (2) {
        business_day Day, revision Int, closed_at Moment, account_id Id, snapshot Text, reopened_at Moment,
        reopened_by Id, reopen_reason Text,
    }
    ACCOUNT_GRANT = "account_grant" (1) {
        id Id, account_id Id, permission Text, effect Text, reason Text, granted_by Id, created_at Moment,
        expires_at Moment, revoked_at Moment,
    }
    SECURITY_EVENT = "security_event" (1) {
        id Id, kind Text, severity Text, account_id Id, actor_id Id, terminal Text, at Moment, details Text,
        resolved_at Moment, resolved_by Id, note Text,
    }
    TENANT_ACT = "tenant_act" (1) { seq Int, act Text, at Moment, max_users Int, max_patients Int }
    EXPENSE = "expense" (1) {
        id Id, business_day Day, category_id Id, amount Int, description Text, reference Text, paid_from Text,
        move_id Id, recurring_id Id, terminal Text, created_at Moment, created_by Id, voided_at Moment,
        voided_day Day, voided_by Id, void_reason Text,
    }
}

/// The clinic itself, with its limits and who has to have a second factor. It is the one row of its own.
pub static CLINIC: Table = Table {
    name: "clinic",
    key: 0,
    columns: &[
        ("id", Kind::Id),
        ("slug", Kind::Text),
        ("name", Kind::Text),
        ("address", Kind::Text),
        ("phone", Kind::Text),
        ("timezone", Kind::Text),
        ("currency", Kind::Text),
        ("decimals", Kind::Int),
        ("language", Kind::Text),
        ("training", Kind::Bool),
        ("policies", Kind::Text),
    ],
};

vouched! {
    /// Who may come in, and what they may, and what the clinic's rules and ways to pay are: rows that change as long as
    /// the clinic lives. What changes beside the acts, and
    /// opens nothing, is not vouched for. Nor is how often somebody guessed (`throttle`): it changes with every wrong key,
    /// without an act, so that no row of the trail could say what belongs there. Whoever takes its rows away may guess on
    /// at the desk without the pause; what they guess at are hashes that open to nobody without the pepper.
    WHO and CLINIC:
    ACCOUNT = "account" (1) {
        id Id, username Text, full_name Text, role Text, custom_role_id Id, active Bool, password_hash Text, pin_hash Text,
        reset_hash Text, reset_until Moment, factor_secret Text, factor_since Moment,
    }
    SESSION = "session" (1) {
        id Id, account_id Id, token_hash Text, terminal Text, device Text, created_at Moment, expires_at Moment,
        revoked_at Moment,
    }
    INVITATION = "invitation" (1) {
        id Id, code_hash Text, state Text, full_name Text, role Text, custom_role_id Id, staff_id Id, account_id Id, invited_by Id,
        created_at Moment, expires_at Moment,
    }
    ROLE = "role" (1) { id Id, name Text, base Text, active Bool }
    ROLE_PERMISSION = "role_permission" (2) { role_id Id, permission Text, effect Text }
    // Whose column of the day somebody has, and so what is their own and what they earn.
    STAFF = "staff" (1) {
        id Id, name Text, title Text, skills Text, room_id Id, account_id Id, commission_bp Int, active Bool,
    }
    // Which money lies in the drawer, and what counts as received.
    PAYMENT_METHOD = "payment_method" (1) {
        id Id, name Text, kind Text, in_drawer Bool, counts_as_received Bool, position Int, active Bool,
    }
    RECOVERY_CODE = "recovery_code" (2) { account_id Id, position Int, code_hash Text, used_at Moment }
}

vouched! {
    /// What money comes from, and what is known of people beside the trail: of these tables the trail vouches for whose it
    /// is and what somebody is charged or paid by, not for what was noted, which goes when a person is erased.
    BOOK:
    BOOKING = "booking" (1) {
        id Id, patient_id Id, merged_from Id, treatment_id Id, staff_id Id, room_id Id, starts_at Moment,
        ends_at Moment, business_day Day, minutes Int, price Int, deposit Int, status Text, source Text, overbook Bool,
        moves Int, rebooked_from Id, cancelled_by Text, cancel_late Bool, alerts_seen_at Moment, confirmed_at Moment,
        arrived_at Moment, started_at Moment, done_at Moment,
    }
    BILL = "bill" (1) { id Id, booking_id Id, patient_id Id, business_day Day }
    TREATMENT = "treatment" (1) {
        id Id, name Text, category Text, minutes Int, price Int, deposit Int, tax_mode Text, tax_bp Int,
        queue_prefix Text, room_id Id, active Bool,
    }
    // Who can do it.
    TREATMENT_STAFF = "treatment_staff" (2) { treatment_id Id, staff_id Id }
    PACKAGE = "package" (1) {
        id Id, name Text, treatment_id Id, sessions Int, price Int, valid_days Int, shareable Bool, active Bool,
    }
    // Who is paid what for a treatment.
    COMMISSION_RATE = "commission_rate" (2) { whose Id, from_day Day, rate_bp Int }
    LINE_SHARE = "line_share" (2) { line_id Id, staff_id Id, share_bp Int }
    RECURRING_EXPENSE = "recurring_expense" (1) {
        id Id, category_id Id, amount Int, description Text, paid_from Text, day_of_month Int, next_on Day, active Bool,
    }
    // Who noted what of whose health, and when; the words are what the trail committed itself to.
    HEALTH_NOTE = "health_note" (1) {
        id Id, patient_id Id, commitment Text, written_at Moment, written_by Id, struck_at Moment, struck_by Id,
        struck_reason Text,
    }
    // What the trail committed itself to: with its person it is forgotten, by an act that says so.
    PERSONAL_VALUE = "personal_value" (1) { commitment Text, patient_id Id, salt Text }
}

/// What the trail does not vouch for in the tables it vouches for: what the database counts by itself and is counted again
/// (the sums of a bill), what is typed of somebody and goes when they are erased, how they are reached, how rows are put in
/// order and looked for, and when and by whom a row was changed last, as its row of the trail tells.
pub const BESIDE: &[(&str, &[&str])] = &[
    ("clinic", &["version", "created_at", "updated_at"]),
    (
        "account",
        &[
            "email",
            "phone",
            "language",
            "factor_step",
            "factor_pending",
            "version",
            "created_at",
            "updated_at",
        ],
    ),
    ("session", &["last_seen_at"]),
    ("invitation", &["email", "phone", "language", "changed_at"]),
    ("role", &["version", "created_at", "updated_at"]),
    ("staff", &["position", "version", "created_at", "updated_at"]),
    ("payment_method", &["version"]),
    (
        "booking",
        &[
            "note",
            "overbook_reason",
            "cancel_reason",
            "version",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
        ],
    ),
    (
        "bill",
        &[
            "balance",
            "charged",
            "paid",
            "returned",
            "deposits",
            "waiting",
            "version",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
        ],
    ),
    ("treatment", &["name_key", "version", "created_at", "updated_at"]),
    ("package", &["name_key", "version"]),
    ("recurring_expense", &["version", "created_at", "created_by"]),
    ("personal_value", &["value"]),
];

/// Every table the trail vouches for. Not among them, beside what [`WHO`] says: the steps of visits and of numbers
/// (`booking_step`, `ticket_step`), which only tell by whom and when, as the row of the trail of the same act does; a line
/// for each would make every row of the trail longer. The names of drawers and of kinds of expense (`drawer`,
/// `expense_category`): no sum comes from them. Nor whoever is treated, rooms and hours: the trail tells their changes; that they are there
/// is seen by what points at them ([`POINTED_AT`](super::orphan::POINTED_AT)).
pub fn all() -> impl Iterator<Item = &'static Table> {
    LEDGER.iter().chain(WHO).chain(BOOK).copied()
}
