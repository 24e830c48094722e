//! The loop: draw after something happened, then wait for the next thing to happen.

use std::io;
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock::Awake;
use crate::ui::{Move, Notice};

use super::decode::{Decoder, Input};
use super::engine::App;
use super::fault;
use super::guard::Guard;
use super::ink::Ink;
use super::terminal::{FORGET, Terminal};

/// How long what is being saved may take when the computer shuts down: systems wait ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// A key whose answer is not yet there is shown after so long without it. A file answers sooner: then one
/// picture shows both, and nobody draws one that is old at once.
const SOON: Duration = Duration::from_millis(2);

/// So often it looks whether the computer slept meanwhile.
const LOOKS: Duration = Duration::from_secs(20);

/// Why the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody left it.
    Left,
    /// The system asked for it: this signal.
    Told(i32),
    /// The terminal is gone.
    Gone,
    /// Three screens broke within a minute.
    Broken,
}

/// Runs the program in the terminal until it ends; the terminal is given back in any case.
///
/// # Errors
/// `NotConnected` when there is no terminal, else as the system says.
pub async fn run(app: &mut App, mouse: bool) -> io::Result<Ended> {
    fault::log_panics();
    let mut signals = Signals::new()?;
    let mut stage = Stage::new(app, mouse)?;
    let mut bytes = [0; 4096];
    let mut ended = Ended::Left;
    let mut latest: Option<Instant> = None;
    loop {
        stage.slept(app);
        let late = latest.is_some_and(|latest| latest <= Instant::now());
        if app.over() || late {
            break;
        }
        if ended != Ended::Gone {
            stage.draw(app)?;
        }
        let alarm = stage.alarm(app, latest);
        tokio::select! {
            biased;
            // What is saved, then what is read, then what changed elsewhere.
            happened = app.happened() => {
                fault::careful(app, |app| app.take(happened, Instant::now()));
            }
            read = stage.terminal.read(&mut bytes), if ended != Ended::Gone => {
                match read {
                    Ok(0) | Err(_) => {
                        (ended, latest) = (Ended::Gone, Some(Instant::now() + PATIENCE));
                        app.quit();
                    }
                    Ok(count) => stage.obey(app, &bytes[..count]),
                }
            }
            told = signals.next() => match told {
                Told::Resized => stage.resize(app)?,
                Told::Continued => stage.again(app)?,
                Told::End(number) => {
                    (ended, latest) = (Ended::Told(number), Some(Instant::now() + PATIENCE));
                    app.quit();
                }
            },
            () = stage.terminal.takes(), if stage.terminal.sending() && ended != Ended::Gone => {
                let _ = stage.terminal.push();
            }
            () = tokio::time::sleep_until(alarm.into()) => stage.wake(app),
        }
    }
    if app.broken() {
        ended = Ended::Broken;
    }
    stage.terminal.leave();
    Ok(ended)
}

/// The terminal and what stands between it and the program.
struct Stage {
    screen: ratatui::Terminal<Ink>,
    terminal: Terminal,
    decoder: Decoder,
    guard: Guard,
    /// Until when a picture waits for the answer that belongs on it.
    waits: Option<Instant>,
    awake: Awake,
}

impl Stage {
    fn new(app: &mut App, mouse: bool) -> io::Result<Self> {
        let terminal = Terminal::enter(mouse)?;
        app.use_mouse(mouse);
        let size = terminal.size()?;
        app.resize((size.width, size.height));
        let Ok(screen) = ratatui::Terminal::new(Ink::new(size));
        Ok(Self {
            screen,
            terminal,
            decoder: Decoder::default(),
            guard: Guard::default(),
            waits: None,
            awake: Awake::now(),
        })
    }

    /// Sends what changed on the screen, in one piece, if anything did.
    fn draw(&mut self, app: &mut App) -> io::Result<()> {
        let Ok(size) = ratatui::backend::Backend::size(self.screen.backend());
        if app.awaits() {
            let now = Instant::now();
            if now < *self.waits.get_or_insert(now + SOON) {
                return Ok(());
            }
        }
        self.waits = None;
        // A frame the terminal has not taken yet is not followed by another: it would be old.
        if self.terminal.sending() || size.area() == 0 || !app.take_stale() {
            return Ok(());
        }
        if app.take_redraw() {
            let Ok(()) = self.screen.clear();
        }
        let drawn = fault::caught(|| {
            let Ok(_) = self.screen.draw(|frame| app.view(frame));
        });
        if drawn.is_none() {
            self.screen.current_buffer_mut().reset();
            app.broke(Instant::now());
        }
        let mut frame = self.screen.backend_mut().take();
        if app.take_forget() {
            frame.extend_from_slice(FORGET);
        }
        if app.take_ring() {
            frame.push(0x07);
        }
        if !frame.is_empty() {
            self.terminal.send(frame);
        }
        Ok(())
    }

