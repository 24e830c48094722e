-- The front desk, for Postgres. Days are dates on the clinic's calendar, money is whole minor units.
-- The SQLite twin has the same names; a test compares them.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What the installation serves: each clinic with its short name, whether it may work, and how large it may get. A clinic
-- reads its own row; only whoever administers the installation writes here.
CREATE TABLE tenant (
  clinic_id UUID NOT NULL PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL UNIQUE,
  active BOOLEAN NOT NULL,
  max_users BIGINT CHECK (max_users > 0),
  max_patients BIGINT CHECK (max_patients > 0),
  created_at TIMESTAMPTZ NOT NULL,
  UNIQUE (clinic_id, slug)
);

-- What whoever administers the installation did to a clinic. Its trail takes it in when somebody logs in there.
CREATE TABLE tenant_act (
  clinic_id UUID NOT NULL REFERENCES tenant (clinic_id),
  seq BIGINT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('limit', 'suspend', 'resume')),
  at TIMESTAMPTZ NOT NULL,
  max_users BIGINT,
  max_patients BIGINT,
  PRIMARY KEY (clinic_id, seq)
);

-- Every other row belongs to one clinic, and every reference stays inside it.
CREATE TABLE clinic (
  id UUID NOT NULL PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  timezone TEXT NOT NULL,
  currency TEXT NOT NULL,
  decimals BIGINT NOT NULL CHECK (decimals BETWEEN 0 AND 4),
  language TEXT NOT NULL CHECK (language IN ('en', 'id')),
  training BOOLEAN NOT NULL,
  policies TEXT NOT NULL, -- JSON of domain::clinic::Policies; TEXT on both engines, it is never queried
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  FOREIGN KEY (id, slug) REFERENCES tenant (clinic_id, slug)
);

-- A role of the clinic's own: one of the fixed ones, with rights added and taken away.
CREATE TABLE role (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  base TEXT NOT NULL CHECK (base IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name)
);

CREATE TABLE role_permission (
  clinic_id UUID NOT NULL,
  role_id UUID NOT NULL,
  permission TEXT COLLATE "C" NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
  PRIMARY KEY (clinic_id, role_id, permission),
  FOREIGN KEY (clinic_id, role_id) REFERENCES role (clinic_id, id)
);

-- Somebody who logs in.
CREATE TABLE account (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  username TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C",
  full_name TEXT NOT NULL,
  phone TEXT,
  language TEXT CHECK (language IN ('en', 'id')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  password_hash TEXT NOT NULL,
  pin_hash TEXT,
  custom_role_id UUID, -- its base is in role
  reset_hash TEXT, -- of the one-time code that opens the door once instead of a lost password
  reset_until TIMESTAMPTZ,
  factor_secret TEXT, -- of the second factor, veiled with the pepper; then since when, and the last step used
  factor_since TIMESTAMPTZ,
  factor_step BIGINT,
  factor_pending TEXT, -- the same before its first code was typed
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, custom_role_id) REFERENCES role (clinic_id, id),
  UNIQUE (clinic_id, username),
  UNIQUE (clinic_id, email)
);

-- A right given to, or taken from, one account beyond its role; deny beats allow.
CREATE TABLE account_grant (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  account_id UUID NOT NULL,
  permission TEXT COLLATE "C" NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
  reason TEXT NOT NULL,
  granted_by UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, granted_by) REFERENCES account (clinic_id, id)
);
CREATE INDEX account_grant_account ON account_grant (clinic_id, account_id);
CREATE UNIQUE INDEX account_grant_live ON account_grant (clinic_id, account_id, permission, effect)
  WHERE revoked_at IS NULL;

-- One log-in at one terminal. The token itself is never stored.
CREATE TABLE session (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  account_id UUID NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL,
  terminal TEXT NOT NULL,
  device TEXT NOT NULL, -- the user and the way in, as far as known
  created_at TIMESTAMPTZ NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  revoked_at TIMESTAMPTZ,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, token_hash),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- Wrong passwords and PINs, counted in the database so that every counter shares the count. What was typed as a name is
-- not kept: it may be a password in the wrong field.
CREATE TABLE throttle (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  subject TEXT COLLATE "C" NOT NULL,
  failures BIGINT NOT NULL,
  locked_until TIMESTAMPTZ,
  tried_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, subject)
);

CREATE TABLE room (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name)
);

