//! The log file: one JSON object on a line, one file a day, fourteen kept. It is for whoever keeps
//! loket running, so it holds ids and codes, never a name, a number or an amount of anybody. Only
//! loket itself is heard: the libraries below it print the values they work on.

use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::clock::SharedClock;
use crate::config::Level;
use crate::domain::refusal::Refusal;
use crate::harden::private_folder;

const DAYS_KEPT: usize = 14;

/// Sends what the program logs to `folder`, from here on. `RUST_LOG` has no say.
///
/// # Errors
/// `config.log` when the folder cannot be written; the program can go on without a log.
pub fn start(folder: &Path, level: Level, clock: SharedClock) -> Result<(), Refusal> {
    let subscriber = to_folder(folder, level, clock)?;
    // A second start in one process (two tests) keeps the first.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(())
}

fn to_folder(
    folder: &Path,
    level: Level,
    clock: SharedClock,
) -> Result<impl Subscriber + Send + Sync + use<>, Refusal> {
    let refused = || Refusal::new("config.log").with("path", folder.display().to_string());
    private_folder(folder).map_err(|_| refused())?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("loket")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)
        .map_err(|_| refused())?;
    let lines = Lines { file: Mutex::new(file), clock };
    Ok(tracing_subscriber::registry().with(lines.with_filter(heard(level))))
}

/// This crate at the level of the settings; everything else is not heard.
fn heard(level: Level) -> Targets {
    let level = match level {
        Level::Off => LevelFilter::OFF,
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    Targets::new().with_target(env!("CARGO_CRATE_NAME"), level)
}

/// Writes each event as one line. JSON, so that a line end in a value cannot forge another line.
struct Lines {
    file: Mutex<RollingFileAppender>,
    clock: SharedClock,
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let meta = event.metadata();
        let mut fields = Fields(Map::new());
        fields.put("at", self.clock.now().utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
        fields.put("level", meta.level().as_str());
        fields.put("from", meta.target());
        event.record(&mut fields);
        let line = format!("{}\n", Value::Object(fields.0));
        // One write a line, and no answer: a full disk must not stop the desk.
        let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value);
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value);
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value);
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field.name(), format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::FixedClock;
    use crate::domain::time::Ts;

    fn logged(level: Level, log: impl FnOnce()) -> String {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(Ts(1_795_000_000_000_000)));
        let subscriber = to_folder(folder.path(), level, clock).unwrap();
        tracing::subscriber::with_default(subscriber, log);
        let files: Vec<_> = folder.path().read_dir().unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        std::fs::read_to_string(&files[0]).unwrap()
    }

    #[test]
    fn an_event_is_one_line_whatever_it_holds() {
        let text =
            logged(Level::Info, || tracing::info!(act = "book\n{\"level\":\"ERROR\"}", tries = 2, "done"));
        assert_eq!(
            text,
            "{\"at\":\"2026-11-18T11:06:40.000Z\",\"level\":\"INFO\",\"from\":\"loket::log::tests\",\
             \"message\":\"done\",\"act\":\"book\\n{\\\"level\\\":\\\"ERROR\\\"}\",\"tries\":2}\n"
        );
    }

    #[test]
    fn other_crates_and_lower_levels_are_not_heard() {
        let text = logged(Level::Warn, || {
            tracing::error!(target: "sqlx::query", "select * from patient where phone = '+62812'");
            tracing::info!("too low");
            tracing::warn!("heard");
        });
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("heard"));
    }
}
