//! Every act leaves one row; each row carries the hash of the one before.

use loket::domain::audit::{GENESIS, Sealed, seal};
use loket::domain::time::Ts;
use loket::store::On;
use uuid::Uuid;

use crate::clinic::{House, at};
use crate::support::on_both;

type Row = (
    i64,
    Ts,
    Option<Uuid>,
    Option<Uuid>,
    Option<Uuid>,
    String,
    String,
    String,
    Option<Uuid>,
    String,
    String,
    String,
    String,
    String,
);

on_both! {
    async fn the_trail_links_from_the_first_row_to_the_last(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(loket::domain::payment::MethodKind::Cash, 175_000)]).await.unwrap();
        house.clock.set(at(11, 0));
        let rows: Vec<Row> = On::from(&lab.db)
            .all(
                "SELECT seq, at, account_id, approver_id, session_id, terminal, act, entity, entity_id, before, after,
                   reason, prev_hash, hash FROM audit ORDER BY seq",
                (),
            )
            .await
            .unwrap();
        let acts: Vec<&str> = rows.iter().map(|row| row.6.as_str()).collect();
        assert_eq!(acts, ["found", "login", "open_drawer", "register_patient", "book", "start_visit", "take_payment"]);
        let mut prev = GENESIS.to_owned();
        for (index, row) in rows.iter().enumerate() {
            let sealed = Sealed {
                clinic: house.desk.clinic().id.0,
                at: row.1,
                account: row.2,
                approver: row.3,
                session: row.4,
                terminal: &row.5,
                act: &row.6,
                entity: &row.7,
                entity_id: row.8,
                before: &row.9,
                after: &row.10,
                reason: &row.11,
            };
            assert_eq!(row.0, index as i64 + 1);
            assert_eq!(row.12, prev);
            assert_eq!(row.13, seal(&prev, row.0, &sealed), "{}", row.6);
            prev.clone_from(&row.13);
        }
    }
}
