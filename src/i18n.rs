//! Words by id, in the user's language. No sentence a person reads is written in the code: the
//! ids are the ids of the actions and of the refusals, and the sentences live in
//! `assets/locales/<language>.ftl`.

mod book;
mod fact;
mod misread;
mod signed;

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::domain::account::Role;
use crate::domain::money::Currency;
use crate::domain::permission::{Grant, Permission, grant};
use crate::domain::rate;
use crate::domain::refusal::{Detail, Refusal};

pub use self::fact::{Fact, Facts};
pub use crate::domain::clinic::Language;
use book::Book;

/// What a message of a language that lacks it falls back to.
const FALLBACK: Language = Language::English;

/// The language of the computer, when it is one of ours.
#[must_use]
pub fn of_the_system() -> Option<Language> {
    sys_locale::get_locale().and_then(|tag| tag.get(..2).and_then(Language::of))
}

/// Every message of the language, as its translator wrote it.
#[must_use]
pub const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../assets/locales/en.ftl"),
        Language::Indonesian => include_str!("../assets/locales/id.ftl"),
    }
}

/// One language, ready to speak. English, where it is not spoken, is read only for a message that is found missing.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    own: &'static Book,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language, own: Book::of(language) }
    }

    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The message of an id. A missing one shows as `⟦id⟧`, so that it is seen and reported.
    #[must_use]
    pub fn text<'a>(&'a self, id: &'a str) -> Cow<'a, str> {
        self.find(id, None, None).unwrap_or_else(|| missing(id))
    }

    /// The message of an id with its facts filled in.
    #[must_use]
    pub fn fill(&self, id: &str, facts: &Facts<'_>) -> String {
        let mut args = FluentArgs::with_capacity(facts.len());
        for (name, fact) in facts {
            match fact {
                Fact::Text(text) => args.set(*name, FluentValue::String(text.clone())),
                Fact::Count(count) => args.set(*name, *count),
            }
        }
        self.find(id, None, Some(&args)).map_or_else(|| missing(id).into_owned(), Cow::into_owned)
    }

    /// What an action is called: the words of its id, dots written as dashes.
    #[must_use]
    pub fn label(&self, action: &str) -> String {
        let id = action.replace('.', "-");
        self.text(&id).into_owned()
    }

    /// What an action does, in one sentence.
    #[must_use]
    pub fn help(&self, action: &str) -> String {
        self.help_in(action, &Currency::rupiah())
    }

    /// The same with amounts of this currency for examples.
    #[must_use]
    pub fn help_in(&self, action: &str, currency: &Currency) -> String {
        let id = action.replace('.', "-");
        let examples = currency.examples();
        let args = examples.iter().map(|(name, shown)| (*name, shown.as_str())).collect();
        self.find(&id, Some("help"), Some(&args)).map_or_else(|| missing(&id).into_owned(), Cow::into_owned)
    }

    /// What else an action is called by whoever looks for it; empty where nothing is.
    #[must_use]
    pub fn also(&self, action: &str) -> String {
        let id = action.replace('.', "-");
        self.find(&id, Some("also"), None).map_or_else(String::new, Cow::into_owned)
    }

    /// What a place is called in a few letters; all of its name where it has no shorter one.
    #[must_use]
    pub fn short(&self, action: &str) -> String {
        let id = action.replace('.', "-");
        self.find(&id, Some("short"), None).map_or_else(|| self.label(action), Cow::into_owned)
    }

    /// Whether this very language has the message (and the attribute, when one is asked for).
    #[must_use]
    pub fn has(&self, id: &str, attribute: Option<&str>) -> bool {
        let message = self.own.about(id).and_then(|part| part.get_message(id));
        message.is_some_and(|message| match attribute {
            Some(name) => message.get_attribute(name).is_some(),
            None => message.value().is_some(),
        })
    }

    /// The sentence that tells the person at the desk why not, with its amounts, days and times
    /// written the way the language writes them.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal, currency: &Currency, today: NaiveDate) -> String {
        let id = format!("refusal-{}", refusal.code.replace('.', "-"));
        let from = refusal.details.iter().find_map(|(name, detail)| match detail {
            Detail::At(at) if *name == "from" => Some(at.date()),
            _ => None,
        });
        let mut facts: Vec<(&str, Fact<'_>)> = refusal
            .details
            .iter()
            .filter(|(name, _)| *name != "permission")
            .map(|(name, detail)| {
                let fact = match detail {
                    Detail::Text(text) | Detail::Patient(text) => Fact::from(text),
                    Detail::Count(count) => Fact::Count(*count),
                    Detail::Money(money) => Fact::from(currency.shown(*money)),
                    // Of a span the day is said once.
                    Detail::At(at) if *name == "to" && from == Some(at.date()) => {
                        Fact::from(self.time(at.time()))
                    }
                    // Whoever is free next is so today.
                    Detail::At(at) if refusal.code == "booking.free_next" && at.date() == today => {
                        Fact::from(self.time(at.time()))
                    }
                    Detail::At(at) => Fact::from(self.moment(*at, today)),
                    Detail::Day(day) => Fact::from(self.day(*day, today)),
                    Detail::Id(id) => Fact::from(id.to_string()),
                    Detail::Ids(ids) => Fact::Count(i64::try_from(ids.len()).unwrap_or(i64::MAX)),
                };
                (*name, fact)
            })
            .collect();
        let wait = refusal.details.iter().find_map(|(name, detail)| match detail {
            Detail::Count(seconds) if *name == "seconds" => Some(("wait", self.wait(*seconds).into())),
            _ => None,
        });
        facts.extend(wait);
        if refusal.code.starts_with("money.") {
            facts.extend(currency.examples().map(|(name, shown)| (name, shown.into())));
        }
        if refusal.code == "input.invalid" {
            self.misread(&mut facts);
        }
        if let Some(signed) = self.signed(refusal, &facts) {
            facts.push(("permission", signed.into()));
        }
        // Who may: a manager is not sent to a manager for what is the owner's.
        let right = refusal.details.iter().find_map(|(name, detail)| match detail {
            Detail::Text(right) if *name == "permission" => Permission::of(right),
            _ => None,
        });
        let leads = right.is_none_or(|right| grant(Role::Manager, right) != Grant::No);
        facts.push(("whom", Fact::from(if leads { "manager" } else { "owner" })));
        self.fill(&id, &facts)
    }

    /// How long to wait: nobody counts nine hundred seconds.
    fn wait(&self, seconds: i64) -> String {
        if seconds < 120 {
            return self.fill("app-wait_seconds", &[("count", seconds.into())]);
        }
        self.fill("app-wait_minutes", &[("count", ((seconds + 59) / 60).into())])
    }

    /// `Sat`, `Sab`.
    #[must_use]
    pub fn weekday(&self, day: NaiveDate) -> String {
        self.nth("date-weekdays", day.weekday().num_days_from_monday() as usize)
    }

    /// `Nov`, `Nov`.
    #[must_use]
    pub fn month(&self, day: NaiveDate) -> String {
        self.nth("date-months", day.month0() as usize)
    }

    /// `November 2026`.
    #[must_use]
    pub fn month_and_year(&self, day: NaiveDate) -> String {
        format!("{} {}", self.nth("date-months-long", day.month0() as usize), day.year())
    }

    /// `Sat 21 Nov`, with its year where that is not the one of `today`.
    #[must_use]
    pub fn day(&self, day: NaiveDate, today: NaiveDate) -> String {
        let whole = format!("{} {} {}", self.weekday(day), day.day(), self.month(day));
        if day.year() == today.year() { whole } else { format!("{whole} {}", day.year()) }
    }

    /// `20 Nov`, with its year where that is not the one of `today`.
    #[must_use]
    pub fn short_day(&self, day: NaiveDate, today: NaiveDate) -> String {
        let short = format!("{} {}", day.day(), self.month(day));
        if day.year() == today.year() { short } else { format!("{short} {:02}", day.year() % 100) }
    }

    /// `21 Nov 2026`.
    #[must_use]
    pub fn date(&self, day: NaiveDate) -> String {
        format!("{} {} {}", day.day(), self.month(day), day.year())
    }

    /// `12.5%`, `12,5%`.
    #[must_use]
    pub fn rate(&self, basis_points: i64) -> String {
        let shown = rate::shown(basis_points);
        if self.language() == Language::English { shown.replace(',', ".") } else { shown }
    }

    /// How long: `7m`, `1h05`, `1j05`.
    #[must_use]
    pub fn span(&self, minutes: i64) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60);
        if hours == 0 {
            return self.fill("queue-minutes", &[("minutes", rest.to_string().into())]);
        }
        let rest = format!("{rest:02}");
        self.fill("queue-hours", &[("hours", hours.to_string().into()), ("minutes", rest.into())])
    }

    /// How long somebody waits, in a sentence: `20 minutes`, `4 h 48 min`.
    #[must_use]
    pub fn how_long(&self, minutes: i64) -> String {
        let (hours, rest) = (minutes / 60, (minutes % 60).to_string());
        if hours == 0 {
            return self.fill("wait-minutes", &[("minutes", rest.into())]);
        }
        self.fill("wait-hours", &[("hours", hours.to_string().into()), ("minutes", rest.into())])
    }

    /// `14:30`, the same in both languages and on every screen.
    #[must_use]
    pub fn time(&self, time: NaiveTime) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// `Sat 21 Nov 14:30`, with its year where that is not the one of `today`.
    #[must_use]
    pub fn moment(&self, at: NaiveDateTime, today: NaiveDate) -> String {
        format!("{} {}", self.day(at.date(), today), self.time(at.time()))
    }

    fn nth(&self, list: &str, place: usize) -> String {
        self.text(list)
            .split_whitespace()
            .nth(place)
            .map_or_else(|| missing(list).into_owned(), str::to_owned)
    }

    fn find<'a>(
        &'a self,
        id: &str,
        attribute: Option<&str>,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'a, str>> {
        spoken(self.own, id, attribute, args).or_else(|| {
            if self.language == FALLBACK {
                return None;
            }
            spoken(Book::of(FALLBACK), id, attribute, args)
        })
    }
}

