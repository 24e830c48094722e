-- The till, for Postgres: bills, payments, the drawer, packages, expenses. Money is whole minor units; a row of the
-- ledger is never changed, and each moment lies in the drawer session and on the business day it belongs to.

-- Methods are data: what kind of money it is, whether it lies in the drawer, whether it is new money.
CREATE TABLE payment_method (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('cash', 'card', 'transfer', 'qris', 'e_wallet', 'credit', 'package')),
  in_drawer BOOLEAN NOT NULL,
  counts_as_received BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name),
  CHECK (kind NOT IN ('credit', 'package') OR counts_as_received = FALSE),
  CHECK (in_drawer = FALSE OR kind = 'cash')
);

CREATE TABLE drawer (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key)
);

-- One person's turn at a drawer, from counted float to counted close. Expected, counted and difference stay for ever.
-- What the session before left is compared once, with the float: that is the opening difference.
CREATE TABLE drawer_session (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  drawer_id UUID NOT NULL,
  terminal TEXT NOT NULL,
  business_day DATE NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  opened_by UUID NOT NULL,
  opening_float BIGINT NOT NULL CHECK (opening_float >= 0),
  left_before BIGINT,
  opening_difference BIGINT NOT NULL,
  opening_note TEXT NOT NULL,
  handed_from UUID,
  -- Left open past its day: until which one it takes money, and why.
  carried_to DATE,
  carried_note TEXT,
  counted_at TIMESTAMPTZ,
  counted BIGINT CHECK (counted >= 0),
  expected BIGINT,
  difference BIGINT,
  difference_note TEXT,
  difference_approved_by UUID,
  left_in BIGINT CHECK (left_in >= 0),
  closed_at TIMESTAMPTZ,
  closed_by UUID,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, drawer_id) REFERENCES drawer (clinic_id, id),
  FOREIGN KEY (clinic_id, opened_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, closed_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, difference_approved_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, handed_from) REFERENCES drawer_session (clinic_id, id),
  CHECK (opening_difference = opening_float - COALESCE(left_before, opening_float)),
  CHECK ((carried_to IS NULL) = (carried_note IS NULL)),
  CHECK ((counted_at IS NULL) = (counted IS NULL)),
  CHECK ((closed_at IS NULL) = (expected IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)),
  CHECK ((closed_at IS NULL) = (left_in IS NULL) AND (closed_at IS NULL) = (difference IS NULL)),
  CHECK (closed_at IS NULL OR (counted_at IS NOT NULL AND difference = counted - expected AND left_in <= counted))
);
CREATE UNIQUE INDEX drawer_session_open ON drawer_session (clinic_id, drawer_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX drawer_session_person ON drawer_session (clinic_id, opened_by) WHERE closed_at IS NULL;
CREATE INDEX drawer_session_drawer ON drawer_session (clinic_id, drawer_id, opened_at);
CREATE INDEX drawer_session_day ON drawer_session (clinic_id, business_day);

-- A count. It is never changed: a recount is another row, by somebody's leave.
CREATE TABLE drawer_count (
  clinic_id UUID NOT NULL,
  session_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  total BIGINT NOT NULL CHECK (total >= 0),
  pieces TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  approved_by UUID,
  -- Not where whoever counted might see what should be there: then two people did it.
  blind BOOLEAN NOT NULL DEFAULT TRUE,
  PRIMARY KEY (clinic_id, session_id, seq),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  CHECK (seq = 1 OR approved_by IS NOT NULL)
);

-- Cash that comes or goes without a bill, and a drawer opened for nothing.
CREATE TABLE drawer_move (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  session_id UUID NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('paid_in', 'paid_out', 'drop', 'no_sale')),
  amount BIGINT NOT NULL CHECK (amount >= 0),
  reason TEXT NOT NULL,
  reference TEXT NOT NULL,
  business_day DATE NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  approved_by UUID,
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  CHECK ((kind = 'no_sale') = (amount = 0))
);
CREATE INDEX drawer_move_session ON drawer_move (clinic_id, session_id);
CREATE INDEX drawer_move_day ON drawer_move (clinic_id, business_day);

