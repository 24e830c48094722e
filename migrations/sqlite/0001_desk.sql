-- The front desk, for SQLite. Ids are UUIDs in 16 bytes, moments are microseconds UTC, days are dates on the
-- clinic's calendar, money is whole minor units. The Postgres twin has the same names; a test compares them.

-- What the installation serves: each clinic with its short name, whether it may work, and how large it may get. A clinic
-- reads its own row; only whoever administers the installation writes here.
CREATE TABLE tenant (
  clinic_id BLOB NOT NULL PRIMARY KEY CHECK (length(clinic_id) = 16),
  slug TEXT NOT NULL UNIQUE,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  max_users INTEGER CHECK (max_users > 0),
  max_patients INTEGER CHECK (max_patients > 0),
  created_at INTEGER NOT NULL,
  UNIQUE (clinic_id, slug)
) STRICT;

-- What whoever administers the installation did to a clinic. Its trail takes it in when somebody logs in there.
CREATE TABLE tenant_act (
  clinic_id BLOB NOT NULL REFERENCES tenant (clinic_id) CHECK (length(clinic_id) = 16),
  seq INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('limit', 'suspend', 'resume')),
  at INTEGER NOT NULL,
  max_users INTEGER,
  max_patients INTEGER,
  PRIMARY KEY (clinic_id, seq)
) STRICT;

-- Every other row belongs to one clinic, and every reference stays inside it.
CREATE TABLE clinic (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  timezone TEXT NOT NULL,
  currency TEXT NOT NULL,
  decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 4),
  language TEXT NOT NULL CHECK (language IN ('en', 'id')),
  training INTEGER NOT NULL CHECK (training IN (0, 1)),
  policies TEXT NOT NULL, -- JSON of domain::clinic::Policies; TEXT on both engines, it is never queried
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  FOREIGN KEY (id, slug) REFERENCES tenant (clinic_id, slug)
) STRICT;

-- A role of the clinic's own: one of the fixed ones, with rights added and taken away.
CREATE TABLE role (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  base TEXT NOT NULL CHECK (base IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name)
) STRICT;

CREATE TABLE role_permission (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  role_id BLOB NOT NULL CHECK (length(role_id) = 16),
  permission TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
  PRIMARY KEY (clinic_id, role_id, permission),
  FOREIGN KEY (clinic_id, role_id) REFERENCES role (clinic_id, id)
) STRICT;

-- Somebody who logs in.
CREATE TABLE account (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  username TEXT NOT NULL,
  email TEXT,
  full_name TEXT NOT NULL,
  phone TEXT,
  language TEXT CHECK (language IN ('en', 'id')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  password_hash TEXT NOT NULL,
  pin_hash TEXT,
  custom_role_id BLOB CHECK (length(custom_role_id) = 16), -- its base is in role
  reset_hash TEXT, -- of the one-time code that opens the door once instead of a lost password
  reset_until INTEGER,
  factor_secret TEXT, -- of the second factor, veiled with the pepper; then since when, and the last step used
  factor_since INTEGER,
  factor_step INTEGER,
  factor_pending TEXT, -- the same before its first code was typed
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, custom_role_id) REFERENCES role (clinic_id, id),
  UNIQUE (clinic_id, username),
  UNIQUE (clinic_id, email)
) STRICT;

-- A right given to, or taken from, one account beyond its role; deny beats allow.
CREATE TABLE account_grant (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  permission TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
  reason TEXT NOT NULL,
  granted_by BLOB NOT NULL CHECK (length(granted_by) = 16),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, granted_by) REFERENCES account (clinic_id, id)
) STRICT;
CREATE INDEX account_grant_account ON account_grant (clinic_id, account_id);
CREATE UNIQUE INDEX account_grant_live ON account_grant (clinic_id, account_id, permission, effect)
  WHERE revoked_at IS NULL;

-- One log-in at one terminal. The token itself is never stored.
CREATE TABLE session (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  token_hash TEXT NOT NULL,
  terminal TEXT NOT NULL,
  device TEXT NOT NULL, -- the user and the way in, as far as known
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, token_hash),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- Wrong passwords and PINs, counted in the database so that every counter shares the count. What was typed as a name is
-- not kept: it may be a password in the wrong field.
CREATE TABLE throttle (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  subject TEXT NOT NULL,
  failures INTEGER NOT NULL,
  locked_until INTEGER,
  tried_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, subject)
) STRICT;

