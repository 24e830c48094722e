//! The slip somebody waits with: a number, what for, and how long it may take.

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use super::layout::Sheet;

/// A queue slip. It names no patient: slips are left on chairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketSlip {
    pub clinic: String,
    /// As it is called: `A012`.
    pub number: String,
    /// What the number is for; may be empty.
    pub treatment: String,
    /// On the clinic's own clock.
    pub at: NaiveDateTime,
    /// How many are before this one.
    pub ahead: i64,
    /// Minutes; unknown when nobody is on duty.
    pub estimate: Option<i64>,
    pub training: bool,
}

impl TicketSlip {
    /// The slip, line by line, none wider than `columns`.
    #[must_use]
    pub fn lines(&self, columns: usize, words: &dyn Words) -> Vec<String> {
        let mut sheet = Sheet::new(columns);
        if self.training {
            sheet.centred(&words.text("receipt-training"));
        }
        sheet.centred(&self.clinic);
        sheet.rule();
        sheet.centred(&words.text("ticket-number"));
        sheet.blank();
        // The only emphasis plain letters have.
        let spread: Vec<String> = self.number.chars().map(String::from).collect();
        sheet.centred(&spread.join(" "));
        sheet.blank();
        sheet.centred(&self.treatment);
        sheet.centred(&format!("{} {}", words.date(self.at.date()), self.at.format("%H:%M")));
        sheet.rule();
        sheet.left(0, &words.fill("ticket-ahead", &[("count", self.ahead.max(0).to_string())]));
        // Never 0 and never below: a wait nobody can know is a dash.
        match self.estimate.filter(|minutes| *minutes > 0) {
            Some(minutes) => {
                let (hours, rest) = (minutes / 60, ("minutes", (minutes % 60).to_string()));
                let wait = match hours {
                    0 => words.fill("wait-minutes", &[rest]),
                    hours => words.fill("wait-hours", &[("hours", hours.to_string()), rest]),
                };
                sheet.left(0, &words.fill("ticket-estimate", &[("wait", wait)]));
            }
            None => sheet.left(0, &words.text("ticket-estimate_unknown")),
        }
        sheet.rule();
        sheet.centred(&words.text("ticket-wait"));
        sheet.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::testing::Plain;
    use chrono::NaiveDate;

    fn slip() -> TicketSlip {
        TicketSlip {
            clinic: "Klinik Melati".to_owned(),
            number: "A012".to_owned(),
            treatment: "Facial Premium".to_owned(),
            at: NaiveDate::from_ymd_opt(2026, 5, 9).unwrap().and_hms_opt(9, 5, 0).unwrap(),
            ahead: 3,
            estimate: Some(45),
            training: false,
        }
    }

    #[test]
    fn in_indonesian() {
        insta::assert_snapshot!(slip().lines(32, &Plain("id")).join("\n"));
    }

    #[test]
    fn in_english_when_nobody_knows_how_long() {
        let unknown = TicketSlip { estimate: Some(0), ahead: -1, training: true, ..slip() };
        insta::assert_snapshot!(unknown.lines(48, &Plain("en")).join("\n"));
    }
}
