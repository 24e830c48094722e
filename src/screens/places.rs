//! Where one can go: the places of the first line, and the ways from one screen to another. Screens name
//! no other screen than those here, so that a way is changed in one place.

use crate::app::{Effect, Place};
use crate::domain::id::{BookingId, PatientId};

/// The places, in the order of their digits. Each is reached by its digit and by `g` and a letter.
pub const PLACES: &[Place] = &[];

/// Gives somebody who walks in a number.
pub fn walk_in<M: Send + 'static>() -> Effect<M> {
    Effect::None
}

/// Takes money for a visit.
pub fn pay<M: Send + 'static>(_: BookingId) -> Effect<M> {
    Effect::None
}

/// Everything about one patient.
pub fn patient<M: Send + 'static>(_: PatientId) -> Effect<M> {
    Effect::None
}
