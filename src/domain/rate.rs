//! Shares in percent as people write them, in basis points.

use super::refusal::Refusal;

/// `10`, `12,5 %`, `7.25%` as basis points: 0 to 100 %, at most two decimals.
///
/// # Errors
/// `rate.form`.
pub fn parse(typed: &str) -> Result<i64, Refusal> {
    let refused = || Refusal::new("rate.form");
    let number = typed.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let figures = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !figures(whole, 3) || !figures(part, 2) {
        return Err(refused());
    }
    let rate: i64 = format!("{whole}{part:0<2}").parse().map_err(|_| refused())?;
    if rate <= 10_000 { Ok(rate) } else { Err(refused()) }
}

/// `12,5`, as it is typed.
#[must_use]
pub fn written(basis_points: i64) -> String {
    let (whole, part) = (basis_points / 100, (basis_points % 100).abs());
    match (part, part % 10) {
        (0, _) => whole.to_string(),
        (part, 0) => format!("{whole},{}", part / 10),
        (part, _) => format!("{whole},{part:02}"),
    }
}

/// `12,5%`
#[must_use]
pub fn shown(basis_points: i64) -> String {
    format!("{}%", written(basis_points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_it() {
        for (typed, rate) in [("10", 1_000), ("12,5%", 1_250), ("7.25 %", 725), ("0", 0), ("100%", 10_000)] {
            assert_eq!(parse(typed), Ok(rate), "{typed}");
            assert_eq!(parse(&written(rate)), Ok(rate));
        }
        for typed in ["", "%", "101", "1,234", "-5", "sepuluh", "1000", "7,555", "1e2"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
        assert_eq!([1_000, 1_250, 725, 5].map(shown), ["10%", "12,5%", "7,25%", "0,05%"]);
    }
}
