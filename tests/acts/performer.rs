//! Who is paid a commission for a visit: whoever treated it in the end, whatever was undone or given to somebody else.

use loket::desk::Desk;
use loket::desk::assign::AssignBooking;
use loket::desk::commission::ListCommissions;
use loket::desk::line::AddLine;
use loket::desk::queue::OpenQueue;
use loket::desk::share::{ShareLine, ShareRow};
use loket::desk::ticket::TransferTicket;
use loket::desk::visit::{Arrive, FinishVisit, StartVisit, UndoVisit};
use loket::desk::walk_in::WalkIn;
use loket::domain::bill::LineKind;
use loket::domain::id::{BookingId, PatientId, StaffId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, at};
use crate::queue::walk_in;
use crate::report::owner;
use crate::support::on_both;

impl House {
    /// Somebody who has no preference who treats them.
    pub async fn walks_in(&self, patient: PatientId) -> BookingId {
        let treatment = self.treatment("Facial Basic").await;
        let walk_in = WalkIn { patient: Some(patient), form: None, ..walk_in("", "", Some(treatment)) };
        self.desk.act(walk_in).await.unwrap().booking.unwrap()
    }

    pub async fn adds(&self, booking: BookingId, what: &str, price: i64, staff: Option<StaffId>) {
        let line = AddLine {
            booking,
            version: None,
            treatment: None,
            staff,
            description: what.to_owned(),
            quantity: None,
            price: Some(Money(price)),
            reason: String::new(),
        };
        self.desk.act(line).await.unwrap();
    }

    async fn starts(&self, booking: BookingId, staff: Option<StaffId>) {
        let start = StartVisit { booking, version: None, staff, alerts_seen: true, override_reason: None };
        self.desk.act(start).await.unwrap();
    }

    async fn finishes(&self, booking: BookingId) {
        self.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }

    async fn undoes(&self, booking: BookingId) {
        self.desk.act(UndoVisit { booking, version: None }).await.unwrap();
    }

    async fn goes_to(&self, booking: BookingId, staff: StaffId) {
        let assign = AssignBooking {
            booking,
            version: None,
            treatment: None,
            staff: Some(staff),
            override_reason: Some("sendiri".to_owned()),
        };
        self.desk.act(assign).await.unwrap();
    }
}

/// Who performed what of today, by name, the largest first.
async fn performed(books: &Desk) -> Vec<(String, i64)> {
    let day = books.today();
    let all = books.ask(ListCommissions { from: day, to: day, staff: None }).await.unwrap();
    let first = |name: &str| name.split(' ').next().unwrap().to_owned();
    let some = all.iter().filter(|one| one.base.0 != 0);
    let mut all: Vec<_> = some.map(|one| (first(&one.name), one.base.0)).collect();
    all.sort_by_key(|(_, base)| -base);
    all
}

fn alone(who: &str, base: i64) -> Vec<(String, i64)> {
    vec![(who.to_owned(), base)]
}

on_both! {
    /// Also for what was put on the bill before, where nobody was named for it.
    async fn whoever_takes_a_visit_over_performed_it(lab: &Lab) {
        let house = House::of(lab).await;
        let books = owner(lab, &house).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 0)).await.unwrap().id;
        house.adds(visit, "Serum", 100_000, None).await;
        house.starts(visit, None).await;
        house.goes_to(visit, house.staff("Tono").await).await;
        house.finishes(visit).await;
        house.pay(visit, &[(MethodKind::Cash, 275_000)]).await.unwrap();
        assert_eq!(performed(&books).await, alone("Tono", 275_000));
    }

    async fn whoever_was_named_for_a_line_performed_it_whoever_treats(lab: &Lab) {
        let house = House::of(lab).await;
        let books = owner(lab, &house).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 0)).await.unwrap().id;
        house.adds(visit, "Serum", 100_000, Some(house.staff("Rina").await)).await;
        house.starts(visit, None).await;
        house.goes_to(visit, house.staff("Tono").await).await;
        house.finishes(visit).await;
        assert_eq!(performed(&books).await, [alone("Tono", 175_000), alone("Rina", 100_000)].concat());
    }

    /// A walk-in that one began by mistake is somebody else's when they begin it.
    async fn whoever_begins_what_was_undone_performed_it(lab: &Lab) {
        let house = House::of(lab).await;
        let books = owner(lab, &house).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.walks_in(siti).await;
        house.starts(visit, Some(house.staff("Rina").await)).await;
        house.adds(visit, "Serum", 100_000, None).await;
        house.pay(visit, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        house.clock.set(at(10, 5));
        house.finishes(visit).await;
        assert_eq!(performed(&books).await, alone("Rina", 275_000));
        house.undoes(visit).await;
        house.goes_to(visit, house.staff("Tono").await).await;
        house.finishes(visit).await;
        assert_eq!(performed(&books).await, alone("Tono", 275_000));
    }

    async fn a_beginning_that_was_undone_pays_nobody(lab: &Lab) {
        let house = House::of(lab).await;
        let books = owner(lab, &house).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.walks_in(siti).await;
        house.starts(visit, Some(house.staff("Rina").await)).await;
        house.adds(visit, "Serum", 100_000, None).await;
        house.undoes(visit).await;
        house.starts(visit, Some(house.staff("Tono").await)).await;
        house.finishes(visit).await;
        assert_eq!(performed(&books).await, alone("Tono", 275_000));
    }

    /// What somebody else began by mistake is again theirs who were named for it.
    async fn a_beginning_that_was_undone_gives_the_line_back(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let (rina, tono) = (house.staff("Rina").await, house.staff("Tono").await);
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 0)).await.unwrap().id;
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        house.adds(visit, "Serum", 100_000, None).await;
        let ticket = house.desk.ask(OpenQueue {}).await.unwrap().lines[0].ticket.id;
        house.desk.act(TransferTicket { ticket, version: None, staff: None }).await.unwrap();
        let named = async || house.bill(visit).await.lines.iter().find(|line| line.own).unwrap().staff_id;
        assert_eq!(named().await, Some(rina));
        house.clock.set(at(10, 5));
        house.starts(visit, Some(tono)).await;
        assert_eq!(named().await, Some(tono));
        house.clock.set(at(10, 7));
        house.undoes(visit).await;
        assert_eq!(named().await, Some(rina));
    }

    /// That somebody else did it is found out when it is done: one person is said like several.
    async fn who_performed_a_line_is_put_right_afterwards(lab: &Lab) {
        let house = House::of(lab).await;
        let books = owner(lab, &house).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 0)).await.unwrap().id;
        house.starts(visit, None).await;
        house.finishes(visit).await;
        let bill = house.bill(visit).await;
        let line = bill.lines.iter().find(|line| line.kind == LineKind::Treatment).unwrap().id;
        let share = |parts: &[(StaffId, i64)]| ShareLine {
            booking: visit, version: None, line,
            shares: parts.iter().map(|&(staff_id, share_bp)| ShareRow { staff_id, share_bp }).collect(),
        };
        let tono = house.staff("Tono").await;
        house.desk.act(share(&[(tono, 10_000)])).await.unwrap();
        assert_eq!(performed(&books).await, alone("Tono", 175_000));
        house.desk.act(share(&[])).await.unwrap();
        assert_eq!(performed(&books).await, alone("Rina", 175_000));
    }
}
