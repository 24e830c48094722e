//! Commissions day by day: who earned them, and what of them is payable.

use proptest::prelude::*;

use super::tests::{bill, day, line, paid};
use super::*;

#[test]
fn a_commission_is_earned_with_the_service_and_payable_as_the_bill_is_paid() {
    let (maya, rina) = (StaffId::new(), StaffId::new());
    let mut laser = line(LineKind::Treatment, 1_000, 1);
    laser.shares = vec![(maya, 7_000), (rina, 3_000)];
    let visit = bill(
        Some(1),
        vec![laser, line(LineKind::Rounding, 50, 1), line(LineKind::Refund, -525, 4)],
        vec![paid(525, Source::New, 1), paid(525, Source::New, 3), paid(-525, Source::New, 4)],
    );
    let dues =
        commissions(
            &visit,
            &Sales::new(),
            (day(0), day(9)),
            |staff, _| if staff == maya { 2_000 } else { 1_000 },
        );
    let of = |staff, nth: Option<i64>| {
        let mine = dues.iter().filter(|due| due.staff == staff && nth.is_none_or(|nth| due.day == day(nth)));
        mine.fold((0, 0, 0), |sum, due| (sum.0 + due.base, sum.1 + due.earned, sum.2 + due.payable))
    };
    assert_eq!(of(maya, Some(1)), (700, 140, 70));
    assert_eq!(of(maya, Some(3)), (0, 0, 70));
    // Half is given back: half is taken back.
    assert_eq!(of(maya, Some(4)), (-350, -70, -70));
    assert_eq!((of(maya, None), of(rina, None)), ((350, 70, 70), (150, 15, 15)));
}

#[test]
fn three_equal_shares_are_paid_no_more_than_one_alone() {
    let three = [StaffId::new(), StaffId::new(), StaffId::new()];
    let mut laser = line(LineKind::Treatment, 750_005, 1);
    laser.shares = three.into_iter().zip([3_334, 3_333, 3_333]).collect();
    let visit =
        bill(Some(1), vec![laser], vec![paid(250_000, Source::New, 1), paid(500_005, Source::New, 2)]);
    let dues = commissions(&visit, &Sales::new(), (day(0), day(9)), |_, _| 1_000);
    let of = |nth| {
        dues.iter().filter(|due| due.day == day(nth)).map(|due| (due.earned, due.payable)).collect::<Vec<_>>()
    };
    assert_eq!(of(1), [(25_005, 8_335), (24_998, 8_333), (24_998, 8_332)]);
    assert_eq!(dues.iter().map(|due| due.earned).sum::<i128>(), 75_001, "a tenth, half up");
    assert_eq!(dues.iter().map(|due| due.payable).sum::<i128>(), 75_001);
}

proptest! {
    /// However many share a line, at whatever rates: together they get what the line gives, to the rupiah, and nobody is
    /// two of them off.
    #[test]
    fn shares_of_a_commission_add_up(
        amount in prop_oneof![1..2_000_000_i64, 1..9_000_000_000_000_000_i64],
        cuts in proptest::collection::btree_set(1..10_000_i64, 0..5),
        rates in proptest::collection::vec(0..=10_000_i64, 6),
        paid_bp in 0..=10_000_i64,
    ) {
        let ends = std::iter::once(0).chain(cuts.iter().copied()).collect::<Vec<_>>();
        let parts = ends.iter().zip(ends.iter().skip(1).chain([&10_000])).map(|(from, to)| to - from);
        let people: Vec<(StaffId, i64)> = parts.map(|part| (StaffId::new(), part)).collect();
        let rate = |staff: StaffId| rates[people.iter().position(|(one, _)| *one == staff).unwrap()];
        let mut shared = line(LineKind::Treatment, amount, 1);
        shared.shares = people.clone();
        let money = i64::try_from(i128::from(amount) * i128::from(paid_bp) / 10_000).unwrap();
        let visit = bill(Some(1), vec![shared], vec![paid(money, Source::New, 1)]);
        let dues = commissions(&visit, &Sales::new(), (day(1), day(1)), |staff, _| rate(staff));
        let exact: i128 = dues.iter().map(|due| due.base * i128::from(rate(due.staff))).sum();
        let (earned, payable) = dues.iter().fold((0, 0), |sum, due| (sum.0 + due.earned, sum.1 + due.payable));
        prop_assert_eq!(earned, crate::domain::share::ratio(exact, 1, 10_000));
        prop_assert_eq!(payable, crate::domain::share::ratio(earned, i128::from(money), i128::from(amount)));
        for due in &dues {
            prop_assert!((due.earned * 10_000 - due.base * i128::from(rate(due.staff))).abs() < 20_000);
            prop_assert!((0..=due.earned).contains(&due.payable));
        }
    }
}

