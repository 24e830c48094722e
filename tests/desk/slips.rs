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
    clinic
        .desk
        .act(StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None })
        .await
        .unwrap();
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
        // The reason stands where it was typed, and a PIN that was begun is no work to lose.
        stage.keys("'salah' Enter '0' Esc").await;
        assert_eq!(stage.app.names(), ["payment", "deed"], "{}", stage.screen());
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

#[test]
fn back_leads_from_the_bill_to_the_form_and_only_then_away() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("p <ctrl-o> Esc").await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
        stage.keys("'250rb' Enter").await;
        let bill = clinic.desk.ask(OpenBill { booking }).await.unwrap();
        assert_eq!(bill.due, Money(0), "the form had the keyboard: {}", stage.screen());
        stage.keys("Enter p <ctrl-o> Esc Esc").await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
    });
}

#[test]
fn on_a_phone_every_payment_of_the_bill_is_seen() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        clinic.pay(booking, 100_000).await;
        let mut stage = clinic.stage(Payment::for_booking(booking), (40, 20)).await;
        let seen = |screen: &str| screen.contains("−Rp500.000") && screen.contains("−Rp100.000");
        assert!(seen(&stage.screen()) && stage.screen().contains("Rp150.000"), "{}", stage.screen());
        stage.keys("<ctrl-o>").await;
        assert!(seen(&stage.screen()) && stage.screen().contains("Rp150.000"), "{}", stage.screen());
    });
}

#[test]
fn a_long_sentence_stands_below_a_dialog() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = part_paid(&clinic).await;
        let mut stage = clinic.stage(Payment::for_booking(booking), (40, 20)).await;
        stage.keys("<ctrl-o> G V 'salah' Enter '000000' Enter").await;
        let screen = stage.screen();
        let frame = screen.lines().position(|line| line.starts_with('└')).unwrap();
        let said = screen.lines().position(|line| line.starts_with('×')).unwrap_or(usize::MAX);
        assert!(frame < said, "{screen}");
    });
}
