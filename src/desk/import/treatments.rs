//! Treatments from a table: the price list of another program.

use std::collections::HashMap;

use super::column::{Columns, Known, yes_or_no};
use super::report::{Fate, ImportLine, ImportReport};
use crate::desk::roster::Roster;
use crate::desk::treatment::prefix;
use crate::domain::bill::TaxMode;
use crate::domain::clinic::Clinic;
use crate::domain::id::{RoomId, StaffId, TreatmentId};
use crate::domain::minutes::Minutes;
use crate::domain::money::Money;
use crate::domain::name::Name;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, words};
use crate::paper::csv::{Row, Table};
use crate::store::treatment::TreatmentRow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Category,
    Minutes,
    Price,
    Deposit,
    TaxMode,
    Tax,
    Prefix,
    Room,
    Staff,
    Active,
}

const KNOWN: Known<Field> = &[
    (
        Field::Name,
        &[
            "name",
            "nama",
            "treatment",
            "treatment name",
            "nama treatment",
            "nama perawatan",
            "perawatan",
            "service",
            "service name",
            "layanan",
            "nama layanan",
            "tindakan",
            "jasa",
        ],
    ),
    (Field::Category, &["category", "kategori", "group", "kelompok", "jenis"]),
    (
        Field::Minutes,
        &["minutes", "menit", "duration", "durasi", "duration minutes", "durasi menit", "lama", "waktu"],
    ),
    (Field::Price, &["price", "harga", "tarif", "biaya", "cost", "harga rp", "price idr", "harga idr"]),
    (Field::Deposit, &["deposit", "dp", "uang muka"]),
    (Field::TaxMode, &["tax mode", "tax kind", "jenis pajak", "cara pajak"]),
    (Field::Tax, &["tax", "tax rate", "pajak", "ppn", "tarif pajak", "vat"]),
    (Field::Prefix, &["prefix", "queue prefix", "awalan", "awalan antrean", "kode antrean", "kode antrian"]),
    (Field::Room, &["room", "ruang", "ruangan", "kamar"]),
    (
        Field::Staff,
        &["staff", "staf", "terapis", "therapist", "petugas", "dokter", "pelaksana", "dikerjakan oleh"],
    ),
    (Field::Active, &["active", "aktif"]),
];

/// One treatment that comes in, and who can do it.
#[derive(Debug, Clone)]
pub(super) struct NewTreatment {
    pub row: TreatmentRow,
    pub key: String,
    pub staff: Vec<StaffId>,
}

/// Decides about every row of the table.
///
/// # Errors
/// As [`Columns::of`].
pub(super) fn plan(
    table: &Table,
    clinic: &Clinic,
    roster: &Roster,
) -> Result<(ImportReport, Vec<NewTreatment>), Refusal> {
    let columns = Columns::of(table, KNOWN, Field::Name, &[])?;
    let mut report = ImportReport { ignored: columns.ignored.clone(), ..ImportReport::default() };
    let mut incoming: Vec<NewTreatment> = Vec::new();
    let key_of = |name: &str| words(name).join(" ");
    let mut groups: HashMap<String, String> =
        roster.treatments.iter().map(|row| (key_of(&row.category), row.category.clone())).collect();
    let mut known: HashMap<String, (TreatmentRow, Option<u64>)> =
        roster.treatments.iter().map(|row| (key_of(&row.name), (row.clone(), None))).collect();
    for row in &table.rows {
        let name = columns.cell(row, Field::Name).trim();
        let new = match read_row(&columns, row, clinic, roster) {
            Ok(mut new) => {
                // A group is spelled as it is spelled already: `facial` is no second one beside `Facial`.
                let spelled = groups.entry(key_of(&new.row.category));
                new.row.category = spelled.or_insert_with(|| new.row.category.clone()).clone();
                new
            }
            Err(refusal) => {
                report.add(ImportLine::rejected(row.line, name, &refusal));
                continue;
            }
        };
        let Some((other, line)) = known.get(&new.key) else {
            report.add(ImportLine::new(row.line, Fate::New, name));
            known.insert(new.key.clone(), (new.row.clone(), Some(row.line)));
            report.by_everybody += usize::from(columns.cell(row, Field::Staff).trim().is_empty());
            incoming.push(new);
            continue;
        };
        // What the list already has stays as it is: prices change on the treatment's own page.
        let unchanged = other.minutes == new.row.minutes && other.price == new.row.price;
        let fate = if unchanged { Fate::Same } else { Fate::Review };
        let about = ImportLine::new(row.line, fate, name);
        report.add(ImportLine { like: Some(other.name.clone()), like_line: *line, ..about });
    }
    Ok((report, incoming))
}

fn read_row(
    columns: &Columns<Field>,
    row: &Row,
    clinic: &Clinic,
    roster: &Roster,
) -> Result<NewTreatment, Refusal> {
    columns.fits(row)?;
    let cell = |field| columns.cell(row, field).trim();
    let name = Name::parse(cell(Field::Name))?;
    let money = |field, of: &'static str| match cell(field) {
        "" => Ok(Money(0)),
        typed => clinic.currency.parse(typed).map_err(|refusal| Refusal { field: Some(of), ..refusal }),
    };
    if cell(Field::Price).is_empty() {
        return Err(Refusal::at("money.empty", "price"));
    }
    let active = match cell(Field::Active) {
        "" => true,
        typed => yes_or_no(typed, "active")?,
    };
    let (tax_mode, tax_bp) = tax(cell(Field::TaxMode), cell(Field::Tax))?;
    let treatment = TreatmentRow {
        id: TreatmentId::new(),
        name: name.as_str().to_owned(),
        category: LINE.clean(cell(Field::Category)).map_err(|refusal| refusal.on("category"))?.value,
        minutes: Minutes::parse(cell(Field::Minutes))?.get(),
        price: money(Field::Price, "price")?,
        deposit: money(Field::Deposit, "deposit")?,
        tax_mode,
        tax_bp,
        queue_prefix: prefix(cell(Field::Prefix))?.unwrap_or_else(|| clinic.policies.queue_prefix.clone()),
        room_id: room(cell(Field::Room), roster)?,
        active,
        version: 1,
    };
    Ok(NewTreatment { key: name.key(), staff: staff(cell(Field::Staff), roster)?, row: treatment })
}

