//! Tables for other programs, and from them. A cell that a spreadsheet would run as a formula goes
//! out with a quote before it (OWASP ASVS 1.2.10); on the way back that quote, and only one, goes.

use crate::domain::clinic::Language;
use crate::domain::refusal::Refusal;

/// The most rows one file may bring.
pub const MOST_ROWS: usize = 100_000;

const BOM: &str = "\u{feff}";

/// What parts the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    #[default]
    Comma,
    /// What spreadsheets expect where the comma parts decimals, as in Indonesia; it parts them here too.
    Semicolon,
    Tab,
}

impl Separator {
    /// What a spreadsheet of whoever reads this language expects.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        match language {
            Language::English => Self::Comma,
            Language::Indonesian => Self::Semicolon,
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// One cell to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Anything people have written: guarded.
    Text(String),
    /// A figure of ours: never guarded, or −5000 would be text.
    Number(i64),
    /// A figure of ours with places behind a decimal point, in hundredths.
    Hundredths(i64),
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// Writes a table to `out`: UTF-8 with a mark that spreadsheets recognise it by, RFC 4180 quotes,
/// CRLF lines.
///
/// # Errors
/// As `out` says.
pub fn write(
    out: impl std::io::Write,
    separator: Separator,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> std::io::Result<()> {
    let mut out = out;
    out.write_all(BOM.as_bytes())?;
    let mut lines = ::csv::WriterBuilder::new()
        .delimiter(separator.byte())
        .terminator(::csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(out);
    lines.write_record(header).map_err(io)?;
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Number(number) => number.to_string(),
            Cell::Hundredths(number) => {
                let sign = if number < 0 { "-" } else { "" };
                let point = if separator == Separator::Semicolon { ',' } else { '.' };
                format!("{sign}{}{point}{:02}", number.unsigned_abs() / 100, number.unsigned_abs() % 100)
            }
            Cell::Empty => String::new(),
        });
        lines.write_record(cells).map_err(io)?;
    }
    lines.flush()
}

fn io(error: ::csv::Error) -> std::io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// A table that was read: the first line, and the others with their place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

/// One row. It may be shorter or longer than the header: whoever knows the columns says what then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file it begins on, counted from one.
    pub line: u64,
    pub cells: Vec<String>,
}

/// Reads a table, whatever parts its cells: comma, semicolon or tab, as the first line has most of.
///
/// # Errors
/// `csv.utf8` and `csv.quote` (a quote that is never closed), both with `line`; `csv.header` when
/// there is no line at all; `csv.rows` beyond [`MOST_ROWS`].
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let text = text(bytes)?;
    let text = text.strip_prefix(BOM).unwrap_or(text);
    if let Some(open) = open_quote(text) {
        return Err(Refusal::new("csv.quote").with("line", line_of(&text.as_bytes()[..open])));
    }
    let mut lines = ::csv::ReaderBuilder::new()
        .delimiter(separator_of(text).byte())
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut place = Place { text: text.as_bytes(), at: 0, line: 1 };
    let mut next = || -> Result<Option<Row>, Refusal> {
        let start = lines.position().byte() as usize;
        let more = lines.read_record(&mut record);
        let line = place.line_at(start);
        match more {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(_) => return Err(Refusal::new("csv.quote").with("line", line as i64)),
        }
        Ok(Some(Row { line, cells: record.iter().map(|cell| unguarded(cell).to_owned()).collect() }))
    };
    let header = next()?.ok_or_else(|| Refusal::new("csv.header"))?.cells;
    let header = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    while let Some(row) = next()? {
        if rows.len() == MOST_ROWS {
            return Err(Refusal::new("csv.rows").with("limit", MOST_ROWS as i64));
        }
        // A line of nothing but separators is how spreadsheets end a table.
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(row);
        }
    }
    Ok(Table { header, rows })
}

/// The file as text.
///
/// # Errors
/// `csv.utf8`, with `line`.
pub fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes)
        .map_err(|error| Refusal::new("csv.utf8").with("line", line_of(&bytes[..error.valid_up_to()])))
}

/// Signs at the beginning of a cell that make spreadsheets run it, full-width ones too.
fn is_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// A text that already begins with quotes and then a formula gets one more, so that taking one away
/// gives back exactly what was there.
fn guarded(text: String) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text }
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn separator_of(text: &str) -> Separator {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: Separator| {
        let mut quoted = false;
        let mut found = 0;
        for byte in first.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                byte if byte == separator.byte() && !quoted => found += 1,
                _ => {}
            }
        }
        found
    };
    // The last of equals wins, so the commonest stands last.
    [Separator::Tab, Separator::Semicolon, Separator::Comma]
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or_default()
}

