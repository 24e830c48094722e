//! Two entries of one person: made one, and two again.

use loket::desk::Done;
use loket::desk::booking::OpenDay;
use loket::desk::credit::PatientCredit;
use loket::desk::erase::ErasePatient;
use loket::desk::merge::{MergePatients, Merged};
use loket::desk::package::PatientPackages;
use loket::desk::patient::{
    EditPatient, FindPatients, OpenPatient, PatientCard, PatientForm, RegisterPatient,
};
use loket::desk::queue::OpenQueue;
use loket::desk::receipt::OpenReceipt;
use loket::desk::refund::RefundPayment;
use loket::desk::ticket::LeaveQueue;
use loket::desk::unmerge::{UnmergePatient, Unmerged};
use loket::desk::visit::{Arrive, StartVisit};
use loket::desk::walk_in::IssueTicket;
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::clinic::{House, approved, at, code, on};
use crate::people::by_password;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

pub fn merging(keep: PatientId, merge: PatientId) -> MergePatients {
    MergePatients {
        keep,
        keep_version: None,
        merge,
        merge_version: None,
        reason: "dua kali terdaftar".to_owned(),
        different_birth_dates: false,
    }
}

pub fn apart(patient: PatientId) -> UnmergePatient {
    UnmergePatient { patient, version: None, reason: "ternyata orang lain".to_owned() }
}

impl House {
    pub async fn merge(&self, keep: PatientId, merge: PatientId) -> Done<Merged> {
        self.desk.act_as(merging(keep, merge), approved()).await
    }

    pub async fn unmerge(&self, patient: PatientId) -> Done<Unmerged> {
        self.desk.act_as(apart(patient), approved()).await
    }

    pub async fn card(&self, patient: PatientId) -> PatientCard {
        self.desk.ask(OpenPatient { patient }).await.unwrap()
    }

    pub async fn someone(&self, form: PatientForm) -> PatientId {
        self.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap().id
    }

    pub async fn found(&self, text: &str) -> Vec<PatientId> {
        let found = self.desk.ask(FindPatients { text: text.to_owned() }).await.unwrap();
        found.into_iter().map(|row| row.id).collect()
    }

    /// Credit of this much for whoever the visit is of, which goes on.
    pub async fn credits(&self, visit: BookingId, amount: i64) {
        self.pay(visit, &[(MethodKind::Card, amount)]).await.unwrap();
        let payment = self.bill(visit).await.payments[0].id;
        let refund = RefundPayment {
            payment,
            amount: None,
            method: Some(self.method(MethodKind::Credit).await),
            reason: "lain kali".to_owned(),
        };
        self.desk.act_as(refund, approved()).await.unwrap();
    }
}

/// Siti, as she was registered first, and as she was registered again when she had married.
pub fn forms() -> [PatientForm; 2] {
    let siti = PatientForm {
        name: "Siti Rahma".to_owned(),
        phones: vec!["0812-3456-7890".to_owned()],
        alerts: "lateks".to_owned(),
        notes: "suka teh".to_owned(),
        reminders: true,
        ..PatientForm::default()
    };
    let wijaya = PatientForm {
        name: "Siti Wijayanti".to_owned(),
        phones: vec!["0857-1111-2222".to_owned(), "0812-3456-7890".to_owned()],
        email: "siti@example.com".to_owned(),
        birth_date: "17/8/1990".to_owned(),
        address: "Jalan Anggrek 5".to_owned(),
        notes: "takut jarum".to_owned(),
        alerts: "debu".to_owned(),
        reminders: false,
    };
    [siti, wijaya]
}

