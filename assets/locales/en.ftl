### words

# board
board-called = Now called
board-nobody = Please wait until your number is called.
board-next = Next: { $numbers }
board-wait = about { $wait } to wait
wait-minutes = { $minutes } minutes
wait-hours = { $hours } h { $minutes } min
board-lost = No connection since { $time }.

# a form whose row somebody else changed meanwhile
older-taken = Now as there: { $fields }.
older-bill = Now to pay { $due }: { $lines }.
older-shares = { $line } is now by { $who }.
older-kept = Your { $field } stays; there it is now { $now }.

# payment
payment-method = Method
    .help = Left and right, or the first letter, choose it.
payment-amount = Received
    .help = What is handed over: { $examples }. Nothing or = is the exact amount. In the empty field left and right choose the method.
payment-reference = Reference
    .help = The number on the slip or in the app; not needed for cash.
payment-bill = bill
payment-total = Total
payment-paid = Paid
payment-to_pay = To pay
payment-discounted = Discount
payment-waiting = to verify
payment-was_failed = failed
payment-exact = Enter takes { $amount }.
payment-exact_next = { $amount }. Enter goes on to the reference.
payment-no_coins = There are no coins for { $amount }: Enter settles it by rounding.
payment-rounded = Rounding { $amount }
payment-still_due = Still to pay { $amount }
payment-change = Change { $amount }
payment-for_usual = * says what it is for: { $amount } of a package is due.
payment-for_packages = For the package first: { $amount } of it is due. * changes it.
payment-for_visit = For the visit, nothing of it for the package. * changes it.
payment-qris = Look into the acquirer's app before you verify it.
payment-nothing_due = Nothing is to pay.
payment-covers_all = This covers everything: Enter takes it.
payment-take_off = Take off: { $line }
payment-taken_off = Taken off the bill.
payment-verify_question = Did { $amount } arrive? Look into the acquirer's app or the account, not at the patient's screen.
payment-verify_yes = It arrived
payment-verify_title = How it was verified
payment-verify_reference = Reference
    .help = Of the acquirer's app or the account statement.
payment-verified = Verified.
discount-how_much = Percent or amount
    .help = A share or an amount: 10%, 12.5%, { $example }.
discount-reason = Reason
    .help = Needed above the clinic's limit; it stands on the bill, not on the receipt.
discount-given = The discount is on the bill.
line-description = What
    .help = A treatment of the list (the down key opens it), or any name.
line-quantity = How many
    .help = 1 to 999.
line-price = Price of one
    .help = { $examples }; a treatment has its own.
line-added = Added to the bill.
receipt-taken = Payment taken
receipt-paid_now = Paid
receipt-verify = QRIS waits to be verified: look into the acquirer's app.
unpaid-time = Time
unpaid-patient = Patient
unpaid-treatment = Treatment
unpaid-status = State
unpaid-total = Total
unpaid-due = To pay
unpaid-to_verify = verify
unpaid-none = Everybody who was here today has paid.
unpaid-count = { $count } open
unpaid-waiting = { $count } to verify

# walk-in
number-soon = Soon
walk_in-patient = Patient
    .help = A phone number in any spelling, its last digits, or a name. Nobody found: Enter registers.
walk_in-name = Name
    .help = The new patient's name.
walk_in-phone = Phone
    .help = The new patient's number, in any spelling; may stay empty.
walk_in-treatment = Treatment
    .help = May stay empty; the down key opens the list.
walk_in-staff = Staff
    .help = Only when somebody is asked for by name; the down key opens the list.
walk_in-urgent = Urgent
    .help = Goes before everybody who is not urgent.
walk_in-new = + New patient: { $typed }
walk_in-type = Type a phone number or a name.
walk_in-enter = Enter gives the number. Tab: treatment and staff, if they are known.
walk_in-look_alike = Is this the same person?
walk_in-same_person = Yes, it is { $name }
walk_in-somebody_else = No, register somebody else
walk_in-has_booking = There is a booking today
walk_in-arrive = Mark the booking as arrived
walk_in-number_all_the_same = Number all the same
number-ahead = { $count -> 
    [0] Nobody is before this number
    [1] One person is before this number
   *[other] { $count } people are before this number
  }
number-about = About { $wait } to wait
number-unknown = Time to wait: –
number-waits = { $name } waits with { $number }.
app-file_saved = Saved: { $path }

# queue
queue-number = No.
queue-patient = Patient
queue-treatment = Treatment
queue-staff = Staff
queue-due = Due
queue-waited = Wait
queue-state = State
queue-count = { $count } waiting
queue-longest = longest { $time }
queue-average = average { $time }
queue-empty = Nobody waits. F3 gives a number.
queue-nobody = Nobody is in the queue.
queue-no_visit = There is no bill yet: it begins with the treatment.
queue-any = any
queue-anybody = Anybody
queue-off_today = off that day
counter-first = Counter 1
counter-any = the counter
queue-whoever_is_free = Whoever is free
queue-soon = soon
queue-minutes = { $minutes }m
queue-hours = { $hours }h{ $minutes }
queue-next = next
queue-begin = begin
queue-finish = done
queue-resume = back in line
queue-waiting = waiting
queue-overdue = due { $time } ago
queue-called = { $calls -> 
    [1] called
   *[other] { $calls }× called
  }, { $to }
queue-serving = in treatment
queue-away = away
queue-not_come = missed
queue-done = done
queue-gone = went home
queue-transfer_to = Give to
queue-which_treatment = Which treatment?
queue-who_treats = Who treats?
queue-who_treats_them = Who treats { $patient }?
queue-which_treatment_them = Which treatment for { $patient }?
queue-leave_question = Does { $patient } ({ $ticket }) go home without being treated?
queue-leave_yes = Went home
queue-alerts_question = { $patient }: { $alerts }
queue-alerts_yes = Read, begin
queue-called_now = { $ticket } is called to { $to }.
queue-missed_now = { $ticket } was missed after { $calls } calls. H puts it back in line.
queue-finished = { $ticket } is done. p takes the payment, u undoes.
queue-served = { $patient } ({ $ticket }) is in treatment.
queue-parked = { $ticket } is away for a moment; the number is kept.
queue-put_back = { $ticket } is back in line.
queue-missed = { $ticket } was missed.
queue-transferred = { $ticket } waits for { $staff } now; the wait begins anew. u gives both back.
queue-transferred_any = { $ticket } waits for whoever is free now; the wait begins anew. u gives both back.
queue-urgent_now = { $ticket } goes before the others.
queue-in_turn_now = { $ticket } waits in turn again.
queue-left = { $ticket } went home.
queue-undone = Taken back: { $ticket }.
queue-undo_ask = { $step ->
    [called] Take back the call of { $ticket } ({ $patient })?
    [serving] Take back the beginning of { $patient } ({ $ticket })?
    [parked] Put { $ticket } ({ $patient }) back to before it stood aside?
    [missed] Take back that { $ticket } ({ $patient }) was missed?
    [left] Take back the leaving of { $patient } ({ $ticket })?
    [done] Take back the end of { $patient } ({ $ticket })?
   *[waiting] Take back what was done last with { $ticket } ({ $patient }), who waits?
}

# what was read with a doubt
warning-text-marks = Invisible marks were taken out. Check what is left.
warning-note-nik = This looks like a NIK. It belongs in the identity field, where it is shown masked.
warning-note-secret = This looks like a secret key. Save again to keep it all the same.

# faults: what happened, whether anything was saved, what to do
fault-refused = This was refused.
fault-busy = Another counter is saving just now. Nothing was changed here; try again.
fault-unreachable = There is no connection to the database. Nothing was changed; try again, or look at the network.
fault-untrusted-root = The certificates that sslrootcert of the settings names cannot be read, so nothing was sent to the database. Put a PEM file there.
fault-untrusted-issuer = Nobody this computer trusts signed the certificate of the database server, so nothing was sent to it. Name the clinic's own certificate in the settings (sslrootcert); if you did, somebody may sit in between.
fault-untrusted-date = The certificate of the database server is over, or holds not yet, so nothing was sent to it. Whoever administers it renews it; look at this computer's clock, too.
fault-untrusted-name = The certificate of the database server is another server's, so nothing was sent to it. Name the server in the settings as its certificate does; if you did, somebody may sit in between.
fault-untrusted-plain = The database server does not encrypt the connection, so nothing was sent to it. Whoever administers it switches TLS on (ssl = on).
fault-login = The database refuses this log-in: the user name or the password of the settings is wrong, or the server lets nobody in that way (pg_hba.conf). Nothing was changed.
fault-full = The disk is full. Nothing was changed; free some space, then try again.
fault-read_only = The data may only be read, so nothing was changed. Look at the rights of the data folder.
fault-damaged = The data file is damaged. Stop working with it and restore the last backup.
fault-moved = The data file was moved or replaced while it was open. Nothing more is saved; close loket and start it again.
fault-unknown = The connection broke while saving, so it is not known whether it was saved. Do the same again: it will not happen twice.
fault-newer = The data was made by a newer loket. Update loket on this computer.
fault-older = The data was made by an older loket. Whoever administers the server brings it up to date: loket postgres setup --run.
fault-no_database = The server has no database of the name in the settings. Look at the address; whoever administers the server makes the database, then: loket postgres setup.
fault-not_set_up = The database is not set up for loket. Whoever administers the server does that: loket postgres setup.
fault-mighty = A login that is to be a clinic's own may too much. Run loket postgres setup again: it says by what.
fault-denied = The database does not allow this login to do that. Nothing was changed. Whoever administers the server can put the rights in order: loket postgres setup --run.
fault-foreign = The data file belongs to another program. Name another file in the settings.
fault-linked = The data file is a link, or the same file has a second name. Name the file itself in the settings, and let it have one name.
fault-exposed = The data file belongs to somebody else, or others may read it. Give it to the account that runs loket, mode 0600.
fault-network_disk = The data folder is on a network disk, where the file would be damaged. Use a folder of this computer, or Postgres for several counters.
fault-altered = Somebody has changed the database from outside, so that it would write something else than it is told: nothing was saved. Stop working on it, and have the owner run loket verify.
fault-broken = loket made a mistake. Nothing was changed. The log says more.

# dates
date-weekdays = Mon Tue Wed Thu Fri Sat Sun
date-months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
date-months-long = January February March April May June July August September October November December

# the engine
app-small = Terminal is { $width }x{ $height }. loket needs { $least_width }x{ $least_height }. Make it larger.
app-working = Working… Ctrl+C stops waiting for it.
app-lost = no connection since { $time }
app-lost_briefly = offline { $time }
app-stays = No connection: nothing can be read now. What is seen stays.
app-wait_seconds = { $count } { $count ->
    [one] second
   *[other] seconds
  }
app-wait_minutes = { $count } { $count ->
    [one] minute
   *[other] minutes
  }
app-saving = Saving… please wait.
app-still_saving = Still saving. It cannot be stopped half-way.
app-not_saved = Not saved. Something went wrong inside loket; try again.
app-not_read = Could not be read. Something went wrong inside loket; try again.
app-read_again = F5 reads it again.
app-covered = Hidden. Any key shows it again.
app-died = loket stopped unexpectedly. What was saved is saved; type loket to start again.
app-broke = Something broke on that screen. What was saved is saved; what you typed there is lost.
app-unsaved_question = What you typed is not saved. Leave it?
app-unsaved_yes = Leave without saving
app-quit_question = Leave loket?
app-quit_unsaved = What you typed is not saved. Leave loket all the same?
app-quit_yes = Leave loket
app-paste_cut = The paste was cut off, nothing was pasted: press Esc, then go on.
app-paste_long = That is too long to paste here.
app-paste_nowhere = Nothing to paste into here.

# dialogs
confirm-keep = Stay
help-search = Search
pick-none = Nothing fits.
palette-count = { $found } of { $all } commands
palette-nothing = No command here is called that. Try another word, or less of it; other places have more commands.

# filter
day-title_short = { $day } · { $booked } booked
day-title_filter = { $day } · /{ $filter } · { $found }
day-unread = This day could not be read.
day-filter_by = Only
    .help = A part of a name, a treatment, a number: only rows that say so are shown. Empty shows all.

# one visit
visit-patient = Patient
visit-alerts = Take care
visit-time = Time
visit-reason = Why
visit-overbook = Overbooked
visit-source = Booked via
visit-health_of = Health
visit-health_notes = { $count } { $count ->
    [one] note
   *[other] notes
}
visit-note = Note
visit-bill = Bill
visit-sums = { $state } · { $total } · paid { $paid } · open { $due }
visit-late = · late
visit-history = What happened
visit-moved = moved
visit-back_to = undone, back to { $status }
visit-ended = This visit is over. Undo the last step with u to change it.
visit-pick_treatment = Which treatment?
visit-pick_staff = Who treats?
visit-assigned = Changed: { $name }
visit-noted = Noted: { $name }
source-phone = phone
source-whatsapp = WhatsApp
source-walk_in = walked in
source-online = online
source-desk = in person
source-rebook = booked again
bill-unpaid = unpaid
bill-deposit = deposit
bill-partial = partial
bill-paid = paid
bill-refunded = refunded

# booking
day-not_pending = Only a booking that has not begun can be moved.
day-moved_to = Moved: { $name } · { $at } · { $staff } · u undo
visit-moved_to = Moved: { $name } · { $at } · { $staff }
moving-title = { $day } · moving { $name } from { $from }
booking-patient = Patient
    .help = A number in any spelling, its last digits, or a name. Enter takes the marked one; nobody found: Enter registers.
booking-source = Booked via
    .help = How the patient asked: an arrow or the first letter. The next booking begins with the same.
booking-treatment = Treatment
    .help = Type a part of the name; Enter takes the marked one.
booking-staff = Staff
    .help = Anyone, or type a name; Enter takes the marked one.
booking-time = When
    .help = Type tomorrow 14.30, +1d 9, mon 9 or only a day; or take a free start with the arrows and Enter.
booking-note = Note
    .help = What whoever treats should know. May stay empty.
booking-anyone = anyone
booking-type_patient = Type a number or a name.
booking-new_patient = Nobody found: Enter registers somebody new.
booking-free = Free starts
booking-nearest = The nearest free starts
booking-is_taken = Not free then. The nearest free starts:
booking-is_leave = { $staff } is on leave then. The nearest free starts:
booking-is_break = { $staff } has a break then. The nearest free starts:
booking-is_outside = { $staff } does not work then. The nearest free starts:
booking-on_leave = on leave that day
booking-no_free = No free start found.
booking-move_title = Another time for { $name }
booking-again_title = Book { $name } again
booking-made = Booked: { $name } · { $at } · { $staff }
aside-offer = { $said } { $key }: { $does }
approve-why = Why
    .help = One line that stays in the trail.
approve-who = User name
    .help = Whose PIN it is.
approve-sign = sign
approve-pin = PIN
    .help = Six digits.
approve-no_pin = You have no PIN yet: make one in Setup, My password and PIN. Or somebody else who may do it signs here.
approve-about = { $what }: { $why }

# the day
day-title = { $day } · { $booked } booked{ $done ->
    [0] {""}
   *[other] {" "}· { $done } done
  }{ $late ->
    [0] {""}
   *[other] {" "}· { $late } late
  }{ $waiting ->
    [0] {""}
   *[other] {" "}· { $waiting } waiting
  }{ $off ->
    [0] {""}
   *[other] {" "}· { $off } off (X)
  }
day-time = Time
day-patient = Patient
day-ticket = No
day-treatment = Treatment
day-staff = Staff
day-status = Status
day-paid = Paid
day-phone = Phone
day-minutes = Min
day-empty = Nobody is booked on this day.
day-unlinked = Your log-in belongs to nobody who treats yet, so no day is yours. The owner or a manager says who you are under Setup, Users: “Treats as”.
day-filtered = Nothing says “{ $text }”. / then Esc shows all again{ $off ->
    [0] .
   *[other] , X those called off that say it ({ $off }).
}
list-filtered = Nothing says “{ $text }”. / then Esc shows all again.
day-no_staff = No staff yet: { $people }
day-nobody = Nobody works on this day.
day-number_alone = They have a number, and no visit yet. Enter opens the queue.
day-none = Nobody is under the cursor.
day-is_done = This visit is done. Take the payment with p, or undo with u.
day-is_off = This visit is off. Book it again with A, or undo with u.
day-late = late
day-queue = Queue
day-queue_waiting = Queue · { $waiting } waiting
day-selected = Selected
day-bookings = no.
day-money = { $total } · paid { $paid }
day-fresh = * never treated here before
day-moved = ~ moved
day-overbook = + over another booking
day-arrived = Arrived: { $name } · u undo
day-started = In the room: { $name } · u undo
day-finished = Done: { $name } · p payment · u undo
day-confirmed = Confirmed: { $name } · u undo
day-missed = No-show: { $name } · u undo
day-cancelled = Cancelled: { $name } · u undo
day-left = Left: { $name } · u undo
day-undone = Undone: { $name }
day-undone_step = { $step ->
    [confirmed] Confirmation of { $name } undone
    [arrived] Arrival of { $name } undone
    [in_service] Beginning of { $name } undone
    [done] End of { $name } undone
    [cancelled] Cancellation of { $name } undone
    [no_show] No-show of { $name } undone
   *[left] Leaving of { $name } undone
}
undo-ask = { $step ->
    [confirmed] Take back the confirmation of { $name }, { $time } { $treatment }?
    [arrived] Take back the arrival of { $name }, { $time } { $treatment }?
    [in_service] Take back the beginning of { $name }, { $time } { $treatment }?
    [done] Take back the end of { $name }, { $time } { $treatment }?
    [cancelled] Take back the cancellation of { $name }, { $time } { $treatment }?
    [no_show] Take back the no-show of { $name }, { $time } { $treatment }?
   *[left] Take back the leaving of { $name }, { $time } { $treatment }?
}
undo-yes = Take it back
day-no_undo = Not undone here. A call: in the queue (2, u). A new booking: x.
day-number_stays = A number that was given stays: L marks whoever goes again, here or in the queue.
day-number_alone_stays = A number that was given stays. Whoever goes again is marked with L in the queue (2).
day-called = { $ticket } is called to { $to }.
day-cancel_title = Cancel { $time } { $treatment }, { $name }
day-finish_title = Finished only now: { $name }, { $time } { $treatment }
day-leave_title = { $name } leaves before the end: { $time } { $treatment }
day-alerts = { $name }: { $alerts }
day-alerts_yes = Read, begin
paid-back = repaid
paid-awaited = awaited
paid-waiting = QRIS?
reason-by = Who
reason-why = Why
    .help = One line that stays in the book: sick, another day, wrong entry.
reason-note = Note
    .help = One line that stays in the book: who, how, until when.
reason-patient = the patient
reason-clinic = the clinic
jump-day = Day
    .help = A day as you say it: t, tomorrow, mon, +7, -1, 15, 15/3.

sheet-everywhere = Everywhere
sheet-key = Key
sheet-does = What it does
sheet-id = For the settings

