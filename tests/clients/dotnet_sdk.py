"""The .NET SDK 3.4: new commerce from a customer to its transitions and scheduled changes.

What it does that others do not: it writes names in PascalCase with every null, keeps what it read, writes enumerations in snake
case, sends one id for all tries of a request, and cannot do without `Retry-After` on 429.
"""

import json
import uuid

from strict import TRANSITION_TYPE, Reader
from wire import Connection, Story, agreement_body, base_of_arguments, check, customer_body, fresh, token

BASE = base_of_arguments()
READ = Reader()
STORY = Story("dotnet")
BASIC, STANDARD, PREMIUM = "CFQ7TTC0LH18", "CFQ7TTC0LDPB", "CFQ7TTC0LCHC"


def pascal(value):
    """A model as the SDK writes it."""
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: pascal(member) for name, member in value.items()}
    if isinstance(value, list):
        return [pascal(member) for member in value]
    return value


class Sdk:
    def __init__(self, access):
        self.connection = Connection(BASE, {
            "Authorization": f"Bearer {access}", "Accept": "application/json", "MS-SdkVersion": "3.4.0.0",
            "MS-PartnerCenter-Client": "Partner Center .NET SDK", "MS-CorrelationId": str(uuid.uuid4()),
            "X-Locale": "en-US"})

    def send(self, method, path, body=None, request=None):
        headers = {"MS-RequestId": request or str(uuid.uuid4())}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.connection.send(method, f"/v1/{path}", None if body is None else json.dumps(body), headers)

    def call(self, method, path, body=None, expect=(200, 201, 202), request=None):
        answer = self.send(method, path, body, request)
        check(answer.status in expect, method, path, answer.status, answer.body[:600])
        # It refuses text behind the value; json.loads does as well.
        return answer.json()


def line(number, item, quantity, **more):
    """A line of a cart with every member of its model."""
    empty = dict.fromkeys(("FriendlyName", "CurrencyCode", "Participants", "ProvisioningContext", "OrderGroup", "AddonItems",
                           "Error", "RenewsTo", "PromotionId", "CustomTermEndDate", "AttestationAccepted", "Pricing"))
    return {**empty, "Id": number, "CatalogItemId": item, "Quantity": quantity, "BillingCycle": "monthly",
            "TermDuration": "P1Y", **more}


with STORY.step("a token for the directory's audience, version 2 of the endpoint"):
    SDK = Sdk(token(BASE, "/havenwerk.example/oauth2/v2.0/token", {
        "client_id": "demo-app", "client_secret": "demo-secret", "grant_type": "client_credentials",
        "scope": "https://graph.windows.net/.default", "client_info": "1"})["access_token"])

with STORY.step("a customer in PascalCase with nulls everywhere"):
    body = pascal(customer_body(f"{fresh('dotnet')}.onmicrosoft.com"))
    body.update(dict.fromkeys(("Id", "CommerceId", "UserCredentials", "CustomDomains", "AssociatedPartnerId", "Links")))
    made = READ.customer(SDK.call("POST", "customers", {**body, "Attributes": {"ObjectType": "Customer"}}))
    CUSTOMER = f"customers/{made['id']}"
    agreement = pascal(agreement_body())
    agreement["PrimaryContact"]["PhoneNumber"] = agreement["PrimaryContact"]["MiddleName"] = None
    SDK.call("POST", f"{CUSTOMER}/agreements", {**agreement, "UserId": None, "AgreementLink": None})

with STORY.step("a cart of new commerce, read again and checked out with a word for a body"):
    item = READ.collection(SDK.call("GET", f"{CUSTOMER}/products/{BASIC}/skus/0001/availabilities"))[0]["catalogItemId"]
    cart = SDK.call("POST", f"{CUSTOMER}/carts", {"LineItems": [line(0, item, 10)], "Id": None, "Status": None})
    check("error" not in cart["lineItems"][0] and cart["status"] == "Active", cart)
    cart = SDK.call("PUT", f"{CUSTOMER}/carts/{cart['id']}", pascal({**cart, "lineItems": [line(0, item, 12)]}))
    result = SDK.call("POST", f"{CUSTOMER}/carts/{cart['id']}/checkout", "success")
    check(not result.get("orderErrors"), result)
    again = SDK.call("POST", f"{CUSTOMER}/carts/{cart['id']}/checkout", "success")
    check(again["orders"][0]["id"] == result["orders"][0]["id"], "a second checkout ordered something else")
    order = READ.order(result["orders"][0])

with STORY.step("the order with its prices, asked for by a flag in its own spelling"):
    priced = READ.order(SDK.call("GET", f"{CUSTOMER}/orders/{order['id']}?include_price=True"))
    check(priced["totalPrice"] > 0 and priced["lineItems"][0]["pricing"]["listPrice"] > 0, priced)

with STORY.step("a change tried twice with one id acts once"):
    SUBSCRIPTION = f"{CUSTOMER}/subscriptions/{order['lineItems'][0]['subscriptionId']}"
    before = READ.subscription(SDK.call("GET", SUBSCRIPTION))
    body, request = pascal({**before, "quantity": 15}), str(uuid.uuid4())
    first = SDK.call("PATCH", SUBSCRIPTION, body, request=request)
    second = SDK.call("PATCH", SUBSCRIPTION, body, request=request)
    check(first == second and first["quantity"] == 15, first, second)

