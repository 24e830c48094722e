### words

### actions

### screens

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
refusal-config-symlink = { $path } is a link. Name the file it leads to (--config), or put the file itself there.
refusal-config-size = { $path } is larger than { $limit } kB: it is no settings file.
refusal-config-utf8 = { $path }, line { $line }: not UTF-8 text. Save the file as UTF-8.
refusal-config-missing = There is no file { $path }.
refusal-config-unreadable = { $path } cannot be read.
refusal-config-home = You have no home folder. Say where the data is with --data, and where the settings are with --config.
refusal-config-folder = The folder { $path } cannot be used.
refusal-config-log = The log folder { $path } cannot be written. loket goes on without a log.
refusal-db-path = { $place }: the database file must have an absolute path or lie in the data folder.

# time
refusal-time-gap = On that day the clock skips this time ({ $at }). Choose another.
refusal-time-twice = This time ({ $at }) comes twice that day, because the clock is set back. Choose another, or say which with an offset.

# booking
refusal-booking-same = The booking is there already.
refusal-booking-ended = This booking is closed. Undo its last step to change it.
refusal-booking-backwards = A booking does not go back a step. Undo its last step instead.

# queue
refusal-ticket-step = This ticket is not where that can be done. Look at the queue again.

# hours
refusal-hours-invalid = These hours do not fit: from must be before to, within one day, and not over other hours of that day.

# bill and payment
refusal-discount-range = A discount is between 0 and 100 percent.
refusal-money-limit = This amount is too large.
refusal-money-over = This is more than the { $due } still due. Only cash gives change.
refusal-payment-empty = Enter an amount.
refusal-payment-settled = Nothing is due: the bill is paid.
refusal-payment-cash_left = The other payments cover it all: take the cash out.

### receipt
