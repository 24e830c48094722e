//! loket: the front desk of a clinic, in a terminal.

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
