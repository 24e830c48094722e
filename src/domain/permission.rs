//! Who may do what: one table for the desk, the screens and the tests (reliability.md §2.4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::Role;
use super::word::words;

words! {
    /// A right, as `resource:action:scope`: over the whole clinic, or over what is one's own.
    pub enum Permission {
        DaySee = "day:see:clinic",
        /// One's own column of it.
        DaySeeOwn = "day:see:own",
        QueueSee = "queue:see:clinic",
        /// Who waits for oneself.
        QueueSeeOwn = "queue:see:own",
        QueueRun = "queue:run:clinic",
        /// Calling who waits for oneself.
        QueueRunOwn = "queue:run:own",
        PatientFind = "patient:find:clinic",
        PatientOpen = "patient:open:clinic",
        /// Those one treats today.
        PatientOpenOwn = "patient:open:own",
        /// Whole telephone numbers in lists, which are read over shoulders; elsewhere only the end is shown.
        PatientPhone = "patient:phone:clinic",
        /// Names as they are; else only how they begin.
        PatientName = "patient:name:clinic",
        PatientEdit = "patient:edit:clinic",
        PatientImport = "patient:import:clinic",
        /// Forgetting somebody for ever.
        PatientErase = "patient:erase:clinic",
        /// Making one of two rows of one person, and two of them again.
        PatientMerge = "patient:merge:clinic",
        /// What whoever treats has to know of somebody's health, beyond the line of alerts.
        HealthNoteRead = "health_note:read:clinic",
        /// Of those one treats or treated.
        HealthNoteReadOwn = "health_note:read:own",
        /// Adding one, without reading what is there.
        HealthNoteAdd = "health_note:add:clinic",
        /// Taking one back, with a reason: it stays to be read, struck through.
        HealthNoteStrike = "health_note:strike:clinic",
        BookingMake = "booking:make:clinic",
        BookingOverride = "booking:override:clinic",
        BookingCancel = "booking:cancel:clinic",
        VisitRun = "visit:run:clinic",
        BillSee = "bill:see:clinic",
        BillEdit = "bill:edit:clinic",
        /// A discount above the clinic's limit.
        BillDiscountBeyond = "bill:discount_beyond:clinic",
        PaymentTake = "payment:take:clinic",
        /// Taking more at once than the clinic's limit.
        PaymentTakeBeyond = "payment:take_beyond:clinic",
        /// Within the payment's own open session.
        PaymentVoid = "payment:void:clinic",
        /// Somebody else's payment, one of another drawer, or one from a while ago.
        PaymentVoidOther = "payment:void_other:clinic",
        PaymentRefund = "payment:refund:clinic",
        /// Giving back more than the clinic's limit.
        PaymentRefundBeyond = "payment:refund_beyond:clinic",
        /// Saying that nobody will pay, or that a debt may stand over the close.
        PaymentWriteOff = "payment:write_off:clinic",
        /// Keeping a deposit the policy would give back, or giving back one it would keep.
        DepositWaive = "deposit:waive:clinic",
        DrawerSee = "drawer:see:clinic",
        DrawerOpen = "drawer:open:clinic",
        /// Paid in, paid out, to the safe.
        DrawerMove = "drawer:move:clinic",
        DrawerNoSale = "drawer:no_sale:clinic",
        DrawerCount = "drawer:count:clinic",
        /// A second count, a count of somebody else's drawer.
        DrawerRecount = "drawer:recount:clinic",
        /// A difference above the clinic's tolerance.
        DrawerDifference = "drawer:difference:clinic",
        /// What should be in a drawer that was not counted yet; never for whoever counts it.
        DrawerExpected = "drawer:expected:clinic",
        DayClose = "day:close:clinic",
        DayReopen = "day:reopen:clinic",
        ExpenseSee = "expense:see:clinic",
        ExpenseEdit = "expense:edit:clinic",
        ReportSee = "report:see:clinic",
        /// Taking lists and reports out of the program, as files.
        ReportExport = "report:export:clinic",
        PackageEdit = "package:edit:clinic",
        ReceiptPrint = "receipt:print:clinic",
        TrailSee = "trail:see:clinic",
        StaffSee = "staff:see:clinic",
        StaffEdit = "staff:edit:clinic",
        TreatmentSee = "treatment:see:clinic",
        TreatmentEdit = "treatment:edit:clinic",
        ClinicSee = "clinic:see:clinic",
        ClinicEdit = "clinic:edit:clinic",
        /// Settings that keep others out: who needs a second factor, what takes a second person, whose day it is.
        ClinicSecure = "clinic:secure:clinic",
        /// Who logs in, in which role, and where they are logged in.
        AccountSee = "account:see:clinic",
        /// Inviting, changing and blocking users, what they may, and their lost passwords.
        AccountEdit = "account:edit:clinic",
        /// One's own password, PIN and second factor.
        AccountEditOwn = "account:edit:own",
        /// Roles of the clinic's own.
        RoleEdit = "role:edit:clinic",
        /// Ending somebody's log-in.
        SessionEnd = "session:end:clinic",
        /// What looked wrong: wrong PINs, lost factors, changed rights.
        EventSee = "event:see:clinic",
        EventResolve = "event:resolve:clinic",
    }
}