# what a role may do
permission-day-see-clinic = see the day
permission-queue-see-clinic = see the queue
permission-queue-run-clinic = call the queue
permission-patient-find-clinic = find patients
permission-patient-open-clinic = open a patient
permission-patient-edit-clinic = change a patient
permission-patient-import-clinic = import patients
permission-health_note-read-clinic = read health notes
permission-health_note-read-own = read health notes of whom you treat
permission-health_note-add-clinic = add a health note
permission-health_note-strike-clinic = strike a health note
permission-booking-make-clinic = book and move visits
permission-booking-override-clinic = book over what stands in the way
permission-booking-cancel-clinic = cancel visits
permission-visit-run-clinic = take visits along
permission-bill-see-clinic = see bills
permission-bill-edit-clinic = change bills
permission-bill-discount_beyond-clinic = give a discount above the limit
permission-payment-take-clinic = take payments
permission-payment-take_beyond-clinic = take a payment above the limit
permission-payment-void-clinic = void a payment
permission-payment-void_other-clinic = void an older or somebody else's payment
permission-payment-refund-clinic = give money back
permission-payment-refund_beyond-clinic = give back more than the limit
permission-payment-write_off-clinic = write off a debt
asked-finish_late = finish a visit of { $day } that nobody said began
asked-difference = accept that the drawer of { $holder } is { $amount } off
asked-receivable = leave a debt standing as known
asked-shared_package = pay with a session of the package of { $owner }. They share a telephone number, and the entry of { $changed } was changed only today
asked-lost_session = give back a session that was written off as used: the patient may use it again, and nobody owes it
permission-deposit-waive-clinic = decide otherwise about a deposit
permission-drawer-see-clinic = see the drawer
permission-drawer-open-clinic = open the drawer for the day
permission-drawer-move-clinic = put cash in or take it out
permission-drawer-no_sale-clinic = open the drawer without a sale
permission-drawer-count-clinic = count and close the drawer
permission-drawer-recount-clinic = count a drawer again, carry it over, or close somebody else's
permission-drawer-difference-clinic = accept a difference in the drawer
permission-drawer-expected-clinic = see what should be in the drawer
permission-day-close-clinic = close the day
permission-day-reopen-clinic = reopen a closed day
permission-expense-see-clinic = see expenses
permission-expense-edit-clinic = write expenses
permission-report-see-clinic = see the numbers
permission-report-export-clinic = take the numbers out as a file
permission-package-edit-clinic = change packages
permission-receipt-print-clinic = print receipts
permission-staff-see-clinic = see the staff
permission-staff-edit-clinic = change staff and rooms
permission-treatment-see-clinic = see treatments
permission-treatment-edit-clinic = change treatments
permission-clinic-see-clinic = see the settings
permission-clinic-edit-clinic = change the settings
permission-day-see-own = see your own day
permission-queue-see-own = see who waits for you
permission-queue-run-own = call who waits for you
permission-patient-open-own = open patients you treat today
permission-patient-phone-clinic = see whole phone numbers in lists
permission-patient-name-clinic = see patients' names
permission-clinic-secure-clinic = change the security settings
permission-account-see-clinic = see users
permission-account-edit-clinic = change users
permission-account-edit-own = change your own password and PIN
permission-role-edit-clinic = change roles
permission-session-end-clinic = end log-ins
permission-event-see-clinic = see security events
permission-event-resolve-clinic = settle security events
permission-patient-erase-clinic = erase a patient
permission-patient-merge-clinic = merge two entries of one patient
permission-trail-see-clinic = see the trail and check it

# what is signed
signed-beyond = { $act } ({ $right })
signed-whom = { $what } · { $whom }
asked-cheaper = { $from } ({ $from_price }) becomes { $to } ({ $to_price })
sign-erase_patient = erase a patient
sign-merge_patients = merge two entries of one patient
sign-unmerge_patient = take two patients apart again
sign-strike_health_note = strike a health note
sign-import_patients = import patients
sign-book = book a visit
sign-move_booking = move a visit
sign-assign_booking = change who treats or with what
sign-confirm_booking = confirm a visit
sign-start_visit = begin a visit
sign-cancel_booking = call a visit off
sign-mark_no_show = mark a visit as not come
sign-leave_visit = let somebody go who was treated
sign-undo_visit = take a step of a visit back
sign-walk_in = take in a walk-in
sign-call_next = call the next
sign-serve_ticket = begin to serve
sign-leave_queue = let somebody go who was treated
sign-add_line = put a line on a bill
sign-void_line = take a line off a bill
sign-give_discount = give a discount
sign-write_off = write off a debt
sign-open_drawer = open the drawer for the day
sign-move_cash = put cash in or take it out
sign-open_without_sale = open the drawer without a sale
sign-count_drawer = count the drawer
sign-accept_difference = accept a difference in the drawer
sign-close_drawer = close the drawer
sign-hand_over = hand the drawer over
sign-carry_drawer = carry the drawer over its day
sign-close_day = close the day
sign-reopen_day = reopen a closed day
sign-take_payment = take a payment
sign-verify_payment = say that a payment arrived
sign-fail_payment = mark a payment as failed
sign-refund_payment = give money back
sign-void_payment = void a payment
sign-save_method = change a way to pay
sign-save_package = change a package
sign-sell_package = sell a package
sign-use_package = use a session of a package
sign-refund_package = refund a package
sign-save_staff = change a staff member
sign-add_leave = enter leave
sign-cancel_leave = take a leave back
sign-save_room = change a room
sign-save_treatment = change a treatment
sign-import_treatments = import treatments
sign-edit_clinic = change the settings
sign-export_report = take the numbers out as a file
sign-write_expense = write an expense
sign-void_expense = void an expense
sign-save_category = change a category of expenses
sign-save_recurring = change a monthly expense
sign-edit_user = change a user
sign-set_role = change somebody’s role
sign-block_user = block a user
sign-unblock_user = let a user in again
sign-give_grant = give or deny somebody a right
sign-revoke_grant = take back a right
sign-edit_role = make or change a role
sign-invite_user = invite somebody
sign-send_invitation = send an invitation
sign-cancel_invitation = take back an invitation
sign-reset_password = reset somebody’s password
sign-reset_pin = take somebody’s PIN away
sign-change_own_password = change your own password
sign-change_own_pin = change your own PIN
sign-start_factor = prepare your second factor
sign-confirm_factor = set up your second factor
sign-remove_own_factor = remove your second factor
sign-remove_factor = remove somebody’s second factor
sign-revoke_session = end a log-in
sign-revoke_all_of = end all log-ins of a user

# command line
cli = The front desk of a clinic, in a terminal
cli-heading-usage = Usage:
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-everywhere = Options of every command
cli-heading-exits = Exit codes:
cli-exit-0 = done
cli-exit-1 = a fault of loket; the log says more
cli-exit-2 = the command line or the input cannot be understood
cli-exit-3 = the settings are wrong
cli-exit-4 = the database cannot be reached or used
cli-exit-5 = refused by a rule (slot taken, day closed, duplicate)
cli-exit-6 = not allowed (password, role, PIN)
cli-exit-7 = not found
cli-exit-8 = a check found a difference
cli-exit-64 = over SSH there is only the screen
cli-exit-130 = interrupted
cli-arg-config = Read the settings from this file
cli-arg-data = Keep everything loket writes in this folder
cli-arg-database = Use this database: sqlite:PATH or postgres://USER@HOST:PORT/NAME
cli-arg-clinic = Work for this clinic, where the database holds several: its short name
cli-arg-counter = The name of this counter: in the waiting room, on its drawer, in the trail
cli-arg-lang = Speak Indonesian or English
cli-arg-theme = Colours: terminal, dark, light, high-contrast or mono
cli-arg-help = Show this help
cli-arg-version = Show the version
cli-arg-ssh = The desk for whoever comes by SSH: its screen and nothing else
cli-arg-key = Whose key it was: the name at log-in, and the counter in the trail
cli-wrong-unknown = There is no "{ $given }" here.
cli-wrong-missing = Something is missing: { $argument }.
cli-wrong-conflict = { $argument } and { $other } do not go together.
cli-wrong-value = { $argument } does not take this value.
cli-wrong-choice = { $argument } does not take this value. Valid: { $valid }.
cli-wrong-utf8 = The command line is not UTF-8 text.
cli-wrong-other = This command line cannot be understood.
cli-wrong-near = Did you mean { $near }?
cli-wrong-see = Read more with: loket --help
cli-call = Do an act: JSON in, JSON out
cli-call-arg-act = The act's name; --list shows them
cli-call-arg-list = Print every act with the schemas of its input and answer
cli-call-arg-lines = Read one JSON object a line and answer each on a line
cli-call-arg-user = Who does it (or set LOKET_SESSION, from loket login)
cli-call-arg-password_file = That person's password, in a file with mode 0600
cli-call-arg-now = Set the clock; on a training copy only
cli-init = Found a clinic without questions (loket alone asks them)
cli-init-arg-name = The clinic's name; --clinic says it too
cli-init-arg-slug = Its short name for files: small letters, digits, dashes; otherwise made of its name
cli-init-arg-timezone = Its time zone, like Asia/Jakarta
cli-init-arg-currency = Its currency by its three letters, like IDR or USD
cli-init-arg-decimals = The decimals it counts with; otherwise the usual ones of the currency
cli-init-arg-owner = The owner's full name
cli-init-arg-username = The owner's user name; otherwise the first name
cli-init-arg-password_file = The owner's password, in a file with mode 0600
cli-init-arg-pin_file = The owner's PIN of 6 digits, in a file with mode 0600
cli-init-arg-training = A copy to learn on: marked on screen and on receipts
cli-init-arg-example = Begin with example treatments, staff and rooms (their names are Indonesian)
cli-init-done = { $clinic } is founded. Log in as { $username }.
cli-demo = Try loket on a training copy, with a clinic full of people
cli-demo-arg-patients = How many patients it has
cli-demo-arg-bookings = How many bookings, before today and after
cli-demo-arg-seed = Chance begins here: the same number makes the same clinic
cli-demo-arg-fresh = Take the training copy away and make a new one
cli-demo-arg-no_start = Only make it and say how to log in
cli-demo-making = Making a training clinic…
cli-demo-made = A training clinic is ready in { $place }.
cli-demo-quiet = Nobody is in the queue at this hour. For a new clinic in the middle of its day: loket demo --fresh
cli-demo-zone = It is night in Jakarta, so this clinic keeps the hours of { $zone }.
cli-demo-password = Password of all: { $password }
cli-demo-login = { $username }  PIN { $pin }  { $role }  { $name }
cli-demo-hint = To learn on: siti works at the counter, hendra manages, ratna owns the clinic, rina treats. Password of all: { $password }. Siti's PIN: { $pin }.
role-owner = owner
role-manager = manager
role-receptionist = receptionist
role-therapist = therapist
role-auditor = auditor
cli-import = Import patients or treatments from a CSV file of another program
cli-import-arg-what = patients or treatments
cli-import-arg-file = The CSV file: columns are recognised by their header, in Indonesian or English
cli-import-arg-dry_run = Only report what would happen; change nothing
cli-import-arg-skip_rejected = Leave rows out that cannot be read, instead of refusing the file
cli-import-arg-look_alikes = Patients: take look-alikes in as somebody else (look at the report first)
cli-import-arg-report = The folder for the report; otherwise the file's own
cli-import-arg-user = Who does it (or set LOKET_SESSION, from loket login)
cli-import-arg-password_file = That person's password, in a file with mode 0600
cli-import-arg-pin_file = That person's PIN, in a file with mode 0600, where the role needs one
cli-import-tried = { $rows ->
    [one] 1 row in { $file }:
   *[other] { $rows } rows in { $file }:
}
cli-import-new = new
cli-import-family = family on a known number
cli-import-same = on file already
cli-import-review = to look at (stays out)
cli-import-rejected = cannot be read
cli-import-everybody = { $count ->
    [one] 1 treatment names nobody: everybody who works here gives it.
   *[other] { $count } treatments name nobody: everybody who works here gives them.
}
cli-import-ignored = Columns left aside: { $columns }
cli-import-row_nameless = line { $line }
cli-import-row = line { $line }: { $name }
cli-import-like = like { $like }
cli-import-like_line = like line { $line }: { $like }
cli-import-more = and { $count } more in the report
cli-import-report = Report: { $path }
cli-import-dry = Nothing was changed.
cli-import-done = { $count ->
    [one] { $count } row imported.
   *[other] { $count } rows imported.
  }
cli-import-column-line = line
cli-import-column-fate = result
cli-import-column-name = name
cli-import-column-like = like
cli-import-column-like_line = like line
cli-import-column-reason = reason
cli-board = Show the waiting room which number is called
cli-board-arg-bell = Ring the terminal's bell for each new call
cli-keys = Print every key and what it does
cli-invite = For somebody who was invited
cli-invite-accept = Become a user by an invitation's code
cli-invite-accept-arg-user = The user name to choose
cli-invite-accept-arg-code_file = The code, in a file with mode 0600; otherwise it is asked for
cli-invite-accept-arg-password_file = The password, in a file with mode 0600; otherwise it is asked for
cli-invite-accept-arg-pin_file = The PIN, in a file with mode 0600; otherwise it is asked for
cli-invite_code = Invitation code:
cli-invite_pin = New PIN:
cli-again = The same again:
cli-new_password = New password:
cli-invite_done = Welcome, { $username }. Log in now.
cli-code = Code of the second factor:
cli-login = Open a session for scripts and print its token for LOKET_SESSION
cli-login-arg-user = Who logs in
cli-login-arg-password_file = The password, in a file with mode 0600; otherwise it is asked for
cli-logout = End the session in LOKET_SESSION
cli-ssh-setup = What to tell sshd, so that SSH opens the desk and nothing else
cli-ssh-setup-arg-user = The account of this host that everybody shares
cli-ssh-setup-arg-keys = A public key with the person's name behind it (the line of a .pub file); may be given several times
ssh-block = For the end of /etc/ssh/sshd_config; then: sshd -t && systemctl reload ssh
ssh-password = The password of the database is not printed: keep it in its file, see README.
ssh-keys_only = No ForceCommand here: it would go before the command of each key, which says whose key it is. Only root may write this file.
ssh-lines = For { $file } (owner root, mode 0644): one line for each person
cli-password = Password:
cli-config = Look at the settings
cli-config-path = Show which file is read and where things are kept
cli-config-check = Say whether the settings are sound
cli-config-sound = The settings are sound ({ $file }).
cli-config-file = settings
cli-config-data = data
cli-config-log = log
cli-config-database = database

# login and lock
login-username = User name
login-password = Password
login-hint = F12 switches the language
locked-pin = PIN or password
locked-hint = Locked by { $name }. Ctrl+O logs { $name } out, for somebody else.
locked-begun = Locked by { $name }. What was typed is still there. Ctrl+O is for somebody else: it logs { $name } out and throws that away.
locked-drops = What { $name } typed and did not save is thrown away. Ctrl+O again does it; anything else keeps it.
clinic-training = TRAINING
clinic-training_long = TRAINING: nothing here is real.

answer-no = no
answer-yes = yes

# states of a booking
status-booked = unconfirmed
status-confirmed = confirmed
status-arrived = arrived
status-in_service = in room
status-done = done
status-no_show = no-show
status-cancelled = cancelled
status-called = called
status-missed = missed
status-parked = set aside
status-serving = being served
status-waiting = waiting
status-left = left

# patients
patients-search = Phone or name
    .help = A number in any spelling, its last digits, or parts of the name. Examples: 0812 34, 7890, dew les.
patients-phone = Phone
patients-name = Name
patients-last = Last visit
patients-next = Next
patients-alerts = Alerts
patients-hint = Type a number in any spelling, its last digits, or parts of a name.
patients-register = register
patients-not_found = Nobody found.
patients-none = Nobody found. Enter registers a new patient with { $typed }.
patients-known_as = { $name } (also { $names })
patients-count = Patients · { $count } found
patients-many = Patients · the first { $count }; type more
patients-nobody = Find a patient first.
patients-type = Type a number or a name first.

# health notes
health_notes-when = When
health_notes-words = Note
health_notes-who = By
health_notes-none = Nothing is noted of this patient's health.
health_notes-gone = These are not the words that were written.
health_notes-new = Note
    .help = Illnesses, medicines, pregnancy, operations: what whoever treats has to know.
health_notes-who_reads = The owner, the managers and whoever treats this patient read it. It cannot be changed later.
health_notes-added = Added to the health notes of { $name }.
health_notes-strike_why = Why strike { $at }?
health_notes-struck = Struck.
health_notes-struck_by = Struck by { $who }, { $at }:
health_notes-struck_already = This note is struck already.

# one patient
patient-name = Name
patient-phone = Phone
    .help = As it is said: 0812…, +62 812…, +65 … Leave it empty when there is none.
patient-phone2 = Other phone
patient-born = Born
    .help = Day, month, year. Examples: 17/8/1990, 17 aug 90, 17081990.
patient-alerts = Alerts
    .help = Allergies and all that must be known before anybody starts. Shown on every screen of this patient.
patient-notes = Notes
patient-address = Address
patient-email = E-mail
patient-reminders = Reminders
    .help = Whether the patient agreed to be reminded.
patient-age = { $day } ({ $years } y)
patient-reminded = wants reminders
patient-not_reminded = no reminders
patient-visits = { $count } { $count ->
    [one] visit
   *[other] visits
  }
patient-last = last { $day }
patient-no_shows = { $count } { $count ->
    [one] no-show
   *[other] no-shows
  }
patient-favourite = mostly with { $staff } ({ $count })
patient-owes = Owes { $amount }
patient-credit = Has credit of { $amount }
patient-health_notes = { $count } health { $count ->
    [one] note
   *[other] notes
}
patient-health_hidden = { $count } health { $count ->
    [one] note, which the owner, the managers and whoever treats this patient read.
   *[other] notes, which the owner, the managers and whoever treats this patient read.
}
patient-family = On the same number
patient-family_is = On the same number: { $names }
patient-family_on = Already on this number: { $names }
patient-no_visits = No visits yet.
patient-edit_title = Change patient
patient-saved = { $name } is saved.
look_alike-question = Is this the same person?
look_alike-same = yes: open the card
look_alike-else = Somebody else
look_alike-register = register too
visit-when = When
visit-treatment = Treatment
visit-staff = Staff
visit-waits_for = waits for { $staff }
visit-status = Status
visit-total = Total
visit-open = Open

# the first start
first-name = Clinic
    .help = The clinic's name, as it stands on receipts. F12: Bahasa Indonesia.
first-slug = Short name
    .help = Small letters, digits and dashes; files and exports are named after it. It stays for ever.
first-timezone = Time zone
    .help = Where the clinic's clock hangs; the business day follows it. Down opens the list.
first-currency = Currency
    .help = Three capitals: IDR. It stays for ever.
first-decimals = Decimals
    .help = How many digits stand behind the comma: 0 for rupiah. It stays for ever.
first-language = Language
    .help = The language of receipts and of whoever has not chosen another. F12 changes the language of the screen; this follows until it is chosen.
first-owner = Owner
    .help = The owner's full name.
first-again = Once more
first-pin = PIN
    .help = Six digits that are no date and no pattern. It confirms what needs a second look.
first-begin = Begin with
    .help = An example brings staff, rooms and a price list that can be changed or switched off later. Enter founds the clinic.
first-found = found the clinic
first-own = own data
first-example = an example
first-clock = it is { $at } there
language-english = English
language-indonesian = Bahasa Indonesia

# staff
staff-name = Name
staff-title = Title
staff-skills = Skills
staff-hours = Hours
staff-week = Week
    .help = As it is said: mon-fri 9-17, break 12-13; sat 9-13. Empty: does not work.
staff-break = break
staff-treatments = Treatments
    .help = What this person does, parted by semicolons. Down opens the list; Space takes and leaves.
staff-room = Room
    .help = The room this person works in. Down opens the list.
staff-active = Works here
    .help = Whoever has left stays in the books, but is not offered any more.
