//! Days that are locked, and opened again.

use loket::desk::drawer::CarryDrawer;
use loket::desk::void::VoidPayment;

use super::*;

on_both! {
    async fn a_drawer_left_open_takes_nothing_the_next_day(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        till.pay(dewi, &[(MethodKind::Card, 100_000)]).await.unwrap();
        let paid = till.sari().ask(loket::desk::bill::OpenBill { booking: dewi }).await.unwrap().payments[0].id;
        till.clinic.clock.set(at("2026-11-21 08:00"));
        let door = till.sari().login("sari", crate::support::clinic::PASSWORD).await.unwrap().0;
        for kind in [MethodKind::Cash, MethodKind::Card, MethodKind::Qris] {
            let refused = pay(&door, dewi, &[(kind, 1_000)]).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, refusal.details_json()["drawer"].as_str()), ("drawer.yesterday", Some("Kas 2")));
        }
        assert_eq!(code(moves(&door, MoveKind::PaidOut, 1_000).await), "drawer.yesterday");
        let void = VoidPayment { payment: paid, reason: "salah".to_owned() };
        assert_eq!(code(door.act_as(void.clone(), own()).await), "drawer.yesterday");
        let carry = |note: &str| CarryDrawer { session: None, note: note.to_owned() };
        assert_eq!(code(door.act_as(carry("listrik mati"), own()).await), "permission.denied");
        assert_eq!(code(door.act_as(carry(" "), rani()).await), "text.empty");
        door.act_as(carry("listrik mati"), rani()).await.unwrap();
        assert_eq!(code(door.act_as(carry("lagi"), rani()).await), "drawer.of_today");
        pay(&door, dewi, &[(MethodKind::Cash, 1_000)]).await.unwrap();
        assert_eq!(code(door.act_as(void.clone(), own()).await), "permission.denied");
        door.act_as(void, rani()).await.unwrap();
        // Only for that day; counted it may be at any time.
        till.clinic.clock.set(at("2026-11-23 08:00"));
        let door = door.login("sari", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(pay(&door, dewi, &[(MethodKind::Cash, 1_000)]).await), "drawer.yesterday");
        door.act_as(counted(501_000), own()).await.unwrap();
    }

    async fn the_database_itself_lets_nothing_into_a_drawer_of_yesterday(lab: &Lab) {
        let till = Till::of(lab).await;
        let dewi = till.visit("Dewi Lestari", "Laser Acne", "10:00", true).await;
        till.pay(dewi, &[(MethodKind::Cash, 100_000)]).await.unwrap();
        till.moves(MoveKind::PaidIn, 10_000).await.unwrap();
        let tomorrow: chrono::NaiveDate = "2026-11-21".parse().unwrap();
        // The same rows once more, a day later.
        let pay = "INSERT INTO payment (clinic_id, id, bill_id, patient_id, receipt_id, method_id, kind, amount, tendered,
              change_given, reference, reason, refers_to, drawer_session_id, package_id, approved_by, business_day,
              taken_at, account_id, terminal)
            SELECT clinic_id, $1, bill_id, patient_id, receipt_id, method_id, kind, amount, tendered, change_given,
              reference, reason, refers_to, drawer_session_id, package_id, approved_by, $2, taken_at, account_id, terminal
            FROM payment";
        let moves = "INSERT INTO drawer_move (clinic_id, id, session_id, kind, amount, reason, reference, business_day, at,
              account_id, approved_by, terminal)
            SELECT clinic_id, $1, session_id, kind, amount, reason, reference, $2, at, account_id, approved_by, terminal
            FROM drawer_move";
        for (sql, rule) in [(pay, "payment_in_session"), (moves, "drawer_move_in_session")] {
            let mut tx = lab.db.begin().await.unwrap();
            let fault = tx.on().exec(sql, (loket::domain::id::PaymentId::new(), tomorrow)).await.unwrap_err();
            assert_eq!(fault, loket::store::Fault::Rule(rule));
        }
    }

    async fn a_visit_of_another_day_is_not_finished(lab: &Lab) {
        let till = Till::of(lab).await;
        let begun = till.visit("Dewi Lestari", "Laser Acne", "10:00", false).await;
        let tomorrow = till.clinic.book("Citra", "Facial Basic", "Tono", "2026-11-21 09:00").await.id;
        let finish = |booking| FinishVisit { booking, version: None, late_reason: String::new() };
        assert_eq!(code(till.sari().act(finish(tomorrow)).await), "booking.other_day");
        till.clinic.now("10:00");
        till.sari().act(StartVisit { booking: begun, version: None, staff: None, alerts_seen: true, override_reason: None }).await.unwrap();
        till.clinic.clock.set(at("2026-11-23 08:00"));
        let door = till.sari().login("sari", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(door.act(finish(tomorrow)).await), "booking.other_day");
        door.act(finish(begun)).await.unwrap();
    }

    async fn a_day_is_not_opened_under_one_that_is_closed_after_it(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = &till.clinic.owner;
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        let by_password = || pin(None, crate::support::clinic::PASSWORD);
        let days = ["2026-11-20", "2026-11-21"].map(|day| day.parse::<chrono::NaiveDate>().unwrap());
        owner.act_as(CloseDay { day: days[0] }, pin(None, OWNER_PIN)).await.unwrap();
        till.clinic.clock.set(at("2026-11-21 09:00"));
        let owner = owner.login("owner", crate::support::clinic::PASSWORD).await.unwrap().0;
        owner.act_as(CloseDay { day: days[1] }, pin(None, OWNER_PIN)).await.unwrap();
        let reopen = |day| ReopenDay { day, reason: "lupa satu pembayaran".to_owned() };
        let refused = owner.act_as(reopen(days[0]), by_password()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["day"].as_str()), ("day.later", Some("2026-11-21")));
        owner.act_as(reopen(days[1]), by_password()).await.unwrap();
        owner.act_as(reopen(days[0]), by_password()).await.unwrap();
    }

    async fn a_locked_day_takes_nothing_and_reopening_makes_a_revision(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = &till.clinic.owner;
        let day = "2026-11-20".parse().unwrap();
        let close = CloseDay { day };
        let signed = || pin(None, OWNER_PIN);
        assert_eq!(code(till.sari().act_as(close.clone(), rani()).await), "permission.denied");
        // What no PIN helps with is said before one is typed.
        assert_eq!(code(owner.act(close.clone()).await), "day.drawer_open");
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        let booking = till.visit("Dewi Lestari", "Laser Acne", "10:00", false).await;
        till.clinic.now("10:00");
        let start = StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
        till.sari().act(start).await.unwrap();
        assert_eq!(code(owner.act(close.clone()).await), "day.visits");
        till.sari().act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
        let tomorrow = CloseDay { day: "2026-11-21".parse().unwrap() };
        assert_eq!(code(owner.act_as(tomorrow, signed()).await), "day.future");
        assert_eq!(code(owner.act(close.clone()).await), "permission.pin");
        let closed = owner.act_as(close.clone(), signed()).await.unwrap();
        assert_eq!((closed.revision, closed.totals.reports), (1, vec![1, 2]));
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.closed_already");
        assert_eq!(code(till.open(500_000, "").await), "day.locked");
        let line = till.sari().ask(loket::desk::bill::OpenBill { booking }).await.unwrap().lines[0].id;
        let share = loket::desk::share::ShareLine { booking, version: None, line, shares: Vec::new() };
        assert_eq!(code(till.sari().act(share).await), "day.locked", "who earned it is what the day said too");
        let reopen = ReopenDay { day, reason: "lupa satu pembayaran".to_owned() };
        let rani_desk = owner.login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(rani_desk.act_as(reopen.clone(), signed()).await), "permission.denied");
        // Whoever says no reason is told before they type their password.
        assert_eq!(code(owner.act(ReopenDay { reason: " ".to_owned(), ..reopen.clone() }).await), "text.empty");
        assert_eq!(code(owner.act_as(reopen.clone(), signed()).await), "permission.password");
        let by_password = || pin(None, crate::support::clinic::PASSWORD);
        owner.act_as(reopen.clone(), by_password()).await.unwrap();
        assert_eq!(code(owner.act_as(reopen, by_password()).await), "day.open");
        till.open(500_000, "").await.unwrap();
        till.pay(booking, &[(MethodKind::Cash, 750_000)]).await.unwrap();
        till.count(1_250_000).await.unwrap();
        till.close("", own()).await.unwrap();
        assert_eq!(owner.act_as(close, signed()).await.unwrap().revision, 2);
        let days = owner.ask(ListDays::default()).await.unwrap();
        let revisions: Vec<_> = days[0].closes.iter().map(|one| (one.revision, one.reopened_by.as_deref())).collect();
        assert_eq!((days[0].locked, revisions), (true, vec![(2, None), (1, Some("Hartono"))]));
        assert_eq!((days.len(), days[1].locked), (28, false));
    }
}
