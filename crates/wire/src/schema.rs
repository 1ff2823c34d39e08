//! The shapes of texts that stand for bytes, for the hub's `OpenAPI` document.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

use crate::{Digest, EnrolCode, KeyId, PublicKey};

macro_rules! text {
    ($($kind:ident: $pattern:literal, $description:literal;)*) => {$(
        impl PartialSchema for $kind {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some($pattern));
                text.description(Some($description)).into()
            }
        }

        impl ToSchema for $kind {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($kind))
            }
        }
    )*};
}

text! {
    Digest: "^[0-9a-f]{64}$", "A SHA-256 digest.";
    KeyId: "^[0-9a-f]{16}$", "The first 8 bytes of a public key's SHA-256.";
    PublicKey: "^[A-Za-z0-9+/]{43}=$", "An Ed25519 public key, base64 of its 32 bytes.";
    EnrolCode: "^[0-9A-HJKMNP-TV-Z]{12}$", "A single-use enrolment code.";
}
