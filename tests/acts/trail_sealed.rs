//! What vouches for the rows of the trail beside it: what settles, how far it goes, whose slips it has.

use loket::desk::trail::ListTrail;
use loket::domain::account::Role;
use loket::domain::verify::{Anchor, Broken, Wrong};

use crate::clinic::{House, at};
use crate::people::by_password;
use crate::support::on_both;
use crate::trail::{a_day, deny, slip, verdict};

on_both! {
    async fn what_settles_rights_and_events_is_settled_once(lab: &Lab) {
        let house = a_day(lab).await;
        let ward = crate::people::hire(lab, &house, "baru", Role::Receptionist).await;
        house.desk.act_as(deny(ward, "belum"), by_password()).await.unwrap();
        for sql in [
            "UPDATE account_grant SET expires_at = created_at",
            "DELETE FROM account_grant",
            "UPDATE security_event SET details = ''",
            "DELETE FROM security_event",
            "DELETE FROM tenant_act",
        ] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            let refused = tx.on().exec(sql, ()).await.unwrap_err();
            assert!(matches!(refused, loket::store::Fault::Rule(_)), "{sql}: {refused:?}");
        }
        // Whoever settles it changes nothing else on the way.
        let event = "UPDATE security_event SET resolved_at = at, resolved_by = (SELECT id FROM account LIMIT 1)";
        let grant = "UPDATE account_grant SET revoked_at = created_at";
        let other = "(SELECT a.id FROM account a WHERE a.id <> granted_by LIMIT 1)";
        let owner = lab.owner().await;
        let settled = async |table: &str, text: &str, more: &str| {
            let id = if table == "account_grant" { "revoked_at" } else { "resolved_at" };
            let text = format!("{text}{more} WHERE {id} IS NULL");
            let mut tx = owner.begin().await.unwrap();
            let done = tx.on().exec(Box::leak(text.into_boxed_str()) as &'static str, ()).await;
            tx.rollback().await;
            done
        };
        assert!(settled("security_event", event, "").await.unwrap() > 0);
        assert!(settled("account_grant", grant, "").await.unwrap() > 0);
        let granted_by = format!(", granted_by = {other}");
        for (table, text, more) in [
            ("security_event", event, ", actor_id = CASE WHEN actor_id IS NULL THEN (SELECT id FROM account LIMIT 1) END"),
            ("security_event", event, ", severity = CASE severity WHEN 'info' THEN 'critical' ELSE 'info' END"),
            ("security_event", event, ", terminal = 'lain'"),
            ("account_grant", grant, ", reason = 'lain'"),
            ("account_grant", grant, granted_by.as_str()),
            ("account_grant", "UPDATE account_grant SET revoked_at = created_at, created_at = (SELECT MIN(at) FROM audit)", ""),
        ] {
            let refused = settled(table, text, more).await.unwrap_err();
            assert!(matches!(refused, loket::store::Fault::Rule(_)), "{table}{more}: {refused:?}");
        }
    }

    async fn who_may_what_is_not_changed_unseen(lab: &Lab) {
        let house = a_day(lab).await;
        crate::people::hire(lab, &house, "tiga", Role::Receptionist).await;
        let owner = lab.owner().await;
        for sql in [
            "UPDATE account SET role = 'owner' WHERE username = 'ward'",
            "UPDATE account SET password_hash = (SELECT a.password_hash FROM account a WHERE a.username = 'ward') WHERE username = 'ratna'",
            "UPDATE role_permission SET effect = 'allow' WHERE permission = 'booking:make:clinic'",
            "DELETE FROM role_permission WHERE permission = 'staff:edit:clinic'",
            "UPDATE session SET account_id = (SELECT id FROM account WHERE username = 'ratna') WHERE account_id <> (SELECT id FROM account WHERE username = 'ratna')",
            "UPDATE invitation SET role = 'owner'",
            "UPDATE account SET full_name = 'Ratna Dewi' WHERE username = 'tiga'",
            "UPDATE clinic SET policies = '{\"discount_limit_bp\": 9000}'",
            "UPDATE payment_method SET in_drawer = FALSE WHERE kind = 'cash'",
            "UPDATE payment_method SET counts_as_received = FALSE WHERE kind = 'card'",
            "UPDATE payment_method SET kind = 'transfer' WHERE kind = 'qris'",
            "UPDATE staff SET account_id = (SELECT id FROM account WHERE username = 'ratna') WHERE position = 1",
            "UPDATE recovery_code SET used_at = NULL WHERE used_at IS NOT NULL",
            "UPDATE recovery_code SET code_hash = 'known' WHERE position = 2",
            "DELETE FROM recovery_code WHERE position = 3",
            "UPDATE booking SET status = 'left' WHERE starts_at = (SELECT MIN(starts_at) FROM booking)",
            "UPDATE booking SET price = 1000 WHERE starts_at = (SELECT MAX(starts_at) FROM booking)",
            "UPDATE commission_rate SET rate_bp = 9000",
            "DELETE FROM line_share WHERE share_bp = 3000",
            "UPDATE treatment SET price = 1 WHERE name = 'Facial Basic'",
            "UPDATE treatment SET deposit = 1 WHERE name <> 'Facial Basic'",
            "UPDATE package SET sessions = 30",
            "UPDATE recurring_expense SET amount = 1",
            "UPDATE counter SET value = value + 1 WHERE kind = 'receipt'",
            "UPDATE counter SET value = value + 1 WHERE kind = 'z'",
            "DELETE FROM personal_value WHERE commitment = (SELECT MIN(commitment) FROM personal_value)",
        ] {
            let before = verdict(&house, None).await.odd_rows;
            let mut tx = owner.begin().await.unwrap();
            assert!(tx.on().exec(sql, ()).await.unwrap() > 0, "{sql}");
            tx.commit().await.unwrap();
            assert!(verdict(&house, None).await.odd_rows > before, "{sql}");
        }
        // Who has another's name is told apart by what they log in as.
        let lines = house.desk.ask(ListTrail::default()).await.unwrap();
        assert!(lines.iter().any(|line| line.account.as_deref() == Some("Ratna Dewi (ratna)")), "{lines:?}");
    }

    async fn an_end_that_was_set_back_stays_found_whatever_is_done_after_it(lab: &Lab) {
        let house = a_day(lab).await;
        let owner = lab.owner().await;
        let run = async |texts: &'static [&'static str]| {
            let mut tx = owner.begin().await.unwrap();
            for text in texts {
                tx.on().exec(*text, ()).await.unwrap();
            }
            tx.commit().await.unwrap();
        };
        match lab.address {
            loket::config::DatabaseAddress::Sqlite(_) => run(&["DROP TRIGGER audit_append_only_delete"]).await,
            loket::config::DatabaseAddress::Postgres { .. } => run(&["DROP TRIGGER audit_append_only ON audit"]).await,
        }
        // The patient of the last row is not vouched for by a row of money: only the end of the trail knows of it.
        run(&[
            "UPDATE audit_head SET (seq, hash, at) = (SELECT seq - 1, prev_hash, at FROM audit ORDER BY seq DESC LIMIT 1)",
            "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)",
        ])
        .await;
        let end = verdict(&house, None).await;
        let cut = Broken { seq: end.rows + 1, wrong: Wrong::Unsealed };
        assert_eq!((end.broken, end.last_good_z), (Some(cut.clone()), Some(1)));
        for phone in ["0812 7777 1235", "0812 7777 1236"] {
            house.patient("Wati", phone).await;
            assert_eq!(verdict(&house, None).await.broken, Some(cut.clone()));
        }
        // Nor is it hidden by another key's name on it, or by its absence.
        run(&["UPDATE audit_head SET key_id = '0123456789abcdef'"]).await;
        assert_eq!(house.another(lab, "Counter 2").await.verify(None).await.unwrap().broken, Some(cut));
        run(&["DELETE FROM audit_head"]).await;
        assert_eq!(house.desk.verify(None).await.unwrap().broken.unwrap().wrong, Wrong::Unsealed);
    }

    async fn the_trail_goes_on_where_the_clock_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        house.clock.set(at(11, 0));
        house.patient("Siti Rahma", "081234567890").await;
        house.clock.set(at(10, 0));
        house.patient("Budi Santoso", "081234567891").await;
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
        // The event that tells of it, and the patient.
        let times: Vec<_> = found.clock_back.iter().map(|time| (time.from, time.until, time.rows, time.settled)).collect();
        assert_eq!(times, [(at(10, 0), at(10, 0), 2, false)]);
    }

    async fn a_slip_of_another_trail_is_no_slip_of_this_one(lab: &Lab) {
        let house = a_day(lab).await;
        let slip = slip(lab).await;
        let other = Anchor { hash: "0123456789abcdef".to_owned(), ..slip.clone() };
        let found = verdict(&house, Some(other)).await;
        // The report that the slip is of is not in order then.
        assert_eq!((found.broken.unwrap().wrong, found.last_good_z), (Wrong::OtherHead, None));
        let longer = Anchor { seq: 10_000, ..slip };
        let found = verdict(&house, Some(longer)).await;
        assert_eq!((found.broken.unwrap().wrong, found.last_good_z), (Wrong::Cut, Some(1)));
    }
}