impl Permission {
    /// Whether it takes the PIN only to look: what the owner sees is not for whoever passes the screen.
    #[must_use]
    pub const fn sealed(self) -> bool {
        matches!(self, Self::ReportSee)
    }

    /// Whether it only lets one look, or look at more.
    #[must_use]
    pub fn looks(self) -> bool {
        let mut parts = self.as_str().split(':');
        match (parts.next(), parts.next()) {
            (Some("patient"), Some(action)) => matches!(action, "find" | "open" | "phone" | "name"),
            (_, action) => matches!(action, Some("see" | "expected" | "read")),
        }
    }

    /// The right to the same within what is one's own, where there is one.
    #[must_use]
    pub const fn own(self) -> Option<Self> {
        match self {
            Self::DaySee => Some(Self::DaySeeOwn),
            Self::QueueSee => Some(Self::QueueSeeOwn),
            Self::QueueRun => Some(Self::QueueRunOwn),
            Self::PatientOpen => Some(Self::PatientOpenOwn),
            Self::HealthNoteRead => Some(Self::HealthNoteReadOwn),
            _ => None,
        }
    }
}

/// How far a role's right goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Just so.
    Yes,
    /// After one's own PIN, or another's who may.
    OwnPin,
    /// After one's own password, and nobody else's.
    OwnPassword,
    /// Only with the PIN of another person who may.
    SecondPerson,
    No,
}

/// What `role` may do about `permission`: reliability.md §2.4, row by row. A right without a row does not compile.
#[must_use]
pub const fn grant(role: Role, permission: Permission) -> Grant {
    let [owner, manager, receptionist, therapist, auditor] = row(permission);
    match role {
        Role::Owner => owner,
        Role::Manager => manager,
        Role::Receptionist => receptionist,
        Role::Therapist => therapist,
        Role::Auditor => auditor,
    }
}

