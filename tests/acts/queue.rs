//! Numbers, calling, and the ways out of the line.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::OpenBill;
use loket::desk::board::OpenBoard;
use loket::desk::booking::{DayRow, OpenDay};
use loket::desk::estimate::EstimateWait;
use loket::desk::patient::PatientForm;
use loket::desk::queue::{OpenQueue, Ticket};
use loket::desk::ticket::{
    CallNext, CallTicket, LeaveQueue, MarkUrgent, MissTicket, ParkTicket, ReactivateTicket, ServeTicket,
    TransferTicket, UndoTicket,
};
use loket::desk::visit::{Arrive, FinishVisit, LeaveVisit, StartVisit, UndoVisit};
use loket::desk::walk_in::{WalkIn, WalkedIn};
use loket::desk::{Desk, Done};
use loket::domain::id::{TicketId, TreatmentId};
use loket::domain::queue::TicketStatus;
use loket::domain::zone::Zone;

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

async fn come(desk: &Desk, name: &str, phone: &str, treatment: Option<TreatmentId>) -> WalkedIn {
    desk.act(walk_in(name, phone, treatment)).await.unwrap()
}

async fn next(desk: &Desk) -> Done<Ticket> {
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

    /// Whom somebody asked for, or to whom their number was given, treats them; nobody else is paid for it.
    async fn who_was_asked_for_treats(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let (facial, rina, tono) =
            (house.treatment("Facial Basic").await, house.staff("Rina").await, house.staff("Tono").await);
        let row = async |booking| {
            let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
            day.into_iter().find(|row| row.id == booking).unwrap()
        };
        let seen = |row: &DayRow| (row.staff_id, row.staff.clone());
        let start = |booking| StartVisit {
            booking, version: None, staff: None, alerts_seen: true, override_reason: None,
        };
        // The last of the list, so that whoever is free first is somebody else.
        let asked = WalkIn { staff: Some(tono), ..walk_in("Ani", "081200000001", Some(facial)) };
        let booking = desk.act(asked).await.unwrap().ticket.booking.unwrap();
        assert_eq!(seen(&row(booking).await), (None, Some("Tono Prasetyo".to_owned())));
        desk.act(start(booking)).await.unwrap();
        assert_eq!(seen(&row(booking).await), (Some(tono), Some("Tono Prasetyo".to_owned())));
        let queue = desk.ask(OpenQueue {}).await.unwrap();
        assert_eq!(queue.lines[0].ticket.staff_id, Some(tono));
        house.clock.set(at(10, 10));
        desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();

        // Given to somebody else, the number takes the visit along.
        for served in [false, true] {
            if served {
                let other = house.patient("Citra", "081200000099").await;
                house.book(other, "Facial Basic", Some("Rina"), at(15, 15)).await.unwrap();
            }
            let patient = house.patient(&format!("Budi {served}"), &format!("08120000001{}", u8::from(served))).await;
            let booked = house.book(patient, "Facial Basic", Some("Tono"), at(11 + 4 * u32::from(served), 0)).await.unwrap();
            desk.act(Arrive { booking: booked.id, version: None }).await.unwrap();
            let queue = desk.ask(OpenQueue {}).await.unwrap();
            let ticket = queue.lines.iter().find(|line| line.ticket.booking_id == Some(booked.id)).unwrap().ticket.id;
            desk.act(TransferTicket { ticket, version: None, staff: Some(rina) }).await.unwrap();
            // The time is theirs now; where it is not, nobody's, until it begins.
            let held = if served { None } else { Some(rina) };
            assert_eq!(seen(&row(booked.id).await), (held, Some("Rina Wulandari".to_owned())));
            if served {
                let serve = ServeTicket {
                    ticket, version: None, treatment: None, staff: None, alerts_seen: true, override_reason: None,
                };
                desk.act(serve).await.unwrap();
            } else {
                desk.act(start(booked.id)).await.unwrap();
            }
            assert_eq!(seen(&row(booked.id).await), (Some(rina), Some("Rina Wulandari".to_owned())));
            house.clock.set(at(10, 20));
            desk.act(FinishVisit { booking: booked.id, version: None, late_reason: String::new() }).await.unwrap();
            let bill = desk.ask(OpenBill { booking: booked.id }).await.unwrap();
            assert_eq!(bill.lines[0].staff_id, Some(rina));
        }
    }

    async fn a_beginning_that_is_taken_back_leaves_the_number_waiting_for_whom_it_waited(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        for served in [false, true] {
            let came = come(desk, &format!("Ani {served}"), &format!("08120000002{}", u8::from(served)), Some(facial)).await;
            let (ticket, booking) = (came.ticket.id, came.ticket.booking.unwrap());
            if served {
                let serve = ServeTicket {
                    ticket, version: None, treatment: None, staff: None, alerts_seen: true, override_reason: None,
                };
                desk.act(serve).await.unwrap();
            } else {
                let start = StartVisit {
                    booking, version: None, staff: None, alerts_seen: true, override_reason: None,
                };
                desk.act(start).await.unwrap();
            }
            let stands = async || {
                let lines = desk.ask(OpenQueue {}).await.unwrap().lines;
                lines.into_iter().find(|line| line.ticket.id == ticket).unwrap().ticket.staff_id
            };
            assert!(stands().await.is_some(), "who treats is seen");
            desk.act(UndoVisit { booking, version: None }).await.unwrap();
            assert_eq!(stands().await, None, "and nobody was asked for");
        }
    }

    async fn undo_takes_back_what_was_done_last_or_says_it_cannot(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let ticket = come(desk, "Ani", "081200000001", None).await.ticket.id;
        desk.act(ParkTicket { ticket, version: None }).await.unwrap();
        desk.act(ReactivateTicket { ticket, version: None }).await.unwrap();
        desk.act(MarkUrgent { ticket, version: None, urgent: true }).await.unwrap();
        let stands = async || {
            let line = desk.ask(OpenQueue {}).await.unwrap().lines.remove(0).ticket;
            (line.status, line.priority, line.staff_id, line.waiting_since, line.calls)
        };
        let (since, tono) = (stands().await.3, house.staff("Tono").await);
        assert_eq!(stands().await, (TicketStatus::Waiting, 1, None, since, 0));
        desk.act(ParkTicket { ticket, version: None }).await.unwrap();
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await, (TicketStatus::Waiting, 1, None, since, 0));
        // Given to somebody the wait begins anew; both come back, and nothing else does.
        house.clock.set(at(10, 5));
        desk.act(CallTicket { ticket, version: None, to: None }).await.unwrap();
        house.clock.set(at(10, 7));
        desk.act(TransferTicket { ticket, version: None, staff: Some(tono) }).await.unwrap();
        assert_eq!(stands().await, (TicketStatus::Waiting, 1, Some(tono), at(10, 7), 0));
        house.clock.set(at(10, 9));
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await, (TicketStatus::Called, 1, None, since, 1));
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await, (TicketStatus::Waiting, 1, None, since, 0));
        // What was hurried waits in turn again, and before that there is only its being put back.
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await, (TicketStatus::Waiting, 0, None, since, 0));
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await.0, TicketStatus::Parked);
        desk.act(UndoTicket { ticket, version: None }).await.unwrap();
        assert_eq!(stands().await.0, TicketStatus::Waiting);
        assert_eq!(code(desk.act(UndoTicket { ticket, version: None }).await), "ticket.nothing_to_undo");
    }

    async fn a_visit_that_went_along_with_its_number_comes_back_with_it(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let (rina, tono) = (house.staff("Rina").await, house.staff("Tono").await);
        let seen = async |id| {
            let rows = house.desk.ask(OpenDay { day: at(9, 0).day(Zone::home()) }).await.unwrap();
            rows.into_iter().find(|row| row.id == id).unwrap().staff_id
        };
        let patient = house.patient("Budi", "081200000010").await;
        let booked = house.book(patient, "Facial Basic", Some("Tono"), at(11, 0)).await.unwrap();
        desk.act(Arrive { booking: booked.id, version: None }).await.unwrap();
        let ticket = desk.ask(OpenQueue {}).await.unwrap().lines[0].ticket.id;
        for to in [Some(rina), None] {
            desk.act(TransferTicket { ticket, version: None, staff: to }).await.unwrap();
            assert_eq!(seen(booked.id).await, to);
            desk.act(UndoTicket { ticket, version: None }).await.unwrap();
            assert_eq!(seen(booked.id).await, Some(tono));
            assert_eq!(desk.ask(OpenQueue {}).await.unwrap().lines[0].ticket.staff_id, Some(tono));
        }
        // Where their time was taken meanwhile nothing comes back.
        desk.act(TransferTicket { ticket, version: None, staff: Some(rina) }).await.unwrap();
        let other = house.patient("Citra", "081200000099").await;
        house.book(other, "Facial Basic", Some("Tono"), at(11, 15)).await.unwrap();
        assert_eq!(code(desk.act(UndoTicket { ticket, version: None }).await), "booking.staff_taken");
        assert_eq!(seen(booked.id).await, Some(rina));
    }

    async fn a_walk_in_is_served_until_the_next_booking(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let booked = house.patient("Siti", "081234567890").await;
        house.book(booked, "Chemical Peeling", Some("Rina"), at(10, 30)).await.unwrap();
        let peeling = house.treatment("Mikrodermabrasi").await;
        let one = come(desk, "Ani", "081200000001", Some(peeling)).await;
        let rina = house.staff("Rina").await;
        let serve = ServeTicket {
            ticket: one.ticket.id, version: None, treatment: None, staff: Some(rina), alerts_seen: false,
            override_reason: None,
        };
        let serving = desk.act(serve).await.unwrap();
        assert_eq!(serving.status, TicketStatus::Serving);
        let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
        let row = day.iter().find(|row| Some(row.id) == serving.booking).unwrap();
        assert_eq!((row.starts_at, row.ends_at), (at(10, 0), at(10, 30)));
    }

    async fn who_is_done_early_takes_the_next_at_once(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let rina = house.staff("Rina").await;
        let mut visit = house.book(siti, "Chemical Peeling", Some("Rina"), at(10, 0)).await.unwrap().id;
        let peeling = house.treatment("Mikrodermabrasi").await;
        desk.act(StartVisit { booking: visit, version: None, staff: None, alerts_seen: false, override_reason: None }).await.unwrap();
        // Much of the planned time is left, then less than anybody could be treated in.
        for (phone, from, to) in [("081200000001", at(10, 5), at(10, 10)), ("081200000002", at(10, 15), at(10, 50))] {
            house.clock.set(from);
            desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
            house.clock.set(to);
            let next = come(desk, &format!("Ani {phone}"), phone, Some(peeling)).await;
            let serve = ServeTicket {
                ticket: next.ticket.id, version: None, treatment: None, staff: Some(rina), alerts_seen: false,
                override_reason: None,
            };
            let serving = desk.act(serve).await.unwrap().booking.unwrap();
            let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
            let row = |id| day.iter().find(|row| row.id == id).unwrap();
            assert_eq!((row(serving).starts_at, row(visit).ends_at), (to, to));
            visit = serving;
        }
    }

    async fn who_was_done_before_the_planned_time_does_not_hold_it(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let rina = house.staff("Rina").await;
        let visit = house.book(siti, "Chemical Peeling", Some("Rina"), at(10, 45)).await.unwrap().id;
        let peeling = house.treatment("Mikrodermabrasi").await;
        desk.act(StartVisit { booking: visit, version: None, staff: None, alerts_seen: false, override_reason: None }).await.unwrap();
        house.clock.set(at(10, 35));
        desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        house.clock.set(at(10, 40));
        let next = come(desk, "Ani", "081200000001", Some(peeling)).await;
        let serve = ServeTicket {
            ticket: next.ticket.id, version: None, treatment: None, staff: Some(rina), alerts_seen: false,
            override_reason: None,
        };
        let serving = desk.act(serve).await.unwrap().booking.unwrap();
        let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
        let row = |id| day.iter().find(|row| row.id == id).unwrap();
        assert_eq!((row(visit).starts_at, row(visit).ends_at), (at(10, 0), at(10, 35)));
        assert_eq!(row(serving).starts_at, at(10, 40));
        let whole = row(serving).ends_at.minutes_since(at(10, 40));
        assert_eq!(whole, 60, "nobody is in the way");
        // The trail keeps the time it had and the time it keeps.
        let rows: Vec<(String,)> = loket::store::On::from(&lab.db)
            .all("SELECT after FROM audit WHERE act = 'serve_ticket'", ())
            .await
            .unwrap();
        let told = &rows.last().unwrap().0;
        let times = ["2026-11-20T03:45:00Z", "2026-11-20T03:35:00Z"].map(str::to_owned);
        for said in times.into_iter().chain([visit.0.to_string()]) {
            assert!(told.contains(&said), "{said}: {told}");
        }
    }

    async fn somebody_is_named_for_who_waits_from_now_on(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let siti = house.patient("Siti", "081234567890").await;
        let rina = house.staff("Rina").await;
        let visit = house.book(siti, "Chemical Peeling", Some("Rina"), at(10, 0)).await.unwrap().id;
        let peeling = house.treatment("Mikrodermabrasi").await;
        desk.act(StartVisit { booking: visit, version: None, staff: None, alerts_seen: false, override_reason: None }).await.unwrap();
        let waits = come(desk, "Ani", "081200000001", Some(peeling)).await.booking.unwrap();
        let assign = || AssignBooking {
            booking: waits, version: None, treatment: None, staff: Some(rina), override_reason: None,
        };
        house.clock.set(at(10, 20));
        assert_eq!(code(desk.act(assign()).await), "booking.staff_taken");
        desk.act(FinishVisit { booking: visit, version: None, late_reason: String::new() }).await.unwrap();
        house.clock.set(at(10, 25));
        desk.act(assign()).await.unwrap();
        let day = desk.ask(loket::desk::booking::OpenDay { day: desk.today() }).await.unwrap();
        let row = |id| day.iter().find(|row| row.id == id).unwrap();
        assert_eq!((row(waits).starts_at, row(visit).ends_at), (at(10, 25), at(10, 25)));
        assert_eq!(row(waits).staff_id, Some(rina));
        assert_eq!(code(desk.act(assign()).await), "booking.assigned");
    }

    async fn nobody_is_named_for_who_waits_outside_their_hours(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let peeling = house.treatment("Mikrodermabrasi").await;
        house.clock.set(at(12, 10));
        let waits = come(desk, "Ani", "081200000001", Some(peeling)).await.booking.unwrap();
        let rina = Some(house.staff("Rina").await);
        let assign = AssignBooking { booking: waits, version: None, treatment: None, staff: rina, override_reason: None };
        assert_eq!(code(desk.act(assign).await), "booking.outside_hours", "she has her break");
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

    async fn what_is_taken_back_at_the_visit_puts_its_number_where_it_stood(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        for (nth, wanted) in ["called", "parked", "missed"].into_iter().enumerate() {
            let came = come(desk, &format!("Ani {nth}"), &format!("08120000003{nth}"), Some(facial)).await;
            let (ticket, booking) = (came.ticket.id, came.ticket.booking.unwrap());
            let stands = async || {
                let lines = desk.ask(OpenQueue {}).await.unwrap().lines;
                let line = lines.into_iter().find(|line| line.ticket.id == ticket);
                line.unwrap().ticket.status.as_str()
            };
            desk.act(CallTicket { ticket, version: None, to: None }).await.unwrap();
            match wanted {
                "parked" => drop(desk.act(ParkTicket { ticket, version: None }).await.unwrap()),
                "missed" => drop(desk.act(MissTicket { ticket, version: None }).await.unwrap()),
                _ => {}
            }
            let reason = "pulang".to_owned();
            desk.act(LeaveVisit { booking, version: None, reason }).await.unwrap();
            desk.act(UndoVisit { booking, version: None }).await.unwrap();
            assert_eq!(stands().await, wanted);
            if wanted == "called" {
                let start = StartVisit {
                    booking, version: None, staff: None, alerts_seen: true, override_reason: None,
                };
                desk.act(start).await.unwrap();
                desk.act(UndoVisit { booking, version: None }).await.unwrap();
                assert_eq!(stands().await, "called", "begun too soon");
            }
            desk.act(LeaveQueue { ticket, version: None }).await.unwrap();
        }
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
