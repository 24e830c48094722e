//! Every row of `tests/data/bad_inputs.tsv`: what people type, paste and import, and what must come
//! of it. A row is checked here against the rules themselves, or it is named in [`ELSEWHERE`] with
//! the test that checks it. A row that is neither fails.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use loket::domain::minutes::Minutes;
use loket::domain::money::{Currency, Money};
use loket::domain::name::Name;
use loket::domain::note::{LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET, Note};
use loket::domain::phone::{CallingCode, Phone, PhoneQuery};
use loket::domain::refusal::Refusal;
use loket::domain::search::Search;
use loket::domain::secret::{Strength, new_password, new_pin, typed};
use loket::domain::text::{MARKS_REMOVED, from_bytes, words};
use loket::domain::time::at_local;
use loket::domain::when::{birth, date, time};
use secrecy::ExposeSecret;

/// Kinds whose rows need a database, a screen, a file or a terminal, and the tests that check them.
const ELSEWHERE_KINDS: &[(&str, &str)] = &[
    ("print", "src/paper/receipt.rs: stored_commands_never_reach_the_printer, a_long_name_hides_no_total"),
    ("key", "tests/app/bad_keys.rs"),
    ("resize", "tests/app/bad_keys.rs"),
    ("config", "tests/config/bad.rs"),
    ("csv", "src/paper/csv.rs, src/device/given.rs, src/desk/import, tests/import"),
    ("export", "src/device/file.rs"),
    ("restore", "upkeep"),
];

/// Single rows that need more than a rule, by kind and the beginning of their input, and the test that checks each.
/// No sort key is text: there is no such input to test.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "money",
        "[case] 150000 with due 100000, method cash",
        "tests/acts/money.rs: cash_gives_change_and_the_bill_is_paid",
    ),
    (
        "money",
        "[case] 150000 with due 100000, method card",
        "tests/acts/money.rs: parts_and_several_methods_make_one_receipt_each",
    ),
    (
        "money",
        "[case] same amount, same booking",
        "tests/desk/payment.rs: enter_pressed_twice_or_held_takes_one_payment",
    ),
    ("time", "[case] 23:50 + 60 min", "tests/acts/booking.rs: hours_breaks_skills_and_the_past_are_refused"),
    (
        "date",
        "[case] yesterday, new booking",
        "tests/acts/booking.rs: hours_breaks_skills_and_the_past_are_refused",
    ),
    (
        "login",
        "[case] user \"\" password \"\"",
        "tests/acts/login.rs: a_wrong_password_and_an_unknown_name_say_the_same",
    ),
    (
        "login",
        "[case] unknown user",
        "tests/acts/login.rs: a_wrong_password_and_an_unknown_name_say_the_same",
    ),
    ("pin", "[case] 5 wrong PINs", "tests/acts/login.rs: five_wrong_pins_pause_every_counter"),
    (
        "pin",
        "[case] pasted PIN",
        "tests/desk/door.rs: a_locked_counter_shows_nobody_and_keeps_what_was_typed",
    ),
    ("search", "[case] sort column", ""),
];

struct Row {
    line: usize,
    kind: &'static str,
    escaped: &'static str,
    input: Vec<u8>,
    expected: &'static str,
}

fn rows() -> Vec<Row> {
    include_str!("data/bad_inputs.tsv")
        .lines()
        .enumerate()
        .skip(1)
        .map(|(at, line)| {
            let mut fields = line.splitn(3, '\t');
            let mut field = || fields.next().unwrap_or_else(|| panic!("line {} has three fields", at + 1));
            let (kind, escaped, expected) = (field(), field(), field());
            Row { line: at + 1, kind, escaped, input: unescape(escaped), expected }
        })
        .collect()
}

