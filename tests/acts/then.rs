//! The trail is read, and the book is seen as it was at a minute that is gone.

use loket::desk::assign::AssignBooking;
use loket::desk::booking::MoveBooking;
use loket::desk::erase::ErasePatient;
use loket::desk::patient::{EditPatient, PatientForm};
use loket::desk::then::{AsItWas, Then};
use loket::desk::ticket::ServeTicket;
use loket::desk::trail::{ListTrail, TrailLine};
use loket::desk::visit::{CancelBooking, FinishVisit, StartVisit};
use loket::domain::booking::{CancelledBy, Status};
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::time::Ts;
use serde_json::json;

use crate::clinic::{House, approved, at, on};
use crate::queue::walk_in;
use crate::support::on_both;

async fn then(house: &House, moment: Ts) -> Then {
    house.desk.ask(AsItWas { at: moment, day: None }).await.unwrap()
}

async fn trail(house: &House, of: uuid::Uuid) -> Vec<TrailLine> {
    house.desk.ask(ListTrail { of: Some(of), ..ListTrail::default() }).await.unwrap()
}

fn acts(lines: &[TrailLine]) -> Vec<&str> {
    lines.iter().rev().map(|line| line.act.as_str()).collect()
}

on_both! {
    async fn the_book_is_as_it_was_at_any_minute(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let budi = house.patient("Budi Santoso", "081234567891").await;
        house.clock.set(at(10, 5));
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.clock.set(at(10, 20));
        let his = house.book(budi, "Facial Basic", Some("Rina"), at(14, 30)).await.unwrap().id;
        house.clock.set(at(10, 40));
        let tomorrow = MoveBooking {
            booking: hers, version: None, starts_at: on(21, 13, 0), staff: None,
            override_reason: None, deposit: None,
            undo: false,
        };
        house.desk.act(tomorrow).await.unwrap();
        house.clock.set(at(10, 50));
        let call_off = CancelBooking {
            booking: his, version: None, by: Some(CancelledBy::Patient), reason: "sakit".to_owned(), deposit: None,
        };
        house.desk.act(call_off).await.unwrap();

        let seen = |then: &Then| then.bookings.iter().map(|row| (row.booking, row.starts_at, row.status)).collect::<Vec<_>>();
        assert_eq!(seen(&then(&house, at(10, 3)).await), []);
        assert_eq!(seen(&then(&house, at(10, 10)).await), [(hers.0, at(13, 0), Status::Booked)]);
        assert_eq!(
            seen(&then(&house, at(10, 30)).await),
            [(hers.0, at(13, 0), Status::Booked), (his.0, at(14, 30), Status::Booked)]
        );
        assert_eq!(seen(&then(&house, at(10, 45)).await), [(his.0, at(14, 30), Status::Booked)]);
        assert_eq!(seen(&then(&house, at(10, 55)).await), [(his.0, at(14, 30), Status::Cancelled)]);
        let row = &then(&house, at(10, 10)).await.bookings[0];
        assert_eq!((row.patient.as_str(), row.treatment.as_str()), ("Siti Rahma", "Facial Basic"));
        assert_eq!(row.staff.as_deref(), Some("Rina Wulandari"));
    }

    async fn a_visit_that_let_its_time_go_has_it_before(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let (rina, peeling) = (house.staff("Rina").await, house.treatment("Mikrodermabrasi").await);
        house.clock.set(at(10, 1));
        let early = house.book(siti, "Chemical Peeling", Some("Rina"), at(10, 45)).await.unwrap().id;
        house.clock.set(at(10, 5));
        desk.act(StartVisit { booking: early, version: None, staff: None, alerts_seen: false, override_reason: None }).await.unwrap();
        house.clock.set(at(10, 35));
        desk.act(FinishVisit { booking: early, version: None, late_reason: String::new() }).await.unwrap();
        // One who waits is served before its time, and so is the next: each takes what the other does not need.
        house.clock.set(at(10, 40));
        let ani = desk.act(walk_in("Ani", "081200000001", Some(peeling))).await.unwrap();
        let serve = ServeTicket {
            ticket: ani.ticket.id, version: None, treatment: None, staff: Some(rina), alerts_seen: false,
            override_reason: None,
        };
        let served = desk.act(serve).await.unwrap().booking.unwrap();
        house.clock.set(at(10, 50));
        desk.act(FinishVisit { booking: served, version: None, late_reason: String::new() }).await.unwrap();
        let budi = desk.act(walk_in("Budi", "081200000002", Some(peeling))).await.unwrap().booking.unwrap();
        house.clock.set(at(11, 0));
        let assign = AssignBooking {
            booking: budi, version: None, treatment: None, staff: Some(rina), override_reason: None,
        };
        desk.act(assign).await.unwrap();

        let seen = async |moment, of: BookingId| {
            let then = then(&house, moment).await;
            let row = then.bookings.iter().find(|row| row.booking == of.0).unwrap();
            (row.starts_at, row.ends_at)
        };
        let minutes = desk.roster().await.unwrap().treatment(house.treatment("Chemical Peeling").await).unwrap().minutes;
        assert_eq!(seen(at(10, 38), early).await, (at(10, 45), at(10, 45).plus_minutes(minutes)));
        assert_eq!(seen(at(10, 45), early).await, (at(10, 5), at(10, 35)));
        assert_eq!(seen(at(10, 55), served).await, (at(10, 40), at(11, 40)));
        assert_eq!(seen(at(11, 5), served).await, (at(10, 40), at(11, 0)));
    }

    async fn a_drawer_is_as_it_was_for_whoever_may_know(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(10, 30));
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        // Whoever counts it is not told before the count.
        let open = then(&house, at(10, 45)).await.drawers;
        assert_eq!((open.len(), open[0].expected, open[0].payments), (1, None, 1));
        // What was voided since is no payment any more, nor is the void one.
        house.clock.set(at(10, 46));
        let payment = house.bill(visit).await.payments.last().unwrap().id;
        let void = loket::desk::void::VoidPayment { payment, reason: "salah".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        assert_eq!(then(&house, at(10, 45)).await.drawers[0].payments, 1);
        assert_eq!(then(&house, at(10, 47)).await.drawers[0].payments, 0);
        house.clock.set(at(10, 48));
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        assert_eq!(then(&house, at(10, 49)).await.drawers[0].payments, 1);
        let count = loket::desk::drawer::CountDrawer {
            session: None, pieces: None, total: Some(Money(675_000)), reason: String::new(),
        };
        house.clock.set(at(11, 0));
        house.desk.act_as(count, approved()).await.unwrap();
        assert_eq!(then(&house, at(10, 15)).await.drawers[0].expected, Some(Money(500_000)));
        assert_eq!(then(&house, at(10, 45)).await.drawers[0].expected, Some(Money(675_000)));
    }

    async fn the_trail_of_a_thing_has_all_that_belongs_to_it(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.finish(visit).await;
        let lines = trail(&house, visit.0).await;
        assert_eq!(acts(&lines), ["book", "start_visit", "take_payment", "finish_visit"]);
        assert_eq!(lines[0].account.as_deref(), Some("Ratna Dewi"));
        let status = lines[0].fields.iter().find(|change| change.field == "status").unwrap();
        assert_eq!((&status.before, &status.after), (&json!("in_service"), &json!("done")));
        let all = house.desk.ask(ListTrail::default()).await.unwrap();
        assert_eq!(all[0].act, "finish_visit");
        let older = house.desk.ask(ListTrail { before: Some(3), ..ListTrail::default() }).await.unwrap();
        assert_eq!(acts(&older), ["found", "login"]);
    }

    async fn what_was_said_of_a_person_is_read_until_they_are_erased(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let form = PatientForm { name: "Siti Aminah".to_owned(), phones: vec!["081234567890".to_owned()], ..PatientForm::default() };
        house.desk.act(EditPatient { patient: siti, version: None, form }).await.unwrap();
        let lines = trail(&house, siti.0).await;
        let name = lines[0].fields.iter().find(|change| change.field == "name").unwrap();
        assert_eq!((&name.before, &name.after), (&json!("Siti Rahma"), &json!("Siti Aminah")));
        assert!(!lines[0].erased);
        // What somebody puts there in the database is seen, and not believed.
        assert!(crate::trail::verdict(&house, None).await.whole());
        let mut tx = lab.owner().await.begin().await.unwrap();
        let forge = r#"UPDATE personal_value SET value = '{"name":"Palsu"}'"#;
        tx.on().exec(forge, ()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!crate::trail::verdict(&house, None).await.whole());
        let lines = trail(&house, siti.0).await;
        assert!(lines.iter().all(|line| line.fields.iter().all(|change| change.after != json!("Palsu"))));
        let erase = ErasePatient { patient: siti, reason: "diminta".to_owned() };
        house.desk.act_as(erase, crate::people::by_password()).await.unwrap();
        let lines = trail(&house, siti.0).await;
        assert_eq!(acts(&lines), ["register_patient", "edit_patient", "erase_patient"]);
        assert!(lines[1].erased && lines[1].fields.iter().all(|change| change.field != "name"), "{lines:?}");
    }
}

#[test]
fn every_act_that_changes_something_has_words_for_the_trail() {
    for language in [loket::i18n::Language::English, loket::i18n::Language::Indonesian] {
        let words = loket::i18n::Words::new(language);
        for act in loket::desk::acts::ACTS.iter().filter(|act| act.changes) {
            assert!(words.has(&format!("act-{}", act.name), None), "act-{} in {language:?}", act.name);
        }
    }
}
