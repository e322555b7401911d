"""The Java SDK 1.15: classic offers from login to invoice, read with its enumerations and its exact spelling.

What it does that others do not: it sends every member of its models with their defaults, some of them in two spellings; it
drops members that its models lack; it encodes a space of a filter as `+`; it follows `next` by putting the version before it.
"""

import json
import urllib.parse
import uuid

from strict import Reader
from wire import Connection, Story, agreement_body, base_of_arguments, check, customer_body, fresh, token

BASE = base_of_arguments()
READ = Reader(java=True, dated=True)
STORY = Story("java")
BASIC, PREMIUM_TRIAL = "BD938F12-058F-4927-BBA3-AE36B1D2501C", "3297875E-A082-53EE-B0FF-F7B52D760995"
CORRELATION = str(uuid.uuid4())


class Sdk:
    def __init__(self, access):
        self.connection = Connection(BASE, {
            "Authorization": f"Bearer {access}", "Accept": "application/json", "MS-Contract-Version": "v1",
            "MS-PartnerCenter-Client": "Partner Center Java SDK", "MS-SdkVersion": "1.15.4",
            "MS-CorrelationId": CORRELATION, "X-Locale": "en-US"})

    def call(self, method, path, body=None, expect=(200, 201, 202), headers=None):
        more = {"MS-RequestId": str(uuid.uuid4()), **(headers or {})}
        if body is not None:
            more["Content-Type"] = "application/json; charset=utf-8"
            body = json.dumps(body)
        # The address is put together by concatenation: root, version, path.
        answer = self.connection.send(method, f"/v1/{path}", body, more)
        check(answer.status in expect, method, path, answer.status, answer.body[:600])
        check(answer.headers.get("ms-correlationid") == CORRELATION, "the correlation id does not come back")
        # It casts an empty body of a typed operation, and fails.
        check(answer.body, "the body is empty")
        return answer.json()


def java_filter(field, value, operator):
    text = json.dumps({"value": value, "field": field, "fieldType": "String", "operator": operator})
    return urllib.parse.quote_plus(text)


def round_trip(subscription, **changes):
    """A subscription as the SDK sends it back: what its model lacks is gone, what it has by default is there."""
    known = ("id", "offerId", "offerName", "friendlyName", "quantity", "unitType", "parentSubscriptionId", "creationDate",
             "effectiveStartDate", "commitmentEndDate", "status", "autoRenewEnabled", "billingType", "billingCycle",
             "contractType", "partnerId", "orderId", "isTrial")
    body = {name: subscription[name] for name in known if name in subscription}
    body.update({"hasPurchasableAddOns": False, "links": {}, "refundOptions": None, "suspensionReasons": None})
    body["attributes"] = {**subscription["attributes"], "objectType": "Subscription"}
    body.update(changes)
    return body


FORM = {"client_id": "demo-app", "client_secret": "demo-secret", "grant_type": "client_credentials",
        "scope": "https://graph.windows.net/.default openid profile offline_access"}

with STORY.step("a token from the address that spares its library the discovery of authorities"):
    check(token(BASE, "/adfs/oauth2/token", {**FORM, "resource": "https://graph.windows.net"})["access_token"], "none")

with STORY.step("a token for the directory's audience from the tenant's own address"):
    SDK = Sdk(token(BASE, "/havenwerk.example/oauth2/v2.0/token", FORM)["access_token"])

with STORY.step("customers by a filter with its extra key, a plus for each space, and a size of 0"):
    target = f"customers?size=0&filter={java_filter('CompanyName', 'Blauwe V', 'StartsWith')}"
    found = READ.collection(SDK.call("GET", target))
    names = [READ.customer(one)["companyProfile"]["companyName"] for one in found]
    check(len(names) == 1 and names[0].startswith("Blauwe Vos"), names)

with STORY.step("customers page by page, following next with a doubled slash"):
    page, seen = SDK.call("GET", "customers?size=7"), set()
    while True:
        seen.update(READ.customer(one)["id"] for one in READ.collection(page))
        following = page["links"].get("next")
        if not following:
            break
        headers = {header["key"]: header["value"] for header in following["headers"]}
        page = SDK.call("GET", following["uri"], headers=headers)
    check(len(seen) > 20, len(seen))

with STORY.step("offers of a market, all of which it can read"):
    offers = [READ.offer(one) for one in READ.collection(SDK.call("GET", "offers?country=NL&offset=0&size=50"))]
    check(any(one["id"].upper() == BASIC for one in offers), "the plan is not listed")

with STORY.step("SKUs of new commerce, whose attributes are a map of scalars for it"):
    for product in READ.collection(SDK.call("GET", "products?country=NL&targetView=OnlineServices"))[:5]:
        for sku in READ.collection(SDK.call("GET", f"products/{product['id']}/skus?country=NL")):
            READ.sku(sku)

with STORY.step("a customer with its agreement"):
    DOMAIN = f"{fresh('java')}.onmicrosoft.com"
    made = READ.customer(SDK.call("POST", "customers", customer_body(DOMAIN)))
    CUSTOMER = f"customers/{made['id']}"
    SDK.call("POST", f"{CUSTOMER}/agreements", agreement_body())

