use super::*;

fn line(kind: LineKind, amount: i64, reduces: Option<BillLineId>) -> Charge {
    Charge { id: BillLineId::new(), kind, amount: Money(amount), reduces }
}

fn treatment(amount: i64) -> Charge {
    line(LineKind::Treatment, amount, None)
}

fn package(amount: i64) -> Charge {
    line(LineKind::Package, amount, None)
}

/// What came for the visit, and for packages.
fn came(visit: i64, packages: &[(Charge, i64)]) -> Came {
    let packages: Vec<_> = packages.iter().map(|(sold, amount)| (sold.id, Money(*amount))).collect();
    let settled = Money(visit + packages.iter().map(|(_, amount)| amount.0).sum::<i64>());
    Came { settled, sessions: Money::ZERO, packages }
}

fn told(charges: &[Charge], came: &Came, stage: Stage) -> Purposes {
    let told = purposes(charges, came, stage);
    let all: i64 = told.debts().map(|debt| debt.settled.0).sum();
    assert_eq!(all + told.surplus.0, came.settled.0, "nothing is lost and nothing is made: {told:?}");
    told
}

/// What the packages got, and what is held.
fn got(told: &Purposes) -> (Vec<i64>, i64) {
    (told.packages.iter().map(|debt| debt.settled.0).collect(), told.held().0)
}

/// How a sum that comes is parted among the packages, in their order.
fn parts(charges: &[Charge], before: &Came, sum: i64, lacking: i64, stage: Stage) -> Vec<i64> {
    let told = told(charges, before, stage);
    let parts = for_packages(&told, Money(sum), None, Money(lacking), stage);
    let of =
        |debt: &Debt| parts.iter().filter(|(line, _)| Some(*line) == debt.line).map(|(_, part)| part.0).sum();
    told.packages.iter().map(of).collect()
}

#[test]
fn a_deposit_that_is_lacking_comes_before_a_part_of_a_package() {
    let sold = package(400);
    let bill = [treatment(175), sold];
    let takes = |before: &Came, sum, lacking| parts(&bill, before, sum, lacking, Stage::ToCome);
    assert_eq!(takes(&came(0, &[]), 50, 50), [0]);
    assert_eq!(takes(&came(50, &[]), 350, 0), [350]);
    assert_eq!(takes(&came(0, &[]), 400, 50), [400], "it was paid at once");
    assert_eq!(takes(&came(0, &[]), 450, 50), [400], "what came beyond is the visit's");
    assert_eq!(takes(&came(0, &[]), 300, 0), [300]);
    assert_eq!(takes(&came(0, &[(sold, 300)]), 275, 0), [100]);
    let two = [treatment(175), sold, package(630)];
    assert_eq!(parts(&two, &came(0, &[]), 400, 50, Stage::ToCome), [400, 0], "just what one of them asks");
    assert_eq!(parts(&two, &came(0, &[]), 500, 50, Stage::ToCome), [400, 50]);
}

#[test]
fn what_somebody_says_it_is_for_it_is_for() {
    let sold = package(400);
    let bill = [treatment(175), sold];
    for stage in [Stage::ToCome, Stage::Done] {
        let told = told(&bill, &came(0, &[]), stage);
        let parts = |said, sum| for_packages(&told, Money(sum), Some(said), Money(50), stage);
        assert_eq!(parts(PaidFor::Packages, 100), [(sold.id, Money(100))]);
        assert_eq!(parts(PaidFor::Packages, 500), [(sold.id, Money(400))]);
        assert_eq!(parts(PaidFor::Visit, 175), []);
        assert_eq!(parts(PaidFor::Visit, 500), [(sold.id, Money(325))], "no more than it costs");
    }
}

#[test]
fn of_a_visit_that_is_done_the_service_is_paid_first() {
    let (one, other) = (package(400), package(600));
    let bill = [treatment(175), one, other];
    let takes = |sum| parts(&bill, &came(0, &[]), sum, 0, Stage::Done);
    assert_eq!(takes(175), [0, 0]);
    assert_eq!(takes(600), [400, 25]);
    assert_eq!(takes(775), [0, 600], "just what one of them asks");
    assert_eq!(takes(1_175), [400, 600]);
}

