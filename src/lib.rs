//! loket: the front desk of a clinic, in a terminal.
//!
//! One sentence: a stack of [`screens`]; the top one has the keyboard; each screen has one table of actions; an action
//! changes the screen and returns an effect; the [`app`] performs effects through the [`desk`] and brings the answer
//! back as a message.
//!
//! # The map
//!
//! ```text
//! main ─► cli ──────────────┐
//!   └───► app ─► screens ─► desk ─► store ─► domain ◄─ everything
//!                   └─► ui    └─► paper ─► domain        upkeep ─► store
//! ```
//!
//! | room | what is in it |
//! |---|---|
//! | [`domain`] | the rules, from values alone: money, time, names, states, who may. No SQL, no drawing, no I/O |
//! | [`store`] | the only SQL, one text for SQLite and Postgres; what the database forbids |
//! | [`desk`] | what can be done, one act at a time: right → rule → transaction → trail → the others are told |
//! | [`paper`], [`device`] | what leaves the desk (receipts, slips, tables), and where it goes |
//! | [`app`] | the engine: stack, loop, keys, terminal. Knows no noun of the clinic |
//! | [`screens`], [`ui`] | what is seen, and the parts it is made of |
//! | [`upkeep`] | what is done to a whole clinic at once: the training copy |
//! | [`cli`], [`config`] | sub-commands, settings |
//! | [`i18n`] | words by id, in English and Indonesian (`assets/locales`) |
//!
//! A room is found by its word: *queue* is `domain/queue.rs`, `store/queue.rs`, `desk/queue.rs`, `screens/queue`,
//! actions `queue.*`, words `queue-*`.
//!
//! # Glossary
//!
//! *Desk*: the one door to everything that can be done, as one person at one terminal. *Act*: one thing done through it,
//! with plain types in and out. *Look*, *change*: an act that reads, an act that writes. *Refusal*: a rule said no; a code,
//! a field, facts. *Fault*: something broke. *Trail*: the append-only audit, each row sealed over the one before.
//! *Ledger*: the tables whose rows the trail vouches for. *Roster*: staff, hours, price list, as of the last change to them. *Ticket*: a number in the day's queue.
//! *Tenant*: a clinic as the installation knows it: short name, state, limits. *Wall*: what keeps the clinics of one server
//! apart, in the server itself. *Visit*: a booking from arrival to done.
//!
//! # Recipes
//!
//! * an act: its input and `impl Act` + `impl Look`/`impl Change` in the file of its noun in `desk`, its name in
//!   `desk/acts.rs`. Scripts, screens and tests then have it.
//! * what an act says of a patient: the names of the fields in `personal` of `domain/audit.rs`, and `Work::about` where
//!   its row does not say whose it is; the words of a field for the trail, `field-<name>`.
//! * a refusal: `Refusal::new("noun.reason")`, its sentence `refusal-noun-reason` in both languages.
//! * a table: two migrations of one number, `store/x.rs`, its new words in `store/codec.rs`, what a clinic's login
//!   may do with it in `store/rights.rs`, what it forbids on a server in `src/store/constraints.txt` (a test of
//!   `wall` writes it with `LOKET_WRITE=1`). Where its rows are money that
//!   nobody may change, its columns in `store/vouched.rs`, and written through `On::add` or `On::change`.
//! * a screen: its file in `screens`, its actions' words, and a way to it in `screens/places.rs`.
//! * a setting: `config/settings.rs` and `config.example.toml`. A policy of the clinic: `domain/clinic.rs`.
//! * a dependency: one line in `Cargo.toml` that says why, where it is not plain.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod device;
pub mod domain;
pub mod harden;
pub mod i18n;
pub mod log;
pub mod paper;
pub mod screens;
pub mod store;
pub mod ui;
pub mod upkeep;
