use super::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub(super) fn day(nth: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::TimeDelta::days(nth)
}

pub(super) fn line(kind: LineKind, amount: i64, on: i64) -> Line {
    Line {
        id: BillLineId::new(),
        kind,
        treatment: None,
        staff: None,
        amount: Money(amount),
        tax_mode: TaxMode::None,
        tax_bp: 0,
        reduces: None,
        day: day(on),
        voided: None,
        of_session: false,
        shares: Vec::new(),
    }
}

pub(super) fn paid(amount: i64, source: Source, on: i64) -> Payment {
    Payment {
        id: PaymentId::new(),
        amount: Money(amount),
        source,
        method: MethodId::new(),
        refers_to: None,
        sale: None,
        packages: Vec::new(),
        day: day(on),
        failed: None,
    }
}

pub(super) fn bill(done: Option<i64>, lines: Vec<Line>, payments: Vec<Payment>) -> Bill {
    Bill { done: done.map(day), off: Vec::new(), lines, payments }
}

fn at(bill: &Bill, nth: i64) -> Standing {
    standing(bill, day(nth))
}

#[test]
fn a_deposit_is_owed_until_the_visit_is_done() {
    let visit = bill(Some(5), vec![line(LineKind::Treatment, 400, 1)], vec![paid(150, Source::New, 1)]);
    assert_eq!((at(&visit, 0).received, at(&visit, 0).deposit()), (0, 0));
    assert_eq!((at(&visit, 4).deposit(), at(&visit, 4).earned), (150, 0));
    assert_eq!((at(&visit, 5).deposit(), at(&visit, 5).earned, at(&visit, 5).receivable()), (0, 400, 250));
}

#[test]
fn a_line_that_was_taken_off_before_the_visit_never_counted() {
    let mut extra = line(LineKind::Item, 90, 1);
    extra.voided = Some(day(2));
    let visit = bill(Some(5), vec![line(LineKind::Treatment, 400, 1), extra.clone()], vec![]);
    assert!((0..9).all(|nth| [0, 400].contains(&at(&visit, nth).earned)));
    // Taken off after it: earned that day, taken back later. What was earned on the day stays earned on it.
    extra.voided = Some(day(7));
    let visit = bill(Some(5), vec![line(LineKind::Treatment, 400, 1), extra], vec![]);
    assert_eq!([4, 5, 6, 7].map(|nth| at(&visit, nth).earned), [0, 490, 490, 400]);
}

#[test]
fn a_forfeit_stands_alone_and_a_package_is_owed() {
    let visit = bill(
        None,
        vec![
            line(LineKind::Treatment, 400, 1),
            line(LineKind::Forfeit, 150, 3),
            line(LineKind::Package, 900, 3),
        ],
        vec![paid(150, Source::New, 1), paid(900, Source::New, 3)],
    );
    let stands = at(&visit, 3);
    assert_eq!((stands.earned, stands.forfeits, stands.package_sold, stands.deposit()), (150, 150, 900, 0));
}

#[test]
fn a_failed_payment_counts_until_it_failed() {
    let mut card = paid(400, Source::New, 2);
    card.failed = Some(day(6));
    let visit = bill(Some(2), vec![line(LineKind::Treatment, 400, 2)], vec![card]);
    assert_eq!([2, 5, 6].map(|nth| at(&visit, nth).receivable()), [0, 0, 400]);
    let flows = flows(&visit, day(3), day(9));
    assert_eq!(flows.iter().map(|flow| flow.change.received).sum::<i128>(), -400);
}

#[test]
fn what_is_taken_off_falls_on_its_line_then_on_all_in_proportion() {
    let (facial, serum) = (line(LineKind::Treatment, 300, 1), line(LineKind::Item, 100, 1));
    let mut own = line(LineKind::Discount, -100, 1);
    own.reduces = Some(serum.id);
    let whole = line(LineKind::Refund, -31, 2);
    let visit = bill(Some(1), vec![facial, serum, own, whole], vec![]);
    let nets = |nth: i64| at(&visit, nth).nets.iter().map(|net| net.earned).collect::<Vec<_>>();
    assert_eq!(nets(1), [300, 0]);
    // Nothing is left of the serum to take off.
    assert_eq!(nets(2), [269, 0]);
    assert_eq!((at(&visit, 2).discounts, at(&visit, 2).refunds), (100, 31));
    let mut paid = visit;
    paid.lines[2].of_session = true;
    assert_eq!((at(&paid, 2).discounts, at(&paid, 2).charged), (0, 269), "a session is no discount");
}

