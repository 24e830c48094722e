//! Who logs in, and in which role.

use super::word::words;

words! {
    /// What somebody is in the clinic (reliability.md §2.4). The role says what one may do.
    pub enum Role {
        Owner = "owner",
        Manager = "manager",
        Receptionist = "receptionist",
        Therapist = "therapist",
        Auditor = "auditor",
    }
}