-- The numbered, permanent closing report of a session, with the end of the trail at that moment.
CREATE TABLE z_report (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  session_id UUID NOT NULL,
  business_day DATE NOT NULL,
  issued_at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  snapshot TEXT NOT NULL,
  head_seq BIGINT NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, number),
  UNIQUE (clinic_id, session_id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- A day that takes no new row and no change. Reopening ends a revision; closing again makes the next.
CREATE TABLE day_close (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  business_day DATE NOT NULL,
  revision BIGINT NOT NULL CHECK (revision > 0),
  closed_at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  snapshot TEXT NOT NULL,
  reopened_at TIMESTAMPTZ,
  reopened_by UUID,
  reopen_reason TEXT,
  PRIMARY KEY (clinic_id, business_day, revision),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, reopened_by) REFERENCES account (clinic_id, id),
  CHECK ((reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopen_reason IS NULL))
);
CREATE UNIQUE INDEX day_close_once ON day_close (clinic_id, business_day) WHERE reopened_at IS NULL;

-- What a visit owes. Its state is derived from its lines and payments, never stored.
CREATE TABLE bill (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  booking_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  business_day DATE NOT NULL,
  -- Sums of its rows, kept by the database itself, so that a day is read and what is open is found at once; what the rows
  -- say is the truth. Charged less settled, where lines of a visit that is not done do not count.
  balance BIGINT NOT NULL DEFAULT 0,
  -- All lines that were not taken off.
  charged BIGINT NOT NULL DEFAULT 0,
  -- What came and stayed, without what failed.
  paid BIGINT NOT NULL DEFAULT 0,
  -- What was given back, off paid already; what became credit was not.
  returned BIGINT NOT NULL DEFAULT 0,
  -- What came before the service and was not given back.
  deposits BIGINT NOT NULL DEFAULT 0,
  -- What nobody has seen arrive yet.
  waiting BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by UUID NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, booking_id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id)
);
CREATE INDEX bill_patient ON bill (clinic_id, patient_id);
CREATE INDEX bill_day ON bill (clinic_id, business_day);
CREATE INDEX bill_open ON bill (clinic_id, balance) WHERE balance <> 0;

-- A line counts from the later of its day and the visit's, and until the day it was taken off. What takes off another
-- line (a discount, a refund) names it; without a name it takes off the whole bill.
CREATE TABLE bill_line (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  bill_id UUID NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('treatment', 'item', 'package', 'discount', 'rounding', 'tax', 'tip', 'forfeit', 'refund', 'write_off')),
  -- What the visit was booked for, or what was put in its place.
  own BOOLEAN NOT NULL DEFAULT FALSE,
  treatment_id UUID,
  staff_id UUID,
  description TEXT NOT NULL,
  -- Of the treatment, as it was called that day.
  category TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  unit_price BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  percent_bp BIGINT,
  tax_mode TEXT COLLATE "C" NOT NULL CHECK (tax_mode IN ('none', 'inclusive', 'exclusive')),
  tax_bp BIGINT NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
  reduces UUID,
  reason TEXT,
  -- The step of the booking that kept a deposit by moving it: undone with it.
  step BIGINT,
  approved_by UUID,
  business_day DATE NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  voided_at TIMESTAMPTZ,
  voided_day DATE,
  voided_by UUID,
  void_reason TEXT,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, bill_id, position),
  FOREIGN KEY (clinic_id, bill_id) REFERENCES bill (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, reduces) REFERENCES bill_line (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, voided_by) REFERENCES account (clinic_id, id),
  CHECK ((voided_at IS NULL) = (voided_day IS NULL) AND (voided_at IS NULL) = (voided_by IS NULL)),
  CHECK (kind NOT IN ('refund', 'write_off') OR amount < 0),
  -- What a session is worth may be what its line costs: then it takes nothing off, and is seen to be used all the same.
  CHECK (kind <> 'discount' OR amount <= 0),
  CHECK (own = FALSE OR (kind = 'treatment' AND quantity = 1)),
  CHECK (kind NOT IN ('tip', 'forfeit') OR amount > 0)
);
CREATE UNIQUE INDEX bill_line_own ON bill_line (clinic_id, bill_id) WHERE own = TRUE AND voided_at IS NULL;
CREATE INDEX bill_line_day ON bill_line (clinic_id, business_day);
CREATE INDEX bill_line_package ON bill_line (clinic_id, business_day) WHERE kind = 'package';
CREATE INDEX bill_line_voided ON bill_line (clinic_id, voided_day) WHERE voided_day IS NOT NULL;

