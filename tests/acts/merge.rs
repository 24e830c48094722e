//! Two entries of one person: made one, and two again.

use futures::future::join_all;
use loket::desk::booking::OpenDay;
use loket::desk::credit::PatientCredit;
use loket::desk::deposit::BookingTerms;
use loket::desk::erase::ErasePatient;
use loket::desk::merge::{MergePatients, Merged};
use loket::desk::package::PatientPackages;
use loket::desk::package_use::UsePackage;
use loket::desk::patient::{
    EditPatient, FindPatients, OpenPatient, PatientCard, PatientForm, RegisterPatient,
};
use loket::desk::queue::OpenQueue;
use loket::desk::receipt::OpenReceipt;
use loket::desk::refund::RefundPayment;
use loket::desk::ticket::LeaveQueue;
use loket::desk::trail::ListTrail;
use loket::desk::unmerge::{UnmergePatient, Unmerged};
use loket::desk::visit::{Arrive, MarkNoShow, StartVisit};
use loket::desk::void::VoidPayment;
use loket::desk::walk_in::IssueTicket;
use loket::desk::{Done, Fault};
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::{On, merge};

use crate::clinic::{House, approved, at, code, on};
use crate::people::by_password;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

fn merging(keep: PatientId, merge: PatientId) -> MergePatients {
    MergePatients {
        keep,
        keep_version: None,
        merge,
        merge_version: None,
        reason: "dua kali terdaftar".to_owned(),
        different_birth_dates: false,
    }
}

fn apart(patient: PatientId) -> UnmergePatient {
    UnmergePatient { patient, version: None, reason: "ternyata orang lain".to_owned() }
}

impl House {
    pub async fn merge(&self, keep: PatientId, merge: PatientId) -> Done<Merged> {
        self.desk.act_as(merging(keep, merge), approved()).await
    }

    pub async fn unmerge(&self, patient: PatientId) -> Done<Unmerged> {
        self.desk.act_as(apart(patient), approved()).await
    }

    async fn card(&self, patient: PatientId) -> PatientCard {
        self.desk.ask(OpenPatient { patient }).await.unwrap()
    }

    async fn someone(&self, form: PatientForm) -> PatientId {
        self.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap().id
    }

    async fn found(&self, text: &str) -> Vec<PatientId> {
        let found = self.desk.ask(FindPatients { text: text.to_owned() }).await.unwrap();
        found.into_iter().map(|row| row.id).collect()
    }

