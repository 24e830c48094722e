//! Every act leaves one row; each row carries the hash of the one before.

use loket::desk::booking::MoveBooking;
use loket::desk::package_use::RefundPackage;
use loket::desk::queue::OpenQueue;
use loket::desk::ticket::LeaveQueue;
use loket::desk::visit::{Arrive, CancelBooking, MarkNoShow};
use loket::domain::audit::{GENESIS, Sealed, seal};
use loket::domain::clinic::DepositFate;
use loket::domain::payment::MethodKind;
use loket::domain::time::Ts;
use loket::store::On;
use serde_json::json;
use uuid::Uuid;

use crate::clinic::{House, approved, at, on};
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
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
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

    async fn a_row_says_what_the_act_brought_about(lab: &Lab) {
        let house = House::of(lab).await;
        let last = async |act: &'static str| -> serde_json::Value {
            let rows: Vec<(String, String)> =
                On::from(&lab.db).all("SELECT act, after FROM audit ORDER BY seq DESC", ()).await.unwrap();
            let row = rows.into_iter().next().unwrap();
            assert_eq!(row.0, act);
            serde_json::from_str(&row.1).unwrap()
        };
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let paid = async |hour: u32| {
            let booking = house.book(siti, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id;
            house.pay(booking, &[(MethodKind::Card, 50_000)]).await.unwrap();
            booking
        };
        let version = None;
        let booking = paid(15).await;
        let cancel = CancelBooking { booking, version, by: None, reason: "sakit".to_owned(), deposit: None };
        house.desk.act(cancel).await.unwrap();
        assert_eq!(last("cancel_booking").await["deposit"], json!({"fate": "keep", "amount": 50_000}));
        let booking = paid(14).await;
        let to = MoveBooking {
            booking, version, starts_at: on(23, 9, 0), staff: None, override_reason: None, deposit: Some(DepositFate::Keep),
        };
        house.desk.act(to).await.unwrap();
        assert_eq!(last("move_booking").await["deposit"], json!({"fate": "keep", "amount": 50_000}));
        let booking = paid(11).await;
        house.clock.set(at(11, 30));
        house.desk.act(MarkNoShow { booking, version, deposit: None }).await.unwrap();
        assert_eq!(last("mark_no_show").await["deposit"]["amount"], json!(50_000));
        let booking = paid(13).await;
        house.desk.act(Arrive { booking, version }).await.unwrap();
        let ticket = house.desk.ask(OpenQueue {}).await.unwrap();
        let ticket = ticket.lines.iter().find(|row| row.ticket.booking_id == Some(booking)).unwrap().ticket.id;
        house.desk.act(LeaveQueue { ticket, version }).await.unwrap();
        let row = last("leave_queue").await;
        assert_eq!((&row["booking"]["id"], &row["booking"]["to"]), (&json!(booking), &json!("left")));
        assert_eq!(row["deposit"]["amount"], json!(50_000));
        let booking = paid(14).await;
        house.start(booking).await;
        house.finish(booking).await;
        let bill = house.bill(booking).await.bill.unwrap();
        assert_eq!(last("finish_visit").await["bill"], json!(bill));
        let package = house.sell(booking, false).await;
        house.pay(booking, &[(MethodKind::Card, 525_000)]).await.unwrap();
        let give = RefundPackage { package, sessions: Some(1), method: None, reason: "pindah".to_owned() };
        let gave = house.desk.act_as(give, approved()).await.unwrap();
        assert_eq!(last("refund_package").await["refund"]["amount"], json!(gave.refund.unwrap().amount));
    }
}
