//! Money the clinic spends.

use super::word::words;

words! {
    /// Where the money came from. Only the drawer's is missing when the drawer is counted.
    pub enum PaidFrom { Drawer = "drawer", Bank = "bank", Owner = "owner" }
}