CREATE TABLE room (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name)
) STRICT;

-- Somebody who treats; may or may not have an account.
CREATE TABLE staff (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  account_id BLOB CHECK (length(account_id) = 16),
  room_id BLOB CHECK (length(room_id) = 16),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  skills TEXT NOT NULL,
  commission_bp INTEGER CHECK (commission_bp BETWEEN 0 AND 10000),
  position INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
) STRICT;

-- A rate of commission that changed, from its day on: of somebody who treats, or (with the clinic's id) the clinic's own.
-- No rate: the clinic's.
CREATE TABLE commission_rate (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  whose BLOB NOT NULL CHECK (length(whose) = 16),
  from_day TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  rate_bp INTEGER CHECK (rate_bp BETWEEN 0 AND 10000),
  PRIMARY KEY (clinic_id, whose, from_day)
) STRICT;

-- The week: minutes since midnight on the clinic's wall. Monday is 1.
CREATE TABLE staff_hours (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  kind TEXT NOT NULL CHECK (kind IN ('work', 'break')),
  starts INTEGER NOT NULL CHECK (starts >= 0),
  ends INTEGER NOT NULL CHECK (ends <= 1440),
  PRIMARY KEY (clinic_id, staff_id, weekday, kind, starts),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  CHECK (starts < ends)
) STRICT;

CREATE TABLE staff_leave (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  cancelled_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  CHECK (starts_at < ends_at)
) STRICT;
CREATE INDEX staff_leave_ends ON staff_leave (clinic_id, ends_at);

-- What is sold.
CREATE TABLE treatment (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  category TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 15 AND 480),
  price INTEGER NOT NULL CHECK (price >= 0),
  deposit INTEGER NOT NULL CHECK (deposit >= 0),
  tax_mode TEXT NOT NULL CHECK (tax_mode IN ('none', 'inclusive', 'exclusive')),
  tax_bp INTEGER NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
  queue_prefix TEXT NOT NULL,
  room_id BLOB CHECK (length(room_id) = 16),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key),
  FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
) STRICT;

CREATE TABLE treatment_staff (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  treatment_id BLOB NOT NULL CHECK (length(treatment_id) = 16),
  staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
  PRIMARY KEY (clinic_id, treatment_id, staff_id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id)
) STRICT;

CREATE TABLE patient (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email TEXT,
  birth_date TEXT CHECK (birth_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  address TEXT NOT NULL,
  notes TEXT NOT NULL,
  alerts TEXT NOT NULL,
  reminders INTEGER NOT NULL CHECK (reminders IN (0, 1)),
  -- Whom they were found to be: never somebody who is merged themselves.
  merged_into BLOB CHECK (length(merged_into) = 16),
  merged_through BLOB CHECK (length(merged_through) = 16), -- into whom they were merged before, and came with
  merge_gave TEXT, -- what the other took from it then: names of fields, no values
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  updated_at INTEGER NOT NULL,
  updated_by BLOB NOT NULL CHECK (length(updated_by) = 16),
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_into) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_through) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id),
  CHECK (merged_into IS NULL OR (active = FALSE AND merged_into <> id))
) STRICT;
CREATE INDEX patient_name ON patient (clinic_id, name_key);
CREATE INDEX patient_merged ON patient (clinic_id, merged_into) WHERE merged_into IS NOT NULL;

-- E.164 beside what was typed. One number may belong to several people (a mother books for three children).
CREATE TABLE patient_phone (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  position INTEGER NOT NULL,
  phone TEXT NOT NULL,
  reversed TEXT NOT NULL,
  typed TEXT NOT NULL,
  merged_from BLOB CHECK (length(merged_from) = 16), -- whose it is, where two were merged; none: their own
  PRIMARY KEY (clinic_id, patient_id, position),
  UNIQUE (clinic_id, patient_id, phone),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_from) REFERENCES patient (clinic_id, id)
) STRICT;
CREATE INDEX patient_phone_phone ON patient_phone (clinic_id, phone, patient_id);
CREATE INDEX patient_phone_reversed ON patient_phone (clinic_id, reversed, patient_id);

