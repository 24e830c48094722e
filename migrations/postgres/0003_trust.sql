-- Who may come in, and what looked wrong, for Postgres.

-- A user to be. The code itself is never stored.
CREATE TABLE invitation (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  code_hash TEXT COLLATE "C" NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'accepted', 'cancelled')),
  full_name TEXT NOT NULL,
  email TEXT COLLATE "C",
  phone TEXT,
  language TEXT CHECK (language IN ('en', 'id')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  custom_role_id UUID,
  staff_id UUID,
  account_id UUID, -- whom it made
  invited_by UUID NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, code_hash),
  FOREIGN KEY (clinic_id, custom_role_id) REFERENCES role (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, invited_by) REFERENCES account (clinic_id, id)
);

-- What opens the door once in place of a lost second factor.
CREATE TABLE recovery_code (
  clinic_id UUID NOT NULL,
  account_id UUID NOT NULL,
  position BIGINT NOT NULL,
  code_hash TEXT COLLATE "C" NOT NULL,
  used_at TIMESTAMPTZ,
  PRIMARY KEY (clinic_id, account_id, position),
  UNIQUE (clinic_id, account_id, code_hash),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
);

-- What looked wrong, until somebody says what it was. The details hold no personal data.
CREATE TABLE security_event (
  clinic_id UUID NOT NULL REFERENCES clinic (id),
  id UUID NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('login_pause', 'pin_pause', 'factor_pause', 'role_changed', 'right_changed',
    'password_reset', 'pin_reset', 'factor_removed', 'session_revoked', 'denied', 'many_read', 'clock_jump',
    'owner_blocked', 'owner_unblocked')),
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warn', 'critical')),
  account_id UUID, -- whom it is about
  actor_id UUID, -- who did it
  terminal TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  details TEXT NOT NULL,
  resolved_at TIMESTAMPTZ,
  resolved_by UUID,
  note TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, actor_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, resolved_by) REFERENCES account (clinic_id, id),
  CHECK ((resolved_at IS NULL) = (resolved_by IS NULL))
);
CREATE INDEX security_event_at ON security_event (clinic_id, at);

-- A clinic nobody owns could never be opened again.
CREATE FUNCTION account_last_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two owners who are demoted at the same moment come one after the other.
  PERFORM 1 FROM clinic WHERE id = OLD.clinic_id FOR UPDATE;
  IF NOT EXISTS (SELECT 1 FROM account o
      WHERE o.clinic_id = OLD.clinic_id AND o.id <> OLD.id AND o.role = 'owner' AND o.active) THEN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'account_last_owner';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_last_owner BEFORE UPDATE ON account FOR EACH ROW
WHEN (OLD.role = 'owner' AND OLD.active AND (NEW.role <> 'owner' OR NOT NEW.active))
EXECUTE FUNCTION account_last_owner();
CREATE TRIGGER account_last_owner_delete BEFORE DELETE ON account FOR EACH ROW
WHEN (OLD.role = 'owner' AND OLD.active) EXECUTE FUNCTION account_last_owner();

-- A right that was given is taken back once, an event settled once; nothing else of them changes.
CREATE TRIGGER account_grant_once BEFORE UPDATE ON account_grant FOR EACH ROW
WHEN (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id
  OR NEW.permission <> OLD.permission OR NEW.effect <> OLD.effect OR NEW.expires_at IS DISTINCT FROM OLD.expires_at
  OR NEW.reason <> OLD.reason OR NEW.granted_by <> OLD.granted_by OR NEW.created_at <> OLD.created_at)
EXECUTE FUNCTION refused('account_grant_once');
CREATE TRIGGER account_grant_delete BEFORE DELETE ON account_grant FOR EACH ROW EXECUTE FUNCTION refused('account_grant_once');
CREATE TRIGGER security_event_once BEFORE UPDATE ON security_event FOR EACH ROW
WHEN (OLD.resolved_at IS NOT NULL OR NEW.resolved_at IS NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
  OR NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.at <> OLD.at OR NEW.details <> OLD.details
  OR NEW.actor_id IS DISTINCT FROM OLD.actor_id OR NEW.severity <> OLD.severity OR NEW.terminal <> OLD.terminal)
EXECUTE FUNCTION refused('security_event_once');
CREATE TRIGGER security_event_delete BEFORE DELETE ON security_event FOR EACH ROW EXECUTE FUNCTION refused('security_event_once');
