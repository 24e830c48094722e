//! A confirmation that loses its deposit, and a visit that nobody finished on its day.

use loket::desk::assign::AssignBooking;
use loket::desk::booking::{MoveBooking, OpenDay};
use loket::desk::drawer::LookX;
use loket::desk::payment::FailPayment;
use loket::desk::report::ShowReport;
use loket::desk::visit::{Arrive, CancelBooking, ConfirmBooking, FinishVisit, StartVisit, UndoVisit};
use loket::desk::visit_card::OpenVisit;
use loket::desk::void::VoidPayment;
use loket::domain::bill::TaxMode;
use loket::domain::booking::Status;
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::refusal::Detail;

use crate::clinic::{House, approved, at, code, on};
use crate::report::owner;
use crate::support::on_both;

impl House {
    /// A Facial Basic that wants Rp 50.000, of which so much came.
    async fn confirmed(&self, paid: i64, why: &str) -> BookingId {
        self.price_list("Facial Basic", 50_000, (TaxMode::None, 0)).await;
        let siti = self.patient("Siti Rahma", "081234567890").await;
        let booking = self.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        if paid > 0 {
            self.pay(booking, &[(MethodKind::Card, paid)]).await.unwrap();
        }
        let confirm = ConfirmBooking { booking, version: None, without_deposit: why.to_owned() };
        self.desk.act_as(confirm, approved()).await.unwrap();
        booking
    }

    async fn stands(&self, booking: BookingId) -> (Status, Vec<Status>) {
        let card = self.desk.ask(OpenVisit { booking }).await.unwrap();
        (card.booking.status, card.steps.iter().map(|step| step.to_status).collect())
    }
}

