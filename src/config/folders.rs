//! Where loket keeps its files on this platform.

use std::path::{Path, PathBuf};

use crate::domain::refusal::Refusal;

/// Three folders. loket writes to `data` and `log` only; each is made when first needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// Holds `config.toml`.
    pub config: PathBuf,
    /// Holds the local database, and what belongs beside it.
    pub data: PathBuf,
    /// Holds the log files.
    pub log: PathBuf,
}

impl Folders {
    /// The platform's own places (XDG on Linux); `None` when the user has no home folder.
    #[must_use]
    pub fn of_the_platform() -> Option<Self> {
        let dirs = directories::ProjectDirs::from("", "", "loket")?;
        Some(Self {
            config: dirs.config_dir().to_path_buf(),
            data: dirs.data_dir().to_path_buf(),
            log: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join("log"),
        })
    }

    /// Everything loket writes in one folder, so that a training copy or a test touches nothing
    /// else. The settings file stays where the platform has it.
    ///
    /// # Errors
    /// `config.folder` when the working folder, which a relative path starts from, is gone.
    pub fn all_in(data: &Path, platform: Option<&Self>) -> Result<Self, Refusal> {
        let data = std::path::absolute(data)
            .map_err(|_| Refusal::new("config.folder").with("path", data.display().to_string()))?;
        let config = platform.map_or_else(|| data.clone(), |platform| platform.config.clone());
        Ok(Self { config, log: data.join("log"), data })
    }
}
