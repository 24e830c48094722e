//! Row identities. Every table has its own type, so a patient's id cannot be handed to a query
//! that wants a booking's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identity: UUID v7, so that rows made together lie together on disk.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for super::refusal::Detail {
            fn from(id: $name) -> Self {
                Self::Id(id.0)
            }
        }
    )+};
}

ids! {
    /// The tenant: every row belongs to one.
    ClinicId,
    /// Somebody who logs in.
    AccountId,
    /// One log-in of one account at one terminal.
    SessionId,
    /// A role of the clinic's own.
    RoleId,
    /// A right given to one user, or taken from them.
    GrantId,
    InvitationId,
    EventId,
    /// Somebody who treats.
    StaffId,
    RoomId,
    LeaveId,
    TreatmentId,
    PatientId,
    HealthNoteId,
    BookingId,
    TicketId,
    BillId,
    BillLineId,
    PaymentId,
    MethodId,
    ReceiptId,
    DrawerId,
    /// One person's turn at a drawer.
    DrawerSessionId,
    DrawerMoveId,
    ZReportId,
    PackageId,
    /// A package somebody bought.
    PatientPackageId,
    ExpenseId,
    ExpenseCategoryId,
    RecurringExpenseId,
    /// Made by whoever asks, so that asking twice is doing once.
    RequestId,
}