#[test]
fn of_a_visit_that_is_off_all_of_it_is_for_the_packages() {
    let (dear, cheap) = (package(630), package(427));
    let bill = [treatment(175), dear, cheap];
    assert_eq!(parts(&bill, &came(0, &[]), 427, 0, Stage::Off), [0, 427]);
    let off = told(&bill, &came(0, &[]), Stage::Off);
    let said = for_packages(&off, Money(630), Some(PaidFor::Visit), Money::ZERO, Stage::Off);
    assert_eq!(said, [(dear.id, Money(630))], "nobody pays a visit that is off");
    let off = told(&bill, &came(0, &[(cheap, 427)]), Stage::Off);
    assert_eq!(got(&off), (vec![0, 427], 0));
    assert_eq!(
        (off.packages[0].back(Money(630), Money::ZERO), off.packages[1].back(Money(427), Money::ZERO)),
        (Money(0), Money(427))
    );
    let due: Vec<Money> = off.debts().map(Debt::due).collect();
    assert_eq!(due, [Money(0), Money(630), Money(0)]);
}

#[test]
fn what_was_to_be_a_deposit_pays_packages_before_it_goes_back() {
    let sold = package(427);
    let bill = [treatment(750), sold];
    let paid = came(200, &[(sold, 327)]);
    assert_eq!(got(&told(&bill, &paid, Stage::ToCome)), (vec![327], 200));
    assert_eq!(got(&told(&bill, &paid, Stage::Off)), (vec![427], 100));
    let kept = [bill[0], bill[1], line(LineKind::Forfeit, 200, None)];
    let off = told(&kept, &paid, Stage::Off);
    assert_eq!((got(&off), off.packages[0].due()), ((vec![327], 0), Money(100)));
}

#[test]
fn what_is_too_much_in_one_place_of_a_visit_that_is_done_pays_elsewhere() {
    let sold = package(400);
    let cheap = [treatment(100), sold];
    assert_eq!(got(&told(&cheap, &came(250, &[(sold, 300)]), Stage::Done)), (vec![400], 150));
    let less = [treatment(300), sold, line(LineKind::Package, -200, Some(sold.id))];
    let done = told(&less, &came(150, &[(sold, 400)]), Stage::Done);
    assert_eq!((got(&done), done.rest.due(), done.surplus), ((vec![200], 350), Money(0), Money(0)));
}

#[test]
fn what_a_package_is_not_asked_for_any_more_is_no_deposit() {
    let sold = package(630);
    let bill = [treatment(750), sold, line(LineKind::Package, -630, Some(sold.id))];
    let told = told(&bill, &came(200, &[(sold, 630)]), Stage::ToCome);
    assert_eq!((got(&told), told.surplus, told.free()), ((vec![0], 200), Money(630), Money(830)));
}

#[test]
fn what_is_given_back_first_makes_less_of_what_is_due() {
    let sold = package(300);
    let done = told(&[treatment(175), sold], &came(175, &[(sold, 200)]), Stage::Done);
    let debt = done.packages[0];
    assert_eq!((debt.settled, debt.due()), (Money(200), Money(100)));
    let back = [100, 200, 300].map(|less| debt.back(Money(less), Money::ZERO).0);
    assert_eq!(back, [0, 100, 200]);
}

#[test]
fn a_write_off_is_of_its_own_debt() {
    let sold = package(300);
    let of_it = line(LineKind::WriteOff, -100, Some(sold.id));
    let of_the_visit = line(LineKind::WriteOff, -75, None);
    let done = told(&[treatment(175), sold, of_it, of_the_visit], &came(100, &[]), Stage::Done);
    assert_eq!((done.rest.due(), done.packages[0].due()), (Money(0), Money(200)));
    assert_eq!((done.rest.written_off, done.packages[0].written_off), (Money(75), Money(100)));
}

#[test]
fn a_rounding_of_a_package_is_asked_of_it() {
    let sold = package(427_033);
    let off = told(
        &[treatment(175), sold, line(LineKind::Rounding, -33, Some(sold.id))],
        &came(0, &[(sold, 427_000)]),
        Stage::Off,
    );
    assert_eq!((off.packages[0].due(), off.free()), (Money(0), Money(0)));
}

