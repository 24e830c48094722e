//! What the clinic spends, and where the money comes from.

use chrono::NaiveDate;
use loket::desk::drawer::CountDrawer;
use loket::desk::expense::{Expenses, ListCategories, ListExpenses, SaveCategory, VoidExpense, WriteExpense};
use loket::desk::recurring::{DueRecurring, SaveRecurring};
use loket::domain::account::Role;
use loket::domain::expense::{CATEGORIES, PaidFrom};
use loket::domain::id::ExpenseCategoryId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, at, code, on};
use crate::people::colleague;
use crate::support::on_both;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl House {
    async fn category(&self, name: &str) -> ExpenseCategoryId {
        let all = self.desk.ask(ListCategories {}).await.unwrap();
        all.iter().find(|row| row.name == name).unwrap().id
    }

    pub async fn spent(&self, amount: i64, what: &str, from: PaidFrom) -> WriteExpense {
        WriteExpense {
            date: None,
            category: self.category("Operasional").await,
            amount: Money(amount),
            description: what.to_owned(),
            reference: String::new(),
            paid_from: from,
            recurring: None,
        }
    }

    async fn month(&self, text: &str) -> Expenses {
        let (from, to) = (day("2026-11-01"), day("2026-11-30"));
        self.desk.ask(ListExpenses { from, to, text: text.to_owned(), category: None }).await.unwrap()
    }
}