-- Somebody who treats; may or may not have an account.
CREATE TABLE staff (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  account_id UUID,
  room_id UUID,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  skills TEXT NOT NULL,
  commission_bp BIGINT CHECK (commission_bp BETWEEN 0 AND 10000),
  position BIGINT NOT NULL,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
);

-- A rate of commission that changed, from its day on: of somebody who treats, or (with the clinic's id) the clinic's own.
-- No rate: the clinic's.
CREATE TABLE commission_rate (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  whose UUID NOT NULL,
  from_day DATE NOT NULL,
  rate_bp BIGINT CHECK (rate_bp BETWEEN 0 AND 10000),
  PRIMARY KEY (clinic_id, whose, from_day)
);

-- The week: minutes since midnight on the clinic's wall. Monday is 1.
CREATE TABLE staff_hours (
  clinic_id UUID NOT NULL,
  staff_id UUID NOT NULL,
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  kind TEXT NOT NULL CHECK (kind IN ('work', 'break')),
  starts BIGINT NOT NULL CHECK (starts >= 0),
  ends BIGINT NOT NULL CHECK (ends <= 1440),
  PRIMARY KEY (clinic_id, staff_id, weekday, kind, starts),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  CHECK (starts < ends)
);

CREATE TABLE staff_leave (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  staff_id UUID NOT NULL,
  starts_at TIMESTAMPTZ NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL,
  reason TEXT NOT NULL,
  cancelled_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  CHECK (starts_at < ends_at)
);
CREATE INDEX staff_leave_ends ON staff_leave (clinic_id, ends_at);

-- What is sold.
CREATE TABLE treatment (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  category TEXT NOT NULL,
  minutes BIGINT NOT NULL CHECK (minutes BETWEEN 15 AND 480),
  price BIGINT NOT NULL CHECK (price >= 0),
  deposit BIGINT NOT NULL CHECK (deposit >= 0),
  tax_mode TEXT COLLATE "C" NOT NULL CHECK (tax_mode IN ('none', 'inclusive', 'exclusive')),
  tax_bp BIGINT NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
  queue_prefix TEXT COLLATE "C" NOT NULL,
  room_id UUID,
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, name_key),
  FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
);

CREATE TABLE treatment_staff (
  clinic_id UUID NOT NULL,
  treatment_id UUID NOT NULL,
  staff_id UUID NOT NULL,
  PRIMARY KEY (clinic_id, treatment_id, staff_id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id)
);

CREATE TABLE patient (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  email TEXT,
  birth_date DATE,
  address TEXT NOT NULL,
  notes TEXT NOT NULL,
  alerts TEXT NOT NULL,
  reminders BOOLEAN NOT NULL,
  -- Whom they were found to be: never somebody who is merged themselves.
  merged_into UUID,
  merged_through UUID, -- into whom they were merged before, and came with
  merge_gave TEXT, -- what the other took from it then: names of fields, no values
  active BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by UUID NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_into) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_through) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, created_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id),
  CHECK (merged_into IS NULL OR (active = FALSE AND merged_into <> id))
);
CREATE INDEX patient_name ON patient (clinic_id, name_key);
CREATE INDEX patient_merged ON patient (clinic_id, merged_into) WHERE merged_into IS NOT NULL;

-- E.164 beside what was typed. One number may belong to several people (a mother books for three children).
CREATE TABLE patient_phone (
  clinic_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  position BIGINT NOT NULL,
  phone TEXT COLLATE "C" NOT NULL,
  reversed TEXT COLLATE "C" NOT NULL,
  typed TEXT NOT NULL,
  merged_from UUID, -- whose it is, where two were merged; none: their own
  PRIMARY KEY (clinic_id, patient_id, position),
  UNIQUE (clinic_id, patient_id, phone),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_from) REFERENCES patient (clinic_id, id)
);
CREATE INDEX patient_phone_phone ON patient_phone (clinic_id, phone, patient_id);
CREATE INDEX patient_phone_reversed ON patient_phone (clinic_id, reversed, patient_id);

