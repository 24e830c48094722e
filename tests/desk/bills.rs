//! What is done to a bill besides paying it: money back, packages, tips.

use loket::app::Screen;
use loket::app::testing::Stage;
use loket::desk::bill::{BillView, OpenBill};
use loket::desk::method::ListMethods;
use loket::desk::package::{ListPackages, SavePackage};
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::{Arrive, FinishVisit, StartVisit};
use loket::domain::bill::{BillState, LineKind};
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::{MethodKind, PaymentKind};
use loket::screens::FRONT;
use loket::screens::packages::Packages;
use loket::screens::patient_card::PatientCard;
use loket::screens::payment::Payment;
use loket::screens::settings::Methods;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, SARI_PIN};

/// Ayu's peeling (Rp 400.000) at this time today; `done` when it is over.
pub async fn peeling(clinic: &Clinic, wall: &str, done: bool) -> BookingId {
    clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", &format!("2026-11-20 {wall}")).await;
    let booking = clinic.booking_of("Ayu Prameswari").await;
    if done {
        clinic.now(wall);
        clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
        clinic
            .desk
            .act(StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None })
            .await
            .unwrap();
        clinic.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }
    booking
}

pub async fn pay(clinic: &Clinic, booking: BookingId, kind: MethodKind, amount: i64) {
    let methods = clinic.desk.ask(ListMethods { all: false }).await.unwrap();
    let method = methods.iter().find(|method| method.kind == kind).unwrap().id;
    let tenders = vec![Tender { method, tendered: Money(amount), reference: String::new() }];
    clinic.desk.act(TakePayment { booking, tenders, due: None, paid_for: None }).await.unwrap();
}

pub async fn bill(clinic: &Clinic, booking: BookingId) -> BillView {
    clinic.desk.ask(OpenBill { booking }).await.unwrap()
}

pub async fn sit(clinic: &Clinic, first: impl Screen) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), first, (80, 24));
    stage.settle().await;
    stage
}

async fn five(clinic: &Clinic) {
    let save = SavePackage {
        package: None,
        version: None,
        name: "Peeling 5x".into(),
        treatment: clinic.treatment("Chemical Peeling").await,
        sessions: 5,
        price: Money(1_750_000),
        valid_days: Some(180),
        shareable: true,
        active: true,
    };
    clinic.owner.act(save).await.unwrap();
}

#[test]
fn what_there_is_to_be_careful_about_stands_on_the_bill() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = clinic.book("Dewi Lestari", "Facial Basic", "Rina", "2026-11-20 11:00").await.id;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        for size in [(80, 24), (120, 40), (40, 20)] {
            stage.resize(size);
            stage.settle().await;
            assert!(stage.screen().contains("! Allergy: salicylic acid"), "{}", stage.screen());
        }
    });
}

#[test]
fn money_goes_back_by_somebody_elses_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "09:00", true).await;
        pay(&clinic, booking, MethodKind::Cash, 400_000).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("Tab Tab G R").await;
        insta::assert_snapshot!("refund", looks(&mut stage).await);
        stage.keys("<ctrl-u> '150rb' Enter Enter 'alergi' Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        // Whoever mistyped is still the one: the next PIN goes where nobody reads it.
        stage.keys(&format!("'owner' Enter '111111' Enter '{OWNER_PIN}'")).await;
        let screen = stage.screen();
        assert!(screen.contains("[owner") && !screen.contains(OWNER_PIN), "{screen}");
        stage.keys("Enter").await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.total, after.due, after.state), (Money(250_000), Money(0), BillState::Paid));
        assert_eq!(after.payments[1].kind, PaymentKind::Refund);
        insta::assert_snapshot!("refunded", looks(&mut stage).await);
        // The payment is still in hand, though a line came before it.
        let screen = stage.screen();
        let marked = screen.lines().find(|line| line.contains('▌')).unwrap();
        assert!(marked.contains("400.000"), "{screen}");
        // The rest too: the day says that all of it went back.
        let day = async || {
            let screen = clinic.at_the_desk().await.screen();
            screen.lines().find(|line| line.contains("Ayu Pra")).unwrap().to_owned()
        };
        assert!(day().await.contains("paid"), "{}", day().await);
        stage.keys(&format!("R Enter Enter 'alergi' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(bill(&clinic, booking).await.state, BillState::Refunded, "{}", stage.screen());
        assert!(day().await.contains("repaid"), "{}", day().await);
        let mut stage = clinic.at_the_desk().await;
        insta::assert_snapshot!("day_repaid", looks(&mut stage).await);
    });
}

#[test]
fn a_payment_that_was_a_slip_is_voided_by_ones_own_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "09:00", true).await;
        pay(&clinic, booking, MethodKind::Card, 400_000).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("Tab Tab G V 'salah metode' Enter").await;
        stage.keys(&format!("'{SARI_PIN}' Enter")).await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.due, after.state), (Money(400_000), BillState::Unpaid), "{}", stage.screen());
        stage.keys("g g Down r").await;
        assert!(stage.screen().contains("VOID"), "{}", stage.screen());
    });
}

