//! What somebody changed in the database is found although an act wrote over it since.

use loket::domain::account::Role;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::domain::verify::{Alarmed, Odd};

use crate::clinic::{House, at};
use crate::people::{by_password, hire, role_of};
use crate::support::{Lab, on_both};
use crate::trail::edit_role;

async fn intruder(lab: &Lab, text: &'static str) {
    let owner = lab.owner().await;
    let mut tx = owner.begin().await.unwrap();
    assert_eq!(tx.on().exec(text, ()).await.unwrap(), 1, "{text}");
    tx.commit().await.unwrap();
}

/// What is found: the table of the row, what is wrong with it, and whether it is said which row of the trail came after.
async fn found(house: &House) -> Vec<(String, Odd, bool)> {
    let verdict = house.desk.verify(None).await.unwrap();
    assert_eq!(verdict.broken, None);
    let table = |row: &str| row.split(' ').next().unwrap_or_default().to_owned();
    verdict.odd.iter().map(|odd| (table(&odd.row), odd.odd, odd.seq.is_some())).collect()
}

on_both! {
    async fn a_visit_made_cheaper_from_outside_and_then_begun(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(10, 5));
        let patient = house.patient("Siti Rahma", "0812 3456 7890").await;
        let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        intruder(lab, "UPDATE booking SET price = 1000").await;
        assert_eq!(found(&house).await, [("booking".to_owned(), Odd::Changed, false)]);
        house.start(visit).await;
        assert_eq!(found(&house).await, [("booking".to_owned(), Odd::Overwritten, true)]);
        house.desk.glance().await;
        assert!(matches!(house.desk.alarm(), Some(Alarmed::Ledger(odd)) if odd.odd == Odd::Overwritten));
        // It is said once, whatever comes after.
        house.clock.set(at(11, 15));
        house.finish(visit).await;
        assert_eq!(found(&house).await, [("booking".to_owned(), Odd::Overwritten, true)]);
    }

    async fn somebody_made_an_owner_from_outside_and_then_a_therapist(lab: &Lab) {
        let house = House::of(lab).await;
        let ward = hire(lab, &house, "ward", Role::Receptionist).await;
        intruder(lab, "UPDATE account SET role = 'owner' WHERE username = 'ward'").await;
        house.desk.act_as(role_of(ward, Role::Therapist), by_password()).await.unwrap();
        assert_eq!(found(&house).await, [("account".to_owned(), Odd::Overwritten, true)]);
    }

    async fn a_right_turned_round_from_outside_and_then_taken_away(lab: &Lab) {
        let house = House::of(lab).await;
        let rule = |permission, effect| Rule { permission, effect };
        let denied = [rule(Permission::StaffEdit, Effect::Deny), rule(Permission::ReportSee, Effect::Allow)];
        let role = edit_role(&house, None, &denied).await;
        intruder(lab, "UPDATE role_permission SET effect = 'allow' WHERE effect = 'deny'").await;
        edit_role(&house, Some(role), &denied[1..]).await;
        assert_eq!(found(&house).await, [("role_permission".to_owned(), Odd::Overwritten, true)]);
    }
}