-- The words of each name, folded: a prefix of any word finds the person.
CREATE TABLE patient_word (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  word TEXT NOT NULL,
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  PRIMARY KEY (clinic_id, word, patient_id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_word_patient ON patient_word (clinic_id, patient_id);

-- What whoever treats has to know of somebody's health. The words, and why one was struck, lie beside the trail like all
-- it says of people: here stand the commitments to them, so that an erasure takes the words and changes no row.
CREATE TABLE health_note (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  commitment TEXT NOT NULL, -- to the words
  written_at INTEGER NOT NULL,
  written_by BLOB NOT NULL CHECK (length(written_by) = 16),
  struck_at INTEGER,
  struck_by BLOB CHECK (length(struck_by) = 16),
  struck_reason TEXT, -- the commitment to it
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, written_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, struck_by) REFERENCES account (clinic_id, id),
  CHECK ((struck_at IS NULL) = (struck_by IS NULL)),
  CHECK ((struck_at IS NULL) = (struck_reason IS NULL))
) STRICT;
CREATE INDEX health_note_patient ON health_note (clinic_id, patient_id, written_at);

-- A patient, a treatment, a staff member and a span of time. A row without staff (a walk-in nobody has
-- taken yet) holds no time. Price and minutes are those of the day it was booked.
CREATE TABLE booking (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  merged_from BLOB CHECK (length(merged_from) = 16), -- whose it was, where two were merged; none: always theirs
  treatment_id BLOB NOT NULL CHECK (length(treatment_id) = 16),
  staff_id BLOB CHECK (length(staff_id) = 16),
  room_id BLOB CHECK (length(room_id) = 16),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 15 AND 480),
  price INTEGER NOT NULL CHECK (price >= 0),
  deposit INTEGER NOT NULL CHECK (deposit >= 0), -- what its treatment asked for when it was booked
  status TEXT NOT NULL CHECK (status IN ('booked', 'confirmed', 'arrived', 'in_service', 'done', 'cancelled', 'no_show', 'left')),
  source TEXT NOT NULL CHECK (source IN ('phone', 'whatsapp', 'walk_in', 'online', 'desk', 'rebook')),
  note TEXT NOT NULL,
  overbook INTEGER NOT NULL CHECK (overbook IN (0, 1)),
  overbook_reason TEXT,
  moves INTEGER NOT NULL,
  rebooked_from BLOB CHECK (length(rebooked_from) = 16),
  cancelled_by TEXT CHECK (cancelled_by IN ('patient', 'clinic')),
  cancel_reason TEXT,
  cancel_late INTEGER CHECK (cancel_late IN (0, 1)),
  alerts_seen_at INTEGER,
  confirmed_at INTEGER,
  arrived_at INTEGER,
  started_at INTEGER,
  done_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by BLOB NOT NULL CHECK (length(created_by) = 16),
  updated_at INTEGER NOT NULL,
  updated_by BLOB NOT NULL CHECK (length(updated_by) = 16),
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_from) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id),
  FOREIGN KEY (clinic_id, rebooked_from) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id),
  CHECK (starts_at < ends_at),
  CHECK (ends_at - starts_at <= 86400000000), -- bounds the look back of every overlap check
  CHECK (overbook = FALSE OR overbook_reason IS NOT NULL)
) STRICT;
CREATE INDEX booking_day ON booking (clinic_id, business_day, starts_at);
-- Who came and is not finished: asked at every close, of all days before.
CREATE INDEX booking_here ON booking (clinic_id, business_day) WHERE status IN ('arrived', 'in_service');
-- With the status: whoever is new, and how often somebody did not come, is read off the index.
CREATE INDEX booking_patient ON booking (clinic_id, patient_id, starts_at, status);
CREATE INDEX booking_staff ON booking (clinic_id, staff_id, ends_at, starts_at) WHERE staff_id IS NOT NULL;
CREATE INDEX booking_room ON booking (clinic_id, room_id, ends_at, starts_at) WHERE room_id IS NOT NULL;

-- Half-open spans may not overlap; the 24 hours in the checks keep the index range short.
CREATE TRIGGER booking_overlap_insert BEFORE INSERT ON booking BEGIN
  SELECT RAISE(ABORT, 'booking_no_overlap_staff')
  WHERE NEW.staff_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_no_overlap_room')
  WHERE NEW.room_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.room_id = NEW.room_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_no_overlap_patient')
  WHERE NEW.patient_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.patient_id = NEW.patient_id AND b.id <> NEW.id
        AND b.starts_at < NEW.ends_at AND b.starts_at > NEW.starts_at - 86400000000 AND b.ends_at > NEW.starts_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_one_overbook')
  WHERE NEW.staff_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = TRUE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = TRUE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
