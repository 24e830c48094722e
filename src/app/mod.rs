//! The engine: a stack of screens, of which the top one has the keyboard. It turns keys into
//! actions, performs the effects they return, and brings the answers back as messages. It knows no
//! noun of the clinic.
//!
//! The words a screen is written in are re-exported here; the engine itself is [`engine::App`].
//!
//! # To write a screen
//!
//! A struct, its messages, its table of actions, and how it is drawn:
//!
//! ```
//! use loket::app::{Action, Cx, Effect, Screen, Why};
//! use loket::ui::{Column, Form, List, Notice, panel};
//! use ratatui::{Frame, layout::Rect};
//!
//! pub struct Rooms {
//!     rooms: Option<Vec<String>>, // none until they are read
//!     list: List,
//! }
//!
//! pub enum Msg {
//!     Read(Vec<String>),
//!     Swept,
//! }
//!
//! const COLUMNS: &[Column] = &[Column::new("rooms-name", 10).grows().key()];
//!
//! impl Screen for Rooms {
//!     type Msg = Msg;
//!     const NAME: &'static str = "rooms"; // its title is the message `screen-rooms`
//!     const ACTIONS: &'static [Action<Self, Msg>] = &[
//!         Action::new("rooms.sweep", "s f7", Self::sweep).when(Self::some), // words: `rooms-sweep`, `.help`
//!         Action::new("rooms.copy", "y", |_, _| Effect::None).page(),       // not on the help line
//!     ];
//!
//!     fn load(&self, _: &Cx) -> Effect<Msg> {
//!         // async move { Msg::Read(desk.ask(Rooms).await) }: errors travel in the message
//!         Effect::read("rooms", |_desk| async move { Msg::Read(vec!["1".into()]) })
//!     }
//!
//!     fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
//!         match msg {
//!             Msg::Read(rooms) => {
//!                 self.list.resize(rooms.len());
//!                 self.rooms = Some(rooms);
//!                 Effect::None
//!             }
//!             Msg::Swept => Effect::say(Notice::done(cx.text("rooms-swept"))),
//!         }
//!     }
//!
//!     fn waiting(&self) -> bool { self.rooms.is_none() } // keys that act wait until it is read
//!     fn list(&self) -> Option<&List> { Some(&self.list) } // arrows, j k, pages: for nothing
//!     fn list_mut(&mut self) -> Option<&mut List> { Some(&mut self.list) }
//!
//!     fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
//!         let inside = panel::panel(frame.buffer_mut(), area, &cx.text("screen-rooms"), &cx.look);
//!         self.list.draw(frame.buffer_mut(), inside, &cx.look, COLUMNS, |row, cells| {
//!             cells.text(0, self.rooms.as_ref().map_or("", |rooms| &rooms[row]));
//!         });
//!     }
//! }
//!
//! impl Rooms {
//!     fn some(&self, _: &Cx) -> Result<(), Why> {
//!         self.list.selected().map(|_| ()).ok_or(Why::Because("rooms-none"))
//!     }
//!
//!     fn sweep(&mut self, _: &Cx) -> Effect<Msg> {
//!         Effect::write("sweep", |_desk| async move { Msg::Swept }) // then `load` runs by itself
//!     }
//! }
//! ```
//!
//! A form: hand out `form` and `form_mut`, save in `submit` (Enter on the last field and Ctrl+S come
//! there): `self.form.read("phone", &cx.look, Phone::parse)` marks what is wrong and gives the value;
//! `self.form.refuse(&refusal, &cx.look)` puts a refusal of the desk under its field. A dialog: say
//! its size in `overlay`, implement [`Asks`], end with `Effect::answer::<Self>(…)`; whoever opened it
//! with `Effect::ask(dialog, Msg::Chosen)` gets the message.
//!
//! Then one line in `screens::tables`, and the words in both languages.

pub mod action;
pub mod any;
mod bound;
pub mod command;
mod cover;
mod csi;
pub mod decode;
mod dispatch;
pub mod effect;
pub mod engine;
pub mod fault;
pub mod front;
pub mod global;
pub mod guard;
pub mod ink;
pub mod keeper;
pub mod keymap;
pub mod keys;
mod left;
pub mod perform;
mod pointer;
pub mod run;
pub mod screen;
pub mod sheet;
mod signing;
mod stack;
pub mod terminal;
pub mod testing;
pub mod view;

pub use action::{Action, Shown, Why, always};
pub use any::{AnyScreen, Table};
pub use command::Command;
pub use effect::{Ask, Effect};
pub use front::{Dialogs, Front, Place};
pub use screen::{Asks, Cx, Moves, Outbox, Screen};
pub use signing::{Signed, Signing};
