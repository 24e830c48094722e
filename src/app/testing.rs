//! Drives the engine the way the loop does, without a terminal: keys in, screen out. The clock of
//! the keyboard stands still unless it is told to go on, so that nothing depends on how fast the
//! computer is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::config;
use crate::desk::Desk;
use crate::i18n::Language;
use crate::ui::Theme;
use crate::ui::theme::Colours;

use super::any::AnyScreen;
use super::engine::{App, Options};
use super::front::Front;
use super::keymap::Keymap;
use super::keys;
use super::screen::{Outbox, Screen};

/// A person at a terminal that is not there.
#[derive(Debug)]
pub struct Stage {
    pub app: App,
    terminal: Terminal<TestBackend>,
    at: Instant,
}

impl Stage {
    /// Sits down before `first` at a terminal of this size, in English. Inside a tokio runtime.
    #[must_use]
    pub fn new(front: Front, desk: Desk, first: impl Screen, size: (u16, u16)) -> Self {
        Self::with(front, desk, first, size, options())
    }

    /// The same with other settings.
    #[must_use]
    pub fn with(front: Front, desk: Desk, first: impl Screen, size: (u16, u16), options: Options) -> Self {
        let at = Instant::now();
        let app = App::new(front, desk, options, |_| AnyScreen::new(first), size, at);
        let Ok(terminal) = Terminal::new(TestBackend::new(size.0, size.1));
        Self { app, terminal, at }
    }

    /// A tenth of a second passes and a key is pressed; nothing is waited for.
    pub fn press(&mut self, key: KeyEvent) {
        self.at += Duration::from_millis(100);
        self.app.key(key, self.at);
    }

    /// Types keys without waiting for anything: type-ahead. See [`keys_of`] for how they are written.
    pub fn type_ahead(&mut self, keys: &str) {
        for key in keys_of(keys) {
            self.press(key);
        }
    }

    /// Types keys and waits after each until everything is answered.
    pub async fn keys(&mut self, keys: &str) {
        for key in keys_of(keys) {
            self.press(key);
            self.app.settle().await;
        }
    }

    /// Waits until everything is answered.
    pub async fn settle(&mut self) {
        self.app.settle().await;
    }

    /// Pastes text.
    pub async fn paste(&mut self, text: &str) {
        self.app.paste(text, self.at);
        self.app.settle().await;
    }

    /// So much time passes.
    pub fn pass(&mut self, time: Duration) {
        self.at += time;
        self.app.alarm(self.at);
    }

    /// The computer sleeps for so long; the clock of the keyboard stands still.
    pub fn closes_the_lid(&mut self, time: Duration) {
        self.app.slept(time, self.at);
    }

    /// The moment it is on this stage.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The terminal gets another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.terminal.backend_mut().resize(size.0, size.1);
        self.app.resize(size);
    }

    /// The screen gets other colours.
    pub fn theme(&mut self, theme: Theme) {
        self.app.cx.look.theme = theme;
    }

    /// What is seen, one line a row, without the blanks at the ends of the lines.
    pub fn screen(&mut self) -> String {
        let Ok(drawn) = self.terminal.draw(|frame| self.app.view(frame));
        let buffer = drawn.buffer;
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = crate::ui::text::width(symbol);
                }
                skip = skip.saturating_sub(1);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Where the real cursor is, when it is seen.
    pub fn cursor(&mut self) -> Option<ratatui::layout::Position> {
        self.screen();
        let backend = self.terminal.backend_mut();
        backend.cursor_visible().then(|| backend.cursor_position())
    }

    /// The cells as they are drawn, with their styles.
    pub fn buffer(&mut self) -> ratatui::buffer::Buffer {
        let Ok(drawn) = self.terminal.draw(|frame| self.app.view(frame));
        drawn.buffer.clone()
    }
}

/// The settings of a stage: English, no colours, the tables' own keys, no lock.
#[must_use]
pub fn options() -> Options {
    Options {
        insists: false,
        language: Language::English,
        theme: Theme::new(config::Theme::Mono, Colours::Sixteen, false),
        accessible: false,
        keys: Arc::new(Keymap::default()),
        idle: None,
        outbox: Arc::new(Outbox { folder: std::env::temp_dir(), log: None, columns: 32 }),
    }
}

/// Keys as they are written in the tests: `<Enter>`, `<ctrl-s>`, `<F2>` are keys, words of more
/// than one letter without these brackets are typed letter by letter when quoted or not a key's
/// name. `F2 0 8 <Enter>` and `'Dewi L' Enter` both work.
///
/// # Panics
/// When a key is misspelt: a test would otherwise test something else.
#[must_use]
#[expect(clippy::panic, reason = "a misspelt key in a test must fail it")]
pub fn keys_of(text: &str) -> Vec<KeyEvent> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').unwrap_or(quoted.len());
            out.extend(quoted[..end].chars().map(letter));
            ("", quoted.get(end + 1..).unwrap_or(""))
        } else {
            rest.split_once(char::is_whitespace).unwrap_or((rest, ""))
        };
        let name = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')).unwrap_or(word);
        match keys::parse(name) {
            _ if word.is_empty() => {}
            Ok(sequence) => {
                out.extend(sequence.into_iter().map(|chord| KeyEvent::new(chord.code, chord.modifiers)));
            }
            Err(_) if name.len() == word.len() => out.extend(word.chars().map(letter)),
            Err(fault) => panic!("{fault:?}"),
        }
        rest = after.trim_start();
    }
    out
}

fn letter(c: char) -> KeyEvent {
    KeyEvent::new(crossterm::event::KeyCode::Char(c), KeyModifiers::NONE)
}