with STORY.step("an order with the defaults of its model around it"):
    order = READ.order(SDK.call("POST", f"{CUSTOMER}/orders", {
        "referenceCustomerId": made["id"], "billingCycle": "monthly", "totalPrice": 0.0, "links": {}, "status": None,
        "attributes": {"objectType": "Order"},
        "lineItems": [{"lineItemNumber": 0, "offerId": BASIC, "quantity": 5, "friendlyName": "Kantoor", "links": {},
                       "parentSubscriptionId": None, "attributes": {"objectType": "OrderLineItem"}}]}))

with STORY.step("its provisioning, line by line"):
    lines = READ.collection(SDK.call("GET", f"{CUSTOMER}/orders/{order['id']}/provisioningstatus"))
    check(lines[0]["status"] == "fulfilled" and isinstance(lines[0]["lineItemNumber"], int), lines)

with STORY.step("the order's subscription"):
    bought = READ.collection(SDK.call("GET", f"{CUSTOMER}/subscriptions?order_id={order['id']}"))
    check(len(bought) == 1 and READ.subscription(bought[0])["quantity"] == 5, bought)
    SUBSCRIPTION = f"{CUSTOMER}/subscriptions/{bought[0]['id']}"

with STORY.step("another quantity, sent back whole with what its model keeps"):
    changed = READ.subscription(SDK.call("PATCH", SUBSCRIPTION, round_trip(bought[0], quantity=8)))
    check(changed["quantity"] == 8 and changed["friendlyName"] == "Kantoor", changed)

with STORY.step("users and licences with keys in two spellings"):
    user = SDK.call("POST", f"{CUSTOMER}/users/", {
        "userPrincipalName": f"ada@{DOMAIN}", "firstName": "Ada", "lastName": "Veen", "displayName": "Ada Veen",
        "DisplayName": "Ada Veen", "usageLocation": "NL", "links": {},
        "passwordProfile": {"password": "Kade-1234", "Password": "Kade-1234", "forceChangePassword": True,
                            "ForceChangePassword": True}})
    sku = READ.collection(SDK.call("GET", f"{CUSTOMER}/subscribedskus"))[0]["productSku"]["id"]
    wish = [{"skuId": sku, "SkuId": sku, "excludedPlans": None}]
    SDK.call("POST", f"{CUSTOMER}/users/{user['id']}/licenseupdates", {
        "licensesToAssign": wish, "LicensesToAssign": wish, "licensesToRemove": None, "attributes": {"objectType": "LicenseUpdate"}})
    owned = READ.collection(SDK.call("GET", f"{CUSTOMER}/subscribedskus"))[0]
    check(owned["consumedUnits"] == 1 and owned["availableUnits"] == 7, owned)

with STORY.step("upgrades with their errors, and the upgrade itself"):
    upgrades = [READ.upgrade(one) for one in READ.collection(SDK.call("GET", f"{SUBSCRIPTION}/upgrades"))]
    eligible = [one for one in upgrades if one["isEligible"]]
    check(eligible, upgrades)
    chosen = {**eligible[0], "attributes": {"objectType": "Upgrade"}}
    result = SDK.call("POST", f"{SUBSCRIPTION}/upgrades", chosen)
    check(not result.get("upgradeErrors") and result["targetSubscriptionId"], result)

with STORY.step("a trial and what it can become"):
    trial = READ.order(SDK.call("POST", f"{CUSTOMER}/orders", {
        "referenceCustomerId": made["id"], "billingCycle": "none",
        "lineItems": [{"lineItemNumber": 0, "offerId": PREMIUM_TRIAL, "quantity": 25}]}))
    path = f"{CUSTOMER}/subscriptions/{trial['lineItems'][0]['subscriptionId']}/conversions"
    conversions = READ.collection(SDK.call("GET", path))
    check(conversions, "there is nothing that the trial can become")
    done = SDK.call("POST", path, conversions[0])
    check("error" not in done and done["subscriptionId"] == trial["lineItems"][0]["subscriptionId"], done)

with STORY.step("every subscription of the demonstration, in states newer than it"):
    for one in seen:
        for subscription in READ.collection(SDK.call("GET", f"customers/{one}/subscriptions")):
            READ.subscription(subscription)

with STORY.step("a refusal as an error with a number"):
    answer = SDK.connection.send("GET", f"/v1/customers/{uuid.uuid4()}", None, {"MS-RequestId": str(uuid.uuid4())})
    check(answer.status == 403 and READ.error(answer)["code"] == 20002, answer.status, answer.body)

with STORY.step("invoices, and the lines of licences"):
    invoices = [READ.invoice(one) for one in READ.collection(SDK.call("GET", "invoices?size=20&offset=0"))]
    check(invoices, "there are none")
    classic = [one for one in invoices if one["invoiceType"] == "Recurring"]
    check(classic, "none for licences")
    path = f"invoices/{classic[0]['id']}/lineitems/Office/BillingLineItems?size=2000&offset=0"
    lines = [READ.invoice_line(one) for one in READ.collection(SDK.call("GET", path))]
    check(lines, "the invoice has no lines")
    pdf = SDK.connection.send("GET", f"/v1{classic[0]['pdfDownloadLink']}", None, {"Accept": "application/pdf"})
    check(pdf.status == 200 and pdf.body.startswith(b"%PDF"), pdf.status)

STORY.end()
