-- The till, for SQLite: bills, payments, the drawer, packages, expenses. Money is whole minor units; a row of the
-- ledger is never changed, and each moment lies in the drawer session and on the business day it belongs to.

-- Methods are data: what kind of money it is, whether it lies in the drawer, whether it is new money.
CREATE TABLE payment_method (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'transfer', 'qris', 'e_wallet', 'credit', 'package')),
  in_drawer INTEGER NOT NULL CHECK (in_drawer IN (0, 1)),
  counts_as_received INTEGER NOT NULL CHECK (counts_as_received IN (0, 1)),
  position INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name),
  CHECK (kind NOT IN ('credit', 'package') OR counts_as_received = FALSE),
  CHECK (in_drawer = FALSE OR kind = 'cash')
) STRICT;

CREATE TABLE drawer (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key)
) STRICT;

-- One person's turn at a drawer, from counted float to counted close. Expected, counted and difference stay for ever.
-- What the session before left is compared once, with the float: that is the opening difference.
CREATE TABLE drawer_session (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  drawer_id BLOB NOT NULL CHECK (length(drawer_id) = 16),
  terminal TEXT NOT NULL,
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  opened_at INTEGER NOT NULL,
  opened_by BLOB NOT NULL CHECK (length(opened_by) = 16),
  opening_float INTEGER NOT NULL CHECK (opening_float >= 0),
  left_before INTEGER,
  opening_difference INTEGER NOT NULL,
  opening_note TEXT NOT NULL,
  handed_from BLOB CHECK (length(handed_from) = 16),
  -- Left open past its day: until which one it takes money, and why.
  carried_to TEXT CHECK (carried_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  carried_note TEXT,
  counted_at INTEGER,
  counted INTEGER CHECK (counted >= 0),
  expected INTEGER,
  difference INTEGER,
  difference_note TEXT,
  difference_approved_by BLOB CHECK (length(difference_approved_by) = 16),
  left_in INTEGER CHECK (left_in >= 0),
  closed_at INTEGER,
  closed_by BLOB CHECK (length(closed_by) = 16),
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
) STRICT;
CREATE UNIQUE INDEX drawer_session_open ON drawer_session (clinic_id, drawer_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX drawer_session_person ON drawer_session (clinic_id, opened_by) WHERE closed_at IS NULL;
CREATE INDEX drawer_session_drawer ON drawer_session (clinic_id, drawer_id, opened_at);
CREATE INDEX drawer_session_day ON drawer_session (clinic_id, business_day);

-- A count. It is never changed: a recount is another row, by somebody's leave.
CREATE TABLE drawer_count (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  session_id BLOB NOT NULL CHECK (length(session_id) = 16),
  seq INTEGER NOT NULL,
  total INTEGER NOT NULL CHECK (total >= 0),
  pieces TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  approved_by BLOB CHECK (length(approved_by) = 16),
  -- Not where whoever counted might see what should be there: then two people did it.
  blind INTEGER NOT NULL DEFAULT 1 CHECK (blind IN (0, 1)),
  PRIMARY KEY (clinic_id, session_id, seq),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  CHECK (seq = 1 OR approved_by IS NOT NULL)
) STRICT;

-- Cash that comes or goes without a bill, and a drawer opened for nothing.
CREATE TABLE drawer_move (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  session_id BLOB NOT NULL CHECK (length(session_id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('paid_in', 'paid_out', 'drop', 'no_sale')),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  reason TEXT NOT NULL,
  reference TEXT NOT NULL,
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  approved_by BLOB CHECK (length(approved_by) = 16),
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id),
  CHECK ((kind = 'no_sale') = (amount = 0))
) STRICT;
CREATE INDEX drawer_move_session ON drawer_move (clinic_id, session_id);
CREATE INDEX drawer_move_day ON drawer_move (clinic_id, business_day);

-- The numbered, permanent closing report of a session, with the end of the trail at that moment.
CREATE TABLE z_report (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  number INTEGER NOT NULL CHECK (number > 0),
  session_id BLOB NOT NULL CHECK (length(session_id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  issued_at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  snapshot TEXT NOT NULL,
  head_seq INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, number),
  UNIQUE (clinic_id, session_id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- A day that takes no new row and no change. Reopening ends a revision; closing again makes the next.
CREATE TABLE day_close (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  revision INTEGER NOT NULL CHECK (revision > 0),
  closed_at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  snapshot TEXT NOT NULL,
  reopened_at INTEGER,
  reopened_by BLOB CHECK (length(reopened_by) = 16),
  reopen_reason TEXT,
  PRIMARY KEY (clinic_id, business_day, revision),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, reopened_by) REFERENCES account (clinic_id, id),
  CHECK ((reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopen_reason IS NULL))
) STRICT;
CREATE UNIQUE INDEX day_close_once ON day_close (clinic_id, business_day) WHERE reopened_at IS NULL;

-- What a visit owes. Its state is derived from its lines and payments, never stored.
CREATE TABLE bill (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  booking_id BLOB NOT NULL CHECK (length(booking_id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  -- Sums of its rows, kept by the database itself, so that a day is read and what is open is found at once; what the rows
  -- say is the truth. Charged less settled, where lines of a visit that is not done do not count.
  balance INTEGER NOT NULL DEFAULT 0,
  -- All lines that were not taken off.
  charged INTEGER NOT NULL DEFAULT 0,
  -- What came and stayed, without what failed.
  paid INTEGER NOT NULL DEFAULT 0,
  -- What was given back, off paid already; what became credit was not.
  returned INTEGER NOT NULL DEFAULT 0,
  -- What came before the service and was not given back.
  deposits INTEGER NOT NULL DEFAULT 0,
  -- What nobody has seen arrive yet.
  waiting INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  updated_at INTEGER NOT NULL,
  updated_by BLOB NOT NULL CHECK (length(updated_by) = 16),
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, booking_id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id)
) STRICT;
CREATE INDEX bill_patient ON bill (clinic_id, patient_id);
CREATE INDEX bill_day ON bill (clinic_id, business_day);
CREATE INDEX bill_open ON bill (clinic_id, balance) WHERE balance <> 0;

-- A line counts from the later of its day and the visit's, and until the day it was taken off. What takes off another
-- line (a discount, a refund) names it; without a name it takes off the whole bill.
CREATE TABLE bill_line (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  bill_id BLOB NOT NULL CHECK (length(bill_id) = 16),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('treatment', 'item', 'package', 'discount', 'rounding', 'tax', 'tip', 'forfeit', 'refund', 'write_off')),
  -- What the visit was booked for, or what was put in its place.
  own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
  treatment_id BLOB CHECK (length(treatment_id) = 16),
  staff_id BLOB CHECK (length(staff_id) = 16),
  description TEXT NOT NULL,
  -- Of the treatment, as it was called that day.
  category TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit_price INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  percent_bp INTEGER,
  tax_mode TEXT NOT NULL CHECK (tax_mode IN ('none', 'inclusive', 'exclusive')),
  tax_bp INTEGER NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
  reduces BLOB CHECK (length(reduces) = 16),
  reason TEXT,
  -- The step of the booking that kept a deposit by moving it: undone with it.
  step INTEGER,
  approved_by BLOB CHECK (length(approved_by) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  voided_at INTEGER,
  voided_day TEXT CHECK (voided_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  voided_by BLOB CHECK (length(voided_by) = 16),
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
  CHECK (own = 0 OR (kind = 'treatment' AND quantity = 1)),
  CHECK (kind NOT IN ('tip', 'forfeit') OR amount > 0)
) STRICT;
CREATE UNIQUE INDEX bill_line_own ON bill_line (clinic_id, bill_id) WHERE own = 1 AND voided_at IS NULL;
CREATE INDEX bill_line_day ON bill_line (clinic_id, business_day);
CREATE INDEX bill_line_package ON bill_line (clinic_id, business_day) WHERE kind = 'package';
CREATE INDEX bill_line_voided ON bill_line (clinic_id, voided_day) WHERE voided_day IS NOT NULL;

-- Who performed a line together, or instead of who is named on it; the shares of a line add up to 10000.
CREATE TABLE line_share (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  line_id BLOB NOT NULL CHECK (length(line_id) = 16),
  staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
  share_bp INTEGER NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
  PRIMARY KEY (clinic_id, line_id, staff_id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id)
) STRICT;

-- A number drawn in the commit of its payments; the snapshot is what was printed that day.
CREATE TABLE receipt (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  series TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  bill_id BLOB NOT NULL CHECK (length(bill_id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  issued_at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  -- The drawer whose numbers it is among; none where nobody had one open.
  drawer_session_id BLOB CHECK (length(drawer_session_id) = 16),
  snapshot TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, series, number),
  FOREIGN KEY (clinic_id, bill_id) REFERENCES bill (clinic_id, id),
  FOREIGN KEY (clinic_id, drawer_session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;
CREATE INDEX receipt_bill ON receipt (clinic_id, bill_id);
CREATE INDEX receipt_session ON receipt (clinic_id, drawer_session_id) WHERE drawer_session_id IS NOT NULL;

-- Each time a receipt left the desk again: COPY n.
CREATE TABLE receipt_copy (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  receipt_id BLOB NOT NULL CHECK (length(receipt_id) = 16),
  copy INTEGER NOT NULL,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  PRIMARY KEY (clinic_id, receipt_id, copy),
  FOREIGN KEY (clinic_id, receipt_id) REFERENCES receipt (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- Sessions of one treatment sold together: what is on offer.
CREATE TABLE package (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  treatment_id BLOB NOT NULL CHECK (length(treatment_id) = 16),
  sessions INTEGER NOT NULL CHECK (sessions BETWEEN 2 AND 999),
  price INTEGER NOT NULL CHECK (price >= 0),
  valid_days INTEGER CHECK (valid_days > 0),
  shareable INTEGER NOT NULL CHECK (shareable IN (0, 1)),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id)
) STRICT;

-- What a patient bought of it, by a line of a bill; terms as they were that day. A liability until its sessions are used.
-- It is theirs whose the bill is; patient_id is who bought it, as it was written.
CREATE TABLE patient_package (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  package_id BLOB NOT NULL CHECK (length(package_id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  line_id BLOB NOT NULL CHECK (length(line_id) = 16),
  treatment_id BLOB NOT NULL CHECK (length(treatment_id) = 16),
  sessions INTEGER NOT NULL CHECK (sessions > 0),
  price INTEGER NOT NULL CHECK (price >= 0),
  sold_day TEXT NOT NULL CHECK (sold_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  expires_on TEXT CHECK (expires_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  shareable INTEGER NOT NULL CHECK (shareable IN (0, 1)),
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, line_id),
  FOREIGN KEY (clinic_id, package_id) REFERENCES package (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id)
) STRICT;

-- Append-only. The amount is what settles the bill (negative: it goes back); change is never part of it. New money
-- belongs to the drawer session in which it was taken, whatever its method.
CREATE TABLE payment (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  bill_id BLOB NOT NULL CHECK (length(bill_id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  receipt_id BLOB NOT NULL CHECK (length(receipt_id) = 16),
  method_id BLOB NOT NULL CHECK (length(method_id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'deposit', 'refund', 'void')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  tendered INTEGER NOT NULL,
  change_given INTEGER NOT NULL CHECK (change_given >= 0),
  reference TEXT NOT NULL,
  reason TEXT NOT NULL,
  refers_to BLOB CHECK (length(refers_to) = 16),
  drawer_session_id BLOB CHECK (length(drawer_session_id) = 16),
  package_id BLOB CHECK (length(package_id) = 16),
  approved_by BLOB CHECK (length(approved_by) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  taken_at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
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
) STRICT;
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
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  payment_id BLOB NOT NULL CHECK (length(payment_id) = 16),
  line_id BLOB NOT NULL CHECK (length(line_id) = 16),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (clinic_id, payment_id, line_id),
  FOREIGN KEY (clinic_id, payment_id) REFERENCES payment (clinic_id, id),
  FOREIGN KEY (clinic_id, line_id) REFERENCES bill_line (clinic_id, id)
) STRICT;
CREATE INDEX payment_allocation_line ON payment_allocation (clinic_id, line_id);

-- What became of money that was not in the hand: waiting, verified, failed. Append-only; the last row counts.
CREATE TABLE payment_state (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  payment_id BLOB NOT NULL CHECK (length(payment_id) = 16),
  seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'verified', 'failed')),
  reference TEXT NOT NULL,
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  PRIMARY KEY (clinic_id, payment_id, seq),
  FOREIGN KEY (clinic_id, payment_id) REFERENCES payment (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;
CREATE UNIQUE INDEX payment_state_failed ON payment_state (clinic_id, payment_id) WHERE state = 'failed';
CREATE INDEX payment_state_failed_day ON payment_state (clinic_id, business_day) WHERE state = 'failed';

-- What was said at a close about a visit that is done and not paid.
CREATE TABLE open_work (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  session_id BLOB NOT NULL CHECK (length(session_id) = 16),
  booking_id BLOB NOT NULL CHECK (length(booking_id) = 16),
  decision TEXT NOT NULL CHECK (decision IN ('receivable', 'carried')),
  -- What was owed then: more than that is asked about again.
  due INTEGER NOT NULL CHECK (due > 0),
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  approved_by BLOB CHECK (length(approved_by) = 16),
  PRIMARY KEY (clinic_id, session_id, booking_id),
  FOREIGN KEY (clinic_id, session_id) REFERENCES drawer_session (clinic_id, id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, approved_by) REFERENCES account (clinic_id, id)
) STRICT;
CREATE INDEX open_work_booking ON open_work (clinic_id, booking_id, decision);

CREATE TABLE expense_category (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  fixed INTEGER NOT NULL CHECK (fixed IN (0, 1)),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  position INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key)
) STRICT;

-- An expense that comes back each month.
CREATE TABLE recurring_expense (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  category_id BLOB NOT NULL CHECK (length(category_id) = 16),
  amount INTEGER NOT NULL CHECK (amount > 0),
  description TEXT NOT NULL,
  paid_from TEXT NOT NULL CHECK (paid_from IN ('drawer', 'bank', 'owner')),
  day_of_month INTEGER NOT NULL CHECK (day_of_month BETWEEN 1 AND 31),
  next_on TEXT NOT NULL CHECK (next_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, category_id) REFERENCES expense_category (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id)
) STRICT;

-- Money the clinic spent. From the drawer it is a paid-out of the session as well.
CREATE TABLE expense (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  category_id BLOB NOT NULL CHECK (length(category_id) = 16),
  amount INTEGER NOT NULL CHECK (amount > 0),
  description TEXT NOT NULL,
  reference TEXT NOT NULL,
  paid_from TEXT NOT NULL CHECK (paid_from IN ('drawer', 'bank', 'owner')),
  move_id BLOB CHECK (length(move_id) = 16),
  recurring_id BLOB CHECK (length(recurring_id) = 16),
  terminal TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  voided_at INTEGER,
  voided_day TEXT CHECK (voided_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  voided_by BLOB CHECK (length(voided_by) = 16),
  void_reason TEXT,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, category_id) REFERENCES expense_category (clinic_id, id),
  FOREIGN KEY (clinic_id, move_id) REFERENCES drawer_move (clinic_id, id),
  FOREIGN KEY (clinic_id, recurring_id) REFERENCES recurring_expense (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, voided_by) REFERENCES account (clinic_id, id),
  CHECK ((paid_from = 'drawer') = (move_id IS NOT NULL)),
  CHECK ((voided_at IS NULL) = (voided_day IS NULL) AND (voided_at IS NULL) = (voided_by IS NULL))
) STRICT;
CREATE INDEX expense_day ON expense (clinic_id, business_day);
CREATE UNIQUE INDEX expense_recurring ON expense (clinic_id, recurring_id, business_day) WHERE recurring_id IS NOT NULL AND voided_at IS NULL;

-- What only grows.
CREATE TRIGGER drawer_count_append_only_update BEFORE UPDATE ON drawer_count BEGIN SELECT RAISE(ABORT, 'drawer_count_append_only'); END;
CREATE TRIGGER drawer_count_append_only_delete BEFORE DELETE ON drawer_count BEGIN SELECT RAISE(ABORT, 'drawer_count_append_only'); END;
CREATE TRIGGER drawer_move_append_only_update BEFORE UPDATE ON drawer_move BEGIN SELECT RAISE(ABORT, 'drawer_move_append_only'); END;
CREATE TRIGGER drawer_move_append_only_delete BEFORE DELETE ON drawer_move BEGIN SELECT RAISE(ABORT, 'drawer_move_append_only'); END;
CREATE TRIGGER z_report_append_only_update BEFORE UPDATE ON z_report BEGIN SELECT RAISE(ABORT, 'z_report_append_only'); END;
CREATE TRIGGER z_report_append_only_delete BEFORE DELETE ON z_report BEGIN SELECT RAISE(ABORT, 'z_report_append_only'); END;
CREATE TRIGGER receipt_number_next BEFORE INSERT ON receipt WHEN NEW.number > 1 AND NOT EXISTS (
  SELECT 1 FROM receipt r WHERE r.clinic_id = NEW.clinic_id AND r.series = NEW.series AND r.number = NEW.number - 1)
BEGIN SELECT RAISE(ABORT, 'number_next'); END;
CREATE TRIGGER receipt_append_only_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt_append_only'); END;
CREATE TRIGGER receipt_append_only_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt_append_only'); END;
CREATE TRIGGER receipt_copy_append_only_update BEFORE UPDATE ON receipt_copy BEGIN SELECT RAISE(ABORT, 'receipt_copy_append_only'); END;
CREATE TRIGGER receipt_copy_append_only_delete BEFORE DELETE ON receipt_copy BEGIN SELECT RAISE(ABORT, 'receipt_copy_append_only'); END;
CREATE TRIGGER patient_package_append_only_update BEFORE UPDATE ON patient_package BEGIN SELECT RAISE(ABORT, 'patient_package_append_only'); END;
CREATE TRIGGER patient_package_append_only_delete BEFORE DELETE ON patient_package BEGIN SELECT RAISE(ABORT, 'patient_package_append_only'); END;
CREATE TRIGGER payment_append_only_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'payment_append_only'); END;
CREATE TRIGGER payment_append_only_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'payment_append_only'); END;
CREATE TRIGGER payment_allocation_append_only_update BEFORE UPDATE ON payment_allocation BEGIN SELECT RAISE(ABORT, 'payment_allocation_append_only'); END;
CREATE TRIGGER payment_allocation_append_only_delete BEFORE DELETE ON payment_allocation BEGIN SELECT RAISE(ABORT, 'payment_allocation_append_only'); END;
CREATE TRIGGER payment_state_append_only_update BEFORE UPDATE ON payment_state BEGIN SELECT RAISE(ABORT, 'payment_state_append_only'); END;
CREATE TRIGGER payment_state_append_only_delete BEFORE DELETE ON payment_state BEGIN SELECT RAISE(ABORT, 'payment_state_append_only'); END;
CREATE TRIGGER open_work_append_only_update BEFORE UPDATE ON open_work BEGIN SELECT RAISE(ABORT, 'open_work_append_only'); END;
CREATE TRIGGER open_work_append_only_delete BEFORE DELETE ON open_work BEGIN SELECT RAISE(ABORT, 'open_work_append_only'); END;

-- Money moves only while its session takes it: until the count, whatever two clocks say about which came first, and not
-- after its day, unless somebody carried it over.
CREATE TRIGGER payment_in_session BEFORE INSERT ON payment BEGIN
  SELECT RAISE(ABORT, 'payment_in_session') WHERE NEW.drawer_session_id IS NULL AND EXISTS (
    SELECT 1 FROM payment_method m
    WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.method_id AND m.counts_as_received = TRUE);
  SELECT RAISE(ABORT, 'payment_in_session') WHERE NEW.drawer_session_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM drawer_session s
    WHERE s.clinic_id = NEW.clinic_id AND s.id = NEW.drawer_session_id AND s.counted_at IS NULL
      AND COALESCE(s.carried_to, s.business_day) >= NEW.business_day);
END;
-- What a payment is for is on its own bill, and no more than it brought; what goes back goes back of what it was for. What
-- was kept of it is no more than is left of it, nor than the forfeit it stands behind.
CREATE TRIGGER payment_allocation_fits BEFORE INSERT ON payment_allocation BEGIN
  SELECT RAISE(ABORT, 'payment_allocation_fits') WHERE NOT EXISTS (
    SELECT 1 FROM payment m JOIN bill_line l ON l.clinic_id = m.clinic_id AND l.bill_id = m.bill_id
    WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id AND l.id = NEW.line_id AND l.amount > 0
      AND (l.kind = 'package' OR l.kind = 'forfeit' AND m.amount > 0) AND l.voided_at IS NULL
      AND (m.amount > 0) = (NEW.amount > 0)
      AND abs(m.amount) >= abs(NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment_allocation o
        JOIN bill_line t ON t.clinic_id = o.clinic_id AND t.id = o.line_id AND t.voided_at IS NULL
        WHERE o.clinic_id = m.clinic_id AND o.payment_id = m.id), 0)));
  SELECT RAISE(ABORT, 'payment_allocation_fits') WHERE NEW.amount < 0 AND NEW.amount + COALESCE((
    SELECT SUM(o.amount) FROM payment m
    JOIN payment_allocation o ON o.clinic_id = m.clinic_id AND o.line_id = NEW.line_id
    JOIN payment x ON x.clinic_id = o.clinic_id AND x.id = o.payment_id
    WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id AND (x.id = m.refers_to OR x.refers_to = m.refers_to)), 0) < 0;
  SELECT RAISE(ABORT, 'payment_allocation_fits') WHERE EXISTS (
    SELECT 1 FROM bill_line l WHERE l.clinic_id = NEW.clinic_id AND l.id = NEW.line_id AND l.kind = 'forfeit'
      AND (l.amount < NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment_allocation o
        WHERE o.clinic_id = l.clinic_id AND o.line_id = l.id), 0)
      OR (SELECT SUM(x.amount) FROM payment x
        WHERE x.clinic_id = NEW.clinic_id AND (x.id = NEW.payment_id OR x.refers_to = NEW.payment_id))
      < NEW.amount + COALESCE((SELECT SUM(o.amount) FROM payment x
        JOIN payment_allocation o ON o.clinic_id = x.clinic_id AND o.payment_id = x.id
        JOIN bill_line t ON t.clinic_id = o.clinic_id AND t.id = o.line_id AND t.voided_at IS NULL
        WHERE x.clinic_id = NEW.clinic_id AND (x.id = NEW.payment_id OR x.refers_to = NEW.payment_id)), 0)));
END;
CREATE TRIGGER drawer_move_in_session BEFORE INSERT ON drawer_move BEGIN
  SELECT RAISE(ABORT, 'drawer_move_in_session') WHERE NOT EXISTS (
    SELECT 1 FROM drawer_session s
    WHERE s.clinic_id = NEW.clinic_id AND s.id = NEW.session_id AND s.counted_at IS NULL
      AND COALESCE(s.carried_to, s.business_day) >= NEW.business_day);
END;

-- What was counted is what somebody counted: the last count of the session, nothing else.
CREATE TRIGGER drawer_session_counted BEFORE UPDATE ON drawer_session
WHEN NEW.counted IS NOT NULL AND NEW.counted IS NOT (
  SELECT c.total FROM drawer_count c WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id ORDER BY c.seq DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'drawer_session_counted'); END;

-- Whoever had the drawer or counted it does not accept its difference: only an owner does, where nobody else leads.
CREATE TRIGGER drawer_session_approved BEFORE UPDATE ON drawer_session
WHEN NEW.difference_approved_by IS NOT NULL AND NEW.difference_approved_by IS NOT OLD.difference_approved_by
  AND (NEW.difference_approved_by = NEW.opened_by OR EXISTS (SELECT 1 FROM drawer_count c
    WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id AND c.account_id = NEW.difference_approved_by))
  AND EXISTS (SELECT 1 FROM account a WHERE a.clinic_id = NEW.clinic_id
    AND (a.id = NEW.difference_approved_by AND a.role <> 'owner'
      OR a.active = 1 AND a.role IN ('owner', 'manager') AND a.id <> NEW.opened_by AND NOT EXISTS (SELECT 1 FROM drawer_count c
        WHERE c.clinic_id = NEW.clinic_id AND c.session_id = NEW.id AND c.account_id = a.id)))
BEGIN SELECT RAISE(ABORT, 'drawer_session_approved'); END;

-- A closed session stays as it was; a count that was given stays given.
CREATE TRIGGER drawer_session_closed BEFORE UPDATE ON drawer_session
WHEN OLD.closed_at IS NOT NULL OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS NOT OLD.counted_at)
  OR NEW.opening_float IS NOT OLD.opening_float OR NEW.opened_at IS NOT OLD.opened_at OR NEW.drawer_id IS NOT OLD.drawer_id
BEGIN SELECT RAISE(ABORT, 'drawer_session_closed'); END;
CREATE TRIGGER drawer_session_delete BEFORE DELETE ON drawer_session BEGIN SELECT RAISE(ABORT, 'drawer_session_closed'); END;

-- A line, an expense and a day's close change once: taken off, voided, reopened. Nothing else of them changes.
CREATE TRIGGER bill_line_once BEFORE UPDATE ON bill_line
WHEN OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.amount IS NOT OLD.amount OR NEW.kind IS NOT OLD.kind
  OR NEW.bill_id IS NOT OLD.bill_id OR NEW.business_day IS NOT OLD.business_day
BEGIN SELECT RAISE(ABORT, 'bill_line_once'); END;
CREATE TRIGGER bill_line_delete BEFORE DELETE ON bill_line BEGIN SELECT RAISE(ABORT, 'bill_line_once'); END;
CREATE TRIGGER expense_once BEFORE UPDATE ON expense
WHEN OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.amount IS NOT OLD.amount
  OR NEW.business_day IS NOT OLD.business_day OR NEW.paid_from IS NOT OLD.paid_from OR NEW.category_id IS NOT OLD.category_id
BEGIN SELECT RAISE(ABORT, 'expense_once'); END;
CREATE TRIGGER expense_delete BEFORE DELETE ON expense BEGIN SELECT RAISE(ABORT, 'expense_once'); END;
CREATE TRIGGER day_close_revision BEFORE UPDATE ON day_close
WHEN OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL OR NEW.snapshot IS NOT OLD.snapshot
  OR NEW.revision IS NOT OLD.revision OR NEW.business_day IS NOT OLD.business_day
BEGIN SELECT RAISE(ABORT, 'day_close_revision'); END;
CREATE TRIGGER day_close_delete BEFORE DELETE ON day_close BEGIN SELECT RAISE(ABORT, 'day_close_revision'); END;

-- Nothing is written over what stays: a REPLACE takes rows away without asking the triggers above. Where nobody says a
-- row's place in the file, it is no number above nought here.
CREATE TRIGGER drawer_count_kept BEFORE INSERT ON drawer_count BEGIN
  SELECT RAISE(ABORT, 'drawer_count_append_only') WHERE EXISTS (SELECT 1 FROM drawer_count o WHERE o.clinic_id = NEW.clinic_id AND o.session_id = NEW.session_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM drawer_count o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER drawer_move_kept BEFORE INSERT ON drawer_move BEGIN
  SELECT RAISE(ABORT, 'drawer_move_append_only') WHERE EXISTS (SELECT 1 FROM drawer_move o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM drawer_move o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER z_report_kept BEFORE INSERT ON z_report BEGIN
  SELECT RAISE(ABORT, 'z_report_append_only') WHERE EXISTS (SELECT 1 FROM z_report o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM z_report o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM z_report o WHERE o.clinic_id = NEW.clinic_id AND o.number = NEW.number)
    OR EXISTS (SELECT 1 FROM z_report o WHERE o.clinic_id = NEW.clinic_id AND o.session_id = NEW.session_id);
END;
CREATE TRIGGER receipt_kept BEFORE INSERT ON receipt BEGIN
  SELECT RAISE(ABORT, 'receipt_append_only') WHERE EXISTS (SELECT 1 FROM receipt o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM receipt o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM receipt o WHERE o.clinic_id = NEW.clinic_id AND o.series = NEW.series AND o.number = NEW.number);
END;
CREATE TRIGGER receipt_copy_kept BEFORE INSERT ON receipt_copy BEGIN
  SELECT RAISE(ABORT, 'receipt_copy_append_only') WHERE EXISTS (SELECT 1 FROM receipt_copy o WHERE o.clinic_id = NEW.clinic_id AND o.receipt_id = NEW.receipt_id AND o.copy = NEW.copy)
    OR EXISTS (SELECT 1 FROM receipt_copy o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER patient_package_kept BEFORE INSERT ON patient_package BEGIN
  SELECT RAISE(ABORT, 'patient_package_append_only') WHERE EXISTS (SELECT 1 FROM patient_package o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM patient_package o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM patient_package o WHERE o.clinic_id = NEW.clinic_id AND o.line_id = NEW.line_id);
END;
CREATE TRIGGER payment_kept BEFORE INSERT ON payment BEGIN
  SELECT RAISE(ABORT, 'payment_append_only') WHERE EXISTS (SELECT 1 FROM payment o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM payment o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER payment_allocation_kept BEFORE INSERT ON payment_allocation BEGIN
  SELECT RAISE(ABORT, 'payment_allocation_append_only') WHERE EXISTS (SELECT 1 FROM payment_allocation o WHERE o.clinic_id = NEW.clinic_id AND o.payment_id = NEW.payment_id AND o.line_id = NEW.line_id)
    OR EXISTS (SELECT 1 FROM payment_allocation o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER payment_state_kept BEFORE INSERT ON payment_state BEGIN
  SELECT RAISE(ABORT, 'payment_state_append_only') WHERE EXISTS (SELECT 1 FROM payment_state o WHERE o.clinic_id = NEW.clinic_id AND o.payment_id = NEW.payment_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM payment_state o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
  SELECT RAISE(ABORT, 'payment_state_failed') WHERE NEW.state = 'failed' AND EXISTS (
    SELECT 1 FROM payment_state o WHERE o.clinic_id = NEW.clinic_id AND o.payment_id = NEW.payment_id AND o.state = 'failed');
END;
CREATE TRIGGER open_work_kept BEFORE INSERT ON open_work BEGIN
  SELECT RAISE(ABORT, 'open_work_append_only') WHERE EXISTS (SELECT 1 FROM open_work o WHERE o.clinic_id = NEW.clinic_id AND o.session_id = NEW.session_id AND o.booking_id = NEW.booking_id)
    OR EXISTS (SELECT 1 FROM open_work o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER drawer_session_kept BEFORE INSERT ON drawer_session BEGIN
  SELECT RAISE(ABORT, 'drawer_session_closed') WHERE EXISTS (SELECT 1 FROM drawer_session o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM drawer_session o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
  SELECT RAISE(ABORT, 'drawer_session_open') WHERE NEW.closed_at IS NULL AND EXISTS (
    SELECT 1 FROM drawer_session o WHERE o.clinic_id = NEW.clinic_id AND o.drawer_id = NEW.drawer_id AND o.closed_at IS NULL);
  SELECT RAISE(ABORT, 'drawer_session_person') WHERE NEW.closed_at IS NULL AND EXISTS (
    SELECT 1 FROM drawer_session o WHERE o.clinic_id = NEW.clinic_id AND o.opened_by = NEW.opened_by AND o.closed_at IS NULL);
END;
CREATE TRIGGER drawer_session_kept_update BEFORE UPDATE ON drawer_session
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id OR NEW.opened_by IS NOT OLD.opened_by
BEGIN SELECT RAISE(ABORT, 'drawer_session_closed'); END;
CREATE TRIGGER bill_line_kept BEFORE INSERT ON bill_line BEGIN
  SELECT RAISE(ABORT, 'bill_line_once') WHERE EXISTS (SELECT 1 FROM bill_line o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM bill_line o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM bill_line o WHERE o.clinic_id = NEW.clinic_id AND o.bill_id = NEW.bill_id AND o.position = NEW.position);
  SELECT RAISE(ABORT, 'bill_line_once') WHERE NEW.own = 1 AND NEW.voided_at IS NULL AND EXISTS (
    SELECT 1 FROM bill_line o WHERE o.clinic_id = NEW.clinic_id AND o.bill_id = NEW.bill_id AND o.own = 1 AND o.voided_at IS NULL);
END;
CREATE TRIGGER bill_line_kept_update BEFORE UPDATE ON bill_line
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id OR NEW.position IS NOT OLD.position
BEGIN SELECT RAISE(ABORT, 'bill_line_once'); END;
CREATE TRIGGER expense_kept BEFORE INSERT ON expense BEGIN
  SELECT RAISE(ABORT, 'expense_once') WHERE EXISTS (SELECT 1 FROM expense o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM expense o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
  SELECT RAISE(ABORT, 'expense_recurring') WHERE NEW.recurring_id IS NOT NULL AND NEW.voided_at IS NULL AND EXISTS (
    SELECT 1 FROM expense o WHERE o.clinic_id = NEW.clinic_id AND o.recurring_id = NEW.recurring_id AND o.business_day = NEW.business_day AND o.voided_at IS NULL);
END;
CREATE TRIGGER expense_kept_update BEFORE UPDATE ON expense
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id OR NEW.recurring_id IS NOT OLD.recurring_id
BEGIN SELECT RAISE(ABORT, 'expense_once'); END;
CREATE TRIGGER day_close_kept BEFORE INSERT ON day_close BEGIN
  SELECT RAISE(ABORT, 'day_close_revision') WHERE EXISTS (SELECT 1 FROM day_close o WHERE o.clinic_id = NEW.clinic_id AND o.business_day = NEW.business_day AND o.revision = NEW.revision)
    OR EXISTS (SELECT 1 FROM day_close o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
  SELECT RAISE(ABORT, 'day_close_once') WHERE NEW.reopened_at IS NULL AND EXISTS (
    SELECT 1 FROM day_close o WHERE o.clinic_id = NEW.clinic_id AND o.business_day = NEW.business_day AND o.reopened_at IS NULL);
END;
CREATE TRIGGER day_close_kept_update BEFORE UPDATE ON day_close
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.business_day IS NOT OLD.business_day OR NEW.revision IS NOT OLD.revision
BEGIN SELECT RAISE(ABORT, 'day_close_revision'); END;

-- A locked day takes no new row and no change.
CREATE TRIGGER payment_day_locked BEFORE INSERT ON payment
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER payment_state_day_locked BEFORE INSERT ON payment_state
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER bill_line_day_locked BEFORE INSERT ON bill_line
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER bill_line_void_day_locked BEFORE UPDATE OF voided_day ON bill_line
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.voided_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER drawer_move_day_locked BEFORE INSERT ON drawer_move
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER drawer_session_day_locked BEFORE INSERT ON drawer_session
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
-- What was spent on a day that the books were closed over, though nobody closed that very day, comes too late as well.
CREATE TRIGGER expense_day_locked BEFORE INSERT ON expense
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
  OR EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day > NEW.business_day AND d.reopened_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM day_close r WHERE r.clinic_id = NEW.clinic_id AND r.business_day = NEW.business_day)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER expense_void_day_locked BEFORE UPDATE OF voided_day ON expense
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.voided_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER booking_day_locked_insert BEFORE INSERT ON booking
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = NEW.clinic_id AND d.business_day = NEW.business_day AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;
CREATE TRIGGER booking_day_locked_update BEFORE UPDATE OF status, business_day, treatment_id, staff_id, price, starts_at ON booking
WHEN EXISTS (SELECT 1 FROM day_close d WHERE d.clinic_id = OLD.clinic_id AND d.business_day IN (OLD.business_day, NEW.business_day) AND d.reopened_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'day_locked'); END;

-- The sums of a bill follow every row it is made of. In the balance, lines of a visit that is not done do not count,
-- except those that stand alone, and what was written off of one.
CREATE TRIGGER bill_sums_line AFTER INSERT ON bill_line BEGIN
  UPDATE bill SET charged = charged + NEW.amount,
    balance = balance + CASE WHEN NEW.kind IN ('package', 'forfeit') OR NEW.kind IN ('write_off', 'rounding') AND NEW.reduces IS NOT NULL
      OR EXISTS (SELECT 1 FROM booking k
      WHERE k.clinic_id = bill.clinic_id AND k.id = bill.booking_id AND k.status = 'done') THEN NEW.amount ELSE 0 END
  WHERE clinic_id = NEW.clinic_id AND id = NEW.bill_id;
END;
CREATE TRIGGER bill_sums_line_off AFTER UPDATE OF voided_at ON bill_line
WHEN OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL BEGIN
  UPDATE bill SET charged = charged - OLD.amount,
    balance = balance - CASE WHEN NEW.kind IN ('package', 'forfeit') OR NEW.kind IN ('write_off', 'rounding') AND NEW.reduces IS NOT NULL
      OR EXISTS (SELECT 1 FROM booking k
      WHERE k.clinic_id = bill.clinic_id AND k.id = bill.booking_id AND k.status = 'done') THEN OLD.amount ELSE 0 END
  WHERE clinic_id = NEW.clinic_id AND id = NEW.bill_id;
END;
CREATE TRIGGER bill_sums_payment AFTER INSERT ON payment BEGIN
  UPDATE bill SET balance = balance - NEW.amount, paid = paid + NEW.amount,
    returned = returned - CASE WHEN NEW.kind = 'refund' AND NOT EXISTS (SELECT 1 FROM payment_method h
      WHERE h.clinic_id = NEW.clinic_id AND h.id = NEW.method_id AND h.kind = 'credit') THEN NEW.amount ELSE 0 END,
    deposits = deposits + CASE WHEN NEW.kind = 'deposit' OR EXISTS (SELECT 1 FROM payment o
      WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.refers_to AND o.kind = 'deposit') THEN NEW.amount ELSE 0 END,
    waiting = waiting + CASE WHEN 'waiting' = (SELECT t.state FROM payment_state t
      WHERE t.clinic_id = NEW.clinic_id AND t.payment_id = NEW.refers_to ORDER BY t.seq DESC LIMIT 1)
      THEN NEW.amount ELSE 0 END
  WHERE clinic_id = NEW.clinic_id AND id = NEW.bill_id;
END;
CREATE TRIGGER bill_sums_failed AFTER INSERT ON payment_state WHEN NEW.state = 'failed' BEGIN
  UPDATE bill SET balance = balance + m.amount, paid = paid - m.amount,
    deposits = deposits - CASE m.kind WHEN 'deposit' THEN m.amount ELSE 0 END
  FROM payment m
  WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id
    AND bill.clinic_id = m.clinic_id AND bill.id = m.bill_id;
END;
CREATE TRIGGER bill_sums_waiting AFTER INSERT ON payment_state
WHEN NEW.state = 'waiting' OR EXISTS (SELECT 1 FROM payment_state t WHERE t.clinic_id = NEW.clinic_id
  AND t.payment_id = NEW.payment_id AND t.seq = NEW.seq - 1 AND t.state = 'waiting') BEGIN
  UPDATE bill SET waiting = waiting + CASE NEW.state WHEN 'waiting' THEN 1 ELSE -1 END * (
    SELECT SUM(m.amount) FROM payment m
    WHERE m.clinic_id = NEW.clinic_id AND (m.id = NEW.payment_id OR m.refers_to = NEW.payment_id))
  WHERE clinic_id = NEW.clinic_id AND id = (
    SELECT m.bill_id FROM payment m WHERE m.clinic_id = NEW.clinic_id AND m.id = NEW.payment_id);
END;
CREATE TRIGGER bill_sums_visit AFTER UPDATE OF status ON booking
WHEN (OLD.status = 'done') <> (NEW.status = 'done') BEGIN
  UPDATE bill SET balance = balance + CASE WHEN NEW.status = 'done' THEN 1 ELSE -1 END * (
    SELECT COALESCE(SUM(l.amount), 0) FROM bill_line l
    WHERE l.clinic_id = bill.clinic_id AND l.bill_id = bill.id AND l.voided_at IS NULL
      AND NOT (l.kind IN ('package', 'forfeit') OR l.kind IN ('write_off', 'rounding') AND l.reduces IS NOT NULL))
  WHERE clinic_id = NEW.clinic_id AND booking_id = NEW.id;
END;
