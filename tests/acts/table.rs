//! Who may do what, as reliability.md §2.4 has it, row by row, and where that has none as the papers say it: written down
//! here a second time, so that the program's own table is compared with something that is not made from it.

use loket::domain::account::Role;
use loket::domain::permission::{Grant, Permission};

/// The row of §2.4, the rights it is about, and what it gives owner, manager, receptionist, therapist and auditor: `Y`
/// just so, `P` after one's own PIN, `W` after one's own password, `S` with a second person's PIN, `-` not at all.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str], &str)] = &[
    ("1 today's list, masked phones", &["day:see:clinic"], "YYY-Y"),
    ("1 their own column", &["day:see:own"], "---Y-"),
    ("1 whole phones, for who leads", &["patient:phone:clinic"], "YY---"),
    ("1 names, masked for the auditor", &["patient:name:clinic"], "YYYY-"),
    ("2", &["patient:find:clinic"], "YYY--"),
    ("3", &["patient:open:clinic"], "YYY--"),
    ("3 own today", &["patient:open:own"], "---Y-"),
    ("4", &["health_note:read:clinic"], "YY---"),
    ("4 own patients", &["health_note:read:own"], "---Y-"),
    ("5", &["health_note:add:clinic"], "YYY--"),
    ("5 taken back by who may also write", &["health_note:strike:clinic"], "YY---"),
    ("6", &["patient:edit:clinic"], "YYY--"),
    ("6 many at once, as 39", &["patient:import:clinic"], "YP---"),
    ("7", &["patient:merge:clinic"], "PP---"),
    ("8", &["patient:erase:clinic"], "W----"),
    ("9", &["booking:make:clinic"], "YYY--"),
    // product.md §4 wins: set aside "by somebody who may", at the receptionist's counter too.
    ("10", &["booking:override:clinic"], "PPS--"),
    ("11", &["booking:cancel:clinic"], "YYY--"),
    // Likewise.
    ("12", &["deposit:waive:clinic"], "PPS--"),
    ("14, 17, 18", &["visit:run:clinic"], "YYY--"),
    ("15", &["queue:see:clinic"], "YYY-Y"),
    ("15", &["queue:run:clinic"], "YYY--"),
    ("15 own call", &["queue:see:own", "queue:run:own"], "---Y-"),
    ("19", &["payment:take:clinic"], "YYY--"),
    ("19 what is paid", &["bill:see:clinic"], "YYY-Y"),
    ("20", &["payment:take_beyond:clinic"], "PPS--"),
    // product.md §5 wins: a receptionist gives up to the clinic's limit just so.
    ("19, 21 within the clinic's limit", &["bill:edit:clinic"], "YYY--"),
    ("22", &["bill:discount_beyond:clinic"], "PPS--"),
    ("23", &["payment:void:clinic"], "PPP--"),
    ("24", &["payment:void_other:clinic"], "PPS--"),
    ("25", &["payment:refund:clinic"], "PPS--"),
    ("25 given up instead of given back", &["payment:write_off:clinic"], "PPS--"),
    ("26", &["payment:refund_beyond:clinic"], "WS---"),
    ("27", &["receipt:print:clinic"], "YYY-Y"),
    ("28", &["drawer:no_sale:clinic"], "PPP--"),
    ("29", &["drawer:open:clinic"], "YYP--"),
    ("29 that there is one", &["drawer:see:clinic"], "YYY-Y"),
    ("29 within its limit", &["drawer:move:clinic"], "YYY--"),
    ("30", &["drawer:count:clinic"], "YYP--"),
    ("30 another's, or again", &["drawer:recount:clinic"], "PPS--"),
    ("31", &["drawer:expected:clinic"], "YY--Y"),
    ("32 at the counter by a second person", &["drawer:difference:clinic"], "PPS--"),
    ("33", &["day:close:clinic"], "PP---"),
    ("34", &["day:reopen:clinic"], "W----"),
    ("35", &["expense:edit:clinic"], "YPP--"),
    ("35 those that are there", &["expense:see:clinic"], "YYY-Y"),
    ("36", &["report:see:clinic"], "PP--Y"),
    ("37", &["report:export:clinic"], "PP--P"),
    ("39", &["treatment:edit:clinic", "staff:edit:clinic", "package:edit:clinic", "clinic:edit:clinic"], "YP---"),
    ("39 what everybody works with", &["treatment:see:clinic", "staff:see:clinic", "clinic:see:clinic"], "YYYYY"),
    ("40", &["account:edit:clinic", "session:end:clinic"], "WW---"),
    ("40 who there is", &["account:see:clinic"], "YY--Y"),
    ("40 nobody raises a role but the owner", &["role:edit:clinic"], "W----"),
    ("40 one's own", &["account:edit:own"], "WWWWW"),
    ("41", &["trail:see:clinic", "event:see:clinic"], "YY--Y"),
    ("41 settled by who leads", &["event:resolve:clinic"], "YY---"),
    ("43", &["clinic:secure:clinic"], "W----"),
];

/// What the papers say.
pub fn says(role: Role, permission: Permission) -> Grant {
    let rows: Vec<_> = TABLE.iter().filter(|(_, rights, _)| rights.contains(&permission.as_str())).collect();
    let [(row, _, letters)] = rows.as_slice() else { panic!("{permission} stands in {} rows", rows.len()) };
    let column = Role::ALL.iter().position(|one| *one == role).unwrap();
    match letters.as_bytes()[column] {
        b'Y' => Grant::Yes,
        b'P' => Grant::OwnPin,
        b'W' => Grant::OwnPassword,
        b'S' => Grant::SecondPerson,
        b'-' => Grant::No,
        letter => panic!("{row}: {letter}"),
    }
}

#[test]
fn every_right_has_its_row_and_every_row_its_rights() {
    assert_eq!(Role::ALL, [Role::Owner, Role::Manager, Role::Receptionist, Role::Therapist, Role::Auditor]);
    for permission in Permission::ALL {
        assert!(
            Role::ALL
                .iter()
                .all(|role| says(*role, *permission) == loket::domain::permission::grant(*role, *permission)),
            "{permission}"
        );
    }
    for (row, rights, letters) in TABLE {
        assert_eq!(letters.len(), Role::ALL.len(), "{row}");
        assert!(rights.iter().all(|right| Permission::of(right).is_some()), "{row}");
    }
}
