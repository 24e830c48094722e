//! What becomes of a deposit when its booking moves, and when that is taken back.

use loket::desk::booking::MoveBooking;
use loket::desk::payment::FailPayment;
use loket::desk::visit::ConfirmBooking;
use loket::domain::bill::{BillState, LineKind, TaxMode};
use loket::domain::booking::Status;
use loket::domain::clinic::DepositFate;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code, on};
use crate::deposit::{forfeits, move_to};
use crate::support::on_both;

on_both! {
    async fn a_late_move_asks_before_it_costs_anything(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, visit) = house.deposited(at(15, 0)).await;
        let to = |deposit| MoveBooking {
            booking: visit, version: None, starts_at: on(23, 9, 0), staff: None, override_reason: None, deposit, undo: false
        };
        let refused = house.desk.act(to(None)).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), ("deposit.late_move", Some(50_000)));
        assert_eq!(code(house.desk.act(to(Some(DepositFate::Refund))).await), "permission.pin");
        house.desk.act(to(Some(DepositFate::Keep))).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due), (Money(225_000), Money(175_000)));
        assert_eq!(bill.held, Money(0), "nothing more is at stake");
        assert_eq!(bill.state, BillState::Partial, "and nothing is held");
        house.agree(visit, on(23, 9, 0)).await;
        // In time it costs nothing, and what a late move cost is not given back by coming.
        let again = MoveBooking { starts_at: on(24, 9, 0), ..to(None) };
        house.desk.act(again).await.unwrap();
        assert_eq!(house.bill(visit).await.total, Money(225_000));
        house.agree(visit, on(24, 9, 0)).await;
    }

    async fn a_late_move_that_is_undone_costs_nothing_and_one_to_elsewhere_does(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, booking) = house.deposited(at(13, 0)).await;
        house.clock.set(at(11, 0));
        let to = |hour, deposit, undo| MoveBooking {
            booking, version: None, starts_at: at(hour, 0), staff: None, override_reason: None, deposit, undo,
        };
        let kept = async || {
            let bill = house.bill(booking).await;
            bill.lines.iter().filter(|line| line.kind == LineKind::Forfeit).map(|line| line.amount.0).sum::<i64>()
        };
        house.desk.act(to(14, Some(DepositFate::Keep), false)).await.unwrap();
        assert_eq!(kept().await, 50_000);
        // Only back to where it was is it undone.
        house.desk.act(to(15, None, true)).await.unwrap();
        assert_eq!(kept().await, 50_000);
        house.clock.set(at(11, 20));
        house.pay(booking, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.desk.act(to(14, Some(DepositFate::Keep), false)).await.unwrap();
        assert_eq!(kept().await, 100_000);
        house.desk.act(to(15, None, true)).await.unwrap();
        assert_eq!(kept().await, 50_000);
        assert_eq!(house.bill(booking).await.held, Money(50_000));
    }

    async fn a_late_move_of_what_nobody_has_verified_costs_nothing(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        house.pay(visit, &[(MethodKind::Qris, 50_000)]).await.unwrap();
        let to = |time| MoveBooking {
            booking: visit, version: None, starts_at: time, staff: None, override_reason: None, deposit: None, undo: false
        };
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.unverified), (Money(50_000), Money(50_000)));
        house.desk.act(to(at(14, 30))).await.unwrap();
        assert_eq!(house.bill(visit).await.held, Money(50_000), "it goes along");
        // What is sure beside it is asked about alone.
        house.pay(visit, &[(MethodKind::Card, 20_000)]).await.unwrap();
        let refused = house.desk.act(to(on(23, 9, 0))).await.unwrap_err();
        let details = refused.refusal().unwrap().details_json();
        assert_eq!((&details["amount"], &details["unverified"]), (&20_000.into(), &50_000.into()));
    }

    async fn an_undo_takes_back_ones_own_move_of_a_moment_ago_and_no_undo(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, visit) = house.deposited(at(15, 0)).await;
        let to = |time, undo| move_to(visit, time, None, undo);
        house.desk.act(move_to(visit, on(23, 9, 0), Some(DepositFate::Keep), false)).await.unwrap();
        house.desk.act(to(at(15, 0), true)).await.unwrap();
        assert_eq!(forfeits(&house.bill(visit).await), 0);
        // To take that back again is a late move.
        assert_eq!(code(house.desk.act(to(on(23, 9, 0), true)).await), "deposit.late_move");
        // Moved here in time, and long ago: leaving again is late, whoever calls it an undo.
        house.desk.act(to(on(24, 9, 0), false)).await.unwrap_err();
        let early = house.book(house.patient("Budi", "081311112222").await, "Facial Basic", None, on(28, 9, 0)).await.unwrap().id;
        house.pay(early, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.desk.act(move_to(early, at(14, 0), None, false)).await.unwrap();
        house.clock.set(house.desk.now().plus_minutes(11));
        assert_eq!(code(house.desk.act(move_to(early, on(28, 9, 0), None, true)).await), "deposit.late_move");
    }

    async fn a_move_is_taken_back_whatever_else_was_done_about_the_bill_and_the_note(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.pay(visit, &[(MethodKind::Cash, 20_000), (MethodKind::Card, 50_000)]).await.unwrap();
        house.desk.act(move_to(visit, on(23, 9, 0), Some(DepositFate::Keep), false)).await.unwrap();
        house.clock.set(house.desk.now().plus_minutes(2));
        let payment = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Card).unwrap().id;
        house.desk.act_as(FailPayment { payment, reason: "ditolak bank".to_owned() }, approved()).await.unwrap();
        assert_eq!(forfeits(&house.bill(visit).await), 20_000);
        let note = loket::desk::booking::NoteBooking { booking: visit, version: None, note: "ingin sore".to_owned() };
        house.desk.act(note).await.unwrap();
        house.desk.act(move_to(visit, at(15, 0), None, true)).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((forfeits(&bill), bill.held), (0, Money(20_000)));
        // What cannot be taken back any more is said.
        house.desk.act(move_to(visit, on(23, 9, 0), Some(DepositFate::Keep), false)).await.unwrap();
        house.clock.set(house.desk.now().plus_minutes(11));
        let back = house.desk.act(move_to(visit, at(15, 0), None, true)).await.unwrap();
        assert_eq!(back.deposit.map(|one| (one.fate, one.amount)), Some((DepositFate::Keep, Money(20_000))));
    }

    async fn a_confirmation_comes_back_with_its_time_and_its_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 40_000, (TaxMode::None, 0)).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        let paid = house.pay(visit, &[(MethodKind::Card, 40_000)]).await.unwrap();
        let confirm = || ConfirmBooking { booking: visit, version: None, without_deposit: String::new() };
        house.desk.act(confirm()).await.unwrap();
        house.desk.act(move_to(visit, on(24, 9, 0), None, false)).await.unwrap();
        let elsewhere = house.desk.act(move_to(visit, on(25, 9, 0), None, true)).await.unwrap();
        assert_eq!(elsewhere.status, Status::Booked, "it was for another time");
        house.desk.act(confirm()).await.unwrap();
        house.desk.act(move_to(visit, on(24, 9, 0), None, false)).await.unwrap();
        let back = house.desk.act(move_to(visit, on(25, 9, 0), None, true)).await.unwrap();
        assert_eq!(back.status, Status::Confirmed);
        house.desk.act(move_to(visit, on(24, 9, 0), None, false)).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        assert_eq!(paid.due, Money(135_000));
        house.desk.act_as(FailPayment { payment, reason: "ditolak bank".to_owned() }, approved()).await.unwrap();
        let back = house.desk.act(move_to(visit, on(25, 9, 0), None, true)).await.unwrap();
        assert_eq!(back.status, Status::Booked, "its deposit is gone");
    }

    async fn a_late_move_by_leave_takes_the_deposit_along(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, visit) = house.deposited(at(15, 0)).await;
        let to = MoveBooking {
            booking: visit, version: None, starts_at: on(23, 9, 0), staff: None, override_reason: None,
            deposit: Some(DepositFate::Refund),
            undo: false,
        };
        house.desk.act_as(to, approved()).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(125_000));
    }
}