#[test]
fn what_cash_was_rounded_by_on_a_visit_that_is_off_is_asked_of_the_rest() {
    let own = treatment(175);
    for rounding in [-33, 30] {
        let bill = [own, line(LineKind::Rounding, rounding, Some(own.id))];
        let off = told(&bill, &came(rounding, &[]), Stage::Off);
        assert_eq!((off.rest.due(), off.held(), off.free()), (Money(0), Money(0), Money(0)));
    }
}

#[test]
fn a_session_pays_for_its_treatment_and_goes_back_to_nobody() {
    let sold = package(400);
    let both = Came { sessions: Money(133), ..came(133, &[(sold, 400)]) };
    for stage in [Stage::ToCome, Stage::Done] {
        let told = told(&[treatment(133), sold], &both, stage);
        assert_eq!((got(&told), told.rest.settled), ((vec![400], 0), Money(133)));
    }
}

#[test]
fn what_went_back_of_what_never_came_is_owed_by_the_rest() {
    let off = told(&[treatment(700)], &came(-200, &[]), Stage::Off);
    assert_eq!((off.rest.due(), off.held()), (Money(200), Money(0)));
    let sold = package(400);
    let off = told(&[treatment(700), sold], &came(-200, &[(sold, 400)]), Stage::Off);
    assert_eq!((off.packages[0].settled, off.rest.due(), off.held()), (Money(400), Money(200), Money(0)));
}

#[test]
fn what_went_back_of_a_package_that_never_was_paid_is_owed_for_the_package() {
    let sold = package(400);
    let less = line(LineKind::Package, -150, Some(sold.id));
    let done = told(&[treatment(175), sold, less], &came(175, &[(sold, -150)]), Stage::Done);
    let debt = done.packages[0];
    assert_eq!(
        (debt.settled, debt.due(), debt.back(Money(250), Money::ZERO)),
        (Money(-150), Money(400), Money(0))
    );
    assert_eq!((done.rest.due(), done.rest.settled), (Money(0), Money(175)), "the service stays paid");
}

proptest::proptest! {
    #[test]
    fn nothing_is_lost_and_no_package_has_more_than_it_asks(
        prices in proptest::collection::vec((1_i64..900, 0_i64..900, 0_i64..900), 0..4),
        visit in 0_i64..900, kept in 0_i64..300, paid in 0_i64..900, stage in 0_usize..3,
        (sum, lacking) in (1_i64..2_000, 0_i64..300),
    ) {
        let mut charges = vec![treatment(visit), line(LineKind::Forfeit, kept.min(paid), None)];
        let mut for_them = Vec::new();
        for (price, back, paid) in prices {
            let sold = package(price);
            charges.push(sold);
            charges.push(line(LineKind::Package, -back.min(price), Some(sold.id)));
            for_them.push((sold, paid));
        }
        let stage = [Stage::ToCome, Stage::Done, Stage::Off][stage];
        let came = came(paid, &for_them);
        let told = told(&charges, &came, stage);
        proptest::prop_assert!(told.free().0 <= came.settled.0 - told.kept.0);
        for debt in &told.packages {
            proptest::prop_assert!(debt.settled.0 >= 0 && debt.settled <= debt.net(), "{:?}", told);
            proptest::prop_assert!(debt.back(debt.net(), Money::ZERO) == debt.settled);
        }
        if stage != Stage::ToCome {
            let open: i64 = told.packages.iter().map(|debt| debt.due().0).sum();
            let service = if stage == Stage::Done { visit } else { 0 };
            proptest::prop_assert!(open == 0 || told.free().0 <= service, "nothing else goes back beside a debt: {:?}", told);
        }
        let parts = for_packages(&told, Money(sum), None, Money(lacking), stage);
        for (line, part) in &parts {
            proptest::prop_assert!(part.0 > 0 && *part <= told.package(*line).unwrap().due());
        }
        proptest::prop_assert!(parts.iter().map(|(_, part)| part.0).sum::<i64>() <= sum);
    }
}
