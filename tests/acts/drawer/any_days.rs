//! Any days at one drawer.

use super::*;

/// One step of a drawer's day.
#[derive(Debug, Clone)]
enum Step {
    Pay(MethodKind, i64),
    Move(MoveKind, i64),
}

/// So often somebody hears that it is too much before they wait.
const TRIES: i32 = 5;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Cash is an amount there are coins for.
    let pay = prop_oneof![
        (1_i64..600).prop_map(|coins| Step::Pay(MethodKind::Cash, coins * 100)),
        (1_i64..60_000).prop_map(|amount| Step::Pay(MethodKind::Card, amount)),
    ];
    let moved =
        (prop_oneof![Just(MoveKind::PaidIn), Just(MoveKind::PaidOut), Just(MoveKind::Drop)], 1_i64..700_000)
            .prop_map(|(kind, amount)| Step::Move(kind, amount));
    prop::collection::vec(prop_oneof![pay, moved], 0..12)
}

/// Whatever moves: what is expected is the float, what came in cash and what was paid in, less what went; and what
/// is refused has left nothing behind.
async fn any_day(lab: &Lab, days: Vec<Vec<Step>>) {
    let till = Till::of(lab).await;
    let booking = till.visit("Dewi Lestari", "Paket Glow", "10:00", true).await;
    let (mut due, mut ever, mut left) = (900_000, 0, 500_000);
    for (number, steps) in (1..).zip(days) {
        let (mut expected, mut short) = (left, 0);
        for step in steps {
            match step {
                Step::Pay(kind, amount) => {
                    // Part payments: nothing is rounded.
                    if amount + 100 < due {
                        till.pay(booking, &[(kind, amount)]).await.unwrap();
                        due -= amount;
                        ever += amount;
                        expected += if kind == MethodKind::Cash { amount } else { 0 };
                    }
                }
                Step::Move(MoveKind::PaidIn, amount) => {
                    till.moves(MoveKind::PaidIn, amount).await.unwrap();
                    expected += amount;
                }
                Step::Move(kind, amount) => {
                    let done = till.moves(kind, amount).await;
                    // Whoever asked for too much too often gets no answer, also not to what would be right.
                    let answer = match amount <= expected {
                        _ if short == TRIES => "drawer.wait",
                        true => "",
                        false => "drawer.short",
                    };
                    short += i32::from(answer == "drawer.short");
                    expected -= if done.is_ok() { amount } else { 0 };
                    assert_eq!(
                        done.as_ref().map_or_else(|fault| fault.refusal().unwrap().code, |()| ""),
                        answer,
                        "{kind} {amount} of {expected}"
                    );
                }
            }
        }
        till.count(expected).await.unwrap();
        let x = till.x().await;
        // Asked about once a day.
        assert_eq!(x.unfinished.len(), usize::from(number == 1));
        let carried = x.unfinished.iter().map(|one| Decided {
            booking: one.booking,
            decision: Decision::Carried,
            note: "besok".to_owned(),
        });
        let close = CloseDrawer { methods: confirmed(&x), unfinished: carried.collect(), ..closing("") };
        let closed = till.sari().act_as(close, own()).await.unwrap();
        assert_eq!((closed.number, closed.expected, closed.difference), (number, Money(expected), Money(0)));
        let z = || till.sari().ask(OpenZ { z: closed.z });
        let (first, again) = (z().await.unwrap(), z().await.unwrap());
        assert_eq!((&first, first.z.perpetual), (&again, Money(ever)));
        left = closed.left_in.0;
        till.open(left, "").await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, rng_seed: RngSeed::Fixed(8), ..ProptestConfig::default() })]

    #[test]
    fn any_days_add_up_on_sqlite(days in prop::collection::vec(steps(), 1..4)) {
        Lab::sqlite(async |lab| any_day(lab, days.clone()).await);
    }

    #[test]
    fn any_days_add_up_on_postgres(days in prop::collection::vec(steps(), 1..4)) {
        Lab::postgres(async |lab| any_day(lab, days.clone()).await);
    }
}
