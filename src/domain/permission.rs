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
        BookingMake = "booking:make",
        BookingOverride = "booking:override",
        BookingCancel = "booking:cancel",
        VisitRun = "visit:run",
        BillSee = "bill:see",
        BillEdit = "bill:edit",
        /// A discount above the clinic's limit.
        BillDiscountBeyond = "bill:discount_beyond",
        PaymentTake = "payment:take",
        ReceiptPrint = "receipt:print",
        StaffSee = "staff:see",
        StaffEdit = "staff:edit",
        TreatmentSee = "treatment:see",
        TreatmentEdit = "treatment:edit",
        ClinicSee = "clinic:see",
        ClinicEdit = "clinic:edit",
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
        (P::DaySee | P::QueueSee | P::StaffSee | P::TreatmentSee | P::ClinicSee, _) | (_, Owner)
            if !matches!(permission, P::BookingOverride | P::BillDiscountBeyond) =>
        {
            Yes
        }
        (P::BookingOverride | P::BillDiscountBeyond, Owner | Manager) => OwnPin,
        (P::BookingOverride | P::BillDiscountBeyond, Receptionist) => SecondPerson,
        (P::ClinicEdit | P::PatientImport, Manager) => OwnPin,
        (_, Manager) => Yes,
        (
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
            | P::ReceiptPrint,
            Receptionist,
        ) => Yes,
        (P::BillSee | P::ReceiptPrint, Auditor) => Yes,
        (_, Receptionist | Therapist | Auditor | Owner) => No,
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
    fn booking_over_another_is_never_just_so() {
        for role in Role::ALL {
            assert_ne!(grant(*role, Permission::BookingOverride), Grant::Yes, "{role}");
        }
    }

    #[test]
    fn a_therapist_takes_no_money_and_finds_no_patients() {
        assert_eq!(grant(Role::Therapist, Permission::PaymentTake), Grant::No);
        assert_eq!(grant(Role::Therapist, Permission::PatientFind), Grant::No);
    }
}
