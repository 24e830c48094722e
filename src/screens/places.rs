//! Where one can go: the places of the first line, and the ways from one screen to another. Screens name
//! no other screen than those here, so that a way is changed in one place.

use super::access::{Access, Mine, Page};
use super::board::Board;
use super::booking_form::BookingForm;
use super::day::Day;
use super::drawer::Drawer;
use super::drawer::open_form::OpenForm;
use super::drawer::report::Report;
use super::expenses::Spending;
use super::health_notes::{HealthNoteForm, HealthNotes};
use super::money::Books;
use super::patient_card::PatientCard;
use super::patients::Patients;
use super::payment::Payment;
use super::queue::Queue;
use super::receipt::Receipt;
use super::settings::Settings;
use super::staff::Staff;
use super::trail::Trail;
use super::trail::check::Check;
use super::unpaid::Unpaid;
use super::visit::Visit;
use super::walk_in::WalkIn;
use crate::app::{AnyScreen, Cx, Effect, Place, Screen, Why};
use crate::desk::payment::Paid;
use crate::desk::{Desk, Scope};
use crate::domain::id::{BookingId, PatientId, ReceiptId, ZReportId};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;

/// The places, in the order of their digits. Each is reached by its digit, where it stands in the first line, and by `g`
/// and a letter.
pub const PLACES: &[Place] = &[
    Place {
        id: "go.today",
        keys: "1 gt",
        tab: true,
        screen: Day::NAME,
        ready: |cx| may(&cx.desk, Permission::DaySee),
        open: |cx| AnyScreen::new(Day::new(cx.today())),
    },
    Place {
        id: "go.queue",
        keys: "2 gq",
        tab: true,
        screen: Queue::NAME,
        ready: |cx| may(&cx.desk, Permission::QueueSee),
        open: |_| AnyScreen::new(Queue::default()),
    },
    Place {
        id: "go.patients",
        keys: "3 gp f4",
        tab: true,
        screen: Patients::NAME,
        ready: |cx| may(&cx.desk, Permission::PatientFind),
        open: |_| AnyScreen::new(Patients::new()),
    },
    Place {
        id: "go.staff",
        keys: "4 gs",
        tab: true,
        screen: Staff::NAME,
        ready: |cx| may(&cx.desk, Permission::StaffSee),
        open: |_| AnyScreen::new(Staff::new()),
    },
    Place {
        id: "go.pay",
        keys: "5 gb",
        tab: true,
        screen: Unpaid::NAME,
        ready: |cx| may(&cx.desk, Permission::BillSee),
        open: |_| AnyScreen::new(Unpaid::default()),
    },
    Place {
        id: "go.drawer",
        keys: "6 gk",
        tab: true,
        screen: Drawer::NAME,
        ready: |cx| may(&cx.desk, Permission::DrawerSee),
        open: |_| AnyScreen::new(Drawer::default()),
    },
    Place {
        id: "go.expenses",
        keys: "7 gx",
        tab: true,
        screen: Spending::NAME,
        ready: |cx| may(&cx.desk, Permission::ExpenseSee),
        open: |cx| AnyScreen::new(Spending::new(cx.today())),
    },
    Place {
        id: "go.money",
        keys: "8 gm",
        tab: true,
        screen: Books::NAME,
        ready: |cx| may(&cx.desk, Permission::ReportSee),
        open: |cx| AnyScreen::new(Books::new(cx)),
    },
    Place {
        id: "go.settings",
        keys: "9 gu",
        tab: true,
        screen: Settings::NAME,
        ready: |cx| may(&cx.desk, Permission::ClinicSee),
        open: |_| AnyScreen::new(Settings::new()),
    },
    Place {
        id: "go.mine",
        keys: "gi",
        tab: false,
        screen: Mine::NAME,
        ready: |cx| may(&cx.desk, Permission::AccountEditOwn),
        open: |_| AnyScreen::new(Mine::new()),
    },
    Place {
        id: "go.check",
        keys: "gv",
        tab: false,
        screen: Check::NAME,
        ready: |cx| may(&cx.desk, Permission::TrailSee),
        open: |_| AnyScreen::new(Check::new()),
    },
    Place {
        id: "go.users",
        keys: "ga",
        tab: false,
        screen: Access::NAME,
        ready: |cx| may(&cx.desk, Permission::AccountSee),
        open: |_| AnyScreen::new(Access::new(Page::Users)),
    },
    Place {
        id: "go.invitations",
        keys: "gn",
        tab: false,
        screen: Access::NAME,
        ready: |cx| may(&cx.desk, Permission::AccountSee),
        open: |_| AnyScreen::new(Access::new(Page::Invitations)),
    },
    Place {
        id: "go.roles",
        keys: "gr",
        tab: false,
        screen: Access::NAME,
        ready: |cx| may(&cx.desk, Permission::AccountSee),
        open: |_| AnyScreen::new(Access::new(Page::Roles)),
    },
    Place {
        id: "go.sessions",
        keys: "go",
        tab: false,
        screen: Access::NAME,
        ready: |cx| may(&cx.desk, Permission::AccountSee),
        open: |_| AnyScreen::new(Access::new(Page::Sessions)),
    },
    Place {
        id: "go.events",
        keys: "ge",
        tab: false,
        screen: Access::NAME,
        ready: |cx| may(&cx.desk, Permission::EventSee),
        open: |_| AnyScreen::new(Access::new(Page::Events)),
    },
    Place {
        id: "go.trail",
        keys: "gj",
        tab: false,
        screen: Trail::NAME,
        ready: |cx| may(&cx.desk, Permission::TrailSee),
        open: |_| AnyScreen::new(Trail::new()),
    },
];

