//! The addresses that deliveries may go to. An installation stands inside somebody's network: without these rules every
//! partner could have it write to what is reachable from there and from nowhere else.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The longest address, in bytes.
const LENGTH_MAX: usize = 2_048;

/// What an installation lets its partners write to, beside public addresses over TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TargetRules {
    /// Whether plain HTTP to the machine itself is let through, for demonstrations and tests.
    pub http_on_loopback: bool,
    /// Whether addresses of private networks are let through, for receivers in the same house.
    pub private_networks: bool,
}

/// An address that deliveries may go to, as far as its text tells; what its name stands for is looked at again with every
/// connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Whether the connection is encrypted.
    pub secure: bool,
    /// The name or address of the receiver, without brackets.
    pub host: String,
}

/// Why an address is not written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetFault {
    /// It is no address of the web, or has a user, a fragment or blanks in it.
    Form,
    /// It is plain HTTP.
    Plain,
    /// It leads into the machine itself, or into a network that the public cannot reach.
    Inside,
}

impl fmt::Display for TargetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "it is no address of the form https://host/path",
            Self::Plain => "receivers are reached over https",
            Self::Inside => "the address is inside the network of this installation",
        })
    }
}

impl Target {
    /// Reads an address and holds it to the rules.
    ///
    /// # Errors
    /// Why it is not written to.
    pub fn parse(url: &str, rules: TargetRules) -> Result<Self, TargetFault> {
        let (scheme, rest) = url.split_once("://").ok_or(TargetFault::Form)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(TargetFault::Form),
        };
        let unfit = |character: char| !character.is_ascii_graphic() || "\\#\"<>".contains(character);
        if url.len() > LENGTH_MAX || rest.chars().any(unfit) {
            return Err(TargetFault::Form);
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let host = host_of(&rest[..end]).ok_or(TargetFault::Form)?;
        let target = Self { secure, host: host.to_ascii_lowercase() };
        let address: Option<IpAddr> = target.host.parse().ok();
        let named_loopback = target.host == "localhost" || target.host.ends_with(".localhost");
        let loopback = named_loopback || address.is_some_and(|address| plain(address).is_loopback());
        if loopback && !rules.http_on_loopback {
            return Err(TargetFault::Inside);
        }
        if !secure && !loopback {
            return Err(TargetFault::Plain);
        }
        match address {
            Some(address) if !target.may_reach(address, rules) => Err(TargetFault::Inside),
            _ => Ok(target),
        }
    }

    /// Whether a connection to this address may be made for the target. A name can stand for another address with every
    /// look-up, so this is asked of the address that is connected to.
    #[must_use]
    pub fn may_reach(&self, address: IpAddr, rules: TargetRules) -> bool {
        match reach(plain(address)) {
            Reach::Loopback => rules.http_on_loopback,
            Reach::Private => rules.private_networks && self.secure,
            Reach::Public => self.secure,
            Reach::Nobody => false,
        }
    }
}

/// The host of an authority: no user, a sane port.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            let port = if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) };
            (host, port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let sane_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let sane = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    // What looks like a number and is no address in the usual form is read as one by some resolvers: 127.1, 0x7f000001.
    let last = host.rsplit('.').next().unwrap_or_default();
    let numeric = last.chars().next().is_some_and(|c| c.is_ascii_digit()) && !host.contains(':');
    let odd_number = numeric && host.parse::<Ipv4Addr>().is_err();
    (!host.is_empty() && host.chars().all(sane) && sane_port && !odd_number).then_some(host)
}

/// An address of version 4 that is written as one of version 6 is what it stands for.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        four => four,
    }
}

/// Who can reach an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    Loopback,
    Private,
    Public,
    Nobody,
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(four) => reach_of_four(four),
        IpAddr::V6(six) => reach_of_six(six),
    }
}

fn reach_of_four(address: Ipv4Addr) -> Reach {
    let [first, second, third, _] = address.octets();
    match (first, second, third) {
        (127, ..) => Reach::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (169, 254, _) | (100, 64..=127, _) => Reach::Private,
        // This network, protocol assignments, documentation, relays and benchmarks, multicast and what is reserved.
        (0, ..) | (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) | (192, 88, 99) | (198, 18 | 19, _) => {
            Reach::Nobody
        }
        (224.., ..) => Reach::Nobody,
        _ => Reach::Public,
    }
}