staff-on = Staff · { $day }
staff-off = off
staff-inactive = not here any more
staff-away = away: { $reason }
staff-nobody = Nobody yet. a adds somebody.
staff-edit_title = Staff member
staff-new_title = New staff member
staff-saved = { $name } is saved.
staff-saved_over = The week is saved. { $count ->
    [one] One booking lies outside it: move it or call it off.
   *[other] { $count } bookings lie outside it: move them or call them off.
  }

# leave
leave-from = From
    .help = A day or a moment: besok, mon, 24/12, t 13. A day alone is the whole day.
leave-until = Until
    .help = The last day, or a moment. Empty: the same day.
leave-reason = Reason
leave-of = Leave · { $name }
leave-none = No leave. a adds some.
leave-added = The leave is saved. Nothing is booked in it.
leave-added_over = The leave is saved. { $count ->
    [one] One booking lies in it: move it or call it off.
   *[other] { $count } bookings lie in it: move them or call them off.
  }
leave-cancel_question = Call off the leave of { $name } from { $from }?
leave-cancel_yes = Call the leave off
leave-cancelled = The leave is called off.
affected-count = Booked in this leave · { $count } to resolve
affected-none = Nothing left to resolve.
affected-week = Booked outside the new week · { $count } to resolve

# treatments and rooms
treatment-name = Treatment
treatment-category = Category
treatment-minutes = Min.
    .help = How long it takes, 15 to 480 minutes. Examples: 60, 1:30, 2h.
treatment-price = Price
    .help = What it costs. What is booked already keeps its price. Examples: { $examples }.
treatment-deposit = Deposit
    .help = What is asked for in advance. Empty: nothing.
treatment-prefix = Queue
    .help = One to three capitals in front of the queue number: A, DR.
treatment-room = Room
    .help = The room it needs. Empty: none in particular. Down opens the list.
treatment-staff = Staff
    .help = Who can do it, parted by semicolons. Down opens the list; Space takes and leaves.
treatment-active = On sale
    .help = What is not sold any more stays in the books, but is not offered.
treatment-edit_title = Treatment
treatment-new_title = New treatment
treatment-saved = { $name } is saved.
treatment-nobody = Saved. Nobody gives { $name } yet: it cannot be booked. Say who does in its staff.
treatments-none = Nothing is on sale yet. a adds a treatment.
treatments-inactive = not sold
treatments-nobody = nobody does it
room-name = Room
room-active = In use
room-saved = { $name } is saved.
rooms-none = No rooms yet. a adds one.

# settings
settings-treatments = Treatments
    .help = The price list: how long, how much, who does it.
settings-rooms = Rooms
    .help = The rooms people are treated in.
settings-staff = Staff
    .help = Who treats, their weeks and their leave.
settings-methods = Ways to pay
    .help = How one can pay here.
settings-keys = Keys
    .help = Every key of every screen, as they are bound here.
settings-about = About
    .help = Version, database, counter, and where the files are.
settings-log_out = Log out
    .help = Ends your turn here, so that somebody else can log in.
settings-same = { $label } stays as it was: nothing was changed.
settings-saved = { $label } is saved.
setting-name = Clinic
    .help = The clinic's name, as it stands on receipts and on the waiting room's board.
setting-address = Address
    .help = Stands on receipts under the name.
setting-phone = Phone
    .help = The clinic's own number, as it stands on receipts.
setting-timezone = Time zone
    .help = Where the clinic's clock hangs; the business day follows it. Down opens the list.
setting-language = Language
    .help = The language of receipts, and of whoever has not chosen another with F12.
setting-late_hours = Late change
    .help = A booking that is called off or moved later than this before it begins is late; then the deposit is kept.
setting-grace_minutes = Grace
    .help = After this long somebody who has not come is marked late, and may be marked as not coming.
setting-calls = Calls
    .help = After so many calls without an answer a ticket counts as missed.
setting-recall_seconds = Between calls
    .help = How long to wait before the same number is called again.
setting-look_ahead_minutes = Booked first
    .help = So long before its time a booking goes ahead of those who walked in.
setting-discount_limit_bp = Discount
    .help = The discount a receptionist may give alone; more needs a second person's PIN.
setting-payment_limit = Large payment
    .help = What is taken of one bill in one day above this takes the PIN of a manager or the owner.
setting-refund_limit = Large refund
    .help = What is given back of one bill in one day above this takes a manager with a second person, or the owner's password.
setting-void_minutes = Void alone
    .help = So long after a payment whoever took it may void it with their own PIN; later it takes a manager or the owner.
setting-idle_lock_minutes = Locks after
    .help = So long without a key, and a counter locks by itself. A counter's own settings file can only make it sooner.
setting-pin_lock_minutes = Wrong PINs
    .help = After five wrong PINs nobody's next one is looked at for so long.
setting-cash_rounding = Cash rounded to
    .help = The smallest coin in use. Only the part paid in cash is rounded.
setting-slot_minutes = Times offered every
    .help = Free times are offered on this grid: every 15 minutes, say.
setting-unique_phone = One phone, one person
    .help = Yes refuses a number somebody else has. No lets a mother book for her children.
setting-country_code = Country code
    .help = The country of numbers that are typed without one: 62.
setting-queue_prefix = Queue prefix
    .help = One to three capitals in front of queue numbers of treatments that have none of their own.
setting-receipt_footer = End of receipts
    .help = The last line of every receipt. Empty: none.
setting-pin = Your PIN
    .help = The clinic's settings are changed with a PIN.
setting-hours = { $count } { $count ->
    [one] hour
   *[other] hours
  }
setting-minutes = { $count } { $count ->
    [one] minute
   *[other] minutes
  }
setting-seconds = { $count } { $count ->
    [one] second
   *[other] seconds
  }
methods-name = Name
methods-kind = Kind
methods-in_drawer = In drawer
methods-received = Received
methods-is_received = Counts as received by its kind: new money, on the day it comes.
methods-is_not_received = Does not count as received, by its kind: paid before, only used here.
methods-cash = cash
methods-card = card
methods-qris = QRIS
methods-transfer = transfer
methods-e_wallet = e-wallet
methods-credit = credit
methods-package = package
about-version = Version
about-database = Database
about-terminal = Counter
about-clinic = Clinic
about-currency = Currency
about-receipts = Receipts in
about-log = Log in
# bills: what is done at the till
payment-back = back { $method }
payment-voided = void { $method }
payment-all_package = , package
payment-part_package = , package { $amount }
payment-likely = > { $amounts }
payment-more_lines = … { $count } more lines
payment-deposit_needed = Deposit needed { $amount }
payment-no_packages = There is no package, neither bought nor on offer.
payment-no_sessions = No session of it is left.
payment-on_payment = Choose the payment it is about, under the lines of the bill.
payment-went_back = This row is money that went back already.
payment-never_came = This money never came: nothing of it can go back.
payment-none_left = Nothing of this payment is left: it was voided or given back.
payment-which_package = Use or sell a package
payment-sell_package = Sell: { $name }
payment-session_used = One session is used.
payment-package_sold = The package is on the bill.
payment-who_performed = Who performed it?
payment-by_several = { $line } (by { $people })
payment-whose_drawer = Goes into { $who }'s drawer.
payment-package_line = Package { $line }
payment-sessions_back = Sessions given back: { $line }
payment-has_sessions = Has { $package }, { $left }: on the bill, "packages" uses a session.
payment-has_credit = Has credit of { $amount }: choose { $method }.
payment-is_performed = Who performed it is written down.
payment-is_shared = Shared among those who performed it.
screen-share = How much each performed
screen-span = From which day to which
span-from = From
    .help = A day as one says it: 1/11, 15, -7, mon, kemarin.
span-to = To
    .help = The last day: t is today.
share-shares = Percent
    .help = One share for each, in their order, together 100: 60 40, or 33,34 33,33 33,33.
package-whose = { $package } of { $patient }
package-left = { $left }/{ $of }
package-until = until { $day }
package-ended = ended { $day }
deed-refund = Give money back
deed-void = Void this payment
deed-fail = It never arrived
deed-tip = Tip
deed-write_off = Write off
deed-sessions = Give unused sessions back
deed-give_up = Hold the deposit again
deed-amount = Amount
deed-count = Sessions
deed-staff = For
    .help = Left at *, it is for who treats.
deed-reason = Reason
deed-own_method = as paid
deed-who_treats = whoever treats
deed-refunded = Given back; it has a receipt of its own.
deed-sessions_off = The sessions are off the package. No money goes back for them.
deed-given_back = Given back: { $parts }. Receipt { $number }.
deed-voided = Voided; the receipt keeps its number.
deed-failed = Marked as failed; the amount is to pay again.
deed-tipped = The tip is on the bill.
deed-written_off = Written off.
deed-given_up = The deposit is held again and may go back.
# deposits, packages, methods, taxes
deposit-becomes = The deposit
deposit-confirm = A deposit of { $amount } is awaited. Why is it confirmed without?
deposit-policy = as agreed
deposit-kept = kept
deposit-credit = credit
deposit-held = held
deposit-goes_along = goes along
deposit-is_kept = The deposit of { $amount } is kept.
deposit-is_credit = The deposit of { $amount } becomes the patient's credit.
deposit-unverified = { $amount } is not verified yet and stays held.
deposit-is_held = { $amount } stays held until it is given back.
deposit-held_again = The deposit of { $amount } is held again.
deposit-moves = The deposit of { $amount } goes with the booking.
deposit-late_move = Late move: { $name }, to { $at }
day-missed_title = No-show: { $name }, { $time } { $treatment }
package-name = Package
package-treatment = Treatment
package-sessions = Sessions
package-price = Price
package-valid = Days good
    .help = After the day it is sold; empty: for ever.
package-shared = Shared
    .help = Others on the same phone number may use it.
package-active = On sale
package-days = { $count } d
package-saved = Saved: { $name }
packages-none = No package is on sale yet: a adds one.
methods-active = Offered
methods-place = Place
    .help = Its place in the order; empty: the last.
method-saved = Saved: { $name }
treatment-tax = Tax
treatment-tax_rate = Tax rate
    .help = In percent, like 11.
tax-none = none
tax-inclusive = in the price
tax-exclusive = on top
settings-packages = Packages
    .help = Sessions of a treatment sold together: how many, for how much, how long they are good.
setting-opening_float = Opening float
    .help = The cash a drawer opens with.
setting-drawer_tolerance = Drawer tolerance
    .help = A difference at the count above this needs a note and a PIN.
setting-paid_out_limit = Much paid out
    .help = Cash paid out of a drawer above this is shown among what deserves a second look.
setting-deposit_late = Late: deposit
    .help = What becomes of a deposit when the patient calls off late, or moves late.
setting-deposit_early = In time: deposit
    .help = What becomes of a deposit when the patient calls off in time, or the clinic does. The clinic never keeps it then.
setting-deposit_no_show = No-show: deposit
    .help = What becomes of a deposit when nobody comes.
setting-deposit_after_no_shows = No-shows
    .help = After this many no-shows a booking needs a deposit. 0: never.
setting-deposit_share_bp = Deposit then
    .help = The deposit after that many no-shows, as a share of the price.
setting-commission_bp = Commission
    .help = The staff's share of what they performed, after discount and before tax; somebody's own rate wins.

# drawer
drawer-none = No drawer is open here. Enter opens one.
drawer-open_elsewhere = { $drawer }: { $who } has it open since { $at }.
drawer-shut = { $drawer }: nobody has it open.
drawer-was_counted = It has been counted. Close it (C), then open the next session.
drawer-hidden = after the count
drawer-float = Float
drawer-opening_difference = Opening difference
drawer-in = Paid in
drawer-out = Paid out
drawer-safe = To the safe
drawer-no_sale_word = No sale
drawer-refunds = Refunds
drawer-voids = Voids
drawer-discounts = Discounts
drawer-rounding = Rounding
drawer-failed = Failed
drawer-receipts = Receipts
drawer-waiting = To verify
drawer-more = … { $count } more: v
drawer-expected = Expected
drawer-counted = Counted
drawer-difference = Difference
drawer-moves = Paid in and out
drawer-no_moves = Nothing was paid in or out.
drawer-to_pay = Owed, not paid: { $count }
open_drawer-drawer = Drawer
open_drawer-float = Float
    .help = What lies in the drawer now: { $examples }. Ctrl+N counts it piece by piece.
open_drawer-note = Why different
    .help = Only where it is not what the last session left.
open_drawer-first = Count what lies in the drawer.
open_drawer-done = { $drawer } is open with { $amount }.
amount-amount = Amount
    .help = { $examples }
amount-note = Note
    .help = Why it is different.
move-reason = Reason
    .help = What for: water, petrol, change from the bank.
move-reference = Reference
    .help = The number of the slip or the bill; may stay empty.
drawer-carry_why = { $drawer } was not counted since { $day }. Why does it go on?
drawer-carried = { $drawer } goes on today.
move-category = Spent on
    .help = The category of the expense it is; may stay empty.
move-done = Written down.
count-pieces = Pieces
    .help = How many of them; empty is none.
count-coins = Coins
    .help = All loose coins together, or the whole drawer as one amount.
count-total = Counted
count-sure = { $amount } was counted. Once it is given, it cannot be changed and the drawer takes no more money.
count-give = Give this count
count-given = The count is in.
close-cash = Cash taken
close-to_say = To be said before the close
close-no_note = no note
close-unpaid = not paid
close-carried = carried over
close-owed = owed
close-stays = Stays if closed
close-to_safe = To safe if closed
close-came_in = Payments while you counted
close-why_difference = Where does the difference come from?
close-who_looks = Who looks after { $patient }, and how?
close-who_looks_all = Who looks after the { $count } that are left, and how?
close-why_owed = Why { $patient } owes it
close-stays_how_much = How much stays in the drawer
close-slip_says = What the slip or app of { $method } says
close-why_again = Why it is counted again
close-goes_along = { $count ->
    [one] One visit you said stays owed is carried over instead
   *[other] { $count } visits you said stay owed are carried over instead
 }: that is signed at a close (C), not at a hand-over. Whoever takes the drawer over is asked at their close; your words are on the report (Z).
close-goes_along_yes = hand them over
close-next_signs = Whoever takes the drawer over signs with their own PIN: { $amount } counted are theirs then.
close-accept = The drawer of { $who } is { $difference } off. Somebody who may accept that, and neither had it nor counted it, signs with their PIN.
close-stays_owed = { $count ->
    [one] { $patient } still owes { $amount }
   *[other] { $count } patients still owe { $amount }
}: nothing is written off, it stays owed. Whoever may let it stand signs with their PIN.
close-signs = This closes { $drawer } for good: { $counted } were counted. Sign with your PIN.
close-signs_other = This closes the drawer of { $who } for good: { $counted } were counted. Whoever may do that signs with their PIN.
close-done = Closed: Z { $number }.
close-handed = Z { $number }: { $name } has the drawer with { $amount }.
reports-number = Z
reports-closed = Closed
reports-drawer = Drawer
reports-who = Whose
reports-counted = Counted
reports-difference = Difference
reports-none = No drawer has been closed yet.
days-day = Day
days-state = State
days-revision = Revision
days-who = By
days-is_closed = closed
days-is_open = open
days-was_reopened = opened again
days-sure = Close { $day }? It takes no new row and no change then; only the owner opens it again.
days-close_it = Close the day
days-why = Why { $day } is opened again
days-closed = The day is closed.
days-reopened = The day is open again.
days-closed_already = This day is closed already.
days-open_already = This day is open: there is nothing to reopen.
days-never_closed = This day was never closed: there is no revision of it.
revisions-closed = Revision { $revision }: closed { $at }, { $who }
revisions-reopened = Opened again { $at }, { $who }
revisions-received = Received
revisions-before = Credit and packages used
revisions-billed = On bills
revisions-done = Visits done
revisions-reports = Z reports
screen-revisions = Revisions

# staff: commission
staff-commission = Commission
    .help = Their own share of what they perform: 10, 12.5%. Empty: the clinic's.
staff-commission_clinic = as the clinic's

# expenses
expense-date = Date
    .help = When it was paid: today, -1, 19/11. Empty is today. From the drawer it is always today.
expense-category = Category
    .help = The down key opens the list; a part of the name is enough.
expense-what = What
    .help = What it was for, so that it is found again.
expense-amount = Amount
    .help = { $examples }, 2x{ $example }, { $example }+{ $example }.
expense-paid_from = From
    .help = Left and right choose. From the drawer the cash leaves the session that is open here.
expense-who = Written by
expense-from_drawer = drawer
expense-from_bank = bank
expense-from_owner = owner
expense-filter = Words or amount
    .help = What it was for, or its category; empty shows all.
expense-none = Nothing was spent in this month.
expense-due = due
expense-due_title = Write down what is due
expense-void = void
expense-void_already = It is void already.
expense-void_why = { $what }, { $amount }: why is it void?
expense-voided = Void: { $what }.
expense-voided_drawer = Void: { $what }. Put the cash back into the drawer.
expense-written = Written down: { $what }, { $amount }.
expense-written_drawer = Written down: { $what }. Take { $amount } out of the drawer.
recurring-next = Next
recurring-day = Day
    .help = The day of the month, 1 to 31; in a shorter month its last.
recurring-active = Comes back
    .help = No: it is not asked for any more.
recurring-over = over
recurring-none = Nothing comes back each month yet: rent, salaries, the internet.
recurring-saved = { $what } is due on { $day }.
category-name = Name
    .help = A name of your own for what the seven do not cover.
category-active = In use
    .help = No: it is not offered any more; what is written keeps it.
category-always = always there
category-retired = not in use
category-fixed = The categories every clinic has stay as they are.

# money
money-show = show
money-pin = PIN
    .help = Your own six digits.
