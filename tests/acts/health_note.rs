//! What is noted of somebody's health: who reads it, who adds to it, that it stands, and that it goes with its person.

use futures::future::join_all;
use loket::desk::erase::ErasePatient;
use loket::desk::health_note::{AddHealthNote, HealthNote, HealthNotes, Noted, StrikeHealthNote};
use loket::desk::patient::{OpenPatient, PatientForm, RegisterPatient};
use loket::desk::trail::ListTrail;
use loket::desk::unmerge::UnmergePatient;
use loket::desk::visit_card::OpenVisit;
use loket::desk::{Asked, Desk, Done, Fault};
use loket::domain::account::Role;
use loket::domain::id::{HealthNoteId, PatientId, RequestId, StaffId};
use loket::domain::permission::{Effect, Permission};
use loket::store;
use loket::store::On;

use crate::clinic::{House, approved, at, code, on};
use crate::erase::everything;
use crate::people::{by_password, colleague, grants, user};
use crate::support::clinic::treats_as;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

fn adding(patient: PatientId, words: &str) -> AddHealthNote {
    AddHealthNote { patient, words: words.to_owned(), sure: false }
}

fn striking(note: HealthNoteId) -> StrikeHealthNote {
    StrikeHealthNote { note, reason: "ternyata ibunya".to_owned() }
}

async fn add(desk: &Desk, patient: PatientId, words: &str) -> Noted {
    desk.act(adding(patient, words)).await.unwrap()
}

async fn read(desk: &Desk, patient: PatientId) -> Done<Vec<HealthNote>> {
    desk.ask(HealthNotes { patient }).await
}

/// The words of all of them, as the owner reads them.
async fn words(house: &House, patient: PatientId) -> Vec<String> {
    let all = read(&house.desk, patient).await.unwrap();
    all.into_iter().map(|note| note.words.unwrap_or_else(|| "gone".to_owned())).collect()
}

/// Somebody who logs in and treats as `staff`.
async fn therapist(lab: &Lab, house: &House, username: &str, staff: StaffId) -> Desk {
    let desk = colleague(lab, house, username, Role::Therapist).await;
    let edit = treats_as(user(&house.desk, username).await, staff);
    house.desk.act_as(edit, by_password()).await.unwrap();
    desk
}

