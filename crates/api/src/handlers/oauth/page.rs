//! The pages of signing in: plain HTML that works without scripts, in any width, with a keyboard, and read aloud. Whatever comes
//! from a request is escaped; nothing is loaded from anywhere.

use std::sync::LazyLock;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::unstored;
use crate::reply::Reply;
use crate::texts::{Language, say};

/// The kind of these answers.
pub(super) const HTML: &str = "text/html";

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}\
h1{font-size:1.5rem;line-height:1.25}\
label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}\
label{margin-top:1rem}\
input{padding:.5rem;border:1px solid;border-radius:.25rem;background:Field;color:FieldText}\
button{margin-top:1.25rem;padding:.625rem;border:1px solid;border-radius:.25rem;cursor:pointer}\
button.first{background:#0b57d0;border-color:#0b57d0;color:#fff}\
:focus-visible{outline:3px solid #b06000;outline-offset:2px}\
.wrong{border-left:.25rem solid #c5221f;padding-left:.75rem}";

/// The hash by which the policy of contents lets the style in, and nothing else.
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(Sha256::digest(STYLE)));

/// What the sign-in page shows.
pub(super) struct SignIn<'a> {
    /// The application.
    pub(super) application: &'a str,
    /// Whose it is, where that is known.
    pub(super) owner: Option<&'a str>,
    /// The name that stands in the field.
    pub(super) name: Option<&'a str>,
    /// The text of what went wrong.
    pub(super) wrong: Option<&'static str>,
    /// The seconds to wait, where waiting helps.
    pub(super) wait: Option<u32>,
    /// Parameters that come back with the form.
    pub(super) carried: Vec<(&'static str, &'a str)>,
    /// Where the person will be sent back to.
    pub(super) back: &'a str,
}

/// Why nobody can be sent anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trouble {
    /// The request says something twice, or too much.
    Request,
    /// There is no such application.
    Application,
    /// People of the application are not sent back there.
    Address,
}

/// The page on which a person signs in.
pub(super) fn sign_in(language: Language, shown: &SignIn<'_>) -> Reply {
    let t = |key: &str| escape(&say(language, key, &[]));
    let facts = |owner: &str| [("application", shown.application.to_owned()), ("owner", owner.to_owned())];
    let lead = match shown.owner {
        Some(owner) => say(language, "signin-lead-owner", &facts(owner)),
        None => say(language, "signin-lead", &facts("")),
    };
    let minutes = shown.wait.map(|seconds| seconds.div_ceil(60).to_string()).unwrap_or_default();
    let wrong = shown.wrong.map(|key| {
        let text = escape(&say(language, key, &[("minutes", minutes)]));
        format!("<p class=\"wrong\" role=\"alert\" id=\"wrong\">{text}</p>\n")
    });
    // After a mistake the name stands there already, and the password is what is typed next.
    let (first, second) = if shown.name.is_some() { ("", " autofocus") } else { (" autofocus", "") };
    let described = if wrong.is_some() { " aria-describedby=\"wrong\"" } else { "" };
    let hidden: String = shown.carried.iter().map(|(name, value)| hidden(name, value)).collect();
    let body = format!(
        "<h1>{title}</h1>\n<p>{lead}</p>\n{wrong}<form method=\"post\" action=\"?\">\n{hidden}\
         <input type=\"hidden\" name=\"signing\" value=\"1\">\n\
         <label for=\"username\">{name}</label>\n\
         <input id=\"username\" name=\"username\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" \
         required value=\"{value}\"{described}{first}>\n\
         <label for=\"password\">{password}</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required\
         {described}{second}>\n\
         <button class=\"first\">{submit}</button>\n\
         <button name=\"cancel\" value=\"1\" formnovalidate>{cancel}</button>\n</form>\n",
        title = t("signin-title"),
        lead = escape(&lead),
        wrong = wrong.unwrap_or_default(),
        name = t("signin-name"),
        value = escape(shown.name.unwrap_or_default()),
        password = t("signin-password"),
        submit = t("signin-submit"),
        cancel = t("signin-cancel"),
    );
    // The answer to the form leads on to the application, which browsers hold against the same policy.
    document(language, StatusCode::OK, "signin-title", &body, &format!("'self' {}", origin(shown.back)))
}

