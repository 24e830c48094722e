//! What is in hand of the bill: a line, or a payment.

use super::Payment;

/// A row of the bill that can be in hand.
pub(super) enum Row {
    Line(usize),
    Payment(usize),
}

impl Payment {
    pub(super) fn rows(&self) -> Vec<Row> {
        let (lines, payments) = self.bill.as_ref().map_or((0, 0), |b| (b.lines.len(), b.payments.len()));
        (0..lines).map(Row::Line).chain((0..payments).map(Row::Payment)).collect()
    }

    pub(super) fn here(&self) -> Option<Row> {
        let row = self.list.selected()?;
        self.rows().into_iter().nth(row)
    }

    /// What is in hand, by its id.
    pub(super) fn id_in_hand(&self) -> Option<uuid::Uuid> {
        let bill = self.bill.as_ref()?;
        match self.here()? {
            Row::Line(at) => bill.lines.get(at).map(|line| line.id.0),
            Row::Payment(at) => bill.payments.get(at).map(|one| one.id.0),
        }
    }

    /// What was in hand stays in hand, whatever came before it.
    pub(super) fn keep_in_hand(&mut self, id: Option<uuid::Uuid>) {
        let Some(bill) = &self.bill else { return };
        let ids = bill.lines.iter().map(|line| line.id.0).chain(bill.payments.iter().map(|one| one.id.0));
        if let Some(row) = id.and_then(|id| ids.into_iter().position(|one| one == id)) {
            self.list.select(row);
        }
    }
}
