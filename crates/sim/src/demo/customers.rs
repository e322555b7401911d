//! The forty customers: invented companies over the segments and markets of the catalogue.

use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::NewCustomer;
use seatwright_domain::customer::{Address, BillingProfile};
use uuid::Uuid;

/// An invented company.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    /// A short name, also the first part of its domain.
    pub(crate) key: &'static str,
    /// The company's name.
    name: &'static str,
    /// ISO 3166.
    country: &'static str,
    /// City and postal code.
    city: (&'static str, &'static str),
    /// The segment.
    segment: Segment,
}

const fn company(
    key: &'static str,
    name: &'static str,
    country: &'static str,
    city: (&'static str, &'static str),
    segment: Segment,
) -> Company {
    Company { key, name, country, city, segment }
}

use Segment::{Commercial, Education, Government, Nonprofit};

/// All of them.
pub(crate) const ALL: [Company; 40] = [
    company("blauwevos", "Blauwe Vos BV", "NL", ("Utrecht", "3511 AB"), Commercial),
    company("kadeenzoon", "Kade & Zoon", "NL", ("Rotterdam", "3011 CD"), Commercial),
    company("molenwiek", "Molenwiek Bakkerijen", "NL", ("Zaandam", "1506 GK"), Commercial),
    company("vlietzicht", "Vlietzicht Advies", "NL", ("Delft", "2611 HT"), Commercial),
    company("ijsvogel", "IJsvogel Logistiek", "NL", ("Venlo", "5911 BC"), Commercial),
    company("rietland", "Rietland College", "NL", ("Zwolle", "8011 PK"), Education),
    company("duinpost", "Duinpost Koeriers", "NL", ("Den Haag", "2511 CS"), Commercial),
    company("waterschapoost", "Gemeentewerken Oosthaven", "NL", ("Almere", "1315 HR"), Government),
    company("helpinghanden", "Stichting Helpende Handen", "NL", ("Arnhem", "6811 DG"), Nonprofit),
    company("lichtbaken", "Lichtbaken Architecten", "NL", ("Groningen", "9711 LM"), Commercial),
    company("sterrenwacht", "Sterrenwacht Optiek", "NL", ("Leiden", "2311 GJ"), Commercial),
    company("tramhuis", "Tramhuis Horeca", "NL", ("Haarlem", "2011 RD"), Commercial),
    company("lindengarten", "Lindengarten GmbH", "DE", ("Köln", "50667"), Commercial),
    company("bergwerk", "Bergwerk Maschinenbau AG", "DE", ("Essen", "45127"), Commercial),
    company("nordhafen", "Nordhafen Spedition", "DE", ("Hamburg", "20457"), Commercial),
    company("kleeblatt", "Kleeblatt Apotheken", "DE", ("Nürnberg", "90402"), Commercial),
    company("gymnasiumsued", "Gymnasium am Südpark", "DE", ("Leipzig", "04103"), Education),
    company("meunier", "Brasserie Meunier", "BE", ("Gent", "9000"), Commercial),
    company("scheldekaai", "Scheldekaai Scheepvaart", "BE", ("Antwerpen", "2000"), Commercial),
    company("lumiere", "Atelier Lumière Douce", "FR", ("Lyon", "69002"), Commercial),
    company("verger", "Le Verger du Nord", "FR", ("Lille", "59000"), Commercial),
    company("tallbacken", "Tallbacken Snickeri AB", "SE", ("Uppsala", "753 10"), Commercial),
    company("fyrljus", "Fyrljus Redovisning", "SE", ("Göteborg", "411 03"), Commercial),
    company("skogsstig", "Skogsstigen Friskola", "SE", ("Umeå", "903 26"), Education),
    company("havsbris", "Havsbris Rederi", "SE", ("Malmö", "211 20"), Commercial),
    company("bryggen", "Bryggen Fisk ApS", "DK", ("Esbjerg", "6700"), Commercial),
    company("klitten", "Klitten Design", "DK", ("Aarhus", "8000"), Commercial),
    company("alpenrose", "Alpenrose Treuhand", "CH", ("Luzern", "6003"), Commercial),
    company("larkfield", "Larkfield Joinery Ltd", "GB", ("Bristol", "BS1 4DJ"), Commercial),
    company("copperkettle", "Copper Kettle Tea", "GB", ("York", "YO1 7HH"), Commercial),
    company("harbourtrust", "Harbour Youth Trust", "GB", ("Hull", "HU1 1UU"), Nonprofit),
    company("mangotree", "Mango Tree Textiles", "IN", ("Pune", "411001"), Commercial),
    company("monsoon", "Monsoon Diagnostics", "IN", ("Chennai", "600002"), Commercial),
    company("banyan", "Banyan Agro", "IN", ("Nagpur", "440001"), Commercial),
    company("prairiewind", "Prairie Wind Dental", "US", ("Omaha", "68102"), Commercial),
    company("redcanyon", "Red Canyon Outfitters", "US", ("Tucson", "85701"), Commercial),
    company("tidewater", "Tidewater Boatworks", "US", ("Norfolk", "23510"), Commercial),
    company("sakuragawa", "Sakuragawa Seiki", "JP", ("Nagoya", "450-0002"), Commercial),
    company("hoshizora", "Hoshizora Books", "JP", ("Sapporo", "060-0001"), Commercial),
    company("fjellvann", "Fjellvann Kraft", "NO", ("Bergen", "5003"), Commercial),
];

impl Company {
    /// The company with this key.
    pub(crate) fn find(key: &str) -> Option<&'static Company> {
        ALL.iter().find(|company| company.key == key)
    }

    /// Its domain.
    pub(crate) fn domain(&self) -> String {
        format!("{}.onmicrosoft.com", self.key)
    }

    /// Its country.
    pub(crate) fn country(&self) -> &'static str {
        self.country
    }

    /// Its segment.
    pub(crate) fn segment(&self) -> Segment {
        self.segment
    }

    /// The particulars that open its account.
    pub(crate) fn particulars(&self) -> NewCustomer {
        let (language, culture) = match self.country {
            "NL" | "BE" => ("nl", "nl-NL"),
            "DE" | "CH" => ("de", "de-DE"),
            "SE" => ("sv", "sv-SE"),
            _ => ("en", "en-GB"),
        };
        NewCustomer {
            domain: self.domain(),
            company_name: self.name.to_owned(),
            registration_number: None,
            segment: self.segment,
            cloud: None,
            billing_profile: BillingProfile {
                id: Uuid::nil(),
                revision: 0,
                company_name: self.name.to_owned(),
                email: format!("invoices@{}.example", self.key),
                culture: culture.to_owned(),
                language: language.to_owned(),
                address: Address {
                    country: self.country.to_owned(),
                    city: self.city.0.to_owned(),
                    postal_code: self.city.1.to_owned(),
                    line1: "Market Square 1".to_owned(),
                    first_name: Some("Robin".to_owned()),
                    last_name: Some("Vos".to_owned()),
                    phone: Some("+31 30 123 45 67".to_owned()),
                    ..Address::default()
                },
            },
            reseller: None,
            delegated: true,
        }
    }
}
