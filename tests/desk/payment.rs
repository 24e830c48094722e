//! Somebody wants to pay.

use std::time::Duration;

use loket::app::Outbox;
use loket::app::engine::Options;
use loket::app::testing::{Stage, keys_of, options};
use loket::desk::method::SaveMethod;
use loket::desk::visit::Arrive;
use loket::domain::money::Money;
use loket::domain::payment::{MethodKind, PaymentState};
use loket::screens::FRONT;
use loket::screens::day::Day;
use loket::screens::unpaid::Unpaid;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::Clinic;
use crate::till::{READ, bill, day, sit, treated};

#[test]
fn more_ways_to_pay_than_fit_into_a_line_go_on_in_the_next() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        for name in ["GoPay Bisnis", "Kartu kredit Mandiri"] {
            let save = SaveMethod {
                method: None,
                version: None,
                name: name.into(),
                kind: MethodKind::EWallet,
                in_drawer: false,
                position: None,
                active: true,
            };
            clinic.owner.act(save).await.unwrap();
        }
        let mut stage = day(&clinic).await;
        stage.keys("p").await;
        insta::assert_snapshot!("methods_cut", looks(&mut stage).await);
        let row = |stage: &mut Stage| {
            let screen = stage.screen();
            screen.lines().find(|line| line.contains('‹')).unwrap_or_else(|| panic!("{screen}")).to_owned()
        };
        for size in [(80, 24), (40, 20)] {
            stage.resize(size);
            assert!(!row(&mut stage).contains('…'), "{}", stage.screen());
            assert!(stage.screen().contains("Kartu kredit Mandiri"), "{}", stage.screen());
        }
        stage.keys("Right Right Right Right Right").await;
        assert!(row(&mut stage).contains("‹Kartu kredit Mandiri›"), "{}", stage.screen());
    });
}

#[test]
fn enter_pressed_twice_or_held_takes_one_payment() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p").await;
        stage.type_ahead("Enter Enter Enter");
        stage.settle().await;
        assert_eq!(bill(&clinic, booking).await.payments.len(), 1);
        // Held: thirty times a second, from opening the form on.
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 11:00").await;
        let budi = clinic.booking_of("Budi Santoso").await;
        clinic.now("11:00");
        clinic.desk.act(Arrive { booking: budi, version: None }).await.unwrap();
        let mut stage = sit(&clinic, Unpaid::default()).await;
        let enter = keys_of("Enter")[0];
        let mut at = stage.at() + Duration::from_millis(500);
        for _ in 0..90 {
            at += Duration::from_millis(33);
            stage.app.key(enter, at);
            stage.settle().await;
        }
        assert_eq!(stage.app.names(), ["unpaid", "payment"], "it only opened");
        assert_eq!(bill(&clinic, budi).await.payments.len(), 0);
    });
}

#[test]
fn qris_waits_until_somebody_saw_the_money() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut stage = sit(&clinic, Unpaid::default()).await;
        assert!(stage.screen().contains("Pay · 1 open · Rp750.000"), "{}", stage.screen());
        stage.keys("Enter 'q' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("QRIS waits to be verified"), "{screen}");
        stage.pass(READ);
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("1 to verify") && screen.contains("? verify"), "{screen}");
        // On the bill: the money never came, so it is to pay again.
        stage.pass(READ);
        stage.keys("Enter Tab Tab Down").await;
        let screen = stage.screen();
        assert!(screen.contains("o verify") && !screen.contains("R refund"), "{screen}");
        stage.keys("R").await;
        assert!(stage.screen().contains("Nobody has seen this money arrive yet"), "{}", stage.screen());
        stage.keys("F 'tidak masuk' Enter").await;
        let failed = bill(&clinic, booking).await;
        assert_eq!((failed.payments[0].state, failed.due), (Some(PaymentState::Failed), Money(750_000)));
        // Again, and this time it arrived.
        stage.keys("Enter 'q' Enter Enter").await;
        stage.pass(READ);
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["unpaid"], "{}", stage.screen());
        stage.pass(READ);
        stage.keys("Enter Tab Tab G o").await;
        // Whoever is asked answers: a figure leads nowhere else.
        stage.keys("1 6 gt").await;
        assert_eq!(stage.app.names(), ["unpaid", "payment", "confirm"], "{}", stage.screen());
        stage.keys("y 'RRN 7' Enter").await;
        let verified = bill(&clinic, booking).await;
        assert_eq!(verified.payments[1].state, Some(PaymentState::Verified));
        assert!(stage.screen().contains("√ Verified."), "{}", stage.screen());
        stage.keys("Esc Esc").await;
        assert!(stage.screen().contains("Everybody who was here today has paid."), "{}", stage.screen());
    });
}

#[test]
fn how_it_stands_with_the_money_is_never_cut() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p 'q' Enter Enter").await;
        stage.pass(READ);
        stage.keys("Enter p").await;
        assert!(stage.screen().contains("QRIS to verify"), "{}", stage.screen());
        stage.keys("<ctrl-o> G").await;
        assert!(stage.screen().contains("QRIS to verify"), "{}", stage.screen());
        stage.keys("F 'tidak masuk' Enter").await;
        assert!(stage.screen().contains("QRIS failed"), "{}", stage.screen());
    });
}

#[test]
fn a_phone_says_what_is_to_be_verified_before_how_much_is_open() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = sit(&clinic, Unpaid::default()).await;
        stage.keys("Enter 'q' '100rb' Enter Enter Enter Esc").await;
        stage.resize((40, 20));
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("1 belum dicek"), "{}", stage.screen());
    });
}

