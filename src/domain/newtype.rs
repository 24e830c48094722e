//! Values that travel as text: written as what they keep, read through the same rule as typed text.

/// Gives a one-field text type its reading and writing. `parse` refuses with a [`super::refusal::Refusal`];
/// where a value arrives by serde the refusal's code is the error's text.
macro_rules! text_value {
    ($name:ident, $schema:literal, $example:literal) => {
        impl $name {
            /// The text as it is kept.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for super::refusal::Detail {
            fn from(value: $name) -> Self {
                Self::Text(value.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = super::refusal::Refusal;
            fn from_str(typed: &str) -> Result<Self, Self::Err> {
                Self::parse(typed)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let typed = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&typed).map_err(|refusal| serde::de::Error::custom(refusal.code))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $schema.into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "examples": [$example]})
            }
        }
    };
}
pub(super) use text_value;
