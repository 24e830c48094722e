//! The terminal itself: taken as it is, given back as it was, whatever happens in between.
//!
//! It is opened anew instead of used through stdin and stdout, so that it can be read and written
//! without ever blocking: a terminal that takes no more bytes (a frozen SSH line) must not hold up a
//! payment that is being saved on the same thread.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use ratatui::layout::Size;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{
    OptionalActions, QueueSelector, Termios, isatty, tcflush, tcgetattr, tcgetwinsize, tcsetattr, ttyname,
};
use tokio::io::unix::AsyncFd;

/// The other screen, marks around pastes, no cursor, an empty page.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[m\x1b[H\x1b[J";
/// Presses and the wheel, with places that do not end at column 223.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// Everything back. The page is emptied first: not every terminal has another screen, and what a
/// patient is called stays on none of them.
const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[m\x1b[H\x1b[J\x1b[3J\x1b[?25h\x1b[?1049l";
/// Empties what can be scrolled back to: a terminal without another screen keeps there what was on this one.
pub const FORGET: &[u8] = b"\x1b[3J";

/// The terminal while the program has it. Dropped, it is as it was.
#[derive(Debug)]
pub struct Terminal {
    tty: AsyncFd<OwnedFd>,
    before: Termios,
    mouse: bool,
    /// The frame on its way, and how much of it the terminal has taken.
    sending: Vec<u8>,
    sent: usize,
    taken: bool,
}

/// How large the terminal is on which the program writes, before it is taken.
#[must_use]
pub fn size_before() -> Option<(u16, u16)> {
    size_of(io::stdout())
}

/// How large the terminal behind this is, if it is one.
#[must_use]
pub fn size_of(stream: impl std::os::fd::AsFd) -> Option<(u16, u16)> {
    let size = tcgetwinsize(stream).ok()?;
    Some((size.ws_col, size.ws_row))
}

impl Terminal {
    /// Takes the terminal. Inside a tokio runtime.
    ///
    /// # Errors
    /// `NotConnected` when stdin or stdout is no terminal, else as the system says.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        if !isatty(io::stdin()) || !isatty(io::stdout()) {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let tty = open()?;
        let before = tcgetattr(&tty)?;
        #[expect(deprecated, reason = "its successor is unsafe and asks for what an OwnedFd guarantees")]
        let tty = AsyncFd::new(tty)?;
        let mut terminal = Self { tty, before, mouse, sending: Vec::new(), sent: 0, taken: false };
        terminal.again()?;
        Ok(terminal)
    }

    /// Takes the terminal again, after somebody else had it.
    ///
    /// # Errors
    /// As the system says.
    pub fn again(&mut self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        tcsetattr(self.tty.get_ref(), OptionalActions::Now, &raw)?;
        self.taken = true;
        let mut bytes = ENTER.to_vec();
        if self.mouse {
            bytes.extend_from_slice(MOUSE);
        }
        self.sending.clear();
        self.sent = 0;
        self.send(bytes);
        Ok(())
    }

    /// How large it is.
    ///
    /// # Errors
    /// As the system says.
    pub fn size(&self) -> io::Result<Size> {
        let size = tcgetwinsize(self.tty.get_ref())?;
        Ok(Size { width: size.ws_col, height: size.ws_row })
    }

    /// Waits for bytes. None are left when the terminal is gone.
    ///
    /// # Errors
    /// As the system says; a terminal that hung up is no error but the end.
    pub async fn read(&self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.tty.readable().await?;
            match ready.try_io(|tty| Ok(rustix::io::read(tty, &mut *into)?)) {
                Ok(Err(fault)) if fault.raw_os_error() == Some(Errno::IO.raw_os_error()) => return Ok(0),
                Ok(Err(fault)) if fault.kind() == io::ErrorKind::Interrupted => {}
                Ok(read) => return read,
                Err(_not_ready) => {}
            }
        }
    }

    /// Sends a frame: at once, in one piece, as far as the terminal takes it.
    pub fn send(&mut self, frame: Vec<u8>) {
        if self.sending() {
            self.sending.extend_from_slice(&frame);
        } else {
            (self.sending, self.sent) = (frame, 0);
        }
        // What fails here is the terminal being gone: reading says so.
        let _ = self.push();
    }

    /// Whether the terminal has not yet taken what was sent.
    #[must_use]
    pub fn sending(&self) -> bool {
        self.sent < self.sending.len()
    }

    /// Waits until the terminal may take more.
    pub async fn takes(&self) {
        if let Ok(mut ready) = self.tty.writable().await {
            ready.clear_ready();
        }
    }

    /// Sends on what the terminal has not taken yet.
    ///
    /// # Errors
    /// As the system says; the terminal is gone then, and reading says so too.
    pub fn push(&mut self) -> io::Result<()> {
        match push(&self.tty, &self.sending[self.sent..]) {
            Ok(count) => self.sent += count,
            Err(fault) => {
                self.sent = self.sending.len();
                return Err(fault);
            }
        }
        Ok(())
    }

    /// Gives the terminal back as it was.
    pub fn leave(&mut self) {
        if !std::mem::take(&mut self.taken) {
            return;
        }
        (self.sending, self.sent) = (Vec::new(), 0);
        give_back(&self.tty, &self.before);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}

/// How the terminal was set before the program took it, in the hands of whoever outlives the program.
#[derive(Debug)]
pub struct Found(Termios);

impl Found {
    /// The terminal of this process as it is now; none where there is none.
    #[must_use]
    pub fn now() -> Option<Self> {
        tcgetattr(io::stdin()).ok().map(Self)
    }

    /// Gives the terminal back, if it was taken and not given back.
    pub fn restore(&self) {
        if let Ok(tty) = open()
            && tcgetattr(&tty).is_ok_and(|now| modes(&now) != modes(&self.0))
        {
            give_back(&tty, &self.0);
        }
    }
}

fn modes(set: &Termios) -> impl PartialEq + use<> {
    (set.input_modes, set.output_modes, set.control_modes, set.local_modes)
}

/// Sends as much as the terminal takes now; how much that is.
fn push(tty: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    let mut sent = 0;
    while sent < bytes.len() {
        match rustix::io::write(&tty, &bytes[sent..]) {
            Ok(count) => sent += count,
            Err(Errno::AGAIN) => break,
            Err(Errno::INTR) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(sent)
}

/// Leaves the terminal as it was found.
fn give_back(tty: impl AsFd, before: &Termios) {
    let mut left = LEAVE;
    // A terminal that takes nothing for a second is left as it is: the program has to end.
    for _ in 0..100 {
        let Ok(count) = push(&tty, left) else { break };
        left = &left[count..];
        if left.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    // What was typed ahead is not for the shell.
    let _ = tcflush(&tty, QueueSelector::IFlush);
    let _ = tcsetattr(&tty, OptionalActions::Now, before);
}

/// Opens the terminal of this process for reading and writing that never block.
fn open() -> io::Result<OwnedFd> {
    let how = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    if let Ok(name) = ttyname(io::stdin(), Vec::new())
        && let Ok(tty) = rustix::fs::open(name, how, Mode::empty())
    {
        return Ok(tty);
    }
    Ok(rustix::fs::open("/dev/tty", how, Mode::empty())?)
}
