//! What was begun and what is owed go by no undo: only whoever paid, or was never treated, goes.

use loket::desk::Asked;
use loket::desk::booking::MoveBooking;
use loket::desk::leak::ListLeaks;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::{Arrive, CancelBooking, LeaveVisit, StartVisit, UndoVisit};
use loket::desk::void::VoidPayment;
use loket::domain::booking::CancelledBy;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::report::Leak;

use crate::clinic::{at, code, on};
use crate::gifts::{Desks, FACIAL, amount, named};
use crate::people::with_pin_of;
use crate::report::owner;
use crate::support::on_both;

fn named_one(name: &str, amount: i64) -> Vec<(String, i64)> {
    named(&[(name, amount)])
}

on_both! {
    async fn a_debt_goes_by_no_other_way_than_writing_it_off(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let leave = || LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.finish(visit).await;
        let undo = || UndoVisit { booking: visit, version: None };
        desks.siti.act(undo()).await.unwrap();
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.siti.act(undo()).await.unwrap();
        assert_eq!(code(desks.siti.act(leave()).await), "permission.second");
        desks.siti.act(undo()).await.unwrap();
        let cancel = CancelBooking {
            booking: visit, version: None, by: Some(CancelledBy::Patient), reason: "batal".to_owned(), deposit: None,
        };
        assert_eq!(code(desks.siti.act(cancel.clone()).await), "permission.second");
        desks.siti.act_as(cancel, with_pin_of("hendra")).await.unwrap();
    }

    async fn whoever_paid_or_was_never_treated_may_go(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.house.pay(visit, &[(MethodKind::Card, FACIAL.1)]).await.unwrap();
        desks.begin(visit).await;
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        desks.siti.act(leave.clone()).await.unwrap();
        let joko = desks.house.patient("Joko Susilo", "081234567891").await;
        let other = desks.house.book(joko, FACIAL.0, Some("Tono"), at(10, 30)).await.unwrap().id;
        desks.siti.act(Arrive { booking: other, version: None }).await.unwrap();
        desks.siti.act(LeaveVisit { booking: other, ..leave }).await.unwrap();
    }

    async fn what_was_begun_stays_begun_when_it_is_taken_back(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(11, 0));
        desks.undo(visit).await;
        let leave = || LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave()).await), ("permission.second", 275_000));
        assert_eq!(amount(desks.becomes(visit, FACIAL.0, Asked::default()).await), ("permission.second", 100_000));
        desks.undo(visit).await;
        let to = MoveBooking {
            booking: visit, version: None, starts_at: on(27, 10, 0), staff: None, override_reason: None, deposit: None, undo: false
        };
        assert_eq!(amount(desks.siti.act(to.clone()).await), ("permission.second", 275_000));
        // Later the same day it is still this day's.
        desks.siti.act(MoveBooking { starts_at: at(15, 0), ..to }).await.unwrap();
    }

    async fn a_beginning_that_was_a_slip_is_none(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.begin(visit).await;
        desks.house.clock.set(at(10, 31));
        desks.undo(visit).await;
        desks.becomes(visit, FACIAL.0, Asked::default()).await.unwrap();
        desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await.unwrap();
    }

    async fn what_was_added_to_what_was_done_is_not_taken_off_after_an_undo(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        desks.adds(visit, "Masker Emas").await;
        desks.finish(visit).await;
        let mask = desks.house.bill(visit).await.lines.last().unwrap().id;
        desks.undo(visit).await;
        desks.undo(visit).await;
        assert_eq!(code(desks.takes_off(visit, mask, Asked::default()).await), "permission.second");
        desks.takes_off(visit, mask, with_pin_of("hendra")).await.unwrap();
        let bos = owner(lab, &desks.house).await;
        let day = desks.siti.today();
        let leaks = bos.ask(ListLeaks { from: day, to: day }).await.unwrap();
        assert_eq!(leaks.iter().find(|one| one.kind == Leak::LinesOff).unwrap().rows.len(), 1);
    }

    async fn money_nobody_saw_arrive_lets_nobody_go(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        desks.house.pay(visit, &[(MethodKind::Qris, FACIAL.1)]).await.unwrap();
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(amount(desks.siti.act(leave).await), ("permission.second", FACIAL.1));
    }

    async fn whoever_went_because_they_had_paid_does_not_get_it_back_by_a_void(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here(FACIAL.0).await;
        desks.begin(visit).await;
        let method = desks.house.method(MethodKind::Card).await;
        let tenders = vec![Tender { method, tendered: Money(FACIAL.1), reference: String::new() }];
        desks.siti.act(TakePayment { booking: visit, tenders, due: None, paid_for: None }).await.unwrap();
        desks.siti.act(LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() }).await.unwrap();
        let payment = desks.house.bill(visit).await.payments[0].id;
        let void = VoidPayment { payment, reason: "salah ketik".to_owned() };
        let own = desks.siti.act_as(void.clone(), crate::clinic::approved()).await;
        assert_eq!(amount(own), ("permission.denied", FACIAL.1));
        desks.siti.act_as(void, with_pin_of("hendra")).await.unwrap();
    }

    async fn a_walk_in_begun_again_is_performed_by_whoever_begins_it(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let dewi = desks.house.patient("Dewi Lestari", "081234567890").await;
        let facial = desks.house.treatment(FACIAL.0).await;
        let came = loket::desk::walk_in::WalkIn { patient: Some(dewi), ..crate::queue::walk_in("", "", Some(facial)) };
        let visit = desks.siti.act(came).await.unwrap().booking.unwrap();
        let begin = |staff| StartVisit { booking: visit, version: None, staff: Some(staff), alerts_seen: false, override_reason: None };
        let (tono, rina) = (desks.house.staff("Tono").await, desks.house.staff("Rina").await);
        desks.siti.act(begin(tono)).await.unwrap();
        desks.finish(visit).await;
        desks.undo(visit).await;
        desks.undo(visit).await;
        desks.siti.act(begin(rina)).await.unwrap();
        let named: Vec<_> = desks.house.bill(visit).await.lines.iter().map(|line| line.staff_id).collect();
        assert_eq!(named, [Some(rina)]);
        // Another treatment takes the place of the first, whoever was to perform that.
        desks.undo(visit).await;
        desks.becomes(visit, "Facial Premium", Asked::default()).await.unwrap();
        assert_eq!(desks.lines(visit).await, named_one("Facial Premium", 350_000));
    }

    async fn whoever_was_done_was_begun_although_nobody_said_so(lab: &Lab) {
        let desks = Desks::of(lab).await;
        let visit = desks.here("Facial Acne").await;
        desks.adds(visit, "Masker Emas").await;
        desks.finish(visit).await;
        let mask = desks.house.bill(visit).await.lines.last().unwrap().id;
        assert_eq!(code(desks.takes_off(visit, mask, Asked::default()).await), "permission.second");
        desks.undo(visit).await;
        assert_eq!(code(desks.becomes(visit, FACIAL.0, Asked::default()).await), "permission.second");
        let leave = LeaveVisit { booking: visit, version: None, reason: "pulang".to_owned() };
        assert_eq!(code(desks.siti.act(leave.clone()).await), "permission.second");
        desks.siti.act_as(leave, with_pin_of("hendra")).await.unwrap();
        let bos = owner(lab, &desks.house).await;
        let day = desks.siti.today();
        let leaks = bos.ask(ListLeaks { from: day, to: day }).await.unwrap();
        assert_eq!(leaks.iter().find(|one| one.kind == Leak::CancelledAfterArrival).unwrap().rows.len(), 1);
    }
}