-- The words of each name, folded: a prefix of any word finds the person.
CREATE TABLE patient_word (
  clinic_id UUID NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  patient_id UUID NOT NULL,
  PRIMARY KEY (clinic_id, word, patient_id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
CREATE INDEX patient_word_patient ON patient_word (clinic_id, patient_id);

-- What whoever treats has to know of somebody's health. The words, and why one was struck, lie beside the trail like all
-- it says of people: here stand the commitments to them, so that an erasure takes the words and changes no row.
CREATE TABLE health_note (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  patient_id UUID NOT NULL,
  commitment TEXT COLLATE "C" NOT NULL, -- to the words
  written_at TIMESTAMPTZ NOT NULL,
  written_by UUID NOT NULL,
  struck_at TIMESTAMPTZ,
  struck_by UUID,
  struck_reason TEXT COLLATE "C", -- the commitment to it
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, written_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, struck_by) REFERENCES account (clinic_id, id),
  CHECK ((struck_at IS NULL) = (struck_by IS NULL)),
  CHECK ((struck_at IS NULL) = (struck_reason IS NULL))
);
CREATE INDEX health_note_patient ON health_note (clinic_id, patient_id, written_at);

-- A patient, a treatment, a staff member and a span of time. A row without staff (a walk-in nobody has
-- taken yet) holds no time. Price and minutes are those of the day it was booked.
CREATE TABLE booking (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  patient_id UUID NOT NULL,
  merged_from UUID, -- whose it was, where two were merged; none: always theirs
  treatment_id UUID NOT NULL,
  staff_id UUID,
  room_id UUID,
  starts_at TIMESTAMPTZ NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL,
  business_day DATE NOT NULL,
  minutes BIGINT NOT NULL CHECK (minutes BETWEEN 15 AND 480),
  price BIGINT NOT NULL CHECK (price >= 0),
  deposit BIGINT NOT NULL CHECK (deposit >= 0), -- what its treatment asked for when it was booked
  status TEXT NOT NULL CHECK (status IN ('booked', 'confirmed', 'arrived', 'in_service', 'done', 'cancelled', 'no_show', 'left')),
  source TEXT NOT NULL CHECK (source IN ('phone', 'whatsapp', 'walk_in', 'online', 'desk', 'rebook')),
  note TEXT NOT NULL,
  overbook BOOLEAN NOT NULL,
  overbook_reason TEXT,
  moves BIGINT NOT NULL,
  rebooked_from UUID,
  cancelled_by TEXT CHECK (cancelled_by IN ('patient', 'clinic')),
  cancel_reason TEXT,
  cancel_late BOOLEAN,
  alerts_seen_at TIMESTAMPTZ,
  confirmed_at TIMESTAMPTZ,
  arrived_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ,
  done_at TIMESTAMPTZ,
  version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by UUID NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by UUID NOT NULL,
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
  CHECK (ends_at - starts_at <= INTERVAL '24 hours'), -- bounds the look back of every overlap check
  CHECK (overbook = FALSE OR overbook_reason IS NOT NULL)
);
CREATE INDEX booking_day ON booking (clinic_id, business_day, starts_at);
-- Who came and is not finished: asked at every close, of all days before.
CREATE INDEX booking_here ON booking (clinic_id, business_day) WHERE status IN ('arrived', 'in_service');
-- With the status: whoever is new, and how often somebody did not come, is read off the index.
CREATE INDEX booking_patient ON booking (clinic_id, patient_id, starts_at, status);
-- Half-open spans may not overlap.
ALTER TABLE booking ADD CONSTRAINT booking_no_overlap_staff EXCLUDE USING gist
  (clinic_id WITH =, staff_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left'));
ALTER TABLE booking ADD CONSTRAINT booking_no_overlap_room EXCLUDE USING gist
  (clinic_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left'));
ALTER TABLE booking ADD CONSTRAINT booking_no_overlap_patient EXCLUDE USING gist
  (clinic_id WITH =, patient_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (staff_id IS NOT NULL AND NOT overbook AND status NOT IN ('cancelled', 'no_show', 'left'));
ALTER TABLE booking ADD CONSTRAINT booking_one_overbook EXCLUDE USING gist
  (clinic_id WITH =, staff_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
  WHERE (staff_id IS NOT NULL AND overbook AND status NOT IN ('cancelled', 'no_show', 'left'));
-- What was put over another booking stands in the way of whoever comes after it, not of whoever was there before.
CREATE FUNCTION booking_beside_overbook() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status NOT IN ('cancelled', 'no_show', 'left') AND EXISTS (SELECT FROM booking b
      WHERE b.clinic_id = NEW.clinic_id AND b.staff_id = NEW.staff_id AND b.id <> NEW.id
        AND tstzrange(b.starts_at, b.ends_at, '[)') && tstzrange(NEW.starts_at, NEW.ends_at, '[)')
        AND b.staff_id IS NOT NULL AND b.overbook AND b.status NOT IN ('cancelled', 'no_show', 'left')
        AND (TG_OP = 'UPDATE' AND OLD.staff_id = b.staff_id AND OLD.starts_at < b.ends_at
          AND b.starts_at < OLD.ends_at) IS NOT TRUE) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'booking_no_overlap_staff';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER booking_beside_overbook_insert BEFORE INSERT ON booking FOR EACH ROW
WHEN (NEW.staff_id IS NOT NULL AND NOT NEW.overbook) EXECUTE FUNCTION booking_beside_overbook();
CREATE TRIGGER booking_beside_overbook_update BEFORE UPDATE OF staff_id, starts_at, ends_at ON booking FOR EACH ROW
WHEN (NEW.staff_id IS NOT NULL AND NOT NEW.overbook) EXECUTE FUNCTION booking_beside_overbook();

-- Every change of state, for ever: an undo is a new row that names the row it takes back.
CREATE TABLE booking_step (
  clinic_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  undoes BIGINT,
  -- When it was to begin before, where the step moved it.
  moved_from TIMESTAMPTZ,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, booking_id, seq),
  UNIQUE (clinic_id, booking_id, undoes),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- A number in the day's queue.
CREATE TABLE ticket (
  clinic_id UUID NOT NULL,
  id UUID NOT NULL,
  business_day DATE NOT NULL,
  prefix TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  patient_id UUID NOT NULL,
  merged_from UUID, -- whose it was, where two were merged; none: always theirs
  booking_id UUID,
  treatment_id UUID,
  staff_id UUID,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'called', 'serving', 'parked', 'missed', 'left', 'done')),
  priority BIGINT NOT NULL,
  issued_at TIMESTAMPTZ NOT NULL,
  waiting_since TIMESTAMPTZ NOT NULL,
  due_at TIMESTAMPTZ,
  calls BIGINT NOT NULL,
  called_at TIMESTAMPTZ,
  last_called_at TIMESTAMPTZ,
  called_to TEXT,
  serving_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  parked_by UUID,
  left_auto BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by UUID NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, business_day, prefix, number),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, merged_from) REFERENCES patient (clinic_id, id),
  FOREIGN KEY (clinic_id, booking_id) REFERENCES booking (clinic_id, id),
  FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, parked_by) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, updated_by) REFERENCES account (clinic_id, id)
);
CREATE UNIQUE INDEX ticket_patient_once ON ticket (clinic_id, business_day, prefix, patient_id)
  WHERE status IN ('waiting', 'called', 'serving', 'parked', 'missed');
