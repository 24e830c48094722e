//! Walking the trail: what is wrong with it, where it begins, and how far back it can still be trusted.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::audit::{GENESIS, Sealed, TrailKey, clock};
use super::id::ClinicId;
use super::merged::Merged;
use super::seal::Seal;
use super::time::Ts;
use super::trail_end::{End, unsealed_after};
pub use super::verdict::{Alarmed, Anchor, Behind, Broken, Odd, OddRow, Verdict, Wrong};

/// A clock this far behind the trail, in microseconds, is worth a word: seconds apart, two computers always are.
pub const CLOCK_BACK: i64 = 2 * 60 * 1_000_000;

/// The number of the first row.
const FIRST: i64 = 1;

/// A row as it lies in the database.
#[derive(Debug)]
pub struct Written<'a> {
    pub seq: i64,
    pub prev_hash: &'a str,
    pub hash: &'a str,
    pub key_id: &'a str,
    pub sealed: Sealed<'a>,
}

/// Walks the trail from its first row.
#[derive(Debug)]
pub struct Walk<'a> {
    key: &'a TrailKey,
    clinic: Uuid,
    prev: String,
    at: Ts,
    verdict: Verdict,
    /// The closing reports that are right about the trail: the row that was its end, their number.
    right: Vec<(i64, i64)>,
    /// What the closing reports say of the trail: row → number of the report, seal.
    reports: BTreeMap<i64, Vec<(i64, Vec<u8>)>>,
    anchor: Option<Anchor>,
    /// What the trail says last about each row of the ledger.
    ledger: HashMap<String, String>,
    /// Who was merged into whom.
    merged: Merged,
    /// The last act of whoever administers the installation that it vouches for.
    tenant_act: i64,
    /// It sees the last rows only: what was said before is not known.
    part: bool,
    /// The clock of the last row stood behind.
    behind: bool,
}

impl<'a> Walk<'a> {
    /// `reports` are the closing reports: number, the row that was the end of the trail, its seal.
    #[must_use]
    pub fn new(
        key: &'a TrailKey,
        clinic: ClinicId,
        reports: Vec<(i64, i64, Vec<u8>)>,
        anchor: Option<Anchor>,
    ) -> Self {
        let mut heads: BTreeMap<i64, Vec<(i64, Vec<u8>)>> = BTreeMap::new();
        for (number, seq, hash) in reports {
            heads.entry(seq).or_default().push((number, hash));
        }
        Self {
            key,
            clinic: clinic.0,
            right: Vec::new(),
            prev: GENESIS.to_owned(),
            at: Ts(i64::MIN),
            verdict: Verdict::default(),
            reports: heads,
            anchor,
            ledger: HashMap::new(),
            merged: Merged::default(),
            tenant_act: 0,
            part: false,
            behind: false,
        }
    }

    /// Begins behind this row and takes it on trust: a walk over the last rows only.
    pub fn behind(&mut self, seq: i64, hash: &str, at: Ts) {
        hash.clone_into(&mut self.prev);
        self.at = at;
        self.verdict.rows = seq;
    }

    /// What it sees is a part: of a row that nothing was said of yet it is not known what was.
    pub const fn in_part(&mut self) {
        self.part = true;
    }

    /// The next row.
    pub fn row(&mut self, row: &Written<'_>) {
        if row.seq < FIRST {
            return self.stray(row.seq);
        }
        let expected = self.verdict.rows + 1;
        if row.seq != expected {
            self.wrong(expected, Wrong::Missing);
        } else if row.key_id != self.key.id() {
            self.wrong(row.seq, Wrong::OtherKey);
        } else if row.prev_hash != self.prev {
            self.wrong(row.seq, Wrong::Unlinked);
        } else if row.hash != self.key.seal(row.prev_hash, row.seq, &row.sealed) {
            self.wrong(row.seq, Wrong::Changed);
        } else if row.sealed.at <= self.at {
            self.wrong(row.seq, Wrong::Backwards);
        }
        self.clock(row.seq, row.sealed.at, row.sealed.clock_behind);
        self.at = row.sealed.at;
        self.merged.hear(&row.sealed);
        self.past(row.seq, row.hash, row.sealed.ledger);
    }