#[test]
fn what_was_written_off_never_becomes_payable() {
    let maya = StaffId::new();
    let mut laser = line(LineKind::Treatment, 1_000, 1);
    laser.staff = Some(maya);
    let visit =
        bill(Some(1), vec![laser, line(LineKind::WriteOff, -600, 5)], vec![paid(400, Source::New, 1)]);
    let dues = commissions(&visit, &Sales::new(), (day(0), day(9)), |_, _| 1_000);
    assert_eq!(dues.iter().map(|due| (due.earned, due.payable)).collect::<Vec<_>>(), [(100, 40)]);
}

#[test]
fn a_session_is_payable_as_its_package_is_paid() {
    let maya = StaffId::new();
    let sold = line(LineKind::Package, 900, 1);
    let mut lost = line(LineKind::WriteOff, -300, 6);
    lost.reduces = Some(sold.id);
    let mut back = line(LineKind::Package, -300, 7);
    back.reduces = Some(sold.id);
    let for_it =
        |amount, on| Payment { packages: vec![(sold.id, Money(amount))], ..paid(amount, Source::New, on) };
    let first = Payment { failed: Some(day(5)), ..for_it(300, 3) };
    // What came for the visit pays for no session.
    let visit = paid(500, Source::New, 3);
    let sale = bill(None, vec![sold.clone(), lost, back], vec![first, for_it(150, 4), visit]);
    let mut session = paid(300, Source::Package, 2);
    session.sale = Some(sold.id);
    let mut laser = line(LineKind::Treatment, 300, 2);
    laser.staff = Some(maya);
    let visit = bill(Some(2), vec![laser], vec![session]);
    let sales = Sales::from([(sold.id, &sale)]);
    let dues = commissions(&visit, &sales, (day(0), day(9)), |_, _| 1_000);
    let told: Vec<_> = dues.iter().map(|due| (due.day, due.earned, due.payable)).collect();
    // A third came, a half of that more, the third never came; what is written off is not paid, what goes back is not asked.
    let expected = [(2, 30, 0), (3, 0, 10), (4, 0, 5), (5, 0, -10), (7, 0, 3)];
    assert_eq!(told, expected.map(|(nth, earned, payable)| (day(nth), earned, payable)));
}

#[test]
fn a_deposit_pays_the_package_beside_it_on_the_day_the_visit_is_done() {
    let maya = StaffId::new();
    let sold = line(LineKind::Package, 900, 1);
    let sale = bill(Some(4), vec![sold.clone()], vec![paid(300, Source::New, 1)]);
    let mut session = paid(300, Source::Package, 2);
    session.sale = Some(sold.id);
    let mut laser = line(LineKind::Treatment, 300, 2);
    laser.staff = Some(maya);
    let visit = bill(Some(2), vec![laser], vec![session]);
    let sales = Sales::from([(sold.id, &sale)]);
    let told = |from, to| {
        let dues = commissions(&visit, &sales, (day(from), day(to)), |_, _| 1_000);
        dues.iter().map(|due| (due.day, due.earned, due.payable)).collect::<Vec<_>>()
    };
    let expected = [(2, 30, 0), (4, 0, 10)].map(|(nth, earned, payable)| (day(nth), earned, payable));
    assert_eq!(told(0, 9), expected);
    assert_eq!(
        (told(0, 3), told(4, 9)),
        (expected[..1].to_vec(), expected[1..].to_vec()),
        "day by day the same"
    );
}