END;
CREATE TRIGGER booking_overlap_update BEFORE UPDATE OF patient_id, staff_id, room_id, starts_at, ends_at, status, overbook ON booking BEGIN
  SELECT RAISE(ABORT, 'booking_no_overlap_staff')
  WHERE NEW.staff_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_no_overlap_room')
  WHERE NEW.room_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.room_id = NEW.room_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_no_overlap_patient')
  WHERE NEW.patient_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.patient_id = NEW.patient_id AND b.id <> NEW.id
        AND b.starts_at < NEW.ends_at AND b.starts_at > NEW.starts_at - 86400000000 AND b.ends_at > NEW.starts_at
        AND b.overbook = FALSE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
  SELECT RAISE(ABORT, 'booking_one_overbook')
  WHERE NEW.staff_id IS NOT NULL AND NEW.staff_id IS NOT NULL AND NEW.overbook = TRUE
    AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = TRUE AND b.staff_id IS NOT NULL
        AND b.status NOT IN ('cancelled', 'no_show', 'left'));
END;

-- What was put over another booking stands in the way of whoever comes after it, not of whoever was there before.
CREATE TRIGGER booking_beside_overbook_insert BEFORE INSERT ON booking BEGIN
  SELECT RAISE(ABORT, 'booking_no_overlap_staff')
  WHERE NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = TRUE AND b.staff_id IS NOT NULL AND b.status NOT IN ('cancelled', 'no_show', 'left'));
END;
CREATE TRIGGER booking_beside_overbook_update BEFORE UPDATE OF staff_id, starts_at, ends_at ON booking BEGIN
  SELECT RAISE(ABORT, 'booking_no_overlap_staff')
  WHERE NEW.staff_id IS NOT NULL AND NEW.overbook = FALSE AND NEW.status NOT IN ('cancelled', 'no_show', 'left')
    AND EXISTS (
      SELECT 1 FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND b.ends_at > NEW.starts_at AND b.ends_at < NEW.ends_at + 86400000000 AND b.starts_at < NEW.ends_at
        AND b.overbook = TRUE AND b.staff_id IS NOT NULL AND b.status NOT IN ('cancelled', 'no_show', 'left')
        AND (OLD.staff_id = b.staff_id AND OLD.starts_at < b.ends_at AND b.starts_at < OLD.ends_at) IS NOT TRUE);
END;

-- Every change of state, for ever: an undo is a new row that names the row it takes back.
CREATE TABLE booking_step (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  booking_id BLOB NOT NULL CHECK (length(booking_id) = 16),
  seq INTEGER NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  undoes INTEGER,
  -- When it was to begin before, where the step moved it.
  moved_from INTEGER,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, booking_id, seq),
  UNIQUE (clinic_id, booking_id, undoes),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- A number in the day's queue.
CREATE TABLE ticket (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  business_day TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  prefix TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  merged_from BLOB CHECK (length(merged_from) = 16), -- whose it was, where two were merged; none: always theirs
  booking_id BLOB CHECK (length(booking_id) = 16),
  treatment_id BLOB CHECK (length(treatment_id) = 16),
  staff_id BLOB CHECK (length(staff_id) = 16),
  status TEXT NOT NULL CHECK (status IN ('waiting', 'called', 'serving', 'parked', 'missed', 'left', 'done')),
  priority INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL,
  due_at INTEGER,
  calls INTEGER NOT NULL,
  called_at INTEGER,
  last_called_at INTEGER,
  called_to TEXT,
  serving_at INTEGER,
  ended_at INTEGER,
  parked_by BLOB CHECK (length(parked_by) = 16),
  left_auto INTEGER NOT NULL CHECK (left_auto IN (0, 1)),
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by BLOB NOT NULL CHECK (length(updated_by) = 16),
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, business_day, prefix, number),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_from) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, parked_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id)
) STRICT;
CREATE UNIQUE INDEX ticket_patient_once ON ticket (clinic_id, business_day, prefix, patient_id)
  WHERE status IN ('waiting', 'called', 'serving', 'parked', 'missed');
CREATE UNIQUE INDEX ticket_booking_once ON ticket (clinic_id, booking_id) WHERE status <> 'left';
CREATE INDEX ticket_patient ON ticket (clinic_id, patient_id);
CREATE INDEX ticket_booking ON ticket (clinic_id, booking_id);

