//! A file somebody names to be read: once, whole, and only if it is a file of a disk.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::domain::refusal::Refusal;

/// The largest file that is read.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Reads a file into memory; whatever happens to the file afterwards changes nothing.
///
/// # Errors
/// `file.missing`, `file.kind` for anything that is no file of a disk (a device, a pipe, a folder, what the system
/// makes up while it is read), `file.size` above [`MOST_BYTES`]; each with `path`.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let refuse = |code| Refusal::new(code).with("path", path.display().to_string());
    // Opening a pipe nobody writes to would wait for ever.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = rustix::fs::open(path, flags, Mode::empty()).map_err(|_| refuse("file.missing"))?;
    if made_up(&file) {
        return Err(refuse("file.kind"));
    }
    let file = File::from(file);
    let facts = file.metadata().map_err(|_| refuse("file.missing"))?;
    if !facts.is_file() {
        return Err(refuse("file.kind"));
    }
    let too_large = || refuse("file.size").with("limit", (MOST_BYTES / 1024 / 1024) as i64);
    if facts.len() > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(facts.len() as usize);
    // It may grow while it is read.
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|_| refuse("file.missing"))?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// Files of `/proc` and `/sys` call themselves regular, and one of them holds every secret of the environment.
fn made_up(file: impl std::os::fd::AsFd) -> bool {
    /// proc, sysfs (`statfs(2)`).
    #[cfg(target_os = "linux")]
    const MADE_UP: [u32; 2] = [0x9fa0, 0x6265_6572];
    #[cfg(target_os = "linux")]
    if let Ok(facts) = rustix::fs::fstatfs(&file) {
        return MADE_UP.contains(&(facts.f_type as u32));
    }
    let _ = file;
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(path: &Path) -> &'static str {
        read(path).map_or_else(|refusal| refusal.code, |_| "read")
    }

    #[test]
    fn only_files_of_a_disk_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pasien.csv");
        std::fs::write(&file, "name\nSiti\n").unwrap();
        assert_eq!(read(&file).unwrap(), b"name\nSiti\n");
        assert_eq!(code(folder.path()), "file.kind");
        assert_eq!(code(&folder.path().join("none.csv")), "file.missing");
        for path in ["/dev/zero", "/dev/null", "/proc/self/environ"] {
            assert_eq!(code(Path::new(path)), "file.kind", "{path}");
        }
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert_eq!(code(&pipe), "file.kind");
    }

    #[test]
    fn a_file_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.csv");
        File::create(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert_eq!(code(&path), "file.size");
    }
}