/// The page that carries the answer to an application by a form. Without scripts the person sends it on.
pub(super) fn form_post(language: Language, uri: &str, parameters: &[(&str, &str)]) -> Reply {
    let t = |key: &str| escape(&say(language, key, &[]));
    let hidden: String = parameters.iter().map(|(name, value)| hidden(name, value)).collect();
    let body = format!(
        "<h1>{}</h1>\n<p>{}</p>\n<form method=\"post\" action=\"{}\">\n{hidden}<button class=\"first\" autofocus>{}</button>\n\
         </form>\n",
        t("signin-done-title"),
        t("signin-done-lead"),
        escape(uri),
        t("signin-done-submit"),
    );
    document(language, StatusCode::OK, "signin-done-title", &body, &origin(uri))
}

/// The page that says why nobody can be sent anywhere.
pub(super) fn trouble(language: Language, trouble: Trouble) -> Reply {
    let key = match trouble {
        Trouble::Request => "signin-trouble-request",
        Trouble::Application => "signin-trouble-application",
        Trouble::Address => "signin-trouble-address",
    };
    let t = |key: &str| escape(&say(language, key, &[]));
    let body = format!("<h1>{}</h1>\n<p role=\"alert\">{}</p>\n", t("signin-trouble-title"), t(key));
    document(language, StatusCode::BAD_REQUEST, "signin-trouble-title", &body, "'none'")
}

fn document(language: Language, status: StatusCode, title: &str, body: &str, forms_to: &str) -> Reply {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        language.code(),
        escape(&say(language, title, &[])),
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action {forms_to}; frame-ancestors 'none'; base-uri 'none'",
        *STYLE_HASH
    );
    let mut reply = Reply::empty(status);
    reply.body = page.into_bytes();
    unstored(reply)
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Content-Language", language.code())
        .header("Content-Security-Policy", policy)
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value))
}

/// Scheme, host and port of a registered address, which hold nothing that a policy could misread.
fn origin(uri: &str) -> String {
    let (scheme, rest) = uri.split_once("://").unwrap_or(("https", ""));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host: String =
        rest[..end].chars().filter(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(*c)).collect();
    format!("{scheme}://{host}")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'a>(application: &'a str, wrong: Option<&'static str>) -> SignIn<'a> {
        let carried = vec![("state", "\"><script>alert(1)</script>")];
        let back = "https://portal.example/back";
        SignIn { application, owner: Some("Havenwerk"), name: Some("a\"b"), wrong, wait: None, carried, back }
    }

    #[test]
    fn whatever_comes_from_a_request_is_escaped() {
        let reply = sign_in(Language::English, &shown("<b>portal</b>", None));
        let page = String::from_utf8(reply.body).unwrap();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains("value=\"a&quot;b\"") && page.contains("&lt;b&gt;portal"), "{page}");
    }

    #[test]
    fn the_page_loads_nothing_and_sends_only_where_it_may() {
        let reply = sign_in(Language::Swedish, &shown("portal", Some("signin-wrong")));
        let policy = &reply.headers.iter().find(|(name, _)| name == "Content-Security-Policy").unwrap().1;
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("form-action 'self' https://portal.example;")
        );
        let page = String::from_utf8(reply.body).unwrap();
        assert!(page.contains("<html lang=\"sv\">") && page.contains("role=\"alert\""), "{page}");
        for label in ["username", "password"] {
            assert!(
                page.contains(&format!("<label for=\"{label}\">"))
                    && page.contains(&format!("id=\"{label}\""))
            );
        }
    }
}
