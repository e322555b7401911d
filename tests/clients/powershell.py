"""The PowerShell module 3.0: signing in with a token, customers, carts, suspending, billing frequency, licences, and the end
of a relationship.

What it does that others do not: it asks for the partner's organisation first and cannot do without a country in it, writes
PascalCase without nulls and enumerations by their Pascal names, and changes a billing frequency by an order with one line.
"""

import base64
import json
import uuid
from urllib.parse import quote

from strict import Reader
from wire import Connection, Story, agreement_body, base_of_arguments, check, customer_body, fresh, token

BASE = base_of_arguments()
READ = Reader(dated=True)
STORY = Story("powershell")
BASIC, ARCHIVE = "BD938F12-058F-4927-BBA3-AE36B1D2501C", "2828BE95-46BA-4F91-B2FD-0BEF192ECF60"
ENUMS = {"active": "Active", "suspended": "Suspended", "monthly": "Monthly", "annual": "Annual", "none": "None",
         "one_time": "OneTime", "license": "License"}


def pascal(value):
    """A model as the module writes it: no nulls, enumerations by their names."""
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: pascal(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [pascal(member) for member in value]
    return value


def words(resource):
    named = {name: ENUMS.get(resource[name], resource[name]) for name in ("status", "billingCycle", "billingType")
             if name in resource}
    # Its models of 2019 lack what new commerce brought.
    lacking = ("scheduledNextTermInstructions", "nextChargeInstructions", "promotionId", "productType", "refundOptions",
               "refundableQuantity", "cancellationAllowedUntilDate", "seatwright")
    return pascal({**{name: value for name, value in resource.items() if name not in lacking}, **named})


class Module:
    def __init__(self, access):
        # It reads the token without checking it, and needs these two claims.
        claims = json.loads(base64.urlsafe_b64decode(access.split(".")[1] + "=="))
        check(isinstance(claims["exp"], int) and uuid.UUID(claims["tid"]), claims)
        self.connection = Connection(BASE, {
            "Authorization": f"Bearer {access}", "Accept": "application/json", "X-Locale": "en-US",
            "MS-PartnerCenter-Client": "Partner Center Open .NET SDK",
            "MS-PartnerCenter-Application": "Partner Center PowerShell", "MS-CorrelationId": str(uuid.uuid4())})

    def send(self, method, path, body=None):
        headers = {"MS-RequestId": str(uuid.uuid4())}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.connection.send(method, f"/v1/{path}", None if body is None else json.dumps(body), headers)

    def call(self, method, path, body=None, expect=(200, 201, 202)):
        answer = self.send(method, path, body)
        check(answer.status in expect, method, path, answer.status, answer.body[:600])
        return answer.json()


with STORY.step("Connect-PartnerCenter -AccessToken, which asks for the organisation at once"):
    MODULE = Module(token(BASE, "/havenwerk.example/oauth2/token", {
        "client_id": "demo-app", "client_secret": "demo-secret", "grant_type": "client_credentials",
        "resource": "https://api.partnercenter.microsoft.com"})["access_token"])
    organisation = MODULE.call("GET", "profiles/organization")
    check(len(organisation["defaultAddress"]["country"]) == 2 and "-" in organisation["culture"], organisation)

with STORY.step("Get-PartnerCustomer -Domain"):
    wanted = quote(json.dumps({"Field": "Domain", "Value": "blauwevos", "Operator": "StartsWith"}))
    found = READ.collection(MODULE.call("GET", f"customers?filter={wanted}"))
    check([one["companyProfile"]["domain"] for one in found] == ["blauwevos.onmicrosoft.com"], found)

with STORY.step("New-PartnerCustomer, after asking whether the domain is free"):
    PREFIX = fresh("power")
    check(MODULE.send("HEAD", f"domains/{PREFIX}").status == 404, "the domain is taken")
    made = READ.customer(MODULE.call("POST", "customers", pascal(customer_body(f"{PREFIX}.onmicrosoft.com"))))
    check(MODULE.send("HEAD", f"domains/{PREFIX}.onmicrosoft.com").status == 200, "the domain is still free")
    CUSTOMER = f"customers/{made['id']}"
    MODULE.call("POST", f"{CUSTOMER}/agreements", pascal(agreement_body()))

with STORY.step("New-PartnerCustomerCart, Add-PartnerCustomerCartLineItem, Submit-PartnerCustomerCart"):
    line = {"Id": 0, "CatalogItemId": BASIC, "Quantity": 4, "BillingCycle": "Monthly", "FriendlyName": "Kantoor"}
    cart = MODULE.call("POST", f"{CUSTOMER}/carts", {"LineItems": [line]})
    cart = MODULE.call("GET", f"{CUSTOMER}/carts/{cart['id']}")
    lines = [pascal({**cart["lineItems"][0], "quantity": 5})]
    cart = MODULE.call("PUT", f"{CUSTOMER}/carts/{cart['id']}", pascal({**cart, "lineItems": lines}))
    result = MODULE.call("POST", f"{CUSTOMER}/carts/{cart['id']}/checkout", "success")
    order = READ.order(result["orders"][0])
    SUBSCRIPTION = f"{CUSTOMER}/subscriptions/{order['lineItems'][0]['subscriptionId']}"

with STORY.step("New-PartnerCustomerOrder -OrderId: an add-on for its base"):
    MODULE.call("PATCH", f"{CUSTOMER}/orders/{order['id']}", {"Id": order["id"], "ReferenceCustomerId": made["id"], "LineItems": [
        {"LineItemNumber": 0, "OfferId": ARCHIVE, "Quantity": 5, "ParentSubscriptionId": SUBSCRIPTION.rsplit("/", 1)[1]}]})
    addons = READ.collection(MODULE.call("GET", f"{SUBSCRIPTION}/addons"))
    check(len(addons) == 1 and READ.subscription(addons[0])["quantity"] == 5, addons)

with STORY.step("Set-PartnerCustomerSubscription -Status Suspended, then Active; the add-on follows by itself only down"):
    current = MODULE.call("GET", SUBSCRIPTION)
    stopped = READ.subscription(MODULE.call("PATCH", SUBSCRIPTION, {**words(current), "Status": "Suspended"}))
    check(stopped["status"] == "suspended", stopped)
    ADDON = f"{CUSTOMER}/subscriptions/{addons[0]['id']}"
    check(MODULE.call("GET", ADDON)["status"] == "suspended", "the add-on goes on")
    # What already holds is set again without a complaint, with the etag of an earlier list.
    MODULE.call("PATCH", ADDON, {**words(addons[0]), "Status": "Suspended"})
    for path in (SUBSCRIPTION, ADDON):
        again = MODULE.call("PATCH", path, {**words(MODULE.call("GET", path)), "Status": "Active"})
        check(again["status"] == "active", again)

with STORY.step("Set-PartnerCustomerSubscription -BillingCycle Annual: the order by one line, then the subscription by its old etag"):
    current = MODULE.call("GET", SUBSCRIPTION)
    MODULE.call("PATCH", f"{CUSTOMER}/orders/{order['id']}", {
        "Id": order["id"], "ReferenceCustomerId": made["id"], "BillingCycle": "Annual",
        "LineItems": [{"LineItemNumber": 0, "OfferId": current["offerId"], "SubscriptionId": current["id"],
                       "Quantity": current["quantity"]}]})
    yearly = READ.subscription(MODULE.call("PATCH", SUBSCRIPTION, {**words(current), "BillingCycle": "Annual"}))
    check(yearly["billingCycle"] == "annual", yearly)

with STORY.step("Get-PartnerCustomerSubscriptionUpgrades"):
    upgrades = [READ.upgrade(one) for one in READ.collection(MODULE.call("GET", f"{SUBSCRIPTION}/upgrades"))]
    check(any(error["code"] == 6 for one in upgrades for error in one["upgradeErrors"]), "the add-on is no reason", upgrades)

with STORY.step("New-PartnerCustomerUser, Set-PartnerCustomerUserLicense"):
    user = MODULE.call("POST", f"{CUSTOMER}/users/", {
        "UserPrincipalName": f"bram@{PREFIX}.onmicrosoft.com", "FirstName": "Bram", "LastName": "Prins",
        "DisplayName": "Bram Prins", "UsageLocation": "NL",
        "PasswordProfile": {"Password": "Kade-1234", "ForceChangePassword": True}})
    check(user["userDomainType"] in ("none", "managed", "federated") and user["state"] == "active", user)
    owned = READ.collection(MODULE.call("GET", f"{CUSTOMER}/subscribedskus"))
    sku = next(one["productSku"]["id"] for one in owned if one["productSku"]["targetType"] == "User")
    MODULE.call("POST", f"{CUSTOMER}/users/{user['id']}/licenseupdates", {"LicensesToAssign": [{"SkuId": sku}]})
    held = READ.collection(MODULE.call("GET", f"{CUSTOMER}/users/{user['id']}/licenses"))
    check([one["productSku"]["id"] for one in held] == [sku], held)

with STORY.step("Remove- and Restore-PartnerCustomerUser, by the filter for deleted ones"):
    check(MODULE.send("DELETE", f"{CUSTOMER}/users/{user['id']}").status == 204, "the user was not deleted")
    wanted = quote(json.dumps({"Field": "UserState", "Value": "Inactive", "Operator": "Equals"}))
    gone = READ.collection(MODULE.call("GET", f"{CUSTOMER}/users?size=500&filter={wanted}"))
    check([one["id"] for one in gone] == [user["id"]] and gone[0]["state"] == "inactive", gone)
    back = MODULE.call("PATCH", f"{CUSTOMER}/users/{user['id']}", {"State": "Active", "Id": user["id"]})
    check(back["state"] == "active", back)

with STORY.step("Get-PartnerInvoice, Get-PartnerInvoiceLineItem"):
    invoices = [READ.invoice(one) for one in READ.collection(MODULE.call("GET", "invoices"))]
    for invoice in invoices[:6]:
        for detail in invoice["invoiceDetails"]:
            provider = {"office": "Office", "one_time": "OneTime", "marketplace": "OneTime"}[detail["billingProvider"]]
            path = f"invoices/{invoice['id']}/lineitems/{provider}/BillingLineItems?size=2000&offset=0"
            lines = READ.collection(MODULE.call("GET", path))
            check(lines, "no lines at", path)
            for one in lines:
                READ.invoice_line(one)

with STORY.step("Remove-PartnerResellerRelationship: every active subscription suspended by one list, then the end"):
    listed = READ.collection(MODULE.call("GET", f"{CUSTOMER}/subscriptions"))
    for one in (one for one in listed if one["status"] == "active"):
        MODULE.call("PATCH", f"{CUSTOMER}/subscriptions/{one['id']}", {**words(one), "Status": "Suspended"})
    MODULE.call("PATCH", CUSTOMER, {"RelationshipToPartner": "None", "Attributes": {"ObjectType": "Customer"}})
    answer = MODULE.send("GET", CUSTOMER)
    check(answer.status in (200, 403), answer.status)
    if answer.status == 200:
        check(answer.json()["relationshipToPartner"] == "none", answer.body)

STORY.end()
