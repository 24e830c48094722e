//! What is done to rows of the trail and of the money behind loket's back is found, every time (reliability.md P8): columns
//! changed, rows deleted, rows exchanged, the end cut off, straight in the database, with everything that forbids it
//! there taken away first.

use fastrand::Rng;
use loket::domain::verify::{Alarmed, Odd, Verdict};
use loket::store::vouched;

use crate::clinic::House;
use crate::intruder::Break;
use crate::support::{Lab, on_both};
use crate::trail::{a_day, a_full_day, slip};

/// Rows taken away, exchanged or cut off: of each so many.
const OTHERS: usize = 200;

/// How many things are done to the database, on each engine, and every one of them is found.
const EDITS: usize = 2_600;

pub async fn found(house: &House) -> Verdict {
    // Whoever was changed may not be anybody any more: it is asked as `loket verify` asks it, without a slip.
    house.desk.verify(None).await.unwrap()
}

/// Whether the rows are as they were written: what forbids to change them is gone here.
pub const fn sound(verdict: &Verdict) -> bool {
    verdict.broken.is_none() && verdict.odd_rows == 0
}

/// A day of work, and an intruder there with everything taken away that forbids.
async fn broken_into(lab: &Lab, seed: u64) -> (House, Break) {
    let house = a_full_day(lab).await;
    let mut intruder = Break::into(lab).await;
    intruder.rng = Rng::with_seed(seed);
    let verdict = found(&house).await;
    assert!(sound(&verdict), "{verdict:?}");
    (house, intruder)
}

/// Every `of`th edit there is, from the `from`th on.
async fn every_edit_is_found(lab: &Lab, from: usize, of: usize) {
    let (house, mut intruder) = broken_into(lab, 8).await;
    let mut missed = Vec::new();
    let known = intruder.edits().len() + intruder.extras().len() + 3 * OTHERS;
    assert!(known >= EDITS, "{known} edits only");
    for edit in intruder.edits().iter().skip(from).step_by(of) {
        let Some(what) = intruder.edit(edit).await else { continue };
        match house.desk.verify(None).await {
            Ok(verdict) if !sound(&verdict) => {}
            Ok(_) => missed.push(format!("not found: {what}")),
            Err(fault) => missed.push(format!("{fault:?}: {what}")),
        }
        intruder.mend().await;
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let verdict = found(&house).await;
    assert!(sound(&verdict), "a false alarm: {verdict:?}");
}

/// Lets the intruder loose `times` times, each time on the whole day, with `act` as what they do the nth time.
async fn every_one_is_found(
    lab: &Lab,
    seed: u64,
    times: usize,
    act: impl AsyncFn(&mut Break, usize, i64) -> String,
) {
    let (house, mut intruder) = broken_into(lab, seed).await;
    let slip = slip(lab).await;
    for nth in 0..times {
        let what = act(&mut intruder, nth, slip.seq).await;
        assert!(!sound(&found(&house).await), "not found: {what}");
        intruder.mend().await;
    }
    let verdict = found(&house).await;
    assert!(sound(&verdict), "a false alarm: {verdict:?}");
}

on_both! {
    async fn every_column_changed_from_outside_is_found(lab: &Lab) {
        every_edit_is_found(lab, 0, 4).await;
    }

    async fn every_second_column_too(lab: &Lab) {
        every_edit_is_found(lab, 1, 4).await;
    }

    async fn every_third_column_too(lab: &Lab) {
        every_edit_is_found(lab, 2, 4).await;
    }

    async fn every_fourth_column_too(lab: &Lab) {
        every_edit_is_found(lab, 3, 4).await;
    }

    async fn every_row_added_from_outside_is_found(lab: &Lab) {
        let (house, mut intruder) = broken_into(lab, 9).await;
        let mut missed = Vec::new();
        for extra in intruder.extras() {
            let what = intruder.add(&extra).await;
            match house.desk.verify(None).await {
                Ok(verdict) if !sound(&verdict) => {}
                Ok(_) => missed.push(format!("not found: {what}")),
                Err(fault) => missed.push(format!("{fault:?}: {what}")),
            }
            intruder.mend().await;
        }
        assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), intruder.extras().len(), missed.join("\n"));
        let verdict = found(&house).await;
        assert!(sound(&verdict), "a false alarm: {verdict:?}");
    }

    async fn every_row_taken_exchanged_or_cut_off_is_found(lab: &Lab) {
        every_one_is_found(lab, 10, 3 * OTHERS, async |intruder, nth, reported| match nth % 3 {
            0 => intruder.delete(nth / 3).await,
            1 => intruder.swap().await,
            _ => intruder.cut(reported).await,
        })
        .await;
    }

    async fn money_changed_from_outside_is_said_to_whoever_comes_in(lab: &Lab) {
        let house = a_day(lab).await;
        house.desk.glance().await;
        assert_eq!(house.desk.alarm(), None);
        let mut intruder = Break::into(lab).await;
        for (text, table, odd) in [
            ("UPDATE payment SET amount = amount + 5000, tendered = tendered + 5000", "payment ", Odd::Changed),
            ("DELETE FROM receipt_copy", "receipt_copy ", Odd::Missing),
            ("UPDATE account SET factor_since = created_at", "account ", Odd::Changed),
        ] {
            if text.contains("receipt_copy") && intruder.number("SELECT COUNT(*) FROM receipt_copy").await == 0 {
                continue;
            }
            let table_name = table.trim_end();
            intruder.run(text).await;
            house.desk.glance().await;
            let Some(Alarmed::Ledger(found)) = house.desk.alarm() else { panic!("{text}: not found") };
            assert!(found.row.starts_with(table) && found.odd == odd, "{text}: {found:?}");
            intruder.run(&format!("DELETE FROM {table_name}")).await;
            intruder.run(&format!("INSERT INTO {table_name} SELECT * FROM keep_{table_name}")).await;
            house.desk.glance().await;
            assert_eq!(house.desk.alarm(), None, "{text}");
        }
    }

    async fn every_table_that_is_vouched_for_has_a_row_to_be_changed(lab: &Lab) {
        let _house = a_full_day(lab).await;
        let intruder = Break::into(lab).await;
        let there: Vec<&str> = intruder.tables.iter().map(|(table, ..)| *table).collect();
        for table in vouched::all().map(|table| table.name).chain(["audit", "audit_head"]) {
            assert!(there.contains(&table), "{table} has no row: {there:?}");
        }
    }
}
