//! What is signed: with which key, whose, and for how much; and what the palette offers to whom.

use loket::app::testing::Stage;
use loket::desk::bill::OpenBill;
use loket::desk::booking::OpenDay;
use loket::desk::role::ListRoles;
use loket::desk::trail::ListTrail;
use loket::desk::visit::{Arrive, StartVisit};
use loket::domain::booking::Status;
use loket::domain::money::Money;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::screens::FRONT;
use loket::screens::access::{Access, Page};
use loket::screens::day::Day;
use loket::screens::patients::Patients;
use loket::screens::payment::Payment;
use loket::screens::settings::Settings;
use loket::screens::treatments::{Rooms, Treatments};

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN};
use crate::support::policies::sets;

#[test]
fn a_large_payment_asks_a_second_person_with_the_amount() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        sets(&clinic.owner, PASSWORD, |policies| policies.payment_limit = 300_000).await;
        let booked = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        let mut stage = clinic.stage(Payment::for_booking(booked), (80, 24)).await;
        stage.keys("<ctrl-s>").await;
        insta::assert_snapshot!("payment_signed", looks(&mut stage).await);
        stage.keys(&format!("'sari' Enter '{SARI_PIN}' Enter")).await;
        assert!(stage.app.names().contains(&"approve"), "{}", stage.screen());
        // Whoever comes to sign after a wrong PIN still sees what, and how much.
        stage.keys("<ctrl-u> 'rani' Tab <ctrl-u> '000000' Enter").await;
        for said in ["Rp400.000", "The PIN is wrong.", "take a payment above the"] {
            assert!(stage.screen().contains(said), "{said}: {}", stage.screen());
        }
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        let bill = clinic.owner.ask(OpenBill { booking: booked }).await.unwrap();
        assert_eq!(bill.paid, Money(400_000), "{}", stage.screen());
    });
}

#[test]
fn a_manager_signs_what_changes_staff_and_prices() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let manager = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = Stage::new(FRONT, manager.clone(), Rooms::new(), (80, 24));
        stage.settle().await;
        stage.keys("a 'Room 3' Enter").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert!(stage.screen().contains("▌Room 3"), "{}", stage.screen());
        let mut stage = Stage::new(FRONT, manager.clone(), loket::screens::staff::Staff::new(), (80, 24));
        stage.settle().await;
        stage.keys("Enter Tab Tab '!' <ctrl-s>").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["staff"], "{}", stage.screen());
        // Leave: entered, and taken back.
        let leaves = async || clinic.owner.roster().await.unwrap().leave.len();
        stage.keys("Down O a 'sen' Enter 'rab' Enter 'sakit' Enter").await;
        assert!(stage.screen().contains("PIN needed") && leaves().await == 0, "{}", stage.screen());
        stage.keys(&format!("'000000' Enter '{RANI_PIN}' Enter")).await;
        assert_eq!(leaves().await, 1, "{}", stage.screen());
        stage.keys("x y").await;
        assert!(stage.screen().contains("PIN needed") && leaves().await == 1, "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert_eq!(leaves().await, 0, "{}", stage.screen());
        // A price.
        let mut stage = Stage::new(FRONT, manager, Treatments::new(), (80, 24));
        stage.settle().await;
        stage.keys("a 'Meso Glow' Enter 'Wajah' Enter '1:15' Enter '1,25jt' Enter <ctrl-s>").await;
        assert!(stage.screen().contains("PIN needed"), "{}", stage.screen());
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["treatments"], "{}", stage.screen());
        let roster = clinic.owner.roster().await.unwrap();
        let meso = roster.treatments.iter().find(|row| row.name == "Meso Glow").unwrap();
        assert_eq!(meso.price, Money(1_250_000));
        let trail = clinic.owner.ask(ListTrail::default()).await.unwrap();
        let signed = trail.iter().filter(|line| line.approver.as_deref() == Some("Rani Kartika"));
        assert_eq!(signed.count(), 5, "the room, the staff member, the leave twice, the treatment");
    });
}

#[test]
fn the_limits_are_not_the_managers_to_set() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let manager = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = Stage::new(FRONT, manager, Settings::new(), (80, 24));
        stage.settle().await;
        while !stage.screen().contains("▌Large payment") {
            stage.keys("Down").await;
        }
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["settings"], "{}", stage.screen());
        assert!(stage.screen().contains("change the security settings"), "{}", stage.screen());
    });
}

#[test]
fn rights_of_a_role_are_chosen_from_a_list() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Access::new(Page::Roles), (80, 24));
        stage.settle().await;
        stage.keys("a 'Kasir senior' Tab Tab Down").await;
        while !stage.screen().contains("▌[ ] close the day") {
            stage.keys("Down").await;
        }
        stage.keys("Space Enter").await;
        assert!(stage.screen().contains("close the day"), "{}", stage.screen());
        stage.keys(&format!("Tab Tab 'perlu' Tab '{PASSWORD}' <ctrl-s>")).await;
        let roles = clinic.owner.ask(ListRoles {}).await.unwrap();
        let rule = Rule { permission: Permission::DayClose, effect: Effect::Allow };
        assert_eq!(roles[0].rules, [rule], "{}", stage.screen());
    });
}

#[test]
fn the_palette_logs_out_and_offers_nothing_that_is_denied() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let sari = clinic.patient("Ayu Prameswari").await;
        let card = loket::screens::patient_card::PatientCard::new(sari);
        let mut stage = clinic.stage(card, (80, 24)).await;
        stage.keys("<ctrl-p> 'erase'").await;
        assert!(!stage.screen().contains("Erase"), "{}", stage.screen());
        let mut stage = clinic.stage(Patients::new(), (80, 24)).await;
        stage.keys("<ctrl-p> 'log out' Enter").await;
        assert_eq!(stage.app.names(), ["login"], "{}", stage.screen());
        let seats = clinic.owner.ask(loket::desk::session::ListSessions {}).await.unwrap();
        assert!(seats.iter().all(|seat| seat.username != "sari"), "{seats:?}");
    });
}

