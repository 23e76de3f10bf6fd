//! Values that can be written in several forms: a number, a text, a list or a table.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};

use crate::scenario::problem::Complaint;

/// Result of reading a form; `None` if a value of this type cannot have that form.
pub(super) type Read<T> = Option<Result<T, Complaint>>;

/// A value that can be written in several forms.
pub(super) trait Forms<'de>: Sized {
    /// Description of all valid forms.
    const WRITTEN: &'static str;

    /// Reads the value from a text.
    fn text(_: &str) -> Read<Self> {
        None
    }

    /// Reads the value from a whole number, which is also a number.
    fn whole(number: i64) -> Read<Self> {
        Self::number(number as f64)
    }

    /// Reads the value from a number.
    fn number(_: f64) -> Read<Self> {
        None
    }

    /// Reads the value from a number that is written with three decimals, such as `1.000`.
    fn perhaps_thousands(number: f64) -> Read<Self> {
        Self::number(number)
    }

    /// Reads the value from a list.
    fn list<A: SeqAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Seq, &Self::WRITTEN))
    }

    /// Reads the value from a table.
    fn table<A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Map, &Self::WRITTEN))
    }
}

/// A visitor that reads any form of a value.
pub(super) struct AnyForm<T>(PhantomData<T>);

impl<T> AnyForm<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

/// Returns the value, or the problem: that of the form, or that this form was not expected.
fn read<'de, T: Forms<'de>, E: Error>(read: Read<T>, found: Unexpected<'_>) -> Result<T, E> {
    let read = read.ok_or_else(|| E::invalid_type(found, &T::WRITTEN))?;
    read.map_err(Complaint::into_error)
}

impl<'de, T: Forms<'de>> Visitor<'de> for AnyForm<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::WRITTEN)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        read(T::text(text), Unexpected::Str(text))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        read(T::whole(number), Unexpected::Signed(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        read(T::number(number), Unexpected::Float(number))
    }

    /// The reader of a scenario uses this for numbers that are perhaps thousands, such as `1.000`.
    fn visit_f32<E: Error>(self, number: f32) -> Result<T, E> {
        // the three decimals, of which a smaller kind of number keeps enough to tell them
        let number = (f64::from(number) * 1000.0).round() / 1000.0;
        read(T::perhaps_thousands(number), Unexpected::Float(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<T, A::Error> {
        T::table(table)
    }
}

/// Implements `Deserialize` for types that can be written in several forms.
macro_rules! read_forms {
    ($($read:ty),*) => {$(
        impl<'de> serde::Deserialize<'de> for $read {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                reader.deserialize_any($crate::scenario::file::forms::AnyForm::new())
            }
        }
    )*};
}
pub(super) use read_forms;
