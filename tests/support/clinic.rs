//! A clinic with people in it, for the journeys: a dozen patients, three who treat, two who work at
//! the counter, and a clock that goes when it is told.

use std::sync::Arc;

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::NaiveDateTime;
use loket::clock::FixedClock;
use loket::desk::account::pepper_pin;
use loket::desk::booking::{Book, Booked, OpenDay};
use loket::desk::drawer::OpenDrawer;
use loket::desk::patient::{FindPatients, PatientForm, RegisterPatient};
use loket::desk::staff::{SaveRoom, SaveStaff};
use loket::desk::treatment::SaveTreatment;
use loket::desk::user::{EditUser, UserRow};
use loket::desk::{Act, Desk};
use loket::domain::account::Role;
use loket::domain::audit::TrailKey;
use loket::domain::bill::TaxMode;
use loket::domain::booking::Source;
use loket::domain::id::{AccountId, BookingId, ClinicId, MethodId, PatientId, StaffId, TreatmentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::schedule::{Hours, HoursKind};
use loket::domain::time::{Ts, at_local};
use loket::domain::zone::Zone;
use loket::i18n::Language;
use loket::store::Db;
use loket::store::account::AccountRow;
use loket::store::clinic::ClinicRow;
use loket::store::method::MethodRow;

use super::Lab;

pub const PEPPER: &[u8] = b"a pepper of the tests";
pub const PASSWORD: &str = "melati mekar pagi hari";

/// The owner's PIN and the receptionist's.
pub const OWNER_PIN: &str = "739154";
pub const SARI_PIN: &str = "620483";
/// The manager's.
pub const RANI_PIN: &str = "518306";

/// Klinik Melati in Jakarta on Friday 20 November 2026. The desk is the receptionist's, Sari.
pub struct Clinic {
    pub desk: Desk,
    pub owner: Desk,
    pub clock: Arc<FixedClock>,
}

/// A moment on the clinic's wall: `2026-11-20 10:05`.
pub fn at(wall: &str) -> Ts {
    at_local(NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").unwrap(), Zone::home()).unwrap()
}

impl Clinic {
    /// Somebody new in this role, without a PIN, at the first counter.
    pub async fn hired(&self, db: &Db, username: &str, role: Role) -> Desk {
        let account = AccountRow {
            id: AccountId::new(),
            username: username.into(),
            full_name: format!("Orang {username}"),
            language: None,
            role,
            password_hash: hash(PASSWORD.as_bytes()),
            pin_hash: None,
            active: true,
        };
        let mut tx = db.begin().await.unwrap();
        let (clinic, now) = (self.owner.clinic().id, self.owner.now());
        loket::store::account::insert(tx.on(), clinic, &account, now).await.unwrap();
        tx.commit().await.unwrap();
        self.owner.login(username, PASSWORD).await.unwrap().0
    }

    /// Founds it at seven in the morning. Nothing is booked yet.
    pub async fn found(lab: &Lab) -> Self {
        Self::found_in(&lab.db, lab.place().await, super::SLUG).await
    }

    /// The same in the place kept for it, where there may be others beside it.
    pub async fn found_in(db: &Db, place: ClinicId, slug: &str) -> Self {
        let clock = Arc::new(FixedClock::at(at("2026-11-20 07:00")));
        let now = at("2026-11-20 07:00");
        let row = ClinicRow {
            id: place,
            slug: slug.into(),
            name: "Klinik Melati".into(),
            address: String::new(),
            phone: String::new(),
            timezone: "Asia/Jakarta".into(),
            currency: "IDR".into(),
            decimals: 0,
            language: Language::English,
            training: false,
            policies: "{}".into(),
            version: 1,
        };
        let mut tx = db.begin().await.unwrap();
        loket::store::clinic::insert(tx.on(), &row, now).await.unwrap();
        loket::store::audit::begin(tx.on(), row.id, &TrailKey::of(PEPPER)).await.unwrap();
        for (username, full_name, role, pin) in [
            ("owner", "Hartono", Role::Owner, OWNER_PIN),
            ("sari", "Sari Wulandari", Role::Receptionist, SARI_PIN),
            ("rani", "Rani Kartika", Role::Manager, RANI_PIN),
        ] {
            let account = AccountRow {
                id: AccountId::new(),
                username: username.into(),
                full_name: full_name.into(),
                language: None,
                role,
                password_hash: hash(PASSWORD.as_bytes()),
                pin_hash: Some(hash(&pepper_pin(PEPPER, pin).unwrap())),
                active: true,
            };
            loket::store::account::insert(tx.on(), row.id, &account, now).await.unwrap();
        }
        for (position, (name, kind)) in (1..).zip([
            ("Tunai", MethodKind::Cash),
            ("Kartu", MethodKind::Card),
            ("QRIS", MethodKind::Qris),
            ("Transfer", MethodKind::Transfer),
            ("Saldo", MethodKind::Credit),
            ("Paket", MethodKind::Package),
        ]) {
            let counts_as_received = !kind.before();
            let in_drawer = kind == MethodKind::Cash;
            let name = name.to_owned();
            let id = MethodId::new();
            let method = MethodRow {
                id,
                name,
                kind,
                in_drawer,
                counts_as_received,
                position,
                active: true,
                version: 1,
            };
            loket::store::method::insert(tx.on(), row.id, &method).await.unwrap();
        }
        for name in loket::domain::expense::CATEGORIES {
            let id = loket::domain::id::ExpenseCategoryId::new();
            let key = loket::domain::name::Name::parse(name).unwrap().key();
            loket::store::expense::insert_category(tx.on(), row.id, id, name, key, true).await.unwrap();
        }
        tx.commit().await.unwrap();
        let clock_too: loket::clock::SharedClock = clock.clone();
        let pepper = Some(PEPPER.to_vec());
        let door =
            Desk::open_of(db.clone(), Some(slug), clock_too, "counter 1".into(), pepper).await.unwrap();
        let owner = door.login("owner", PASSWORD).await.unwrap().0;
        let desk = door.login("sari", PASSWORD).await.unwrap().0;
        let float = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
        owner.act(float).await.unwrap();
        let clinic = Self { desk, owner, clock };
        clinic.hire().await;
        clinic.register().await;
        clinic
    }

    /// Who treats, in which room, and what: the price list of the mock-ups.
    async fn hire(&self) {
        let mut rooms = Vec::new();
        for name in ["Room 1", "Room 2"] {
            let room = SaveRoom { room: None, version: None, name: name.into(), active: true };
            rooms.push(self.owner.act(room).await.unwrap().id);
        }
        let line = |weekday, kind, starts, ends| Hours { weekday, kind, starts, ends };
        let week: Vec<Hours> = (1..=6)
            .flat_map(|day| [line(day, HoursKind::Work, 480, 1020), line(day, HoursKind::Break, 720, 780)])
            .collect();
        let mut staff = Vec::new();
        for (name, title) in [("dr. Maya", "dokter"), ("Rina", "terapis"), ("Tono", "terapis")] {
            let save = SaveStaff {
                staff: None,
                version: None,
                name: name.into(),
                title: title.into(),
                skills: String::new(),
                room: None,
                commission_bp: None,
                hours: week.clone(),
                treatments: None,
                active: true,
            };
            staff.push(self.owner.act(save).await.unwrap().id);
        }
        let (maya, rina, tono) = (staff[0], staff[1], staff[2]);
        for (name, category, minutes, price, room, who) in [
            ("Konsultasi dr.", "Dokter", 30, 150_000, None, vec![maya]),
            ("Laser Acne", "Dokter", 60, 750_000, Some(rooms[0]), vec![maya]),
            ("Facial Premium", "Wajah", 45, 350_000, None, vec![rina, tono]),
            ("Facial Basic", "Wajah", 45, 200_000, None, vec![rina, tono]),
            ("Chemical Peeling", "Wajah", 45, 400_000, Some(rooms[1]), vec![rina]),
            ("Microdermabrasi", "Wajah", 60, 450_000, None, vec![rina]),
            ("Totok Wajah", "Wajah", 30, 120_000, None, vec![tono]),
            ("Paket Glow", "Paket", 90, 900_000, None, vec![rina]),
        ] {
            let save = SaveTreatment {
                treatment: None,
                version: None,
                name: name.into(),
                category: category.into(),
                minutes,
                price: Money(price),
                deposit: Money(0),
                tax_mode: TaxMode::None,
                tax_bp: 0,
                queue_prefix: String::new(),
                room,
                staff: Some(who),
                active: true,
            };
            self.owner.act(save).await.unwrap();
        }
    }

    /// The patients of the mock-ups, and a mother with two children on her number.
    async fn register(&self) {
        for (name, phone, alerts) in [
            ("Siti Nurhaliza", "0812-3456-7890", ""),
            ("Budi Santoso", "0813-1111-2222", ""),
            ("Dewi Lestari", "0857-9876-5432", "Allergy: salicylic acid"),
            ("Ayu Prameswari", "0821-2222-3333", ""),
            ("Agus Wijaya", "0811-9999-0000", ""),
            ("Putri Handayani", "0878-4444-5555", ""),
            ("Rizky Pratama", "0812-7777-8888", ""),
            ("Fitriani", "0819-1212-3434", ""),
            ("Ni Luh Ayu", "0896-5656-7878", ""),
            ("Ibu Ratna", "0812-5000-6000", ""),
            ("Bagas", "0812-5000-6000", ""),
            ("Citra", "0812-5000-6000", ""),
        ] {
            let form = PatientForm {
                name: name.into(),
                phones: vec![phone.into()],
                alerts: alerts.into(),
                ..PatientForm::default()
            };
            self.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
        }
    }

    /// It is this time now: `10:05` on the day of the journey.
    pub fn now(&self, time: &str) {
        self.clock.set(at(&format!("2026-11-20 {time}")));
    }

    pub async fn patient(&self, name: &str) -> PatientId {
        let found = self.desk.ask(FindPatients { text: name.into() }).await.unwrap();
        found.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no patient {name}")).id
    }

    pub async fn treatment(&self, name: &str) -> TreatmentId {
        let roster = self.desk.roster().await.unwrap();
        let row = roster.treatments.iter().find(|row| row.name == name);
        row.unwrap_or_else(|| panic!("no treatment {name}")).id
    }

    pub async fn staff(&self, name: &str) -> StaffId {
        let roster = self.desk.roster().await.unwrap();
        roster.staff.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no staff {name}")).id
    }

    /// Books by phone: `("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00")`.
    pub async fn book(&self, patient: &str, treatment: &str, staff: &str, wall: &str) -> Booked {
        self.book_at(&self.desk, patient, treatment, staff, wall).await
    }

    /// The same by whoever is at that desk.
    pub async fn book_at(
        &self,
        desk: &Desk,
        patient: &str,
        treatment: &str,
        staff: &str,
        wall: &str,
    ) -> Booked {
        let book = Book {
            patient: self.patient(patient).await,
            treatment: self.treatment(treatment).await,
            staff: Some(self.staff(staff).await),
            starts_at: at(wall),
            source: Source::Phone,
            note: String::new(),
            override_reason: None,
            rebooked_from: None,
        };
        desk.act(book).await.unwrap()
    }

    /// The owner at another counter, with a connection of its own.
    pub async fn another(&self, lab: &Lab) -> Desk {
        self.over(lab.another().await).await
    }

    /// The same over this connection.
    pub async fn over(&self, db: Db) -> Desk {
        let clock = self.clock.clone();
        let desk = Desk::open(db, clock, "Counter 2".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
        desk.login("owner", PASSWORD).await.unwrap().0
    }

    /// The day's rows as they are in the book now.
    pub async fn day(&self, day: &str) -> <OpenDay as Act>::Output {
        self.desk.ask(OpenDay { day: day.parse().unwrap() }).await.unwrap()
    }

    /// The booking of a patient on the day of the journey.
    pub async fn booking_of(&self, patient: &str) -> BookingId {
        let rows = self.day("2026-11-20").await;
        rows.iter()
            .find(|row| row.patient == patient)
            .unwrap_or_else(|| panic!("{patient} has no booking"))
            .id
    }
}

/// As the desk hashes, but cheap: a test proves nothing by waiting.
pub fn hash(secret: &[u8]) -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(secret).unwrap().to_string()
}

/// Somebody as they are, who treats as `staff` from then on.
pub fn treats_as(row: UserRow, staff: StaffId) -> EditUser {
    EditUser {
        user: row.id,
        version: None,
        username: row.username,
        full_name: row.full_name,
        email: String::new(),
        phone: String::new(),
        language: None,
        staff: Some(staff),
    }
}