#[test]
fn the_palette_finds_words_before_letters() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("<F12> <ctrl-p> 'bayar'").await;
        let screen = stage.screen();
        assert!(screen.contains("▌bayar"), "{screen}");
        for no in ["saring", "segarkan", "sembunyikan"] {
            assert!(!screen.contains(no), "{no}:\n{screen}");
        }
        // A word of the sentence finds as well, and letters of a name after that.
        stage.keys("<ctrl-u> 'lunas'").await;
        assert!(stage.screen().contains("▌Bayar"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'tnpjnj'").await;
        assert!(stage.screen().contains("▌tanpa janji"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'janji'").await;
        let screen = stage.screen();
        assert!(screen.contains("▌janji baru") || screen.contains("▌tanpa janji"), "{screen}");
    });
}

#[test]
fn the_palette_knows_the_other_language_and_says_where_it_knows_nothing() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("<ctrl-p> 'tanpa janji'").await;
        assert!(stage.screen().contains("▌walk-in"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'zzzz'").await;
        assert!(stage.screen().contains("Try another word"), "{}", stage.screen());
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("Coba kata lain"), "{}", stage.screen());
    });
}

#[test]
fn the_palette_ranks_how_a_name_begins_before_words_in_it_and_those_before_what_else_it_is_called() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Day::new(clinic.owner.today()), (80, 24));
        stage.settle().await;
        stage.keys("<ctrl-p> 'log'").await;
        let screen = stage.screen();
        assert!(screen.contains("▌Log-ins") || screen.contains("▌log out"), "{screen}");
        assert!(screen.contains("Log-ins") && screen.contains("log out"), "{screen}");
        stage.keys("<ctrl-u> 'right'").await;
        assert!(stage.screen().contains("▌Roles"), "{}", stage.screen());
        stage.keys("Esc <F12> <ctrl-p> 'penggu'").await;
        let screen = stage.screen();
        assert!(screen.contains("▌Pengguna") && screen.contains("ganti pengguna"), "{screen}");
        stage.keys("<ctrl-u> 'right'").await;
        assert!(stage.screen().contains("▌Peran"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'hak'").await;
        assert!(stage.screen().contains("▌Peran"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'log'").await;
        let screen = stage.screen();
        assert!(screen.contains("Sesi masuk") && screen.contains("ganti pengguna"), "{screen}");
    });
}

#[test]
fn a_wrong_pin_does_not_forget_what_is_signed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let first = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        let second = clinic.book("Agus Wijaya", "Chemical Peeling", "Rina", "2026-11-20 11:00").await.id;
        clinic.now("10:00");
        for booking in [first, second] {
            clinic.desk.act(Arrive { booking, version: None }).await.unwrap();
        }
        let start = StartVisit {
            booking: first,
            version: None,
            staff: None,
            alerts_seen: true,
            override_reason: None,
        };
        clinic.desk.act(start).await.unwrap();
        clinic.now("10:05");
        for (size, language) in [((80, 24), ""), ((40, 20), "<F12>")] {
            let mut stage = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), size);
            stage.settle().await;
            stage.keys(&format!("{language} End Space")).await;
            let said = |stage: &mut Stage| stage.screen().split_whitespace().collect::<Vec<_>>().join(" ");
            let with = if language.is_empty() { "Rina has been with" } else { "Rina sedang menangani" };
            assert!(said(&mut stage).contains(with), "{}", stage.screen());
            stage.keys("<ctrl-o> 'masker dulu' Enter 'rani' Enter '111111' Enter").await;
            let screen = stage.screen();
            let wrong = if language.is_empty() { "The PIN is wrong." } else { "PIN salah." };
            assert!(said(&mut stage).contains(wrong) && screen.contains("Agus Wijaya"), "{screen}");
            for signed in [with.split(' ').next_back().unwrap(), "Ayu", "masker dulu"] {
                assert!(screen.contains(signed), "{signed}:\n{screen}");
            }
            stage.keys("Esc Esc").await;
        }
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24));
        stage.settle().await;
        stage.keys("End Space <ctrl-o> 'masker dulu' Enter 'rani' Enter '111111' Enter").await;
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        let day = clinic.desk.ask(OpenDay { day: clinic.desk.today() }).await.unwrap();
        let row = day.iter().find(|row| row.id == second).unwrap();
        assert_eq!(row.status, Status::InService, "{}", stage.screen());
    });
}

#[test]
fn after_the_reason_comes_the_pin_of_whoever_is_named() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await;
        let mut stage = Stage::new(
            FRONT,
            clinic.owner.clone(),
            loket::screens::day::Day::new(clinic.desk.today()),
            (80, 24),
        );
        stage.settle().await;
        stage.keys("B 'siti' Enter 'chem' Enter 'rina' Enter '10.15' Enter Enter <ctrl-o>").await;
        assert!(stage.app.names().contains(&"approve"), "{}", stage.screen());
        // Up goes back to who it is.
        stage.keys("'kakak pasien' Enter Up").await;
        assert!(stage.screen().contains("[owner"), "{}", stage.screen());
        stage.keys(&format!("Enter '{OWNER_PIN}' Enter")).await;
        let day = clinic.day("2026-11-20").await;
        assert!(day.iter().any(|row| row.patient == "Siti Nurhaliza" && row.overbook), "{}", stage.screen());
    });
}
