//! How the domain's words lie in a column: once for each engine, so that no query thinks about it.

use chrono::{DateTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgValueFormat;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};

use crate::domain::account::{InvitationState, Role};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::booking::{CancelledBy, Source, Status};
use crate::domain::clinic::Language;
use crate::domain::drawer::{Decision, MoveKind, Owed};
use crate::domain::event::{EventKind, Severity};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{
    AccountId, BillId, BillLineId, BookingId, ClinicId, DrawerId, DrawerMoveId, DrawerSessionId, EventId,
    ExpenseCategoryId, ExpenseId, GrantId, HealthNoteId, InvitationId, LeaveId, MethodId, PackageId,
    PatientId, PatientPackageId, PaymentId, ReceiptId, RecurringExpenseId, RequestId, RoleId, RoomId,
    SessionId, StaffId, TicketId, TreatmentId, ZReportId,
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
    HealthNoteId,
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

/// Microseconds from 1970 to 2000, where Postgres begins to count.
const POSTGRES: i64 = 946_684_800_000_000;

/// A moment somebody can have worked at, of this and the other millennia: what else lies in a column (`infinity`, or a
/// year no calendar has) is none, and nobody reckons with it.
fn moment(micros: Option<i64>) -> Result<Ts, BoxDynError> {
    const YEARS: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;
    micros.filter(|micros| YEARS.contains(micros)).map(Ts).ok_or_else(|| "a moment of no calendar".into())
}

/// As [`moment`]: whether a day, counted as Postgres does, is one.
pub(super) fn is_day(days: i32) -> bool {
    (-730_119..=2_921_939).contains(&days)
}

impl Type<Sqlite> for Ts {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &<Sqlite as Database>::TypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

// Microseconds as an integer on SQLite, where sqlx would write text of varying width.
impl<'q> Encode<'q, Sqlite> for Ts {
    fn encode_by_ref(&self, buf: &mut <Sqlite as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'q, Sqlite>>::encode(self.0, buf)
    }
}

impl<'r> Decode<'r, Sqlite> for Ts {
    fn decode(value: <Sqlite as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        moment(Some(<i64 as Decode<'r, Sqlite>>::decode(value)?))
    }
}

impl Type<Postgres> for Ts {
    fn type_info() -> <Postgres as Database>::TypeInfo {
        <DateTime<Utc> as Type<Postgres>>::type_info()
    }
    fn compatible(ty: &<Postgres as Database>::TypeInfo) -> bool {
        <DateTime<Utc> as Type<Postgres>>::compatible(ty)
    }
}

impl<'q> Encode<'q, Postgres> for Ts {
    fn encode_by_ref(&self, buf: &mut <Postgres as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <DateTime<Utc> as Encode<'q, Postgres>>::encode(self.utc(), buf)
    }
}

// Not by way of chrono: sqlx reckons from 2000 on without looking, and a column of Postgres may hold `infinity`.
impl<'r> Decode<'r, Postgres> for Ts {
    fn decode(value: <Postgres as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        if value.format() == PgValueFormat::Text {
            return Ok(Self::of(<DateTime<Utc> as Decode<'r, Postgres>>::decode(value)?));
        }
        moment(<i64 as Decode<'r, Postgres>>::decode(value)?.checked_add(POSTGRES))
    }
}

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
    Owed,
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