-- Who performed a line together, or instead of who is named on it; the shares of a line add up to 10000.
CREATE TABLE line_share (
  clinic_id UUID NOT NULL,
  line_id UUID NOT NULL,
  staff_id UUID NOT NULL,
  share_bp BIGINT NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
  PRIMARY KEY (clinic_id, line_id, staff_id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id)
);

-- A number drawn in the commit of its payments; the snapshot is what was printed that day.
CREATE TABLE receipt (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  series TEXT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  bill_id UUID NOT NULL,
  business_day DATE NOT NULL,
  issued_at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  -- The drawer whose numbers it is among; none where nobody had one open.
  drawer_session_id UUID,
  snapshot TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, series, number),
  FOREIGN KEY (clinic_id, bill_id) REFERENCES bill (clinic_id, id),
  FOREIGN KEY (clinic_id, drawer_session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);
CREATE INDEX receipt_bill ON receipt (clinic_id, bill_id);
CREATE INDEX receipt_session ON receipt (clinic_id, drawer_session_id) WHERE drawer_session_id IS NOT NULL;

-- Each time a receipt left the desk again: COPY n.
CREATE TABLE receipt_copy (
  clinic_id UUID NOT NULL,
  receipt_id UUID NOT NULL,
  copy BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  PRIMARY KEY (clinic_id, receipt_id, copy),
  FOREIGN KEY (clinic_id, receipt_id) REFERENCES receipt (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- Sessions of one treatment sold together: what is on offer.
CREATE TABLE package (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  treatment_id UUID NOT NULL,
  sessions BIGINT NOT NULL CHECK (sessions BETWEEN 2 AND 999),
  price BIGINT NOT NULL CHECK (price >= 0),
  valid_days BIGINT CHECK (valid_days > 0),
  shareable BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id)
);

-- What a patient bought of it, by a line of a bill; terms as they were that day. A liability until its sessions are used.
-- It is theirs whose the bill is; patient_id is who bought it, as it was written.
CREATE TABLE patient_package (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  package_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  line_id UUID NOT NULL,
  treatment_id UUID NOT NULL,
  sessions BIGINT NOT NULL CHECK (sessions > 0),
  price BIGINT NOT NULL CHECK (price >= 0),
  sold_day DATE NOT NULL,
  expires_on DATE,
  shareable BOOLEAN NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, line_id),
  FOREIGN KEY (clinic_id, package_id) REFERENCES package (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id)
);

-- Append-only. The amount is what settles the bill (negative: it goes back); change is never part of it. New money
-- belongs to the drawer session in which it was taken, whatever its method.
CREATE TABLE payment (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  bill_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  receipt_id UUID NOT NULL,
  method_id UUID NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('payment', 'deposit', 'refund', 'void')),
  amount BIGINT NOT NULL CHECK (amount <> 0),
  tendered BIGINT NOT NULL,
  change_given BIGINT NOT NULL CHECK (change_given >= 0),
  reference TEXT NOT NULL,
  reason TEXT NOT NULL,
  refers_to UUID,
  drawer_session_id UUID,
  package_id UUID,
  approved_by UUID,
  business_day DATE NOT NULL,
  taken_at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, bill_id) REFERENCES bill (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, receipt_id) REFERENCES receipt (clinic_id, id),
  FOREIGN KEY (clinic_id, method_id) REFERENCES payment_method (clinic_id, id),
  FOREIGN KEY (clinic_id, refers_to) REFERENCES payment (clinic_id, id),
  FOREIGN KEY (clinic_id, drawer_session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, package_id) REFERENCES patient_package (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  CHECK ((kind IN ('payment', 'deposit')) = (amount > 0)),
  CHECK ((kind IN ('refund', 'void')) = (refers_to IS NOT NULL)),
  CHECK (amount < 0 OR tendered = amount + change_given)
);
CREATE INDEX payment_bill ON payment (clinic_id, bill_id);
CREATE INDEX payment_day ON payment (clinic_id, business_day, kind, method_id, amount);
CREATE INDEX payment_came_before ON payment (clinic_id, business_day) WHERE drawer_session_id IS NULL;
CREATE INDEX payment_receipt ON payment (clinic_id, receipt_id);
CREATE INDEX payment_session ON payment (clinic_id, drawer_session_id) WHERE drawer_session_id IS NOT NULL;
CREATE INDEX payment_refers ON payment (clinic_id, refers_to) WHERE refers_to IS NOT NULL;
CREATE INDEX payment_package ON payment (clinic_id, package_id) WHERE package_id IS NOT NULL;

