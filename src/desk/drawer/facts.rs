//! Everything a session comes to, read once for whoever looks, counts or closes.

use crate::desk::fault::Done;
use crate::domain::bill::LineKind;
use crate::domain::drawer::Cash;
use crate::domain::id::{ClinicId, MethodId};
use crate::domain::money::Money;
use crate::domain::payment::PaymentKind;
use crate::paper::z::{Series, Tally};
use crate::store::drawer::{CountRow, SessionRow};
use crate::store::drawer_move::MoveRow;
use crate::store::z::{OffRow, SeriesRow, TakenRow, UnfinishedRow, WaitingRow};
use crate::store::{self, On};

pub struct Facts {
    pub row: SessionRow,
    pub cash: Cash,
    pub taken: Vec<TakenRow>,
    pub series: Vec<SeriesRow>,
    pub off: Vec<OffRow>,
    pub moves: Vec<MoveRow>,
    pub counts: Vec<CountRow>,
    pub waiting: Vec<WaitingRow>,
    pub unfinished: Vec<UnfinishedRow>,
}

/// What a method comes to, failed payments left out.
pub struct OfMethod {
    pub id: MethodId,
    pub name: String,
    pub in_drawer: bool,
    pub total: Tally,
}

impl Facts {
    /// Reads the facts of a session.
    pub async fn read(mut on: On<'_>, clinic: ClinicId, row: SessionRow) -> Done<Self> {
        let id = row.id;
        let cash = store::drawer_move::cash(on.again(), clinic, id).await?;
        Ok(Self {
            cash: cash.into(),
            taken: store::z::taken(on.again(), clinic, id).await?,
            series: store::z::series(on.again(), clinic, id).await?,
            off: store::z::taken_off(on.again(), clinic, id).await?,
            moves: store::drawer_move::moves(on.again(), clinic, id).await?,
            counts: store::drawer::counts(on.again(), clinic, id).await?,
            waiting: store::z::waiting(on.again(), clinic, id).await?,
            unfinished: store::z::unfinished(on.again(), clinic, row.business_day).await?,
            row,
        })
    }

    /// By method, in the clinic's order.
    pub fn methods(&self) -> Vec<OfMethod> {
        let mut methods: Vec<OfMethod> = Vec::new();
        for row in &self.taken {
            if methods.last().is_none_or(|last| last.id != row.method_id) {
                methods.push(OfMethod {
                    id: row.method_id,
                    name: row.method.clone(),
                    in_drawer: row.in_drawer,
                    total: Tally::default(),
                });
            }
            if let Some(method) = methods.last_mut().filter(|_| !row.failed) {
                method.total.add(row.count, row.amount);
            }
        }
        methods
    }

    /// New money by every method together, less what went back.
    pub fn received(&self) -> Money {
        Money(self.standing().map(|row| row.amount.0).sum())
    }

    fn standing(&self) -> impl Iterator<Item = &TakenRow> {
        self.taken.iter().filter(|row| !row.failed)
    }

    pub fn of_kind(&self, kind: PaymentKind) -> Tally {
        tally(self.standing().filter(|row| row.kind == kind).map(|row| (row.count, row.amount)))
    }

    pub fn failed(&self) -> Tally {
        tally(self.taken.iter().filter(|row| row.failed).map(|row| (row.count, row.amount)))
    }

    pub fn taken_off(&self, kind: LineKind) -> Tally {
        tally(self.off.iter().filter(|row| row.kind == kind).map(|row| (row.count, row.amount)))
    }

    pub fn waits(&self) -> Tally {
        tally(self.waiting.iter().map(|row| (1, row.amount)))
    }

    pub fn receipts(&self) -> Vec<Series> {
        let number = |row: &SeriesRow, number: i64| format!("{}-{number:06}", row.series);
        self.series
            .iter()
            .map(|row| Series {
                first: number(row, row.first),
                last: number(row, row.last),
                count: row.count,
            })
            .collect()
    }
}

fn tally(rows: impl Iterator<Item = (i64, Money)>) -> Tally {
    let mut tally = Tally::default();
    rows.for_each(|(count, amount)| tally.add(count, amount));
    tally
}
