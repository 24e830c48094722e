//! What came of checking the trail, in words: the same on the screen and on the command line.

use crate::domain::time::Ts;
use crate::domain::verify::Verdict;
use crate::domain::zone::Zone;
use crate::i18n::Words;

/// What a person reads of it.
#[must_use]
pub fn lines(verdict: &Verdict, zone: Zone, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    let head = verdict.head.get(..16).unwrap_or(&verdict.head);
    match &verdict.broken {
        None => lines
            .push(words.fill("verify-trail-whole", &[("rows", verdict.rows.into()), ("head", head.into())])),
        Some(broken) => {
            let id = format!("verify-trail-{}", broken.wrong);
            lines.push(
                words.fill(&id, &[("row", broken.seq.into()), ("missing", verdict.tail_missing.into())]),
            );
            lines.push(match verdict.last_good_z {
                Some(number) => words.fill("verify-last-good", &[("number", number.into())]),
                None => words.text("verify-no-good").into_owned(),
            });
        }
    }
    let ledger = if verdict.odd_rows == 0 { "verify-ledger-whole" } else { "verify-ledger-odd" };
    lines.push(words.fill(ledger, &[("rows", verdict.ledger_rows.into()), ("odd", verdict.odd_rows.into())]));
    for odd in &verdict.odd {
        let (row, seq) = (ledger_row(&odd.row, words), odd.seq.unwrap_or_default());
        lines.push(
            words.fill(&format!("verify-odd-{}", odd.odd), &[("row", row.into()), ("seq", seq.into())]),
        );
    }
    if !verdict.schema.is_empty() {
        lines.push(words.text("verify-schema-odd").into_owned());
    }
    for odd in &verdict.schema {
        let row = part(&odd.row, words);
        lines.push(words.fill(&format!("verify-odd-{}", odd.odd), &[("row", row.into())]));
    }
    if verdict.not_compared > 0 {
        lines.push(words.fill("verify-not_compared", &[("parts", verdict.not_compared.into())]));
    }
    // What somebody settled is known.
    for time in verdict.clock_back.iter().filter(|time| !time.settled) {
        let moment = |at: Ts| {
            let at = at.local(zone);
            format!("{} {}", words.date(at.date()), words.time(at.time()))
        };
        let facts = [
            ("rows", time.rows.into()),
            ("from", moment(time.from).into()),
            ("until", moment(time.until).into()),
            ("first", time.first.into()),
            ("last", time.last.into()),
        ];
        lines.push(words.fill("verify-clock-back", &facts));
    }
    lines
}

/// A row of the ledger in people's words, with its key: `payment 0197…`, `number of receipts A`.
fn ledger_row(row: &str, words: &Words) -> String {
    let (table, key) = row.split_once(' ').unwrap_or((row, ""));
    let (id, key) = match table {
        "counter" => {
            let (kind, scope) = key.split_once(' ').unwrap_or((key, ""));
            (format!("verify-numbers-{kind}"), scope)
        }
        table => (format!("vouched-{table}"), key),
    };
    if words.has(&id, None) {
        format!("{} {key}", words.text(&id)).trim_end().to_owned()
    } else {
        row.to_owned()
    }
}

/// A part of the database in people's words: `trigger payment_append_only on payment`, `right UPDATE on audit of sari`. The
/// names in it are the database's.
fn part(row: &str, words: &Words) -> String {
    let Some((kind, name)) = row.split_once(' ') else { return row.to_owned() };
    let named = |name: &str| {
        let name = if matches!(kind, "columns" | "wall" | "condition" | "owner") {
            name.trim_start_matches("of ")
        } else {
            name
        };
        words.fill(&format!("verify-part-{kind}"), &[("name", name.into())])
    };
    match kind {
        "trigger" | "rule" | "constraint" | "index" | "function" | "table" | "view" | "columns" | "wall"
        | "condition" | "owner" | "right" => {}
        _ => return row.to_owned(),
    }
    let (name, login) = match name.rsplit_once(" of ").filter(|_| kind == "right") {
        Some((name, login)) => (name, Some(login)),
        None => (name, None),
    };
    let said = match name.split_once(" on ") {
        Some((name, table)) => {
            let facts = [("part", named(name).into()), ("table", table.into())];
            words.fill("verify-part_on", &facts)
        }
        None => named(name),
    };
    match login {
        Some(login) => words.fill("verify-part_of", &[("part", said.into()), ("login", login.into())]),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clinic::Language;

    #[test]
    fn a_row_of_the_ledger_is_told_in_the_person_s_language() {
        let (english, indonesian) = (Words::new(Language::English), Words::new(Language::Indonesian));
        for (row, in_english, in_indonesian) in [
            ("payment 0197", "payment 0197", "pembayaran 0197"),
            ("account_grant 0197", "right of a user 0197", "hak pengguna 0197"),
            ("audit 12", "row of the trail 12", "baris jejak 12"),
            ("tenant 0197", "clinic of the installation 0197", "klinik di instalasi 0197"),
            ("patient 0197", "patient 0197", "pasien 0197"),
            ("counter receipt A/2026", "numbers of receipts A/2026", "nomor kuitansi A/2026"),
            ("counter z", "numbers of closing reports", "nomor laporan tutup"),
            ("something else", "something else", "something else"),
        ] {
            assert_eq!(ledger_row(row, &english), in_english);
            assert_eq!(ledger_row(row, &indonesian), in_indonesian);
        }
    }

    /// Of every table that is read, and of every row that others point at.
    #[test]
    fn every_row_that_can_be_odd_has_a_name() {
        let tables: Vec<&str> = crate::store::vouched::all().map(|table| table.name).collect();
        let more =
            ["audit", "personal_value", "tenant", "patient", "room", "drawer", "expense_category", "ticket"];
        for language in [Language::English, Language::Indonesian] {
            let words = Words::new(language);
            for table in tables.iter().copied().chain(more) {
                assert!(words.has(&format!("vouched-{table}"), None), "{table}");
            }
            for kind in ["receipt", "z", "ticket"] {
                assert!(words.has(&format!("verify-numbers-{kind}"), None), "{kind}");
            }
        }
    }

    #[test]
    fn a_part_of_the_database_is_told_in_the_person_s_language() {
        let (english, indonesian) = (Words::new(Language::English), Words::new(Language::Indonesian));
        for (row, said) in [
            ("trigger a on b", "pemicu a di b"),
            ("trigger a", "pemicu a"),
            ("columns of b", "kolom-kolom b"),
            ("wall of b", "dinding b"),
            ("index a", "indeks a"),
            ("right UPDATE on b (c) of d", "hak UPDATE di b (c) milik d"),
            ("something else", "something else"),
        ] {
            assert_eq!(part(row, &english), row);
            assert_eq!(part(row, &indonesian), said);
        }
    }
}