on_both! {
    async fn a_clinic_begins_with_the_seven_and_makes_its_own(lab: &Lab) {
        let house = House::of(lab).await;
        let all = house.desk.ask(ListCategories {}).await.unwrap();
        assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), CATEGORIES);
        let save = |category, name: &str| SaveCategory { category, name: name.to_owned(), active: true };
        assert_eq!(code(house.desk.act(save(Some(all[2].id), "Upah")).await), "category.fixed");
        assert_eq!(code(house.desk.act(save(None, "gaji")).await), "category.name_taken");
        let own = house.desk.act(save(None, "Sewa")).await.unwrap();
        let own = house.desk.act(save(Some(own.id), "Sewa ruko")).await.unwrap();
        assert_eq!((own.name.as_str(), own.fixed), ("Sewa ruko", false));
    }

    async fn a_long_description_and_a_long_reason_still_take_it_back(lab: &Lab) {
        let house = House::of(lab).await;
        let spend = house.spent(100_000, &"galon ".repeat(32), PaidFrom::Drawer).await;
        let row = house.desk.act(spend).await.unwrap();
        let void = VoidExpense { expense: row.id, reason: "salah tulis ".repeat(12) };
        assert!(house.desk.act(void).await.unwrap().voided_day.is_some());
    }

    async fn what_comes_from_the_drawer_leaves_it_and_comes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let spend = house.spent(400_000, "Token listrik", PaidFrom::Drawer).await;
        let row = house.desk.act(spend.clone()).await.unwrap();
        assert!(row.move_id.is_some());
        // Rp 100.000 of the float is left; the refusal names no figure.
        let refused = house.desk.act(spend.clone()).await.unwrap_err();
        let refused = refused.refusal().unwrap();
        assert_eq!(refused.code, "drawer.short");
        assert!(refused.details.iter().all(|(_, fact)| !fact.json().is_number()), "{refused:?}");
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 200_000)]).await.unwrap();
        let rest = house.spent(275_000, "Sabun", PaidFrom::Drawer).await;
        house.desk.act(rest.clone()).await.unwrap();
        assert_eq!(code(house.desk.act(WriteExpense { amount: Money(1), ..rest }).await), "drawer.short");
        let void = VoidExpense { expense: row.id, reason: "salah".to_owned() };
        house.desk.act(void.clone()).await.unwrap();
        assert_eq!(code(house.desk.act(void).await), "expense.voided");
        house.desk.act(spend).await.unwrap();
        let moves: Vec<(String, i64)> = loket::store::On::from(&lab.db)
            .all("SELECT kind, amount FROM drawer_move ORDER BY at, id", ()).await.unwrap();
        let kinds: Vec<&str> = moves.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["paid_out", "paid_out", "paid_in", "paid_out"]);
    }

    async fn the_bank_pays_for_days_that_were_but_not_for_days_to_come(lab: &Lab) {
        let house = House::of(lab).await;
        let spend = house.spent(1_080_000, "Serum Vit C 12 btl", PaidFrom::Bank).await;
        let on_day = |text: &str| WriteExpense { date: Some(day(text)), ..spend.clone() };
        house.desk.act(on_day("2026-11-19")).await.unwrap();
        assert_eq!(code(house.desk.act(on_day("2026-11-21")).await), "expense.future");
        let cash = WriteExpense { paid_from: PaidFrom::Drawer, ..on_day("2026-11-19") };
        assert_eq!(code(house.desk.act(cash).await), "expense.drawer_today");
        for amount in [0, -1] {
            let none = WriteExpense { amount: Money(amount), ..spend.clone() };
            assert_eq!(code(house.desk.act(none).await), "money.empty");
        }
        let other = WriteExpense { amount: Money(45_000), description: "Gojek ambil serum".to_owned(), ..spend };
        let other = house.desk.act(other).await.unwrap();
        assert_eq!(house.month("").await.total, Money(1_125_000));
        assert_eq!(house.month("serum vit").await.total, Money(1_080_000));
        assert_eq!(house.month("operas gojek").await.rows.len(), 1);
        for amount in ["45000", "45.000", "Rp45.000", "Rp 45.000", "45rb", "gojek 45k", "3x15rb"] {
            assert_eq!(house.month(amount).await.total, Money(45_000), "{amount}");
        }
        assert_eq!(house.month("1,08jt").await.total, Money(1_080_000));
        assert_eq!(house.month("12").await.total, Money(1_080_000), "a figure in words is a word");
        assert!(house.month("serum 46rb").await.rows.is_empty());
        house.desk.act(VoidExpense { expense: other.id, reason: "dobel".to_owned() }).await.unwrap();
        let month = house.month("").await;
        assert_eq!((month.rows.len(), month.total), (2, Money(1_080_000)));
    }

    async fn what_no_pin_helps_with_is_said_before_anybody_types_one(lab: &Lab) {
        let house = House::of(lab).await;
        let rani = colleague(lab, &house, "rani", Role::Manager).await;
        let spend = house.spent(1_000_000, "Serum", PaidFrom::Drawer).await;
        let later = WriteExpense { date: Some(day("2026-11-21")), ..spend.clone() };
        assert_eq!(code(rani.act(later).await), "expense.future");
        // Nor is the drawer, which holds Rp 500.000, told to whoever only asks.
        assert_eq!(code(rani.act(spend.clone()).await), "permission.pin");
        assert_eq!(code(house.desk.act(spend).await), "drawer.short");
        let taken = SaveCategory { category: None, name: "gaji".to_owned(), active: true };
        assert_eq!(code(rani.act(taken.clone()).await), "category.name_taken");
        let own = SaveCategory { name: "Sewa".to_owned(), ..taken };
        assert_eq!(code(rani.act(own).await), "permission.pin");
        let paid = house.desk.act(house.spent(45_000, "Gojek", PaidFrom::Bank).await).await.unwrap();
        let void = VoidExpense { expense: paid.id, reason: "dobel".to_owned() };
        assert_eq!(code(rani.act(void.clone()).await), "permission.pin");
        house.desk.act(void.clone()).await.unwrap();
        assert_eq!(code(rani.act(void).await), "expense.voided");
        assert_eq!(house.month("").await.rows.len(), 1);
    }

    async fn a_recurring_one_is_written_once_a_month(lab: &Lab) {
        let mut house = House::of(lab).await;
        let category = house.category("Gaji").await;
        let save = SaveRecurring {
            recurring: None, version: None, category, amount: Money(3_000_000), description: "Gaji Tono".to_owned(),
            paid_from: PaidFrom::Bank, day_of_month: 31, active: true,
        };
        assert_eq!(code(house.desk.act(SaveRecurring { day_of_month: 32, ..save.clone() }).await), "recurring.day");
        let pay = house.desk.act(save).await.unwrap();
        assert_eq!(pay.next_on, day("2026-11-30"));
        assert!(house.desk.ask(DueRecurring { all: false }).await.unwrap().is_empty());
        house.clock.set(on(30, 9, 0));
        house.desk = house.another(lab, "Counter 1").await;
        assert_eq!(house.desk.ask(DueRecurring { all: false }).await.unwrap().len(), 1);
        let write = WriteExpense {
            recurring: Some(pay.id), category, amount: pay.amount, ..house.spent(1, "Gaji Tono", PaidFrom::Bank).await
        };
        let row = house.desk.act(write.clone()).await.unwrap();
        assert!(house.desk.ask(DueRecurring { all: false }).await.unwrap().is_empty());
        assert_eq!(code(house.desk.act(write.clone()).await), "expense.written_already");
        let all = house.desk.ask(DueRecurring { all: true }).await.unwrap();
        assert_eq!(all[0].next_on, day("2026-12-31"));
        // Taken back, it is due again.
        house.desk.act(VoidExpense { expense: row.id, reason: "salah jumlah".to_owned() }).await.unwrap();
        assert_eq!(house.desk.ask(DueRecurring { all: false }).await.unwrap().len(), 1);
        house.desk.act(write).await.unwrap();
    }

    async fn a_month_that_was_taken_back_and_written_again_makes_no_other_month_twice(lab: &Lab) {
        let mut house = House::of(lab).await;
        let category = house.category("Gaji").await;
        let save = SaveRecurring {
            recurring: None, version: None, category, amount: Money(3_000_000), description: "Sewa".to_owned(),
            paid_from: PaidFrom::Bank, day_of_month: 1, active: true,
        };
        let rent = house.desk.act(save).await.unwrap();
        let write = WriteExpense {
            recurring: Some(rent.id), category, amount: rent.amount, ..house.spent(1, "Sewa", PaidFrom::Bank).await
        };
        for (now, next) in [("2026-12-01 09:00", "2027-01-01"), ("2027-01-01 09:00", "2027-02-01")] {
            house.clock.set(crate::support::clinic::at(now));
            house.desk = house.another(lab, "Counter 1").await;
            house.desk.act(write.clone()).await.unwrap();
            assert_eq!(house.desk.ask(DueRecurring { all: true }).await.unwrap()[0].next_on, day(next));
        }
        let (from, to) = (day("2026-12-01"), day("2026-12-31"));
        let december = ListExpenses { from, to, text: String::new(), category: None };
        let december = house.desk.ask(december).await.unwrap().rows[0].id;
        house.desk.act(VoidExpense { expense: december, reason: "salah jumlah".to_owned() }).await.unwrap();
        assert_eq!(code(house.desk.act(write.clone()).await), "expense.written_already", "January has its own");
        let again = WriteExpense { date: Some(day("2026-12-01")), ..write.clone() };
        house.desk.act(again).await.unwrap();
        assert_eq!(house.desk.ask(DueRecurring { all: true }).await.unwrap()[0].next_on, day("2027-02-01"));
        assert_eq!(code(house.desk.act(write).await), "expense.written_already");
    }

    async fn books_that_are_closed_take_no_expense_of_before(lab: &Lab) {
        let mut house = House::of(lab).await;
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        let close = loket::desk::drawer::CloseDrawer {
            session: None, note: String::new(), methods: Vec::new(), unfinished: Vec::new(), left_in: None,
        };
        house.desk.act(close).await.unwrap();
        house.clock.set(on(21, 9, 0));
        house.desk = house.another(lab, "Counter 1").await;
        let spend = house.spent(5_000_000, "Renovasi", PaidFrom::Bank).await;
        let of = |date: &str| WriteExpense { date: Some(day(date)), ..spend.clone() };
        house.desk.act(of("2026-09-28")).await.unwrap();
        assert_eq!(code(house.desk.act(of("0001-01-01")).await), "expense.long_ago");
        let close = loket::desk::day_close::CloseDay { day: day("2026-11-20") };
        house.desk.act_as(close, crate::clinic::approved()).await.unwrap();
        // A day on which nothing was, before the last that is closed.
        assert_eq!(code(house.desk.act(of("2026-09-29")).await), "day.locked");
        // Nor does the database take it from whoever does not ask the desk.
        let sql = "INSERT INTO expense (clinic_id, id, business_day, category_id, amount, description, reference, paid_from,
              terminal, created_at, created_by)
            SELECT clinic_id, $1, $2, category_id, amount, description, reference, paid_from, terminal, created_at,
              created_by FROM expense";
        let mut tx = lab.db.begin().await.unwrap();
        let fault = tx.on().exec(sql, (loket::domain::id::PaymentId::new(), day("2026-09-29"))).await.unwrap_err();
        assert_eq!(fault, loket::store::Fault::Rule("day_locked"));
        drop(tx);
        house.desk.act(of("2026-11-21")).await.unwrap();
        let reopen = loket::desk::day_close::ReopenDay { day: day("2026-11-20"), reason: "lupa".to_owned() };
        house.desk.act_as(reopen, crate::people::by_password()).await.unwrap();
        house.desk.act(of("2026-11-20")).await.unwrap();
    }

    async fn nothing_leaves_a_drawer_that_is_not_open(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        let spend = house.spent(1_000, "Parkir", PaidFrom::Drawer).await;
        // One's own session is one's own at every counter.
        other.act(spend.clone()).await.unwrap();
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(499_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        house.clock.set(at(10, 30));
        assert_eq!(code(house.desk.act(spend).await), "drawer.counted");
    }
}