money-pin_why = The clinic's numbers are behind your PIN. It is asked for again when the screen was locked or left.
money-pin_again = Enter: type the PIN.
money-income = Received
money-spent = Spent
money-net = Net cash
money-net_without = Net, owner's out
money-unpaid = Unpaid
money-than = vs { $span }
money-so_far = so far { $than }
money-same = same { $span }
money-new = new { $span }
money-bars = Received per day (most { $amount } on { $day })
money-bars_short = Received per day (most { $amount })
money-bars_none = Received per day
money-by_treatment = Earned by treatment · Tab: next
money-by_category = Earned by category · Tab: next
money-by_staff = Earned by staff · Tab: next
money-by_method = Received by method · Tab: next
money-by_spent = Spent by category · Tab: next
money-figures = All figures
money-by_figure = All figures · Tab: next
money-spark = Earned per day
money-heat = When people come · Tab: next
money-name = Name
money-count = No.
money-amount = Amount
money-on = Day
money-number = Receipt
money-patient = Patient
money-category = Category
money-patient_or_category = Patient/Category
money-whom = Patient/By
money-what = What
money-who = By
money-staff = Staff
money-rate = Rate
money-base = Performed
money-rates = several
money-tips = Tips
money-commission = Earned
money-payable = Payable
money-nothing = Nothing in this span.
money-change = change
money-identity = Do the books agree
money-identity_terms = { $received } = { $earned } earned { $more } tips and tax { $liabilities } owed to patients { $receivables } owed by them
money-holds = yes, to the last unit
money-holds_not = NO: report this
money-counting = You have the drawer "{ $drawer }" open: the days since it was opened are told after it is counted.
money-part_item = Items
money-part_forfeit = Deposits kept
money-part_rounding = Rounding
money-part_rest = Taken off
money-part_nobody = Nobody
money-part_unnamed = Without a name
money-rows = Rows: { $count }
money-rows_left = Rows: { $count }, { $left } more in the sum
money-no_paper = There is no receipt or bill behind this row.
figure-received = Received
figure-earned = Earned
figure-tips = Tips
figure-tax = Tax
figure-deposits = Deposits held
figure-credit = Patients' credit
figure-packages = Packages unused
figure-receivables = Owed by patients
figure-forfeits = Deposits kept
figure-discounts = Discounts
figure-refunds = Given back
figure-write_offs = Written off
figure-expenses = Expenses
figure-net_cash = Net cash
figure-no_show = No-shows
figure-new_patients = New patients
figure-wait = Average wait
formula-received = New money by the day it came, less what went back and what failed later. Credit and packages are money that came before.
formula-earned = Treatments and items of visits that are done, by the day of the visit, less discounts, refunds and write-offs, with deposits kept and rounding, without tax and tips.
formula-tips = Tips on visits that are done: the staff's, not the clinic's.
formula-tax = Tax on top of prices and in them: the state's, not the clinic's.
formula-deposits = At the end of the last day: what was paid on bills beyond what is charged so far.
formula-credit = At the end of the last day: what patients have as credit.
formula-packages = At the end of the last day: packages sold, less sessions used.
formula-receivables = At the end of the last day: what is charged beyond what was paid.
formula-forfeits = Deposits kept after a late cancellation or a no-show; they are part of what is earned.
formula-discounts = What was taken off bills of visits that are done.
formula-refunds = What was earned and given back.
formula-write_offs = What nobody will pay any more.
formula-expenses = By the day they were paid; what is made void counts against the day it was made void.
formula-net_cash = Received, less expenses from drawer and bank. What the owner paid, in brackets, is not the clinic's cash.
formula-no_show = Did not come, of those who were expected and not called off.
formula-new_patients = Those whose first visit was in this span.
formula-wait = From the queue number to being taken in. Who left by themselves at the end of the day is not counted.
leak-done_unpaid = Owed, not paid
leak-deposit_left = Deposit, no visit
leak-cancelled_after_arrival = Gone after arriving
leak-voids = Payments voided or failed
leak-reprints = Printed again
leak-unverified = Not verified
leak-no_sale = Opened without sale
leak-paid_out = Paid out, no expense or much
leak-lines_off = Taken off after it began
leak-discounts = Discounts given
leak-differences = Drawer differences
leak-recounts = Counted again
leak-counted_by = { $drawer }, counted by { $person }
leak-counting = { $kind }: told once { $drawer } is counted, since it says what should lie in it
leak-none = Nothing here deserves a second look.
leak-soon = after { $count } min, soon:
leak-after = after { $count } min:
leak-copy = copy { $count }
leak-times = { $count }×
report-by_method = By method
report-clinic = Clinic
report-from = From
report-to = To
report-by_treatment = By treatment
report-by_staff = By staff
report-by_spent = By category
report-not_expected = Expected { $expected }, received { $received }.

# loket postgres, loket tenant
cli-postgres = Set up a Postgres server
cli-postgres-setup = Print the SQL that gives the clinic of --clinic its logins and keeps its rows to itself
cli-postgres-setup-arg-app_role = The login of the counters; otherwise loket_app_ and the short name
cli-postgres-setup-arg-read_role = The login that only reads, for reports; otherwise loket_ro_ and the short name
cli-postgres-setup-arg-run = Run it over the address of the settings, as an administrator
cli-postgres-setup-done = { $clinic } is set up. Its counters log in as { $app }, reports as { $read }; give both a password with \password in psql.
cli-postgres-setup-large_objects = Every login may still make large objects in this database (lo_create), which belong to no clinic and fill the disk: only a superuser can forbid that. Run this once more as a superuser, with a --database of theirs.
cli-tenant = The clinics of this installation, for whoever administers it
cli-tenant-list = Every clinic, its state and its size
cli-tenant-list-arg-json = As JSON
cli-tenant-add = Keep a place for one more clinic; it is founded at its first counter
cli-tenant-add-arg-slug = Its short name: small letters, digits, dashes
cli-tenant-add-arg-max_users = No more active users than this
cli-tenant-add-arg-max_patients = No more active patients than this
cli-tenant-limit = Say how large a clinic may get; a limit that is not named is lifted
cli-tenant-limit-arg-slug = Its short name
cli-tenant-limit-arg-max_users = No more active users than this
cli-tenant-limit-arg-max_patients = No more active patients than this
cli-tenant-suspend = Let nobody work at a clinic until it is resumed
cli-tenant-suspend-arg-slug = Its short name
cli-tenant-resume = Let a clinic work again
cli-tenant-resume-arg-slug = Its short name
cli-tenant-line = { $clinic }: { $state }, rows { $rows }, { $kilobytes } kB, users at most { $users }, patients at most { $patients }
cli-tenant-state-active = at work
cli-tenant-state-empty = not founded yet
cli-tenant-state-suspended = suspended
cli-tenant-added = There is a place for { $clinic }. Found it at its first counter with --clinic { $clinic }.
cli-tenant-limited = The limits of { $clinic } are set.
cli-tenant-suspended = { $clinic } is suspended: its counters refuse the next act.
cli-tenant-resumed = { $clinic } works again.

# loket report
cli-verify = Check that the trail, the money, users and rights are as they were written
cli-verify-arg-head = The end of the trail as a Z report prints it, such as "4711 0123456789abcdef"
cli-verify-arg-json = As JSON
verify-trail-whole = { $rows ->
    [one] The trail is whole: 1 row, { $head }.
   *[other] The trail is whole: { $rows } rows, the last one { $head }.
}
verify-trail-changed = Row { $row } of the trail was changed from outside. It and what follows cannot be trusted.
verify-trail-unlinked = Row { $row } of the trail does not follow from the row before it. It and what follows cannot be trusted.
verify-trail-missing = Row { $row } of the trail is missing. What follows cannot be trusted.
verify-trail-backwards = Row { $row } of the trail is not later than the row before it.
verify-trail-other_key = Row { $row } of the trail was sealed with a key this computer does not have. Copy the pepper file from the first counter, then check again.
verify-trail-cut = { $missing ->
    [0] The end of the trail was changed at row { $row }.
    [one] Row { $row } of the trail is missing at its end.
   *[other] { $missing } rows are missing at the end of the trail, from row { $row } on.
}
verify-trail-unsealed = The end of the trail was set from outside: rows from { $row } on may be missing, or not be what they were.
verify-trail-other_head = Row { $row } of the trail is not the row that the Z report was printed with.
verify-last-good = Everything up to Z { $number } is in order.
verify-no-good = No Z report lies before it.
verify-ledger-whole = { $rows ->
    [one] 1 row of money, users, rights and events is as the trail says.
   *[other] { $rows } rows of money, users, rights and events are as the trail says.
}
verify-ledger-odd = { $odd } of { $rows } rows of money, users, rights and events are not as the trail says:
verify-odd-changed = changed: { $row }
verify-odd-missing = removed: { $row }
verify-odd-added = added from outside: { $row }
verify-odd-overwritten = changed from outside before row { $seq } of the trail wrote over it: { $row }
verify-odd-remade = removed from outside before row { $seq } of the trail made it again: { $row }
verify-odd-miscounted = does not add up: { $row }
verify-numbers-receipt = numbers of receipts
verify-numbers-z = numbers of closing reports
verify-numbers-ticket = numbers of the queue
verify-schema-odd = The database is not as loket made it. As long as that is so, it may take what it should forbid:
verify-part-trigger = trigger { $name }
verify-part-rule = rule { $name }
verify-part-constraint = constraint { $name }
verify-part-index = index { $name }
verify-part-function = function { $name }
verify-part-table = table { $name }
verify-part-view = view { $name }
verify-part-columns = columns of { $name }
verify-part-condition = condition of { $name }
verify-part-owner = owner of { $name }
verify-part-wall = wall of { $name }
verify-part-right = right { $name }
verify-part_on = { $part } on { $table }
verify-part_of = { $part } of { $login }
verify-clock-back = From { $from } to { $until } the clock stood behind the trail: it was set back, or had been ahead before: { $rows ->
    [one] one row
   *[other] { $rows } rows
} ({ $first } to { $last }). Once the event of it is settled (g e), this is not said any more.
verify-not_compared = { $parts ->
    [one] One part
   *[other] { $parts } parts
} of the database could not be compared: this version of Postgres says them in other words than the one loket knows. That is no alarm.
cli-report = The numbers of a day or a month
cli-report-arg-span = day or month
cli-report-arg-date = Which one, as at the desk: 2026-11-20, 20/11, -1, yesterday. Without it: today's; a month also as 2026-10 or 10/2026
cli-report-arg-json = As JSON, amounts in minor units
cli-report-arg-csv = As a table: commas between the cells, amounts as whole numbers in minor units
cli-report-arg-expect = Exit with 8 when another amount was received
cli-report-arg-user = Who looks (or set LOKET_SESSION, from loket login)
cli-report-arg-password_file = That person's password, in a file with mode 0600
cli-report-arg-pin_file = Their PIN, in a file with mode 0600; otherwise it is asked for
cli-pin = PIN:
input-unknown_field = there is no field “{ $field }” here
input-unknown_takes = there is no field “{ $field }” here; there is: { $takes }
input-missing_field = the field “{ $field }” is missing
input-field_twice = the field “{ $field }” stands there twice
input-expected = in “{ $field }” stands something else than { $takes }
input-expected_whole = something else stands there than { $takes }
input-no_json = it is no JSON from line { $line }, column { $column } on

### actions

# payment
payment-take = pay
    .help = Takes what was handed over; an empty amount is the exact one. On the bill it goes to the form first.
payment-to_bill = refund, tip, package
    .help = Goes to the lines and payments of the bill, where they are given back, tipped, discounted, voided or shared.
payment-another = and another
    .help = Puts this part aside and adds one by another method; all are taken together.
payment-add = add line
    .help = Adds a treatment or something else to the bill.
payment-discount = discount
    .help = Takes a share or an amount off.
payment-verify = verify
    .help = Says that the money arrived.
payment-fail = failed
    .help = Says that the money never arrived: the amount is to pay again.
payment-receipt = receipt
    .help = Shows the receipt of this payment.
payment-void_line = take off
    .help = Takes the line off the bill, with a reason.
receipt-close = done
    .help = Closes the receipt.
receipt-save = save
    .help = Writes the receipt into a file to print; from the second time on it is marked as a copy.
unpaid-pay = bill
    .help = Opens the bill of this visit, where it is paid.
unpaid-book = book
    .help = Books somebody, whoever it is, and comes back.
unpaid-walk_in = walk-in
    .help = Gives somebody who came without a booking a number.
go-pay = Pay
    .short = Pay
    .help = Goes to who has something to pay.

# walk-in
number-close = done
    .help = Closes the number.
number-slip = slip
    .help = Writes the slip into a file to print.

# places
go-queue = Queue
    .short = Que
    .help = Goes to the queue.

# queue
queue-call_next = call next
    .help = Calls whoever is next to this counter.
queue-book = book
    .help = Books somebody, whoever it is, and comes back.
queue-walk_in = walk-in
    .help = Gives somebody who came without a booking a number.
queue-ended = through
    .help = Shows or hides who is through or went home.
queue-filter = filter
    .help = Shows only the rows of the queue that say a word; an empty line shows all.
queue-board = board
    .help = Shows the waiting room's screen.
ticket-call = call
    .help = Calls this one, out of turn or again; again only after a minute.
ticket-next = begin/done
    .help = The next step: the treatment begins, or it is done.
ticket-pay = pay
    .help = Takes the payment of this visit.
ticket-park = away
    .help = Puts somebody who is away for a moment aside, the number kept; who stands aside or was missed goes back in line.
ticket-miss = missed
    .help = Called, but did not come.
ticket-transfer = give to
    .help = Gives the number to another member of staff; the number stays.
    .also = transfer, move, another staff
ticket-leave = went home
    .help = Left without being treated.
ticket-urgent = urgent
    .help = Puts this one before the others, or in turn again.
ticket-undo = undo
    .help = Takes back what was just done; asks before an older step of this one.
ticket-patient = patient
    .help = Opens the patient's card.

app-save = save
    .help = Saves the form from any field.
app-enter = go in
    .help = Opens, when everything is typed.
app-log_out = log out
    .help = Ends your turn here, so that somebody else can log in.
    .also = sign out, log off, switch user
app-back = back
    .help = Goes back one screen. Asks before typed text is lost.
app-help = help
    .help = Shows every key that works here; type to search, Enter runs.
app-palette = commands
    .help = Finds a command by a few letters of its name.
app-language = language
    .help = Switches between English and Indonesian.
app-redraw = refresh
    .help = Reads everything again and redraws the screen.
app-cover = hide
    .help = Empties the screen at once; any key shows it again.
app-lock = lock
    .help = Locks the screen; your form stays as it is.
    .also = lock screen
app-cancel = cancel
    .help = Stops waiting, or cancels this step. Never leaves the program.
app-leave = leave
    .help = Goes back, and from the first screen leaves loket after asking.

one_line-narrow = narrow
    .help = Shows only the rows that say this.
one_line-all = show all
    .help = Shows all rows again.
move-forward = next
    .help = Goes to the next field; on the last one it saves.
move-up = up
    .help = Moves one row up.
move-down = down
    .help = Moves one row down; in a field with a list it opens the list.
move-left = left
    .help = Moves left.
move-right = right
    .help = Moves right.
move-page_up = page up
    .help = Moves one page up.
move-page_down = page down
    .help = Moves one page down.
move-half_up = half up
    .help = Moves half a page up.
move-half_down = half down
    .help = Moves half a page down.
move-first = first
    .help = Goes to the first row.
move-last = last
    .help = Goes to the last row.
move-next = next field
    .help = Goes to the next field or pane.
move-previous = previous field
    .help = Goes to the field or pane before.

confirm-choose = choose
    .help = Takes the marked answer.
confirm-yes = yes
    .help = Does it.
confirm-no = no
    .help = Leaves everything as it is.
help-run = run
    .help = Runs the marked command.
palette-run = run
    .help = Runs the marked command.

# filter
day-filter = filter
    .help = Shows only the rows of the day that say a word; an empty line shows all.

# one visit
visit-step = next status
    .help = Takes the visit one step on: arrived, in the room, done.
visit-pay = pay
    .help = Takes money for this visit.
visit-open_patient = patient
    .help = Opens the card of the patient.
visit-health = health
    .help = What is noted of the health of the patient.
visit-assign_treatment = treatment
    .help = Gives the visit another treatment, at the price of today.
visit-assign_staff = staff
    .help = Gives the visit to somebody else who can do it.
visit-edit_note = note
    .help = Changes what whoever treats should know.
visit-undo = undo
    .help = Takes back what was just done; asks before an older step.
visit-cancel = cancel
    .help = Cancels the booking; asks who wishes it and why.
visit-confirm = confirm
    .help = The patient said yes again.
visit-no_show = no-show
    .help = The patient did not come.
visit-leave = left
    .help = The patient went away before it was done; asks why.

# booking
day-open = open
    .help = Opens the visit in hand; on a free place of the columns, books there.
day-book = book
    .help = A new booking by phone: who, what, by whom, when.
day-move = move
    .help = Takes the booking up: walk the days and the columns, Enter drops it. Its time is held until then.
day-move_form = move to time
    .help = Another time for the booking, typed or taken from the free starts.
day-again = book again
    .help = The same patient and treatment at another time.
moving-drop = drop here
    .help = Moves the booking to the place of the cursor.
moving-previous = day before
    .help = One day back, the booking in the hand.
moving-next = next day
    .help = One day on, the booking in the hand.
moving-jump = go to day
    .help = To any day, the booking in the hand.
moving-today = today
    .help = Back to today, the booking in the hand.
moving-override = drop anyway
    .help = Drops it over what stands in the way; needs a PIN and a reason.
visit-override = assign anyway
    .help = Assigns it over what stands in the way; needs a PIN and a reason.
visit-move = move
    .help = Moves the visit to a time that is typed, or to a free start.
booking-new_line = new line
    .help = Begins a new line of the note.
patient-new_line = new line
    .help = Begins a new line of the note.
note-new_line = new line
    .help = Begins a new line of the note.
booking-override = book anyway
    .help = Books over what stands in the way; needs a PIN and a reason.

# the day
go-today = Today
    .short = Day
    .help = To the bookings of today.
day-override = begin anyway
    .help = Begins the treatment over what stands in the way; needs a PIN and a reason.
day-step = next status
    .help = Takes the visit one step on: arrived, in the room, done.
day-pay = pay
    .help = Takes money for the visit in hand.
day-walk_in = walk-in
    .help = Registers somebody who walks in and prints a number.
day-call = call next
    .help = Calls the next waiting number to this counter.
day-cancel = cancel
    .help = Cancels the booking in hand; asks who wishes it and why.
day-undo = undo
    .help = Takes back the last thing done here; asks before an older step of the visit in hand.
day-confirm = confirm
    .help = The patient said yes again.
day-no_show = no-show
    .help = The patient did not come.
day-leave = left
    .help = The patient went away before it was done; asks why.
day-previous = day before
    .help = One day back.
day-next = next day
    .help = One day on.
day-today = today
    .help = Back to today.
day-jump = go to day
    .help = To any day: type tomorrow, mon, +7, 15/3.
day-now = now
    .help = Puts the cursor where the clock is.
day-columns = columns
    .help = One column for each of the staff, or the list again.
day-all = all rows
    .help = Shows cancelled, missed and left visits too, or hides them.

pick-take = take
    .help = Takes the marked row.

# login and lock
locked-other = somebody else
    .help = Logs out, so that somebody else can log in. What was typed is lost.

# patients
go-patients = Patient
    .short = Pat
    .help = Finds, opens and registers patients.
patients-open = open
    .help = Opens the marked patient; when nobody is found, registers one with what was typed.
patients-to_list = list
    .help = From the search box to the list, where letters and digits are keys again; and back.
patients-book = book
    .help = Books for the marked patient.
patients-walk_in = walk-in
    .help = Gives the marked patient a queue number.
patients-merge = merge
    .help = The marked patient looks like another one on the same number: shows both side by side, to make them one.
patients-add = new
    .help = Registers a new patient with what was typed.
patients-edit = edit
    .help = Changes what is known of the marked patient.
patients-search_again = search
    .help = Back to the search box.
patient-open_visit = open
    .help = Opens the marked visit.
patient-book = book
    .help = Books for this patient.
patient-walk_in = walk-in
    .help = Gives this patient a queue number.
patient-edit = edit
    .help = Changes what is known of this patient.
patient-health = health
    .help = What is noted of this patient's health.
patient-add_health = health note
    .help = Adds something whoever treats has to know of this patient's health.
patient-pay = pay
    .help = Takes money for the marked visit.
patient-relatives = family
    .help = Opens somebody else on the same number.

# health notes
health_notes-add = add
    .help = Adds a note.
health_notes-strike = strike
    .help = The note does not hold; it stays to be read, with why.
health_notes-more = more lines
    .help = The next part of a long note; after the last comes the first.
health_notes-trail = trail
    .help = Who added and who struck this note.
health_note-new_line = new line
    .help = Begins a new line of the note.

# staff and leave
go-staff = Staff
    .short = Stf
    .help = Who treats, when they are here, and their leave.
staff-edit = edit
    .help = Changes the marked person: week, room, treatments.
staff-add = new
    .help = Adds somebody who treats.
staff-leave = leave
    .help = The leave of the marked person.
staff-previous = day before
    .help = Who is here the day before.
staff-next = day after
    .help = Who is here the day after.
staff-today = today
    .help = Who is here today.
leave-open = bookings
    .help = What is booked in the marked leave.
leave-add = new
    .help = Adds leave.
