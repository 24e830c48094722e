//! A home with a settings file in it, and what came of reading that.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use loket::config::{Config, Folders, Overrides, Surroundings};
use loket::domain::refusal::Refusal;
use tempfile::TempDir;

/// A home of its own with the platform's three folders.
pub struct Home {
    pub dir: TempDir,
    pub around: Surroundings,
}

impl Home {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = dir.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let platform = Folders { config: folder("config"), data: folder("data"), log: folder("log") };
        let uid = dir.path().metadata().unwrap().uid();
        Self { around: Surroundings { uid, platform: Some(platform) }, dir }
    }

    pub fn file(&self) -> PathBuf {
        self.dir.path().join("config/config.toml")
    }

    /// Writes the settings file with the given mode.
    pub fn holds(self, text: impl AsRef<[u8]>, mode: u32) -> Self {
        fs::write(self.file(), text).unwrap();
        fs::set_permissions(self.file(), fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    pub fn load(&self) -> Result<Config, Refusal> {
        self.load_with(&Overrides::default())
    }

    pub fn load_with(&self, flags: &Overrides) -> Result<Config, Refusal> {
        Config::load(flags, &self.around)
    }
}

pub fn loading(text: impl AsRef<[u8]>) -> Result<Config, Refusal> {
    Home::new().holds(text, 0o600).load()
}

pub fn refused(text: impl AsRef<[u8]>) -> Refusal {
    loading(text).unwrap_err()
}

pub fn detail(refusal: &Refusal, name: &str) -> String {
    match &refusal.details_json()[name] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
