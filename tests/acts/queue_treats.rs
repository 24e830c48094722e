//! Who treats whoever waits, when, and for how long that holds.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::OpenBill;
use loket::desk::booking::{DayRow, OpenDay};
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::{ServeTicket, TransferTicket};
use loket::desk::visit::{Arrive, FinishVisit, StartVisit};
use loket::desk::walk_in::WalkIn;
use loket::domain::id::BookingId;
use loket::domain::queue::TicketStatus;
use loket::domain::time::Ts;

use crate::clinic::{House, at, code};
use crate::queue::{come, walk_in};
use crate::support::on_both;

/// Rina has begun with somebody who is booked for then.
async fn rina_treats(house: &House, starts: Ts) -> BookingId {
    let siti = house.patient("Siti", "081234567890").await;
    let visit = house.book(siti, "Chemical Peeling", Some("Rina"), starts).await.unwrap().id;
    house.start(visit).await;
    visit
}

on_both! {
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
        let rina = house.staff("Rina").await;
        let visit = rina_treats(&house, at(10, 45)).await;
        let peeling = house.treatment("Mikrodermabrasi").await;
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
        let rina = house.staff("Rina").await;
        let visit = rina_treats(&house, at(10, 0)).await;
        let peeling = house.treatment("Mikrodermabrasi").await;
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
}