    fn resize(&mut self, app: &mut App) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.screen.backend_mut().resize(size);
        if size.area() > 0 {
            let Ok(()) = self.screen.autoresize();
        }
        app.resize((size.width, size.height));
        Ok(())
    }

    /// Somebody else had the terminal: nothing on it is ours.
    fn again(&mut self, app: &mut App) -> io::Result<()> {
        self.terminal.again()?;
        let size: Size = self.terminal.size()?;
        let Ok(screen) = ratatui::Terminal::new(Ink::new(size));
        self.screen = screen;
        app.resize((size.width, size.height));
        Ok(())
    }

    fn obey(&mut self, app: &mut App, bytes: &[u8]) {
        let at = Instant::now();
        self.slept(app);
        let batch = self.decoder.feed(bytes, at);
        self.take(app, batch, at);
    }

    /// Time has passed.
    fn wake(&mut self, app: &mut App) {
        let at = Instant::now();
        let batch = self.decoder.expire(at);
        self.take(app, batch, at);
        if app.next_alarm() <= at {
            fault::careful(app, |app| app.alarm(at));
        }
    }

    /// The clock of the keyboard stands still while the computer sleeps; who may have come by then is another matter.
    fn slept(&mut self, app: &mut App) {
        let slept = self.awake.slept();
        if slept > Duration::ZERO {
            fault::careful(app, |app| app.slept(slept, Instant::now()));
        }
    }

    fn take(&mut self, app: &mut App, batch: Vec<Input>, at: Instant) {
        for input in self.guard.admit(batch, at) {
            fault::careful(app, |app| app.input(input, at));
        }
    }

    fn alarm(&self, app: &App, latest: Option<Instant>) -> Instant {
        // Nothing wakes a program whose computer woke: it looks, as long as there is something to lock.
        let looks = app.locks().then(|| Instant::now() + LOOKS);
        [self.decoder.deadline(), latest, self.waits, looks]
            .into_iter()
            .flatten()
            .fold(app.next_alarm(), Instant::min)
    }
}

impl App {
    /// Whatever somebody did at the terminal at the moment `at`.
    pub fn input(&mut self, input: Input, at: Instant) {
        match input {
            Input::Key(key) => self.key(key, at),
            Input::Paste(text) => self.paste(&text, at),
            Input::PasteCut => self.say(Notice::look(self.cx().text("app-paste_cut"))),
            Input::PasteLong => self.say(Notice::look(self.cx().text("app-paste_long"))),
            Input::Click(place) => self.click(place, at),
            Input::WheelUp => self.wheel(Move::Up, at),
            Input::WheelDown => self.wheel(Move::Down, at),
        }
    }
}

/// What the system says.
enum Told {
    Resized,
    /// The program was stopped and goes on.
    Continued,
    End(i32),
}

struct Signals {
    resized: tokio::signal::unix::Signal,
    continued: tokio::signal::unix::Signal,
    /// Caught so that it does nothing: a counter is not left with a stopped program on it.
    stopped: tokio::signal::unix::Signal,
    end: [(i32, tokio::signal::unix::Signal); 4],
}

impl Signals {
    fn new() -> io::Result<Self> {
        let on = |which: Signal| signal(SignalKind::from_raw(which.as_raw()));
        let end = |which: Signal| on(which).map(|signal| (which.as_raw(), signal));
        Ok(Self {
            resized: on(Signal::WINCH)?,
            continued: on(Signal::CONT)?,
            stopped: on(Signal::TSTP)?,
            end: [end(Signal::TERM)?, end(Signal::HUP)?, end(Signal::INT)?, end(Signal::QUIT)?],
        })
    }

    async fn next(&mut self) -> Told {
        let [(term, on_term), (hup, on_hup), (int, on_int), (quit, on_quit)] = &mut self.end;
        loop {
            tokio::select! {
                biased;
                _ = on_term.recv() => return Told::End(*term),
                _ = on_hup.recv() => return Told::End(*hup),
                _ = on_int.recv() => return Told::End(*int),
                _ = on_quit.recv() => return Told::End(*quit),
                _ = self.continued.recv() => return Told::Continued,
                _ = self.resized.recv() => return Told::Resized,
                _ = self.stopped.recv() => {}
            }
        }
    }
}
