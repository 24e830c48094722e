//! What is done at the till: money that goes back, credit, packages, tips, and the drawer from float to Z.

use loket::desk::bill::OpenBill;
use loket::desk::drawer::{CloseDrawer, Confirmed, CountDrawer, Decided, LookX, MoveCash, OpenDrawer};
use loket::desk::package::{ListPackages, PatientPackages, SavePackage, SellPackage};
use loket::desk::package_refund::RefundPackage;
use loket::desk::package_use::UsePackage;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::refund::RefundPayment;
use loket::desk::share::ShareLine;
use loket::desk::tip::{AddTip, WriteOff};
use loket::desk::treatment::SaveTreatment;
use loket::desk::void::VoidPayment;
use loket::desk::{Approval, Asked, Change};
use loket::domain::bill::TaxMode;
use loket::domain::drawer::{Decision, MoveKind};
use loket::domain::id::{BookingId, MethodId, PaymentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::PIN;
use crate::world::World;

fn reason() -> String {
    "supaya lengkap".to_owned()
}

impl World<'_> {
    /// Does it with one's own PIN.
    pub async fn sign<A: Change>(&mut self, act: A) -> Option<A::Output> {
        let approval = Some(Approval { username: None, pin: PIN.to_owned() });
        self.act_as(act, Asked { request: None, approval }).await
    }

    async fn method(&self, kind: MethodKind) -> MethodId {
        let roster = self.house.desk.roster().await.unwrap();
        roster.methods.iter().find(|row| row.kind == kind).unwrap().id
    }

    /// One of the payments of a bill.
    async fn payment(&self, booking: BookingId, b: u16) -> Option<PaymentId> {
        let payments = self.house.desk.ask(OpenBill { booking }).await.unwrap().payments;
        payments.get(usize::from(b) % payments.len().max(1)).map(|row| row.id)
    }

    /// Most treatments are taxed, in the price and on top.
    pub async fn tax_one(&mut self) {
        let roster = self.house.desk.roster().await.unwrap();
        let modes = [TaxMode::Inclusive, TaxMode::Exclusive, TaxMode::None].into_iter().cycle();
        for (row, tax_mode) in roster.treatments.iter().zip(modes) {
            let save = SaveTreatment {
                treatment: Some(row.id),
                version: None,
                name: row.name.clone(),
                category: row.category.clone(),
                minutes: row.minutes,
                price: row.price,
                deposit: row.deposit,
                tax_mode,
                tax_bp: 1_100,
                queue_prefix: row.queue_prefix.clone(),
                room: row.room_id,
                staff: None,
                active: true,
            };
            self.act(save).await.unwrap();
        }
    }

    /// Three sessions at a price that does not divide by three.
    pub async fn offer_packages(&mut self) {
        let roster = self.house.desk.roster().await.unwrap();
        for (nth, row) in roster.treatments.iter().take(4).enumerate() {
            let save = SavePackage {
                package: None,
                version: None,
                name: format!("Paket {nth}"),
                treatment: row.id,
                sessions: 3,
                price: Money(row.price.0 * 2 + 100 * nth as i64 + 1),
                valid_days: (nth % 2 == 0).then_some(4),
                shareable: nth % 2 == 1,
                active: true,
            };
            self.act(save).await.unwrap();
        }
    }

    pub async fn till(&mut self, act: u8, booking: BookingId, a: u16, b: u16) {
        let version = None;
        match act {
            25 => drop(
                self.act(AddTip { booking, version, amount: Money(i64::from(b) + 1), staff: None }).await,
            ),
            26 => {
                let amount = b.is_multiple_of(2).then_some(Money(i64::from(b) + 1));
                drop(self.sign(WriteOff { booking, version, amount, reason: reason() }).await);
            }
            27..=29 => self.refund(booking, a, b).await,
            30 => {
                let Some(payment) = self.payment(booking, b).await else { return };
                drop(self.sign(VoidPayment { payment, reason: reason() }).await);
            }
            31 | 32 => self.pay_by_credit(booking, b).await,
            33 | 34 => {
                let packages = self.house.desk.ask(ListPackages {}).await.unwrap();
                let package = packages[usize::from(b) % packages.len()].id;
                drop(self.act(SellPackage { booking, version, package }).await);
            }
            35 | 36 => self.use_package(booking, b).await,
            37 => self.give_sessions_back(b).await,
            38 => self.share(booking, b).await,
            41 | 42 => self.sell_and_pay(booking, a, b).await,
            43 | 44 => self.give_sessions_back(b).await,
            45 => drop(self.sign(WriteOff { booking, version, amount: None, reason: reason() }).await),
            _ => {
                let kinds = [MoveKind::PaidIn, MoveKind::PaidOut, MoveKind::Drop];
                let kind = kinds[usize::from(a) % kinds.len()];
                let amount = Money(i64::from(b) * 3 + 1);
                drop(
                    self.act(MoveCash {
                        kind,
                        amount,
                        reason: reason(),
                        reference: String::new(),
                        expense: None,
                    })
                    .await,
                );
            }
        }
    }

    async fn refund(&mut self, booking: BookingId, a: u16, b: u16) {
        let Some(payment) = self.payment(booking, b).await else { return };
        let method = match a % 3 {
            0 => None,
            1 => Some(self.method(MethodKind::Credit).await),
            _ => Some(self.method(MethodKind::Transfer).await),
        };
        // Any amount, then one there are coins for: cash goes back in no other.
        let amount = match a % 4 {
            0 => Some(Money(i64::from(b) + 1)),
            1 => Some(Money((i64::from(b) / 100 + 1) * 100)),
            _ => None,
        };
        drop(self.sign(RefundPayment { payment, amount, method, reason: reason() }).await);
    }

    async fn pay_by_credit(&mut self, booking: BookingId, b: u16) {
        let view = self.house.desk.ask(OpenBill { booking }).await.unwrap();
        let method = self.method(MethodKind::Credit).await;
        let tendered = Money((i64::from(b) + 1).min(view.due.0));
        let tenders = vec![Tender { method, tendered, reference: String::new() }];
        drop(self.act(TakePayment { booking, tenders, due: None, paid_for: None }).await);
    }

    async fn use_package(&mut self, booking: BookingId, b: u16) {
        let patient = self.house.desk.ask(OpenBill { booking }).await.unwrap().patient;
        let owned = self.house.desk.ask(PatientPackages { patient }).await.unwrap();
        let Some(one) = owned.get(usize::from(b) % owned.len().max(1)) else { return };
        drop(
            self.act(UsePackage {
                booking,
                version: None,
                package: one.row.id,
                line: None,
                reason: String::new(),
            })
            .await,
        );
    }

    async fn give_sessions_back(&mut self, b: u16) {
        let patient = self.patients[usize::from(b) % self.patients.len()];
        let owned = self.house.desk.ask(PatientPackages { patient }).await.unwrap();
        let Some(one) = owned.iter().find(|one| one.sessions_left > 0) else { return };
        let sessions = b.is_multiple_of(2).then_some(1);
        let sale = one.row.booking_id;
        let before = self.told(sale).await;
        let give = RefundPackage { package: one.row.id, sessions, method: None, reason: reason() };
        if let Some(done) = self.sign(give).await {
            let back = done.refund.map_or(0, |refund| refund.amount.0);
            before.gave(&self.told(sale).await, done.value.0, back);
        }
    }

    /// A package is sold and paid for with nothing, a part, or all that is due.
    async fn sell_and_pay(&mut self, booking: BookingId, a: u16, b: u16) {
        let packages = self.house.desk.ask(ListPackages {}).await.unwrap();
        let package = packages[usize::from(b) % packages.len()].id;
        if self.act(SellPackage { booking, version: None, package }).await.is_none() {
            return;
        }
        let due = self.house.desk.ask(OpenBill { booking }).await.unwrap().due.0;
        let price = packages[usize::from(b) % packages.len()].price.0;
        let amount = match a % 4 {
            0 => return,
            1 => price / 2,
            2 => price,
            _ => due,
        };
        let method = self.method(MethodKind::Card).await;
        let tenders = vec![Tender { method, tendered: Money(amount.min(due)), reference: String::new() }];
        drop(self.act(TakePayment { booking, tenders, due: None, paid_for: None }).await);
    }

    async fn share(&mut self, booking: BookingId, b: u16) {
        let roster = self.house.desk.roster().await.unwrap();
        let lines = self.house.desk.ask(OpenBill { booking }).await.unwrap().lines;
        let Some(line) = lines.get(usize::from(b) % lines.len().max(1)) else { return };
        let first = i64::from(b % 9_999) + 1;
        let share = |nth: usize, share_bp| serde_json::json!({"staff_id": roster.staff[nth].id, "share_bp": share_bp});
        let shares = serde_json::json!([share(0, first), share(1, 10_000 - first)]);
        let act = serde_json::json!({"booking": booking, "line": line.id, "shares": shares});
        let act: ShareLine = serde_json::from_value(act).unwrap();
        drop(self.act(act).await);
    }

    pub async fn open_drawer(&mut self) {
        let open = OpenDrawer { drawer: String::new(), float: Money(500_000), note: reason() };
        self.act(open).await.unwrap();
    }

    /// Counted, a little wrong on some days; everything compared, what is not paid carried over.
    pub async fn close_drawer(&mut self) {
        let expected =
            self.owner.ask(LookX { session: Some(self.session().await) }).await.unwrap().expected.unwrap();
        let off = self.bookings().len() as i64 % 3 * 500 - 500;
        let total = Some(Money((expected.0 + off).max(0)));
        let count = CountDrawer { session: None, pieces: None, total, reason: String::new() };
        let given = self.act(count).await;
        assert!(given.is_some(), "a count is taken");
        let x = self.house.desk.ask(LookX { session: None }).await.unwrap();
        assert_eq!(x.expected, Some(expected));
        let methods = x.methods.iter().filter(|method| !method.in_drawer);
        let methods = methods.map(|method| Confirmed {
            method: method.method,
            amount: method.amount.unwrap(),
            note: String::new(),
        });
        let unfinished = x.unfinished.iter().map(|visit| Decided {
            booking: visit.booking,
            decision: Decision::Carried,
            note: reason(),
        });
        let close = CloseDrawer {
            session: None,
            note: reason(),
            methods: methods.collect(),
            unfinished: unfinished.collect(),
            left_in: None,
        };
        assert!(self.sign(close).await.is_some(), "a counted drawer is closed");
    }
}
