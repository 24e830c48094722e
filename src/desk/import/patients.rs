//! Patients from a table: reading each row, and deciding who is new, family, known, or to be looked at.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::column::{Columns, Known, yes_or_no};
use super::report::{Fate, ImportLine, ImportReport};
use crate::desk::patient::{PatientForm, Reading, look_alike};
use crate::domain::id::PatientId;
use crate::domain::phone::CallingCode;
use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::paper::csv::{Row, Table};
use crate::store::import::KnownRow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Phone,
    Email,
    Birth,
    Address,
    Notes,
    Alerts,
    Reminders,
}

const KNOWN: Known<Field> = &[
    (
        Field::Name,
        &[
            "name",
            "full name",
            "nama",
            "nama lengkap",
            "nama pasien",
            "patient",
            "patient name",
            "pasien",
            "customer",
            "customer name",
            "client",
            "client name",
            "nama pelanggan",
            "pelanggan",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phone number",
            "phone no",
            "mobile",
            "mobile phone",
            "telephone",
            "tel",
            "telp",
            "telepon",
            "no telp",
            "no telepon",
            "nomor telepon",
            "hp",
            "no hp",
            "nohp",
            "nomor hp",
            "handphone",
            "no handphone",
            "ponsel",
            "wa",
            "no wa",
            "nomor wa",
            "whatsapp",
            "no whatsapp",
            "nomor whatsapp",
            "phone 1",
            "phone 2",
            "phone2",
            "other phone",
            "hp 1",
            "hp 2",
            "hp2",
            "no hp 2",
            "telepon 1",
            "telepon 2",
            "telepon lain",
        ],
    ),
    (Field::Email, &["email", "e mail", "mail", "surel", "email address", "alamat email"]),
    (
        Field::Birth,
        &[
            "birth date",
            "birthdate",
            "date of birth",
            "dob",
            "birthday",
            "born",
            "tanggal lahir",
            "tgl lahir",
            "tgllahir",
            "lahir",
            "tgl lhr",
        ],
    ),
    (Field::Address, &["address", "alamat", "alamat lengkap", "street", "home address"]),
    (Field::Notes, &["notes", "note", "catatan", "keterangan", "remarks", "comment", "comments"]),
    (
        Field::Alerts,
        &[
            "alerts",
            "alert",
            "allergies",
            "allergy",
            "alergi",
            "catatan khusus",
            "peringatan",
            "riwayat alergi",
        ],
    ),
    (
        Field::Reminders,
        &["reminders", "reminder", "pengingat", "consent", "reminder consent", "setuju diingatkan"],
    ),
];

/// One row that could be read.
#[derive(Debug)]
pub(super) struct ReadRow {
    pub line: u64,
    pub reading: Reading,
}

/// The table as people: the rows that could be read, and the refusals of the others, in the file's order.
#[derive(Debug)]
pub(super) struct People {
    pub rows: Vec<Result<ReadRow, ImportLine>>,
    pub ignored: Vec<String>,
}

impl People {
    /// The numbers, and the names of those without one, to look for: each a JSON list.
    pub fn asked_for(&self) -> (String, String) {
        let readings = || self.rows.iter().flatten().map(|row| &row.reading);
        let phones: BTreeSet<&str> =
            readings().flat_map(|reading| reading.phones.iter().map(|(phone, _)| phone.as_str())).collect();
        let names: BTreeSet<String> = readings()
            .filter(|reading| reading.phones.is_empty())
            .map(|reading| reading.name.key())
            .collect();
        (serde_json::json!(phones).to_string(), serde_json::json!(names).to_string())
    }
}

/// Reads the whole table.
///
/// # Errors
/// As [`Columns::of`].
pub(super) fn read(table: &Table, home: CallingCode, today: NaiveDate) -> Result<People, Refusal> {
    let columns = Columns::of(table, KNOWN, Field::Name, &[Field::Phone])?;
    let rows = table
        .rows
        .iter()
        .map(|row| match read_row(&columns, row, home, today) {
            Ok(reading) => Ok(ReadRow { line: row.line, reading }),
            Err(refusal) => {
                Err(ImportLine::rejected(row.line, columns.cell(row, Field::Name).trim(), &refusal))
            }
        })
        .collect();
    Ok(People { rows, ignored: columns.ignored })
}

