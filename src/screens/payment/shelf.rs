//! Packages at the till: using a session, selling one, giving unused ones back.

use super::acts::change;
use super::deed::{Deed, DeedForm};
use super::{Msg, Payment, Row};
use crate::app::{Cx, Effect};
use crate::desk::package::{ListPackages, Owned, PackageRow, PatientPackages, SellPackage};
use crate::desk::package_refund::goes_back;
use crate::desk::package_use::UsePackage;
use crate::desk::{Approval, Asked, Done};
use crate::domain::bill::LineKind;
use crate::domain::id::{BillLineId, MethodId, PatientId, RequestId};
use crate::domain::money::Money;
use crate::domain::package::Left;
use crate::domain::payment::MethodKind;
use crate::domain::permission::Permission;
use crate::screens::approve::{Approve, wants_pin};
use crate::screens::pick::{Choice, Pick};
use crate::screens::refused;
use crate::ui::{Look, Notice, Sentence};

/// What the patient has of packages, then what is on offer.
#[derive(Debug, Default)]
pub struct Shelf {
    owned: Vec<Owned>,
    offered: Vec<PackageRow>,
}

fn read(patient: PatientId, msg: impl FnOnce(Box<Done<Shelf>>) -> Msg + Send + 'static) -> Effect<Msg> {
    Effect::read("packages", move |desk| async move {
        let read = async {
            let (owned, offered) =
                tokio::try_join!(desk.ask(PatientPackages { patient }), desk.ask(ListPackages {}))?;
            Ok(Shelf { owned, offered: offered.into_iter().filter(|package| package.active).collect() })
        };
        msg(Box::new(read.await))
    })
}

/// `2/3 until 20 Dec 2026`.
pub(in crate::screens) fn left(owned: &Owned, look: &Look) -> String {
    let facts = [("left", owned.sessions_left.into()), ("of", owned.row.sessions.into())];
    let left = look.words.fill("package-left", &facts);
    match owned.row.expires_on {
        Some(last) => {
            let id = if owned.expired { "package-ended" } else { "package-until" };
            format!("{left} {}", look.words.fill(id, &[("day", look.words.date(last).into())]))
        }
        None => left,
    }
}

/// Its name, and whose it is where it is somebody else's.
pub(super) fn whose(owned: &Owned, patient: PatientId) -> Sentence {
    if owned.row.patient_id == patient {
        return owned.row.name.as_str().into();
    }
    let facts = [("package", owned.row.name.as_str().into()), ("patient", owned.row.patient.as_str().into())];
    Sentence::fill("package-whose", &facts)
}

/// Pays a treatment with a session.
pub(super) fn use_session(act: UsePackage, approval: Option<Approval>) -> Effect<Msg> {
    Effect::write("bill", move |desk| async move {
        let asked = Asked { request: Some(RequestId::new()), approval };
        let done = desk.act_as(act.clone(), asked).await.map(|_| ());
        Msg::Used(act, done)
    })
}

/// What was given as a share of more may take the PIN of somebody who may give it of less.
pub(super) fn used(act: UsePackage, done: Done<()>, cx: &Cx) -> Effect<Msg> {
    let fault = match done {
        Ok(()) => return Effect::say(Notice::done(cx.text("payment-session_used"))),
        Err(fault) => fault,
    };
    match fault.refusal().filter(|refusal| wants_pin(refusal)) {
        Some(refusal) => {
            let approve = Approve::after(refusal, Permission::BillDiscountBeyond, cx);
            let approve = approve.because(&act.reason, cx);
            Effect::ask(approve, move |approved| Msg::UseAs(act, approved))
        }
        None => Effect::say(refused::notice(&fault, cx)),
    }
}

impl Payment {
    /// Puts the methods into the form: credit only where there is some, and sessions are no money.
    pub(super) fn offer(&mut self, methods: super::Methods, cx: &Cx) {
        self.methods = methods
            .into_iter()
            .filter(|method| match method.kind {
                MethodKind::Package => false,
                MethodKind::Credit => self.credit > Money::ZERO,
                _ => true,
            })
            .collect();
        // Credit comes and goes: the others keep the digits that fingers know.
        self.methods.sort_by_key(|method| method.kind == MethodKind::Credit);
        let name = |method: &super::MethodRow| match method.kind {
            MethodKind::Credit => format!("{} {}", method.name, cx.look.currency.shown(self.credit)),
            _ => method.name.clone(),
        };
        let names = self.methods.iter().map(name).collect();
        if let Some(field) = self.form.field_mut("method") {
            field.offer(names);
        }
    }

    /// How money may go back: the clinic's methods but packages, by name.
    pub(super) fn back_methods(&self) -> Vec<(MethodId, String)> {
        let credit = |method: &&super::MethodRow| method.active && method.kind != MethodKind::Package;
        let methods = self.roster.methods.iter().filter(credit);
        methods.map(|method| (method.id, method.name.clone())).collect()
    }

