//! Numbers, calling, and the ways out of the line.

use loket::desk::assign::AssignBooking;
use loket::desk::board::OpenBoard;
use loket::desk::estimate::EstimateWait;
use loket::desk::patient::PatientForm;
use loket::desk::queue::{OpenQueue, Ticket};
use loket::desk::ticket::{CallNext, CallTicket, LeaveQueue, ParkTicket, ReactivateTicket, UndoTicket};
use loket::desk::visit::{Arrive, FinishVisit, StartVisit, UndoVisit};
use loket::desk::walk_in::{WalkIn, WalkedIn};
use loket::desk::{Desk, Done};
use loket::domain::id::{TicketId, TreatmentId};
use loket::domain::queue::TicketStatus;

use crate::clinic::{House, at, code, on};
use crate::support::on_both;

pub fn walk_in(name: &str, phone: &str, treatment: Option<TreatmentId>) -> WalkIn {
    let form =
        PatientForm { name: name.to_owned(), phones: vec![phone.to_owned()], ..PatientForm::default() };
    WalkIn {
        patient: None,
        form: Some(form),
        somebody_else: false,
        treatment,
        staff: None,
        urgent: false,
        despite_booking: false,
    }
}

pub async fn come(desk: &Desk, name: &str, phone: &str, treatment: Option<TreatmentId>) -> WalkedIn {
    desk.act(walk_in(name, phone, treatment)).await.unwrap()
}

pub async fn next(desk: &Desk) -> Done<Ticket> {
    desk.act(CallNext { to: Some("Ruang 1".to_owned()), prefix: None, staff: None }).await
}

fn call(ticket: TicketId) -> CallTicket {
    CallTicket { ticket, version: None, to: None }
}

