//! A number whose last step is taken back stands where it stood.

use loket::desk::booking::OpenDay;
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::{
    CallTicket, LeaveQueue, MarkUrgent, MissTicket, ParkTicket, ReactivateTicket, ServeTicket,
    TransferTicket, UndoTicket,
};
use loket::desk::visit::{Arrive, LeaveVisit, StartVisit, UndoVisit};
use loket::domain::queue::TicketStatus;
use loket::domain::zone::Zone;

use crate::clinic::{House, at, code};
use crate::queue::come;
use crate::support::on_both;

on_both! {
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
}
