//! The drawer: what moves its cash besides bills, and what should be in it.

use super::word::words;

words! {
    /// Cash that comes or goes without a bill, and a drawer opened for nothing.
    pub enum MoveKind {
        PaidIn = "paid_in",
        PaidOut = "paid_out",
        /// To the safe; it still belongs to the session.
        Drop = "drop",
        NoSale = "no_sale",
    }
}

words! {
    /// What is said at a close about a visit that is done and not paid.
    pub enum Decision {
        /// It is owed, and that is known.
        Receivable = "receivable",
        /// Somebody looks after it tomorrow.
        Carried = "carried",
    }
}