with STORY.step("where it can go, at once and at the renewal"):
    for kind in ("immediate", "scheduled"):
        path = f"{SUBSCRIPTION}/transitioneligibilities?eligibilityType={kind}"
        targets = READ.collection(SDK.call("GET", path))
        for detail in (detail for target in targets for detail in target["eligibilities"]):
            check(detail["transitionType"] in TRANSITION_TYPE, detail)
            check(all(isinstance(error["code"], int) for error in detail.get("errors", [])), detail)
        possible = [one for one in targets if any(detail["isEligible"] for detail in one["eligibilities"])]
        check(possible, kind, targets)

with STORY.step("a change for the renewal, read back and kept by a change of the name"):
    current = SDK.call("GET", SUBSCRIPTION)
    scheduled = {"product": {"productId": BASIC, "skuId": "0001", "availabilityId": current["offerId"].split(":")[2],
                             "billingCycle": "annual", "termDuration": "P1Y", "promotionId": None}, "quantity": 9,
                 "customTermEndDate": None}
    saved = SDK.call("PATCH", SUBSCRIPTION, pascal({**current, "scheduledNextTermInstructions": scheduled}))
    check(saved["scheduledNextTermInstructions"]["quantity"] == 9, saved)
    named = SDK.call("PATCH", SUBSCRIPTION, pascal({**saved, "friendlyName": "Kantoor Utrecht"}))
    check(named["friendlyName"] == "Kantoor Utrecht", named)
    check(named["scheduledNextTermInstructions"]["product"]["billingCycle"] == "annual", named)

with STORY.step("a partial transition with its history"):
    target = next(one for one in READ.collection(SDK.call("GET", f"{SUBSCRIPTION}/transitioneligibilities"))
                  if one["catalogItemId"].startswith(STANDARD))
    done = SDK.call("POST", f"{SUBSCRIPTION}/transitions", {
        "ToCatalogItemId": target["catalogItemId"], "Quantity": 4, "TransitionType": "transition_only", "OperationId": None,
        "FromCatalogItemId": None, "FromSubscriptionId": None, "ToSubscriptionId": None, "TermDuration": None,
        "BillingCycle": None, "PromotionId": None, "Events": None})
    check(done["toSubscriptionId"] != SUBSCRIPTION.rsplit("/", 1)[1] and done["events"][0]["name"] == "Conversion", done)
    history = READ.collection(SDK.call("GET", f"{SUBSCRIPTION}/transitions?operationId={done['operationId']}"))
    check(len(history) == 1 and history[0]["quantity"] == 4, history)
    check(SDK.call("GET", SUBSCRIPTION)["quantity"] == 11, "the source keeps another number")

with STORY.step("a plan sold this week is too young to migrate, which the errors say by number"):
    classic = SDK.call("POST", f"{CUSTOMER}/orders", pascal({"billingCycle": "monthly", "lineItems": [
        {"lineItemNumber": 0, "offerId": "031C9E47-4802-4248-838E-778FB1D2CC05", "quantity": 3}]}))

    def wish(subscription):
        return {"CurrentSubscriptionId": subscription, "TermDuration": "P1Y", "BillingCycle": "Monthly",
                "PurchaseFullTerm": False, "Quantity": None, "CustomTermEndDate": None, "AddOnMigrations": None,
                "ExternalReferenceId": "sdk"}

    young = wish(classic["lineItems"][0]["subscriptionId"])
    told = SDK.call("POST", f"{CUSTOMER}/migrations/newcommerce/validate", young)
    check(told["isEligible"] is False and all(isinstance(one["code"], int) for one in told["errors"]), told)
    answer = SDK.send("POST", f"{CUSTOMER}/migrations/newcommerce", young)
    check(answer.status in (400, 403) and READ.error(answer)["code"] > 0, answer.status, answer.body)

with STORY.step("an older one migrates: validated, made, and followed to its end"):
    def candidates():
        for customer in READ.collection(SDK.call("GET", "customers?size=500")):
            for one in READ.collection(SDK.call("GET", f"customers/{customer['id']}/subscriptions")):
                classic = "productType" not in one and ":" not in one["offerId"]
                if classic and one["status"] == "active" and not one["isTrial"] and "parentSubscriptionId" not in one:
                    yield customer["id"], one["id"]

    for owner, subscription in candidates():
        path = f"customers/{owner}/migrations/newcommerce"
        told = SDK.call("POST", f"{path}/validate", wish(subscription))
        if told["isEligible"]:
            break
    check(told["isEligible"], "nothing in the demonstration can migrate")
    migration = SDK.call("POST", path, wish(subscription))
    for _ in range(20):
        migration = SDK.call("GET", f"{path}/{migration['id']}")
        if migration["status"] != "Processing":
            break
    check(migration["status"] == "Completed" and uuid.UUID(migration["newCommerceSubscriptionId"]), migration)
    new = SDK.call("GET", f"customers/{owner}/subscriptions/{migration['newCommerceSubscriptionId']}")
    check(new["migratedFromSubscriptionId"].lower() == subscription.lower(), new)

with STORY.step("a fewer-seats refusal names the first reason by its number and all of them beside it"):
    answer = SDK.send("PATCH", f"{SUBSCRIPTION}", pascal({**SDK.call("GET", SUBSCRIPTION), "quantity": 0}))
    check(answer.status == 400, answer.status)
    check(READ.error(answer)["code"] in (2002, 800002), answer.body)

STORY.end()
