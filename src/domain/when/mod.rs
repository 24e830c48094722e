//! Days and times as people say them, Indonesian and English at once, day before month. Whatever is
//! not understood is refused with the word that was not; nothing is skipped and nothing is guessed.
//! Whether a day may lie in the past is for the caller to say.

mod day;
mod hour;
mod moment;
mod past;
mod tokens;

pub use day::{birth, date};
pub use hour::time;
pub use moment::moment;
pub use past::{near, past, past_minute};
pub(super) use tokens::weekday;
