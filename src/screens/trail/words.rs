//! A field of a row of the trail in words: what it is called, and what it was and became.

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::app::Cx;
use crate::desk::naming::{Named, Names};
use crate::desk::trail::{Change, TrailLine};
use crate::desk::verify::Called;
use crate::domain::money::Money;
use crate::domain::schedule::Hours;
use crate::domain::time::Ts;
use crate::domain::week::written;
use crate::screens::access::details;

/// Fields that are amounts of money.
const AMOUNTS: &[&str] = &[
    "amount",
    "given_up",
    "cash_rounding",
    "change",
    "counted",
    "credit",
    "deposit",
    "difference",
    "drawer_tolerance",
    "due",
    "expected",
    "float",
    "kept",
    "left_before",
    "left_in",
    "opening_float",
    "paid",
    "paid_out_limit",
    "price",
    "rounding",
    "taken_off",
    "tendered",
    "to_safe",
    "total",
    "unit_price",
    "unkept",
    "value",
    "voided",
];

/// Fields that hold one of the program's own words, and under what those stand in the locales, where not under `value`.
const WORDS: &[(&str, &str)] = &[
    ("base", "role"),
    ("cancelled_by", "value"),
    ("decision", "value"),
    ("deposit_early", "value"),
    ("deposit_late", "value"),
    ("deposit_no_show", "value"),
    ("effect", "value"),
    ("factor", "value"),
    ("fate", "value"),
    ("from", "status"),
    ("gave", "field"),
    ("kind", "value"),
    ("kind", "event"),
    ("language", "value"),
    ("method_kind", "value"),
    ("paid_from", "value"),
    ("password", "value"),
    ("permission", "permission"),
    ("pin", "value"),
    ("role", "role"),
    ("second_factor", "value"),
    ("severity", "value"),
    ("source", "source"),
    ("state", "value"),
    ("status", "status"),
    ("tax_mode", "tax"),
    ("to", "status"),
    ("what", "value"),
];

/// What only the program needs to know.
#[must_use]
pub fn internal(field: &str) -> bool {
    let name = last(field);
    matches!(
        name,
        "version"
            | "updated_at"
            | "updated_by"
            | "id"
            | "session"
            | "z"
            | "next"
            | "file"
            | "content"
            | "position"
    )
}

fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

/// The ids of the words for a field: its own, else those of the setting it is.
#[must_use]
pub fn ids(field: &str) -> [String; 2] {
    let name = last(field);
    [format!("field-{}", name.strip_suffix("_id").unwrap_or(name)), format!("setting-{name}")]
}

