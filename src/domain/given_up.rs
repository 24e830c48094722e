//! What a visit had done and does not pay: treatments that were taken off its bill, or became cheaper.

use super::id::TreatmentId;
use super::money::Money;
use super::time::Ts;

/// A treatment that stood on a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// What the visit was booked for, or what was put in its place.
    pub own: bool,
    pub what: Option<TreatmentId>,
    pub amount: Money,
    pub from: Ts,
    /// None: it still stands.
    pub to: Option<Ts>,
}

/// When a visit was begun, and each time somebody said that it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub at: Ts,
    pub done: Vec<Ts>,
}

/// How much less is on the bill than was done.
///
/// What stood there when the visit was begun, or when it was done, was done; and what came later and stood longer than
/// `slip`, in microseconds, in which a mistake is put right. The visit's own treatment is as dear as the dearest of
/// those that took each other's place; so is another that was taken off and put on again. Taken off for good it is
/// given away although nobody began.
#[must_use]
pub fn off(stood: &[Stood], begun: Option<&Begun>, slip: i64) -> Money {
    let was_done = |one: &Stood, to: Ts| {
        begun.is_some_and(|begun| {
            let held = |moment: Ts| one.from <= moment && moment <= to;
            held(begun.at)
                || begun.done.iter().any(|done| held(*done))
                || (one.from > begun.at && to.0 - one.from.0 >= slip)
        })
    };
    let own = || stood.iter().filter(|one| one.own);
    let stands: i64 = own().filter(|one| one.to.is_none()).map(|one| one.amount.0).sum();
    let for_good = |one: &Stood| own().all(|other| other.to.is_some() && other.from <= one.from);
    let dearest = own()
        .filter(|one| one.to.is_some_and(|to| was_done(one, to) || for_good(one)))
        .map(|one| one.amount.0)
        .max()
        .unwrap_or_default();
    let others: i64 = again(stood).iter().map(|chain| less(chain, was_done)).sum();
    Money((dearest - stands).max(0) + others)
}

/// What of treatments that took each other's place is not on the bill any more.
fn less(chain: &[&Stood], was_done: impl Fn(&Stood, Ts) -> bool) -> i64 {
    let stands: i64 = chain.iter().filter(|one| one.to.is_none()).map(|one| one.amount.0).sum();
    let gone = chain.iter().filter(|one| one.to.is_some_and(|to| was_done(one, to)));
    (gone.map(|one| one.amount.0).max().unwrap_or_default() - stands).max(0)
}

/// The treatments beside the visit's own, each with those of its kind that were put on after it was taken off.
fn again(stood: &[Stood]) -> Vec<Vec<&Stood>> {
    let mut chains: Vec<Vec<&Stood>> = Vec::new();
    for one in stood.iter().filter(|one| !one.own) {
        let follows = |chain: &&mut Vec<&Stood>| {
            let last = chain.last();
            one.what.is_some()
                && last.is_some_and(|last| last.what == one.what && last.to.is_some_and(|to| to <= one.from))
        };
        match chains.iter_mut().find(follows) {
            Some(chain) => chain.push(one),
            None => chains.push(vec![one]),
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLIP: i64 = 10;

    /// Own or not, amount, from, to; 0 stands.
    fn given(lines: &[(bool, i64, i64, i64)], begun: Option<(i64, &[i64])>) -> i64 {
        let stood = |(own, amount, from, to): &(bool, i64, i64, i64)| Stood {
            own: *own,
            what: Some(TreatmentId(uuid::Uuid::nil())),
            amount: Money(*amount),
            from: Ts(*from),
            to: (*to > 0).then_some(Ts(*to)),
        };
        let stood: Vec<Stood> = lines.iter().map(stood).collect();
        let begun =
            begun.map(|(at, done)| Begun { at: Ts(at), done: done.iter().map(|at| Ts(*at)).collect() });
        off(&stood, begun.as_ref(), SLIP).0
    }

    #[test]
    fn what_was_not_begun_is_given_away_only_where_it_goes_for_good() {
        assert_eq!(given(&[(true, 150, 1, 0)], None), 0);
        assert_eq!(given(&[(true, 150, 1, 5)], None), 150);
        assert_eq!(given(&[(true, 150, 1, 5), (true, 75, 5, 0)], None), 0);
        assert_eq!(given(&[(true, 150, 1, 5), (false, 75, 2, 6)], None), 150);
        // Something else is put in its place later.
        assert_eq!(given(&[(true, 150, 1, 5), (true, 1_750, 9, 0)], None), 0);
    }

    #[test]
    fn what_was_begun_is_as_dear_as_it_ever_was() {
        let begun = Some((10, &[][..]));
        assert_eq!(given(&[(true, 400, 1, 12), (true, 75, 12, 0)], begun), 325);
        // A dearer one that was a slip is none; one that stayed is what was done.
        assert_eq!(given(&[(true, 400, 1, 12), (true, 450, 12, 14), (true, 400, 14, 0)], begun), 0);
        assert_eq!(given(&[(true, 400, 1, 12), (true, 450, 12, 40), (true, 400, 40, 0)], begun), 50);
        // What became dearer pays for nothing beside it.
        let dearer = [(true, 150, 1, 12), (true, 1_750, 12, 0), (false, 125, 5, 20), (false, 125, 5, 21)];
        assert_eq!(given(&dearer, begun), 250);
    }

    #[test]
    fn what_is_put_on_again_is_given_away_no_more() {
        let begun = Some((10, &[][..]));
        assert_eq!(given(&[(true, 400, 1, 0), (false, 125, 2, 12), (false, 125, 15, 0)], begun), 0);
        assert_eq!(given(&[(false, 125, 2, 12), (false, 100, 15, 0)], begun), 25);
        // Twice on and twice off is once given away; two that stood beside each other are two.
        assert_eq!(given(&[(false, 125, 2, 12), (false, 125, 15, 40)], begun), 125);
        assert_eq!(given(&[(false, 125, 2, 20), (false, 125, 2, 21), (false, 125, 30, 0)], begun), 125);
    }

    #[test]
    fn what_came_by_mistake_goes_again() {
        assert_eq!(given(&[(false, 125, 12, 15)], Some((10, &[]))), 0);
        assert_eq!(given(&[(false, 125, 12, 30)], Some((10, &[]))), 125);
        assert_eq!(given(&[(false, 125, 12, 15)], Some((10, &[14]))), 125, "it was done");
        assert_eq!(given(&[(false, 125, 2, 8)], Some((10, &[]))), 0, "it was not begun");
        assert_eq!(given(&[(false, 125, 2, 12)], Some((10, &[]))), 125);
    }
}