leave-cancel = call off
    .help = Calls the marked leave off, after asking.
affected-open = open
    .help = Opens the marked booking to move it or to call it off.
affected-move = move
    .help = Moves the marked booking to a time that is typed, or to a free start.
pick_many-done = done
    .help = Takes all marked rows.
pick_many-toggle = mark
    .help = Marks the row, or takes the mark away.
pick_many-all = all
    .help = Marks all rows; when all are marked, none.

# treatments and rooms
treatments-edit = edit
    .help = Changes the marked treatment.
treatments-add = new
    .help = Adds a treatment.
treatments-rooms = rooms
    .help = The rooms people are treated in.
treatments-filter = filter
    .help = Shows only the treatments that say a word; an empty line shows all.
rooms-edit = edit
    .help = Changes the marked room.
rooms-add = new
    .help = Adds a room.

# settings
go-mine = My password and PIN
    .help = Your own password, PIN and second factor: made and changed.
    .also = change password, second factor
go-check = Check the trail
    .help = Reads the whole trail and all it vouches for, and says whether it is as it was written.
go-users = Users
    .help = Who may log in, in which role, and what each may do.
    .also = accounts
go-invitations = Invitations
    .help = Who was invited and has not come in yet.
go-roles = Roles
    .help = What each role may do, and the clinic's own roles.
    .also = rights, permissions
go-sessions = Log-ins
    .help = Where somebody is logged in, and ending that from here.
    .also = sessions, logins, sign-ins
go-events = Events
    .help = What looked wrong: wrong PINs, changed rights, many patients read.
    .also = security, incidents, alerts
go-trail = Trail
    .help = Who did what and when, and what it was before.
    .also = history, audit
go-settings = Setup
    .short = Set
    .help = The clinic's settings, treatments, rooms, ways to pay, keys.
    .also = options, preferences
settings-open = open
    .help = Changes the marked setting, or opens what it stands for.
# bills
payment-refund = refund
    .help = Gives money of this payment back, or the unused sessions of this package.
payment-void = void
    .help = Takes this payment back while its drawer is still open.
payment-package = package
    .help = Uses a session of a package, or sells one.
payment-tip = tip
    .help = Adds a tip for the staff.
payment-write_off = write off
    .help = Says that nobody will pay the rest.
payment-share = share
    .help = Says who performed this line together.
payment-discount_line = line discount
    .help = Gives a discount of this line alone.
packages-edit = edit
    .help = Changes the marked package.
packages-add = new
    .help = Adds a package.
methods-edit = edit
    .help = Changes the marked way to pay.
methods-add = new
    .help = Adds a way to pay.

# drawer
go-drawer = Cash
    .short = Csh
    .help = Goes to the drawer.
drawer-open = open drawer
    .help = Opens a session with the money counted in the drawer.
drawer-pay = pay
    .help = Takes payment for the visit in hand before the drawer is counted.
drawer-paid_in = paid in
    .help = Puts cash into the drawer that belongs to no bill.
drawer-paid_out = paid out
    .help = Takes cash out of the drawer for a small expense.
drawer-drop = to safe
    .help = Takes cash out of the drawer into the safe.
drawer-no_sale = no sale
    .help = Opens the drawer although nothing is paid, with a reason.
drawer-close = close
    .help = Counts the drawer, then compares it and closes or hands it over.
drawer-carry = carry over
    .help = Lets a drawer left open on an earlier day take money today, with a note and a PIN.
drawer-reports = reports
    .help = Shows the closing reports.
drawer-days = days
    .help = Shows which days are closed.
open_drawer-count = count
    .help = Counts the float piece by piece.
close_drawer-say = confirm
    .help = Says what is to be said of the line in hand: compared, carried over, why.
close_drawer-differs = differs
    .help = The slip or app says another amount.
close_drawer-owes = owed
    .help = The patient owes it, and that is known.
close_drawer-rest = all the rest
    .help = Carries every visit over of which nothing was said yet, with one note.
close_drawer-close = close
    .help = Closes the session and draws its Z.
close_drawer-hand_over = hand over
    .help = Ends this session; the next person signs and goes on with the same money.
close_drawer-recount = recount
    .help = Counts again, with the PIN of somebody else; both counts are kept.
drawer-figures = all figures
    .help = Shows every figure of the session, also those there is no room for.
close_drawer-figures = all figures
    .help = Shows every figure of the session, also those there is no room for.
figures-close = done
    .help = Goes back to the drawer.
report-close = done
    .help = Closes the report.
report-save = save
    .help = Writes the report into a file to print.
reports-open = open
    .help = Shows this report; printed again it says that it is a reprint.
days-revisions = all revisions
    .help = Shows every close of the day: who, when, why and its figures.
revisions-close = close
    .help = Back to the days.
days-close = close day
    .help = Locks the day: no new row and no change.
days-reopen = reopen
    .help = Opens a closed day again, with a reason.

# expenses
go-expenses = Spend
    .short = Spd
    .help = What the clinic spends, month by month.
expenses-due = write down
    .help = Writes down what is due again.
expenses-add = add
    .help = Writes an expense down.
expenses-void = void
    .help = Takes an expense back, with a reason.
expenses-filter = filter
    .help = Shows only what has these words.
expenses-earlier = month before
    .help = Shows the month before.
expenses-later = month after
    .help = Shows the month after.
expenses-recurring = each month
    .help = What comes back each month.
expenses-categories = categories
    .help = The categories of expenses.
recurring-edit = edit
    .help = Changes the marked one.
recurring-add = add
    .help = Adds one that comes back each month.
categories-edit = edit
    .help = Changes a category of the clinic's own.
categories-add = add
    .help = Adds a category.

# money
go-money = Money
    .short = Mny
    .help = The owner's numbers, behind the PIN.
money-explain = explain
    .help = Shows the formula of the figure in hand, and the rows it comes from.
money-enter = go on
    .help = Takes the PIN; then opens the row in hand.
money-earlier = before
    .help = Shows the span before.
money-later = after
    .help = Shows the span after.
money-day = day
    .help = Shows one day.
money-week = week
    .help = Shows a week, from Monday.
money-month = month
    .help = Shows a month.
money-span = any span
    .help = Asks from which day to which, and shows that.
money-leaks = second look
    .help = Lists what deserves a second look.
money-commissions = commissions
    .help = Shows what those who treat earned.
money-save = to a file
    .help = Writes all figures into a file for a spreadsheet.
behind-open = open
    .help = Opens the receipt of the row, or its bill.
behind-bill = bill
    .help = Opens the bill.
leaks-open = open
    .help = Opens the receipt or the visit of the row.
leaks-then = that minute
    .help = The book and the drawers as they were at the minute of the row.
leaks-trail = trail
    .help = What was done to the visit of the row, its number and its money, by whom.
commissions-open = open
    .help = Shows somebody's rows; on a row, its bill.
commissions-everybody = everybody
    .help = Shows everybody again.

access-open = open
    .help = The user, the role, or what an event was.
access-add = add
    .help = Invite a user, or make a role.
access-change = edit
    .help = The role of the clinic in hand: its name, and what it may.
access-handed = handed over
    .help = Note that whoever was invited has the code.
access-end = end
    .help = End a log-in, or take an invitation back.
access-next = next page
    .help = Goes to the page after this one: users, invitations, roles, log-ins, events.
access-previous = page before
    .help = Goes to the page before this one.
access-users = users
access-invitations = invitations
access-roles = roles
access-sessions = log-ins
access-events = events
    .help = What looked wrong.
    .also = security, incidents, alerts
access-filter = open or all
    .help = Only the events nobody settled yet, or all of them.
access-written = written down
    .help = Goes on; it is not shown again.
user-edit = change
    .help = Name, contact, language, column.
user-role = role
    .help = Give another role.
user-block = block
    .help = Block, or let in again.
user-unblock = let in again
user-password = password
    .help = Reset the password.
user-pin = PIN
    .help = Take the PIN away.
user-factor = factor
    .help = Remove the second factor.
user-end = end all log-ins
    .help = End all log-ins, wherever they are.
user-give = right
    .help = Give or deny the right in hand.
user-take_back = take back
    .help = Take back what was given or denied.
mine-open = open
    .help = Change this.
login-invited = invited
    .help = Come in with an invitation code.
invited-back = back
    .help = Back to the log-in.
patient-trail = trail
    .help = What was done to this patient's data, by whom, and what it was before.
patient-erase = erase
    .help = Forget this patient for ever, when they ask for it; what was paid stays.
patient-merge = merge with
    .help = This patient is on file twice: find the other entry, and make one of both.
patient-unmerge = take apart
    .help = Somebody who was merged into this patient is another person after all.
merge-choose = this one
    .help = The one in hand is the same person.
merge-swap = swap
    .help = The other one stays.
day-trail = trail
    .help = What was done to this booking, its number and its money, by whom.
visit-book = book
    .help = Books somebody, whoever it is, and comes back.
visit-trail = trail
    .help = What was done to this visit, its number and its money, by whom.
access-trail = trail
    .help = What was done to the one in hand: user, invitation, role, log-in, event.
reports-trail = trail
    .help = Who closed with this report, and who printed it.
expenses-trail = trail
    .help = Who wrote this expense down, and who took it back.
treatments-trail = trail
    .help = What was changed about this treatment, and by whom.
staff-trail = trail
    .help = What was changed about this person, and by whom.
user-filter = find
    .help = Shows only the rights that say a word; an empty line shows all.
user-trail = trail
    .help = What was done to this user: rights, role, password, and by whom.
payment-trail = trail
    .help = What was done to this bill and its money, by whom.
unpaid-trail = trail
    .help = Everything that was done to this visit and its bill, and by whom.
drawer-trail = trail
    .help = What was done in this drawer session, by whom.
trail-thing = all of it
    .help = Everything that was done to the same thing.
trail-then = that minute
    .help = The book and the drawers as they were at the minute of this row.
trail-more = more lines
    .help = The next part of what this row says; after the last comes the first.
trail-check = check it
    .help = Reads the whole trail and all it vouches for, and says whether it is as it was written.
trail-jump = to a minute
    .help = What was done until a day and a minute: 15/11 14.30, yesterday, 9.15.
check-row = that row
    .help = The trail from the first row on that cannot be trusted.
check-again = check again
    .help = Reads everything once more.
trail-older = older
    .help = The rows before these.
trail-newer = newer
    .help = The rows after these.
then-until = Until
then-open = open
    .help = Open this booking as it is now.
then-jump = to a minute
    .help = As it was on another day, at another minute: 15/11 14.30, yesterday, 9.15.
then-earlier = earlier
    .help = A quarter of an hour before.
then-later = later
    .help = A quarter of an hour after.
settings-trail = Trail
    .help = Who did what, and what it was before: everything, newest first. Needs the right to see the trail.

### screens

# payment
screen-payment = Pay
screen-discount = Discount
screen-bill_line = Add to the bill
screen-unpaid = Pay
screen-receipt = Receipt

# walk-in
screen-walk_in = Walk-in
screen-number = Queue number

# queue
screen-board = Waiting room
screen-queue = Queue

screen-confirm = Question
screen-help = Keys
screen-palette = Commands
screen-filter = Filter
screen-one_line = One line
screen-visit = Visit
screen-note = Note
screen-moving = Move
screen-booking_form = New booking
screen-approve = PIN needed
approve-password = Password needed
screen-day = Today
screen-jump = Go to day
screen-reason = Why
screen-pick = Choose

screen-login = Log in
screen-locked = Locked

screen-patients = Patients
screen-patient_card = Patient
screen-patient_form = New patient
screen-merge = Two entries of one patient
screen-find_other = Which entry is the same person?

screen-health_notes = Health notes
screen-health_note_form = New health note
screen-first_run = Welcome to loket · a new clinic

screen-staff = Staff
screen-staff_form = Staff member
screen-leave = Leave
screen-leave_form = New leave
screen-affected = Bookings to resolve
screen-pick_many = Choose several

screen-treatments = Treatments
screen-treatment_form = Treatment
screen-rooms = Rooms
screen-room_form = Room

screen-settings = Settings
screen-setting_form = Setting
screen-methods = Ways to pay
screen-keys = Every key
screen-about = About loket
screen-deed = Bill
screen-call_off = What becomes of the deposit
screen-packages = Packages
screen-package_form = Package
screen-method_form = Way to pay

# drawer
screen-drawer = Drawer
screen-open_drawer = Open the drawer
screen-amount = Amount
screen-move_form = Cash
screen-count = Count the drawer
screen-float = Count the float
screen-close_drawer = Close
screen-figures = All figures
screen-report = Closing report
screen-reports = Closing reports
screen-days = Days

# expenses, money
screen-expenses = Expenses
screen-expense_form = New expense
screen-recurring = Each month
screen-recurring_form = Comes back each month
screen-categories = Categories
screen-category_form = Category
screen-money = Money
screen-behind = Where it comes from
screen-leaks = A second look
screen-commissions = Commissions

access-invite = Invite somebody
    .help = They choose user name, password and PIN themselves, with a code that is shown next.
access-edit = Change a user
    .help = Name, contact, language, and whose column of the day is theirs.
access-set_role = Change the role
    .help = What somebody may do.
access-block = Block a user
    .help = Their log-ins end at once.
access-unblock = Let a user in again
    .help = With the password and role they had.
access-reset_password = Reset the password
    .help = A code opens once, within a day, to choose another.
access-reset_pin = Take the PIN away
    .help = They choose another with their password.
access-remove_factor = Remove the second factor
    .help = The password alone opens the door then. The owner is told.
access-give = Give or deny a right
    .help = A denial beats everything that allows.
access-take_back = Take a right back
access-end_all = End all log-ins
    .help = Wherever they are logged in, they see the lock within two seconds.
access-end_session = End a log-in
    .help = Whoever is there sees the lock within two seconds.
access-edit_role = A role of the clinic
    .help = Rights are added to the fixed role it stands on, or taken away. Several: part them with a semicolon (;).
access-send = Code handed over
    .help = Whoever was invited has the code: the invitation is marked as sent.
access-cancel = Take an invitation back
    .help = Its code opens nothing any more.
access-resolve = Settle an event
    .help = Say what it was. It stays in the list.
access-own_password = My password
    .help = At least 8 letters, 15 for who leads. Your other log-ins end.
access-own_pin = My PIN
    .help = Six digits, no pattern and no date.
access-start_factor = My second factor
    .help = An authenticator on your telephone makes a code that is asked for after the password.
access-confirm_factor = The first code
    .help = Type what the authenticator shows now.
access-shown_factor = Type this into your authenticator, or give it the link. It is shown this once.
access-shown_recovery = Write these down: each opens the door once when the authenticator is lost.
access-shown_reset = Hand this over: typed once in place of the password, within a day.
access-shown_invitation = Hand this over: it is good once, for seven days, at the log-in screen (Ctrl+O).
access-end_never = no end
access-end_hours = 8 hours
access-end_day = 1 day
access-end_week = 7 days
access-end_month = 30 days
access-allow = allow
access-deny = deny
access-language_any = as the counter
access-name = Name
access-username = User name
access-email = E-mail
access-phone = Phone
access-language = Language
access-role = Role
access-staff = Treats as
access-effect = What
access-ends = How long
access-new_password = New password
access-new_pin = New PIN
access-code = Code
access-note = What it was
access-password = Your password
access-role_name = Role
access-base = Stands on
access-allows = Also may
access-denies = May not
access-active = Can be given
access-done = Done.
resource-day = day
resource-queue = queue
resource-patient = patients
resource-health_note = health notes
resource-booking = bookings
resource-visit = visits
resource-bill = bills
resource-payment = money
resource-deposit = deposits
resource-drawer = drawer
resource-expense = expenses
resource-report = numbers
resource-package = packages
resource-receipt = receipts
resource-trail = trail
resource-staff = staff
resource-treatment = treatments
resource-clinic = settings
resource-account = users
resource-role = roles
resource-session = log-ins
resource-event = events
access-pick_denied = denied: it counts
access-pick_beats = beats “also may”
pick_many-count = { $title } · { $marked } of { $all } marked
access-settled_all = Every event is settled. X shows them all.
access-open_of = { $title } · { $open } open
access-only_open = { $title } · only the { $open } open
access-unsettled = open
access-is_settled = settled
access-event_settled = settled { $at } by { $name }: { $note }
access-way = How
access-way_desk = desk
access-way_script = script
access-way_ssh = SSH
access-way_here = this one
access-ends_at = until { $at }
access-ends_soon = ends soon: { $at }
access-own_keys = Your own password, PIN and second factor are changed at g i: My password and PIN.
access-none = Nothing here yet.
access-right = Right
access-far = How far
access-source = By
access-state = State
access-last = Last used
access-until = Until
access-terminal = Counter
access-since = Since
access-device = Device
access-at = When
access-severity = Weight
access-event = What
access-settled = Settled
access-in = active
access-out = blocked
access-no_pin = no PIN
access-has_factor = second factor
access-resetting = waits for a new password
access-yes = yes
access-wider = in a wider right
access-own_pin_far = with PIN
access-own_password_far = with password
access-second = second person
access-no = no
access-by_role = the role
access-denied = denied by
access-allowed = allowed by
access-beyond = What is allowed beyond the role is done with the PIN or the password.
access-conflict = Denied, although it is allowed elsewhere: the denial counts.
access-held = Users
access-rules = Rules
access-about = About
access-fixed = The fixed roles stay as they are. Add one of your own.
access-fixed_base = fixed
access-session_said = { $way } · at { $terminal } · since { $since } · last used { $used } · ends { $ends } at the latest
access-event_said = { $at } · at { $terminal } · { $severity }
access-event_by = done by { $name }
access-event_about = about { $name }
access-detail_allow = allowed
access-detail_deny = denied
access-detail_revoked = taken back
access-detail_from = was { $value }
access-detail_to = now { $value }
access-detail_tries = { $value } tries
access-detail_times = { $value } times
access-detail_patients = { $value } patients
access-detail_minutes = back by { $value } minutes
access-detail_ahead = ahead by { $value } minutes
access-detail_sessions = { $value } log-ins
access-detail_rules = { $value } rules
invitation-pending = pending
invitation-sent = sent
invitation-accepted = accepted
invitation-expired = expired
invitation-cancelled = cancelled
severity-info = note
severity-warn = warning
severity-critical = severe
event-login_pause = wrong passwords
    .help = Ask the person; if it was not they, reset the password.
event-pin_pause = wrong PINs
    .help = Ask the person; if it was not they, take the PIN away.
event-factor_pause = wrong second factors
    .help = Somebody knew the password: reset it unless it was they.
event-role_changed = role changed
    .help = Was it you or with your leave? Else change it back.
event-owner_blocked = owner kept out
    .help = Was it you or with your leave? Else let them in again.
event-owner_unblocked = owner let in again
    .help = Was it you or with your leave? Else keep them out.
event-right_changed = rights changed
    .help = Was it you or with your leave? Else take it back.
event-password_reset = password reset
    .help = Make sure they asked for it.
event-pin_reset = PIN taken away
    .help = Make sure they know of it.
event-factor_removed = second factor removed
    .help = Call them: the password alone opens the door now.
event-session_revoked = log-in ended
    .help = Make sure they know why.
event-denied = denied again and again
    .help = Ask what they wanted to do: a right may be missing.
event-many_read = many patients read
    .help = Ask why: this is how lists of patients leave a clinic.
event-clock_jump = clock set
    .help = Put this computer's clock right, and look at the trail of that time.
