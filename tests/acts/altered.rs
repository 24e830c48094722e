//! A database that was taught to write something else than it was told, or to find other rows than there are.

use loket::desk::expense::{ListCategories, VoidExpense, WriteExpense};
use loket::desk::user::ListUsers;
use loket::domain::account::Role;
use loket::domain::expense::PaidFrom;
use loket::domain::id::BookingId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::verify::{Odd, OddRow};
use loket::store::Db;

use crate::clinic::{House, approved};
use crate::people::{by_password, hire, role_of};
use crate::support::{Lab, on_both};

async fn intruder(owner: &Db, texts: &[&'static str]) {
    for text in texts {
        let mut tx = owner.begin().await.unwrap();
        tx.on().exec(*text, ()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn strange(house: &House) -> Vec<OddRow> {
    let verdict = house.desk.verify(None).await.unwrap();
    assert_eq!((verdict.broken, verdict.odd), (None, Vec::new()));
    verdict.schema
}

fn odd(row: &str, odd: Odd) -> Vec<OddRow> {
    vec![OddRow { row: row.to_owned(), odd, seq: None }]
}

async fn water(house: &House) -> WriteExpense {
    WriteExpense {
        date: None,
        category: house.desk.ask(ListCategories {}).await.unwrap()[0].id,
        amount: Money(39_000),
        description: "air galon".to_owned(),
        reference: String::new(),
        paid_from: PaidFrom::Bank,
        recurring: None,
    }
}

on_both! {
    async fn what_an_act_did_not_set_is_not_changed_under_it(lab: &Lab) {
        let house = House::of(lab).await;
        let expense = house.desk.act_as(water(&house).await, approved()).await.unwrap().id;
        let void = || house.desk.act_as(VoidExpense { expense, reason: "dua kali".to_owned() }, approved());
        let owner = lab.owner().await;
        // What stands beside what the act sets, and what it sets.
        for (column, value) in [("amount", "1"), ("void_reason", "'lain'")] {
            if owner.is_postgres() {
                let function = format!(
                    "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.{column} := {}; RETURN NEW; END'",
                    value.replace('\'', "''")
                );
                let mut tx = owner.begin().await.unwrap();
                tx.on().exec(&*function.leak(), ()).await.unwrap();
                tx.commit().await.unwrap();
                intruder(&owner, &["CREATE TRIGGER other BEFORE UPDATE ON expense FOR EACH ROW EXECUTE FUNCTION other()"]).await;
            } else {
                if column == "void_reason" {
                    // What is set is set after the triggers of a file.
                    continue;
                }
                intruder(&owner, &["CREATE TRIGGER other BEFORE UPDATE OF voided_at ON expense
                    BEGIN UPDATE expense SET amount = 1 WHERE rowid = NEW.rowid; END"]).await;
            }
            let fault = void().await.unwrap_err();
            assert_eq!(fault.message(), "fault-altered", "{fault:?}");
            if owner.is_postgres() {
                intruder(&owner, &["DROP TRIGGER other ON expense", "DROP FUNCTION other"]).await;
            } else {
                intruder(&owner, &["DROP TRIGGER other"]).await;
            }
            assert_eq!(strange(&house).await, []);
        }
        void().await.unwrap();
        assert_eq!(strange(&house).await, []);
    }
}

on_both! {
    async fn nobody_loses_their_pin_by_another_role(lab: &Lab) {
        let house = House::of(lab).await;
        let ward = hire(lab, &house, "ward", Role::Receptionist).await;
        let owner = lab.owner().await;
        let taught: &[&str] = if owner.is_postgres() {
            &[
                "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.pin_hash := NULL; RETURN NEW; END'",
                "CREATE TRIGGER other BEFORE UPDATE OF role ON account FOR EACH ROW EXECUTE FUNCTION other()",
            ]
        } else {
            &["CREATE TRIGGER other BEFORE UPDATE OF role ON account
               BEGIN UPDATE account SET pin_hash = NULL WHERE rowid = NEW.rowid; END"]
        };
        intruder(&owner, taught).await;
        let fault = house.desk.act_as(role_of(ward, Role::Therapist), by_password()).await.unwrap_err();
        assert_eq!(fault.message(), "fault-altered", "{fault:?}");
        let users = house.desk.ask(ListUsers {}).await.unwrap();
        let row = users.iter().find(|row| row.username == "ward").unwrap();
        assert_eq!((row.role, row.has_pin), (Role::Receptionist, true));
    }
}

on_both! {
    async fn what_the_database_passes_over_is_not_said_to_be_done(lab: &Lab) {
        let house = House::of(lab).await;
        let ward = hire(lab, &house, "ward", Role::Receptionist).await;
        let visit = house.visit().await;
        let owner = lab.owner().await;
        let taught: &[&str] = if owner.is_postgres() {
            &[
                "CREATE FUNCTION over() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER over BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION over()",
                "CREATE TRIGGER over BEFORE INSERT ON expense FOR EACH ROW EXECUTE FUNCTION over()",
                "CREATE TRIGGER over BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION over()",
            ]
        } else {
            &[
                "CREATE TRIGGER over BEFORE UPDATE OF role ON account BEGIN SELECT RAISE(IGNORE); END",
                "CREATE TRIGGER over2 BEFORE INSERT ON expense BEGIN SELECT RAISE(IGNORE); END",
                "CREATE TRIGGER over3 BEFORE INSERT ON payment BEGIN SELECT RAISE(IGNORE); END",
            ]
        };
        intruder(&owner, taught).await;
        let fault = house.desk.act_as(role_of(ward, Role::Therapist), by_password()).await.unwrap_err();
        assert_eq!(fault.message(), "fault-altered", "{fault:?}");
        let fault = house.desk.act_as(water(&house).await, approved()).await.unwrap_err();
        assert_eq!(fault.message(), "fault-altered", "{fault:?}");
        let fault = house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.map(|_| ()).unwrap_err();
        assert_eq!(fault.message(), "fault-altered", "{fault:?}");
        let verdict = house.desk.verify(None).await.unwrap();
        assert_eq!((verdict.broken, verdict.odd), (None, Vec::new()), "nothing was saved");
    }
}

#[test]
fn a_file_that_was_taught_to_write_something_else_is_not_written_to() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let owner = lab.owner().await;
        for (taught, back) in [
            (
                &["CREATE TRIGGER more BEFORE INSERT ON payment BEGIN SELECT RAISE(IGNORE); END"][..],
                &["DROP TRIGGER more"][..],
            ),
            (
                &["CREATE TRIGGER more AFTER UPDATE OF version ON bill
                   BEGIN UPDATE bill SET updated_at = updated_at + 1 WHERE id = NEW.id; END"],
                &["DROP TRIGGER more"],
            ),
            (
                &[
                    "PRAGMA writable_schema = ON",
                    "INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_more', 'payment', 0,
                       'CREATE TRIGGER sqlite_more AFTER INSERT ON payment BEGIN DELETE FROM throttle; END')",
                    "PRAGMA writable_schema = RESET",
                ],
                &[
                    "PRAGMA writable_schema = ON",
                    "DELETE FROM sqlite_schema WHERE name = 'sqlite_more'",
                    "PRAGMA writable_schema = RESET",
                ],
            ),
        ] {
            intruder(&owner, taught).await;
            // A counter that was open all the while, and one that opens.
            let anew = House { desk: house.another(lab, "Counter 2").await, clock: house.clock.clone() };
            for house in [&house, &anew] {
                refused(house, visit).await;
            }
            intruder(&owner, back).await;
        }
        // What only finds rows, or keeps what nobody puts there, is for whoever verifies.
        intruder(&owner, &["CREATE INDEX theirs ON payment (amount)", "CREATE TABLE theirs2 (a)"]).await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        intruder(
            &owner,
            &[
                "ALTER TABLE payment RENAME TO paid",
                "CREATE VIEW payment AS SELECT * FROM paid",
                "CREATE TRIGGER more INSTEAD OF INSERT ON payment BEGIN SELECT 1; END",
            ],
        )
        .await;
        refused(&house, visit).await;
    });
}

async fn refused(house: &House, visit: BookingId) {
    let fault = house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.map(|_| ()).unwrap_err();
    assert_eq!(fault.message(), "fault-altered", "{fault:?}");
}

#[test]
fn a_trigger_of_a_file_is_found_whatever_it_is_called() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        intruder(
            &lab.owner().await,
            &[
                "PRAGMA writable_schema = ON",
                "INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_evil', 'throttle', 0,
                   'CREATE TRIGGER sqlite_evil AFTER INSERT ON throttle BEGIN DELETE FROM throttle; END')",
            ],
        )
        .await;
        assert_eq!(strange(&house).await, odd("trigger sqlite_evil", Odd::Added));
    });
}

