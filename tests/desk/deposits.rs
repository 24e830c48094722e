//! What becomes of money that came before the visit: a deposit that is held, kept, or the patient's credit.

use loket::desk::credit::PatientCredit;
use loket::desk::method::SaveMethod;
use loket::desk::treatment::SaveTreatment;
use loket::domain::bill::BillState;
use loket::domain::booking::Status;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::screens::payment::Payment;
use loket::screens::visit::Visit;

use crate::bills::{bill, pay, peeling, sit};
use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, SARI_PIN, at};

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
        assert!(early.screen().contains("Not missed yet: it is waited for until"), "{}", early.screen());
        assert_eq!(early.app.names(), ["visit"]);
        let mut stage = sit(&clinic, Visit::new(booking)).await;
        stage.keys("x").await;
        assert!(stage.screen().contains("The deposit of Rp100.000 is kept."), "{}", stage.screen());
        insta::assert_snapshot!("call_off", looks(&mut stage).await);
        // The clinic's own wish costs the patient nothing.
        stage.keys("Tab Right").await;
        assert!(stage.screen().contains("becomes the patient's credit"), "{}", stage.screen());
        stage.keys("<BackTab> 'dokter sakit' Enter Enter Enter").await;
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
fn a_wrong_pin_loses_nothing_of_what_was_said_of_a_deposit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        for says in ["visit", "day"] {
            let mut stage = match says {
                "visit" => sit(&clinic, Visit::new(booking)).await,
                _ => clinic.at_the_desk().await,
            };
            stage.keys("x 'sakit' Tab Tab Right Right Enter").await;
            // Whose PIN cannot do is said before it is tried.
            stage.keys(&format!("'sari' Enter '{SARI_PIN}' Enter")).await;
            let screen = stage.screen();
            assert!(screen.contains("This is you: somebody else has to sign here."), "{screen}");
            stage.keys("'owner' Enter '111111' Enter").await;
            let screen = stage.screen();
            assert!(screen.contains("PIN needed") && screen.contains("sakit"), "{says}: {screen}");
            assert!(screen.contains("[owner"), "{says}: {screen}");
            assert_eq!(bill(&clinic, booking).await.state, BillState::Deposit, "{screen}");
            stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
            let after = bill(&clinic, booking).await;
            assert_eq!(after.state, BillState::Refunded, "{says}: {}", stage.screen());
            if says == "visit" {
                stage.keys("u").await;
                let again = bill(&clinic, booking).await;
                assert_eq!(again.state, BillState::Deposit, "{}", stage.screen());
            }
        }
    });
}

#[test]
fn the_bill_of_a_visit_that_is_off_adds_up() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Card, 200_000).await;
        let mut stage = sit(&clinic, Visit::new(booking)).await;
        stage.keys("x 'pindah kota' Enter Enter Enter").await;
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
fn a_late_move_is_taken_back_with_its_deposit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        let mut stage = clinic.at_the_desk().await;
        // Late already: the deposit goes along, by the PIN of whoever may.
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
        // One's own last step, and just now: nobody is asked again.
        stage.keys("u").await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
        let back = (at("2026-11-20 15:00"), Money(100_000));
        assert_eq!(starts().await, back, "{}", stage.screen());
    });
}

#[test]
fn what_a_move_to_another_day_kept_is_held_again_and_the_visit_is_in_hand_where_it_was() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        for (size, language, said) in [
            ((80, 24), "", "The deposit of Rp100.000 is held again."),
            ((80, 24), "<F12>", "DP Rp100.000 ditahan lagi."),
        ] {
            let mut stage = clinic.stage(loket::screens::day::Day::new(clinic.desk.today()), size).await;
            stage.keys(&format!("{language} End m ] Enter")).await;
            assert!(stage.screen().contains("Rp100.000"), "{}", stage.screen());
            stage.keys("Enter").await;
            assert_eq!(bill(&clinic, booking).await.held, Money(0), "{}", stage.screen());
            stage.keys("u").await;
            let screen = stage.screen();
            assert!(screen.contains(said), "{said}: {screen}");
            let marked = screen.lines().find(|line| line.contains('▌')).unwrap();
            assert!(marked.contains("15:00") && marked.contains("Ayu Pra"), "{screen}");
            assert_eq!(bill(&clinic, booking).await.held, Money(100_000), "{screen}");
        }
    });
}