factor-off = nobody
factor-owner = owners
factor-owner_manager = owners and managers
invited-code = Invitation code
invited-pin = New PIN
invited-hint = Choose a user name, a password nobody guesses, and a PIN of six digits. Enter goes on; Ctrl+O goes back.
locked-over = This log-in was ended elsewhere. Log in again as { $name }: what was begun is still there and goes on. Ctrl+O is for somebody else, and drops it.
mine-no_factor = You have no second factor.
mine-needed = The clinic wants a second factor of you before anything else.
access-page_users = Users
access-page_invitations = Invitations
access-page_roles = Roles
access-page_sessions = Log-ins
access-page_events = Events
screen-access = Access
screen-access_form = Access
screen-role_card = Role
screen-user_card = User
screen-mine = My password and PIN
show_once-question = It is not shown again. Did you write it down?
show_once-yes = Written down
screen-show_once = Shown once
screen-invited = Invitation
settings-access = Access
    .help = Users, roles, log-ins and security events.
settings-mine = My password and PIN
    .help = Your own password, PIN and second factor.
setting-second_factor = Second factor
    .help = Who has to type a code of an authenticator after the password.
screen-trail = Trail
trail-without_owners = without what owners did
screen-then = As it was
trail-at = When
trail-who = Who
trail-act = Did what
trail-where = Where
trail-lines = { $count } more { $count ->
    [one] line
   *[other] lines
}
trail-none = Nothing was done here yet.
trail-no_older = These are the oldest rows.
trail-no_newer = These are the newest rows.
trail-approved = signed for by { $who }
trail-reason = why: { $reason }
trail-clock_back = The clock stood behind the entry before this one: it was wrong here, or there.
trail-clock_ahead = The clock stood ahead of the entry after this one: it was wrong here, or there.
trail-erased = It said something about a person who was erased since.
trail-yes = yes
trail-no = no
screen-check = Is the trail whole?
screen-minute = To which minute?
minute-when = Day and time
    .help = As you would say it: 15/11 14.30, yesterday 9, 9.15 today. A day alone is its end.
check-reading = Reading the trail and all that it vouches for…
check-severe = { $count ->
    [one] A severe event is open. Look at it and settle it: g e.
   *[other] { $count } severe events are open. Look at them and settle them: g e.
  }
check-ending = Your right to “{ $right }” ends { $at }. Ask whoever gave it in time if you still need it.
vouched-receipt = receipt
vouched-receipt_copy = copy of a receipt
vouched-payment = payment
vouched-payment_allocation = what a payment was for
vouched-payment_state = state of a payment
vouched-bill_line = line of a bill
vouched-patient_package = package that was sold
vouched-drawer_session = session of a drawer
vouched-drawer_count = count of a drawer
vouched-drawer_move = cash in or out
vouched-open_work = what was open at the close
vouched-z_report = closing report
vouched-day_close = closed day
vouched-account_grant = right of a user
vouched-security_event = event
vouched-tenant_act = act of the installation
vouched-expense = expense
vouched-account = user
vouched-session = log-in
vouched-invitation = invitation
vouched-role = role
vouched-role_permission = right of a role
vouched-staff = staff
vouched-payment_method = payment method
vouched-recovery_code = recovery code
vouched-booking = visit
vouched-bill = bill
vouched-treatment_staff = who does a treatment
vouched-treatment = treatment
vouched-package = package
vouched-commission_rate = rate of commission
vouched-line_share = share of a line
vouched-recurring_expense = monthly expense
vouched-health_note = health note
vouched-personal_value = personal detail
vouched-clinic = settings
vouched-audit = row of the trail
vouched-tenant = clinic of the installation
vouched-patient = patient
vouched-room = room
vouched-drawer = drawer
vouched-expense_category = expense category
vouched-ticket = number of the queue
vouched-number = no. { $number }
check-alarm = The trail was changed from outside of loket, at row { $row }. The palette (:) checks all of it: “Check the trail”.
check-alarm_ledger = What the trail vouches for was changed from outside of loket: { $row }. The palette (:) checks all of it: “Check the trail”.
then-title = As it was: { $at }
then-drawers = Open drawers then
then-no_bookings = There was no booking for that day then.
then-no_drawers = No drawer was open then.
then-drawer = { $drawer } · { $who } · { $payments ->
    [one] 1 payment
   *[other] { $payments } payments
}
then-hidden = not told before the count
patient-erase_sure = Erase for ever: { $who }? Name, numbers, address, birth date, notes, health notes and alerts go. Visits, bills and receipts stay, without the name.
patient-erase_born = born { $day }
patient-erased = Erased. The trail stays whole.
patient-merged_is = Merged into this entry: { $name } ({ $day }, { $who })
patient-none_merged = Nobody was merged into this patient.
patient-unmerge_which = Who is another person after all?
patient-unmerge_sure = Make { $name } a patient of their own again? Visits, bills and numbers that were theirs go back to them. What was added since stays here.
patient-unmerged = { $name } is a patient of their own again.
merge-type = Type the number or the name of the other entry.
merge-why = Why
    .help = How you know that they are one person.
merge-stays = Stays: { $name }
merge-goes = Goes into it: { $name }
merge-what = Visits, bills, numbers in the queue and credit of { $other } move to { $kept }. What { $kept } does not say yet is filled in; alerts and notes are kept from both. Receipts stay as they were printed. It can be taken apart again.
merge-no_phone = no phone number
merge-no_born = no birth date
merge-one_is_wrong = one date is wrong
merge-one_already = Somebody merged these two just now.
merge-done = Merged: { $name }
act-merge_patients = merged two patients
act-unmerge_patient = took two patients apart again
act-accept_difference = accepted a difference
act-edit_user = changed a user
act-set_role = changed a role
act-block_user = blocked a user
act-unblock_user = let a user in again
act-give_grant = gave or denied a right
act-revoke_grant = took back a right
act-edit_role = made or changed a role of the clinic
act-invite_user = invited somebody
act-send_invitation = sent an invitation
act-cancel_invitation = took back an invitation
act-reset_password = reset a password
act-reset_pin = took a PIN away
act-change_own_password = changed their password
act-change_own_pin = changed their PIN
act-start_factor = prepared a second factor
act-confirm_factor = set up a second factor
act-remove_own_factor = removed their second factor
act-remove_factor = removed a second factor
act-revoke_session = ended a log-in
act-revoke_all_of = ended all log-ins of a user
act-resolve_event = settled an event
act-accept_invitation = accepted an invitation
act-renew_password = chose a new password
act-logout = logged out
act-speak = chose another language
act-security_event = a security event
act-use_recovery_code = logged in with a recovery code
act-limit_tenant = the installation set the clinic’s limits
act-suspend_tenant = the installation suspended the clinic
act-resume_tenant = the installation let the clinic work again
act-add_leave = entered leave
act-add_line = added a line
act-add_tip = added a tip
act-arrive = marked as arrived
act-assign_booking = changed who or what
act-book = booked
act-call_next = called the next
act-call_ticket = called
act-cancel_booking = called off
act-cancel_leave = took back a leave
act-carry_drawer = carried a drawer over its day
act-close_day = locked a day
act-close_drawer = closed a drawer
act-confirm_booking = confirmed
act-count_drawer = counted a drawer
act-demo = made the training copy
act-edit_clinic = changed settings
act-export_report = took figures out as a file
act-add_health_note = added a health note
act-strike_health_note = struck a health note
act-edit_patient = changed a patient
act-erase_patient = erased a patient
act-fail_payment = marked a payment as failed
act-finish_visit = finished a visit
act-found = founded the clinic
act-give_discount = gave a discount
act-hand_over = handed a drawer over
act-import_patients = imported patients
act-import_treatments = imported treatments
act-issue_ticket = gave a number
act-join = added people to a number
act-leave_queue = left the queue
act-leave_visit = left without a visit
act-login = logged in
act-mark_no_show = marked as not come
act-mark_urgent = marked as urgent
act-miss_ticket = marked as missed
act-move_booking = moved a booking
act-move_cash = moved cash
act-note_booking = wrote a note
act-open_drawer = opened a drawer
act-open_without_sale = opened the drawer without a sale
act-park_ticket = set a number aside
act-print_receipt = printed a receipt
act-reactivate_ticket = put back into the queue
act-refund_package = refunded a package
act-refund_payment = refunded
act-register_patient = registered a patient
act-reopen_day = reopened a day
act-save_category = saved an expense category
act-save_method = saved a way to pay
act-save_package = saved a package
act-save_recurring = saved a monthly expense
act-save_room = saved a room
act-save_staff = saved a staff member
act-save_treatment = saved a treatment
act-sell_package = sold a package
act-serve_ticket = began to serve
act-share_line = shared a line
act-start_visit = began a visit
act-take_payment = took a payment
act-transfer_ticket = moved to another queue
act-undo_ticket = undid a queue step
act-undo_visit = undid a step
act-use_package = used a package session
act-verify_payment = verified a payment
act-void_expense = voided an expense
act-void_line = took a line off
act-void_payment = voided a payment
act-walk_in = took in a walk-in
act-write_expense = wrote an expense
act-write_off = wrote off
field-about = about
field-accepted = accepted
field-account = user
field-active = active
field-address = address
field-alerts = alerts
field-alerts_seen_at = alerts seen
field-amount = amount
field-approved_by = allowed by
field-arrived_at = arrived
field-at = when
field-base = built on
field-bill = bill
field-birth_date = born
field-booking = booking
field-business_day = day
field-by = by
field-called_at = called
field-called_to = called to
field-calls = calls
field-cancel_late = late
field-cancel_reason = why
field-cancelled = taken back
field-cancelled_by = called off by
field-carried_to = carried to
field-category = category
field-change = change
field-closed = closed
field-closed_at = closed
field-closed_by = closed by
field-coins = coins
field-commission_bp = commission
field-confirmed_at = confirmed
field-copy = copy
field-count = count
field-counted = counted
field-counted_at = counted
field-counts_as_received = counts as received
field-created_at = made
field-credit = credit
field-currency = currency
field-custom_role = own role
field-day = day
field-day_of_month = day of the month
field-decimals = decimals
field-decision = decision
field-deposit = deposit
field-description = what
field-details = details
field-device = device
field-difference = difference
field-differs = differs
field-done_at = done
field-drawer = drawer
field-due = due
field-due_at = due
field-effect = effect
field-email = e-mail
field-ended = ended
field-ended_at = ended
field-ends = ends
field-ends_at = ends
field-erased = erased
field-example = example
field-expenses = expenses
field-expected = expected
field-expense = expense
field-expires_at = good until
field-expires_on = good until
field-factor = second factor
field-family = same phone, another person
field-fate = deposit
field-given_up = given up with a signature
field-gave = filled in
field-float = float
field-from = from
field-full_name = full name
field-granted_by = given by
field-handed_by = handed over by
field-hours = hours
field-in_drawer = lies in the drawer
field-invitation = invitation
field-invited_by = invited by
field-issued_at = given
field-joined = merged entry
field-kept = kept
field-kind = kind
field-known = who can
field-language = language
field-last_called_at = called last
field-left_auto = gone by itself
field-left_before = left in before
field-left_in = left in
field-had = planned for
field-keeps = in the book now
field-let_go = let its time go for it
field-took_over = the number before
field-line = line
field-lines = lines
field-max_patients = patients at the most
field-max_users = users at the most
field-merged = merged
field-method = way to pay
field-method_kind = kind
field-minutes = minutes
field-moves = moves
field-name = name
field-new = new
field-next_on = next on
field-note = note
field-notes = notes
field-number = number
field-opened_at = opened
field-opened_by = opened by
field-opening_difference = difference at the opening
field-opening_float = float
field-opening_note = note at the opening
field-overbook = overbooked
field-overbook_reason = why overbooked
field-own = what the visit is for
field-package = package
field-paid = paid
field-paid_from = paid from
field-parked_by = set aside by
field-parts = parts
field-password = password
field-patient = patient
field-percent_bp = share of the bill
field-permission = right
field-phone = phone
field-phones = phones
field-pieces = pieces
field-pin = PIN
field-policies = settings
field-position = place
field-prefix = queue
field-price = price
field-priority = priority
field-quantity = quantity
field-queue_prefix = queue
field-reason = why
field-rebooked_from = booked again from
field-receipt = receipt
field-recovery_codes_left = recovery codes left
field-reduces = reduces
field-reference = reference
field-refund = given back
field-registered = registered
field-rejected = refused
field-reminders = reminders
field-reports = closing reports
field-review = to look at
field-revision = revision
field-revoked_at = taken back
field-role = role
field-room = room
field-rounding = rounding
field-rows = rows
field-rules = rights
field-same = known already
field-seconds = seconds
field-seq = count
field-series = series
field-serving_at = served
field-session = drawer session
field-sessions = sessions
field-severity = severity
field-grant = right
field-drawer_session = drawer
field-move = drawer move
field-payment = payment
field-recurring = monthly expense
field-refers_to = of the payment
field-share_bp = share
field-shareable = family may use it
field-shared = shared
field-shares = shares
field-skills = skills
field-slug = short name
field-sold_day = sold
field-source = booked via
field-staff = staff
field-struck = struck
field-started_at = began
field-starts = begins
field-starts_at = begins
field-state = state
field-status = state
field-step = step
field-taken = taken
field-taken_off = taken off
field-tax_bp = tax
field-tax_mode = tax
field-tendered = given
field-terminal = counter
field-ticket = number
field-timezone = time zone
field-title = title
field-to = to
field-to_safe = to the safe
field-total = total
field-totals = totals
field-training = training copy
field-treatment = treatment
field-treatment_deposit = deposit of the treatment
field-treatments = treatments
field-typed = as typed
field-unit_price = each
field-unconfirmed = no longer confirmed
field-blind = without seeing what should be there
field-unkept = no longer kept
field-until = until
field-username = user name
field-usernames = user names
field-valid_days = days it is good for
field-value = worth
field-visits = visits
field-void_reason = why taken off
field-voided = voided
field-voided_day = taken off on
field-waiting = to verify
field-waiting_since = waits since
field-weekday = weekday
field-what = what
field-where = where
field-words = words
field-write_off = written off
value-accepted = accepted
value-allow = allowed
value-bank = bank
value-cancelled = cancelled
value-card = card
value-carried = looked after later
value-cash = cash
value-changed = changed
value-clinic = the clinic
value-credit = credit
value-critical = severe
value-deny = denied
value-deposit = deposit
value-discount = discount
value-drawer = drawer
value-drop = to the safe
value-e_wallet = e-wallet
value-en = English
value-expired = expired
value-failed = failed
value-forfeit = deposit kept
value-id = Indonesian
value-info = for information
value-item = item
value-keep = kept
value-no_sale = opened without a sale
value-off = nobody
value-owner = owner
value-owner_manager = owner and manager
value-package = package
value-paid = paid
value-paid_in = paid in
value-paid_out = paid out
value-partial = paid in part
value-patient = the patient
value-patients = patients
value-payment = payment
value-pending = not sent yet
value-prepared = prepared
value-qris = QRIS
value-receivable = known to be owed
value-refund = given back
value-refunded = given back
value-removed = removed
value-renewed = chosen anew
value-reset = reset
value-rounding = rounding
value-sent = sent
value-set = set up
value-tax = tax
value-tip = tip
value-transfer = transfer
value-treatment = treatment
value-treatments = treatments
value-unpaid = unpaid
value-verified = verified
value-void = voided
value-waiting = to verify
value-warn = warning
value-write_off = written off

### refusals

# config
refusal-config-unknown_key = { $place }: there is no setting "{ $key }".{ $near ->
    [none] {""}
   *[other] {" "}Did you mean "{ $near }"?
  } Valid here: { $valid }.
refusal-config-syntax = { $place }: the settings file cannot be read from here on ({ $why }).
refusal-config-type = { $place }: "{ $key }" takes { $wanted ->
    [number] a whole number
    [flag] true or false
    [list] a list of texts, ["like", "this"]
    [section] a section of its own, [{ $key }]
   *[text] a text in quotes
  }.
refusal-config-value = { $place }: "{ $key }" does not take this value.{ $near ->
    [none] {""}
   *[other] {" "}Did you mean "{ $near }"?
  } Valid: { $valid }.