    /// Credit of this much for whoever the visit is of, which goes on.
    async fn credits(&self, visit: BookingId, amount: i64) {
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
fn forms() -> [PatientForm; 2] {
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
async fn told(lab: &Lab, house: &House, patients: &[PatientId]) -> Vec<String> {
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

    async fn what_is_done_for_whoever_was_merged_says_who_they_are(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        house.merge(siti, twice).await.unwrap();
        let told = |refused: Fault| {
            let refusal = refused.refusal().unwrap_or_else(|| panic!("{refused:?}"));
            let facts = refusal.details_json();
            assert_eq!((refusal.code, facts["name"].as_str()), ("patient.merged", Some("Siti Rahma")));
            assert_eq!(facts["patient"].as_str().unwrap(), siti.0.to_string());
        };
        told(house.book(twice, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap_err());
        let treatment = house.treatment("Facial Basic").await;
        told(house.desk.ask(BookingTerms { patient: twice, treatment }).await.unwrap_err());
        let ticket =
            IssueTicket { patient: twice, treatment: None, staff: None, urgent: false, despite_booking: false };
        told(house.desk.act(ticket).await.unwrap_err());
        let form = PatientForm { name: "Siti".to_owned(), ..PatientForm::default() };
        told(house.desk.act(EditPatient { patient: twice, version: None, form }).await.unwrap_err());
        told(house.desk.ask(PatientCredit { patient: twice }).await.unwrap_err());
        told(house.desk.ask(PatientPackages { patient: twice }).await.unwrap_err());
        let erase = ErasePatient { patient: twice, reason: "diminta sendiri".to_owned() };
        told(house.desk.act_as(erase, by_password()).await.unwrap_err());
        let third = house.patient("Budi", "081399998888").await;
        told(house.merge(third, twice).await.unwrap_err());
        told(house.merge(twice, third).await.unwrap_err());
        assert_eq!(code(house.unmerge(third).await), "patient.not_merged");
        assert_eq!(code(house.unmerge(PatientId::new()).await), "patient.unknown");
    }

    async fn what_speaks_against_it_is_said(lab: &Lab) {
        let house = House::of(lab).await;
        let born = |name: &str, phone: &str, birth_date: &str| PatientForm {
            name: name.to_owned(),
            phones: vec![phone.to_owned()],
            birth_date: birth_date.to_owned(),
            ..PatientForm::default()
        };
        let one = house.someone(born("Siti", "081234567890", "1/1/1990")).await;
        let two = house.someone(born("Siti R", "085711112222", "2/1/1990")).await;
        assert_eq!(code(house.merge(one, one).await), "patient.merge_same");
        let silent = MergePatients { reason: "  ".to_owned(), ..merging(one, two) };
        assert_eq!(code(house.desk.act_as(silent, approved()).await), "text.empty");
        let stale = MergePatients { merge_version: Some(7), ..merging(one, two) };
        assert_eq!(code(house.desk.act_as(stale, approved()).await), "row.stale");
        // Asked back before anybody types a PIN.
        assert_eq!(code(house.desk.act(merging(one, two)).await), "patient.merge_born");
        let one_is_wrong = MergePatients { different_birth_dates: true, ..merging(one, two) };
        let hers = house.book(one, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        let theirs = house.book(two, "Facial Basic", Some("Tono"), at(13, 15)).await.unwrap().id;
        let refused = house.desk.act_as(one_is_wrong.clone(), approved()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["kept_from"].as_str(), facts["other_from"].as_str()),
            ("patient.merge_meet", Some("2026-11-20T13:00"), Some("2026-11-20T13:15"))
        );
        house.clock.set(at(13, 40));
        house.desk.act(MarkNoShow { booking: theirs, version: None, deposit: None }).await.unwrap();
        for patient in [one, two] {
            let ticket =
                IssueTicket { patient, treatment: None, staff: None, urgent: false, despite_booking: true };
            house.desk.act(ticket).await.unwrap();
        }
        assert_eq!(code(house.desk.act_as(one_is_wrong.clone(), approved()).await), "patient.merge_queue");
        let queue = house.desk.ask(OpenQueue {}).await.unwrap();
        let theirs = queue.lines.iter().find(|line| line.ticket.patient_id == two).unwrap().ticket.id;
        house.desk.act(LeaveQueue { ticket: theirs, version: None }).await.unwrap();
        house.desk.act_as(one_is_wrong, approved()).await.unwrap();
        let card = house.card(one).await;
        assert_eq!((card.tally.no_shows, card.visits.len()), (1, 2));
        assert_eq!(card.patient.birth_date, "1990-01-01".parse().ok());
        assert!(card.visits.iter().any(|visit| visit.id == hers));
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

    async fn credit_that_was_spent_keeps_two_together(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        let theirs = house.book(twice, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.start(theirs).await;
        house.credits(theirs, 100_000).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        assert_eq!(code(house.pay(hers, &[(MethodKind::Credit, 60_000)]).await), "credit.short");
        house.merge(siti, twice).await.unwrap();
        assert_eq!(house.credit(siti).await, 100_000);
        house.pay(hers, &[(MethodKind::Credit, 60_000)]).await.unwrap();
        assert_eq!(house.credit(siti).await, 40_000);
        let held = async || {
            let (clinic, today) = (house.desk.clinic().id, house.desk.today());
            let rows = loket::store::ledger::credit(&lab.db, clinic, today).await.unwrap();
            rows.into_iter().map(|row| (row.patient_id, row.amount.0)).collect::<Vec<_>>()
        };
        assert_eq!(held().await, [(siti, 40_000)], "the books say the same");
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["spent"].as_i64(), facts["name"].as_str()),
            ("patient.unmerge_credit", Some(60_000), Some("Siti Rahma"))
        );
        let used = house.bill(hers).await.payments[0].id;
        house.refund(used, None).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!((house.credit(siti).await, house.credit(twice).await), (0, 100_000));
        assert_eq!(held().await, [(twice, 100_000)]);
    }

    async fn credit_that_was_spent_on_an_earlier_day_goes_back_and_two_are_two_again(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        let theirs = house.book(twice, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.start(theirs).await;
        house.credits(theirs, 100_000).await;
        house.finish(theirs).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.merge(siti, twice).await.unwrap();
        house.clock.set(at(13, 0));
        house.start(hers).await;
        house.pay(hers, &[(MethodKind::Credit, 60_000), (MethodKind::Card, 115_000)]).await.unwrap();
        house.finish(hers).await;
        house.clock.set(on(21, 9, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, ..house };
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!((refusal.code, facts["day"].as_str()), ("patient.unmerge_credit", Some("2026-11-20")));
        let credit = house.bill(hers).await.payments.into_iter().find(|row| row.method_kind == MethodKind::Credit).unwrap();
        let receipt = facts["receipt"].as_str().unwrap();
        assert!(receipt.ends_with(&format!("{:06}", credit.number)), "{receipt}");
        // What the refusal says: back to the credit, apart, and the same charged again and paid.
        house.refund(credit.id, None).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!((house.credit(siti).await, house.credit(twice).await), (0, 100_000));
        let again = loket::desk::line::AddLine {
            booking: hers, version: None, treatment: None, staff: None, description: "Facial Basic".to_owned(),
            quantity: None, price: Some(Money(60_000)), reason: String::new(),
        };
        house.desk.act(again).await.unwrap();
        assert_eq!(house.bill(hers).await.due, Money(60_000));
        let carry = loket::desk::drawer::CarryDrawer { session: None, note: "belum dihitung".to_owned() };
        house.desk.act_as(carry, approved()).await.unwrap();
        house.pay(hers, &[(MethodKind::Card, 60_000)]).await.unwrap();
        assert_eq!(house.bill(hers).await.due, Money(0));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn a_package_is_theirs_whose_the_bill_is(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        let theirs = house.book(twice, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.start(theirs).await;
        let package = house.sell(theirs, false).await;
        house.finish(theirs).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.clock.set(at(13, 0));
        house.start(hers).await;
        let used = || UsePackage { booking: hers, version: None, package, line: None, reason: String::new() };
        assert_eq!(code(house.desk.act(used()).await), "package.not_theirs");
        house.merge(siti, twice).await.unwrap();
        house.desk.act(used()).await.unwrap();
        let packages = house.desk.ask(PatientPackages { patient: siti }).await.unwrap();
        assert_eq!((packages[0].row.id, packages[0].sessions_left), (package, 2));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["package"].as_str(), facts["owner"].as_str(), facts["name"].as_str()),
            ("patient.unmerge_session", Some("Facial 3x"), Some("Siti"), Some("Siti Rahma"))
        );
        let session = house.bill(hers).await.payments[0].id;
        let void = VoidPayment { payment: session, reason: "tertukar".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!(house.desk.ask(PatientPackages { patient: siti }).await.unwrap(), []);
        assert_eq!(house.desk.ask(PatientPackages { patient: twice }).await.unwrap()[0].sessions_left, 3);
    }

    async fn who_used_a_package_by_a_merged_number_keeps_two_together(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        let form = PatientForm {
            name: "Budi".to_owned(), phones: vec!["085711112222".to_owned()], ..PatientForm::default()
        };
        let budi = house.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap().id;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.start(hers).await;
        let package = house.sell(hers, true).await;
        house.finish(hers).await;
        house.merge(siti, twice).await.unwrap();
        let his = house.book(budi, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.clock.set(at(13, 0));
        house.start(his).await;
        let used = UsePackage { booking: his, version: None, package, line: None, reason: String::new() };
        house.desk.act_as(used, approved()).await.unwrap();
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["owner"].as_str(), facts["name"].as_str()),
            ("patient.unmerge_session", Some("Siti Rahma"), Some("Budi"))
        );
        let session = house.bill(his).await.payments[0].id;
        let void = VoidPayment { payment: session, reason: "tertukar".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
    }

    async fn money_is_drawn_under_whose_bill_it_is_on(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Sita", "085711112222").await;
        let theirs = house.book(twice, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.merge(siti, twice).await.unwrap();
        house.pay(theirs, &[(MethodKind::Card, 50_000)]).await.unwrap();
        let payment = house.bill(theirs).await.payments[0].id;
        house.desk.act_as(VoidPayment { payment, reason: "salah".to_owned() }, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
        let bos = crate::report::owner(lab, &house).await;
        let day = house.desk.today();
        let leaks = bos.ask(loket::desk::leak::ListLeaks { from: day, to: day }).await.unwrap();
        let voids = leaks.iter().find(|one| one.kind == loket::domain::report::Leak::Voids).unwrap();
        assert_eq!(voids.rows[0].patient, "Sita");
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

    async fn the_trail_says_who_was_merged_why_and_by_whose_leave(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, wijaya] = forms();
        let (siti, wijaya) = (house.someone(siti).await, house.someone(wijaya).await);
        house.merge(siti, wijaya).await.unwrap();
        // Either id leads there.
        for patient in [siti, wijaya] {
            let lines = house.desk.ask(ListTrail { of: Some(patient.0), ..ListTrail::default() }).await.unwrap();
            let line = &lines[0];
            assert_eq!((line.act.as_str(), line.reason.as_str()), ("merge_patients", "dua kali terdaftar"));
            assert_eq!((line.entity_id, line.approver.as_deref()), (Some(siti.0), Some("Ratna Dewi")));
            let field = |name: &str| line.fields.iter().find(|change| change.field == name).unwrap().after.clone();
            assert_eq!(field("merged"), serde_json::json!(wijaya));
            assert_eq!(line.names[&wijaya.0].name, "Siti Wijayanti");
            assert_eq!(field("joined.name"), serde_json::json!("Siti Wijayanti"));
            assert_eq!(field("joined.alerts"), serde_json::json!("debu"));
            let gave = ["email", "birth_date", "address", "notes", "alerts", "reminders"];
            assert_eq!(field("gave"), serde_json::json!(gave));
            assert_eq!(lines.iter().filter(|line| line.act == "register_patient").count(), 2);
        }
        // What is sealed names nobody.
        let rows: Vec<(String,)> =
            On::from(&lab.db).all("SELECT before || after || reason FROM audit WHERE act = 'merge_patients'", ()).await.unwrap();
        for secret in ["Siti", "debu", "siti@", "terdaftar"] {
            assert!(!rows[0].0.contains(secret), "{secret}: {}", rows[0].0);
        }
        house.unmerge(wijaya).await.unwrap();
        let lines = house.desk.ask(ListTrail { of: Some(siti.0), ..ListTrail::default() }).await.unwrap();
        let acts: Vec<&str> = lines.iter().map(|line| line.act.as_str()).collect();
        assert_eq!(acts, ["unmerge_patient", "merge_patients", "register_patient"]);
        assert_eq!(lines[0].reason, "ternyata orang lain");
    }

    async fn crosswise_at_once_ends_in_one_truth(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        for round in 0..5 {
            let one = house.patient(&format!("Ani {round}"), &format!("08121111000{round}")).await;
            let two = house.patient(&format!("Ania {round}"), &format!("08122222000{round}")).await;
            let visit = house.book(two, "Facial Basic", Some("Rina"), on(23, 9 + round, 0)).await;
            let tries = [(&house.desk, one, two), (&other, two, one)];
            let done = join_all(tries.map(async |(desk, keep, merge)| {
                let act = MergePatients {
                    keep_version: Some(1), merge_version: Some(1), ..merging(keep, merge)
                };
                desk.act_as(act, approved()).await
            }))
            .await;
            let kept: Vec<PatientId> = done.iter().filter_map(|done| done.as_ref().ok()).map(|done| done.id).collect();
            assert_eq!(kept.len(), 1, "{done:?}");
            for refused in done.into_iter().filter_map(Result::err) {
                let code = refused.refusal().unwrap_or_else(|| panic!("{refused:?}")).code;
                assert!(["patient.merged", "row.stale"].contains(&code), "{code}");
            }
            for patient in [one, two] {
                assert_eq!(house.card(patient).await.patient.id, kept[0]);
            }
            if let Ok(visit) = visit {
                assert_eq!(house.card(kept[0]).await.visits[0].id, visit.id);
            }
        }
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn what_comes_while_two_become_one_is_not_lost(lab: &Lab) {
        let house = House::of(lab).await;
        let mut desks = Vec::new();
        for counter in 2..5 {
            desks.push(house.another(lab, &format!("Counter {counter}")).await);
        }
        let (treatment, tono) = (house.treatment("Facial Basic").await, house.staff("Tono").await);
        for round in 0..4 {
            let kept = house.patient(&format!("Ani {round}"), &format!("08121111000{round}")).await;
            let twice = house.patient(&format!("Ania {round}"), &format!("08122222000{round}")).await;
            let visit = house.book(twice, "Facial Basic", Some("Tono"), on(23, 15 + round, 0)).await.unwrap().id;
            let cash = house.method(MethodKind::Cash).await;
            let book = crate::clinic::booking(twice, treatment, Some(tono), on(24, 15 + round, 0));
            let pay = loket::desk::payment::TakePayment {
                booking: visit,
                tenders: vec![loket::desk::payment::Tender {
                    method: cash, tendered: Money(10_000), reference: String::new(),
                }],
                due: None, paid_for: None };
            let ticket =
                IssueTicket { patient: twice, treatment: None, staff: None, urgent: false, despite_booking: true };
            let (merged, booked, paid, issued) = tokio::join!(
                house.desk.act_as(merging(kept, twice), approved()),
                desks[0].act(book),
                desks[1].act(pay),
                desks[2].act(ticket),
            );
            merged.unwrap();
            paid.unwrap();
            for refused in [booked.map(drop), issued.map(drop)].into_iter().filter_map(Result::err) {
                assert_eq!(refused.refusal().unwrap_or_else(|| panic!("{refused:?}")).code, "patient.merged");
            }
        }
        // Nothing is anybody's who is behind somebody else.
        for sql in [
            "SELECT COUNT(*) FROM booking b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
            "SELECT COUNT(*) FROM ticket b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
            "SELECT COUNT(*) FROM bill b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
        ] {
            let (left,): (i64,) = On::from(&lab.db).one(sql, ()).await.unwrap();
            assert_eq!(left, 0, "{sql}");
        }
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
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

/// What was begun before two became one, and comes to its row after: the patient is read under the lock, not before it.
#[test]
fn what_waits_for_a_merge_is_told_of_it() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let (desk, owner) = (house.another(lab, "Counter 2").await, lab.owner().await);
        let (treatment, clinic) = (house.treatment("Facial Basic").await, house.desk.clinic().id);
        let by = (house.desk.now(), house.desk.who().unwrap().account_id);
        let waits = async || {
            let (waiting,): (i64,) = On::from(&owner)
                .one(
                    "SELECT COUNT(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'",
                    (),
                )
                .await
                .unwrap();
            waiting > 0
        };
        for books in [true, false] {
            let name = if books { "Ani" } else { "Budi" };
            let kept = house.patient(name, "081211110001").await;
            let twice = house.patient(&format!("{name} Wijayanti"), "081222220002").await;
            let db = lab.another().await;
            let mut tx = db.begin().await.unwrap();
            merge::hold(tx.on(), clinic, kept, twice).await.unwrap();
            merge::take_over(tx.on(), clinic, kept, twice).await.unwrap();
            let behind = Some((kept, String::new()));
            merge::put_behind(tx.on(), clinic, (twice, 1), behind, by).await.unwrap();
            let desk = desk.clone();
            let begun = tokio::spawn(async move {
                if books {
                    let book = crate::clinic::booking(twice, treatment, None, on(23, 15, 0));
                    return desk.act(book).await.map(drop);
                }
                let (treatment, staff) = (None, None);
                let ticket =
                    IssueTicket { patient: twice, treatment, staff, urgent: false, despite_booking: true };
                desk.act(ticket).await.map(drop)
            });
            while !waits().await {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
            assert_eq!(code(begun.await.unwrap()), "patient.merged", "{name}");
        }
        owner.close().await;
    });
}