/// Everything that is told of patients, but when and by whom they were changed last, and how often.
pub async fn told(lab: &Lab, house: &House, patients: &[PatientId]) -> Vec<String> {
    let mut all = Vec::new();
    for patient in patients {
        let mut card = house.card(*patient).await;
        (card.patient.version, card.patient.updated_at) = (0, house.desk.now());
        all.push(format!("{card:?}"));
        all.push(format!("{:?}", house.desk.ask(PatientCredit { patient: *patient }).await.unwrap()));
        all.push(format!("{:?}", house.desk.ask(PatientPackages { patient: *patient }).await.unwrap()));
    }
    for sql in [
        "SELECT CAST(COUNT(*) AS TEXT) || ' words' FROM patient_word",
        "SELECT word FROM patient_word ORDER BY patient_id, word",
        "SELECT phone FROM patient_phone WHERE merged_from IS NULL ORDER BY patient_id, position",
        "SELECT 'left over' FROM booking WHERE merged_from IS NOT NULL",
        "SELECT 'left over' FROM ticket WHERE merged_from IS NOT NULL",
        "SELECT 'left over' FROM patient_phone WHERE merged_from IS NOT NULL",
        "SELECT 'of another' FROM bill l JOIN booking b ON b.id = l.booking_id WHERE b.patient_id <> l.patient_id",
    ] {
        let rows: Vec<(String,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
        all.extend(rows.into_iter().map(|(row,)| row));
    }
    all
}

on_both! {
    async fn two_become_one_and_two_again_exactly_as_they_were(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, wijaya] = forms();
        let (siti, wijaya) = (house.someone(siti).await, house.someone(wijaya).await);
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.clock.set(at(10, 30));
        let start = StartVisit { booking: hers, version: None, staff: None, alerts_seen: true, override_reason: None };
        house.desk.act(start).await.unwrap();
        house.credits(hers, 100_000).await;
        let theirs = house.book(wijaya, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        let package = house.sell(theirs, false).await;
        let later = house.book(wijaya, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        house.pay(later, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        let receipt = house.bill(later).await.payments[0].receipt_id;
        // A number without a visit, and one with.
        let ticket = IssueTicket {
            patient: wijaya, treatment: None, staff: None, urgent: false, despite_booking: true,
        };
        let ticket = house.desk.act(ticket).await.unwrap().ticket.id;
        house.desk.act(LeaveQueue { ticket, version: None }).await.unwrap();
        house.desk.act(Arrive { booking: theirs, version: None }).await.unwrap();
        let before = told(lab, &house, &[siti, wijaya]).await;

        assert_eq!(code(house.desk.act(merging(siti, wijaya)).await), "permission.pin");
        let merged = house.merge(siti, wijaya).await.unwrap();
        assert_eq!((merged.id, merged.name.as_str()), (siti, "Siti Rahma"));
        let card = house.card(siti).await;
        let row = &card.patient;
        assert_eq!(row.version, merged.version);
        assert_eq!((row.alerts.as_str(), row.notes.as_str()), ("lateks; debu", "suka teh\ntakut jarum"));
        assert_eq!((row.email.as_deref(), row.reminders), (Some("siti@example.com"), false));
        assert_eq!(row.address, "Jalan Anggrek 5");
        assert_eq!(row.birth_date, "1990-08-17".parse().ok());
        let phones: Vec<(&str, Option<PatientId>)> =
            card.phones.iter().map(|row| (row.phone.as_str(), row.merged_from)).collect();
        assert_eq!(phones, [("+6281234567890", None), ("+6285711112222", Some(wijaya))]);
        assert_eq!((card.visits.len(), card.credit, card.packages[0].row.id), (3, Money(100_000), package));
        assert_eq!(card.packages[0].row.patient_id, siti);
        let who: Vec<(PatientId, &str, &str)> =
            card.merged.iter().map(|one| (one.id, one.name.as_str(), one.by.as_str())).collect();
        assert_eq!(who, [(wijaya, "Siti Wijayanti", "Ratna Dewi")]);

        // The other's id leads to the one that stays.
        assert_eq!(format!("{:?}", house.card(wijaya).await), format!("{card:?}"));
        for text in ["wijayanti", "siti wij", "0857 1111", "2222"] {
            assert_eq!(house.found(text).await, [siti], "{text}");
        }
        let found = house.desk.ask(FindPatients { text: "wijayanti siti rahma siti".to_owned() }).await.unwrap();
        assert_eq!((found[0].id, found[0].known_as.as_deref()), (siti, Some("Siti Wijayanti")));
        let day = house.desk.ask(OpenDay { day: "2026-11-23".parse().unwrap() }).await.unwrap();
        assert_eq!((day[0].patient_id, day[0].patient.as_str()), (siti, "Siti Rahma"));
        let queue = house.desk.ask(OpenQueue {}).await.unwrap();
        assert!(queue.lines.iter().all(|line| line.ticket.patient_id == siti), "{queue:?}");
        // What was printed says what it said.
        let paper = house.desk.ask(OpenReceipt { receipt }).await.unwrap().receipt;
        assert_eq!(paper.patient, "Siti Wijayanti");
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");

        let unmerged = house.unmerge(wijaya).await.unwrap();
        assert_eq!((unmerged.id, unmerged.kept), (wijaya, siti));
        assert_eq!(told(lab, &house, &[siti, wijaya]).await, before);
        assert_eq!(house.card(wijaya).await.patient.version, unmerged.version);
        assert_eq!(code(house.unmerge(wijaya).await), "patient.not_merged");
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn who_is_merged_twice_lies_behind_one_and_comes_out_alone(lab: &Lab) {
        let house = House::of(lab).await;
        let with = |name: &str, phone: &str, alerts: &str, email: &str| PatientForm {
            name: name.to_owned(),
            phones: vec![phone.to_owned()],
            alerts: alerts.to_owned(),
            email: email.to_owned(),
            ..PatientForm::default()
        };
        let one = house.someone(with("Ani", "081211110001", "", "")).await;
        let two = house.someone(with("Anie", "081211110002", "lateks", "")).await;
        let three = house.someone(with("Anny", "081211110003", "lateks", "anny@example.com")).await;
        let all = [one, two, three];
        let visit = house.book(three, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        let before = told(lab, &house, &all).await;
        house.merge(two, three).await.unwrap();
        house.merge(one, two).await.unwrap();
        let card = house.card(three).await;
        assert_eq!((card.patient.id, card.merged.len(), card.phones.len()), (one, 2, 3));
        assert_eq!((card.patient.alerts.as_str(), card.patient.email.as_deref()), ("lateks", Some("anny@example.com")));
        assert_eq!(card.visits[0].id, visit);
        // Whoever came with the second goes with them.
        house.unmerge(two).await.unwrap();
        let card = house.card(one).await;
        assert_eq!((card.patient.alerts.as_str(), card.visits.len(), card.phones.len()), ("", 0, 1));
        let card = house.card(three).await;
        assert_eq!((card.patient.id, card.merged.len(), card.phones.len()), (two, 1, 2));
        assert_eq!((card.patient.email.as_deref(), card.visits[0].id), (Some("anny@example.com"), visit));
        house.unmerge(three).await.unwrap();
        assert_eq!(told(lab, &house, &all).await, before);
        // The third alone is taken out of all of them: the allergy that came with the second stays.
        house.merge(two, three).await.unwrap();
        house.merge(one, two).await.unwrap();
        house.unmerge(three).await.unwrap();
        let card = house.card(one).await;
        assert_eq!((card.patient.alerts.as_str(), card.visits.len(), card.phones.len()), ("lateks", 0, 2));
        house.unmerge(two).await.unwrap();
        assert_eq!(told(lab, &house, &all).await, before);
    }

    async fn who_came_along_from_far_goes_along_too(lab: &Lab) {
        let house = House::of(lab).await;
        let mut all = Vec::new();
        for nth in 0..4 {
            all.push(house.patient(&format!("Ani {nth}"), &format!("08121111000{nth}")).await);
        }
        let visit = house.book(all[0], "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        let before = told(lab, &house, &all).await;
        for nth in 0..3 {
            house.merge(all[nth + 1], all[nth]).await.unwrap();
        }
        house.unmerge(all[2]).await.unwrap();
        assert_eq!(house.card(all[3]).await.visits.len(), 0);
        let card = house.card(all[0]).await;
        assert_eq!((card.patient.id, card.merged.len(), card.visits[0].id), (all[2], 2, visit));
        house.unmerge(all[1]).await.unwrap();
        assert_eq!(house.card(all[0]).await.patient.id, all[1]);
        house.unmerge(all[0]).await.unwrap();
        assert_eq!(told(lab, &house, &all).await, before);
    }

    async fn what_was_written_since_stays_with_the_one_that_stayed(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, wijaya] = forms();
        let (siti, wijaya) = (house.someone(siti).await, house.someone(wijaya).await);
        let theirs = house.book(wijaya, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.merge(siti, wijaya).await.unwrap();
        let form = PatientForm {
            name: "Siti Rahmawati".to_owned(),
            phones: vec!["0857 1111 2222".to_owned(), "081234567890".to_owned(), "0821-3333-4444".to_owned()],
            alerts: "lateks; debu; udang".to_owned(),
            notes: "suka kopi".to_owned(),
            birth_date: "17/8/1990".to_owned(),
            email: "rahma@example.com".to_owned(),
            ..PatientForm::default()
        };
        house.desk.act(EditPatient { patient: siti, version: None, form }).await.unwrap();
        // Still found by what was merged, and by what is new.
        for text in ["wijayanti", "rahmawati", "0857 1111 2222", "3333 4444"] {
            assert_eq!(house.found(text).await, [siti], "{text}");
        }
        let new = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        // A bill made since goes with its visit.
        house.pay(theirs, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        house.unmerge(wijaya).await.unwrap();
        let (one, two) = (house.card(siti).await, house.card(wijaya).await);
        let numbers = |card: &PatientCard| card.phones.iter().map(|row| row.phone.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(&one), ["+6281234567890", "+6282133334444"]);
        assert_eq!(one.phones[0].position, 1, "there is a first number");
        assert_eq!(numbers(&two), ["+6285711112222", "+6281234567890"]);
        let row = &one.patient;
        assert_eq!((row.alerts.as_str(), row.notes.as_str()), ("lateks; udang", "suka kopi"));
        assert_eq!((row.birth_date, row.email.as_deref()), (None, Some("rahma@example.com")));
        assert_eq!((one.visits[0].id, one.visits.len()), (new, 1));
        assert_eq!((two.visits[0].id, two.visits[0].paid), (theirs, Money(50_000)));
        assert_eq!(house.bill(theirs).await.patient, wijaya);
        assert_eq!(house.found("wijayanti").await, [wijaya]);
        assert_eq!(house.found("rahmawati").await, [siti]);
    }

    async fn who_is_erased_is_erased_under_every_name(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, wijaya] = forms();
        let (siti, wijaya) = (house.someone(siti).await, house.someone(wijaya).await);
        house.merge(siti, wijaya).await.unwrap();
        let erase = ErasePatient { patient: siti, reason: "diminta sendiri".to_owned() };
        let named = ErasePatient { reason: "Bu Wijayanti minta".to_owned(), ..erase.clone() };
        assert_eq!(code(house.desk.act_as(named, by_password()).await), "patient.erase_reason");
        let before = crate::erase::everything(lab).await;
        assert!(before.contains("Wijayanti") && before.contains("takut jarum"));
        house.desk.act_as(erase, by_password()).await.unwrap();
        let after = crate::erase::everything(lab).await;
        for secret in ["Wijayanti", "Rahma", "85711112222", "1111-2222", "siti@", "Anggrek", "lateks", "debu", "jarum"] {
            let line = after.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is still there");
        }
        assert_eq!(house.card(wijaya).await.patient.name, "Dihapus 2026-11-20");
        assert_eq!(code(house.unmerge(wijaya).await), "patient.erased");
        assert_eq!(code(house.book(wijaya, "Facial Basic", None, at(13, 0)).await), "patient.unknown");
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn who_is_another_after_all_is_erased_alone(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, wijaya] = forms();
        let (siti, wijaya) = (house.someone(siti).await, house.someone(wijaya).await);
        house.merge(siti, wijaya).await.unwrap();
        house.unmerge(wijaya).await.unwrap();
        let erase = ErasePatient { patient: wijaya, reason: "diminta sendiri".to_owned() };
        house.desk.act_as(erase, by_password()).await.unwrap();
        let after = crate::erase::everything(lab).await;
        for secret in ["Wijayanti", "85711112222", "1111-2222", "siti@", "Anggrek", "debu", "jarum"] {
            let line = after.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is still there");
        }
        assert_eq!(house.card(siti).await.patient.alerts, "lateks");
    }

    async fn an_old_name_on_the_number_is_known_again(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Wijayanti", "085711112222").await;
        house.merge(siti, twice).await.unwrap();
        let form = PatientForm {
            name: "Wijayanti".to_owned(), phones: vec!["085711112222".to_owned()], ..PatientForm::default()
        };
        let refused = house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap_err();
        let facts = refused.refusal().unwrap().details_json();
        assert_eq!(refused.refusal().unwrap().code, "patient.look_alike");
        assert_eq!(facts["patient"].as_str().unwrap(), siti.0.to_string());
        let table = "Nama,HP\nWijayanti,085711112222\nSiti Rahma,081234567890\nSiti Rahma,085711112222\n";
        let tried = loket::desk::import::TryPatients { csv: table.to_owned(), look_alikes: false };
        let report = house.desk.ask(tried).await.unwrap();
        assert_eq!(report.incoming(), 0, "{report:?}");
    }
}
