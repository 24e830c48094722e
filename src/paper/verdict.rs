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
        let (row, seq) = (odd.row.as_str(), odd.seq.unwrap_or_default());
        lines.push(
            words.fill(&format!("verify-odd-{}", odd.odd), &[("row", row.into()), ("seq", seq.into())]),
        );
    }
    if !verdict.schema.is_empty() {
        lines.push(words.text("verify-schema-odd").into_owned());
    }
    for odd in &verdict.schema {
        lines.push(words.fill(&format!("verify-odd-{}", odd.odd), &[("row", odd.row.as_str().into())]));
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