#[test]
fn a_package_is_sold_and_used_at_the_till() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        five(&clinic).await;
        let booking = peeling(&clinic, "09:00", true).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("Tab Tab P").await;
        assert!(stage.screen().contains("Sell: Peeling 5x"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(2_150_000), "{}", stage.screen());
        assert!(stage.screen().contains("Has Peeling 5x, 5/5"), "{}", stage.screen());
        stage.keys("P").await;
        assert!(stage.screen().contains("5/5 until 19 May 2027"), "{}", stage.screen());
        stage.keys("Enter").await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.total, after.due), (Money(2_100_000), Money(1_750_000)), "{}", stage.screen());
        insta::assert_snapshot!("package_used", looks(&mut stage).await);
        // What was not used goes back.
        pay(&clinic, booking, MethodKind::Card, 1_000_000).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Payment::for_booking(booking), (80, 24));
        stage.settle().await;
        // The title says what goes out: it first makes less of what is due.
        stage.keys("Tab Tab Down R").await;
        assert!(stage.screen().contains("Give unused sessions back · Rp650.000"), "{}", stage.screen());
        stage.keys("<ctrl-u> '2'").await;
        assert!(stage.screen().contains("Give unused sessions back · Rp0 "), "{}", stage.screen());
        pay(&clinic, booking, MethodKind::Card, 750_000).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Payment::for_booking(booking), (80, 24));
        stage.settle().await;
        stage.keys("Tab Tab Down %").await;
        assert!(stage.screen().contains("Only treatments and items get a discount."), "{}", stage.screen());
        stage.keys("R <ctrl-u> '2' Enter Enter 'pindah kota' Enter").await;
        // What is signed is what goes back: two sessions.
        assert!(stage.screen().contains("Rp700.000"), "{}", stage.screen());
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        let after = bill(&clinic, booking).await;
        assert_eq!(
            (after.total, after.due, after.over),
            (Money(1_400_000), Money(0), Money(0)),
            "{}",
            stage.screen()
        );
        let patient = after.patient;
        let mut stage = sit(&clinic, PatientCard::new(patient)).await;
        assert!(stage.screen().contains("Peeling 5x: 2/5 until"), "{}", stage.screen());
        insta::assert_snapshot!("patient_with_package", looks(&mut stage).await);
    });
}

#[test]
fn tips_shares_and_what_nobody_pays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "09:00", true).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("Tab Tab + '25rb' Enter Enter").await;
        let tipped = bill(&clinic, booking).await;
        assert_eq!((tipped.due, tipped.lines[1].kind), (Money(425_000), LineKind::Tip), "{}", stage.screen());
        stage.keys("g g s Down Down Space Enter Enter").await;
        let shared = bill(&clinic, booking).await;
        assert_eq!(shared.lines[0].shared, 2, "{}", stage.screen());
        stage.keys("% '5%' Enter Enter").await;
        let off = bill(&clinic, booking).await;
        assert_eq!(
            (off.due, off.lines[2].reduces),
            (Money(405_000), Some(off.lines[0].id)),
            "{}",
            stage.screen()
        );
        stage.keys("w <ctrl-u> '5rb' Enter 'kekurangan' Enter").await;
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(bill(&clinic, booking).await.due, Money(400_000), "{}", stage.screen());
        insta::assert_snapshot!("tip_and_write_off", looks(&mut stage).await);
    });
}

#[test]
fn likely_amounts_are_one_key() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "09:00", true).await;
        pay(&clinic, booking, MethodKind::Card, 137_500).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        assert!(stage.screen().contains("> Rp270.000  Rp300.000"), "{}", stage.screen());
        stage.keys("'>' '>'").await;
        assert!(stage.screen().contains("Change Rp37.500"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(bill(&clinic, booking).await.payments[1].tendered, Money(300_000));
    });
}

#[test]
fn what_there_are_no_coins_for_is_no_part_of_what_is_paid() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "09:00", true).await;
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("'40' <ctrl-n>").await;
        assert!(stage.screen().contains("[40"), "it stands where it was typed: {}", stage.screen());
        stage.keys("<ctrl-u> '100rb' <ctrl-n>").await;
        assert!(!stage.screen().contains("[100"), "{}", stage.screen());
    });
}

#[test]
fn the_catalogue_and_the_ways_to_pay_are_kept_at_the_desk() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Packages::new(), (80, 24));
        stage.settle().await;
        assert!(stage.screen().contains("No package is on sale yet"), "{}", stage.screen());
        stage.keys("a 'Facial 10x' Enter 'facial prem' Enter '10' Enter '3jt' Enter '365'").await;
        insta::assert_snapshot!("package_form", looks(&mut stage).await);
        stage.keys("<ctrl-s>").await;
        assert_eq!(clinic.owner.ask(ListPackages {}).await.unwrap().len(), 1, "{}", stage.screen());
        five(&clinic).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Packages::new(), (80, 24));
        stage.settle().await;
        insta::assert_snapshot!("packages", looks(&mut stage).await);
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Methods::new(), (80, 24));
        stage.settle().await;
        stage.keys("a 'GoPay' Enter 'e'").await;
        insta::assert_snapshot!("method_form", looks(&mut stage).await);
        stage.keys("<ctrl-s>").await;
        let methods = clinic.owner.ask(ListMethods { all: true }).await.unwrap();
        let gopay = methods.last().unwrap();
        assert_eq!((gopay.name.as_str(), gopay.kind), ("GoPay", MethodKind::EWallet), "{}", stage.screen());
    });
}