CREATE TABLE ticket_step (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  ticket_id BLOB NOT NULL CHECK (length(ticket_id) = 16),
  seq INTEGER NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  undoes INTEGER,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, ticket_id, seq),
  UNIQUE (clinic_id, ticket_id, undoes),
  FOREIGN KEY (clinic_id, ticket_id) REFERENCES ticket (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- Numbers without holes: taken in the transaction that uses them, given back when it rolls back.
CREATE TABLE counter (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, kind, scope)
) STRICT;

-- It only ever counts on.
CREATE TRIGGER counter_update BEFORE UPDATE ON counter WHEN NEW.value <> OLD.value + 1 OR NEW.kind <> OLD.kind
  OR NEW.scope <> OLD.scope OR NEW.clinic_id <> OLD.clinic_id
BEGIN SELECT RAISE(ABORT, 'counter_counts_on'); END;
CREATE TRIGGER counter_delete BEFORE DELETE ON counter BEGIN SELECT RAISE(ABORT, 'counter_counts_on'); END;
CREATE TRIGGER ticket_number_next BEFORE INSERT ON ticket WHEN NEW.number > 1 AND NOT EXISTS (
  SELECT 1 FROM ticket t WHERE t.clinic_id = NEW.clinic_id AND t.business_day = NEW.business_day
    AND t.prefix = NEW.prefix AND t.number = NEW.number - 1)
BEGIN SELECT RAISE(ABORT, 'number_next'); END;
CREATE TRIGGER ticket_number_kept BEFORE UPDATE OF business_day, prefix, number ON ticket
BEGIN SELECT RAISE(ABORT, 'number_next'); END;

-- Acts already done, by the id whoever asked gave them: asking again answers again.
CREATE TABLE request (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  act TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  output TEXT NOT NULL,
  at INTEGER NOT NULL,
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  patient_id BLOB CHECK (length(patient_id) = 16), -- of whom the answer tells
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
) STRICT;
CREATE INDEX request_patient ON request (clinic_id, patient_id) WHERE patient_id IS NOT NULL;

-- Who, where, when, what, before and after, why, the digests of the rows of the ledger it wrote; each row is sealed,
-- with a key that is not in the database, over all of it and the seal of the one before.
CREATE TABLE audit (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  clock_behind INTEGER NOT NULL CHECK (clock_behind >= 0),
  account_id BLOB CHECK (length(account_id) = 16),
  approver_id BLOB CHECK (length(approver_id) = 16),
  session_id BLOB CHECK (length(session_id) = 16),
  terminal TEXT NOT NULL,
  act TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id BLOB CHECK (length(entity_id) = 16),
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL,
  ledger TEXT NOT NULL,
  key_id TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (clinic_id, seq)
) STRICT;
CREATE INDEX audit_entity ON audit (clinic_id, entity_id, seq);
-- What was written after a clock that was ahead: it stands later in the trail than it was written.
CREATE INDEX audit_behind ON audit (clinic_id, seq) WHERE clock_behind > 60000000;

-- What the trail says about a person, in clear: the trail itself holds only the commitment, so that a person can be erased
-- here and every row of the trail stays as it was.
CREATE TABLE personal_value (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  commitment TEXT NOT NULL,
  patient_id BLOB NOT NULL CHECK (length(patient_id) = 16),
  salt TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (clinic_id, commitment),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
) STRICT;
CREATE INDEX personal_value_patient ON personal_value (clinic_id, patient_id);

-- The end of the trail: who writes next takes it first, so that no two rows claim the same place.
CREATE TABLE audit_head (
  clinic_id BLOB NOT NULL PRIMARY KEY REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  seal TEXT NOT NULL -- of all of it, with the key of the trail: a shorter end cannot be made without it
) STRICT;

-- The ledger and the trail only grow.
CREATE TRIGGER booking_step_append_only_update BEFORE UPDATE ON booking_step BEGIN SELECT RAISE(ABORT, 'booking_step_append_only'); END;
CREATE TRIGGER booking_step_append_only_delete BEFORE DELETE ON booking_step BEGIN SELECT RAISE(ABORT, 'booking_step_append_only'); END;
CREATE TRIGGER ticket_step_append_only_update BEFORE UPDATE ON ticket_step BEGIN SELECT RAISE(ABORT, 'ticket_step_append_only'); END;
CREATE TRIGGER ticket_step_append_only_delete BEFORE DELETE ON ticket_step BEGIN SELECT RAISE(ABORT, 'ticket_step_append_only'); END;
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
CREATE TRIGGER tenant_act_append_only_update BEFORE UPDATE ON tenant_act BEGIN SELECT RAISE(ABORT, 'tenant_act_append_only'); END;
CREATE TRIGGER tenant_act_append_only_delete BEFORE DELETE ON tenant_act BEGIN SELECT RAISE(ABORT, 'tenant_act_append_only'); END;
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
-- A health note stands as it was written; it is struck once.
CREATE TRIGGER health_note_append_only_update BEFORE UPDATE ON health_note
WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id
  OR NEW.patient_id IS NOT OLD.patient_id OR NEW.commitment IS NOT OLD.commitment
  OR NEW.written_at IS NOT OLD.written_at OR NEW.written_by IS NOT OLD.written_by