    /// How far the clock stood behind the trail when this row was written: all the while until the day comes that the
    /// clock once showed is one time.
    fn clock(&mut self, seq: i64, at: Ts, by: i64) {
        const SHOWN: usize = 100;
        let goes_on = std::mem::replace(&mut self.behind, by > CLOCK_BACK);
        if !self.behind {
            return;
        }
        let (at, times) = (clock(at, by), &mut self.verdict.clock_back);
        if let Some(time) = times.last_mut().filter(|_| goes_on) {
            (time.last, time.until) = (seq, time.until.max(at));
            time.rows += 1;
        } else if times.len() < SHOWN {
            times.push(Behind { first: seq, last: seq, from: at, until: at, rows: 1, settled: false });
        }
    }

    /// When somebody settled that a clock was set, by when that was told: what was told of is known.
    pub fn settled(&mut self, told: &[Ts]) {
        for time in &mut self.verdict.clock_back {
            let known = |at: &Ts| *at >= time.from.plus_minutes(-1) && *at <= time.until.plus_minutes(1);
            time.settled = told.iter().any(known);
        }
    }

    /// The next row, of which not every column can be read any more. What still can is heard, so that what it vouched for
    /// is not said to be wrong too.
    pub fn unreadable(&mut self, seq: i64, hash: &str, ledger: &str) {
        if seq < FIRST {
            return self.stray(seq);
        }
        let expected = self.verdict.rows + 1;
        self.wrong(expected, if seq == expected { Wrong::Changed } else { Wrong::Missing });
        self.past(seq, hash, ledger);
    }

    /// A row that is none of the trail's lies in its table: nobody may take it for one.
    fn stray(&mut self, seq: i64) {
        self.odd(format!("audit {seq}"), Odd::Added);
    }

    fn past(&mut self, seq: i64, hash: &str, ledger: &str) {
        self.head_said(seq, hash);
        for (row, digest, was) in ledger.lines().filter_map(Seal::of_line) {
            self.tenant_act = self.tenant_act.max(tenant_act(row).unwrap_or_default());
            let said = if digest.is_empty() {
                self.ledger.remove(row)
            } else {
                self.ledger.insert(row.to_owned(), digest.to_owned())
            };
            let unsaid = !self.part;
            let odd = match (was, said) {
                // It was not there when an act made it, though no act had taken it away.
                (None, Some(_)) => Odd::Remade,
                (Some(was), Some(said)) if said != was => Odd::Overwritten,
                (Some(_), None) if unsaid => Odd::Overwritten,
                _ => continue,
            };
            self.odd_at(row.to_owned(), odd, Some(seq));
        }
        hash.clone_into(&mut self.prev);
        self.verdict.rows = seq;
    }

    /// What the reports and the slip say of this row.
    fn head_said(&mut self, seq: i64, hash: &str) {
        for (number, said) in self.reports.remove(&seq).unwrap_or_default() {
            if said == hash.as_bytes() {
                self.right.push((seq, number));
            } else {
                self.wrong(seq, Wrong::OtherHead);
            }
        }
        if self.anchor.as_ref().is_some_and(|anchor| anchor.seq == seq) {
            let right = self.anchor.take().is_some_and(|anchor| hash.starts_with(&anchor.hash));
            if !right {
                self.wrong(seq, Wrong::OtherHead);
            }
        }
    }

    /// The trail is at its end, and this is what the database keeps of that; none: nothing any more.
    pub fn end(&mut self, end: Option<&End<'_>>) {
        let last = self.verdict.rows;
        self.verdict.head.clone_from(&self.prev);
        let reported = self.reports.keys().next_back().copied().unwrap_or_default();
        let slip = self.anchor.as_ref().map_or(0, |anchor| anchor.seq);
        let longest = end.map_or(0, |end| end.seq).max(reported).max(slip);
        if longest > last {
            self.verdict.tail_missing = longest - last;
            self.wrong(last + 1, Wrong::Cut);
        }
        let Some(end) = end else { return self.wrong(last + 1, Wrong::Unsealed) };
        // It is of a row that is not there: that is said.
        if end.seq > last {
            return;
        }
        let at = if last == 0 { Ts(0) } else { self.at };
        if end.seq < last || end.hash != self.prev {
            self.wrong(last.max(1), Wrong::Cut);
        } else if end.key_id != self.key.id()
            || end.at != at
            || end.seal != self.key.end(self.clinic, last, end.hash, at)
        {
            self.wrong(unsealed_after(end.seal).map_or(last, |after| after.min(last)) + 1, Wrong::Unsealed);
        }
    }

    /// A row of the ledger as it lies in its table.
    pub fn ledger(&mut self, row: String, digest: &str) {
        self.verdict.ledger_rows += 1;
        match self.ledger.remove(&row) {
            Some(said) if said == digest => {}
            Some(_) => self.odd(row, Odd::Changed),
            None if self.waits(&row) => {}
            None => self.odd(row, Odd::Added),
        }
    }

