//! What the owner is told: what looks wrong, who read too many patients, a clock that was set back.

use loket::desk::Progress;
use loket::desk::booking::OpenDay;
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::import::{ImportPatients, Ready};
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::then::AsItWas;
use loket::desk::user::ListUsers;
use loket::domain::account::Role;
use loket::domain::event::EventKind;
use loket::domain::id::PatientId;
use loket::store::On;

use crate::clinic::{House, PASSWORD, at, code};
use crate::people::{colleague, events};
use crate::support::{Lab, on_both};

on_both! {
    async fn the_owner_is_told_what_looks_wrong(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        for _ in 0..12 {
            assert_eq!(code(siti.ask(ListUsers {}).await), "permission.denied");
        }
        assert_eq!(events(&house.desk, EventKind::Denied).await, 1);
        for _ in 0..5 {
            assert_eq!(code(siti.unlock("000000").await), "pin.wrong");
            assert_eq!(code(house.desk.login("siapa", "salah sekali").await), "login.failed");
        }
        assert_eq!(events(&house.desk, EventKind::PinPause).await, 1);
        let all = house.desk.ask(ListEvents {}).await.unwrap();
        let pause = all.iter().find(|event| event.kind == EventKind::LoginPause).unwrap();
        // A name nobody has is not written down: it may be a password.
        assert!(pause.account_id.is_none() && !pause.details.contains("siapa"));
        let settle = |event, note: &str| ResolveEvent { event, note: note.to_owned() };
        assert_eq!(code(house.desk.act(settle(pause.id, " ")).await), "text.empty");
        let done = house.desk.act(settle(pause.id, "jari tergelincir")).await.unwrap();
        assert_eq!((done.resolved_by.as_deref(), done.note.as_str()), (Some("Ratna Dewi"), "jari tergelincir"));
        assert_eq!(code(house.desk.act(settle(pause.id, "lagi")).await), "event.resolved");
        assert_eq!(house.desk.ask(ListEvents {}).await.unwrap().last().unwrap().id, pause.id);
    }

    async fn reading_every_patient_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        fifty_for_each(&house, 'a'..='m').await;
        let found = async |letters: &str| {
            house.desk.ask(FindPatients { text: letters.to_owned() }).await.unwrap()
        };
        // A dozen searches that find all a search shows, and one card opened again and again.
        for letter in 'a'..='l' {
            assert_eq!(found(&format!("Orang {letter}")).await.len(), 50);
        }
        for _ in 0..300 {
            house.desk.ask(OpenPatient { patient: budi }).await.unwrap();
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
        found("Orang m").await;
        found("Budi").await;
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
        house.clock.set(at(11, 0));
        for letter in 'a'..='d' {
            for row in found(&format!("Orang {letter}")).await {
                house.desk.ask(OpenPatient { patient: row.id }).await.unwrap();
            }
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
        house.desk.ask(OpenPatient { patient: budi }).await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 2);
    }

    async fn a_script_is_counted_over_all_its_processes(lab: &Lab) {
        let house = House::of(lab).await;
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        fifty_for_each(&house, 'a'..='d').await;
        let mut patients = Vec::new();
        for letter in 'a'..='d' {
            let text = format!("Orang {letter}");
            patients.extend(house.desk.ask(FindPatients { text }).await.unwrap().iter().map(|row| row.id));
        }
        // Two processes know nothing of each other but what lies in the database.
        let (one, other) = (&house.desk, house.another(lab, "Counter 2").await);
        for (nth, patient) in patients.iter().enumerate() {
            let desk = if nth % 2 == 0 { one } else { &other };
            desk.ask(OpenPatient { patient: *patient }).await.unwrap();
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
        other.ask(OpenPatient { patient: budi }).await.unwrap();
        one.ask(OpenPatient { patient: budi }).await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let (again, _) = other.nobodys().login("siti", PASSWORD).await.unwrap();
        for _ in 0..6 {
            for desk in [&siti, &again] {
                assert_eq!(code(desk.ask(ListUsers {}).await), "permission.denied");
            }
        }
        assert_eq!(events(&house.desk, EventKind::Denied).await, 1);
        // What was counted is no list of who was read.
        let (named,): (i64,) = On::from(&lab.db)
            .one("SELECT COUNT(*) FROM throttle WHERE subject LIKE $1", (format!("%{}%", budi.0),))
            .await
            .unwrap();
        assert_eq!(named, 0);
    }

    async fn cards_opened_at_a_desk_are_counted_on_after_a_restart(lab: &Lab) {
        let house = House::of(lab).await;
        let one = patients(lab, &house, 'a'..='e').await;
        let mut desk = house.another(lab, "Counter 2").await;
        desk.by_hand();
        for patient in &one[..105] {
            desk.ask(OpenPatient { patient: *patient }).await.unwrap();
        }
        desk.close().await;
        desk = house.another(lab, "Counter 2").await;
        desk.by_hand();
        for patient in &one[105..200] {
            desk.ask(OpenPatient { patient: *patient }).await.unwrap();
        }
        desk.at_rest().await;
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
        for patient in &one[200..209] {
            desk.ask(OpenPatient { patient: *patient }).await.unwrap();
        }
        desk.logout().await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
    }

    async fn whoever_is_killed_on_the_way_is_counted_all_the_same(lab: &Lab) {
        let house = House::of(lab).await;
        let all = patients(lab, &house, 'a'..='e').await;
        // Nobody leaves: each of these ends as it stands.
        for part in all[..201].chunks(24) {
            let desk = house.another(lab, "Counter 2").await;
            desk.by_hand();
            for patient in part {
                desk.ask(OpenPatient { patient: *patient }).await.unwrap();
            }
            desk.at_rest().await;
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
    }

    async fn names_are_counted_wherever_they_are_read(lab: &Lab) {
        let house = House::of(lab).await;
        let all = patients(lab, &house, 'a'..='m').await;
        books(lab, &house, &all[..610]).await;
        let siti = colleague(lab, &house, "siti", Role::Manager).await;
        let desk = &siti;
        // A day as it was, which nobody has to open.
        for day in 1..=6 {
            desk.ask(AsItWas { at: at(11, 0), day: Some(of_december(day)) }).await.unwrap();
        }
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
        desk.ask(AsItWas { at: at(11, 0), day: Some(of_december(7)) }).await.unwrap();
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 1);
    }

    async fn a_full_day_s_book_open_all_day_is_a_day_s_work(lab: &Lab) {
        let house = House::of(lab).await;
        let all = patients(lab, &house, 'a'..='d').await;
        books(lab, &house, &all[..200]).await;
        let desk = house.another(lab, "Counter 2").await;
        desk.by_hand();
        for minute in (0..8 * 60).step_by(5) {
            house.clock.set(at(10, 0).plus_minutes(minute));
            for day in [1, 2] {
                desk.ask(OpenDay { day: of_december(day) }).await.unwrap();
            }
            if minute % 30 == 0 {
                desk.ask(OpenPatient { patient: all[usize::try_from(minute).unwrap() % 200] }).await.unwrap();
            }
        }
        desk.close().await;
        assert_eq!(events(&house.desk, EventKind::ManyRead).await, 0);
    }

    async fn a_clock_that_was_set_back_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(11, 0));
        house.patient("Budi Santoso", "0812-7000-1000").await;
        house.clock.set(at(10, 0));
        house.patient("Cici Amalia", "0812-7000-2000").await;
        house.patient("Dedi Kurnia", "0812-7000-3000").await;
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 1);
    }
}

