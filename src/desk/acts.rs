//! The list of acts: what `loket call` offers, with the schemas of what goes in and what comes out.

use futures::future::BoxFuture;
use serde_json::Value;

use super::act::{Act, Change, Look};
use super::fault::{Done, Fault};
use super::given::Given;
use super::{
    Asked, Desk, assign, bill, board, booking, clinic, commission, credit, day_close, deposit, discount,
    drawer, erase, estimate, event, expense, explain, export, factor, health_note, import, invite, leak,
    line, lost, merge, method, next_free, package, package_refund, package_use, patient, payment, queue,
    receipt, recurring, refund, report, right, role, session, share, staff, then, ticket, tip, trail,
    treatment, unmerge, user, verify, visit, visit_card, void, walk_in,
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
    /// Whether what is left out of its input stays as it is: see [`Change::KEEPS`].
    pub keeps: bool,
    /// JSON schemas of the input and of the answer.
    pub schemas: fn() -> (Value, Value),
    /// Does it.
    pub call: fn(Desk, Value, Asked) -> BoxFuture<'static, Done<Value>>,
}

fn schemas<A: Act>() -> (Value, Value) {
    (schemars::schema_for!(A).to_value(), schemars::schema_for!(A::Output).to_value())
}

fn read<A: Act>(input: Value) -> Done<A> {
    serde_json::from_value(input.clone()).map_err(|error| {
        let fits = |input: Value| serde_json::from_value::<A>(input).err().map(|error| error.to_string());
        let said = error.to_string();
        let field = match said.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
            // It is named already: what is wanted is where it stands.
            Some(unknown) => around(&input, unknown).unwrap_or_default(),
            None => culprit(&input, &said, &fits),
        };
        misread(&error, &field).into()
    })
}

/// The fields around the one of this name, from the outside in; empty where it stands by itself.
fn around(input: &Value, name: &str) -> Option<String> {
    if let Some(all) = input.as_array() {
        return all.iter().find_map(|one| around(one, name));
    }
    let fields = input.as_object()?;
    if fields.contains_key(name) {
        return Some(String::new());
    }
    fields.iter().find_map(|(outer, inner)| {
        let inner = around(inner, name)?;
        Some(if inner.is_empty() { outer.clone() } else { format!("{outer}.{inner}") })
    })
}

/// Input that is not what was asked for, as a refusal: which field it is and what was expected there. Never what stood
/// in it, which may be somebody's number or a PIN.
#[must_use]
pub fn misread(error: &serde_json::Error, field: &str) -> Refusal {
    let said = error.to_string();
    let names_no_value = ["missing field", "unknown field", "duplicate field"];
    let problem = match said.rfind(", expected ") {
        _ if names_no_value.iter().any(|start| said.starts_with(start)) => said.as_str(),
        Some(at) => &said[at + 2..],
        // What a type of its own says may hold the value.
        None if error.is_data() => return Refusal::new("input.value").with("field", field),
        None => said.as_str(),
    };
    // A long list is given once, for whoever looks for a word in it: in a sentence nobody reads it.
    if let Some(all) = problem.strip_prefix("expected one of ").filter(|all| all.len() > LONG) {
        return Refusal::new("input.words").with("field", field).with("expected", all);
    }
    let problem = if field.is_empty() { problem.to_owned() } else { format!("{field}: {problem}") };
    Refusal::new("input.invalid").with("problem", problem)
}

/// The most letters of a list that is read out.
const LONG: usize = 200;