BEGIN SELECT RAISE(ABORT, 'health_note_append_only'); END;
CREATE TRIGGER health_note_append_only_delete BEFORE DELETE ON health_note BEGIN SELECT RAISE(ABORT, 'health_note_append_only'); END;

-- Nothing is written over what stays: a REPLACE takes rows away without asking the triggers above. Where nobody says a
-- row's place in the file, it is no number above nought here.
CREATE TRIGGER booking_step_kept BEFORE INSERT ON booking_step BEGIN
  SELECT RAISE(ABORT, 'booking_step_append_only') WHERE EXISTS (SELECT 1 FROM booking_step o WHERE o.clinic_id = NEW.clinic_id AND o.booking_id = NEW.booking_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM booking_step o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM booking_step o WHERE o.clinic_id = NEW.clinic_id AND o.booking_id = NEW.booking_id AND o.undoes = NEW.undoes);
END;
CREATE TRIGGER ticket_step_kept BEFORE INSERT ON ticket_step BEGIN
  SELECT RAISE(ABORT, 'ticket_step_append_only') WHERE EXISTS (SELECT 1 FROM ticket_step o WHERE o.clinic_id = NEW.clinic_id AND o.ticket_id = NEW.ticket_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM ticket_step o WHERE o.rowid = NEW.rowid AND o.rowid > 0)
    OR EXISTS (SELECT 1 FROM ticket_step o WHERE o.clinic_id = NEW.clinic_id AND o.ticket_id = NEW.ticket_id AND o.undoes = NEW.undoes);
END;
CREATE TRIGGER audit_kept BEFORE INSERT ON audit BEGIN
  SELECT RAISE(ABORT, 'audit_append_only') WHERE EXISTS (SELECT 1 FROM audit o WHERE o.clinic_id = NEW.clinic_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM audit o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER tenant_act_kept BEFORE INSERT ON tenant_act BEGIN
  SELECT RAISE(ABORT, 'tenant_act_append_only') WHERE EXISTS (SELECT 1 FROM tenant_act o WHERE o.clinic_id = NEW.clinic_id AND o.seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM tenant_act o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER health_note_kept BEFORE INSERT ON health_note BEGIN
  SELECT RAISE(ABORT, 'health_note_append_only') WHERE EXISTS (SELECT 1 FROM health_note o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM health_note o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER health_note_kept_update BEFORE UPDATE ON health_note
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'health_note_append_only'); END;

-- A clinic gets no larger than it was let.
CREATE TRIGGER tenant_users_insert BEFORE INSERT ON account WHEN NEW.active = 1
  AND (SELECT t.max_users <= (SELECT count(*) FROM account a WHERE a.clinic_id = t.clinic_id AND a.active = 1)
       FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_users IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'tenant_users'); END;
CREATE TRIGGER tenant_users_update BEFORE UPDATE OF active ON account WHEN NEW.active = 1 AND OLD.active = 0
  AND (SELECT t.max_users <= (SELECT count(*) FROM account a WHERE a.clinic_id = t.clinic_id AND a.active = 1)
       FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_users IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'tenant_users'); END;
CREATE TRIGGER tenant_patients BEFORE INSERT ON patient WHEN
  (SELECT t.max_patients <= (SELECT count(*) FROM patient p WHERE p.clinic_id = t.clinic_id AND p.active = 1)
   FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_patients IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'tenant_patients'); END;
-- Whoever was merged by mistake is somebody more.
CREATE TRIGGER tenant_patients_update BEFORE UPDATE OF active ON patient WHEN NEW.active = 1 AND OLD.active = 0 AND
  (SELECT t.max_patients <= (SELECT count(*) FROM patient p WHERE p.clinic_id = t.clinic_id AND p.active = 1)
   FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_patients IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'tenant_patients'); END;
