//! A program in a real pseudo-terminal: keys go in as bytes, the screen is what a terminal would
//! show. Nothing here waits for a while: it waits for what has to come, and fails when it does not.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longer than anything takes on a busy computer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program and the terminal around it.
pub struct Pty {
    /// None once it is gone.
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    coming: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Every byte the program sent.
    pub bytes: Vec<u8>,
    before: String,
}

impl Pty {
    /// Starts a program in a terminal of this size.
    pub fn start(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let before = format!("{:?}", pair.master.get_termios());
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let writer = pair.master.take_writer().expect("its input");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        // Nobody reads ahead: a test that does not look is a terminal that takes no more.
        let (sender, coming) = mpsc::sync_channel(4);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(cells(rows), cells(columns), 1000);
        Self { master: Some(pair.master), writer, child, coming, parser, bytes: Vec::new(), before }
    }

    fn master(&self) -> &(dyn MasterPty + Send) {
        self.master.as_deref().expect("the terminal is there")
    }

    /// The terminal is gone, as when a window is closed or a line drops: nobody reads or writes any more.
    #[allow(dead_code, reason = "each test program uses its part")]
    pub fn vanishes(&mut self) {
        let (nobody, coming) = mpsc::sync_channel(1);
        drop(nobody);
        self.coming = coming;
        // Whoever reads it for us lets go at the next bytes, and any key makes some.
        self.keys(["?"]);
        self.writer = Box::new(std::io::sink());
        self.master = None;
    }

    /// Sends bytes in one piece.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let sent = self.writer.write_all(bytes.as_ref()).and_then(|()| self.writer.flush());
        sent.expect("the terminal takes keys");
    }

    /// Types keys one after the other, each in its own piece, the way hands do. Forty and more at once
    /// are a paste to the program, and the same key again within 60 ms, when it has just opened, closed
    /// or saved something, is a key held down: wait for what a key does before pressing it again.
    pub fn keys<'a>(&mut self, keys: impl IntoIterator<Item = &'a str>) {
        for key in keys {
            self.send(bytes_of(key));
        }
    }

    /// Waits until the screen is as asked, and gives it; `what` is named when that does not come.
    #[track_caller]
    pub fn wait(&mut self, what: &str, seen: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if seen(&screen) {
                return screen;
            }
            match self.coming.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => panic!("waited for {what}, but:\n{screen}"),
                Err(RecvTimeoutError::Disconnected) => panic!("waited for {what}, but it ended:\n{screen}"),
            }
        }
    }

    #[allow(dead_code, reason = "what is typed at random needs it")]
    /// Presses a key again and again until these words are on the screen.
    #[track_caller]
    pub fn press_until(&mut self, key: &str, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.screen().contains(words) {
            assert!(Instant::now() < until, "pressed {key} for {words}, but:\n{}", self.screen());
            self.keys([key]);
            if let Ok(bytes) = self.coming.recv_timeout(Duration::from_millis(100)) {
                self.take(&bytes);
            }
        }
    }

    /// Waits until these words are on the screen.
    #[track_caller]
    pub fn sees(&mut self, words: &str) -> String {
        self.wait(words, |screen| screen.contains(words))
    }

    #[allow(dead_code, reason = "what measures needs it")]
    /// Waits until the program sent these words in one piece: nothing is drawn meanwhile.
    #[track_caller]
    pub fn sends(&mut self, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.bytes.windows(words.len()).any(|sent| sent == words.as_bytes()) {
            match self.coming.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.bytes.extend_from_slice(&bytes),
                Err(error) => panic!("waited for {words} to be sent: {error}\n{}", self.screen()),
            }
        }
    }

    /// What is on the screen now, as far as it has been read.
    pub fn screen(&mut self) -> String {
        while let Ok(bytes) = self.coming.try_recv() {
            self.take(&bytes);
        }
        self.parser.screen().contents()
    }

    #[allow(dead_code, reason = "what measures needs it")]
    /// Reads until nothing more comes for so long; when the last of it came, if anything did.
    pub fn quiet(&mut self, pause: Duration) -> Option<Instant> {
        let mut last = None;
        let mut patience = Duration::from_secs(2);
        while let Ok(bytes) = self.coming.recv_timeout(patience) {
            last = Some(Instant::now());
            patience = pause;
            self.take(&bytes);
        }
        last
    }

    #[allow(dead_code, reason = "what measures needs it")]
    /// The program: whose memory and sleep can be looked at. Its keeper is the process that was started.
    pub fn pid(&self) -> u32 {
        let keeper = self.keeper();
        let children = std::fs::read_to_string(format!("/proc/{keeper}/task/{keeper}/children"));
        children.unwrap_or_default().split_whitespace().find_map(|pid| pid.parse().ok()).unwrap_or(keeper)
    }

    #[allow(dead_code, reason = "what watches both processes needs it")]
    /// The process that was started.
    pub fn keeper(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    #[allow(dead_code, reason = "what ends the program from outside needs it")]
    /// What is on the screen, and above it as far as one can scroll back.
    pub fn scrollback(&mut self) -> String {
        let mut all = self.screen();
        let screen = self.parser.screen_mut();
        screen.set_scrollback(usize::MAX);
        for back in (0..=screen.scrollback()).rev() {
            screen.set_scrollback(back);
            all += &screen.contents();
        }
        screen.set_scrollback(0);
        all
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.bytes.extend_from_slice(bytes);
    }

    #[allow(dead_code, reason = "what watches an idle program needs it")]
    /// How many bytes come in so much time, when nobody does anything.
    pub fn unasked(&mut self, time: Duration) -> usize {
        let (before, until) = (self.bytes.len(), Instant::now() + time);
        while let Ok(bytes) = self.coming.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
        self.bytes.len() - before
    }

    /// What the terminal is set to beyond its letters.
    pub fn terminal(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The window gets another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master().resize(size(columns, rows)).expect("it is resized");
    }

    #[allow(dead_code, reason = "what is typed at random needs it")]
    /// The window says it has no size at all.
    pub fn resize_to_nothing(&mut self) {
        self.master().resize(size(0, 0)).expect("it is resized");
    }

    /// The settings of the terminal line before the program started, and now.
    pub fn line(&self) -> (String, String) {
        (self.before.clone(), format!("{:?}", self.master().get_termios()))
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        tell(self.keeper(), signal);
    }

    /// Waits until the program has ended, and reads what it still said.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("its status") {
                while let Ok(bytes) = self.coming.recv_timeout(Duration::from_millis(100)) {
                    self.take(&bytes);
                }
                return status;
            }
            assert!(Instant::now() < until, "it does not end:\n{}", self.screen());
            if let Ok(bytes) = self.coming.recv_timeout(Duration::from_millis(10)) {
                self.take(&bytes);
            }
        }
    }

    /// Checks that the terminal is as the program found it.
    #[track_caller]
    pub fn given_back(&mut self) {
        let screen = self.terminal();
        assert!(!screen.alternate_screen(), "the other screen is left");
        assert!(!screen.bracketed_paste(), "pastes are unmarked again");
        assert!(!screen.hide_cursor(), "the cursor is seen");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let (before, now) = self.line();
        assert_eq!(before, now, "the line is as it was");
    }
}