/// A rate alone goes on top of the price; the mode says otherwise: `inclusive`, `termasuk`, `none`, `tanpa`.
fn tax(mode: &str, rate: &str) -> Result<(TaxMode, i64), Refusal> {
    let refuse = || Refusal::at("tax.range", "tax");
    let typed = rate.trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let figures = |text: &str, most| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if !figures(whole, 3) || !figures(part, 2) || (whole.is_empty() && !part.is_empty()) {
        return Err(refuse());
    }
    let bp: i64 =
        if typed.is_empty() { 0 } else { format!("{whole}{part:0<2}").parse().map_err(|_| refuse())? };
    if bp > 10_000 {
        return Err(refuse());
    }
    let mode = match words(mode).join(" ").as_str() {
        "" if bp == 0 => TaxMode::None,
        "none" | "no" | "tanpa" | "tidak" | "bebas" => TaxMode::None,
        "inclusive" | "included" | "incl" | "termasuk" | "inklusif" => TaxMode::Inclusive,
        "" | "exclusive" | "on top" | "excl" | "eksklusif" | "ditambah" | "di luar" => TaxMode::Exclusive,
        _ => return Err(Refusal::at("tax.mode", "tax_mode")),
    };
    match (mode, bp) {
        (TaxMode::None, _) => Ok((TaxMode::None, 0)),
        (_, 0) => Err(refuse()),
        taxed => Ok(taxed),
    }
}

/// Rooms and staff are set up first: a slip in a name must not make another person.
fn room(typed: &str, roster: &Roster) -> Result<Option<RoomId>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found = roster.rooms.iter().find(|room| words(&room.name) == words(typed));
    found.map(|room| Some(room.id)).ok_or_else(|| Refusal::at("import.room", "room").with("name", typed))
}

/// Several names in one cell: `Ani; Budi`, `Ani + Budi`, `Ani / Budi`. Nobody named: everybody who works here. A name may
/// itself have a comma, before a degree.
fn staff(typed: &str, roster: &Roster) -> Result<Vec<StaffId>, Refusal> {
    let active = || roster.staff.iter().filter(|row| row.active);
    if typed.is_empty() {
        return Ok(active().map(|row| row.id).collect());
    }
    let called = |name: &str| active().find(|row| words(&row.name) == words(name)).map(|row| row.id);
    let mut found = Vec::new();
    let mut add = |id| {
        if !found.contains(&id) {
            found.push(id);
        }
    };
    for name in typed.split([';', '/', '+', '|']).map(str::trim).filter(|name| !name.is_empty()) {
        if let Some(id) = called(name) {
            add(id);
            continue;
        }
        let mut parts: Vec<&str> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        while !parts.is_empty() {
            // The longest beginning that is somebody's name.
            let whose =
                (1..=parts.len()).rev().find_map(|many| Some((many, called(&parts[..many].join(", "))?)));
            let (many, id) =
                whose.ok_or_else(|| Refusal::at("import.staff", "staff").with("name", parts[0]))?;
            add(id);
            parts.drain(..many);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::staff::StaffRow;

    #[test]
    fn names_with_a_degree_after_a_comma() {
        let person = |name: &str| StaffRow {
            id: StaffId::new(),
            name: name.to_owned(),
            title: String::new(),
            skills: String::new(),
            room_id: None,
            commission_bp: None,
            position: 1,
            active: true,
            version: 1,
        };
        let roster =
            Roster { staff: ["Rina", "dr. Budi Uji, Sp.KK", "Tono"].map(person).into(), ..Roster::default() };
        let ids = |nth: &[usize]| Ok(nth.iter().map(|nth| roster.staff[*nth].id).collect::<Vec<_>>());
        assert_eq!(staff("dr. Budi Uji, Sp.KK", &roster), ids(&[1]));
        assert_eq!(staff("Rina, dr. Budi Uji, Sp.KK, Tono", &roster), ids(&[0, 1, 2]));
        assert_eq!(staff("dr. Budi Uji, Sp.KK; Rina, Rina", &roster), ids(&[1, 0]));
        assert_eq!(staff("Rina, Ani", &roster).unwrap_err().details_json()["name"], "Ani");
    }

    #[test]
    fn taxes_as_other_programs_write_them() {
        for (mode, rate, want) in [
            ("", "", (TaxMode::None, 0)),
            ("", "0", (TaxMode::None, 0)),
            ("", "11%", (TaxMode::Exclusive, 1_100)),
            ("Termasuk", "11", (TaxMode::Inclusive, 1_100)),
            ("inclusive", "2,5 %", (TaxMode::Inclusive, 250)),
            ("tanpa", "11", (TaxMode::None, 0)),
        ] {
            assert_eq!(tax(mode, rate), Ok(want), "{mode} {rate}");
        }
        for (mode, rate, code) in [
            ("", "101", "tax.range"),
            ("", "-1", "tax.range"),
            ("", "1e2", "tax.range"),
            ("", ".5", "tax.range"),
            ("exclusive", "", "tax.range"),
            ("barangkali", "11", "tax.mode"),
        ] {
            assert_eq!(tax(mode, rate).unwrap_err().code, code, "{mode} {rate}");
        }
    }
}