on_both! {
    async fn a_confirmation_without_its_deposit_is_none_any_more(lab: &Lab) {
        use Status::{Booked, Cancelled, Confirmed};
        let house = House::of(lab).await;
        let booking = house.confirmed(50_000, "").await;
        let payment = house.bill(booking).await.payments[0].id;
        house.desk.act_as(VoidPayment { payment, reason: "salah".to_owned() }, approved()).await.unwrap();
        assert_eq!(house.stands(booking).await, (Booked, vec![Booked, Confirmed, Booked]));
        // There is no confirmation left to take back.
        assert_eq!(code(house.desk.act(UndoVisit { booking, version: None }).await), "booking.nothing_to_undo");
        house.pay(booking, &[(MethodKind::Transfer, 50_000)]).await.unwrap();
        let confirm = || ConfirmBooking { booking, version: None, without_deposit: String::new() };
        house.desk.act(confirm()).await.unwrap();
        let payment = house.bill(booking).await.payments.last().unwrap().id;
        house.desk.act_as(FailPayment { payment, reason: "tidak masuk".to_owned() }, approved()).await.unwrap();
        assert_eq!(house.stands(booking).await.0, Booked);
        // Called off in time it becomes credit, which is gone when the cancellation is taken back.
        house.pay(booking, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.desk.act(confirm()).await.unwrap();
        house.clock.set(at(11, 0));
        let cancel = CancelBooking { booking, version: None, by: None, reason: "sakit".to_owned(), deposit: None };
        house.desk.act(cancel).await.unwrap();
        let siti = house.bill(booking).await.patient;
        let other = house.book(siti, "Facial Basic", Some("Rina"), on(24, 9, 0)).await.unwrap().id;
        house.clock.set(at(11, 1));
        house.pay(other, &[(MethodKind::Credit, 50_000)]).await.unwrap();
        let back = house.desk.act(UndoVisit { booking, version: None }).await.unwrap();
        assert_eq!(back.status, Booked);
        let (status, steps) = house.stands(booking).await;
        assert_eq!((status, &steps[steps.len() - 3..]), (Booked, &[Cancelled, Confirmed, Booked][..]));
        house.desk.act_as(ConfirmBooking { without_deposit: "pelanggan lama".to_owned(), ..confirm() }, approved()).await.unwrap();
    }

    async fn another_treatment_wants_its_own_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Premium", 80_000, (TaxMode::None, 0)).await;
        let booking = house.confirmed(50_000, "").await;
        let premium = Some(house.treatment("Facial Premium").await);
        let assign = AssignBooking { booking, version: None, treatment: premium, staff: None, override_reason: None };
        let done = house.desk.act(assign).await.unwrap();
        assert_eq!(done.status, Status::Booked);
        // The version it answers with is the one that is there.
        let confirm = ConfirmBooking { booking, version: Some(done.version), without_deposit: String::new() };
        assert_eq!(code(house.desk.act(confirm).await), "deposit.awaited");
    }

    /// As its price, a deposit is what it was when the treatment was booked.
    async fn a_deposit_is_asked_of_what_is_booked_from_then_on(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let before = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        house.price_list("Facial Basic", 40_000, (TaxMode::None, 0)).await;
        let after = house.book(siti, "Facial Basic", Some("Rina"), on(23, 11, 0)).await.unwrap();
        let day = on(23, 9, 0).day(loket::domain::zone::Zone::home());
        let asked = async |booking| {
            let rows = house.desk.ask(OpenDay { day }).await.unwrap();
            let row = rows.iter().find(|row| row.id == booking).unwrap().deposit_needed.0;
            assert_eq!(house.bill(booking).await.deposit_needed.0, row);
            row
        };
        assert_eq!((asked(before).await, asked(after.id).await, after.deposit_needed.0), (0, 40_000, 40_000));
        let confirm = |booking| ConfirmBooking { booking, version: None, without_deposit: String::new() };
        house.desk.act(confirm(before)).await.unwrap();
        assert_eq!(code(house.desk.act(confirm(after.id)).await), "deposit.awaited");
        let goes = MoveBooking {
            booking: before, version: None, starts_at: on(23, 14, 0), staff: None, override_reason: None,
            deposit: None, undo: false };
        house.desk.act(goes).await.unwrap();
        assert_eq!(asked(before).await, 0);
        // Nor is it let off what it was booked with.
        house.price_list("Facial Basic", 0, (TaxMode::None, 0)).await;
        assert_eq!(asked(after.id).await, 40_000);
        // Another treatment has its own.
        house.price_list("Facial Premium", 80_000, (TaxMode::None, 0)).await;
        let premium = Some(house.treatment("Facial Premium").await);
        for booking in [before, after.id] {
            let assign = AssignBooking { booking, version: None, treatment: premium, staff: None, override_reason: None };
            house.desk.act(assign).await.unwrap();
            assert_eq!(asked(booking).await, 80_000);
        }
    }

    async fn a_confirmation_by_leave_needs_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        let booking = house.confirmed(0, "pelanggan lama").await;
        let goes = |starts_at, undo| MoveBooking {
            booking, version: None, starts_at, staff: None, override_reason: None, deposit: None, undo };
        house.desk.act(goes(on(24, 9, 0), false)).await.unwrap();
        assert_eq!(house.stands(booking).await.0, Status::Booked);
        assert_eq!(house.desk.act(goes(on(23, 9, 0), true)).await.unwrap().status, Status::Confirmed);
        house.pay(booking, &[(MethodKind::Card, 20_000)]).await.unwrap();
        let payment = house.bill(booking).await.payments[0].id;
        house.desk.act_as(VoidPayment { payment, reason: "salah".to_owned() }, approved()).await.unwrap();
        assert_eq!(house.stands(booking).await.0, Status::Confirmed);
    }

    async fn a_visit_that_nobody_finished_is_finished_later_by_somebody_s_leave(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        let finish = |why: &str| FinishVisit { booking: visit, version: None, late_reason: why.to_owned() };
        house.clock.set(on(23, 9, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, clock: house.clock };
        let start = StartVisit { booking: visit, version: None, staff: None, alerts_seen: true, override_reason: None };
        assert_eq!(code(house.desk.act(start).await), "booking.other_day");
        let asked = house.desk.act(finish("")).await.unwrap_err();
        let day = asked.refusal().unwrap().details.iter().any(|(name, said)| *name == "day" && matches!(said, Detail::Day(_)));
        assert_eq!((code::<()>(Err(asked)), day), ("booking.finish_late", true));
        assert_eq!(code(house.desk.act(finish("lupa ditandai")).await), "permission.pin");
        house.desk.act_as(finish("lupa ditandai"), approved()).await.unwrap();
        let bos = owner(lab, &house).await;
        let own = loket::domain::time::Ts::day(at(9, 0), loket::domain::zone::Zone::home());
        let report = bos.ask(ShowReport { from: own, to: own }).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.earned, report.done), (Money(175_000), 1));
        let why: Vec<(String,)> = loket::store::On::from(&lab.db)
            .all("SELECT reason FROM audit WHERE act = 'finish_visit' AND approver_id IS NOT NULL AND reason <> ''", ()).await.unwrap();
        assert_eq!(why.len(), 1);
    }

    async fn what_a_visit_lacks_that_nobody_finished_is_asked_about_at_each_close(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        assert!(house.desk.ask(LookX { session: None }).await.unwrap().unfinished.is_empty(), "it is still to come");
        let clinic = house.desk.clinic().id;
        let rows = loket::store::z::unfinished(&lab.db, clinic, on(21, 9, 0).day(loket::domain::zone::Zone::home())).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.booking_id, row.due)).collect::<Vec<_>>(), [(visit, Money(75_000))]);
    }
}