on_both! {
    async fn a_booking_takes_over_the_number_its_patient_waits_with(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let came = come(desk, "Ani", "081200000001", None).await;
        let patient = came.ticket.patient;
        let booked = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        let arrive = || Arrive { booking: booked.id, version: None };
        desk.act(arrive()).await.unwrap();
        let queue = desk.ask(OpenQueue {}).await.unwrap();
        assert_eq!(queue.lines.len(), 1, "the number is kept: {queue:?}");
        let line = &queue.lines[0];
        assert_eq!((line.label.as_str(), line.ticket.booking_id), ("A001", Some(booked.id)));
        assert_eq!((line.ticket.due_at, line.ticket.status), (Some(at(10, 30)), TicketStatus::Waiting));
        // A second booking of the same day has no number to take over.
        let later = house.book(patient, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap();
        let arrive = Arrive { booking: later.id, version: None };
        assert_eq!(code(desk.act(arrive).await), "ticket.already");
    }

    async fn whoever_comes_again_the_same_day_has_the_same_number(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let ani = house.patient("Ani", "081200000001").await;
        let booking = house.book(ani, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        let numbers = async || {
            let queue = desk.ask(OpenQueue {}).await.unwrap();
            queue.lines.into_iter().map(|line| (line.label, line.ticket.status)).collect::<Vec<_>>()
        };
        let arrive = || Arrive { booking, version: None };
        desk.act(arrive()).await.unwrap();
        desk.act(UndoVisit { booking, version: None }).await.unwrap();
        assert_eq!(numbers().await, [("A001".to_owned(), TicketStatus::Left)]);
        desk.act(arrive()).await.unwrap();
        assert_eq!(numbers().await, [("A001".to_owned(), TicketStatus::Waiting)]);
        come(desk, "Budi", "081200000002", None).await;
        assert_eq!(numbers().await.len(), 2);
    }

    async fn numbers_rise_and_are_called_in_turn(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        let one = come(desk, "Ani", "081200000001", Some(facial)).await;
        house.clock.set(at(10, 1));
        let two = come(desk, "Budi", "081200000002", None).await;
        assert_eq!((one.ticket.label.as_str(), two.ticket.label.as_str()), ("A001", "A002"));
        let queue = desk.ask(OpenQueue {}).await.unwrap();
        assert_eq!(queue.waiting, 2);
        assert_eq!(queue.lines[0].estimate, Some(0), "somebody is free now");
        assert_eq!(next(desk).await.unwrap().label, "A001");
        assert_eq!(next(desk).await.unwrap().label, "A002");
        assert_eq!(code(next(desk).await), "queue.empty");
        let board = desk.ask(OpenBoard {}).await.unwrap();
        assert_eq!((board.called.len(), board.called[0].to.as_str()), (2, "Ruang 1"));
    }

    async fn who_is_called_still_comes_before_who_waits(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        // Nobody but Rina does it.
        let peeling = house.treatment("Chemical Peeling").await;
        let minutes = desk.roster().await.unwrap().treatment(peeling).unwrap().minutes;
        come(desk, "Ani", "081200000001", Some(peeling)).await;
        house.clock.set(at(10, 1));
        come(desk, "Budi", "081200000002", Some(peeling)).await;
        let estimates = async || {
            let queue = desk.ask(OpenQueue {}).await.unwrap();
            let came = desk.ask(EstimateWait { treatment: Some(peeling), staff: None }).await.unwrap();
            (queue.lines.iter().map(|line| line.estimate).collect::<Vec<_>>(), came.ahead, came.minutes)
        };
        assert_eq!(estimates().await, (vec![Some(0), Some(minutes)], 2, Some(2 * minutes)));
        assert_eq!(next(desk).await.unwrap().label, "A001");
        assert_eq!(estimates().await, (vec![None, Some(minutes)], 1, Some(2 * minutes)));
    }

    async fn recall_waits_and_the_third_call_is_the_last(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let id = come(desk, "Ani", "081200000001", None).await.ticket.id;
        next(desk).await.unwrap();
        assert_eq!(code(desk.act(call(id)).await), "ticket.recall_soon");
        for minute in 1..=2 {
            house.clock.set(at(10, 2 * minute));
            assert_eq!(desk.act(call(id)).await.unwrap().status, TicketStatus::Called);
        }
        house.clock.set(at(10, 10));
        assert_eq!(desk.act(call(id)).await.unwrap().status, TicketStatus::Missed);
        let back = desk.act(ReactivateTicket { ticket: id, version: None }).await.unwrap();
        assert_eq!((back.status, back.label.as_str()), (TicketStatus::Waiting, "A001"));
    }

    async fn parked_keeps_the_number_and_undo_calls_back(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let id = come(desk, "Ani", "081200000001", None).await.ticket.id;
        desk.act(ParkTicket { ticket: id, version: None }).await.unwrap();
        assert_eq!(code(next(desk).await), "queue.empty");
        let back = desk.act(UndoTicket { ticket: id, version: None }).await.unwrap();
        assert_eq!(back.status, TicketStatus::Waiting);
    }

    async fn the_same_patient_is_in_a_queue_once(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        come(desk, "Ani", "081200000001", Some(facial)).await;
        assert_eq!(code(desk.act(walk_in("Ani", "081200000001", None)).await), "patient.look_alike");
        let ani = desk
            .ask(loket::desk::patient::FindPatients { text: "ani".to_owned() })
            .await
            .unwrap()[0]
            .id;
        let again = WalkIn { patient: Some(ani), ..walk_in("", "", Some(facial)) };
        assert_eq!(code(desk.act(again).await), "ticket.already");
    }

    async fn what_is_refused_takes_nobodys_time_and_what_is_done_is_in_the_trail(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let rina = Some(house.staff("Rina").await);
        // Over early, and its time goes on to the break.
        let visit = house.book(siti, "Chemical Peeling", Some("Rina"), at(11, 0)).await.unwrap().id;
        house.clock.set(at(11, 0));
        desk.act(StartVisit { booking: visit, version: None, staff: None, alerts_seen: false, override_reason: None }).await.unwrap();
        house.clock.set(at(11, 5));
        desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        let ends = async || {
            let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
            day.iter().find(|row| row.id == visit).unwrap().ends_at
        };
        let had = ends().await;
        let peeling = house.treatment("Mikrodermabrasi").await;
        house.clock.set(at(11, 10));
        let waits = come(desk, "Ani", "081200000001", Some(peeling)).await.booking.unwrap();
        let assign = |treatment| AssignBooking {
            booking: waits, version: None, treatment, staff: rina, override_reason: None,
        };
        // An hour from ten past eleven ends within the break.
        assert_eq!(code(desk.act(assign(None)).await), "booking.outside_hours");
        assert_eq!(ends().await, had, "nothing is let go for what is not done");
        let short = house.treatment("Facial Basic").await;
        desk.act(assign(Some(short))).await.unwrap();
        assert_eq!(ends().await, at(11, 10));
        let rows: Vec<(String,)> = loket::store::On::from(&lab.db)
            .all("SELECT after FROM audit WHERE act = 'assign_booking'", ())
            .await
            .unwrap();
        let after: serde_json::Value = serde_json::from_str(&rows[0].0).unwrap();
        assert_eq!((rows.len(), &after["let_go"][0]["booking"]), (1, &serde_json::json!(visit)), "{after}");
    }

    async fn what_was_left_open_yesterday_is_closed_by_the_first_of_today(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        come(desk, "Ani", "081200000001", None).await;
        house.clock.set(on(21, 9, 0));
        let desk = house.another(lab, "Counter 1").await;
        let today = come(&desk, "Budi", "081200000002", None).await;
        assert_eq!(today.ticket.label, "A001", "a new day begins at one");
        let rows: Vec<(String, bool)> = loket::store::On::from(&lab.db)
            .all("SELECT status, left_auto FROM ticket ORDER BY issued_at", ())
            .await
            .unwrap();
        assert_eq!(rows, [("left".to_owned(), true), ("waiting".to_owned(), false)]);
    }

    async fn going_home_ends_the_visit_too(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        let one = come(desk, "Ani", "081200000001", Some(facial)).await;
        desk.act(LeaveQueue { ticket: one.ticket.id, version: None }).await.unwrap();
        let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
        assert_eq!(day[0].status, loket::domain::booking::Status::Left);
    }
}
