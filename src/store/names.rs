//! What rows are called, by their ids alone: what the trail says of them is read by people.

use uuid::Uuid;

use super::db::{Answer, On, Sql, row};
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

row! {
    /// A row of the books and what people call it.
    pub struct NamedRow {
        pub id: Uuid,
        /// What it is: `patient`, `account`… A payment is called by the patient it is of, a log-in by whoever logged in.
        pub kind: String,
        pub name: String,
        /// Of a visit: when it begins.
        pub at: Option<Ts>,
    }
}

/// The names of those ids, which `$wanted` reads from a JSON list of them.
macro_rules! named {
    ($wanted:literal) => {
        concat!(
            "WITH wanted AS (",
            $wanted,
            ")
             SELECT w.id, 'account' AS kind, a.full_name || ' (' || a.username || ')' AS name,
               CAST(NULL AS TIMESTAMPTZ) AS at
             FROM wanted w JOIN account a ON a.clinic_id = $1 AND a.id = w.id
             UNION ALL SELECT w.id, 'account', a.full_name || ' (' || a.username || ')', NULL
             FROM wanted w JOIN session s ON s.clinic_id = $1 AND s.id = w.id
             JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
             UNION ALL SELECT w.id, 'account', a.full_name || ' (' || a.username || ')', NULL
             FROM wanted w JOIN account_grant g ON g.clinic_id = $1 AND g.id = w.id
             JOIN account a ON a.clinic_id = g.clinic_id AND a.id = g.account_id
             UNION ALL SELECT w.id, 'account', a.full_name || ' (' || a.username || ')', NULL
             FROM wanted w JOIN security_event e ON e.clinic_id = $1 AND e.id = w.id
             JOIN account a ON a.clinic_id = e.clinic_id AND a.id = e.account_id
             UNION ALL SELECT w.id, 'invitation', i.full_name, NULL
             FROM wanted w JOIN invitation i ON i.clinic_id = $1 AND i.id = w.id
             UNION ALL SELECT w.id, 'role', r.name, NULL
             FROM wanted w JOIN role r ON r.clinic_id = $1 AND r.id = w.id
             UNION ALL SELECT w.id, 'staff', s.name, NULL
             FROM wanted w JOIN staff s ON s.clinic_id = $1 AND s.id = w.id
             UNION ALL SELECT w.id, 'staff', s.name, NULL
             FROM wanted w JOIN staff_leave l ON l.clinic_id = $1 AND l.id = w.id
             JOIN staff s ON s.clinic_id = l.clinic_id AND s.id = l.staff_id
             UNION ALL SELECT w.id, 'room', r.name, NULL
             FROM wanted w JOIN room r ON r.clinic_id = $1 AND r.id = w.id
             UNION ALL SELECT w.id, 'treatment', t.name, NULL
             FROM wanted w JOIN treatment t ON t.clinic_id = $1 AND t.id = w.id
             UNION ALL SELECT w.id, 'package', p.name, NULL
             FROM wanted w JOIN package p ON p.clinic_id = $1 AND p.id = w.id
             UNION ALL SELECT w.id, 'method', m.name, NULL
             FROM wanted w JOIN payment_method m ON m.clinic_id = $1 AND m.id = w.id
             UNION ALL SELECT w.id, 'category', c.name, NULL
             FROM wanted w JOIN expense_category c ON c.clinic_id = $1 AND c.id = w.id
             UNION ALL SELECT w.id, 'drawer', d.name, NULL
             FROM wanted w JOIN drawer d ON d.clinic_id = $1 AND d.id = w.id
             UNION ALL SELECT w.id, 'drawer', d.name, NULL
             FROM wanted w JOIN drawer_session s ON s.clinic_id = $1 AND s.id = w.id
             JOIN drawer d ON d.clinic_id = s.clinic_id AND d.id = s.drawer_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN patient p ON p.clinic_id = $1 AND p.id = w.id
             UNION ALL SELECT w.id, 'booking', p.name, b.starts_at
             FROM wanted w JOIN booking b ON b.clinic_id = $1 AND b.id = w.id
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN ticket t ON t.clinic_id = $1 AND t.id = w.id
             JOIN patient p ON p.clinic_id = t.clinic_id AND p.id = t.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN health_note n ON n.clinic_id = $1 AND n.id = w.id
             JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN bill l ON l.clinic_id = $1 AND l.id = w.id
             JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN payment m ON m.clinic_id = $1 AND m.id = w.id
             JOIN bill l ON l.clinic_id = m.clinic_id AND l.id = m.bill_id
             JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN receipt r ON r.clinic_id = $1 AND r.id = w.id
             JOIN bill l ON l.clinic_id = r.clinic_id AND l.id = r.bill_id
             JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
             UNION ALL SELECT w.id, 'patient', p.name, NULL
             FROM wanted w JOIN patient_package k ON k.clinic_id = $1 AND k.id = w.id
             JOIN bill_line s ON s.clinic_id = k.clinic_id AND s.id = k.line_id
             JOIN bill l ON l.clinic_id = s.clinic_id AND l.id = s.bill_id
             JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id"
        )
    };
}

/// What these rows are called; nothing of those that are not there, or have no name.
pub fn named<'a>(on: impl Into<On<'a>>, clinic: ClinicId, ids: &[Uuid]) -> Answer<'a, Vec<NamedRow>> {
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    on.into().all(
        Sql::Each {
            sqlite: named!("SELECT unhex(value) AS id FROM json_each($2)"),
            postgres: named!("SELECT CAST(jsonb_array_elements_text($2::jsonb) AS UUID) AS id"),
        },
        (clinic, serde_json::Value::from(ids).to_string()),
    )
}

/// The number of the receipt that this one is, or was made for.
pub fn receipt<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: Uuid) -> Answer<'a, Option<(String, i64)>> {
    on.into().opt(
        "SELECT series, number FROM receipt WHERE clinic_id = $1
           AND id IN (SELECT $2 UNION ALL SELECT receipt_id FROM payment WHERE clinic_id = $1 AND id = $2)",
        (clinic, id),
    )
}
