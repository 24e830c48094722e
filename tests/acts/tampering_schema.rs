//! What the database forbids is missed when it is gone, and seen when it is otherwise or more: triggers, indexes, functions,
//! columns, the wall.

use loket::domain::verify::{Odd, OddRow};

use crate::support::on_both;
use crate::tampering_rows::found;
use crate::trail::a_day;

on_both! {
    async fn what_forbids_is_missed_when_it_is_gone(lab: &Lab) {
        let house = a_day(lab).await;
        let verdict = found(&house).await;
        assert!(verdict.whole(), "{verdict:?}");
        let is_file = !lab.db.is_postgres();
        let gone = |row: &str, odd| OddRow { row: row.to_owned(), odd, seq: None };
        let cases = if is_file {
            vec![
                ("DROP TRIGGER payment_append_only_update", gone("trigger payment_append_only_update", Odd::Missing)),
                ("DROP INDEX account_grant_live", gone("index account_grant_live", Odd::Missing)),
                (
                    "CREATE TRIGGER more AFTER INSERT ON payment BEGIN DELETE FROM throttle; END",
                    gone("trigger more", Odd::Added),
                ),
                (
                    "DROP TRIGGER receipt_append_only_update;
                     CREATE TRIGGER receipt_append_only_update BEFORE UPDATE ON receipt BEGIN SELECT 1; END",
                    gone("trigger receipt_append_only_update", Odd::Changed),
                ),
            ]
        } else {
            vec![
                ("DROP TRIGGER payment_append_only ON payment", gone("trigger payment_append_only on payment", Odd::Missing)),
                (
                    "ALTER TABLE audit DISABLE TRIGGER audit_append_only",
                    gone("trigger audit_append_only on audit", Odd::Changed),
                ),
                ("DROP INDEX account_grant_live", gone("index account_grant_live", Odd::Missing)),
                (
                    "CREATE TRIGGER more AFTER INSERT ON payment FOR EACH ROW EXECUTE FUNCTION append_only()",
                    gone("trigger more on payment", Odd::Added),
                ),
                (
                    "CREATE OR REPLACE FUNCTION refuse_locked_day() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    gone("function refuse_locked_day", Odd::Changed),
                ),
                (
                    "ALTER TABLE payment DROP CONSTRAINT payment_amount_check",
                    gone("constraint payment_amount_check on payment", Odd::Missing),
                ),
                ("ALTER TABLE booking NO FORCE ROW LEVEL SECURITY", gone("wall of booking", Odd::Changed)),
                ("CREATE POLICY more ON patient USING (TRUE)", gone("wall of patient", Odd::Changed)),
                (
                    "ALTER POLICY own_clinic ON patient USING (clinic_id = (SELECT loket_clinic()) OR TRUE)",
                    gone("wall of patient", Odd::Changed),
                ),
                ("ALTER POLICY own_clinic ON bill WITH CHECK (TRUE)", gone("wall of bill", Odd::Changed)),
                ("ALTER POLICY own_clinic ON tenant USING (TRUE)", gone("wall of tenant", Odd::Changed)),
                ("CREATE POLICY more ON tenant_login USING (TRUE)", gone("wall of tenant_login", Odd::Changed)),
                (
                    "CREATE OR REPLACE FUNCTION loket_clinic() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
                     BEGIN ATOMIC SELECT l.clinic_id FROM public.tenant_login l WHERE l.role_name = session_user; END",
                    gone("function loket_clinic", Odd::Changed),
                ),
                ("ALTER FUNCTION loket_login_clinic() SECURITY INVOKER", gone("function loket_login_clinic", Odd::Changed)),
                ("ALTER FUNCTION append_only() SET search_path = pg_temp, public", gone("function append_only", Odd::Changed)),
                ("ALTER FUNCTION bill_sums_line() SECURITY INVOKER", gone("function bill_sums_line", Odd::Changed)),
                (
                    "ALTER TABLE payment ADD CONSTRAINT payment_amount_check CHECK (TRUE)",
                    gone("constraint payment_amount_check on payment", Odd::Changed),
                ),
                (
                    "CREATE UNIQUE INDEX account_grant_live ON account_grant (clinic_id, id)",
                    gone("index account_grant_live", Odd::Changed),
                ),
                ("ALTER TABLE payment ALTER COLUMN amount DROP NOT NULL", gone("columns of payment", Odd::Changed)),
                (
                    "CREATE FUNCTION day_locked(day DATE, clinic UUID) RETURNS boolean LANGUAGE sql AS 'SELECT FALSE'",
                    gone("wall of bill", Odd::Changed),
                ),
                ("ALTER FUNCTION loket_clinic() IMMUTABLE", gone("function loket_clinic", Odd::Changed)),
                ("ALTER FUNCTION loket_login_clinic() STRICT", gone("function loket_login_clinic", Odd::Changed)),
                ("ALTER FUNCTION append_only() LEAKPROOF", gone("function append_only", Odd::Changed)),
                ("ALTER FUNCTION day_key(UUID, DATE) VOLATILE", gone("function day_key(clinic uuid, day date)", Odd::Changed)),
                ("ALTER TABLE invitation ALTER COLUMN phone TYPE TEXT COLLATE \"POSIX\"", gone("columns of invitation", Odd::Changed)),
                ("ALTER TABLE receipt ALTER COLUMN series SET DEFAULT 'X'", gone("columns of receipt", Odd::Changed)),
                (
                    "CREATE FUNCTION heard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                    gone("function heard", Odd::Added),
                ),
                ("CREATE EVENT TRIGGER heard ON ddl_command_end EXECUTE FUNCTION heard()", gone("trigger heard", Odd::Added)),
                ("CREATE RULE silent AS ON UPDATE TO payment DO INSTEAD NOTHING", gone("rule silent on payment", Odd::Added)),
            ]
        };
        let owner = lab.owner().await;
        for (text, strange) in cases {
            let mut tx = owner.begin().await.unwrap();
            tx.on().exec(text, ()).await.unwrap();
            tx.commit().await.unwrap();
            let verdict = found(&house).await;
            assert!(verdict.schema.contains(&strange), "{text}: {:?}", verdict.schema);
            assert!(!verdict.whole(), "{text}");
        }
    }
}
