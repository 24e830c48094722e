//! Whether the words are there, and said as people say them.

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
