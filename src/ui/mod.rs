//! Parts that screens are made of. They know cells, colours and keys of a text line, and no noun
//! of the clinic.

pub mod big;
mod choice;
pub mod column;
pub mod field;
mod fold;
pub mod form;
pub mod header;
pub mod helpline;
pub mod line;
pub mod list;
pub mod look;
pub mod notice;
pub mod panel;
pub mod picker;
pub mod scroll;
pub mod sentence;
pub mod text;
pub mod theme;

pub use big::big;
pub use column::{Align, Cells, Column};
pub use field::Field;
pub use form::{Form, Step};
pub use list::List;
pub use look::{Layout, Look, Move};
pub use notice::{Notice, Tone};
pub use scroll::Scroll;
pub use sentence::Sentence;
pub use theme::{Colours, Theme};