    pub(super) fn package(&mut self, _: &Cx) -> Effect<Msg> {
        self.bill.as_ref().map_or(Effect::None, |bill| read(bill.patient, Msg::Packages))
    }

    /// Whether a package pays what is still to pay is asked beside the bill: the form is there before the answer.
    pub(super) fn look_on_shelf(&self) -> Effect<Msg> {
        match &self.bill {
            Some(bill) if bill.due > Money::ZERO && !self.only_bill => read(bill.patient, Msg::Has),
            _ => Effect::None,
        }
    }

    pub(super) fn has_on_shelf(&mut self, read: Done<Shelf>) -> Effect<Msg> {
        let (Ok(shelf), Some(bill)) = (read, &self.bill) else { return Effect::None };
        let pays = |owned: &Owned| {
            owned.sessions_left > 0
                && !owned.expired
                && bill.lines.iter().any(|line| {
                    line.kind == LineKind::Treatment
                        && line.treatment_id == Some(owned.row.treatment_id)
                        && !bill.lines.iter().any(|other| other.reduces == Some(line.id))
                })
        };
        self.has = shelf.owned.into_iter().find(pays);
        Effect::None
    }

    pub(super) fn packages_read(&mut self, read: Done<Shelf>, cx: &Cx) -> Effect<Msg> {
        let mut shelf = match read {
            Ok(shelf) => shelf,
            Err(fault) => return Effect::say(refused::notice(&fault, cx)),
        };
        shelf.owned.retain(|owned| owned.sessions_left > 0);
        let Some(patient) = self.bill.as_ref().map(|bill| bill.patient) else { return Effect::None };
        if shelf.owned.is_empty() && shelf.offered.is_empty() {
            return Effect::say(Notice::look(cx.text("payment-no_packages")));
        }
        let used = shelf.owned.iter().map(|owned| {
            let has = owned.clone();
            Choice::said(whose(owned, patient), Sentence::of(move |look| left(&has, look)), cx)
        });
        let sold = shelf.offered.iter().map(|package| {
            let price = cx.look.currency.shown(package.price);
            let sold = [("name", package.name.as_str().into())];
            Choice::said(Sentence::fill("payment-sell_package", &sold), price, cx)
        });
        let choices = used.chain(sold).collect();
        self.shelf = shelf;
        Effect::ask(Pick::new("payment-which_package", choices), Msg::Package)
    }

    pub(super) fn package_chosen(&mut self, chosen: usize) -> Effect<Msg> {
        let (booking, version) = (self.booking, self.bill.as_ref().map(|bill| bill.version));
        if let Some(owned) = self.shelf.owned.get(chosen) {
            let line = match (self.here(), &self.bill) {
                (Some(Row::Line(at)), Some(bill)) => bill
                    .lines
                    .get(at)
                    .filter(|line| {
                        line.kind == LineKind::Treatment && line.treatment_id == Some(owned.row.treatment_id)
                    })
                    .map(|line| line.id),
                _ => None,
            };
            return use_session(
                UsePackage { booking, version, package: owned.row.id, line, reason: String::new() },
                None,
            );
        }
        match self.shelf.offered.get(chosen - self.shelf.owned.len()) {
            Some(package) => {
                change("payment-package_sold", SellPackage { booking, version, package: package.id })
            }
            None => Effect::None,
        }
    }

    /// The sale of a package in hand.
    pub(super) fn sale(&self) -> Option<BillLineId> {
        let (Row::Line(at), Some(bill)) = (self.here()?, &self.bill) else { return None };
        let line = bill.lines.get(at)?;
        (line.kind == LineKind::Package && line.amount > Money::ZERO).then_some(line.id)
    }

    pub(super) fn ask_sessions(&self, line: BillLineId) -> Effect<Msg> {
        let Some(bill) = &self.bill else { return Effect::None };
        read(bill.patient, move |read| Msg::Sessions(line, read))
    }

    pub(super) fn sessions_read(&mut self, line: BillLineId, read: Done<Shelf>, cx: &Cx) -> Effect<Msg> {
        let shelf = match read {
            Ok(shelf) => shelf,
            Err(fault) => return Effect::say(refused::notice(&fault, cx)),
        };
        match shelf.owned.iter().find(|owned| owned.row.line_id == line) {
            Some(owned) if owned.sessions_left > 0 => {
                let left = Left { sessions: owned.sessions_left, value: owned.value_left };
                let bought = (owned.row.sessions, owned.row.price);
                let deed = Deed::Sessions { package: owned.row.id, left, bought };
                let back = |value| self.bill.as_ref().map_or(value, |bill| goes_back(bill, line, value));
                Effect::open(DeedForm::new(deed, Money::ZERO, Some(&self.back_methods()), cx).giving(back))
            }
            _ => Effect::say(Notice::look(cx.text("payment-no_sessions"))),
        }
    }
}
