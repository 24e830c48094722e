//! Booking, moving, cancelling, undoing.

use loket::desk::Asked;
use loket::desk::assign::AssignBooking;
use loket::desk::booking::{MoveBooking, OpenDay};
use loket::desk::next_free::{DayPart, NextFree};
use loket::desk::staff::AddLeave;
use loket::desk::visit::{
    Arrive, CancelBooking, ConfirmBooking, FinishVisit, MarkNoShow, StartVisit, UndoVisit,
};
use loket::domain::booking::Status;
use loket::domain::id::{BookingId, RequestId};
use loket::domain::money::Money;
use loket::domain::zone::Zone;
use loket::i18n::{Language, Words};

use crate::clinic::{House, approved, at, booking, code, on};
use crate::people::{colleague, with_pin_of};
use crate::support::on_both;
use loket::domain::account::Role;

fn arrive(booking: BookingId) -> Arrive {
    Arrive { booking, version: None }
}

fn start(booking: BookingId) -> StartVisit {
    StartVisit { booking, version: None, staff: None, alerts_seen: false, override_reason: None }
}

on_both! {
    async fn a_visit_goes_through_the_house(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "0812 3456 7890").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        let desk = &house.desk;
        desk.act(ConfirmBooking { booking: booked.id, version: Some(1), without_deposit: String::new() }).await.unwrap();
        let here = desk.act(arrive(booked.id)).await.unwrap();
        assert_eq!(here.status, Status::Arrived);
        desk.act(start(booked.id)).await.unwrap();
        desk.act(FinishVisit { booking: booked.id, version: None, late_reason: String::new() }).await.unwrap();
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert_eq!(day.len(), 1);
        let row = &day[0];
        assert_eq!((row.status, row.patient.as_str()), (Status::Done, "Siti Rahma"));
        assert_eq!((row.total, row.paid), (Money(175_000), Money(0)), "done never means paid");
        assert_eq!((row.ticket_prefix.as_deref(), row.ticket_number), (Some("A"), Some(1)));
    }

    async fn a_taken_time_names_who_holds_it(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let budi = house.patient("Budi Santoso", "081311112222").await;
        house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap();
        let refused = house.book(budi, "Facial Basic", Some("Rina"), at(13, 30)).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!(refusal.code, "booking.staff_taken");
        let facts = serde_json::Value::Object(refusal.details_json());
        assert_eq!(facts["patient"], "Siti Rahma");
        assert_eq!(facts["by"], "Ratna Dewi");
        // Touching ends do not meet.
        house.book(budi, "Facial Basic", Some("Rina"), at(13, 45)).await.unwrap();
        // The same patient twice at once, and a room twice at once.
        assert_eq!(code(house.book(siti, "Totok Wajah", Some("Tono"), at(13, 15)).await), "booking.patient_taken");
    }

    async fn a_span_says_its_day_once(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        house.book(siti, "Facial Basic", Some("Rina"), on(23, 13, 0)).await.unwrap();
        for (at, day) in [(on(23, 13, 30), "23 Nov"), (on(24, 7, 0), "24 Nov"), (on(24, 12, 0), "24 Nov")] {
            let refused = house.book(siti, "Facial Basic", Some("Rina"), at).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            for language in [Language::English, Language::Indonesian] {
                let currency = &house.desk.clinic().currency;
                let said = Words::new(language).refusal(refusal, currency, house.desk.today());
                assert_eq!(said.matches(day).count(), 1, "{said}");
            }
        }
    }

    async fn any_picks_who_is_free(lab: &Lab) {
        let house = House::of(lab).await;
        let treatment = house.treatment("Facial Premium").await;
        let mut names = Vec::new();
        for (index, name) in ["Ani", "Beti", "Cici"].iter().enumerate() {
            let patient = house.patient(name, &format!("08121111000{index}")).await;
            match house.desk.act(booking(patient, treatment, None, at(14, 0))).await {
                Ok(booked) => names.push(booked.staff_name),
                Err(fault) => names.push(fault.refusal().unwrap().code.to_owned()),
            }
        }
        names.sort();
        assert_eq!(names, ["Ayu Larasati", "Rina Wulandari", "booking.nobody_free"]);
    }

    async fn hours_breaks_skills_and_the_past_are_refused(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        let refused = house.book(siti, "Facial Basic", Some("Rina"), at(12, 30)).await.unwrap_err();
        let facts = refused.refusal().unwrap().details_json();
        let of = |name: &str| facts[name].as_str().unwrap().to_owned();
        assert_eq!(
            ["from", "to", "why"].map(of),
            ["2026-11-20T12:00", "2026-11-20T13:00", "break"],
            "the break is named, not the hours around it"
        );
        assert_eq!(code(house.book(siti, "Facial Basic", Some("Rina"), on(22, 10, 0)).await), "booking.off");
        // Leave is called so, of a part of the day and of all of it, also where she would not work anyway.
        let rina = house.staff("Rina").await;
        let leave = AddLeave { staff: rina, starts_at: on(23, 9, 0), ends_at: on(25, 0, 0), reason: "cuti".to_owned() };
        house.desk.act(leave).await.unwrap();
        for (at, wanted) in [(on(23, 10, 0), "booking.outside_hours"), (on(24, 10, 0), "booking.off")] {
            let refused = house.book(siti, "Facial Basic", Some("Rina"), at).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, refusal.details_json()["why"].as_str()), (wanted, Some("leave")));
        }
        assert_eq!(code(house.book(siti, "Laser Acne", Some("Rina"), at(14, 0)).await), "booking.cannot");
        assert_eq!(code(house.book(siti, "Facial Basic", Some("Rina"), at(9, 0)).await), "date.past");
        assert_eq!(code(house.book(siti, "Facial Basic", Some("Rina"), on(19, 10, 0)).await), "date.past");
        // Past closing and past midnight.
        assert_eq!(code(house.book(siti, "Facial Basic", Some("Rina"), at(23, 50)).await), "booking.outside_hours");
    }

    async fn who_may_books_over_another_once_with_a_reason(lab: &Lab) {
        let house = House::of(lab).await;
        let treatment = house.treatment("Facial Basic").await;
        let rina = Some(house.staff("Rina").await);
        let mut over = Vec::new();
        for index in 0..3 {
            let patient = house.patient(&format!("Orang {index}"), &format!("08122222000{index}")).await;
            let mut book = booking(patient, treatment, rina, at(14, 0));
            if index > 0 {
                book.override_reason = Some("datang jauh".to_owned());
            }
            if index == 1 {
                assert_eq!(code(house.desk.act(book.clone()).await), "permission.pin");
            }
            over.push(house.desk.act_as(book, approved()).await);
        }
        assert!(over[0].is_ok() && over[1].is_ok());
        assert_eq!(code(over.remove(2)), "booking.one_overbook");
        let day = house.desk.ask(OpenDay { day: house.desk.today() }).await.unwrap();
        assert_eq!(day.iter().filter(|row| row.overbook).count(), 1);
    }

    async fn what_was_put_over_another_stands_when_the_other_goes_away(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        let rina = Some(house.staff("Rina").await);
        let [siti, budi, dewi] = [("Siti", "1"), ("Budi", "2"), ("Dewi", "3")]
            .map(|(name, last)| (format!("{name} Satu"), format!("08122222000{last}")));
        let siti = house.patient(&siti.0, &siti.1).await;
        let budi = house.patient(&budi.0, &budi.1).await;
        let dewi = house.patient(&dewi.0, &dewi.1).await;
        let first = desk.act(booking(siti, facial, rina, at(14, 0))).await.unwrap();
        let mut over = booking(budi, facial, rina, at(14, 0));
        over.override_reason = Some("datang jauh".to_owned());
        desk.act_as(over, approved()).await.unwrap();
        desk.act(CancelBooking { booking: first.id, version: None, by: None, reason: "sakit".to_owned(), deposit: None })
            .await
            .unwrap();
        // Nobody else gets the time without a leave, nor the one who has it somebody else at the same time.
        assert_eq!(code(desk.act(booking(dewi, facial, rina, at(14, 0))).await), "booking.staff_taken");
        assert_eq!(code(desk.act(booking(dewi, facial, rina, at(14, 15))).await), "booking.staff_taken");
        let ayu = Some(house.staff("Ayu").await);
        assert_eq!(code(desk.act(booking(budi, facial, ayu, at(14, 0))).await), "booking.patient_taken");
        // What was cancelled by mistake gets its time back.
        desk.act(UndoVisit { booking: first.id, version: None }).await.unwrap();
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert_eq!(day.iter().filter(|row| row.status == Status::Booked).count(), 2);
    }

    async fn moving_keeps_the_booking_and_undo_takes_a_step_back(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let budi = house.patient("Budi", "081311112222").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap();
        let stale = MoveBooking {
            booking: booked.id, version: Some(9), starts_at: at(14, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        assert_eq!(code(desk.act(stale).await), "row.stale");
        let to = MoveBooking {
            booking: booked.id, version: Some(1), starts_at: at(14, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        let moved = desk.act(to).await.unwrap();
        assert_eq!((moved.id, moved.starts_at, moved.version), (booked.id, at(14, 0), 2));
        let cancel = CancelBooking { booking: booked.id, version: None, by: None, reason: "sakit".to_owned(), deposit: None };
        desk.act(cancel).await.unwrap();
        // The time is free for somebody else; then it cannot be taken back.
        house.book(budi, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap();
        let undo = UndoVisit { booking: booked.id, version: None };
        assert_eq!(code(desk.act(undo).await), "booking.staff_taken");
    }

    async fn a_move_that_is_undone_brings_its_confirmation_back(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let booking = house.book(siti, "Facial Basic", Some("Rina"), at(13, 15)).await.unwrap().id;
        desk.act(ConfirmBooking { booking, version: None, without_deposit: String::new() }).await.unwrap();
        let to = |starts_at, undo| MoveBooking {
            booking, version: None, starts_at, staff: None, override_reason: None, undo, deposit: None,
        };
        assert_eq!(desk.act(to(at(14, 0), false)).await.unwrap().status, Status::Booked);
        // The yes was for the other time: a step alone does not bring it back.
        let undo = || UndoVisit { booking, version: None };
        let refused = desk.act(undo()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["confirmed"].as_str()), ("booking.undo_moved", Some("yes")));
        // One that nobody had confirmed lost nothing by it.
        let other = house.book(siti, "Facial Basic", Some("Rina"), at(11, 0)).await.unwrap().id;
        desk.act(MoveBooking { booking: other, ..to(at(15, 15), false) }).await.unwrap();
        let refused = desk.act(UndoVisit { booking: other, version: None }).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["confirmed"].as_str()), ("booking.undo_moved", Some("no")));
        assert_eq!(desk.act(to(at(13, 15), true)).await.unwrap().status, Status::Confirmed);
        // From here on it goes as if it had never been moved.
        assert_eq!(desk.act(undo()).await.unwrap().status, Status::Booked);
        // What was never confirmed is not confirmed by it.
        assert_eq!(desk.act(to(at(14, 0), true)).await.unwrap().status, Status::Booked);
    }

    async fn undo_goes_back_step_by_step(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        desk.act(arrive(booked.id)).await.unwrap();
        desk.act(start(booked.id)).await.unwrap();
        let undo = || UndoVisit { booking: booked.id, version: None };
        assert_eq!(desk.act(undo()).await.unwrap().status, Status::Arrived);
        assert_eq!(desk.act(undo()).await.unwrap().status, Status::Booked);
        assert_eq!(code(desk.act(undo()).await), "booking.nothing_to_undo");
        // The number was given and stays theirs all day: arriving again draws no other.
        desk.act(arrive(booked.id)).await.unwrap();
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        assert_eq!(day[0].ticket_number, Some(1));
    }

    async fn a_no_show_waits_for_the_time_and_may_still_come(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        let no_show = || MarkNoShow { booking: booked.id, version: None, deposit: None };
        assert_eq!(code(desk.act(no_show()).await), "booking.too_early");
        // Late is not missed: the grace is a quarter of an hour.
        house.clock.set(at(10, 44));
        let early = desk.act(no_show()).await.unwrap_err();
        assert_eq!(early.refusal().unwrap().details_json()["at"], "2026-11-20T10:45");
        house.clock.set(at(10, 45));
        desk.act(no_show()).await.unwrap();
        assert_eq!(desk.act(arrive(booked.id)).await.unwrap().status, Status::Arrived);
    }

    async fn another_treatment_takes_its_price_and_minutes(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap();
        let premium = house.treatment("Facial Premium").await;
        let assign = AssignBooking {
            booking: booked.id, version: Some(1), treatment: Some(premium), staff: None, override_reason: None,
        };
        let assigned = house.desk.act(assign).await.unwrap();
        assert_eq!(assigned.ends_at, at(14, 0));
        let day = house.desk.ask(OpenDay { day: house.desk.today() }).await.unwrap();
        assert_eq!(day[0].total, Money(350_000));
    }

    async fn next_free_skips_what_is_taken(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        let rina = house.staff("Rina").await;
        house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap();
        let ask = NextFree {
            treatment: house.treatment("Facial Basic").await,
            staff: Some(rina),
            patient: None, moving: None, from: None,
            part: Some(DayPart::Afternoon),
            at: None,
            most: Some(3),
        };
        let free = house.desk.ask(ask).await.unwrap();
        assert_eq!(free.iter().map(|slot| slot.starts_at).collect::<Vec<_>>(), [at(13, 45), at(14, 0), at(14, 15)]);
    }

    async fn next_free_looks_past_a_week_away(lab: &Lab) {
        let house = House::of(lab).await;
        let rina = house.staff("Rina").await;
        let leave = AddLeave { staff: rina, starts_at: at(10, 0), ends_at: on(30, 12, 0), reason: "cuti".to_owned() };
        house.desk.act(leave).await.unwrap();
        let siti = house.patient("Siti", "081234567890").await;
        house.book(siti, "Facial Basic", Some("Rina"), on(30, 13, 0)).await.unwrap();
        let treatment = house.treatment("Facial Basic").await;
        let ask = |staff| NextFree { treatment, staff, patient: None, moving: None, from: None, part: None, at: None, most: Some(2) };
        let free = house.desk.ask(ask(Some(rina))).await.unwrap();
        assert_eq!(free.iter().map(|slot| slot.starts_at).collect::<Vec<_>>(), [on(30, 13, 45), on(30, 14, 0)]);
        // Of two who are free, the one with less to do that day.
        let any = NextFree { from: Some(on(30, 0, 0).day(Zone::home())), part: Some(DayPart::Afternoon), ..ask(None) };
        let free = house.desk.ask(NextFree { most: Some(4), ..any }).await.unwrap();
        assert_ne!(free[0].staff, rina);
        assert_ne!(free[3].staff, rina, "Rina is free again, and has one booking more: {free:?}");
    }

    async fn asking_twice_books_once(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        let treatment = house.treatment("Facial Basic").await;
        let request = RequestId::new();
        let book = booking(siti, treatment, None, at(13, 0));
        let first = house.desk.act_as(book.clone(), Asked::once(request)).await.unwrap();
        let second = house.desk.act_as(book.clone(), Asked::once(request)).await.unwrap();
        assert_eq!(first, second);
        let other = booking(siti, treatment, None, at(15, 0));
        assert_eq!(code(house.desk.act_as(other, Asked::once(request)).await), "request.other");
    }

    async fn who_is_with_somebody_begins_with_another_by_a_pin_alone(lab: &Lab) {
        let house = House::of(lab).await;
        colleague(lab, &house, "hendra", Role::Manager).await;
        let desk = colleague(lab, &house, "sari", Role::Receptionist).await;
        let (siti, budi) = (house.patient("Siti", "081234567890").await, house.patient("Budi", "081234567891").await);
        // Planned one after the other; the second is here early.
        let first = house.book(siti, "Facial Basic", Some("Rina"), at(10, 0)).await.unwrap().id;
        let second = house.book(budi, "Facial Basic", Some("Rina"), at(11, 0)).await.unwrap().id;
        for booking in [first, second] {
            desk.act(arrive(booking)).await.unwrap();
        }
        desk.act(start(first)).await.unwrap();
        house.clock.set(at(10, 5));
        let refused = desk.act(start(second)).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let said = refusal.details_json();
        assert_eq!((refusal.code, said["patient"].as_str()), ("booking.staff_serving", Some("Siti")));
        assert_eq!((said["staff"].as_str(), said["from"].as_str()), (Some("Rina Wulandari"), Some("2026-11-20T10:00")));
        // As over a busy person: somebody who may signs, with why.
        let over = StartVisit { override_reason: Some("masker dulu".to_owned()), ..start(second) };
        assert_eq!(code(desk.act(over.clone()).await), "permission.second");
        assert_eq!(code(desk.act_as(over.clone(), approved()).await), "permission.denied");
        assert_eq!(desk.act_as(over, with_pin_of("hendra")).await.unwrap().status, Status::InService);
        let rows: Vec<(String, Option<String>)> = loket::store::On::from(&lab.db)
            .all("SELECT u.reason, a.username FROM audit u LEFT JOIN account a ON a.id = u.approver_id ORDER BY u.seq DESC LIMIT 1", ())
            .await
            .unwrap();
        assert_eq!(rows[0].1.as_deref(), Some("hendra"));
        // Once nobody is with her any more, she just begins.
        let cici = house.patient("Cici", "081234567892").await;
        let third = house.book(cici, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        desk.act(arrive(third)).await.unwrap();
        desk.act(FinishVisit { booking: first, version: None, late_reason: String::new() }).await.unwrap();
        assert_eq!(code(desk.act(start(third)).await), "booking.staff_serving");
        desk.act(FinishVisit { booking: second, version: None, late_reason: String::new() }).await.unwrap();
        desk.act(start(third)).await.unwrap();
    }

    async fn whoever_is_free_is_nobody_who_is_with_somebody(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let treatment = house.treatment("Facial Basic").await;
        let can = desk.roster().await.unwrap().can(treatment).to_vec();
        let mut walk_in = 0;
        let mut comes = async || {
            walk_in += 1;
            let patient = house.patient(&format!("Tamu {walk_in}"), &format!("08123456780{walk_in}")).await;
            house.walks_in(patient).await
        };
        for _ in &can {
            desk.act(start(comes().await)).await.unwrap();
        }
        // Long after their time: they are with somebody all the same.
        house.clock.set(at(11, 30));
        let next = comes().await;
        assert_eq!(code(desk.act(start(next)).await), "booking.staff_serving");
        let named = StartVisit { staff: Some(can[0]), ..start(next) };
        assert_eq!(code(desk.act(named.clone()).await), "booking.staff_serving");
        let assign = AssignBooking { booking: next, version: None, treatment: None, staff: Some(can[0]), override_reason: None };
        assert_eq!(code(desk.act(assign.clone()).await), "booking.staff_serving");
        let over = |why: &str| Some(why.to_owned());
        let assign = AssignBooking { override_reason: over("sebentar lagi"), ..assign };
        assert_eq!(code(desk.act(assign.clone()).await), "permission.pin");
        let named = StartVisit { override_reason: over("masker dulu"), ..named };
        assert_eq!(code(desk.act(named.clone()).await), "permission.pin");
        desk.act_as(named, approved()).await.unwrap();
    }

    async fn alerts_are_read_before_anybody_starts(lab: &Lab) {
        use loket::desk::patient::{PatientForm, RegisterPatient};
        let house = House::of(lab).await;
        let form = PatientForm { name: "Siti".to_owned(), alerts: "alergi lateks".to_owned(), ..PatientForm::default() };
        let siti = house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap().id;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        house.desk.act(arrive(booked.id)).await.unwrap();
        assert_eq!(code(house.desk.act(start(booked.id)).await), "booking.alerts");
        let seen = StartVisit { alerts_seen: true, ..start(booked.id) };
        assert_eq!(house.desk.act(seen).await.unwrap().status, Status::InService);
    }

    async fn who_waits_at_midnight_is_treated_on_the_day_they_came(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti", "081234567890").await;
        let booked = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        let other = house.patient("Budi", "081311112222").await;
        let later = house.book(other, "Facial Basic", Some("Rina"), on(21, 9, 0)).await.unwrap().id;
        let third = house.patient("Citra", "081300000003").await;
        let waits = house.book(third, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        house.clock.set(at(23, 50));
        let desk = house.another(lab, "Counter 1").await;
        desk.act(arrive(booked)).await.unwrap();
        desk.act(arrive(waits)).await.unwrap();
        house.clock.set(on(21, 0, 10));
        let desk = house.another(lab, "Counter 1").await;
        assert_eq!(desk.act(start(booked)).await.unwrap().status, Status::InService);
        // One at a time then too.
        assert_eq!(code(desk.act(start(waits)).await), "booking.staff_serving");
        desk.act(loket::desk::visit::FinishVisit { booking: booked, version: None, late_reason: String::new() }).await.unwrap();
        let day = desk.ask(OpenDay { day: at(10, 0).day(loket::domain::zone::Zone::home()) }).await.unwrap();
        assert_eq!(day.iter().find(|row| row.id == booked).unwrap().status, Status::Done);
        // The night after is too late.
        house.clock.set(on(21, 9, 0));
        let desk = house.another(lab, "Counter 1").await;
        desk.act(arrive(later)).await.unwrap();
        house.clock.set(on(23, 0, 10));
        let desk = house.another(lab, "Counter 1").await;
        assert_eq!(code(desk.act(start(later)).await), "booking.other_day");
    }
}
