//! Booking, ticket and payment, beside what the engine itself takes to write as much.

use std::time::Instant;

use loket::desk::booking::Book;
use loket::desk::drawer::OpenDrawer;
use loket::desk::next_free::NextFree;
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::CancelBooking;
use loket::desk::walk_in::IssueTicket;
use loket::domain::booking::Source;
use loket::domain::id::PatientId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;
use uuid::Uuid;

use crate::data::{Engine, Set};
use crate::measure::Times;
use crate::statements::{Bare, Row};

/// Booking, ticket and payment: durable, with the row of the trail, beside one durable row of the same engine.
pub async fn measure(set: &Set, bare: &mut Bare<'_>, rounds: usize) -> Vec<Row> {
    // Money goes into an open drawer; from an earlier run it may be open still.
    let float = OpenDrawer { drawer: String::new(), float: Money(500_000), note: "bench".to_owned() };
    drop(set.desk.act(float).await);
    let desk = &set.desk;
    let roster = desk.roster().await.unwrap();
    let cash = roster.methods.iter().find(|method| method.kind == MethodKind::Cash).unwrap().id;
    let ids: Vec<(PatientId,)> =
        On::from(&set.db).all("SELECT id FROM patient WHERE active = TRUE LIMIT 5000", ()).await.unwrap();
    // Far ahead, where nobody has booked yet.
    let far = desk.today() + chrono::Days::new(40);
    let mut slots = Vec::new();
    for treatment in roster.treatments.iter().filter(|row| row.active && row.room_id.is_none()) {
        let ask = NextFree {
            treatment: treatment.id,
            staff: None,
            patient: None,
            moving: None,
            from: Some(far),
            part: None,
            at: None,
            most: Some(100),
        };
        slots.extend(desk.ask(ask).await.unwrap().into_iter().map(|slot| (treatment.id, slot)));
    }
    let (mut booking, mut payment, mut ticket) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    for (index, (treatment, slot)) in slots.into_iter().enumerate() {
        if done == rounds {
            break;
        }
        let book = Book {
            patient: ids[index % ids.len()].0,
            treatment,
            staff: Some(slot.staff),
            starts_at: slot.starts_at,
            source: Source::Phone,
            note: String::new(),
            override_reason: None,
            rebooked_from: None,
        };
        let begun = Instant::now();
        let Ok(booked) = desk.act(book).await else { continue };
        booking.push(begun.elapsed());
        let pay = TakePayment {
            booking: booked.id,
            tenders: vec![Tender { method: cash, tendered: Money(100_000_000), reference: String::new() }],
            due: None,
            paid_for: None,
        };
        let begun = Instant::now();
        if desk.act(pay).await.is_ok() {
            payment.push(begun.elapsed());
        }
        let cancel = CancelBooking {
            booking: booked.id,
            version: None,
            by: None,
            reason: "bench".to_owned(),
            deposit: None,
        };
        desk.act(cancel).await.unwrap();
        done += 1;
    }
    for (patient,) in ids.iter().take(rounds) {
        let issue = IssueTicket {
            patient: *patient,
            treatment: None,
            staff: None,
            urgent: false,
            despite_booking: true,
        };
        let begun = Instant::now();
        if desk.act(issue).await.is_ok() {
            ticket.push(begun.elapsed());
        }
    }
    let small = bare.time(&[small_row()], rounds);
    let rows = Rows::of(set).await;
    let mut same = |rows_of: fn(&Rows, usize) -> Vec<String>| {
        // A few rounds more: they warm up, and no two may write the same row.
        let texts: Vec<String> = (0..rounds + 100).map(|index| rows.whole(&rows_of(&rows, index))).collect();
        bare.time(&texts, rounds)
    };
    let (book_rows, ticket_rows, payment_rows) =
        (same(Rows::booking), same(Rows::ticket), same(Rows::payment));
    let (booking, ticket, payment) = (Times::of(booking), Times::of(ticket), Times::of(payment));
    vec![
        Row { what: "book, beside the same rows", loket: booking.clone(), raw: book_rows },
        Row { what: "book, beside one small row", loket: booking, raw: small.clone() },
        Row { what: "ticket, beside the same rows", loket: ticket.clone(), raw: ticket_rows },
        Row { what: "ticket, beside one small row", loket: ticket, raw: small.clone() },
        Row { what: "payment, beside the same rows", loket: payment.clone(), raw: payment_rows },
        Row { what: "payment, beside one small row", loket: payment, raw: small },
    ]
}

/// One small row, on the disk before it is answered.
fn small_row() -> String {
    "INSERT INTO counter (clinic_id, kind, scope, value) SELECT id, 'bench', '', 1 FROM clinic
     WHERE TRUE ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = counter.value + 1"
        .to_owned()
}

