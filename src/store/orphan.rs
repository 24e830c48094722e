//! What rows point at in tables nobody vouches for: the database keeps a row from going from under others, but not from
//! whoever switches that off and on again.

use std::time::Duration;

use uuid::Uuid;

use super::db::Tx;
use super::fault::Stored;
use crate::domain::audit::hex;
use crate::domain::id::ClinicId;

/// The tables the trail does not vouch for, each with the tables and columns that point at its rows.
pub const POINTED_AT: &[(&str, &[(&str, &str)])] = &[
    (
        "patient",
        &[
            ("booking", "patient_id"),
            ("booking", "merged_from"),
            ("bill", "patient_id"),
            ("payment", "patient_id"),
            ("patient_package", "patient_id"),
            ("health_note", "patient_id"),
            ("personal_value", "patient_id"),
            ("ticket", "patient_id"),
            ("ticket", "merged_from"),
            ("request", "patient_id"),
            ("patient", "merged_into"),
            ("patient", "merged_through"),
            ("patient_phone", "patient_id"),
            ("patient_phone", "merged_from"),
            ("patient_word", "patient_id"),
        ],
    ),
    ("room", &[("booking", "room_id"), ("staff", "room_id"), ("treatment", "room_id")]),
    ("drawer", &[("drawer_session", "drawer_id")]),
    ("expense_category", &[("expense", "category_id"), ("recurring_expense", "category_id")]),
    ("ticket", &[("ticket_step", "ticket_id")]),
];

/// How long a whole book may take.
const LONG: Duration = Duration::from_mins(10);

/// The rows that are gone from under others: table and id, which may be no id any more.
///
/// # Errors
/// Those of the database.
pub async fn gone(tx: &mut Tx, clinic: ClinicId) -> Stored<Vec<String>> {
    let mut gone = Vec::new();
    for (table, from) in POINTED_AT {
        let text = text(table, from, tx.is_postgres());
        let ids: Vec<(Vec<u8>,)> = tx.on().within(LONG).ready((clinic,))?.made(text).await?.read()?;
        let said = |(id,): (Vec<u8>,)| {
            let id = Uuid::from_slice(&id).map_or_else(|_| hex(&id), |id| id.to_string());
            format!("{table} {id}")
        };
        gone.extend(ids.into_iter().map(said));
    }
    Ok(gone)
}

/// Each id is looked for once, however many rows have it. Made of this file's own names, nothing else.
fn text(table: &str, from: &[(&str, &str)], server: bool) -> String {
    let all: Vec<String> = from
        .iter()
        .map(|(child, column)| {
            format!("SELECT {column} AS id FROM {child} WHERE clinic_id = $1 AND {column} IS NOT NULL")
        })
        .collect();
    let bytes = if server { "uuid_send(f.id)" } else { "CAST(f.id AS BLOB)" };
    format!(
        "SELECT {bytes} FROM ({} ) f
         WHERE NOT EXISTS (SELECT 1 FROM {table} p WHERE p.clinic_id = $1 AND p.id = f.id) ORDER BY 1",
        all.join(" UNION ")
    )
}
