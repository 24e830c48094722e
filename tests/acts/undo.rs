//! What is taken back is as it was before.

use loket::desk::assign::AssignBooking;
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::{ParkTicket, ServeTicket, TransferTicket};
use loket::desk::visit::{Arrive, FinishVisit, StartVisit, UndoVisit};
use loket::desk::walk_in::WalkIn;
use loket::domain::id::{BookingId, StaffId, TicketId};
use loket::store::booking::BookingRow;
use loket::store::queue::TicketRow;

use crate::clinic::{House, approved, at};
use crate::queue::walk_in;
use crate::support::{Lab, on_both};

impl House {
    /// A visit as it is kept, but for who wrote it last.
    async fn as_kept(&self, lab: &Lab, id: BookingId) -> BookingRow {
        let clinic = self.desk.clinic().id;
        let row = loket::store::booking::get(&lab.db, clinic, id).await.unwrap().unwrap();
        BookingRow { version: 0, updated_at: at(0, 0), ..row }
    }

    /// The same of a number.
    async fn number(&self, lab: &Lab, id: TicketId) -> TicketRow {
        let clinic = self.desk.clinic().id;
        let row = loket::store::queue::get(&lab.db, clinic, id).await.unwrap().unwrap();
        TicketRow { version: 0, updated_at: at(0, 0), ..row }
    }

    async fn ticket_of(&self, booking: BookingId) -> TicketId {
        let lines = self.desk.ask(OpenQueue {}).await.unwrap().lines;
        lines.iter().find(|line| line.ticket.booking_id == Some(booking)).unwrap().ticket.id
    }

    async fn take_back(&self, booking: BookingId) {
        self.desk.act(UndoVisit { booking, version: None }).await.unwrap();
    }
}

fn start(booking: BookingId, staff: Option<StaffId>) -> StartVisit {
    StartVisit { booking, version: None, staff, alerts_seen: true, override_reason: None }
}

fn serve(ticket: TicketId, staff: Option<StaffId>) -> ServeTicket {
    ServeTicket { ticket, version: None, treatment: None, staff, alerts_seen: true, override_reason: None }
}

on_both! {
    async fn a_beginning_that_is_taken_back_gives_back_who_and_when(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        let (rina, tono) = (house.staff("Rina").await, house.staff("Tono").await);
        let came = async |nth: u32, staff| {
            let who = WalkIn { staff, ..walk_in(&format!("Tamu {nth}"), &format!("08120000040{nth}"), Some(facial)) };
            desk.act(who).await.unwrap().booking.unwrap()
        };
        // Nobody was named; somebody was asked for; somebody was named since.
        let (nobody, asked, named) = (came(1, None).await, came(2, Some(tono)).await, came(3, None).await);
        house.clock.set(at(10, 5));
        let assign = AssignBooking {
            booking: named, version: None, treatment: None, staff: Some(rina), override_reason: None,
        };
        desk.act(assign).await.unwrap();
        // Booked, and given to somebody whose time is not free.
        let patient = house.patient("Siti", "081234567890").await;
        let given = house.book(patient, "Facial Basic", Some("Tono"), at(15, 0)).await.unwrap().id;
        let busy = house.patient("Citra", "081234567891").await;
        house.book(busy, "Facial Basic", Some("Rina"), at(15, 15)).await.unwrap();
        desk.act(Arrive { booking: given, version: None }).await.unwrap();
        let ticket = house.ticket_of(given).await;
        desk.act(TransferTicket { ticket, version: None, staff: Some(rina) }).await.unwrap();
        assert_eq!(house.as_kept(lab, given).await.staff_id, None);

        house.clock.set(at(10, 20));
        for (booking, who) in [(nobody, None), (asked, None), (named, None), (given, Some(tono))] {
            for served in [false, true] {
                let was = house.as_kept(lab, booking).await;
                if served {
                    desk.act(serve(house.ticket_of(booking).await, who)).await.unwrap();
                } else {
                    desk.act(start(booking, who)).await.unwrap();
                }
                assert!(house.as_kept(lab, booking).await.staff_id.is_some());
                house.take_back(booking).await;
                assert_eq!(house.as_kept(lab, booking).await, was, "served {served}");
            }
        }
        // Over another booking, by somebody's leave.
        let was = house.as_kept(lab, nobody).await;
        let held = house.patient("Dewi", "081234567892").await;
        house.book(held, "Facial Basic", Some("Tono"), at(10, 30)).await.unwrap();
        let over = StartVisit { override_reason: Some("datang jauh".to_owned()), ..start(nobody, Some(tono)) };
        desk.act_as(over, approved()).await.unwrap();
        assert!(house.as_kept(lab, nobody).await.overbook);
        house.take_back(nobody).await;
        assert_eq!(house.as_kept(lab, nobody).await, was);
    }

    async fn an_end_that_is_taken_back_goes_on_as_it_was(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let facial = house.treatment("Facial Basic").await;
        let came = desk.act(walk_in("Ani", "081200000001", Some(facial))).await.unwrap();
        let (ticket, booking) = (came.ticket.id, came.booking.unwrap());
        house.clock.set(at(10, 10));
        desk.act(start(booking, None)).await.unwrap();
        let was = (house.as_kept(lab, booking).await, house.number(lab, ticket).await);
        house.clock.set(at(10, 30));
        desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
        house.take_back(booking).await;
        assert_eq!((house.as_kept(lab, booking).await, house.number(lab, ticket).await), was);
        // And its beginning can still be taken back.
        house.take_back(booking).await;
        let row = house.as_kept(lab, booking).await;
        assert_eq!((row.staff_id, row.starts_at, row.started_at), (None, at(10, 0), None));
    }

    async fn an_arrival_that_is_taken_back_gives_the_number_back(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        for (nth, parked) in [false, true].into_iter().enumerate() {
            let came = desk.act(walk_in(&format!("Ani {nth}"), &format!("08120000050{nth}"), None)).await.unwrap();
            let (ticket, patient) = (came.ticket.id, came.ticket.patient);
            if parked {
                desk.act(ParkTicket { ticket, version: None }).await.unwrap();
            }
            let hour = 14 + u32::try_from(nth).unwrap();
            let booking = house.book(patient, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id;
            let was = (house.as_kept(lab, booking).await, house.number(lab, ticket).await);
            house.clock.set(at(10, 10));
            desk.act(Arrive { booking, version: None }).await.unwrap();
            assert_eq!(house.number(lab, ticket).await.booking_id, Some(booking));
            house.take_back(booking).await;
            assert_eq!((house.as_kept(lab, booking).await, house.number(lab, ticket).await), was, "parked {parked}");
            // Once more, and once more back.
            desk.act(Arrive { booking, version: None }).await.unwrap();
            house.take_back(booking).await;
            assert_eq!((house.as_kept(lab, booking).await, house.number(lab, ticket).await), was, "parked {parked}");
        }
    }
}