/// Owner, manager, receptionist, therapist, auditor. Y just so, P after one's PIN, W after one's password, S with the
/// PIN of a second person, N not at all. What sets a rule aside or gives money back is Y for nobody.
#[rustfmt::skip]
const fn row(permission: Permission) -> [Grant; 5] {
    use Grant::{No as N, OwnPassword as W, OwnPin as P, SecondPerson as S, Yes as Y};
    match permission {
        Permission::DaySee             => [Y, Y, Y, N, Y],
        Permission::DaySeeOwn          => [N, N, N, Y, N],
        Permission::QueueSee           => [Y, Y, Y, N, Y],
        Permission::QueueSeeOwn        => [N, N, N, Y, N],
        Permission::QueueRun           => [Y, Y, Y, N, N],
        Permission::QueueRunOwn        => [N, N, N, Y, N],
        Permission::PatientFind        => [Y, Y, Y, N, N],
        Permission::PatientOpen        => [Y, Y, Y, N, N],
        Permission::PatientOpenOwn     => [N, N, N, Y, N],
        Permission::PatientPhone       => [Y, Y, N, N, N],
        Permission::PatientName        => [Y, Y, Y, Y, N],
        Permission::PatientEdit        => [Y, Y, Y, N, N],
        Permission::PatientImport      => [Y, P, N, N, N],
        Permission::PatientErase       => [W, N, N, N, N],
        Permission::PatientMerge       => [P, P, N, N, N],
        Permission::HealthNoteRead     => [Y, Y, N, N, N],
        Permission::HealthNoteReadOwn  => [N, N, N, Y, N],
        Permission::HealthNoteAdd      => [Y, Y, Y, N, N],
        Permission::HealthNoteStrike   => [Y, Y, N, N, N],
        Permission::BookingMake        => [Y, Y, Y, N, N],
        Permission::BookingOverride    => [P, P, S, N, N],
        Permission::BookingCancel      => [Y, Y, Y, N, N],
        Permission::VisitRun           => [Y, Y, Y, N, N],
        Permission::BillSee            => [Y, Y, Y, N, Y],
        Permission::BillEdit           => [Y, Y, Y, N, N],
        Permission::BillDiscountBeyond => [P, P, S, N, N],
        Permission::PaymentTake        => [Y, Y, Y, N, N],
        Permission::PaymentTakeBeyond  => [P, P, S, N, N],
        Permission::PaymentVoid        => [P, P, P, N, N],
        Permission::PaymentVoidOther   => [P, P, S, N, N],
        Permission::PaymentRefund      => [P, P, S, N, N],
        Permission::PaymentRefundBeyond => [W, S, N, N, N],
        Permission::PaymentWriteOff    => [P, P, S, N, N],
        Permission::DepositWaive       => [P, P, S, N, N],
        Permission::DrawerSee          => [Y, Y, Y, N, Y],
        Permission::DrawerOpen         => [Y, Y, P, N, N],
        Permission::DrawerMove         => [Y, Y, Y, N, N],
        Permission::DrawerNoSale       => [P, P, P, N, N],
        Permission::DrawerCount        => [Y, Y, P, N, N],
        Permission::DrawerRecount      => [P, P, S, N, N],
        Permission::DrawerDifference   => [P, P, S, N, N],
        Permission::DrawerExpected     => [Y, Y, N, N, Y],
        Permission::DayClose           => [P, P, N, N, N],
        Permission::DayReopen          => [W, N, N, N, N],
        Permission::ExpenseSee         => [Y, Y, Y, N, Y],
        Permission::ExpenseEdit        => [Y, P, P, N, N],
        Permission::ReportSee          => [P, P, N, N, Y],
        Permission::ReportExport       => [P, P, N, N, P],
        Permission::PackageEdit        => [Y, P, N, N, N],
        Permission::ReceiptPrint       => [Y, Y, Y, N, Y],
        Permission::TrailSee           => [Y, Y, N, N, Y],
        Permission::StaffSee           => [Y, Y, Y, Y, Y],
        Permission::StaffEdit          => [Y, P, N, N, N],
        Permission::TreatmentSee       => [Y, Y, Y, Y, Y],
        Permission::TreatmentEdit      => [Y, P, N, N, N],
        Permission::ClinicSee          => [Y, Y, Y, Y, Y],
        Permission::ClinicEdit         => [Y, P, N, N, N],
        Permission::ClinicSecure       => [W, N, N, N, N],
        Permission::AccountSee         => [Y, Y, N, N, Y],
        Permission::AccountEdit        => [W, W, N, N, N],
        Permission::AccountEditOwn     => [W, W, W, W, W],
        Permission::RoleEdit           => [W, N, N, N, N],
        Permission::SessionEnd         => [W, W, N, N, N],
        Permission::EventSee           => [Y, Y, N, N, Y],
        Permission::EventResolve       => [Y, Y, N, N, N],
    }
}

words! {
    /// What a rule beyond the role's table does.
    pub enum Effect { Allow = "allow", Deny = "deny" }
}

/// A right given or taken beyond the role: by a role of the clinic's own, or to one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub permission: Permission,
    pub effect: Effect,
}

impl Rule {
    /// The rules a stored word stands for. A word nobody here knows allows nothing; as a denial it takes all of its
    /// resource, and everything where the resource is not known either: what cannot be read never leaves a right more.
    #[must_use]
    pub fn stored(word: &str, effect: Effect) -> Vec<Self> {
        match (Permission::of(word), effect) {
            (Some(permission), _) => vec![Self { permission, effect }],
            (None, Effect::Allow) => Vec::new(),
            (None, Effect::Deny) => {
                let resource = word.split(':').next();
                let of = |permission: &&Permission| permission.as_str().split(':').next() == resource;
                let known = Permission::ALL.iter().any(|permission| of(&permission));
                let meant = Permission::ALL.iter().filter(|permission| !known || of(permission));
                meant.map(|permission| Self { permission: *permission, effect }).collect()
            }
        }
    }
}

/// How far a right goes with the rules beyond the role. Deny beats allow, wherever either comes from. What is allowed
/// beyond the role still takes one's own PIN, and one's own password where the owner's does; a look takes neither, but
/// where it does for everybody.
#[must_use]
pub fn effective(role: Role, rules: &[Rule], permission: Permission) -> Grant {
    let named = |effect| rules.iter().any(|rule| rule.permission == permission && rule.effect == effect);
    let base = grant(role, permission);
    if named(Effect::Deny) {
        return Grant::No;
    }
    match base {
        Grant::Yes | Grant::OwnPassword => base,
        _ if !named(Effect::Allow) => base,
        _ if grant(Role::Owner, permission) == Grant::OwnPassword => Grant::OwnPassword,
        _ if permission.looks() && !permission.sealed() => Grant::Yes,
        _ => Grant::OwnPin,
    }
}

#[cfg(test)]
#[path = "permission_tests.rs"]
mod tests;
