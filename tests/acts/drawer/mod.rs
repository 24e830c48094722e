//! The drawer from its float to its Z, and the days that are locked behind it.

mod any_days;
mod at_once;
mod count;
mod day;
mod difference;
mod late;
mod locked;
mod moves;
mod opening;

use loket::desk::acts::ACTS;
use loket::desk::booking::Book;
use loket::desk::day_close::{CloseDay, ListDays, ReopenDay};
use loket::desk::drawer::{
    AcceptDifference, CloseDrawer, Closed, Confirmed, CountDrawer, Decided, Given, HandOver, ListDrawers,
    ListZ, LookX, MoveCash, OpenDrawer, OpenWithoutSale, OpenZ, Opened, XView,
};
use loket::desk::leak::{Leaks, ListLeaks};
use loket::desk::method::ListMethods;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::right::GiveGrant;
use loket::desk::visit::{FinishVisit, StartVisit};
use loket::desk::{Approval, Asked, Desk, Done};
use loket::domain::booking::Source;
use loket::domain::drawer::{Decision, MoveKind, Piece, Pieces};
use loket::domain::id::{BookingId, DrawerSessionId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::{Effect, Permission};
use loket::store::On;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::json;

use crate::clinic::code;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN, SARI_PIN, at};
use crate::support::{Lab, on_both};

/// A PIN, one's own or somebody's.
pub fn pin(username: Option<&str>, pin: &str) -> Asked {
    Asked {
        request: None,
        approval: Some(Approval { username: username.map(str::to_owned), pin: pin.to_owned() }),
    }
}

fn own() -> Asked {
    pin(None, SARI_PIN)
}

fn rani() -> Asked {
    pin(Some("rani"), RANI_PIN)
}

/// Sari at a drawer of her own.
struct Till {
    clinic: Clinic,
}

impl Till {
    async fn of(lab: &Lab) -> Self {
        let till = Self { clinic: Clinic::found(lab).await };
        // The clinic has one drawer; another is made by somebody who may.
        assert_eq!(code(till.open(500_000, "").await), "drawer.new");
        let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(500_000), note: String::new() };
        till.sari().act_as(open, pin(Some("owner"), OWNER_PIN)).await.unwrap();
        till
    }

    fn sari(&self) -> &Desk {
        &self.clinic.desk
    }

    /// What somebody at the counter may do with a PIN of their own, given by Rani to Sari, who counts.
    async fn sari_accepts(&self) {
        let allow = GiveGrant {
            user: self.sari().who().unwrap().account_id,
            permission: Permission::DrawerDifference,
            effect: Effect::Allow,
            expires_at: None,
            reason: "kasir senior".to_owned(),
        };
        let rani = self.sari().login("rani", PASSWORD).await.unwrap().0;
        rani.act_as(allow, pin(None, PASSWORD)).await.unwrap();
    }

    /// Sari, logged in anew.
    async fn again(self) -> Self {
        let desk = self.sari().login("sari", crate::support::clinic::PASSWORD).await.unwrap().0;
        Self { clinic: Clinic { desk, ..self.clinic } }
    }

    async fn open(&self, float: i64, note: &str) -> Done<Opened> {
        let open = OpenDrawer { drawer: "Kas 2".to_owned(), float: Money(float), note: note.to_owned() };
        self.sari().act_as(open, own()).await
    }

    async fn visit(&self, patient: &str, treatment: &str, time: &str, done: bool) -> BookingId {
        let book = Book {
            patient: self.clinic.patient(patient).await,
            treatment: self.clinic.treatment(treatment).await,
            staff: None,
            starts_at: at(&format!("2026-11-20 {time}")),
            source: Source::Phone,
            note: String::new(),
            override_reason: None,
            rebooked_from: None,
        };
        let booking = self.sari().act(book).await.unwrap().id;
        if done {
            self.clinic.now(time);
            let start =
                StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
            self.sari().act(start).await.unwrap();
            self.sari()
                .act(FinishVisit { booking, version: None, late_reason: String::new() })
                .await
                .unwrap();
        }
        booking
    }

    async fn pay(&self, booking: BookingId, parts: &[(MethodKind, i64)]) -> Done<()> {
        pay(self.sari(), booking, parts).await
    }

    async fn moves(&self, kind: MoveKind, amount: i64) -> Done<()> {
        moves(self.sari(), kind, amount).await
    }

    async fn x(&self) -> XView {
        self.sari().ask(LookX { session: None }).await.unwrap()
    }

    async fn count(&self, total: i64) -> Done<Given> {
        self.sari().act_as(counted(total), own()).await
    }

    /// Closes with everything confirmed as it was taken.
    async fn close(&self, note: &str, asked: Asked) -> Done<Closed> {
        let close = CloseDrawer { methods: confirmed(&self.x().await), ..closing(note) };
        self.sari().act_as(close, asked).await
    }
}

fn closing(note: &str) -> CloseDrawer {
    CloseDrawer {
        session: None,
        note: note.to_owned(),
        methods: Vec::new(),
        unfinished: Vec::new(),
        left_in: None,
    }
}

fn counted(total: i64) -> CountDrawer {
    CountDrawer { session: None, pieces: None, total: Some(Money(total)), reason: String::new() }
}

fn confirmed(x: &XView) -> Vec<Confirmed> {
    x.methods
        .iter()
        .filter(|method| !method.in_drawer)
        .map(|method| Confirmed {
            method: method.method,
            amount: method.amount.unwrap(),
            note: String::new(),
        })
        .collect()
}

async fn moves(desk: &Desk, kind: MoveKind, amount: i64) -> Done<()> {
    let reason = "air galon".to_owned();
    let moved = MoveCash { kind, amount: Money(amount), reason, reference: String::new(), expense: None };
    desk.act(moved).await.map(|_| ())
}

async fn pay(desk: &Desk, booking: BookingId, parts: &[(MethodKind, i64)]) -> Done<()> {
    let methods = desk.ask(ListMethods { all: false }).await.unwrap();
    let tenders = parts
        .iter()
        .map(|(kind, amount)| Tender {
            method: methods.iter().find(|method| method.kind == *kind).unwrap().id,
            tendered: Money(*amount),
            reference: String::new(),
        })
        .collect();
    desk.act(TakePayment { booking, tenders, due: None, paid_for: None }).await.map(|_| ())
}

/// What deserves a second look today, as the owner finds it.
async fn looks(till: &Till) -> Vec<Leaks> {
    let owner = till.clinic.owner.login("owner", crate::support::clinic::PASSWORD).await.unwrap().0;
    let proof = Approval { username: None, pin: OWNER_PIN.to_owned() };
    let owner = owner.prove(&proof, Permission::ReportSee).await.unwrap();
    let day = till.sari().today();
    owner.ask(ListLeaks { from: day, to: day }).await.unwrap()
}

async fn figures(lab: &Lab, sql: &'static str) -> Vec<i64> {
    let rows: Vec<(i64,)> = On::from(&lab.db).all(sql, ()).await.unwrap();
    rows.into_iter().map(|(figure,)| figure).collect()
}