fn read_row(
    columns: &Columns<Field>,
    row: &Row,
    home: CallingCode,
    today: NaiveDate,
) -> Result<Reading, Refusal> {
    columns.fits(row)?;
    let text = |field| columns.cell(row, field).to_owned();
    let form = PatientForm {
        name: text(Field::Name),
        phones: columns.cells(row, Field::Phone).map(str::to_owned).collect(),
        email: text(Field::Email),
        birth_date: text(Field::Birth),
        address: text(Field::Address),
        notes: text(Field::Notes),
        alerts: text(Field::Alerts),
        reminders: yes_or_no(columns.cell(row, Field::Reminders), "reminders")?,
    };
    Reading::of(&form, home, today)
}

/// Somebody a row is compared with: on file, or in an earlier row.
#[derive(Debug, Clone)]
pub(super) struct Somebody {
    /// Of somebody on file.
    pub id: Option<PatientId>,
    pub name: String,
    pub key: String,
    pub born: Option<NaiveDate>,
    pub has_phone: bool,
    /// The row of the file; none for somebody on file.
    pub line: Option<u64>,
}

impl From<KnownRow> for Somebody {
    fn from(row: KnownRow) -> Self {
        Self {
            id: Some(row.id),
            key: words(&row.name).join(" "),
            name: row.name,
            born: row.birth_date,
            has_phone: row.phone.is_some(),
            line: None,
        }
    }
}

/// Who is known, by number and by name.
#[derive(Debug, Default)]
pub(super) struct Register {
    pub by_phone: HashMap<String, Vec<Somebody>>,
    pub by_name: HashMap<String, Vec<Somebody>>,
}

/// How the clinic wants it, and how whoever imports.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    /// One number, one person.
    pub unique_phone: bool,
    /// Take look-alikes in as somebody else: a person has looked at them.
    pub look_alikes: bool,
}

/// Decides about every row, and answers with the readings that come in.
pub(super) fn plan<'a>(
    people: &'a People,
    known: &mut Register,
    wishes: Wishes,
) -> (ImportReport, Vec<&'a Reading>) {
    let mut report = ImportReport { ignored: people.ignored.clone(), ..ImportReport::default() };
    let mut incoming = Vec::new();
    for row in &people.rows {
        let (line, reading) = match row {
            Ok(row) => (row.line, &row.reading),
            Err(rejected) => {
                report.add(rejected.clone());
                continue;
            }
        };
        let (fate, like) = decide(reading, known, wishes);
        let name = reading.name.as_str();
        let mut about = match (fate, &like) {
            (Fate::Rejected, Some(other)) => {
                let refusal = Refusal::at("patient.phone_taken", "phone").naming("name", other.name.as_str());
                ImportLine::rejected(line, name, &refusal)
            }
            _ => ImportLine::new(line, fate, name),
        };
        about.like_line = like.as_ref().and_then(|other| other.line);
        // Whoever brings a name along with its number reads nothing that they did not know.
        let known_already = fate == Fate::Same && !reading.phones.is_empty();
        about.like_patient = like.as_ref().and_then(|other| other.id).filter(|_| !known_already);
        about.like = like.map(|other| other.name);
        report.add(about);
        if matches!(fate, Fate::New | Fate::Family) {
            known.add(reading, line);
            incoming.push(reading);
        }
    }
    (report, incoming)
}

/// A mother books for three children: another name on a known number is family. The same name on the same number is
/// the same person, unless the birth dates differ. What only looks alike is for a person to decide.
fn decide(reading: &Reading, known: &Register, wishes: Wishes) -> (Fate, Option<Somebody>) {
    let (name, key, born) = (reading.name.as_str(), reading.name.key(), reading.birth_date);
    let agrees = |other: &Somebody| born.is_none() || other.born.is_none() || born == other.born;
    let candidates: Vec<&Somebody> = if reading.phones.is_empty() {
        known.by_name.get(&key).into_iter().flatten().filter(|other| agrees(other)).collect()
    } else {
        reading.phones.iter().filter_map(|(phone, _)| known.by_phone.get(phone.as_str())).flatten().collect()
    };
    if reading.phones.is_empty() {
        return match (candidates.iter().find(|other| !other.has_phone), candidates.first()) {
            (Some(other), _) => (Fate::Same, Some((*other).clone())),
            (None, Some(_)) if wishes.look_alikes => (Fate::New, None),
            (None, Some(other)) => (Fate::Review, Some((*other).clone())),
            (None, None) => (Fate::New, None),
        };
    }
    if let Some(other) = candidates.iter().find(|other| other.key == key && agrees(other)) {
        return (Fate::Same, Some((*other).clone()));
    }
    let alike = candidates.iter().find(|other| look_alike(&other.name, name));
    match (alike, candidates.first()) {
        (_, Some(other)) if wishes.unique_phone => (Fate::Rejected, Some((*other).clone())),
        (Some(other), _) if !wishes.look_alikes => (Fate::Review, Some((*other).clone())),
        (_, Some(other)) => (Fate::Family, Some((*other).clone())),
        (_, None) => (Fate::New, None),
    }
}