/// A day of December 2026.
fn of_december(day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
}

/// Fifty patients for each of the letters, by their ids.
pub async fn patients(lab: &Lab, house: &House, letters: std::ops::RangeInclusive<char>) -> Vec<PatientId> {
    fifty_for_each(house, letters).await;
    let rows: Vec<(PatientId,)> =
        On::from(&lab.db).all("SELECT id FROM patient ORDER BY name", ()).await.unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

/// A visit of each of them, a hundred on each day of December, which no day's work could hold.
async fn books(lab: &Lab, house: &House, patients: &[PatientId]) {
    let day = house.book(patients[0], "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
    let mut tx = lab.owner().await.begin().await.unwrap();
    for (nth, patient) in patients.iter().enumerate() {
        let id = loket::domain::id::BookingId::new();
        let (day_of, minute) = (1 + u32::try_from(nth / 100).unwrap(), i64::try_from(nth % 100).unwrap());
        let starts = loket::domain::time::at_local(
            of_december(day_of).and_hms_opt(9, 0, 0).unwrap(),
            house.desk.zone(),
        )
        .unwrap()
        .plus_minutes(minute);
        let row = loket::store::booking::get(tx.on(), house.desk.clinic().id, day).await.unwrap().unwrap();
        let row = loket::store::booking::BookingRow {
            id,
            patient_id: *patient,
            staff_id: None,
            starts_at: starts,
            ends_at: starts.plus_minutes(1),
            business_day: of_december(day_of),
            ..row
        };
        loket::store::booking::insert(tx.on(), house.desk.clinic().id, &row, "Counter 1").await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Fifty patients whose second name begins with each of the letters.
async fn fifty_for_each(house: &House, letters: impl Iterator<Item = char>) {
    let people = letters.flat_map(|letter| (0..50_u8).map(move |nth| (letter, nth)));
    let lines: Vec<String> = people
        .map(|(letter, nth)| {
            format!("Orang {letter}{}{},,", char::from(b'a' + nth / 8), char::from(b'a' + nth % 8))
        })
        .collect();
    let csv = format!("Nama,Alamat,Catatan\n{}\n", lines.join("\n"));
    let (file, progress) = ("pasien.csv".to_owned(), Progress::default());
    let import = ImportPatients {
        csv,
        file,
        skip_rejected: false,
        look_alikes: true,
        progress,
        ready: Ready::default(),
    };
    assert_eq!(house.desk.act(import).await.unwrap().new, lines.len());
}
