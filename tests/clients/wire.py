"""What the client programs share: a connection that sends exactly the headers it is told to, and a count of what held.

A client library is imitated from outside: by its headers, the spelling of its bodies, the order of its calls, and by how
strictly it reads. Nothing here follows redirects, adds headers or repairs answers.
"""

import http.client
import json
import sys
import urllib.parse
import uuid

REDIRECTS = (301, 302, 303, 307, 308)


class Broken(Exception):
    """The server did something that the imitated client cannot live with."""


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def json(self):
        text = self.body.decode("utf-8")
        if text.startswith("\ufeff"):
            raise Broken("the body begins with a byte order mark")
        return json.loads(text)


class Connection:
    """A base address, and headers that go with every request."""

    def __init__(self, base, headers=None):
        parts = urllib.parse.urlsplit(base)
        self.host, self.port = parts.hostname, parts.port or 80
        self.headers = dict(headers or {})

    def send(self, method, target, body=None, headers=None):
        every = {**self.headers, **(headers or {})}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, target, body=body, headers=every)
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()
        if answer.status in REDIRECTS:
            raise Broken(f"{method} {target} was redirected, which loses the authorization")
        return answer


class Story:
    """Steps of one client, each of which holds or is told with its reason."""

    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def step(self, title):
        return Step(self, title)

    def end(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


class Step:
    def __init__(self, story, title):
        self.story, self.title = story, title

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None:
            self.story.passed += 1
            print(f"  holds  {self.title}")
            return False
        self.story.failed += 1
        print(f"  FAILS  {self.title}: {kind.__name__}: {error}")
        # What follows rests on what went wrong, so the story ends here.
        print(f"{self.story.name}: {self.story.passed} passed, {self.story.failed} failed")
        sys.exit(1)


def check(held, *facts):
    if not held:
        raise Broken(" ".join(str(fact) for fact in facts))


def fresh(prefix):
    """A name that no run has used before."""
    return f"{prefix}{uuid.uuid4().hex[:10]}"


def base_of_arguments():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} BASE, as http://127.0.0.1:8080")
    return sys.argv[1].rstrip("/")


def token(base, target, form):
    """Asks the token endpoint, form-encoded as the libraries do."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer = Connection(base).send("POST", target, urllib.parse.urlencode(form), headers)
    check(answer.status == 200, "no token:", answer.status, answer.body[:300])
    return answer.json()


def customer_body(domain):
    """What every client sends to open a customer, in the dialect's own spelling."""
    return {
        "companyProfile": {"domain": domain},
        "billingProfile": {
            "email": "boekhouding@kraanvogel.example", "culture": "nl-NL", "language": "nl",
            "companyName": "Kraanvogel BV", "firstName": "Ilse", "lastName": "Prins",
            "defaultAddress": {
                "country": "NL", "city": "Utrecht", "addressLine1": "Kade 12", "postalCode": "3511 AB",
                "firstName": "Ilse", "lastName": "Prins", "phoneNumber": "0301234567"},
        },
    }


def agreement_body():
    return {
        "primaryContact": {"firstName": "Ilse", "lastName": "Prins", "email": "ilse@kraanvogel.example"},
        "dateAgreed": "2026-11-01T00:00:00Z", "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9",
        "type": "MicrosoftCustomerAgreement",
    }
