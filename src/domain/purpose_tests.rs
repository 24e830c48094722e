use super::*;

fn line(kind: LineKind, amount: i64, reduces: Option<BillLineId>, at: Option<i64>) -> Charge {
    Charge { id: BillLineId::new(), kind, amount: Money(amount), reduces, at: at.map(Ts) }
}

fn treatment(amount: i64) -> Charge {
    line(LineKind::Treatment, amount, None, None)
}

fn package(amount: i64, at: i64) -> Charge {
    line(LineKind::Package, amount, None, Some(at))
}

fn cash(amount: i64, at: i64) -> Came {
    Came { receipt: ReceiptId::new(), amount: Money(amount), at: Ts(at), session: false }
}

fn told(charges: &[Charge], came: &[Came], wanted: i64, stage: Stage) -> Purposes {
    let settled = Money(came.iter().map(|one| one.amount.0).sum());
    let told = purposes(charges, came, settled, Money(wanted), stage);
    let all: i64 = told.debts().map(|debt| debt.settled.0).sum();
    assert_eq!(all, settled.0, "nothing is lost and nothing is made: {told:?}");
    told
}

/// What the packages got, and what is held.
fn got(told: &Purposes) -> (Vec<i64>, i64) {
    (told.packages.iter().map(|debt| debt.settled.0).collect(), told.held().0)
}

#[test]
fn a_deposit_stays_one_whatever_comes_for_a_package() {
    let bill = [treatment(175), package(400, 1)];
    let held = |came: &[Came], wanted| got(&told(&bill, came, wanted, Stage::ToCome));
    assert_eq!(held(&[cash(50, 2)], 50), (vec![0], 50));
    assert_eq!(held(&[cash(50, 2), cash(350, 3)], 50), (vec![350], 50));
    assert_eq!(held(&[cash(50, 0), cash(400, 3)], 0), (vec![400], 50), "it came before the package was sold");
    assert_eq!(held(&[cash(400, 2)], 50), (vec![400], 0), "it was paid at once");
    assert_eq!(held(&[cash(450, 2)], 0), (vec![400], 50), "what came beyond");
    assert_eq!(held(&[cash(300, 2)], 0), (vec![125], 175), "nobody paid the package: it saves no deposit");
    assert_eq!(held(&[cash(300, 2), cash(100, 3)], 0), (vec![400], 0), "paid in parts is paid");
}

#[test]
fn what_nobody_paid_is_held_by_nobody() {
    let sold = package(500, 1);
    let back = line(LineKind::Package, -100, Some(sold.id), None);
    let bill = [treatment(300), sold, back];
    assert_eq!(got(&told(&bill, &[], 0, Stage::ToCome)), (vec![0], 0));
    assert_eq!(got(&told(&bill, &[cash(80, 0)], 80, Stage::ToCome)), (vec![0], 80));
    assert_eq!(told(&bill, &[], 0, Stage::ToCome).packages[0].due(), Money(400));
    assert_eq!(
        got(&told(&bill, &[cash(400, 2)], 80, Stage::ToCome)),
        (vec![400], 0),
        "paid as far as it is asked"
    );
}

#[test]
fn of_a_visit_that_is_done_the_service_is_paid_first() {
    let (one, other) = (package(400, 1), package(600, 1));
    let bill = [treatment(175), one, other];
    let done = |came: &[Came]| told(&bill, came, 0, Stage::Done);
    assert_eq!(got(&done(&[cash(175, 2)])), (vec![0, 0], 175));
    assert_eq!(got(&done(&[cash(600, 2)])), (vec![400, 25], 175));
    assert_eq!(got(&done(&[cash(1_200, 2)])), (vec![400, 600], 200), "too much is the patient's");
    let due: i64 = done(&[cash(600, 2)]).debts().map(|debt| debt.due().0).sum();
    assert_eq!(due, 575);
}

#[test]
fn of_a_visit_that_is_off_each_package_has_its_own_money() {
    let (dear, cheap) = (package(630, 1), package(427, 2));
    let bill = [treatment(175), dear, cheap];
    let off = told(&bill, &[cash(427, 3)], 0, Stage::Off);
    assert_eq!(got(&off), (vec![0, 427], 0));
    assert_eq!((off.packages[0].back(Money(630)), off.packages[1].back(Money(427))), (Money(0), Money(427)));
    assert_eq!(
        (off.packages[0].due(), off.packages[1].due(), off.rest.due()),
        (Money(630), Money(0), Money(0))
    );
}