#[test]
fn a_tip_makes_nothing_payable_and_is_paid_last() {
    let maya = StaffId::new();
    let mut laser = line(LineKind::Treatment, 1_000, 1);
    laser.staff = Some(maya);
    let payable = |more: Vec<Line>, amount| {
        let lines = std::iter::once(laser.clone()).chain(more).collect();
        let visit = bill(Some(1), lines, vec![paid(amount, Source::New, 3)]);
        let dues = commissions(&visit, &Sales::new(), (day(0), day(9)), |_, _| 1_000);
        dues.iter().map(|due| due.payable).sum::<i128>()
    };
    let tip = || line(LineKind::Tip, 200, 2);
    assert_eq!(payable(vec![line(LineKind::WriteOff, -1_000, 1), tip()], 200), 0, "only the tip is paid");
    assert_eq!(payable(vec![tip()], 600), 60);
    assert_eq!((payable(vec![tip()], 1_000), payable(vec![tip()], 1_200)), (100, 100));
    assert_eq!(payable(vec![tip(), line(LineKind::WriteOff, -400, 2)], 800), 60);
}

#[test]
fn a_deposit_that_was_kept_pays_no_service() {
    let mut laser = line(LineKind::Treatment, 1_000, 2);
    laser.staff = Some(StaffId::new());
    let kept = line(LineKind::Forfeit, 300, 1);
    let payable = |amount| {
        let came = vec![paid(300, Source::New, 1), paid(amount, Source::New, 3)];
        let visit = bill(Some(2), vec![laser.clone(), kept.clone()], came);
        let dues = commissions(&visit, &Sales::new(), (day(0), day(9)), |_, _| 1_000);
        dues.iter().map(|due| due.payable).sum::<i128>()
    };
    assert_eq!([0, 500, 1_000].map(payable), [0, 50, 100]);
}

#[test]
fn what_was_added_after_a_refund_is_not_given_back() {
    let (maya, rina) = (StaffId::new(), StaffId::new());
    let (mut laser, mut serum) = (line(LineKind::Treatment, 300, 1), line(LineKind::Item, 100, 2));
    (laser.staff, serum.staff) = (Some(maya), Some(rina));
    let lines = vec![laser, line(LineKind::Refund, -100, 1), serum];
    let visit = bill(Some(1), lines.clone(), vec![paid(200, Source::New, 1)]);
    let base = |visit: &Bill, staff| {
        let dues = commissions(visit, &Sales::new(), (day(0), day(9)), |_, _| 1_000);
        dues.iter().filter(|due| due.staff == staff).map(|due| due.base).sum::<i128>()
    };
    assert_eq!((base(&visit, maya), base(&visit, rina)), (200, 100));
    // Nor the tax on top of it, nor a tip.
    let taxed =
        |kind, amount, on| Line { tax_mode: TaxMode::Exclusive, tax_bp: 1_100, ..line(kind, amount, on) };
    let (mut facial, mut mask) = (taxed(LineKind::Treatment, 1_000, 1), taxed(LineKind::Treatment, 1_000, 2));
    (facial.staff, mask.staff) = (Some(maya), Some(rina));
    let after = vec![
        line(LineKind::Refund, -1_110, 1),
        mask,
        taxed(LineKind::Tax, 220, 2),
        line(LineKind::Tip, 50, 2),
    ];
    let later = bill(Some(1), std::iter::once(facial).chain(after).collect(), vec![]);
    let stands = standing(&later, day(9));
    assert_eq!((base(&later, maya), base(&later, rina), stands.tax, stands.tips), (0, 1_000, 110, 50));
    // What finds nothing else falls on all there is.
    let mut gone = visit;
    gone.lines[0].voided = Some(day(3));
    assert_eq!((base(&gone, maya), base(&gone, rina)), (0, 0));
}
