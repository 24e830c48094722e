//! What a server keeps of its tables by itself and hides: the triggers behind a foreign key, and the marks by which it knows
//! at all that a table has triggers, checks or indexes. Whoever may write into its own catalogue may change these and leave
//! everything that is shown as it was.

use super::db::Tx;
use super::fault::Stored;
use super::migrate;
use crate::domain::verify::{Odd, OddRow};

/// What is not as Postgres makes it: which part, whether it is one too many, whether it is a matter of the tables
/// themselves and not only of one index that makes looking quicker.
///
/// Of each foreign key: two triggers on its own table, two on the one it points at, of the right functions, which are the
/// server's own, and its comparisons. A mark that there are triggers, indexes or rules may stand where there are none any
/// more.
const INNER: &str = "WITH own AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'),
    keys AS (SELECT k.*, c.relname FROM pg_constraint k JOIN own c ON c.oid = k.conrelid WHERE k.contype = 'f'),
    wanted AS (SELECT k.oid AS key, w.* FROM keys k
      CROSS JOIN LATERAL (SELECT CASE d.kind WHEN 'a' THEN 'noaction' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
          WHEN 'n' THEN 'setnull' ELSE 'setdefault' END || d.ending AS function, d.type
        FROM (VALUES (k.confdeltype, '_del', 9), (k.confupdtype, '_upd', 17)) AS d (kind, ending, type)
        UNION ALL VALUES ('check_ins', 5), ('check_upd', 17)) AS f
      CROSS JOIN LATERAL (SELECT 'RI_FKey_' || f.function AS function, f.type,
        CASE WHEN f.function LIKE 'check%' THEN k.conrelid ELSE k.confrelid END AS relation,
        CASE WHEN f.function LIKE 'check%' THEN k.confrelid ELSE k.conrelid END AS other) AS w),
    hidden AS (SELECT t.tgconstraint AS key, t.tgrelid, t.tgname, p.proname AS function, t.tgtype AS type,
        t.tgconstrrelid AS other,
        (t.tgenabled = 'O' AND t.tgnargs = 0 AND t.tgqual IS NULL AND t.tgattr::text = ''
          AND t.tgdeferrable IS NOT DISTINCT FROM k.condeferrable AND t.tginitdeferred IS NOT DISTINCT FROM k.condeferred
          AND p.pronamespace = 'pg_catalog'::regnamespace AND p.prosrc = p.proname
          AND p.prolang = (SELECT l.oid FROM pg_language l WHERE l.lanname = 'internal')) AS sound
      FROM pg_trigger t LEFT JOIN pg_proc p ON p.oid = t.tgfoid LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
      WHERE t.tgisinternal AND t.tgconstraint <> 0)
    SELECT 'constraint ' || k.conname || ' on ' || k.relname, FALSE, TRUE FROM keys k
    WHERE EXISTS (SELECT 1 FROM wanted w WHERE w.key = k.oid AND NOT EXISTS (
        SELECT 1 FROM hidden h WHERE h.key = w.key AND h.tgrelid = w.relation AND h.other = w.other
          AND h.function = w.function AND h.type = w.type AND h.sound))
      OR EXISTS (SELECT 1 FROM unnest(k.conpfeqop || k.conppeqop || k.conffeqop) AS e (id) WHERE NOT EXISTS (
        SELECT 1 FROM pg_operator o
        WHERE o.oid = e.id AND o.oprname = '=' AND o.oprnamespace = 'pg_catalog'::regnamespace))
    UNION ALL SELECT 'trigger ' || h.tgname || ' on ' || c.relname, TRUE, TRUE
    FROM hidden h JOIN own c ON c.oid = h.tgrelid
    WHERE NOT EXISTS (SELECT 1 FROM wanted w WHERE w.key = h.key AND h.tgrelid = w.relation AND h.other = w.other
        AND h.function = w.function AND h.type = w.type)
    UNION ALL SELECT 'table ' || c.relname, FALSE, TRUE FROM own c
    WHERE c.relchecks <> (SELECT COUNT(*) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c')
      OR (NOT c.relhastriggers AND EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid))
      OR (NOT c.relhasindex AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid))
      OR (NOT c.relhasrules AND EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid))
    UNION ALL SELECT 'columns of ' || c.relname, FALSE, TRUE FROM own c
    WHERE EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND NOT a.atthasdef)
    UNION ALL SELECT 'index ' || x.relname, FALSE, i.indisunique OR k.oid IS NOT NULL
    FROM pg_index i JOIN own c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u')
    WHERE NOT i.indisvalid OR NOT i.indisready OR NOT i.indislive
      OR (k.oid IS NULL AND i.indisunique AND NOT i.indimmediate)
      OR (k.oid IS NOT NULL AND (NOT i.indisunique OR i.indimmediate = k.condeferrable OR i.indpred IS NOT NULL
        OR i.indkey::text <> array_to_string(k.conkey, ' ')))";

/// What of it is not as it should be. Postgres has been told to say of each name where it lies.
///
/// # Errors
/// Those of the database.
pub(super) async fn strange(tx: &mut Tx) -> Stored<Vec<OddRow>> {
    let found: Vec<(String, bool, bool)> = tx.on().all(INNER, ()).await?;
    // Whoever leads the server may be about to make an index of their own.
    let ours = |name: &str| {
        let made = |step: &str| step.lines().any(|line| line.starts_with(&format!("CREATE INDEX {name} ")));
        migrate::server_steps().any(|(_, _, step)| made(step))
    };
    let told =
        |(row, _, whole): &(String, bool, bool)| *whole || row.strip_prefix("index ").is_some_and(ours);
    let odd = |(row, added, _)| OddRow { row, odd: if added { Odd::Added } else { Odd::Changed }, seq: None };
    Ok(found.into_iter().filter(told).map(odd).collect())
}
