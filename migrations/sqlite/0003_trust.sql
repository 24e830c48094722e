-- Who may come in, and what looked wrong, for SQLite.

-- A user to be. The code itself is never stored.
CREATE TABLE invitation (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  code_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'accepted', 'cancelled')),
  full_name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  language TEXT CHECK (language IN ('en', 'id')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'receptionist', 'therapist', 'auditor')),
  custom_role_id BLOB CHECK (length(custom_role_id) = 16),
  staff_id BLOB CHECK (length(staff_id) = 16),
  account_id BLOB CHECK (length(account_id) = 16), -- whom it made
  invited_by BLOB NOT NULL CHECK (length(invited_by) = 16),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (clinic_id, id),
  UNIQUE (clinic_id, code_hash),
  FOREIGN KEY (clinic_id, custom_role_id) REFERENCES role (clinic_id, id),
  FOREIGN KEY (clinic_id, staff_id) REFERENCES staff (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, invited_by) REFERENCES account (clinic_id, id)
) STRICT;

-- What opens the door once in place of a lost second factor.
CREATE TABLE recovery_code (
  clinic_id BLOB NOT NULL CHECK (length(clinic_id) = 16),
  account_id BLOB NOT NULL CHECK (length(account_id) = 16),
  position INTEGER NOT NULL,
  code_hash TEXT NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (clinic_id, account_id, position),
  UNIQUE (clinic_id, account_id, code_hash),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id)
) STRICT;

-- What looked wrong, until somebody says what it was. The details hold no personal data.
CREATE TABLE security_event (
  clinic_id BLOB NOT NULL REFERENCES clinic (id) CHECK (length(clinic_id) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('login_pause', 'pin_pause', 'factor_pause', 'role_changed', 'right_changed',
    'password_reset', 'pin_reset', 'factor_removed', 'session_revoked', 'denied', 'many_read', 'clock_jump',
    'owner_blocked', 'owner_unblocked')),
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warn', 'critical')),
  account_id BLOB CHECK (length(account_id) = 16), -- whom it is about
  actor_id BLOB CHECK (length(actor_id) = 16), -- who did it
  terminal TEXT NOT NULL,
  at INTEGER NOT NULL,
  details TEXT NOT NULL,
  resolved_at INTEGER,
  resolved_by BLOB CHECK (length(resolved_by) = 16),
  note TEXT NOT NULL,
  PRIMARY KEY (clinic_id, id),
  FOREIGN KEY (clinic_id, account_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, actor_id) REFERENCES account (clinic_id, id),
  FOREIGN KEY (clinic_id, resolved_by) REFERENCES account (clinic_id, id),
  CHECK ((resolved_at IS NULL) = (resolved_by IS NULL))
) STRICT;
CREATE INDEX security_event_at ON security_event (clinic_id, at);

-- A clinic nobody owns could never be opened again.
CREATE TRIGGER account_last_owner BEFORE UPDATE ON account
WHEN OLD.role = 'owner' AND OLD.active = TRUE AND (NEW.role <> 'owner' OR NEW.active = FALSE) BEGIN
  SELECT RAISE(ABORT, 'account_last_owner') WHERE NOT EXISTS (
    SELECT 1 FROM account o
    WHERE o.clinic_id = OLD.clinic_id AND o.id <> OLD.id AND o.role = 'owner' AND o.active = TRUE);
END;
CREATE TRIGGER account_last_owner_delete BEFORE DELETE ON account
WHEN OLD.role = 'owner' AND OLD.active = TRUE BEGIN
  SELECT RAISE(ABORT, 'account_last_owner') WHERE NOT EXISTS (
    SELECT 1 FROM account o
    WHERE o.clinic_id = OLD.clinic_id AND o.id <> OLD.id AND o.role = 'owner' AND o.active = TRUE);
END;

-- A right that was given is taken back once, an event settled once; nothing else of them changes.
CREATE TRIGGER account_grant_once BEFORE UPDATE ON account_grant
WHEN OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id
  OR NEW.permission <> OLD.permission OR NEW.effect <> OLD.effect OR NEW.expires_at IS NOT OLD.expires_at
  OR NEW.reason <> OLD.reason OR NEW.granted_by <> OLD.granted_by OR NEW.created_at <> OLD.created_at
BEGIN SELECT RAISE(ABORT, 'account_grant_once'); END;
CREATE TRIGGER account_grant_delete BEFORE DELETE ON account_grant BEGIN SELECT RAISE(ABORT, 'account_grant_once'); END;
CREATE TRIGGER security_event_once BEFORE UPDATE ON security_event
WHEN OLD.resolved_at IS NOT NULL OR NEW.resolved_at IS NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
  OR NEW.account_id IS NOT OLD.account_id OR NEW.at <> OLD.at OR NEW.details <> OLD.details
  OR NEW.actor_id IS NOT OLD.actor_id OR NEW.severity <> OLD.severity OR NEW.terminal <> OLD.terminal
BEGIN SELECT RAISE(ABORT, 'security_event_once'); END;
CREATE TRIGGER security_event_delete BEFORE DELETE ON security_event
BEGIN SELECT RAISE(ABORT, 'security_event_once'); END;

-- Nothing is written over what stays: a REPLACE takes rows away without asking the triggers above. Where nobody says a
-- row's place in the file, it is no number above nought here.
CREATE TRIGGER account_grant_kept BEFORE INSERT ON account_grant BEGIN
  SELECT RAISE(ABORT, 'account_grant_once') WHERE EXISTS (SELECT 1 FROM account_grant o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM account_grant o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
  SELECT RAISE(ABORT, 'account_grant_live') WHERE NEW.revoked_at IS NULL AND EXISTS (
    SELECT 1 FROM account_grant o WHERE o.clinic_id = NEW.clinic_id AND o.account_id = NEW.account_id AND o.permission = NEW.permission AND o.effect = NEW.effect AND o.revoked_at IS NULL);
END;
CREATE TRIGGER account_grant_kept_update BEFORE UPDATE ON account_grant
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'account_grant_once'); END;
CREATE TRIGGER security_event_kept BEFORE INSERT ON security_event BEGIN
  SELECT RAISE(ABORT, 'security_event_once') WHERE EXISTS (SELECT 1 FROM security_event o WHERE o.clinic_id = NEW.clinic_id AND o.id = NEW.id)
    OR EXISTS (SELECT 1 FROM security_event o WHERE o.rowid = NEW.rowid AND o.rowid > 0);
END;
CREATE TRIGGER security_event_kept_update BEFORE UPDATE ON security_event
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.clinic_id IS NOT OLD.clinic_id OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'security_event_once'); END;
