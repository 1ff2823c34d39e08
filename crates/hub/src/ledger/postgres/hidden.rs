//! Values that the driver must not tell.

use std::{error::Error, fmt};

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// The driver writes values into its log at DEBUG: of these it writes what `Debug` shows, which is nothing.
pub(super) struct Hidden<'a, T>(pub(super) &'a T);

impl<T> fmt::Debug for Hidden<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

impl<T: ToSql> ToSql for Hidden<'_, T> {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.0.to_sql(of, out)
    }

    fn accepts(of: &Type) -> bool {
        T::accepts(of)
    }

    fn encode_format(&self, of: &Type) -> Format {
        self.0.encode_format(of)
    }

    to_sql_checked!();
}
