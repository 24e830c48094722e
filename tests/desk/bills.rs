//! What is done to a bill besides paying it: money back, packages, tips, deposits that are kept or not.

use loket::app::Screen;
use loket::app::testing::Stage;
use loket::desk::bill::{BillView, OpenBill};
use loket::desk::credit::PatientCredit;
use loket::desk::method::ListMethods;
use loket::desk::package::{ListPackages, SavePackage};
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::treatment::SaveTreatment;
use loket::desk::visit::{Arrive, FinishVisit, StartVisit};
use loket::domain::bill::{BillState, LineKind};
use loket::domain::booking::Status;
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::{MethodKind, PaymentKind};
use loket::screens::FRONT;
use loket::screens::packages::Packages;
use loket::screens::patient_card::PatientCard;
use loket::screens::payment::Payment;
use loket::screens::settings::Methods;
use loket::screens::visit::Visit;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, SARI_PIN, at};

/// Ayu's peeling (Rp 400.000) at this time today; `done` when it is over.
async fn peeling(clinic: &Clinic, wall: &str, done: bool) -> BookingId {
    clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", &format!("2026-11-20 {wall}")).await;
    let booking = clinic.booking_of("Ayu Prameswari").await;
    if done {
        clinic.now(wall);
        clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
        clinic.desk.act(StartVisit { booking, version: None, staff: None, alerts_seen: true }).await.unwrap();
        clinic.desk.act(FinishVisit { booking, version: None }).await.unwrap();
    }
    booking
}

async fn pay(clinic: &Clinic, booking: BookingId, kind: MethodKind, amount: i64) {
    let methods = clinic.desk.ask(ListMethods { all: false }).await.unwrap();
    let method = methods.iter().find(|method| method.kind == kind).unwrap().id;
    let tenders = vec![Tender { method, tendered: Money(amount), reference: String::new() }];
    clinic.desk.act(TakePayment { booking, tenders, due: None }).await.unwrap();
}

async fn bill(clinic: &Clinic, booking: BookingId) -> BillView {
    clinic.desk.ask(OpenBill { booking }).await.unwrap()
}

async fn sit(clinic: &Clinic, first: impl Screen) -> Stage {
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
        stage.keys("Tab Tab k").await;
        assert!(stage.screen().contains("Sell: Peeling 5x"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(bill(&clinic, booking).await.total, Money(2_150_000), "{}", stage.screen());
        stage.keys("k").await;
        assert!(stage.screen().contains("5/5 until 19 May 2027"), "{}", stage.screen());
        stage.keys("Enter").await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.total, after.due), (Money(2_100_000), Money(1_750_000)), "{}", stage.screen());
        insta::assert_snapshot!("package_used", looks(&mut stage).await);
        // What was not used goes back.
        pay(&clinic, booking, MethodKind::Card, 1_750_000).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Payment::for_booking(booking), (80, 24));
        stage.settle().await;
        stage.keys("Tab Tab Down R <ctrl-u> '2' Enter Enter 'pindah kota' Enter").await;
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
        stage.keys("Tab Tab t '25rb' Enter Enter").await;
        let tipped = bill(&clinic, booking).await;
        assert_eq!((tipped.due, tipped.lines[1].kind), (Money(425_000), LineKind::Tip), "{}", stage.screen());
        stage.keys("g g s Down Down Space Enter Enter").await;
        let shared = bill(&clinic, booking).await;
        assert_eq!(shared.lines[0].shared, 2, "{}", stage.screen());
        stage.keys("D '5%' Enter Enter").await;
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
fn what_becomes_of_a_deposit_is_said_before_it_happens() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        // Nobody is missing before the time: nothing is asked.
        let mut early = sit(&clinic, Visit::new(booking)).await;
        early.keys("N").await;
        assert!(early.screen().contains("Nobody is late before that"), "{}", early.screen());
        assert_eq!(early.app.names(), ["visit"]);
        let mut stage = sit(&clinic, Visit::new(booking)).await;
        stage.keys("x").await;
        assert!(stage.screen().contains("The deposit of Rp100.000 is kept."), "{}", stage.screen());
        insta::assert_snapshot!("call_off", looks(&mut stage).await);
        // The clinic's own wish costs the patient nothing.
        stage.keys("Right").await;
        assert!(stage.screen().contains("becomes the patient's credit"), "{}", stage.screen());
        stage.keys("Enter 'dokter sakit' Enter Enter").await;
        // Late, the patient's would have been kept: that it is the clinic's takes a PIN.
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        let after = bill(&clinic, booking).await;
        assert_eq!(after.state, BillState::Refunded, "{}", stage.screen());
        let credit = clinic.desk.ask(PatientCredit { patient: after.patient }).await.unwrap();
        assert_eq!(credit.balance, Money(100_000));
        // Undone at once, it is held again; missed, it is kept unless somebody who may says otherwise.
        clinic.now("07:30");
        stage.keys("u").await;
        clinic.now("15:20");
        stage.keys("N").await;
        assert!(stage.screen().contains("The deposit of Rp100.000 is kept."), "{}", stage.screen());
        stage.keys("Right Right Right Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'sudah telepon' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.over, after.lines.len()), (Money(100_000), 1), "{}", stage.screen());
    });
}

