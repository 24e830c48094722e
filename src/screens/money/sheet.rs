//! The report as rows: what the list of figures shows, what is saved to a file, and what `loket report` prints.

use crate::desk::report::{Level, Part, Report};
use crate::domain::money::Money;
use crate::domain::report::Figure;
use crate::i18n::Words;
use crate::paper::figures::{Plain, Row, Sheet, Value};

/// What a part is called where its key says it all.
#[must_use]
pub fn part_name(part: &Part, words: &Words) -> String {
    if part.name.is_empty() { words.text(part_word(&part.key)).into_owned() } else { part.name.clone() }
}

fn part_word(key: &str) -> &'static str {
    match key {
        "item" => "money-part_item",
        "forfeit" => "money-part_forfeit",
        "rounding" => "money-part_rounding",
        "rest" => "money-part_rest",
        "nobody" | "tip:nobody" => "money-part_nobody",
        _ => "money-part_unnamed",
    }
}

/// The words of a figure.
#[must_use]
pub const fn figure_word(figure: Figure) -> &'static str {
    match figure {
        Figure::Received => "figure-received",
        Figure::Earned => "figure-earned",
        Figure::Tips => "figure-tips",
        Figure::Tax => "figure-tax",
        Figure::Deposits => "figure-deposits",
        Figure::Credit => "figure-credit",
        Figure::Packages => "figure-packages",
        Figure::Receivables => "figure-receivables",
        Figure::Forfeits => "figure-forfeits",
        Figure::Discounts => "figure-discounts",
        Figure::Refunds => "figure-refunds",
        Figure::WriteOffs => "figure-write_offs",
        Figure::Expenses => "figure-expenses",
        Figure::NetCash => "figure-net_cash",
        Figure::NoShow => "figure-no_show",
        Figure::NewPatients => "figure-new_patients",
        Figure::Wait => "figure-wait",
    }
}

/// The value of a figure, and for what is owed how it changed.
#[must_use]
pub fn value(report: &Report, figure: Figure, words: &Words) -> (Value, Option<Money>) {
    let level = |level: Level| (Value::Money(level.end), Some(level.change));
    let told = |amount: Money| (Value::Money(amount), None);
    match figure {
        Figure::Received => told(report.received),
        Figure::Earned => told(report.earned),
        Figure::Tips => told(report.tips),
        Figure::Tax => told(report.tax),
        Figure::Deposits => level(report.deposits),
        Figure::Credit => level(report.credit),
        Figure::Packages => level(report.packages),
        Figure::Receivables => level(report.receivables),
        Figure::Forfeits => told(report.forfeits),
        Figure::Discounts => told(report.discounts),
        Figure::Refunds => told(report.refunds),
        Figure::WriteOffs => told(report.write_offs),
        Figure::Expenses => told(report.expenses),
        Figure::NetCash => told(report.net_cash),
        Figure::NoShow => {
            let share =
                |points| Value::Measure { shown: words.rate(points), plain: Plain::Hundredths(points) };
            (report.no_show_bp.map_or(Value::None, share), None)
        }
        Figure::NewPatients => (Value::Count(report.new_patients), None),
        Figure::Wait => {
            let minutes = report.wait_seconds.map(|seconds| (seconds + 30) / 60);
            let time = |minutes: i64| {
                let shown = words.span(minutes);
                Value::Measure { shown, plain: Plain::Whole(minutes) }
            };
            (minutes.map_or(Value::None, time), None)
        }
    }
}

/// The span in words.
#[must_use]
pub fn span(report: &Report, words: &Words) -> String {
    if report.from == report.to {
        return words.date(report.from);
    }
    let whole = crate::domain::report::Length::Month.around(report.from) == (report.from, report.to);
    if whole {
        return words.month_and_year(report.from);
    }
    format!("{} – {}", words.day(report.from, report.to), words.date(report.to))
}

/// The sentence about what is not told.
#[must_use]
pub fn note(report: &Report, words: &Words) -> Option<String> {
    let drawer = report.counting.as_deref()?;
    Some(words.fill("money-counting", &[("drawer", drawer.into())]))
}

/// What a figure is called by machines: with its unit, where that is not money or a number of something.
const fn key(figure: Figure) -> &'static str {
    match figure {
        Figure::NoShow => "no_show_percent",
        Figure::Wait => "wait_minutes",
        figure => figure.as_str(),
    }
}

/// By how much the identity does not hold: nothing, where the books are right.
fn rest(report: &Report) -> Money {
    let of = &report.identity;
    let sides = [of.earned, of.tips, of.tax, of.liabilities].into_iter().map(|amount| i128::from(amount.0));
    let rest = i128::from(of.received.0) + i128::from(of.receivables.0) - sides.sum::<i128>();
    Money(i64::try_from(rest).unwrap_or(i64::MAX))
}

/// Every figure with its parts; `clinic` is the name of whose they are.
#[must_use]
pub fn of(report: &Report, clinic: &str, words: &Words) -> Sheet {
    let mut rows = Vec::new();
    for figure in Figure::ALL {
        let name = words.text(figure_word(*figure)).into_owned();
        let (value, change) = value(report, *figure, words);
        let row = |key: &str, name, value, depth| Row { key: Some(key.to_owned()), name, value, depth };
        rows.push(row(key(*figure), name, value, 0));
        if let Some(change) = change {
            let name = words.text("money-change").into_owned();
            rows.push(row(&format!("{figure}:change"), name, Value::Money(change), 1));
        }
        let groups: &[(&str, &[Part])] = match figure {
            Figure::Received => &[("report-by_method", &report.received_by_method)],
            Figure::Earned => &[
                ("report-by_treatment", &report.earned_by_treatment),
                ("report-by_staff", &report.earned_by_staff),
            ],
            Figure::Tips => &[("report-by_staff", &report.tips_by_staff)],
            Figure::Expenses => &[("report-by_spent", &report.expenses_by_category)],
            _ => &[],
        };
        for (heading, parts) in groups.iter().filter(|(_, parts)| !parts.is_empty()) {
            rows.push(Row::heading(words.text(heading).into_owned(), 1));
            let part = |part: &Part| row(&part.key, part_name(part, words), Value::Money(part.amount), 2);
            rows.extend(parts.iter().map(part));
        }
    }
    let identity = report.identity;
    let holds = words.text(if identity.holds { "money-holds" } else { "money-holds_not" }).into_owned();
    let name = words.text("money-identity").into_owned();
    let value = Value::Measure { shown: holds, plain: Plain::Whole(rest(report).0) };
    rows.push(Row { key: Some("identity:rest".to_owned()), name, value, depth: 0 });
    let about = |key: &str, word, text: String| Row {
        key: Some(key.to_owned()),
        name: words.text(word).into_owned(),
        value: Value::Text(text),
        depth: 0,
    };
    let about = vec![
        about("clinic", "report-clinic", clinic.to_owned()),
        about("from", "report-from", report.from.to_string()),
        about("to", "report-to", report.to.to_string()),
    ];
    Sheet { title: span(report, words), note: note(report, words), about, rows }
}