refusal-config-range = { $place }: "{ $key }" takes a whole number from { $min } to { $max }.
refusal-config-long = { $place }: "{ $key }" takes a text of up to { $limit } letters.
refusal-config-signs = { $place }: "{ $key }" has signs that cannot be shown, control characters or such as turn the line around.
refusal-config-timezone = { $place }: "{ $key }" is not a setting of this computer. The clinic's own details are set on the clinic's screen, or with loket init.
refusal-config-url = { $place }: this is no database address. Write sqlite:PATH or postgres://USER@HOST:PORT/NAME.
refusal-config-url_option = { $place }: the database address has an unknown option after "?". Valid: { $valid }.
refusal-config-tls = { $place }: a database on another computer is only used with sslmode=verify-full (sslrootcert names the clinic's own certificate); on this computer sslmode is disable or verify-full.
refusal-config-password = { $place }: take the password out of the database address. Put it in a file with mode 0600 and name it with password_file, or use password_command.
refusal-config-password_both = { $place }: use password_file or password_command, not both.
refusal-config-password_empty = { $place }: the database password is empty.
refusal-config-password_command = The password command "{ $program }" gave no password. Run it by hand to see why.
refusal-config-mode = Others can read or change { $path }. Run: chmod 600 { $path }
refusal-config-owner = { $path } belongs to somebody else. Use a file of your own.
refusal-config-symlink = { $path } is a link, which somebody could lead elsewhere. Put the file itself there.
refusal-config-hard_link = { $path } has another name somewhere (a hard link), by which somebody else could have it. Copy it, and put the copy in its place.
refusal-config-size = { $path } is larger than { $limit } kB: it is no settings file.
refusal-config-utf8 = { $path }, line { $line }: not UTF-8 text. Save the file as UTF-8.
refusal-config-missing = There is no file { $path }.
refusal-config-unreadable = { $path } cannot be read.
refusal-config-home = You have no home folder. Say where the data is with --data, and where the settings are with --config.
refusal-config-folder = The folder { $path } cannot be used.
refusal-config-pepper = The pepper file { $path } cannot be used. Without it no PIN can be checked: put the right one back.
refusal-config-log = The log folder { $path } cannot be written. loket goes on without a log.
refusal-db-path = { $place }: the database file must have an absolute path or lie in the data folder.

# time
refusal-time-gap = On that day the clock skips this time ({ $at }). Choose another.
refusal-time-twice = This time ({ $at }) comes twice that day, because the clock is set back. Choose another, or say which with an offset.

# booking
refusal-booking-same = This booking is { $from ->
    [booked] unconfirmed
    [confirmed] confirmed
    [arrived] arrived
    [in_service] in treatment
    [done] done
    [no_show] a no-show
    [cancelled] cancelled
   *[left] over: the patient went home
  } already.
refusal-booking-assigned = That is who does it, and what is done, already. Choose somebody else, or another treatment.
refusal-booking-ended = This booking is { $from ->
    [booked] unconfirmed
    [confirmed] confirmed
    [arrived] arrived
    [in_service] in treatment
    [done] done
    [no_show] a no-show
    [cancelled] cancelled
   *[left] over: the patient went home
  }. Undo its last step to change it.
refusal-booking-backwards = This booking is { $from ->
    [booked] unconfirmed
    [confirmed] confirmed
    [arrived] arrived
    [in_service] in treatment
    [done] done
    [no_show] a no-show
    [cancelled] cancelled
   *[left] over: the patient went home
  }, and does not go back a step. Undo its last step instead.
refusal-booking-staff_taken = { $staff } treats { $patient } from { $from } to { $to } (booked by { $by }).
refusal-booking-staff_serving = { $staff } has been with { $patient } since { $from }, and is not through yet.
refusal-booking-patient_taken = { $patient } already has a booking from { $from } to { $to } (booked by { $by }).
refusal-booking-room_taken = { $room } is taken by { $patient } from { $from } to { $to } (booked by { $by }).
refusal-booking-one_overbook = { $staff } already has one booking over another at that time. A second one is not possible.
refusal-booking-taken = Somebody was quicker: this time was taken just now. Look at the free times again.
refusal-booking-outside_hours = { $why ->
    [leave] { $staff } is on leave from { $from } to { $to }, and this does not fit.
    [break] { $staff } has a break from { $from } to { $to }, and this does not fit.
   *[hours] { $staff } works from { $from } to { $to }, and this does not fit.
  }
refusal-booking-off = { $why ->
    [leave] { $staff } is on leave on { $day }.
   *[hours] { $staff } does not work on { $day }.
  }
refusal-booking-nobody_free = Nobody who does { $treatment } is free at { $at }. Take another time.
refusal-booking-nobody_now = Nobody who does { $treatment } is here and free now. Choose who treats.
refusal-booking-free_next = Nobody who does { $treatment } is free now. { $staff } is free next, at { $at }. Choose who treats, or wait.
refusal-booking-cannot = { $staff } does not do this treatment. Take somebody else.
refusal-booking-unknown = There is no such booking.
refusal-booking-not_here = Nobody has arrived for this booking yet: cancel it, or mark that they did not come.
refusal-booking-not_pending = Only a booking that has not begun can be moved.
refusal-booking-finish_late = Its patient came on { $day }, and nobody said that it began. Say why it is finished only now; that takes a PIN.
refusal-booking-other_day = This booking is for { $day }, not for today. Move it first; where its patient came then, it is only finished, with why.
refusal-booking-staff_missing = Say who treated first.
refusal-booking-too_early = Not missed yet: it is waited for until { $at }.
refusal-booking-nothing_to_undo = { $walk_in ->
    [yes] This visit began when they walked in, and has no step before that. L marks whoever goes again.
   *[no] This booking has no step to undo.
  }
refusal-booking-undo_returned = Money was given back since then, so this step stays. Book them again instead.
refusal-booking-undo_paid = Money was taken since then, so this step stays. Give the money back first.
refusal-booking-undo_moved = This booking was moved since. Move it back with m{ $confirmed ->
    [no] .
   *[yes] ; its confirmation was for the other time.
  }
refusal-booking-alerts = Read this first: { $alerts }

# queue
refusal-ticket-step = { $from ->
    [waiting] This number is waiting and was not called yet.
    [called] This number is called, and not in treatment yet.
    [serving] This patient is in treatment already.
    [parked] This number is away for a moment. Put it back in line first.
    [missed] This number was missed. Put it back in line first.
    [left] This patient went home already.
   *[done] This visit is done already.
  }
refusal-ticket-already = This patient already has ticket { $ticket } in this queue.
refusal-ticket-given = Somebody was quicker: this patient was given a ticket just now.
refusal-ticket-has_booking = This patient has a booking today at { $at }. Mark it as arrived instead.
refusal-ticket-recall_soon = This number was called just now. Wait { $wait } before calling it again.
refusal-ticket-treatment = Say which treatment it is.
refusal-ticket-nothing_to_undo = This ticket has no step to undo.
refusal-ticket-undo_in_place = That changed whom the number waits for, or how urgent it is: change it again the same way (s, !).
refusal-ticket-undo_visit = What the visit did is undone at the visit, not in the queue: u on its row of the day (1).
refusal-ticket-unknown = There is no such ticket.
refusal-queue-empty = Nobody is waiting.

# hours
refusal-hours-invalid = These hours do not fit: from must be before to, within one day, and not over other hours of that day.

# bill and payment
refusal-discount-range = A discount is between 0 and 100 percent.
refusal-money-limit = This amount is too large: it may be { $limit } at most.
refusal-money-over = This is more than the { $due } still due. Only cash gives change.
refusal-payment-empty = Enter an amount.
refusal-payment-settled = Nothing is due: the bill is paid.
refusal-payment-cash_left = The other payments cover it all: take the cash out.
refusal-payment-exact_rest = There are no coins for { $rest }, and not all of it is paid in cash: take exactly { $rest } by another method.
refusal-payment-coins = There are no coins for that: cash goes in steps of { $coin }. Type { $near }, or exactly what is due.
refusal-discount-above_due = A discount is at most what is due ({ $due }).
refusal-discount-line = Only treatments and items get a discount. A package is sold at the price under Packages.
refusal-discount-reason = A discount above { $limit } percent needs a reason.
refusal-line-quantity = How many? From 1 to 999.
refusal-line-gone = { $who } took this line off on { $at }. Look at the bill again.
refusal-line-unknown = There is no such line on the bill.
refusal-line-rounding = The rounding comes and goes with the cash; it cannot be taken off.
refusal-line-paid = { $paid } is already paid, so this line stays. Give the money back first.
refusal-line-given = { $off } was given off the whole bill, more than is left without this line. Take that off first (x).
refusal-method-unknown = There is no such way to pay here.
refusal-payment-due_changed = The bill has changed: { $due } is due now. Look at it again.
refusal-payment-twice = { $by } took the payment already at { $at } (receipt { $receipt }). Nothing was taken again.
refusal-payment-ended = This visit did not take place; there is nothing to pay.
refusal-bill-ended = This visit did not take place; nothing is added to its bill. Book another visit for it, or undo the step first.
refusal-payment-unknown = There is no such payment.
refusal-payment-state = This payment is settled already, one way or the other.
refusal-drawer-open_by_now = Somebody opened this drawer at the same moment, or you opened another. Look again.
refusal-drawer-open_already = { $drawer } is open already: { $who } opened it at { $at }. Close it first, or hand it over.
refusal-drawer-yesterday = { $drawer } has been open since { $day }: count it (6, C), or somebody who may carries it over with a note (6, y).
refusal-drawer-of_today = { $drawer } takes money today as it is.
refusal-drawer-several = Several drawers are open here, of { $who }, and none is yours. Open your own first (6), or let one of them take the money.
refusal-drawer-closed = No drawer is open here. Open one first (6).
refusal-drawer-none = No drawer is open here: there is nothing to count or to close. One is opened in 6.
refusal-drawer-counted = This drawer has been counted and takes no more money. Close it and open the next session.
refusal-day-locked = That day is closed and takes no change. Write the correction on a day that is open, or ask the owner to reopen it.
refusal-method-name_taken = There is a way to pay of this name already.
refusal-package-name_taken = There is a package of this name already.
refusal-category-name_taken = There is a category of this name already.
refusal-expense-written_already = This recurring expense is written down for that day already.
refusal-tax-range = A tax is between 0 and 100 %.
refusal-receipt-unknown = There is no such receipt.

# text
refusal-text-empty = Write something here.
refusal-text-control = There is a control character at letter { $at }. Take it out, or type the text by hand.
refusal-text-bidi = At letter { $at } stands an invisible sign that turns the line around. Take it out, or type the text by hand.
refusal-text-cluster = Letter { $at } carries too many signs. Type it again.
refusal-text-emoji = Pictures (letter { $at }) cannot stand here.
refusal-text-long = At most { $limit } letters fit; this has { $letters }.
refusal-text-utf8 = This is not UTF-8 text (byte { $at }). Set the terminal, or save the file, as UTF-8.

# name
refusal-name-empty = A name is needed.
refusal-name-control = The name has a control character at letter { $at }. Type it by hand.
refusal-name-bidi = At letter { $at } of the name stands an invisible sign that turns the line around. Type it by hand.
refusal-name-cluster = Letter { $at } of the name carries too many signs. Type it again.
refusal-name-emoji = A name has no pictures (letter { $at }).
refusal-name-long = A name has at most { $limit } letters; this one has { $letters }.

# phone and e-mail
refusal-phone-empty = A phone number is needed.
refusal-phone-chars = "{ $letter }" (character { $at }) cannot stand in a phone number. Leave the field empty when there is none.
refusal-phone-two = One number in a field. Add the other one as a second number.
refusal-phone-short = This number is too short. Example: 0812-3456-7890.
refusal-phone-long = This number is too long. Example: 0812-3456-7890.
refusal-phone-country = Begin with 0, or with + and the country: +65 9123 4567.
refusal-email-empty = An e-mail address is needed.
refusal-email-form = This is no e-mail address. Example: siti@example.com.
refusal-email-long = This e-mail address is too long.

# note
refusal-note-control = The note has a control character at letter { $at }. Take it out.
refusal-note-bidi = At letter { $at } of the note stands an invisible sign that turns the line around. Take it out.
refusal-note-cluster = Letter { $at } of the note carries too many signs. Type it again.
refusal-note-long = A note has at most { $limit } letters; this one has { $letters }. Nothing is lost yet: shorten it.
refusal-note-nik = This looks like an identity number (NIK), and a note is read by many. Enter again keeps it.
refusal-note-secret = This looks like a private key: it does not belong in a file about a patient. Enter again keeps it.
refusal-note-card = This looks like a payment card number. Card numbers may not be kept: take it out.

# amounts
refusal-money-empty = Enter an amount. Examples: { $examples }.
refusal-money-chars = This is no amount. Examples: { $examples }.
refusal-money-negative = An amount is not negative. Giving money back is an action of its own.
refusal-money-comma = With a comma this could be two amounts. Write { $thousands }.
refusal-money-fraction = There are no coins that small. Write a whole amount.
refusal-money-ambiguous = This could be two amounts. Write all its digits: { $million }.
refusal-currency-form = A currency is three capitals, like IDR, with 0 to 4 decimals.
refusal-currency-unknown = No country pays with { $code }. Its code stands on banks' price lists: IDR, SGD, USD.

# days and times
refusal-date-empty = Which day? Examples: tomorrow, mon, +7, 15/3.
refusal-date-word = "{ $word }" is no day. Examples: tomorrow, mon, +7, 15/3.
refusal-date-form = "{ $typed }" is no day. Examples: tomorrow, mon, +7, 15/3, 25 dec.
refusal-date-invalid = There is no such day: "{ $typed }".
refusal-date-weekday = { $day } is another weekday than "{ $typed }" says.
refusal-date-ambiguous = "{ $typed }" could be two days. Write the day and the month: 27/11.
refusal-date-range = "{ $typed }" is too far away for this.
refusal-date-year = Write the year too: 17/8/1985.
refusal-date-birth = "{ $typed }" is no birth date. Example: 17/8/1985.
refusal-date-not_born = "{ $typed }" is not a day on which a patient was born. Example: 17/8/1985.
refusal-time-empty = What time? Examples: 9, 930, 14.30, 2pm.
refusal-time-word = "{ $word }" is no time. Examples: 9, 930, 14.30, 2pm.
refusal-time-form = "{ $typed }" is no time. Examples: 9, 930, 14.30, 2pm.
refusal-time-range = There is no such time: "{ $typed }".
refusal-time-missing = At what time? Add it: { $typed } 9, { $typed } 14.30.
refusal-time-zero = Beginning and end are the same.
refusal-time-order = The end comes before the beginning.
refusal-duration-form = How many minutes? Examples: 60, 1:30.
refusal-duration-range = It takes { $min } to { $max } minutes.

# search
refusal-search-short = Type a little more: 2 letters of the name or 3 digits of the number.
refusal-search-long = Nobody is called that. Search for a part of the name.

# password and PIN
refusal-login-long = A password has at most { $limit } letters.
refusal-password-short = This password is too short: { $needs } letters at least. Several words are easiest to remember.
refusal-password-common = Many people use this password, so it is guessed first. Take several words that do not belong together.
refusal-password-context = The names of the clinic, of loket or your own are guessed first. Take several other words.
refusal-pin-form = A PIN is 6 digits.
refusal-figures-only = Digits only: 0 to 9.
refusal-pin-common = Everybody guesses this PIN first. Take another.
refusal-pin-date = This PIN looks like a date, and birthdays are guessed first. Take another.

# desk
refusal-clinic-exists = There is a clinic here already.
refusal-clinic-slug = A short name has small letters, digits and dashes only: klinik-melati.
refusal-clinic-slug_login = This login of the database is for the clinic { $slug }: leave that short name.
refusal-account-username_of = The owner's name ({ $owner }) makes no user name. Give one with --username: at least 2 small letters, digits, dots or dashes.
refusal-account-username = A user name has 2 to 40 small letters, digits, dots and dashes.
refusal-clinic-none = There is no clinic here yet. Start loket to set it up, or use loket init.
refusal-clinic-unreadable = What the database says of the clinic cannot be read ({ $what }): it was changed with other tools. loket verify shows what else was. Put back what was there, or a copy of the database from before.
refusal-clinic-unknown = There is no clinic "{ $slug }" here.
refusal-row-unknown = Something this names is not here. Look at the list again.
refusal-clinic-which = There are several clinics here. Say which with --clinic or in the settings (clinic = "…").
refusal-clinic-suspended = This clinic is suspended. Whoever administers the installation knows why and lets it work again.
refusal-tenant-users = This clinic may have no more users. Whoever administers the installation sets the limit.
refusal-tenant-patients = This clinic may have no more patients. Whoever administers the installation sets the limit.
refusal-tenant-owner = The login of the settings may see every clinic, so no clinic is founded with it. Make the clinic's own login with loket postgres setup, and name that in the settings. (loket demo works here: a training copy holds nobody's data.)
refusal-tenant-login = The login of the settings belongs to no clinic. Whoever administers the server sets it up: loket postgres setup.
refusal-tenant-counter = The login of the settings is one clinic's own, and sees no other. Name the login of whoever administers the server: --database postgres://…
refusal-tenant-role_taken = A login of this name is another clinic's. Name others with --app-role and --read-role.
refusal-tenant-admin = Only an administrator of the server sets it up: a superuser, or the owner of the database with CREATEROLE and BYPASSRLS. Name their login: --database postgres://…
refusal-wall-superuser = { $login } is a superuser of the server: it sees every clinic and may change the ledger, so no clinic works over it. Use the clinic's own login, which loket postgres setup makes; if this is that one, take it away: { $sql }
refusal-wall-attribute = { $login } has { $what }, which leads round the wall between clinics, so no clinic works over it. An administrator of the server takes it away: { $sql }
refusal-wall-becomes = { $login } may become { $what }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, who may more than a clinic's own login, so no clinic works over it. An administrator of the server takes it away: { $sql }
refusal-wall-owns = { $login } owns { $what }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, and whoever owns something may do anything with it, so no clinic works over it. A superuser of the server takes it over: { $sql }
refusal-wall-granted = { $login } was granted what no clinic's own login has: { $what }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, so no clinic works over it. A superuser of the server takes it away: { $sql }
refusal-wall-broken = The wall between clinics in the database is not as loket made it ({ $what }), so it cannot be seen which clinics there are. Nothing is begun anew. An administrator of the server puts it back (loket postgres setup --run); then loket verify.
refusal-tenant-role = The name of a login has small letters, digits and underscores, begins with a letter, and the two differ.
refusal-tenant-server = A file has no logins to set up. Name a Postgres server with --database.
refusal-tenant-clinic = Say which clinic: --clinic klinik-melati.
refusal-clinic-slug_taken = Another clinic has this short name.
refusal-account-username_taken = Somebody has this user name already.
refusal-room-name_taken = There is a room of this name already.
refusal-treatment-name_taken = There is a treatment of this name already.
refusal-row-stale = { $who } changed this on { $at }. Look at it again, then decide.
refusal-request-other = This request id was used for something else. Take a new one.
refusal-clinic-not_training = The clock can only be set on a training copy.
refusal-login-needed = Say who you are: --as USER --password-file FILE, or LOKET_SESSION from loket login.
refusal-act-unknown = There is no act "{ $act }". See: loket call --list
refusal-login-failed = The user name or the password is wrong.
refusal-login-blocked = You are blocked. Ask the manager or the owner to let you in again.
refusal-login-locked = Too many wrong passwords. Wait { $wait }.
refusal-login-over = You are not logged in any more. Log in again.
refusal-pin-wrong = The PIN is wrong.
refusal-pin-none_yet = You have no PIN. Type your password; a PIN is made under My password and PIN.
refusal-pin-none = You have no PIN yet. Make one: Setup, My password and PIN.
refusal-pin-locked = Too many wrong PINs. Wait { $wait }.
refusal-input-head = “{ $typed }” is not the end of a trail. Type it as the Z report prints it: 4711 0123456789abcdef
refusal-pin-pepper = This computer cannot check PINs or write: the pepper file is missing from its data folder. Copy it from the first counter, then start loket again.
refusal-trail-key = The pepper file in the data folder of this computer is not this clinic's. Copy the right one from the first counter, then start loket again.
refusal-permission-denied = Your role may not do this: { $permission }. { $whom ->
    [owner] Ask the owner.
   *[manager] Ask the manager or the owner.
  }
refusal-permission-pin = This needs a PIN: { $permission }.
refusal-permission-signer = { $who } may not sign for this with a PIN: { $permission }. Somebody who may signs.
refusal-permission-yourself = This is you: somebody else has to sign here.
refusal-permission-second = This needs the PIN of somebody else who may do it: { $permission }.
refusal-request-secret = This was done already. What it answered was shown once and is kept nowhere; do it anew if it is lost.
refusal-factor-needed = The clinic asks for a second factor. Set it up first (g i): My second factor.
refusal-factor-signer = { $who } has to set up a second factor before signing for anybody: log in, then g i: My second factor. Until then somebody else signs.
refusal-factor-none = No second factor was begun. Start it first.
refusal-factor-wrong = This code is not right, or was used already. Wait for the next one; a recovery code opens once.
refusal-factor-locked = Too many wrong codes. Wait { $wait }.
refusal-login-factor = Type the code of your authenticator, or a recovery code.
refusal-login-renew = { $letters ->
    [0] Choose a new password.
   *[other] You lead here now: choose a new password of at least { $letters } letters.
}
refusal-staff-name_taken = There is { $name } among the staff already. Add what tells the two apart.
refusal-staff-seat_taken = This column of the day is { $who }'s. Take it from them first.
refusal-user-unknown = There is no such user.
refusal-user-above = Only the owner may do this to owners, managers and auditors.
refusal-user-has_more = This user may do more than you: { $permission }. Ask the owner.
refusal-user-own_role = Nobody changes their own role or rights. Ask another owner.
refusal-right-not_yours = You cannot give what you do not have: { $permission }.
refusal-right-given = This holds already. Take that back first, then give it anew.
refusal-right-past = This moment is over already.
refusal-right-unknown = There is no such right.
refusal-right-revoked = This was taken back already.
refusal-role-unknown = There is no such role.
refusal-role-base = A role stays on the fixed role it was made on. Make another one.
refusal-role-both = One right is allowed and denied at once ({ $permission }). Leave one of the two out.
refusal-role-used = Somebody still has this role. Give them another one first.
refusal-role-name_taken = There is a role of this name.
refusal-account-email_taken = Another user has this e-mail address.
refusal-account-last_owner = This is the last owner. Make somebody else an owner first.
refusal-invitation-email_taken = Somebody was invited with this e-mail address, and may still come.
refusal-invitation-unknown = This invitation is not known, or is over. Ask for a new one.
refusal-invitation-closed = This invitation is through: { $state }.
refusal-invitation-locked = Too many wrong codes here. Wait { $wait }.
refusal-invited-empty = Fill in every line: the code you were given, and what you choose.
refusal-session-unknown = This log-in is over already.
refusal-event-unknown = There is no such event.
refusal-event-resolved = Somebody settled this already.
refusal-event-own = This is about you, or you did it: somebody else has to settle it.
refusal-permission-password = This needs your own password: { $permission }.
refusal-password-wrong = Your password is wrong.
refusal-password-same = This is the password you have. Choose another one.
refusal-password-needed = Type your password here; a PIN is not enough.

