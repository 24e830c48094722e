//! What a query is made of on both engines: its text, the arguments it takes, the rows it gives.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Encode, FromRow, Postgres, Sqlite, Type};

use super::sealed::bytes;

/// Something both engines can bind.
pub trait Val:
    Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Val for T where
    T: Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// Something both engines can read a row into.
pub trait Rec: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}
impl<T> Rec for T where T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

/// A value's bytes; none for nothing.
pub type Column = Option<Vec<u8>>;

/// The arguments of a query: a tuple, `$1` first.
pub trait Args: Send + Sized {
    /// How many there are.
    const WIDTH: usize;
    /// Puts them behind those that are there already.
    fn to_sqlite(self, all: &mut SqliteArguments) -> Result<(), BoxDynError>;
    fn to_postgres(self, all: &mut PgArguments) -> Result<(), BoxDynError>;

    /// Each as Postgres would get it, whichever engine it goes to: what a row of the ledger is known by.
    fn columns(&self) -> Result<Vec<Column>, BoxDynError>;

    fn sqlite(self) -> Result<SqliteArguments, BoxDynError> {
        let mut all = SqliteArguments::default();
        self.to_sqlite(&mut all)?;
        Ok(all)
    }
    fn postgres(self) -> Result<PgArguments, BoxDynError> {
        let mut all = PgArguments::default();
        self.to_postgres(&mut all)?;
        Ok(all)
    }
}

impl Args for () {
    const WIDTH: usize = 0;
    fn to_sqlite(self, _: &mut SqliteArguments) -> Result<(), BoxDynError> {
        Ok(())
    }
    fn to_postgres(self, _: &mut PgArguments) -> Result<(), BoxDynError> {
        Ok(())
    }
    fn columns(&self) -> Result<Vec<Column>, BoxDynError> {
        Ok(Vec::new())
    }
}

macro_rules! args {
    ($($name:ident)+) => {
        impl<$($name: Val),+> Args for ($($name,)+) {
            const WIDTH: usize = [$(stringify!($name)),+].len();
            #[expect(non_snake_case, reason = "one name per place in the tuple")]
            fn to_sqlite(self, all: &mut SqliteArguments) -> Result<(), BoxDynError> {
                let ($($name,)+) = self;
                $(all.add($name)?;)+
                Ok(())
            }
            #[expect(non_snake_case, reason = "one name per place in the tuple")]
            fn to_postgres(self, all: &mut PgArguments) -> Result<(), BoxDynError> {
                let ($($name,)+) = self;
                $(all.add($name)?;)+
                Ok(())
            }
            #[expect(non_snake_case, reason = "one name per place in the tuple")]
            fn columns(&self) -> Result<Vec<Column>, BoxDynError> {
                let ($($name,)+) = self;
                Ok(vec![$(bytes($name)?),+])
            }
        }
    };
}
args!(A);
args!(A B);
args!(A B C);
args!(A B C D);
args!(A B C D E);
args!(A B C D E F);
args!(A B C D E F G);
args!(A B C D E F G H);
args!(A B C D E F G H I);
args!(A B C D E F G H I J);
args!(A B C D E F G H I J K);
args!(A B C D E F G H I J K L);
args!(A B C D E F G H I J K L M);
args!(A B C D E F G H I J K L M N);
args!(A B C D E F G H I J K L M N O);
args!(A B C D E F G H I J K L M N O P);
args!(A B C D E F G H I J K L M N O P Q);
args!(A B C D E F G H I J K L M N O P Q R);
args!(A B C D E F G H I J K L M N O P Q R S);
args!(A B C D E F G H I J K L M N O P Q R S T);
args!(A B C D E F G H I J K L M N O P Q R S T U);
args!(A B C D E F G H I J K L M N O P Q R S T U V);
args!(A B C D E F G H I J K L M N O P Q R S T U V W);
args!(A B C D E F G H I J K L M N O P Q R S T U V W X);
args!(A B C D E F G H I J K L M N O P Q R S T U V W X Y);
// The book's row at once, for many of them.
args!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z AA AB AC);

/// The text of a query: one for both engines, or one each where they differ.
#[derive(Debug, Clone, Copy)]
pub enum Sql {
    Both(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Both(text)
    }
}

impl Sql {
    pub(super) const fn sqlite(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { sqlite: text, .. } => text,
        }
    }
    pub(super) const fn postgres(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { postgres: text, .. } => text,
        }
    }
}

/// Two structs out of one row.
#[derive(Debug)]
pub struct Both<A, B>(pub A, pub B);

impl<'r, R: sqlx::Row, A: FromRow<'r, R>, B: FromRow<'r, R>> FromRow<'r, R> for Both<A, B> {
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(Self(A::from_row(row)?, B::from_row(row)?))
    }
}

/// A row as a struct: the columns are its fields, by name, on both engines. The same struct is what
/// the desk answers, so it can also be sent and described.
macro_rules! row {
    // What opens a door: no log and no panic ever shows one.
    (hidden $(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$fdoc:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $vis struct $name { $($(#[$fdoc])* $fvis $field: $ty),+ }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
        row! { @read $name $($field)+ }
    };
    (@read $name:ident $($field:ident)+) => {
        impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &'r sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$fdoc:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $vis struct $name { $($(#[$fdoc])* $fvis $field: $ty),+ }
        row! { @read $name $($field)+ }
    };
}
pub(crate) use row;
