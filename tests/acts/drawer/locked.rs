//! Days that are locked, and opened again.

use super::*;

on_both! {
    async fn a_locked_day_takes_nothing_and_reopening_makes_a_revision(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = &till.clinic.owner;
        let day = "2026-11-20".parse().unwrap();
        let close = CloseDay { day };
        let signed = || pin(None, OWNER_PIN);
        assert_eq!(code(till.sari().act_as(close.clone(), rani()).await), "permission.denied");
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.drawer_open");
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        let booking = till.visit("Dewi Lestari", "Laser Acne", "10:00", false).await;
        till.clinic.now("10:00");
        let start = StartVisit { booking, version: None, staff: None, alerts_seen: true };
        till.sari().act(start).await.unwrap();
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.visits");
        till.sari().act(FinishVisit { booking, version: None }).await.unwrap();
        let tomorrow = CloseDay { day: "2026-11-21".parse().unwrap() };
        assert_eq!(code(owner.act_as(tomorrow, signed()).await), "day.future");
        assert_eq!(code(owner.act(close.clone()).await), "permission.pin");
        let closed = owner.act_as(close.clone(), signed()).await.unwrap();
        assert_eq!((closed.revision, closed.totals.reports), (1, vec![1, 2]));
        assert_eq!(code(owner.act_as(close.clone(), signed()).await), "day.closed_already");
        assert_eq!(code(till.open(500_000, "").await), "day.locked");
        let reopen = ReopenDay { day, reason: "lupa satu pembayaran".to_owned() };
        let rani_desk = owner.login("rani", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(rani_desk.act_as(reopen.clone(), signed()).await), "permission.denied");
        owner.act_as(reopen.clone(), signed()).await.unwrap();
        assert_eq!(code(owner.act_as(reopen, signed()).await), "day.open");
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
