//! Two at one thing: the second is told who was first and what they made of it, keeps what they typed, and saves.

use loket::app::Screen;
use loket::app::testing::Stage;
use loket::desk::booking::{MoveBooking, NoteBooking};
use loket::desk::expense::ListCategories;
use loket::desk::line::AddLine;
use loket::desk::method::{ListMethods, SaveMethod};
use loket::desk::package::{ListPackages, PackageRow, SavePackage};
use loket::desk::patient::{EditPatient, OpenPatient, PatientForm};
use loket::desk::recurring::{DueRecurring, SaveRecurring};
use loket::desk::role::{EditRole, ListRoles};
use loket::desk::share::{ShareLine, ShareRow};
use loket::desk::staff::{SaveRoom, SaveStaff};
use loket::desk::tip::AddTip;
use loket::desk::treatment::SaveTreatment;
use loket::desk::user::{EditUser, ListUsers, SetRole};
use loket::desk::visit_card::OpenVisit;
use loket::desk::{Approval, Asked, Change, Desk};
use loket::domain::account::Role;
use loket::domain::expense::PaidFrom;
use loket::domain::money::Money;
use loket::screens::FRONT;
use loket::screens::access::{Access, Page};
use loket::screens::expenses::RecurringList;
use loket::screens::packages::Packages;
use loket::screens::patient_card::PatientCard;
use loket::screens::payment::Payment;
use loket::screens::settings::{Methods, Settings};
use loket::screens::staff::Staff;
use loket::screens::treatments::{Rooms, Treatments};
use loket::screens::visit::Visit;

use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD, at};
use crate::support::policies::edited;
use crate::till::{bill, treated};

/// A form on which something was typed.
struct Open {
    stage: Stage,
    forms: usize,
}

impl Open {
    /// Opens it with `keys`, and types.
    async fn with(desk: &Desk, first: impl Screen, keys: &str) -> Self {
        let mut stage = Stage::new(FRONT, desk.clone(), first, (80, 24));
        stage.settle().await;
        stage.keys(keys).await;
        let forms = stage.app.names().len();
        assert!(forms > 1, "{}", stage.screen());
        Self { stage, forms }
    }

    /// Somebody else was first: it says who, when and what, and is still there. Saved again, it is saved.
    async fn again(mut self, named: &[&str]) {
        self.told(named).await;
        let stage = &mut self.stage;
        stage.keys("<ctrl-s>").await;
        assert_eq!(stage.app.names().len(), self.forms - 1, "{}", stage.screen());
    }

    async fn told(&mut self, named: &[&str]) {
        let stage = &mut self.stage;
        stage.keys("<ctrl-s>").await;
        let screen = stage.screen();
        let words: Vec<&str> = screen.split_whitespace().filter(|word| *word != "│").collect();
        let said = words.join(" ");
        assert!(said.contains("changed this on Fri 20 Nov"), "{screen}");
        for named in named {
            assert!(said.contains(named), "{named}: {screen}");
        }
        assert_eq!(stage.app.names().len(), self.forms, "{screen}");
    }
}

/// The owner at another counter does it.
async fn meanwhile<A: Change>(clinic: &Clinic, act: A) -> A::Output {
    let asked = Asked { request: None, approval: Approval::own(PASSWORD) };
    clinic.owner.act_as(act, asked).await.unwrap()
}

fn package(row: &PackageRow) -> SavePackage {
    SavePackage {
        package: Some(row.id),
        version: None,
        name: row.name.clone(),
        treatment: row.treatment_id,
        sessions: row.sessions,
        price: row.price,
        valid_days: row.valid_days,
        shareable: row.shareable,
        active: row.active,
    }
}

