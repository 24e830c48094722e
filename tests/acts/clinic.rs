//! A founded clinic with somebody at the desk, for every story here.

#![allow(dead_code, reason = "each test program uses its part")]

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use loket::clock::{FixedClock, SharedClock};
use loket::desk::booking::{Book, Booked};
use loket::desk::drawer::OpenDrawer;
use loket::desk::found::{Founding, found};
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::{Approval, Asked, Desk, Done, Fault};
use loket::domain::booking::Source;
use loket::domain::clinic::Language;
use loket::domain::id::{PatientId, StaffId, TreatmentId};
use loket::domain::money::Money;
use loket::domain::time::{Ts, at_local};
use loket::domain::zone::Zone;

use crate::support::Lab;

pub const PEPPER: &[u8] = b"a pepper of thirty-two bytes....";
pub const PASSWORD: &str = "jalan mawar nomor tujuh";
pub const PIN: &str = "274951";

/// A desk with its clock.
pub struct House {
    pub desk: Desk,
    pub clock: Arc<FixedClock>,
}

/// A moment of Friday 20 November 2026 on the clinic's wall.
pub fn at(hour: u32, minute: u32) -> Ts {
    on(20, hour, minute)
}

/// A moment of a day in November 2026.
pub fn on(day: u32, hour: u32, minute: u32) -> Ts {
    let local: NaiveDateTime =
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0).unwrap();
    at_local(local, Zone::home()).unwrap()
}

impl House {
    /// A clinic with the example's staff and prices; the owner is logged in; it is 10:00.
    pub async fn of(lab: &Lab) -> Self {
        Self::founded(lab, false).await
    }

    /// The same, on a training copy: only there may a script set the clock.
    pub async fn training(lab: &Lab) -> Self {
        Self::founded(lab, true).await
    }

    async fn founded(lab: &Lab, training: bool) -> Self {
        let clock = Arc::new(FixedClock::at(at(10, 0)));
        let shared: SharedClock = clock.clone();
        let founding = Founding {
            name: "Klinik Melati".to_owned(),
            slug: "melati".to_owned(),
            timezone: "Asia/Jakarta".to_owned(),
            currency: "IDR".to_owned(),
            decimals: 0,
            language: Language::Indonesian,
            owner: "Ratna Dewi".to_owned(),
            username: "ratna".to_owned(),
            password: PASSWORD.to_owned(),
            pin: PIN.to_owned(),
            training,
            example: true,
        };
        found(&lab.db, &shared, PEPPER, &founding).await.unwrap();
        let desk = Self::log_in(lab, &shared, "Counter 1").await;
        let float = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
        desk.act(float).await.unwrap();
        Self { desk, clock }
    }

    /// The same person at another terminal with a connection of its own.
    pub async fn another(&self, lab: &Lab, terminal: &str) -> Desk {
        let shared: SharedClock = self.clock.clone();
        let desk = Desk::open(lab.another().await, shared, terminal.to_owned(), Some(PEPPER.to_vec()))
            .await
            .unwrap();
        desk.login("ratna", PASSWORD).await.unwrap().0
    }

    async fn log_in(lab: &Lab, clock: &SharedClock, terminal: &str) -> Desk {
        let pepper = Some(PEPPER.to_vec());
        let desk = Desk::open(lab.db.clone(), clock.clone(), terminal.to_owned(), pepper).await.unwrap();
        desk.login("ratna", PASSWORD).await.unwrap().0
    }

    pub async fn treatment(&self, name: &str) -> TreatmentId {
        let roster = self.desk.roster().await.unwrap();
        roster.treatments.iter().find(|row| row.name == name).unwrap().id
    }

    pub async fn staff(&self, name: &str) -> StaffId {
        let roster = self.desk.roster().await.unwrap();
        roster.staff.iter().find(|row| row.name.starts_with(name)).unwrap().id
    }

    pub async fn patient(&self, name: &str, phone: &str) -> PatientId {
        let form =
            PatientForm { name: name.to_owned(), phones: vec![phone.to_owned()], ..PatientForm::default() };
        self.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap().id
    }

    pub async fn book(
        &self,
        patient: PatientId,
        treatment: &str,
        staff: Option<&str>,
        at: Ts,
    ) -> Done<Booked> {
        let staff = match staff {
            Some(name) => Some(self.staff(name).await),
            None => None,
        };
        let treatment = self.treatment(treatment).await;
        self.desk.act(booking(patient, treatment, staff, at)).await
    }
}

pub fn booking(patient: PatientId, treatment: TreatmentId, staff: Option<StaffId>, at: Ts) -> Book {
    Book {
        patient,
        treatment,
        staff,
        starts_at: at,
        source: Source::Phone,
        note: String::new(),
        override_reason: None,
        rebooked_from: None,
    }
}

/// With one's own PIN.
pub fn approved() -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: PIN.to_owned() }) }
}

/// The code an act was refused with.
pub fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(Fault::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}
