//! Typed text in pieces: figures with their signs, and words.

use chrono::Weekday;

use crate::domain::refusal::Refusal;
use crate::domain::text::{half_width, without_marks};

/// Nobody says a day in more letters.
const LIMIT: usize = 100;

/// The pieces of `typed`: `2pm` is `2`, `pm`; `+1d 14:30` is `+1`, `d`, `14:30`; `25-des-2026` is
/// `25`, `des`, `2026`.
///
/// # Errors
/// `long`, a code, when there is far too much.
pub fn tokens(typed: &str, long: &'static str) -> Result<Vec<String>, Refusal> {
    if typed.len() > LIMIT * 4 {
        return Err(Refusal::new(long).with("typed", ""));
    }
    let text = half_width(&without_marks(typed).0).to_lowercase();
    let text = text.replace("a.m.", "am").replace("p.m.", "pm").replace(['\u{2212}', '\u{2013}'], "-");
    let mut tokens: Vec<String> = Vec::new();
    let mut token = String::new();
    let mut end = |token: &mut String| {
        if !token.is_empty() {
            tokens.push(std::mem::take(token));
        }
    };
    for c in text.chars() {
        let figure = is_figure(&token);
        match c {
            c if c.is_whitespace() || c == ',' => {
                // A sign alone belongs to what follows: + 7.
                if token != "+" && token != "-" {
                    end(&mut token);
                }
            }
            '0'..='9' => {
                if !figure {
                    end(&mut token);
                }
                token.push(c);
            }
            ':' | '/' | '.' | '+' | '-' => {
                if !figure {
                    let word = !token.is_empty();
                    end(&mut token);
                    if word && matches!(c, '.' | '-') {
                        continue;
                    }
                }
                token.push(c);
            }
            c => {
                if figure && !token.is_empty() {
                    let kept = token.trim_end_matches(['-', '/', '.']).len();
                    token.truncate(kept);
                    end(&mut token);
                }
                token.push(c);
            }
        }
    }
    end(&mut token);
    Ok(tokens)
}

fn is_figure(token: &str) -> bool {
    token.chars().all(|c| matches!(c, '0'..='9' | ':' | '/' | '.' | '+' | '-'))
}

/// A refusal about what was typed. `typed` goes into the sentence, so it is kept short.
pub fn refused(code: &'static str, tokens: &[String]) -> Refusal {
    let typed: String = tokens.join(" ").chars().take(40).collect();
    Refusal::new(code).with("typed", typed)
}

/// The first word that means nothing here, as a refusal.
pub fn unknown(code: &'static str, tokens: &[String]) -> Option<Refusal> {
    let word = tokens.iter().find(|token| !is_figure(token) && !is_known(token))?;
    Some(Refusal::new(code).with("word", word.chars().take(40).collect::<String>()))
}

/// `+7` or `-1` as a number.
pub fn signed(token: &str) -> Option<i64> {
    let digits = token.strip_prefix(['+', '-'])?;
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    token.parse().ok()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

/// A unit behind a signed number. Not `m`: a minute or a month. `min` is Sunday without a sign and
/// minutes behind one; `h` is the hour of both languages' clocks, a day is `d` or `hari`.
pub fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "min" | "mnt" | "menit" | "minute" | "minutes" => Unit::Minutes,
        "h" | "j" | "jam" | "hour" | "hours" => Unit::Hours,
        "d" | "hr" | "hari" | "day" | "days" => Unit::Days,
        "w" | "mgg" | "minggu" | "pekan" | "week" | "weeks" => Unit::Weeks,
        "bln" | "bulan" | "mo" | "month" | "months" => Unit::Months,
        "y" | "th" | "thn" | "tahun" | "year" | "years" => Unit::Years,
        _ => return None,
    })
}

pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "sen" | "senin" | "mon" | "monday" => Weekday::Mon,
        "sel" | "selasa" | "tue" | "tues" | "tuesday" => Weekday::Tue,
        "rab" | "rabu" | "wed" | "weds" | "wednesday" => Weekday::Wed,
        "kam" | "kamis" | "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "jum" | "jumat" | "jum'at" | "jum\u{2019}at" | "fri" | "friday" => Weekday::Fri,
        "sab" | "sabtu" | "sat" | "saturday" => Weekday::Sat,
        "min" | "ming" | "minggu" | "ahad" | "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// 1 to 12.
pub fn month(word: &str) -> Option<u32> {
    Some(match word {
        "jan" | "januari" | "january" => 1,
        "feb" | "februari" | "pebruari" | "february" => 2,
        "mar" | "maret" | "march" => 3,
        "apr" | "april" => 4,
        "mei" | "may" => 5,
        "jun" | "juni" | "june" => 6,
        "jul" | "juli" | "july" => 7,
        "agu" | "ags" | "agt" | "agustus" | "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "okt" | "oktober" | "oct" | "october" => 10,
        "nov" | "nop" | "november" | "nopember" => 11,
        "des" | "desember" | "dec" | "december" => 12,
        _ => return None,
    })
}

/// The day a single word says, counted from today.
pub fn near(word: &str) -> Option<i64> {
    Some(match word {
        "t" | "today" | "now" | "sekarang" => 0,
        "besok" | "bsk" | "tomorrow" | "tmr" | "tom" => 1,
        "lusa" => 2,
        "kemarin" | "kmrn" | "yesterday" => -1,
        _ => return None,
    })
}

pub fn is_day_prefix(word: &str) -> bool {
    matches!(word, "tgl" | "tanggal" | "hari" | "on")
}

pub fn is_hour_prefix(word: &str) -> bool {
    matches!(word, "jam" | "pukul" | "pkl" | "pk" | "at" | "@")
}

fn is_part_of_day(word: &str) -> bool {
    matches!(
        word,
        "am" | "pm" | "pagi" | "siang" | "sore" | "malam" | "morning" | "noon" | "afternoon" | "evening"
    )
}

fn is_known(word: &str) -> bool {
    near(word).is_some()
        || weekday(word).is_some()
        || month(word).is_some()
        || unit(word).is_some()
        || is_day_prefix(word)
        || is_hour_prefix(word)
        || is_part_of_day(word)
        || matches!(word, "ini" | "next" | "depan" | "setengah")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        let split = |typed| tokens(typed, "x").unwrap().join("|");
        assert_eq!(split("2pm"), "2|pm");
        assert_eq!(split("+1d 14:30"), "+1|d|14:30");
        assert_eq!(split(" + 7 "), "+7");
        assert_eq!(split("25-Des-2026"), "25|des|2026");
        assert_eq!(split("Senin, 23/11"), "senin|23/11");
        assert_eq!(split("2 p.m."), "2|pm");
        assert_eq!(split("sen. 9"), "sen|9");
        assert_eq!(split("\u{ff19}.30"), "9.30");
    }
}