# tables and files
refusal-clinic-own = There is a clinic of your own here, not a training copy. Name another folder with --data.
refusal-demo-server = A training copy on a server is not taken away from here. Give it an empty database.
refusal-demo-folder = { $path } cannot be removed. Is it yours?
refusal-csv-utf8 = Line { $line } is not UTF-8 text. Save the file as UTF-8 and try again.
refusal-csv-quote = A quote that opens on line { $line } is never closed. Nothing was read.
refusal-csv-header = The first line of the file must name its columns, one of them the name.
refusal-csv-rows = The file has more than { $limit } rows. Split it.
refusal-csv-column = Column "{ $column }" cannot be imported: ids are made here, and the clinic is always your own. Take the column out.
refusal-csv-column_twice = Column "{ $column }" is there twice. Take one out.
refusal-csv-cells = This row has { $cells } cells for { $columns } columns: a comma too many, or a quote too few.
refusal-csv-yes_no = Write yes or no.
refusal-csv-rejected = { $rows ->
    [one] Line { $line } cannot be read
   *[other] { $rows } rows cannot be read, the first on line { $line }
  }. Nothing was imported. Correct the file, or leave such rows out with --skip-rejected.
refusal-import-room = There is no room "{ $name }". Add it first.
refusal-import-staff = Nobody called "{ $name }" works here. Add them first.
refusal-file-missing = There is no file { $path }, or it may not be read.
refusal-file-kind = { $path } is not a file of a disk. Name a CSV file.
refusal-file-size = { $path } is larger than { $limit } MB. Split it.
refusal-export-name = "{ $name }" cannot be a file's name. Use letters, digits, dashes and dots.
refusal-export-exists = "{ $name }" is there already, and nothing is replaced. Take another name.
refusal-export-disk = The disk is full. "{ $name }" was not written.
refusal-export-folder = "{ $name }" cannot be written to { $folder }. Is the folder there, and yours to write in?

# keys and typing
refusal-keys-unknown = { $place }: "{ $key }" is not a key. Write it like p, f6, ctrl-s, shift-tab or gt.
refusal-keys-unbindable = { $place }: { $key } cannot be bound, because terminals send the same for { $same }.
refusal-keys-no_action = { $place }: there is no action "{ $action }".{ $near ->
    [none] {" "}loket keys lists them.
   *[other] {" "}Did you mean "{ $near }"?
  }
refusal-keys-taken = { $place }: { $key } is bound twice, to { $action } and to { $other }.
refusal-paste-long = Too long to paste: { $limit } characters fit here.

# patients
refusal-patient-erase_reason = The reason stays when everything else is gone. Write it without their name or number.
refusal-health_note-unknown = There is no such health note.
refusal-health_note-struck = This health note is struck already.
refusal-patient-erased = This patient was erased. Whoever comes again is registered anew.
refusal-patient-merged = This patient was merged into { $name }. Open { $name } instead.
refusal-patient-merge_same = That is the same entry. Choose the other one.
refusal-patient-merge_born = { $kept } was born on { $kept_born }, { $other } on { $other_born }. Are these two people, or is one of the dates wrong?
refusal-patient-merge_meet = { $kept } has a visit from { $kept_from } to { $kept_to }, and { $other } from { $other_from } to { $other_to }: probably two people. If not, cancel the visit that is there twice first.
refusal-patient-merge_queue = Both are in the queue: { $kept } with { $kept_ticket }, { $other } with { $other_ticket }. Take the number that is too many out of the queue first.
refusal-patient-merge_long = Together this would be { $letters } letters long; { $limit } fit. Shorten it in one of the two first.
refusal-patient-not_merged = This patient was not merged into another.
refusal-patient-unmerge_session = A session of { $owner }'s package { $package } paid a visit of { $name }. Take that session back first, or pay the visit another way.
refusal-patient-unmerge_credit = { $spent } of credit that belongs to the other was spent at visits of { $name } ({ $day }, { $receipt }). Refund that payment at its visit to the credit, take the two apart, then charge it again and take it another way.
refusal-patient-money_open = This patient has a bill that is not settled, or credit. Settle it first.
refusal-patient-visits_open = { $visits ->
    [one] A visit of this patient is still to come or going on. Call it off or finish it first.
   *[other] { $visits } visits of this patient are still to come or going on. Call them off or finish them first.
}
refusal-booking-no_patient = Who is it for? Type a name or a phone number.
refusal-booking-no_treatment = Which treatment? Type a part of its name.
refusal-patient-unknown = There is no such patient.
refusal-patient-look_alike = { $name } has this number too ({ $phone }). Is it the same person? If not, say that it is somebody else.
refusal-patient-phone_taken = { $name } has this number, and here one number belongs to one person.

# staff, treatments, clinic
refusal-staff-unknown = There is no such staff member.
refusal-leave-order = The leave ends before it begins.
refusal-leave-unknown = There is no such leave.
refusal-room-unknown = There is no such room.
refusal-treatment-unknown = There is no such treatment on sale.
refusal-treatment-prefix = A queue prefix is 1 to 3 capitals, like A or DR.
refusal-clinic-timezone = There is no time zone "{ $zone }". Example: Asia/Jakarta.
refusal-policy-range = This takes { $from } to { $to }.
refusal-policy-country_code = A country code is its digits only, like 62.
refusal-date-past = { $at } is past. Somebody who is here now is a walk-in.
refusal-row-changed = Somebody changed this meanwhile. Look at it again, then decide.
refusal-input-secret = Nothing was given for “{ $question }”. Name a file that holds it: { $flag }; or type it at a terminal.
refusal-input-code = Nothing was given for “{ $question }”. Type it at a terminal.
refusal-input-words = The input does not fit: what stands in “{ $field }” is none of the words it takes. They are in details.expected, and in: loket call --list
refusal-input-invalid = The input does not fit: { $problem }. See: loket call --list
refusal-input-value = The input does not fit: what stands in “{ $field }” is not of the kind it takes. See: loket call --list
refusal-terminal-none = There is no terminal here. Start loket in one, or use loket call.
refusal-ssh-terminal = Over SSH there is only the desk: connect with a terminal (ssh -t) and without a command.
refusal-ssh-alone = --ssh is the desk alone: no command goes with it.
refusal-ssh-key = The name of a key is up to 40 letters (a to z), digits, points, hyphens and underscores.
refusal-ssh-user = The account is named with up to 40 letters (a to z), digits, points, hyphens and underscores.
refusal-ssh-public_key = This is no public key with a name behind it: ssh-ed25519 AAAA… ratna
refusal-ssh-path = { $path } cannot stand in the settings of sshd: only whole paths of letters (a to z), digits and / . _ - +
refusal-ssh-word = What --{ $flag } says cannot stand in the files of sshd: letters, digits, blanks and / . _ - + : @ ? & = , ( ) % can.

# the week
refusal-week-day = "{ $typed }" is no day. Example: mon-fri 9-17, break 12-13; sat 9-13.
refusal-week-hours = From when to when? "{ $typed }" has no hours. Example: mon-fri 9-17.

refusal-password-again = The two passwords differ. Type both again.
refusal-pin-again = The two PINs differ. Type both again.

refusal-pick-unknown = There is no "{ $typed }" here. Down opens the list.

refusal-setting-number = A whole number is needed here.

refusal-login-unlock = The PIN or the password is wrong.
# bills: refunds, credit, packages, deposits
refusal-payment-package = A session of a package is taken with the package key, not as money.
refusal-payment-back = This row is itself money that went back.
refusal-payment-waiting = Nobody has seen this money arrive yet: verify it, or mark it as failed.
refusal-method-none = The clinic has no method for this kind of money.
refusal-method-in_drawer = Only cash lies in the drawer.
refusal-method-once = Credit and packages are there already, once.
refusal-method-kind = What kind of money a method is stays as it was made.
refusal-method-needed = This one is needed and stays on offer.
refusal-credit-short = There is { $balance } of credit.
refusal-refund-nothing = All of this payment went back already, to the patient or as their credit.
refusal-refund-above = Only { $left } is left of this payment.
refusal-refund-package = A session goes back to its package: void it.
refusal-refund-coins = There are no coins for this amount: cash goes back in steps of { $coin }. Choose another method, or give back { $less }.
refusal-refund-no_coins = There are no coins for this amount: cash goes back in steps of { $coin }. Choose another method.
refusal-refund-purpose = Of this payment only { $free } may go back by itself: the rest paid a package. Give back sessions of the package, or another payment.
refusal-refund-kept = Only { $free } may go back: the rest pays a package, a deposit that was kept, or what went back and then never came.
refusal-void-returned = A part of this payment went back already; give the rest back as a refund (R).
refusal-void-kept = This payment stands behind a deposit of { $kept } that was kept. Take "Deposit kept" off the bill first (x); then void it.
refusal-void-closed = Its drawer is counted already and keeps this payment: give it back as a refund (R).
refusal-void-day = It was paid on an earlier day, which keeps it: give it back as a refund (R).
refusal-void-session = A session that was used on an earlier day stays used.
refusal-package-written_off = A part of its price was written off: take that line off the bill of { $day } first.
refusal-package-no_room = { $amount } of this visit was written off or given back: a session would pay for what nobody owes. Take the write-off off the bill (x), or keep the session for another visit.
refusal-package-unknown = There is no such package.
refusal-package-sessions = Only { $left } sessions are left.
refusal-package-valid_days = Days from 1 to 36,500, or nothing for no end.
refusal-package-count = A package has 2 to 999 sessions.
refusal-package-price = A price of at least one unit for each session is needed.
refusal-package-too_early = A session is used when the patient is here.
refusal-package-expired = This package ended on { $day }. Its unused sessions can be given back.
refusal-package-paid = A session pays { $worth } here, and { $paid } of the bill is paid already. Give { $back } of that back (R on the payment), then use the session.
refusal-package-paid_done = A session pays { $worth } here, and { $paid } of the bill is paid already, { $back } too much. Void that payment (V), use the session, then take what is left to pay.
refusal-package-paid_kept = A session pays { $worth } here, and { $paid } of the bill is paid already, { $back } too much. That can no longer be voided: keep the session for another visit.
refusal-package-not_theirs = This package is { $owner }'s and cannot be shared.
refusal-package-not_family = This package is { $owner }'s and is shared only with who has the same phone number.
refusal-package-no_line = No treatment of this bill is left that { $package } is good for.
refusal-line-derived = This line follows from the others; it comes and goes with them.
refusal-line-package_used = Sessions of this package were used or given back: it stays on the bill.
refusal-line-package_paid = { $paid } came for this package: give its sessions back instead, or void the payment first.
refusal-line-session_since = A session of a package was used after this discount. Take the session back first.
refusal-line-reduced = Take off what hangs on this line first.
refusal-line-shares = The shares of different people must add up to 100 percent.
refusal-tip-staff = Whose tip is it?
refusal-write_off-not_done = Only what was done and is not paid can be written off, or what is owed of a visit that was called off.
refusal-write_off-above = Between 1 and what is due ({ $due }).
refusal-write_off-sessions = { $sessions } unused sessions of { $package } are owed too ({ $value }): give them back first (R on the package), which takes them off what is due. Of the rest up to { $most } can be written off.
refusal-deposit-awaited = A deposit of { $amount } is awaited first. Take it (p), or open the visit and say there why it is confirmed without.
refusal-deposit-clinic = What the clinic calls off itself costs the patient nothing.
refusal-deposit-late_move = It is late to move: the deposit of { $amount } would be kept. Say whether it is.
refusal-tax-mode = Tax is none, in the price (inclusive) or on top (exclusive).

# drawer
refusal-count-piece = There is no piece of { $value } to count, or not that many.
refusal-count-empty = Count something: piece by piece, or one total. An empty drawer is 0.
refusal-count-again = This drawer has been counted. Say why it is counted again; both counts are kept.
refusal-drawer-short = That much cash cannot be in this drawer. Take less out of it, or pay cash in first.
refusal-drawer-own_difference = The drawer of { $holder } is { $amount } off. Whoever had it or counted it does not accept that: somebody else who may signs with their PIN.
refusal-drawer-accepted = This difference was accepted already: by { $who }, { $at }.
refusal-drawer-no_difference = There is nothing to accept: what was counted is what should be there.
refusal-drawer-same_person = Nobody hands a drawer over to themselves. Whoever takes it over signs with their own PIN.
refusal-drawer-wait = More cash than can be in this drawer was asked for too often. Try again at { $at }, or count the drawer.
refusal-drawer-wait_opening = Floats were tried here too often. Say in "Why different" where yours comes from, and it opens at once; or try again after { $at }.
refusal-drawer-note = This is not what the last session left. Count again, or say here why it is different.
refusal-drawer-new = No drawer is called { $drawer } (there is: { $known }). Somebody who may change the settings makes it, with their PIN.
refusal-drawer-kind = Opening the drawer for nothing is no move of cash.
refusal-drawer-amount = An amount above zero is needed.
refusal-drawer-unknown = There is no such session.
refusal-drawer-closed_already = { $who } closed this drawer already at { $at } (Z { $number }). Nothing was done again.
refusal-drawer-not_counted = Count this drawer first.
refusal-drawer-difference_note = The difference is { $difference }. Say where it comes from, as far as you know.
refusal-drawer-left_in = Only { $counted } was counted; no more can stay in the drawer.
refusal-drawer-unconfirmed = Compare { $method } with its slip or app first.
refusal-drawer-method_note = { $taken } was taken by { $method }. Say why the slip or the app differs.
refusal-drawer-spent = Only what is paid out is an expense.
refusal-drawer-unfinished = { $patient } still owes something ({ $count } altogether). Say what becomes of it.
refusal-drawer-carried_note = Say who looks after { $patient } and how.
refusal-drawer-not_yours = This is the session of { $who }: only they hand it over.
refusal-z-unknown = There is no such closing report.
refusal-z-blind = What is in { $drawer } is counted by whoever opens it next. This report can be read again once it is open.
refusal-day-future = This day has not come yet.
refusal-day-closed_already = { $who } closed this day already at { $at }.
refusal-day-drawer_open = { $drawer } is still open ({ $who }). Close it first.
refusal-day-visits = Bookings of this day still open: { $count }. Finish them, call them off, or say who did not come.
refusal-day-open = This day is not closed.
refusal-day-earlier = { $day } is still open. Days are closed one after the other: close that one first.
refusal-day-later = { $day } is closed and comes later: its figures would change. Open the last closed day first, then go back one by one.
refusal-count-sees = You may see what should be in { $drawer }, so a second person who may have it counted signs with their PIN; an owner signs alone where nobody else may.
refusal-count-other = { $who } has this drawer. Somebody else who may have it counted signs with their PIN.
refusal-count-second = This drawer has been counted. A second count needs the PIN of somebody else who may allow it; an owner signs alone where nobody else may.

# expenses
refusal-expense-future = { $day } has not come yet: an expense is written down when it is paid.
refusal-expense-long_ago = An expense of before { $year } is not written down here: look at the year.
refusal-expense-drawer_today = Cash leaves the drawer today: for an earlier day choose bank or owner.
refusal-expense-voided = This expense is void already.
refusal-expense-unknown = There is no such expense.
refusal-category-fixed = The categories every clinic has stay as they are.
refusal-category-inactive = { $name } is not used any more. Choose another category.
refusal-category-unknown = There is no such category.
refusal-recurring-day = A day of the month: 1 to 31.
refusal-recurring-unknown = There is no such recurring expense.

# numbers
refusal-rate-form = A share from 0 to 100 %, like 10 or 12.5%.
refusal-staff-commission = A commission is a share from 0 to 100 %.
refusal-report-order = The last day comes before the first.
refusal-report-long = A report covers ten years at the most.
refusal-report-counting = You have the drawer "{ $drawer }" open: the days since it was opened are told after it is counted.

refusal-category-needed = Choose a category: the down key opens the list.

### receipt

# bill
receipt-discount = Discount { $what }

receipt-training = *** TRAINING - NOT A RECEIPT ***
receipt-copy = COPY { $number }
receipt-cashier = Served by { $name }
receipt-patient = Patient { $name }
receipt-rounding = Rounding
receipt-total = TOTAL
receipt-paid_before = Paid earlier
receipt-by_sessions = Package sessions
receipt-deposit = Deposit { $method }
receipt-of_package = For the package
receipt-of_visit = Deposit
receipt-of_treatment = For the visit
receipt-refund = Refund { $method }
receipt-void = Void { $method }
receipt-tendered = Received
receipt-change = Change
receipt-reference = Ref. { $text }
receipt-waiting = Waiting to be verified
receipt-verified_since = Verified { $at }
receipt-failed_since = Failed { $at }
receipt-is_failed = *** FAILED ***
receipt-part_failed = *** FAILED { $amount } ***
receipt-due = STILL DUE
ticket-number = YOUR NUMBER
ticket-ahead = People before you: { $count }
ticket-estimate = Waiting time about { $wait }
ticket-estimate_unknown = Waiting time: -
ticket-wait = Please wait until your number is called.

# z
z-number = CLOSING REPORT Z { $number }
z-opened = Opened
z-closed = Closed
z-handed_by = handed over by { $name }
z-handed_to = handed over to { $name }
z-training = *** TRAINING - NO REPORT ***
z-reprint = *** REPRINT ***
z-on_the_slip = on the slip or in the app
z-received = RECEIVED
z-in_it = Already reckoned in above:
z-not_in_it = Not counted above:
z-refunds = Refunds ({ $count })
z-voids = Voids ({ $count })
z-discounts = Discounts, paid here ({ $count })
z-rounding = Rounding ({ $count })
z-failed = Failed ({ $count })
z-failed_late = Failed after their report ({ $count })
z-waiting = To be verified ({ $count })
z-receipts = Receipts ({ $count })
z-float = Float
z-opening_difference = Opening difference, in the float
z-cash = Cash, less what went back
z-paid_in = Paid in
z-paid_out = Paid out
z-dropped = Brought to the safe
z-expected = EXPECTED
z-counted = COUNTED
z-difference = DIFFERENCE
z-opening_note = At the opening: { $text }
z-went_on = Went on until { $day }: { $text }
z-note = Note: { $text }
z-approved_by = Accepted by { $name }
z-count = { $who }
z-count_sighted = By somebody who could see what should be there
z-count_why = Counted again: { $text }
z-count_allowed = Allowed by { $name }
z-left_in = Stays in the drawer
z-to_safe = Goes to the safe
z-moves = In and out, each, in EXPECTED:
z-no_sales = Opened without sale: { $count }
z-unfinished = Owed, not paid
z-owed_done = treatment done
z-owed_package = package sold
z-owed_other = stands on the bill
z-receivable = owed { $note }
z-carried = carried over { $note }
z-undecided = nobody decided; { $name } looks after it
z-perpetual_before = Received before
z-perpetual = Received ever
z-trail = Trail
receipt-tax = Tax { $what }
receipt-tax_included = incl. tax { $what }
receipt-tip = Tip { $what }
receipt-forfeit = Deposit kept
receipt-given_back = Given back
receipt-write_off = Written off
receipt-is_void = *** VOID ***
receipt-part_void = *** VOID { $amount } ***
receipt-is_refund = REFUND
