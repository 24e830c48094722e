//! Who may do what: one table for the desk, the screens and the tests (reliability.md §2.4).

use super::account::Role;
use super::word::words;

words! {
    /// A right, as `resource:action`.
    pub enum Permission {
        DaySee = "day:see",
        QueueSee = "queue:see",
        QueueRun = "queue:run",
        PatientFind = "patient:find",
        PatientOpen = "patient:open",
        PatientEdit = "patient:edit",
        PatientImport = "patient:import",
        /// Forgetting somebody for ever.
        PatientErase = "patient:erase",
        BookingMake = "booking:make",
        BookingOverride = "booking:override",
        BookingCancel = "booking:cancel",
        VisitRun = "visit:run",
        BillSee = "bill:see",
        BillEdit = "bill:edit",
        /// A discount above the clinic's limit.
        BillDiscountBeyond = "bill:discount_beyond",
        PaymentTake = "payment:take",
        /// Within the payment's own open session.
        PaymentVoid = "payment:void",
        PaymentRefund = "payment:refund",
        /// Saying that nobody will pay, or that a debt may stand over the close.
        PaymentWriteOff = "payment:write_off",
        /// Keeping a deposit the policy would give back, or giving back one it would keep.
        DepositWaive = "deposit:waive",
        DrawerSee = "drawer:see",
        DrawerOpen = "drawer:open",
        /// Paid in, paid out, to the safe.
        DrawerMove = "drawer:move",
        DrawerNoSale = "drawer:no_sale",
        DrawerCount = "drawer:count",
        /// A second count, a count of somebody else's drawer.
        DrawerRecount = "drawer:recount",
        /// A difference above the clinic's tolerance.
        DrawerDifference = "drawer:difference",
        /// What should be in a drawer that was not counted yet; never for whoever counts it.
        DrawerExpected = "drawer:expected",
        DayClose = "day:close",
        DayReopen = "day:reopen",
        ExpenseSee = "expense:see",
        ExpenseEdit = "expense:edit",
        ReportSee = "report:see",
        PackageEdit = "package:edit",
        ReceiptPrint = "receipt:print",
        TrailSee = "trail:see",
        StaffSee = "staff:see",
        StaffEdit = "staff:edit",
        TreatmentSee = "treatment:see",
        TreatmentEdit = "treatment:edit",
        ClinicSee = "clinic:see",
        ClinicEdit = "clinic:edit",
    }
}

impl Permission {
    /// Whether it takes the PIN only to look: what the owner sees is not for whoever passes the screen.
    #[must_use]
    pub const fn sealed(self) -> bool {
        matches!(self, Self::ReportSee)
    }
}

/// How far a role's right goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Just so.
    Yes,
    /// After one's own PIN, or another's who may.
    OwnPin,
    /// Only with the PIN of another person who may.
    SecondPerson,
    No,
}

/// What `role` may do about `permission`. Every pair is answered; what is not named is refused.
#[must_use]
pub const fn grant(role: Role, permission: Permission) -> Grant {
    use Grant::{No, OwnPin, SecondPerson, Yes};
    use Permission as P;
    use Role::{Auditor, Manager, Owner, Receptionist, Therapist};
    match (permission, role) {
        // What is never just so, not even for the owner: money that goes back, and rules that are set aside.
        (
            P::BookingOverride
            | P::BillDiscountBeyond
            | P::PaymentVoid
            | P::PaymentRefund
            | P::PaymentWriteOff
            | P::DepositWaive
            | P::DrawerNoSale
            | P::DrawerRecount
            | P::DrawerDifference
            | P::DayClose
            | P::ReportSee,
            Owner | Manager,
        )
        | (P::DayReopen | P::PatientErase, Owner)
        | (P::ClinicEdit | P::PatientImport | P::PackageEdit | P::ExpenseEdit, Manager) => OwnPin,
        (
            P::PaymentVoid | P::DrawerNoSale | P::DrawerOpen | P::DrawerCount | P::ExpenseEdit,
            Receptionist,
        ) => OwnPin,
        (
            P::BookingOverride
            | P::BillDiscountBeyond
            | P::PaymentRefund
            | P::PaymentWriteOff
            | P::DepositWaive
            | P::DrawerRecount
            | P::DrawerDifference,
            Receptionist,
        ) => SecondPerson,
        (P::DayReopen | P::PatientErase, Manager) => No,
        (P::DaySee | P::QueueSee | P::StaffSee | P::TreatmentSee | P::ClinicSee, _)
        | (_, Owner | Manager)
        | (
            P::QueueRun
            | P::PatientFind
            | P::PatientOpen
            | P::PatientEdit
            | P::BookingMake
            | P::BookingCancel
            | P::VisitRun
            | P::BillSee
            | P::BillEdit
            | P::PaymentTake
            | P::ReceiptPrint
            | P::DrawerSee
            | P::DrawerMove
            | P::ExpenseSee,
            Receptionist,
        )
        | (
            P::BillSee
            | P::ReceiptPrint
            | P::DrawerSee
            | P::DrawerExpected
            | P::ExpenseSee
            | P::ReportSee
            | P::TrailSee,
            Auditor,
        ) => Yes,
        (_, Receptionist | Therapist | Auditor) => No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_owner_and_the_manager_changes_the_price_list() {
        for role in Role::ALL {
            let may = grant(*role, Permission::TreatmentEdit) != Grant::No;
            assert_eq!(may, matches!(role, Role::Owner | Role::Manager), "{role}");
        }
    }

    #[test]
    fn what_sets_a_rule_aside_is_never_just_so() {
        use Permission as P;
        for role in Role::ALL {
            for permission in
                [P::BookingOverride, P::PaymentRefund, P::PaymentVoid, P::PaymentWriteOff, P::DayReopen]
            {
                assert_ne!(grant(*role, permission), Grant::Yes, "{role} {permission}");
            }
        }
    }

    #[test]
    fn whoever_counts_at_the_counter_never_sees_what_should_be_there() {
        assert_eq!(grant(Role::Receptionist, Permission::DrawerExpected), Grant::No);
        assert_eq!(grant(Role::Receptionist, Permission::ReportSee), Grant::No);
    }

    #[test]
    fn a_therapist_takes_no_money_and_finds_no_patients() {
        assert_eq!(grant(Role::Therapist, Permission::PaymentTake), Grant::No);
        assert_eq!(grant(Role::Therapist, Permission::PatientFind), Grant::No);
    }
}