#[test]
fn a_tax_in_the_price_is_not_earned() {
    let mut facial = line(LineKind::Treatment, 111_000, 1);
    (facial.tax_mode, facial.tax_bp) = (TaxMode::Inclusive, 1_100);
    let visit = bill(
        Some(1),
        vec![facial, line(LineKind::Discount, -11_100, 1), line(LineKind::Tip, 5_000, 1)],
        vec![],
    );
    let stands = at(&visit, 1);
    assert_eq!((stands.earned, stands.tax, stands.tips, stands.charged), (90_000, 9_900, 5_000, 104_900));
}

#[test]
fn what_goes_back_takes_its_part_of_the_tax_and_the_tip() {
    let (mut facial, mut tax) = (line(LineKind::Treatment, 100_000, 1), line(LineKind::Tax, 11_000, 1));
    (facial.tax_mode, facial.tax_bp) = (TaxMode::Exclusive, 1_100);
    (tax.tax_mode, tax.tax_bp) = (TaxMode::Exclusive, 1_100);
    let lines = vec![facial, tax, line(LineKind::Tip, 20_000, 1), line(LineKind::Rounding, -1, 1)];
    let of = |visit: &Bill, nth: i64| {
        let stands = at(visit, nth);
        (stands.earned, stands.tax, stands.tips, stands.nets.iter().map(|net| net.base).sum::<i128>())
    };
    // Half goes: half of each, the odd rupiah off what is sold, which has its rounding back. Half is written off: of
    // what is the clinic's.
    let halves = [
        (LineKind::Refund, (49_999, 5_500, 10_000, 49_999), 0),
        (LineKind::WriteOff, (40_990, 4_509, 20_000, 100_000), 100_000),
    ];
    for (kind, half, base) in halves {
        let mut visit = bill(Some(1), lines.clone(), vec![]);
        assert_eq!(of(&visit, 1), (99_999, 11_000, 20_000, 100_000));
        visit.lines.push(line(kind, -65_500, 2));
        assert_eq!(of(&visit, 2), half);
        // The rest goes: nothing is left of anything.
        visit.lines.push(line(kind, -65_499, 3));
        assert_eq!(of(&visit, 3), (0, 0, 0, base));
    }
}

#[test]
fn a_tip_is_not_written_off_while_there_is_anything_else() {
    let stands = |lines: Vec<Line>| {
        let stands = at(&bill(Some(1), lines, vec![]), 9);
        (stands.earned, stands.tips, stands.charged)
    };
    let (facial, tip) = (line(LineKind::Treatment, 100, 1), line(LineKind::Tip, 15, 2));
    let lost = |amount: i64| line(LineKind::WriteOff, -amount, 2);
    assert_eq!(stands(vec![facial.clone(), lost(40), tip.clone()]), (60, 15, 75));
    assert_eq!(stands(vec![facial.clone(), tip.clone(), lost(40)]), (60, 15, 75));
    assert_eq!(stands(vec![facial.clone(), tip.clone(), lost(110)]), (0, 5, 5));
    // What was written off was taken off the bill since: the tip that came after it has nothing to do with it.
    let mut gone = facial;
    gone.voided = Some(day(3));
    assert_eq!(stands(vec![gone.clone(), lost(100), tip.clone()]), (-100, 15, -85));
    assert_eq!(stands(vec![gone, tip, lost(100)]), (-85, 0, -85));
}

#[test]
fn a_package_nobody_pays_is_a_loss_of_no_line() {
    let sold = line(LineKind::Package, 300, 1);
    let mut lost = line(LineKind::WriteOff, -200, 2);
    lost.reduces = Some(sold.id);
    let lines = vec![line(LineKind::Treatment, 100, 1), sold, lost];
    let stands = at(&bill(Some(1), lines, vec![]), 2);
    assert_eq!((stands.earned, stands.package_sold, stands.receivable()), (-100, 300, 200));
    let nets: Vec<_> = stands.nets.iter().map(|net| (net.of, net.earned, net.base)).collect();
    assert_eq!(nets, [(Of::Item, 100, 100), (Of::Rest, -200, 0)]);
}

