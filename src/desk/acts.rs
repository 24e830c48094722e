//! The list of acts: what `loket call` offers, with the schemas of what goes in and what comes out.

use futures::future::BoxFuture;
use serde_json::Value;

use super::act::{Act, Change, Look};
use super::fault::{Done, Fault};
use super::{
    Asked, Desk, assign, bill, board, booking, clinic, commission, credit, day_close, deposit, discount,
    drawer, erase, estimate, event, expense, explain, export, factor, import, invite, leak, line, lost,
    merge, method, next_free, package, package_refund, package_use, patient, payment, queue, receipt,
    recurring, refund, report, right, role, session, share, staff, then, ticket, tip, trail, treatment, user,
    verify, visit, visit_card, void, walk_in,
};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;

/// One act, for callers that know it by name only.
#[derive(Debug)]
pub struct Entry {
    pub name: &'static str,
    /// The right it needs, as `resource:action:scope`.
    pub needs: &'static str,
    /// The right over what is one's own that does as well, where the act knows to stay within it.
    pub own: Option<&'static str>,
    /// Whether it changes something: only then does a request id mean anything.
    pub changes: bool,
    /// JSON schemas of the input and of the answer.
    pub schemas: fn() -> (Value, Value),
    /// Does it.
    pub call: fn(Desk, Value, Asked) -> BoxFuture<'static, Done<Value>>,
}

fn schemas<A: Act>() -> (Value, Value) {
    (schemars::schema_for!(A).to_value(), schemars::schema_for!(A::Output).to_value())
}

/// An input that does not fit the act's schema. The text is serde's: it names the field and what was expected,
/// never the value of another.
fn read<A: Act>(input: Value) -> Done<A> {
    serde_json::from_value(input)
        .map_err(|error| Refusal::new("input.invalid").with("problem", error.to_string()).into())
}

fn write(output: impl serde::Serialize) -> Done<Value> {
    serde_json::to_value(output).map_err(Fault::from)
}

fn look<A: Look>(desk: Desk, input: Value, asked: Asked) -> BoxFuture<'static, Done<Value>> {
    Box::pin(async move {
        let act = read::<A>(input)?;
        let desk = match asked.approval {
            // Who may just so proves nothing more by a PIN.
            Some(approval) if A::NEEDS.sealed() && !desk.proven(A::NEEDS) => {
                desk.prove(&approval, A::NEEDS).await?
            }
            _ => desk,
        };
        write(desk.ask(act).await?)
    })
}

fn change<A: Change>(desk: Desk, input: Value, asked: Asked) -> BoxFuture<'static, Done<Value>> {
    Box::pin(async move { write(desk.act_as(read::<A>(input)?, asked).await?) })
}

const fn own(needs: Permission, narrows: bool) -> Option<&'static str> {
    match needs.own() {
        Some(own) if narrows => Some(own.as_str()),
        _ => None,
    }
}

macro_rules! acts {
    (looks: $($look:ty),+ $(,)?; changes: $($change:ty),+ $(,)?;) => {
        /// Every act, by name.
        pub const ACTS: &[Entry] = &[
            $(Entry {
                name: <$look as Act>::NAME,
                needs: <$look as Act>::NEEDS.as_str(),
                own: own(<$look as Act>::NEEDS, <$look as Act>::OWN),
                changes: false,
                schemas: schemas::<$look>,
                call: look::<$look>,
            },)+
            $(Entry {
                name: <$change as Act>::NAME,
                needs: <$change as Act>::NEEDS.as_str(),
                own: own(<$change as Act>::NEEDS, <$change as Act>::OWN),
                changes: true,
                schemas: schemas::<$change>,
                call: change::<$change>,
            },)+
        ];
    };
}

acts! {
    looks:
        booking::OpenDay, booking::CountDays, next_free::NextFree, deposit::BookingTerms,
        visit_card::OpenVisit,
        patient::FindPatients, patient::OpenPatient,
        queue::OpenQueue, board::OpenBoard, estimate::EstimateWait,
        bill::OpenBill, method::ListMethods, receipt::OpenReceipt, credit::PatientCredit,
        package::ListPackages, package::PatientPackages, share::LineShares,
        drawer::ListDrawers, drawer::LookX, drawer::ListZ, drawer::OpenZ, day_close::ListDays,
        staff::ListStaff, treatment::ListTreatments, clinic::OpenClinic,
        expense::ListExpenses, expense::ListCategories, recurring::DueRecurring,
        report::ShowReport, explain::Explain, commission::ListCommissions, leak::ListLeaks,
        import::TryPatients, import::TryTreatments,
        user::ListUsers, user::ShowUser, role::ListRoles, invite::ListInvitations, session::ListSessions,
        event::ListEvents,
        verify::VerifyTrail, trail::ListTrail, then::AsItWas;
    changes:
        patient::RegisterPatient, patient::EditPatient, erase::ErasePatient,
        merge::MergePatients, merge::UnmergePatient,
        booking::Book, booking::MoveBooking, assign::AssignBooking, booking::NoteBooking,
        visit::ConfirmBooking, visit::Arrive, visit::StartVisit, visit::FinishVisit, visit::CancelBooking,
        visit::MarkNoShow, visit::LeaveVisit, visit::UndoVisit,
        walk_in::WalkIn, walk_in::IssueTicket, ticket::CallNext, ticket::CallTicket, ticket::ParkTicket,
        ticket::MissTicket, ticket::ReactivateTicket, ticket::TransferTicket, ticket::MarkUrgent, ticket::LeaveQueue,
        ticket::ServeTicket, ticket::UndoTicket,
        line::AddLine, line::VoidLine, discount::GiveDiscount, tip::AddTip, tip::WriteOff, share::ShareLine,
        drawer::OpenDrawer, drawer::MoveCash, drawer::OpenWithoutSale, drawer::CountDrawer,
        drawer::AcceptDifference, drawer::CloseDrawer, drawer::HandOver, drawer::CarryDrawer, day_close::CloseDay, day_close::ReopenDay,
        payment::TakePayment, payment::VerifyPayment, payment::FailPayment, receipt::PrintReceipt,
        refund::RefundPayment, void::VoidPayment, method::SaveMethod,
        package::SavePackage, package::SellPackage, package_use::UsePackage, package_refund::RefundPackage,
        staff::SaveStaff, staff::AddLeave, staff::CancelLeave, staff::SaveRoom,
        treatment::SaveTreatment, clinic::EditClinic, export::ExportReport,
        expense::WriteExpense, expense::VoidExpense, expense::SaveCategory, recurring::SaveRecurring,
        import::ImportPatients, import::ImportTreatments,
        user::EditUser, user::SetRole, user::BlockUser, user::UnblockUser, right::GiveGrant, right::RevokeGrant,
        role::EditRole, invite::InviteUser, invite::SendInvitation, invite::CancelInvitation,
        lost::ResetPassword, lost::ResetPin, lost::ChangeOwnPassword, lost::ChangeOwnPin,
        factor::StartFactor, factor::ConfirmFactor, factor::RemoveOwnFactor, factor::RemoveFactor,
        session::RevokeSession, session::RevokeAllOf, event::ResolveEvent;
}

/// The act of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    ACTS.iter().find(|act| act.name == name)
}