/// The rows an act writes, as bare statements of the same engine in one transaction: the same tables with the same
/// indexes, checks and triggers, nothing asked and nothing decided. They lie far in the future, in a line.
struct Rows {
    engine: Engine,
    clinic: String,
    account: String,
    session: String,
    staff: String,
    treatment: String,
    method: String,
    patients: Vec<String>,
    /// How many bookings and bills of this kind there are already.
    before: (i64, i64),
}

const DAY: &str = "2100-01-01";
/// The first of them, in microseconds.
const FIRST: i64 = 4_102_444_800_000_000;
/// From one to the next.
const STEP: i64 = 1_200_000_000;

impl Rows {
    async fn of(set: &Set) -> Self {
        let roster = set.desk.roster().await.unwrap();
        let who = set.desk.who().unwrap();
        let on = || On::from(&set.db);
        let patients: Vec<(PatientId,)> =
            on().all("SELECT id FROM patient WHERE active = TRUE LIMIT 1000", ()).await.unwrap();
        if set.engine == Engine::Postgres {
            for sequence in
                ["CREATE SEQUENCE IF NOT EXISTS bench_booking", "CREATE SEQUENCE IF NOT EXISTS bench_bill"]
            {
                on().exec(sequence, ()).await.unwrap();
            }
        }
        let before: (i64, i64) = on()
            .one(
                "SELECT (SELECT COUNT(*) FROM booking
                   WHERE clinic_id IN (SELECT id FROM clinic) AND business_day = '2100-01-01'),
                   (SELECT COUNT(*) FROM bill
                   WHERE clinic_id IN (SELECT id FROM clinic) AND business_day = '2100-01-01')",
                (),
            )
            .await
            .unwrap();
        let id = |id| literal(set.engine, id);
        Self {
            engine: set.engine,
            clinic: id(set.desk.clinic().id.0),
            account: id(who.account_id.0),
            session: id(who.session_id.0),
            staff: id(roster.staff[0].id.0),
            treatment: id(roster.treatments[0].id.0),
            method: id(roster.methods[0].id.0),
            patients: patients.into_iter().map(|(patient,)| id(patient.0)).collect(),
            before,
        }
    }

    /// A new id, and how to say it again. `pgbench` runs one text many times: there the server makes it.
    fn new_id(&self, what: &str) -> (String, String) {
        if self.engine == Engine::Sqlite {
            let id = literal(self.engine, Uuid::now_v7());
            return (id.clone(), id);
        }
        let made = "lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
           || substr(md5(random()::text), 1, 20)";
        (
            format!("set_config('bench.{what}', {made}, TRUE)::uuid"),
            format!("current_setting('bench.{what}')::uuid"),
        )
    }

    fn now(&self) -> String {
        if self.engine == Engine::Sqlite { "1800000000000000".to_owned() } else { "now()".to_owned() }
    }

    /// When the nth of them begins.
    fn begins(&self, number: i64, sequence: &str) -> String {
        if self.engine == Engine::Sqlite {
            return (FIRST + STEP * number).to_string();
        }
        format!("to_timestamp({} + {} * {sequence})", FIRST / 1_000_000, STEP / 1_000_000)
    }

    fn patient(&self, index: usize) -> &str {
        &self.patients[index % self.patients.len()]
    }

    /// One transaction of these statements and of the row of the trail, which every act writes.
    fn whole(&self, statements: &[String]) -> String {
        let Self { clinic, account, session, .. } = self;
        let (now, hash, after) = (self.now(), "f".repeat(64), "x".repeat(700));
        let (entity, _) = self.new_id("entity");
        let begin = if self.engine == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
        let statements = statements.join(";\n");
        format!(
            "{begin};
             {statements};
             UPDATE audit_head SET seq = seq + 1, hash = '{hash}', at = {now}, seal = '{hash}' WHERE clinic_id = {clinic};
             INSERT INTO audit (clinic_id, seq, at, clock_behind, account_id, session_id, terminal, act, entity, entity_id,
               before, after, reason, ledger, key_id, prev_hash, hash)
             SELECT clinic_id, seq, {now}, 0, {account}, {session}, 'bench', 'bench', 'bench', {entity}, 'null',
               '{after}', '', '', key_id, '{hash}', hash FROM audit_head WHERE clinic_id = {clinic};
             COMMIT"
        )
    }

    fn booking(&self, index: usize) -> Vec<String> {
        let Self { clinic, account, staff, treatment, .. } = self;
        let (now, patient) = (self.now(), self.patient(index));
        let (id, same) = self.new_id("booking");
        let number = self.before.0 + index as i64;
        let begins = self.begins(number, "nextval('bench_booking')");
        let quarter = if self.engine == Engine::Sqlite { "900000000" } else { "interval '15 minutes'" };
        let again = self.begins(number, "currval('bench_booking')");
        vec![
            format!(
                "INSERT INTO booking (clinic_id, id, patient_id, treatment_id, staff_id, starts_at, ends_at,
                   business_day, minutes, price, deposit, status, source, note, overbook, moves, version, created_at,
                   created_by, updated_at, updated_by)
                 VALUES ({clinic}, {id}, {patient}, {treatment}, {staff}, {begins}, {again} + {quarter}, '{DAY}', 15,
                   100000, 0, 'booked', 'phone', '', FALSE, 0, 1, {now}, {account}, {now}, {account})"
            ),
            format!(
                "INSERT INTO booking_step (clinic_id, booking_id, seq, to_status, at, account_id, terminal)
                 VALUES ({clinic}, {same}, 1, 'booked', {now}, {account}, 'bench')"
            ),
        ]
    }

    fn ticket(&self, index: usize) -> Vec<String> {
        let Self { clinic, account, .. } = self;
        let (now, patient) = (self.now(), self.patient(index));
        let (id, same) = self.new_id("ticket");
        let counter = self.counter("bench ticket");
        vec![
            counter.0,
            format!(
                "INSERT INTO ticket (clinic_id, id, business_day, prefix, number, patient_id, status, priority,
                   issued_at, waiting_since, calls, left_auto, version, updated_at, updated_by)
                 SELECT {clinic}, {id}, '{DAY}', 'bench', value, {patient}, 'done', 0, {now}, {now}, 0, FALSE, 1, {now},
                   {account} FROM {}",
                counter.1
            ),
            format!(
                "INSERT INTO ticket_step (clinic_id, ticket_id, seq, to_status, at, account_id, terminal)
                 VALUES ({clinic}, {same}, 1, 'waiting', {now}, {account}, 'bench')"
            ),
        ]
    }

    /// With the bill and its line, which the first payment of a visit writes.
    fn payment(&self, index: usize) -> Vec<String> {
        let Self { clinic, account, treatment, method, staff, .. } = self;
        let (now, snapshot) = (self.now(), "x".repeat(700));
        let (bill, of_bill) = self.new_id("bill");
        let (line, _) = self.new_id("line");
        let (receipt, of_receipt) = self.new_id("receipt");
        let (payment, _) = self.new_id("payment");
        let booking = self.begins(self.before.1 + index as i64, "nextval('bench_bill')");
        // The server would draw a new number for each row it looks at.
        let booking = if self.engine == Engine::Sqlite { booking } else { format!("(SELECT {booking})") };
        let counter = self.counter("bench receipt");
        vec![
            format!(
                "INSERT INTO bill (clinic_id, id, booking_id, patient_id, business_day, version, created_at, created_by,
                   updated_at, updated_by)
                 SELECT clinic_id, {bill}, id, patient_id, '{DAY}', 1, {now}, {account}, {now}, {account}
                 FROM booking WHERE clinic_id = {clinic} AND business_day = '{DAY}' AND starts_at = {booking}"
            ),
            format!(
                "INSERT INTO bill_line (clinic_id, id, bill_id, position, kind, treatment_id, staff_id, description,
                   quantity, unit_price, amount, tax_mode, tax_bp, business_day, created_at, created_by, category)
                 VALUES ({clinic}, {line}, {of_bill}, 1, 'treatment', {treatment}, {staff}, 'bench', 1, 100000, 100000,
                   'none', 0, '{DAY}', {now}, {account}, '')"
            ),
            counter.0,
            format!(
                "INSERT INTO receipt (clinic_id, id, series, number, bill_id, business_day, issued_at, account_id,
                   snapshot)
                 SELECT {clinic}, {receipt}, 'bench', value, {of_bill}, '{DAY}', {now}, {account}, '{snapshot}'
                 FROM {}",
                counter.1
            ),
            format!(
                "INSERT INTO payment (clinic_id, id, bill_id, patient_id, receipt_id, method_id, kind, amount, tendered,
                   change_given, reference, reason, drawer_session_id, business_day, taken_at, account_id, terminal)
                 SELECT clinic_id, {payment}, id, patient_id, {of_receipt}, {method}, 'payment', 100000, 100000, 0, '',
                   '', (SELECT s.id FROM drawer_session s WHERE s.clinic_id = {clinic} AND s.closed_at IS NULL LIMIT 1),
                   (SELECT s.business_day FROM drawer_session s WHERE s.clinic_id = {clinic} AND s.closed_at IS NULL LIMIT 1),
                   {now}, {account}, 'bench' FROM bill WHERE clinic_id = {clinic} AND id = {of_bill}"
            ),
            format!("UPDATE bill SET version = version + 1 WHERE clinic_id = {clinic} AND id = {of_bill}"),
        ]
    }

    /// Draws the next number, and where it can be read.
    fn counter(&self, kind: &str) -> (String, String) {
        let clinic = &self.clinic;
        (
            format!(
                "INSERT INTO counter (clinic_id, kind, scope, value) VALUES ({clinic}, '{kind}', '', 1)
                 ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = counter.value + 1"
            ),
            format!("counter WHERE clinic_id = {clinic} AND kind = '{kind}' AND scope = ''"),
        )
    }
}

fn literal(engine: Engine, id: Uuid) -> String {
    if engine == Engine::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'::uuid") }
}