impl Register {
    /// Those found by a number.
    pub fn know(&mut self, rows: Vec<KnownRow>) {
        for row in rows {
            let Some(phone) = row.phone.clone() else { continue };
            self.by_phone.entry(phone).or_default().push(row.into());
        }
    }

    /// Those found by a name.
    pub fn know_names(&mut self, rows: Vec<KnownRow>) {
        for row in rows {
            let somebody = Somebody::from(row);
            self.by_name.entry(somebody.key.clone()).or_default().push(somebody);
        }
    }

    fn add(&mut self, reading: &Reading, line: u64) {
        let somebody = Somebody {
            id: None,
            name: reading.name.as_str().to_owned(),
            key: reading.name.key(),
            born: reading.birth_date,
            has_phone: !reading.phones.is_empty(),
            line: Some(line),
        };
        for (phone, _) in &reading.phones {
            self.by_phone.entry(phone.as_str().to_owned()).or_default().push(somebody.clone());
        }
        self.by_name.entry(somebody.key.clone()).or_default().push(somebody);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::csv;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();

    fn fates(text: &str, wishes: Wishes) -> (Vec<(u64, Fate, Option<u64>)>, usize) {
        let table = csv::read(text.as_bytes()).unwrap();
        let people = read(&table, CallingCode::INDONESIA, TODAY).unwrap();
        let (report, incoming) = plan(&people, &mut Register::default(), wishes);
        assert_eq!(report.incoming(), incoming.len());
        (report.lines.iter().map(|line| (line.line, line.fate, line.like_line)).collect(), incoming.len())
    }

    const FAMILY: &str = "Nama;No. HP;Tgl. Lahir\n\
        Siti Rahma;0812-1111-2222;17/8/1990\n\
        Budi Rahma;+62 812 1111 2222;\n\
        siti  rahma;62812 1111 2222;\n\
        Siti;081211112222;\n\
        Siti Rahma;081211112222;1/1/2015\n\
        Rudi;abc;\n";

    #[test]
    fn families_twins_and_look_alikes() {
        let (lines, incoming) = fates(FAMILY, Wishes::default());
        assert_eq!(
            lines,
            [
                (3, Fate::Family, Some(2)),
                (4, Fate::Same, Some(2)),
                (5, Fate::Review, Some(2)),
                (6, Fate::Review, Some(2)),
                (7, Fate::Rejected, None),
            ]
        );
        assert_eq!(incoming, 2);
    }

    #[test]
    fn somebody_looked_or_the_clinic_wants_one_person_a_number() {
        let (lines, incoming) = fates(FAMILY, Wishes { look_alikes: true, ..Wishes::default() });
        assert_eq!((lines[2].1, lines[3].1, incoming), (Fate::Family, Fate::Family, 4));
        let (lines, incoming) = fates(FAMILY, Wishes { unique_phone: true, ..Wishes::default() });
        assert_eq!((lines[0].1, lines[1].1, incoming), (Fate::Rejected, Fate::Same, 1));
    }

    #[test]
    fn people_without_a_number_are_told_by_their_name() {
        let text = "name,phone,dob\nSiti,,1/1/1990\nSiti,,\nSiti,,2/2/1991\nAni,0812 1111 2222,\nAni,,\n";
        let (lines, incoming) = fates(text, Wishes::default());
        assert_eq!(lines, [(3, Fate::Same, Some(2)), (6, Fate::Review, Some(5))]);
        assert_eq!(incoming, 3);
    }
}
