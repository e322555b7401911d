//! Where people may be sent back to when they have signed in. An address must be registered, letter by letter; only a program on
//! the person's own machine may listen on any port there, because it cannot know beforehand which one is free.

/// The longest address.
const URI_BYTES_MAX: usize = 2_000;

/// The hosts that are the person's own machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether an address can be registered: with https, or with http on the person's own machine; without a fragment, a name and
/// a password.
#[must_use]
pub fn is_redirect_uri(uri: &str) -> bool {
    if uri.len() > URI_BYTES_MAX || uri.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b'#') {
        return false;
    }
    match parts(uri) {
        Some((scheme, host, port, _)) => {
            let sound = !host.is_empty()
                && !host.contains('@')
                && port.is_none_or(|port| port.parse::<u16>().is_ok());
            sound && (scheme == "https" || (scheme == "http" && is_loopback(host)))
        }
        None => false,
    }
}

/// Whether an address is the registered one. That of a public application on the person's own machine may have any port.
#[must_use]
pub fn fits(registered: &str, asked: &str, is_public: bool) -> bool {
    if registered == asked {
        return true;
    }
    let (Some(registered), Some(asked)) = (parts(registered), parts(asked)) else { return false };
    let (scheme, host, _, rest) = registered;
    let same = (scheme, host) == (asked.0, asked.1) && path(rest) == path(asked.3);
    is_public
        && same
        && scheme == "http"
        && is_loopback(host)
        && asked.2.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Scheme, host, port where there is one, and the rest.
fn parts(uri: &str) -> Option<(&str, &str, Option<&str>, &str)> {
    let (scheme, rest) = uri.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    // A colon inside brackets belongs to the address.
    let (host, port) = match authority.rfind(':').filter(|colon| !authority[*colon..].contains(']')) {
        Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
        None => (authority, None),
    };
    Some((scheme, host, port, rest))
}

/// No path is the same as the root.
fn path(rest: &str) -> &str {
    if rest == "/" { "" } else { rest }
}

fn is_loopback(host: &str) -> bool {
    LOOPBACK.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_nobody_else_can_listen_on_are_registered() {
        for sound in [
            "https://portal.example/back?x=1",
            "http://localhost",
            "http://127.0.0.1:8400/",
            "http://[::1]/x",
        ] {
            assert!(is_redirect_uri(sound), "{sound}");
        }
        for faulty in [
            "http://portal.example/back",
            "https://portal.example/back#x",
            "https://",
            "https://user@portal.example/",
            "https://portal.example:99999/",
            "javascript:alert(1)",
            "portal.example",
            "https://portal.example/a b",
        ] {
            assert!(!is_redirect_uri(faulty), "{faulty}");
        }
    }

    #[test]
    fn ports_are_free_on_the_own_machine_of_public_applications_only() {
        assert!(fits("http://localhost", "http://localhost:8412", true));
        assert!(fits("http://localhost", "http://localhost:8412/", true));
        assert!(fits("http://127.0.0.1/cb", "http://127.0.0.1:5/cb", true));
        assert!(!fits("http://127.0.0.1/cb", "http://127.0.0.1:5/other", true));
        assert!(!fits("http://localhost", "http://127.0.0.1:5", true));
        assert!(!fits("http://localhost", "http://localhost:8412", false));
        assert!(!fits("https://portal.example", "https://portal.example:444", true));
        assert!(!fits("http://localhost", "http://localhost:80@evil.example/", true));
        assert!(fits("https://portal.example/cb", "https://portal.example/cb", false));
        assert!(!fits("https://portal.example/cb", "https://portal.example/cb/", false));
    }
}