#[test]
fn an_index_of_a_file_that_leads_elsewhere_is_found() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        assert_eq!(strange(&house).await, []);
        intruder(
            &lab.owner().await,
            &[
                "CREATE INDEX elsewhere ON staff (clinic_id, name) WHERE FALSE",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'elsewhere')
                 WHERE type = 'index' AND tbl_name = 'staff' AND name = (SELECT MIN(name) FROM sqlite_schema
                   WHERE type = 'index' AND tbl_name = 'staff' AND name <> 'elsewhere')",
                "DELETE FROM sqlite_schema WHERE name = 'elsewhere'",
                "PRAGMA writable_schema = RESET",
            ],
        )
        .await;
        let found = strange(&house).await;
        assert!(
            found.iter().any(|one| one.row.starts_with("index ") && one.odd == Odd::Changed),
            "{found:?}"
        );
    });
}

#[test]
fn what_a_server_was_taught_besides_is_found() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let owner = lab.owner().await;
        assert_eq!(strange(&house).await, []);
        for (texts, row) in [
            (&["ALTER TABLE bill_line DISABLE TRIGGER ALL"][..], "constraint "),
            (
                &[
                    "CREATE TRIGGER hidden BEFORE UPDATE ON bill FOR EACH ROW EXECUTE FUNCTION append_only()",
                    "UPDATE pg_trigger SET tgisinternal = TRUE WHERE tgname = 'hidden'",
                ],
                "trigger hidden",
            ),
            (&["CREATE VIEW everybody AS SELECT * FROM patient"], "table everybody"),
            (
                &[
                    "CREATE FUNCTION everybody() RETURNS SETOF patient LANGUAGE sql SECURITY DEFINER AS 'TABLE patient'",
                ],
                "function everybody",
            ),
            (&["CREATE TABLE more () INHERITS (payment)"], "table payment"),
            (&["ALTER TABLE audit SET UNLOGGED"], "table audit"),
            (&["CREATE INDEX hidden ON payment ((amount + 1))"], "index hidden"),
            (&["CREATE UNIQUE INDEX once ON security_event (clinic_id, id, kind)"], "index once"),
            (&["ALTER TABLE payment ADD CONSTRAINT more CHECK (amount IS NOT NULL)"], "constraint more"),
            (
                &[
                    "CREATE RULE r AS ON INSERT TO payment DO INSTEAD NOTHING",
                    "UPDATE pg_rewrite SET rulename = '_RETURN' WHERE rulename = 'r'",
                ],
                "rule _RETURN on payment",
            ),
            (
                &[
                    "DO $$ DECLARE made TEXT; BEGIN
                       SELECT pg_get_triggerdef(oid) INTO made FROM pg_trigger WHERE tgname = 'account_last_owner';
                       DROP TRIGGER account_last_owner ON account;
                       EXECUTE replace(made, quote_literal('owner'), quote_literal('OWNER')); END $$",
                ],
                "condition of account_last_owner",
            ),
            (
                &[
                    "DO $$ BEGIN CREATE ROLE loket_t_mallory; EXCEPTION WHEN duplicate_object THEN END $$",
                    "ALTER TABLE payment OWNER TO loket_t_mallory",
                ],
                "owner of payment",
            ),
            (&["ALTER FUNCTION append_only() OWNER TO loket_t_mallory"], "owner of append_only"),
        ] {
            intruder(&owner, texts).await;
            let found = strange(&house).await;
            assert!(found.iter().any(|one| one.row.starts_with(row)), "{row}: {found:?}");
        }
    });
}