-- How much of a payment is for a package that was sold on its bill; what is for none is the visit's. What goes back takes
-- its part with it. And how much of it was kept, by the line of the forfeit, as long as that stands. Append-only.
CREATE TABLE payment_allocation (
  clinic_id UUID NOT NULL,
  payment_id UUID NOT NULL,
  line_id UUID NOT NULL,
  amount BIGINT NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (clinic_id, payment_id, line_id),
  FOREIGN KEY (clinic_id, payment_id) REFERENCES payment (clinic_id, id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id)
);
CREATE INDEX payment_allocation_line ON payment_allocation (clinic_id, line_id);

-- What became of money that was not in the hand: waiting, verified, failed. Append-only; the last row counts.
CREATE TABLE payment_state (
  clinic_id UUID NOT NULL,
  payment_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'verified', 'failed')),
  reference TEXT NOT NULL,
  business_day DATE NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  PRIMARY KEY (clinic_id, payment_id, seq),
  FOREIGN KEY (clinic_id, payment_id) REFERENCES payment (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);
CREATE UNIQUE INDEX payment_state_failed ON payment_state (clinic_id, payment_id) WHERE state = 'failed';
CREATE INDEX payment_state_failed_day ON payment_state (clinic_id, business_day) WHERE state = 'failed';

-- What was said at a close about a visit that is done and not paid.
CREATE TABLE open_work (
  clinic_id UUID NOT NULL,
  session_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  decision TEXT COLLATE "C" NOT NULL CHECK (decision IN ('receivable', 'carried')),
  -- What was owed then: more than that is asked about again.
  due BIGINT NOT NULL CHECK (due > 0),
  note TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  approved_by UUID,
  PRIMARY KEY (clinic_id, session_id, booking_id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id)
);
CREATE INDEX open_work_booking ON open_work (clinic_id, booking_id, decision);

CREATE TABLE expense_category (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  fixed BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key)
);

-- An expense that comes back each month.
CREATE TABLE recurring_expense (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  category_id UUID NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  description TEXT NOT NULL,
  paid_from TEXT COLLATE "C" NOT NULL CHECK (paid_from IN ('drawer', 'bank', 'owner')),
  day_of_month BIGINT NOT NULL CHECK (day_of_month BETWEEN 1 AND 31),
  next_on DATE NOT NULL,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, category_id) REFERENCES expense_category (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id)
);

-- Money the clinic spent. From the drawer it is a paid-out of the session as well.
CREATE TABLE expense (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  business_day DATE NOT NULL,
  category_id UUID NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  description TEXT NOT NULL,
  reference TEXT NOT NULL,
  paid_from TEXT COLLATE "C" NOT NULL CHECK (paid_from IN ('drawer', 'bank', 'owner')),
  move_id UUID,
  recurring_id UUID,
  terminal TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  voided_at TIMESTAMPTZ,
  voided_day DATE,
  voided_by UUID,
  void_reason TEXT,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, category_id) REFERENCES expense_category (clinic_id, id),
  FOREIGN KEY (clinic_id, move_id) REFERENCES drawer_move (clinic_id, id),
  FOREIGN KEY (clinic_id, recurring_id) REFERENCES recurring_expense (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, voided_by) REFERENCES account (clinic_id, id),
  CHECK ((paid_from = 'drawer') = (move_id IS NOT NULL)),
  CHECK ((voided_at IS NULL) = (voided_day IS NULL) AND (voided_at IS NULL) = (voided_by IS NULL))
);
CREATE INDEX expense_day ON expense (clinic_id, business_day);
CREATE UNIQUE INDEX expense_recurring ON expense (clinic_id, recurring_id, business_day) WHERE recurring_id IS NOT NULL AND voided_at IS NULL;