#[test]
fn what_is_sold_and_how_one_pays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let owner = &clinic.owner;
        let treatment = clinic.treatment("Facial Basic").await;
        let five = SavePackage {
            package: None,
            version: None,
            name: "Lima".into(),
            treatment,
            sessions: 5,
            price: Money(500_000),
            valid_days: None,
            shareable: false,
            active: true,
        };
        let row = owner.act(five).await.unwrap();
        let open = Open::with(owner, Packages::new(), "e Tab Tab <ctrl-u> '7'").await;
        meanwhile(&clinic, SavePackage { price: Money(600_000), sessions: 6, ..package(&row) }).await;
        open.again(&["Now as there: Price.", "Your Sessions stays; there it is now 6."]).await;
        let row = owner.ask(ListPackages {}).await.unwrap().remove(0);
        assert_eq!((row.sessions, row.price), (7, Money(600_000)));

        let open = Open::with(owner, Methods::new(), "e ' kecil'").await;
        let cash = owner.ask(ListMethods { all: true }).await.unwrap().remove(0);
        let save = SaveMethod {
            method: Some(cash.id),
            version: None,
            name: cash.name.clone(),
            kind: cash.kind,
            in_drawer: cash.in_drawer,
            position: Some(3),
            active: true,
        };
        meanwhile(&clinic, save).await;
        open.again(&["Now as there: Place."]).await;
        let methods = owner.ask(ListMethods { all: true }).await.unwrap();
        let cash = methods.iter().find(|row| row.id == cash.id).unwrap();
        assert_eq!((cash.name.as_str(), cash.position), ("Tunai kecil", 3));

        let old = owner.roster().await.unwrap().treatment(treatment).unwrap().clone();
        let save = SaveTreatment {
            treatment: Some(treatment),
            version: None,
            name: old.name.clone(),
            category: "Kulit".into(),
            minutes: old.minutes,
            price: Money(210_000),
            deposit: old.deposit,
            tax_mode: old.tax_mode,
            tax_bp: old.tax_bp,
            queue_prefix: old.queue_prefix.clone(),
            room: old.room_id,
            staff: None,
            active: true,
        };
        let open =
            Open::with(owner, Treatments::new(), "/ 'facial b' Enter e Tab Tab Tab <ctrl-u> '220rb'").await;
        meanwhile(&clinic, save).await;
        open.again(&["Now as there: Category.", "Your Price stays; there it is now Rp210.000."]).await;
        let now = owner.roster().await.unwrap().treatment(treatment).unwrap().clone();
        assert_eq!((now.category.as_str(), now.price), ("Kulit", Money(220_000)));
    });
}

#[test]
fn who_works_here_and_where() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let owner = &clinic.owner;
        let open = Open::with(owner, Rooms::new(), "e ' kiri'").await;
        let room = owner.roster().await.unwrap().rooms[0].clone();
        let save = SaveRoom { room: Some(room.id), version: None, name: room.name.clone(), active: false };
        meanwhile(&clinic, save).await;
        open.again(&["Now as there: In use."]).await;
        let rooms = owner.roster().await.unwrap().rooms.clone();
        let room = rooms.iter().find(|one| one.id == room.id).unwrap();
        assert_eq!((room.name.as_str(), room.active), ("Room 1 kiri", false));

        let open = Open::with(owner, Staff::new(), "e ' SpKK'").await;
        let maya = clinic.staff("dr. Maya").await;
        let roster = owner.roster().await.unwrap();
        let save = SaveStaff {
            staff: Some(maya),
            version: None,
            name: "dr. Maya".into(),
            title: "dokter kulit".into(),
            skills: String::new(),
            room: None,
            commission_bp: None,
            hours: roster.hours[&maya].clone(),
            treatments: None,
            active: true,
        };
        meanwhile(&clinic, save).await;
        open.again(&["Now as there: Title."]).await;
        let roster = owner.roster().await.unwrap();
        let row = roster.staff(maya).unwrap();
        assert_eq!((row.name.as_str(), row.title.as_str()), ("dr. Maya SpKK", "dokter kulit"));
    });
}

/// Goes down to the row that says this.
async fn down_to(stage: &mut Stage, row: &str) {
    stage.keys("Home").await;
    for _ in 0..60 {
        if stage.screen().contains(&format!("▌{row}")) {
            return;
        }
        stage.keys("Down").await;
    }
    panic!("{}", stage.screen());
}

/// The forms of people's place ask for the password.
async fn of_sari(clinic: &Clinic, keys: &str) -> Open {
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), Access::new(Page::Users), (80, 24));
    stage.settle().await;
    down_to(&mut stage, "Sari").await;
    stage.keys(&format!("Enter {keys}")).await;
    let forms = stage.app.names().len();
    assert_eq!(forms, 3, "{}", stage.screen());
    Open { stage, forms }
}

