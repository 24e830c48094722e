//! Two entries become one while something else is done.

use futures::future::join_all;
use loket::desk::merge::MergePatients;
use loket::desk::walk_in::IssueTicket;
use loket::domain::id::PatientId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::{On, merge};

use crate::clinic::{House, approved, code, on};
use crate::merge::merging;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

on_both! {
    async fn crosswise_at_once_ends_in_one_truth(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        for round in 0..5 {
            let one = house.patient(&format!("Ani {round}"), &format!("08121111000{round}")).await;
            let two = house.patient(&format!("Ania {round}"), &format!("08122222000{round}")).await;
            let visit = house.book(two, "Facial Basic", Some("Rina"), on(23, 9 + round, 0)).await;
            let tries = [(&house.desk, one, two), (&other, two, one)];
            let done = join_all(tries.map(async |(desk, keep, merge)| {
                let act = MergePatients {
                    keep_version: Some(1), merge_version: Some(1), ..merging(keep, merge)
                };
                desk.act_as(act, approved()).await
            }))
            .await;
            let kept: Vec<PatientId> = done.iter().filter_map(|done| done.as_ref().ok()).map(|done| done.id).collect();
            assert_eq!(kept.len(), 1, "{done:?}");
            for refused in done.into_iter().filter_map(Result::err) {
                let code = refused.refusal().unwrap_or_else(|| panic!("{refused:?}")).code;
                assert!(["patient.merged", "row.stale"].contains(&code), "{code}");
            }
            for patient in [one, two] {
                assert_eq!(house.card(patient).await.patient.id, kept[0]);
            }
            if let Ok(visit) = visit {
                assert_eq!(house.card(kept[0]).await.visits[0].id, visit.id);
            }
        }
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn what_comes_while_two_become_one_is_not_lost(lab: &Lab) {
        let house = House::of(lab).await;
        let mut desks = Vec::new();
        for counter in 2..5 {
            desks.push(house.another(lab, &format!("Counter {counter}")).await);
        }
        let (treatment, tono) = (house.treatment("Facial Basic").await, house.staff("Tono").await);
        for round in 0..4 {
            let kept = house.patient(&format!("Ani {round}"), &format!("08121111000{round}")).await;
            let twice = house.patient(&format!("Ania {round}"), &format!("08122222000{round}")).await;
            let visit = house.book(twice, "Facial Basic", Some("Tono"), on(23, 15 + round, 0)).await.unwrap().id;
            let cash = house.method(MethodKind::Cash).await;
            let book = crate::clinic::booking(twice, treatment, Some(tono), on(24, 15 + round, 0));
            let pay = loket::desk::payment::TakePayment {
                booking: visit,
                tenders: vec![loket::desk::payment::Tender {
                    method: cash, tendered: Money(10_000), reference: String::new(),
                }],
                due: None, paid_for: None };
            let ticket =
                IssueTicket { patient: twice, treatment: None, staff: None, urgent: false, despite_booking: true };
            let (merged, booked, paid, issued) = tokio::join!(
                house.desk.act_as(merging(kept, twice), approved()),
                desks[0].act(book),
                desks[1].act(pay),
                desks[2].act(ticket),
            );
            merged.unwrap();
            paid.unwrap();
            for refused in [booked.map(drop), issued.map(drop)].into_iter().filter_map(Result::err) {
                assert_eq!(refused.refusal().unwrap_or_else(|| panic!("{refused:?}")).code, "patient.merged");
            }
        }
        // Nothing is anybody's who is behind somebody else.
        for sql in [
            "SELECT COUNT(*) FROM booking b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
            "SELECT COUNT(*) FROM ticket b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
            "SELECT COUNT(*) FROM bill b JOIN patient p ON p.id = b.patient_id WHERE p.merged_into IS NOT NULL",
        ] {
            let (left,): (i64,) = On::from(&lab.db).one(sql, ()).await.unwrap();
            assert_eq!(left, 0, "{sql}");
        }
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }
}

/// What was begun before two became one, and comes to its row after: the patient is read under the lock, not before it.
#[test]
fn what_waits_for_a_merge_is_told_of_it() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let (desk, owner) = (house.another(lab, "Counter 2").await, lab.owner().await);
        let (treatment, clinic) = (house.treatment("Facial Basic").await, house.desk.clinic().id);
        let by = (house.desk.now(), house.desk.who().unwrap().account_id);
        let waits = async || {
            let (waiting,): (i64,) = On::from(&owner)
                .one(
                    "SELECT COUNT(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'",
                    (),
                )
                .await
                .unwrap();
            waiting > 0
        };
        for books in [true, false] {
            let name = if books { "Ani" } else { "Budi" };
            let kept = house.patient(name, "081211110001").await;
            let twice = house.patient(&format!("{name} Wijayanti"), "081222220002").await;
            let db = lab.another().await;
            let mut tx = db.begin().await.unwrap();
            merge::hold(tx.on(), clinic, kept, twice).await.unwrap();
            merge::take_over(tx.on(), clinic, kept, twice).await.unwrap();
            let behind = Some((kept, String::new()));
            merge::put_behind(tx.on(), clinic, (twice, 1), behind, by).await.unwrap();
            let desk = desk.clone();
            let begun = tokio::spawn(async move {
                if books {
                    let book = crate::clinic::booking(twice, treatment, None, on(23, 15, 0));
                    return desk.act(book).await.map(drop);
                }
                let (treatment, staff) = (None, None);
                let ticket =
                    IssueTicket { patient: twice, treatment, staff, urgent: false, despite_booking: true };
                desk.act(ticket).await.map(drop)
            });
            while !waits().await {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
            assert_eq!(code(begun.await.unwrap()), "patient.merged", "{name}");
        }
        owner.close().await;
    });
}