/// `\n \r \t \e \0 \\ \xNN \u{…}` and `{rep:…:N}`; any other brace is itself.
fn unescape(escaped: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = escaped;
    while let Some(c) = rest.chars().next() {
        if let Some(body) = rest.strip_prefix("{rep:") {
            // The unit may hold braces of its own (`\u{301}`): the count is what stands between the
            // last colon before a lone closing brace.
            let end = (0..body.len())
                .find(|at| {
                    body[*at..].starts_with('}')
                        && body[..*at]
                            .rsplit_once(':')
                            .is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
                })
                .expect("a closed repetition");
            let (unit, count) = body[..end].rsplit_once(':').expect("a count");
            bytes.extend(unescape(unit).repeat(count.parse().expect("a number")));
            rest = &body[end + 1..];
        } else if let Some(after) = rest.strip_prefix('\\') {
            let kind = after.chars().next().expect("something behind the backslash");
            rest = &after[kind.len_utf8()..];
            match kind {
                'n' => bytes.push(b'\n'),
                'r' => bytes.push(b'\r'),
                't' => bytes.push(b'\t'),
                'e' => bytes.push(0x1b),
                '0' => bytes.push(0),
                '\\' => bytes.push(b'\\'),
                'x' => {
                    bytes.push(u8::from_str_radix(&rest[..2], 16).expect("two hex figures"));
                    rest = &rest[2..];
                }
                'u' => {
                    let (hex, tail) = rest[1..].split_once('}').expect("a closed code point");
                    let c = char::from_u32(u32::from_str_radix(hex, 16).expect("hex")).expect("a letter");
                    bytes.extend(c.to_string().bytes());
                    rest = tail;
                }
                other => panic!("unknown escape \\{other} in {escaped}"),
            }
        } else {
            bytes.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

/// What the row says must happen.
#[derive(Debug, PartialEq)]
enum Expected {
    Accept,
    Unchanged,
    AcceptAs(String),
    Reject(String),
    Warn,
}

fn expected(row: &Row) -> Expected {
    let text = row.expected;
    // product.md §6 turns the short forms on for everybody.
    let text =
        text.split_once("then ").map_or(text, |(_, then)| if text.contains("unless") { then } else { text });
    if let Some(rest) = text.strip_prefix("REJECT ") {
        let end = rest
            .find(|c: char| !c.is_ascii_lowercase() && !matches!(c, '.' | '_' | '8'))
            .unwrap_or(rest.len());
        return Expected::Reject(rest[..end].to_owned());
    }
    if let Some(rest) = text.strip_prefix("ACCEPT_AS ") {
        let value = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or_default(),
            None => rest.split([',', '(']).next().unwrap_or_default().trim(),
        };
        return Expected::AcceptAs(value.to_owned());
    }
    match text {
        text if text.starts_with("ACCEPT unchanged") => Expected::Unchanged,
        text if text.starts_with("ACCEPT") => Expected::Accept,
        text if text.starts_with("WARN") => Expected::Warn,
        text => panic!("line {}: what is {text}", row.line),
    }
}

/// Compares what came of the row with what it says, as text.
fn check(row: &Row, got: Result<String, Refusal>) {
    let want = expected(row);
    let at = format!("line {}: {} {}", row.line, row.kind, row.escaped);
    match (want, got) {
        (Expected::Reject(code), Err(refusal)) => assert_eq!(refusal.code, code, "{at}"),
        (Expected::AcceptAs(value), Ok(got)) => assert_eq!(got, value, "{at}"),
        (Expected::Unchanged, Ok(got)) => assert_eq!(got.as_bytes(), row.input, "{at}"),
        (Expected::Accept, Ok(_)) => {}
        (want, got) => panic!("{at}: wanted {want:?}, got {got:?}"),
    }
}

fn text(row: &Row) -> &str {
    std::str::from_utf8(&row.input).unwrap_or_else(|_| panic!("line {} is text", row.line))
}

#[test]
fn every_row_is_checked_somewhere() {
    let rows = rows();
    let mut named = vec![false; ELSEWHERE.len()];
    for row in &rows {
        if ELSEWHERE_KINDS.iter().any(|(kind, _)| *kind == row.kind) {
            continue;
        }
        if let Some(at) =
            ELSEWHERE.iter().position(|(kind, start, _)| *kind == row.kind && row.escaped.starts_with(start))
        {
            named[at] = true;
            continue;
        }
        match row.kind {
            "name" => name(row),
            "phone" if row.expected.starts_with("in SEARCH") => phone_search(row),
            "phone" => phone(row),
            "money" => money(row),
            "time" => times(row),
            "date" => dates(row),
            "note" => note(row),
            "login" => login(row),
            "pin" => check(row, new_pin(text(row)).map(|pin| pin.expose_secret().to_owned())),
            "search" => search(row),
            kind => panic!("line {}: nobody handles {kind} {}", row.line, row.escaped),
        }
    }
    for ((kind, start, place), named) in ELSEWHERE.iter().zip(named) {
        assert!(named, "no row {kind} {start}");
        let Some((file, test)) = place.split_once(": ") else { continue };
        let said = std::fs::read_to_string(file).unwrap();
        assert!(said.contains(&format!("fn {test}(")), "{file} has no {test}");
    }
    for (kind, _) in ELSEWHERE_KINDS {
        assert!(rows.iter().any(|row| row.kind == *kind), "no row of kind {kind}");
    }
}

fn name(row: &Row) {
    if row.escaped.starts_with("[case] Zo") {
        let (one, other) = (Name::parse("Zo\u{eb}").unwrap(), Name::parse("Zoe\u{308}").unwrap());
        assert_eq!(one, other);
        assert_eq!((one.key(), words("Zoe")), ("zoe".to_owned(), vec!["zoe".to_owned()]));
        return;
    }
    let heard = from_bytes(&row.input).and_then(Name::hear);
    if let Ok(heard) = &heard {
        let name = heard.value.as_str();
        assert_eq!(row.expected.contains("with notice"), heard.warnings == [MARKS_REMOVED] && name != "Siti");
        if row.expected.contains("equals \"siti\"") {
            assert_eq!(heard.value.key(), "siti");
        }
        if row.expected.contains("keeps Cyrillic") {
            assert_ne!(heard.value.key(), "siti");
        }
        let columns = row.expected.split_once(" columns").and_then(|(before, _)| before.rsplit(' ').next());
        if let Some(columns) = columns.and_then(|number| number.parse::<usize>().ok()) {
            assert_eq!(unicode_width::UnicodeWidthStr::width(name), columns, "line {}", row.line);
        }
    }
    // "NFC form": full-width letters are kept as typed; only the key folds them.
    if row.expected.starts_with("ACCEPT_AS NFC form") {
        assert_eq!(heard.unwrap().value.as_str().as_bytes(), row.input);
        return;
    }
    check(row, heard.map(|heard| heard.value.to_string()));
}

fn phone(row: &Row) {
    let heard = Phone::hear(text(row), CallingCode::INDONESIA);
    if row.expected.starts_with("ACCEPT_AS without the mark") {
        let heard = heard.unwrap();
        assert_eq!(
            (heard.value.as_str(), heard.warnings.as_slice()),
            ("+6281234567890", &[MARKS_REMOVED][..])
        );
        return;
    }
    if row.expected.contains("offending letter marked") {
        let details = heard.clone().unwrap_err().details_json();
        assert_eq!((details["letter"].as_str(), details["at"].as_i64()), (Some("a"), Some(5)));
    }
    check(row, heard.map(|heard| heard.value.to_string()));
}

fn phone_search(row: &Row) {
    let search = Search::parse(text(row), CallingCode::INDONESIA);
    match text(row) {
        "_______" => assert_eq!(search, Ok(Search::Nobody)),
        "812" => {
            let Ok(Search::Phone(PhoneQuery { prefixes, suffix, .. })) = search else {
                panic!("812 is part of a number");
            };
            assert_eq!((prefixes, suffix), (vec!["+62812".to_owned()], Some("218".to_owned())));
        }
        "1" => assert_eq!(search.unwrap_err().code, "search.short"),
        other => panic!("line {}: what of {other}", row.line),
    }
}

fn money(row: &Row) {
    let rupiah = Currency::rupiah();
    let shown = |money: Money| rupiah.shown(money).replace("Rp", "Rp ");
    check(row, rupiah.parse(text(row)).map(shown));
}

fn times(row: &Row) {
    let berlin = |day: &str| {
        let local = NaiveDateTime::parse_from_str(day, "%Y-%m-%d %H:%M").unwrap();
        at_local(local, "Europe/Berlin".parse().unwrap()).unwrap_err().code
    };
    match row.escaped {
        "[case] 2026-03-29 02:30 clinic tz Europe/Berlin" => {
            assert_eq!(berlin("2026-03-29 02:30"), "time.gap");
        }
        "[case] 2026-10-25 02:30 clinic tz Europe/Berlin" => {
            assert_eq!(berlin("2026-10-25 02:30"), "time.twice");
        }
        "[case] 09:00 to 09:00" => {
            let nine = today().and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap());
            check(row, Minutes::between(nine, nine).map(|minutes| minutes.get().to_string()));
        }
        case if case.starts_with("[case] duration ") => {
            let minutes = case["[case] duration ".len()..].parse().unwrap();
            check(row, Minutes::new(minutes).map(|minutes| minutes.get().to_string()));
        }
        case if case.starts_with("[case]") => panic!("line {}: nobody handles {case}", row.line),
        _ => check(row, time(text(row)).map(|time| time.format("%H:%M").to_string())),
    }
}

fn dates(row: &Row) {
    let read = if row.expected.contains("birth") { birth } else { date };
    let got = read(text(row), today()).map(|day| day.format("%-d %B %Y").to_string());
    check(row, got);
}

fn note(row: &Row) {
    if row.escaped == "[case] 5 MB pasted" {
        let pasted = "alergi salisilat ".repeat(300_000);
        let started = std::time::Instant::now();
        assert_eq!(Note::parse(&pasted).unwrap_err().code, "note.long");
        assert!(started.elapsed() < std::time::Duration::from_secs(2));
        return;
    }
    let heard = Note::hear(text(row));
    if expected(row) == Expected::Warn {
        let warning = if row.expected.contains("NIK") { LOOKS_LIKE_NIK } else { LOOKS_LIKE_SECRET };
        assert_eq!(heard.unwrap().warnings, [warning], "line {}", row.line);
        return;
    }
    if let Err(refusal) = &heard {
        let said = format!("{refusal:?}");
        assert!(!said.contains("4111") && !said.contains("hidden"), "the refusal repeats the text: {said}");
    }
    let kept = heard.map(|heard| heard.value.to_string());
    if let Ok(kept) = &kept {
        assert_eq!(kept.as_bytes(), row.input, "line {}", row.line);
    }
    check(row, kept);
}

fn login(row: &Row) {
    if row.escaped.contains("sswort") {
        let (composed, parted) = (typed("p\u{e4}sswort").unwrap(), typed("p\u{61}\u{308}sswort").unwrap());
        assert_eq!(composed.expose_secret(), parted.expose_secret());
        return;
    }
    let chosen = new_password(text(row), Strength::Counter, &["Klinik Melati", "siti"]);
    check(row, chosen.map(|password| password.expose_secret().to_owned()));
}

fn search(row: &Row) {
    let ask = |typed| Search::parse(typed, CallingCode::INDONESIA);
    match row.escaped {
        "[case] a (one letter)" => check(row, ask("a").map(|found| format!("{found:?}"))),
        "' UNION SELECT password FROM users --" => {
            let literal = ["union", "select", "password", "from", "users"].map(str::to_owned).to_vec();
            assert_eq!(ask(text(row)), Ok(Search::Name(literal)));
        }
        other => panic!("line {}: nobody handles {other}", row.line),
    }
}

/// A Friday.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}