#[test]
fn a_wrong_pin_loses_nothing_of_what_was_said_of_a_late_move() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("07:10");
        let mut stage = clinic.at_the_desk().await;
        // In the hand, and in the form.
        for keys in ["End m Down Down Enter", "End M '16' Enter"] {
            stage.keys(keys).await;
            assert!(stage.screen().contains("Rp100.000"), "{keys}: {}", stage.screen());
            stage.keys("Right Enter 'sudah telepon' Enter 'owner' Enter '111111' Enter").await;
            let screen = stage.screen();
            assert!(screen.contains("PIN needed") && screen.contains("sudah telepon"), "{keys}: {screen}");
            assert!(screen.contains("[owner"), "{keys}: {screen}");
            stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
            assert_eq!(stage.app.names(), ["day"], "{keys}: {}", stage.screen());
            assert_eq!(bill(&clinic, booking).await.held, Money(100_000), "it goes along: {keys}");
        }
        let rows = clinic.day("2026-11-20").await;
        assert_eq!(rows.iter().find(|row| row.id == booking).unwrap().moves, 2);
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
        stage.keys("x 'listrik mati' Enter Right Enter Enter").await;
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        clinic.book("Ayu Prameswari", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        let next = clinic.day("2026-11-21").await[0].id;
        let mut stage = sit(&clinic, Payment::for_booking(next)).await;
        assert!(stage.screen().contains("Has credit of Rp150.000: choose Saldo."), "{}", stage.screen());
        stage.keys("'s'").await;
        assert!(stage.screen().contains("‹Saldo Rp150.000›"), "{}", stage.screen());
        insta::assert_snapshot!("credit", looks(&mut stage).await);
        // It has no reference: one Enter takes it.
        stage.keys("Enter").await;
        assert_eq!(bill(&clinic, next).await.due, Money(50_000), "{}", stage.screen());
    });
}

/// Fingers know the digits of the ways to pay: credit, which comes and goes, takes none of another.
#[test]
fn a_way_to_pay_keeps_its_digit_where_there_is_credit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let gopay = SaveMethod {
            method: None,
            version: None,
            name: "GoPay".to_owned(),
            kind: MethodKind::EWallet,
            in_drawer: false,
            position: None,
            active: true,
        };
        clinic.owner.act(gopay).await.unwrap();
        let first = peeling(&clinic, "15:00", false).await;
        let mut stage = sit(&clinic, Payment::for_booking(first)).await;
        stage.keys("Up '5'").await;
        assert!(stage.screen().contains("‹GoPay›"), "{}", stage.screen());
        pay(&clinic, first, MethodKind::Card, 150_000).await;
        let mut stage = sit(&clinic, Visit::new(first)).await;
        stage.keys("x 'listrik mati' Enter Right Enter Enter").await;
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        clinic.book("Ayu Prameswari", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        let next = clinic.day("2026-11-21").await[0].id;
        let mut stage = sit(&clinic, Payment::for_booking(next)).await;
        stage.keys("Up '5'").await;
        assert!(stage.screen().contains("‹GoPay›"), "{}", stage.screen());
        stage.keys("'6'").await;
        assert!(stage.screen().contains("‹Saldo Rp150.000›"), "{}", stage.screen());
    });
}

/// What was paid on another day says which.
#[test]
fn a_payment_of_another_day_says_its_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Facial Basic", "Tono", "2026-11-21 09:00").await;
        let next = clinic.day("2026-11-21").await[0].id;
        pay(&clinic, next, MethodKind::Card, 50_000).await;
        let mut stage = sit(&clinic, Payment::for_booking(next)).await;
        assert!(stage.screen().contains("07:00 Kartu"), "{}", stage.screen());
        clinic.clock.set(at("2026-11-21 06:30"));
        let clinic = Clinic { desk: clinic.desk.login("sari", PASSWORD).await.unwrap().0, ..clinic };
        let mut stage = sit(&clinic, Payment::for_booking(next)).await;
        assert!(stage.screen().contains("20 Nov Kartu"), "{}", stage.screen());
    });
}

#[test]
fn what_is_undone_is_named_and_says_that_the_deposit_is_held_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = peeling(&clinic, "15:00", false).await;
        pay(&clinic, booking, MethodKind::Cash, 100_000).await;
        clinic.now("15:20");
        let mut stage = sit(&clinic, Visit::new(booking)).await;
        stage.keys("N Enter u").await;
        let screen = stage.screen();
        assert!(screen.contains("No-show of Ayu Prameswari undone"), "{screen}");
        assert!(screen.contains("The deposit of Rp100.000 is held"), "{screen}");
        assert_eq!(bill(&clinic, booking).await.held, Money(100_000));
        let mut day = clinic.at_the_desk().await;
        day.keys("End Space u").await;
        assert!(day.screen().contains("Arrival of Ayu Prameswari undone"), "{}", day.screen());
    });
}
