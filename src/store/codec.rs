//! How the domain's words lie in a column: once for each engine, so that no query thinks about it.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};

use crate::domain::account::{InvitationState, Role};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::booking::{CancelledBy, Source, Status};
use crate::domain::clinic::Language;
use crate::domain::drawer::{Decision, MoveKind};
use crate::domain::event::{EventKind, Severity};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{
    AccountId, BillId, BillLineId, BookingId, ClinicId, DrawerId, DrawerMoveId, DrawerSessionId, EventId,
    ExpenseCategoryId, ExpenseId, GrantId, InvitationId, LeaveId, MethodId, PackageId, PatientId,
    PatientPackageId, PaymentId, ReceiptId, RecurringExpenseId, RequestId, RoleId, RoomId, SessionId,
    StaffId, TicketId, TreatmentId, ZReportId,
};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::permission::Effect;
use crate::domain::queue::TicketStatus;
use crate::domain::schedule::HoursKind;
use crate::domain::time::Ts;

/// `$outer` lies in the column as `$inner`, on `$db`.
macro_rules! via {
    ($db:ty, $outer:ty, $inner:ty, $to:expr, $from:expr) => {
        impl Type<$db> for $outer {
            fn type_info() -> <$db as Database>::TypeInfo {
                <$inner as Type<$db>>::type_info()
            }
            fn compatible(ty: &<$db as Database>::TypeInfo) -> bool {
                <$inner as Type<$db>>::compatible(ty)
            }
        }
        impl<'q> Encode<'q, $db> for $outer {
            fn encode_by_ref(
                &self,
                buf: &mut <$db as Database>::ArgumentBuffer,
            ) -> Result<IsNull, BoxDynError> {
                let to: fn($outer) -> $inner = $to;
                <$inner as Encode<'q, $db>>::encode(to(*self), buf)
            }
        }
        impl<'r> Decode<'r, $db> for $outer {
            fn decode(value: <$db as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let from: fn($inner) -> $outer = $from;
                Ok(from(<$inner as Decode<'r, $db>>::decode(value)?))
            }
        }
    };
}

macro_rules! on_both {
    ($outer:ty, $inner:ty, $to:expr, $from:expr) => {
        via!(Sqlite, $outer, $inner, $to, $from);
        via!(Postgres, $outer, $inner, $to, $from);
    };
}

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        on_both!($name, uuid::Uuid, |id| id.0, $name);
    )+};
}
ids!(
    AccountId,
    BillId,
    BillLineId,
    BookingId,
    ClinicId,
    DrawerId,
    DrawerMoveId,
    DrawerSessionId,
    EventId,
    ExpenseCategoryId,
    ExpenseId,
    GrantId,
    InvitationId,
    LeaveId,
    MethodId,
    PackageId,
    PatientId,
    PatientPackageId,
    PaymentId,
    ReceiptId,
    RecurringExpenseId,
    RequestId,
    RoleId,
    RoomId,
    SessionId,
    StaffId,
    TicketId,
    TreatmentId,
    ZReportId
);

on_both!(Money, i64, |money| money.0, Money);

// Microseconds as an integer on SQLite, where sqlx would write text of varying width.
via!(Sqlite, Ts, i64, |ts| ts.0, Ts);
via!(Postgres, Ts, chrono::DateTime<chrono::Utc>, |ts| ts.utc(), Ts::of);

/// A closed list of words lies as its text.
macro_rules! texts {
    ($($name:ty),+ $(,)?) => {$(
        texts!(@ Sqlite, $name);
        texts!(@ Postgres, $name);
    )+};
    (@ $db:ty, $name:ty) => {
        impl Type<$db> for $name {
            fn type_info() -> <$db as Database>::TypeInfo {
                <str as Type<$db>>::type_info()
            }
            fn compatible(ty: &<$db as Database>::TypeInfo) -> bool {
                <str as Type<$db>>::compatible(ty)
            }
        }
        impl<'q> Encode<'q, $db> for $name {
            fn encode_by_ref(&self, buf: &mut <$db as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <&'static str as Encode<'q, $db>>::encode(self.as_str(), buf)
            }
        }
        impl<'r> Decode<'r, $db> for $name {
            fn decode(value: <$db as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let text = <&str as Decode<'r, $db>>::decode(value)?;
                <$name>::of(text).ok_or_else(|| concat!("a word that is not in ", stringify!($name)).into())
            }
        }
    };
}
texts!(
    Role,
    InvitationState,
    Effect,
    EventKind,
    Severity,
    LineKind,
    TaxMode,
    MoveKind,
    Decision,
    PaidFrom,
    Status,
    Source,
    CancelledBy,
    Language,
    MethodKind,
    PaymentKind,
    PaymentState,
    TicketStatus,
    HoursKind
);