#[test]
fn what_nobody_has_verified_is_not_said_to_be_kept() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Qris, 100_000).await;
        clinic.now("15:20");
        let mut day = clinic.at_the_desk().await;
        day.keys("End N").await;
        let screen = day.screen();
        assert!(
            screen.contains("Rp100.000 is not verified yet and stays held.") && !screen.contains("is kept"),
            "{screen}"
        );
        // Part of it is sure: each is said, on a phone too.
        pay(&clinic, booking, MethodKind::Cash, 50_000).await;
        let mut phone = clinic.stage(Visit::new(booking), (40, 20)).await;
        phone.keys("N").await;
        insta::assert_snapshot!("call_off_unverified", phone.screen());
        phone.keys("Right Right").await;
        let said: String = phone.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("Rp50.000 becomes") && said.contains("Rp100.000 is not"), "{said}");
        phone.keys("Left Left Enter").await;
        let after = bill(&clinic, booking).await;
        assert_eq!((after.total, after.held), (Money(50_000), Money(100_000)), "{}", phone.screen());
    });
}

#[test]
fn a_phone_says_what_is_to_be_verified_where_nothing_is_owed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        let due = bill(&clinic, booking).await.due;
        pay(&clinic, booking, MethodKind::Qris, due.0).await;
        let mut phone = clinic.stage(clinic.today(), (40, 20)).await;
        phone.keys("5").await;
        let screen = phone.screen();
        let row = screen.lines().find(|line| line.contains("Ayu Pra")).unwrap_or_else(|| panic!("{screen}"));
        assert!(row.trim_end().ends_with("? verify") && !row.contains("Rp0"), "{screen}");
    });
}

#[test]
fn the_bill_of_a_visit_that_is_off_adds_up() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Card, 200_000).await;
        let mut stage = sit(&clinic, Visit::new(booking)).await;
        stage.keys("x Enter 'pindah kota' Enter Enter").await;
        let after = bill(&clinic, booking).await;
        assert_eq!(
            (after.off, after.total, after.due),
            (true, Money(200_000), Money(0)),
            "{}",
            stage.screen()
        );
        let screen = stage.screen();
        assert!(screen.contains("Rp0  × Chemical Peeling") && screen.contains("Rp200.000  "), "{screen}");
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        insta::assert_snapshot!("forfeited", looks(&mut stage).await);
    });
}

#[test]
fn a_late_move_is_taken_back_with_a_word_about_the_deposit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        let mut stage = clinic.at_the_desk().await;
        // Late already: the deposit goes along, by the PIN of whoever may. Back it is late again.
        let along = format!("Right Enter 'sudah telepon' Enter 'owner' Enter '{OWNER_PIN}' Enter");
        stage.keys("End m Down Down Enter").await;
        assert!(stage.screen().contains("Rp100.000"), "{}", stage.screen());
        stage.keys(&along).await;
        let starts = async || {
            let rows = clinic.day("2026-11-20").await;
            let row = rows.iter().find(|row| row.id == booking).unwrap();
            (row.starts_at, row.held)
        };
        assert_ne!(starts().await.0, at("2026-11-20 15:00"), "{}", stage.screen());
        stage.keys("u").await;
        assert!(stage.screen().contains("Rp100.000"), "{}", stage.screen());
        stage.keys(&along).await;
        let back = (at("2026-11-20 15:00"), Money(100_000));
        assert_eq!(starts().await, back, "{}", stage.screen());
    });
}