CREATE UNIQUE INDEX ticket_booking_once ON ticket (clinic_id, booking_id) WHERE status <> 'left';
CREATE INDEX ticket_patient ON ticket (clinic_id, patient_id);
CREATE INDEX ticket_booking ON ticket (clinic_id, booking_id);

CREATE TABLE ticket_step (
  clinic_id UUID NOT NULL,
  ticket_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  undoes BIGINT,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  terminal TEXT NOT NULL,
  PRIMARY KEY (clinic_id, ticket_id, seq),
  UNIQUE (clinic_id, ticket_id, undoes),
  FOREIGN KEY (clinic_id, ticket_id) REFERENCES ticket (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- Numbers without holes: taken in the transaction that uses them, given back when it rolls back.
CREATE TABLE counter (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  kind TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, kind, scope)
);

-- It only ever counts on.
CREATE FUNCTION counter_counts_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.value <> OLD.value + 1
      OR (NEW.clinic_id, NEW.kind, NEW.scope) IS DISTINCT FROM (OLD.clinic_id, OLD.kind, OLD.scope) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'counter_counts_on';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER counter_counts_on BEFORE UPDATE OR DELETE ON counter FOR EACH ROW EXECUTE FUNCTION counter_counts_on();
CREATE FUNCTION ticket_number_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND (NEW.number = 1 OR EXISTS (SELECT FROM ticket t WHERE t.clinic_id = NEW.clinic_id
      AND t.business_day = NEW.business_day AND t.prefix = NEW.prefix AND t.number = NEW.number - 1)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'number_next';
END $$;
CREATE TRIGGER ticket_number_next BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION ticket_number_next();
CREATE TRIGGER ticket_number_kept BEFORE UPDATE OF business_day, prefix, number ON ticket FOR EACH ROW
EXECUTE FUNCTION ticket_number_next();

-- Acts already done, by the id whoever asked gave them: asking again answers again.
CREATE TABLE request (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  input_hash TEXT NOT NULL,
  output TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  account_id UUID NOT NULL,
  patient_id UUID, -- of whom the answer tells
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
CREATE INDEX request_patient ON request (clinic_id, patient_id) WHERE patient_id IS NOT NULL;

-- Who, where, when, what, before and after, why, the digests of the rows of the ledger it wrote; each row is sealed,
-- with a key that is not in the database, over all of it and the seal of the one before.
CREATE TABLE audit (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  seq BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  clock_behind BIGINT NOT NULL CHECK (clock_behind >= 0),
  account_id UUID,
  approver_id UUID,
  session_id UUID,
  terminal TEXT NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  entity TEXT COLLATE "C" NOT NULL,
  entity_id UUID,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL,
  ledger TEXT NOT NULL,
  key_id TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (clinic_id, seq)
);
CREATE INDEX audit_entity ON audit (clinic_id, entity_id, seq);
-- What was written after a clock that was ahead: it stands later in the trail than it was written.
CREATE INDEX audit_behind ON audit (clinic_id, seq) WHERE clock_behind > 60000000;

-- What the trail says about a person, in clear: the trail itself holds only the commitment, so that a person can be erased
-- here and every row of the trail stays as it was.
CREATE TABLE personal_value (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  commitment TEXT COLLATE "C" NOT NULL,
  patient_id UUID NOT NULL,
  salt TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (clinic_id, commitment),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
CREATE INDEX personal_value_patient ON personal_value (clinic_id, patient_id);

-- The end of the trail: who writes next takes it first, so that no two rows claim the same place.
CREATE TABLE audit_head (
  clinic_id UUID NOT NULL PRIMARY KEY REFERENCES clinic (id),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  seal TEXT NOT NULL -- of all of it, with the key of the trail: a shorter end cannot be made without it
);

-- The ledger and the trail only grow.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_TABLE_NAME || '_append_only';
END $$;
CREATE TRIGGER booking_step_append_only BEFORE UPDATE OR DELETE ON booking_step FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER booking_step_append_only_truncate BEFORE TRUNCATE ON booking_step FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER ticket_step_append_only BEFORE UPDATE OR DELETE ON ticket_step FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ticket_step_append_only_truncate BEFORE TRUNCATE ON ticket_step FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER tenant_act_append_only BEFORE UPDATE OR DELETE ON tenant_act FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER tenant_act_append_only_truncate BEFORE TRUNCATE ON tenant_act FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_append_only_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- A health note stands as it was written; it is struck once.
CREATE TRIGGER health_note_append_only BEFORE UPDATE ON health_note FOR EACH ROW
WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL OR NEW.clinic_id IS DISTINCT FROM OLD.clinic_id
  OR NEW.id IS DISTINCT FROM OLD.id OR NEW.patient_id IS DISTINCT FROM OLD.patient_id
  OR NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.written_at IS DISTINCT FROM OLD.written_at
  OR NEW.written_by IS DISTINCT FROM OLD.written_by)
EXECUTE FUNCTION append_only();
CREATE TRIGGER health_note_append_only_delete BEFORE DELETE ON health_note FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER health_note_append_only_truncate BEFORE TRUNCATE ON health_note FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- A clinic gets no larger than it was let. Two at once may get one past it.
CREATE FUNCTION tenant_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT t.max_users <= (SELECT count(*) FROM account a
      WHERE a.clinic_id = t.clinic_id AND a.active AND a.id <> NEW.id)
      FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_users IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'tenant_users';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tenant_users_insert BEFORE INSERT ON account FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION tenant_users();
CREATE TRIGGER tenant_users_update BEFORE UPDATE OF active ON account FOR EACH ROW
WHEN (NEW.active AND NOT OLD.active) EXECUTE FUNCTION tenant_users();
CREATE FUNCTION tenant_patients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT t.max_patients <= (SELECT count(*) FROM patient p WHERE p.clinic_id = t.clinic_id AND p.active)
      FROM tenant t WHERE t.clinic_id = NEW.clinic_id AND t.max_patients IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'tenant_patients';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tenant_patients BEFORE INSERT ON patient FOR EACH ROW EXECUTE FUNCTION tenant_patients();
-- Whoever was merged by mistake is somebody more.
CREATE TRIGGER tenant_patients_update BEFORE UPDATE OF active ON patient FOR EACH ROW
WHEN (NEW.active AND NOT OLD.active) EXECUTE FUNCTION tenant_patients();