fn reach_of_six(address: Ipv6Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Loopback;
    }
    match address.segments() {
        [0xfc00..=0xfdff | 0xfe80..=0xfebf, ..] => Reach::Private,
        // Ways back into version 4 would pass by its rules.
        [0x0064, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0x0000 | 0x0db8, ..] => Reach::Nobody,
        // Only 2000::/3 is given out to the public.
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: TargetRules = TargetRules { http_on_loopback: false, private_networks: false };
    const DEMO: TargetRules = TargetRules { http_on_loopback: true, private_networks: false };
    const HOUSE: TargetRules = TargetRules { http_on_loopback: false, private_networks: true };

    #[test]
    fn the_public_is_reached_over_tls_only() {
        for url in ["https://hooks.example/in?x=1", "HTTPS://Hooks.Example:8443", "https://[2606:4700::1]/x"]
        {
            assert!(Target::parse(url, STRICT).is_ok(), "{url}");
        }
        for rules in [STRICT, DEMO, HOUSE] {
            assert_eq!(Target::parse("http://hooks.example/in", rules), Err(TargetFault::Plain));
            assert_eq!(Target::parse("http://93.184.216.34/in", rules), Err(TargetFault::Plain));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_for_its_form() {
        for url in [
            "hooks.example",
            "ftp://hooks.example",
            "https://",
            "https://user@hooks.example/",
            "https://user:secret@hooks.example/",
            "https://hooks.example:0/",
            "https://hooks.example:99999/",
            "https://hooks.example/#part",
            "https://hooks.example/a b",
            "https://hooks.example\\@127.0.0.1/",
            "https://[::1/",
            // Numbers that some resolvers take for 127.0.0.1.
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://0177.0.0.1/",
        ] {
            assert_eq!(Target::parse(url, DEMO), Err(TargetFault::Form), "{url}");
        }
    }

    #[test]
    fn the_inside_is_reached_only_where_it_is_allowed() {
        for url in
            ["https://127.0.0.1/", "https://localhost:9/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"]
        {
            assert_eq!(Target::parse(url, STRICT), Err(TargetFault::Inside), "{url}");
            assert_eq!(Target::parse(url, HOUSE), Err(TargetFault::Inside), "{url}");
            assert!(Target::parse(url, DEMO).is_ok(), "{url}");
        }
        assert!(Target::parse("http://127.0.0.1:8080/hook", DEMO).is_ok());
        assert!(Target::parse("http://localhost:8080/hook", DEMO).is_ok());
        for url in
            ["https://10.1.2.3/", "https://192.168.0.10/", "https://169.254.169.254/", "https://[fd00::1]/"]
        {
            assert_eq!(Target::parse(url, STRICT), Err(TargetFault::Inside), "{url}");
            assert_eq!(Target::parse(url, DEMO), Err(TargetFault::Inside), "{url}");
            assert!(Target::parse(url, HOUSE).is_ok(), "{url}");
        }
        assert_eq!(Target::parse("https://0.0.0.0/", HOUSE), Err(TargetFault::Inside));
        assert_eq!(Target::parse("https://[::]/", HOUSE), Err(TargetFault::Inside));
    }

    #[test]
    fn a_name_that_stands_for_an_inner_address_leads_nowhere() {
        let target = Target::parse("https://hooks.example/", STRICT).unwrap();
        let reaches = |address: &str| target.may_reach(address.parse().unwrap(), STRICT);
        assert!(reaches("93.184.216.34") && reaches("2606:4700::1"));
        for address in
            ["127.0.0.1", "10.0.0.1", "100.64.0.1", "::ffff:10.0.0.1", "224.0.0.1", "64:ff9b::a00:1"]
        {
            assert!(!reaches(address), "{address}");
        }
        // Plain HTTP was let through for the machine itself and for nothing else.
        let plain = Target::parse("http://localhost/", DEMO).unwrap();
        assert!(plain.may_reach("127.0.0.1".parse().unwrap(), DEMO));
        assert!(!plain.may_reach("93.184.216.34".parse().unwrap(), DEMO));
    }
}