/// Sends a signal to a process.
pub fn tell(pid: u32, signal: Signal) {
    let number = i32::try_from(pid).ok().and_then(Pid::from_raw);
    kill_process(number.expect("a process"), signal).expect("it is told");
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has cells")
}

/// What a terminal sends for a key; anything that is not a key's name is text.
fn bytes_of(key: &str) -> Vec<u8> {
    match key {
        "Enter" => b"\r".to_vec(),
        "Esc" => b"\x1b".to_vec(),
        "Tab" => b"\t".to_vec(),
        "BackTab" => b"\x1b[Z".to_vec(),
        "Space" => b" ".to_vec(),
        "Backspace" => b"\x7f".to_vec(),
        "Up" => b"\x1b[A".to_vec(),
        "Down" => b"\x1b[B".to_vec(),
        "Right" => b"\x1b[C".to_vec(),
        "Left" => b"\x1b[D".to_vec(),
        "Home" => b"\x1b[H".to_vec(),
        "End" => b"\x1b[F".to_vec(),
        "PgUp" => b"\x1b[5~".to_vec(),
        "PgDn" => b"\x1b[6~".to_vec(),
        "F1" => b"\x1bOP".to_vec(),
        "F2" => b"\x1bOQ".to_vec(),
        "F3" => b"\x1bOR".to_vec(),
        "F4" => b"\x1bOS".to_vec(),
        "F5" => b"\x1b[15~".to_vec(),
        "F6" => b"\x1b[17~".to_vec(),
        "F7" => b"\x1b[18~".to_vec(),
        "F8" => b"\x1b[19~".to_vec(),
        "F9" => b"\x1b[20~".to_vec(),
        "F10" => b"\x1b[21~".to_vec(),
        "F12" => b"\x1b[24~".to_vec(),
        _ => match key.strip_prefix("Ctrl+").map(str::as_bytes) {
            Some([letter]) => vec![letter.to_ascii_uppercase() & 0x1f],
            _ => key.as_bytes().to_vec(),
        },
    }
}