/// Any line or payment, of every kind, also of amounts no counter ever sees.
fn bills() -> impl Strategy<Value = Vec<Bill>> {
    const MOST: i64 = 9_000_000_000_000_000;
    let amount = prop_oneof![1..2_000_000_i64, Just(MOST), 1..MOST];
    let line = (0..LineKind::ALL.len(), amount.clone(), 0..12_i64, proptest::option::of(0..12_i64), 0..3_u8)
        .prop_map(|(kind, amount, on, off, extra)| {
            let kind = LineKind::ALL[kind];
            let negative = matches!(kind, LineKind::Discount | LineKind::Refund | LineKind::WriteOff)
                || extra == 0 && matches!(kind, LineKind::Package | LineKind::Rounding);
            let mut one = line(kind, if negative { -amount } else { amount }, on);
            one.voided = off.filter(|off| *off >= on).map(day);
            if extra == 1 && kind.sold() {
                (one.tax_mode, one.tax_bp) = (TaxMode::Inclusive, 1_100);
            }
            one
        });
    let payment = (amount, 0..3_u8, 0..12_i64, proptest::option::of(0..12_i64), any::<bool>()).prop_map(
        |(amount, source, on, failed, back)| {
            let source = [Source::New, Source::Credit, Source::Package][usize::from(source)];
            let mut one = paid(if back { -amount } else { amount }, source, on);
            one.failed = failed.filter(|failed| *failed >= on).map(day);
            one
        },
    );
    let lines = proptest::collection::vec((line, proptest::option::of(0..6_usize)), 0..7);
    let one = (proptest::option::of(0..12_i64), lines, proptest::collection::vec(payment, 0..5));
    let one = one.prop_map(|(done, lines, payments)| {
        let (mut lines, reduces): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        for (nth, target) in reduces.into_iter().enumerate() {
            lines[nth].reduces = target.and_then(|target| lines.get(target)).map(|line| line.id);
        }
        bill(done, lines, payments)
    });
    proptest::collection::vec(one, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(300), ..ProptestConfig::default() })]

    /// received = earned + tips + tax + Δ(deposits + credit + packages) − Δ receivables, for every span; and the days
    /// add up to it.
    #[test]
    fn every_span_reconciles(bills in bills(), from in 0..12_i64, length in 0..12_i64) {
        let to = from + length;
        let mut sum = [0_i128; 9];
        for bill in &bills {
            let (before, after) = (at(bill, from - 1), at(bill, to));
            let change = |of: fn(&Standing) -> i128| of(&after) - of(&before);
            let received = change(|s| s.received);
            let earned = change(|s| s.earned);
            let credit = -change(|s| s.credit_used);
            let packages = change(|s| s.package_sold) - change(|s| s.package_used);
            let deposits = change(Standing::deposit);
            let receivables = change(Standing::receivable);
            let rest = change(|s| s.tips) + change(|s| s.tax);
            prop_assert_eq!(received, earned + rest + deposits + credit + packages - receivables);
            prop_assert!(after.nets.iter().all(|net| net.base >= 0), "a commission's base is below nothing");
            prop_assert_eq!(after.earned + after.tips + after.tax + after.package_sold, after.charged);
            let flows = flows(bill, day(from), day(to));
            let by_day = |of: fn(&Standing) -> i128| flows.iter().map(|flow| of(&flow.change)).sum::<i128>();
            prop_assert_eq!(by_day(|s| s.received), received);
            prop_assert_eq!(by_day(|s| s.earned), earned);
            prop_assert_eq!(by_day(|s| s.nets.iter().map(|net| net.earned).sum()), earned);
            prop_assert_eq!(by_day(|s| s.tips) + by_day(|s| s.tax), rest);
            for (place, part) in [received, earned, credit, packages, deposits, receivables, rest].iter().enumerate() {
                sum[place] += part;
            }
        }
        prop_assert_eq!(sum[0], sum[1] + sum[6] + sum[4] + sum[2] + sum[3] - sum[5]);
    }

    /// Parts are whole, add up, and no part is more than one off its proportion.
    #[test]
    fn parts_add_up(total in -9_000_000_000_000_000_i128..9_000_000_000_000_000, weights in proptest::collection::vec(0..9_000_000_000_000_000_i128, 1..8)) {
        let parts = spread(total, &weights);
        prop_assert_eq!(parts.iter().sum::<i128>(), total);
        let whole: i128 = weights.iter().sum();
        if whole > 0 {
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((part * whole - total * weight).abs() < whole);
            }
        }
    }

    /// What comes later changes nothing of the days before.
    #[test]
    fn a_day_that_is_over_stays_as_it_was(bills in bills(), last in 0..12_i64) {
        for bill in &bills {
            let mut known = bill.clone();
            known.lines.retain(|line| line.day <= day(last));
            known.payments.retain(|paid| paid.day <= day(last));
            for line in &mut known.lines {
                line.voided = line.voided.filter(|off| *off <= day(last));
            }
            for paid in &mut known.payments {
                paid.failed = paid.failed.filter(|failed| *failed <= day(last));
            }
            for nth in 0..=last {
                let (mut then, mut now) = (at(&known, nth), at(bill, nth));
                // Places on the bill move with the rows that were left out.
                then.nets.clear();
                now.nets.clear();
                prop_assert_eq!(then, now);
            }
        }
    }
}