#[test]
fn what_is_given_back_first_makes_less_of_what_is_due() {
    let bill = [treatment(175), package(300, 1)];
    let done = told(&bill, &[cash(175, 0), cash(200, 2)], 0, Stage::Done);
    let debt = done.packages[0];
    assert_eq!((debt.settled, debt.due()), (Money(200), Money(100)));
    assert_eq!(
        (debt.back(Money(100)), debt.back(Money(200)), debt.back(Money(300))),
        (Money(0), Money(100), Money(200))
    );
}

#[test]
fn a_write_off_is_of_its_own_debt() {
    let sold = package(300, 1);
    let of_it = line(LineKind::WriteOff, -100, Some(sold.id), None);
    let of_the_visit = line(LineKind::WriteOff, -75, None, None);
    let done = told(&[treatment(175), sold, of_it, of_the_visit], &[cash(100, 2)], 0, Stage::Done);
    assert_eq!((done.rest.due(), done.packages[0].due()), (Money(0), Money(200)));
    assert_eq!((done.rest.written_off, done.packages[0].written_off), (Money(75), Money(100)));
}

#[test]
fn a_session_pays_for_its_treatment_and_goes_back_to_nobody() {
    let session = Came { session: true, ..cash(133, 1) };
    for stage in [Stage::ToCome, Stage::Done] {
        let told = told(&[treatment(133), package(400, 1)], &[session, cash(400, 2)], 0, stage);
        assert_eq!((got(&told), told.rest.settled), ((vec![400], 0), Money(133)));
    }
}

#[test]
fn what_went_back_of_what_never_came_is_owed_by_the_rest() {
    let off = purposes(&[treatment(700)], &[], Money(-200), Money(0), Stage::Off);
    assert_eq!((off.rest.due(), off.held()), (Money(200), Money(0)));
    let beside = [treatment(700), package(400, 1)];
    let off = purposes(&beside, &[cash(400, 2)], Money(200), Money(0), Stage::Off);
    assert_eq!((off.packages[0].settled, off.rest.due(), off.held()), (Money(400), Money(200), Money(0)));
}

#[test]
fn what_was_kept_is_kept_before_all() {
    let bill = [treatment(175), package(400, 1), line(LineKind::Forfeit, 50, None, None)];
    let off = told(&bill, &[cash(50, 0), cash(100, 2)], 50, Stage::Off);
    assert_eq!((off.kept, off.held(), off.loose), (Money(50), Money(100), Money(150)));
    assert_eq!(off.packages[0].due(), Money(400));
}

proptest::proptest! {
    #[test]
    fn nothing_is_lost_and_no_package_has_more_than_it_asks(
        prices in proptest::collection::vec((1_i64..900, 0_i64..9, 0_i64..900), 0..4),
        visit in 0_i64..900, wanted in 0_i64..300,
        came in proptest::collection::vec((1_i64..700, 0_i64..9), 0..5), stage in 0_usize..3,
    ) {
        let mut charges = vec![treatment(visit)];
        for (price, at, back) in prices {
            let sold = package(price, at);
            charges.push(sold);
            charges.push(line(LineKind::Package, -back.min(price), Some(sold.id), None));
        }
        let mut came: Vec<Came> = came.into_iter().map(|(amount, at)| cash(amount, at)).collect();
        came.sort_by_key(|one| one.at);
        let stage = [Stage::ToCome, Stage::Done, Stage::Off][stage];
        let told = told(&charges, &came, wanted, stage);
        let money: i64 = came.iter().map(|one| one.amount.0).sum();
        proptest::prop_assert!(told.held().0 <= money && told.loose.0 <= money);
        for debt in &told.packages {
            proptest::prop_assert!(debt.settled.0 >= 0 && debt.settled <= debt.net(), "{:?}", told);
            proptest::prop_assert!(debt.back(debt.net()) == debt.settled);
        }
    }
}