/// Where a quote opens that is never closed. The reader itself would take the rest of the file for
/// one cell, and half of the patients would be missing without a word.
fn open_quote(text: &str) -> Option<usize> {
    let separator = separator_of(text).byte();
    let (mut open, mut fresh) = (None, true);
    for (at, byte) in text.bytes().enumerate() {
        match (open, byte) {
            (None, b'"') if fresh => open = Some(at),
            // Two quotes inside a cell close it and open it again.
            (Some(_), b'"') => {
                open = None;
                fresh = true;
                continue;
            }
            _ => {}
        }
        fresh = byte == separator || byte == b'\n' || byte == b'\r';
    }
    open
}

/// Counts lines once, from front to back. The reader's own count is one short where lines end in CRLF.
struct Place<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// The line on which the first sign at or behind `byte` stands.
    fn line_at(&mut self, byte: usize) -> u64 {
        while self.at < self.text.len() && (self.at < byte || matches!(self.text[self.at], b'\n' | b'\r')) {
            self.line += u64::from(self.text[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn line_of(before: &[u8]) -> i64 {
    before.split(|byte| *byte == b'\n').count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(separator: Separator, rows: &[Vec<Cell>]) -> String {
        let mut out = Vec::new();
        write(&mut out, separator, &["name", "note"], rows.iter().cloned()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn code(bytes: &[u8]) -> (&'static str, Option<i64>) {
        let refusal = read(bytes).unwrap_err();
        (refusal.code, refusal.details_json().get("line").and_then(serde_json::Value::as_i64))
    }

    #[test]
    fn no_cell_runs() {
        let row = |text: &str| vec![Cell::from(text), Cell::Empty];
        let rows =
            ["=cmd|'/C calc'!A1", "+62 Clinic", "@SUM(1+1)", "-1", "\u{ff1d}1", "'=1", "plain, \"quoted\""]
                .map(row);
        let text = written(Separator::Comma, &rows);
        let lines: Vec<&str> = text.trim_start_matches(BOM).split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "name,note",
                "'=cmd|'/C calc'!A1,",
                "'+62 Clinic,",
                "'@SUM(1+1),",
                "'-1,",
                "'\u{ff1d}1,",
                "''=1,",
                "\"plain, \"\"quoted\"\"\",",
                ""
            ]
        );
        let figures = written(Separator::Semicolon, &[vec![Cell::from(-5000), Cell::from("a;b")]]);
        assert!(figures.ends_with("-5000;\"a;b\"\r\n"), "{figures}");
    }

    #[test]
    fn our_quote_goes_exactly_once() {
        let table = read(b"name\n'=1+1\n''=1+1\n'tis\n").unwrap();
        let cells: Vec<&str> = table.rows.iter().map(|row| row.cells[0].as_str()).collect();
        assert_eq!(cells, ["=1+1", "'=1+1", "'tis"]);
    }

    #[test]
    fn tables_of_other_programs() {
        let table = read("\u{feff}name;phone\r\n\"Siti, dr\";0812\r\n;\r\nBudi\r\n".as_bytes()).unwrap();
        assert_eq!(table.header, ["name", "phone"]);
        assert_eq!(table.rows[0], Row { line: 2, cells: vec!["Siti, dr".into(), "0812".into()] });
        assert_eq!(table.rows[1], Row { line: 4, cells: vec!["Budi".into()] });
        assert_eq!(read(b"a\tb\n1\t2").unwrap().rows[0].cells, ["1", "2"]);
        let lines = read(b"a,b\n\"x\ny\",1\nz,2\n").unwrap().rows;
        assert_eq!((lines[0].line, lines[1].line), (2, 4));
    }

    #[test]
    fn broken_files_name_the_line() {
        assert_eq!(code(b"name,phone\n\"Siti, dr\",\"0812"), ("csv.quote", Some(2)));
        assert_eq!(code(b"name\nSiti\n\xe9l\xe8ve"), ("csv.utf8", Some(3)));
        assert_eq!(code(b""), ("csv.header", None));
        assert_eq!(read(b"a\n\"x\"\"y\"\n").unwrap().rows[0].cells, ["x\"y"]);
    }

    #[test]
    fn too_many_rows_bring_none() {
        let many = format!("name\n{}", "Siti\n".repeat(MOST_ROWS + 1));
        assert_eq!(code(many.as_bytes()).0, "csv.rows");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(texts in prop::collection::vec("[='+@,;\"\r\n a-c\u{e9}-]{0,8}", 1..6)) {
            for separator in [Separator::Comma, Separator::Semicolon, Separator::Tab] {
                let rows: Vec<Vec<Cell>> =
                    texts.iter().map(|text| vec![Cell::from(text.as_str()), Cell::from("x")]).collect();
                let table = read(written(separator, &rows).as_bytes()).unwrap();
                let back: Vec<&str> = table.rows.iter().map(|row| row.cells[0].as_str()).collect();
                prop_assert_eq!(back, texts.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }

        #[test]
        fn no_file_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..200), near in "[\",;\n\r'=a]{0,60}") {
            let _ = (read(&bytes), read(near.as_bytes()));
        }
    }
}