-- What only grows.
CREATE TRIGGER drawer_count_append_only BEFORE UPDATE OR DELETE ON drawer_count FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER drawer_count_append_only_truncate BEFORE TRUNCATE ON drawer_count FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER drawer_move_append_only BEFORE UPDATE OR DELETE ON drawer_move FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER drawer_move_append_only_truncate BEFORE TRUNCATE ON drawer_move FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER z_report_append_only BEFORE UPDATE OR DELETE ON z_report FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER z_report_append_only_truncate BEFORE TRUNCATE ON z_report FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE FUNCTION receipt_number_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number > 1 AND NOT EXISTS (SELECT FROM receipt r WHERE r.clinic_id = NEW.clinic_id
      AND r.series = NEW.series AND r.number = NEW.number - 1) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'number_next';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_number_next BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_number_next();
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER receipt_append_only_truncate BEFORE TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER receipt_copy_append_only BEFORE UPDATE OR DELETE ON receipt_copy FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER receipt_copy_append_only_truncate BEFORE TRUNCATE ON receipt_copy FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER patient_package_append_only BEFORE UPDATE OR DELETE ON patient_package FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER patient_package_append_only_truncate BEFORE TRUNCATE ON patient_package FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_append_only BEFORE UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_append_only_truncate BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_allocation_append_only BEFORE UPDATE OR DELETE ON payment_allocation FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_allocation_append_only_truncate BEFORE TRUNCATE ON payment_allocation FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_state_append_only BEFORE UPDATE OR DELETE ON payment_state FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_state_append_only_truncate BEFORE TRUNCATE ON payment_state FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER open_work_append_only BEFORE UPDATE OR DELETE ON open_work FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER open_work_append_only_truncate BEFORE TRUNCATE ON open_work FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Money moves only while its session takes it: until the count, whatever two clocks say about which came first, and not
-- after its day, unless somebody carried it over. The row is held until the commit, so that a count and a payment come
-- one after the other.
CREATE FUNCTION payment_in_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.drawer_session_id IS NULL THEN
    IF EXISTS (SELECT 1 FROM payment_method m
        WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.method_id AND m.counts_as_received) THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'payment_in_session';
    END IF;
  ELSE
    PERFORM 1 FROM drawer_session s
      WHERE s.clinic_id = NEW.clinic_id AND s.id = NEW.drawer_session_id AND s.counted_at IS NULL
        AND COALESCE(s.carried_to, s.business_day) >= NEW.business_day FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'payment_in_session';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_in_session BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payment_in_session();
-- What a payment is for is on its own bill, and no more than it brought; what goes back goes back of what it was for. What
-- was kept of it is no more than is left of it, nor than the forfeit it stands behind.
CREATE FUNCTION payment_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM payment m JOIN bill_line l ON l.clinic_id = m.clinic_id AND l.bill_id = m.bill_id
    WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id AND l.id = NEW.line_id AND l.amount > 0
      AND (l.kind = 'package' OR l.kind = 'forfeit' AND m.amount > 0) AND l.voided_at IS NULL
      AND (m.amount > 0) = (NEW.amount > 0)
      AND abs(m.amount) >= abs(NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment_allocation o
        JOIN bill_line t ON t.clinic_id = o.clinic_id AND t.id = o.line_id AND t.voided_at IS NULL
        WHERE o.clinic_id = m.clinic_id AND o.payment_id = m.id), 0)))
    OR NEW.amount < 0 AND NEW.amount + COALESCE((
      SELECT SUM(o.amount) FROM payment m
      JOIN payment_allocation o ON o.clinic_id = m.clinic_id AND o.line_id = NEW.line_id
      JOIN payment x ON x.clinic_id = o.clinic_id AND x.id = o.payment_id
      WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id AND (x.id = m.refers_to OR x.refers_to = m.refers_to)), 0) < 0
    OR EXISTS (
    SELECT 1 FROM bill_line l WHERE l.clinic_id = NEW.clinic_id AND l.id = NEW.line_id AND l.kind = 'forfeit'
      AND (l.amount < NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment_allocation o
        WHERE o.clinic_id = l.clinic_id AND o.line_id = l.id), 0)
      OR (SELECT SUM(x.amount) FROM payment x
        WHERE x.clinic_id = NEW.clinic_id AND (x.id = NEW.payment_id OR x.refers_to = NEW.payment_id))
      < NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment x
        JOIN payment_allocation o ON o.clinic_id = x.clinic_id AND o.payment_id = x.id
        JOIN bill_line t ON t.clinic_id = o.clinic_id AND t.id = o.line_id AND t.voided_at IS NULL
        WHERE x.clinic_id = NEW.clinic_id AND (x.id = NEW.payment_id OR x.refers_to = NEW.payment_id)), 0)))
  THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'payment_allocation_fits';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_allocation_fits BEFORE INSERT ON payment_allocation FOR EACH ROW EXECUTE FUNCTION payment_allocation_fits();
