//! Money that goes back at the till: what cannot is said at once, and what to do instead.

use loket::app::testing::Stage;
use loket::desk::bill::OpenBill;
use loket::desk::drawer::CountDrawer;
use loket::desk::visit::{Arrive, StartVisit};
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::screens::payment::Payment;
use loket::screens::visit::Visit;

use crate::support::Lab;
use crate::support::clinic::{Clinic, SARI_PIN};

/// Dewi's laser treatment (Rp750.000) goes on, and Rp500.000 of it are paid.
async fn part_paid(clinic: &Clinic) -> BookingId {
    clinic.book("Dewi Lestari", "Laser Acne", "dr. Maya", "2026-11-20 09:00").await;
    clinic.now("09:00");
    let booking = clinic.booking_of("Dewi Lestari").await;
    clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
    clinic.desk.act(StartVisit { booking, version: None, staff: None, alerts_seen: true }).await.unwrap();
    clinic.pay(booking, 500_000).await;
    booking
}

async fn at_the_payment(clinic: &Clinic, booking: BookingId) -> Stage {
    let mut stage = clinic.stage(Payment::for_booking(booking), (80, 24)).await;
    stage.keys("<ctrl-o> G").await;
    stage
}

#[test]
fn the_day_and_the_visit_say_the_same_of_a_bill() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let mut day = clinic.at_the_desk().await;
        assert!(day.screen().contains("partial"), "{}", day.screen());
        let mut visit = clinic.stage(Visit::new(booking), (80, 24)).await;
        assert!(visit.screen().contains("partial"), "{}", visit.screen());
    });
}

#[test]
fn the_payment_that_is_voided_is_named_with_its_amount() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let mut stage = at_the_payment(&clinic, booking).await;
        stage.keys("V").await;
        assert!(stage.screen().contains("Void this payment · Rp500.000"), "{}", stage.screen());
    });
}

#[test]
fn a_payment_of_a_counted_drawer_is_not_voided_and_nothing_is_asked_first() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let count =
            CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        clinic.owner.act(count).await.unwrap();
        let mut stage = at_the_payment(&clinic, booking).await;
        stage.keys("V").await;
        assert_eq!(stage.app.names(), ["payment"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("counted already") && screen.contains("refund (R)"), "{screen}");
    });
}

#[test]
fn what_was_voided_cannot_go_back_and_says_why() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let mut stage = at_the_payment(&clinic, booking).await;
        stage.keys(&format!("V 'salah' Enter '{SARI_PIN}' Enter")).await;
        let bill = clinic.desk.ask(OpenBill { booking }).await.unwrap();
        assert_eq!(bill.due, Money(750_000), "{}", stage.screen());
        stage.keys("G R").await;
        assert!(stage.screen().contains("went back already"), "{}", stage.screen());
        stage.keys("Up R").await;
        assert!(stage.screen().contains("Nothing of this payment is left"), "{}", stage.screen());
        stage.keys("Up R").await;
        assert!(stage.screen().contains("Choose the payment"), "{}", stage.screen());
    });
}
