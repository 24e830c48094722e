//! What is seen: one file per screen. Dialogs are screens too.

pub mod access;
mod alerts;
pub mod approve;
mod aside;
pub mod board;
pub mod booking_form;
pub mod call_off;
pub mod confirm;
pub mod day;
pub mod drawer;
pub mod expenses;
pub mod first_run;
pub mod health_notes;
pub mod help;
pub mod invited;
pub mod locked;
pub mod login;
pub mod merge;
pub mod money;
pub mod named;
pub mod note;
pub mod one_line;
pub mod packages;
pub mod palette;
pub mod patient_card;
pub mod patient_form;
pub mod patients;
pub mod payment;
pub mod pick;
pub mod pick_many;
pub mod places;
pub mod queue;
pub mod reason;
pub mod receipt;
pub mod refused;
pub mod settings;
pub mod staff;
pub mod status;
pub mod trail;
pub mod treatments;
pub mod unpaid;
pub mod visit;
pub mod walk_in;
mod whose;

use crate::app::{AnyScreen, Cx, Dialogs, Front, Table};
use crate::ui::header::Corner;

/// The house as the engine is told of it.
pub const FRONT: Front = Front {
    places: places::PLACES,
    corner,
    lock: locked::Locked::of,
    door: |_, back| AnyScreen::new(back.map_or_else(login::Login::new, login::Login::of)),
    dialogs: DIALOGS,
    home: places::home,
    tables,
};

/// Whose clinic this is, who is at the counter, and whether it is only a copy to learn on.
fn corner(cx: &Cx) -> Corner {
    let clinic = cx.desk.clinic();
    Corner {
        clinic: Some(clinic.name.clone()).filter(|name| !name.is_empty()),
        who: cx.desk.who().map(|who| who.username.clone()),
        kept: clinic.training.then(|| cx.text("clinic-training")),
        lost: lost(cx, "app-lost"),
        lost_briefly: lost(cx, "app-lost_briefly"),
    }
}

/// That there is no connection, and since when, in the words of this id.
fn lost(cx: &Cx, id: &str) -> Option<String> {
    let since = cx.desk.lost_since()?.local(cx.zone);
    Some(cx.fill(id, &[("time", cx.look.words.time(since.time()).into())]))
}

/// The dialogs the engine opens by itself.
pub const DIALOGS: Dialogs = Dialogs {
    confirm: |question, yes| AnyScreen::new(confirm::Confirm::new(question, yes)),
    help: |commands, field| AnyScreen::new(help::Help::new(commands, field)),
    palette: |commands, cx| AnyScreen::new(palette::Palette::new(commands, cx)),
};

/// The table of every kind of screen: one line per screen.
#[must_use]
pub fn tables() -> Vec<Table> {
    vec![
        Table::of::<access::Access>(),
        Table::of::<access::AccessForm>(),
        Table::of::<access::Mine>(),
        Table::of::<access::RoleCard>(),
        Table::of::<access::ShowOnce>(),
        Table::of::<access::UserCard>(),
        Table::of::<approve::Approve>(),
        Table::of::<board::Board>(),
        Table::of::<booking_form::BookingForm>(),
        Table::of::<confirm::Confirm>(),
        Table::of::<first_run::FirstRun>(),
        Table::of::<day::Day>(),
        Table::of::<day::jump::Jump>(),
        Table::of::<day::moving::Moving>(),
        Table::of::<drawer::Drawer>(),
        Table::of::<drawer::amount::Amount>(),
        Table::of::<drawer::close::Close>(),
        Table::of::<drawer::count::Count>(),
        Table::of::<drawer::days::DayCloses>(),
        Table::of::<drawer::move_form::MoveForm>(),
        Table::of::<drawer::open_form::OpenForm>(),
        Table::of::<drawer::report::Report>(),
        Table::of::<drawer::reports::Reports>(),
        Table::of::<expenses::Categories>(),
        Table::of::<expenses::CategoryForm>(),
        Table::of::<expenses::ExpenseForm>(),
        Table::of::<expenses::RecurringForm>(),
        Table::of::<expenses::RecurringList>(),
        Table::of::<expenses::Spending>(),
        Table::of::<merge::FindOther>(),
        Table::of::<merge::Merge>(),
        Table::of::<money::BehindFigure>(),
        Table::of::<money::Books>(),
        Table::of::<money::Commissions>(),
        Table::of::<money::LeakList>(),
        Table::of::<health_notes::HealthNoteForm>(),
        Table::of::<health_notes::HealthNotes>(),
        Table::of::<help::Help>(),
        Table::of::<invited::Invited>(),
        Table::of::<locked::Locked>(),
        Table::of::<login::Login>(),
        Table::of::<note::EditNote>(),
        Table::of::<one_line::OneLine>(),
        Table::of::<packages::Packages>(),
        Table::of::<palette::Palette>(),
        Table::of::<patient_card::PatientCard>(),
        Table::of::<patient_form::PatientForm>(),
        Table::of::<patients::Patients>(),
        Table::of::<payment::Payment>(),
        Table::of::<payment::discount::Discount>(),
        Table::of::<payment::line::AddLine>(),
        Table::of::<pick::Pick>(),
        Table::of::<pick_many::PickMany>(),
        Table::of::<settings::About>(),
        Table::of::<settings::Keys>(),
        Table::of::<settings::Methods>(),
        Table::of::<settings::SettingForm>(),
        Table::of::<settings::Settings>(),
        Table::of::<staff::Affected>(),
        Table::of::<staff::Leave>(),
        Table::of::<staff::LeaveForm>(),
        Table::of::<staff::Staff>(),
        Table::of::<staff::StaffForm>(),
        Table::of::<trail::Trail>(),
        Table::of::<trail::check::Check>(),
        Table::of::<trail::minute::Minute>(),
        Table::of::<trail::then::ThenView>(),
        Table::of::<treatments::RoomForm>(),
        Table::of::<treatments::Rooms>(),
        Table::of::<treatments::TreatmentForm>(),
        Table::of::<treatments::Treatments>(),
        Table::of::<queue::Queue>(),
        Table::of::<reason::Reason>(),
        Table::of::<receipt::Receipt>(),
        Table::of::<unpaid::Unpaid>(),
        Table::of::<walk_in::WalkIn>(),
        Table::of::<walk_in::number::Number>(),
        Table::of::<visit::Visit>(),
    ]
}
