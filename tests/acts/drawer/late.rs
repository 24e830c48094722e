//! What is found out after a session's report: money that failed, and what became owed beyond what was known.

use loket::desk::day_close::DayView;
use loket::desk::line::AddLine;
use loket::desk::method::SaveMethod;
use loket::desk::payment::FailPayment;
use loket::domain::account::Role;

use super::*;

/// Closes with what is owed known to be owed.
async fn closes_owing(till: &Till, booking: BookingId) -> Closed {
    let x = till.x().await;
    let unfinished = x.unfinished.iter().map(|row| Decided {
        booking: row.booking,
        decision: Decision::Receivable,
        note: "karyawan".to_owned(),
    });
    let unfinished: Vec<_> = unfinished.collect();
    assert!(unfinished.iter().all(|one| one.booking == booking), "nothing else is owed");
    let close = CloseDrawer { methods: confirmed(&x), unfinished, ..closing("") };
    till.sari().act_as(close, rani()).await.unwrap()
}

on_both! {
    async fn what_failed_after_its_report_is_on_the_next_and_never_received(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        till.pay(dewi, &[(MethodKind::Card, 100_000), (MethodKind::Cash, 50_000)]).await.unwrap();
        let bill = till.sari().ask(loket::desk::bill::OpenBill { booking: dewi }).await.unwrap();
        let card = bill.payments.iter().find(|row| row.method_kind == MethodKind::Card).unwrap().id;
        till.count(550_000).await.unwrap();
        let first = closes_owing(&till, dewi).await;
        till.open(500_000, "").await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 0, "it is known");
        // That it failed is a void of a closed session: it takes somebody else.
        let fail = FailPayment { payment: card, reason: "ditolak bank".to_owned() };
        assert_eq!(code(till.sari().act(fail.clone()).await), "permission.second");
        till.sari().act_as(fail, rani()).await.unwrap();
        assert_eq!(till.x().await.unfinished.len(), 1, "it became more than what was known");
        till.count(500_000).await.unwrap();
        let second = closes_owing(&till, dewi).await;
        let z = async |closed: &Closed| till.sari().ask(OpenZ { z: closed.z }).await.unwrap().z;
        let (first, second) = (z(&first).await, z(&second).await);
        assert_eq!((first.perpetual, first.failed_late.count), (Money(150_000), 0));
        let late = (second.failed_late.count, second.failed_late.amount, second.failed.count);
        assert_eq!((second.perpetual, late), (Money(50_000), (1, Money(100_000), 0)));
        // It is said once.
        till.open(500_000, "").await.unwrap();
        till.count(500_000).await.unwrap();
        let third = z(&closes_owing(&till, dewi).await).await;
        assert_eq!((third.perpetual, third.failed_late.count), (Money(50_000), 0));
    }

    async fn a_day_s_close_leaves_out_what_failed_on_it(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        till.pay(dewi, &[(MethodKind::Qris, 100_000), (MethodKind::Card, 50_000)]).await.unwrap();
        let bill = till.sari().ask(loket::desk::bill::OpenBill { booking: dewi }).await.unwrap();
        let qris = bill.payments.iter().find(|row| row.method_kind == MethodKind::Qris).unwrap().id;
        till.sari().act(FailPayment { payment: qris, reason: "tidak masuk".to_owned() }).await.unwrap();
        till.count(500_000).await.unwrap();
        closes_owing(&till, dewi).await;
        let owner = &till.clinic.owner;
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        let day = "2026-11-20".parse().unwrap();
        owner.act_as(CloseDay { day }, pin(None, OWNER_PIN)).await.unwrap();
        let days: Vec<DayView> = owner.ask(ListDays { from: Some(day), to: Some(day) }).await.unwrap();
        let taken = &days[0].closes[0].totals.taken;
        assert_eq!(taken.iter().map(|row| row.amount.0).collect::<Vec<_>>(), [50_000]);
    }

    async fn what_lies_in_a_closed_drawer_is_told_to_nobody_who_may_open_it(lab: &Lab) {
        let till = Till::of(lab).await;
        till.count(500_000).await.unwrap();
        let closed = till.close("", own()).await.unwrap();
        let other = till.clinic.hired(&lab.db, "tari", Role::Receptionist).await;
        let seen = async |desk: &Desk| desk.ask(ListZ::default()).await.unwrap()[0].counted;
        assert_eq!((seen(till.sari()).await, seen(&other).await), (Some(Money(500_000)), None));
        till.sari().ask(OpenZ { z: closed.z }).await.unwrap();
        assert_eq!(code(other.ask(OpenZ { z: closed.z }).await), "z.blind");
        till.open(500_000, "").await.unwrap();
        assert_eq!(seen(&other).await, Some(Money(500_000)));
        other.ask(OpenZ { z: closed.z }).await.unwrap();
    }

    async fn two_methods_on_one_place_are_two(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = till.clinic.owner.login("owner", crate::support::clinic::PASSWORD).await.unwrap().0;
        for row in owner.ask(ListMethods { all: true }).await.unwrap() {
            let save = SaveMethod {
                method: Some(row.id), version: None, name: row.name, kind: row.kind, in_drawer: row.in_drawer,
                position: Some(2), active: row.active,
            };
            owner.act_as(save, pin(None, OWNER_PIN)).await.unwrap();
        }
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        for kind in [MethodKind::Card, MethodKind::Qris, MethodKind::Transfer] {
            till.pay(dewi, &[(kind, 10_000)]).await.unwrap();
        }
        let bill = till.sari().ask(loket::desk::bill::OpenBill { booking: dewi }).await.unwrap();
        for row in &bill.payments {
            let void = loket::desk::void::VoidPayment { payment: row.id, reason: "salah".to_owned() };
            till.sari().act_as(void, own()).await.unwrap();
            till.pay(dewi, &[(row.method_kind, 10_000)]).await.unwrap();
        }
        till.count(500_000).await.unwrap();
        let x = till.x().await;
        let names: std::collections::BTreeSet<_> = x.methods.iter().map(|method| method.name.clone()).collect();
        assert_eq!((x.methods.len(), names.len()), (3, 3));
        closes_owing(&till, dewi).await;
    }

    async fn what_cannot_be_typed_is_not_taken_from_a_script_either(lab: &Lab) {
        let till = Till::of(lab).await;
        let much = Money(9_000_000_000_000_000_000);
        assert_eq!(code(till.count(much.0).await), "money.limit");
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        let tip = loket::desk::tip::AddTip { booking: dewi, version: None, amount: much, staff: None };
        assert_eq!(code(till.sari().act(tip).await), "money.limit");
        let line = AddLine {
            booking: dewi, version: None, treatment: None, staff: None, description: "x".to_owned(), quantity: None,
            price: Some(much), reason: String::new(),
        };
        let refused = till.sari().act(line).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        // It says how much it may be.
        assert_eq!((refusal.code, refusal.details_json()["limit"].as_i64()), ("money.limit", Some(9_999_999_999)));
        till.count(500_000).await.unwrap();
        closes_owing(&till, dewi).await;
        assert_eq!(code(till.open(much.0, "hadiah").await), "money.limit");
    }
}
