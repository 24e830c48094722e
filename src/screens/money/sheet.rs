//! The report as rows: what the list of figures shows, what is saved to a file, and what `loket report` prints.

use crate::desk::report::{Level, Part, Report};
use crate::domain::money::Money;
use crate::domain::rate;
use crate::domain::report::Figure;
use crate::i18n::Words;
use crate::paper::figures::{Row, Sheet, Value};

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
        "nobody" => "money-part_nobody",
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
    let text = |text: Option<String>| (text.map_or(Value::None, Value::Text), None);
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
        Figure::NoShow => text(report.no_show_bp.map(rate::shown)),
        Figure::NewPatients => (Value::Count(report.new_patients), None),
        Figure::Wait => {
            let minutes = report.wait_seconds.map(|seconds| (seconds + 30) / 60);
            text(minutes.map(|minutes| words.fill("money-minutes", &[("minutes", minutes.into())])))
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
    format!("{} – {}", words.day(report.from), words.date(report.to))
}

/// The sentence about what is not told.
#[must_use]
pub fn note(report: &Report, words: &Words) -> Option<String> {
    let drawer = report.counting.as_deref()?;
    Some(words.fill("money-counting", &[("drawer", drawer.into())]))
}

/// Every figure with its parts.
#[must_use]
pub fn of(report: &Report, words: &Words) -> Sheet {
    let mut rows = Vec::new();
    for figure in Figure::ALL {
        let name = words.text(figure_word(*figure)).into_owned();
        let (value, change) = value(report, *figure, words);
        rows.push(Row { key: figure.as_str().to_owned(), name, value, part: false });
        if let Some(change) = change {
            let (key, name) = (format!("{figure}:change"), words.text("money-change").into_owned());
            rows.push(Row { key, name, value: Value::Money(change), part: true });
        }
        let parts: &[&[Part]] = match figure {
            Figure::Received => &[&report.received_by_method],
            Figure::Earned => &[&report.earned_by_treatment, &report.earned_by_staff],
            Figure::Expenses => &[&report.expenses_by_category],
            _ => &[],
        };
        for part in parts.iter().flat_map(|parts| parts.iter()) {
            let name = part_name(part, words);
            rows.push(Row { key: part.key.clone(), name, value: Value::Money(part.amount), part: true });
        }
    }
    let identity = report.identity;
    let holds = words.text(if identity.holds { "money-holds" } else { "money-holds_not" }).into_owned();
    let name = words.text("money-identity").into_owned();
    rows.push(Row { key: "identity".to_owned(), name, value: Value::Text(holds), part: false });
    Sheet { title: span(report, words), note: note(report, words), rows }
}