/// The words for a field; one that has none keeps its name in the books.
pub(super) fn named(field: &str, cx: &Cx) -> String {
    // What is said of somebody else than whom the row is about.
    if let Some(field) = field.strip_prefix("joined.") {
        return format!("{}, {}", cx.text("field-joined"), named(field, cx));
    }
    let [own, setting] = ids(field);
    if cx.look.words.has(&own, None) {
        return cx.text(&own);
    }
    if !cx.look.words.has(&setting, None) {
        return last(field).replace('_', " ");
    }
    // A label of a form, in the middle of a line.
    let label = cx.text(&setting);
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// One line about a field: what it became, and before that what it was; none where that says nothing to anybody.
pub(super) fn line(change: &Change, names: &Names, cx: &Cx) -> Option<String> {
    if internal(&change.field) || usual(change) {
        return None;
    }
    let name = last(&change.field);
    let arrow = cx.look.theme.glyphs.more;
    let words = match (value(name, &change.before, names, cx), value(name, &change.after, names, cx)) {
        (None, None) => return None,
        (None, Some(after)) => after,
        (Some(before), None) => format!("{before} {arrow} {}", cx.look.theme.glyphs.dash),
        (Some(before), Some(after)) => format!("{before} {arrow} {after}"),
    };
    Some(format!("{}: {words}", named(&change.field, cx)))
}

/// What everything begins with, and so says nothing: none of something that is no money, one of a thing.
fn usual(change: &Change) -> bool {
    let name = last(&change.field);
    let begins = i32::from(name == "quantity");
    change.before.is_null() && !AMOUNTS.contains(&name) && change.after == begins
}

/// What a row is about: `patient: Siti Rahma`; none where it has no name.
pub(super) fn about(line: &TrailLine, cx: &Cx) -> Option<String> {
    let named = line.names.get(&line.entity_id?)?;
    Some(format!("{}: {}", self::named(&named.kind, cx), called(named, cx)))
}

/// The name of a row; of a visit, when it is too.
fn called(named: &Named, cx: &Cx) -> String {
    match named.at {
        Some(at) => format!("{} {} {}", named.name, cx.look.theme.glyphs.dot, moment(at, cx)),
        None => named.name.clone(),
    }
}

/// A row of the ledger: what it is, the number of its receipt, and whose it is; where nobody would know it by those, when
/// it was made.
pub(super) fn called_row(row: &Called, cx: &Cx) -> String {
    let kind = cx.text(&format!("vouched-{}", row.table));
    let receipt = row.receipt.as_ref().map(|number| cx.fill("vouched-number", &[("number", number.into())]));
    let name = row.named.as_ref().map(|named| called(named, cx));
    let known = receipt.is_some() || name.is_some();
    let made = row.at.filter(|_| !known).map(|at| moment(at, cx));
    let parts: Vec<String> = [Some(kind), receipt, name, made].into_iter().flatten().collect();
    parts.join(&format!(" {} ", cx.look.theme.glyphs.dot))
}

/// `20/11 10:05`.
pub(in crate::screens) fn moment(at: Ts, cx: &Cx) -> String {
    let local = at.local(cx.zone);
    format!("{} {}", local.format("%d/%m"), cx.look.words.time(local.time()))
}

fn value(name: &str, value: &Value, names: &Names, cx: &Cx) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(cx.text(if *yes { "trail-yes" } else { "trail-no" })),
        Value::Number(number) => Some(match number.as_i64() {
            Some(amount) if AMOUNTS.contains(&name) => cx.look.currency.shown(Money(amount)),
            Some(points) if name.ends_with("_bp") => cx.look.words.rate(points),
            _ => number.to_string(),
        }),
        Value::String(text) => said(name, text, names, cx),
        Value::Array(all) => list(name, all, names, cx),
        Value::Object(fields) => object(fields, names, cx),
    }
}

fn said(name: &str, text: &str, names: &Names, cx: &Cx) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    // What a security event was written down with.
    if name == "details" {
        let facts: Vec<String> = details(text, cx).collect();
        return (!facts.is_empty()).then(|| facts.join(" · "));
    }
    // Which row it is says nothing to anybody where that has no name.
    if let Ok(id) = Uuid::parse_str(text) {
        return names.get(&id).map(|named| called(named, cx));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(moment(Ts::of(at.to_utc()), cx));
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(cx.look.words.date(day));
    }
    let word = text.replace(':', "-");
    let ids = WORDS.iter().filter(|(field, _)| *field == name).map(|(_, under)| format!("{under}-{word}"));
    let id = ids.into_iter().find(|id| cx.look.words.has(id, None));
    Some(id.map_or_else(|| text.to_owned(), |id| cx.text(&id)))
}

fn list(name: &str, all: &[Value], names: &Names, cx: &Cx) -> Option<String> {
    if all.is_empty() {
        return None;
    }
    let week: Result<Vec<Hours>, _> = all.iter().map(|one| serde_json::from_value(one.clone())).collect();
    if let Ok(week) = week {
        return Some(hours(&week, cx));
    }
    let words: Vec<String> = all.iter().filter_map(|one| value(name, one, names, cx)).collect();
    // Rows of the books, which have no name here: how many.
    Some(if words.is_empty() { all.len().to_string() } else { words.join(", ") })
}

/// A week in the reader's own words.
fn hours(week: &[Hours], cx: &Cx) -> String {
    let names = cx.text("date-weekdays");
    let mut days = [""; 7];
    for (day, name) in days.iter_mut().zip(names.split_whitespace()) {
        *day = name;
    }
    written(week, &days, &cx.text("staff-break"))
}

/// A right as `deny: change treatments`; anything else field by field.
fn object(fields: &Map<String, Value>, names: &Names, cx: &Cx) -> Option<String> {
    if let (Some(permission), Some(effect), 2) =
        (fields.get("permission"), fields.get("effect"), fields.len())
    {
        let (effect, right) =
            (value("effect", effect, names, cx)?, value("permission", permission, names, cx)?);
        return Some(format!("{effect}: {right}"));
    }
    let all: Vec<String> = fields
        .iter()
        .filter(|(name, _)| !internal(name))
        .filter_map(|(name, one)| Some(format!("{} {}", named(name, cx), value(name, one, names, cx)?)))
        .collect();
    (!all.is_empty()).then(|| all.join(" "))
}
