//! Money the clinic spends.

use super::word::words;

words! {
    /// Where the money came from. Only the drawer's is missing when the drawer is counted.
    pub enum PaidFrom { Drawer = "drawer", Bank = "bank", Owner = "owner" }
}

/// The categories every clinic has. They are the names of the source system, fixed, in its own language.
pub const CATEGORIES: [&str; 7] =
    ["Bahan Baku", "Operasional", "Gaji", "Marketing", "Transportasi", "Utilitas", "Lain-lain"];
