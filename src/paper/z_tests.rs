use super::*;
use crate::paper::testing::Plain;

fn z() -> Z {
    let at =
        |hour, minute| NaiveDate::from_ymd_opt(2026, 5, 4).unwrap().and_hms_opt(hour, minute, 0).unwrap();
    let tally = |count, amount| Tally { count, amount: Money(amount) };
    let counted = |total, hour, reason: &str, allowed: &str| Counted {
        total: Money(total),
        pieces: Pieces::of(Money(total)),
        reason: reason.to_owned(),
        at: at(hour, 5),
        by: "Siti".to_owned(),
        approved_by: Some(allowed.to_owned()),
        blind: true,
    };
    Z {
        clinic: Letterhead {
            name: "Klinik Melati".to_owned(),
            address: "Jl. Mawar No. 5, Bandung".to_owned(),
            phone: String::new(),
            footer: String::new(),
        },
        currency: Currency::rupiah(),
        number: 12,
        drawer: "Loket 1".to_owned(),
        terminal: "Loket 1".to_owned(),
        business_day: at(8, 0).date(),
        opened_at: at(8, 0),
        opened_by: "Siti".to_owned(),
        handed_by: None,
        handed_to: None,
        closed_at: at(17, 10),
        closed_by: "Siti".to_owned(),
        left_before: Some(Money(500_000)),
        opening_difference: Money::ZERO,
        opening_note: String::new(),
        carried: Some((at(8, 0).date(), "listrik mati".to_owned())),
        methods: vec![
            Method {
                name: "Tunai".to_owned(),
                in_drawer: true,
                total: tally(11, 2_037_500),
                confirmed: None,
                note: String::new(),
            },
            Method {
                name: "QRIS".to_owned(),
                in_drawer: false,
                total: tally(9, 3_150_000),
                confirmed: Some(Money(3_000_000)),
                note: "satu belum masuk".to_owned(),
            },
        ],
        received: Money(5_187_500),
        refunds: tally(1, -100_000),
        voids: tally(0, 0),
        discounts: tally(2, -55_000),
        rounding: tally(3, 50),
        failed: tally(0, 0),
        waiting: tally(1, 150_000),
        receipts: vec![Series { first: "R-000101".to_owned(), last: "R-000120".to_owned(), count: 20 }],
        cash: Cash {
            float: Money(500_000),
            taken: Money(2_037_500),
            paid_in: Money(0),
            paid_out: Money(145_000),
            dropped: Money(0),
        },
        moves: vec![Moved {
            kind: MoveKind::PaidOut,
            amount: Money(145_000),
            reason: "air galon".to_owned(),
            at: at(11, 0),
            by: "Siti".to_owned(),
        }],
        no_sales: 1,
        counts: vec![counted(2_390_500, 16, "", "Siti"), counted(2_391_500, 17, "lembar lengket", "Hendra")],
        expected: Money(2_392_500),
        counted: Money(2_391_500),
        difference: Money(-1_000),
        difference_note: "koin kurang".to_owned(),
        difference_approved_by: None,
        left_in: Money(500_000),
        to_safe: Money(1_891_500),
        unfinished: vec![Unfinished {
            owed: Owed::Done,
            patient: "Dewi".to_owned(),
            due: Money(750_000),
            decision: Some(Decision::Carried),
            note: "bayar besok".to_owned(),
        }],
        failed_late: Tally::default(),
        failed_ever: Tally::default(),
        perpetual: Money(912_345_000),
        head_seq: 4711,
        head_hash: "0123456789abcdef0123".to_owned(),
        training: false,
    }
}

#[test]
fn it_reads_like_this() {
    let all = ["en", "id"]
        .map(|language| z().lines(42, &Plain(language), false).join("\n"))
        .join("\n=================\n");
    insta::assert_snapshot!(all);
}

#[test]
fn a_reprint_says_the_same_and_that_it_is_one() {
    let first = z().lines(32, &Plain("en"), false);
    let again = z().lines(32, &Plain("en"), true);
    assert_eq!(again, z().lines(32, &Plain("en"), true), "printed twice it is the same text");
    assert_eq!(again.len(), first.len() + 2);
    assert_eq!(again[1..=first.len()], first);
    assert!(again.iter().all(|line| line.chars().count() <= 32), "{again:#?}");
}

#[test]
fn what_is_kept_comes_back_as_it_was() {
    let kept = serde_json::to_string(&z()).unwrap();
    assert_eq!(serde_json::from_str::<Z>(&kept).unwrap(), z());
}

/// The amounts of the lines from the one that begins with `from` to the one that begins with `to`, as someone reads them
/// who only adds what stands at the left edge.
fn read(lines: &[String], from: &str, to: &str) -> Vec<i64> {
    let mut amounts = Vec::new();
    let between = lines.iter().skip_while(|line| !line.starts_with(from));
    for line in between {
        let amount = line.rsplit(' ').next().filter(|amount| amount.contains("Rp"));
        if let Some(amount) = amount.filter(|_| !line.starts_with(' ')) {
            let figures: String = amount.chars().filter(char::is_ascii_digit).collect();
            let figures: i64 = figures.parse().unwrap();
            amounts.push(if amount.starts_with('\u{2212}') { -figures } else { figures });
        }
        if line.starts_with(to) {
            break;
        }
    }
    amounts
}

#[test]
fn whoever_adds_it_up_by_reading_comes_to_its_totals() {
    let mut z = z();
    z.failed = Tally { count: 1, amount: Money(90_000) };
    z.failed_late = Tally { count: 1, amount: Money(45_000) };
    z.opening_difference = Money(-20_000);
    let words = [
        ("en", ["Tunai", "RECEIVED", "Float", "EXPECTED", "Received before", "Received ever"]),
        ("id", ["Tunai", "DITERIMA", "Modal", "SEHARUSNYA", "Total sebelumnya", "Total hingga kini"]),
    ];
    for (language, [method, received, float, expected, before, ever]) in words {
        for columns in [32, 42] {
            let lines = z.lines(columns, &Plain(language), false);
            for (from, to) in [(method, received), (float, expected), (before, ever)] {
                let mut read = read(&lines, from, to);
                let total = read.pop().unwrap();
                assert!(read.len() > 1, "{language} {columns} {from}: {lines:#?}");
                assert_eq!(read.iter().sum::<i64>(), total, "{language} {columns} {from}: {lines:#?}");
            }
        }
    }
}

#[test]
fn what_nobody_decided_is_not_said_to_be_decided() {
    let mut z = z();
    z.handed_to = Some("Rina".to_owned());
    z.unfinished[0].decision = None;
    z.unfinished[0].note = String::new();
    let lines = z.lines(42, &Plain("en"), false).join("\n");
    assert!(lines.contains("nobody decided; Rina looks after it"), "{lines}");
    assert!(!lines.contains("carried over"), "{lines}");
}
