//! The two signatures of a delivery: that of the dialect, by the installation's certificate, and one by a secret that
//! receiver and installation share, in the form of the Standard Webhooks specification.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seatwright_engine::port::Parcel;

use crate::certificate::Certificate;

/// How the dialect names the algorithm of its signature.
pub const RSA_ALGORITHM: &str = "rsa-sha256";

/// The signature by a secret: over id, instant in seconds and body, joined by points. The secret is in base64.
#[must_use]
pub fn secret_signature(secret: &str, id: &str, seconds: u64, body: &[u8]) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).ok()?);
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{id}.{seconds}.").as_bytes());
    context.update(body);
    Some(format!("v1,{}", STANDARD.encode(context.sign())))
}

/// The headers that a delivery is signed with at an instant.
pub(crate) fn headers(
    parcel: &Parcel,
    certificate: &Certificate,
    certificate_url: &str,
    seconds: u64,
) -> Result<Vec<(&'static str, String)>, String> {
    let id = parcel.id.to_string();
    let by_secret = |secret: &String| secret_signature(secret, &id, seconds, &parcel.body);
    let by_secrets: Vec<String> = parcel.secrets.iter().filter_map(by_secret).collect();
    let of_dialect = if parcel.ms_header { "x-ms-signature" } else { "Authorization" };
    let mut headers = vec![
        ("Content-Type", "application/json; charset=utf-8".to_owned()),
        (of_dialect, format!("Signature {}", certificate.sign(&parcel.body)?)),
        ("X-MS-Certificate-Url", certificate_url.to_owned()),
        ("X-MS-Signature-Algorithm", RSA_ALGORITHM.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", by_secrets.join(" ")),
    ];
    headers.push(("webhook-id", id));
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_by_a_secret_is_that_of_the_specification() {
        // The example of the specification: id, time, body and secret with the signature they give.
        let signature = secret_signature(
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(secret_signature("not base64!", "id", 1, b""), None);
    }
}
