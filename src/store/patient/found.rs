//! Patients found by number, by the end of a number, or by the words of a name.

use chrono::NaiveDate;

use crate::domain::id::{ClinicId, PatientId};
use crate::domain::time::Ts;
use crate::store::db::{Answer, On, row};

row! {
    /// One line of the search.
    pub struct FoundRow {
        pub id: PatientId,
        pub name: String,
        pub phone: Option<String>,
        pub alerts: String,
        pub birth_date: Option<NaiveDate>,
        /// Under which other names they were found to be on file, where two were merged.
        pub known_as: Option<String>,
        /// When they were treated last, and when they are booked next: told by the search alone.
        pub last_visit: Option<Ts>,
        pub next_visit: Option<Ts>,
    }
}

impl FoundRow {
    /// The names they are known by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.known_as.iter().flat_map(|names| names.split(" / ")))
    }
}

/// The names of those who were merged into a patient `p`.
macro_rules! known_as {
    () => {
        "(SELECT string_agg(m.name, ' / ') FROM patient m
           WHERE m.clinic_id = p.clinic_id AND m.merged_into = p.id) AS known_as"
    };
}

/// What the search answers of the patients of `$inner`, `f`: when they were here and are to come is looked up for those
/// rows alone, in the same question. `$order` puts them as they were found; `$now` is where what is to come begins.
macro_rules! found {
    ($now:literal, $order:literal, $($inner:tt)+) => {
        concat!(
            "SELECT f.id, f.name, f.phone, f.alerts, f.birth_date, f.known_as,
           (SELECT v.starts_at FROM booking v WHERE v.clinic_id = $1 AND v.patient_id = f.id AND v.status = 'done'
            ORDER BY v.starts_at DESC LIMIT 1) AS last_visit,
           (SELECT v.starts_at FROM booking v WHERE v.clinic_id = $1 AND v.patient_id = f.id
              AND v.starts_at >= ", $now, " AND v.status IN ('booked', 'confirmed')
            ORDER BY v.starts_at LIMIT 1) AS next_visit
         FROM (", $($inner)+, ") f ORDER BY ", $order
        )
    };
}

/// Everybody with this very number.
pub fn by_phone<'a>(on: impl Into<On<'a>>, clinic: ClinicId, phone: &'a str) -> Answer<'a, Vec<FoundRow>> {
    on.into().all(
        concat!(
            "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date, NULL AS last_visit, NULL AS next_visit, ",
            known_as!(),
            "
         FROM patient_phone n JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
         WHERE n.clinic_id = $1 AND n.phone = $2 AND p.active = TRUE ORDER BY p.name_key LIMIT 50"
        ),
        (clinic, phone),
    )
}

/// A number somebody begins to type: this very one; numbers that begin so (`from` up to, not including, `below`), in
/// two readings where there are two; and numbers that end so, with their digits read backwards.
#[derive(Debug, Clone, Default)]
pub struct PartOfPhone {
    pub exact: Option<String>,
    pub begins: [Option<(String, String)>; 2],
    pub ends: Option<(String, String)>,
}

/// Everybody with this very number; where there is nobody, those whose number begins so, then those whose number ends
/// so. Who is found in two ways comes twice.
pub fn by_part_of_phone<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    part: PartOfPhone,
    (limit, now): (i64, Ts),
) -> Answer<'a, Vec<FoundRow>> {
    let [one, other] = part.begins.map(Option::unzip);
    let (from, below) = part.ends.unzip();
    // Each part takes no more than it may out of its own index; nothing is more or less than none.
    on.into().all(
        found!(
            "$10",
            "f.rank, f.phone, f.name_key",
            "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date, n.rank, p.name_key, ",
            known_as!(),
            "
         FROM (SELECT * FROM (SELECT patient_id, phone, 0 AS rank FROM patient_phone
               WHERE clinic_id = $1 AND phone = $2 LIMIT $9) exact
             UNION ALL SELECT * FROM (SELECT patient_id, phone, 1 AS rank FROM patient_phone
               WHERE clinic_id = $1 AND phone >= $3 AND phone < $4 ORDER BY phone LIMIT $9) one
             UNION ALL SELECT * FROM (SELECT patient_id, phone, 2 AS rank FROM patient_phone
               WHERE clinic_id = $1 AND phone >= $5 AND phone < $6 ORDER BY phone LIMIT $9) other
             UNION ALL SELECT * FROM (SELECT patient_id, phone, 3 AS rank FROM patient_phone
               WHERE clinic_id = $1 AND reversed >= $7 AND reversed < $8 ORDER BY reversed LIMIT $9) ends
           ) n
         JOIN patient p ON p.clinic_id = $1 AND p.id = n.patient_id
         WHERE p.active = TRUE ORDER BY n.rank, n.phone, p.name_key LIMIT $9"
        ),
        (clinic, part.exact, one.0, one.1, other.0, other.1, from, below, limit, now),
    )
}

