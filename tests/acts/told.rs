//! What the owner is told: what looks wrong, who read too many patients, a clock that was set back.

use loket::desk::Progress;
use loket::desk::event::{ListEvents, ResolveEvent};
use loket::desk::import::ImportPatients;
use loket::desk::patient::{FindPatients, OpenPatient};
use loket::desk::user::ListUsers;
use loket::domain::account::Role;
use loket::domain::event::EventKind;
use loket::store::On;

use crate::clinic::{House, PASSWORD, at, code};
use crate::people::{colleague, events};
use crate::support::on_both;

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

    async fn a_clock_that_was_set_back_is_told(lab: &Lab) {
        let house = House::of(lab).await;
        house.patient("Budi Santoso", "0812-7000-1000").await;
        house.clock.set(at(9, 0));
        house.patient("Cici Amalia", "0812-7000-2000").await;
        house.patient("Dedi Kurnia", "0812-7000-3000").await;
        assert_eq!(events(&house.desk, EventKind::ClockJump).await, 1);
    }
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
    let import = ImportPatients { csv, file, skip_rejected: false, look_alikes: true, progress };
    assert_eq!(house.desk.act(import).await.unwrap().new, lines.len());
}