CREATE FUNCTION drawer_move_in_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM drawer_session s
    WHERE s.clinic_id = NEW.clinic_id AND s.id = NEW.session_id AND s.counted_at IS NULL
      AND COALESCE(s.carried_to, s.business_day) >= NEW.business_day FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'drawer_move_in_session';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER drawer_move_in_session BEFORE INSERT ON drawer_move FOR EACH ROW EXECUTE FUNCTION drawer_move_in_session();

-- What was counted is what somebody counted: the last count of the session, nothing else.
CREATE FUNCTION drawer_session_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.counted IS NOT NULL AND NEW.counted IS DISTINCT FROM (
      SELECT c.total FROM drawer_count c
      WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id ORDER BY c.seq DESC LIMIT 1) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'drawer_session_counted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER drawer_session_counted BEFORE UPDATE ON drawer_session
FOR EACH ROW EXECUTE FUNCTION drawer_session_counted();

-- Whoever had the drawer or counted it does not accept its difference: only an owner does, where nobody else leads.
CREATE FUNCTION drawer_session_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.difference_approved_by IS NOT NULL AND NEW.difference_approved_by IS DISTINCT FROM OLD.difference_approved_by
    AND (NEW.difference_approved_by = NEW.opened_by OR EXISTS (SELECT 1 FROM drawer_count c
      WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id AND c.account_id = NEW.difference_approved_by))
    AND EXISTS (SELECT 1 FROM account a WHERE a.clinic_id = NEW.clinic_id
      AND (a.id = NEW.difference_approved_by AND a.role <> 'owner'
        OR a.active AND a.role IN ('owner', 'manager') AND a.id <> NEW.opened_by AND NOT EXISTS (SELECT 1 FROM drawer_count c
          WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id AND c.account_id = a.id))) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'drawer_session_approved';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER drawer_session_approved BEFORE UPDATE ON drawer_session
FOR EACH ROW EXECUTE FUNCTION drawer_session_approved();

-- Refuses what a trigger's condition met, by the name the trigger gives it.
CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
END $$;

-- A closed session stays as it was; a count that was given stays given.
CREATE TRIGGER drawer_session_closed BEFORE UPDATE ON drawer_session FOR EACH ROW
WHEN (OLD.closed_at IS NOT NULL OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS DISTINCT FROM OLD.counted_at)
  OR NEW.opening_float IS DISTINCT FROM OLD.opening_float OR NEW.opened_at IS DISTINCT FROM OLD.opened_at OR NEW.drawer_id IS DISTINCT FROM OLD.drawer_id)
EXECUTE FUNCTION refused('drawer_session_closed');
CREATE TRIGGER drawer_session_delete BEFORE DELETE ON drawer_session FOR EACH ROW EXECUTE FUNCTION refused('drawer_session_closed');

-- A line, an expense and a day's close change once: taken off, voided, reopened. Nothing else of them changes.
CREATE TRIGGER bill_line_once BEFORE UPDATE ON bill_line FOR EACH ROW
WHEN (OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.kind IS DISTINCT FROM OLD.kind
  OR NEW.bill_id IS DISTINCT FROM OLD.bill_id OR NEW.business_day IS DISTINCT FROM OLD.business_day)