/// Whoever's name begins as it was typed, and names with a word that begins so; first the former, in their order.
pub fn by_word<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    word: (&'a str, &'a str),
    (limit, now): (i64, Ts),
) -> Answer<'a, Vec<FoundRow>> {
    on.into().all(
        found!(
            "$5",
            "f.rank, f.name_key",
            "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date, CASE WHEN p.name_key >= $2 AND p.name_key < $3 THEN 0 ELSE 1 END AS rank, p.name_key, ",
            known_as!(),
            "
         FROM (SELECT id FROM (SELECT id FROM patient WHERE clinic_id = $1 AND name_key >= $2 AND name_key < $3
                 AND active = TRUE ORDER BY name_key LIMIT $4) b
               UNION SELECT patient_id FROM (SELECT patient_id FROM patient_word
                 WHERE clinic_id = $1 AND word >= $2 AND word < $3 ORDER BY word LIMIT $4) w) hit
         JOIN patient p ON p.clinic_id = $1 AND p.id = hit.id
         LEFT JOIN patient_phone n ON n.clinic_id = $1 AND n.patient_id = p.id AND n.position = 1
         WHERE p.active = TRUE
         ORDER BY rank, p.name_key LIMIT $4"
        ),
        (clinic, word.0, word.1, limit, now),
    )
}

/// Whoever's name begins as it was `typed`, and names with words that begin so: two, and a third where there is one. More
/// are narrowed by the caller.
pub fn by_words<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    typed: (&'a str, &'a str),
    [first, second]: [(&'a str, &'a str); 2],
    third: Option<(String, String)>,
    (limit, now): (i64, Ts),
) -> Answer<'a, Vec<FoundRow>> {
    let (from, below) = third.unzip();
    on.into().all(
        found!(
            "$11",
            "f.rank, f.name_key",
            "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date, CASE WHEN p.name_key >= $9 AND p.name_key < $10 THEN 0 ELSE 1 END AS rank, p.name_key, ",
            known_as!(),
            "
         FROM (SELECT id FROM (SELECT id FROM patient WHERE clinic_id = $1 AND name_key >= $9 AND name_key < $10
                 AND active = TRUE ORDER BY name_key LIMIT $8) b
               UNION SELECT patient_id FROM (SELECT a.patient_id FROM patient_word a
               JOIN patient_word b ON b.clinic_id = a.clinic_id AND b.patient_id = a.patient_id
                 AND b.word >= $4 AND b.word < $5
               WHERE a.clinic_id = $1 AND a.word >= $2 AND a.word < $3
                 AND ($6 IS NULL OR EXISTS (SELECT 1 FROM patient_word c WHERE c.clinic_id = a.clinic_id
                   AND c.patient_id = a.patient_id AND c.word >= $6 AND c.word < $7)) LIMIT $8) w) hit
         JOIN patient p ON p.clinic_id = $1 AND p.id = hit.id
         LEFT JOIN patient_phone n ON n.clinic_id = $1 AND n.patient_id = p.id AND n.position = 1
         WHERE p.active = TRUE
         ORDER BY rank, p.name_key LIMIT $8"
        ),
        (clinic, first.0, first.1, second.0, second.1, from, below, limit, typed.0, typed.1, now),
    )
}

/// Everybody else on this patient's first number.
pub fn family<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: PatientId) -> Answer<'a, Vec<FoundRow>> {
    on.into().all(
        concat!(
            "SELECT p.id, p.name, n.phone, p.alerts, p.birth_date, NULL AS last_visit, NULL AS next_visit, ",
            known_as!(),
            "
         FROM patient_phone own
         JOIN patient_phone n ON n.clinic_id = own.clinic_id AND n.phone = own.phone AND n.patient_id <> own.patient_id
         JOIN patient p ON p.clinic_id = n.clinic_id AND p.id = n.patient_id
         WHERE own.clinic_id = $1 AND own.patient_id = $2 AND own.position = 1 AND p.active = TRUE
         ORDER BY p.name_key LIMIT 50"
        ),
        (clinic, id),
    )
}