/// The field without which the input fails in another way, or not at all; empty where it is none alone.
fn culprit(input: &Value, said: &str, fails: &dyn Fn(Value) -> Option<String>) -> String {
    let Some(fields) = input.as_object() else { return String::new() };
    for name in fields.keys() {
        let mut without = fields.clone();
        without.shift_remove(name);
        if fails(Value::Object(without)).as_deref() == Some(said) {
            continue;
        }
        let inside = |inner: Value| {
            let mut with = fields.clone();
            with.insert(name.clone(), inner);
            fails(Value::Object(with))
        };
        let deeper = culprit(&fields[name], said, &inside);
        return if deeper.is_empty() { name.clone() } else { format!("{name}.{deeper}") };
    }
    String::new()
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
    Box::pin(async move {
        if let Some(given) = Given::of(input.clone()).filter(|_| A::KEEPS) {
            let act = read::<A>(given.plain())?;
            return write(desk.act_given(act, given, asked).await?);
        }
        write(desk.act_as(read::<A>(input)?, asked).await?)
    })
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
                keeps: false,
                schemas: schemas::<$look>,
                call: look::<$look>,
            },)+
            $(Entry {
                name: <$change as Act>::NAME,
                needs: <$change as Act>::NEEDS.as_str(),
                own: own(<$change as Act>::NEEDS, <$change as Act>::OWN),
                changes: true,
                keeps: <$change as Change>::KEEPS,
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
        patient::FindPatients, patient::OpenPatient, health_note::HealthNotes,
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
        merge::MergePatients, unmerge::UnmergePatient,
        health_note::AddHealthNote, health_note::StrikeHealthNote,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::desk::clinic::EditClinic;
    use crate::desk::patient::{FindPatients, RegisterPatient};
    use crate::desk::role::EditRole;
    use crate::domain::clinic::Language;
    use crate::domain::money::Currency;
    use crate::i18n::Words;
    use chrono::NaiveDate;

    fn said<A: Act>(input: Value) -> String {
        let fault = read::<A>(input).map(drop).unwrap_err();
        let refusal = fault.refusal().unwrap();
        format!("{} {}", refusal.code, Value::Object(refusal.details_json()))
    }

    #[test]
    fn what_does_not_fit_is_said_by_its_field_and_never_by_its_value() {
        let phone = "0812-3456-7890";
        for (input, field) in [
            (json!({"name": "x", "phones": phone}), "phones: expected a sequence"),
            (json!({"name": "x", "reminders": phone}), "reminders: expected a boolean"),
            (json!({"name": "x", "birth_date": 34_567_890}), "birth_date: expected a string"),
            (json!({"name": "x", "somebody_else": phone}), "somebody_else: expected a boolean"),
        ] {
            let said = said::<RegisterPatient>(input.clone());
            assert!(said.contains(field) && !said.contains("3456"), "{input}: {said}");
        }
        let unknown = said::<RegisterPatient>(json!({"name": "x", "telp": phone}));
        assert!(unknown.contains("\"unknown field `telp`") && !unknown.contains("name:"), "{unknown}");
        let unknown = said::<EditClinic>(json!({"name": "x", "policies": {"telp": phone}}));
        assert!(unknown.contains("\"policies: unknown field `telp`"), "{unknown}");
        let inside = said::<EditClinic>(json!({"policies": {"late_hours": phone}}));
        assert!(inside.contains("policies.late_hours: expected ") && !inside.contains("3456"), "{inside}");
        let rule = json!([{"permission": "day:close", "effect": "allow"}]);
        let long = said::<EditRole>(json!({"name": "x", "base": "manager", "reason": "y", "rules": rule}));
        assert!(long.starts_with("input.words ") && long.contains("\"field\":\"rules\""), "{long}");
        assert_eq!(long.matches("day:close:clinic").count(), 1, "{long}");
        let refusal =
            Refusal::new("input.words").with("field", "rules").with("expected", "`day:close:clinic`");
        for language in Language::ALL {
            let (rupiah, day) = (Currency::new("IDR", 0).unwrap(), NaiveDate::default());
            let message = Words::new(*language).refusal(&refusal, &rupiah, day);
            assert!(message.contains("rules") && !message.contains("day:close"), "{message}");
        }
        let said = said::<FindPatients>(json!({"text": 81_234_567}));
        assert!(said.contains("text: expected a string") && !said.contains("81234567"), "{said}");
    }
}