    /// Whether a row is still to be taken into the trail: by the next log-in.
    fn waits(&self, row: &str) -> bool {
        tenant_act(row).is_some_and(|seq| seq > self.tenant_act)
    }

    /// What the trail committed itself to, as it lies beside it.
    pub fn personal(&mut self, commitment: &str, salt: &str, value: &str) {
        if self.key.commits(salt, value) != commitment {
            self.odd(format!("personal_value {commitment}"), Odd::Changed);
        }
    }

    /// A row of a table whose sums are not what the rows under it come to.
    pub fn miscounted(&mut self, row: String) {
        self.odd(row, Odd::Miscounted);
    }

    /// Who lies behind whom in the database: no other table of the trail's says that.
    pub fn merged(&mut self, there: Vec<(String, String)>) {
        for id in std::mem::take(&mut self.merged).unlike(there) {
            self.differs(format!("patient {id}"));
        }
    }

    /// A row that others point at is not there.
    pub fn gone(&mut self, row: String) {
        self.odd(row, Odd::Missing);
    }

    /// A row says something else than rows that the trail vouches for.
    pub fn differs(&mut self, row: String) {
        self.odd(row, Odd::Changed);
    }

    /// What the database itself keeps and forbids is not what loket made.
    pub fn schema(&mut self, strange: Vec<OddRow>, not_compared: usize) {
        self.verdict.schema = strange;
        self.verdict.not_compared = not_compared as i64;
    }

    /// The keys of the rows of this table that the rows shown vouch for, by the id each begins with.
    #[must_use]
    pub fn vouched(&self, table: &str) -> Vec<Uuid> {
        let id = |row: &String| {
            let (name, key) = row.split_once(' ')?;
            let id = key.split(' ').next().filter(|_| name == table)?;
            id.parse().ok()
        };
        let mut ids: Vec<Uuid> = self.ledger.keys().filter_map(id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// A row of the ledger as it lies in its table, where only those the rows shown vouch for are compared.
    pub fn glimpse(&mut self, row: String, digest: &str) {
        if self.ledger.remove(&row).is_some_and(|said| said != digest) {
            self.odd(row, Odd::Changed);
        }
    }

    /// All rows of this table were shown that are there: those the trail knows besides are gone.
    pub fn no_more(&mut self, table: &str) {
        let of = |row: &str| row.split_once(' ').is_some_and(|(name, _)| name == table);
        let gone: Vec<String> = self.ledger.extract_if(|row, _| of(row)).map(|(row, _)| row).collect();
        for row in gone {
            self.odd(row, Odd::Missing);
        }
    }

    /// What is wrong with the rows that were shown, and with what they vouch for, of a walk that saw only some.
    #[must_use]
    pub fn alarmed(self) -> Option<Alarmed> {
        let odd = self.verdict.odd.into_iter().next().map(Alarmed::Ledger);
        self.verdict.broken.map(Alarmed::Trail).or(odd)
    }

    /// What came of it, when everything was shown.
    #[must_use]
    pub fn verdict(mut self) -> Verdict {
        let mut gone: Vec<String> = std::mem::take(&mut self.ledger).into_keys().collect();
        gone.sort_unstable();
        for row in gone {
            self.odd(row, Odd::Missing);
        }
        let broken = self.verdict.broken.as_ref().map_or(i64::MAX, |broken| broken.seq);
        let right = self.right.iter().filter(|(seq, _)| *seq < broken);
        self.verdict.last_good_z = right.map(|(_, number)| *number).max();
        self.verdict
    }

    /// The earliest row that is wrong counts, and of two things about one row the first that was seen.
    fn wrong(&mut self, seq: i64, wrong: Wrong) {
        if self.verdict.broken.as_ref().is_none_or(|broken| seq < broken.seq) {
            self.verdict.broken = Some(Broken { seq, wrong });
        }
    }

    fn odd(&mut self, row: String, odd: Odd) {
        self.odd_at(row, odd, None);
    }

    fn odd_at(&mut self, row: String, odd: Odd, seq: Option<i64>) {
        const SHOWN: usize = 100;
        self.verdict.odd_rows += 1;
        if self.verdict.odd.len() < SHOWN {
            self.verdict.odd.push(OddRow { row, odd, seq });
        }
    }
}

/// Which act of whoever administers the installation a row of the ledger is; none where it is another table's.
fn tenant_act(row: &str) -> Option<i64> {
    row.strip_prefix("tenant_act ").and_then(|seq| seq.parse().ok())
}