#[test]
fn a_needed_deposit_is_said_and_taken_by_one_key() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let roster = clinic.owner.roster().await.unwrap();
        let row = roster.treatment(clinic.treatment("Chemical Peeling").await).unwrap().clone();
        let save = SaveTreatment {
            treatment: Some(row.id),
            version: None,
            name: row.name,
            category: row.category,
            minutes: row.minutes,
            price: row.price,
            deposit: Money(100_000),
            tax_mode: row.tax_mode,
            tax_bp: row.tax_bp,
            queue_prefix: row.queue_prefix,
            room: row.room_id,
            staff: None,
            active: true,
        };
        clinic.owner.act(save).await.unwrap();
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'ayu pra' Enter 'chem'").await;
        assert!(!stage.screen().contains("Deposit needed"), "{}", stage.screen());
        // As soon as patient and treatment are known, and no longer than they are.
        stage.keys("Enter").await;
        assert!(stage.screen().contains("Deposit needed Rp100.000"), "{}", stage.screen());
        stage.keys("<backtab> <ctrl-u> 'totok' Enter").await;
        assert!(!stage.screen().contains("Deposit needed"), "{}", stage.screen());
        stage.keys("<backtab> <ctrl-u> 'chem' Enter 'rina' Enter '15' Enter Enter").await;
        assert!(stage.screen().contains("Deposit needed"), "{}", stage.screen());
        let booking = clinic.booking_of("Ayu Prameswari").await;
        assert!(sit(&clinic, Visit::new(booking)).await.screen().contains("Deposit needed Rp100.000"));
        let row = |screen: &str| screen.lines().find(|line| line.contains("Ayu Pra")).unwrap().to_owned();
        let mut day = clinic.at_the_desk().await;
        assert!(row(&day.screen()).contains("awaited"), "it is awaited: {}", day.screen());
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("'>' Enter").await;
        let mut day = clinic.at_the_desk().await;
        let paid = row(&day.screen());
        assert!(paid.contains("deposit"), "it is there: {paid}");
        let after = bill(&clinic, booking).await;
        assert_eq!((after.state, after.deposit_needed), (BillState::Deposit, Money(0)), "{}", stage.screen());
    });
}

#[test]
fn a_late_move_asks_with_the_amount() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("m Down Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Late move: Ayu") && screen.contains("Rp100.000 is kept"), "{screen}");
        stage.keys("Enter").await;
        let rows = clinic.day("2026-11-20").await;
        assert_eq!((rows[0].status, rows[0].moves), (Status::Booked, 1), "{}", stage.screen());
        let after = bill(&clinic, booking).await;
        assert_eq!((after.total, after.due), (Money(500_000), Money(400_000)));
        // It can be held again, by somebody who may.
        let mut stage = sit(&clinic, Payment::for_booking(booking)).await;
        stage.keys("Tab Tab g g Down x 'salah klik' Enter").await;
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        let after = bill(&clinic, booking).await;
        assert_eq!(
            (after.total, after.due, after.held),
            (Money(400_000), Money(300_000), Money(100_000)),
            "{}",
            stage.screen()
        );
    });
}

#[test]
fn credit_is_offered_where_there_is_some() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let first = peeling(&clinic, "15:00", false).await;
        assert!(!sit(&clinic, Payment::for_booking(first)).await.screen().contains("Saldo"));
        pay(&clinic, first, MethodKind::Card, 150_000).await;
        let mut stage = sit(&clinic, Visit::new(first)).await;
        stage.keys("x Right Enter 'listrik mati' Enter Enter").await;
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        clinic.book("Ayu Prameswari", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        let next = clinic.day("2026-11-21").await[0].id;
        let mut stage = sit(&clinic, Payment::for_booking(next)).await;
        assert!(stage.screen().contains("Has Rp150.000 to the good: choose Saldo."), "{}", stage.screen());
        stage.keys("'s'").await;
        assert!(stage.screen().contains("‹Saldo Rp150.000›"), "{}", stage.screen());
        insta::assert_snapshot!("credit", looks(&mut stage).await);
        // It has no reference: one Enter takes it.
        stage.keys("Enter").await;
        assert_eq!(bill(&clinic, next).await.due, Money(50_000), "{}", stage.screen());
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
