//! How long a treatment takes.

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::refusal::Refusal;

/// Whole minutes, 15 to 480: shorter is no treatment, longer is no working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Minutes(#[schemars(range(min = 15, max = 480))] i64);

impl Minutes {
    pub const MIN: i64 = 15;
    pub const MAX: i64 = 480;

    /// # Errors
    /// `duration.range` (with `min`, `max`).
    pub fn new(minutes: i64) -> Result<Self, Refusal> {
        if (Self::MIN..=Self::MAX).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            let refusal = Refusal::at("duration.range", "minutes");
            Err(refusal.with("min", Self::MIN).with("max", Self::MAX))
        }
    }

    /// Reads `60`, `60 menit`, `1:30`, `1j30`, `2h`.
    ///
    /// # Errors
    /// `duration.form`, `duration.range`.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::read(typed).ok_or_else(|| Refusal::at("duration.form", "minutes")).and_then(Self::new)
    }

    /// From one moment to a later one.
    ///
    /// # Errors
    /// `time.zero` when they are the same, `time.order` when the end comes first, `duration.range`.
    pub fn between(start: NaiveDateTime, end: NaiveDateTime) -> Result<Self, Refusal> {
        match (end - start).num_minutes() {
            0 => Err(Refusal::at("time.zero", "time")),
            minutes if minutes < 0 => Err(Refusal::at("time.order", "time")),
            minutes => Self::new(minutes),
        }
    }

    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    fn read(typed: &str) -> Option<i64> {
        let text = super::text::half_width(typed).trim().to_lowercase();
        let number = |figures: &str| -> Option<i64> {
            let figures = figures.trim();
            (figures.len() <= 4 && figures.bytes().all(|b| b.is_ascii_digit()))
                .then(|| figures.parse().ok())?
        };
        for unit in ["menit", "minutes", "mnt", "min", "m"] {
            if let Some(figures) = text.strip_suffix(unit)
                && let Some(minutes) = number(figures)
            {
                return Some(minutes);
            }
        }
        let parted = [":", "jam", "j", "h"].into_iter().find_map(|unit| text.split_once(unit));
        let Some((hours, rest)) = parted else { return number(&text) };
        let rest = rest.trim().trim_end_matches(['m', 'n', 't', 'e', 'i']);
        let rest = if rest.is_empty() && !text.contains(':') { Some(0) } else { number(rest) };
        Some(number(hours)? * 60 + rest.filter(|minutes| *minutes < 60)?)
    }
}

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(|refusal| serde::de::Error::custom(refusal.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_typed() {
        for (typed, minutes) in [
            ("60", 60),
            ("90 menit", 90),
            ("45m", 45),
            ("1:30", 90),
            ("1j30", 90),
            ("1 jam 30 menit", 90),
            ("2h", 120),
        ] {
            assert_eq!(Minutes::parse(typed).map(Minutes::get), Ok(minutes), "{typed}");
        }
        for typed in ["", "x", "1:", "1:75", "-60", "1.5"] {
            assert_eq!(Minutes::parse(typed).unwrap_err().code, "duration.form", "{typed}");
        }
        assert_eq!(Minutes::parse("14").unwrap_err().code, "duration.range");
    }

    #[test]
    fn scripts_are_held_to_it_too() {
        let refused = serde_json::from_str::<Minutes>("481").unwrap_err().to_string();
        assert!(refused.starts_with("duration.range"), "{refused}");
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9hjm: ]{0,12}") {
            let _ = (Minutes::parse(&text), Minutes::parse(&near));
        }
    }
}
