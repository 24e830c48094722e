//! What somebody with the database's own tools may write into a column.

use loket::store::vouched::Kind;

/// What somebody may write into a column: other values, what no loket writes there, and what only reads like what
/// lies there already. A number becomes `more`.
pub fn spellings(file: bool, more: i64, column: &str, kind: Kind) -> Vec<String> {
    let new = match kind {
        Kind::Text if file => vec![
            format!("COALESCE({column}, '') || 'x'"),
            format!("COALESCE({column}, '') || ' '"),
            format!("COALESCE({column}, '') || char(0)"),
            format!("CASE WHEN COALESCE({column}, '') = '' THEN '0' ELSE '' END"),
            "CAST(x'ff00' AS TEXT)".to_owned(),
            format!("CAST(COALESCE({column}, '') AS BLOB)"),
        ],
        Kind::Text => vec![
            format!("COALESCE({column}, '') || 'x'"),
            format!("COALESCE({column}, '') || ' '"),
            format!("CASE WHEN COALESCE({column}, '') = '' THEN '0' ELSE '' END"),
        ],
        Kind::Int if file => vec![
            format!("COALESCE({column}, 0) + {more}"),
            format!("COALESCE({column}, 0) + 0.5"),
            format!("-1 - COALESCE({column}, 0)"),
            format!("CAST(COALESCE({column}, 0) AS BLOB)"),
            "9223372036854775807".to_owned(),
        ],
        Kind::Int => vec![
            format!("COALESCE({column}, 0) + {more}"),
            format!("-1 - COALESCE({column}, 0)"),
            "9223372036854775807".to_owned(),
        ],
        Kind::Moment if file => vec![
            format!("COALESCE({column}, 0) + 1"),
            format!("CAST(COALESCE({column}, 0) AS BLOB)"),
            "9223372036854775807".to_owned(),
            "-9223372036854775808".to_owned(),
        ],
        Kind::Moment => vec![
            format!("COALESCE({column}, now()) + INTERVAL '1 microsecond'"),
            "'infinity'".to_owned(),
            "'-infinity'".to_owned(),
            "'294276-12-31 23:59:59+00'".to_owned(),
        ],
        Kind::Day if file => vec![
            format!("date(COALESCE({column}, '2026-01-01'), '+1 day')"),
            format!("substr(COALESCE({column}, '2026-01-01'), 1, 9) || 'x'"),
            format!("'+' || COALESCE({column}, '2026-01-01')"),
            format!("' ' || COALESCE({column}, '2026-01-01')"),
            format!("COALESCE({column}, '2026-01-01') || ' '"),
            format!("replace(COALESCE({column}, '2026-01-01'), '-', '/')"),
            format!("CAST(COALESCE({column}, '2026-01-01') AS BLOB)"),
        ],
        Kind::Day => vec![
            format!("COALESCE({column}, CURRENT_DATE) + 1"),
            "'infinity'".to_owned(),
            "'-infinity'".to_owned(),
            "'5874897-12-31'".to_owned(),
        ],
        Kind::Id if file => vec![
            "randomblob(16)".to_owned(),
            format!("substr(COALESCE({column}, randomblob(16)), 1, 9)"),
            format!("CAST(COALESCE({column}, 'x') AS TEXT)"),
            format!("hex(COALESCE({column}, x'00'))"),
        ],
        Kind::Id => {
            vec!["gen_random_uuid()".to_owned(), "'00000000-0000-0000-0000-000000000000'".to_owned()]
        }
        Kind::Bool if file => vec![
            format!("1 - COALESCE({column}, 0)"),
            "2".to_owned(),
            "-1".to_owned(),
            "0.5".to_owned(),
            format!("CAST(COALESCE({column}, 0) AS BLOB)"),
        ],
        Kind::Bool => vec![format!("NOT COALESCE({column}, FALSE)")],
    };
    new.into_iter().chain(["NULL".to_owned()]).collect()
}