EXECUTE FUNCTION refused('bill_line_once');
CREATE TRIGGER bill_line_delete BEFORE DELETE ON bill_line FOR EACH ROW EXECUTE FUNCTION refused('bill_line_once');
CREATE TRIGGER expense_once BEFORE UPDATE ON expense FOR EACH ROW
WHEN (OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.amount IS DISTINCT FROM OLD.amount
  OR NEW.business_day IS DISTINCT FROM OLD.business_day OR NEW.paid_from IS DISTINCT FROM OLD.paid_from OR NEW.category_id IS DISTINCT FROM OLD.category_id)
EXECUTE FUNCTION refused('expense_once');
CREATE TRIGGER expense_delete BEFORE DELETE ON expense FOR EACH ROW EXECUTE FUNCTION refused('expense_once');
CREATE TRIGGER day_close_revision BEFORE UPDATE ON day_close FOR EACH ROW
WHEN (OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL OR NEW.snapshot IS DISTINCT FROM OLD.snapshot
  OR NEW.revision IS DISTINCT FROM OLD.revision OR NEW.business_day IS DISTINCT FROM OLD.business_day)
EXECUTE FUNCTION refused('day_close_revision');
CREATE TRIGGER day_close_delete BEFORE DELETE ON day_close FOR EACH ROW EXECUTE FUNCTION refused('day_close_revision');

-- A locked day takes no new row and no change. Who writes into a day holds it against its close until the commit, so that
-- the close sees the row, or the row the close.
CREATE FUNCTION day_key(clinic UUID, day DATE) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended(clinic::text, day - DATE '2000-01-01')
$$;
CREATE FUNCTION day_locked(clinic UUID, day DATE) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(day_key(clinic, day));
  RETURN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = clinic AND d.business_day = day AND d.reopened_at IS NULL);
END $$;
CREATE FUNCTION refuse_locked_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF day_locked(NEW.clinic_id, NEW.business_day) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'day_locked';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION refuse_locked_void() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF day_locked(NEW.clinic_id, NEW.voided_day) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'day_locked';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION refuse_locked_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF day_locked(OLD.clinic_id, OLD.business_day) OR day_locked(NEW.clinic_id, NEW.business_day) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'day_locked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_day_locked BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
CREATE TRIGGER payment_state_day_locked BEFORE INSERT ON payment_state FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
CREATE TRIGGER bill_line_day_locked BEFORE INSERT ON bill_line FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
CREATE TRIGGER bill_line_void_day_locked BEFORE UPDATE OF voided_day ON bill_line FOR EACH ROW EXECUTE FUNCTION refuse_locked_void();
CREATE TRIGGER drawer_move_day_locked BEFORE INSERT ON drawer_move FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
CREATE TRIGGER drawer_session_day_locked BEFORE INSERT ON drawer_session FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
-- What was spent on a day that the books were closed over, though nobody closed that very day, comes too late as well.
CREATE FUNCTION refuse_covered_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF day_locked(NEW.clinic_id, NEW.business_day)
    OR EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day > NEW.business_day AND d.reopened_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM day_close r WHERE r.clinic_id = NEW.clinic_id AND r.business_day = NEW.business_day) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'day_locked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER expense_day_locked BEFORE INSERT ON expense FOR EACH ROW EXECUTE FUNCTION refuse_covered_day();
CREATE TRIGGER expense_void_day_locked BEFORE UPDATE OF voided_day ON expense FOR EACH ROW EXECUTE FUNCTION refuse_locked_void();
CREATE TRIGGER booking_day_locked_insert BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION refuse_locked_day();
CREATE TRIGGER booking_day_locked_update BEFORE UPDATE OF status, business_day, treatment_id, staff_id, price, starts_at ON booking
FOR EACH ROW EXECUTE FUNCTION refuse_locked_booking();

