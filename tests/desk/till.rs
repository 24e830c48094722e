//! A patient who is through stands at the counter.

use std::time::Duration;

use loket::app::Screen;
use loket::app::testing::Stage;
use loket::desk::bill::{BillView, OpenBill};
use loket::desk::visit::{Arrive, FinishVisit, StartVisit};
use loket::domain::id::BookingId;
use loket::screens::FRONT;
use loket::screens::day::Day;

use crate::support::clinic::Clinic;

/// So long a receipt is read before the key that paid closes it.
pub const READ: Duration = Duration::from_secs(1);

/// Dewi's laser treatment is over: Rp750.000.
pub async fn treated(clinic: &Clinic) -> BookingId {
    clinic.book("Dewi Lestari", "Laser Acne", "dr. Maya", "2026-11-20 09:00").await;
    clinic.now("08:55");
    let booking = clinic.booking_of("Dewi Lestari").await;
    clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
    clinic.now("09:00");
    let start = StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
    clinic.desk.act(start).await.unwrap();
    clinic.now("10:00");
    clinic.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    clinic.now("10:05");
    booking
}

pub async fn sit(clinic: &Clinic, first: impl Screen) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), first, (80, 24));
    stage.settle().await;
    stage
}

pub async fn day(clinic: &Clinic) -> Stage {
    sit(clinic, Day::new(clinic.desk.today())).await
}

pub async fn bill(clinic: &Clinic, booking: BookingId) -> BillView {
    clinic.desk.ask(OpenBill { booking }).await.unwrap()
}