#[test]
fn users_and_roles() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let owner = &clinic.owner;
        let users = owner.ask(ListUsers {}).await.unwrap();
        let sari = users.iter().find(|user| user.username == "sari").unwrap().clone();
        let edit = EditUser {
            user: sari.id,
            version: None,
            username: "sari".into(),
            full_name: sari.full_name.clone(),
            email: String::new(),
            phone: "0812 0000 1111".into(),
            language: None,
            staff: None,
        };
        let open = of_sari(&clinic, &format!("e Tab ' S.E.' <backtab> <backtab> '{PASSWORD}'")).await;
        meanwhile(&clinic, edit).await;
        open.again(&["Now as there: Phone."]).await;
        let users = owner.ask(ListUsers {}).await.unwrap();
        let sari = users.iter().find(|user| user.id == sari.id).unwrap();
        assert_eq!(sari.full_name, "Sari Wulandari S.E.");
        assert!(sari.phone.as_deref().is_some_and(|phone| phone.contains("0000")), "{:?}", sari.phone);

        let open = of_sari(&clinic, &format!(", r Tab 'naik' Tab '{PASSWORD}'")).await;
        let set = SetRole {
            user: sari.id,
            version: None,
            role: Role::Therapist,
            custom_role: None,
            reason: "pindah".into(),
        };
        meanwhile(&clinic, set).await;
        open.again(&["Now as there: Role."]).await;

        let role = EditRole {
            role: None,
            version: None,
            name: "Kepala".into(),
            base: Role::Receptionist,
            rules: Vec::new(),
            active: true,
            reason: "baru".into(),
        };
        let made = meanwhile(&clinic, role.clone()).await;
        let mut stage = Stage::new(FRONT, owner.clone(), Access::new(Page::Roles), (80, 24));
        stage.settle().await;
        down_to(&mut stage, "Kepala").await;
        stage.keys(&format!("e ' regu' <backtab> '{PASSWORD}' <backtab> 'nama'")).await;
        let forms = stage.app.names().len();
        let open = Open { stage, forms };
        meanwhile(&clinic, EditRole { role: Some(made.id), active: false, ..role }).await;
        open.again(&["Now as there: Can be given."]).await;
        let roles = owner.ask(ListRoles {}).await.unwrap();
        assert_eq!((roles[0].role.name.as_str(), roles[0].role.active), ("Kepala regu", false));
    });
}

#[test]
fn the_clinic_and_what_it_spends() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let owner = &clinic.owner;
        let mut stage = Stage::new(FRONT, owner.clone(), Settings::new(), (80, 24));
        stage.settle().await;
        down_to(&mut stage, "Calls").await;
        stage.keys("Enter <ctrl-u> '4'").await;
        let forms = stage.app.names().len();
        let open = Open { stage, forms };
        let edit = edited(owner, |edit| edit.policies.calls = 5).await;
        meanwhile(&clinic, edit).await;
        open.again(&["Your Calls stays; there it is now 5."]).await;
        assert_eq!(owner.clinic().policies.calls, 4);

        let categories = owner.ask(ListCategories {}).await.unwrap();
        let rent = SaveRecurring {
            recurring: None,
            version: None,
            category: categories[0].id,
            amount: Money(385_000),
            description: "Internet".into(),
            paid_from: PaidFrom::Bank,
            day_of_month: 20,
            active: true,
        };
        let row = owner.act(rent.clone()).await.unwrap();
        let open = Open::with(owner, RecurringList::new(), "e ' kantor'").await;
        meanwhile(&clinic, SaveRecurring { recurring: Some(row.id), amount: Money(400_000), ..rent }).await;
        open.again(&["Now as there: Amount."]).await;
        let row = owner.ask(DueRecurring { all: true }).await.unwrap().remove(0);
        assert_eq!((row.description.as_str(), row.amount), ("Internet kantor", Money(400_000)));
    });
}

