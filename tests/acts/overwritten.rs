//! What somebody changed in the database is found although an act wrote over it since.

use loket::desk::day_close::CloseDay;
use loket::desk::expense::{ListCategories, WriteExpense};
use loket::domain::account::Role;
use loket::domain::expense::PaidFrom;
use loket::domain::money::Money;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::domain::verify::{Alarmed, Odd};

use crate::clinic::{House, approved, at};
use crate::people::{by_password, hire, role_of};
use crate::support::{Lab, on_both};
use crate::trail::{a_full_day, edit_role};

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

    async fn a_counter_of_numbers_moved_or_taken_away_from_outside(lab: &Lab) {
        let house = a_full_day(lab).await;
        let owner = lab.owner().await;
        let counted = async || -> Vec<String> {
            let verdict = house.desk.verify(None).await.unwrap();
            verdict.odd.into_iter().filter(|odd| odd.odd == Odd::Miscounted).map(|odd| odd.row).collect()
        };
        assert_eq!(counted().await, Vec::<String>::new());
        let each = [
            ("receipt", "UPDATE counter SET value = value + 1 WHERE kind = 'receipt'"),
            ("receipt", "UPDATE counter SET value = value - 2 WHERE kind = 'receipt'"),
            ("z", "UPDATE counter SET value = value + 1 WHERE kind = 'z'"),
            ("ticket", "UPDATE counter SET value = value + 1 WHERE kind = 'ticket'"),
            ("ticket", "UPDATE counter SET value = value - 2 WHERE kind = 'ticket'"),
            ("receipt", "DELETE FROM counter WHERE kind = 'receipt'"),
            ("z", "DELETE FROM counter WHERE kind = 'z'"),
            ("ticket", "DELETE FROM counter WHERE kind = 'ticket'"),
            // A number that nobody was given yet.
            ("z", "DELETE FROM z_report"),
        ];
        for (kind, text) in each {
            let mut tx = owner.begin().await.unwrap();
            // What forbids it is out of the way for once.
            let aside: &[&str] = if tx.is_postgres() {
                &["ALTER TABLE counter DISABLE TRIGGER USER"]
            } else {
                &["DROP TRIGGER IF EXISTS counter_update", "DROP TRIGGER IF EXISTS counter_delete"]
            };
            for aside in aside {
                tx.on().exec(*aside, ()).await.unwrap();
            }
            if text.contains("FROM z_report") {
                let forbids = if tx.is_postgres() {
                    "ALTER TABLE z_report DISABLE TRIGGER USER"
                } else {
                    "DROP TRIGGER z_report_append_only_delete"
                };
                tx.on().exec(forbids, ()).await.unwrap();
                let back = "INSERT INTO counter (clinic_id, kind, scope, value) SELECT id, 'z', '', 1 FROM clinic";
                tx.on().exec(back, ()).await.unwrap();
            }
            assert!(tx.on().exec(text, ()).await.unwrap() > 0, "{text}");
            tx.commit().await.unwrap();
            let found = counted().await;
            let named = format!("counter {kind}");
            assert!(found.iter().any(|row| row.starts_with(&named)), "{text}: {found:?}");
        }
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

    async fn a_right_taken_away_from_outside_and_then_given_again(lab: &Lab) {
        let house = House::of(lab).await;
        let rule = |permission, effect| Rule { permission, effect };
        let rules = [rule(Permission::StaffEdit, Effect::Deny), rule(Permission::ReportSee, Effect::Allow)];
        let role = edit_role(&house, None, &rules).await;
        // Taken away by an act, and given again: nothing is wrong with that.
        edit_role(&house, Some(role), &rules[1..]).await;
        edit_role(&house, Some(role), &rules).await;
        assert_eq!(found(&house).await, []);
        intruder(lab, "DELETE FROM role_permission WHERE effect = 'deny'").await;
        edit_role(&house, Some(role), &rules).await;
        assert_eq!(found(&house).await, [("role_permission".to_owned(), Odd::Remade, true)]);
        house.desk.glance().await;
        assert!(matches!(house.desk.alarm(), Some(Alarmed::Ledger(odd)) if odd.odd == Odd::Remade));
    }

    async fn a_closed_day_opened_from_outside_and_then_closed_again(lab: &Lab) {
        let house = a_full_day(lab).await;
        let owner = lab.owner().await;
        let mut tx = owner.begin().await.unwrap();
        let guards: &[&str] = if owner.is_postgres() {
            &["ALTER TABLE day_close DISABLE TRIGGER USER"]
        } else {
            &["DROP TRIGGER day_close_delete"]
        };
        for text in guards {
            tx.on().exec(*text, ()).await.unwrap();
        }
        assert_eq!(tx.on().exec("DELETE FROM day_close", ()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let category = house.desk.ask(ListCategories {}).await.unwrap()[0].id;
        let late = WriteExpense {
            date: None,
            category,
            amount: Money(250_000),
            description: "listrik".to_owned(),
            reference: String::new(),
            paid_from: PaidFrom::Bank,
            recurring: None,
        };
        house.desk.act_as(late, approved()).await.unwrap();
        house.desk.act_as(CloseDay { day: "2026-11-20".parse().unwrap() }, approved()).await.unwrap();
        let verdict = house.desk.verify(None).await.unwrap();
        let odd: Vec<(&str, Odd)> = verdict.odd.iter().map(|odd| (odd.row.as_str(), odd.odd)).collect();
        assert_eq!(odd, [("day_close 2026-11-20 1", Odd::Remade)]);
    }
}