-- The sums of a bill follow every row it is made of. In the balance, lines of a visit that is not done do not count,
-- except those that stand alone, and what was written off of one.
CREATE FUNCTION bill_sums_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change BIGINT := CASE WHEN TG_OP = 'INSERT' THEN NEW.amount ELSE -NEW.amount END;
BEGIN
  UPDATE bill SET charged = charged + change,
    balance = balance + CASE WHEN NEW.kind IN ('package', 'forfeit') OR NEW.kind IN ('write_off', 'rounding') AND NEW.reduces IS NOT NULL
      OR EXISTS (SELECT 1 FROM booking k
      WHERE k.clinic_id = bill.clinic_id AND k.id = bill.booking_id AND k.status = 'done') THEN change ELSE 0 END
  WHERE clinic_id = NEW.clinic_id AND id = NEW.bill_id;
  RETURN NULL;
END $$;
CREATE TRIGGER bill_sums_line AFTER INSERT ON bill_line FOR EACH ROW EXECUTE FUNCTION bill_sums_line();
CREATE TRIGGER bill_sums_line_off AFTER UPDATE ON bill_line FOR EACH ROW
WHEN (OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL) EXECUTE FUNCTION bill_sums_line();
CREATE FUNCTION bill_sums_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bill SET balance = balance - NEW.amount, paid = paid + NEW.amount,
    returned = returned - CASE WHEN NEW.kind = 'refund' AND NOT EXISTS (SELECT 1 FROM payment_method h
      WHERE h.clinic_id = NEW.clinic_id AND h.id = NEW.method_id AND h.kind = 'credit') THEN NEW.amount ELSE 0 END,
    deposits = deposits + CASE WHEN NEW.kind = 'deposit' OR EXISTS (SELECT 1 FROM payment o
      WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.refers_to AND o.kind = 'deposit') THEN NEW.amount ELSE 0 END,
    waiting = waiting + CASE WHEN 'waiting' = (SELECT t.state FROM payment_state t
      WHERE t.clinic_id = NEW.clinic_id AND t.payment_id = NEW.refers_to ORDER BY t.seq DESC LIMIT 1)
      THEN NEW.amount ELSE 0 END
  WHERE clinic_id = NEW.clinic_id AND id = NEW.bill_id;
  RETURN NULL;
END $$;
CREATE TRIGGER bill_sums_payment AFTER INSERT ON payment FOR EACH ROW EXECUTE FUNCTION bill_sums_payment();
CREATE FUNCTION bill_sums_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'failed' THEN
    UPDATE bill SET balance = balance + m.amount, paid = paid - m.amount,
      deposits = deposits - CASE m.kind WHEN 'deposit' THEN m.amount ELSE 0 END
    FROM payment m
    WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id
      AND bill.clinic_id = m.clinic_id AND bill.id = m.bill_id;
  END IF;
  IF NEW.state = 'waiting' OR EXISTS (SELECT 1 FROM payment_state t WHERE t.clinic_id = NEW.clinic_id
      AND t.payment_id = NEW.payment_id AND t.seq = NEW.seq - 1 AND t.state = 'waiting') THEN
    UPDATE bill SET waiting = waiting + CASE NEW.state WHEN 'waiting' THEN 1 ELSE -1 END * (
      SELECT SUM(m.amount) FROM payment m
      WHERE m.clinic_id = NEW.clinic_id AND (m.id = NEW.payment_id OR m.refers_to = NEW.payment_id))
    WHERE clinic_id = NEW.clinic_id AND id = (
      SELECT m.bill_id FROM payment m WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER bill_sums_state AFTER INSERT ON payment_state FOR EACH ROW EXECUTE FUNCTION bill_sums_state();
CREATE FUNCTION bill_sums_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bill SET balance = balance + CASE WHEN NEW.status = 'done' THEN 1 ELSE -1 END * (
    SELECT COALESCE(SUM(l.amount), 0) FROM bill_line l
    WHERE l.clinic_id = bill.clinic_id AND l.bill_id = bill.id AND l.voided_at IS NULL
      AND NOT (l.kind IN ('package', 'forfeit') OR l.kind IN ('write_off', 'rounding') AND l.reduces IS NOT NULL))
  WHERE clinic_id = NEW.clinic_id AND booking_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER bill_sums_visit AFTER UPDATE ON booking FOR EACH ROW
WHEN ((OLD.status = 'done') <> (NEW.status = 'done')) EXECUTE FUNCTION bill_sums_visit();
