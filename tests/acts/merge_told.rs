//! What is said of two entries of one person: before, afterwards, and in the trail.

use loket::desk::Fault;
use loket::desk::credit::PatientCredit;
use loket::desk::deposit::BookingTerms;
use loket::desk::erase::ErasePatient;
use loket::desk::merge::MergePatients;
use loket::desk::package::PatientPackages;
use loket::desk::patient::{EditPatient, PatientForm};
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::LeaveQueue;
use loket::desk::trail::ListTrail;
use loket::desk::visit::MarkNoShow;
use loket::desk::walk_in::IssueTicket;
use loket::domain::id::PatientId;
use loket::store::On;

use crate::clinic::{House, approved, at, code};
use crate::merge::{forms, merging};
use crate::people::by_password;
use crate::support::on_both;

on_both! {
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
}
