//! Several at once: whoever is second is told who was first, and the sums are those of what happened.

use futures::future::join_all;

use super::*;

async fn session(till: &Till) -> Option<DrawerSessionId> {
    Some(till.x().await.session)
}

on_both! {
    async fn one_drawer_is_closed_once(lab: &Lab) {
        let till = Till::of(lab).await;
        let session = session(&till).await;
        till.count(500_000).await.unwrap();
        let closes = (0..6).map(|_| till.sari().act_as(CloseDrawer { session, ..closing("") }, own()));
        let done = join_all(closes).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            let refusal = refused.refusal().unwrap().clone();
            assert_eq!(refusal.code, "drawer.closed_already");
            assert_eq!((&refusal.details_json()["who"], &refusal.details_json()["number"]), (&json!("Sari Wulandari"), &json!(1)));
        }
        assert_eq!(figures(lab, "SELECT number FROM z_report").await, [1]);
    }

    async fn whoever_does_not_say_which_drawer_is_told_who_closed_it(lab: &Lab) {
        let till = Till::of(lab).await;
        // Nobody else has one open at this counter.
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        till.clinic.owner.act(count).await.unwrap();
        till.clinic.owner.act(closing("")).await.unwrap();
        till.count(500_000).await.unwrap();
        let done = join_all((0..4).map(|_| till.sari().act_as(closing(""), own()))).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            let refusal = refused.refusal().unwrap().clone();
            assert_eq!(refusal.code, "drawer.closed_already");
            assert_eq!((&refusal.details_json()["who"], &refusal.details_json()["number"]), (&json!("Sari Wulandari"), &json!(2)));
        }
        // Half a day later it is no news any more.
        till.clinic.now("23:30");
        let sari = till.sari().login("sari", crate::support::clinic::PASSWORD).await.unwrap().0;
        assert_eq!(code(sari.act_as(closing(""), own()).await), "drawer.none");
    }

    async fn one_drawer_is_counted_once(lab: &Lab) {
        let till = Till::of(lab).await;
        let done = join_all((0..4).map(|index| till.count(500_000 + index))).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "count.again");
        }
        assert_eq!(figures(lab, "SELECT seq FROM drawer_count").await, [1]);
    }

    async fn paying_while_it_is_counted_is_before_or_after(lab: &Lab) {
        let till = Till::of(lab).await;
        for round in 0..4 {
            let time = format!("{:02}:00", 8 + round);
            let patients = ["Budi Santoso", "Agus Wijaya", "Putri Handayani", "Fitriani"];
            let booking = till.visit(patients[round], "Facial Basic", &time, true).await;
            let float = till.x().await.float.0;
            let pays = (0..4).map(async |index| till.pay(booking, &[(MethodKind::Cash, 100 * (index + 1))]).await);
            let (paid, counted, dropped) =
                tokio::join!(join_all(pays), till.count(float), till.moves(MoveKind::Drop, 100));
            counted.unwrap();
            for refused in paid.iter().filter_map(|done| done.as_ref().err()) {
                assert_eq!(refused.refusal().unwrap().code, "drawer.counted");
            }
            let taken: i64 = (1..).zip(&paid).filter(|(_, done)| done.is_ok()).map(|(coins, _)| coins * 100).sum();
            let gone = if dropped.is_ok() { 100 } else { 0 };
            let x = till.x().await;
            assert_eq!(x.expected, Some(Money(float + taken - gone)), "what happened before the count is in it");
            let carried = x.unfinished.iter().map(|one| Decided {
                booking: one.booking, decision: Decision::Carried, note: "nanti".to_owned(),
            });
            let close = CloseDrawer { unfinished: carried.collect(), ..closing("") };
            let closed = till.sari().act_as(close, own()).await.unwrap();
            assert_eq!(closed.number, round as i64 + 1);
            till.open(closed.left_in.0, "").await.unwrap();
        }
    }

    async fn two_who_take_out_at_once_do_not_take_the_same(lab: &Lab) {
        let till = Till::of(lab).await;
        let done = join_all((0..4).map(|_| till.moves(MoveKind::Drop, 300_000))).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    }

    async fn a_day_is_locked_before_a_payment_or_after_it(lab: &Lab) {
        let till = Till::of(lab).await;
        let owner = &till.clinic.owner;
        owner.act(counted(500_000)).await.unwrap();
        owner.act(closing("")).await.unwrap();
        till.count(500_000).await.unwrap();
        till.close("", own()).await.unwrap();
        let day = "2026-11-20".parse().unwrap();
        let close = || owner.act_as(CloseDay { day }, pin(None, OWNER_PIN));
        let (opened, first, second) = tokio::join!(till.open(500_000, ""), close(), close());
        match opened {
            Ok(_) => assert_eq!((code(first), code(second)), ("day.drawer_open", "day.drawer_open")),
            Err(refused) => {
                assert_eq!(refused.refusal().unwrap().code, "day.locked");
                assert_eq!([first.is_ok(), second.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
            }
        }
    }
}