#[test]
fn both_answers_are_read_on_a_phone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.resize((40, 20));
        stage.keys("p '5' <F12> Esc").await;
        assert!(stage.screen().contains("Tinggalkan tanpa menyimpan"), "{}", stage.screen());
    });
}

#[test]
fn two_counters_take_one_payment() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let mut here = day(&clinic).await;
        let mut there = Stage::new(FRONT, clinic.owner.clone(), Day::new(clinic.desk.today()), (80, 24));
        there.settle().await;
        here.keys("p '800rb'").await;
        there.keys("p Enter").await;
        here.keys("Enter").await;
        let screen = here.screen();
        assert!(screen.contains("Hartono"), "who was quicker is said: {screen}");
        assert_eq!(bill(&clinic, booking).await.payments.len(), 1);
    });
}

#[test]
fn a_receipt_is_kept_as_a_file_and_the_second_one_is_a_copy() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let folder = lab.folder().join("receipts");
        let outbox =
            std::sync::Arc::new(Outbox { folder: folder.clone(), ..Outbox::clone(&options().outbox) });
        let today = Day::new(clinic.desk.today());
        let mut stage =
            Stage::with(FRONT, clinic.desk.clone(), today, (80, 24), Options { outbox, ..options() });
        stage.settle().await;
        stage.keys("p Enter f").await;
        assert!(stage.screen().contains("√ Saved: "), "{}", stage.screen());
        stage.keys("f").await;
        let first = std::fs::read_to_string(folder.join("R-000001.txt")).unwrap();
        let copy = std::fs::read_to_string(folder.join("R-000001-copy-1.txt")).unwrap();
        assert!(first.contains("Dewi Lestari") && !first.contains("COPY"), "{first}");
        assert!(copy.contains("COPY 1"), "{copy}");
        // In the language of the screen.
        stage.keys("<F12> f").await;
        let salinan = std::fs::read_to_string(folder.join("R-000001-copy-2.txt")).unwrap();
        assert!(salinan.contains("SALINAN 2"), "{salinan}");
    });
}

#[test]
fn the_trail_is_reached_while_typing_and_from_the_list() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Unpaid::default(), (80, 24));
        stage.settle().await;
        stage.keys("T").await;
        assert_eq!(stage.app.names(), ["unpaid", "trail"], "{}", stage.screen());
        stage.keys("Esc Enter <ctrl-y>").await;
        assert_eq!(stage.app.names(), ["unpaid", "payment", "trail"], "{}", stage.screen());
    });
}

#[test]
fn what_a_qris_needs_is_said_whole() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p 'q'").await;
        let screen = stage.screen();
        assert!(screen.contains("before you") && screen.contains("verify it."), "{screen}");
    });
}

#[test]
fn how_a_payment_looks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = day(&clinic).await;
        stage.keys("p Tab Tab a 'Serum Vit C' Tab Tab '125rb' Enter D '10%' Enter Enter Enter").await;
        stage.keys("'k300rb' <ctrl-n> '500rb'").await;
        insta::assert_snapshot!("payment", looks(&mut stage).await);
        stage.keys("Enter").await;
        insta::assert_snapshot!("payment_taken", looks(&mut stage).await);
    });
}

#[test]
fn how_the_open_bills_look() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        treated(&clinic).await;
        let mut stage = sit(&clinic, Unpaid::default()).await;
        stage.keys("Enter '200rb' Enter").await;
        stage.pass(READ);
        stage.keys("Enter").await;
        stage.pass(READ);
        stage.keys("Enter 'q100rb' Enter Enter").await;
        stage.pass(READ);
        stage.keys("Enter").await;
        insta::assert_snapshot!("unpaid", looks(&mut stage).await);
    });
}

#[test]
fn an_impatient_enter_takes_one_payment_and_opens_no_other_bill() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut bookings = Vec::new();
        for (wall, patient, staff, treatment) in [
            ("11:00", "Budi Santoso", "dr. Maya", "Konsultasi dr."),
            ("11:00", "Ayu Prameswari", "Rina", "Chemical Peeling"),
            ("11:00", "Agus Wijaya", "Tono", "Totok Wajah"),
        ] {
            clinic.book(patient, treatment, staff, &format!("2026-11-20 {wall}")).await;
            bookings.push(clinic.booking_of(patient).await);
        }
        clinic.now("11:00");
        for booking in &bookings {
            clinic.desk.act(Arrive { booking: *booking, version: None }).await.unwrap();
        }
        let taken = async || {
            let mut count = 0;
            for booking in &bookings {
                count += bill(&clinic, *booking).await.payments.len();
            }
            count
        };
        let mut stage = sit(&clinic, Unpaid::default()).await;
        let enter = keys_of("Enter")[0];
        let mut at = stage.at() + Duration::from_millis(500);
        for _ in 0..12 {
            at += Duration::from_millis(150);
            stage.app.key(enter, at);
            stage.settle().await;
        }
        assert_eq!(taken().await, 1, "{}", stage.screen());
        assert_eq!(stage.app.names(), ["unpaid", "receipt"], "the change is read: {}", stage.screen());
        // Whoever waits a moment goes on, and so does whoever takes another key.
        for pause in [1000, 150, 150, 150] {
            at += Duration::from_millis(pause);
            stage.app.key(enter, at);
            stage.settle().await;
        }
        assert_eq!(stage.app.names(), ["unpaid"], "{}", stage.screen());
        at += Duration::from_millis(150);
        stage.app.key(keys_of("Down")[0], at);
        stage.app.key(enter, at + Duration::from_millis(150));
        stage.settle().await;
        assert_eq!(stage.app.names(), ["unpaid", "payment"], "{}", stage.screen());
    });
}
