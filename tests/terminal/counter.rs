//! A clinic and a terminal in front of it. The program asks the system for the time, so the clinic lies where it is
//! ten in the morning right now: whenever the tests run, somebody works there.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::Timelike;
use loket::clock::Clock as _;
use loket::clock::{SharedClock, SystemClock};
use loket::desk::Desk;
use loket::desk::account::pepper_pin;
use loket::desk::found::{Founding, found};
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::staff::SaveStaff;
use loket::desk::treatment::SaveTreatment;
use loket::domain::account::Role;
use loket::domain::bill::TaxMode;
use loket::domain::id::AccountId;
use loket::domain::money::Money;
use loket::domain::schedule::{Hours, HoursKind};
use loket::i18n::Language;
use loket::store::On;
use loket::store::account::AccountRow;
use portable_pty::CommandBuilder;

use crate::pty::Pty;
use crate::support::{Lab, clinic};

pub const PASSWORD: &str = "jalan mawar nomor tujuh";
pub const PIN: &str = "274951";
const PEPPER: &[u8; 32] = b"a pepper of thirty-two bytes....";

/// A computer with loket on it: its data folder and the address of the clinic's database.
pub struct Counter {
    home: PathBuf,
    data: PathBuf,
    database: Option<String>,
}

/// Klinik Melati: Rina gives facials from eight to ten all week, and Sari sits at the counter.
pub struct Melati {
    pub counter: Counter,
    /// The owner's own desk, beside the terminals.
    pub owner: Desk,
}

/// The zone where it is ten o'clock.
fn zone() -> String {
    let east = match 10 - i64::from(SystemClock.now().local("UTC".parse().unwrap()).hour()) {
        hours if hours < -12 => hours + 24,
        hours => hours,
    };
    // The names count the hours to the west.
    format!("Etc/GMT{:+}", -east)
}

impl Counter {
    /// A computer on which loket was never started.
    pub fn new(lab: &Lab) -> Self {
        Self { home: lab.folder().to_owned(), data: lab.folder().join("new"), database: None }
    }

    pub fn command(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_loket"));
        command.args(arguments);
        for (name, _) in std::env::vars_os() {
            let told = name.to_str().is_none_or(|name| name.starts_with("LOKET_") || name == "NO_COLOR");
            if told {
                command.env_remove(&name);
            }
        }
        command.env("TERM", "xterm-256color");
        command.env("LOKET_LANG", "en");
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        command
    }

    /// Where loket finds everything at this counter.
    pub fn variables(&self) -> Vec<(&'static str, std::ffi::OsString)> {
        let mut variables = vec![
            ("LOKET_DATA", self.data.clone().into()),
            ("HOME", self.home.clone().into()),
            ("XDG_CONFIG_HOME", self.home.clone().into()),
        ];
        variables.extend(self.database.clone().map(|database| ("LOKET_DATABASE_URL", database.into())));
        variables
    }

    /// The program just started.
    pub fn start(&self, size: (u16, u16)) -> Pty {
        Pty::start(self.command(&[]), size)
    }

    /// Sari has logged in and sees the day.
    pub fn at_the_desk(&self, size: (u16, u16)) -> Pty {
        self.at_the_desk_with(self.command(&[]), size)
    }

    pub fn at_the_desk_with(&self, command: CommandBuilder, size: (u16, u16)) -> Pty {
        let mut pty = Pty::start(command, size);
        pty.sees("Password");
        log_in(&mut pty, "sari", PASSWORD);
        pty.sees("Today");
        // Nobody types forty keys within ten milliseconds: that would be a paste, to the program.
        pty.quiet(Duration::from_millis(20));
        pty
    }
}

/// Types a name and a password at the door.
pub fn log_in(pty: &mut Pty, username: &str, password: &str) {
    pty.keys([username, "Enter", password]);
    pty.sees(&"•".repeat(3));
    pty.keys(["Enter"]);
}

impl Melati {
    pub async fn open(lab: &Lab) -> Self {
        let data = lab.folder().join("counter");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("pepper"), PEPPER).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(data.join("pepper"), mode).unwrap();
        let clock: SharedClock = Arc::new(SystemClock);
        let founding = Founding {
            name: "Klinik Melati".to_owned(),
            slug: "melati".to_owned(),
            timezone: zone(),
            currency: "IDR".to_owned(),
            decimals: 0,
            language: Language::English,
            owner: "Ratna Dewi".to_owned(),
            username: "ratna".to_owned(),
            password: PASSWORD.to_owned(),
            pin: PIN.to_owned(),
            training: false,
            example: false,
        };
        let id = found(&lab.db, &clock, PEPPER, &founding).await.unwrap();
        let sari = AccountRow {
            id: AccountId::new(),
            username: "sari".to_owned(),
            full_name: "Sari Wulandari".to_owned(),
            language: Some(Language::English),
            role: Role::Receptionist,
            password_hash: clinic::hash(PASSWORD.as_bytes()),
            pin_hash: Some(clinic::hash(&pepper_pin(PEPPER, PIN).unwrap())),
            active: true,
        };
        let mut tx = lab.db.begin().await.unwrap();
        loket::store::account::insert(tx.on(), id, &sari, clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let pepper = Some(PEPPER.to_vec());
        let door = Desk::open(lab.db.clone(), clock, "office".to_owned(), pepper).await.unwrap();
        let owner = door.login("ratna", PASSWORD).await.unwrap().0;
        let week = (1..=7)
            .map(|weekday| Hours { weekday, kind: HoursKind::Work, starts: 8 * 60, ends: 22 * 60 })
            .collect();
        let rina = SaveStaff {
            staff: None,
            version: None,
            name: "Rina".to_owned(),
            title: "terapis".to_owned(),
            skills: String::new(),
            room: None,
            commission_bp: None,
            hours: week,
            treatments: None,
            active: true,
        };
        let rina = owner.act(rina).await.unwrap().id;
        let facial = SaveTreatment {
            treatment: None,
            version: None,
            name: "Facial Basic".to_owned(),
            category: "Wajah".to_owned(),
            minutes: 45,
            price: Money(200_000),
            deposit: Money(0),
            tax_mode: TaxMode::None,
            tax_bp: 0,
            queue_prefix: String::new(),
            room: None,
            staff: Some(vec![rina]),
            active: true,
        };
        owner.act(facial).await.unwrap();
        let melati = Self {
            counter: Counter { home: lab.folder().to_owned(), data, database: Some(lab.url()) },
            owner,
        };
        melati.register("Siti Nurhaliza", "0812-3456-7890").await;
        melati
    }

    pub async fn register(&self, name: &str, phone: &str) {
        let form =
            PatientForm { name: name.to_owned(), phones: vec![phone.to_owned()], ..PatientForm::default() };
        self.owner.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
    }

    /// A patient whose name came into the database by another way than loket's.
    pub async fn overwrite(&self, lab: &Lab, name: &str, phone: &str, with: &str) {
        self.register(name, phone).await;
        let mut tx = lab.db.begin().await.unwrap();
        tx.on()
            .exec("UPDATE patient SET name = $1 WHERE name = $2", (with.to_owned(), name.to_owned()))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// What was paid, as it is in the book.
    pub async fn paid(&self, lab: &Lab) -> Vec<(i64,)> {
        On::from(&lab.db).all("SELECT amount FROM payment", ()).await.unwrap()
    }
}
