//! Which language the caller reads: `X-Locale` counts first, then `Accept-Language` in the order of its weights.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::Language;

/// How many entries of `Accept-Language` are looked at.
const ENTRIES_MAX: usize = 16;

/// The language for a request; English when it names none that exists.
pub(crate) fn choose(headers: &HeaderMap) -> Language {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("x-locale")
        .and_then(of_tag)
        .or_else(|| text(ACCEPT_LANGUAGE.as_str()).and_then(best_accepted))
        .unwrap_or_default()
}

/// The language of a list of tags in the order of preference, as `ui_locales` has it.
pub(crate) fn choose_tag(tags: &str) -> Option<Language> {
    tags.split_whitespace().take(ENTRIES_MAX).find_map(of_tag)
}

/// The language of a tag such as `nl-BE`.
fn of_tag(tag: &str) -> Option<Language> {
    let primary = tag.trim().split(['-', '_']).next()?;
    Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
}

fn best_accepted(header: &str) -> Option<Language> {
    let mut wanted: Vec<(u32, Language)> = Vec::new();
    for entry in header.split(',').take(ENTRIES_MAX) {
        let mut parts = entry.split(';');
        let Some(language) = parts.next().and_then(of_tag) else { continue };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        if weight > 0 {
            wanted.push((weight, language));
        }
    }
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.first().map(|(_, language)| *language)
}

/// `0.8` as 800; what cannot be read counts as 0.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole.parse::<u32>(), padded.parse::<u32>()) {
        (Ok(whole), Ok(fraction)) => (whole.min(1) * 1000 + fraction).min(1000),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_headers_lang_01() {
        for (locale, accept, expected) in [
            (None, None, Language::English),
            (Some("nl-NL"), Some("de"), Language::Dutch),
            (Some("fr-FR"), Some("de-AT,en;q=0.5"), Language::German),
            (None, Some("fr, sv;q=0.4, nl;q=0.9"), Language::Dutch),
            (None, Some("en;q=0, sv;q=0.1"), Language::Swedish),
            (None, Some("*;q=0.1, xx"), Language::English),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(locale) = locale {
                headers.insert("x-locale", locale.parse().unwrap());
            }
            if let Some(accept) = accept {
                headers.insert("accept-language", accept.parse().unwrap());
            }
            assert_eq!(choose(&headers), expected, "{locale:?} {accept:?}");
        }
    }
}
