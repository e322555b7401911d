"""The generated client that PyPI has (partnercenterservices 0.1.2): a public library, pointed here by its address.

It is made from a description of the service of 2019, so its typed models say what that service promised. Operations have no
names worth reading in it; they are found by method and address.
"""

import inspect
import json
import uuid

from microsoft.store.partnercenterservices import MicrosoftPartnerStoreApis, models
from msrest.authentication import BasicTokenAuthentication

from wire import Story, agreement_body, base_of_arguments, check, customer_body, fresh, token, Connection

BASE = base_of_arguments()
STORY = Story("public")
NAME = "MicrosoftPartnerSdkContracts"
BASIC = "BD938F12-058F-4927-BBA3-AE36B1D2501C"
STANDARD = "031C9E47-4802-4248-838E-778FB1D2CC05"


class Library:
    def __init__(self, access):
        self.client = MicrosoftPartnerStoreApis(BasicTokenAuthentication({"access_token": access}), BASE)

    def operation(self, verb, url):
        groups = [self.client] + [group for name, group in vars(self.client).items() if name.startswith(f"{verb}vversion")]
        for group in groups:
            for name, method in inspect.getmembers(group, inspect.ismethod):
                known = getattr(method, "metadata", {}).get("url")
                if known == url and (group is not self.client or name.startswith(verb)):
                    return method
        raise LookupError(f"the library has no {verb} {url}")

    def call(self, verb, url, *arguments, **more):
        method = self.operation(verb, url)
        got = method(*arguments, version="1", ms_request_id=str(uuid.uuid4()), ms_correlation_id=str(uuid.uuid4()), raw=True, **more)
        check(got.response.status_code < 300, verb, url, got.response.status_code, got.response.text[:500])
        return got.output


def model(name, **values):
    return getattr(models, f"{NAME}{name}")(**values)


# The description that the library is made from tells passwords by the type that they have inside .NET; what is sent is a text.
for holder in ("V1UserCredentials", "V1ContractsPasswordProfile"):
    getattr(models, NAME + holder)._attribute_map["password"]["type"] = "str"

with STORY.step("its client with a token of ours"):
    access = token(BASE, "/havenwerk.example/oauth2/token", {
        "client_id": "demo-app", "client_secret": "demo-secret", "grant_type": "client_credentials",
        "resource": "https://api.partnercenter.microsoft.com"})["access_token"]
    LIBRARY = Library(access)

with STORY.step("the organisation's profile"):
    profile = LIBRARY.call("get", "/v{version}/profiles/organization")
    check(profile.company_name and profile.default_address.country, profile)

with STORY.step("customers, filtered, as typed models"):
    page = LIBRARY.call("get", "/v{version}/customers", size=500)
    check(page.total_count == len(page.items) > 20, page.total_count)
    wanted = json.dumps({"Field": "CompanyName", "Operator": "StartsWith", "Value": "Blauwe"})
    found = LIBRARY.call("get", "/v{version}/customers", filter=wanted)
    check([one.company_profile.domain for one in found.items] == ["blauwevos.onmicrosoft.com"], found.items)

with STORY.step("offers of a market"):
    offers = LIBRARY.call("get", "/v{version}/offers", country="NL")
    check(any(one.id.upper() == BASIC for one in offers.items), len(offers.items))

with STORY.step("a customer made from its model"):
    body = customer_body(f"{fresh('public')}.onmicrosoft.com")
    profile = body["billingProfile"]
    address = {name: profile["defaultAddress"][wire] for name, wire in (
        ("country", "country"), ("city", "city"), ("address_line1", "addressLine1"), ("postal_code", "postalCode"),
        ("first_name", "firstName"), ("last_name", "lastName"), ("phone_number", "phoneNumber"))}
    made = LIBRARY.call("post", "/v{version}/customers", model(
        "V1Customer",
        company_profile=model("V1CustomerCompanyProfile", domain=body["companyProfile"]["domain"]),
        billing_profile=model("V1CustomerBillingProfile", email=profile["email"], culture=profile["culture"],
                              language=profile["language"], company_name=profile["companyName"],
                              default_address=model("V1Address", **address))))
    CUSTOMER = made.id
    check(made.user_credentials.user_name == "admin" and len(made.user_credentials.password) > 11, made.user_credentials)
    # The agreement is younger than the library.
    headers = {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}
    answer = Connection(BASE, headers).send("POST", f"/v1/customers/{CUSTOMER}/agreements", json.dumps(agreement_body()))
    check(answer.status == 201, answer.status, answer.body)

with STORY.step("an order made from its model, and its subscription"):
    order = LIBRARY.call("post", "/v{version}/customers/{customer_id}/orders", CUSTOMER, model(
        "V1Order", reference_customer_id=CUSTOMER, billing_cycle="Monthly",
        line_items=[model("V1OrderLineItem", line_item_number=0, offer_id=BASIC, quantity=6)]))
    subscription = order.line_items[0].subscription_id
    url = "/v{version}/customers/{customer_id}/subscriptions/{subscription_id}"
    current = LIBRARY.call("get", url, CUSTOMER, subscription)
    check(current.quantity == 6 and current.offer_id.upper() == BASIC, current)

with STORY.step("another quantity by its model"):
    current.quantity = 9
    changed = LIBRARY.call("patch", url, CUSTOMER, subscription, current)
    check(changed.quantity == 9, changed)

with STORY.step("upgrades of it"):
    upgrades = LIBRARY.call("get", url + "/upgrades", CUSTOMER, subscription)
    check(any(one.target_offer.id.upper() == STANDARD and one.is_eligible for one in upgrades.items), upgrades.items)

with STORY.step("a user, and what licences there are"):
    user = LIBRARY.call("post", "/v{version}/customers/{customer_id}/users", CUSTOMER, model(
        "V1CustomerUser", user_principal_name=f"eva@{body['companyProfile']['domain']}", first_name="Eva",
        last_name="Prins", display_name="Eva Prins", usage_location="NL",
        password_profile=model("V1ContractsPasswordProfile", password="Public-" + str(uuid.uuid4()), force_change_password=True)))
    check(user["id"], user)
    skus = LIBRARY.call("get", "/v{version}/customers/{customer_id}/subscribedskus", CUSTOMER)
    check(skus.items[0].available_units == 9, skus.items[0])

STORY.end()