#[test]
fn patients_and_their_bookings() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let owner = &clinic.owner;
        let budi = clinic.patient("Budi Santoso").await;
        let open = Open::with(&clinic.desk, PatientCard::new(budi), "e Tab Tab Tab Tab Tab 'suka teh'").await;
        let form = PatientForm {
            name: "Budi Santoso".into(),
            phones: vec!["0813-1111-2222".into()],
            address: "Jl. Mawar 3".into(),
            notes: "suka kopi".into(),
            ..PatientForm::default()
        };
        meanwhile(&clinic, EditPatient { patient: budi, version: None, form }).await;
        open.again(&["Now as there: Address.", "stays; there it is now suka kopi."]).await;
        let row = clinic.desk.ask(OpenPatient { patient: budi }).await.unwrap().patient;
        assert_eq!((row.notes.as_str(), row.address.as_str()), ("suka teh", "Jl. Mawar 3"));

        let booking = clinic.book("Budi Santoso", "Facial Basic", "Rina", "2026-11-20 14:00").await.id;
        let open = Open::with(&clinic.desk, Visit::new(booking), "e 'bawa hasil lab'").await;
        let note = NoteBooking { booking, version: None, note: "datang lebih awal".into() };
        meanwhile(&clinic, note).await;
        open.again(&["Your Note stays; there it is now datang lebih awal."]).await;
        let card = clinic.desk.ask(OpenVisit { booking }).await.unwrap();
        assert_eq!(card.booking.note, "bawa hasil lab");

        let open = Open::with(&clinic.desk, Visit::new(booking), "m '16'").await;
        let there = MoveBooking {
            booking,
            version: None,
            starts_at: at("2026-11-20 15:00"),
            staff: Some(clinic.staff("Tono").await),
            override_reason: None,
            deposit: None,
            undo: false,
        };
        owner.act(there).await.unwrap();
        open.again(&["Now as there: Staff.", "Your When stays; there it is now Fri 20 Nov 15:00."]).await;
        let card = clinic.desk.ask(OpenVisit { booking }).await.unwrap();
        assert_eq!(card.booking.starts_at, at("2026-11-20 16:00"));
        assert_eq!(card.booking.staff_id, Some(clinic.staff("Tono").await));
    });
}

#[test]
fn what_is_done_to_a_bill() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booking = treated(&clinic).await;
        let tip = async || {
            let tip = AddTip { booking, version: None, amount: Money(5_000), staff: None };
            clinic.owner.act(tip).await.unwrap()
        };
        let pay = || Payment::for_booking(booking);
        let open = Open::with(&clinic.owner, pay(), "Tab Tab a 'Serum' Tab Tab '125rb'").await;
        tip().await;
        open.again(&["Now to pay Rp755.000: Laser Acne Rp750.000, Tip", "Rp5.000."]).await;
        let open = Open::with(&clinic.owner, pay(), "Tab Tab D '10rb' Tab 'langganan'").await;
        tip().await;
        open.again(&["Now to pay Rp885.000: Laser Acne Rp750.000,", "Serum Rp125.000"]).await;
        let open = Open::with(&clinic.owner, pay(), "Tab Tab + '20rb'").await;
        tip().await;
        open.again(&["Now to pay Rp880.000"]).await;
        let (own, tono) = (bill(&clinic, booking).await.lines[0].id, clinic.staff("Tono").await);
        let open = Open::with(&clinic.owner, pay(), "Tab Tab s <ctrl-a> Enter <ctrl-u> '50 30 20'").await;
        let shares = vec![ShareRow { staff_id: tono, share_bp: 10_000 }];
        clinic.owner.act(ShareLine { booking, version: None, line: own, shares }).await.unwrap();
        open.again(&["Laser Acne is now by Tono 100%."]).await;
        let line = AddLine {
            booking,
            version: None,
            treatment: None,
            staff: None,
            description: "Masker".into(),
            quantity: None,
            price: Some(Money(50_000)),
            reason: String::new(),
        };
        let due = bill(&clinic, booking).await.due;
        assert_eq!(due, Money(750_000 + 125_000 - 10_000 + 20_000 + 15_000));
        let mut open = Open::with(&clinic.owner, pay(), "Tab Tab w Tab 'tidak tertagih'").await;
        clinic.owner.act(line).await.unwrap();
        open.told(&["Now as there: Amount."]).await;
        // What is signed now is what is due now.
        open.stage.keys("<ctrl-s>").await;
        assert!(open.stage.screen().contains("Rp950.000: This needs a PIN"), "{}", open.stage.screen());
    });
}
