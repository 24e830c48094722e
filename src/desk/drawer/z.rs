//! Closing reports: numbered without holes, kept for ever, printable again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::look;
use crate::desk::act::{Act, Look};
use crate::desk::fault::{Done, Fault};
use crate::desk::work::Work;
use crate::desk::{Desk, confided};
use crate::domain::bill::LineKind;
use crate::domain::drawer::MoveKind;
use crate::domain::id::{PatientId, ZReportId};
use crate::domain::money::Money;
use crate::domain::payment::PaymentKind;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::paper::receipt::Letterhead;
use crate::paper::z::{Counted, Method, Moved, Tally, Unfinished, Z};
use crate::store::drawer::End;
use crate::store::z::ZRow;
use crate::store::{self, On};

/// The closing reports, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListZ {
    /// Only those before this number.
    #[serde(default)]
    pub before: Option<i64>,
    /// At the most so many; left out: 50.
    #[serde(default)]
    pub most: Option<i64>,
}

/// More are not read at once.
const MOST: i64 = 500;

impl Act for ListZ {
    const NAME: &'static str = "list_z";
    const NEEDS: Permission = Permission::DrawerSee;
    type Output = Vec<ZRow>;
}

impl Look for ListZ {
    async fn look(self, desk: &Desk) -> Done<Vec<ZRow>> {
        let before = self.before.unwrap_or(i64::MAX);
        let most = self.most.unwrap_or(50).clamp(1, MOST);
        let mut rows = store::z::list(desk.db(), desk.clinic().id, before, most).await?;
        for row in rows.iter_mut().filter(|row| blind(desk, row)) {
            row.counted = None;
        }
        Ok(rows)
    }
}

/// Whether what lies in the drawer of this report is still to be counted by whoever opens it: it is told to nobody
/// before, but to who counted it then and to who may know what should be there.
fn blind(desk: &Desk, row: &ZRow) -> bool {
    let mine = desk.who().is_some_and(|who| who.account_id == row.closer);
    row.shut && !mine && desk.may(Permission::DrawerExpected) == Grant::No
}

/// A closing report as it was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenZ {
    pub z: ZReportId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ZView {
    pub id: ZReportId,
    pub z: Z,
}

impl Act for OpenZ {
    const NAME: &'static str = "open_z";
    const NEEDS: Permission = Permission::DrawerSee;
    type Output = ZView;
}

impl Look for OpenZ {
    async fn look(self, desk: &Desk) -> Done<ZView> {
        let clinic = desk.clinic().id;
        let row =
            store::z::get(desk.db(), clinic, self.z).await?.ok_or_else(|| Refusal::at("z.unknown", "z"))?;
        let listed = store::z::list(desk.db(), clinic, row.number.saturating_add(1), 1).await?;
        if let Some(shut) = listed.iter().find(|listed| listed.id == row.id && blind(desk, listed)) {
            return Err(Refusal::at("z.blind", "z").with("drawer", shut.drawer.as_str()).into());
        }
        let page = confided::read(On::from(desk.db()), clinic, desk.house.key()?, &row.snapshot).await?;
        let mut z: Z = serde_json::from_value(page)?;
        let veil = desk.veil();
        z.unfinished.iter_mut().for_each(|visit| veil.name(&mut visit.patient));
        Ok(ZView { id: row.id, z })
    }
}

/// The figures of a report that was kept; the names in it stand elsewhere.
pub(super) fn figures(snapshot: &str) -> Done<Z> {
    serde_json::from_str(snapshot).map_err(Fault::from)
}

/// A report as it is kept: each name in it where it can be erased. `patients` are those of what is unfinished, in its
/// order.
pub(super) fn page(work: &mut Work<'_>, z: &Z, patients: &[PatientId]) -> Done<String> {
    let mut page = serde_json::to_value(z)?;
    let visits = page["unfinished"].as_array_mut().into_iter().flatten();
    for (visit, patient) in visits.zip(patients) {
        work.confide("z_page", *patient, visit)?;
    }
    Ok(page.to_string())
}

/// How a session ended, beyond what it comes to.
pub(super) struct Ending {
    pub number: i64,
    pub counted: Money,
    pub end: End,
    pub note: String,
    pub approved_by: Option<String>,
    pub methods: Vec<Method>,
    pub unfinished: Vec<Unfinished>,
    pub handed_to: Option<String>,
    pub perpetual: Money,
    pub failed_late: Tally,
    pub failed_ever: Tally,
    pub head: (i64, String),
}

/// The report of a session that ends now.
pub(super) fn snapshot(work: &Work<'_>, facts: Facts, ending: Ending) -> Done<Z> {
    let clinic = work.clinic;
    let counts = facts
        .counts
        .iter()
        .map(|row| {
            Ok(Counted {
                total: row.total,
                pieces: look::read(&row.pieces)?,
                reason: row.reason.clone(),
                at: work.local(row.at),
                by: row.account.clone(),
                approved_by: row.approver.clone(),
                blind: row.blind,
            })
        })
        .collect::<Done<Vec<_>>>()?;
    let moves: Vec<Moved> = facts
        .moves
        .iter()
        .map(|row| Moved {
            kind: row.kind,
            amount: row.amount,
            reason: row.reason.clone(),
            at: work.local(row.at),
            by: row.account.clone(),
        })
        .collect();
    let no_sales = moves.iter().filter(|moved| moved.kind == MoveKind::NoSale).count();
    Ok(Z {
        clinic: Letterhead {
            name: clinic.name.clone(),
            address: clinic.address.clone(),
            phone: clinic.phone.clone(),
            footer: String::new(),
        },
        currency: clinic.currency.clone(),
        number: ending.number,
        business_day: facts.row.business_day,
        opened_at: work.local(facts.row.opened_at),
        closed_at: work.local(work.now),
        closed_by: work.who.full_name.clone(),
        handed_to: ending.handed_to,
        methods: ending.methods,
        received: facts.received(),
        refunds: facts.of_kind(PaymentKind::Refund),
        voids: facts.of_kind(PaymentKind::Void),
        discounts: facts.taken_off(LineKind::Discount),
        rounding: facts.taken_off(LineKind::Rounding),
        failed: facts.failed(),
        waiting: facts.waits(),
        receipts: facts.receipts(),
        cash: facts.cash,
        moves,
        no_sales: i64::try_from(no_sales).unwrap_or(i64::MAX),
        counts,
        expected: ending.end.expected,
        counted: ending.counted,
        difference: ending.end.difference,
        difference_note: ending.note,
        difference_approved_by: ending.approved_by,
        left_in: ending.end.left_in,
        to_safe: ending.counted.minus(ending.end.left_in)?,
        unfinished: ending.unfinished,
        perpetual: ending.perpetual,
        failed_late: ending.failed_late,
        failed_ever: ending.failed_ever,
        head_seq: ending.head.0,
        head_hash: ending.head.1,
        training: clinic.training,
        drawer: facts.row.drawer,
        terminal: facts.row.terminal,
        opened_by: facts.row.account,
        handed_by: facts.row.handed_by,
        left_before: facts.row.left_before,
        opening_difference: facts.row.opening_difference,
        opening_note: facts.row.opening_note,
        carried: facts.row.carried_to.zip(facts.row.carried_note),
    })
}