on_both! {
    async fn who_leads_and_who_treats_read_and_the_desk_only_adds(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        let manager = colleague(lab, &house, "hendra", Role::Manager).await;
        let receptionist = colleague(lab, &house, "sari", Role::Receptionist).await;
        let auditor = colleague(lab, &house, "audit", Role::Auditor).await;
        let rina = therapist(lab, &house, "rina", house.staff("Rina").await).await;
        let other = house.desk.roster().await.unwrap();
        let other = other.staff.iter().find(|row| !row.name.starts_with("Rina")).unwrap().id;
        let another = therapist(lab, &house, "lain", other).await;
        let nobody = colleague(lab, &house, "tamu", Role::Therapist).await;

        // Row 5: owner, manager and receptionist add.
        let first = add(&house.desk, siti, "Hipertensi, minum amlodipine").await;
        house.clock.set(at(10, 5));
        add(&manager, siti, "Hamil 12 minggu").await;
        house.clock.set(at(10, 10));
        add(&receptionist, siti, "Bilang baru operasi usus buntu").await;
        for desk in [&rina, &auditor, &nobody] {
            assert_eq!(code(desk.act(adding(siti, "x")).await), "permission.denied");
        }

        // Row 4: owner, manager and whoever treats them read, the newest first, with who and when.
        for desk in [&house.desk, &manager, &rina] {
            let all = read(desk, siti).await.unwrap();
            let told: Vec<_> = all
                .iter()
                .map(|note| (note.words.as_deref().unwrap(), note.written_by.as_str(), note.written_at))
                .collect();
            assert_eq!(told, [
                ("Bilang baru operasi usus buntu", "Orang sari", at(10, 10)),
                ("Hamil 12 minggu", "Orang hendra", at(10, 5)),
                ("Hipertensi, minum amlodipine", "Ratna Dewi", at(10, 0)),
            ]);
        }
        for desk in [&receptionist, &auditor] {
            assert_eq!(code(read(desk, siti).await), "permission.denied");
        }
        // Nobody's patients but their own, and that somebody is there is not told either.
        for desk in [&another, &nobody] {
            assert_eq!(code(read(desk, siti).await), "patient.unknown");
            assert_eq!(code(read(desk, PatientId::new()).await), "patient.unknown");
        }
        assert_eq!(code(read(&house.desk, PatientId::new()).await), "patient.unknown");

        // The desk is told that there are some, and how many.
        let card = receptionist.ask(OpenPatient { patient: siti }).await.unwrap();
        assert_eq!(card.health_notes, Some(3));
        assert!(!format!("{card:?}").contains("amlodipine"));
        assert_eq!(receptionist.ask(OpenVisit { booking: visit }).await.unwrap().health_notes, Some(3));
        assert_eq!(rina.ask(OpenVisit { booking: visit }).await.unwrap().health_notes, Some(3));
        assert_eq!(auditor.ask(OpenVisit { booking: visit }).await.unwrap().health_notes, None);

        // Struck by who leads alone, once, and with a reason.
        for desk in [&receptionist, &rina, &auditor] {
            assert_eq!(code(desk.act(striking(first.id)).await), "permission.denied");
        }
        let silent = StrikeHealthNote { reason: " ".to_owned(), ..striking(first.id) };
        assert_eq!(code(manager.act(silent).await), "text.empty");
        assert_eq!(code(manager.act(striking(HealthNoteId::new())).await), "health_note.unknown");
        house.clock.set(at(11, 0));
        manager.act(striking(first.id)).await.unwrap();
        assert_eq!(code(house.desk.act(striking(first.id)).await), "health_note.struck");
        let all = read(&rina, siti).await.unwrap();
        let struck = all[2].struck.as_ref().unwrap();
        assert_eq!(all[2].words.as_deref(), Some("Hipertensi, minum amlodipine"));
        assert_eq!(
            (struck.by.as_str(), struck.at, struck.reason.as_deref()),
            ("Orang hendra", at(11, 0), Some("ternyata ibunya"))
        );
        assert_eq!(house.desk.ask(OpenPatient { patient: siti }).await.unwrap().health_notes, Some(2));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn what_is_given_or_taken_by_name_holds_for_them(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        add(&house.desk, siti, "Hipertensi").await;
        let sari = colleague(lab, &house, "sari", Role::Receptionist).await;
        let id = sari.who().unwrap().account_id;
        for (permission, effect) in
            [(Permission::HealthNoteRead, Effect::Allow), (Permission::HealthNoteAdd, Effect::Deny)]
        {
            house.desk.act_as(grants(id, permission, effect), by_password()).await.unwrap();
        }
        assert_eq!(read(&sari, siti).await.unwrap().len(), 1);
        assert_eq!(code(sari.act(adding(siti, "x")).await), "permission.denied");
        // Whoever neither reads nor adds is not told that there are any.
        house.desk.act_as(grants(id, Permission::HealthNoteRead, Effect::Deny), by_password()).await.unwrap();
        assert_eq!(code(read(&sari, siti).await), "permission.denied");
        assert_eq!(sari.ask(OpenPatient { patient: siti }).await.unwrap().health_notes, None);
    }

    async fn the_words_are_checked_and_one_request_adds_one(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let refused = async |typed: &str| {
            let fault = house.desk.act(adding(siti, typed)).await.unwrap_err();
            let refusal = fault.refusal().unwrap();
            assert_eq!(refusal.field, Some("words"), "{typed:?}");
            refusal.code
        };
        assert_eq!(refused(" \n ").await, "text.empty");
        assert_eq!(refused(&"a".repeat(4_001)).await, "note.long");
        assert_eq!(refused("bersih\u{1b}[2J").await, "note.control");
        assert_eq!(refused("bayar 4111 1111 1111 1111").await, "note.card");
        let nik = "NIK 3173010101900001";
        assert_eq!(refused(nik).await, "note.nik");
        let sure = AddHealthNote { sure: true, ..adding(siti, nik) };
        let asked = Asked { request: Some(RequestId::new()), approval: None };
        let one = house.desk.act_as(sure.clone(), asked.clone()).await.unwrap();
        assert_eq!(house.desk.act_as(sure, asked).await.unwrap().id, one.id);
        assert_eq!(words(&house, siti).await, [nik]);
    }

    async fn a_note_stands_as_it_was_written(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let budi = house.patient("Budi Santoso", "081399998888").await;
        let note = add(&house.desk, siti, "Hipertensi").await;
        // The trail commits itself to the words, and holds none of them.
        let sealed: Vec<(String,)> =
            On::from(&lab.db).all("SELECT before || after || reason FROM audit", ()).await.unwrap();
        assert!(sealed.iter().all(|(row,)| !row.contains("Hipertensi")));
        let forbidden = [
            "UPDATE health_note SET commitment = 'x', struck_at = written_at, struck_by = written_by, struck_reason = 'x'",
            "UPDATE health_note SET written_at = written_at",
            "DELETE FROM health_note",
        ];
        let owner = lab.owner().await;
        let refuses = async |text: &'static str| {
            let mut tx = owner.begin().await.unwrap();
            let done = tx.on().exec(text, ()).await;
            assert_eq!(done, Err(store::Fault::Rule("health_note_append_only")), "{text}");
            tx.rollback().await;
        };
        for text in forbidden {
            refuses(text).await;
        }
        let mut tx = owner.begin().await.unwrap();
        let moved = "UPDATE health_note SET patient_id = $1, struck_at = written_at, struck_by = written_by, struck_reason = 'x'";
        let done = tx.on().exec(moved, (budi,)).await;
        assert_eq!(done, Err(store::Fault::Rule("health_note_append_only")));
        tx.rollback().await;
        house.desk.act(striking(note.id)).await.unwrap();
        refuses("UPDATE health_note SET struck_reason = 'x'").await;
        refuses("UPDATE health_note SET struck_at = NULL, struck_by = NULL, struck_reason = NULL").await;
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");

        // Words that somebody put in place of others are no words, and are found.
        let mut tx = owner.begin().await.unwrap();
        let forged = "UPDATE personal_value SET value = '{\"words\":\"sehat\"}' WHERE value LIKE '%Hipertensi%'";
        assert_eq!(tx.on().exec(forged, ()).await, Ok(1));
        tx.commit().await.unwrap();
        assert_eq!(words(&house, siti).await, ["gone"]);
        assert!(!verdict(&house, None).await.whole());
    }

    async fn the_trail_tells_the_words_to_who_reads_them(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let note = add(&house.desk, siti, "Hipertensi").await;
        house.desk.act(striking(note.id)).await.unwrap();
        let told = async |desk: &Desk| {
            let lines = desk.ask(ListTrail { of: Some(siti.0), ..ListTrail::default() }).await.unwrap();
            let lines: Vec<_> = lines.into_iter().filter(|line| line.entity == "health_note").collect();
            let acts: Vec<&str> = lines.iter().map(|line| line.act.as_str()).collect();
            assert_eq!(acts, ["strike_health_note", "add_health_note"]);
            assert!(lines.iter().all(|line| !line.erased));
            format!("{lines:?}")
        };
        let owners = told(&house.desk).await;
        assert!(owners.contains("Hipertensi") && owners.contains("ternyata ibunya"), "{owners}");
        assert!(owners.contains("Siti Rahma"), "{owners}");
        // Neither the auditor nor whoever was let see the trail, and opens patients, but does not read notes.
        let auditor = colleague(lab, &house, "audit", Role::Auditor).await;
        let sari = colleague(lab, &house, "sari", Role::Receptionist).await;
        let id = sari.who().unwrap().account_id;
        house.desk.act_as(grants(id, Permission::TrailSee, Effect::Allow), by_password()).await.unwrap();
        let said = told(&auditor).await;
        assert!(!said.contains("Hipertensi") && !said.contains("ibunya"), "{said}");
        // What an owner did is not for her; what she adds herself she does not read again here either.
        add(&sari, siti, "Hamil").await;
        let lines = sari.ask(ListTrail { of: Some(siti.0), ..ListTrail::default() }).await.unwrap();
        assert!(lines.iter().any(|line| line.act == "add_health_note"), "{lines:?}");
        assert!(!format!("{lines:?}").contains("Hamil"), "{lines:?}");
    }

    async fn a_merge_shows_them_with_who_stays_and_gives_them_back(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti R", "085711112222").await;
        add(&house.desk, siti, "Hipertensi").await;
        house.clock.set(at(10, 5));
        let theirs = add(&house.desk, twice, "Alergi lateks").await;
        house.merge(siti, twice).await.unwrap();
        assert_eq!(words(&house, siti).await, ["Alergi lateks", "Hipertensi"]);
        assert_eq!(house.desk.ask(OpenPatient { patient: twice }).await.unwrap().health_notes, Some(2));
        assert_eq!(code(read(&house.desk, twice).await), "patient.merged");
        assert_eq!(code(house.desk.act(adding(twice, "x")).await), "patient.merged");
        house.desk.act(striking(theirs.id)).await.unwrap();
        house.clock.set(at(10, 10));
        add(&house.desk, siti, "Hamil").await;
        let apart = UnmergePatient { patient: twice, version: None, reason: "orang lain".to_owned() };
        house.desk.act_as(apart, approved()).await.unwrap();
        assert_eq!(words(&house, siti).await, ["Hamil", "Hipertensi"]);
        let back = read(&house.desk, twice).await.unwrap();
        assert_eq!(back.len(), 1);
        assert_eq!(back[0].struck.as_ref().unwrap().reason.as_deref(), Some("ternyata ibunya"));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn an_erasure_takes_the_words_and_the_trail_stays_whole(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti R", "085711112222").await;
        add(&house.desk, siti, "Hipertensi berat").await;
        let theirs = add(&house.desk, twice, "Alergi lateks").await;
        house.merge(siti, twice).await.unwrap();
        house.desk.act(striking(theirs.id)).await.unwrap();
        let said = ["Hipertensi berat", "Alergi lateks", "ternyata ibunya"];
        let before = everything(lab).await;
        assert!(said.iter().all(|words| before.contains(words)));
        let erase = ErasePatient { patient: siti, reason: "diminta sendiri".to_owned() };
        // At the same moment somebody at another counter adds one more: it is refused, or goes too.
        let other = house.another(lab, "Counter 2").await;
        let adds = join_all((0..8).map(|_| other.act(adding(siti, "Hipertensi berat"))));
        let (erased, added) = tokio::join!(house.desk.act_as(erase, by_password()), adds);
        erased.unwrap();
        for late in added.into_iter().filter(Result::is_err) {
            assert_eq!(code(late), "patient.erased");
        }
        let after = everything(lab).await;
        for words in said {
            assert_eq!(after.lines().find(|line| line.contains(words)), None, "{words}");
        }
        assert_eq!(code(read(&house.desk, siti).await), "patient.erased");
        assert_eq!(code(house.desk.act(adding(siti, "x")).await), "patient.erased");
        assert_eq!(code(house.desk.act(striking(theirs.id)).await), "patient.erased");
        let (rows,): (i64,) = On::from(&lab.db).one("SELECT COUNT(*) FROM health_note", ()).await.unwrap();
        assert!(rows >= 2);
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }
}

/// A refusal may end in a log: it holds no words of the note.
#[test]
fn a_refusal_says_nothing_of_the_words() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        let form = PatientForm { name: "Siti Rahma".to_owned(), ..PatientForm::default() };
        let siti = house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap().id;
        for typed in ["Hipertensi 4111 1111 1111 1111", "Hipertensi\u{1b}", "Hipertensi 3173010101900001"] {
            let Err(fault @ Fault::Refused(_)) = house.desk.act(adding(siti, typed)).await else {
                panic!("{typed:?} is taken")
            };
            assert!(!format!("{fault:?}").contains("Hipertensi"), "{fault:?}");
        }
    });
}