/// The first thing somebody sees who logs in.
#[must_use]
pub fn home(cx: &Cx) -> AnyScreen {
    AnyScreen::new(Day::new(cx.today()))
}

/// Why whoever is logged in cannot do what needs this right; a PIN is asked for later.
pub(super) fn needs(cx: &Cx, permission: Permission) -> Result<(), Why> {
    if may(&cx.desk, permission) {
        return Ok(());
    }
    if let Some(refusal) = cx.desk.factor_first(permission) {
        return Err(Why::Refused(refusal));
    }
    let refusal = Refusal::new("permission.denied").with("permission", permission.as_str());
    Err(Why::Refused(refusal))
}

/// Why whoever is logged in gives no numbers: that is the whole clinic's queue, not one's own alone.
pub(super) fn gives_numbers(cx: &Cx) -> Result<(), Why> {
    needs(cx, Permission::QueueRun)?;
    if cx.desk.scope(Permission::QueueRun) == Scope::Clinic {
        return Ok(());
    }
    let refusal = Refusal::new("permission.denied");
    Err(Why::Refused(refusal.with("permission", Permission::QueueRun.as_str())))
}

/// Whether somebody may do a thing at all, if need be with a PIN.
pub(super) fn may(desk: &Desk, permission: Permission) -> bool {
    desk.may(permission) != Grant::No && desk.factor_first(permission).is_none()
}

/// Books for somebody who is known already.
pub fn book_for<M: Send + 'static>(patient: PatientId) -> Effect<M> {
    Effect::open(BookingForm::for_patient(patient))
}

/// Books for whoever is asked for in the form.
pub fn book<M: Send + 'static>() -> Effect<M> {
    Effect::open(BookingForm::new())
}

/// Why whoever is logged in books nobody.
pub(super) fn books(cx: &Cx) -> Result<(), Why> {
    needs(cx, Permission::BookingMake)
}

/// Gives somebody who walks in a number.
pub fn walk_in<M: Send + 'static>() -> Effect<M> {
    Effect::open(WalkIn::new())
}

/// Gives somebody who is known already a number.
pub fn walk_in_for<M: Send + 'static>(patient: PatientId) -> Effect<M> {
    Effect::open(WalkIn::of(patient))
}

/// What the waiting room sees.
pub fn board<M: Send + 'static>() -> Effect<M> {
    Effect::open(Board::default())
}

/// Takes money for a visit.
pub fn pay<M: Send + 'static>(booking: BookingId) -> Effect<M> {
    Effect::open(Payment::for_booking(booking))
}

/// What was just paid: the change, and the receipt.
pub fn taken<M: Send + 'static>(paid: Paid) -> Effect<M> {
    Effect::open(Receipt::taken(paid))
}

/// A receipt.
pub fn receipt<M: Send + 'static>(receipt: ReceiptId) -> Effect<M> {
    Effect::open(Receipt::new(receipt))
}

/// Opens a drawer here, and comes back to what was begun.
pub fn open_drawer<M: Send + 'static>() -> Effect<M> {
    Effect::open(OpenForm::default())
}

/// A closing report; `reprint` when it is not the first time.
pub fn report<M: Send + 'static>(z: ZReportId, reprint: bool) -> Effect<M> {
    Effect::open(Report::new(z, reprint))
}

/// One booking with all that belongs to it.
pub fn visit<M: Send + 'static>(booking: BookingId) -> Effect<M> {
    Effect::open(Visit::new(booking))
}

/// Whether there is a thing in hand whose trail may be read.
pub(super) fn traces<T>(thing: Option<T>, cx: &Cx) -> Result<(), Why> {
    needs(cx, Permission::TrailSee)?;
    thing.map(|_| ()).ok_or(Why::Not)
}

/// What was done to one thing, and to what belongs to it.
pub fn trail<M: Send + 'static>(thing: uuid::Uuid) -> Effect<M> {
    Effect::open(Trail::of(thing))
}

/// Everything about one patient.
pub fn patient<M: Send + 'static>(patient: PatientId) -> Effect<M> {
    Effect::open(PatientCard::new(patient))
}

/// What is noted of a patient's health, for whoever may read it.
pub fn health_notes<M: Send + 'static>(patient: PatientId, name: &str) -> Effect<M> {
    Effect::open(HealthNotes::new(patient, name))
}

/// Notes something of a patient's health.
#[must_use]
pub fn health_note(patient: PatientId, name: &str) -> HealthNoteForm {
    HealthNoteForm::new(patient, name)
}