fn missing(id: &str) -> Cow<'_, str> {
    Cow::Owned(format!("⟦{id}⟧"))
}

fn spoken<'a>(
    book: &'a Book,
    id: &str,
    attribute: Option<&str>,
    args: Option<&FluentArgs<'_>>,
) -> Option<Cow<'a, str>> {
    let bundle = book.about(id)?;
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut faults);
    for fault in faults {
        tracing::warn!(id, %fault, "a message lacks a fact");
    }
    // An owned copy when the arguments were used: they live shorter than the bundle.
    Some(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        Cow::Owned(text) => Cow::Owned(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_message_is_seen() {
        let words = Words::new(Language::Indonesian);
        assert_eq!(words.text("no-such-thing"), "⟦no-such-thing⟧");
        assert_eq!(words.label("no.such"), "⟦no-such⟧");
    }

    #[test]
    fn every_right_has_words() {
        for language in Language::ALL.iter().copied() {
            let words = Words::new(language);
            for right in crate::domain::permission::Permission::ALL {
                let refusal = Refusal::new("permission.pin").with("permission", right.as_str());
                let said = words.refusal(&refusal, &Currency::rupiah(), NaiveDate::MIN);
                assert!(!said.contains(right.as_str()) && !said.contains('⟦'), "{said}");
                let (about, _) = right.as_str().split_once(':').unwrap();
                let about = words.text(&format!("resource-{about}")).into_owned();
                assert!(!about.contains('⟦'), "{about}");
            }
        }
    }

    #[test]
    fn a_long_wait_is_said_in_minutes() {
        let said = |language, code, seconds: i64| {
            let refusal = Refusal::new(code).with("seconds", seconds);
            Words::new(language).refusal(&refusal, &Currency::rupiah(), NaiveDate::MIN)
        };
        for code in ["login.locked", "pin.locked", "factor.locked", "invitation.locked"] {
            for (seconds, en, id) in [
                (1, "Wait 1 second.", "Tunggu 1 detik."),
                (119, "Wait 119 seconds.", "Tunggu 119 detik."),
                (120, "Wait 2 minutes.", "Tunggu 2 menit."),
                (897, "Wait 15 minutes.", "Tunggu 15 menit."),
            ] {
                let (english, indonesian) =
                    (said(Language::English, code, seconds), said(Language::Indonesian, code, seconds));
                assert!(english.ends_with(en) && indonesian.ends_with(id), "{english} {indonesian}");
            }
        }
    }

    #[test]
    fn dates_speak_the_language() {
        let at = NaiveDate::from_ymd_opt(2026, 5, 9).unwrap().and_hms_opt(14, 30, 0).unwrap();
        assert_eq!(Words::new(Language::English).moment(at, at.date()), "Sat 9 May 14:30");
        assert_eq!(Words::new(Language::Indonesian).moment(at, at.date()), "Sab 9 Mei 14:30");
        let before = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert_eq!(Words::new(Language::English).moment(at, before), "Sat 9 May 2026 14:30");
        assert_eq!(Words::new(Language::English).rate(1_250), "12.5%");
        assert_eq!(Words::new(Language::Indonesian).rate(1_250), "12,5%");
        assert_eq!(Words::new(Language::Indonesian).month_and_year(at.date()), "Mei 2026");
    }

    #[test]
    fn no_invisible_marks_around_facts() {
        let words = Words::new(Language::English);
        let text = words.fill("app-small", &[("width", 30_i64.into()), ("height", 10_i64.into())]);
        assert!(text.contains("30"), "{text}");
        assert!(!text.contains('\u{2068}'), "{text:?}");
    }
}
