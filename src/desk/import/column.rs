//! Which column of a foreign table is which of our fields, by the name its header has.

use crate::domain::refusal::Refusal;
use crate::domain::text::words;
use crate::paper::csv::{Row, Table};

/// Ids are made here, and the clinic is always the one of the session: a file may bring neither.
const REFUSED: &[&str] = &[
    "id",
    "uuid",
    "clinic",
    "clinic id",
    "tenant",
    "tenant id",
    "klinik",
    "id klinik",
    "patient id",
    "id pasien",
    "treatment id",
];

/// A field, and the header names it goes by: lower case, signs as blanks.
pub(super) type Known<F> = &'static [(F, &'static [&'static str])];

/// The columns of one table.
#[derive(Debug)]
pub(super) struct Columns<F> {
    /// The field of each column, in the file's order.
    fields: Vec<Option<F>>,
    pub ignored: Vec<String>,
}

impl<F: Copy + PartialEq> Columns<F> {
    /// Recognises a table's header. `many` are the fields that may come in several columns.
    ///
    /// # Errors
    /// `csv.header` when none of the columns holds `needed`: then the first line is no header. `csv.column` (with
    /// `column`) for an id or a clinic, `csv.column_twice` when two columns are the same field.
    pub fn of(table: &Table, known: Known<F>, needed: F, many: &[F]) -> Result<Self, Refusal> {
        let mut fields: Vec<Option<F>> = Vec::new();
        let mut ignored = Vec::new();
        for name in &table.header {
            let plain = words(name).join(" ");
            if REFUSED.contains(&plain.as_str()) {
                return Err(Refusal::new("csv.column").with("column", name.as_str()));
            }
            let field =
                known.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field);
            if field.is_none() && !name.is_empty() {
                ignored.push(name.clone());
            }
            if field.is_some_and(|field| !many.contains(&field)) && fields.contains(&field) {
                return Err(Refusal::new("csv.column_twice").with("column", name.as_str()));
            }
            fields.push(field);
        }
        if !fields.contains(&Some(needed)) {
            return Err(Refusal::new("csv.header"));
        }
        Ok(Self { fields, ignored })
    }

    /// Refuses a row with more cells than there are columns: a comma too many moves everything behind it.
    ///
    /// # Errors
    /// `csv.cells`.
    pub fn fits(&self, row: &Row) -> Result<(), Refusal> {
        let over = row.cells.iter().skip(self.fields.len()).any(|cell| !cell.trim().is_empty());
        let (cells, columns) = (row.cells.len() as i64, self.fields.len() as i64);
        if over {
            Err(Refusal::new("csv.cells").with("cells", cells).with("columns", columns))
        } else {
            Ok(())
        }
    }

    /// The cell of a field; empty where the file has none.
    pub fn cell<'r>(&self, row: &'r Row, field: F) -> &'r str {
        self.cells(row, field).next().unwrap_or_default()
    }

    /// Every cell of a field that may come in several columns.
    pub fn cells<'r>(&self, row: &'r Row, field: F) -> impl Iterator<Item = &'r str> {
        let at = self.fields.iter().enumerate().filter(move |(_, found)| **found == Some(field));
        at.filter_map(|(at, _)| row.cells.get(at)).map(|cell| without_mark(cell))
    }
}

/// The apostrophe by which a table program keeps a number as it was typed, or a text from being reckoned, is no part of
/// the cell.
fn without_mark(cell: &str) -> &str {
    let reckons = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '=' | '@');
    cell.trim_start().strip_prefix('\'').filter(|rest| rest.starts_with(reckons)).unwrap_or(cell)
}

/// `ya`, `yes`, `1`, `x`: yes. Nothing, `tidak`, `no`, `0`, `-`: no.
///
/// # Errors
/// `csv.yes_no`.
pub(super) fn yes_or_no(cell: &str, field: &'static str) -> Result<bool, Refusal> {
    match cell.trim().to_lowercase().as_str() {
        "ya" | "y" | "yes" | "1" | "x" | "true" | "benar" | "v" => Ok(true),
        "" | "tidak" | "tdk" | "t" | "n" | "no" | "0" | "-" | "false" | "salah" => Ok(false),
        _ => Err(Refusal::at("csv.yes_no", field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::csv;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Field {
        Name,
        Phone,
    }
    const KNOWN: Known<Field> = &[(Field::Name, &["name", "nama"]), (Field::Phone, &["phone", "no hp"])];

    fn columns(text: &str) -> Result<(Table, Columns<Field>), Refusal> {
        let table = csv::read(text.as_bytes()).unwrap();
        let columns = Columns::of(&table, KNOWN, Field::Name, &[Field::Phone])?;
        Ok((table, columns))
    }

    #[test]
    fn headers_in_any_dress() {
        let (table, columns) = columns("\"NAMA\",No. HP,Hobi,phone\nSiti,0812,x,0813\n").unwrap();
        assert_eq!(columns.ignored, ["Hobi"]);
        assert_eq!(columns.cell(&table.rows[0], Field::Name), "Siti");
        assert_eq!(columns.cells(&table.rows[0], Field::Phone).collect::<Vec<_>>(), ["0812", "0813"]);
    }

    #[test]
    fn the_apostrophe_of_a_table_program_is_no_part_of_a_cell() {
        for (cell, read) in [
            ("'0812", "0812"),
            (" '+62812", "+62812"),
            ("'Abd", "'Abd"),
            ("''0812", "''0812"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(without_mark(cell), read);
        }
    }

    #[test]
    fn what_a_file_may_not_bring() {
        let code = |text| columns(text).unwrap_err().code;
        assert_eq!(code("name,tenant_id\n"), "csv.column");
        assert_eq!(code("ID;name\n"), "csv.column");
        assert_eq!(code("Siti,0812\n"), "csv.header");
        assert_eq!(code("name,nama\n"), "csv.column_twice");
        let (table, columns) = columns("name,phone\nSiti,0812,Jl. Mawar\nBudi,,\n").unwrap();
        assert_eq!(columns.fits(&table.rows[0]).unwrap_err().code, "csv.cells");
        assert!(columns.fits(&table.rows[1]).is_ok());
    }
}
